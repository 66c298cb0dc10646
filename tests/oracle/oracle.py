"""An independent judge of `credits report --json`: reads a canonical log and settings and works out the figures again.

Written from the definitions alone, with the Python standard library; it shares no code with the program. Sums are exact decimals, quotients exact
fractions rounded once (half to even), the range of the projection is f64 as the definition says.

    python3 tests/oracle/oracle.py LOG.csv --as-of 2026-05-20 --cycle 2026-05-05..2026-06-05 --allowance message=250,integration=10000

What the definitions leave open is named in the output's `_open`: paths that no comparison may judge.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Optional

import pricing
from advice import PLANS, POOLS, advice
from canonical import Event, Log, Settings
from rules import DAY, ZERO, Projector, Series, cycle_of, excess_days, leak_days, minor, places, plain, quotient, share, spike, steady

D = Decimal
QUIET = 7  # days after the last event that are days without use; of later ones the log says nothing


# The report


def breakdown(events: list[Event], key, total: Decimal) -> list[dict]:
    """Ranked by credits, descending; ties by bytes."""
    sums: dict = {}
    for e in events:
        row = sums.setdefault(key(e), [ZERO, 0, 0])
        row[1] += 1
        if e.credits is None:
            row[2] += 1
        else:
            row[0] += e.credits
    ranked = sorted(sums.items(), key=lambda kv: (-kv[1][0], (kv[0] or "").encode()))
    return [{"name": k, "credits": plain(c), "events": n, "unpriced_events": x, "share": share(c, total)} for k, (c, n, x) in ranked]


def report(paths: list[str], s: Settings) -> dict:
    """The subset of the contract's report that this judge knows."""
    log = Log(paths, s)
    out: dict = {"_open": []}
    quality = {
        "rows": log.rows, "events": len(log.events), "rejected": log.rejected, "duplicates": log.duplicates, "ignored": log.ignored,
        "conflicting_ids": len(log.conflicting),
    }
    out["quality"] = quality
    if not log.events:
        return out
    as_of = s.as_of or max(e.day for e in log.events)
    first = min(e.day for e in log.events)
    quality["after_as_of"] = sum(1 for e in log.events if e.day > as_of)
    events = [e for e in log.events if e.day <= as_of]
    observed = {e.pool for e in events} | {p for d, p, _ in log.grants if d <= as_of}
    last = max((e.day for e in events), default=as_of)
    known = last if (as_of - last).days > QUIET else as_of
    wanted = lambda names, v: not names or (v or "").lower() in [n.lower() for n in names]
    events = [e for e in events if wanted(s.apps, e.app) and wanted(s.users, e.user) and wanted(s.pools, e.pool)]
    filtered = bool(s.apps or s.users)
    if filtered or s.pools:
        out["_open"].append("quality.after_as_of")  # whether filters come before or after the count is not defined

    start, end = cycle = cycle_of(as_of, s)
    if s.everything:
        period = (first, "all")
    elif s.since:
        period = (s.since, "since")
    elif s.last:
        period = (as_of - (s.last - 1) * DAY, "last")
    else:
        period = (start, "cycle")
    if period[1] in ("since", "last") and period[0] > known:
        return {**out, "refused": True}
    covered = first <= start
    out["as_of"], out["ended"] = str(as_of), known < as_of
    out["period"] = {"from": str(period[0]), "to": str(as_of), "kind": period[1]}
    out["cycle"] = {
        "start": str(start), "end": str(end), "day": (as_of - start).days + 1, "days": (end - start).days,
        "assumed": s.cycle is None and s.cycle_day is None, "covered": covered,
    }
    listed = [e for e in events if e.day >= period[0]]
    quality["unpriced"] = sum(1 for e in listed if e.credits is None)
    quality["unclassified"] = sum(1 for e in listed if e.priced.cls == "unclassified")
    quality["assumed_model"] = sum(1 for e in listed if e.assumed)

    in_cycle_unassigned = any(e.pool == "unassigned" and e.credits for e in events if e.day >= start)
    out["pools"], out["alerts"], out["alert_days"], out["cycles"] = {}, [], [], []
    for i, pool in enumerate(POOLS):
        mine = [e for e in events if e.pool == pool]
        if pool == "unassigned" and not mine:
            continue
        if pool not in observed:
            out["pools"][pool] = {"observed": False, **dict.fromkeys(FIGURES), **{name: [] for name in LISTS}}
            continue
        allowance = s.allowance.get(pool)
        if allowance is None and s.plan and i < 2:
            allowance = PLANS[s.plan][i]
        pool_report(out, s, log, pool, mine, first, as_of, cycle, period, allowance, filtered, covered, in_cycle_unassigned, known)
    if known >= period[0]:
        mix(out, listed, {"message", "integration"} <= observed)
    if known < as_of:
        out["alerts"] = [{k: a[k] for k in ("rule", "pool", "scope", "threshold", "day")} | {"state": "not-judged"} for a in out["alerts"]]
        out["alert_days"] = [a for a in out["alert_days"] if a["day"] <= str(known)]
    elif not filtered and not s.pools and observed & set(POOLS[:2]):
        advice(out, s, events, first, as_of, end, [p for p in POOLS[:2] if p in observed])
    return out


