"""Compares a report of the program with the oracle's, field by field."""

from __future__ import annotations

import re
from decimal import Decimal

import oracle

D = Decimal
PLAIN = re.compile(r"^-?\d+(\.\d+)?$")
LISTS = ("by_app", "by_source", "by_class", "by_user", "by_operation")


class Diff:
    """Collects differences; knows which paths nobody can judge."""

    def __init__(self, open_paths: list[str]):
        self.open, self.found, self.checks = set(open_paths), [], 0

    def note(self, path: str, want, got) -> None:
        self.found.append(f"{path}: expected {want!r}, got {got!r}")

    def skip(self, path: str) -> bool:
        return path in self.open

    def same(self, path: str, want, got) -> None:
        """Equal as decimals, or as they are."""
        if self.skip(path):
            return
        self.checks += 1
        if want == got and type(want) is type(got):
            return
        if isinstance(want, str) and isinstance(got, str) and PLAIN.match(want) and PLAIN.match(got) and D(want) == D(got):
            return
        self.note(path, want, got)

    def near(self, path: str, want, got, tolerance: float) -> None:
        """Within what rounding to the printed places allows."""
        if self.skip(path):
            return
        self.checks += 1
        if want is None or got is None:
            if want is not got:
                self.note(path, want, got)
            return
        if not PLAIN.match(str(got)) or abs(float(want) - float(got)) > tolerance + 1e-9 * abs(float(want)):
            self.note(path, want, got)


def fields(diff: Diff, path: str, want: dict, got, skip=()) -> None:
    """Every field that the judge knows."""
    if not isinstance(got, dict):
        diff.note(path, "an object", got)
        return
    for key, value in want.items():
        if key not in skip and not isinstance(value, (list, dict)):
            diff.same(f"{path}.{key}", value, got.get(key))


def keyed(diff: Diff, path: str, want: list, got, key: str, rows=("credits", "events", "share", "unpriced_events")) -> None:
    """Lists as sets by their key, and the ranking."""
    if diff.skip(path):
        return
    if not isinstance(got, list):
        diff.note(path, "a list", got)
        return
    theirs = {r.get(key): r for r in got}
    if len(theirs) != len(got):
        diff.note(path, "each name once", [r.get(key) for r in got])
    for row in want:
        other = theirs.pop(row[key], None)
        if other is None:
            diff.note(f"{path}[{row[key]}]", row, None)
            continue
        for name in rows:
            if name in row:
                diff.same(f"{path}[{row[key]}].{name}", row[name], other.get(name))
    for name, row in theirs.items():
        diff.note(f"{path}[{name}]", None, row)


def ranked(diff: Diff, path: str, got: list) -> None:
    """By credits, descending; ties by bytes."""
    rows = [(-D(r["credits"]), (r["name"] or "").encode()) for r in got if r.get("name") is not None]
    if rows != sorted(rows):
        diff.note(path, "ranked by credits, then by bytes", [(r["name"], r["credits"]) for r in got])


def projection(diff: Diff, path: str, want: dict, got) -> None:
    if not isinstance(got, dict):
        diff.note(path, want, got)
        return
    if "unavailable" in want or "unavailable" in got:
        if ("unavailable" in want) != ("unavailable" in got):
            diff.note(path, want, got)
        return
    for key, value in want.items():
        if key in ("p10", "p50", "p90"):
            diff.near(f"{path}.{key}", value, got.get(key), 0.00051)
        elif key == "p_exhausted":
            diff.near(f"{path}.{key}", value, got.get(key), 0.0051)
        else:
            diff.same(f"{path}.{key}", value, got.get(key))


def pool(diff: Diff, name: str, want: dict, got) -> None:
    path = f"pools.{name}"
    if not isinstance(got, dict):
        diff.note(path, "a pool", got)
        return
    fields(diff, path, want, got)
    if not want["observed"]:
        for name in (*LISTS, "by_model", "daily"):
            diff.same(f"{path}.{name}", [], got.get(name))
        diff.same(f"{path}.projection", None, got.get("projection"))
        return
    for dimension in LISTS:
        keyed(diff, f"{path}.{dimension}", want[dimension], got.get(dimension), "name")
        ranked(diff, f"{path}.{dimension}", got.get(dimension) or [])
    for dimension in ("by_model",):  # its names may be spelled as logged or as the card does: the sums cannot
        rows = got.get(dimension) or []
        if want["credits"] is None:  # the log ends before the period
            diff.same(f"{path}.{dimension}", [], rows)
            continue
        diff.same(f"{path}.{dimension} credits", want["credits"], oracle.plain(sum((D(r["credits"]) for r in rows), D(0))))
        diff.same(f"{path}.{dimension} events", want["events"], sum(r["events"] for r in rows))
    keyed(diff, f"{path}.daily", want["daily"], got.get("daily"), "date")
    if [r["date"] for r in want["daily"]] != [r.get("date") for r in got.get("daily") or []]:
        diff.note(f"{path}.daily", "one row a day, oldest first", None)
    if "projection" in want:
        projection(diff, f"{path}.projection", want["projection"], got.get("projection"))


