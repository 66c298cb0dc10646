"""The log that the second set of audit stories is written in: rows with their truth beside them, and the dialects of real exports.

No code of the program and none of the first stories is used. A row keeps what was planted (`plant`) and what of its credits the fix gives back
(`waste`); both are left out of the files.
"""

import csv
import io
import json
import random
from datetime import datetime, timedelta
from decimal import Decimal as D

COLUMNS = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata".split(",")
START, DAYS = datetime(2026, 6, 1), 28
THINGS = """invoice supplier coupon voucher parcel shift roster lesson recipe pantry workout trainer booking room guest menu badge quiz survey contract
address courier rating profile album playlist ticket seat venue speaker sponsor donor pledge grant vehicle route depot tenant lease meter""".split()
WORK = [
    ("Create a {0} detail view with tabs for notes and history", "module", "2"),
    ("Let managers archive a {0} from the list", "feature", "1"),
    ("Show the monthly totals per {0} on the dashboard", "feature", "1"),
    ("Add a filter by {0} to the overview", "feature", "1"),
    ("Connect each {0} to its owner and list them on the owner page", "module", "2"),
    ("Import {0} records from the spreadsheet upload", "module", "2"),
    ("Group the calendar by {0}", "feature", "1"),
    ("Send the owner a weekly summary of every {0}", "module", "2"),
]


class Log:
    """One month of one workspace."""

    def __init__(self, name: str, seed: int):
        self.dice, self.rows, self.plants, self.options = random.Random(f"{name}/{seed}"), [], {}, []
        self.work = [(text.format(thing), scope, credits, thing) for thing in THINGS for text, scope, credits in WORK]
        self.dice.shuffle(self.work)

    def at(self, day: float, hour: float = 0, seconds: float = 0) -> datetime:
        return START + timedelta(days=day, hours=hour, seconds=seconds)

    def any_time(self, day: int, first: int = 7, last: int = 22) -> datetime:
        return self.at(day, 0, self.dice.randrange(first * 3600, last * 3600))

    def add(self, when: datetime, operation: str, credits, *, app="shop", user="", plant=None, waste=None, **more) -> dict:
        row = {**dict.fromkeys(COLUMNS, ""), "timestamp": when, "app": app, "user": user, "operation": operation, "status": "ok"}
        row.update(credits=str(credits), metadata=more.pop("metadata", {}), plant=plant, **more)
        row["waste"] = D(str(credits) or "0") if plant and waste is None else D(str(waste or 0))
        self.rows.append(row)
        return row

    def plant(self, name: str, *detectors: str, sized: bool = True) -> str:
        """Announces a pattern: the detectors that may name it, and whether its saving has a size that is known."""
        self.plants[name] = {"detectors": detectors, "sized": sized}
        return name

    def builders(self, a_day: float = 3, app: str = "shop", users=("ana@studio.test", "bo@studio.test"), priced: bool = True) -> "Log":
        """Ordinary building: other features every time, hours apart, at the list price."""
        for day in range(DAYS):
            if (START.weekday() + day) % 7 >= 5:
                continue
            for n in range(int(a_day) + (self.dice.random() < a_day % 1)):
                text, scope, credits, thing = self.work.pop()
                when = self.at(day, 8 + 2 * n, self.dice.randrange(5400))
                files = ";".join(f"pages/{thing}-{part}.tsx" for part in ("list", "form", "card", "view", "edit")[: 3 if scope == "feature" else 5])
                self.add(when, "prompt", credits if priced else "", app=app, user=self.dice.choice(users), prompt=text, scope=scope, feature=thing, files=files)
        return self

    def running(self, a_day: float = 5, app: str = "shop") -> "Log":
        """An app that is used: every mail to somebody else, every text about something else."""
        for day in range(DAYS):
            for _ in range(round(a_day * self.dice.uniform(0.7, 1.3))):
                n, guest = self.dice.randrange(10**6), f"guest{self.dice.randrange(40)}@mail.test"
                kind = self.dice.randrange(3)
                if kind == 0:
                    self.add(self.any_time(day), "SendEmail", 1, app=app, user=guest, feature="receipt", metadata={"to": f"c{n}@mail.test", "subject": f"Order {n}"})
                elif kind == 1:
                    thing, other = self.dice.sample(THINGS, 2)
                    text = f"Describe {thing} {n} for somebody who knows only the {other}"
                    self.add(self.any_time(day), "InvokeLLM", 3, app=app, user=guest, feature="describe", model="automatic", prompt=text)
                else:
                    self.add(self.any_time(day), "UploadFile", 1, app=app, user=guest, feature="media", metadata={"file_name": f"scan-{n}.pdf"})
        return self

    def finish(self) -> "Log":
        self.rows.sort(key=lambda row: row["timestamp"])
        for n, row in enumerate(self.rows):
            row["id"] = f"{int(row['timestamp'].timestamp()):08x}{self.dice.randrange(16**10):010x}{n:06x}"
        return self