FIGURES = (
    "credits", "events", "refunded", "reported", "modeled", "modeled_low", "modeled_high", "unpriced_events", "allowance", "granted", "used",
    "remaining", "used_share",
)
LISTS = ("by_app", "by_source", "by_class", "by_user", "by_operation", "daily")


def granted_in(log: Log, pool: str, start: date, end: date) -> Decimal:
    return sum((c for d, p, c in log.grants if p == pool and start <= d <= end), ZERO)


def pool_report(out, s, log, pool, mine, first, as_of, cycle, period, allowance, filtered, covered, unassigned, known) -> None:
    start, end = cycle
    listed = [e for e in mine if e.day >= period[0]]
    series = Series(mine)
    total = sum((e.credits for e in listed if e.credits is not None), ZERO)
    reported = [e for e in listed if e.reported is not None]
    modeled = [e for e in listed if e.reported is None and e.credits is not None]
    before = s.used_before.get(pool, ZERO)
    used = series.used(start, as_of) + before
    granted = granted_in(log, pool, start, as_of)
    capacity = None if allowance is None else allowance + granted
    p: dict = {
        "observed": True,
        "credits": plain(total),
        "events": len(listed),
        "refunded": plain(-sum((e.credits for e in listed if e.credits is not None and e.credits < 0), ZERO)),
        "reported": plain(sum((e.reported for e in reported), ZERO)),
        "modeled": plain(sum((e.credits for e in modeled), ZERO)),
        "modeled_low": plain(sum((e.priced.low for e in modeled), ZERO)),
        "modeled_high": plain(sum((e.priced.high for e in modeled), ZERO)),
        "unpriced_events": sum(1 for e in listed if e.credits is None),
        "allowance": plain(allowance),
        "granted": None if filtered else plain(granted),
        "used": None if filtered else plain(used),
        "remaining": None if filtered or capacity is None else plain(capacity - used),
        "used_share": None if filtered or capacity is None else share(used, capacity),
        "by_app": breakdown(listed, lambda e: e.app, total),
        "by_source": breakdown(listed, lambda e: e.priced.source, total),
        "by_class": breakdown(listed, lambda e: e.priced.cls, total),
        "by_user": breakdown(listed, lambda e: e.user, total),
        "by_operation": breakdown(listed, lambda e: e.operation, total),
        "daily": [],
    }
    if known < as_of:
        p["remaining"] = p["used_share"] = None  # more may have been used since
        if known < start:
            p["used"] = None
        if known < period[0]:
            p.update(dict.fromkeys(FIGURES[:8]))
    if pool == "unassigned":
        out["_open"] += [f"pools.unassigned.{k}" for k in ("granted", "used", "remaining", "allowance")]  # no plan speaks of it
    if filtered:
        out["_open"] += [f"pools.{pool}.allowance", f"steady.{pool}"]
    if any(p == pool for _, p, _ in log.grants):
        out["_open"].append(f"steady.{pool}")  # the capacity of a past day is not defined where grants came later
    if s.pools:
        out["_open"] += [f"budget.{pool}", f"forecast.{pool}"]
    if any(e.utc_day < pricing.CARD_2026_03 and e.priced.cls.split(".")[0] in ("llm", "agent") for e in listed):
        out["_open"].append(f"pools.{pool}.by_class")  # whether models had classes of their own then is not defined
    out["pools"][pool] = p
    count: dict[date, int] = defaultdict(int)
    for e in listed:
        count[e.day] += 1
    d = max(period[0], first)
    while d <= known:
        p["daily"].append({"date": str(d), "credits": plain(series.at(d)), "events": count[d]})
        d += DAY

    projector = Projector(series, first, as_of, cycle, capacity, before)
    if not filtered and known < as_of:
        p["projection"] = {"unavailable": f"the log ends on {known.day} {known:%b}"}
    elif not filtered:
        p["projection"] = projector.json()
        out["_open"] += [f"pools.{pool}.projection.{name}" for name in projector.open]
    app_firsts: dict = {}
    for e in log.events:
        app_firsts[e.app] = min(app_firsts.get(e.app, e.day), e.day)
    def of_day(d: date) -> tuple[int, Optional[Decimal]]:
        """Days and capacity of a day's cycle."""
        begin, reset = cycle_of(d, s)
        grants = granted_in(log, pool, begin, min(reset - DAY, as_of))
        return (reset - begin).days, None if filtered or allowance is None else allowance + grants

    daily_rules(out, pool, mine, series, first, as_of, period, None if filtered else capacity, app_firsts, of_day)
    if pool != "unassigned" and not filtered:
        cycle_rules(out, pool, projector, used, capacity, covered, unassigned, before)
        if s.plan == "free" and pool == "message" and s.zone == "UTC":
            daily_cap(out, mine, as_of)
        cycles(out, s, log, pool, series, first, as_of, allowance, known)


