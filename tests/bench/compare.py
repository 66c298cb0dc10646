#!/usr/bin/env python3
"""`credits report --json` against DuckDB, Polars and `wc -l`, in turn on the same generated log; against bare inflating on its `.gz`; and on the
same rows as JSON lines against Python's `json`, which only parses them.

    compare.py [--binary target/dist/credits] [--rows 1000000,10000000] [--threads 1,2] [--runs 5] [--markdown]

Every program runs in a process of its own, with the same number of threads; medians of alternating runs. Before anything is printed, the
totals of each pool, app and day are compared with those that the generator added up, and with the sums of both other engines.
Needs the Python packages duckdb and polars; one that is missing is left out, and that is said.
"""

import argparse
import csv
import gzip
import importlib.util
import json
import os
import shutil
import sys
from decimal import Decimal

import generate
from binary import built
from measure import in_turn, machine, median

HERE = os.path.dirname(os.path.abspath(__file__))

# Columns that JSON lines hold as numbers.
NUMBERS = {"credits_used", "quantity"}

# Logs of more rows are not made JSON lines: what is to be seen is the cost of a row.
MOST_JSON_ROWS = 1_000_000


def log_of(rows, folder):
    """The log with so many rows, its `.gz` and its true totals; made where they are not there yet."""
    path = os.path.join(folder, f"log-{rows}.csv")
    if not os.path.exists(path + ".truth.json"):
        print(f"making {path}", file=sys.stderr)
        with open(path, "w", encoding="utf-8", newline="", buffering=1 << 20) as out:
            pools = generate.truth(generate.generate(rows, out))
        with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", compresslevel=6) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
        truth = {
            pool: {
                "events": have["events"],
                "credits": str(have["credits"]),
                "reported": str(have["reported"]),
                "apps": {name: str(c) for name, (_, c) in have["apps"].items()},
                "days": {name: str(c) for name, (_, c) in have["days"].items()},
            }
            for pool, have in pools.items()
        }
        with open(path + ".truth.json", "w", encoding="utf-8") as out:
            json.dump(truth, out)
    with open(path + ".truth.json", encoding="utf-8") as kept:
        return path, json.load(kept)


def json_lines_of(path):
    """The same log as JSON lines, made where it is not there yet: numbers as numbers, empty cells left out."""
    lines = path.removesuffix(".csv") + ".jsonl"
    if not os.path.exists(lines):
        print(f"making {lines}", file=sys.stderr)
        with open(path, encoding="utf-8", newline="") as log, open(lines + ".part", "w", encoding="utf-8") as out:
            for row in csv.DictReader(log):
                cells = (f"{json.dumps(key)}: {cell if key in NUMBERS else json.dumps(cell)}" for key, cell in row.items() if cell)
                out.write("{" + ", ".join(cells) + "}\n")
        os.rename(lines + ".part", lines)
    return lines


def same(name, what, one, other):
    if one != other:
        raise SystemExit(f"{name}: {what} differ: {one} is not {other}")


def check_report(name, output, truth):
    """The report's totals are the true ones, to the last digit."""
    pools = json.loads(output)["pools"]
    for pool, have in truth.items():
        found = pools[pool]
        same(name, f"{pool} events", found["events"], have["events"])
        for what in ("credits", "reported"):
            same(name, f"{pool} {what}", Decimal(found[what]), Decimal(have[what]))
        for what, key, named in (("by_app", "apps", "name"), ("daily", "days", "date")):
            amounts = {row[named]: Decimal(row["credits"]) for row in found[what]}
            same(name, f"{pool} {what}", amounts, {k: Decimal(v) for k, v in have[key].items()})


def check_rows(name, output, truth):
    """The sums of another engine are the true ones, too; gives the time of its query alone."""
    found = json.loads(output)
    for pool, have in truth.items():
        rows = [row for row in found["rows"] if row[2] == pool]
        same(name, f"{pool} events", sum(row[3] for row in rows), have["events"])
        for key, at in (("apps", 1), ("days", 0)):
            amounts = {}
            for row in rows:
                amounts[row[at]] = amounts.get(row[at], Decimal(0)) + Decimal(row[4])
            same(name, f"{pool} {key}", amounts, {k: Decimal(v) for k, v in have[key].items()})
    return found["query_seconds"]


class Table:
    """Lines of figures, as aligned text or as Markdown."""

    def __init__(self, markdown):
        self.markdown = markdown

    def title(self, text):
        print(f"\n### {text}\n" if self.markdown else f"\n{text}")

    def rows(self, header, rows):
        if self.markdown:
            print("| " + " | ".join(header) + " |\n|" + "---|" + "---:|" * (len(header) - 1))
            for row in rows:
                print("| " + " | ".join(row) + " |")
            return
        widths = [max(len(row[at]) for row in [header, *rows]) for at in range(len(header))]
        for row in [header, *rows]:
            print("  " + row[0].ljust(widths[0]) + "".join("  " + cell.rjust(width) for cell, width in zip(row[1:], widths[1:])))