def table(header: list[str], rows: list[list[str]], quoted: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    out.write(",".join(header) + "\n")
    writer.writerows(rows)
    return out.getvalue()


def bag(metadata: dict) -> str:
    return json.dumps(metadata) if metadata else ""


def canonical(rows: list[dict], *without: str, cut: int = 0) -> str:
    header = [column for column in COLUMNS if column not in without]
    cells = [{**row, "timestamp": f"{row['timestamp']:%Y-%m-%dT%H:%M:%SZ}", "metadata": bag(row["metadata"]), "prompt": row["prompt"][: cut or None]} for row in rows]
    return table(header, [[row[column] for column in header] for row in cells], False)


DONE = {"InvokeLLM": "AI answer generated", "SendEmail": "Email sent", "UploadFile": "File uploaded", "GenerateImage": "Image generated", "prompt": "Change applied"}


def done(row: dict) -> str:
    return DONE.get(row["operation"], "Action completed")


def what_was_done(rows: list[dict]) -> str:
    """No prompts: a text column that says what was done, a handful of sentences."""
    header = "id,timestamp,app,user,operation,model,feature,credits,status,description".split(",")
    cells = [[row["id"], f"{row['timestamp']:%Y-%m-%dT%H:%M:%SZ}", *(row[c] for c in header[2:-1]), done(row)] for row in rows]
    return table(header, cells, False)


def system(row: dict) -> list[str]:
    stamp = f"{row['timestamp']:%Y-%m-%dT%H:%M:%S}.{int(row['id'][8:14], 16) % 10**6:06d}"
    return [row["id"], stamp, stamp, "6a00" + f"{sum(map(ord, row['user'])):020x}", row["user"] or "service+0c0ffee0@no-reply.base44.com", "false"]


SYSTEM = "id,created_date,updated_date,created_by_id,created_by,is_sample".split(",")


def credit_log(rows: list[dict]) -> str:
    """The entity CreditLog with a description and the page; no prompts, no scope, no app."""
    header = "user_id,user_email,action_type,model_used,credits_used,description,page_context".split(",") + SYSTEM
    cells = [[f"u{len(row['user'])}", row["user"], row["operation"], row["model"], row["credits"], done(row), row["feature"], *system(row)] for row in rows]
    return table(header, cells, True)


def usage_log(rows: list[dict]) -> str:
    """The entity IntegrationUsageLog: the prompt, if any, in the metadata."""
    header = "timestamp,integration_name,operation_name,feature,app_user_id,duration_ms,success,estimated_credits_used,error_message,metadata".split(",") + SYSTEM
    cells = []
    for row in rows:
        extra = {**row["metadata"], **({"prompt": row["prompt"]} if row["prompt"] else {}), **({"model": row["model"]} if row["model"] else {})}
        took = str(extra.pop("duration_ms", 300 + int(row["id"][8:12], 16) % 900))
        stamp = f"{row['timestamp']:%Y-%m-%dT%H:%M:%S}.{int(row['id'][8:11], 16) % 1000:03d}Z"
        cells.append([stamp, "Core", row["operation"], row["feature"], row["user"], took, "true", row["credits"], "", bag(extra), *system(row)])
    return table(header, cells, True)


def recipe(rows: list[dict]) -> str:
    """The five columns that the article's own recorder writes."""
    cells = []
    for row in rows:
        extra = {key: row[key] for key in ("prompt", "feature", "model") if row[key]}
        cells.append([row["operation"], row["credits"], bag({**row["metadata"], **extra}), row["user"], f"{row['timestamp']:%Y-%m-%dT%H:%M:%S}.000Z"])
    return table("operation,cost,metadata,user_id,timestamp".split(","), cells, False)


VARIANTS = {
    "full": canonical,
    "no scope": lambda rows: canonical(rows, "scope", "files"),
    "prompts cut at 60": lambda rows: canonical(rows, cut=60),
    "what was done": what_was_done,
    "entity CreditLog": credit_log,
    "entity IntegrationUsageLog": usage_log,
    "the recipe": recipe,
}