def alert(out, rule, pool, judged, scope=None, threshold=None) -> None:
    out["alerts"].append({"rule": rule, "pool": pool, "scope": scope, "threshold": threshold, "day": out["as_of"], **judged})


def causes(mine: list[Event], d: date) -> Optional[list[dict]]:
    """u_k − Σu_k/14 for each app × class × user; None where a negative day makes the parts a matter of reading."""
    sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for e in mine:
        if e.credits is not None and d - 14 * DAY <= e.day <= d:
            if e.credits < 0:
                return None
            sums[e.app, e.priced.cls, e.user][e.day < d] += e.credits
    return [{"app": a, "class": c, "user": u, "excess": quotient(Fraction(x[0]) - Fraction(x[1]) / 14, 6)} for (a, c, u), x in sums.items()]


def fired_day(out, rule, pool, scope, d, judged, of_day) -> None:
    mild = minor(D(judged["value"]), *of_day(d))
    keys = [k for k in ("value", "baseline", "ratio") if k in judged]
    out["alert_days"].append({"rule": rule, "pool": pool, "scope": scope, "day": str(d), "minor": mild, **{k: judged[k] for k in keys}})


def daily_rules(out, pool, mine, series, first, as_of, period, capacity, app_firsts, of_day) -> None:
    if mine or pool != "unassigned":
        judged = spike(series, as_of, first)
        alert(out, "spike", pool, {**judged, "causes": causes(mine, as_of) if judged["state"] == "fired" else None})
        alert(out, "steady", pool, steady(series, as_of, first, capacity))
    fired, near = leak_days(series, first, as_of)
    if near:
        out["_open"].append(f"leak.{pool}")
    warm = as_of >= first + 14 * DAY
    alert(out, "leak", pool, {"state": ("fired" if as_of in fired else "clear") if warm else "warming-up", "value": plain(series.u(as_of))})

    piled = {} if capacity is None else excess_days(series, first, as_of, lambda t: of_day(t)[1])
    if any(c is not None and c != 3 and abs(c - 3) < 1e-9 for _, c, _ in piled.values()):
        out["_open"].append(f"excess.{pool}")

    def excess(t: date) -> dict:
        f, c, fires = piled[t]
        return {"state": "fired" if fires else "clear", "value": plain(series.u(t)), "baseline": places(f, 6), "ratio": places(c, 4)}

    if pool != "unassigned":
        alert(out, "excess", pool, {"state": "not-judged"} if capacity is None else excess(as_of) if warm else {"state": "warming-up"})

    d = max(period[0], first)
    while d <= as_of:
        for rule, judged in (("spike", spike(series, d, first)), ("steady", steady(series, d, first, capacity))):
            if judged["state"] == "fired":
                fired_day(out, rule, pool, None, d, judged, of_day)
        if d in fired:
            fired_day(out, "leak", pool, None, d, {"value": plain(series.u(d))}, of_day)
        if d in piled and piled[d][2]:
            fired_day(out, "excess", pool, None, d, excess(d), of_day)
        d += DAY
    # Events without an app are judged with the pool only.
    for app in sorted({e.app for e in mine if e.app is not None}):
        own = [e for e in mine if e.app == app]
        app_series, anywhere = Series(own), app_firsts[app]
        # The app's own first day is that of its first event in any pool, as the log's is.
        d = max(period[0], anywhere)
        while d <= as_of:
            judged = spike(app_series, d, anywhere)
            if judged["state"] == "fired":
                fired_day(out, "spike", pool, {"app": app}, d, judged, of_day)
            d += DAY
        judged = spike(app_series, as_of, anywhere)
        alert(out, "spike", pool, {**judged, "causes": causes(own, as_of) if judged["state"] == "fired" else None}, {"app": app})