def measured(name, runs, base, rows):
    wall, cpu, peak = (median(runs, what) for what in ("wall", "cpu", "peak"))
    ratio = lambda what: f"{median(runs, what) / median(base, what):.2f}" if median(base, what) > 0 else "-"
    return [name, f"{wall:.3f}", f"{cpu:.3f}", f"{peak / 2**20:.1f}", f"{cpu / rows * 1e9:.0f}", ratio("wall"), ratio("cpu")]


HEADER = ["program", "wall s", "CPU s", "peak MiB", "CPU ns a row", "wall ÷ first", "CPU ÷ first"]


def one_size(rows, threads, given, table):
    """Everything on one log; gives the first program's CPU seconds and peak bytes."""
    path, truth = log_of(rows, given.dir)
    report = [given.binary, "report", path, "--all", "--json", "--quiet", "--threads", str(threads)]
    ours = {"credits --dedupe none": [*report, "--dedupe", "none"], "credits": report}
    theirs = {
        name: [sys.executable, os.path.join(HERE, "query.py"), name, path, str(threads)]
        for name in ("duckdb", "polars")
        if importlib.util.find_spec(name)
    }
    found = in_turn({**ours, **theirs, "wc -l": ["wc", "-l", path]}, given.runs)
    for name in ours:
        check_report(name, found[name][-1].output, truth)
    queries = {name: sorted(check_rows(name, run.output, truth) for run in found[name])[given.runs // 2] for name in theirs}

    first = found["credits --dedupe none"]
    size = os.path.getsize(path)
    table.title(f"{rows:,} rows, {size / 1e6:,.1f} MB, {threads} thread{'s' if threads > 1 else ''}, median of {given.runs}")
    lines = [measured(name, runs, first, rows) for name, runs in found.items()]
    for name, seconds in queries.items():
        lines.append([f"{name}, the query alone", f"{seconds:.3f}", "", "", "", f"{seconds / median(first, 'wall'):.2f}", ""])
    table.rows(HEADER, lines)

    inflate = {"credits --dedupe none, .gz": [*ours["credits --dedupe none"]], "gzip -dc": ["gzip", "-dc", path + ".gz"]}
    inflate["credits --dedupe none, .gz"][2] = path + ".gz"
    if shutil.which("pigz"):
        inflate["pigz -dc"] = ["pigz", "-dc", path + ".gz"]
    # Python's own zlib: the library without a program around it that writes.
    inflate["zlib alone"] = [
        sys.executable,
        "-c",
        "import sys, zlib\nd = zlib.decompressobj(31)\nf = open(sys.argv[1], 'rb')\nwhile b := f.read(1 << 18): d.decompress(b)",
        path + ".gz",
    ]
    found = in_turn(inflate, given.runs, thrown_away={"gzip -dc", "pigz -dc"})
    check_report(".gz", found["credits --dedupe none, .gz"][-1].output, truth)
    print()
    table.rows(HEADER, [measured(name, runs, found["gzip -dc"], rows) for name, runs in found.items()])

    if rows <= MOST_JSON_ROWS:
        lines = json_lines_of(path)
        parse = "import json, sys\nfor line in open(sys.argv[1], 'rb'): json.loads(line)"
        name = "credits --dedupe none, JSON lines"
        programs = {name: [*report[:2], lines, *report[3:], "--dedupe", "none"], "json of Python": [sys.executable, "-c", parse, lines]}
        found = in_turn(programs, given.runs)
        check_report("JSON lines", found[name][-1].output, truth)
        print()
        table.rows(HEADER, [measured(name, runs, found["json of Python"], rows) for name, runs in found.items()])
    return median(first, "cpu"), median(first, "peak")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default=built())
    args.add_argument("--rows", default="10000,100000,1000000,10000000", help="sizes, separated by commas")
    args.add_argument("--threads", default="1,2", help="numbers of threads, separated by commas")
    args.add_argument("--runs", type=int, default=5, help="alternating runs that count, at least 5 for a figure to be kept")
    args.add_argument("--dir", default=os.path.join(HERE, "data"), help="where the logs are made and kept")
    args.add_argument("--markdown", action="store_true", help="tables for docs/performance.md")
    given = args.parse_args()
    given.binary = os.path.abspath(given.binary)
    os.makedirs(given.dir, exist_ok=True)
    table = Table(given.markdown)
    print(machine())
    for name in ("duckdb", "polars"):
        if not importlib.util.find_spec(name):
            print(f"!! {name} is not installed (pip install {name}) and left out")
    sizes = [int(n) for n in given.rows.split(",")]
    for threads in (int(n) for n in given.threads.split(",")):
        costs = [(rows, *one_size(rows, threads, given, table)) for rows in sizes]
        if len(costs) > 1:
            table.title(f"By size, {threads} thread{'s' if threads > 1 else ''}: credits --dedupe none")
            steps = list(zip([(0, 0.0, 0), *costs], costs))
            lines = [
                [f"{rows:,}", f"{cpu / rows * 1e9:.0f}", f"{(cpu - less) / (rows - fewer) * 1e9:.0f}", f"{peak / 2**20:.1f}"]
                for (fewer, less, _), (rows, cpu, peak) in steps
            ]
            table.rows(["rows", "CPU ns a row", "CPU ns a further row", "peak MiB"], lines)


if __name__ == "__main__":
    main()
