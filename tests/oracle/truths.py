"""Writes fixtures/exports, fixtures/workspaces and fixtures/README.md, each with its truth.

Every row below is written by hand beside what it is worth: `use("message", "1.5")`, `use("integration", None)` (unknown), `DUPLICATE`, `IGNORED` or
`REJECTED`. The truth of a folder is the plain sum of these remarks: no importer, no classifier and no rate card take part. Where a remark holds a list
price it is the published one (an e-mail 1, a GPT-5 call 15, …), looked up by a person.

    python3 tests/oracle/truths.py           writes everything, then holds the canonical logs against the judge
"""

from __future__ import annotations

import sys
import tomllib
from decimal import Decimal as D
from pathlib import Path

import audit_stories
import oracle
from exports import exports
from folders import ROOT, SUMMARY
from neighbours import neighbours
from traits import TRAITS, traits
from vendors import vendors
from workspaces import workspaces


def cross_check() -> None:
    """The canonical logs must give the same sums to the judge, which classifies and prices on its own."""
    for truth in sorted(ROOT.glob("*/*/truth.toml")):
        t = tomllib.loads(truth.read_text(encoding="utf-8"))
        # The judge reads canonical logs only, not their traits.
        if "files" not in t or str(truth.parent.relative_to(ROOT)) in TRAITS:
            continue
        source = truth.parent / t["files"][0]
        words = list(t["args"])
        if (truth.parent / "credits.toml").exists():
            config = tomllib.loads((truth.parent / "credits.toml").read_text())
            words = ["--as-of", config["time"]["as-of"]] if "as-of" in config["time"] else []
            words += ["-z", config["time"]["timezone"], "--cycle-day", str(config["time"]["cycle-day"])]
            plan = config["plan"]
            words += ["--plan", plan["name"]] if "name" in plan else ["--allowance", ",".join(f"{k}={v}" for k, v in plan["allowance"].items())]
        head = source.read_bytes()[:200].decode("utf-8", "replace").splitlines()[:1]
        if len(t["files"]) > 1 or not head or not ({"timestamp", "operation", "credits"} <= set(head[0].split(","))):
            continue
        r = oracle.from_args([str(source), *words, "--all"])
        if not t["rows"]:
            continue
        for key in ("rows", "events", "rejected", "duplicates", "ignored"):
            assert r["quality"][key] == t[key], (truth, key, r["quality"][key], t[key])
        for pool, want in t["pool"].items():
            got = r["pools"][pool]
            assert (D(got["credits"] or 0), got["events"] or 0, got["unpriced_events"] or 0) == (D(want["credits"]), want["events"], want["unpriced"]), (truth, pool, got["credits"], got["events"], want)
        facts(truth, t.get("facts", {}), r)
        print("judge agrees:", truth.parent.relative_to(ROOT))


