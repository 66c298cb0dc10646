//! The interface of a rule.

use super::alert::{Alert, AlertDay};
use super::params::Params;
use super::subject::Subject;
use crate::base::{Credits, Day};
use crate::event::Pool;

/// A rule. It reads a [`Subject`] and [`Params`] and nothing else, so its result depends on nothing else.
pub(crate) trait Rule: Sync {
    /// `spike`, as settings and output spell it.
    fn id(&self) -> &'static str;

    /// One line that says when it fires with the built-in thresholds.
    fn summary(&self) -> &'static str;

    /// Its page: Markdown that starts with a heading.
    fn doc(&self) -> &'static str;

    /// Whether it compares with a capacity or cap of the whole workspace, so that it means nothing under an app or user filter.
    fn needs_capacity(&self) -> bool {
        false
    }

    /// Whether that capacity is the allowance with its grants. The gate leaves such a rule out if no allowance is known.
    fn needs_allowance(&self) -> bool {
        self.needs_capacity()
    }

    /// The pool that it judges, if it judges only one.
    fn only_pool(&self) -> Option<Pool> {
        None
    }

    /// Whether it also judges one app on its own.
    fn judges_apps(&self) -> bool {
        false
    }

    /// Whether it judges single days; other rules judge the cycle so far.
    fn judges_days(&self) -> bool {
        self.judges_apps()
    }

    /// Whether it tests shares of the capacity that stay reached until the reset. Each threshold is then an event of its own,
    /// which starts on the day that reached it.
    fn counts_up(&self) -> bool {
        false
    }

    /// Whether an alert of a day within the even pace of the plan is a minor one.
    fn may_be_minor(&self) -> bool {
        self.judges_apps()
    }

    /// Whether it reads single days, which totals of a cycle so far do not have.
    fn needs_days(&self) -> bool {
        true
    }

    /// Sets the number that a gate gives the rule: `spike=3`, `budget=90`.
    fn set_number(&self, _params: &mut Params, _number: Option<Credits>) {}

    /// Judges as-of: one alert per threshold, or none if the rule does not apply to such a subject at all.
    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert>;

    /// The days of `from..=to` (up to as-of) on which it fired, each judged with the data up to that day. Empty for rules that
    /// do not judge days.
    fn days(&self, _subject: &Subject, _params: &Params, _from: Day, _to: Day) -> Vec<AlertDay> {
        Vec::new()
    }
}
