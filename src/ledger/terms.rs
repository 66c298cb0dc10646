//! What decides how events are classified and summed.

use super::selection::Selection;
use crate::base::{Day, Zone};
use crate::model::{Model, Plan};

/// Which plan is in force, by day.
pub(crate) trait Plans: Sync {
    fn plan_on(&self, day: Day) -> Option<&Plan>;
}

/// No plan is known.
#[cfg(test)]
impl Plans for () {
    fn plan_on(&self, _: Day) -> Option<&Plan> {
        None
    }
}

/// Names that are kept apart only on request: a log can have as many of them as rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Detail {
    /// Sum each feature by itself.
    pub features: bool,
    /// Sum each list of touched files by itself.
    pub files: bool,
}

/// The settings of a report that change its sums.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// Prices the events.
    pub(crate) model: &'a Model,
    /// The time zone in which days begin and end.
    pub(crate) zone: Zone,
    pub(crate) plans: &'a dyn Plans,
    /// The filters.
    pub(crate) selection: &'a Selection,
    pub(crate) detail: Detail,
}
