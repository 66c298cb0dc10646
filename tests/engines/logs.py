"""Logs that engines roll up: the fixtures that are canonical logs, and hostile random ones."""

import csv
import json
import random
import re
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata".split(",")
CARDS = ["base44", "audit-2026-05"]


class Log:
    """A log, and how it is read."""

    def __init__(self, name, path, model="base44"):
        self.name, self.path, self.model = name, Path(path), model
        csv.field_size_limit(1 << 30)
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        self.header, self.rows = rows[0], [row for row in rows[1:] if row]

    def plain(self, folder):
        """The log as engines read CSV: UTF-8 without a mark, LF, and quotes only where they are needed."""
        path = Path(folder) / "table.csv"
        with open(path, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([self.header, *self.rows])
        return path

    def missing(self):
        """`--map` for the columns that it lacks."""
        lacking = [f"{name}=none" for name in COLUMNS if name not in self.header]
        return ["--map", ",".join(lacking)] if lacking else []


# What the query asks of times, and `INSTANT` and `DATE` of src/render/sql/keeps.rs say.
TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6}0*)?)?( ?([zZ]|[+-]\d\d(:?\d\d)?))?)?")


def is_table(log):
    """Whether a database could hold the log as it is: rows of one width, and times of ISO 8601."""
    at = log.header.index("timestamp")
    return len(set(log.header)) == len(log.header) and all(len(row) == len(log.header) and TIME.fullmatch(row[at]) for row in log.rows)


def fixtures():
    """Every fixture that is one canonical log."""
    found = []
    for path in sorted((ROOT / "fixtures").rglob("*.csv")):
        try:
            head = path.read_text("utf-8").split("\n", 1)[0].rstrip("\r").lstrip("\ufeff").split(",")
        except UnicodeDecodeError:
            continue
        alone = len(list(path.parent.glob("*.csv"))) == 1
        if alone and {"timestamp", "operation"} <= set(head) <= set(COLUMNS) and "\0" not in path.read_text("utf-8"):
            found.append(Log(str(path.relative_to(ROOT / "fixtures")), path))
    return [log for log in found if is_table(log)]


def names(program, model):
    """Every name of a rate card that an operation or an AI model may have."""
    shown = json.loads(subprocess.run([program, "models", "show", model, "-j"], check=True, capture_output=True).stdout)
    return sorted({row["title"] for row in shown["rows"]} | {row["class"] for row in shown["rows"]})


OPERATIONS = [
    "prompt", "ai_edit", "discuss", "plan", "visual_edit", "text_edit", "auto_fix", "compare", "preview", "revert", "InvokeLLM", "invoke_llm", "SendEmail",
    "SendEmailCustomDomain", "GenerateImage", "GenerateVideo", "GenerateSpeech", "TranscribeAudio", "UploadFile", "ExtractDataFromUploadedFile", "SendSMS",
    "agent_message", "whatsapp_message", "automation_run", "function_run", "connector_call", "db_query", "rocket_launch", "Core",
]
MODELS = ["", "", "automatic", "gpt_5", "GPT-5", "gpt_5_mini", "gemini_3_flash", "claude_sonnet_4_6", "unheard-of 1.0"]
APPS = ["shop", "Shop", "blog", "", "a, \"b\"", "'; DROP TABLE events; --", "日本", "Ünïcode", "two  spaces", "x\\y", "null", "-"]
USERS = ["ana@example.com", "ben@example.com", "", "", "service_7", "o'neil", "ß", "İ"]
PROMPTS = [
    "", "", "change the colour of the button", "only change the header in src/App.jsx, nothing else", "rebuild the whole app with new pages",
    "add a login flow across several entities", "line one\nline two", 'say "hi", please', "it's a trap", "\\n is no newline", "日本語のプロンプト", '{"model":"gpt_5"}', "{not json",
    "fix the total() function in Cart.jsx", "x" * 3000,
]
METADATA = [
    "", "", "", '{"duration_ms":45315}', '{"from":"hello@shop.example"}', '{"from":"no-reply@base44.com"}', '{"custom_domain":true}', '{"model":"gpt_5"}', '{"user_email":"zoe@example.com"}',
    '{"count":3}', '{"fr\\u006fm":"hello@shop.example"}', '{"Image s":2}', '{"duration":8}', '{"duration (ms)":8}', '{"note":"from"}', '{"characters": 120}', '{broken', "not json", '{"success":false}', '{"n":[1,2]}',
    '{"quantity":2,"quantity":3}', '{"""from""":""x@y.example""}', '{"ｃｏｕｎｔ":2}',
]
AMOUNTS = ["", "", "", "", "0", "1", "1.5", "1.50", "0.30000000000000004", "12345678901234.123456", "3", "2.25", "n/a", "1e-3", "+2", "0.0000000001", "included"]
QUANTITIES = ["", "", "", "1", "2", "3.5", "120", "1e2", "0.5"]
SCOPES = ["", "", "", "simple", "feature", "module", "app-wide", "App Wide", "huge"]
FILES = ["", "", "", "a.js", "a.js;b.js;c.js", "7", "src/App.jsx"]
STATUSES = ["", "", "", "ok", "OK", "success", "failed", "blocked", "error", "unheard of", "true"]
FEATURES = ["", "nightly report", "search"]


