"""One story: a month of a workspace, with waste planted in it and the truth kept beside each row."""

import csv
import random
from datetime import datetime, timedelta
from decimal import Decimal as D

HEADER = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata".split(",")
START, DAYS = datetime(2026, 5, 5), 30
BUILDERS, GUESTS = ["ana@agency.test", "ben@agency.test"], [f"guest{n}@shop.test" for n in range(1, 9)]
NOUNS = """invoice ledger parcel voucher warehouse supplier catalogue basket refund coupon courier review rating newsletter banner profile
avatar address contract payroll shift roster ticket incident survey lesson quiz course badge recipe pantry workout trainer booking room
guest table menu kitchen waiter""".split()
VERBS = ["Create", "Introduce", "Extend", "Connect", "Design", "Prepare", "Record", "Export", "Import", "List", "Sort", "Group", "Archive"]


class Story:
    def __init__(self, seed, start=START, days=DAYS):
        self.dice, self.start, self.days = random.Random(seed), start, days
        self.rows, self.planted, self.capacity, self.follows = [], {}, {}, set()

    def at(self, day, hour, minute=0, second=0):
        return self.start + timedelta(days=day, hours=hour, minutes=minute, seconds=second)

    def add(self, when, app, user, operation, credits, detector=None, waste="0", recover=None, key=None, **more):
        row = dict.fromkeys(HEADER, "")
        row.update(id=f"e{len(self.rows):05d}", timestamp=when, app=app, user=user, operation=operation, credits=str(credits), **{"status": "ok", **more})
        self.rows.append(row)
        if detector:
            self.mark(row, detector, waste, recover, key)
        return row

    def mark(self, row, detector, waste="0", recover=None, key=None):
        """Plants a row: it belongs to the pattern, this much of it is waste, and this much of that the fix recovers."""
        found = self.planted.setdefault((detector, row["app"] if key is None else key), {"rows": [], "wasted": D(0), "recoverable": D(0)})
        found["rows"].append(row["id"])
        found["wasted"] += D(waste)
        found["recoverable"] += D(waste if recover is None else recover)

    # The background: work in which nothing is wrong.

    def background(self, scale=1):
        # Builders work on working days; targets are spread so that no file is hot.
        targets = [f"{noun}-{place}" for noun in NOUNS for place in ("list", "form", "detail")]
        self.dice.shuffle(targets)
        pick = iter(targets * 4)
        for day in range(self.days):
            if (self.start + timedelta(days=day)).weekday() >= 5:
                continue
            for user, app, hour in [(BUILDERS[0], "shop", 9), (BUILDERS[1], "blog", 13)]:
                for n in range(self.dice.choice([1, 2, 2, 3]) * scale):
                    self.work(day, hour + 2 * (n % 4), user, app, next(pick))
            if self.dice.random() < 0.3:
                self.add(self.at(day, 17, 30), "shop", BUILDERS[0], "visual_edit", "0", feature=next(pick))
        for day in range(self.days):
            for n in range(self.dice.choice([1, 1, 2])):
                self.call(day, "shop", "describe", f"Write two sentences about article {day * 7 + n} of the spring range")
            for n in range(self.dice.choice([0, 1, 1])):
                self.call(day, "blog", "summary", f"Summarise post {day * 5 + n} in a paragraph")
            for app in ("shop", "blog"):
                for n in range(self.dice.choice([1, 2, 3])):
                    when = self.at(day, self.dice.randrange(6, 22), self.dice.randrange(60), self.dice.randrange(60))
                    self.add(when, app, self.dice.choice(GUESTS), "SendEmail", "1", feature="receipt" if app == "shop" else "digest")
                if self.dice.random() < 0.6:
                    when = self.at(day, self.dice.randrange(6, 22), self.dice.randrange(60), self.dice.randrange(60))
                    self.add(when, app, self.dice.choice(GUESTS), "UploadFile", "1", feature="media")
        return self

    def call(self, day, app, feature, prompt, **more):
        when = self.at(day, self.dice.randrange(6, 22), self.dice.randrange(60), self.dice.randrange(60))
        self.add(when, app, self.dice.choice(GUESTS), "InvokeLLM", "3", feature=feature, prompt=prompt, model="automatic", **more)

    def work(self, day, hour, user, app, target):
        """One piece of work: a prompt, now and then talked over before, now and then with one retry, as is fair."""
        noun, place = target.split("-")
        scope, credits, files = self.dice.choices([("simple", "0.5", 1), ("feature", "1", 3), ("module", "2", 6), ("app-wide", "3.5", 12)], [1, 6, 3, 1])[0]
        minute = self.dice.randrange(5, 20)
        paths = ";".join([f"pages/{target}.tsx"] + [f"components/{target}-{n}.tsx" for n in range(1, files)])
        more = dict(feature=target, files=paths, scope=scope)
        if scope in ("module", "app-wide") and self.dice.random() < 0.5:
            self.add(self.at(day, hour, minute - 4), app, user, "discuss", "0.3", feature=target, prompt=f"How should the {noun} {place} be laid out?")
        self.add(self.at(day, hour, minute), app, user, "prompt", credits, prompt=f"{self.dice.choice(VERBS)} the {noun} {place} with its own entries", **more)
        if self.dice.random() < 0.1:
            self.add(self.at(day, hour, minute + 12), app, user, "prompt", credits, prompt=f"The {noun} {place} is broken, please repair", **more)

    # What is planted, and what only looks like it.

    def regression_loop(self, planted):
        d = self.dice
        repairs = ["Still wrong, the {n} shows NaN", "The {n} is broken again", "Now the {n} crashes, fix it", "That made the {n} worse, undo that", "the {n} doesn't work", "fix the {n} error"]
        steps = ["Give the {n} a second column", "Let the {n} be sorted by date", "Add a total below the {n}", "Let people download the {n}", "Put the {n} on its own tab", "Mark late entries of the {n}"]
        for k, day in enumerate([2, 8, 15, 22] if planted else [1, 6, 9, 16, 21]):
            noun, user, hour = f"checkout{k}", BUILDERS[k % 2], 19
            turns = d.randrange(5, 9)
            cost = d.choice(["1", "2"])
            scope, files = {"1": ("feature", 3), "2": ("module", 6)}[cost]
            more = dict(feature=noun, scope=scope, files=";".join([f"pages/{noun}.tsx"] + [f"lib/{noun}{n}.ts" for n in range(1, files)]))
            minute = 0
            self_plant = dict(detector="regression-loop", key="shop") if planted else {}
            self.add(self.at(day, hour), "shop", user, "prompt", cost, prompt=f"Build the {noun} summary", **more, **self_plant)
            for n in range(1, turns):
                minute += d.randrange(3, 25)
                text = d.choice(repairs if planted else steps).format(n=noun)
                # What a revert would have spared: every repair but one retry.
                loss = dict(self_plant, waste=cost, recover="0" if n == 1 else cost) if planted else {}
                self.add(self.at(day, hour, minute), "shop", user, "prompt", cost, prompt=text, **more, **loss)
            if planted and k == 1:
                for n in range(2):
                    self.add(self.at(day + 1, 10, 10 * n), "shop", user, "prompt", cost, prompt=f"the {noun} is still broken", waste=cost, **more, **self_plant)

    def paraphrased_loops(self, planted):
        """Loops in which nobody says fix or broken; and, silent, wishes in a row that mention such things."""
        d = self.dice
        symptoms = ["The {n} total comes out as NaN now", "Why is the {n} empty?", "Now nothing happens when I press save on the {n}", "The {n} list disappeared",
                    "You removed the {n} filter, I need it", "The {n} should add up the lines, it multiplies them", "That is not what I asked for on the {n}",
                    "The {n} rows show up twice", "The {n} button does nothing", "The page goes white when I open the {n}", "{n}: the date is off by one day",
                    "I can't click on the {n} any more", "The {n} no longer saves", "Please look at the {n} once more, the sum is off", "It lost the {n} order I had",
                    "The {n} looks different from before, I want the earlier one", "Undefined appears in the {n} header", "The {n} keeps loading forever"]
        wishes = ["Say no longer available where the {n} is sold out", "Give the {n} a second column", "Let people download the {n}", "List what is missing in the {n}", "Put the {n} on its own tab",
                  "Mark late entries of the {n}", "Add an empty state to the {n}", "Show the {n} twice a day by mail"]
        for k, day in enumerate([2, 6, 11, 15, 20, 24]):
            noun = f"delivery{k}"
            more = dict(feature=noun, scope="module", files=";".join([f"pages/{noun}.tsx"] + [f"lib/{noun}{n}.ts" for n in range(1, 6)]))
            mark = dict(detector="regression-loop", key="shop") if planted else {}
            self.add(self.at(day, 19), "shop", BUILDERS[k % 2], "prompt", "2", prompt=f"Build the {noun} summary", **more, **mark)
            texts = d.sample(symptoms if planted else wishes, 6)
            for n, text in enumerate(texts, 1):
                loss = dict(mark, waste="2", recover="0" if n == 1 else "2") if planted else {}
                self.add(self.at(day, 19, 8 * n), "shop", BUILDERS[k % 2], "prompt", "2", prompt=text.format(n=noun), **more, **loss)

    def broad_prompts(self, planted):
        for k in range(14):
            noun = NOUNS[k]
            scope, band, files = self.dice.choice([("simple", "0.5", 1), ("feature", "1", 3)])
            if planted:
                credits = self.dice.choice(["5", "6.5", "8", "11", "14"])
                paths = ";".join(f"parts/{noun}{n}.tsx" for n in range(files))
                self.add(self.at(2 * k, 23), "shop", BUILDERS[k % 2], "prompt", credits, "broad-prompts", str(D(credits) - D(band)),
                         feature=f"{noun}-card", files=paths, prompt=f"Put a share link beside the {noun}")
            else:
                paths = ";".join(f"parts/{noun}{n}.tsx" for n in range(14))
                self.add(self.at(2 * k, 23), "shop", BUILDERS[k % 2], "prompt", self.dice.choice(["3.5", "4", "5"]), scope="app-wide", feature=f"{noun}-card",
                         files=paths, prompt=f"Show every {noun} on all pages")

    def repeated_calls(self, planted):
        questions = [f"Recommend three articles for a visitor who looks at shelf {n}" for n in range(6)]
        stored = {}
        for day in range(self.days):
            for n in range(8):
                when = self.at(day, 8 + n, self.dice.randrange(60), self.dice.randrange(60))
                guest = self.dice.choice(GUESTS)
                if planted:
                    text = self.dice.choice(questions)
                    # A cache that forgets after a day would have answered it.
                    hit = text in stored and when - stored[text] < timedelta(days=1)
                    if not hit:
                        stored[text] = when
                    row = self.add(when, "shop", guest, "InvokeLLM", "3", feature="recommend", prompt=text, model="automatic")
                    if hit:
                        self.mark(row, "repeated-calls", "3")
                elif n < 2:
                    text = f"Recommend three articles for visit {day}-{n}"
                    self.add(when, "shop", guest, "InvokeLLM", "3", feature="recommend", prompt=text, model="automatic")
                elif n == 2 and day % 3 == 0:
                    # A failed call left no answer to keep.
                    text = f"Recommend three articles for day {day}"
                    self.add(when, "shop", guest, "InvokeLLM", "0", feature="recommend", prompt=text, model="automatic", status="failed")
                    self.add(when + timedelta(seconds=9), "shop", guest, "InvokeLLM", "3", feature="recommend", prompt=text, model="automatic")
                elif n == 3:
                    self.add(when, "shop", guest, "agent_message", "3", feature="helper", prompt=self.dice.choice(["yes", "no", "thanks", "go on"]), model="automatic")

    def repeated_fixes(self, planted):
        for k, day in enumerate([3, 9, 17, 24]):
            noun = f"{NOUNS[k]}-print"
            cause = self.add(self.at(day, 18), "shop", BUILDERS[0], "prompt", "1", feature=noun, scope="feature", prompt=f"Prepare the {noun} sheet")
            if planted:
                self.mark(cause, "repeated-fixes")
            for n in range(self.dice.randrange(5, 8) if planted else 2):
                minute = 3 + 4 * n
                mark = dict(detector="repeated-fixes", waste="0" if n == 0 else "1", recover="0" if n <= 1 else "1") if planted else {}
                row = self.add(self.at(day, 18, minute), "shop", BUILDERS[0], "auto_fix", "1" if planted else "0", **mark)
                if planted:
                    # On a paid plan the card says 0.
                    self.mark(row, "above-list-price", "1", "0", key="")

    def discuss_routine(self, planted):
        for k in range(16):
            noun, day = NOUNS[k], 1 + k
            if planted:
                for n in range(2):
                    self.add(self.at(day, 6, 3 * n), "shop", BUILDERS[0], "discuss", "0.3", "discuss-routine", "0.3", prompt=f"Should the {noun} stand left or right? ({n})")
                self.add(self.at(day, 6, 8), "shop", BUILDERS[0], "prompt", "0.5", scope="simple", feature=f"{noun}-row", prompt=f"Move the {noun} to the left")
            else:
                self.add(self.at(day, 6), "shop", BUILDERS[0], "discuss", "0.3", prompt=f"What should the {noun} module do?")
                if k % 2:
                    self.add(self.at(day, 6, 8), "shop", BUILDERS[0], "prompt", "2", scope="module", feature=f"{noun}-row", prompt=f"Build the {noun} module as discussed")

    def small_fixes(self, planted):
        wishes = ["Make the {n} heading darker blue, a colour like the logo", "Rename the {n} button label", "More padding around the {n}", "Correct the typo in the {n} title", "A larger font for the {n}"]
        for k in range(60 if planted else 6):
            noun = NOUNS[k % len(NOUNS)]
            text = self.dice.choice(wishes).format(n=noun)
            mark = dict(detector="small-fixes", waste="0.5") if planted else {}
            self.add(self.at(k % self.days, 21, 7 * (k // self.days)), "shop", BUILDERS[k % 2], "prompt", "0.5", scope="simple", feature=f"{noun}-look", prompt=text, **mark)

    def heavy_integration(self, planted):
        for day in range(self.days):
            for n in range(4 if planted else 0):
                when = self.at(day, 7 + 3 * n, self.dice.randrange(60))
                self.add(when, "blog", self.dice.choice(GUESTS), "GenerateImage", "1", "heavy-integration", feature="cover", prompt=f"A cover for story {day}-{n}")
                self.add(when + timedelta(minutes=5), "blog", self.dice.choice(GUESTS), "GenerateImage", "1", "heavy-integration", feature="cover", prompt=f"A thumbnail for story {day}-{n}")

    def hot_files(self, planted):
        for k in range(100 if planted else 60):
            day = k % self.days
            if planted:
                # Four prompts of five go to four files.
                name = self.dice.choice(["pages/Home", "pages/Cart", "lib/api", "layout/Main"])
                mark = dict(detector="hot-files")
            else:
                name, mark = f"pages/{NOUNS[k % len(NOUNS)]}{k // len(NOUNS)}", {}
            self.add(self.at(day, 22, 7 * (k // self.days)), "shop", BUILDERS[0], "prompt", "2", scope="module", files=f"{name}.tsx;parts/a{k}.tsx;parts/b{k}.css;parts/c{k}.ts",
                     prompt=f"{self.dice.choice(VERBS)} the {NOUNS[k % len(NOUNS)]} part number {k}", **mark)

    def spikes(self, planted):
        # A steady app; on one day many times as much as on any other, from many people.
        for day in range(self.days):
            for n in range(8):
                self.add(self.at(day, 9 + n, 20), "blog", GUESTS[n], "UploadFile", "1", feature="scans")
        for n in range(120 if planted else 8):
            self.add(self.at(24, 8, 5 * n), "blog", GUESTS[n % 8], "UploadFile", "1", feature="scans")
        if planted:
            start, end = self.at(24, 0), self.at(25, 0)
            for row in self.rows:
                if start <= row["timestamp"] < end and row["operation"] not in {"prompt", "discuss", "visual_edit"}:
                    self.mark(row, "spikes", key="")

    def expensive_model(self, planted):
        for day in range(self.days):
            for n in range(2):
                when = self.at(day, 9 + 5 * n, self.dice.randrange(60))
                dear = n == 0 and day % 2 == 0
                feature = "translate" if planted or not dear else "contract"
                mark = dict(detector="expensive-model", waste="12", key="shop") if planted and dear else {}
                self.add(when, "shop", self.dice.choice(GUESTS), "InvokeLLM", "15" if dear else "3", feature=feature, model="gpt_5" if dear else "automatic",
                         prompt=f"Translate note {day}-{n}", **mark)

    def bursts(self, planted):
        for day in range(0, self.days):
            for guest in GUESTS:
                for n in range(self.dice.choice([1, 2, 2])):
                    self.add(self.at(day, 10, self.dice.randrange(60), self.dice.randrange(60)), "shop", guest, "SendEmail", "1", feature="share")
        total = 0
        for k in range(240 if planted else 90):
            if planted:
                # An hour in which one guest sends 240; two an hour is what people do, so four are fair.
                total += 1
                self.add(self.at(12, 15, 0, 14 * k), "shop", GUESTS[3], "SendEmail", "1", "bursts", "0" if k < 4 else "1", key="shop", feature="share")
            else:
                # A launch: everybody comes in the same hours.
                self.add(self.at(12 + k % 3, 15, 0, 10 * k), "shop", GUESTS[k % 8], "SendEmail", "1", feature="share")

    def scheduled_drain(self, planted):
        for day in range(self.days):
            for hour in range(0, 24, 2):
                busy = self.dice.random() < (0.1 if planted else 0.8)
                extra = f'{{"records_written":{self.dice.randrange(1, 40) if busy else 0}}}'
                mark = dict(detector="scheduled-drain", waste="1") if planted and not busy else {}
                self.add(self.at(day, hour), "shop", "", "automation_run", "1", feature="sync-stock", metadata=extra, **mark)

    def long_functions(self, planted):
        for day in range(self.days):
            ms = self.dice.randrange(8_000, 50_000) if planted else self.dice.randrange(300, 4_000)
            mark = dict(detector="long-functions", waste="4") if planted else {}
            self.add(self.at(day, 2), "shop", "", "function_run", "4", pool="integration", feature="nightly-report", metadata=f'{{"duration_ms":{ms}}}', **mark)
        if not planted:
            for n in range(60):
                self.add(self.at(5, 3, 0, 5 * n), "shop", "", "SendEmail", "1", feature="one-time-notice")

    def above_list_price(self, planted):
        for day in range(self.days):
            credits = "2" if planted or day % 6 == 0 else "1"
            mark = dict(detector="above-list-price", waste="1", key="") if planted else {}
            self.add(self.at(day, 11), "blog", GUESTS[0], "ExtractDataFromUploadedFile", credits, feature="import", **mark)

    def price_drift(self, planted):
        for day in range(self.days):
            late = day >= 18
            credits = "5" if planted and late else "3"
            mark = dict(detector="price-drift", waste="2", key="") if planted and late else {}
            self.add(self.at(day, 11), "blog", GUESTS[0], "agent_message", credits, feature="helper", model="automatic", prompt=f"What does paragraph {day} of the text mean?", **mark)

    def shares(self):
        """Which single calls really take more than a quarter of everything: what heavy-integration must say, whatever was planted."""
        calls = {"InvokeLLM", "SendEmail", "UploadFile", "GenerateImage", "ExtractDataFromUploadedFile", "agent_message", "automation_run", "function_run", "connector_call"}
        total, by_call = sum(D(r["credits"] or 0) for r in self.rows), {}
        for row in self.rows:
            if row["operation"] in calls:
                key = (row["app"], row["operation"], row["model"], row["pool"])
                by_call[key] = by_call.get(key, D(0)) + D(row["credits"] or 0)
        return sorted(app for (app, *_), credits in by_call.items() if 4 * credits > total)

    def write(self, path):
        # Newest first, as exports are.
        with path.open("w", newline="") as file:
            out = csv.DictWriter(file, HEADER, lineterminator="\n")
            out.writeheader()
            for row in sorted(self.rows, key=lambda r: (r["timestamp"], r["id"]), reverse=True):
                out.writerow(dict(row, timestamp=row["timestamp"].strftime("%Y-%m-%dT%H:%M:%SZ")))


    # An engagement: what a consultant finds, and the same workspace after some of it was changed.

    def engagement(self, after):
        d = self.dice
        questions = [f"Recommend three articles for a visitor who looks at shelf {n}" for n in range(6)]
        stored = {}
        for day in range(self.days):
            for n in range(8):
                when, text = self.at(day, 8 + n, d.randrange(60), d.randrange(60)), d.choice(questions)
                hit = text in stored and when - stored[text] < timedelta(days=1)
                if hit and after:
                    continue  # The cache answers.
                row = self.add(when, "shop", d.choice(GUESTS), "InvokeLLM", "3", feature="recommend", prompt=text, model="automatic")
                if hit:
                    self.mark(row, "repeated-calls", "3")
                else:
                    stored[text] = when
            for hour in range(0, 24, 2):
                busy = d.random() < 0.1
                # The event that it waits for starts it now; a few runs a week still come in vain.
                if after and not busy and d.random() > 0.05:
                    continue
                mark = {} if busy else dict(detector="scheduled-drain", waste="1")
                extra = f'{{"records_written":{d.randrange(1, 40) if busy else 0}}}'
                self.add(self.at(day, hour), "shop", "", "automation_run", "1", feature="sync-stock", metadata=extra, **mark)
        self.small_fixes(True)
        # Of five loops in a month two and a half are left: people revert now and then.
        repairs = ["Still wrong, the {n} shows NaN", "The {n} is broken again", "Now the {n} crashes, fix it", "the {n} doesn't work"]
        for k, day in enumerate([2, 8, 12, 17, 22] if not after else [5, 14, 20]):
            noun = f"checkout{k}"
            more = dict(feature=noun, scope="module", files=";".join([f"pages/{noun}.tsx"] + [f"lib/{noun}{n}.ts" for n in range(1, 6)]))
            self.add(self.at(day, 19), "shop", BUILDERS[0], "prompt", "2", "regression-loop", "0", prompt=f"Build the {noun} summary", **more)
            for n in range(1, 7 if not after else 6):
                self.add(self.at(day, 19, 9 * n), "shop", BUILDERS[0], "prompt", "2", "regression-loop", "2", "0" if n == 1 else "2",
                         prompt=repairs[n % 4].format(n=noun), **more)
