//! What a gate comes to, as data. The gate's JSON is this, and every other output is made from it.

use serde::{Deserialize, Serialize};

use super::gate::{Action, Gate, Indeterminate, Limits};
use super::scope::Scope;
use super::verdict::RuleVerdict;
use crate::alerts::alert::RuleState;
use crate::base::{Credits, Day, Quotient, Stamp, Untrusted};
use crate::event::Pool;
use crate::report::{CycleInfo, InputRow, PlanInfo, Quality, Tool};

/// The most apps of a pool in [`Check::apps`].
pub(crate) const MOST_APPS: usize = 50;

/// Version of the gate's JSON.
pub(crate) const SCHEMA: &str = "credits.check/1";

/// The result of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Check {
    /// [`SCHEMA`].
    pub schema: String,
    /// The program that made it.
    pub tool: Tool,
    /// The verdict, before `--exit-zero` or `--indeterminate` remap the exit code.
    pub verdict: Verdict,
    /// The exit code: 0 clear, 1 fired, 2 error, 3 cannot be judged; after `remapped`.
    pub exit: u8,
    /// Null if the exit code is that of the verdict.
    pub remapped: Option<Remapped>,
    /// The last judged day; null if nothing could be read, or for an empty log without an explicit day.
    pub as_of: Option<Day>,
    /// Whether the as-of day is not over yet.
    pub partial_today: bool,
    /// The zone in which days begin and end.
    pub timezone: String,
    /// The unit of the amounts.
    pub unit: String,
    /// The filters that were applied before anything was summed.
    pub filters: Vec<Untrusted>,
    /// The billing cycle that contains as-of.
    pub cycle: Option<CycleInfo>,
    /// The plan in force.
    pub plan: Option<PlanInfo>,
    /// The days that daily rules judge, oldest first.
    pub judged_days: Vec<JudgedDay>,
    /// How far the log reaches.
    pub log: Reach,
    /// The limits of what counts as sound data.
    pub limits: Limits,
    /// Reasons why a clear rule counts as not judged.
    pub doubts: Vec<Doubt>,
    /// How many verdicts there are of each kind.
    pub counts: Counts,
    /// The verdict of every rule × pool × scope (× threshold) that was asked.
    pub rules: Vec<RuleVerdict>,
    /// Rules that were left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Rows of the judged days that make them smaller than they were, or that were not counted, one sentence each.
    #[serde(default)]
    pub remarks: Vec<String>,
    /// The balances of the cycle.
    pub balances: Vec<Balance>,
    /// The use of the cycle by app, largest first; at most [`MOST_APPS`] in each pool.
    #[serde(default)]
    pub apps: Vec<AppUse>,
    /// The pools that the log says nothing about. No rule judges them, unless the gate was asked about them.
    #[serde(default)]
    pub not_in_log: Vec<Pool>,
    /// The known events; null without `--baseline`.
    pub baseline: Option<BaselineUse>,
    /// Whether sentences may name users.
    #[serde(default)]
    pub names_users: bool,
    /// The title that the user gave the gate.
    #[serde(default)]
    pub title: Option<Untrusted>,
    /// The address of the CI run, if the environment names one.
    #[serde(default)]
    pub run: Option<Untrusted>,
    /// The files.
    pub inputs: Vec<InputRow>,
    /// Rows that could not be counted, and why.
    pub quality: Quality,
    /// Why nothing could be judged at all; `verdict` is then `error`.
    pub error: Option<Broken>,
}

/// The verdict of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every rule was judged and none fired.
    Clear,
    /// A rule fired.
    Fired,
    /// No rule fired, and one could not be judged.
    Indeterminate,
    /// The log could not be read.
    Error,
}

impl Verdict {
    /// Its exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Clear => 0,
            Self::Fired => 1,
            Self::Error => 2,
            Self::Indeterminate => 3,
        }
    }

    /// One word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Fired => "fired",
            Self::Indeterminate => "indeterminate",
            Self::Error => "error",
        }
    }
}

/// An exit code other than that of the verdict, because a setting asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Remapped {
    /// The verdict's own exit code.
    pub from: u8,
    /// The exit code.
    pub to: u8,
    /// The setting and where it stands: `--exit-zero`, `CREDITS_EXIT_ZERO`.
    pub by: String,
}

/// A day that was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JudgedDay {
    /// The day.
    pub day: Day,
    /// The day is over: a rule that is clear on it stays clear.
    pub complete: bool,
}

/// How far the log reaches, before filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reach {
    /// The first event.
    pub first: Option<Stamp>,
    /// The last event.
    pub last: Option<Stamp>,
    /// Whole hours from the last event to the moment of judging; null if as-of is the log's own last day.
    pub age_hours: Option<i64>,
}

/// A reason why a clear rule counts as not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Doubt {
    /// `no-events`, `too-old`, `stale`, `empty`, `rejected`, `cut`, `unpriced`.
    pub id: String,
    /// One sentence.
    pub message: String,
    /// The pools that cannot be judged; null for all of them.
    #[serde(default)]
    pub pools: Option<Vec<Pool>>,
}

impl Doubt {
    pub(super) fn of(id: &str, message: String) -> Self {
        Self { id: id.to_owned(), message, pools: None }
    }

    /// Returns true if a rule of this pool cannot be judged. A rule about all pools needs each of them.
    pub(super) fn concerns(&self, pool: Option<Pool>) -> bool {
        match (&self.pools, pool) {
            (Some(pools), Some(pool)) => pools.contains(&pool),
            _ => true,
        }
    }
}