def facts(truth: Path, f: dict, r: dict) -> None:
    """Named facts that the judge can see too."""
    state = {(a["rule"], a["pool"], a["threshold"]): a.get("state") for a in r["alerts"] if a["scope"] is None}
    pools = r["pools"]
    # Of a pool that the log does not mention, the judge says nothing.
    seen = lambda table: [(pool, want) for pool, want in table.items() if pools[pool]["observed"]]
    for pool, want in seen(f.get("spike", {})):
        assert state["spike", pool, None] == want, (truth, pool, state["spike", pool, None])
    for pool, want in seen(f.get("forecast", {})):
        assert state["forecast", pool, None] == want, (truth, pool)
    for pool in ("message", "integration"):
        for name, want in f.get(f"projection_{pool}", f.get("projection", {}) if pool == "integration" else {}).items():
            got = pools[pool]["projection"][name]
            assert got == want or D(str(got)) == D(str(want)), (truth, pool, name, got, want)
        for name in ("used", "remaining", "granted", "refunded", "reported", "modeled", "modeled_low", "modeled_high"):
            if f"{name}_{pool}" in f:
                assert D(pools[pool][name]) == D(f[f"{name}_{pool}"]), (truth, name, pool, pools[pool][name])
        if f"total_{pool}" in f:
            assert D(pools[pool]["projection"]["total"]) == D(f[f"total_{pool}"]), (truth, pool)
    for name in ("assumed_model", "unclassified"):
        assert f.get(name, r["quality"][name]) == r["quality"][name], (truth, name)
    for key, want in f.get("budget_integration", {}).items():
        assert state["budget", "integration", key] == want, (truth, key)
    if "daily_cap" in f:
        assert state["daily-cap", "message", None] == f["daily_cap"], truth
    if "fired" in f:
        assert not [a for a in r["alerts"] if a.get("state") == "fired"], truth
    if "ratio_message" in f:
        assert [D(a["ratio"]) for a in r["alerts"] if a["rule"] == "spike" and a["pool"] == "message" and a["scope"] is None] == [D(f["ratio_message"])]
    for d, want in f.get("day", {}).items():
        assert {x["date"]: D(x["credits"]) for x in pools["integration"]["daily"]}[d] == D(want), (truth, d)
    cycles = {c["start"]: c for c in r["cycles"] if c["pool"] == "integration"}
    for start, want in f.get("cycle", {}).items():
        assert D(cycles[start]["used"]) == D(want), (truth, start)
    for start, want in f.get("unused", {}).items():
        assert D(cycles[start]["unused"]) == D(want), (truth, start)
    for key, want in f.get("current", {}).items():
        assert r["cycle"][key] == want, (truth, key, r["cycle"])
    sums: dict[str, D] = {}
    for p in pools.values():
        for b in p["by_class"]:
            sums[b["name"]] = sums.get(b["name"], D(0)) + D(b["credits"])
    for cls, want in f.get("class", {}).items():
        assert sums[cls] == D(want), (truth, cls, sums[cls], want)
    if "alert_days_spike" in f:
        assert len([a for a in r["alert_days"] if a["rule"] == "spike" and a["scope"] is None]) == f["alert_days_spike"], truth


def readme() -> None:
    demo = oracle.from_args([str(ROOT / "demo.csv"), "--cycle-day", "5", "--plan", "builder", "--all"])
    totals = ", ".join(f"{p} {demo['pools'][p]['credits']} ({demo['pools'][p]['events']})" for p in ("message", "integration"))
    lines = [
        "# Fixtures",
        "",
        "Everything here is invented. Each folder holds its inputs and a `truth.toml`: what a person who reads the rows finds, worked out by `tests/oracle/truths.py` from remarks",
        "beside each row, never by the program. This page is written by the same script.",
        "",
        "`truth.toml`: `files`, `args` (for `credits report … --all --json`), `rows` = `events` + `rejected` + `duplicates` + `ignored`; per pool `credits` (exact, net of refunds), `events`, `unpriced`",
        "(events whose credits are unknown); `[facts]`: what else the folder is there to show. A workspace has a `credits.toml` in place of arguments.",
        "",
        f"`demo.csv`: the embedded sample, {demo['quality']['rows']:,} rows, written by `tests/oracle/make_demo.py`, which tells its story. Totals: {totals}.",
        "",
        "`audit/`: a log for each waste pattern, which has a page of its own. `hostile/`: names that act where an escape is missing (markup, controls, formulas, commands); its `truth.toml` says how its totals come about.",
        "",
        "| folder | shows | true totals: credits (events) |",
        "|---|---|---|",
        *(f"| `{name}` | {shows} | {worth} |" for name, shows, worth in SUMMARY),
        "",
    ]
    (ROOT / "README.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    exports()
    neighbours()
    vendors()
    traits()
    workspaces()
    SUMMARY.extend(audit_stories.tell(ROOT / "workspaces", "1"))
    cross_check()
    readme()
    sys.exit(0)
