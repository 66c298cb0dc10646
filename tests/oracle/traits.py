"""The folders of fixtures/exports that hold one trait each: the same few rows in another encoding, dialect, date form or ledger."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timezone

from folders import IGNORED, REJECTED, Folder, sheet, use

HEAD = ["timestamp", "app", "operation", "credits"]
BASE = [
    ("2026-05-04T09:00:00Z", "shop", "prompt", "1.5", use("message", "1.5")),
    ("2026-05-13T10:30:00Z", "shop", "InvokeLLM", "3", use("integration", "3")),
    ("2026-05-14T11:00:00Z", "blog", "SendEmail", "1", use("integration", "1")),
    ("2026-05-25T12:00:00Z", "blog", "InvokeLLM", "1234.25", use("integration", "1234.25")),
]
WORTH = [v for *_, v in BASE]


TRAITS: set[str] = set()


def rows(head: list[str] = HEAD, time=lambda t: t, number=lambda n: n) -> list[dict]:
    return [dict(zip(head, (time(t), app, op, number(n)))) for t, app, op, n, _ in BASE]


def plain(**how) -> str:
    return sheet(HEAD, rows(), **how)


def one(name: str, shows: str, data: str | bytes, verdicts: list | None = None, how: str = "", file: str = "usage.csv", args: list[str] | None = None, facts: dict | None = None) -> None:
    f = Folder(f"exports/{name}", shows, how or "The rows are those of every folder with one trait: 1.5 in the builder, then 3, 1 and 1234.25.", None if args is None else ["--as-of", "2026-05-31", *args])
    TRAITS.add(f.name)
    f.file(file, data, WORTH if verdicts is None else verdicts)
    f.facts = facts or {}
    f.finish()


def traits() -> None:
    encodings()
    dialects()
    numbers()
    times()
    tables()
    ledgers()
    records()


def encodings() -> None:
    text = plain().replace("shop", "Café Süd")
    one("utf-16-le-mark", "UTF-16, little end first, with a byte order mark", "\ufeff".encode("utf-16-le") + text.encode("utf-16-le"))
    one("utf-16-be", "UTF-16, big end first, without a byte order mark", text.encode("utf-16-be"))
    one("windows-1252", "Windows-1252, which nothing in the file says", text.encode("cp1252"))
    one("shift-jis", "Shift-JIS, by --encoding", plain().replace("shop", "店舗").encode("shift_jis"), args=["--encoding", "shift_jis"])
    whole = gzip.compress(text.encode(), mtime=0)
    half = text.index("\n", len(text) // 2) + 1
    one("gzip-by-content", "Compressed, under a name that does not say so", whole)
    one("gzip-members", "Two compressed members, one after the other", gzip.compress(text[:half].encode(), mtime=0) + gzip.compress(text[half:].encode(), mtime=0), file="usage.csv.gz")
    stored = gzip.compress(text.encode(), compresslevel=0, mtime=0)
    cut = stored.index(b"blog,InvokeLLM") + 8
    one("gzip-cut", "A compressed file that breaks off within its last row", stored[:cut], [*WORTH[:3], REJECTED], "What is left of the last row may be half a number, so it is rejected.", file="usage.csv.gz")


def dialects() -> None:
    one("tabs", "Separated by tabs", plain(sep="\t"))
    one("pipes", "Separated by |", plain(sep="|"))
    one("lone-cr", "Lines that end in a carriage return alone", plain(eol="\r"))
    mixed = plain().split("\n")
    one("mixed-line-ends", "Three kinds of line ends in one file, none after the last row", "\r\n".join(mixed[:2]) + "\r" + "\n".join(mixed[2:-1]))
    one("preamble", "A title and a blank line above the header", "Credit usage of the shop\n\nexported by,ana\n" + plain())
    one("repeated-header", "Two files put one below the other, header and all", plain() + plain().split("\n")[0] + "\n" + plain().split("\n")[1].replace("09:00", "09:30") + "\n", [*WORTH, IGNORED, WORTH[0]])
    one("totals-row", "A sum below the rows", plain() + "Total,,,1239.75\n", [*WORTH, IGNORED])
    one("broken-quotes", "A quote that is opened and never closed, and one that a later row would close", "timestamp,app,operation,credits,prompt\n" + "".join(line + "\n" for line in ['2026-05-04T09:00:00Z,shop,prompt,1.5,"say ""hello"""', '2026-05-05T09:00:00Z,shop,prompt,9,"open', "2026-05-13T10:30:00Z,shop,InvokeLLM,3,", '2026-05-14T11:00:00Z,blog,SendEmail,1,"two\nlines"', '2026-05-15T11:00:00Z,blog,SendEmail,7,"open again', "2026-05-25T12:00:00Z,blog,InvokeLLM,1234.25,"]), [WORTH[0], REJECTED, WORTH[1], WORTH[2], REJECTED, WORTH[3]], "Each broken quote costs its own row and no other.")
    one("nul-byte", "A NUL byte in the name of an app", plain().replace("shop", "sh\0op"))
    one("guards", "A ' before what a spreadsheet would take for a formula", plain().replace(",1\n", ",'+1\n").replace("shop", "'@shop"))


