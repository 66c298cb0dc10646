"""Twenty-six months of honest work that looks busy: nothing in them is waste, so nothing may be claimed.

Each is a function of a `Log`, like the stories with waste. They are told in every dialect of `stories2_log.VARIANTS`.
"""

from stories2_log import DAYS, THINGS, Log

ANA, BO, SERVICE = "ana@studio.test", "bo@studio.test", "service+77@no-reply.base44.com"


def migration(log: Log) -> None:
    """One planned move: 900 documents read by a service in one night, each another file."""
    log.builders(2).running(4)
    for n in range(900):
        log.add(log.at(11, 21, 9 * n), "ExtractDataFromUploadedFile", 1, user=SERVICE, feature="archive", metadata={"file_url": f"https://files.test/archive/{n}.pdf"})


def mailing(log: Log) -> None:
    """A newsletter to 700 readers, twice: one mail each."""
    log.builders(2).running(4)
    for day in (6, 20):
        for n in range(350):
            log.add(log.at(day, 9, 2 * n), "SendEmail", 1, user=SERVICE, feature="newsletter", metadata={"to": f"reader{n}@mail.test", "subject": f"News of week {day // 7}"})


def grading_essays(log: Log) -> None:
    """A teacher has two classes' essays assessed, one after the other: the same instructions, another essay each time."""
    log.builders(1).running(4)
    for day in (4, 18):
        for n in range(85):
            log.add(log.at(day, 16, 35 * n), "InvokeLLM", 3, user="teacher@school.test", model="automatic", feature="assessment",
                    prompt="Assess the essay by the five criteria of the school and write a kind comment for the pupil", metadata={"essay_id": f"{day}-{n}", "chars": 3000 + 17 * n})


def daily_digest(log: Log) -> None:
    """Each morning one text from the same instructions, about another day."""
    log.builders(1).running(5)
    for day in range(DAYS):
        for team in ("sales", "support", "finance"):
            log.add(log.at(day, 6, 40), "InvokeLLM", 3, user=SERVICE, model="automatic", feature=f"digest {team}", prompt=f"Write the morning digest for {team}", metadata={"as_of": f"2026-06-{day + 1:02d}"})


def order_import(log: Log) -> None:
    """An automation brings orders every two hours, always some."""
    log.builders(1).running(4)
    for day in range(DAYS):
        for n in range(12):
            got = log.dice.randrange(1, 40)
            log.add(log.at(day, 2 * n), "automation_run", 1, feature="importOrders", metadata={"records_written": got}, prompt=f"{got} orders imported, {n % 3} skipped")


