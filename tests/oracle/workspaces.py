"""The folders of fixtures/workspaces: a log, its settings, and what an owner should be told."""

from __future__ import annotations

from datetime import date, timedelta

from folders import Folder, canonical, split, use


def workspace(name: str, shows: str, how: str, config: str, rows: list[dict], verdicts: list, facts: dict) -> None:
    f = Folder(f"workspaces/{name}", shows, how, [])
    for i, row in enumerate(rows):
        row["id"] = f"w{i + 1:04d}"
    f.file("usage.csv", canonical(rows), verdicts)
    (f.dir / "credits.toml").write_text(config, encoding="utf-8")
    f.facts = facts
    f.finish()


def settings(zone: str, cycle_day: int, as_of: str, plan: str) -> str:
    return f'[time]\ntimezone = "{zone}"\ncycle-day = {cycle_day}\nas-of = "{as_of}"\n\n[plan]\n{plan}\n'


def row(t: str, app: str, op: str, **more) -> dict:
    return {"timestamp": t, "app": app, "operation": op, **more}


def days_from(first: str, n: int) -> list[str]:
    return [(date.fromisoformat(first) + timedelta(days=i)).isoformat() for i in range(n)]


def workspaces() -> None:
    pairs = []
    for i, d in enumerate(days_from("2026-05-05", 16)):
        calls = 60 if i == 15 else 26
        pairs += [(row(f"{d}T{8 + k % 12:02d}:{k:02d}:00Z", "shop", "InvokeLLM", model="gpt_5", credits="15"), use("integration", "15")) for k in range(calls)]
        pairs += [(row(f"{d}T07:00:00Z", "blog", "prompt", scope="feature", user="ana"), use("message", "1"))]
    pairs.sort(key=lambda p: p[0]["timestamp"])
    workspace("builder-running-out", "Builder plan: one uncached call burns the integration credits", "5–19 May: 15 days × 26 calls × 15 = 5,850; 20 May: 60 × 15 = 900; used 6,750 of 10,000. The 14 days before 20 May: 390 each, 900 > 780 fires at\n2.3077. Mean of 7–20 May: (13 × 390 + 900)/14 = 426.428571; 15 days left: total 13,146.428571; (10,000 − 6,750)/426.43 = 7.62 → 8 days after 20 May.\nMessage: 16 × 1 of 250, total 31.",
              settings("UTC", 5, "2026-05-20", 'name = "builder"'), *split(pairs),
              {"spike": {"integration": "fired", "message": "clear"}, "budget_integration": {"50": "fired", "80": "clear", "90": "clear", "100": "clear"}, "forecast": {"integration": "fired", "message": "clear"},
               "projection_integration": {"daily_average": "426.428571", "days_left": 15, "total": "13146.428571", "exceeds": True, "out_date": "2026-05-28"}, "projection_message": {"daily_average": "1", "days_left": 15, "total": "31", "exceeds": False}})

    pairs = []
    for i, d in enumerate(days_from("2026-05-01", 18)):
        for k in range(10 if i == 17 else 1 if i % 2 else 0):
            pairs.append((row(f"{d}T1{k}:00:00Z", "notes", "prompt", scope="simple", user="cleo"), use("message", "0.5")))
        pairs.append((row(f"{d}T09:30:00Z", "notes", "SendEmail", credits="1"), use("integration", "1")))
    workspace("free-plan", "Free plan: the daily cap is reached on the last day", "Prompts of 0.5 on eight even days = 4, and ten on 18 May = 5: used 9 of 25, and 5 on one day is the cap. Integration: 18 × 1 of 100.\nSpike: 4–17 May hold seven prompts = 3.5, mean 0.25, and 5 is 20 times that.",
              settings("UTC", 1, "2026-05-18", 'name = "free"'), *split(pairs),
              {"spike": {"message": "fired", "integration": "clear"}, "daily_cap": "fired", "used_message": "9", "ratio_message": "20"})

    # Los Angeles is UTC−7 in May: the evening's use bears tomorrow's UTC date.
    pairs = [(row(f"{d}T02:30:00Z", "desk", "InvokeLLM", credits="3", user="ben"), use("integration", "3")) for d in days_from("2026-05-02", 20)]
    workspace("west-of-utc", "Los Angeles: what is used at 19:30 is logged under the next UTC date", "20 calls of 3 at 02:30Z from 2 to 21 May are the evenings of 1–20 May there: daily 3 from 2026-05-01, nothing on 21 May. Cycle from the 1st: used 60 of 500.",
              settings("America/Los_Angeles", 1, "2026-05-20", 'allowance = { message = "50", integration = "500" }'), *split(pairs),
              {"first_day": "2026-05-01", "last_day": "2026-05-20", "each_day": "3", "used_integration": "60", "remaining_integration": "440", "spike": {"integration": "clear", "message": "clear"}})

    pairs = []
    for d in days_from("2026-05-01", 20):
        pairs += [
            (row(f"{d}T08:00:00Z", "desk", "prompt", scope="module", user="ana"), use("message", "2")),
            (row(f"{d}T09:00:00Z", "desk", "InvokeLLM"), use("integration", "3")),
            (row(f"{d}T09:05:00Z", "desk", "SendEmail", quantity="2"), use("integration", "2")),
            (row(f"{d}T09:06:00Z", "desk", "TranscribeAudio"), use("integration", None)),
        ]
    workspace("all-modeled", "Nothing is reported: the rate card prices what it can", "Each day 2 message; 3 + 2 integration, and one transcription without a published price. × 20. A call without a model may cost up to 15, so the\nhigh end is (15 + 2) × 20 = 340.",
              settings("UTC", 1, "2026-05-20", 'name = "starter"'), *split(pairs),
              {"modeled_integration": "100", "modeled_low_integration": "100", "modeled_high_integration": "340", "reported_integration": "0", "unpriced": 20, "assumed_model": 20})

    pairs = []
    for i, d in enumerate(days_from("2026-05-01", 20)):
        pairs += [
            (row(f"{d}T08:00:00Z", "desk", "prompt", credits="1.1", user="ana"), use("message", "1.1")),
            (row(f"{d}T09:00:00Z", "desk", "InvokeLLM", credits="0.1"), use("integration", "0.1")),
            (row(f"{d}T09:05:00Z", "desk", "InvokeLLM", credits="0.2"), use("integration", "0.2")),
        ]
    pairs.append((row("2026-05-20T10:00:00Z", "desk", "InvokeLLM", credits="-0.3", status="refund"), use("integration", "-0.3")))
    workspace("all-reported", "Everything is reported, a refund too", "Message 20 × 1.1 = 22; integration 20 × 0.3 − 0.3 = 5.7, exactly. On 20 May 0.3 and its refund leave 0.",
              settings("UTC", 1, "2026-05-20", 'name = "builder"'), *split(pairs),
              {"refunded_integration": "0.3", "last_day_integration": "0", "modeled_message": "0"})

    pairs = [(row(f"{d}T10:00:00Z", "site", "SendEmail", credits="2"), use("integration", "2")) for d in days_from("2026-04-20", 30)]
    pairs += [(row(f"{d}T11:00:00Z", "site", "discuss", user="ana"), use("message", "0.3")) for d in days_from("2026-04-20", 30)]
    pairs.sort(key=lambda p: p[0]["timestamp"])
    workspace("quiet", "A workspace where nothing is wrong", "30 days of 2 and 0.3. Cycle 1–31 May, to 19 May: 38 of 10,000 and 5.7 of 250. Every rule is clear; 12 days left: totals 62 and 9.3.",
              settings("UTC", 1, "2026-05-19", 'name = "builder"'), *split(pairs),
              {"fired": 0, "used_integration": "38", "used_message": "5.7", "total_integration": "62", "total_message": "9.3"})
