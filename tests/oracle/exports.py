"""The folders of fixtures/exports: one dialect or one trap each."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal as D

from folders import ANA, AS_OF, BEN, CANONICAL, DUPLICATE, IGNORED, REJECTED, TAIL, Folder, canonical, export, record, sheet, split, text, use


def exports() -> None:
    canonical_log()
    credit_log()
    integration_usage_log()
    automation_usage_log()
    credit_usage()
    credit_usage_log()
    ledger_signed()
    ledger_directions()
    json_forms()
    spreadsheet()
    all_operations()
    overlaps()
    clocks()
    cycles()
    empties()


def canonical_log() -> None:
    f = Folder("exports/canonical", "The canonical log with every column and every outcome", "Reported and list-priced rows side by side. Blocked rows and grants are not usage; the refund takes 2 back;\nthe failed call without credits is unknown; one row repeats another's id and content; one amount is no number.")
    c = lambda i, t, app, user, op, **k: {"id": i, "timestamp": f"2026-05-{t}", "app": app, "user": user, "operation": op, **k}
    rows, verdicts = split([
        (c("c01", "04T09:00:00Z", "shop", "ana", "prompt", credits="1.5", prompt="Show the delivery date, please"), use("message", "1.5")),
        (c("c02", "04T09:10:00Z", "shop", "ana", "prompt", scope="module"), use("message", "2")),
        (c("c03", "04T09:20:00Z", "shop", "ben", "discuss"), use("message", "0.3")),
        (c("c04", "05T10:00:00Z", "shop", "ben", "visual_edit"), use("message", "0")),
        (c("c05", "05T10:30:00Z", "shop", "ana", "ai_edit", files="a.jsx;b.jsx"), use("message", "1")),
        (c("c06", "05T11:00:00Z", "blog", "ana", "plan"), use("message", None)),
        (c("c07", "06T12:00:00Z", "blog", "", "SendEmail", quantity="12"), use("integration", "12")),
        (c("c08", "06T12:05:00+02:00", "blog", "", "InvokeLLM", model="gpt_5"), use("integration", "15")),
        (c("c09", "06T12:06:00", "blog", "", "InvokeLLM"), use("integration", "3")),
        (c("c10", "07", "blog", "", "GenerateVideo", quantity="6"), use("integration", "30")),
        (c("c11", "07T13:00:00Z", "blog", "", "GenerateSpeech", quantity="51"), use("integration", "2")),
        (c("c12", "07T13:01:00Z", "blog", "", "InvokeLLM", status="failed"), use("integration", None)),
        (c("c13", "07T13:02:00Z", "blog", "", "InvokeLLM", status="failed", credits="3"), use("integration", "3")),
        (c("c14", "07T13:03:00Z", "blog", "", "SendEmail", status="blocked"), IGNORED),
        (c("c15", "08T08:00:00Z", "", "", "top_up", pool="integration", credits="1000", status="grant"), IGNORED),
        (c("c16", "08T09:00:00Z", "blog", "", "InvokeLLM", credits="-2", status="refund"), use("integration", "-2")),
        (c("c07", "06T12:00:00Z", "blog", "", "SendEmail", quantity="12"), DUPLICATE),
        (c("c17", "08T09:30:00Z", "blog", "", "SendEmail", credits="a lot"), REJECTED),
        (c("c18", "08T10:00:00Z", "shop", "ana", "rocket_launch", credits="0.30000000000000004"), use("unassigned", "0.30000000000000004")),
    ])
    f.file("usage.csv", canonical(rows), verdicts)
    f.facts = {"granted_integration": "1000", "refunded_integration": "2", "reported_integration": "1", "modeled_integration": "62", "assumed_model": 1}
    f.finish()


def credit_log() -> None:
    f = Folder("exports/base44-creditlog", "A CreditLog entity: operation, cost and metadata as JSON", "cost = balance before − after, beside an operation that is known: these are the credits. Cells hold doubled quotes after a\nbackslash and a line break; both are part of the text. A cost of 0 is a 0.")
    own = ["operation", "cost", "metadata", "user_id", "timestamp"]
    data = [
        ("2026-05-04T09:00:01.120000", "prompt", "2", {"user_id": ANA, "prompt": 'Write "hello" on the start page'}, "message", "2"),
        ("2026-05-04T09:06:40.553000", "prompt", "0.5", {"prompt": "Red button"}, "message", "0.5"),
        ("2026-05-05T10:00:00", "discuss", "0.3", {}, "message", "0.3"),
        ("2026-05-06T11:11:11.002000", "InvokeLLM", "15", {"model": "gpt_5"}, "integration", "15"),
        ("2026-05-06T11:12:11.002000", "InvokeLLM", "2.7", {"model": "automatic"}, "integration", "2.7"),
        ("2026-05-07T12:00:05.100000", "SendEmail", "1", {"to": "a@shop.example"}, "integration", "1"),
        ("2026-05-07T12:00:06.100000", "SendEmail", "0", {"to": "b@shop.example"}, "integration", "0"),
        ("2026-05-08T13:00:00.900000", "GenerateImage", "1", {"prompt": "A cat,\nwith a hat"}, "integration", "1"),
    ]
    rows = [record(t, i, operation=op, cost=cost, metadata=json.dumps(meta, indent=1 if i == 7 else None), user_id=ANA, timestamp=t[:19] + ".000Z") for i, (t, op, cost, meta, _, _) in enumerate(data)]
    f.file("CreditLog_export.csv", export(own, rows[::-1]), [use(p, c) for *_, p, c in data])
    f.facts = {"backslash_quote": '\\""' in (f.dir / "CreditLog_export.csv").read_text()}
    f.finish()


def integration_usage_log() -> None:
    f = Folder("exports/base44-integrationusagelog", "An IntegrationUsageLog entity: estimates beside the platform's own figure, sample rows", "For each row the first amount that is not empty: actual_platform_credits_used, else estimated_credits_used, else the list price\n(an upload 1). integration_name only says Core. The failed call that reports nothing is unknown. Three sample rows are not usage.")
    own = ["timestamp", "integration_name", "operation_name", "feature", "app_user_id", "duration_ms", "success", "estimated_credits_used", "actual_platform_credits_used", "error_message", "metadata"]
    data = [
        ("11T07:00:00.500000", "InvokeLLM", "3", "4.2", "true", "false", use("integration", "4.2")),
        ("11T07:05:00.500000", "InvokeLLM", "3", "", "true", "false", use("integration", "3")),
        ("11T07:06:00.500000", "SendEmail", "1", "1", "true", "false", use("integration", "1")),
        ("11T08:00:00", "UploadFile", "", "", "true", "false", use("integration", "1")),
        ("12T08:00:00.250000", "InvokeLLM", "", "", "false", "false", use("integration", None)),
        ("12T08:01:00.250000", "InvokeLLM", "", "3", "false", "false", use("integration", "3")),
        ("12T09:00:00.250000", "GenerateImage", "1", "", "true", "true", IGNORED),
        ("12T09:01:00.250000", "InvokeLLM", "3", "", "true", "true", IGNORED),
        ("12T09:02:00.250000", "SendEmail", "1", "", "true", "true", IGNORED),
    ]
    rows = [
        record("2026-05-" + t, 16 + i, by="service_6b1f0c1e-0000-4000-8000-00000000000a" if i % 2 else ANA, timestamp=f"2026-05-{t[:11]}.331Z", integration_name="Core", operation_name=op, feature="triage",
               app_user_id=BEN, duration_ms="1830", success=ok, estimated_credits_used=est, actual_platform_credits_used=act, error_message="" if ok == "true" else "timeout", metadata='{"model":"automatic"}' if op == "InvokeLLM" else "", is_sample=sample)
        for i, (t, op, est, act, ok, sample, _) in enumerate(data)
    ]
    f.file("IntegrationUsageLog_export.csv", export(own, rows[::-1], sample=True), [v for *_, v in data])
    f.facts = {"reported": "11.2", "modeled": "1"}
    f.finish()


def automation_usage_log() -> None:
    f = Folder("exports/base44-integrationusagelog-automations", "An IntegrationUsageLog of automations: an amount, no operation", "Nothing in the rows names an operation or a pool, so the estimates are usage of no pool that is known. Failed counts what it reports.")
    own = ["timestamp", "function_name", "automation_id", "automation_name", "status", "estimated_credits_used", "records_written", "notes"]
    data = [("11T02:00:00", "success", "1"), ("12T02:00:00", "success", "4"), ("13T02:00:00", "failed", "1.5"), ("14T02:00:00", "success", "1"), ("15T02:00:00", "success", "1")]
    rows = [record("2026-05-" + t, 40 + i, by="null", timestamp=f"2026-05-{t}.000Z", function_name="nightlySync", automation_id="a-7", automation_name="Nightly sync", status=s, estimated_credits_used=c, records_written="12", notes="'@ops: see log" if i == 2 else "") for i, (t, s, c) in enumerate(data)]
    f.file("IntegrationUsageLog_export (1).csv", export(own, rows[::-1]), [use("unassigned", c) for *_, c in data])
    f.finish()


def usage_records() -> list[tuple[dict, tuple]]:
    """Rows of a CreditUsage entity; price_to_client is money."""
    data = [
        ("18T08:00:00.100000", "prompt", "message", "2.50", use("message", "2.5")),
        ("18T09:00:00.100000", "prompt", "message", "0.5", use("message", "0.5")),
        ("18T09:30:00", "discuss", "message", "0.3", use("message", "0.3")),
        ("19T10:00:00.100000", "agent_message", "integration", "3", use("integration", "3")),
        ("19T10:01:00.100000", "agent_message", "integration", "0.30000000000000004", use("integration", "0.30000000000000004")),
        ("20T10:02:00.100000", "InvokeLLM", "integration", "15", use("integration", "15")),
        ("20T11:00:00.100000", "brand_audit", "integration", "7", use("integration", "7")),
        ("20T11:30:00.100000", "brand_audit", "message", "1", use("message", "1")),
    ]
    return [
        (record("2026-05-" + t, 64 + i, workspace_id="ws-1", user_email="ana@agency.example" if i % 2 else "ben@agency.example", agent_name="Brand helper", event_type=e, credit_type=k, credits_used=c, price_to_client=f"{i + 1}.99"), v)
        for i, (t, e, k, c, v) in enumerate(data)
    ]


USAGE = ["workspace_id", "user_email", "agent_name", "event_type", "credit_type", "credits_used", "price_to_client"]


def credit_usage() -> None:
    f = Folder("exports/base44-creditusage", "A CreditUsage entity: credit_type tells the pool, price_to_client is money", "credits_used summed by credit_type: message 2.50 + 0.5 + 0.3 + 1, integration 3 + 0.30000000000000004 + 15 + 7. brand_audit is an\noperation nobody knows, in a pool that the log names.")
    rows, verdicts = split(usage_records())
    f.file("CreditUsage_export.csv", export(USAGE, rows[::-1]), verdicts)
    f.facts = {"unclassified": 2, "users": 2}
    f.finish()


def credit_usage_log() -> None:
    f = Folder("exports/creditusagelog", "A CreditUsageLog with allowed, blocked and failed rows", "Blocked rows cost nothing, whatever they estimate; failed rows count what they report. The header is quoted, as in later exports.")
    own = ["project_name", "workflow_name", "trigger_type", "integration_name", "estimated_credit_usage", "status"]
    data = [
        ("21T06:00:00.400000", "crm", "SendEmail", "1", "allowed", use("integration", "1")),
        ("21T06:01:00.400000", "crm", "SendEmail", "1", "blocked", IGNORED),
        ("21T06:02:00.400000", "crm", "InvokeLLM", "3", "allowed", use("integration", "3")),
        ("21T06:03:00.400000", "crm", "InvokeLLM", "3", "failed", use("integration", "3")),
        ("22T06:00:00.400000", "site", "GenerateImage", "1", "allowed", use("integration", "1")),
        ("22T06:01:00.400000", "site", "InvokeLLM", "", "failed", use("integration", None)),
        ("22T06:02:00.400000", "site", "InvokeLLM", "15", "blocked", IGNORED),
    ]
    rows = [record("2026-05-" + t, 96 + i, project_name=p, workflow_name="welcome", trigger_type="schedule", integration_name=op, estimated_credit_usage=c, status=s) for i, (t, p, op, c, s, _) in enumerate(data)]
    f.file("CreditUsageLog_export.csv", sheet(own + TAIL, rows[::-1], quote_header=True, quote_all=True, end=False), [v for *_, v in data])
    f.facts = {"app": {"crm": "7", "site": "1"}}
    f.finish()


def ledger_signed() -> None:
    f = Folder("exports/creditledger-signed", "A signed ledger: spend is negative, purchases positive", "The negative amounts of rows that name an operation, turned round: 3 + 1 + 15 + 1. The purchase and the bonus are not spend.\nOne amount carries the apostrophe that some exports put before a sign.")
    own = ["user_email", "type", "operation", "amount", "balance_after"]
    data = [
        ("01T00:05:00", "purchase", "", "100", "100", IGNORED),
        ("04T09:00:00.700000", "usage", "InvokeLLM", "-3", "97", use("integration", "3")),
        ("04T09:01:00.700000", "usage", "SendEmail", "-1", "96", use("integration", "1")),
        ("05T09:00:00.700000", "usage", "InvokeLLM", "-15", "81", use("integration", "15")),
        ("06T09:00:00.700000", "bonus", "", "20", "101", IGNORED),
        ("07T09:00:00.700000", "usage", "SendEmail", "'-1", "100", use("integration", "1")),
    ]
    rows = [record("2026-05-" + t, 128 + i, user_email="cleo@app.example", type=k, operation=op, amount=a, balance_after=b) for i, (t, k, op, a, b, _) in enumerate(data)]
    f.file("CreditLedger_export.csv", export(own, rows[::-1]), [v for *_, v in data])
    f.finish()


def ledger_directions() -> None:
    f = Folder("exports/creditledger-direction", "An unsigned ledger with type and direction, holds and captures", "Spend = charges and captures: 3 + 5 + 1; a hold is not spend, its capture is. The refund takes 3 back. The purchase is a grant.")
    own = ["user_email", "type", "direction", "operation", "amount", "balance_after"]
    data = [
        ("01T00:05:00", "purchase", "credit", "", "50", "50", IGNORED),
        ("04T09:00:00.700000", "charge", "debit", "InvokeLLM", "3", "47", use("integration", "3")),
        ("05T09:00:00.700000", "hold", "debit", "InvokeLLM", "5", "42", IGNORED),
        ("05T09:00:09.700000", "capture", "debit", "InvokeLLM", "5", "42", use("integration", "5")),
        ("06T09:00:00.700000", "refund", "credit", "InvokeLLM", "3", "45", use("integration", "-3")),
        ("07T09:00:00.700000", "charge", "debit", "SendEmail", "1", "44", use("integration", "1")),
    ]
    rows = [record("2026-05-" + t, 160 + i, user_email="cleo@app.example", type=k, direction=d, operation=op, amount=a, balance_after=b) for i, (t, k, d, op, a, b, _) in enumerate(data)]
    f.file("CreditTransaction_export.csv", export(own, rows[::-1]), [v for *_, v in data])
    f.facts = {"refunded_integration": "3"}
    f.finish()


def json_text(rows: list[dict]) -> list[str]:
    """Records as JSON objects; amounts as numbers with the digits of the source."""
    out = []
    for row in rows:
        parts = [f"{json.dumps(k)}: {v if k in ('credits_used', 'price_to_client') else json.dumps(v)}" for k, v in row.items()]
        out.append("{" + ", ".join(parts) + "}")
    return out


def json_forms() -> None:
    rows, verdicts = split(usage_records())
    lines = json_text(rows)
    how = "The same records as base44-creditusage, so the same truth: message 4.3, integration 25.30000000000000004."
    f = Folder("exports/json-array", "The records as a JSON array, numbers as numbers", how)
    f.file("usage.json", "[\n  " + ",\n  ".join(lines) + "\n]\n", verdicts)
    f.finish()
    f = Folder("exports/json-page", "A page of a longer list: has_more is true, so it is cut", how + "\nThe file itself says that more rows exist: a warning, and a gate is not judged.")
    f.file("page.json", '{"items": [' + ",".join(lines) + '], "next_cursor": "b2Zmc2V0PTg", "has_more": true}', verdicts)
    f.facts = {"cut": True}
    f.finish()
    f = Folder("exports/jsonl", "JSON Lines, one of them broken", how + "\nThe sixth line is half a record: rejected, the rest stands.")
    f.file("usage.jsonl", "\n".join(lines[:5] + ['{"event_type": "InvokeLLM", "credits_used": '] + lines[5:]) + "\n", verdicts[:5] + [REJECTED] + verdicts[5:])
    f.finish()


def spreadsheet() -> None:
    f = Folder("exports/spreadsheet-semicolon", "Re-saved by a spreadsheet: BOM, semicolons, decimal commas, CRLF", "The commas are decimal points: message 1.5 + 0.3 + 2.25, integration 15 + 3.5 + 1 + 0.75.")
    header = ["timestamp", "app", "operation", "credits", "done"]
    rows, verdicts = split([
        ({"timestamp": f"2026-05-{t}", "app": a, "operation": op, "credits": c, "done": "TRUE"}, v)
        for t, a, op, c, v in [
            ("25 18:43:12", "Café", "prompt", "1,5", use("message", "1.5")),
            ("25 18:50:00", "Café", "discuss", "0,3", use("message", "0.3")),
            ("26 09:00:00", "Café", "prompt", "2,25", use("message", "2.25")),
            ("26 09:30:00", "Markt; Süd", "InvokeLLM", "15", use("integration", "15")),
            ("26 09:31:00", "Markt; Süd", "InvokeLLM", "3,5", use("integration", "3.5")),
            ("27 09:31:00", "Markt; Süd", "SendEmail", "1", use("integration", "1")),
            ("27 09:32:00", "Markt; Süd", "SendEmail", "0,75", use("integration", "0.75")),
        ]
    ])
    f.file("usage.csv", "\ufeff" + sheet(header, rows, sep=";", eol="\r\n"), verdicts)
    f.facts = {"app": {"Café": "4.05", "Markt; Süd": "20.25"}}
    f.finish()


def all_operations() -> None:
    f = Folder("exports/all-operations", "One row for each operation of the rate card of March 2026, none reported", "Each row's credits are the published price for its quantity, read off the card by hand. Builder plan: automatic fixes cost nothing.",
               [*AS_OF, "--plan", "builder"])
    m, i = "message", "integration"
    table = [  # operation, fields, pool, credits, class
        ("prompt", {"scope": "simple"}, m, "0.5", "build.simple"),
        ("prompt", {"scope": "feature"}, m, "1", "build.feature"),
        ("prompt", {"scope": "module"}, m, "2", "build.module"),
        ("prompt", {"scope": "app-wide"}, m, "3.5", "build.app-wide"),
        ("prompt", {"scope": "feature", "model": "claude_sonnet_4_6"}, m, None, "build.feature"),
        ("prompt", {}, m, None, "build.unscoped"),
        ("ai_edit", {"files": "1"}, m, "0.5", "build.simple"),
        ("ai_edit", {"files": "a.jsx;b.jsx;c.jsx;d.jsx"}, m, "2", "build.module"),
        ("discuss", {}, m, "0.3", "discuss"),
        ("plan", {}, m, None, "plan-mode"),
        ("question", {}, m, "0", "question"),
        ("compare", {"scope": "module"}, m, "4", "compare"),
        ("visual_edit", {}, m, "0", "edit.manual"),
        ("text_edit", {}, m, "0", "edit.manual"),
        ("code_edit", {}, m, "0", "edit.manual"),
        ("preview", {}, m, "0", "edit.manual"),
        ("revert", {}, m, "0", "edit.manual"),
        ("auto_fix", {"scope": "feature"}, m, "0", "fix.auto"),
        ("SendEmail", {"quantity": "3"}, i, "3", "integration.send-email"),
        ("SendEmail", {"metadata": '{"from_email":"news@acme.example"}'}, i, "2", "integration.send-email-custom-domain"),
        ("SendEmailCustomDomain", {}, i, "2", "integration.send-email-custom-domain"),
        ("UploadFile", {}, i, "1", "integration.upload-file"),
        ("ExtractDataFromUploadedFile", {}, i, "1", "integration.extract-data"),
        ("GenerateImage", {"quantity": "2"}, i, "2", "integration.generate-image"),
        ("GenerateVideo", {"quantity": "8"}, i, "40", "integration.generate-video"),
        ("GenerateVideo", {}, i, None, "integration.generate-video"),
        ("GenerateSpeech", {"quantity": "120"}, i, "3", "integration.generate-speech"),
        ("GenerateSpeech", {"quantity": "9000"}, i, "100", "integration.generate-speech"),
        ("InvokeLLM", {"model": "automatic"}, i, "3", "llm.automatic"),
        ("InvokeLLM", {}, i, "3", "llm.automatic"),
        ("InvokeLLM", {"model": "gemini_3_flash"}, i, "5", "llm.gemini-3-flash"),
        ("InvokeLLM", {"model": "GPT-5"}, i, "15", "llm.gpt-5"),
        ("InvokeLLM", {"model": "gpt_5_mini"}, i, None, "llm.other"),
        ("agent_message", {"model": "automatic"}, i, "3", "agent.automatic"),
        ("agent_message", {"model": "gemini_3_flash"}, i, "5", "agent.gemini-3-flash"),
        ("agent_message", {"model": "gpt_5"}, i, "15", "agent.gpt-5"),
        ("whatsapp_message", {}, i, "1", "agent.whatsapp"),
        ("automation_run", {}, i, "1", "automation.run"),
        ("social_content_plan", {}, i, "10", "social.plan"),
        ("social_content_improve", {}, i, "1", "social.improve"),
        ("connector_call", {}, i, None, "connector.metered"),
        ("UploadPrivateFile", {}, i, None, "integration.other"),
        ("CreateFileSignedUrl", {}, i, None, "integration.other"),
        ("TranscribeAudio", {}, i, None, "integration.other"),
        ("SendSMS", {}, i, None, "integration.other"),
        ("db_query", {}, "unassigned", "0", "database"),
        ("function_run", {}, "unassigned", "0", "function.run"),
        ("rocket_launch", {}, "unassigned", None, "unclassified"),
    ]
    start = datetime(2026, 5, 11, 8)
    rows = [{"id": f"op-{n:02d}", "timestamp": (start + timedelta(minutes=n)).isoformat() + "Z", "app": "lab", "operation": op, **more} for n, (op, more, *_) in enumerate(table)]
    f.file("operations.csv", canonical(rows), [use(p, c) for _, _, p, c, _ in table])
    sums: dict[str, D] = {}
    for *_, c, cls in table:
        sums[cls] = sums.get(cls, D(0)) + D(c or 0)
    f.facts = {"assumed_model": 1, "unclassified": 1, "class": {k: text(v) for k, v in sums.items()}}
    f.finish()


def overlaps() -> None:
    f = Folder("exports/overlap-with-ids", "Two exports of one entity that overlap; one row was edited in between", "Rows 3–5 stand in both files and count once. Row 5 was edited (1 → 4) before the second export: the later updated_date wins.\nSo 3 + 1 + 15 + 1 + 4 + 3 + 1.")
    own = ["operation", "cost", "metadata", "user_id", "timestamp"]
    costs = [("InvokeLLM", "3"), ("SendEmail", "1"), ("InvokeLLM", "15"), ("SendEmail", "1"), ("InvokeLLM", "1"), ("InvokeLLM", "3"), ("SendEmail", "1")]
    rows = [record(f"2026-05-{10 + i}T10:00:00.125000", 256 + i, operation=op, cost=c, metadata="{}", user_id=ANA, timestamp=f"2026-05-{10 + i}T10:00:00.125Z") for i, (op, c) in enumerate(costs)]
    edited = {**rows[4], "cost": "4", "updated_date": "2026-05-16T08:00:00"}
    worth = [use("integration", c) for _, c in costs]
    f.file("CreditLog_export.csv", export(own, rows[4::-1]), worth[:4] + [DUPLICATE])
    f.file("CreditLog_export (1).csv", export(own, [*rows[6:4:-1], edited, *rows[3:1:-1]]), [use("integration", "4"), worth[5], worth[6], DUPLICATE, DUPLICATE])
    f.facts = {"conflicting_ids": 0, "edited_row": "4"}
    f.finish()

    f = Folder("exports/overlap-without-ids", "Two files without ids that share rows: a multiset maximum", "The e-mail of 09:00 stands twice in the first file and once in the second: two events, one duplicate. The call of 10:00 stands in both:\none event, one duplicate. The e-mail of 11:00 stands once and three times: three events, one duplicate.")
    header = ["timestamp", "app", "operation", "credits"]
    mail, call, late, last = ({"timestamp": f"2026-05-12T{h}:00:00Z", "app": "shop", "operation": op, "credits": c} for h, op, c in [("09", "SendEmail", "1"), ("10", "InvokeLLM", "3"), ("11", "SendEmail", "1"), ("12", "InvokeLLM", "15")])
    one = use("integration", "1")
    f.file("monday.csv", sheet(header, [mail, mail, call, late]), [one, one, use("integration", "3"), one])
    f.file("tuesday.csv", sheet(header, [mail, call, late, late, late, last]), [DUPLICATE, DUPLICATE, DUPLICATE, one, one, use("integration", "15")])
    f.finish()


def clocks() -> None:
    header = ["timestamp", "app", "operation", "credits"]
    plans = [
        ("dst-berlin", "Europe/Berlin", "2026-03-31", "The clocks go forward in Berlin on 29 March 2026: that day runs from 23:00Z to 22:00Z",
         [("2026-03-28T22:59:59Z", "1", "2026-03-28"), ("2026-03-28T23:00:00Z", "2", "2026-03-29"), ("2026-03-29T00:59:59Z", "4", "2026-03-29"), ("2026-03-29T01:00:00Z", "8", "2026-03-29"), ("2026-03-29T21:59:59Z", "16", "2026-03-29"),
          ("2026-03-29T22:00:00Z", "32", "2026-03-30"), ("2026-03-30T21:59:59.999Z", "64", "2026-03-30"), ("2026-03-31", "128", "2026-03-31")]),
        ("dst-berlin-autumn", "Europe/Berlin", "2026-10-26", "The clocks go back in Berlin on 25 October 2026: that day has 25 hours, 22:00Z to 23:00Z",
         [("2026-10-24T21:59:59Z", "1", "2026-10-24"), ("2026-10-24T22:00:00Z", "2", "2026-10-25"), ("2026-10-25T02:30:00+02:00", "4", "2026-10-25"), ("2026-10-25T02:30:00+01:00", "8", "2026-10-25"), ("2026-10-25T22:59:59Z", "16", "2026-10-25"), ("2026-10-25T23:00:00Z", "32", "2026-10-26")]),
        ("dst-new-york", "America/New_York", "2026-03-09", "The clocks go forward in New York on 8 March 2026: that day runs from 05:00Z to 04:00Z",
         [("2026-03-08T04:59:59Z", "1", "2026-03-07"), ("2026-03-08T05:00:00Z", "2", "2026-03-08"), ("2026-03-08T06:59:59Z", "4", "2026-03-08"), ("2026-03-08T07:00:00Z", "8", "2026-03-08"), ("2026-03-09T03:59:59Z", "16", "2026-03-08"), ("2026-03-09T04:00:00", "32", "2026-03-09")]),
    ]
    for name, zone, as_of, shows, data in plans:
        f = Folder(f"exports/{name}", shows, "Each amount is a power of two, so a day's sum tells which rows are in it; the days were looked up by hand from the zone's rule.", ["--as-of", as_of, "-z", zone])
        f.file("usage.csv", sheet(header, [{"timestamp": t, "app": "shop", "operation": "SendEmail", "credits": c} for t, c, _ in data]), [use("integration", c) for _, c, _ in data])
        days: dict[str, D] = {}
        for _, c, d in data:
            days[d] = days.get(d, D(0)) + D(c)
        f.facts = {"day": {k: text(v) for k, v in days.items()}}
        f.finish()


def cycles() -> None:
    header = ["timestamp", "app", "operation", "credits"]

    def story(name, shows, how, args, data, facts):
        f = Folder(f"exports/{name}", shows, how, args)
        f.file("usage.csv", sheet(header, [{"timestamp": t, "app": "shop", "operation": "InvokeLLM", "credits": c} for t, c in data]), [use("integration", c) for _, c in data])
        f.facts = facts
        f.finish()

    story("month-end-reset", "A reset on the 31st: in shorter months on their last day", "Cycles 31 January – 27 February, 28 February – 30 March, 31 March – 29 April, 30 April – 30 May. Powers of two tell which rows are in which.",
          ["--as-of", "2026-05-02", "--cycle-day", "31", "--allowance", "integration=1000"],
          [("2026-01-31T00:00:00Z", "1"), ("2026-02-27T23:59:59Z", "2"), ("2026-02-28T00:00:00Z", "4"), ("2026-03-30T23:59:59Z", "8"), ("2026-03-31T00:00:00Z", "16"), ("2026-04-29T23:59:59Z", "32"), ("2026-04-30T00:00:00Z", "64"), ("2026-05-02T12:00:00Z", "128")],
          {"cycle": {"2026-01-31": "3", "2026-02-28": "12", "2026-03-31": "48", "2026-04-30": "192"}, "unused": {"2026-01-31": "997", "2026-02-28": "988", "2026-03-31": "952"}, "current": {"start": "2026-04-30", "end": "2026-05-31", "day": 3, "days": 31}})
    first = date(2026, 4, 5)
    data = [((first + timedelta(days=i)).isoformat() + "T09:00:00Z", "10" if i < 30 else "20") for i in range(45)]
    story("two-cycles", "Two cycles from the 5th: 10 a day, then 20 a day", "5 April – 4 May: 30 × 10 = 300 of 500, 200 unused. 5–19 May: 15 × 20 = 300, 16 days left at the last 14 days' mean of 20: total 620 > 500,\n(500 − 300)/20 = 10 days after 19 May. Spike on 5 May: 20 against 10 is exactly twice, so it does not fire.",
          ["--as-of", "2026-05-19", "--cycle-day", "5", "--allowance", "integration=500"], data,
          {"cycle": {"2026-04-05": "300", "2026-05-05": "300"}, "unused": {"2026-04-05": "200"}, "current": {"start": "2026-05-05", "end": "2026-06-05", "day": 15, "days": 31},
           "projection": {"daily_average": "20", "days_left": 16, "total": "620", "exceeds": True, "out_date": "2026-05-29"}, "alert_days_spike": 0})


def empties() -> None:
    f = Folder("exports/empty", "An entity without rows exports as 0 bytes", "Nothing in it: an empty report.", [])
    f.file("CreditLog_export.csv", b"", [])
    f.finish()
    f = Folder("exports/header-alone", "A header and no row", "Nothing in it: an empty report.", [])
    f.file("usage.csv", ",".join(CANONICAL) + "\n", [])
    f.finish()