DAILY = ("spike", "excess", "steady", "leak")


def alert_key(a: dict) -> tuple:
    scope = a.get("scope")
    threshold = str(D(a["threshold"]).normalize()) if a["rule"] == "budget" and a.get("threshold") else ""
    return a["rule"], a["pool"], "pool" if scope is None else f"app {scope.get('app')}", threshold


def alerts(diff: Diff, want: dict, got: dict, pools: set) -> None:
    theirs: dict = {}
    for a in got.get("alerts", []):
        if alert_key(a) in theirs:
            diff.note("alerts", "each rule, pool, scope and threshold once", alert_key(a))
        theirs[alert_key(a)] = a
    judged = {a["rule"] for a in theirs.values()}
    for a in want["alerts"]:
        key = alert_key(a)
        path = "alerts[" + " ".join(key) + "]"
        rule, where = a["rule"], a["pool"]
        if where not in pools or rule in ("steady", "leak", "pace") and rule not in judged or f"{rule}.{where}" in diff.open:
            continue
        if a["scope"] and f"spike.{where}.{a['scope']['app']}.{want['as_of']}" in diff.open:
            continue
        other = theirs.get(key)
        if other is None:
            # The leak of a pool without use, and rules of an unknown capacity, may go without a line.
            if a.get("state") in ("not-judged",) or where == "unassigned":
                continue
            diff.note(path, a, None)
            continue
        if "state" in a:
            wanted = a.get("state") == "fired" and rule in DAILY and any(
                day["minor"] for day in want["alert_days"] if alert_key({**day, "threshold": None}) == key and day["day"] == a["day"]
            )
            diff.same(f"{path}.minor", wanted, other.get("minor"))
            diff.same(f"{path}.state", a["state"], other.get("state"))
        diff.same(f"{path}.day", a["day"], other.get("day"))
        if rule == "forecast":
            if a.get("state") == "fired":
                diff.same(f"{path}.severity", a["severity"], other.get("severity"))
            if a.get("value") is not None and a.get("state") != "not-judged":
                diff.near(f"{path}.value", a["value"], other.get("value"), 0.0051)
        elif a.get("state") not in ("warming-up", "not-judged"):
            for name in ("value", "baseline", "ratio"):
                if name in a:
                    diff.same(f"{path}.{name}", a[name], other.get(name))
        if rule == "spike" and a.get("state") in ("fired", "clear"):
            for name, value in a["window"].items():
                diff.same(f"{path}.window.{name}", value, (other.get("window") or {}).get(name))
        if rule == "spike" and a.get("state") == "fired":
            causes(diff, path, a, other)
    for key, a in theirs.items():
        if a["rule"] == "spike" and a["state"] == "fired" and key not in {alert_key(w) for w in want["alerts"]}:
            diff.note("alerts[" + " ".join(key) + "]", None, a)
    days(diff, want, got, pools, judged)


def causes(diff: Diff, path: str, want: dict, got: dict) -> None:
    """Each part is right, the parts sum to the printed excess, the top 20 and the rest."""
    parts = got.get("causes") or []
    total = sum((D(c["excess"]) for c in parts), D(0))
    printed = (D(want["value"]) - D(want["baseline"])).quantize(D("0.000001"))
    if abs(total - printed) > D("0.000001"):
        diff.note(f"{path}.causes", f"parts that sum to {printed}", f"{len(parts)} parts that sum to {total}")
    if want.get("causes") is None:
        return
    ours = {(c["app"], c["class"], c["user"]): D(c["excess"]) for c in want["causes"]}
    for c in parts:
        key = (c["app"], c["class"], c["user"])
        if c["class"] == "others":
            continue
        diff.checks += 1
        if key not in ours or abs(ours[key] - D(c["excess"])) > D("0.000002"):
            diff.note(f"{path}.causes[{key}]", str(ours.get(key)), c["excess"])
    named = [D(c["excess"]) for c in parts if c["class"] != "others"]
    if named != sorted(named, reverse=True):
        diff.note(f"{path}.causes", "largest first", [str(x) for x in named])
    if len(named) > 20 or len(named) < min(20, sum(1 for x in ours.values() if x > 0)):
        diff.note(f"{path}.causes", f"the top 20 of {len(ours)}", len(named))


