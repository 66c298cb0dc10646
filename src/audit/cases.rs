//! Small logs whose findings can be worked out by hand.

use super::apply::apply;
use super::estimate::Estimate;
use super::finding::{Finding, FindingBasis, FindingClass};
use super::gaps::{Gap, Lack};
use super::params::Params;
use super::rank::audit;
use super::testing::{Line, Log, c, line};
use crate::base::Credits;
use crate::event::{Outcome, Pool};

mod claims;

const DAY: i64 = 24 * 60;

fn found(lines: &[Line], detector: &str) -> Option<Finding> {
    Log::of(lines).audit().findings.into_iter().find(|f| f.detector == detector)
}

fn estimate(low: &str, typical: &str, high: &str) -> Estimate {
    Estimate { low: c(low), typical: c(typical), high: c(high) }
}

/// A call with the same input as every other.
fn same(minute: i64) -> Line {
    line(minute, "InvokeLLM", "3").with(r#"{"prompt_hash":"c0ffee"}"#).on("automatic")
}

fn alone(finding: &Finding) -> Estimate {
    finding.saving.unwrap().alone
}

mod regression_loop {
    use super::*;

    fn repair(minute: i64) -> Line {
        line(minute, "prompt", "2").says("the total is still broken").about("checkout")
    }

    #[test]
    fn a_repair_too_few_is_a_retry() {
        let first = line(0, "prompt", "1").says("Add a total").about("checkout");
        assert!(found(&[first.clone(), repair(10)], "regression-loop").is_none());
        let finding = found(&[first, repair(10), repair(20)], "regression-loop").unwrap();
        // Two repairs at 2 each; one is fair. After a revert, one retry at the first prompt's price of 1 remains.
        assert_eq!(finding.wasted, estimate("2", "4", "4"));
        assert_eq!(alone(&finding), estimate("2", "3", "4"));
        assert_eq!((finding.rows, finding.looked_at, finding.class), (3, 3, FindingClass::Habit));
    }

    #[test]
    fn an_hour_separates_turns_and_a_repair_joins_them_again() {
        let turns = |gap: i64| {
            [
                line(0, "prompt", "1").says("Add a total").about("checkout"),
                repair(60),
                repair(120),
                repair(120 + gap),
            ]
        };
        assert_eq!(found(&turns(60), "regression-loop").unwrap().rows, 4);
        assert_eq!(found(&turns(2 * DAY), "regression-loop").unwrap().rows, 4);
        assert_eq!(found(&turns(4 * DAY), "regression-loop").unwrap().rows, 3);
        let apart =
            [line(0, "prompt", "1").says("Add a total").about("checkout"), repair(61), repair(122)];
        assert!(found(&apart, "regression-loop").is_none());
    }

    #[test]
    fn two_people_or_two_things_are_no_loop() {
        let first = line(0, "prompt", "1").says("Add a total").about("checkout");
        let people = [first.clone(), repair(5).by("ben"), repair(10)];
        assert!(found(&people, "regression-loop").is_none());
        let things =
            [first, repair(5), line(9, "prompt", "1").says("the map is broken").about("contact")];
        assert!(found(&things, "regression-loop").is_none());
    }
}

mod repeated_calls {
    use super::*;

    /// `n` calls, one every `gap` minutes.
    fn calls(n: i64, gap: i64) -> Vec<Line> {
        (0..n).map(|k| same(k * gap)).collect()
    }

    fn class_of(lines: &[Line]) -> Option<(FindingClass, Credits)> {
        found(lines, "repeated-calls").map(|f| (f.class, alone(&f).low))
    }

    #[test]
    fn a_handful_of_texts_is_asked_about() {
        let say = |k: i64, text| line(k * 7, "InvokeLLM", "3").about("helper").says(text);
        let one: Vec<Line> = (0..40).map(|k| say(k, "AI answer generated")).collect();
        assert_eq!(class_of(&one), Some((FindingClass::Question, Credits::ZERO)));
        let texts = [
            "Recommend three books about ships",
            "Recommend three books about trees",
            "Recommend three books about roads",
            "Recommend three books about birds",
        ];
        let asked = |texts: [&'static str; 4]| {
            let calls = (0..40).map(|k| say(k, texts[usize::try_from(k).unwrap() % 4]));
            class_of(&calls.collect::<Vec<_>>()).unwrap().0
        };
        // Words may stand for what the log leaves out; numbers are values.
        assert_eq!(asked(texts), FindingClass::Question);
        let shelves = [
            "Recommend three books near shelf 1",
            "Recommend three books near shelf 2",
            "Recommend three books near shelf 3",
            "Recommend three books near shelf 4",
        ];
        assert_eq!(asked(shelves), FindingClass::Fix);
    }

    #[test]
    fn another_file_or_customer_is_another_input() {
        let score = |k: i64| line(k, "InvokeLLM", "3").says("Score this lead");
        let leads: Vec<String> = (0..40).map(|k| format!("{{\"lead_id\":\"{k}\"}}")).collect();
        let all = leads.iter().zip(0..).map(|(lead, k)| score(k).with(lead.clone().leak()));
        assert_eq!(class_of(&all.collect::<Vec<_>>()), None);
        let read = |k: i64| line(k, "ExtractDataFromUploadedFile", "1");
        let one: Vec<Line> = (0..40).map(|k| read(k).with(r#"{"file_url":"a.pdf"}"#)).collect();
        assert_eq!(class_of(&one).unwrap().0, FindingClass::Fix);
    }

    #[test]
    fn an_answer_lives_from_when_it_was_stored() {
        // A call every 30 minutes: a cache of an hour misses every second time, one of a day once in 48.
        let finding = found(&calls(100, 30), "repeated-calls").unwrap();
        assert_eq!(alone(&finding), estimate("150", "291", "297"));
        assert_eq!((finding.basis, finding.class), (FindingBasis::Estimated, FindingClass::Fix));
        let finding = found(&calls(100, 5), "repeated-calls").unwrap();
        assert_eq!(finding.basis, FindingBasis::Estimated);
        let finding = found(&calls(50, 1), "repeated-calls").unwrap();
        assert_eq!(
            finding.basis,
            FindingBasis::Measured,
            "how long an answer is kept does not matter"
        );
    }

    #[test]
    fn another_model_or_a_failed_call_is_no_hit() {
        let mut lines = calls(20, 1);
        assert_eq!(alone(&found(&lines, "repeated-calls").unwrap()).typical, c("57"));
        lines[0].outcome = Outcome::Failed;
        assert_eq!(found(&lines, "repeated-calls"), None, "19 calls are no pattern");
        let mut lines = calls(40, 1);
        for odd in lines.iter_mut().skip(1).step_by(2) {
            odd.model = "gpt_5";
        }
        assert_eq!(alone(&found(&lines, "repeated-calls").unwrap()).typical, c("114"));
    }

    #[test]
    fn without_a_prompt_it_is_a_question_that_saves_nothing_for_sure() {
        let lines: Vec<Line> = (0..30).map(|k| line(k, "InvokeLLM", "3").about("helper")).collect();
        let log = Log::of(&lines).audit();
        let finding = log.findings.iter().find(|f| f.detector == "repeated-calls").unwrap();
        // 29 of 30 follow within the hour: 87 credits, 60 % of them assumed to be repeats.
        assert_eq!(
            (finding.class, alone(finding)),
            (FindingClass::Question, estimate("0", "52.2", "87"))
        );
        assert!(log.totals.iter().all(|t| t.saving == Estimate::ZERO));
    }

    #[test]
    fn a_logged_hash_is_an_input() {
        let hashed = |k: i64| line(k, "InvokeLLM", "3").with(r#"{"promptHash":"c0ffee"}"#);
        assert_eq!(
            alone(&found(&(0..21).map(hashed).collect::<Vec<_>>(), "repeated-calls").unwrap())
                .typical,
            c("60")
        );
    }
}

#[test]
fn refunded_credits_cannot_be_saved() {
    let mut lines: Vec<Line> = (0..30).map(same).collect();
    assert_eq!(alone(&found(&lines, "repeated-calls").unwrap()).typical, c("87"));
    lines.push(line(40, "InvokeLLM", "-60"));
    let audit = Log::of(&lines).audit();
    // The latest 20 of the 30 were refunded.
    assert_eq!(audit.totals[0].spent, Estimate::exact(c("30")));
    assert_eq!(audit.totals[0].saving.typical, c("27"));
}

#[test]
fn what_a_loop_holds_is_no_other_pattern() {
    // Ten simple prompts in a loop: each repair is both a repair and a small change.
    let mut lines =
        vec![line(0, "prompt", "0.5").says("Change the colour of the total").about("cart")];
    lines.extend((1..12).map(|k| {
        line(k * 5, "prompt", "0.5").says("the colour of the total is still wrong").about("cart")
    }));
    let audit = Log::of(&lines).audit();
    // The loop holds all twelve, so nothing else claims them.
    assert_eq!(audit.findings[0].id, "L1");
    assert!(audit.findings.iter().all(|f| f.detector != "small-fixes"));
    assert_eq!((audit.totals[0].saving.typical, audit.totals[0].left.typical), (c("5"), c("1")));
}

#[test]
fn a_saving_a_cycle_is_in_proportion_to_the_days_if_it_recurs() {
    // Two days of log show no cycle.
    let lines: Vec<Line> = (0..30).map(|k| same(k * 60)).collect();
    let saving = found(&lines, "repeated-calls").unwrap().saving.unwrap();
    assert_eq!((saving.recurs, saving.cycle), (false, saving.period));
    // Fifteen days of log, cycles of 30 days.
    let lines: Vec<Line> = (0..30).map(|k| same(k * 12 * 60 - k * 10)).collect();
    let saving = found(&lines, "repeated-calls").unwrap().saving.unwrap();
    assert_eq!((saving.recurs, saving.cycle.typical), (true, saving.period.typical.times(2)));
}

#[test]
fn automatic_fixes_in_a_row_are_listed_even_if_they_cost_nothing() {
    let fixes = |credits| {
        [
            line(0, "prompt", "1").about("cart"),
            line(3, "auto_fix", credits),
            line(6, "auto_fix", credits),
            line(9, "auto_fix", credits),
        ]
    };
    let free = found(&fixes("0"), "repeated-fixes").unwrap();
    assert_eq!((free.saving, free.wasted, free.rows), (None, Estimate::ZERO, 4));
    let paid = found(&fixes("1"), "repeated-fixes").unwrap();
    assert_eq!((paid.wasted, alone(&paid)), (estimate("1", "2", "2"), estimate("0.5", "1", "2")));
    assert!(found(&fixes("1")[..3], "repeated-fixes").is_none());
}

#[test]
fn a_discuss_turn_is_routine_only_if_all_prompts_near_it_are_simple() {
    let pairs = |credits: &'static str| {
        let pair =
            |k: i64| [line(k * 120, "discuss", "0.3"), line(k * 120 + 10, "prompt", credits)];
        (0..5).flat_map(pair).collect::<Vec<_>>()
    };
    // A low price alone does not show that nothing had to be talked over.
    let finding = found(&pairs("0.5"), "discuss-routine").unwrap();
    assert_eq!(
        (finding.class, finding.wasted),
        (FindingClass::Question, estimate("0", "1.5", "1.5"))
    );
    let mut labels = pairs("0.5");
    labels.iter_mut().skip(1).step_by(2).for_each(|prompt| prompt.prompt = "Rename the label");
    let finding = found(&labels, "discuss-routine").unwrap();
    assert_eq!(
        (finding.class, finding.wasted),
        (FindingClass::Habit, estimate("0.75", "1.5", "1.5"))
    );
    assert!(found(&pairs("2"), "discuss-routine").is_none());
    assert!(found(&pairs("0.5")[..8], "discuss-routine").is_none());
}

#[test]
fn a_burst_is_cut_to_twice_what_is_usual() {
    // Ten guests call once an hour for two hours; one of them calls 30 times in the third.
    let names: [&'static str; 10] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let mut lines: Vec<Line> =
        (0..2).flat_map(|h| names.map(|who| line(h * 60, "SendEmail", "1").by(who))).collect();
    lines.extend((0..30).map(|k| line(120 + k, "SendEmail", "1").by("a")));
    let finding = found(&lines, "bursts").unwrap();
    // No log shows that a burst of mails was not wanted.
    assert_eq!(finding.class, FindingClass::Question);
    assert_eq!(alone(&finding), estimate("0", "28", "29"));
    assert_eq!(finding.user.unwrap().raw(), "a");
    // Without others to compare with and without a history of its own, it is not a burst.
    assert!(found(&lines[20..], "bursts").is_none());
}

#[test]
fn a_dearer_model_is_asked_about_in_its_own_feature_only() {
    let calls = |feature, model, credits| {
        (0..5)
            .map(move |k| line(k, "InvokeLLM", credits).about(feature).on(model))
            .collect::<Vec<_>>()
    };
    let same = [calls("tags", "automatic", "3"), calls("tags", "gpt_5", "15")].concat();
    let finding = found(&same, "expensive-model").unwrap();
    assert_eq!((finding.class, alone(&finding).typical), (FindingClass::Question, c("60")));
    let apart = [calls("tags", "automatic", "3"), calls("contract", "gpt_5", "15")].concat();
    assert!(found(&apart, "expensive-model").is_none());
}

#[test]
fn idle_runs_must_say_so() {
    let runs = |metadata: &'static str| {
        (0..24)
            .map(|k| line(k * 60, "automation_run", "1").about("sync").with(metadata))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        alone(&found(&runs(r#"{"records_written":0}"#), "scheduled-drain").unwrap()),
        estimate("12", "24", "24")
    );
    assert!(found(&runs(r#"{"records_written":3}"#), "scheduled-drain").is_none());
    // Hourly runs that do not say what they did are a question.
    let silent = found(&runs(""), "scheduled-drain").unwrap();
    assert_eq!((silent.class, alone(&silent)), (FindingClass::Question, estimate("0", "12", "24")));
}

#[test]
fn fixes_are_applied_by_any_of_their_names() {
    let lines: Vec<Line> = (0..30).map(same).collect();
    let log = Log::of(&lines);
    let timeline = log.timeline();
    for name in ["cache", "repeated-calls", "R1", "ALL"] {
        let fixed = apply(&timeline, &Params::default(), &[name.to_owned()]).unwrap();
        let left: Credits =
            fixed.reprice(&log.classified).iter().filter_map(|event| event.credits).sum();
        assert_eq!((fixed.applied, left), (vec!["R1".to_owned()], c("3")), "{name}");
    }
    assert_eq!(apply(&timeline, &Params::default(), &[]).unwrap().saved.len(), 0);
    let unknown = apply(&timeline, &Params::default(), &["spikes".to_owned()]).unwrap_err();
    assert!(unknown.fixes.contains(&"cache"), "{unknown}");
}

#[test]
fn small_savings_are_not_shown() {
    let mut lines: Vec<Line> = (0..20).map(same).collect();
    lines.extend((0..100).map(|k| line(k, "SendEmail", "1").by("").about("digest")));
    assert!(found(&lines, "repeated-calls").is_some());
    let params = Params { least_percent: 40, ..Params::default() };
    let log = Log::of(&lines);
    assert!(
        audit(&log.timeline(), &params).findings.iter().all(|f| f.detector != "repeated-calls")
    );
}

#[test]
fn gaps_of_the_log_are_listed() {
    let lines = [
        line(0, "prompt", ""),
        line(1, "prompt", "1").says("Add a page"),
        line(2, "InvokeLLM", "").by(""),
    ];
    let audit = Log::of(&lines).audit();
    for expected in [
        Gap::Missing { what: Lack::BuildPrompt, missing: 1, of: 2 },
        Gap::Missing { what: Lack::CallInput, missing: 1, of: 1 },
        Gap::Missing { what: Lack::CallUser, missing: 1, of: 1 },
        Gap::NoAllowance,
    ] {
        assert!(audit.gaps.contains(&expected), "{expected:?} in {:#?}", audit.gaps);
    }
    assert!(audit.totals.iter().any(|t| t.pool == Pool::Message));
}
