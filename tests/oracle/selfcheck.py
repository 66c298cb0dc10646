"""Hand-worked cases for the judge itself: `python3 tests/oracle/selfcheck.py`. Every expectation was worked out on paper from the definitions."""

from __future__ import annotations

import tempfile
import unittest
from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction
from pathlib import Path

import canonical
import oracle
import pricing
import rules

HEADER = "timestamp,app,user,pool,operation,model,quantity,scope,files,credits,status,metadata"


def report(lines: list[str], *words: str, header: str = HEADER) -> dict:
    with tempfile.TemporaryDirectory() as d:
        path = Path(d) / "log.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return oracle.from_args([str(path), *words])


def emails(amounts: list, start: str = "2026-05-01", app: str = "shop") -> list[str]:
    """One reported amount a day; None = no row."""
    first = date.fromisoformat(start)
    return [f"{first + timedelta(days=i)},{app},,integration,SendEmail,,,,,{a},," for i, a in enumerate(amounts) if a is not None]


def alert(r: dict, rule: str, pool: str = "integration", scope=None, threshold=None) -> dict:
    (found,) = [a for a in r["alerts"] if (a["rule"], a["pool"], a["scope"], a["threshold"]) == (rule, pool, scope, threshold)]
    return found


class Spike(unittest.TestCase):
    def test_twice_the_average_exactly_does_not_fire(self):
        a = alert(report(emails([10] * 14 + [20])), "spike")
        self.assertEqual((a["state"], a["value"], a["baseline"], a["ratio"]), ("clear", "20", "10.000000", "2.0000"))

    def test_the_least_bit_more_fires(self):
        a = alert(report(emails([10] * 14 + ["20.000000000001"])), "spike")
        self.assertEqual((a["state"], a["ratio"]), ("fired", "2.0000"))

    def test_thirteen_days_before_is_too_young(self):
        self.assertEqual(alert(report(emails([10] * 13 + [90])), "spike")["state"], "warming-up")

    def test_zero_days_count(self):
        # 7 days of 10 and 7 without a row: B = 5, so 11 fires.
        a = alert(report(emails([10] * 7 + [None] * 7 + [11])), "spike")
        self.assertEqual((a["state"], a["baseline"], a["ratio"], a["window"]["zero_days"]), ("fired", "5.000000", "2.2000", 7))

    def test_first_use_in_fourteen_days(self):
        # A message on 1 May makes the log warm; the pool itself was silent.
        r = report(["2026-05-01,shop,,message,prompt,,,,,1,,", "2026-05-15,shop,,integration,SendEmail,,,,,1,,"])
        a = alert(r, "spike")
        self.assertEqual((a["state"], a["baseline"], a["ratio"]), ("fired", "0.000000", None))
        self.assertEqual(alert(r, "spike", scope={"app": "shop"})["state"], "fired")

    def test_an_app_warms_up_from_its_own_first_day(self):
        r = report(emails([10] * 15) + emails([5], "2026-05-15", "blog"))
        self.assertEqual(alert(r, "spike", scope={"app": "blog"})["state"], "warming-up")
        self.assertEqual(alert(r, "spike", scope={"app": "shop"})["state"], "clear")

    def test_a_refund_day_counts_as_zero_not_below(self):
        # 13 × 10, one day of −100: Σ = 130, so 14·19 = 266 > 260 fires and 18.5 (259) does not.
        lines = emails([10] * 13) + ["2026-05-14,shop,,integration,SendEmail,,,,,-100,refund,"]
        self.assertEqual(alert(report(lines + emails([19], "2026-05-15")), "spike")["state"], "fired")
        r = report(lines + emails(["18.5"], "2026-05-15"))
        self.assertEqual(alert(r, "spike")["state"], "clear")
        self.assertEqual((r["pools"]["integration"]["credits"], r["pools"]["integration"]["refunded"]), ("48.5", "100"))


