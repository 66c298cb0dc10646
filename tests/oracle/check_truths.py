"""Runs a built `credits` on every fixture folder and holds its report against the folder's truth.toml.

    python3 tests/oracle/check_truths.py target/debug/credits [PART-OF-A-NAME…]

Exit 1 when anything differs. The last line reads `N passed, N failed`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from decimal import Decimal as D
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "fixtures"


def run(binary: str, folder: Path, truth: dict) -> tuple[dict | None, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CREDITS_")}
    words = [binary, "report", *truth["files"], "--all", "--json", *truth["args"]]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, timeout=120)
    said = f"exit {done.returncode}: {done.stderr.decode(errors='replace')[:300]}"
    try:
        return json.loads(done.stdout), said
    except ValueError:
        return None, said


def same(want, got) -> bool:
    if want == got and type(want) is type(got):
        return True
    try:
        return D(str(want)) == D(str(got)) and not isinstance(want, bool)
    except ArithmeticError:
        return False


def judge(truth: dict, r: dict) -> list[str]:
    """Every difference, as a sentence."""
    found: list[str] = []
    if r.get("schema") != "credits.report/1":
        return [f"schema: {r.get('schema')!r}"]

    def check(what: str, want, got) -> None:
        if not same(want, got):
            found.append(f"{what}: truth {want!r}, report {got!r}")

    for key in ("rows", "events", "rejected", "duplicates", "ignored"):
        check(f"quality.{key}", truth[key], r["quality"].get(key))
    pools = r["pools"]
    for name in ("message", "integration", "unassigned"):
        want = truth["pool"].get(name, {"credits": "0", "events": 0, "unpriced": 0})
        got = pools.get(name) or {"credits": "0", "events": 0, "unpriced_events": 0}
        check(f"{name}.credits", want["credits"], got["credits"])
        check(f"{name}.events", want["events"], got["events"])
        check(f"{name}.unpriced", want["unpriced"], got["unpriced_events"])
    f = truth.get("facts", {})
    facts(f, r, check)
    return found


def total(r: dict, dimension: str, name: str) -> D:
    rows = [b for p in r["pools"].values() if p for b in p[dimension]]
    return sum((D(b["credits"]) for b in rows if b["name"] == name), D(0))


def facts(f: dict, r: dict, check) -> None:
    """The named facts that a report shows."""
    pools = r["pools"]
    state = {(a["rule"], a["pool"], str(D(a["threshold"]).normalize()) if a["rule"] == "budget" else ""): a for a in r["alerts"] if a["scope"] is None}
    at = lambda rule, pool, t="": state.get((rule, pool, t), {})
    for pool in ("message", "integration"):
        for name in ("used", "remaining", "granted", "refunded", "reported", "modeled", "modeled_low", "modeled_high"):
            if f"{name}_{pool}" in f:
                check(f"{pool}.{name}", f[f"{name}_{pool}"], pools[pool][name])
        for rule in ("spike", "forecast"):
            if pool in f.get(rule, {}):
                check(f"{rule} {pool}", f[rule][pool], at(rule, pool).get("state"))
        expected = dict(f.get(f"projection_{pool}", {}), **(f.get("projection", {}) if pool == "integration" else {}))
        if f"total_{pool}" in f:
            expected["total"] = f[f"total_{pool}"]
        for name, want in expected.items():
            check(f"{pool}.projection.{name}", want, (pools[pool]["projection"] or {}).get(name))
    for name in ("reported", "modeled"):
        if name in f:
            check(f"integration.{name}", f[name], pools["integration"][name])
    for name in ("assumed_model", "unclassified", "conflicting_ids", "unpriced"):
        if name in f:
            check(f"quality.{name}", f[name], r["quality"][name])
    for t, want in f.get("budget_integration", {}).items():
        check(f"budget {t}", want, at("budget", "integration", str(D(t).normalize())).get("state"))
    if "daily_cap" in f:
        check("daily-cap", f["daily_cap"], at("daily-cap", "message").get("state"))
    if "ratio_message" in f:
        check("spike message ratio", f["ratio_message"], at("spike", "message").get("ratio"))
    if "fired" in f:
        check("fired", f["fired"], sum(a["state"] == "fired" for a in r["alerts"]))
    if "alert_days_spike" in f:
        check("alert_days", f["alert_days_spike"], sum(a["rule"] == "spike" and a["scope"] is None for a in r["alert_days"]))
    if "users" in f:
        check("users", f["users"], len({b["name"] for p in pools.values() if p for b in p["by_user"]}))
    if "last_day_integration" in f:
        check("last day", f["last_day_integration"], pools["integration"]["daily"][-1]["credits"])
    check("unit", f.get("unit", "credits"), r["unit"])
    if "format" in f:
        check("format", [f["format"]], sorted({i["format"] for i in r["inputs"]}))
    daily = {d["date"]: d["credits"] for d in pools["integration"]["daily"]}
    for day, want in f.get("day", {}).items():
        check(f"day {day}", want, daily.get(day))
    if "each_day" in f:
        check("days", f"{f['first_day']}..{f['last_day']}", f"{min(daily)}..{max(daily)}")
        check("each day", [f["each_day"]], sorted(set(daily.values())))
    cycles = {c["start"]: c for c in r["cycles"] if c["pool"] == "integration"}
    for part, table in (("used", "cycle"), ("unused", "unused")):
        for start, want in f.get(table, {}).items():
            check(f"cycle {start} {part}", want, cycles.get(start, {}).get(part))
    for key, want in f.get("current", {}).items():
        check(f"cycle.{key}", want, r["cycle"][key])
    for name, want in f.get("class", {}).items():
        check(f"class {name}", want, str(total(r, "by_class", name)))
    for name, want in f.get("app", {}).items():
        check(f"app {name}", want, str(total(r, "by_app", name)))


def main() -> int:
    binary, parts = os.path.abspath(sys.argv[1]), sys.argv[2:]
    passed = failed = 0
    for path in sorted(ROOT.glob("*/*/truth.toml")):
        name = str(path.parent.relative_to(ROOT))
        if parts and not any(p in name for p in parts):
            continue
        truth = tomllib.loads(path.read_text(encoding="utf-8"))
        if "files" not in truth:
            continue
        r, said = run(binary, path.parent, truth)
        if r is None or "error" in r:
            found = [f"no report: {said}"]
        else:
            try:
                found = judge(truth, r) + ([] if said.startswith("exit 0:") else [said])
            except (KeyError, TypeError, IndexError) as e:
                found = [f"the report lacks something: {e!r}"]
        passed, failed = passed + (not found), failed + bool(found)
        for line in found:
            print(f"{name}: {line}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
