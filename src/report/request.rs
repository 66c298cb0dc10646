//! What a report is asked for: the settings that change its figures, resolved.

use std::collections::BTreeMap;

use crate::base::{Credits, CycleRule, Day, Untrusted, Zone};
use crate::event::Pool;
use crate::model::Plan;

/// The day at whose end everything is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AsOf {
    /// The day of the log's last event, before filters.
    LastEvent,
    /// This day, complete.
    Day(Day),
    /// This day, not over yet.
    Today(Day),
}

/// A breakdown beyond those that every report has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Dimension {
    /// Weeks from Monday.
    Week,
    /// Calendar months.
    Month,
    /// Billing cycles.
    Cycle,
    /// Features, functions, pages.
    Feature,
    /// Touched files, as the log lists them.
    File,
}

impl Dimension {
    /// `week`, `month`, `cycle`, `feature`, `file`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Cycle => "cycle",
            Self::Feature => "feature",
            Self::File => "file",
        }
    }
}

/// What a report is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// When it is judged.
    pub as_of: AsOf,
    /// List everything up to as-of.
    pub all: bool,
    /// List from this day.
    pub since: Option<Day>,
    /// The last day that is looked at.
    pub until: Option<Day>,
    /// List this many days up to as-of.
    pub last_days: Option<i32>,
    /// How days are cut into cycles.
    pub cycle: CycleRule,
    /// Plans and the day from which each is in force (`None`: always), oldest first.
    pub plans: Vec<(Option<Day>, Plan)>,
    /// Allowances that win over the plan's.
    pub allowance: BTreeMap<Pool, Credits>,
    /// Grants of the current cycle that are not in the log.
    pub granted: BTreeMap<Pool, Credits>,
    /// Used in the current cycle before the log begins.
    pub used_before: BTreeMap<Pool, Credits>,
    /// Which filters there are, for showing: `app=shop`.
    pub filters: Vec<Untrusted>,
    /// An app or user filter hides part of the shared pool: nothing can be said against its capacity.
    pub part_of_pool: bool,
    /// Pools that `--pool` kept; empty: all.
    pub pools: Vec<Pool>,
    /// Breakdowns beyond those that every report has.
    pub by: Vec<Dimension>,
    /// The unit of amounts: `credits`, `requests`.
    pub unit: String,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            zone: Zone::Utc,
            as_of: AsOf::LastEvent,
            all: false,
            since: None,
            until: None,
            last_days: None,
            cycle: CycleRule::Monthly { day: 1, assumed: true },
            plans: Vec::new(),
            allowance: BTreeMap::new(),
            granted: BTreeMap::new(),
            used_before: BTreeMap::new(),
            filters: Vec::new(),
            part_of_pool: false,
            pools: Vec::new(),
            by: Vec::new(),
            unit: "credits".to_owned(),
        }
    }
}

impl Request {
    /// The plan in force on a day.
    pub fn plan_on(&self, day: Day) -> Option<&Plan> {
        self.plans.iter().rev().find(|(from, _)| from.is_none_or(|f| f <= day)).map(|(_, plan)| plan)
    }

    /// The allowance of a pool under what is in force on a day; `None` where nobody said.
    pub fn allowance_on(&self, pool: Pool, day: Day) -> Option<Credits> {
        self.allowance.get(&pool).copied().or_else(|| self.plan_on(day)?.allowance(pool))
    }

    /// Whether `--pool` kept a pool.
    pub fn keeps(&self, pool: Pool) -> bool {
        self.pools.is_empty() || self.pools.contains(&pool)
    }

    /// Whether figures against a pool's capacity can be given.
    pub fn sees_whole(&self, pool: Pool) -> bool {
        !self.part_of_pool && self.keeps(pool)
    }
}
