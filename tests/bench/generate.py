#!/usr/bin/env python3
"""A seeded log of an app builder's usage, as large as asked for, and its true totals, added up apart.

    generate.py ROWS FILE [--seed N] [--days N]

Forty apps, a few of which dominate; prompts with commas, doubled quotes and line breaks; a fifth of the amounts is empty: half of those are
operations that cost nothing, a third are e-mails without an amount (one credit each by the rate card), the rest are calls that failed.
Rows come in the order of time, as exports do. The same rows and seed give the same bytes. Standard output gets the totals as JSON.
"""

import argparse
import json
import random
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

HEADER = "id,created_date,app_name,user_email,credit_type,operation,model,credits_used,quantity,status,prompt\n"

# An e-mail whose amount is missing costs this, by the rate card of every day that is generated.
EMAIL = Decimal(1)
FIRST_DAY = date(2026, 3, 15)
CHUNK = 100_000
TAILS = 60_000
PROMPTS = 4_000

MESSAGE = [("prompt", 60), ("discuss", 14), ("ai_edit", 10), ("plan", 3), ("auto_fix", 5)]
FREE = ["question", "visual_edit", "preview", "text_edit"]
INTEGRATION = [
    ("InvokeLLM", 45),
    ("SendEmail", 18),
    ("GenerateImage", 9),
    ("UploadFile", 9),
    ("ExtractDataFromUploadedFile", 5),
    ("automation_run", 8),
    ("agent_message", 6),
]
MODELS = [("gpt-5-mini", 40), ("claude-sonnet-4.5", 30), ("gemini-2.5-flash", 20), ("gpt-5", 10)]
WORDS = (
    "add a page for orders and show the total change header colour to blue when user is signed in fix filter list by date make form save "
    "draft sort table newest first send reminder before renewal export as spreadsheet hide column on phone login dashboard chart invoice"
).split()


def weighted(rng, pairs):
    names, weights = zip(*pairs)
    return rng.choices(names, weights)[0]


