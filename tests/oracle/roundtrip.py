#!/usr/bin/env python3
"""One sheet of daily totals in every form in which a person may hand it over, and one report of them all.

    tests/oracle/roundtrip.py BINARY [--sheets N] [--seed S]

Random sheets are written as CSV with commas and semicolons, TSV, cells pasted from a clipboard (standard input), .xlsx (by openpyxl, if it
is there), and .xlsx, .xls and .ods (by LibreOffice, if it is there). Totals and days are computed here, exactly, from the figures of the sheet, and
compared with the JSON report of each file. What is not there is skipped, loudly.
"""

import argparse
import datetime
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal

POOLS = ("message", "integration")


def sheet(rng):
    """Days with the use of both pools; `None` is a day that nobody wrote down."""
    day = datetime.date(2026, rng.randint(1, 4), rng.randint(1, 20))
    places = rng.choice((0, 1, 2, 3))
    rows = []
    for _ in range(rng.randint(3, 40)):
        day += datetime.timedelta(days=1)
        cells = [
            None if rng.random() < 0.05 else Decimal(rng.randint(0, 400 * 10**places)).scaleb(-places)
            for _ in POOLS
        ]
        rows.append((day, cells))
    # The pools must be known by at least one figure each.
    for pool in range(len(POOLS)):
        if all(not cells[pool] for _, cells in rows):
            rows[0][1][pool] = Decimal(7)
    return rows


def text(rows, separator, decimal="."):
    """The sheet as lines of cells."""
    number = lambda cell: "" if cell is None else f"{cell:f}".replace(".", decimal)
    lines = [separator.join(("date",) + POOLS)]
    lines += [separator.join([day.isoformat()] + [number(cell) for cell in cells]) for day, cells in rows]
    return "\n".join(lines) + "\n"


def truth(rows):
    """Totals by pool, and the use of each day that has any."""
    totals = {pool: sum((cells[at] or Decimal(0) for _, cells in rows), Decimal(0)) for at, pool in enumerate(POOLS)}
    days = {}
    for day, cells in rows:
        for at, pool in enumerate(POOLS):
            if cells[at]:
                days[day.isoformat(), pool] = cells[at]
    return totals, days


def reported(binary, args, stdin=None):
    """The same of a report; an error is a text."""
    command = [binary, "report", *args, "--all", "--json", "-q"]
    ran = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60)
    if ran.returncode != 0:
        return f"exit {ran.returncode}: {ran.stderr.strip()[:300]}"
    report = json.loads(ran.stdout)
    totals = {pool: Decimal(report["pools"][pool]["credits"] or 0) for pool in POOLS}
    days = {}
    for pool in POOLS:
        for day in report["pools"][pool]["daily"]:
            if Decimal(day["credits"]):
                days[day["date"], pool] = Decimal(day["credits"])
    return totals, days


def by_openpyxl(rows, path):
    """A workbook as scripts write it: dates as dates, figures as the numbers that a workbook holds."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    page.title = "Usage"
    page.append(("date",) + POOLS)
    for day, cells in rows:
        page.append([day] + [None if cell is None else float(cell) for cell in cells])
    book.save(path)


def by_libreoffice(folder, files, form):
    """Workbooks as a person saves them: all sheets opened from CSV and saved in another form, in one run."""
    out = folder / form
    out.mkdir(exist_ok=True)
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", form]
    subprocess.run([*command, "--outdir", out, *files], check=True, capture_output=True, timeout=600)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--sheets", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    binary = str(pathlib.Path(args.binary).resolve())
    rng = random.Random(args.seed)
    wrong, tried, skipped = [], {}, []

    def compare(form, name, expected, given, stdin=None):
        tried[form] = tried.get(form, 0) + 1
        found = reported(binary, given, stdin)
        if found != expected:
            wrong.append(f"{form} of {name}: {found if isinstance(found, str) else found[0]} is not {expected[0]}")

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sheets = {}
        for number in range(args.sheets):
            name = f"sheet{number}"
            rows = sheet(rng)
            sheets[name] = truth(rows)
            for form, content in (
                ("csv", text(rows, ",")),
                ("semicolons", text(rows, ";", ",")),
                ("tsv", text(rows, "\t")),
            ):
                path = folder / f"{name}-{form}.{'tsv' if form == 'tsv' else 'csv'}"
                path.write_text(content)
                # Three digits behind a comma can be thousands, which the reader asks about.
                more = ["--decimal", "comma"] if form == "semicolons" else []
                compare(form, name, sheets[name], [path, *more])
            compare("clipboard", name, sheets[name], ["-"], text(rows, "\t"))
            (folder / f"{name}.csv").write_text(text(rows, ","))
            try:
                by_openpyxl(rows, folder / f"{name}.xlsx")
                compare("xlsx by openpyxl", name, sheets[name], [folder / f"{name}.xlsx"])
            except ImportError:
                skipped.append("openpyxl is not there (pip install openpyxl)")
        if shutil.which("soffice"):
            files = [folder / f"{name}.csv" for name in sheets]
            for form in ("xlsx", "xls", "ods"):
                out = by_libreoffice(folder, files, form)
                for name, expected in sheets.items():
                    compare(f"{form} by LibreOffice", name, expected, [out / f"{name}.{form}"])
        else:
            skipped.append("LibreOffice is not there (apt-get install libreoffice-calc)")
    for reason in sorted(set(skipped)):
        print(f"!! SKIPPED: {reason}", file=sys.stderr)
    for line in wrong[:20]:
        print(line, file=sys.stderr)
    print(", ".join(f"{form} {count}" for form, count in tried.items()))
    print(f"{len(wrong)} of {sum(tried.values())} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
