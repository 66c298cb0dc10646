//! Properties of every log: nothing is saved twice, nothing is saved that was not spent, and the order of rows does not matter.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::apply::apply;
use super::params::Params;
use super::rank::{Audit, audit};
use super::testing::{Line, Log, line};
use crate::base::Credits;
use crate::event::{Outcome, Pool};

const OPERATIONS: &[&str] = &[
    "prompt",
    "prompt",
    "prompt",
    "auto_fix",
    "discuss",
    "InvokeLLM",
    "InvokeLLM",
    "agent_message",
    "SendEmail",
    "automation_run",
    "function_run",
    "connector_call",
    "mystery",
];
const CREDITS: &[&str] = &["", "", "0", "0.5", "1", "2", "3", "7.25", "15", "-2", "-15"];
const PROMPTS: &[&str] = &[
    "",
    "Build the checkout",
    "the checkout is still broken",
    "fix the checkout",
    "make the heading blue",
    "recommend three articles to this visitor",
    "translate this",
];
const METADATA: &[&str] =
    &["", "", r#"{"records_written":0}"#, r#"{"duration_ms":9000}"#, r#"{"prompt_hash":"ab"}"#];

fn any_line() -> impl Strategy<Value = Line> {
    use proptest::sample::select;
    let names = (
        select(&["shop", "blog", ""][..]),
        select(&["ana", "ben", ""][..]),
        select(&["", "checkout", "helper"][..]),
    );
    let what = (
        select(OPERATIONS),
        select(CREDITS),
        select(PROMPTS),
        select(METADATA),
        select(&["", "gpt_5", "automatic"][..]),
    );
    // Few distinct times make rows tie; dense ones make patterns.
    (0_i64..600, names, what, prop::bool::weighted(0.05)).prop_map(
        |(n, (app, user, feature), (operation, credits, prompt, metadata, model), failed)| {
            let made = line(n / 3 * 4, operation, credits)
                .says(prompt)
                .about(feature)
                .by(user)
                .on(model)
                .with(metadata);
            let outcome = if failed { Outcome::Failed } else { made.outcome };
            Line { app, ..made }.ending(outcome)
        },
    )
}

/// Thresholds that are so low that small logs have findings of every detector.
fn eager() -> Params {
    let text = "least-percent = 0\n[broad-prompts]\nleast-turns = 1\n[repeated-calls]\nleast-hit-percent = 1\nleast-calls = 2\nunseen-hit-percent = 1\n\
        [repeated-fixes]\nleast-fixes = 2\n[discuss-routine]\nleast-turns = 1\nleast-percent = 1\n[small-fixes]\nleast-turns = 1\nleast-percent = 1\n\
        [heavy-integration]\nabove-percent = 5\n[hot-files]\nleast-targets = 1\nleast-edits = 1\nleast-percent = 1\n[expensive-model]\nleast-calls = 1\n\
        [bursts]\nleast-calls = 3\nfactor = 1\nleast-hours = 1\n[scheduled-drain]\nleast-runs = 2\nidle-percent = 1\nruns-a-day = 1\n\
        [long-functions]\nleast-runs = 1\nloop-calls = 2\nloop-gap-seconds = 600\nloop-days = 1\n[above-list-price]\nleast-events = 1\n";
    toml::from_str(text).unwrap()
}

/// Every threshold set to 0, which a settings file may do.
fn all_zero() -> Params {
    let mut json = serde_json::to_value(Params::default()).unwrap();
    for value in json.as_object_mut().unwrap().values_mut() {
        match value.as_object_mut() {
            Some(table) => table.values_mut().for_each(|v| *v = 0.into()),
            None => *value = 0.into(),
        }
    }
    serde_json::from_value(json).unwrap()
}

/// Removes the places of rows, which differ when the rows are shuffled.
fn without_places(mut audit: Audit) -> Audit {
    audit.findings.iter_mut().for_each(|f| f.evidence.clear());
    audit
}

/// The net credits of a pool, never below 0: a naive sum.
fn spent(log: &Log, pool: Pool) -> Credits {
    log.classified
        .iter()
        .filter(|c| c.pool == pool)
        .filter_map(|c| c.credits)
        .sum::<Credits>()
        .floor_zero()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_saved_that_was_not_spent_and_nothing_twice(lines in prop::collection::vec(any_line(), 1..150)) {
        let log = Log::of(&lines);
        let audit = audit(&log.timeline(), &eager());
        let mut counted: BTreeMap<Pool, Credits> = BTreeMap::new();
        for finding in &audit.findings {
            let Some(saving) = finding.saving else { continue };
            for estimate in [saving.period, saving.cycle, saving.alone, finding.wasted] {
                prop_assert!(!estimate.low.is_negative() && estimate.low <= estimate.typical && estimate.typical <= estimate.high, "{finding:?}");
            }
            prop_assert!(saving.period.typical <= saving.alone.typical, "{finding:?}");
            if finding.class.counts() {
                *counted.entry(finding.pool.unwrap()).or_default() += saving.period.typical;
            }
        }
        for total in &audit.totals {
            prop_assert_eq!(total.spent.typical, spent(&log, total.pool));
            prop_assert!(total.saving.low <= total.spent.typical && total.saving.typical <= total.spent.typical && total.saving.high <= total.spent.high);
            prop_assert_eq!(total.saving.typical, counted.get(&total.pool).copied().unwrap_or_default());
            prop_assert_eq!(total.left.typical, total.spent.typical - total.saving.typical);
            prop_assert!(!total.left.low.is_negative() && total.left.low <= total.left.typical && total.left.typical <= total.left.high);
        }
    }

    #[test]
    fn the_first_fix_saves_most_and_none_after_it_saves_more(lines in prop::collection::vec(any_line(), 1..150)) {
        let log = Log::of(&lines);
        let audit = audit(&log.timeline(), &eager());
        let savings: Vec<Credits> = audit.findings.iter().filter(|f| f.class.counts()).map(|f| f.saving.map_or(Credits::ZERO, |s| s.period.typical)).collect();
        prop_assert!(savings.is_sorted_by(|a, b| a >= b), "{savings:?}");
    }

    #[test]
    fn thresholds_of_nothing_break_nothing(lines in prop::collection::vec(any_line(), 0..60)) {
        let log = Log::of(&lines);
        let audit = audit(&log.timeline(), &all_zero());
        for total in &audit.totals {
            prop_assert!(total.saving.typical <= spent(&log, total.pool));
        }
        for finding in audit.findings.iter().filter(|f| f.class.counts()) {
            prop_assert!(finding.rows > 0, "{} rests on nothing", finding.id);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter((lines, shuffled) in prop::collection::vec(any_line(), 1..100).prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))) {
        let (one, other) = (Log::of(&lines), Log::of(&shuffled));
        prop_assert_eq!(without_places(audit(&one.timeline(), &eager())), without_places(audit(&other.timeline(), &eager())));
    }

    #[test]
    fn the_log_with_all_fixes_costs_what_is_said_to_be_left(lines in prop::collection::vec(any_line(), 1..100)) {
        let log = Log::of(&lines);
        let params = eager();
        let (before, fixed) = (audit(&log.timeline(), &params), apply(&log.timeline(), &params, &["all".to_owned()]).unwrap());
        let repriced = fixed.reprice(&log.classified);
        for total in before.totals {
            let sum = |events: &[crate::model::Classified]| events.iter().filter(|c| c.pool == total.pool).filter_map(|c| c.credits).sum::<Credits>();
            prop_assert_eq!(sum(&log.classified) - sum(&repriced), total.saving.typical);
        }
    }
}

#[test]
fn eager_thresholds_find_every_kind_in_a_long_log() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let lines = prop::collection::vec(any_line(), 150..151);
    let mut kinds: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let log = Log::of(&lines.new_tree(&mut runner).unwrap().current());
        kinds.extend(audit(&log.timeline(), &eager()).findings.into_iter().map(|f| f.detector));
    }
    // A property over logs without findings would prove nothing.
    for kind in [
        "regression-loop",
        "broad-prompts",
        "repeated-calls",
        "repeated-fixes",
        "discuss-routine",
        "small-fixes",
        "bursts",
        "scheduled-drain",
        "long-functions",
        "expensive-model",
    ] {
        assert!(kinds.contains(kind), "{kind} is never found: {kinds:?}");
    }
}
