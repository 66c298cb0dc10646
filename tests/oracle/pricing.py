"""List prices and classes of one event, apart from the product's own code.

A second reading of the rate cards: nothing here is taken from the catalogue files of the program. Every function is pure.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Optional

D = Decimal

BUILD_OPS = {"prompt", "aiedit"}
FREE_EDITS = {"visualedit", "textedit", "codeedit", "preview", "revert"}
FLAT_CALLS = {
    "uploadfile": ("integration.upload-file", D(1)),
    "extractdatafromuploadedfile": ("integration.extract-data", D(1)),
    "extractdata": ("integration.extract-data", D(1)),
    "generateimage": ("integration.generate-image", D(1)),
}
OTHER_INTEGRATIONS = {"uploadprivatefile", "createfilesignedurl", "transcribeaudio", "sendsms"}
SCOPE_CLASS = {"simple": "build.simple", "feature": "build.feature", "module": "build.module", "app-wide": "build.app-wide"}
BAND = {  # class: (low, typical, high)
    "build.simple": (D("0.5"), D("0.5"), D("0.5")),
    "build.feature": (D(1), D(1), D(1)),
    "build.module": (D(2), D(2), D(2)),
    "build.app-wide": (D(3), D("3.5"), D(4)),
}
MODEL_PRICE = {"automatic": D(3), "gemini-3-flash": D(5), "gpt-5": D(15)}
MODEL_KEYS = {"automatic": "automatic", "auto": "automatic", "gemini3flash": "gemini-3-flash", "gpt5": "gpt-5"}

FLAT_2025_END = date(2025, 12, 1)
CARD_2026_03 = date(2026, 3, 10)
LLM_BY_MODEL = date(2026, 3, 8)
AGENTS_BY_MODEL = date(2026, 3, 2)
AUTOMATIONS = date(2026, 1, 15)
QUESTIONS_FREE = date(2026, 1, 20)
GEMINI_38 = date(2026, 9, 21)


def fold(text: str) -> str:
    """Case, `-`, `_`, `.` and spaces do not count."""
    return re.sub(r"[-_.\s]", "", text.strip().lower())


@dataclass
class Priced:
    """The class of an event and its list price; `typical` None = unknown."""

    cls: str
    pool: Optional[str]
    low: Optional[Decimal] = None
    typical: Optional[Decimal] = None
    high: Optional[Decimal] = None
    assumed_model: bool = False

    @property
    def source(self) -> str:
        return source_of(self.cls)


def source_of(cls: str) -> str:
    """The source of a class."""
    head = cls.split(".")[0]
    if head == "build" or cls in ("compare", "plan-mode", "fix.auto"):
        return "agent-prompts"
    if cls == "discuss":
        return "discuss"
    if head in ("integration", "llm", "social") or cls == "connector.metered":
        return "integrations"
    if head == "agent":
        return "agents"
    if cls == "automation.run":
        return "automations"
    if cls == "function.run":
        return "backend"
    if cls in ("question", "edit.manual", "own-key", "database"):
        return "free"
    return "unclassified"


def scope_of_files(files: str) -> Optional[str]:
    """Number of files → class: 1 simple, 2–3 feature, 4–9 module, 10 or more app-wide."""
    files = files.strip()
    if not files:
        return None
    n = int(files) if files.isdigit() else len([f for f in files.split(";") if f.strip()])
    if n < 1:
        return None
    if n == 1:
        return "build.simple"
    if n <= 3:
        return "build.feature"
    return "build.module" if n <= 9 else "build.app-wide"


def band_of(amount: Decimal, day: date) -> str:
    """Scope of a build prompt whose credits are reported."""
    if day < FLAT_2025_END:
        return "build.flat"
    if amount <= D("0.75"):
        return "build.simple"
    if amount <= D("1.5"):
        return "build.feature"
    if amount <= D("2.5"):
        return "build.module"
    if amount <= D(4) and day >= CARD_2026_03:
        return "build.app-wide"
    return "build.over-band"


def meta(row: dict) -> dict:
    """The row's metadata, folded keys; {} where it is not a JSON object."""
    try:
        value = json.loads(row.get("metadata") or "{}")
    except ValueError:
        return {}
    return {fold(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def custom_domain(extra: dict) -> bool:
    """A sender outside base44.com and base44.app."""
    for key in ("from", "fromemail", "fromdomain"):
        value = extra.get(key)
        if isinstance(value, str) and value.strip():
            host = value.strip().lower().rstrip(">").split("@")[-1]
            return not any(host == h or host.endswith("." + h) for h in ("base44.com", "base44.app"))
    return False


def times(cls: str, pool: str, unit: Decimal, quantity: Optional[Decimal]) -> Priced:
    """A flat price per unit; an empty quantity is 1."""
    amount = unit * (D(1) if quantity is None else quantity)
    return Priced(cls, pool, amount, amount, amount)


def by_model(head: str, model: str, quantity: Optional[Decimal], day: date) -> Priced:
    """InvokeLLM and agent messages: by model."""
    n = D(1) if quantity is None else quantity
    key = fold(model)
    if day < (LLM_BY_MODEL if head == "llm" else AGENTS_BY_MODEL):
        # Before models had prices of their own every call cost one credit; agents then: no number.
        name = MODEL_KEYS.get(key, "automatic" if not key else "other")
        if head == "llm":
            return Priced(f"llm.{name}", "integration", n, n, n)
        return Priced(f"agent.{name}", "integration")
    if not key:
        dearest = D(15)
        return Priced(f"{head}.automatic", "integration", 3 * n, 3 * n, dearest * n, assumed_model=True)
    if key == "gemini38flash" and day >= GEMINI_38:
        return Priced(f"{head}.gemini-3.8-flash", "integration", 10 * n, 10 * n, 10 * n)
    name = MODEL_KEYS.get(key)
    if name is None:
        return Priced(f"{head}.other", "integration")
    price = MODEL_PRICE[name] * n
    return Priced(f"{head}.{name}", "integration", price, price, price)


def build(row: dict, model: str, day: date, reported: Optional[Decimal]) -> Priced:
    """A prompt to the builder."""
    if reported is not None:
        return Priced(band_of(reported, day), "message")
    if day < FLAT_2025_END:
        return Priced("build.flat", "message", D(1), D(1), D(1))
    cls = SCOPE_CLASS.get((row.get("scope") or "").strip().lower()) or scope_of_files(row.get("files") or "")
    if cls is None:
        # Words of the prompt are a third evidence that this judge does not read: its logs hold none.
        return Priced("build.unscoped", "message")
    if fold(model) not in ("", "automatic", "auto"):
        return Priced(cls, "message", low=BAND[cls][0])
    low, typical, high = BAND[cls]
    return Priced(cls, "message", low, typical, high)


def price(row: dict, day: date, reported: Optional[Decimal], plan: Optional[str]) -> Priced:
    """Class, pool by the card, and list price on the event's UTC date. `reported` only chooses the band of a build prompt."""
    op = fold(row.get("operation") or "")
    extra = meta(row)
    model = (row.get("model") or "").strip() or str(extra.get("model") or "")
    raw = (row.get("quantity") or "").strip()
    quantity = D(raw) if raw else None

    if op in BUILD_OPS:
        return build(row, model, day, reported)
    if op == "discuss":
        return Priced("discuss", "message", D("0.3"), D("0.3"), D("0.3")) if quantity is None else times("discuss", "message", D("0.3"), quantity)
    if op == "plan":
        return Priced("plan-mode", "message")
    if op == "question":
        return times("question", "message", D(0), None) if day >= QUESTIONS_FREE else Priced("question", "message")
    if op in FREE_EDITS:
        return times("edit.manual", "message", D(0), None)
    if op == "autofix":
        if plan is None:
            return Priced("fix.auto", "message")
        if plan != "free":
            return times("fix.auto", "message", D(0), None)
        as_build = build(row, model, day, None)
        return Priced("fix.auto", "message", as_build.low, as_build.typical, as_build.high)
    if op == "compare":
        as_build = build(row, model, day, None)
        if as_build.typical is None:
            return Priced("compare", "message")
        return Priced("compare", "message", 2 * as_build.low, 2 * as_build.typical, 2 * as_build.high)
    if op == "sendemail" and not custom_domain(extra):
        return times("integration.send-email", "integration", D(1), quantity)
    if op in ("sendemail", "sendemailcustomdomain"):
        unit = D(1) if day < FLAT_2025_END else D(2)
        return times("integration.send-email-custom-domain", "integration", unit, quantity)
    if op in FLAT_CALLS:
        cls, unit = FLAT_CALLS[op]
        return times(cls, "integration", unit, quantity)
    if op == "generatevideo":
        if quantity is None and "duration" in extra:
            quantity = D(str(extra["duration"]))
        if day < FLAT_2025_END:
            return times("integration.generate-video", "integration", D(1), None)
        if day < CARD_2026_03 or quantity is None:
            return Priced("integration.generate-video", "integration")
        return times("integration.generate-video", "integration", D(5), quantity)
    if op == "generatespeech":
        if quantity is None and isinstance(extra.get("text"), str):
            quantity = D(len(extra["text"]))
        if day < FLAT_2025_END:
            return times("integration.generate-speech", "integration", D(1), None)
        if day < CARD_2026_03 or quantity is None:
            return Priced("integration.generate-speech", "integration")
        units = min(D(math.ceil(quantity / 50)), D(100))  # Decimal // truncates: ceil it is
        return Priced("integration.generate-speech", "integration", units, units, units)
    if op == "invokellm":
        return by_model("llm", model, quantity, day)
    if op == "agentmessage":
        return by_model("agent", model, quantity, day)
    if op == "whatsappmessage":
        return times("agent.whatsapp", "integration", D(1), quantity)
    if op == "automationrun":
        return times("automation.run", "integration", D(1), quantity) if day >= AUTOMATIONS else Priced("automation.run", "integration")
    if op == "socialcontentplan":
        return times("social.plan", "integration", D(10), quantity)
    if op == "socialcontentimprove":
        return times("social.improve", "integration", D(1), quantity)
    if op == "connectorcall":
        return Priced("connector.metered", "integration")
    if op in OTHER_INTEGRATIONS:
        return Priced("integration.other", "integration")
    if op == "dbquery":
        return times("database", None, D(0), None)
    if op == "functionrun":
        return times("function.run", None, D(0), None)
    return Priced("unclassified", None)
