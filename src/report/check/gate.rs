//! What a gate is asked.

use serde::{Deserialize, Serialize};

use super::baseline::Baseline;
use crate::alerts::{self, Params, Severity};
use crate::base::{Credits, Instant};
use crate::event::Pool;

/// The rule over events that no rate card knows; it is judged by the gate alone.
pub(crate) const UNCLASSIFIED: &str = "unclassified";

/// What happens where a rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The gate fails.
    Fail,
    /// It is said, and the exit code stays as it is.
    Warn,
}

/// A part that a pool can be judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dimension {
    /// Each app.
    App,
    /// Each user.
    User,
    /// Each class.
    Class,
}

/// A rule that the gate asks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GateRule {
    /// `spike`, …, [`UNCLASSIFIED`].
    pub rule: String,
    /// Its number: `pace=1.5`, `budget=90`, `unclassified=5%`.
    pub number: Option<Credits>,
    /// What happens where it fires.
    pub action: Action,
    /// In place of the rule's own.
    pub severity: Option<Severity>,
    /// Which parts are judged, too.
    pub per: Vec<Dimension>,
    /// Somebody asked for it: what it needs and has not makes the gate indeterminate.
    pub explicit: bool,
}

/// What an override is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A pool and every part of it.
    Pool(Pool),
    /// An app, in any case.
    App(String),
}

/// Numbers that hold for a pool or an app only. `None`: as everywhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Override {
    /// Which.
    pub target: Target,
    /// `spike`: above how many times the average.
    pub spike_ratio: Option<Credits>,
    /// Days of the average.
    pub baseline_days: Option<i32>,
    /// Days of log that are needed.
    pub min_history: Option<i32>,
    /// Not on days below so many credits.
    pub min_credits: Option<Credits>,
    /// `budget`: percent.
    pub budget: Option<Credits>,
    /// `pace`.
    pub pace: Option<Credits>,
    /// `forecast`: from which probability on.
    pub forecast: Option<Credits>,
    /// What happens where a rule fires there; `Some(None)`: it is not asked there.
    pub action: Option<Option<Action>>,
}

impl Override {
    /// One that changes nothing.
    pub(crate) const fn of(target: Target) -> Self {
        Self {
            target,
            spike_ratio: None,
            baseline_days: None,
            min_history: None,
            min_credits: None,
            budget: None,
            pace: None,
            forecast: None,
            action: None,
        }
    }

    /// The numbers with this one's in place of theirs.
    pub(super) fn apply(&self, params: &mut Params) {
        params.ratio = self.spike_ratio.unwrap_or(params.ratio);
        params.baseline_days = self.baseline_days.unwrap_or(params.baseline_days);
        params.min_history = self.min_history.or(params.min_history);
        params.min_credits = self.min_credits.or(params.min_credits);
        params.budget = self.budget.map_or_else(|| params.budget.clone(), |n| vec![n]);
        params.pace = self.pace.or(params.pace);
        params.forecast_warn = self.forecast.unwrap_or(params.forecast_warn);
        params.forecast_urgent = params.forecast_urgent.max(params.forecast_warn);
    }
}

/// What is still taken for sound data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Hours since the log's last event.
    pub max_age_hours: i64,
    /// Rejected rows, in percent of all rows.
    pub max_rejected: Credits,
    /// Events without a price, in percent of the events of the days that a rule reads.
    pub max_unpriced: Credits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_age_hours: 36,
            max_rejected: Credits::whole(1),
            max_unpriced: Credits::whole(10),
        }
    }
}

/// What a gate that cannot be judged comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Indeterminate {
    /// Exit code 3.
    #[default]
    Own,
    /// 0.
    Ok,
    /// 1.
    Fail,
}

/// What a gate is asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Gate {
    /// The rules, in the order in which they are said.
    pub rules: Vec<GateRule>,
    /// The numbers of the rules.
    pub params: Params,
    /// Numbers of single pools and apps; pools first.
    pub overrides: Vec<Override>,
    /// What is still taken for sound data.
    pub limits: Limits,
    /// Today is not judged.
    pub complete_days: bool,
    /// The moment of judging, where as-of is now.
    pub now: Option<Instant>,
    /// The exit code is 0 whatever fires.
    pub exit_zero: bool,
    /// What a gate that cannot be judged comes to.
    pub indeterminate: Indeterminate,
    /// The known events.
    pub baseline: Option<Baseline>,
    /// What fires and is not known becomes known.
    pub acknowledge: Option<Acknowledge>,
}

/// How new known events are written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acknowledge {
    /// Why they are fine.
    pub reason: String,
    /// The last day on which they are.
    pub expires: Expires,
}

/// Until when an event is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expires {
    /// Until this day.
    On(crate::base::Day),
    /// So many days after as-of.
    After(i32),
}

impl Gate {
    /// The rules that are asked where nobody says which: spike, and what an allowance makes possible.
    pub(crate) fn default_rules() -> Vec<GateRule> {
        let rule = |name: &str, number: Option<i64>| GateRule {
            rule: name.to_owned(),
            number: number.map(Credits::whole),
            action: Action::Fail,
            severity: None,
            per: Vec::new(),
            explicit: false,
        };
        vec![rule("spike", None), rule("forecast", None), rule("budget", Some(100))]
    }

    /// The numbers of a rule in a pool, or in an app of it.
    pub(super) fn params(&self, rule: &GateRule, pool: Pool, app: Option<&str>) -> Params {
        let mut params = self.params.clone();
        if let Some(known) = alerts::find(&rule.rule) {
            known.set_number(&mut params, rule.number);
        }
        for own in self.for_scope(pool, app) {
            own.apply(&mut params);
        }
        params
    }

    /// What happens where a rule fires; `None`: it is not asked there.
    pub(super) fn action(&self, rule: &GateRule, pool: Pool, app: Option<&str>) -> Option<Action> {
        self.for_scope(pool, app).filter_map(|own| own.action).last().unwrap_or(Some(rule.action))
    }

    /// The widest average that any pool or app is judged by.
    pub(super) fn widest_baseline(&self) -> i32 {
        let own = self.overrides.iter().filter_map(|o| o.baseline_days);
        own.chain([self.params.baseline_days]).max().unwrap_or(0)
    }

    fn for_scope<'a>(
        &'a self,
        pool: Pool,
        app: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Override> {
        let app = app.map(str::to_lowercase);
        self.overrides.iter().filter(move |own| match &own.target {
            Target::Pool(of) => *of == pool,
            Target::App(name) => app.as_deref() == Some(name.to_lowercase().as_str()),
        })
    }
}