class Steady(unittest.TestCase):
    def test_percentile(self):
        self.assertEqual(rules.percentile75([D(4), D(1), D(3), D(2)]), Fraction(13, 4))  # place 2.25 of 1 2 3 4
        self.assertEqual(rules.percentile75([]), 0)
        self.assertEqual(rules.percentile75([D(7)]), 7)

    def test_needs_a_thirtieth_of_capacity_too(self):
        # P = 10, u = 21: 30·11 = 330.
        lines = emails([10] * 14 + [21])
        self.assertEqual(alert(report(lines, "--allowance", "integration=330"), "steady")["state"], "fired")
        self.assertEqual(alert(report(lines, "--allowance", "integration=331"), "steady")["state"], "clear")
        self.assertEqual(alert(report(lines), "steady")["state"], "fired")


class Leak(unittest.TestCase):
    def test_two_full_steps_fire(self):
        # Day 15: m = 10, sd = 0, (15 − 10)/2.5 = 2 → c = 1.5. Day 16: m = 155/15 = 10.33, sd = 1.25, (20 − 10.33)/2.58 > 2 → c = 3: fires.
        r = report(emails([10] * 14 + [15, 20]), "--all")
        self.assertEqual([a["day"] for a in r["alert_days"] if a["rule"] == "leak"], ["2026-05-16"])

    def test_never_before_the_fifteenth_day(self):
        r = report(emails([1] * 12 + [90, 90]), "--all")
        self.assertEqual([a for a in r["alert_days"] if a["rule"] == "leak"], [])
        self.assertEqual(alert(r, "leak")["state"], "warming-up")


class Excess(unittest.TestCase):
    def fired(self, days, capacity=300):
        r = report(emails(days, "2026-01-01"), "--all", "--allowance", f"integration={capacity}")
        return [((date.fromisoformat(a["day"]) - date(2025, 12, 31)).days, a["ratio"]) for a in r["alert_days"] if a["rule"] == "excess"]

    def test_the_worked_numbers(self):
        self.assertEqual(self.fired([10] * 14 + [10, 20, 30, 10, 10, 40]), [(20, "5.4584")])
        self.assertEqual(self.fired([10] * 70), [])
        self.assertEqual(self.fired([10] * 60 + [16] * 15), [(66, "3.4739"), (72, "3.1826")])

    def test_without_a_capacity_it_is_not_judged(self):
        self.assertEqual(alert(report(emails([10] * 20)), "excess")["state"], "not-judged")
        self.assertEqual(alert(report(emails([10] * 14), "--allowance", "integration=300"), "excess")["state"], "warming-up")

    def test_a_day_within_the_even_pace_is_minor(self):
        # 31 days of 8 are 248.
        for capacity, mild in ((248, True), (247, False)):
            r = report(emails([1] * 14 + [8]), "--allowance", f"integration={capacity}")
            self.assertEqual([a["minor"] for a in r["alert_days"] if a["rule"] == "spike" and not a["scope"]], [mild])


class Budget(unittest.TestCase):
    def test_exactly_at_a_threshold_fires(self):
        r = report(emails([50]), "--allowance", "integration=100")
        self.assertEqual([alert(r, "budget", threshold=t)["state"] for t in ("50", "80")], ["fired", "clear"])

    def test_grants_widen_the_capacity(self):
        r = report(emails([50]) + ["2026-05-01,,,integration,top_up,,,,,1000,grant,"], "--allowance", "integration=100")
        p = r["pools"]["integration"]
        self.assertEqual((p["granted"], p["remaining"], p["events"], r["quality"]["ignored"]), ("1000", "1050", 1, 1))
        self.assertEqual(alert(r, "budget", threshold="50")["state"], "clear")

    def test_an_uncovered_cycle_never_clears(self):
        r = report(emails([50], "2026-05-03"), "--allowance", "integration=100")
        self.assertEqual([alert(r, "budget", threshold=t)["state"] for t in ("50", "80")], ["fired", "not-judged"])
        self.assertFalse(r["cycle"]["covered"])

    def test_unassigned_credits_never_clear(self):
        r = report(emails([50]) + ["2026-05-01,,,,rocket,,,,,1,,"], "--allowance", "integration=100")
        self.assertEqual([alert(r, "budget", threshold=t)["state"] for t in ("50", "80")], ["fired", "not-judged"])
        self.assertEqual(r["pools"]["unassigned"]["by_class"][0]["name"], "unclassified")

    def test_pace(self):
        # Half used after 10 of 30 days: 0.5 ÷ (1/3) = 1.5.
        r = report(emails([10] * 5), "--as-of", "2026-05-10", "--cycle", "2026-05-01..2026-05-31", "--allowance", "integration=100")
        self.assertEqual(alert(r, "pace")["ratio"], "1.5000")