def spelled(r, name):
    how = r.randrange(12)
    if how == 0:
        return name.upper()
    if how == 1:
        return name.replace("_", " ")
    if how == 2:
        return f"base44.integrations.Core.{name}"
    if how == 3:
        return f"{name} (GPT-5)"
    if how == 4:
        return f"{name}\u00a0"
    if how == 5:
        return name.replace("_", "-")
    return name


def stamp(r, start):
    """A time in one of the ways in which logs write it."""
    at = start + timedelta(microseconds=r.randrange(60 * 86_400 * 1_000_000))
    how = r.randrange(20)
    if how == 0:
        return at.date().isoformat()
    if how == 1:
        return (at.replace(microsecond=0) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S+02:00")
    if how == 2:
        return at.strftime("%Y-%m-%d %H:%M:%S")
    if how == 3:
        return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if how == 4:
        return at.strftime("%Y-%m-%dT%H:%M:%S.999999Z")
    if how == 5:
        # The edge of a slot and of a day.
        return at.strftime("%Y-%m-%dT23:59:59.999999Z")
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def hostile(program, seed, count, folder, model="base44", start=datetime(2026, 2, 10, tzinfo=timezone.utc)):
    """A random log over every class of a card, with what readers and engines may spell in different ways."""
    r = random.Random(f"{model} {seed}")
    operations = OPERATIONS * 2 + names(program, model) + [""]
    path = Path(folder) / f"hostile-{model}-{seed}.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        last = None
        for nth in range(count):
            if last and r.random() < 0.01:
                # The same event twice, to the letter.
                out.writerow(last)
                continue
            amount, status, operation = r.choice(AMOUNTS), r.choice(STATUSES), spelled(r, r.choice(operations))
            if amount not in ("", "0", "n/a", "included") and r.random() < 0.02:
                amount, status = "-" + amount.lstrip("+"), "refund"
            elif r.random() < 0.003:
                amount, status = "100", "grant"
            if not operation and amount in ("", "n/a", "included"):
                amount = "1"
            last = [
                f"row-{nth}", stamp(r, start), r.choice(APPS), r.choice(USERS), r.choice(["", "", "message", "integration", "Message Credits"]), operation, r.choice(MODELS),
                r.choice(QUANTITIES), r.choice(SCOPES), r.choice(FEATURES), r.choice(FILES), amount, status, r.choice(PROMPTS), r.choice(METADATA),
            ]
            out.writerow(last)
    return Log(path.stem, path, model)
