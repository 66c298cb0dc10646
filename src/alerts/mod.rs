//! The rules: one per file. Each looks at a pool's series and says fired, clear, warming-up or not judged.
//!
//! A rule reads a [`Subject`] (one pool, or one app within a pool) and [`Params`], and nothing else. What it means, with its
//! arithmetic, stands in `docs/<id>.md`, which the program shows on request.

pub(crate) mod alert;
mod budget;
pub(crate) mod cause;
mod daily_cap;
pub(crate) mod episode;
mod forecast;
mod fraction;
mod history;
mod leak;
mod pace;
pub(crate) mod params;
mod spike;
mod steady;
pub(crate) mod subject;
#[cfg(test)]
mod testing;
pub(crate) mod words;

pub(crate) use alert::{Alert, AlertDay, Cause, RuleScope, RuleState, Severity, Window};
pub(crate) use episode::{Episode, fold};
pub use params::Params;
pub(crate) use subject::{Part, Parts, Subject};

use crate::base::Day;

/// A rule.
pub(crate) trait Rule: Sync {
    /// `spike`, as settings and output spell it.
    fn id(&self) -> &'static str;

    /// When it fires, in one line, with the built-in thresholds.
    fn summary(&self) -> &'static str;

    /// What it means and how it is computed: Markdown, its first line a heading.
    fn doc(&self) -> &'static str;

    /// Whether it compares with the shared pool's capacity or cap, so that it means nothing under an app or user filter.
    fn needs_capacity(&self) -> bool {
        false
    }

    /// Whether it is judged for an app on its own, too.
    fn judges_apps(&self) -> bool {
        false
    }

    /// Whether it looks at a day, rather than at the cycle so far: each day is judged on its own.
    fn judges_days(&self) -> bool {
        self.judges_apps()
    }

    /// Its verdict at as-of: one entry per threshold. Empty where the rule says nothing about such a subject at all.
    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert>;

    /// The days of `from..=to` (up to as-of) on which it fired, each judged with the data up to its day. Only daily rules have any.
    fn days(&self, _subject: &Subject, _params: &Params, _from: Day, _to: Day) -> Vec<AlertDay> {
        Vec::new()
    }
}

/// Every rule, in the order in which verdicts are shown.
pub(crate) static ALL: &[&dyn Rule] = &[
    &spike::Spike,
    &steady::Steady,
    &leak::Leak,
    &forecast::Forecast,
    &budget::Budget,
    &daily_cap::DailyCap,
    &pace::Pace,
];

/// The rule of an id.
pub(crate) fn find(id: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_an_id_of_its_own_and_explains_itself() {
        let mut ids: Vec<_> = ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["budget", "daily-cap", "forecast", "leak", "pace", "spike", "steady"]);
        for rule in ALL {
            let heading = rule.doc().lines().next().unwrap();
            assert!(heading.starts_with(&format!("# {}", rule.id())), "{heading}");
            assert_eq!(find(rule.id()).unwrap().id(), rule.id());
        }
        assert!(find("nothing").is_none());
    }

    #[test]
    fn only_rules_of_daily_use_look_at_apps_and_at_the_unassigned_pool() {
        let bench = testing::Bench::new("2026-05-01", &[1; 20]);
        for rule in ALL {
            let mut app = bench.subject();
            app.scope = Some(RuleScope { app: Some("shop".into()) });
            assert_eq!(
                !rule.judge(&app, &Params::default()).is_empty(),
                rule.judges_apps(),
                "{}",
                rule.id()
            );
            let mut unassigned = bench.subject();
            unassigned.pool = crate::event::Pool::Unassigned;
            assert_eq!(
                !rule.judge(&unassigned, &Params::default()).is_empty(),
                rule.judges_apps(),
                "{}",
                rule.id()
            );
        }
    }
}
