"""Twenty-four stories with planted waste, written from the audit practice's article alone.

Each story is a function of a `Log`: ordinary work, and one pattern. The saving of a plant without a size is whatever the range says.
"""

from decimal import Decimal as D

from stories2_log import DAYS, THINGS, Log


def loop_with_fix_words(log: Log) -> None:
    """The article's regression loop: a 3-credit change, then one repair after the other, on three days."""
    log.builders().running()
    for k, (day, thing) in enumerate([(3, "checkout"), (10, "header"), (17, "search")]):
        name = log.plant(f"loop-{k}", "regression-loop", "repeated-fixes")
        start = log.at(day, 19)
        log.add(start, "prompt", 2, user="ana@studio.test", prompt=f"Add a summary to the {thing} page", feature=thing, plant=name, waste=0)
        says = [f"The {thing} page is broken now, fix it", f"Still broken: the {thing} summary does not show", f"Now the {thing} button is gone, restore it",
                f"It still does not work, fix the {thing} error", f"Same error again on the {thing} page", f"Undo that, the {thing} page worked before",
                f"Fix the {thing} page, totals are wrong again"]
        for n, text in enumerate(says):
            log.add(log.at(day, 19, 400 * (n + 1) + log.dice.randrange(200)), "prompt", log.dice.choice([1, 1, 2]), user="ana@studio.test", prompt=text, feature=thing, plant=name)


def loop_without_fix_words(log: Log) -> None:
    """One person burned 15 credits on one link: the same target within minutes, and no prompt says that something is broken."""
    log.builders().running()
    for day, thing in [(4, "CTA link"), (12, "price table")]:
        name = log.plant(f"loop-{thing}", "regression-loop", "repeated-fixes")
        says = ["Make the {0} on the landing page go to /pricing", "The {0} should go to /pricing", "Please point the {0} to /pricing, not to /home",
                "The {0} has to open /pricing", "Let the {0} go to /pricing and nothing else", "I want the {0} to open /pricing", "Again: the {0} must lead to /pricing"]
        for n, text in enumerate(says):
            log.add(log.at(day, 18, 300 * n + log.dice.randrange(150)), "prompt", 2, user="bo@studio.test", prompt=text.format(thing), feature="landing", plant=name, waste=0 if n == 0 else None)


def loop_without_text(log: Log) -> None:
    """A log without prompts: one user, one file, nine turns four minutes apart."""
    log.builders().running()
    name = log.plant("loop", "regression-loop", "repeated-fixes")
    for n in range(9):
        log.add(log.at(8, 18, 240 * n), "prompt", 2, user="ana@studio.test", feature="payments", files="pages/Payments.tsx", plant=name, waste=0 if n == 0 else None)
    for row in log.rows:
        row["prompt"] = "" if row["operation"] == "prompt" else row["prompt"]


def loop_of_expensive_turns(log: Log) -> None:
    """A loop whose turns cost 8 each: they are a loop, not broad prompts."""
    log.builders().running()
    name = log.plant("loop", "regression-loop", "repeated-fixes")
    for n in range(9):
        text = "Rebuild the booking calendar with drag and drop" if n == 0 else f"The calendar is broken {['again', 'still', 'now'][n % 3]}, fix the drag and drop, attempt {n}"
        log.add(log.at(15, 18, 360 * n), "prompt", 8, user="bo@studio.test", prompt=text, feature="calendar", scope="module", plant=name, waste=0 if n == 0 else None)


def naive_prompts(log: Log) -> None:
    """Prompts that name no file cost 9 to 14; those that do cost 1 to 3."""
    log.builders(1).running(3)
    name = log.plant("naive", "broad-prompts")
    for n in range(30):
        thing = log.dice.choice(THINGS)
        hour = 8 + 2 * (n % 5)
        if n % 5 < 2:
            cost = log.dice.randrange(9, 15)
            log.add(log.at(n % 20, hour, log.dice.randrange(900)), "prompt", cost, user="ana@studio.test", prompt=f"Add a logout button to the {thing} header", feature=f"{thing}-{n}", scope="feature", plant=name, waste=cost - 1)
        else:
            text = f"In components/{thing.title()}.tsx, around line {40 + n}, add a button that calls signOut(). Do not modify any other file."
            log.add(log.at(n % 20, hour, log.dice.randrange(900)), "prompt", log.dice.choice([1, 2, 3]), user="ana@studio.test", prompt=text, feature=f"{thing}-{n}")


