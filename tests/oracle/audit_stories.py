#!/usr/bin/env python3
"""Writes the audit's stories, fixtures/workspaces/audit-*: logs in which waste was planted, and its true size.

Each story is a folder: `usage.csv` (the canonical log, waste planted), `silent.csv` (rows that look like it and are not), `truth.toml` (what
every workspace states, and what was planted: rows by id, credits wasted, credits that the fix would have recovered). The truth is kept beside each
row while it is made up, and summed here with Python's own decimals; no code of the program is involved. `audit-clean` holds no waste at all,
`audit-everything` all of it at once; `audit-engagement` also has the log after some fixes (`after.csv`), and what became of each.

    audit_stories.py               write the stories into fixtures/workspaces
    audit_stories.py --seed 7 DIR  write the same stories, told with other dice, into DIR
"""

import argparse
import pathlib
from datetime import datetime, timedelta
from decimal import Decimal as D

from story import DAYS, NOUNS, START, Story

PLANTS = ["regression_loop", "broad_prompts", "repeated_calls", "repeated_fixes", "discuss_routine", "small_fixes", "heavy_integration", "hot_files",
          "expensive_model", "bursts", "scheduled_drain", "long_functions", "above_list_price", "price_drift"]


def cycles(use, seed):
    """Three months: what is used of a plan of 250 and 10,000 credits, month by month (multiples of 28, so that days are exact)."""
    story = Story(seed, datetime(2026, 4, 1), 92)
    for month, (first, (message, integration)) in enumerate(zip([0, 30, 61], use)):
        for n in range(28):
            story.add(story.at(first + n, 10), "shop", "", "connector_call", D(message) / 28, pool="message", feature=f"{NOUNS[n]}-{month}")
            story.add(story.at(first + n, 12), "shop", "", "connector_call", D(integration) / 28, pool="integration", feature=f"sheet{n}")
    story.add(story.at(91, 8), "shop", "", "SendEmail", "1", feature="first-of-july")
    story.capacity = {"message": D(250), "integration": D(10000)}
    return story


def left(use):
    """What each month left of the plan, both pools together."""
    return sum(max(D(0), D(250) - m) + max(D(0), D(10000) - i) for m, i in use)


def pool_of(row):
    return row["pool"] or ("message" if row["operation"] in {"prompt", "discuss", "auto_fix", "visual_edit"} else "integration")


def stated(story, shows):
    """What every workspace states of its log."""
    n = len(story.rows)
    lines = [f"# {shows}", 'files = ["usage.csv"]', "args = []", f"rows = {n}", f"events = {n}", "rejected = 0", "duplicates = 0", "ignored = 0"]
    pools = []
    for pool in ("message", "integration"):
        own = [D(row["credits"]) for row in story.rows if pool_of(row) == pool]
        pools += ["", f"[pool.{pool}]", f'credits = "{plain(sum(own, D(0)))}"', f"events = {len(own)}", "unpriced = 0"]
    return lines, pools


def plain(amount):
    return f"{amount.normalize():f}"


def truth(story, shows, silent, afterwards):
    lines, pools = stated(story, shows)
    lines += [f'from = "{story.start:%Y-%m-%d}"', f'to = "{story.start + timedelta(days=story.days - 1):%Y-%m-%d}"']
    lines.append(f'spent = "{sum(D(r["credits"] or 0) for r in story.rows).normalize():f}"')
    lines.append("# apps in which one call really takes more than a quarter of all credits")
    lines.append(f"heavy = {story.shares()!r}".replace("'", '"'))
    lines.append(f"silent_heavy = {(silent.shares() if silent else [])!r}".replace("'", '"'))
    for pool, amount in story.capacity.items():
        lines.append(f'capacity_{pool} = "{amount}"')
    for (detector, app), found in sorted(story.planted.items()):
        lines += ["", "[[planted]]", f'detector = "{detector}"', f'app = "{app}"', f'wasted = "{found["wasted"].normalize():f}"', f'recoverable = "{found["recoverable"].normalize():f}"']
        lines.append("rows = [" + ", ".join(f'"{r}"' for r in sorted(found["rows"])) + "]")
    lines += pools
    if afterwards:
        lines += ["", "# what became of each fix in after.csv, and what it wastes there", "[afterwards]", *afterwards]
    return "\n".join(lines) + "\n"


