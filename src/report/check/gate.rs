//! The questions of a gate: rules, thresholds, overrides and limits, as the settings give them.

use serde::{Deserialize, Serialize};

use super::baseline::Baseline;
use crate::alerts::{self, Params, Severity};
use crate::base::{Credits, Instant};
use crate::event::Pool;

/// The rule about events that no rate card knows. Only the gate judges it.
pub(crate) const UNCLASSIFIED: &str = "unclassified";

/// What happens if a rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The gate fails.
    Fail,
    /// It is reported, but does not change the exit code.
    Warn,
}

/// The kind of parts that a pool is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dimension {
    App,
    User,
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
    /// Replaces the rule's own severity.
    pub severity: Option<Severity>,
    /// The kinds of parts that are judged too.
    pub per: Vec<Dimension>,
    /// The user asked for it by name, so the gate is indeterminate if it cannot be judged.
    pub explicit: bool,
    /// A minor alert fails the gate, too.
    pub minor: bool,
}

/// The pool or app that an override is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A pool and every part of it.
    Pool(Pool),
    /// An app; upper and lower case are the same.
    App(String),
}

/// Thresholds of one pool or app. `None` keeps the general one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Override {
    pub target: Target,
    /// Ratio of `spike`.
    pub spike_ratio: Option<Credits>,
    /// Days of the trailing average.
    pub baseline_days: Option<i32>,
    /// Days of log before a rule judges.
    pub min_history: Option<i32>,
    /// Rules do not fire on days below this many credits.
    pub min_credits: Option<Credits>,
    /// Threshold of `budget`, in percent.
    pub budget: Option<Credits>,
    /// Threshold of `pace`.
    pub pace: Option<Credits>,
    /// Probability at which `forecast` fires.
    pub forecast: Option<Credits>,
    /// What happens if a rule fires there; `Some(None)` switches the rules off.
    #[allow(clippy::option_option, reason = "not set, or set to an action or to none")]
    pub action: Option<Option<Action>>,
}

impl Override {
    /// An override that changes nothing.
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

    /// Replaces the thresholds that this override sets.
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

/// The limits of what counts as sound data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(clippy::struct_field_names, reason = "the names of the settings and of the JSON")]
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

/// The exit code of a gate that cannot be judged.
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

/// The settings of a gate.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Gate {
    /// The rules, in the order of the output.
    pub rules: Vec<GateRule>,
    /// The pools that the user asked about by name. If the log says nothing about one of them, the gate is indeterminate.
    pub asked: Vec<Pool>,
    /// The thresholds of the rules.
    pub params: Params,
    /// Thresholds of single pools and apps; pools first, so that an app's own wins.
    pub overrides: Vec<Override>,
    /// The limits of what counts as sound data.
    pub limits: Limits,
    /// Judge yesterday instead of a day that is not over.
    pub complete_days: bool,
    /// The moment of judging, if as-of is now.
    pub now: Option<Instant>,
    /// Exit with 0 even if a rule fires.
    pub exit_zero: bool,
    /// Where `exit_zero` or `indeterminate` was set: `--exit-zero`, `CREDITS_INDETERMINATE`. Empty if neither was.
    pub exit_by: String,
    /// The exit code of a gate that cannot be judged.
    pub indeterminate: Indeterminate,
    /// The file of known events.
    pub baseline: Option<Baseline>,
    /// How to acknowledge what fires and is not known yet; `None` leaves it unacknowledged.
    pub acknowledge: Option<Acknowledge>,
}

/// How new known events are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acknowledge {
    /// Why they are fine.
    pub reason: String,
    /// The last day on which the entries count.
    pub expires: Expires,
    /// The rules that were named for it. Without a name, only rules about an event are: a balance that runs out is none.
    pub rules: Vec<String>,
}

/// The last day of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expires {
    On(crate::base::Day),
    /// This many days after as-of.
    After(i32),
}

impl Gate {
    /// The rules that are asked by default: `spike`, and those that an allowance makes possible.
    pub(crate) fn default_rules() -> Vec<GateRule> {
        vec![
            Self::default_rule("spike", None),
            Self::default_rule("forecast", None),
            Self::default_rule("budget", Some(100)),
        ]
    }

    /// A rule that nobody asked for by name.
    pub(crate) fn default_rule(name: &str, number: Option<i64>) -> GateRule {
        GateRule {
            rule: name.to_owned(),
            number: number.map(Credits::whole),
            action: Action::Fail,
            severity: None,
            per: Vec::new(),
            explicit: false,
            minor: false,
        }
    }

    /// The thresholds of a rule in a pool, or in an app of it.
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

    /// What happens if a rule fires; `None` if it is switched off there.
    pub(super) fn action(&self, rule: &GateRule, pool: Pool, app: Option<&str>) -> Option<Action> {
        self.for_scope(pool, app).filter_map(|own| own.action).last().unwrap_or(Some(rule.action))
    }

    /// The widest trailing average of any pool or app.
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
