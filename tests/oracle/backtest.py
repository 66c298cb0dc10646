"""How far the projection and the rules can be trusted on series whose truth is known.

    python3 tests/oracle/backtest.py [--series 200] [--seed 1] [--write docs/foresight.md]

Builds seeded series of a pool's days with planted level shifts, weekday shapes, bursts, idle stretches and ramps, asks the definitions
(`rules.py`, which `compare.py` holds against the program) on every day, and prints coverage by phase of the cycle, Brier score, error,
recall and load. `before` is the projection as it was until November 2026, on the same seeds, so that a change of constants is seen.
"""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import rules

DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)
DAYS = 212  # seven calendar months, January to July
PHASES = ((1, 10, "early (day 1–10)"), (11, 20, "middle (11–20)"), (21, 31, "late (from 21)"))
MARK = "<!-- printed by tests/oracle/backtest.py -->"


# Worlds


@dataclass
class World:
    kind: str
    u: list[int]
    capacity: int
    planted: list[tuple[str, int, int]] = field(default_factory=list)  # what, its first day, days in which a rule should ring


def base(rng: random.Random) -> list[float]:
    """Independent days around a level, some of them without use."""
    level, quiet = rng.choice((8, 40, 150, 600)), rng.choice((0.0, 0.1, 0.3))
    spread = rng.choice((0.15, 0.4, 0.8))
    return [0.0 if rng.random() < quiet else level * rng.lognormvariate(0, spread) for _ in range(DAYS)]


def weekdays(rng: random.Random, u: list[float]) -> list[float]:
    weight = rng.choice((0.0, 0.2, 0.5))
    return [v * (weight if (FIRST + i * DAY).weekday() >= 5 else 1.2) for i, v in enumerate(u)]


def build(seed: int) -> World:
    rng = random.Random(seed)
    kind = ("constant", "independent", "weekdays", "idle", "shift", "burst", "ramp")[seed % 7]
    u, planted = base(rng), []
    if kind == "constant":
        u = [float(rng.choice((5, 20, 80)))] * DAYS
    elif kind in ("weekdays", "burst", "ramp") and rng.random() < 0.7 or kind == "weekdays":
        u = weekdays(rng, u)
    mean = sum(u[:90]) / 90
    at = rng.randrange(95, 170)
    if kind == "idle":
        for start in (at - 60, at):
            u[start : start + rng.randrange(7, 20)] = [0.0] * len(u[start : start + rng.randrange(7, 8)])
        u = (u + base(rng))[:DAYS]
    elif kind == "shift":
        factor = rng.choice((1.7, 2.5, 4.0))
        u = [v * factor if i >= at else v for i, v in enumerate(u)]
        planted.append(("shift", at, 7))
    elif kind == "burst":
        for start in (at, at + 30):
            u[start] += mean * rng.choice((5, 8, 12))
            planted.append(("burst", start, 1))
    elif kind == "ramp":
        u = [v * (1 + 1.5 * min(max(i - at, 0), 30) / 30) for i, v in enumerate(u)]
        planted.append(("ramp", at, 30))
    whole = [round(v) for v in u]
    # Plans from too small to too large for the first three months.
    capacity = max(1, round(30 * mean * rng.choice((0.8, 1.0, 1.15, 1.4, 2.0))))
    return World(kind, whole, capacity, planted)


# Methods


def before(series: rules.Series, d: date, left: int) -> rules.Range:
    r = rules.spread(series, FIRST, d, left)
    return rules.Range(rules.forgetting_mean(series.window(FIRST, d), 28), r.plain, r.plain)


METHODS = {
    "before": (before, ((0.0, -1.0), (0.1, -0.55), (0.5, 0.04), (0.9, 1.5), (1.0, 4.0)), 0.65),
    "now": (lambda series, d, left: rules.spread(series, FIRST, d, left), rules.KNOTS, 0.70),
}


@dataclass
class Score:
    held: dict = field(default_factory=dict)
    of: dict = field(default_factory=dict)
    brier: list = field(default_factory=list)
    error: float = 0.0
    used: float = 0.0
    exhausting: int = 0
    warned: int = 0
    others: int = 0
    false: int = 0