class Projection(unittest.TestCase):
    def test_out_date(self):
        # 20 days of 10, cycle of 31: used 200, m = 10, left 11, total 310 > 255; (255 − 200)/10 = 5.5 → 6 days after 20 May.
        p = report(emails([10] * 20), "--allowance", "integration=255")["pools"]["integration"]["projection"]
        self.assertEqual((p["daily_average"], p["days_left"], p["total"], p["exceeds"], p["out_date"]), ("10.000000", 11, "310.000000", True, "2026-05-26"))
        # s = 0, e = 10: every rest_q is 110, all 99 above 55.
        self.assertEqual((p["p10"], p["p90"], p["p_exhausted"], p["out_early"], p["out_late"]), (310.0, 310.0, 0.995, "2026-05-26", "2026-05-26"))

    def test_total_equal_to_capacity_lasts(self):
        p = report(emails([10] * 20), "--allowance", "integration=310")["pools"]["integration"]["projection"]
        self.assertEqual((p["exceeds"], p["out_date"], p["p_exhausted"]), (False, None, 0.005))

    def test_used_up_on_the_day_the_running_total_reached_it(self):
        p = report(emails([10] * 20), "--allowance", "integration=150")["pools"]["integration"]["projection"]
        self.assertEqual((p["out_date"], p["p_exhausted"]), ("2026-05-15", 1.0))

    def test_short_history(self):
        p = report(emails([10, 20, 30]))["pools"]["integration"]["projection"]
        self.assertEqual((p["daily_average"], p["low_history"], p["p10"]), ("20.000000", True, None))
        self.assertTrue(report(emails([10, 20]))["pools"]["integration"]["projection"]["unavailable"])

    def test_reset_tomorrow_is_certain(self):
        p = report(emails([10] * 20), "--cycle", "2026-05-01..2026-05-21", "--allowance", "integration=201")["pools"]["integration"]["projection"]
        self.assertEqual((p["days_left"], p["total"], p["p_exhausted"]), (0, "200.000000", 0.0))

    def test_the_knots(self):
        for q, want in ((0, -0.9), (0.05, -0.7), (0.1, -0.5), (0.3, -0.3), (0.5, -0.1), (0.7, 0.65), (0.9, 1.4), (0.95, 3.7), (1, 6)):
            self.assertAlmostEqual(rules.z(q), want)

    def test_the_worked_numbers(self):
        days = [12, 0, 7, 9, 15, 0, 0, 22, 8, 10, 11, 9, 0, 3, 18, 14, 6, 0, 0, 25, 13, 9, 7, 30, 0, 0, 16, 12, 20, 24]
        for left, capacity, e, s, p10, p50, p90, n in (
            (20, 300, 11.985241, 9.044101, 280.264, 352.617, 623.940, 79),
            (5, 200, 13.426918, 10.203122, 172.627, 193.033, 269.556, 46),
            (1, 170, 14.475410, 14.935842, 138.007, 143.982, 166.386, 9),
        ):
            cycle = ["--cycle", f"2026-05-21..{date(2026, 5, 31) + timedelta(days=left)}", "--as-of", "2026-05-30"]
            p = report(emails(days), "--allowance", f"integration={capacity}", *cycle)["pools"]["integration"]["projection"]
            for name, want in (("p10", p10), ("p50", p50), ("p90", p90)):
                self.assertAlmostEqual(p[name], want, delta=0.0005)
            self.assertEqual((p["p_exhausted"], p["days_left"]), ((n + 0.5) / 100, left))
            first = date(2026, 5, 1)
            series = rules.Series([])
            series.net.update({first + timedelta(days=i): D(u) for i, u in enumerate(days)})
            r = rules.spread(series, first, first + timedelta(days=29), left)
            self.assertAlmostEqual(r.e, e, places=6)
            self.assertAlmostEqual(r.s, s, places=6)

    def test_used_before(self):
        p = report(emails([10] * 3), "--allowance", "integration=100", "--used-before", "integration=60")["pools"]["integration"]
        self.assertEqual((p["used"], p["remaining"], p["credits"]), ("90", "10", "30"))


