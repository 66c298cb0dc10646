-- credits report reads what this query gives as CSV.
SET TIME ZONE 'UTC';
WITH named AS (
  SELECT
    `occurred_at` AS r_when,
    NULLIF(CAST(`occurred_at` AS STRING), '') AS r_time,
    CAST('o\'neil' AS STRING) AS r_app,
    NULLIF(CAST(`user` AS STRING), '') AS r_user,
    NULLIF(CAST(`pool` AS STRING), '') AS r_pool,
    NULLIF(CAST(`operation` AS STRING), '') AS r_operation,
    NULLIF(CAST(`model` AS STRING), '') AS r_model,
    NULLIF(CAST(`scope` AS STRING), '') AS r_scope,
    CAST(NULL AS STRING) AS r_feature,
    NULLIF(CAST(`files` AS STRING), '') AS r_files,
    NULLIF(CAST(`quantity` AS STRING), '') AS r_quantity,
    NULLIF(CAST(`credits` AS STRING), '') AS r_credits,
    CAST(NULL AS STRING) AS r_estimated_credits,
    NULLIF(CAST(`status` AS STRING), '') AS r_status,
    NULLIF(CAST(`prompt` AS STRING), '') AS r_prompt,
    NULLIF(CAST(`metadata` AS STRING), '') AS r_metadata,
    NULLIF(CAST(`id` AS STRING), '') AS r_id,
    NULLIF(CAST(`workspace` AS STRING), '') AS r_part
  FROM `lake`.`events`
),
copies AS (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY r_id, r_time, r_credits, r_estimated_credits, r_operation, CASE WHEN r_id RLIKE '^[0-9]{1,9}$' THEN r_app END, CASE WHEN r_id RLIKE '^[0-9]{1,9}$' THEN r_user END
    ORDER BY r_time, r_app, r_user, r_pool, r_operation, r_model, r_scope, r_feature, r_files, r_quantity, r_credits, r_estimated_credits, r_status, r_prompt, r_metadata, r_id) AS r_copy
  FROM named
),
timed AS (
  SELECT *,
    CASE WHEN r_time RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?( ?([zZ]|[+-][0-9]{2}(:?[0-9]{2})?))?$' THEN unix_seconds(CAST(r_when AS TIMESTAMP)) END AS r_seconds,
    CASE WHEN r_time RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN 1 ELSE 0 END AS r_is_date,
    CASE WHEN r_metadata RLIKE '[^ -&*-Z^-~]' OR regexp_replace(lower(r_metadata), '[^a-z0-9"]+', '') RLIKE '[keys]' OR r_prompt RLIKE '^[^!-~]*[{]' THEN 1 ELSE 0 END AS r_has_keys
  FROM copies
  WHERE r_id IS NULL OR r_copy = 1
),
priced AS (
  SELECT *,
    CASE WHEN r_has_keys = 0 AND (r_credits RLIKE '^-?[0-9]+([.][0-9]+)?$' OR r_estimated_credits RLIKE '^-?[0-9]+([.][0-9]+)?$') AND (r_status IS NULL OR lower(r_status) IN ('ok', 'success', 'succeeded', 'failed', 'refund', 'grant'))
      AND (r_quantity IS NULL OR r_quantity RLIKE '^[0-9]+([.][0-9]+)?$') THEN 1 ELSE 0 END AS r_has_price
  FROM timed
  WHERE (r_seconds IS NULL OR r_seconds >= 1777593600) AND (r_is_date = 0 OR r_time >= '2026-05-01')
    AND (r_seconds IS NULL OR r_seconds < 1780272000) AND (r_is_date = 0 OR r_time <= '2026-05-31')
),
asked AS (
  SELECT *,
    CASE WHEN r_has_price = 0 AND (r_operation IS NULL OR regexp_replace(lower(r_operation), '[^a-z0-9"]+', '') RLIKE '^(|n|na|nan|nil|none|null|undefined)$' OR r_operation RLIKE '[^ -&*-Z^-~]' OR regexp_replace(lower(r_operation), '[^a-z0-9"]+', '') RLIKE '[prompts]') THEN 1 ELSE 0 END AS r_reads_prompt,
    CASE WHEN r_has_price = 0 AND (r_operation IS NULL OR regexp_replace(lower(r_operation), '[^a-z0-9"]+', '') RLIKE '^(|n|na|nan|nil|none|null|undefined)$') THEN 1 ELSE 0 END AS r_reads_all
  FROM priced
),
slots AS (
  SELECT
    COALESCE(r_part, '') AS s_part,
    CASE WHEN r_seconds >= 0 THEN concat(date_format(timestamp_seconds((r_seconds - r_seconds % 900)), 'yyyy-MM-dd'), 'T', date_format(timestamp_seconds((r_seconds - r_seconds % 900)), 'HH:mm:ss'), 'Z') ELSE r_time END AS s_timestamp,
    CASE WHEN r_is_date = 1 THEN 86400 ELSE 900 END AS s_span,
    COALESCE(r_app, '') AS s_app,
    COALESCE(r_user, '') AS s_user,
    COALESCE(r_pool, '') AS s_pool,
    COALESCE(r_operation, '') AS s_operation,
    COALESCE(r_model, '') AS s_model,
    COALESCE(r_scope, '') AS s_scope,
    COALESCE(r_files, '') AS s_files,
    CASE WHEN r_has_price = 0 THEN COALESCE(r_quantity, '') ELSE '' END AS s_quantity,
    COALESCE(r_credits, '') AS s_credits,
    COALESCE(r_status, '') AS s_status,
    CASE WHEN r_reads_prompt = 1 OR r_has_keys = 1 AND r_prompt IS NOT NULL THEN COALESCE(r_prompt, '') ELSE '' END AS s_prompt,
    CASE WHEN r_has_keys = 1 OR r_reads_all = 1 THEN COALESCE(r_metadata, '') ELSE '' END AS s_metadata
  FROM asked
)
SELECT
  s_part AS `part`,
  s_timestamp AS `timestamp`,
  s_span AS `span`,
  s_app AS `app`,
  s_user AS `user`,
  s_pool AS `pool`,
  s_operation AS `operation`,
  s_model AS `model`,
  s_scope AS `scope`,
  s_files AS `files`,
  s_quantity AS `quantity`,
  s_credits AS `credits`,
  s_status AS `status`,
  s_prompt AS `prompt`,
  s_metadata AS `metadata`,
  COUNT(*) AS `events`,
  '[rules]' AS `rules`
FROM slots
GROUP BY s_part, s_timestamp, s_span, s_app, s_user, s_pool, s_operation, s_model, s_scope, s_files, s_quantity, s_credits, s_status, s_prompt, s_metadata;