def project(world: World, series: rules.Series, name: str, score: Score) -> None:
    method, knots, limit = METHODS[name]
    for month in range(2, 8):
        start = date(2026, month, 1)
        end = rules.reset_in(2026, month + 1, 1)
        days = [float(v) for v in series.window(start, end - DAY)]
        total, running, out = sum(days), 0.0, None
        for i, v in enumerate(days):
            running += v
            if out is None and running >= world.capacity:
                out = i
        first_warning, running = None, 0.0
        for i, v in enumerate(days[:-1]):
            running += v
            left = len(days) - i - 1
            r = method(series, start + i * DAY, left)
            rest = [max(0.0, left * (r.e + rules.z(k / 100, knots) * r.s)) for k in (10, 50, 90)]
            phase = next(p for a, b, p in PHASES if a <= i + 1 <= b)
            score.of[phase] = score.of.get(phase, 0) + 1
            score.held[phase] = score.held.get(phase, 0) + (running + rest[0] - 0.5 <= total <= running + rest[2] + 0.5)
            score.error += abs(running + rest[1] - total)
            score.used += total
            if out is not None and i >= out:
                continue
            gap = world.capacity - running
            over = sum(1 for k in range(1, 100) if max(0.0, left * (r.e + rules.z(k / 100, knots) * r.s)) > gap)
            p = (over + 0.5) / 100
            score.brier.append((p - (out is not None)) ** 2)
            if p >= limit and first_warning is None:
                first_warning = i
        if out is None:
            score.others += 1
            score.false += first_warning is not None
        else:
            score.exhausting += 1
            score.warned += first_warning is not None and first_warning <= out - 3


def rings(world: World, series: rules.Series) -> dict[str, set[int]]:
    """The days on which each rule rings, by their number."""
    last = FIRST + (DAYS - 1) * DAY
    capacity = Decimal(world.capacity)
    found: dict[str, set[int]] = {"spike": set(), "steady": set()}
    minor = set()
    for i in range(DAYS):
        d = FIRST + i * DAY
        if rules.minor(series.u(d), 30, capacity):
            minor.add(i)
        if rules.spike(series, d, FIRST)["state"] == "fired":
            found["spike"].add(i)
        if rules.steady(series, d, FIRST, capacity)["state"] == "fired":
            found["steady"].add(i)
    found["spike, not minor"] = found["spike"] - minor
    found["leak"] = {(d - FIRST).days for d in rules.leak_days(series, FIRST, last)[0]}
    piled = rules.excess_days(series, FIRST, last, lambda _: capacity)
    found["excess"] = {(d - FIRST).days for d, (_, _, fires) in piled.items() if fires}
    return found


# Tables


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def figures(series_count: int, seed: int) -> str:
    scores = {name: Score() for name in METHODS}
    kinds: dict[str, Score] = {}
    rung: dict[str, dict] = {}
    months = 0.0
    for i in range(series_count):
        world = build(seed * 1_000_000 + i)
        series = rules.Series([])
        series.net.update({FIRST + k * DAY: Decimal(v) for k, v in enumerate(world.u)})
        for name, score in scores.items():
            project(world, series, name, score)
        project(world, series, "now", kinds.setdefault(world.kind, Score()))
        planned = {d for what, at, n in world.planted for d in range(at, min(DAYS, at + (n if what == "burst" else DAYS)))}
        months += (DAYS - 14 - len(planned)) / 30
        for rule, days in rings(world, series).items():
            sums = rung.setdefault(rule, {"load": 0})
            sums["load"] += len([d for d in days if d not in planned])
            for what, at, n in world.planted:
                hit, of = sums.get(what, (0, 0))
                sums[what] = hit + any(at <= d < at + n for d in days), of + 1
    return "\n".join(
        [
            f"{series_count} series of {DAYS} days, seed {seed}.",
            "",
            table(
                ["projection", *(p for _, _, p in PHASES), "Brier", "error of likely", "warned 3 days ahead", "false warnings"],
                [
                    [
                        name,
                        *(percent(s.held[p], s.of[p]) for _, _, p in PHASES),
                        f"{sum(s.brier) / len(s.brier):.3f}",
                        percent(s.error, s.used),
                        f"{percent(s.warned, s.exhausting)} of {s.exhausting}",
                        f"{percent(s.false, s.others)} of {s.others}",
                    ]
                    for name, s in scores.items()
                ],
            ),
            "",
            table(
                ["80% range now, by world", *(p for _, _, p in PHASES)],
                [[kind, *(percent(s.held[p], s.of[p]) for _, _, p in PHASES)] for kind, s in sorted(kinds.items())],
            ),
            "",
            table(
                ["rule", "bursts heard", "shifts within 7 days", "ramps within 30 days", "rings in a month of nothing"],
                [
                    [rule, *(percent(*sums.get(what, (0, 0))) for what in ("burst", "shift", "ramp")), f"{sums['load'] / months:.2f}"]
                    for rule, sums in rung.items()
                ],
            ),
        ]
    )


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--series", type=int, default=210)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--write", type=Path, help="the page whose figures are replaced")
    a = p.parse_args()
    text = figures(a.series, a.seed)
    print(text)
    if a.write:
        page = a.write.read_text(encoding="utf-8")
        part = re.compile(re.escape(MARK) + ".*" + re.escape(MARK), re.S)
        a.write.write_text(part.sub(lambda _: f"{MARK}\n\n{text}\n\n{MARK}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