def cycle_rules(out, pool, projector, used, capacity, covered, unassigned, before) -> None:
    known = covered and not unassigned
    for t in (50, 80, 90, 100):
        if capacity is None:
            judged = {"state": "not-judged"}
        else:
            fires = 100 * used >= t * capacity
            judged = {"state": "fired" if fires else ("clear" if known else "not-judged"), "value": plain(used), "baseline": plain(capacity), "ratio": share(used, capacity, 4)}
        if capacity == 0 or (before and not covered):
            out["_open"].append(f"budget.{pool}")
        alert(out, "budget", pool, judged, threshold=str(t))
    if capacity:
        days, n = (projector.d - projector.start).days + 1, (projector.end - projector.start).days
        pace = Fraction(used) / Fraction(capacity) / Fraction(days, n)
        alert(out, "pace", pool, {"value": plain(used), "ratio": quotient(pace, 4)})
    p = projector.p_exhausted()
    if capacity is None:
        judged = {"state": "not-judged"}
    elif p is None:
        judged = {"state": "warming-up"}
    elif p >= 0.70:
        judged = {"state": "fired", "severity": "urgent" if p >= 0.8 else "warning", "value": p}
    else:
        judged = {"state": "clear" if known else "not-judged", "value": p}
    if "p_exhausted" in projector.open or (before and not covered) or (p is None and not known):
        out["_open"].append(f"forecast.{pool}")
    alert(out, "forecast", pool, judged)


def daily_cap(out, mine, as_of) -> None:
    if any(e.utc_day == as_of and e.status == "refund" for e in mine):
        return  # whether a refund makes room under the cap is not defined
    total = sum((e.credits for e in mine if e.utc_day == as_of and e.credits is not None), ZERO)
    alert(out, "daily-cap", "message", {"state": "fired" if total >= 5 else "clear", "value": plain(total)})


def cycles(out, s, log, pool, series, first, as_of, allowance, known) -> None:
    current = cycle_of(as_of, s)
    if s.cycle:
        spans = [current]  # what came before a cycle of any length is not defined
    else:
        spans, at = [], cycle_of(first, s)
        while at[0] <= as_of:
            spans.append(at)
            at = cycle_of(at[1], s)
    for start, end in spans:
        now = start == current[0]
        used = series.used(start, min(end - DAY, as_of)) + (s.used_before.get(pool, ZERO) if now else ZERO)
        unused = None
        if now and s.used_before.get(pool):
            out["_open"].append(f"cycles.{pool}.{start}.used")
        if not now and allowance is not None and first <= start and end - DAY <= known:
            unused = plain(allowance - used)
            if used > allowance or granted_in(log, pool, start, end - DAY):
                out["_open"].append(f"cycles.{pool}.{start}.unused")
        out["cycles"].append({"start": str(start), "end": str(end), "pool": pool, "used": plain(used) if start <= known else None, "allowance": plain(allowance), "unused": unused})


def mix(out, listed, whole) -> None:
    """Sources of both pools together. Of one pool alone there are no shares of all credits."""
    merged = {"integrations": "integrations", "agents": "integrations", "automations": "integrations"}
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for e in listed:
        if e.credits is not None:
            sums[merged.get(e.priced.source, e.priced.source)] += e.credits
    if any(e.pool == "unassigned" and e.credits for e in listed):
        out["_open"].append("mix")
    total = sum(sums.values(), ZERO)
    out["mix"] = [{"source": k, "credits": plain(v), "share": share(v, total) if whole else None} for k, v in sorted(sums.items())]


# Command line


def amounts(text: str) -> dict[str, Decimal]:
    return {k.strip(): D(v) for k, v in (part.split("=") for part in text.split(",") if part)}


def settings_from(args: argparse.Namespace) -> Settings:
    s = Settings(zone=args.timezone, everything=args.all, plan=args.plan, cycle_day=args.cycle_day)
    s.as_of = date.fromisoformat(args.as_of) if args.as_of else None
    s.since = date.fromisoformat(args.since) if args.since else None
    s.last = int(args.last.rstrip("d")) if args.last else None
    if args.cycle:
        a, b = args.cycle.split("..")
        s.cycle = (date.fromisoformat(a), date.fromisoformat(b))
    s.allowance, s.used_before = amounts(args.allowance), amounts(args.used_before)
    s.apps, s.users, s.pools = tuple(args.app), tuple(args.user), tuple(args.pool)
    return s


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("log", nargs="+")
    p.add_argument("--as-of")
    p.add_argument("--cycle")
    p.add_argument("--cycle-day", type=int)
    p.add_argument("--allowance", default="")
    p.add_argument("--used-before", default="")
    p.add_argument("--plan", choices=sorted(PLANS))
    p.add_argument("-z", "--timezone", default="UTC")
    p.add_argument("--all", action="store_true")
    p.add_argument("--since")
    p.add_argument("--last")
    for name in ("--app", "--user", "--pool"):
        p.add_argument(name, action="append", default=[])
    return p


def from_args(words: list[str]) -> dict:
    """The report for a command line such as the program takes."""
    args = parser().parse_args(words)
    return report(args.log, settings_from(args))


if __name__ == "__main__":
    json.dump(from_args(sys.argv[1:]), sys.stdout, indent=1)
    print()
