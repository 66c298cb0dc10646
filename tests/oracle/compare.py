"""Compares a built `credits` with the independent oracle, on seeded random logs.

    python3 tests/oracle/compare.py target/debug/credits --logs 300 --seed 1

Prints each difference with its path, both values and a command that repeats it, and reduces the first failing logs to few rows.
Exits 1 if anything differs. The last line reads `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import generate
import oracle
import snapshots
from differ import compare


def run(binary: str, path: Path, words: list[str]) -> tuple[dict | None, str]:
    """The program's report, or what it said instead."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("CREDITS_")}
    done = subprocess.run([binary, "report", str(path), "--json", *words], capture_output=True, env=env, cwd=path.parent, timeout=120)
    try:
        return json.loads(done.stdout), f"exit {done.returncode}: {done.stderr.decode(errors='replace')[:400]}"
    except ValueError:
        return None, f"exit {done.returncode}: {done.stderr.decode(errors='replace')[:400]}"


def walk(path: str, a, b, found: list[str]) -> None:
    """Every leaf in which two JSON values differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in {**a, **b}:
            walk(f"{path}.{key}", a.get(key), b.get(key), found)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b)):
            walk(f"{path}[{i}]", x, y, found)
    elif a != b:
        found.append(f"{path}: {str(a)[:200]} became {str(b)[:200]}")


def unchanged(name: str, before: dict, after: dict | None, said: str, without: set) -> list[str]:
    """Two reports of the same events."""
    if after is None:
        return [f"{name}: no report: {said}"]
    found: list[str] = []
    walk(name, {k: v for k, v in before.items() if k not in without}, {k: v for k, v in after.items() if k not in without}, found)
    return found


def properties(binary: str, rows: list[dict], words: list[str], path: Path, got: dict) -> list[str]:
    """Order of rows and files changes nothing; what `events` writes reads back as the same report."""
    found: list[str] = []
    a, b, out = (path.with_suffix(s) for s in (".a.csv", ".b.csv", ".events.csv"))
    generate.write(rows[::-1], a)
    found += unchanged("reversed", got, *run(binary, a, words), {"inputs", "tool"})
    if all(row["id"] for row in rows) and len(rows) > 1:
        generate.write(rows[1::2], a)
        generate.write(rows[::2], b)
        # A part without any amount and any known operation is no log by itself: it is refused, whatever stands beside it.
        if all(any(row["credits"] for row in part) for part in (rows[1::2], rows[::2])):
            found += unchanged("split", got, *run(binary, a, [str(b), *words]), {"inputs", "tool"})
    if not {"--app", "--user", "--pool"} & set(words):
        kept = [w for k, w in enumerate(words) if w not in ("--all", "--since", "--last") and (k == 0 or words[k - 1] not in ("--since", "--last"))]
        done = subprocess.run([binary, "events", str(path), "--all", *kept], capture_output=True, cwd=path.parent, timeout=120)
        if done.returncode:
            found.append(f"events: exit {done.returncode}: {done.stderr.decode(errors='replace')[:300]}")
        else:
            out.write_bytes(done.stdout)
            pinned = words if "--as-of" in words else ["--as-of", got["as_of"], *words]
            found += unchanged("events", got, *run(binary, out, pinned), {"inputs", "quality", "tool"})
    if not found:
        for p in (a, b, out):
            p.unlink(missing_ok=True)
    return found


def differences(binary: str, rows: list[dict], words: list[str], path: Path, more: bool = False) -> list[str]:
    generate.write(rows, path)
    want = oracle.from_args([str(path), *words])
    got, said = run(binary, path, words)
    if want.get("refused"):
        return [] if said.startswith("exit 2:") else [f"a range that begins after the log ends is not refused: {said}"]
    if got is None or "error" in got:
        if not want["quality"]["events"] and want["quality"]["rejected"]:
            return []  # every row rejected is an input error
        return [f"no report: {said}"]
    only = {w for flag, w in zip(words, words[1:]) if flag == "--pool"}
    found = compare(want, got, only).found
    if not said.startswith("exit 0:"):
        found.append(f"exit code: {said}")
    return found + (properties(binary, rows, words, path, got) if more and want["quality"]["events"] else [])


def shape(found: list[str]) -> str:
    """What kind of difference the first one is, without its names."""
    return re.sub(r"\[.*?\]|\d", "", found[0].split(":")[0]) if found else ""


def shrink(binary: str, rows: list[dict], words: list[str], path: Path, kind: str, runs: int) -> list[dict]:
    """Fewer rows with the same kind of difference."""
    step = len(rows) // 2
    while step >= 1 and runs > 0:
        at = 0
        while at < len(rows) and runs > 0:
            fewer = rows[:at] + rows[at + step :]
            runs -= 1
            if fewer and any(shape([f]) == kind for f in differences(binary, fewer, words, path)):
                rows = fewer
            else:
                at += step
        step //= 2
    return rows


def one(task: tuple) -> tuple[int, list[str], list[str]]:
    binary, seed, directory, more = task
    path = Path(directory) / f"log-{seed}.csv"
    rows, words = generate.make(seed)
    try:
        found = differences(binary, rows, words, path, more)
    except Exception:  # the judge itself failed: say so, never pass
        found = ["the judge failed: " + traceback.format_exc()]
    if not found:
        path.unlink(missing_ok=True)
    return seed, words, found


def sheets(binary: str, count: int, seed: int, directory: str) -> int:
    """How many sheets of totals and balances the program reads otherwise than the judge."""
    failed = 0
    for nth in range(count):
        kind, text, words, wanted = snapshots.make(seed * 1_000_000 + nth)
        path = Path(directory) / f"{kind}-{nth}.csv"
        path.write_text(text)
        report, said = run(binary, path, words)
        found = snapshots.differences(report, wanted)
        if not found:
            path.unlink()
            continue
        failed += 1
        if failed <= 5:
            print(f"sheet {path}: {len(found)} differences {said[:200]}")
            for line in found[:5]:
                print(f"  {line}")
    print(f"{count - failed} sheets passed, {failed} failed")
    return failed


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("binary", type=os.path.abspath)
    p.add_argument("--logs", type=int, default=200)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--show", type=int, default=5, help="differences printed for each failing log")
    p.add_argument("--shrink", type=int, default=3, help="failing logs to cut down")
    p.add_argument("--keep", default=None, help="where failing logs are left (a new temporary directory otherwise)")
    p.add_argument("--properties", action="store_true", help="also: reversed rows, split files and the events read back give the same report")
    p.add_argument("--sheets", type=int, default=60, help="sheets of daily totals, totals by app and balances")
    a = p.parse_args()
    directory = os.path.abspath(a.keep) if a.keep else tempfile.mkdtemp(prefix="credits-oracle-")
    Path(directory).mkdir(parents=True, exist_ok=True)
    tasks = [(a.binary, a.seed * 1_000_000 + i, directory, a.properties) for i in range(a.logs)]
    failed, kinds = 0, {}
    with multiprocessing.Pool(a.jobs) as workers:
        for seed, words, found in workers.imap(one, tasks):
            if not found:
                continue
            failed += 1
            kind = shape(found)
            path = Path(directory) / f"log-{seed}.csv"
            fresh = kind not in kinds
            kinds[kind] = kinds.get(kind, 0) + 1
            if fresh and sum(1 for _ in kinds) <= a.shrink and not found[0].startswith("the judge failed"):
                small = Path(directory) / f"small-{seed}.csv"
                rows = shrink(a.binary, generate.make(seed)[0], words, small, kind, 120)
                found = differences(a.binary, rows, words, small) or found
                path = small
            if fresh or failed <= 10:
                print(f"log {seed}: {len(found)} differences")
                for line in found[: a.show]:
                    print(f"  {line}")
                quoted = " ".join(json.dumps(w, ensure_ascii=False) if re.search(r"[^\w./=:,-]", w) else w for w in words)
                print(f"  again: {a.binary} report {path} --json {quoted}")
                print(f"  judge: python3 {Path(__file__).parent / 'oracle.py'} {path} {quoted}")
    for kind, n in sorted(kinds.items(), key=lambda kv: -kv[1]):
        print(f"{n:5} logs differ first in {kind}")
    print(f"{a.logs - failed} passed, {failed} failed")
    failed += sheets(a.binary, a.sheets, a.seed, directory)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
