-- {{about}}
{{before}}WITH named AS (
  SELECT
    {{columns}}
  FROM {{table}}
),{{copies}}
timed AS (
  SELECT *,
    CASE WHEN {{is_instant}} THEN {{seconds}} END AS r_seconds,
    CASE WHEN {{is_date}} THEN 1 ELSE 0 END AS r_is_date,
    CASE WHEN {{has_keys}} THEN 1 ELSE 0 END AS r_has_keys
  FROM {{first}}
),
priced AS (
  SELECT *,
    CASE WHEN r_has_keys = 0 AND ({{is_given}}) AND ({{is_told}})
      AND (r_quantity IS NULL OR {{is_counted}}) THEN 1 ELSE 0 END AS r_has_price
  FROM timed{{days}}
),
asked AS (
  SELECT *,
    CASE WHEN r_has_price = 0 AND ({{is_unnamed}} OR {{reads_prompt}}) THEN 1 ELSE 0 END AS r_reads_prompt,
    CASE WHEN r_has_price = 0 AND ({{is_unnamed}}) THEN 1 ELSE 0 END AS r_reads_all
  FROM priced
),
slots AS (
  SELECT
    {{partition}}CASE WHEN r_seconds >= 0 THEN {{slot}} ELSE r_time END AS s_timestamp,
    CASE WHEN r_is_date = 1 THEN 86400 ELSE {{span}} END AS s_span,
    {{kept}}
  FROM asked
)
SELECT
  {{output}},
  COUNT(*) AS {{events}},
  {{digest}} AS {{rules}}
FROM slots
GROUP BY {{groups}}{{after}}
