"""Days, cycles, the daily rules and the projection: pure arithmetic on one pool's days."""

from __future__ import annotations

import math
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Optional

from canonical import Event, Settings

D = Decimal
ZERO = D(0)
DAY = timedelta(days=1)
KNOTS = ((0.0, -0.9), (0.1, -0.5), (0.5, -0.1), (0.9, 1.4), (1.0, 6.0))


# Rounding and calendar


def quotient(value: Optional[Fraction], places: int) -> Optional[str]:
    """A fraction rounded half to even, as plain text."""
    if value is None:
        return None
    scaled = round(value * 10**places)  # Fraction.__round__ is half to even
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def plain(value: Optional[Decimal]) -> Optional[str]:
    """A decimal without exponent and without needless zeros."""
    if value is None:
        return None
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def share(part: Decimal, whole: Optional[Decimal], places: int = 6) -> Optional[str]:
    return None if not whole else quotient(Fraction(part) / Fraction(whole), places)


def reset_in(year: int, month: int, day: int) -> date:
    """The reset in a month; 29–31 clamp to its last day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def cycle_of(d: date, s: Settings) -> tuple[date, date]:
    """The cycle that holds a day: first day, and first day of the next."""
    if s.cycle:
        return s.cycle
    k = s.cycle_day or 1
    start = reset_in(d.year, d.month, k)
    if start > d:
        y, m = (d.year, d.month - 1) if d.month > 1 else (d.year - 1, 12)
        start = reset_in(y, m, k)
    y, m = (start.year, start.month + 1) if start.month < 12 else (start.year + 1, 1)
    return start, reset_in(y, m, k)


class Series:
    """Net credits by day, and u(D): the same floored at 0."""

    def __init__(self, events: list[Event]):
        self.net: dict[date, Decimal] = defaultdict(lambda: ZERO)
        for e in events:
            if e.credits is not None:
                self.net[e.day] += e.credits

    def at(self, d: date) -> Decimal:
        return self.net.get(d, ZERO)

    def u(self, d: date) -> Decimal:
        return max(self.net.get(d, ZERO), ZERO)

    def window(self, first: date, last: date) -> list[Decimal]:
        return [self.u(first + i * DAY) for i in range((last - first).days + 1)]

    def used(self, first: date, last: date) -> Decimal:
        return sum((v for d, v in self.net.items() if first <= d <= last), ZERO)


# Rules


def spike(series: Series, d: date, first: date) -> dict:
    """Fires iff 14·u(D) > 2·Σu(D−14..D−1), exactly."""
    if d - 14 * DAY < first:
        return {"state": "warming-up", "value": plain(series.u(d))}
    window = series.window(d - 14 * DAY, d - DAY)
    u, total = series.u(d), sum(window, ZERO)
    return {
        "state": "fired" if 14 * u > 2 * total else "clear",
        "value": plain(u),
        "baseline": quotient(Fraction(total) / 14, 6),
        "ratio": quotient(Fraction(u) * 14 / Fraction(total), 4) if total else None,
        "window": {"from": str(d - 14 * DAY), "to": str(d - DAY), "days": 14, "zero_days": sum(1 for v in window if v == 0)},
    }


def percentile75(values: list[Decimal]) -> Fraction:
    """Linear interpolation at 0.75·(n − 1); none: 0."""
    if not values:
        return Fraction(0)
    values = sorted(values)
    at = Fraction(3, 4) * (len(values) - 1)
    k = math.floor(at)
    low = Fraction(values[k])
    return low if k + 1 >= len(values) else low + (at - k) * (Fraction(values[k + 1]) - low)


def steady(series: Series, d: date, first: date, capacity: Optional[Decimal]) -> dict:
    """Fires iff u > 2·P and 30·(u − P) ≥ capacity."""
    if d - 14 * DAY < first:
        return {"state": "warming-up", "value": plain(series.u(d))}
    p = percentile75([v for v in series.window(d - 14 * DAY, d - DAY) if v > 0])
    u = Fraction(series.u(d))
    fires = u > 2 * p and (capacity is None or 30 * (u - p) >= Fraction(capacity))
    return {"state": "fired" if fires else "clear", "value": plain(series.u(d)), "baseline": quotient(p, 6), "ratio": quotient(u / p, 4) if p else None}


def leak_days(series: Series, first: date, last: date) -> tuple[list[date], bool]:
    """Days on which the slow-rise rule fires, and whether any sum came so near to 3 that rounding decides."""
    fired, near = [], False
    c = D(0)
    t = first + 14 * DAY
    while t <= last:
        past = series.window(max(first, t - 28 * DAY), t - DAY)
        n = D(len(past))
        m = sum(past, ZERO) / n
        u = series.u(t)
        if m == 0:
            c = c + D("1.5") if u > 0 else ZERO
        else:
            sd = (sum(((x - m) ** 2 for x in past), ZERO) / n).sqrt()
            c = max(ZERO, c + min((u - m) / max(sd, m / 4), D(2)) - D("0.5"))
        near = near or (c != 3 and abs(c - 3) < D("1e-6"))
        if c >= 3:
            fired.append(t)
            c = ZERO
        t += DAY
    return fired, near


def excess_days(series: Series, first: date, last: date, capacity_of) -> dict[date, tuple[float, Optional[float], bool]]:
    """Each day from the log's 15th on: the fair day f, the sum c before it is set to 0 (None where f = 0 and something was used), and
    whether it fires."""
    days, c, t = {}, 0.0, first + 14 * DAY
    while t <= last:
        past = [float(v) for v in series.window(max(first, t - 56 * DAY), t - DAY)]
        f = (float(capacity_of(t)) / 30 + sum(past) / len(past)) / 2
        u = float(series.u(t))
        total = max(0.0, c + u / f - 1) if f > 0 else (None if u > 0 else 0.0)
        fires = total is None or total >= 3
        days[t] = f, total, fires
        c = 0.0 if fires else total
        t += DAY
    return days


def places(value: Optional[float], n: int) -> Optional[str]:
    return None if value is None else f"{value:.{n}f}"


def minor(value: Decimal, days: int, capacity: Optional[Decimal]) -> bool:
    """Within the even pace of the plan."""
    return capacity is not None and value * days <= capacity


# Projection


def z(q: float, knots=KNOTS) -> float:
    for (x0, y0), (x1, y1) in zip(knots, knots[1:]):
        if q <= x1:
            return y0 + (y1 - y0) * (q - x0) / (x1 - x0)
    return knots[-1][1]


@dataclass
class Range:
    """e and s of the projection's range."""

    e: float
    s: float
    plain: float  # the standard deviation of a day

    def rate(self, q: float) -> float:
        return self.e + z(q) * self.s


