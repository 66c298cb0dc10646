#!/usr/bin/env python3
"""Executes the queries of `credits sql` in real engines, and compares the report of the rollup with that of the log.

    run.py PROGRAM                     all engines; every canonical fixture; three hostile logs of 20,000 rows for each card
    run.py PROGRAM --quick             the same with few fixtures and one hostile log of 4,000 rows: what .ci/run runs
    run.py PROGRAM --engine duckdb     one engine (repeatable)

Wheels are installed once into a folder outside of the project. An engine that cannot be had is skipped, and said so. Exits 1 if a report
differs in more than `inputs` and `quality`.
"""

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Slots, and the zones that they allow.
READINGS = [("15m", "Asia/Kathmandu"), ("1h", "Europe/Berlin"), ("1h", "UTC"), ("1d", "UTC")]
PLAN = ["--plan", "builder", "--cycle-day", "5"]


def in_venv(requirements):
    """Runs this script again with the wheels, unless it has them already."""
    if os.environ.get("CREDITS_ENGINES"):
        return
    name = hashlib.sha256((requirements.read_text() + sys.version).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"credits-engines-{os.getuid()}-{name}"
    python = folder / "bin/python"
    if not (folder / "complete").exists():
        began = time.time()
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        done = subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements])
        if done.returncode:
            print("!! SKIPPED: the wheels of the engines cannot be installed here. NO wheel was tried.", file=sys.stderr)
        else:
            (folder / "complete").touch()
        print(f"installed into {folder}: {time.time() - began:.0f} s")
    environment = {**os.environ, "CREDITS_ENGINES": str(folder)}
    os.execve(python, [str(python), str(Path(sys.argv[0]).resolve()), *sys.argv[1:]], environment)


class Failed(Exception):
    pass


class Program:
    """The program, without the settings of this machine."""

    def __init__(self, path):
        self.path = str(Path(path).resolve())
        self.known = {}
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("CREDITS_")}

    def run(self, *words, fails=False):
        done = subprocess.run([self.path, *map(str, words)], capture_output=True, env=self.environment, cwd=tempfile.gettempdir())
        if done.returncode and not fails:
            raise Failed(f"{' '.join(map(str, words))[:200]}: exit {done.returncode}: {done.stderr.decode(errors='replace')[:600]}")
        return done

    def report(self, path, *words, keeps=False):
        """The report, without what it says of files; and how many rows it refused. That of a log is kept for the next engine."""
        key = (path, *words)
        if key not in self.known:
            text = self.run("report", path, "--json", "-q", "--all", *PLAN, *words).stdout
            if not keeps:
                return self.parts(text)
            self.known[key] = text
        return self.parts(self.known[key])

    @staticmethod
    def parts(text):
        report = json.loads(text)
        rejected = report["quality"]["rejected"]
        report.pop("inputs")
        report.pop("quality")
        return report, rejected


def without_hours(report):
    for pool in report["pools"].values():
        if pool:
            pool.pop("hours", None)
    return report


