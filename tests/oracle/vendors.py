"""The folders of fixtures/exports that hold documented exports of further vendors, and the platform's own audit log."""

from __future__ import annotations

import json

from folders import IGNORED, Folder, sheet, use


def vendors() -> None:
    snowflake()
    databricks()
    small()
    audit_log()


def snowflake() -> None:
    header = "SERVICE_TYPE,USAGE_DATE,CREDITS_USED_COMPUTE,CREDITS_USED_CLOUD_SERVICES,CREDITS_USED,CREDITS_ADJUSTMENT_CLOUD_SERVICES,CREDITS_BILLED".split(",")
    rows = [
        ["WAREHOUSE_METERING", "2026-05-04", "3.000000000", "0.412000000", "3.412000000", "-0.300000000", "3.112000000"],
        ["AUTO_CLUSTERING", "2026-05-04", "0.250000000", "0.000000000", "0.250000000", "0.000000000", "0.250000000"],
        ["WAREHOUSE_METERING", "2026-05-05", "0.000000000", "0.100000000", "0.100000000", "-0.100000000", "0.000000000"],
        ["AI_SERVICES", "2026-05-06", "1.000000001", "0.000000000", "1.000000001", "0.000000000", "1.000000001"],
    ]
    f = Folder("exports/snowflake-daily", "METERING_DAILY_HISTORY of Snowflake", "The billed credits count: the columns beside them are parts of them, and adding them counts twice.")
    f.file("metering_daily_history.csv", sheet(header, [dict(zip(header, r)) for r in rows]), [use("unassigned", r[-1]) for r in rows])
    f.facts = {"unit": "Snowflake credits", "format": "snowflake"}
    f.finish()

    header = "SERVICE_TYPE,START_TIME,END_TIME,ENTITY_ID,ENTITY_TYPE,NAME,CREDITS_USED_COMPUTE,CREDITS_USED_CLOUD_SERVICES,CREDITS_USED".split(",")
    rows = [
        ["WAREHOUSE_METERING", "2026-05-04 09:00:00.000 +0000", "2026-05-04 10:00:00.000 +0000", "12", "WAREHOUSE", "LOAD_WH", "1.000000000", "0.012500000", "1.012500000"],
        ["WAREHOUSE_METERING", "2026-05-04 10:00:00.000 +0000", "2026-05-04 11:00:00.000 +0000", "12", "WAREHOUSE", "LOAD_WH", "0.500000000", "0.000000000", "0.500000000"],
        ["PIPE", "2026-05-05 10:00:00.000 +0000", "2026-05-05 11:00:00.000 +0000", "31", "PIPE", "EVENTS", "0.060000000", "0.000000000", "0.060000000"],
    ]
    f = Folder("exports/snowflake-hourly", "METERING_HISTORY of Snowflake", "One row an hour and service; the sum of both kinds of credits counts.")
    f.file("metering_history.csv", sheet(header, [dict(zip(header, r)) for r in rows], quote_all=True), [use("unassigned", r[-1]) for r in rows])
    f.facts = {"unit": "Snowflake credits", "format": "snowflake"}
    f.finish()


def databricks() -> None:
    header = "record_id,account_id,workspace_id,sku_name,cloud,usage_start_time,usage_end_time,usage_date,custom_tags,usage_unit,usage_quantity,usage_metadata,identity_metadata,record_type,ingestion_date,billing_origin_product,product_features,usage_type".split(",")
    data = [
        ("r1", "PREMIUM_JOBS_SERVERLESS_COMPUTE", "DBU", "259.2958", "ORIGINAL", use("unassigned", "259.2958")),
        ("r2", "PREMIUM_JOBS_SERVERLESS_COMPUTE", "DBU", "-259.2958", "RETRACTION", use("unassigned", "-259.2958")),
        ("r3", "PREMIUM_JOBS_SERVERLESS_COMPUTE", "DBU", "258.9", "RESTATEMENT", use("unassigned", "258.9")),
        ("r4", "PREMIUM_SERVERLESS_REAL_TIME_INFERENCE", "DBU", "10.5", "ORIGINAL", use("unassigned", "10.5")),
        # A retraction counts against, whatever its sign.
        ("r5", "PREMIUM_SERVERLESS_REAL_TIME_INFERENCE", "DBU", "0.5", "RETRACTION", use("unassigned", "-0.5")),
        ("r6", "PREMIUM_PUBLIC_CONNECTIVITY", "GB", "7", "ORIGINAL", IGNORED),
    ]
    rows = [
        dict(zip(header, [i, "acc", "1234567", sku, "AWS", f"2026-05-04T{9 + n:02}:00:00.000+00:00", f"2026-05-04T{10 + n:02}:00:00.000+00:00", "2026-05-04", '{"team":"shop"}', unit, q, '{"job_id":"7"}', "", kind, "2026-05-05", "JOBS", "", "COMPUTE_TIME"]))
        for n, (i, sku, unit, q, kind, _) in enumerate(data)
    ]
    f = Folder("exports/databricks", "system.billing.usage of Databricks", "Retractions count against, restatements for; a row in another unit is not added.")
    f.file("usage.csv", sheet(header, rows), [v for *_, v in data])
    f.facts = {"unit": "DBU", "format": "databricks"}
    f.finish()