def prompt(rng):
    """What somebody typed: mostly one line; some with commas, quotes and line breaks."""
    text = " ".join(rng.choices(WORDS, k=rng.randint(3, 14)))
    kind = rng.random()
    if kind < 0.45:
        text = text.replace(" and ", ", and ").replace(" to ", ", to ") + ", please"
    if kind < 0.15:
        word = rng.choice(WORDS)
        text = text.replace(" ", f' "{word}" ', 1)
    if kind < 0.06:
        text = "\n".join([text, "- " + rng.choice(WORDS), "- " + rng.choice(WORDS)])
    if any(c in text for c in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def tail(rng, apps, users):
    """One row from its third column to the one before the prompt, with what it adds to the sums."""
    app = weighted(rng, apps)
    user = rng.choice(users[app])
    empty = rng.random()
    amount, quantity, status, model = "", "", "ok", ""
    message = rng.random() < 0.45
    if empty < 0.10:
        message, operation, counted = True, rng.choice(FREE), Decimal(0)
    elif empty < 0.17:
        message, operation = False, "SendEmail"
        quantity = str(rng.choice([1, 1, 1, 2, 3, 12]))
        counted = EMAIL * int(quantity)
    elif empty < 0.20:
        message, operation, status, counted = False, weighted(rng, INTEGRATION[:1]), "failed", Decimal(0)
        model = weighted(rng, MODELS)
    elif message:
        operation = weighted(rng, MESSAGE)
        amount = f"{rng.choice([3, 5, 5, 8, 10, 10, 12, 15, 20, 25, 31, 48])/10:.1f}" if rng.random() < 0.8 else f"{rng.randint(30, 600)/100:.2f}"
        counted = Decimal(amount)
    else:
        operation = weighted(rng, INTEGRATION)
        amount = str(rng.choice([1, 1, 1, 2, 3, 3, 5, 8, 20])) if rng.random() < 0.9 else f"0.{rng.randint(1, 9999):04d}"
        counted = Decimal(amount)
        if operation == "InvokeLLM":
            model = weighted(rng, MODELS)
        if operation == "SendEmail":
            quantity = amount if amount.isdigit() else "1"
    pool = "message" if message else "integration"
    text = f",{app},{user},{pool},{operation},{model},{amount},{quantity},{status},"
    return text, (app, pool), counted, Decimal(amount) if amount else None


def rows_of_days(rng, days, rows):
    """How many rows each day has: weekends are quieter, use grows."""
    weights = []
    for at in range(days):
        weekend = (FIRST_DAY + timedelta(at)).weekday() >= 5
        weights.append((0.35 if weekend else 1.0) * (1 + at / days) * rng.uniform(0.8, 1.2))
    share = [int(rows * w / sum(weights)) for w in weights]
    share[-1] += rows - sum(share)
    return share


def generate(rows, out, seed=1, days=90):
    """Writes the log; gives the sums by day, app and pool, each as (events, credits, reported, without an amount)."""
    rng = random.Random(f"{seed}")
    names = [f"app-{n:02d}" if n % 3 else f"Client {n:02d} portal" for n in range(1, 41)]
    apps = [(name, 1 / (at + 1) ** 1.3) for at, name in enumerate(names)]
    users = {name: [f"{rng.choice(WORDS)}.{rng.choice(WORDS)}{n}@example.com" for n in range(rng.randint(2, 12))] for name in names}
    tails = [tail(rng, apps, users) for _ in range(min(TAILS, max(500, rows // 4)))]
    texts = [t[0] for t in tails]
    prompts = [prompt(rng) for _ in range(PROMPTS)]
    clock = [f"{h:02d}:{m:02d}:{s:02d}" for h in range(24) for m in range(60) for s in range(60)]
    sums = {}
    number = 0
    out.write(HEADER)
    for at, count in enumerate(rows_of_days(rng, days, rows)):
        day = (FIRST_DAY + timedelta(at)).isoformat()
        seconds = sorted(rng.choices(range(86_400), k=count))
        seen = Counter()
        for start in range(0, count, CHUNK):
            part = seconds[start : start + CHUNK]
            picked = rng.choices(range(len(tails)), k=len(part))
            said = rng.choices(prompts, k=len(part))
            random_bits = rng.choices(range(1 << 20), k=len(part))
            out.write(
                "".join(
                    [
                        f"{0x69B0_0000_0000 + number + n:012x}{bits:05x}{bits * 40_503 & 0xFFF_FFFF:07x},"
                        f"{day}T{clock[second]}.{bits % 1000:03d}000{texts[choice]}{words}\n"
                        for n, (second, choice, words, bits) in enumerate(zip(part, picked, said, random_bits))
                    ]
                )
            )
            number += len(part)
            seen.update(picked)
        for choice, times in seen.items():
            _, (app, pool), counted, amount = tails[choice]
            have = sums.setdefault((day, app, pool), [0, Decimal(0), Decimal(0), 0])
            have[0] += times
            have[1] += counted * times
            have[2] += (amount or 0) * times
            have[3] += times if amount is None else 0
    return sums


def truth(sums):
    """The totals of each pool, of each app in it, and of each day in it, as the report writes them."""
    pools = {}
    for (day, app, pool), (events, credits, reported, empty) in sorted(sums.items()):
        have = pools.setdefault(pool, {"events": 0, "credits": Decimal(0), "reported": Decimal(0), "empty": 0, "apps": {}, "days": {}})
        have["events"] += events
        have["credits"] += credits
        have["reported"] += reported
        have["empty"] += empty
        for name, group in ((app, have["apps"]), (day, have["days"])):
            n, c = group.get(name, (0, Decimal(0)))
            group[name] = (n + events, c + credits)
    return pools


def plain(amount):
    """An amount without trailing zeros and without an exponent."""
    return format(amount.normalize() if amount else Decimal(0), "f")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("rows", type=int)
    args.add_argument("file", help="where the log goes")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--days", type=int, default=90)
    given = args.parse_args()
    with open(given.file, "w", encoding="utf-8", newline="", buffering=1 << 20) as out:
        sums = generate(given.rows, out, given.seed, given.days)
    pools = truth(sums)
    show = {
        pool: {
            "events": have["events"],
            "credits": plain(have["credits"]),
            "reported": plain(have["reported"]),
            "without_amount": have["empty"],
            "by_app": {name: plain(c) for name, (_, c) in have["apps"].items()},
        }
        for pool, have in pools.items()
    }
    json.dump({"rows": given.rows, "seed": given.seed, "pools": show}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
