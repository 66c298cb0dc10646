#!/usr/bin/env python3
"""What a small run costs beside the least that a program with clap can cost.

    startup.py [--binary target/dist/credits] [--runs 60] [--markdown]

Builds bare-clap, makes a log of 1,000 rows, and runs in turn: bare-clap, `credits --version`, `credits report` on 1 row and on 1,000
(as JSON and as text). Times of so small programs are mostly the kernel's; the number of instructions (valgrind) is given where it can be had.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile

import generate
from binary import built
from measure import in_turn, machine, median

HERE = os.path.dirname(os.path.abspath(__file__))


def instructions(command):
    """Instructions of a run, counted by callgrind; None without valgrind."""
    if not shutil.which("valgrind"):
        return None
    # What a machine has in its environment is read at every start, and would be counted.
    bare = {"PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"}
    counted = subprocess.run(
        [shutil.which("valgrind"), "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, env=bare,
    )
    found = re.search(rb"Collected : (\d+)", counted.stderr)
    return int(found.group(1))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default=built())
    args.add_argument("--runs", type=int, default=60)
    args.add_argument("--markdown", action="store_true", help="a table for docs/performance.md")
    given = args.parse_args()
    binary = os.path.abspath(given.binary)
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=os.path.join(HERE, "bare-clap"), check=True)
    bare = built("release", os.path.join(HERE, "bare-clap"), "bare-clap")
    with tempfile.TemporaryDirectory() as folder:
        logs = {}
        for rows in (1, 1000):
            logs[rows] = os.path.join(folder, f"{rows}.csv")
            with open(logs[rows], "w", encoding="utf-8", newline="") as out:
                generate.generate(rows, out)
        commands = {
            "bare clap program": [bare, "report", logs[1000]],
            "credits --version": [binary, "--version"],
            "credits report, 1 row": [binary, "report", logs[1], "--quiet"],
            "credits report, 1,000 rows": [binary, "report", logs[1000], "--quiet"],
            "credits report --json, 1,000 rows": [binary, "report", logs[1000], "--quiet", "--json"],
        }
        found = in_turn(commands, given.runs)
        counts = {name: instructions(command) for name, command in commands.items()}
    base = median(found["bare clap program"], "cpu")
    header = ["program", "CPU ms", "÷ bare", "million instructions"]
    print(machine())
    print(f"medians of {given.runs} runs in turn\n")
    lines = []
    for name, runs in found.items():
        cpu = median(runs, "cpu")
        count = "not counted" if counts[name] is None else f"{counts[name] / 1e6:.2f}"
        lines.append([name, f"{cpu * 1000:.2f}", f"{cpu / base:.2f}", count])
    if given.markdown:
        print("| " + " | ".join(header) + " |\n|---|---:|---:|---:|")
        for line in lines:
            print("| " + " | ".join(line) + " |")
    else:
        for line in [header, *lines]:
            print(f"  {line[0]:36}{line[1]:>10}{line[2]:>10}{line[3]:>22}")


if __name__ == "__main__":
    main()