def small() -> None:
    tasks = [("t1", "Market study", -120, 1777885200, "cost"), ("t1", "Market study", -30, 1777888800, "cost"), ("t2", "Slides", -55, 1777971600, "cost")]
    rows = [dict(zip(("task_id", "title", "credits", "created_at", "type"), t)) for t in tasks]
    f = Folder("exports/manus", "usage.list of Manus", "Negative credits are use; the times are seconds since 1970.")
    f.file("usage.json", json.dumps({"data": rows, "has_more": False, "next_cursor": None}), [use("unassigned", str(-t[2])) for t in tasks])
    f.facts = {"unit": "Manus credits", "format": "manus"}
    f.finish()

    f = Folder("exports/kontent-ai", "AI credits of Kontent.ai", "One row a request, with its user and environment.")
    lines = "Timestamp,User,Environment,EnvironmentId,Credits\n2026-05-04T09:00:00Z,ana@shop.example,Shop / Production,11111111-1111-1111-1111-111111111111,3\n2026-05-04T09:05:00Z,Expert agent key,Shop / Production,11111111-1111-1111-1111-111111111111,12.5\n"
    f.file("credits.csv", lines, [use("unassigned", "3"), use("unassigned", "12.5")])
    f.facts = {"unit": "AI credits", "format": "kontent-ai"}
    f.finish()

    f = Folder("exports/exayard", "Usage of Exayard", "Its cost is in its own credits.")
    lines = "Date,User,Event,Kind,Model,Cost\n2026-05-04,ana@shop.example,Takeoff,AI,gpt-5,4\n2026-05-05,ana@shop.example,Chat,AI,gpt-5-mini,0.25\n"
    f.file("usage.csv", lines, [use("unassigned", "4"), use("unassigned", "0.25")])
    f.facts = {"unit": "Exayard credits", "format": "exayard"}
    f.finish()


def audit_log() -> None:
    n = 0

    def event(kind: str, metadata: dict, status: str = "success", user: str | None = "ana@shop.example") -> dict:
        nonlocal n
        n += 1
        return {"timestamp": f"2026-05-20T10:{n:02}:00Z", "user_email": user, "workspace_id": "w1", "app_id": "66f0a1b2c3d4e5f60718293a", "ip": "192.0.2.7", "user_agent": "Mozilla/5.0", "event_type": kind, "status": status, "error_code": None, "metadata": metadata}

    core = lambda action, **more: {"integration_name": "Core", "action": action, "duration_ms": 1200, **more}
    data = [
        (event("app.integration.executed", core("SendEmail")), use("integration", "1")),
        (event("app.integration.executed", core("InvokeLLM")), use("integration", "3")),
        (event("app.integration.executed", core("SendEmail"), "failure"), use("integration", None)),
        (event("app.integration.executed", {"integration_name": "Slack", "action": "postMessage"}), use("unassigned", "0")),
        (event("app.automation.executed", {"automation_id": "a1", "automation_name": "Nightly", "automation_type": "scheduled"}, user=None), use("integration", "1")),
        (event("app.agent.conversation", {"agent_name": "Helper", "conversation_id": "c1", "model": "gpt_5"}), use("integration", "15")),
        (event("api.function.call", {"function_name": "checkout", "status_code": 200}), use("unassigned", "0")),
        (event("app.entity.created", {"entity_name": "Order"}), IGNORED),
        (event("app.user.login", {}), IGNORED),
        (event("app.auth.call", {}), IGNORED),
        (event("app.created", {}), IGNORED),
        # A new kind of event that may cost something is counted and has no price.
        (event("app.superagent.executed", {"agent_name": "Helper"}), use("unassigned", None)),
    ]
    data.reverse()
    f = Folder("exports/audit-log", "The platform's Audit Logs API", "It reports no amounts. What costs nothing is ignored by name; a failed call and a kind of event that nobody knows have no price.")
    body = {"events": [e for e, _ in data], "pagination": {"total": len(data), "limit": 1000, "has_more": False, "next_cursor": None}}
    f.file("audit-logs.json", json.dumps(body), [v for _, v in data])
    f.facts = {"format": "audit-log"}
    f.finish()