def forgetting_mean(days: list[Decimal], half_life: int) -> float:
    """Weighted mean over the whole log: a day counts half after half_life days; f64, oldest first."""
    num = den = 0.0
    for i, u in enumerate(days):
        w = 0.5 ** ((len(days) - 1 - i) / half_life)
        num += w * float(u)
        den += w
    return num / den


def spread(series: Series, first: date, d: date, left: int) -> Range:
    """e: means of half-lives 3 and 28 days, the nearer one counting more the fewer days are left; s: sample standard deviation of up
    to 28 days, times √(1 + 2/left)."""
    days = series.window(first, d)
    e = (10 * forgetting_mean(days, 3) + left * forgetting_mean(days, 28)) / (10 + left)
    recent = [float(u) for u in days[-28:]]
    mean = sum(recent) / len(recent)
    var = sum((x - mean) ** 2 for x in recent) / (len(recent) - 1)
    return Range(e, math.sqrt(var) * math.sqrt(1 + 2 / left) if left else 0.0, math.sqrt(var))


def need(series: Series, first: date, d: date, n: int, q: float) -> float:
    """The need of a whole cycle of n days: the mean of half-life 28 days and the plain spread, with quantiles of their own."""
    r, knots = spread(series, first, d, 0), ((0.0, -1.0), (0.1, -0.55), (0.5, 0.04), (0.9, 1.5), (1.0, 4.0))
    e = forgetting_mean(series.window(first, d), 28)
    return max(0.0, n * (e + z(q, knots) * r.plain))


