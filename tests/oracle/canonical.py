"""A canonical log, read and counted: rows become events, grants, duplicates or rejects."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation, getcontext
from typing import Optional
from zoneinfo import ZoneInfo

import pricing

getcontext().prec = 160
D = Decimal


@dataclass
class Settings:
    """What was meant; the same words as the command line's."""

    as_of: Optional[date] = None
    cycle: Optional[tuple[date, date]] = None
    cycle_day: Optional[int] = None
    allowance: dict[str, Decimal] = field(default_factory=dict)
    used_before: dict[str, Decimal] = field(default_factory=dict)
    plan: Optional[str] = None
    zone: str = "UTC"
    everything: bool = False
    since: Optional[date] = None
    last: Optional[int] = None
    apps: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()


@dataclass
class Event:
    """One usage or refund row, classified and priced."""

    day: date
    utc_day: date
    pool: str
    app: Optional[str]
    user: Optional[str]
    operation: Optional[str]
    model: Optional[str]
    priced: pricing.Priced
    reported: Optional[Decimal]
    status: str
    credits: Optional[Decimal] = None  # None: unknown
    assumed: bool = False


def parse_stamp(text: str, zone: ZoneInfo) -> Optional[tuple[date, date, str]]:
    """(day in the report's zone, UTC day, a key of the instant); None where it is no time."""
    text = text.strip()
    try:
        if len(text) == 10:
            d = date.fromisoformat(text)
            return d, d, text
        stamp = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=timezone.utc)
    utc = stamp.astimezone(timezone.utc)
    return utc.astimezone(zone).date(), utc.date(), utc.isoformat()


class Log:
    """A canonical log, read and counted."""

    def __init__(self, paths: list[str], settings: Settings):
        self.events: list[Event] = []
        self.grants: list[tuple[date, str, Decimal]] = []
        self.rows = self.rejected = self.duplicates = self.ignored = 0
        self.conflicting: set[str] = set()
        zone = ZoneInfo(settings.zone)
        seen: dict[str, set] = {}
        for path in paths:
            with open(path, encoding="utf-8-sig", newline="") as handle:
                for row in csv.DictReader(handle):
                    self.take({k: v or "" for k, v in row.items() if k}, zone, settings, seen)

    def take(self, row: dict, zone: ZoneInfo, settings: Settings, seen: dict) -> None:
        self.rows += 1
        when = parse_stamp(row.get("timestamp", ""), zone)
        raw = row.get("credits", "").strip()
        try:
            amount = D(raw) if raw else None
        except InvalidOperation:
            amount = None
            when = None
        if when is None:
            self.rejected += 1
            return
        day, utc_day, instant = when
        status = row.get("status", "").strip().lower() or "ok"
        row_id = row.get("id", "").strip()
        if row_id:
            content = (instant, row.get("operation", "").strip(), amount)
            known = seen.setdefault(row_id, set())
            if content in known:
                self.duplicates += 1
                return
            if known:
                self.conflicting.add(row_id)
            known.add(content)
        if status == "blocked":
            self.ignored += 1
            return
        if status == "grant":
            self.ignored += 1
            if amount is not None:
                self.grants.append((day, row.get("pool", "").strip().lower(), abs(amount)))
            return
        if status == "refund" and amount is not None:
            amount = -abs(amount)
        priced = pricing.price(row, utc_day, amount, settings.plan)
        pool = row.get("pool", "").strip().lower() or priced.pool or "unassigned"
        event = Event(
            day, utc_day, pool, row.get("app", "") or None, row.get("user", "") or None, row.get("operation", "") or None,
            row.get("model", "").strip() or None, priced, amount, status,
        )
        if amount is not None:
            event.credits = amount
        elif status not in ("failed", "refund"):
            event.credits = priced.typical
            event.assumed = priced.assumed_model and priced.typical is not None
        self.events.append(event)
