//! The thresholds of all detectors, with their built-in values. Settings spell them `detector-id.name`.

use serde::{Deserialize, Serialize};

macro_rules! params {
    ($($(#[$doc:meta])* $detector:ident: $type:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty = $value:expr,)* })*) => {
        /// Thresholds of all detectors. Deserializes from a table of settings; unknown names are errors.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct Params {
            /// A finding whose largest saving is below this percentage of its pool is not shown.
            pub least_percent: i64,
            /// How many rows of evidence a finding lists.
            pub evidence_rows: usize,
            $($(#[$doc])* pub $detector: $type,)*
        }

        impl Default for Params {
            fn default() -> Self {
                Self { least_percent: 1, evidence_rows: 20, $($detector: $type::default(),)* }
            }
        }

        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        #[allow(clippy::struct_field_names, reason = "they are the names of settings")]
        pub struct $type { $($(#[$field_doc])* pub $field: $kind,)* }

        impl Default for $type {
            fn default() -> Self {
                Self { $($field: $value,)* }
            }
        })*
    };
}

params! {
    /// `regression-loop`.
    regression_loop: RegressionLoop {
        /// Turns of a run are at most this many minutes apart.
        gap_minutes: i64 = 60,
        /// A run has at least this many turns.
        least_turns: usize = 3,
        /// A run that begins with a repair joins an earlier run that ended at most this many hours before.
        join_hours: i64 = 72,
    }
    /// `broad-prompts`.
    broad_prompts: BroadPrompts {
        /// A prompt is broad above this percentage of its band's highest price.
        above_percent: i64 = 200,
        /// Fewer broad prompts are no pattern.
        least_turns: usize = 3,
    }
    /// `repeated-calls`.
    repeated_calls: RepeatedCalls {
        /// A cache must answer at least this percentage of the calls.
        least_hit_percent: usize = 20,
        /// Fewer calls are no pattern.
        least_calls: usize = 20,
        /// Messages to an agent with fewer characters may repeat by chance.
        agent_characters: usize = 25,
        /// If no prompt is logged: the least percentage of calls that follow one of the same user and feature within an hour.
        unseen_hit_percent: usize = 60,
    }
    /// `repeated-fixes`.
    repeated_fixes: RepeatedFixes {
        /// The fixes of a run are at most this many minutes apart.
        gap_minutes: i64 = 30,
        /// A run has at least this many fixes.
        least_fixes: usize = 3,
    }
    /// `discuss-routine`.
    discuss_routine: DiscussRoutine {
        /// A discuss turn belongs to prompts at most this many minutes away.
        near_minutes: i64 = 10,
        /// Fewer routine turns are no pattern.
        least_turns: usize = 5,
        /// The least percentage of discuss turns that must be routine.
        least_percent: usize = 30,
    }
    /// `small-fixes`.
    small_fixes: SmallFixes {
        /// Fewer simple prompts are no pattern.
        least_turns: usize = 10,
        /// The least percentage of an app's build prompts that must be about looks.
        least_percent: usize = 15,
        /// The least percentage that must be simple in any way, for a question.
        asked_percent: usize = 40,
    }
    /// `heavy-integration`.
    heavy_integration: HeavyIntegration {
        /// A call is heavy above this percentage of all credits.
        above_percent: i64 = 25,
    }
    /// `hot-files`.
    hot_files: HotFiles {
        /// How many of the most expensive files or features are examined.
        top: usize = 5,
        /// The least percentage of the app's build credits that they must take.
        least_percent: i64 = 40,
        /// The least number of files or features: among fewer, a few always take most edits.
        least_targets: usize = 8,
        /// Or, if their share is ten times an even one: the least percentage that the prompts must take in which they were edited.
        least_touched_percent: i64 = 25,
        /// Among fewer: the least percentage that at most half of them must take.
        least_percent_of_few: i64 = 75,
        /// A hot file is edited at least this often.
        least_edits: usize = 5,
        /// It is edited on at least this many days: many edits on one day are a loop, or one piece of work.
        least_days: usize = 4,
    }
    /// `expensive-model`.
    expensive_model: ExpensiveModel {
        /// A model is dear if a call costs at least this percentage of a call on the cheaper model.
        dearer_percent: i64 = 150,
        /// Fewer calls on either model are no pattern.
        least_calls: usize = 5,
    }
    /// `bursts`.
    bursts: Bursts {
        /// An hour with fewer calls is not a burst.
        least_calls: usize = 20,
        /// A burst has more than this many times the usual calls.
        factor: usize = 5,
        /// The least number of hours with calls, of the caller or of the others.
        least_hours: usize = 10,
    }
    /// `scheduled-drain`.
    scheduled_drain: ScheduledDrain {
        /// Fewer runs are no pattern.
        least_runs: usize = 20,
        /// The least percentage of runs that must be idle.
        idle_percent: usize = 50,
        /// If no run says what it did: the least number of runs a day for a question.
        runs_a_day: i64 = 24,
    }
    /// `long-functions`.
    long_functions: LongFunctions {
        /// A run is long if it takes at least this many seconds.
        seconds: i64 = 5,
        /// Fewer long runs are no pattern.
        least_runs: usize = 5,
        /// A run over at least this many records is long, however long it took.
        many_records: u64 = 10_000,
        /// A batch has at least this many calls of one feature.
        loop_calls: usize = 30,
        /// The calls of a batch are at most this many seconds apart.
        loop_gap_seconds: i64 = 30,
        /// Batches run on at least this many days.
        loop_days: usize = 3,
    }
    /// `spikes`.
    spikes: Spikes {
        /// A day is a spike above this percentage of the average of the 14 days before.
        above_percent: i64 = 350,
        /// Smaller ones are not shown: the least percentage of the pool's use that the largest spike is above its average.
        least_percent: i64 = 5,
    }
    /// `above-list-price`.
    above_list_price: AboveListPrice {
        /// Fewer events of a class are no pattern.
        least_events: usize = 10,
        /// The least percentage of them that must be above the card's highest price.
        least_percent: usize = 50,
        /// The least percentage by which all of them together must be above it.
        least_excess_percent: i64 = 5,
    }
    /// `price-drift`.
    price_drift: PriceDrift {
        /// The least number of events of a class on each side of a change.
        least_events: usize = 5,
        /// The least percentage of each side that must have the side's usual price.
        agree_percent: usize = 80,
    }
    /// `unused-credits`.
    unused_credits: UnusedCredits {
        /// The least percentage of a cycle's credits that must be left.
        least_percent: i64 = 40,
        /// The least number of finished cycles that the log covers.
        least_cycles: usize = 1,
    }
    /// `plan-size`.
    plan_size: PlanSize {
        /// How many of the last finished cycles are examined.
        cycles: usize = 3,
        /// The least number of finished cycles that the log covers.
        least_cycles: usize = 2,
        /// A plan is too large if every cycle used less than this percentage.
        oversized_percent: i64 = 50,
        /// A plan is the right size if every cycle used at least this percentage.
        right_percent: i64 = 90,
    }
}

impl Params {
    /// Lifts the thresholds that keep small patterns out of an audit, so that the rest of a pattern after a fix is found however small
    /// it is. The thresholds that make an event part of a pattern stay.
    #[must_use]
    pub fn for_remains(&self) -> Self {
        let mut own = self.clone();
        own.least_percent = 0;
        own.heavy_integration.above_percent = 0;
        own.broad_prompts.least_turns = 1;
        (own.repeated_calls.least_calls, own.repeated_calls.least_hit_percent) = (1, 0);
        (own.discuss_routine.least_turns, own.discuss_routine.least_percent) = (1, 0);
        (own.small_fixes.least_turns, own.small_fixes.least_percent) = (1, 0);
        own.small_fixes.asked_percent = 0;
        (own.scheduled_drain.least_runs, own.scheduled_drain.idle_percent) = (1, 0);
        own.long_functions.least_runs = 1;
        own.expensive_model.least_calls = 1;
        (own.above_list_price.least_events, own.above_list_price.least_percent) = (1, 0);
        own.above_list_price.least_excess_percent = 0;
        own
    }

    /// Returns the thresholds of a detector, as settings spell them.
    pub fn of(&self, detector: &str) -> Vec<(String, String)> {
        let all = serde_json::to_value(self).unwrap_or_default();
        let table =
            all.get(detector).and_then(|value| value.as_object().cloned()).unwrap_or_default();
        table.into_iter().map(|(name, value)| (name, value.to_string())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_change_only_what_they_name() {
        let read: Params =
            toml::from_str("least-percent = 2\n[regression-loop]\ngap-minutes = 30\n").unwrap();
        assert_eq!(
            (
                read.least_percent,
                read.regression_loop.gap_minutes,
                read.regression_loop.least_turns
            ),
            (2, 30, 3)
        );
        assert!(toml::from_str::<Params>("[regression-loop]\ngap = 30\n").is_err());
        assert!(Params::default().of("bursts").contains(&("factor".to_owned(), "5".to_owned())));
        for detector in super::super::detectors::ALL {
            assert!(!Params::default().of(detector.id()).is_empty(), "{}", detector.id());
        }
    }
}