def launch(log: Log) -> None:
    """Two weeks before a launch: many prompts, many features, both builders all day."""
    log.running(4)
    for n in range(150):
        text, scope, credits, thing = log.work.pop()
        log.add(log.at(n // 10 + 2, 8 + n % 10, log.dice.randrange(1200)), "prompt", credits, user=[ANA, BO][n % 2], prompt=text, scope=scope, feature=thing, files=f"pages/{thing}.tsx;pages/{thing}-edit.tsx;pages/{thing}-list.tsx")


def pay_slips(log: Log) -> None:
    """At the end of the month a service writes and sends a slip for each of 120 people, within minutes."""
    log.builders(1).running(4)
    for day in (0, 27):
        for n in range(120):
            log.add(log.at(day, 7, 5 * n), "InvokeLLM", 3, user=SERVICE, model="automatic", feature="pay slip", prompt=f"Explain the pay slip of employee {1000 + n} in plain words")
            log.add(log.at(day, 7, 5 * n + 3), "SendEmail", 1, user=SERVICE, feature="pay slip", metadata={"to": f"employee{n}@firm.test", "subject": "Your pay slip"})


def exports(log: Log) -> None:
    """Reports as files, asked for by people."""
    log.builders(2).running(4)
    for day in range(DAYS):
        for n in range(5):
            log.add(log.any_time(day), "function_run", 0, user=f"guest{n}@mail.test", feature="exportReport", metadata={"duration_ms": 700 + 40 * n})
            log.add(log.any_time(day), "UploadFile", 1, user=f"guest{n}@mail.test", feature="exportReport", metadata={"file_name": f"report-{day}-{n}.xlsx"})


def season(log: Log) -> None:
    """Sales rise step by step: more receipts, more texts, all about other orders."""
    log.builders(1)
    for day in range(DAYS):
        for n in range(8 + day // 2):
            order = 10_000 + 100 * day + n
            log.add(log.any_time(day), "SendEmail", 1, user=f"buyer{order}@mail.test", feature="receipt", metadata={"to": f"buyer{order}@mail.test", "subject": f"Order {order}"})
        for n in range(3 + day // 6):
            log.add(log.any_time(day), "InvokeLLM", 3, user=f"buyer{n}@mail.test", model="automatic", feature="gift text", prompt=f"Write a card for the gift in order {10_000 + 100 * day + n}")


def support_chat(log: Log) -> None:
    """An assistant in the app: people say hello and thank you, and ask their own things."""
    log.builders(1).running(3)
    for day in range(DAYS):
        for _ in range(8):
            guest, start = f"guest{log.dice.randrange(200)}@mail.test", log.dice.randrange(8 * 3600, 20 * 3600)
            says = [log.dice.choice(["Hello", "Hi"]), f"Where is my {log.dice.choice(THINGS)} {log.dice.randrange(10**5)}?", log.dice.choice(["Thanks", "Thank you"])]
            for n, text in enumerate(says):
                log.add(log.at(day, 0, start + 45 * n), "agent_message", 3, user=guest, model="automatic", feature="help desk", prompt=text)


def translation(log: Log) -> None:
    """The whole app in six languages: short prompts, dear for a good reason."""
    log.builders(2).running(4)
    for n, language in enumerate("German French Italian Spanish Polish Dutch".split()):
        log.add(log.at(2 + 3 * n, 10), "prompt", "3.5", user=ANA, prompt=f"Translate the whole app to {language}", scope="app-wide", feature="languages")


def product_photos(log: Log) -> None:
    """An afternoon of pictures, each of another product."""
    log.builders(1).running(4)
    for day in (7, 8):
        for n in range(70):
            log.add(log.at(day, 13, 80 * n), "GenerateImage", 1, user=BO, feature="photos", prompt=f"Product {day * 100 + n}, {log.dice.choice(THINGS)}, on white, soft light")


def lead_scoring(log: Log) -> None:
    """Every new lead is scored once; the instructions are the same, the lead is not."""
    log.builders(1).running(3)
    for day in range(DAYS):
        for n in range(log.dice.randrange(6, 14)):
            log.add(log.any_time(day), "InvokeLLM", 3, user=SERVICE, model="automatic", feature="score lead", prompt="Score this lead from 1 to 10 and say why", metadata={"lead_id": f"L{day:02d}{n:02d}"})


def bug_bash(log: Log) -> None:
    """A day on which a list of old, different bugs is worked off."""
    log.builders(2).running(4)
    for day in (9, 23):
        for n, thing in enumerate(log.dice.sample(THINGS, 14)):
            part = log.dice.choice(["sorting of the list", "empty page message", "date in the header", "sum in the footer", "missing icon", "link to the owner"])
            log.add(log.at(day, 9, 1500 * n), "prompt", 1, user=ANA, prompt=f"Fix the {part} in {thing}", scope="feature", feature=thing, files=f"pages/{thing}-list.tsx;pages/{thing}-card.tsx")


def domain_words(log: Log) -> None:
    """An app whose subject sounds like trouble: fixtures, failed payments, error budgets, broken seats."""
    log.running(4)
    places = ["Fixtures page", "Failed payments page", "Error budget chart", "Broken seats register", "Retry queue", "Incident log", "Issue desk", "Undo list"]
    things = ["a filter by team", "an export", "totals per month", "a note field", "an owner column", "a print view", "a search box", "a map"]
    for n in range(60):
        log.add(log.at(n // 3, 9 + 3 * (n % 3), log.dice.randrange(600)), "prompt", 1, user=[ANA, BO][n % 2], prompt=f"Add {things[(n // 8) % 8]} to the {places[n % 8]}", scope="feature", feature=places[n % 8].lower(), files=f"pages/{n % 8}.tsx;pages/{n % 8}-{n // 8}.tsx")


def scoped_prompts(log: Log) -> None:
    """Prompts as the article asks for: file, place, and what must stay as it is."""
    log.running(4)
    for n in range(60):
        thing = THINGS[n % len(THINGS)]
        log.add(log.at(n // 3, 9 + 3 * (n % 3), log.dice.randrange(600)), "prompt", log.dice.choice([1, 2, 2, 3]), user=BO,
                prompt=f"In components/{thing.title()}.tsx, function render{n}, around line {30 + n}, add a second column. Do not modify any other file.", feature=thing)


def noisy_estimates(log: Log) -> None:
    """The app estimates what a call costs; the estimates lie evenly around the list price."""
    log.builders(1)
    for day in range(DAYS):
        for _ in range(12):
            log.add(log.any_time(day), "InvokeLLM", f"{log.dice.uniform(2.2, 3.8):.2f}", user=f"guest{log.dice.randrange(50)}@mail.test", model="automatic", feature="describe", prompt=f"Describe {log.dice.choice(THINGS)} {log.dice.randrange(10**6)}")


def reminders(log: Log) -> None:
    """The same reminder to the same people, on other days."""
    log.builders(1).running(3)
    for day in range(DAYS):
        for n in range(12):
            log.add(log.at(day, 8, 20 * n), "SendEmail", 1, user=SERVICE, feature="reminder", metadata={"to": f"patient{(day * 5 + n) % 60}@mail.test", "subject": "Your appointment tomorrow"})


def moderation(log: Log) -> None:
    """Every post is looked at once."""
    log.builders(1).running(3)
    for day in range(DAYS):
        for _ in range(18):
            text = log.dice.choice(["first", "nice", "agreed"]) if log.dice.random() < 0.2 else f"{log.dice.choice(THINGS)} {log.dice.randrange(10**6)}"
            log.add(log.any_time(day), "InvokeLLM", 3, user=f"guest{log.dice.randrange(90)}@mail.test", model="automatic", feature="moderation", prompt=f"May this post stay? {text}", metadata={"post_id": str(log.dice.randrange(10**8))})


def greenfield_discussion(log: Log) -> None:
    """New modules, talked over before they are built."""
    log.running(4)
    for n in range(14):
        text, _, _, thing = log.work.pop()
        for k in range(4):
            log.add(log.at(1 + 1.5 * n, 9, 200 * k), "discuss", "0.3", user=ANA, prompt=["What would an owner expect here?", f"Which entities does a {thing} need?", "How would rights work?", "What may go wrong later?"][k], feature=f"{thing}-new")
        log.add(log.at(1 + 1.5 * n, 9, 900), "prompt", 2, user=ANA, prompt=f"Build the {thing} module: entity, list, form, rights", scope="module", feature=f"{thing}-new", files=";".join(f"pages/{thing}-{p}.tsx" for p in "abcdef"))


def weekly_report(log: Log) -> None:
    """Once a week the same question; nothing in the log says about which week."""
    log.builders(1).running(5)
    for week in range(4):
        for area in ("north", "south", "east", "west"):
            log.add(log.at(7 * week, 7), "InvokeLLM", 15, user=SERVICE, model="gpt_5", feature="weekly report", prompt=f"Write the weekly report of area {area} with a forecast and the three largest risks")


def onboarding_day(log: Log) -> None:
    """A workshop: twenty people try the assistant for two hours, each with own questions."""
    log.builders(1).running(5)
    for person in range(20):
        for n in range(9):
            log.add(log.at(16, 10, 700 * n + log.dice.randrange(600)), "agent_message", 3, user=f"pupil{person}@firm.test", model="automatic", feature="assistant", prompt=f"How do I {['add', 'find', 'print', 'share'][n % 4]} a {log.dice.choice(THINGS)} in hall {log.dice.randrange(900)}?")


def scanning_day(log: Log) -> None:
    """A clerk uploads the receipts of a quarter and has each of them read."""
    log.builders(1).running(4)
    for n in range(130):
        log.add(log.at(12, 9, 50 * n), "UploadFile", 1, user="clerk@firm.test", feature="receipts", metadata={"file_name": f"r{n}.jpg"})
        log.add(log.at(12, 9, 50 * n + 8), "ExtractDataFromUploadedFile", 1, user="clerk@firm.test", feature="receipts", metadata={"file_url": f"https://files.test/r{n}.jpg"})


def small_shop(log: Log) -> None:
    """Two prompts a week in an app of six files, and a few mails."""
    for n in range(8):
        log.add(log.at(3 * n + 1, 10), "prompt", 1, user=ANA, prompt=f"Show the {THINGS[n]} of the week on the start page", scope="feature", files=f"pages/{'ABCDEF'[n % 6]}.tsx;pages/Shared.tsx")
    log.running(2)


def working_texts(log: Log) -> None:
    """Short prompts that are logic, not looks: a text message to the guest, a label printer, a background job."""
    log.running(4)
    says = ["Send a text to the guest when the {0} is ready", "Print the {0} on the label printer", "Count each {0} in a background job", "Warn if the {0} is missing", "Round the {0} to full hours", "Check the {0} before saving"]
    for n in range(66):
        thing = THINGS[(n * 7) % len(THINGS)]
        log.add(log.at(n // 3, 9 + 3 * (n % 3), log.dice.randrange(600)), "prompt", log.dice.choice(["0.5", 1]), user=BO, prompt=says[n % 6].format(thing), feature=f"{thing} {n % 6}", files=f"pages/{thing}.tsx")


def steady_service(log: Log) -> None:
    """One honest integration takes most of the pool: letters read and answered, each once."""
    log.builders(1).running(2)
    for day in range(DAYS):
        for n in range(20):
            log.add(log.any_time(day), "InvokeLLM", 3, user=SERVICE, model="automatic", feature="answer letter", prompt=f"Draft an answer to letter {day * 100 + n}", metadata={"letter_id": f"{day}/{n}"})


CLEAN = [
    migration, mailing, grading_essays, daily_digest, order_import, launch, pay_slips, exports, season, support_chat, translation, product_photos, lead_scoring,
    bug_bash, domain_words, scoped_prompts, noisy_estimates, reminders, moderation, greenfield_discussion, weekly_report, onboarding_day, scanning_day,
    small_shop, working_texts, steady_service,
]
