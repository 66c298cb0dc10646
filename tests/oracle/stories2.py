#!/usr/bin/env python3
"""The second set of audit stories: waste planted from the audit practice's article, and honest work that only looks busy.

    python3 tests/oracle/stories2.py target/debug/credits [--seeds 1-5] [--only NAME] [-v]
    python3 tests/oracle/stories2.py --write DIR [--seeds 1-5]

Written before the detectors were changed to pass it, and without reading them. Where a figure is bad, the detector changes and the story stays.
Printed: for each detector the plants and how many were found (as a finding or as a question), rows planted, cited and right, and claims on nothing
planted; then what was claimed against what was planted; then what was claimed in honest logs, in every dialect.

Held: in honest logs nothing at the low end and at most 1 % at the typical one; recall of 0.9; at most 2 % claimed above what was planted.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from decimal import Decimal as D
from pathlib import Path

import stories2_clean
import stories2_log
import stories2_waste

CONFIG = "[audit]\nevidence-rows = 1000000\n"
# Which dialect a story with waste is told in: those that need a column of their own stay as they are.
WASTE_VARIANTS = {"llm_on_page_load_same_prompt": "the recipe", "llm_by_cadence": "entity CreditLog", "mail_sent_twice": "entity IntegrationUsageLog"}


def told(story, seed: int) -> stories2_log.Log:
    log = stories2_log.Log(story.__name__, seed)
    story(log)
    return log.finish()


def audit(binary: str, folder: Path, text: str, options: list[str]) -> dict:
    (folder / "usage.csv").write_text(text)
    (folder / "credits.toml").write_text(CONFIG)
    words = [binary, "audit", "usage.csv", "--json", "-q", "--all", *options]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        return {"refused": done.stderr.strip().splitlines()[:3], "findings": [], "audit": {"totals": []}}
    return json.loads(done.stdout)


def claims(finding: dict) -> bool:
    return finding["class"] in ("fix", "habit") and bool(finding["saving"])


def typical(estimate: dict) -> D:
    return D(estimate["typical"])


def claimed(report: dict) -> tuple[D, D]:
    """What the page promises: the low and the typical end of all savings together."""
    saved = [total["saving"] for total in report["audit"]["totals"]]
    return sum((D(s["low"]) for s in saved), D(0)), sum((typical(s) for s in saved), D(0))


class Scores:
    def __init__(self):
        self.by = defaultdict(lambda: defaultdict(D))
        self.said: list[str] = []
        self.clean = defaultdict(lambda: [D(0), D(0), D(0), 0])
        self.over, self.planted = D(0), D(0)

    def waste(self, story, seed: int, log: stories2_log.Log, report: dict) -> None:
        name = f"{story.__name__}/{seed}"
        if "refused" in report:
            self.said.append(f"refused: {name}: {report['refused']}")
        for finding in report["findings"]:
            finding["at"] = {row["line"] - 2 for row in finding["evidence"]}
        for plant, what in log.plants.items():
            rows = {n for n, row in enumerate(log.rows) if row["plant"] == plant}
            own = [f for f in report["findings"] if f["detector"] in what["detectors"] and f["at"] & rows]
            cited = set().union(*(f["at"] for f in own)) & rows
            s = self.by[what["detectors"][0]]
            s["planted"] += 1
            s["rows"] += len(rows)
            if 2 * len(cited) < len(rows):
                self.said.append(f"missed: {name} {plant}: {len(cited)} of {len(rows)} rows cited; {[(f['detector'], f['class'], len(f['at'])) for f in report['findings']]}")
            else:
                s["found"] += 1
                s["asked"] += all(not claims(f) for f in own)
                s["cited"] += len(cited)
        self.against(name, log, report)

    def against(self, name: str, log: stories2_log.Log, report: dict) -> None:
        planted = {n for n, row in enumerate(log.rows) if row["plant"]}
        for finding in filter(claims, report["findings"]):
            s, beside = self.by[finding["detector"]], finding["at"] - planted
            s["claimed rows"] += len(finding["at"])
            s["right rows"] += len(finding["at"] & planted)
            if 2 * len(beside) > len(finding["at"]):
                s["false"] += 1
                self.said.append(f"false: {name}: {finding['id']} {finding['title']}: {finding['summary']}")
        wasted = sum((row["waste"] for row in log.rows), D(0))
        if any(not what["sized"] for what in log.plants.values()):
            wasted = sum((D(row["credits"] or 0) for row in log.rows if row["plant"]), D(0))
        low, middle = claimed(report)
        self.planted += wasted
        over = max(middle - wasted, D(0))
        self.over += over
        if over:
            self.said.append(f"over: {name}: {middle} claimed (low {low}) of {wasted} planted")

    def honest(self, story, seed: int, variant: str, report: dict) -> None:
        name = f"{story.__name__}/{variant}/{seed}"
        if "refused" in report:
            self.said.append(f"refused: {name}: {report['refused']}")
            return
        low, middle = claimed(report)
        spent = sum((typical(total["spent"]) for total in report["audit"]["totals"]), D(0))
        cell = self.clean[variant]
        cell[0], cell[1], cell[2] = cell[0] + low, cell[1] + middle, cell[2] + spent
        if low > 0 or middle * 100 > spent:
            cell[3] += 1
            what = [(f["id"], f["detector"], f["saving"]) for f in report["findings"] if claims(f)]
            self.said.append(f"claimed: {name}: low {low}, typical {middle} of {spent}: {what}")

    def show(self, verbose: bool) -> None:
        names = ["planted", "found", "asked", "rows", "cited", "false", "claimed rows", "right rows"]
        print(f"{'':18}" + "".join(f"{n:>14}" for n in names))
        for detector, s in sorted(self.by.items()):
            print(f"{detector:18}" + "".join(f"{s[n]!s:>14}" for n in names))
        planted, found = (sum(s[n] for s in self.by.values()) for n in ("planted", "found"))
        share = self.over / self.planted if self.planted else D(0)
        print(f"plants found: {found} of {planted}; claimed above what was planted: {self.over} of {self.planted} ({share:.1%})")
        print("\nhonest logs: claimed at the low end, claimed typically, of credits; logs with a claim")
        for variant, (low, middle, spent, logs) in self.clean.items():
            print(f"  {variant:30}{low!s:>12}{middle!s:>12}{spent!s:>12}{logs:>6}")
        if verbose:
            print("\n".join(self.said))


def write(folder: Path, seeds: range) -> None:
    for seed in seeds:
        for story in [*stories2_waste.STORIES, *stories2_clean.CLEAN]:
            target = folder / f"{story.__name__}-{seed}"
            target.mkdir(parents=True, exist_ok=True)
            log = told(story, seed)
            (target / "usage.csv").write_text(stories2_log.canonical(log.rows))
            planted = [[row["id"], row["plant"], str(row["waste"])] for row in log.rows if row["plant"]]
            (target / "truth.csv").write_text(stories2_log.table(["id", "plant", "waste"], planted, False))


def main() -> None:
    csv.field_size_limit(10**7)
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("binary", nargs="?")
    ask.add_argument("--seeds", default="1-1")
    ask.add_argument("--only", default="")
    ask.add_argument("--write", type=Path)
    ask.add_argument("-v", "--verbose", action="store_true")
    args = ask.parse_args()
    first, last = (int(n) for n in args.seeds.split("-"))
    seeds = range(first, last + 1)
    if args.write:
        write(args.write, seeds)
        return
    binary, scores = str(Path(args.binary).resolve()), Scores()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for seed in seeds:
            for story in stories2_waste.STORIES:
                if args.only in story.__name__:
                    log = told(story, seed)
                    dialect = stories2_log.VARIANTS[WASTE_VARIANTS.get(story.__name__, "full")]
                    scores.waste(story, seed, log, audit(binary, folder, dialect(log.rows), log.options))
            for story in stories2_clean.CLEAN:
                if args.only in story.__name__:
                    log = told(story, seed)
                    for variant, dialect in stories2_log.VARIANTS.items():
                        scores.honest(story, seed, variant, audit(binary, folder, dialect(log.rows), log.options))
    scores.show(args.verbose)


if __name__ == "__main__":
    main()
