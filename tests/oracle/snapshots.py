#!/usr/bin/env python3
"""Sheets that are no logs of single events, and what the report must say of them: daily totals, totals by app, and balances noted now and then.

`compare.py BINARY --sheets 60` tells the program's report from these. The figures follow from the definitions alone: a daily total is an event of its day, totals so far
are the use of the cycle, between two readings of a balance their difference was used, and a rise is a reset or a grant.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal as D

from rules import plain

ALLOWANCE = {"message": D(250), "integration": D(10000)}
TERMS = ["--cycle-day", "1", "--allowance", "message=250,integration=10000", "--all"]
POOLS = ("message", "integration")
END = date(2026, 5, 24)
START = date(2026, 5, 1)
NO_DAYS = "a snapshot has totals and no days"


def credits(dice: random.Random, most: int) -> D:
    return D(dice.randrange(0, most * 4)) / 4


def pool_facts(used: D, allowance: D) -> dict:
    return {"observed": True, "used": plain(used), "remaining": plain(allowance - used)}


def daily(dice: random.Random) -> tuple[str, list[str], dict]:
    """One row a day: every sum and cycle is that of single events."""
    days = [END - timedelta(days=n) for n in range(dice.randrange(5, 50))][::-1]
    rows = [(day, {pool: credits(dice, 9 if pool == "message" else 300) for pool in POOLS}) for day in days]
    if dice.random() < 0.5:
        text = "date,message credits,integration credits\n"
        text += "".join(f"{day},{plain(of['message'])},{plain(of['integration'])}\n" for day, of in rows)
    else:
        text = "date,pool,credits\n" + "".join(f"{day},{pool},{plain(of[pool])}\n" for day, of in rows for pool in POOLS)
    wanted: dict = {"/inputs/0/format": "daily-totals", "/as_of": str(END), "/cycle/covered": days[0] <= START}
    for pool in POOLS:
        base = f"/pools/{pool}"
        wanted[f"{base}/credits"] = plain(sum((of[pool] for _, of in rows), D(0)))
        used = sum((of[pool] for day, of in rows if day >= START), D(0))
        wanted |= {f"{base}/{key}": value for key, value in pool_facts(used, ALLOWANCE[pool]).items()}
        wanted |= {f"{base}/daily/{n}/credits": plain(of[pool]) for n, (_, of) in enumerate(rows)}
        wanted |= {f"{base}/{key}": [] for key in ("by_app", "by_class", "by_user", "by_operation")}
    return text, ["--as-of", str(END), *TERMS], wanted


def totals(dice: random.Random) -> tuple[str, list[str], dict]:
    """One row an app, of one day: the use of the cycle, and no days."""
    names = dice.sample(["bakery", "cafe", "atlas", "orchard", "harbour", "quill"], dice.randrange(1, 7))
    rows = {name: {pool: credits(dice, 20 if pool == "message" else 900) + 1 for pool in POOLS} for name in names}
    text = "app,message credits,integration credits,date\n"
    text += "".join(f"{name},{plain(of['message'])},{plain(of['integration'])},{END}\n" for name, of in rows.items())
    if dice.random() < 0.5:
        whole = {pool: plain(sum((of[pool] for of in rows.values()), D(0))) for pool in POOLS}
        text += f"Total,{whole['message']},{whole['integration']},{END}\n"
    wanted: dict = {"/inputs/0/format": "snapshot", "/as_of": str(END), "/mix": []}
    for pool in POOLS:
        base, used = f"/pools/{pool}", sum((of[pool] for of in rows.values()), D(0))
        wanted[f"{base}/credits"] = plain(used)
        wanted |= {f"{base}/{key}": value for key, value in pool_facts(used, ALLOWANCE[pool]).items()}
        wanted |= {f"{base}/daily": [], f"{base}/projection/unavailable": NO_DAYS}
        ranked = sorted(rows, key=lambda name: (-rows[name][pool], name))
        for n, name in enumerate(ranked):
            wanted |= {f"{base}/by_app/{n}/name": name, f"{base}/by_app/{n}/credits": plain(rows[name][pool])}
    return text, ["--as-of", str(END), *TERMS], wanted


def balances(dice: random.Random) -> tuple[str, list[str], dict]:
    """Readings of what is left. Within a cycle whose days are known, a rise is a grant; at its start, a reset."""
    days = sorted(dice.sample(range(-20, 24), dice.randrange(2, 9)) + [23])
    days = sorted({START + timedelta(days=n) for n in days})
    left = {pool: [ALLOWANCE[pool]] for pool in POOLS}
    readings: list[tuple[date, dict]] = []
    for day in days:
        now = {}
        for pool in POOLS:
            before = readings[-1][1][pool] if readings else ALLOWANCE[pool]
            crosses = bool(readings) and readings[-1][0] < START <= day
            if crosses:
                before = ALLOWANCE[pool]
            elif readings and dice.random() < 0.15:
                before += D(dice.randrange(50, 400))
            now[pool] = max(before - credits(dice, int(ALLOWANCE[pool] / 12)), D(0))
        readings.append((day, now))
    text = "date,message left,integration left\n"
    text += "".join(f"{day},{plain(of['message'])},{plain(of['integration'])}\n" for day, of in readings)
    wanted: dict = {"/inputs/0/format": "snapshot", "/as_of": str(END)}
    covered = True
    for pool in POOLS:
        base, listed, given = f"/pools/{pool}", D(0), D(0)
        for (earlier, one), (later, other) in zip(readings, readings[1:]):
            fall = one[pool] - other[pool]
            listed += max(fall, D(0))
            if fall < 0 and earlier >= START:
                given -= fall
        last = readings[-1][1][pool]
        wanted[f"{base}/credits"] = plain(listed)
        wanted[f"{base}/granted"] = plain(given)
        wanted[f"{base}/used"] = plain(ALLOWANCE[pool] + given - last)
        wanted[f"{base}/remaining"] = plain(last)
        wanted |= {f"{base}/daily": [], f"{base}/projection/unavailable": NO_DAYS}
        covered = covered and given == 0
    wanted["/cycle/covered"] = covered
    return text, ["--as-of", str(END), *TERMS], wanted


SHEETS = {"daily": daily, "totals": totals, "balances": balances}


def make(seed: int) -> tuple[str, str, list[str], dict]:
    """A sheet: its kind, its text, the arguments of the report, and by JSON pointer what that must say."""
    kind = list(SHEETS)[seed % len(SHEETS)]
    text, words, wanted = SHEETS[kind](random.Random(seed))
    return kind, text, words, wanted


def at(report, pointer: str):
    """The value at a JSON pointer; a text if there is none."""
    for part in pointer.strip("/").split("/"):
        try:
            report = report[int(part)] if isinstance(report, list) else report[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return "(absent)"
    return report


def differences(report: dict | None, wanted: dict) -> list[str]:
    if report is None:
        return ["no report"]
    found = []
    for pointer, value in wanted.items():
        seen = at(report, pointer)
        if seen != value:
            found.append(f"{pointer}: {seen!r}, and the judge {value!r}")
    return found
