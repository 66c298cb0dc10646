"""Seeded random canonical logs and the settings to judge them with.

    python3 tests/oracle/generate.py --seed 7 --logs 3 --out DIR     writes DIR/0007-0.csv … and prints each one's arguments
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

COLUMNS = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata".split(",")
APPS = ["shop", "helpdesk", "blog", "Ünïcode Café", 'say "hi", ok', "crm;v2", "日本"]
USERS = ["ana@example.com", "ben@example.com", "cleo@example.org", "service_7"]
ZONES = ["UTC", "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns", "Pacific/Kiritimati", "Australia/Lord_Howe"]
MESSAGE_OPS = ["prompt", "prompt", "prompt", "ai_edit", "discuss", "discuss", "plan", "question", "visual_edit", "text_edit", "code_edit", "preview", "revert", "auto_fix", "compare"]
INTEGRATION_OPS = [
    "SendEmail", "SendEmail", "InvokeLLM", "InvokeLLM", "UploadFile", "ExtractDataFromUploadedFile", "GenerateImage", "GenerateVideo", "GenerateSpeech", "agent_message", "whatsapp_message",
    "automation_run", "social_content_plan", "social_content_improve", "connector_call", "TranscribeAudio", "SendSMS", "SendEmailCustomDomain", "UploadPrivateFile", "CreateFileSignedUrl",
]
MODELS = ["", "automatic", "gemini_3_8_flash", "gemini_3_flash", "gpt_5", "GPT-5", "Gemini 3 Flash", "gpt_5_mini", "claude_sonnet_4_6"]
UNKNOWN_OPS = ["rocket_launch", "sync_inventory"]
LONG = ["0.30000000000000004", "12345678901234.123456", "0.12345678901234567", "3.6300000000000003", "1.50", "0.1", "0.2", "1000000.000001"]
DST = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5)]


class Character:
    """What one log is like."""

    def __init__(self, r: random.Random):
        self.days = r.choice([1, 2, 3, 5, 13, 14, 15, 20, 29, 30, 45, 60, 75, 100])
        self.per_day = r.choice([0.3, 1, 2, 4, 7])
        self.zero_days = r.choice([0, 0, 0.2, 0.6])
        self.bursts = r.choice([0, 0.03, 0.1])
        self.refunds = r.choice([0, 0, 0.05])
        self.grants = r.choice([0, 0, 0.01])
        self.bad = r.choice([0, 0, 0.02])
        self.blocked = r.choice([0, 0.03])
        self.failed = r.choice([0, 0.05])
        self.unassigned = r.choice([0, 0, 0, 0.05])
        self.reported = r.choice([0, 0.3, 0.7, 1])
        self.long_digits = r.choice([0, 0, 0, 0.1])
        self.ids = r.choice([False, True, True])
        self.duplicates = r.choice([0, 0.03]) if self.ids else 0
        self.date_only = r.choice([0, 0, 0.3, 1])
        self.near_midnight = r.choice([0, 0.3, 0.9])
        self.apps = r.sample(APPS, r.choice([1, 2, 3, 5]))
        self.late_app = r.random() < 0.4
        self.ramp = r.choice([0, 0, 0, 0.04])
        self.shuffled = r.random() < 0.5


def first_day(r: random.Random, c: Character) -> date:
    """Mostly under the card of 2026-03; a few over DST days or older cards."""
    kind = r.random()
    if kind < 0.75:
        return date(2026, 3, 10) + timedelta(days=r.randrange(0, 50))
    if kind < 0.9:
        return r.choice(DST) - timedelta(days=r.randrange(0, max(1, c.days)))
    return r.choice([date(2025, 11, 20), date(2026, 1, 25), date(2026, 2, 20), date(2024, 2, 15), date(2026, 6, 20), date(2026, 9, 10), date(2026, 12, 20)])


def stamp(r: random.Random, d: date, zone: ZoneInfo, c: Character) -> str:
    if r.random() < c.date_only:
        return d.isoformat()
    if r.random() < c.near_midnight:
        second = r.choice([0, 1, 59, 86399, 86399 - 3600, 3599, 3600, 7200, 7199])
    else:
        second = r.randrange(86400)
    naive = datetime(d.year, d.month, d.day) + timedelta(seconds=second)
    local = naive.replace(tzinfo=zone)
    utc = local.astimezone(timezone.utc)
    form = r.randrange(5)
    if form == 0:
        return utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    if form == 1:
        return utc.strftime("%Y-%m-%dT%H:%M:%S") + f".{r.randrange(1000):03d}Z"
    if form == 2:
        return utc.strftime("%Y-%m-%dT%H:%M:%S") + f".{r.randrange(10**6):06d}"
    if form == 3:
        return utc.strftime("%Y-%m-%d %H:%M:%S")
    return utc.astimezone(timezone(timedelta(hours=r.choice([-5, 2, 5, 13]), minutes=r.choice([0, 30])))).isoformat()


def amount(r: random.Random, c: Character, scale: float) -> str:
    if r.random() < c.long_digits:
        return r.choice(LONG)
    return r.choice([
        str(r.choice(["0.3", "0.5", "1", "2", "3", "3.5", "4", "5", "15", "0", "7.25"])),
        f"{r.random() * 12 * scale:.{r.choice([1, 2, 3, 6])}f}",
        str(r.randrange(1, 30)),
    ])


ALWAYS_FREE = {"visual_edit", "text_edit", "code_edit", "preview", "revert"}
CALLS = {"SendEmail", "UploadFile", "ExtractDataFromUploadedFile", "GenerateImage"}
NAMED = {"automatic", "gemini_3_flash", "gpt_5", "GPT-5", "Gemini 3 Flash"}


def sure(row: dict, d: date) -> bool:
    """Whether the cards leave no doubt about the list price on this day (a day's margin for zones). Elsewhere the rows report credits."""
    op = row["operation"]
    if date(2026, 3, 11) <= d <= date(2026, 6, 29):
        return True
    if op in ALWAYS_FREE:
        return True
    if row["quantity"] and d <= date(2026, 3, 10):
        return False  # a price for each call, or for each unit?
    build = op in ("prompt", "ai_edit") and not row["model"]
    if d <= date(2025, 11, 29):
        return op == "prompt" and build or op in CALLS and not row["metadata"]
    if d < date(2025, 12, 3):
        return False
    if build and row["scope"] in ("simple", "feature", "module") or op == "discuss":
        return True
    if op in CALLS and (op != "GenerateImage" or d <= date(2026, 9, 19)) or op == "SendEmailCustomDomain":
        return True
    if op == "InvokeLLM":
        return row["model"] in NAMED and d >= date(2026, 3, 9) or (d <= date(2026, 3, 6) and row["model"] in NAMED) or (row["model"] == "gemini_3_8_flash" and d >= date(2026, 9, 23))
    if op == "agent_message":
        return row["model"] in NAMED and d >= date(2026, 3, 4)
    if op == "automation_run":
        return date(2026, 1, 17) <= d <= date(2026, 6, 29)
    return op == "question" and d >= date(2026, 1, 22)


def row_of(r: random.Random, c: Character, d: date, zone: ZoneInfo, scale: float, app: str, serial: int) -> dict:
    row = dict.fromkeys(COLUMNS, "")
    row["timestamp"] = stamp(r, d, zone, c)
    row["app"] = app if r.random() > 0.03 else ""
    row["user"] = r.choice(USERS + [""])
    message = r.random() < 0.4
    row["operation"] = op = r.choice(MESSAGE_OPS if message else INTEGRATION_OPS)
    if message:
        if op in ("prompt", "ai_edit", "auto_fix"):
            if r.random() < 0.5:
                row["scope"] = r.choice(["simple", "feature", "module", "app-wide"])
            elif r.random() < 0.7:
                row["files"] = r.choice(["1", "3", "4", "9", "10", "a.tsx;b.tsx", "src/pages/Home.jsx"])
            if r.random() < 0.1:
                row["model"] = r.choice(["automatic", "claude_sonnet_4_6"])
    else:
        if op in ("InvokeLLM", "agent_message"):
            row["model"] = r.choice(MODELS)
            if not row["model"] and r.random() < 0.3:
                row["metadata"] = json.dumps({"model": "gpt_5"})
        if op == "GenerateVideo" and r.random() < 0.8:
            if r.random() < 0.5:
                row["quantity"] = r.choice(["4", "6", "7", "8"])
            else:
                row["metadata"] = json.dumps({"duration": r.choice([4, 6, 8])})
        if op == "GenerateSpeech" and r.random() < 0.8:
            row["quantity"] = str(r.choice([1, 49, 50, 51, 120, 4999, 5000, 5001, 90000]))
        if op == "SendEmail":
            if r.random() < 0.3:
                row["quantity"] = str(r.randrange(1, 40))
            if r.random() < 0.2:
                row["metadata"] = json.dumps({"from_email": r.choice(["hi@acme.example", "no-reply@base44.app", "x@mail.base44.com"])})
        if op in ("UploadFile", "GenerateImage", "InvokeLLM", "automation_run") and r.random() < 0.1:
            row["quantity"] = r.choice(["2", "3", "10"])
    if r.random() < c.unassigned:
        row["operation"], row["model"], row["quantity"], row["metadata"], row["scope"], row["files"] = r.choice(UNKNOWN_OPS), "", "", "", "", ""
        row["pool"] = r.choice(["", "", "message", "integration"])
    elif r.random() < 0.5:
        row["pool"] = "message" if message else "integration"
    if row["operation"] == "compare" or not (sure(row, d) or row["operation"] in UNKNOWN_OPS) or r.random() < c.reported:
        row["credits"] = amount(r, c, scale)
    status = r.random()
    if status < c.refunds and row["operation"] not in ("prompt", "ai_edit"):
        row["status"], row["credits"] = "refund", "-" + amount(r, c, scale * 3).lstrip("-")
        if row["credits"].strip("-0.") == "":
            row["credits"] = "-1"
    elif status < c.refunds + c.blocked:
        row["status"] = "blocked"
    elif status < c.refunds + c.blocked + c.failed:
        row["status"] = "failed"
    elif status < c.refunds + c.blocked + c.failed + c.grants:
        row.update(status="grant", operation="top_up", model="", quantity="", metadata="", scope="", files="", pool="message" if message else "integration", credits=str(r.choice([50, 20, 1000])))
    elif r.random() < 0.3:
        row["status"] = "ok"
    if c.ids:
        row["id"] = f"ev-{serial:06d}"
    return row


def make(seed: int) -> tuple[list[dict], list[str]]:
    """One log's rows, and the arguments to judge it with."""
    r = random.Random(seed)
    c = Character(r)
    zone_name = r.choice(ZONES)
    zone = ZoneInfo(zone_name)
    start = first_day(r, c)
    rows: list[dict] = []
    late = start + timedelta(days=c.days // 2)
    for i in range(c.days):
        d = start + timedelta(days=i)
        edge = i in (0, c.days - 1)
        if not edge and r.random() < c.zero_days:
            continue
        n = max(1 if edge else 0, round(r.gauss(c.per_day * (1 + c.ramp * i), c.per_day / 2)))
        scale = 1.0
        if r.random() < c.bursts:
            n, scale = n * 4 + 2, 6.0
        for _ in range(n):
            names = [a for k, a in enumerate(c.apps) if not (c.late_app and k == 1 and d < late)]
            rows.append(row_of(r, c, d, zone, scale, r.choice(names), len(rows)))
    usage = [k for k, row in enumerate(rows) if row["status"] in ("", "ok")]
    if c.ids and len(usage) > 2 and r.random() < 0.3:
        # An id on two rows of different content.
        a, b = r.sample(usage, 2)
        rows[a]["id"] = rows[b]["id"]
    for row in list(rows):
        if r.random() < c.duplicates and row["status"] in ("", "ok"):
            rows.append(dict(row))
        if r.random() < c.bad:
            bad = dict(row)
            bad["id"], bad["status"] = (f"bad-{len(rows)}" if c.ids else ""), ""
            if r.random() < 0.5:
                bad["timestamp"] = r.choice(["", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30"])
            else:
                bad["credits"] = r.choice(["abc", "n/a?", "1.2.3"])
            rows.append(bad)
    if c.shuffled:
        r.shuffle(rows)
    return rows, settings(r, rows, start, c, zone_name)


def settings(r: random.Random, rows: list[dict], start: date, c: Character, zone: str) -> list[str]:
    """Arguments of the command line, the same for the judge and the program."""
    last = start + timedelta(days=c.days - 1)
    as_of = r.choice([last, last, last - timedelta(days=r.randrange(0, max(1, c.days // 2))), last + timedelta(days=r.choice([1, 3, 20, 31]))])
    words = ["--as-of", as_of.isoformat(), "-z", zone]
    how = r.randrange(6)
    if as_of == last and how > 2 and r.random() < 0.2:
        words = ["-z", zone]  # the default: the day of the last event
    if how <= 2:
        begin = as_of - timedelta(days=r.randrange(0, 40))
        words += ["--cycle", f"{begin}..{as_of + timedelta(days=r.randrange(1, 35))}"]
    elif how <= 4:
        words += ["--cycle-day", str(r.choice([1, 5, 15, 28, 29, 30, 31]))]
    plan = r.randrange(8)
    if plan < 5:
        tight = r.choice([0.5, 1, 2, 5])
        message, integration = max(1, round(c.days * c.per_day * tight)), max(1, round(c.days * c.per_day * tight * 6))
        words += ["--allowance", r.choice([f"message={message},integration={integration}", f"message={message}.5,integration={integration}", f"integration={integration}"])]
    elif plan < 7:
        words += ["--plan", r.choice(["builder", "free", "starter", "elite"])]
    if r.random() < 0.15:
        words += ["--used-before", r.choice(["message=12.5", "message=3,integration=100"])]
    period = r.randrange(10)
    if period < 5:
        words += ["--all"]
    elif period == 5:
        words += ["--since", (as_of - timedelta(days=r.randrange(0, 40))).isoformat()]
    elif period == 6:
        words += ["--last", f"{r.choice([1, 7, 14, 30])}d"]
    if r.random() < 0.1:
        words += ["--app", r.choice(c.apps)]
    elif r.random() < 0.04:
        words += ["--user", r.choice(USERS).upper()]
    if r.random() < 0.05:
        words += ["--pool", r.choice(["message", "integration"])]
    return words


def write(rows: list[dict], path: Path) -> None:
    with open(path, "w", encoding="utf-8", newline="") as handle:
        out = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--logs", type=int, default=1)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    for i in range(a.logs):
        rows, words = make(a.seed * 1_000_000 + i)
        path = a.out / f"{a.seed:04d}-{i}.csv"
        write(rows, path)
        print(path, *words)


if __name__ == "__main__":
    main()
