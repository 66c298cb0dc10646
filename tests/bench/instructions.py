#!/usr/bin/env python3
"""Whether the program does more work than it did: its instructions on a fixed log, counted by callgrind, against the recorded number.

    instructions.py [--binary target/dist/credits]     compares; exit code 1 when more than 3 % are added
    UPDATE=1 instructions.py                              records

A count does not depend on how busy the machine is, but on the compiler, the C library and the kind of processor: with another one than
the recorded, the count is only shown.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import tomllib

import generate
from binary import built
from startup import instructions

HERE = os.path.dirname(os.path.abspath(__file__))
RECORD = os.path.join(HERE, "instructions.toml")
ROWS = 10_000
TOLERANCE = 0.03

TEXT = """# Instructions of a dist build on generated logs, counted by callgrind. `UPDATE=1 tests/bench/instructions.py` writes this file.
rustc = "{rustc}"
machine = "{machine}"

[instructions]
"""


def runs(binary, folder):
    """The commands that are counted, by name. One thread: the order of two is not fixed."""
    log = os.path.join(folder, "log.csv")
    with open(log, "w", encoding="utf-8", newline="") as out:
        generate.generate(ROWS, out, seed=7)
    report = [binary, "report", log, "--all", "--quiet", "--threads", "1"]
    return {
        "start": [binary, "--version"],
        "report-json": [*report, "--json"],
        "report-text-without-dedupe": [*report, "--dedupe", "none"],
    }


def vectors():
    """Which of the instructions the processor has that some loops are compiled for by themselves."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as told:
            has = next((line for line in told if line.startswith("flags")), "").split()
    except OSError:
        return []
    return [name for name in ("avx2", "bmi2") if name in has]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default=built())
    given = args.parse_args()
    if not shutil.which("valgrind"):
        print("!! SKIPPED: no valgrind, so the instructions were NOT counted.", file=sys.stderr)
        return 0
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    machine = " ".join([os.uname().machine, *platform.libc_ver(), *vectors()])
    with tempfile.TemporaryDirectory() as folder:
        counts = {name: instructions(command) for name, command in runs(os.path.abspath(given.binary), folder).items()}
    if os.environ.get("UPDATE"):
        with open(RECORD, "w", encoding="utf-8") as out:
            out.write(TEXT.format(rustc=rustc, machine=machine))
            out.writelines(f"{name} = {count}\n" for name, count in counts.items())
    with open(RECORD, "rb") as kept:
        record = tomllib.load(kept)
    comparable = (record["rustc"], record["machine"]) == (rustc, machine)
    worse = []
    for name, count in counts.items():
        was = record["instructions"][name]
        change = count / was - 1
        print(f"{name}: {count:,} instructions, recorded {was:,} ({change:+.1%})")
        if change > TOLERANCE:
            worse.append(name)
        elif change < -TOLERANCE:
            print(f"  less work than recorded: UPDATE=1 {os.path.relpath(__file__)} keeps it so")
    if not comparable:
        print(f"!! NOT COMPARED: recorded with rustc {record['rustc']} on {record['machine']}, this is rustc {rustc} on {machine}")
        return 0
    if worse:
        print(f"more than {TOLERANCE:.0%} of work added: {', '.join(worse)}. If it is worth it, UPDATE=1 {os.path.relpath(__file__)} records it.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
