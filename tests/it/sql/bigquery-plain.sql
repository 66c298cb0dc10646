-- credits report reads what this query gives as CSV.
-- Our tests do not execute queries for this engine: compare a small table first.
-- A row that stands twice counts twice (--dedupe id). How many do:
--   SELECT COUNT(`id`) - COUNT(DISTINCT `id`) FROM `events`;
WITH named AS (
  SELECT
    `timestamp` AS r_when,
    NULLIF(CAST(`timestamp` AS STRING), '') AS r_time,
    NULLIF(CAST(`app` AS STRING), '') AS r_app,
    NULLIF(CAST(`user` AS STRING), '') AS r_user,
    NULLIF(CAST(`pool` AS STRING), '') AS r_pool,
    NULLIF(CAST(`operation` AS STRING), '') AS r_operation,
    NULLIF(CAST(`model` AS STRING), '') AS r_model,
    NULLIF(CAST(`scope` AS STRING), '') AS r_scope,
    NULLIF(CAST(`feature` AS STRING), '') AS r_feature,
    NULLIF(CAST(`files` AS STRING), '') AS r_files,
    NULLIF(CAST(`quantity` AS STRING), '') AS r_quantity,
    NULLIF(CAST(`credits` AS STRING), '') AS r_credits,
    CAST(NULL AS STRING) AS r_estimated_credits,
    NULLIF(CAST(`status` AS STRING), '') AS r_status,
    NULLIF(CAST(`prompt` AS STRING), '') AS r_prompt,
    NULLIF(CAST(`metadata` AS STRING), '') AS r_metadata,
    NULLIF(CAST(`id` AS STRING), '') AS r_id
  FROM `events`
),
timed AS (
  SELECT *,
    CASE WHEN REGEXP_CONTAINS(r_time, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?( ?([zZ]|[+-][0-9]{2}(:?[0-9]{2})?))?$') THEN UNIX_SECONDS(CAST(r_when AS TIMESTAMP)) END AS r_seconds,
    CASE WHEN REGEXP_CONTAINS(r_time, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') THEN 1 ELSE 0 END AS r_is_date,
    CASE WHEN REGEXP_CONTAINS(r_metadata, '[^ -&*-Z^-~]') OR REGEXP_CONTAINS(REGEXP_REPLACE(LOWER(r_metadata), '[^a-z0-9"]+', ''), '[keys]') OR REGEXP_CONTAINS(r_prompt, '^[^!-~]*[{]') THEN 1 ELSE 0 END AS r_has_keys
  FROM named
),
priced AS (
  SELECT *,
    CASE WHEN r_has_keys = 0 AND (REGEXP_CONTAINS(r_credits, '^-?[0-9]+([.][0-9]+)?$') OR REGEXP_CONTAINS(r_estimated_credits, '^-?[0-9]+([.][0-9]+)?$')) AND (r_status IS NULL OR lower(r_status) IN ('ok', 'success', 'succeeded', 'failed', 'refund', 'grant'))
      AND (r_quantity IS NULL OR REGEXP_CONTAINS(r_quantity, '^[0-9]+([.][0-9]+)?$')) THEN 1 ELSE 0 END AS r_has_price
  FROM timed
),
asked AS (
  SELECT *,
    CASE WHEN r_has_price = 0 AND (r_operation IS NULL OR REGEXP_CONTAINS(REGEXP_REPLACE(LOWER(r_operation), '[^a-z0-9"]+', ''), '^(|n|na|nan|nil|none|null|undefined)$') OR REGEXP_CONTAINS(r_operation, '[^ -&*-Z^-~]') OR REGEXP_CONTAINS(REGEXP_REPLACE(LOWER(r_operation), '[^a-z0-9"]+', ''), '[prompts]')) THEN 1 ELSE 0 END AS r_reads_prompt,
    CASE WHEN r_has_price = 0 AND (r_operation IS NULL OR REGEXP_CONTAINS(REGEXP_REPLACE(LOWER(r_operation), '[^a-z0-9"]+', ''), '^(|n|na|nan|nil|none|null|undefined)$')) THEN 1 ELSE 0 END AS r_reads_all
  FROM priced
),
slots AS (
  SELECT
    CASE WHEN r_seconds >= 0 THEN FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%SZ', TIMESTAMP_SECONDS((r_seconds - MOD(r_seconds, 3600))), 'UTC') ELSE r_time END AS s_timestamp,
    CASE WHEN r_is_date = 1 THEN 86400 ELSE 3600 END AS s_span,
    COALESCE(r_app, '') AS s_app,
    COALESCE(r_user, '') AS s_user,
    COALESCE(r_pool, '') AS s_pool,
    COALESCE(r_operation, '') AS s_operation,
    COALESCE(r_model, '') AS s_model,
    COALESCE(r_scope, '') AS s_scope,
    CASE WHEN r_reads_all = 1 THEN COALESCE(r_feature, '') ELSE '' END AS s_feature,
    CASE WHEN r_reads_prompt = 1 THEN COALESCE(r_files, '') ELSE '' END AS s_files,
    CASE WHEN r_has_price = 0 THEN COALESCE(r_quantity, '') ELSE '' END AS s_quantity,
    COALESCE(r_credits, '') AS s_credits,
    COALESCE(r_status, '') AS s_status,
    CASE WHEN r_reads_prompt = 1 OR r_has_keys = 1 AND r_prompt IS NOT NULL THEN COALESCE(r_prompt, '') ELSE '' END AS s_prompt,
    CASE WHEN r_has_keys = 1 OR r_reads_all = 1 THEN COALESCE(r_metadata, '') ELSE '' END AS s_metadata
  FROM asked
)
SELECT
  s_timestamp AS `timestamp`,
  s_span AS `span`,
  s_app AS `app`,
  s_user AS `user`,
  s_pool AS `pool`,
  s_operation AS `operation`,
  s_model AS `model`,
  s_scope AS `scope`,
  s_feature AS `feature`,
  s_files AS `files`,
  s_quantity AS `quantity`,
  s_credits AS `credits`,
  s_status AS `status`,
  s_prompt AS `prompt`,
  s_metadata AS `metadata`,
  COUNT(*) AS `events`,
  '[rules]' AS `rules`
FROM slots
GROUP BY s_timestamp, s_span, s_app, s_user, s_pool, s_operation, s_model, s_scope, s_feature, s_files, s_quantity, s_credits, s_status, s_prompt, s_metadata;