def naive_prompts_without_amounts(log: Log) -> None:
    """No credits in the log, and the practice's card, which prices broad prompts 5 to 15 and scoped ones 1 to 3."""
    log.options += ["--model", "audit-2026-05"]
    name = log.plant("naive", "broad-prompts")
    for n in range(40):
        thing = THINGS[n % len(THINGS)]
        if n % 2:
            log.add(log.at(n % 20, 9 + n % 8), "prompt", "", user="ana@studio.test", prompt=f"Add an export to the {thing} overview", feature=f"{thing}", plant=name, waste=8)
        else:
            log.add(log.at(n % 20, 9 + n % 8), "prompt", "", user="ana@studio.test", prompt=f"In pages/{thing.title()}.tsx, in render(), line {n + 12}, rename the column. Do not change anything else.", feature=thing)


def llm_on_page_load_same_prompt(log: Log) -> None:
    """An LLM on every page load, always the same question: the greeting of the home page."""
    log.builders(1).running(2)
    name = log.plant("load", "repeated-calls", "heavy-integration")
    for day in range(DAYS):
        for n in range(14):
            first = n == 0
            log.add(log.any_time(day), "InvokeLLM", 3, user=f"guest{log.dice.randrange(60)}@mail.test", model="automatic", feature="home page load",
                    prompt=f"Write the tip of the day number {day % 14} for the home page", plant=name, waste=0 if first else 3)


def llm_on_page_load_own_prompt(log: Log) -> None:
    """The article's main case: an LLM on page load takes 93 % of the pool, and every prompt is about another visitor."""
    log.builders(1).running(2)
    name = log.plant("load", "heavy-integration", "repeated-calls", sized=False)
    for day in range(DAYS):
        for n in range(55):
            guest = log.dice.randrange(40)
            log.add(log.any_time(day), "InvokeLLM", 3, user=f"guest{guest}@mail.test", model="automatic", feature="dashboard",
                    prompt=f"Welcome visitor {log.dice.randrange(10**7)} with a summary of the account", metadata={"trigger": "page_load"}, plant=name, waste=3)


def llm_by_cadence(log: Log) -> None:
    """No trigger and no prompt in the log: every visitor causes a call a minute or two apart, ten and more a day."""
    log.builders(1).running(2)
    name = log.plant("load", "heavy-integration", "repeated-calls", "bursts", sized=False)
    for day in range(DAYS):
        for guest in log.dice.sample(range(30), 4):
            start = log.dice.randrange(8 * 3600, 20 * 3600)
            for n in range(14):
                log.add(log.at(day, 0, start + 70 * n + log.dice.randrange(40)), "InvokeLLM", 3, user=f"guest{guest}@mail.test", model="automatic", feature="insights", plant=name, waste=3)


def repeats_but_for_a_stamp(log: Log) -> None:
    """Every call is the same but for the time that the app writes into the prompt."""
    log.builders(1).running(3)
    name = log.plant("stamp", "repeated-calls")
    for day in range(DAYS):
        for n in range(8):
            when = log.any_time(day)
            log.add(when, "InvokeLLM", 3, user=f"guest{log.dice.randrange(20)}@mail.test", model="automatic", feature="news",
                    prompt=f"It is {when:%Y-%m-%dT%H:%M:%SZ}. Summarise the house rules for a new tenant", plant=name, waste=0 if n == 0 else 3)


def the_same_picture(log: Log) -> None:
    """GenerateImage with one prompt, for every visitor anew."""
    log.builders(1).running(3)
    name = log.plant("picture", "repeated-calls")
    for day in range(DAYS):
        for n in range(6):
            log.add(log.any_time(day), "GenerateImage", 1, user=f"guest{log.dice.randrange(20)}@mail.test", feature="cover",
                    prompt="A friendly cover for the spring catalogue, watercolour", plant=name, waste=0 if n == 0 else 1)


def the_same_file(log: Log) -> None:
    """One price list is taken apart again and again."""
    log.builders(1).running(3)
    name = log.plant("file", "repeated-calls")
    for day in range(DAYS):
        for n in range(7):
            log.add(log.any_time(day), "ExtractDataFromUploadedFile", 1, user=f"guest{log.dice.randrange(20)}@mail.test", feature="prices",
                    metadata={"file_url": "https://files.test/price-list-2026.pdf"}, plant=name, waste=0 if n == 0 else 1)