def ceil_days(gap: Fraction, rate: Fraction) -> int:
    return math.ceil(gap / rate)


class Projector:
    def __init__(self, series: Series, first: date, d: date, cycle: tuple[date, date], capacity: Optional[Decimal], before: Decimal):
        self.series, self.first, self.d, self.capacity, self.before = series, first, d, capacity, before
        self.start, self.end = cycle
        self.used = series.used(self.start, d) + before
        self.history = (d - first).days + 1
        self.left = (self.end - d).days - 1
        self.open: list[str] = []

    def p_exhausted(self) -> Optional[float]:
        if self.capacity is None:
            return None
        if self.history < 14:
            if self.used >= self.capacity or self.left == 0:
                self.open.append("p_exhausted")  # two sentences apply: "used ≥ capacity: 1" and "fewer than 14 days: null"
            return None
        if self.used >= self.capacity:
            return 1.0
        if self.left == 0 or not any(self.series.window(self.d - 27 * DAY, self.d)):
            return 0.0
        r, gap = spread(self.series, self.first, self.d, self.left), float(self.capacity - self.used)
        n = sum(1 for i in range(1, 100) if max(0.0, self.left * r.rate(i / 100)) > gap)
        return (n + 0.5) / 100

    def first_reached(self) -> Optional[date]:
        total, t = self.before, self.start
        while t <= self.d:
            total += self.series.at(t)
            if total >= self.capacity:
                return t
            t += DAY
        return None

    def json(self) -> dict:
        if self.history < 3:
            return {"unavailable": True}
        n = min(14, self.history)
        m = Fraction(sum(self.series.window(self.d - (n - 1) * DAY, self.d), ZERO)) / n
        total = Fraction(self.used) + m * self.left
        out = {
            "daily_average": quotient(m, 6),
            "days_left": self.left,
            "total": quotient(total, 6),
            "exceeds": None,
            "out_date": None,
            "low_history": self.history < 14,
            "p10": None, "p50": None, "p90": None, "p_exhausted": None, "out_early": None, "out_late": None,
        }
        if self.capacity is not None:
            cap = Fraction(self.capacity)
            out["exceeds"] = total > cap
            if self.used >= self.capacity:
                reached = self.first_reached()
                out["out_date"] = reached and str(reached)
                if self.before >= self.capacity:
                    self.open.append("out_date")
            elif out["exceeds"]:
                out["out_date"] = str(self.d + ceil_days(cap - Fraction(self.used), m) * DAY)
        p = self.p_exhausted()
        out["p_exhausted"] = p
        if self.history >= 14:
            r = spread(self.series, self.first, self.d, self.left)
            for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
                out[name] = float(self.used) + max(0.0, self.left * r.rate(q))
            if self.capacity is not None:
                if self.used >= self.capacity:
                    self.open += ["out_early", "out_late"]
                else:
                    gap = float(self.capacity - self.used)
                    for name, q in (("out_early", 0.9), ("out_late", 0.1)):
                        out[name] = self.reaches(name, gap, r.rate(q))
        return out

    def reaches(self, name: str, gap: float, rate: float) -> Optional[str]:
        if rate <= 0:
            return None
        exact = gap / rate
        if abs(exact - round(exact)) < 1e-9 * max(1.0, exact):
            self.open.append(name)
        k = math.ceil(exact)
        return None if k > self.left else str(self.d + k * DAY)