def numbers() -> None:
    de = lambda n: f"{float(n):,.2f}".translate(str.maketrans(",.", ".,"))
    one("decimal-comma", "Decimal commas and points for thousands", sheet(HEAD, rows(number=de), sep=";"))
    one("thousands", "Commas for thousands, quoted", sheet(HEAD, rows(number=lambda n: f"{float(n):,.2f}")))
    words = rows()
    for row, cell in zip(words, ["1.50", " 3 ", "1e0", "1,234.25 credits"]):
        row["credits"] = cell
    one("number-forms", "Amounts with an exponent, a unit, spaces and thousands", sheet(HEAD, words))
    long = rows()
    long[0]["credits"], long[1]["credits"], long[2]["credits"] = "0.12345678901234567", "9" * 400, "1e999999999"
    one("too-many-digits", "Seventeen digits are exact; four hundred are too many, and so is a huge exponent", sheet(HEAD, long), [use("message", "0.12345678901234567"), REJECTED, REJECTED, WORTH[3]], "What does not fit an exact decimal is rejected, never rounded.")
    money = [dict(row, estimated_cost="0.0" + str(i), cost_usd="1.9", balance="900", price="5") for i, row in enumerate(rows())]
    one("decoys", "Money, balances and prices beside the credits", sheet(["estimated_cost", "cost_usd", "price", "balance", *HEAD], money))