def mail_sent_twice(log: Log) -> None:
    """A form that submits twice: every confirmation goes out two or three times within seconds."""
    log.builders(1).running(3)
    name = log.plant("mail", "repeated-calls")
    for day in range(DAYS):
        for _ in range(4):
            order, when = log.dice.randrange(10**6), log.dice.randrange(8 * 3600, 20 * 3600)
            for n in range(log.dice.choice([2, 3])):
                log.add(log.at(day, 0, when + 3 * n), "SendEmail", 1, user="shop@mail.test", feature="confirmation",
                        metadata={"to": f"buyer{order}@mail.test", "subject": f"Your booking {order}"}, plant=name, waste=0 if n == 0 else 1)


def discuss_around_routine(log: Log) -> None:
    """Two or three paid questions around each change of a label."""
    log.running(3)
    name = log.plant("discuss", "discuss-routine")
    # Forty labels renamed by prompt are small fixes by the article's own words; the first telling of this story forgot to say so.
    labels = log.plant("labels", "small-fixes")
    for n in range(40):
        thing = THINGS[n % len(THINGS)]
        day, hour = n // 2, 9 + 4 * (n % 2)
        turns = log.dice.choice([2, 3])
        for k in range(turns):
            log.add(log.at(day, hour, 90 * k), "discuss", "0.3", user="ana@studio.test", prompt=["Which label do you mean?", "The one in the list", "And the colour?"][k], feature=f"{thing}-{n}", plant=name)
        log.add(log.at(day, hour, 90 * turns), "prompt", "0.5", user="ana@studio.test", prompt=f"Rename the label of the {thing} column", feature=f"{thing}-{n}", scope="simple", plant=labels)
    for n in range(20):
        thing = THINGS[(n * 7 + 3) % len(THINGS)]
        log.add(log.at(n, 17), "prompt", 2, user="bo@studio.test", prompt=f"Build the {thing} import with checks and a report", scope="module", feature=f"{thing}-import")


def batch_without_amounts(log: Log) -> None:
    """A nightly function over 100,000 records, four minutes long; nobody knows whether it costs."""
    log.builders(2).running(3)
    name = log.plant("batch", "long-functions", "scheduled-drain", sized=False)
    for day in range(DAYS):
        log.add(log.at(day, 2), "function_run", "", feature="rebuildStatistics", metadata={"duration_ms": 240_000 + day, "records": 100_000, "list_calls": 1000}, plant=name, waste=0)


def batch_with_amounts(log: Log) -> None:
    """The same, in a log whose recorder measured 4 credits for each run."""
    log.builders(2).running(3)
    name = log.plant("batch", "long-functions", "scheduled-drain", sized=False)
    for day in range(DAYS):
        log.add(log.at(day, 2), "function_run", 4, feature="rebuildStatistics", metadata={"duration_ms": 95_000 + 10 * day, "records": 100_000}, plant=name, waste=4)