/// How many verdicts there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// All verdicts.
    pub rules: u64,
    /// Fired, and the gate fails.
    pub fired: u64,
    /// Fired, and the gate only warns.
    pub warned: u64,
    /// Of these, fired on a day within the even pace of the plan.
    #[serde(default)]
    pub minor: u64,
    /// Fired, and acknowledged.
    pub acknowledged: u64,
    /// Clear.
    pub clear: u64,
    /// Not judged, or still warming up.
    pub not_judged: u64,
}

/// A rule that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// Which.
    pub rule: String,
    /// Null if it was left out in every pool.
    pub pool: Option<Pool>,
    /// Why.
    pub reason: String,
}

/// A pool's balance in the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Balance {
    /// Which pool.
    pub pool: Pool,
    /// Used in the cycle, net; null if the log ends before the cycle.
    pub used: Option<Credits>,
    /// Allowance and grants; null if no allowance is known.
    pub capacity: Option<Credits>,
    /// Capacity less what is used; negative if more was used.
    #[serde(default)]
    pub left: Option<Credits>,
    /// Probability that the capacity is used up before the reset.
    pub p_exhausted: Option<Quotient<2>>,
    /// The day on which the capacity is, or was, used up; null if it lasts until the reset.
    #[serde(default)]
    pub out_date: Option<Day>,
    /// The earliest likely such day.
    #[serde(default)]
    pub out_early: Option<Day>,
    /// The latest likely such day; null if after the reset.
    #[serde(default)]
    pub out_late: Option<Day>,
}

/// What an app used in the cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AppUse {
    /// The app; null if the log names none.
    pub app: Option<Untrusted>,
    /// Which pool.
    pub pool: Pool,
    /// Net credits.
    pub used: Credits,
}

/// Use of the file of known events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BaselineUse {
    /// The file.
    pub path: Untrusted,
    /// Entries in it.
    pub entries: u64,
    /// Entries added by this run.
    pub added: u64,
    /// Entries that match nothing that fires now.
    pub stale: Vec<Stale>,
}

/// An entry that matches nothing that fires now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Stale {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Which rule.
    pub rule: String,
    /// Which pool.
    pub pool: Option<Pool>,
    /// Which part of it.
    pub scope: Option<Scope>,
    /// Which day.
    pub day: Day,
    /// Why it matches nothing.
    pub reason: String,
}

/// Why nothing could be judged at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Broken {
    /// `input`, `model`, …
    pub kind: String,
    /// One line.
    pub message: Untrusted,
    /// The file at fault.
    pub file: Option<Untrusted>,
    /// Its line, from 1.
    pub line: Option<u64>,
    /// What to do about it.
    pub hints: Vec<Untrusted>,
}

impl Check {
    /// A gate whose log could not be read.
    pub fn broken(error: Broken) -> Self {
        Self {
            verdict: Verdict::Error,
            exit: Verdict::Error.code(),
            error: Some(error),
            ..Self::blank()
        }
    }

    /// A gate of which nothing is known yet.
    pub(super) fn blank() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            tool: Tool {
                name: "credits".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                models: Vec::new(),
            },
            verdict: Verdict::Clear,
            exit: Verdict::Clear.code(),
            remapped: None,
            as_of: None,
            partial_today: false,
            timezone: "UTC".to_owned(),
            unit: "credits".to_owned(),
            filters: Vec::new(),
            cycle: None,
            plan: None,
            judged_days: Vec::new(),
            log: Reach::default(),
            limits: Limits::default(),
            doubts: Vec::new(),
            counts: Counts::default(),
            rules: Vec::new(),
            left_out: Vec::new(),
            remarks: Vec::new(),
            balances: Vec::new(),
            apps: Vec::new(),
            names_users: false,
            title: None,
            run: None,
            not_in_log: Vec::new(),
            baseline: None,
            inputs: Vec::new(),
            quality: Quality::default(),
            error: None,
        }
    }

    /// Counts, verdict and exit code, from the rules as they stand.
    pub(super) fn settle(&mut self, gate: &Gate) {
        let count =
            |which: fn(&RuleVerdict) -> bool| self.rules.iter().filter(|r| which(r)).count() as u64;
        self.counts = Counts {
            rules: self.rules.len() as u64,
            fired: count(RuleVerdict::fails),
            warned: count(|r| r.is_new() && r.action == Action::Warn),
            minor: count(|r| r.is_new() && r.is_folded()),
            acknowledged: count(RuleVerdict::is_acknowledged),
            clear: count(|r| r.state == RuleState::Clear),
            not_judged: count(RuleVerdict::is_open),
        };
        self.verdict = match (self.counts.fired, count(RuleVerdict::is_unknown)) {
            (0, 0) => Verdict::Clear,
            (0, _) => Verdict::Indeterminate,
            _ => Verdict::Fired,
        };
        let from = self.verdict.code();
        let (to, by) = match (self.verdict, gate.indeterminate) {
            (Verdict::Clear | Verdict::Error, _) => (from, ""),
            _ if gate.exit_zero => (0, gate.exit_by.as_str()),
            (Verdict::Indeterminate, Indeterminate::Ok) => (0, gate.exit_by.as_str()),
            (Verdict::Indeterminate, Indeterminate::Fail) => (1, gate.exit_by.as_str()),
            _ => (from, ""),
        };
        self.exit = to;
        self.remapped = (from != to).then(|| Remapped { from, to, by: by.to_owned() });
    }
}