def advice(diff: Diff, want: dict, got) -> None:
    """Needs of the next cycle, and the plans that cover them."""
    if not isinstance(got, dict):
        return  # a report may give none
    theirs = {n["pool"]: n for n in got.get("needs", [])}
    for name, need in want["needs"].items():
        for q, value in need.items():
            diff.near(f"advice.{name}.{q}", value, (theirs.get(name) or {}).get(q), 0.00051)
    for key in ("plan", "safe"):
        diff.same(f"advice.{key}", want[key], (got.get(key) or {}).get("name"))


def days(diff: Diff, want: dict, got: dict, pools: set, judged: set) -> None:
    def table(rows):
        return {(a["rule"], a["pool"], "pool" if a["scope"] is None else f"app {a['scope'].get('app')}", a["day"]): a for a in rows}

    def is_open(key) -> bool:
        rule, where, scope, day = key
        return (
            where not in pools or rule == "daily-cap" or rule not in judged or f"{rule}.{where}" in diff.open
            or (scope != "pool" and (rule != "spike" or f"spike.{where}.{scope[4:]}.{day}" in diff.open))
        )

    ours, theirs = table(want["alert_days"]), table(got.get("alert_days", []))
    for key in sorted(set(ours) | set(theirs)):
        if is_open(key):
            continue
        path = "alert_days[" + " ".join(key) + "]"
        if key not in theirs or key not in ours:
            diff.note(path, ours.get(key), theirs.get(key))
            continue
        for name in ("value", "baseline", "ratio", "minor"):
            if name in ours[key]:
                diff.same(f"{path}.{name}", ours[key][name], theirs[key].get(name))


def cycles(diff: Diff, want: dict, got: dict, pools: set) -> None:
    theirs = {(c["pool"], c["start"]): c for c in got.get("cycles", [])}
    for c in want["cycles"]:
        path = f"cycles.{c['pool']}.{c['start']}"
        other = theirs.get((c["pool"], c["start"]))
        if c["pool"] not in pools:
            continue
        if other is None:
            if c["used"] is None or D(c["used"]) != 0:
                diff.note(path, c, None)
            continue
        for name in ("end", "used", "allowance", "unused"):
            diff.same(f"{path}.{name}", c[name], other.get(name))


def compare(want: dict, got: dict, only: set | None = None) -> Diff:
    """Everything that both know."""
    diff = Diff(want["_open"])
    if got.get("schema") != "credits.report/1":
        diff.note("schema", "credits.report/1", got.get("schema"))
        return diff
    fields(diff, "quality", want["quality"], got.get("quality"))
    if "as_of" not in want:
        return diff
    diff.same("as_of", want["as_of"], got.get("as_of"))
    fields(diff, "period", want["period"], got.get("period"))
    fields(diff, "cycle", want["cycle"], got.get("cycle"))
    pools = {p for p in want["pools"] if not only or p in only}
    for name in pools:
        other = got.get("pools", {}).get(name)
        if name == "unassigned" and other is None and not want["pools"][name]["events"]:
            continue
        pool(diff, name, want["pools"][name], other)
    if want["ended"] and got.get("advice") is not None:
        diff.note("advice", None, got["advice"])
    if "advice" in want:
        advice(diff, want["advice"], got.get("advice"))
    for row in got.get("inputs", []) if len(got.get("inputs", [])) == 1 else []:
        for name in ("rows", "events", "rejected", "duplicates", "ignored"):
            diff.same(f"inputs.{name}", want["quality"][name], row.get(name))
    alerts(diff, want, got, pools)
    cycles(diff, want, got, pools)
    if not only and not diff.skip("mix"):
        theirs = {m["source"]: m for m in got.get("mix", [])}
        for m in want.get("mix", []):
            other = theirs.pop(m["source"], None)
            if other is None:
                if D(m["credits"]) != 0:
                    diff.note(f"mix.{m['source']}", m, None)
                continue
            diff.same(f"mix.{m['source']}.credits", m["credits"], other.get("credits"))
            diff.same(f"mix.{m['source']}.share", m["share"], other.get("share"))
        for name, m in theirs.items():
            if D(m["credits"]) != 0:
                diff.note(f"mix.{name}", None, m)
    return diff
