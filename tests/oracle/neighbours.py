"""The folders of fixtures/exports that hold exports of neighbouring tools: Cursor's seven headers, GitHub Copilot's four."""

from __future__ import annotations

from folders import DUPLICATE, IGNORED, Folder, sheet, use

TOKENS = ["Input (w/ Cache Write)", "Input (w/o Cache Write)", "Cache Read", "Output Tokens", "Total Tokens"]
CURSOR = [
    ["Date", "User", "Kind", "Max Mode", "Model", "Tokens", "Cost ($)"],
    ["Date", "User", "Kind", "Model", "Input (w/ Cache Write)", "Input (w/o Cache Write)", "Cache Read", "Output", "Total Tokens", "Cost ($)"],
    ["Date", "Model", *TOKENS, "Cost", "Cost to you"],
    ["Date", "Kind", "Model", "Max Mode", *TOKENS, "Cost"],
    ["Date", "Cloud Agent ID", "Automation ID", "Kind", "Model", "Max Mode", *TOKENS, "Cost"],
    ["Date", "User", "Cloud Agent ID", "Automation ID", "Kind", "Model", "Max Mode", *TOKENS, "Cost"],
    ["Date", "User", "Kind", "Model", "Max Mode", *TOKENS, "Requests"],
]
# Time, kind, model, cost as one of the exports writes it, what it is worth.
COSTS = [
    ("2026-05-04T09:00:00.120Z", "Included", "claude-4-sonnet", "Included", None),
    ("2026-05-04T09:05:00.000Z", "On-Demand", "claude-4-sonnet", "0.12", "0.12"),
    ("2026-05-05T10:00:00.500Z", "USAGE", "gpt-5", "$0.02", "0.02"),
    ("2026-05-05T11:00:00.500Z", "Free", "auto", "Free", "0"),
    ("2026-05-06T09:00:00.500Z", "Errored, Not Charged", "gpt-5", "-", "0"),
    ("2026-05-06T09:01:00.500Z", "Errored, No Charge", "gpt-5", "", "0"),
    ("2026-05-06T09:02:00.500Z", "Aborted, Not Charged", "gpt-5", "-", "0"),
    ("2026-05-07T09:00:00.500Z", "User API Key", "claude-4-sonnet", "-", None),
    ("2026-05-07T10:00:00.500Z", "On-Demand", "claude-4-opus", "1.30", "1.3"),
]


def neighbours() -> None:
    for n, header in enumerate(CURSOR, 1):
        cursor(n, header)
    cursor_days()
    copilot()


def row(t: str, kind: str, model: str, amount: str) -> dict:
    tokens = {name: "1200" for name in [*TOKENS, "Tokens", "Output"]}
    return {"Date": t, "User": "ana@shop.example", "Kind": kind, "Model": model, "Max Mode": "No", **tokens, "Cost": amount, "Cost ($)": amount, "Cost to you": "$0.00", "Requests": amount}


def cursor(n: int, header: list[str]) -> None:
    unit = "requests" if "Requests" in header else "USD"
    f = Folder(f"exports/cursor-{n}", f"Usage events of Cursor, header {n} of 7, in {unit}", "Not charged is 0; `Included` and a call on the user's own key are used at a cost that the export does not tell.")
    data = COSTS
    if unit == "requests":
        worth = ["1", "2", "0.5", "0", "0", "0", "0", "1", "4"]
        data = [(t, k, m, w, w) for (t, k, m, _, _), w in zip(COSTS, worth)]
    if "Kind" not in header:
        # Without a kind, a cell without a number is not known to be free.
        data = [(t, "", m, c, None if c in ("-", "") else w) for t, _, m, c, w in data]
    rows = [row(t, k, m, c) for t, k, m, c, _ in data]
    f.file(f"usage-events-2026-05-0{n}.csv", sheet(header, rows[::-1], quote_all=n % 2 == 0, quote_header=n in (2, 4), end=False), [use("unassigned", w) for *_, w in data])
    f.facts = {"unit": unit, "format": "cursor"}
    f.finish()