def settings(story, two_logs):
    last = story.start + timedelta(days=story.days - 1)
    # Where there is a later log, each is as of its own last day.
    as_of = "" if two_logs else f'as-of = "{last:%Y-%m-%d}"\n'
    return f'[time]\ntimezone = "UTC"\ncycle-day = {story.start.day}\n{as_of}\n[plan]\nname = "builder"\n'


def tell(folder, seed):
    """Writes all stories; returns for each its name, what it shows, and its true totals."""
    told = []

    def save(name, story, shows, silent=None, after=None, afterwards=None):
        place = folder / f"audit-{name}"
        place.mkdir(parents=True, exist_ok=True)
        story.write(place / "usage.csv")
        if silent:
            silent.write(place / "silent.csv")
        if after:
            after.write(place / "after.csv")
        (place / "credits.toml").write_text(settings(story, after))
        (place / "truth.toml").write_text(truth(story, shows, silent, afterwards))
        sums = {pool: [D(row["credits"]) for row in story.rows if pool_of(row) == pool] for pool in ("message", "integration")}
        told.append((f"workspaces/{place.name}", shows, ", ".join(f"{pool} {plain(sum(own, D(0)))} ({len(own)})" for pool, own in sums.items())))

    save("clean", Story(f"{seed}/clean").background(), "Work in which nothing is wrong")
    everything = Story(f"{seed}/everything").background(2)
    for plant in PLANTS:
        if plant != "heavy_integration":
            getattr(everything, plant)(True)
        loud, silent = Story(f"{seed}/{plant}").background(), Story(f"{seed}/{plant}/silent").background()
        getattr(loud, plant)(True)
        getattr(silent, plant)(False)
        save(plant.replace("_", "-"), loud, f"{plant.replace('_', '-')}: planted in usage.csv; silent.csv only looks like it", silent)
    loud, silent = Story(f"{seed}/paraphrased").background(), Story(f"{seed}/paraphrased/silent").background()
    loud.paraphrased_loops(True)
    silent.paraphrased_loops(False)
    save("paraphrased-loops", loud, "Regression loops in which nobody says fix or broken; silent.csv: wishes in a row", silent)
    loud, silent = Story(f"{seed}/spikes").background(), Story(f"{seed}/spikes/silent").background()
    loud.spikes(True)
    silent.spikes(False)
    save("spikes", loud, "One day takes many times the average of the fortnight before; silent.csv: twice as much at most", silent)
    save("everything", everything, "Every pattern at once, so that fixes overlap")
    before, after = (Story(f"{seed}/engagement/{n}", start, days).background() for n, (start, days) in enumerate([(START, 30), (datetime(2026, 6, 4), 27)]))
    before.engagement(False)
    after.engagement(True)
    became = {"repeated-calls": "worked", "scheduled-drain": "worked", "regression-loop": "partly", "small-fixes": "no-effect"}
    afterwards = [f'{detector} = {{ verdict = "{verdict}", wasted = "{plain(after.planted.get((detector, "shop"), {"wasted": D(0)})["wasted"])}" }}' for detector, verdict in became.items()]
    save("engagement", before, "A month before an audit's fixes; after.csv is the month after some of them", after=after, afterwards=afterwards)
    small, fair, full = [(56, 1960), (70, 2800), (42, 1400)], [(182, 7000), (196, 7560), (175, 7280)], [(259, 9100), (266, 9520), (252, 9240)]
    idle, fit, tight = cycles(small, seed), cycles(fair, seed), cycles(full, seed)
    for story, detectors, use in [(idle, ["unused-credits", "plan-size"], small), (tight, ["plan-size"], full)]:
        for detector in detectors:
            wasted = left(use) if story is idle else D(0)
            story.planted[(detector, "")] = {"rows": [], "wasted": wasted, "recoverable": D(0)}
    save("plan-too-large", idle, "Three months that use a quarter of the plan; silent.csv uses three quarters", fit)
    save("plan-too-small", tight, "Three months in which the message credits ran out; the integration credits are sized right")
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", default="1")
    parser.add_argument("folder", nargs="?", default=pathlib.Path(__file__).resolve().parents[2] / "fixtures/workspaces", type=pathlib.Path)
    given = parser.parse_args()
    tell(given.folder, given.seed)