def labels_by_agent(log: Log) -> None:
    """A hundred texts and colours changed by prompt that the editor changes for nothing."""
    log.builders(1).running(3)
    name = log.plant("labels", "small-fixes")
    says = ["Change the colour of the {0} button to green", "Rename the heading of the {0} page", "Fix the typo in the {0} title", "Make the padding of the {0} card smaller", "Change the text of the {0} button to Save"]
    for n in range(100):
        thing = log.dice.choice(THINGS)
        log.add(log.at(n % 20, 9 + (n // 20) * 2, log.dice.randrange(1800)), "prompt", "0.5", user="bo@studio.test", prompt=log.dice.choice(says).format(thing), scope="simple", feature=f"{thing}-{n}", plant=name)


def three_hot_files(log: Log) -> None:
    """Three of eighteen files take most of the agent's work."""
    log.running(3)
    name = log.plant("hot", "hot-files", sized=False)
    cold = [f"pages/{thing.title()}.tsx" for thing in THINGS[:15]]
    hot = ["pages/Checkout.tsx", "components/Cart.tsx", "functions/orders.ts"]
    for n in range(110):
        text, scope, credits, thing = log.work.pop()
        is_hot = n % 10 < 7
        log.add(log.at(n // 5, 8 + 2 * (n % 5), log.dice.randrange(900)), "prompt", credits, user=["ana@studio.test", "bo@studio.test"][n % 2], prompt=text, scope=scope,
                files=log.dice.choice(hot if is_hot else cold), plant=name if is_hot else None, waste=0 if is_hot else None)


def abuse_in_an_hour(log: Log) -> None:
    """A visitor's script calls the assistant every four seconds, on four days."""
    log.builders(1).running(6)
    name = log.plant("abuse", "bursts")
    for day in (4, 9, 15, 21):
        for n in range(90):
            log.add(log.at(day, 22, 4 * n + log.dice.randrange(3)), "InvokeLLM", 3, user="guest99@mail.test", model="automatic", feature="assistant",
                    prompt=f"Answer this question of a visitor: {log.dice.choice(THINGS)} {log.dice.randrange(10**6)}", plant=name)


def slow_abuse(log: Log) -> None:
    """One visitor makes 100 calls a day for ten days, one every few minutes; the others make one or two."""
    log.builders(1).running(6)
    name = log.plant("abuse", "bursts", "heavy-integration")
    for day in range(8, 18):
        for n in range(100):
            log.add(log.at(day, 7, 480 * n + log.dice.randrange(240)), "InvokeLLM", 3, user="guest77@mail.test", model="automatic", feature="describe",
                    prompt=f"Describe {log.dice.choice(THINGS)} number {log.dice.randrange(10**6)} for the directory", plant=name)


def runaway_loop(log: Log) -> None:
    """A page that calls the model again whenever its answer arrives: the same question, every second."""
    log.builders(1).running(4)
    name = log.plant("runaway", "bursts", "repeated-calls")
    for day in (6, 13, 20):
        for n in range(120):
            log.add(log.at(day, 14, 1.5 * n), "InvokeLLM", 3, user=f"guest{day}@mail.test", model="automatic", feature="widget", prompt=f"Suggest three names for basket {day}", plant=name, waste=0 if n == 0 else 3)


def idle_automation(log: Log) -> None:
    """An automation that looks for orders every quarter of an hour and finds some once a day."""
    log.builders(1).running(3)
    name = log.plant("idle", "scheduled-drain")
    for day in range(DAYS):
        for n in range(96):
            found = log.dice.randrange(1, 5) if n in (40, 41) else 0
            log.add(log.at(day, 0, 900 * n), "automation_run", 1, feature="collectOrders", metadata={"records_written": found}, plant=None if found else name)


def a_day_of_four_times(log: Log) -> None:
    """One day takes five times the usual, because of one feature."""
    log.builders(2).running(6)
    name = log.plant("spike", "spikes", "burn-rate", "spike", sized=False)
    for n in range(60):
        log.add(log.at(20, 8, 700 * n), "InvokeLLM", 3, user=f"guest{n % 25}@mail.test", model="automatic", feature="describe", prompt=f"Describe {log.dice.choice(THINGS)} {log.dice.randrange(10**6)} in two sentences", plant=name, waste=0)


def dear_model_for_short_answers(log: Log) -> None:
    """GPT-5 says yes or no, 20 times a day."""
    log.builders(1).running(3)
    name = log.plant("dear", "expensive-model", "heavy-integration")
    for day in range(DAYS):
        for _ in range(12):
            log.add(log.any_time(day), "InvokeLLM", 15, user=f"guest{log.dice.randrange(30)}@mail.test", model="gpt_5", feature="spam check",
                    prompt=f"Is message {log.dice.randrange(10**7)} spam? Answer yes or no", plant=name, waste=D(12))


STORIES = [
    loop_with_fix_words, loop_without_fix_words, loop_without_text, loop_of_expensive_turns, naive_prompts, naive_prompts_without_amounts,
    llm_on_page_load_same_prompt, llm_on_page_load_own_prompt, llm_by_cadence, repeats_but_for_a_stamp, the_same_picture, the_same_file, mail_sent_twice,
    discuss_around_routine, batch_without_amounts, batch_with_amounts, labels_by_agent, three_hot_files, abuse_in_an_hour, slow_abuse, runaway_loop,
    idle_automation, a_day_of_four_times, dear_model_for_short_answers,
]
