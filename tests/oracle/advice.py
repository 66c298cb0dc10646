"""The plan that covers the need of the next cycle."""

from __future__ import annotations

from decimal import Decimal

from rules import Projector, Series, cycle_of, need

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
    """The cheapest plan that covers the median need of the next cycle in every pool of the log, and is not used up in this one with P ≥ 0.5;
    the safe one covers four cycles in five, with P < 0.2."""
    if (as_of - first).days + 1 < 14 or s.cycle:
        return  # too little history; or nobody says how long the next cycle is
    n = (cycle_of(end, s)[1] - end).days
    series = {pool: Series([e for e in events if e.pool == pool]) for pool in pools}
    needs = {pool: {p: need(series[pool], first, as_of, n, q) for p, q in (("p50", 0.5), ("p80", 0.8))} for pool in pools}

    def allowance(name: str, pool: str) -> Decimal:
        """That of the plan in force may be set by hand."""
        own = s.allowance.get(pool) if s.plan == name else None
        return PLANS[name][POOLS.index(pool)] if own is None else own

    def runs_out(name: str, pool: str) -> float:
        capacity = allowance(name, pool) + D(out["pools"][pool]["granted"])
        return Projector(series[pool], first, as_of, cycle_of(as_of, s), capacity, s.used_before.get(pool, D(0))).p_exhausted()

    out["advice"] = {"needs": needs}
    for key, p, most in (("plan", "p50", 0.5), ("safe", "p80", 0.2)):
        fits = [
            name
            for name in PRICES
            if all(needs[pool][p] <= float(allowance(name, pool)) and runs_out(name, pool) < most for pool in pools)
        ]
        out["advice"][key] = min(fits, key=PRICES.get) if fits else None