def times() -> None:
    stamp = lambda t: datetime.fromisoformat(t.replace("Z", "+00:00"))
    form = lambda f: lambda t: stamp(t).strftime(f)
    for name, shows, time in [
        ("epoch-seconds", "Seconds since 1970", lambda t: str(int(stamp(t).timestamp()))),
        ("epoch-milliseconds", "Milliseconds since 1970", lambda t: str(int(stamp(t).timestamp()) * 1000)),
        ("epoch-microseconds", "Microseconds since 1970", lambda t: str(int(stamp(t).timestamp()) * 1_000_000)),
        ("day-month-year", "Day first, which one value above 12 shows", form("%d/%m/%Y %H:%M")),
        ("month-day-year", "Month first, with AM and PM", form("%m/%d/%Y %I:%M %p")),
        ("dotted-dates", "Day, month and year with points", form("%d.%m.%Y %H:%M:%S")),
        ("offsets", "Times with an offset from UTC", lambda t: stamp(t).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+00:00")),
        ("dates-alone", "Dates without a time of day", form("%Y-%m-%d")),
    ]:
        one(name, shows, sheet(HEAD, rows(time=time)))
    impossible = plain().replace("2026-05-13T10:30", "2026-02-30T10:30").replace("2026-05-14T11:00:00Z", "next Tuesday")
    one("impossible-dates", "30 February, and a time in words", impossible, [WORTH[0], REJECTED, REJECTED, WORTH[3]])
    split = [dict(row, date=row["timestamp"][:10], time=row["timestamp"][11:16]) for row in rows()]
    one("date-and-time", "The date in one column, the time of day in another", sheet(["date", "time", *HEAD[1:]], split))
    one("date-order-asked", "Dates that read both ways, with the answer given", sheet(HEAD, rows(time=lambda t: "05/04/2026" if "04T" in t else "06/05/2026")), args=["--date-order", "dmy"])


def tables() -> None:
    one("column-names", "Another order and case, camelCase, and units in brackets", sheet(["Credits Used (cr)", "operationName", "APP-NAME", "Time Stamp"], [dict(zip(["Time Stamp", "APP-NAME", "operationName", "Credits Used (cr)"], row.values())) for row in rows()]), [*WORTH], args=["--map", "time=Time Stamp"])
    one("same-name-twice", "A column name that stands twice: the first counts", "timestamp,app,operation,credits,credits\n" + "".join(",".join(row.values()) + ",99\n" for row in rows()))
    ragged = plain().replace(",3\n", ",3,stray\n").replace("blog,SendEmail,1\n", "blog\n")
    one("ragged-rows", "A row with a cell too many and one with two too few", ragged, [WORTH[0], REJECTED, REJECTED, WORTH[3]])
    one("other-words", "Names in another language, by --map", sheet(["Datum", "Projekt", "Vorgang", "Menge"], rows(["Datum", "Projekt", "Vorgang", "Menge"])), args=["--map", "time=Datum,app=Projekt,operation=Vorgang,credits=Menge"])
    vendor = [dict(row, builder=b) for row, b in zip(rows(), ["Base44", "Base44", "Lovable", "Base44"])]
    one("other-vendors", "A `builder` column: rows of other vendors are not counted", sheet([*HEAD, "builder"], vendor), [WORTH[0], WORTH[1], IGNORED, WORTH[3]])
    meta = "timestamp,app,operation,credits,metadata\n" + "".join(f'{",".join(row.values())},"{{""""model"""":""""gpt_5""""}}"\n' for row in rows())
    one("escaped-twice", "Objects whose quotes were doubled twice, as exports of 2025 have them", meta)
    json_cell = [dict(row, credits='{"plan":"pro"}', credits_used=row["credits"]) for row in rows()]
    one("credits-hold-json", "A `credits` column with JSON in it beside the amounts", sheet(["timestamp", "app", "operation", "credits_used", "credits"], json_cell))


def ledgers() -> None:
    pair = [dict(timestamp=t, operation=op, balance_before=b, balance_after=a) for t, op, b, a in [("2026-05-04T09:00:00Z", "InvokeLLM", "100", "97"), ("2026-05-05T09:00:00Z", "top_up", "97", "197"), ("2026-05-06T09:00:00Z", "SendEmail", "197", "196")]]
    one("balance-pairs", "Balances before and after; a top-up between is not spend", sheet(["timestamp", "operation", "balance_before", "balance_after"], pair), [use("integration", "3"), IGNORED, use("integration", "1")], "An amount is the balance before less the balance after; where it rises, credits were given.")
    kinds = [("hold", "5", IGNORED), ("capture", "4", use("integration", "4")), ("release", "1", IGNORED), ("refund", "2", use("integration", "-2")), ("purchase", "500", IGNORED), ("bonus", "10", IGNORED), ("expired", "3", IGNORED)]
    table = [dict(timestamp=f"2026-05-0{i + 1}T09:00:00Z", operation="InvokeLLM", amount=n, transaction_type=k) for i, (k, n, _) in enumerate(kinds)]
    one("ledger-kinds", "Holds, captures, releases, refunds, purchases, bonuses, expiry", sheet(["timestamp", "operation", "transaction_type", "amount"], table), [v for *_, v in kinds], "Only what was captured is spend; what was given back is a refund; what was bought or earned is a grant.")
    own = [dict(timestamp=f"2026-05-0{i + 1}T09:00:00Z", operation="InvokeLLM", amount=n, transaction_type=k) for i, (k, n) in enumerate([("burn", "5"), ("burn", "2"), ("purchase", "100")])]
    one("spend-types", "A ledger with a word of its own for spend, by --spend-types", sheet(["timestamp", "operation", "transaction_type", "amount"], own), [use("integration", "5"), use("integration", "2"), IGNORED], args=["--spend-types", "burn"])


def records() -> None:
    turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello", "model": "gpt_5", "created_date": "2026-05-04T09:00:05", "usage": {"credits_charged": 3}}, {"role": "assistant", "content": "more", "created_date": "2026-05-04T09:01:05", "usage": {"credits_charged": 1.25}}]
    one("conversations", "Conversations with an agent: one assistant's turn is one message", json.dumps([{"agent_name": "helper", "created_date": "2026-05-04T09:00:00", "messages": turns}]), [use("integration", "3"), use("integration", "1.25")], "The user's own message costs nothing; each of the two answers says what it was charged.", file="conversations.json")
    runs = [{"id": f"r{i}", "workflow_name": "nightly", "status": s, "started_at": f"2026-05-0{i + 4}T02:00:00Z"} for i, s in enumerate(["completed", "failed"])]
    one("workflow-runs", "Runs of workflows: billed by steps, for which no number is published", json.dumps({"runs": runs}), [use("integration", None)] * 2, "Two events of unknown cost.", file="runs.json")
    exact = '[{"timestamp":"2026-05-04T09:00:00Z","operation":"InvokeLLM","usage":{"credits":1234567890.123456789}},\n {"timestamp":1777971600000,"operation":"InvokeLLM","usage":{"credits":1e-3}}]\n'
    one("json-numbers", "Numbers of JSON, nested, with more digits than a float holds", exact, [use("integration", "1234567890.123456789"), use("integration", "0.001")], "Numbers are read from their text.", file="usage.json")