def differences(one, other, place=""):
    """The places in which two reports differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key), other.get(key), f"{place}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{place}[{at}]")
    elif one != other:
        yield f"{place}: {json.dumps(one)[:150]} | {json.dumps(other)[:150]}"


def write(columns, rows, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(columns)
        out.writerows(("" if cell is None else cell for cell in row) for row in rows)


def check(program, engine, log, folder, readings):
    """Compares the reports of a log and of its rollups. Returns how many reports were equal, and whether the rollup was refused."""
    engine.load(log, log.plain(folder))
    equal = refused = 0
    table = Path(folder) / f"{engine.name}-table.parquet"
    if hasattr(engine, "parquet"):
        # The program's own reading of what the engine wrote.
        engine.parquet("SELECT * FROM events", table)
        same(program, log, table, engine.name)
        equal += 1
    for slot, zone in readings:
        words = ["--engine", engine.name, "--table", "events", "--slot", slot, "--model", log.model, *log.missing()]
        if "id" in log.header:
            words += ["--dedupe", "id"]
        sql = program.run("sql", *words).stdout.decode()
        path = Path(folder) / f"{engine.name}-part.csv"
        columns, rows = engine.run(sql)
        write(columns, rows, path)
        reading = ["-z", zone, "--model", log.model]
        raw, rejected = program.report(log.path, *reading, keeps=True)
        if rejected:
            # A rollup cannot say what could not be read, so that its reader refuses it.
            if program.run("report", path, *reading, fails=True).returncode != 2:
                raise Failed(f"{engine.name} {log.name}: {rejected} rows are rejected, and their rollup is not")
            refused += 1
            continue
        rollup, _ = program.report(path, *reading)
        if slot == "1d":
            raw, rollup = without_hours(raw), without_hours(rollup)
        found = list(differences(raw, rollup))
        if found:
            raise Failed(f"{engine.name} {log.name} {slot} {zone}: log | rollup\n  " + "\n  ".join(found[:12]))
        equal += 1
        if hasattr(engine, "parquet"):
            engine.parquet(sql, table)
            again, _ = program.report(table, *reading)
            if list(differences(rollup, without_hours(again) if slot == "1d" else again)):
                raise Failed(f"{engine.name} {log.name} {slot}: the rollup as CSV and as Parquet differ")
            equal += 1
    return equal, refused


def same(program, log, table, name):
    """Compares the reports of a log as CSV and as Parquet, and how many rows they reject."""
    one, other = (program.report(path, "--model", log.model) for path in (log.path, table))
    found = list(differences(one[0], other[0]))
    if found or one[1] != other[1]:
        raise Failed(f"{name} {log.name}: log | Parquet, rejected {one[1]} | {other[1]}\n  " + "\n  ".join(found[:12]))


def guide(program, engine, log, folder):
    """Runs the commands of the guide against the server, as they stand there, and compares the report."""
    text = (HERE.parents[1] / "docs/guide/scale.md").read_text()
    commands = text.split("## From a warehouse")[1].split("```sh\n")[1].split("```")[0]
    engine.load(log, log.plain(folder))
    place = Path(folder) / "guide"
    place.mkdir(exist_ok=True)
    (place / "credits").symlink_to(program.path)
    environment = {**program.environment, "PATH": f"{place}:{os.environ['PATH']}", **engine.address()}
    done = subprocess.run(["sh", "-e", "-c", commands], cwd=place, env=environment, capture_output=True, text=True)
    if done.returncode or not done.stdout:
        raise Failed(f"the guide: {done.stderr[:600]}")
    found = list(differences(program.report(log.path)[0], program.report(place / "rollup.csv")[0]))
    if found:
        raise Failed("the guide: " + "\n  ".join(found[:12]))


def logs_of(program, quick, folder):
    import logs

    fixtures = logs.fixtures()
    if quick:
        wanted = ("demo.csv", "exports/canonical/", "hostile/")
        return [log for log in fixtures if log.name.startswith(wanted)] + [logs.hostile(program.path, 1, 4_000, folder)]
    return fixtures + [logs.hostile(program.path, seed, 20_000, folder, card) for card in logs.CARDS for seed in (1, 2, 3)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--engine", action="append")
    parser.add_argument("--turns", action="store_true", help="read each log in one way, in turns")
    parser.add_argument("--keep", help="a folder for logs and rollups")
    options = parser.parse_args()
    requirements = HERE / ("spark.txt" if options.engine == ["spark"] else "requirements.txt")
    in_venv(requirements)
    import engines

    program = Program(options.program)
    failures, began = 0, time.time()
    with tempfile.TemporaryDirectory() as folder:
        folder = options.keep or folder
        Path(folder).mkdir(exist_ok=True)
        Path(folder).chmod(0o755)
        logs = logs_of(program, options.quick, folder)
        for name in options.engine or engines.ALL:
            start = time.time()
            try:
                engine = {**engines.ALL, "spark": engines.Spark}[name]()
            except engines.Missing as why:
                print(f"!! SKIPPED: {name}: {why}. Its queries were NOT executed.", file=sys.stderr)
                continue
            equal = refused = 0
            try:
                for nth, log in enumerate(logs):
                    # Fixtures take turns; a hostile log is read in every way.
                    readings = READINGS if log.path.parent == Path(folder) and not options.turns else [READINGS[nth % len(READINGS)]]
                    try:
                        more = check(program, engine, log, folder, readings)
                        equal, refused = equal + more[0], refused + more[1]
                    except Exception as why:
                        failures += 1
                        print(f"FAILED {name} {log.name}: {type(why).__name__}: {why}")
                if name == "postgres":
                    [demo] = [log for log in logs if log.name == "demo.csv"]
                    try:
                        guide(program, engine, demo, folder)
                    except Failed as why:
                        failures += 1
                        print(f"FAILED {name}: {why}")
            finally:
                engine.stop()
            print(f"{name}: {equal} reports equal, {refused} rollups refused for rows that the log rejects, {time.time() - start:.0f} s", flush=True)
    print(f"{failures} failed, {time.time() - began:.0f} s")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
