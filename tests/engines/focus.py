#!/usr/bin/env python3
"""Judges `credits report -o focus.csv` by the FinOps Foundation's own validator.

    focus.py PROGRAM

The validator takes Python 3.12 and is installed once into a folder outside of the project. It is expected to complain of what `KNOWN` lists, and of
nothing else. Where it cannot be had, this is skipped, and said so.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
# `focus-validator` demands that InvoiceId be filled, and that it be empty, of a charge without an invoice.
KNOWN = {"InvoiceId-C-005-C"}


def skip(why):
    print(f"!! SKIPPED: {why}. FOCUS was NOT validated.", file=sys.stderr)
    sys.exit(0)


def python():
    """A Python of 3.12 or later, whatever the default is."""
    candidates = [sys.executable, *(shutil.which(f"python3.{minor}") for minor in (12, 13, 14))]
    candidates += sorted(str(path) for path in Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python3"))
    for candidate in candidates:
        done = candidate and subprocess.run([candidate, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 12))"], capture_output=True)
        if done and done.returncode == 0:
            return candidate
    return skip("no Python of 3.12 or later")


def validator():
    folder = Path(tempfile.gettempdir()) / f"credits-focus-{os.getuid()}"
    if not (folder / "complete").exists():
        subprocess.run([python(), "-m", "venv", "--clear", folder], check=True)
        words = [folder / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", HERE / "focus.txt"]
        if subprocess.run(words).returncode:
            skip("focus-validator cannot be installed here")
        (folder / "complete").touch()
    [packages] = folder.glob("lib/python3*/site-packages")
    return folder / "bin/focus-validator", packages


def failures(path):
    # Its lists are found in the current folder alone.
    program, packages = validator()
    words = [program, "--data-file", path, "--block-download", "--validate-version", "1.2"]
    done = subprocess.run(words, cwd=packages, capture_output=True, text=True)
    if not re.search(r"Total: \d+ \| Pass: \d+", done.stdout):
        raise SystemExit(f"focus-validator failed: {done.stderr[-1000:]}")
    return set(re.findall(r"(\S+): FAIL\b", done.stdout))


def main():
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "focus.csv"
        words = [program, "report", HERE.parents[1] / "fixtures/demo.csv", "-q", "--all", "--plan", "builder", "--cycle-day", "5"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CREDITS_")}
        subprocess.run([*words, "-o", path], check=True, env=environment, cwd=folder)
        rows = list(csv.DictReader(open(path, newline="", encoding="utf-8")))
        billed, effective = (sum(Decimal(row[name]) for row in rows) for name in ("BilledCost", "EffectiveCost"))
        if billed != effective or billed == 0:
            raise SystemExit(f"FAILED: {billed} are billed, and {effective} in effect")
        found = failures(path)
    if found != KNOWN:
        raise SystemExit(f"FAILED: focus-validator complains of {sorted(found)}, and not of {sorted(KNOWN)} alone")
    print(f"focus: {len(rows)} rows, no complaint but {', '.join(sorted(KNOWN))}")


if __name__ == "__main__":
    main()