class Calendar(unittest.TestCase):
    def test_resets_clamp(self):
        s = canonical.Settings(cycle_day=31)
        self.assertEqual(rules.cycle_of(date(2026, 2, 27), s), (date(2026, 1, 31), date(2026, 2, 28)))
        self.assertEqual(rules.cycle_of(date(2026, 2, 28), s), (date(2026, 2, 28), date(2026, 3, 31)))
        self.assertEqual(rules.cycle_of(date(2024, 2, 29), s), (date(2024, 2, 29), date(2024, 3, 31)))

    def test_a_day_is_the_zones(self):
        lines = ["2026-05-01T23:30:00Z,a,,integration,SendEmail,,,,,1,,", "2026-05-01,a,,integration,SendEmail,,,,,2,,"]
        r = report(lines, "-z", "Europe/Berlin", "--all")
        self.assertEqual([(d["date"], d["credits"]) for d in r["pools"]["integration"]["daily"]], [("2026-05-01", "2"), ("2026-05-02", "1")])

    def test_the_day_the_clocks_go_forward(self):
        # Berlin, 29 March 2026 runs from 28 March 23:00Z to 29 March 22:00Z: 23 hours.
        stamps = ["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"]
        r = report([f"{t},a,,integration,SendEmail,,,,,1,," for t in stamps], "-z", "Europe/Berlin", "--all")
        self.assertEqual([d["credits"] for d in r["pools"]["integration"]["daily"]], ["1", "2", "1"])


class Amounts(unittest.TestCase):
    def test_no_binary_float(self):
        r = report(["2026-05-01,a,,integration,SendEmail,,,,,0.30000000000000004,,", "2026-05-01,a,,integration,SendEmail,,,,,12345678901234.123456,,"])
        self.assertEqual(r["pools"]["integration"]["credits"], "12345678901234.42345600000000004")

    def test_failed_is_unknown_unless_reported(self):
        r = report(["2026-05-01,a,,,SendEmail,,,,,,failed,", "2026-05-01,a,,,SendEmail,,,,,1,failed,", "2026-05-01,a,,,SendEmail,,,,,,blocked,"])
        p = r["pools"]["integration"]
        self.assertEqual((p["credits"], p["events"], p["unpriced_events"], r["quality"]["ignored"]), ("1", 2, 1, 1))

    def test_duplicates_and_conflicts(self):
        header = "id,timestamp,operation,pool,credits"
        row = "a,2026-05-01T00:00:00Z,SendEmail,integration,"
        r = report([row + "1", row + "1.0", row + "2"], header=header)
        self.assertEqual((r["quality"]["duplicates"], r["quality"]["conflicting_ids"], r["pools"]["integration"]["credits"]), (1, 1, "3"))

    def test_half_even(self):
        self.assertEqual([rules.quotient(Fraction(n, 2), 0 + 1) for n in (1, -1)], ["0.5", "-0.5"])
        self.assertEqual([rules.quotient(Fraction(n, 20), 1) for n in (1, 3, 5, -1)], ["0.0", "0.2", "0.2", "0.0"])


