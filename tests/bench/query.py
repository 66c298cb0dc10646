"""The comparison's other side, one engine a process: exact sums by day, app and pool, as JSON, with the time of the query alone.

    query.py duckdb|polars FILE THREADS
"""

import json
import sys
import time

# An e-mail without an amount costs one credit each, by the rate card; see generate.py.
COLUMNS = {
    "id": "VARCHAR",
    "created_date": "TIMESTAMP",
    "app_name": "VARCHAR",
    "user_email": "VARCHAR",
    "credit_type": "VARCHAR",
    "operation": "VARCHAR",
    "model": "VARCHAR",
    "credits_used": "DECIMAL(18,4)",
    "quantity": "BIGINT",
    "status": "VARCHAR",
    "prompt": "VARCHAR",
}

SQL = """
SELECT strftime(created_date::DATE, '%Y-%m-%d') AS day, app_name, credit_type, count(*),
       sum(coalesce(credits_used, CASE WHEN operation = 'SendEmail' AND status = 'ok' THEN quantity::DECIMAL(18,4) END, 0)),
       count(credits_used)
FROM read_csv(?, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false, columns = {columns})
GROUP BY ALL
"""


def duckdb(path, threads):
    import duckdb as engine

    connection = engine.connect(config={"threads": threads})
    begun = time.perf_counter()
    rows = connection.execute(SQL.replace("{columns}", json.dumps(COLUMNS).replace('"', "'")), [path]).fetchall()
    return rows, time.perf_counter() - begun


def polars(path, threads):
    import os

    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl

    amount = pl.Decimal(18, 4)
    # Stamps stay text: their first ten characters are the day.
    schema = {
        name: {"DECIMAL(18,4)": amount, "BIGINT": pl.Int64}.get(kind, pl.String) for name, kind in COLUMNS.items()
    }
    begun = time.perf_counter()
    mail = (pl.col("operation") == "SendEmail") & (pl.col("status") == "ok")
    counted = pl.coalesce(pl.col("credits_used"), pl.when(mail).then(pl.col("quantity").cast(amount)), pl.lit(0, dtype=amount))
    frame = (
        pl.scan_csv(path, schema=schema)
        .with_columns(day=pl.col("created_date").str.slice(0, 10), counted=counted)
        .group_by("day", "app_name", "credit_type")
        .agg(pl.len(), pl.col("counted").sum(), pl.col("credits_used").count().alias("amounts"))
        .collect(engine="streaming")
    )
    return frame.rows(), time.perf_counter() - begun


def main():
    engine, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rows, seconds = {"duckdb": duckdb, "polars": polars}[engine](path, threads)
    rows = [[day, app, pool, events, str(credits), amounts] for day, app, pool, events, credits, amounts in rows]
    json.dump({"query_seconds": seconds, "rows": sorted(rows)}, sys.stdout)


if __name__ == "__main__":
    main()
