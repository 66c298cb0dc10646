"""A fixture folder under construction, and the dialects in which its files are written."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime, timezone
from decimal import Decimal as D
from pathlib import Path

from rules import plain

ROOT = Path(__file__).resolve().parents[2] / "fixtures"
DUPLICATE, IGNORED, REJECTED = "duplicate", "ignored", "rejected"
CANONICAL = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata".split(",")
TAIL = ["id", "created_date", "updated_date", "created_by_id"]
ANA, BEN = "66f0a1b2c3d4e5f600000001", "66f0a1b2c3d4e5f600000002"
AS_OF = ["--as-of", "2026-05-31"]
SUMMARY: list[tuple[str, str, str]] = []


def use(pool: str, credits: str | None) -> tuple:
    """An event of a pool; None = its credits are unknown."""
    return pool, None if credits is None else D(credits)


def text(value: D) -> str:
    return plain(value)


def toml_value(v) -> str:
    if isinstance(v, bool):
        return str(v).lower()
    if isinstance(v, int):
        return str(v)
    if isinstance(v, list):
        return "[" + ", ".join(toml_value(x) for x in v) + "]"
    return json.dumps(str(v), ensure_ascii=False)


def toml_key(k: str) -> str:
    return k if re.fullmatch(r"[A-Za-z0-9_-]+", k) else json.dumps(k, ensure_ascii=False)


class Folder:
    """A fixture folder under construction."""

    def __init__(self, path: str, shows: str, how: str, args: list[str] | None = None):
        self.dir, self.name, self.shows, self.how = ROOT / path, path, shows, how
        self.args, self.files, self.facts = AS_OF if args is None else args, [], {}
        self.verdicts: list = []
        self.dir.mkdir(parents=True, exist_ok=True)
        for old in self.dir.iterdir():
            old.unlink()

    def file(self, name: str, data: str | bytes, verdicts: list) -> None:
        """One input, and what each of its rows is worth."""
        (self.dir / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        self.files.append(name)
        self.verdicts += verdicts

    def finish(self) -> dict:
        pools: dict[str, list] = {}
        for v in self.verdicts:
            if isinstance(v, tuple):
                sums = pools.setdefault(v[0], [D(0), 0, 0])
                sums[0] += v[1] or 0
                sums[1] += 1
                sums[2] += v[1] is None
        count = {k: self.verdicts.count(k) for k in (REJECTED, DUPLICATE, IGNORED)}
        events = sum(s[1] for s in pools.values())
        assert events + sum(count.values()) == len(self.verdicts)
        lines = [f"# {self.shows}", *(f"# {line}" for line in self.how.splitlines())]
        lines += [f"files = {toml_value(self.files)}", f"args = {toml_value(self.args)}"]
        lines += [f"rows = {len(self.verdicts)}", f"events = {events}", f"rejected = {count[REJECTED]}", f"duplicates = {count[DUPLICATE]}", f"ignored = {count[IGNORED]}"]
        for pool in ("message", "integration", "unassigned"):
            if pool in pools or pool != "unassigned":
                c, n, unknown = pools.get(pool, [D(0), 0, 0])
                lines += ["", f"[pool.{pool}]", f'credits = "{text(c)}"', f"events = {n}", f"unpriced = {unknown}"]
        flat = {k: v for k, v in self.facts.items() if not isinstance(v, dict)}
        if flat:
            lines += ["", "[facts]", *(f"{toml_key(k)} = {toml_value(v)}" for k, v in flat.items())]
        for name, table in self.facts.items():
            if isinstance(table, dict):
                lines += ["", f"[facts.{toml_key(name)}]", *(f"{toml_key(k)} = {toml_value(v)}" for k, v in table.items())]
        (self.dir / "truth.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        worth = ", ".join(f"{p} {text(pools[p][0])} ({pools[p][1]})" for p in ("message", "integration", "unassigned") if p in pools) or "nothing"
        worth += "".join(f"; {n} {k}" for k, n in count.items() if n)
        SUMMARY.append((self.name, self.shows, worth))
        return {p: s[0] for p, s in pools.items()}


# Dialects of text


def sheet(header: list[str], rows: list[dict], quote_header: bool = False, quote_all: bool = False, sep: str = ",", eol: str = "\n", end: bool = True) -> str:
    out = io.StringIO()
    how = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=sep, lineterminator=eol, quoting=csv.QUOTE_ALL if quote_header else csv.QUOTE_MINIMAL).writerow(header)
    body = csv.writer(out, delimiter=sep, lineterminator=eol, quoting=how)
    for row in rows:
        body.writerow([row.get(k, "") for k in header])
    return out.getvalue() if end else out.getvalue().rstrip("\r\n")


def canonical(rows: list[dict]) -> str:
    return sheet(CANONICAL, rows)


def object_id(created: str, serial: int) -> str:
    """24 hex digits; the first 8 are the epoch seconds of the creation."""
    t = datetime.fromisoformat(created).replace(tzinfo=timezone.utc)
    return f"{int(t.timestamp()):08x}" + f"{0xabc0000000000000 + serial:016x}"


def record(created: str, serial: int, by: str = ANA, updated: str | None = None, **fields) -> dict:
    """A row of a Base44 entity export with its tail."""
    return {**fields, "id": object_id(created, serial), "created_date": created, "updated_date": updated or created, "created_by_id": by}


def export(own: list[str], rows: list[dict], sample: bool = False) -> str:
    """The platform's dialect: values quoted, header not, newest first, no newline at the end."""
    return sheet(own + TAIL + (["is_sample"] if sample else []), rows, quote_all=True, end=False)


def split(pairs: list) -> tuple[list, list]:
    return [a for a, _ in pairs], [b for _, b in pairs]