def cursor_days() -> None:
    f = Folder("exports/cursor-overlapping-days", "Four daily exports of Cursor without ids, each reaching back over the days before", "Each file holds all rows up to its day, so every row but the newest ones stands in several: 26 rows, 9 events.")
    data = [(t, k, m, w) for (t, k, m, _, _), w in zip(COSTS, ["1", "2", "0.5", "0", "0", "0", "0", "1", "4"])]
    seen = 0
    for day, upto in (("04", 2), ("05", 4), ("06", 7), ("07", 9)):
        part = data[:upto]
        body = sheet(CURSOR[6], [row(*d) for d in part][::-1], end=False)
        f.file(f"usage-events-2026-05-{day}.csv", body, [DUPLICATE] * seen + [use("unassigned", d[3]) for d in part[seen:]])
        seen = upto
    f.how = f.how.replace("26 rows", f"{len(f.verdicts)} rows")
    f.facts = {"unit": "requests", "format": "cursor"}
    f.finish()


def copilot() -> None:
    first = ["Timestamp", "User", "Model", "Requests Used", "Exceeds Monthly Quota", "Total Monthly Quota"]
    second = ["date", "username", "model", "quantity", "exceeds_quota", "total_monthly_quota"]
    third = "date,username,product,sku,model,quantity,unit_type,applied_cost_per_quantity,gross_amount,discount_amount,net_amount,exceeds_quota,total_monthly_quota,organization,cost_center_name,aic_quantity,aic_gross_amount".split(",")
    fourth = "date,username,organization,repository,product,sku,model,input_tokens,output_tokens,cached_tokens,quantity,unit_type,applied_cost_per_quantity,gross_amount,discount_amount,net_amount,total_monthly_quota".split(",")
    data = [("2026-05-04", "ana", "Claude Sonnet 4.5", "3.6300000000000003"), ("2026-05-04", "ben", "GPT-5", "12"), ("2026-05-05", "ana", "GPT-5 mini", "0"), ("2026-05-06", "ana", "Claude Opus 4.1", "40")]
    verdicts = [use("unassigned", q) for *_, q in data]
    all_of = lambda n, header, rows, **how: sheet(header, rows, **how)

    f = Folder("exports/copilot-1", "Premium requests of GitHub Copilot, the header of 2025", "Each row is a day's requests of one user and model; the fraction of a second has seven digits.")
    rows = [{"Timestamp": f"{d}T00:00:00.0000000Z", "User": u, "Model": m, "Requests Used": q, "Exceeds Monthly Quota": "False", "Total Monthly Quota": "300"} for d, u, m, q in data]
    f.file("premium_requests.csv", all_of(1, first, rows, quote_all=True, quote_header=True, eol="\r\n"), verdicts)
    f.facts = {"unit": "requests", "format": "copilot"}
    f.finish()

    rows = [
        {"date": d, "username": u, "model": m, "quantity": q, "exceeds_quota": "false", "total_monthly_quota": "300", "product": "copilot", "sku": "copilot_coding_agent_premium_request" if i == 3 else "copilot_premium_request",
         "unit_type": "requests", "applied_cost_per_quantity": "0.04", "gross_amount": "0.48", "discount_amount": "0.48", "net_amount": "0", "organization": "shop", "cost_center_name": "", "aic_quantity": "1", "aic_gross_amount": "0.01"}
        for i, (d, u, m, q) in enumerate(data)
    ]
    for n, header, how in ((2, second, {"bom": True}), (3, third[:-2], {"quote_all": True, "quote_header": True, "eol": "\r\n"})):
        bom = "\ufeff" if how.pop("bom", False) else ""
        f = Folder(f"exports/copilot-{n}", f"Premium requests of GitHub Copilot, header {n} of 4", "The quantity counts; the amounts of money beside it do not.")
        f.file("premium_request_usage.csv", bom + sheet(header, rows, **how), verdicts)
        f.facts = {"unit": "requests", "format": "copilot"}
        f.finish()

    f = Folder("exports/copilot-4", "GitHub Copilot in AI credits, with repositories and token columns", "The rows say their own unit; the one that counts requests is not added to the others.")
    mixed = [dict(r, unit_type="ai-credits", repository="shop/web", input_tokens="100", output_tokens="10", cached_tokens="0") for r in rows]
    mixed.append(dict(mixed[0], unit_type="requests", quantity="7"))
    f.file("ai_usage.csv", sheet(fourth, mixed, eol="\r\n"), verdicts + [IGNORED])
    f.facts = {"unit": "AI credits", "format": "copilot"}
    f.finish()
