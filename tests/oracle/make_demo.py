"""Writes fixtures/demo.csv: two months of a small workspace, invented, the same bytes every time.

The story. Brightside runs three apps on the Builder plan, reset on the 5th. Ana builds, Ben helps. On 28 April they give the `shop` a gift finder:
every view of a product page asks GPT-5 the same question. On 12 May a change to the discount code breaks the checkout, and an afternoon of fixes
follows, minutes apart. On Sunday 24 May a sale opens with the gift finder on the home page: 24 May burns more than twice the fortnight before it,
and at this pace the 10,000 integration credits end before the reset on 5 June.

    python3 tests/oracle/make_demo.py            writes the file and checks the story with the judge
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import oracle

OUT = Path(__file__).resolve().parents[2] / "fixtures" / "demo.csv"
COLUMNS = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata".split(",")
FIRST, LAST = date(2026, 4, 5), date(2026, 5, 24)
ANA, BEN = "ana@brightside.example", "ben@brightside.example"

GIFT = "Suggest five gifts under 50 euros from the catalogue. Answer as JSON."
GIFTS = [GIFT] * 7 + [
    "Suggest five gifts under 50 euros for children from the catalogue. Answer as JSON.",
    "Suggest five gifts over 50 euros from the catalogue. Answer as JSON.",
]

# (app, feature, files, scope, credits, text): what two people ask a builder, week in, week out.
PROMPTS = [
    ("shop", "product page", "pages/Product.jsx", "simple", "0.5", "Make the add-to-cart button green and a little larger"),
    ("shop", "product page", "pages/Product.jsx;components/Gallery.jsx", "feature", "1.1", "Let customers zoom into the product photos"),
    ("shop", "home", "pages/Home.jsx", "simple", "0.5", "Change the headline on the home page to Spring Gifts"),
    ("shop", "home", "pages/Home.jsx;components/Banner.jsx", "feature", "0.9", "Show the sale banner only between two dates from the settings"),
    ("shop", "checkout", "components/Checkout.jsx;functions/applyDiscount.ts", "feature", "1.2", "Accept a discount code in the checkout"),
    ("shop", "checkout", "components/Checkout.jsx", "simple", "0.5", "Put the postcode before the city in the address form"),
    ("shop", "orders", "entities/Order.json;pages/Orders.jsx;functions/sendReceipt.ts;components/OrderRow.jsx", "module", "2.2", "Add a returns page where customers can send items back, with a status for each return"),
    ("shop", "catalogue", "pages/Catalogue.jsx;components/Filter.jsx", "feature", "1", "Filter the catalogue by price and colour"),
    ("helpdesk", "inbox", "pages/Inbox.jsx", "simple", "0.5", "Less padding between tickets in the inbox"),
    ("helpdesk", "inbox", "pages/Inbox.jsx;components/Ticket.jsx", "feature", "1", "Let an agent merge two tickets of the same customer"),
    ("helpdesk", "triage", "functions/triage.ts", "feature", "1.3", "Tickets with the word refund should go to the billing queue"),
    ("helpdesk", "reports", "pages/Reports.jsx;functions/weeklyReport.ts;entities/Report.json;components/Chart.jsx", "module", "2", "Add a weekly report with the median answer time for each queue"),
    ("blog", "editor", "pages/Editor.jsx", "simple", "0.5", "Rename the Publish button to Publish now"),
    ("blog", "editor", "pages/Editor.jsx;components/Preview.jsx", "feature", "0.8", "Show a preview beside the text while I write"),
    ("blog", "newsletter", "functions/newsletter.ts;entities/Subscriber.json;pages/Subscribe.jsx;components/SubscribeForm.jsx", "module", "1.9", "Add a newsletter sign-up with double opt-in"),
]
BROAD = [
    (date(2026, 4, 15), "helpdesk", "design", "3.6", "Translate the whole app to German"),
    (date(2026, 4, 24), "shop", "design", "6.5", "Make everything look more modern and fast"),
    (date(2026, 5, 8), "shop", "design", "4", "Rebuild all the pages for mobile"),
    (date(2026, 5, 19), "blog", "design", "5.2", "Clean up the whole app, it feels messy"),
]
LOOP = [  # Tuesday 12 May, 13:40: one afternoon on the checkout.
    (0, "2.1", "Apply discount codes before tax and show the saving under the total"),
    (6, "1.4", "The total is wrong now when there are two items, fix it"),
    (5, "1.8", "Now the discount is applied twice, please fix"),
    (7, "1.6", "The pay button does nothing since your last change"),
    (4, "1.5", "Still does nothing. The console says total is undefined"),
    (8, "2.4", "Pay works again but the discount field is gone, bring it back"),
    (6, "1.9", "The discount field is back but the total is wrong again with two items"),
    (9, "2.2", "You broke the pay button again, fix it and do not touch anything else"),
    (5, "1.7", "The saving is shown as NaN"),
    (7, "2.3", "Now it is right for one item but not for two, fix the sum"),
    (6, "1.9", "The tax is missing in the sum"),
    (11, "2.6", "Rewrite the checkout sum from scratch so that discount and tax are right"),
    (9, "1.5", "The receipt e-mail still shows the old total, fix it"),
]


class Story:
    def __init__(self):
        self.r = random.Random(20260405)
        self.rows: list[dict] = []

    def at(self, d: date, hour: float) -> datetime:
        return datetime(d.year, d.month, d.day) + timedelta(seconds=int(hour * 3600) + self.r.randrange(0, 60))

    def add(self, when: datetime, app: str, user: str, pool: str, operation: str, **more) -> None:
        row = dict.fromkeys(COLUMNS, "")
        row.update(timestamp=when.strftime("%Y-%m-%dT%H:%M:%SZ"), app=app, user=user, pool=pool, operation=operation, status=more.pop("status", "ok"), **more)
        self.rows.append(row)

    def hour(self) -> float:
        """A time of day at which a European shop has visitors."""
        return min(23.5, max(5.2, self.r.gauss(15, 3.6)))

    def customer(self) -> str:
        return f"customer-{self.r.choice([self.r.randrange(1, 9), self.r.randrange(1, 40)]):03d}"

    # Builders

    def builders(self, d: date) -> None:
        r = self.r
        for person, chance in ((ANA, 0.95), (BEN, 0.7)):
            if d.weekday() >= 5 or r.random() > chance:
                continue
            hour = r.uniform(7.5, 12.5)
            for _ in range(r.choice([1, 2, 3, 4]) if person == ANA else r.choice([1, 2, 2])):
                app, feature, files, scope, credits, text = r.choice(PROMPTS)
                if r.random() < 0.35:
                    self.add(self.at(d, hour - 0.08), app, person, "message", "discuss", feature=feature, credits="0.3", prompt="How would you do this? " + text)
                if r.random() < 0.06:
                    self.add(self.at(d, hour - 0.05), app, person, "message", "plan", feature=feature, prompt="Plan: " + text)
                more = {"feature": feature, "files": files, "prompt": text}
                if r.random() < 0.72:
                    more["credits"] = credits
                elif r.random() < 0.7:
                    more["scope"] = scope
                self.add(self.at(d, hour), app, person, "message", "ai_edit" if scope == "simple" and r.random() < 0.3 else "prompt", **more)
                if r.random() < 0.1:
                    self.add(self.at(d, hour + 0.06), app, person, "message", "question", feature=feature, credits="0")
                if r.random() < 0.35:
                    self.add(self.at(d, hour + 0.1), app, person, "message", r.choice(["visual_edit", "text_edit", "preview", "code_edit"]), feature=feature)
                if r.random() < 0.07:
                    self.add(self.at(d, hour + 0.12), app, person, "message", "auto_fix", feature=feature, files=files.split(";")[0])
                hour += r.uniform(0.4, 2.2)
        for day, app, feature, credits, text in BROAD:
            if day == d:
                self.add(self.at(d, 14.2), app, ANA, "message", "prompt", feature=feature, credits=credits, prompt=text)
        if d == date(2026, 4, 27):
            self.add(self.at(d, 14.5), "shop", BEN, "message", "prompt", feature="gift finder", files="components/GiftFinder.jsx;pages/Product.jsx;functions/gifts.ts;entities/Gift.json", credits="2.3",
                     prompt="Add a gift finder to the product page that asks the AI for five gifts when the page opens")
        if d == date(2026, 5, 22):
            self.add(self.at(d, 15.1), "shop", BEN, "message", "prompt", feature="gift finder", files="pages/Home.jsx;components/GiftFinder.jsx", credits="1.2", prompt="Show the gift finder on the home page too, for the sale on Sunday")
        if d == date(2026, 5, 12):
            when = self.at(d, 13 + 40 / 60)
            for i, (minutes, credits, text) in enumerate(LOOP):
                when += timedelta(minutes=minutes)
                self.add(when, "shop", BEN, "message", "prompt", feature="checkout", files="components/Checkout.jsx" + (";functions/applyDiscount.ts" if i % 3 else ""), credits=credits, prompt=text)
            self.add(when + timedelta(minutes=4), "shop", BEN, "message", "revert", feature="checkout", files="components/Checkout.jsx")

    # Running apps

    def shop(self, d: date) -> None:
        r, weekend = self.r, d.weekday() >= 5
        if d >= date(2026, 4, 28):
            views = round(r.gauss(19.5 if not weekend else 14.5, 2.2) + (d - date(2026, 4, 28)).days * 0.12)
            views = 57 if d == LAST else max(6, views)
            for i in range(views):
                when = self.at(d, self.hour())
                page = "home page" if d == LAST and i % 3 else "product page"
                more = {"model": "gpt_5", "feature": "gift finder", "prompt": r.choice(GIFTS), "metadata": json.dumps({"page": page, "trigger": "page load"}, separators=(",", ":"))}
                if r.random() < 0.85:
                    more["credits"] = r.choice(["15", "15", "15", "14.6", "15.4", "15.2", "14.8"])
                if r.random() < 0.012:
                    more.update(status="failed", credits="")
                self.add(when, "shop", self.customer(), "integration", "InvokeLLM", **more)
        orders = round(r.gauss(11 if weekend else 8, 2)) + (9 if d == LAST else 0)
        for _ in range(max(2, orders)):
            self.add(self.at(d, self.hour()), "shop", self.customer(), "integration", "SendEmail", feature="receipt", credits="1" if r.random() < 0.6 else "")
        for _ in range(r.choice([0, 1, 1, 2])):
            self.add(self.at(d, r.uniform(8, 16)), "shop", ANA, "integration", "UploadFile", feature="catalogue", credits="1")
        if r.random() < 0.5 and not weekend:
            self.add(self.at(d, r.uniform(8, 16)), "shop", ANA, "integration", "ExtractDataFromUploadedFile", feature="supplier invoices", credits="1")
        if r.random() < 0.35:
            self.add(self.at(d, r.uniform(8, 16)), "shop", BEN, "integration", "GenerateImage", feature="product photos", quantity=r.choice(["", "2", "4"]), prompt="Product photo on white, soft shadow")
        if d.day % 4 == 0:
            self.add(self.at(d, 3.1), "shop", "", "integration", "sync_inventory", feature="warehouse")

    def helpdesk(self, d: date) -> None:
        r, weekend = self.r, d.weekday() >= 5
        asks = ["Where is my parcel?", "I want to send this back", "Can I pay by invoice?", "Is the blue one in stock?", "My code does not work"]
        for _ in range(max(1, round(r.gauss(4 if weekend else 9, 2)))):
            model = r.choice(["automatic", "automatic", "gemini_3_flash"])
            self.add(self.at(d, self.hour()), "helpdesk", self.customer(), "integration", "agent_message", model=model, feature="support agent", prompt=r.choice(asks))
        for _ in range(max(1, round(r.gauss(3 if weekend else 6, 2)))):
            self.add(self.at(d, self.hour()), "helpdesk", "", "integration", "InvokeLLM", model=r.choice(["automatic", "automatic", ""]), feature="triage",
                     credits="3" if r.random() < 0.5 else "", prompt=f"Which queue fits ticket {r.randrange(1000, 4000)}?")
        for _ in range(r.choice([0, 0, 1, 2, 3])):
            self.add(self.at(d, self.hour()), "helpdesk", self.customer(), "integration", "whatsapp_message", feature="support agent")
        self.add(self.at(d, 2.0), "helpdesk", "", "integration", "automation_run", feature="nightly report")
        self.add(self.at(d, 2.01), "helpdesk", "", "integration", "function_run", feature="nightly report", metadata=json.dumps({"duration_ms": r.randrange(21000, 58000)}, separators=(",", ":")))
        self.add(self.at(d, 2.03), "helpdesk", "", "integration", "SendEmail", feature="nightly report", quantity="3")
        if d == date(2026, 5, 6):
            when = self.at(d, 19.4)  # one customer in a hurry: there is no limit for each user
            for _ in range(22):
                when += timedelta(seconds=r.randrange(12, 40))
                self.add(when, "helpdesk", "customer-031", "integration", "agent_message", model="automatic", feature="support agent", prompt="hello??")
        if d == date(2026, 5, 13):
            for k in range(3):
                self.add(self.at(d, 11 + k / 10), "helpdesk", self.customer(), "integration", "InvokeLLM", model="gpt_5_mini", feature="triage", prompt="Try the small model on this ticket")

    def blog(self, d: date) -> None:
        r = self.r
        if d.weekday() in (0, 3):
            self.add(self.at(d, 8.5), "blog", ANA, "integration", "GenerateImage", feature="cover picture", credits="1", prompt="Cover picture for the next post, flat colours")
            self.add(self.at(d, 9.1), "blog", ANA, "integration", "InvokeLLM", model="gemini_3_flash", feature="summary", credits="5", prompt="Write three sentences that summarise this post")
            self.add(self.at(d, 9.4), "blog", ANA, "integration", "GenerateSpeech", feature="read aloud", quantity=str(r.randrange(900, 3800)))
        if d.weekday() == 0:
            self.add(self.at(d, 10.0), "blog", ANA, "integration", "social_content_plan", feature="social")
        if d.weekday() in (1, 4) and r.random() < 0.6:
            self.add(self.at(d, 10.2), "blog", ANA, "integration", "social_content_improve", feature="social")
        if d.weekday() == 3:
            self.add(self.at(d, 11.0), "blog", "", "integration", "SendEmail", feature="newsletter", quantity=str(38 + (d - FIRST).days // 3))
        for _ in range(r.choice([1, 2, 2, 3])):
            self.add(self.at(d, self.hour()), "blog", "", "integration", "InvokeLLM", model="automatic", feature="related posts", prompt="Which three posts are related to this one?")
        if d == date(2026, 4, 21):
            self.add(self.at(d, 13.0), "blog", BEN, "integration", "GenerateVideo", feature="teaser", quantity="6", prompt="Teaser for the spring post")
        if d == date(2026, 5, 18):
            self.add(self.at(d, 13.0), "blog", BEN, "integration", "TranscribeAudio", feature="interview")

    def specials(self, d: date) -> None:
        if d == date(2026, 4, 9):
            self.add(self.at(d, 9.9), "shop", BEN, "integration", "export_ledger", feature="accounting", credits="2")
        if d == date(2026, 5, 15):
            self.add(self.at(d, 10.3), "shop", "", "integration", "InvokeLLM", model="gpt_5", feature="gift finder", credits="-45", status="refund", prompt="Three calls charged without an answer on 14 May")
        if d in (date(2026, 4, 30), date(2026, 5, 17)):
            for k in range(2):
                self.add(self.at(d, 16 + k / 20), "helpdesk", self.customer(), "integration", "SendEmail", feature="receipt", status="blocked", prompt="Address bounces")
        if d in (date(2026, 4, 14), date(2026, 5, 11)):
            self.add(self.at(d, 12.2), "blog", ANA, "integration", "GenerateImage", feature="cover picture", status="failed", prompt="Cover picture for the next post, flat colours")


def text_of(rows: list[dict]) -> str:
    rows = sorted(rows, key=lambda row: row["timestamp"])
    for i, row in enumerate(rows):
        row["id"] = f"e{i + 1:04d}"
        if row["status"] == "ok":
            row["status"] = ""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main() -> int:
    story = Story()
    d = FIRST
    while d <= LAST:
        for chapter in (story.builders, story.shop, story.helpdesk, story.blog, story.specials):
            chapter(d)
        d += timedelta(days=1)
    text = text_of(story.rows)
    OUT.write_text(text, encoding="utf-8")
    r = oracle.from_args([str(OUT), "--cycle-day", "5", "--plan", "builder"])
    state = {(a["rule"], a["pool"], a["threshold"]): a for a in r["alerts"] if a["scope"] is None}
    spike, forecast = state["spike", "integration", None], state["forecast", "integration", None]
    for pool in ("message", "integration"):
        p = r["pools"][pool]
        print(pool, "used", p["used"], "reported", p["reported"], "modeled", p["modeled"], "unpriced", p["unpriced_events"], p["projection"])
        print("  ", [(a["name"], a["credits"], a["share"]) for a in p["by_app"]])
    print(len(story.rows), "rows,", len(text.encode()), "bytes;", {k: spike[k] for k in ("state", "value", "baseline", "ratio")}, forecast["state"], forecast.get("value"))
    print("alert days", [(a["rule"], a["pool"], a["day"], a["ratio"]) for a in r["alert_days"] if a["scope"] is None and a["rule"] == "spike"])
    assert 1500 <= len(story.rows) <= 3000 and len(text.encode()) < 350_000
    assert spike["state"] == "fired" and forecast["state"] == "fired" and r["pools"]["integration"]["projection"]["out_date"] < "2026-06-05"
    assert state["spike", "message", None]["state"] == "clear" and state["budget", "integration", "100"]["state"] == "clear"
    assert state["forecast", "message", None]["state"] == "clear"
    return 0


if __name__ == "__main__":
    sys.exit(main())