class Prices(unittest.TestCase):
    DAY = date(2026, 5, 1)

    def price(self, day=DAY, reported=None, plan=None, **row):
        p = pricing.price(row, day, reported, plan)
        return p.cls, p.typical

    def test_the_card(self):
        for want, row in [
            (("build.simple", D("0.5")), {"operation": "prompt", "scope": "simple"}),
            (("build.feature", D(1)), {"operation": "prompt", "files": "a;b;c"}),
            (("build.module", D(2)), {"operation": "ai_edit", "files": "9"}),
            (("build.app-wide", D("3.5")), {"operation": "prompt", "files": "10"}),
            (("build.unscoped", None), {"operation": "prompt"}),
            (("build.simple", None), {"operation": "prompt", "scope": "simple", "model": "claude_sonnet_4_6"}),
            (("discuss", D("0.3")), {"operation": "discuss"}),
            (("plan-mode", None), {"operation": "plan"}),
            (("edit.manual", D(0)), {"operation": "revert"}),
            (("integration.send-email", D(40)), {"operation": "SendEmail", "quantity": "40"}),
            (("integration.send-email-custom-domain", D(2)), {"operation": "SendEmail", "metadata": '{"from_email": "a@acme.example"}'}),
            (("integration.send-email", D(1)), {"operation": "SendEmail", "metadata": '{"from_email": "a@mail.base44.com"}'}),
            (("integration.generate-video", D(40)), {"operation": "GenerateVideo", "quantity": "8"}),
            (("integration.generate-video", None), {"operation": "GenerateVideo"}),
            (("integration.generate-speech", D(2)), {"operation": "GenerateSpeech", "quantity": "51"}),
            (("integration.generate-speech", D(100)), {"operation": "GenerateSpeech", "quantity": "5001"}),
            (("llm.gpt-5", D(15)), {"operation": "InvokeLLM", "model": "GPT 5"}),
            (("llm.other", None), {"operation": "invoke_llm", "model": "gpt_5_mini"}),
            (("agent.gemini-3-flash", D(5)), {"operation": "agent_message", "model": "gemini-3-flash"}),
            (("integration.other", None), {"operation": "TranscribeAudio"}),
            (("unclassified", None), {"operation": "rocket"}),
        ]:
            with self.subTest(row=row):
                self.assertEqual(self.price(**row), want)

    def test_no_model_is_automatic_up_to_the_dearest(self):
        p = pricing.price({"operation": "InvokeLLM"}, self.DAY, None, None)
        self.assertEqual((p.low, p.typical, p.high, p.assumed_model), (3, 3, 15, True))

    def test_automatic_fix_depends_on_the_plan(self):
        row = {"operation": "auto_fix", "scope": "feature"}
        self.assertEqual([self.price(plan=p, **row)[1] for p in (None, "builder", "free")], [None, 0, 1])

    def test_bands_of_reported_prompts(self):
        for amount, cls in [("0.75", "simple"), ("0.76", "feature"), ("1.5", "feature"), ("2.5", "module"), ("4", "app-wide"), ("4.01", "over-band")]:
            self.assertEqual(self.price(reported=D(amount), operation="prompt", scope="simple")[0], f"build.{cls}")
        self.assertEqual(self.price(day=date(2026, 1, 5), reported=D(3), operation="prompt")[0], "build.over-band")

    def test_older_cards(self):
        self.assertEqual(self.price(day=date(2025, 11, 30), operation="prompt")[1], 1)
        self.assertEqual(self.price(day=date(2026, 3, 7), operation="InvokeLLM", model="gpt_5")[1], 1)
        self.assertEqual(self.price(day=date(2026, 3, 8), operation="InvokeLLM", model="gpt_5")[1], 15)


if __name__ == "__main__":
    unittest.main()
