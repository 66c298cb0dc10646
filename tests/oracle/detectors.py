"""Precision and recall of the audit's detectors: the stories of audit_stories.py, told with many dice, against a built `credits`.

    python3 tests/oracle/detectors.py target/debug/credits [FIRST-SEED LAST-SEED]

A table: patterns planted and found, findings that rest on nothing planted, rows planted, cited and right, and how often the planted
waste lies within the stated range. Then each miss and each false alarm, in a line.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from decimal import Decimal as D
from pathlib import Path

import audit_stories

NAMES = ["planted", "found", "false", "rows planted", "cited", "right", "waste in range"]


def findings(binary: str, folder: Path, log: str) -> list[dict]:
    config = folder / "measured.toml"
    config.write_text((folder / "credits.toml").read_text() + "\n[audit]\nevidence-rows = 1000000\n")
    words = [binary, "audit", log, "--json", "-q", "--config", config.name]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=True, timeout=300)
    with (folder / log).open(newline="") as file:
        # One line a row: nothing in the stories holds a newline.
        ids = {number: row["id"] for number, row in enumerate(csv.DictReader(file), 2)}
    found = json.loads(done.stdout)["findings"]
    for f in found:
        f["ids"] = {ids[row["line"]] for row in f["evidence"]}
    return found


def score(found: list[dict], planted: list[dict], heavy: list[str], scores: dict, name: str, said: list[str]) -> None:
    matched = set()
    for p in planted:
        own = [f for f in found if f["detector"] == p["detector"] and (p["app"] == "" or f["app"] == p["app"])]
        s = scores[p["detector"]]
        s["planted"] += 1
        s["rows planted"] += len(p["rows"])
        if not own:
            said.append(f"missed: {p['detector']} in {name}")
            continue
        matched |= {f["id"] for f in own}
        cited = set().union(*(f["ids"] for f in own))
        low, high = (sum(D(f["wasted"][end]) for f in own) for end in ("low", "high"))
        s["found"] += 1
        s["cited"] += len(cited)
        s["right"] += len(cited & set(p["rows"]))
        # A plan's cycles are judged together and apart; hot files and heavy calls have no size that anyone could plant.
        unsized = D(p["wasted"]) == 0 or p["detector"] == "plan-size"
        s["waste in range"] += unsized or low <= D(p["wasted"]) <= high
    for f in found:
        # What is planted on one day is a spike of that day, too.
        is_spike = f["detector"] == "spikes" and planted
        if f["id"] not in matched and not is_spike and not (f["detector"] == "heavy-integration" and f["app"] in heavy):
            scores[f["detector"]]["false"] += 1
            said.append(f"false: {f['id']} {f['title']} in {name}: {f['summary']}")


def main() -> None:
    binary = str(Path(sys.argv[1]).resolve())
    first, last = (int(n) for n in (sys.argv[2:] or ["1", "10"]))
    scores: dict = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    said: list[str] = []
    for seed in range(first, last + 1):
        with tempfile.TemporaryDirectory() as folder:
            audit_stories.tell(Path(folder), str(seed))
            for story in sorted(Path(folder).iterdir()):
                truth = tomllib.loads((story / "truth.toml").read_text())
                score(findings(binary, story, "usage.csv"), truth.get("planted", []), truth["heavy"], scores, f"{story.name}, seed {seed}", said)
                if (story / "silent.csv").exists():
                    score(findings(binary, story, "silent.csv"), [], truth["silent_heavy"], scores, f"{story.name}, silent, seed {seed}", said)
    print(f"{'':18}" + "".join(f"{name:>15}" for name in NAMES))
    for detector, s in sorted(scores.items()):
        print(f"{detector:18}" + "".join(f"{s[name]:15}" for name in NAMES))
    print("\n".join(said))


if __name__ == "__main__":
    main()
