"""The plan that covers the need of the next cycle."""

from __future__ import annotations

from decimal import Decimal

from rules import Series, cycle_of, need

D = Decimal
POOLS = ("message", "integration", "unassigned")
PLANS = {
    "free": (D(25), D(100)),
    "starter": (D(100), D(2000)),
    "builder": (D(250), D(10000)),
    "pro": (D(500), D(20000)),
    "elite": (D(1200), D(50000)),
}
PRICES = {"free": 0, "starter": 20, "builder": 50, "pro": 100, "elite": 200}


def advice(out, s, events, first, as_of, end, pools) -> None:
    """The cheapest plan that covers the need of the next cycle in every pool of the log: the median, and four cycles in five."""
    if (as_of - first).days + 1 < 14 or s.cycle:
        return  # too little history; or nobody says how long the next cycle is
    n = (cycle_of(end, s)[1] - end).days
    needs = {}
    for pool in pools:
        series = Series([e for e in events if e.pool == pool])
        needs[pool] = {p: need(series, first, as_of, n, q) for p, q in (("p50", 0.5), ("p80", 0.8))}
    out["advice"] = {"needs": needs}
    for key, p in (("plan", "p50"), ("safe", "p80")):
        fits = [name for name in PRICES if all(needs[pool][p] <= float(PLANS[name][POOLS.index(pool)]) for pool in pools)]
        out["advice"][key] = min(fits, key=PRICES.get) if fits else None
