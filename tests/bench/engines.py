#!/usr/bin/env python3
"""A table as Parquet: DuckDB makes the rollup by `credits sql`, and `credits report` reads it; beside it, `credits report` on the same rows as CSV.

    engines.py [--binary target/dist/credits] [--rows 10000000] [--slot 1d] [--runs 3]

Every program runs in a process of its own, in turn; medians. Before anything is printed, the two reports are compared: they must be equal but for
`inputs`, `quality` and, with slots of a day, hours. Needs the Python package duckdb.
"""

import argparse
import json
import os
import subprocess
import sys

import generate
from binary import built
from measure import in_turn, machine, median, once

HERE = os.path.dirname(os.path.abspath(__file__))
# The generated log has columns of its own.
MAP = "time=created_date,app=app_name,user=user_email,pool=credit_type,credits=credits_used,scope=none,feature=none,files=none,metadata=none"
# Runs the statements of a file, and writes the rows of the last one.
ENGINE = """
import sys, duckdb
text = "".join(line for line in open(sys.argv[1]) if not line.startswith("--"))
*before, query = [part for part in text.rstrip().rstrip(";").split(";\\n") if part.strip()]
connection = duckdb.connect()
for statement in before:
    connection.execute(statement)
connection.execute(f"COPY ({query}) TO '{sys.argv[2]}' (FORMAT csv, HEADER)")
"""


def parquet(log, path):
    """The log as a table of typed columns."""
    import duckdb

    typed = "CAST(created_date AS TIMESTAMPTZ) AS created_date, CAST(NULLIF(credits_used, '') AS DECIMAL(38, 9)) AS credits_used"
    duckdb.connect().execute(
        f"SET TimeZone = 'UTC'; COPY (SELECT * REPLACE ({typed}) FROM read_csv('{log}', header = true, all_varchar = true)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    )


def comparable(text, slot):
    report = json.loads(text)
    del report["inputs"], report["quality"]
    for pool in report["pools"].values():
        if slot == "1d" and pool:
            pool.pop("hours", None)
    return report


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default=built())
    args.add_argument("--rows", type=int, default=10_000_000)
    args.add_argument("--slot", default="1d", choices=["15m", "1h", "1d"])
    args.add_argument("--runs", type=int, default=3)
    args.add_argument("--folder", default=os.path.join(HERE, "data"))
    asked = args.parse_args()
    os.makedirs(asked.folder, exist_ok=True)
    place = lambda name: os.path.join(os.path.abspath(asked.folder), f"{name.replace('#', str(asked.rows))}")
    log, table, query, rollup = place("log-#.csv"), place("log-#.parquet"), place("rollup-#.sql"), place("rollup-#.csv")
    if not os.path.exists(log):
        with open(log, "w", encoding="utf-8", newline="", buffering=1 << 20) as out:
            generate.truth(generate.generate(asked.rows, out))
    if not os.path.exists(table):
        parquet(log, table)
    words = [asked.binary, "sql", "--engine", "duckdb", "--table", table, "--slot", asked.slot, "--map", MAP]
    with open(query, "wb") as out:
        subprocess.run(words, stdout=out, check=True)
    engine = [sys.executable, "-c", ENGINE, query, rollup]
    report = lambda path: [asked.binary, "report", path, "--json", "-q", "--all", "--dedupe", "none"]
    once(engine)
    of_log, of_rollup = (comparable(once(report(path)).output, asked.slot) for path in (log, rollup))
    if of_log != of_rollup:
        raise SystemExit("the reports of the log and of its rollup differ")
    names = {"the log as CSV, reported": report(log), "DuckDB: Parquet to a rollup": engine, "the rollup, reported": report(rollup)}
    found = in_turn(names, asked.runs)
    with open(rollup, "rb") as lines:
        rows = sum(1 for _ in lines) - 1
    print(f"{asked.rows:,} rows, {rows:,} in the rollup ({asked.slot}); {machine()}; medians of {asked.runs}")
    for name, runs in found.items():
        print(f"{name:<30} {median(runs, 'wall'):8.2f} s wall {median(runs, 'cpu'):8.2f} s CPU {median(runs, 'peak') / (1 << 20):8.0f} MiB")


if __name__ == "__main__":
    main()
