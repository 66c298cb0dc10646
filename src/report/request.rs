//! The settings that change the figures of a report.

use std::collections::BTreeMap;

use crate::base::{Credits, CycleRule, Day, Untrusted, Zone};
use crate::event::Pool;
use crate::ingest::Snapshot;
use crate::ledger::{Detail, Plans, Selection, Terms};
use crate::model::{Model, Plan};

/// The day at whose end everything is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AsOf {
    /// The day of the log's last event, before filters.
    LastEvent,
    /// This day, complete.
    Day(Day),
    /// This day, which is not over yet.
    Today(Day),
}

/// The unit of the platform's own logs.
pub(crate) const CREDITS: &str = "credits";

/// An export of last week's end is still of today: longer silence is a log that ended.
pub(crate) const QUIET_DAYS: i32 = 7;

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

/// A plan, from a day on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanPeriod {
    /// The first day; `None` for all days before the next period.
    pub from: Option<Day>,
    /// `None` if only allowances are known.
    pub plan: Option<Plan>,
    /// Credits per cycle; they override the plan's.
    pub allowance: BTreeMap<Pool, Credits>,
}

/// What a change applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOf {
    App,
    User,
    Class,
    Model,
    Operation,
    /// An operation, a class or a model of this name.
    Call,
}

/// A part of the use, multiplied.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub of: ChangeOf,
    pub name: String,
    /// 0 leaves it out.
    pub factor: Credits,
    /// As it was written: `without app=shop`.
    pub words: Untrusted,
}

/// The changes that a report is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    pub changes: Vec<Change>,
    /// The plans of the settings, if the command line names another one.
    pub present: Option<Vec<PlanPeriod>>,
}

/// The settings that change the figures of a report.
#[derive(Clone, Debug)]
pub struct Request {
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// The day at whose end everything is judged.
    pub as_of: AsOf,
    /// List everything up to as-of.
    pub all: bool,
    /// List from this day.
    pub since: Option<Day>,
    /// The last day that counts.
    pub until: Option<Day>,
    /// List this many days up to as-of.
    pub last_days: Option<i32>,
    /// Divides days into cycles.
    pub cycle: CycleRule,
    /// The plans, oldest first.
    pub plans: Vec<PlanPeriod>,
    /// Grants that the log lacks: day, pool and amount.
    pub granted: Vec<(Day, Pool, Credits)>,
    /// Credits used in the current cycle before the log begins.
    pub used_before: BTreeMap<Pool, Credits>,
    /// If the log's last event lies at most this many days before as-of, the days since are days without use. Otherwise the log
    /// says nothing about them.
    pub quiet_days: i32,
    /// The filters as the report shows them: `app=shop`.
    pub filters: Vec<Untrusted>,
    /// True if an app or user filter hides a part of the pools. Use then cannot be compared with their capacity.
    pub part_of_pool: bool,
    /// Only these pools; empty for all.
    pub pools: Vec<Pool>,
    /// Breakdowns beyond those that every report has.
    pub by: Vec<Dimension>,
    /// Whether an output asks for the credits of each day, app and class.
    pub lines: bool,
    /// The unit of amounts: `credits`, `requests`.
    pub unit: String,
    /// What the log says beyond its rows, if it is a snapshot.
    pub snapshot: Option<Snapshot>,
    /// Changed worlds to project.
    pub what_if: Changes,
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
            granted: Vec::new(),
            used_before: BTreeMap::new(),
            quiet_days: QUIET_DAYS,
            filters: Vec::new(),
            part_of_pool: false,
            pools: Vec::new(),
            by: Vec::new(),
            lines: false,
            unit: "credits".to_owned(),
            snapshot: None,
            what_if: Changes::default(),
        }
    }
}

impl Request {
    pub(crate) fn period_on(&self, day: Day) -> Option<&PlanPeriod> {
        self.plans.iter().rev().find(|period| period.from.is_none_or(|from| from <= day))
    }

    /// The plan in force on a day.
    pub fn plan_on(&self, day: Day) -> Option<&Plan> {
        self.period_on(day)?.plan.as_ref()
    }

    /// What decides the sums of the report.
    pub fn terms<'a>(
        &'a self,
        model: &'a Model,
        selection: &'a Selection,
        detail: Detail,
    ) -> Terms<'a> {
        Terms { model, zone: self.zone, plans: self, selection, detail }
    }

    /// A pool's allowance per cycle on a day; `None` if it is unknown.
    pub fn allowance_on(&self, pool: Pool, day: Day) -> Option<Credits> {
        let period = self.period_on(day)?;
        period.allowance.get(&pool).copied().or_else(|| period.plan.as_ref()?.allowance(pool))
    }

    /// Returns true if `--pool` keeps a pool.
    pub fn keeps(&self, pool: Pool) -> bool {
        self.pools.is_empty() || self.pools.contains(&pool)
    }

    /// Returns true if use can be compared with a pool's capacity.
    pub fn sees_whole(&self, pool: Pool) -> bool {
        !self.part_of_pool && self.keeps(pool)
    }
}

impl Plans for Request {
    fn plan_on(&self, day: Day) -> Option<&Plan> {
        self.plan_on(day)
    }
}
