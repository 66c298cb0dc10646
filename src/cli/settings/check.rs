//! Settings of the gate: its rules, their numbers, and the limits of sound data.

use std::path::PathBuf;

use super::rules::{positive, probability};
use super::values;
use crate::alerts::{self, Params, Severity};
use crate::base::{Credits, Instant};
use crate::cli::error::Failure;
use crate::cli::origin::{Merged, Origin, OverrideText, Text};
use crate::cli::suggest::did_you_mean;
use crate::event::Pool;
use crate::model::plan;
use crate::report::check::gate::{Acknowledge, Expires, UNCLASSIFIED};
use crate::report::check::{
    Action, Dimension, Gate, GateRule, Indeterminate, Limits, Override, Target,
};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CheckSettings {
    /// Without the known events, which `credits check` reads.
    pub(crate) gate: Gate,
    /// The file of known events.
    pub(crate) baseline: Option<PathBuf>,
    /// Append a summary to the job's page.
    pub(crate) github_summary: bool,
    /// Sentences may name users.
    pub(crate) names_users: bool,
    /// Settings that the environment sets, one sentence each.
    pub(crate) from_environment: Vec<String>,
}

const REASON: &str = "acknowledged with --update-baseline";

impl CheckSettings {
    /// `now` is the time of judging, if as-of is now.
    pub(crate) fn of(
        written: &Merged,
        params: &Params,
        now: Option<Instant>,
    ) -> Result<Self, Failure> {
        let limits = Limits::default();
        let percent_or = |name: &str, default| written.one(name).map_or(Ok(default), percent);
        let rules = rules(written, params)?;
        let gate = Gate {
            asked: asked(written, &rules)?,
            rules,
            params: params.clone(),
            overrides: overrides(&written.overrides)?,
            limits: Limits {
                max_age_hours: written.one("max-age").map_or(Ok(limits.max_age_hours), hours)?,
                max_rejected: percent_or("max-rejected", limits.max_rejected)?,
                max_unpriced: percent_or("max-unpriced", limits.max_unpriced)?,
            },
            complete_days: written.on("complete-days")?,
            now,
            exit_zero: written.on("exit-zero")?,
            exit_by: exit_by(written),
            indeterminate: match written.one("indeterminate") {
                Some(text) => values::one_of(
                    text,
                    &[("ok", Indeterminate::Ok), ("fail", Indeterminate::Fail)],
                )?,
                None => Indeterminate::Own,
            },
            baseline: None,
            acknowledge: acknowledge(written)?,
        };
        let baseline = written.one("baseline").map(|t| PathBuf::from(&t.text));
        if let (Some(text), None) =
            (written.one("update-baseline").filter(|_| gate.acknowledge.is_some()), &baseline)
        {
            return Err(text
                .wrong("no file of known events is named")
                .hint("name one: --baseline credits.baseline.toml --update-baseline"));
        }
        let github_summary = written.on("github-summary")?;
        let names_users = written.on("users")?;
        let from_environment = from_environment(written);
        Ok(Self { gate, baseline, github_summary, names_users, from_environment })
    }
}

/// Where the setting stands that remaps the exit code: its flag, or the variable or file that a reader of the job may not know.
fn exit_by(written: &Merged) -> String {
    let zero = written.one("exit-zero").filter(|_| written.on("exit-zero").is_ok_and(|on| on));
    let (text, flag) = match (zero, written.one("indeterminate")) {
        (Some(text), _) => (text, "--exit-zero".to_owned()),
        (None, Some(text)) => (text, format!("--indeterminate={}", text.text.trim())),
        (None, None) => return String::new(),
    };
    if text.is_typed() { flag } else { format!("{flag} ({})", text.origin) }
}

/// The settings that the environment sets and that can make a gate pass: whoever reads the verdict should know of them.
fn from_environment(written: &Merged) -> Vec<String> {
    let is_variable = |text: &&Text| matches!(text.origin, Origin::Variable(_));
    let texts = LOOSENING.iter().filter_map(|name| written.all(name).iter().find(is_variable));
    texts.map(|text| format!("{}={} is set in the environment", text.origin, text.text)).collect()
}

/// Settings that can make a gate pass: its own, and those of what it judges.
const LOOSENING: [&str; 22] = [
    "fail-on",
    "warn-on",
    "severity",
    "max-age",
    "max-rejected",
    "max-unpriced",
    "complete-days",
    "exit-zero",
    "indeterminate",
    "spike-ratio",
    "min-history",
    "min-credits",
    "baseline",
    "app",
    "exclude-app",
    "user",
    "pool",
    "as-of",
    "until",
    "dedupe",
    "spend-types",
    "grant-types",
];

/// The pools that `--pool` keeps, and those that an allowance or a rule names on the command line.
fn asked(written: &Merged, rules: &[GateRule]) -> Result<Vec<Pool>, Failure> {
    let mut pools = Vec::new();
    // The selection refuses a name that is no pool.
    let selected = written.all("pool").iter().flat_map(|text| text.text.split(','));
    pools.extend(selected.filter_map(|name| name.trim().parse::<Pool>().ok()));
    let typed: Vec<Text> =
        written.all("allowance").iter().filter(|text| text.is_typed()).cloned().collect();
    pools.extend(values::allowances(&typed)?.into_keys());
    if written.all("fail-on").iter().chain(written.all("warn-on")).any(Text::is_typed) {
        let named = rules.iter().filter(|rule| rule.explicit);
        pools.extend(named.filter_map(|rule| alerts::find(&rule.rule)?.only_pool()));
    }
    pools.sort_unstable();
    pools.dedup();
    Ok(pools)
}

fn acknowledge(written: &Merged) -> Result<Option<Acknowledge>, Failure> {
    let expires = written.one("expires").map_or(Ok(Expires::After(30)), expires)?;
    let reason = written.one("reason").map_or(REASON, |t| t.text.trim());
    if let Some(text) = written.one("reason").filter(|_| reason.is_empty()) {
        return Err(text.wrong("the reason is empty"));
    }
    let mut rules = Vec::new();
    for text in written.all("acknowledge") {
        for name in text.text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            rules.push(rule_id(text, name)?.to_owned());
        }
    }
    let reason = reason.to_owned();
    Ok(written.on("update-baseline")?.then_some(Acknowledge { reason, expires, rules }))
}

fn rules(written: &Merged, params: &Params) -> Result<Vec<GateRule>, Failure> {
    let mut rules: Vec<GateRule> = Vec::new();
    for (name, action) in [("fail-on", Action::Fail), ("warn-on", Action::Warn)] {
        for text in written.all(name) {
            let rule = rule(text, action, params)?;
            let same = rules.iter().find(|r| r.rule == rule.rule && r.number == rule.number);
            if same.is_some_and(|r| r.action != action) {
                return Err(
                    text.wrong(format!("{} is in both --fail-on and --warn-on", text.text.trim()))
                );
            }
            if same.is_none() {
                rules.push(rule);
            }
        }
    }
    if written.all("fail-on").is_empty() {
        let warned: Vec<String> = rules.iter().map(|r| r.rule.clone()).collect();
        let of_plan = has_daily_cap(written).then(|| Gate::default_rule("daily-cap", None));
        let defaults = Gate::default_rules().into_iter().chain(of_plan);
        let kept = defaults.filter(|r| !warned.contains(&r.rule));
        rules = kept.chain(rules).collect();
    }
    for text in written.all("severity") {
        for part in text.text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let Some((name, level)) = part.split_once('=') else {
                return Err(text
                    .wrong(format!("{part:?} is not RULE=LEVEL"))
                    .hint("write a rule and its level: spike=urgent,budget=info"));
            };
            let id = rule_id(text, name)?;
            let level = text.part(level);
            let levels = [
                ("info", Severity::Info),
                ("warning", Severity::Warning),
                ("urgent", Severity::Urgent),
            ];
            let severity = values::one_of(&level, &levels)?;
            rules.iter_mut().filter(|r| r.rule == id).for_each(|r| r.severity = Some(severity));
        }
    }
    per(written, &mut rules)?;
    Ok(rules)
}

/// Whether a plan that is set has a daily cap, as Free has.
fn has_daily_cap(written: &Merged) -> bool {
    let names = written.one("plan").into_iter();
    let mut names = names.chain(written.history.iter().filter_map(|entry| entry.name.as_ref()));
    names.any(|name| plan::find(name.text.trim()).is_ok_and(|p| p.daily_message_cap.is_some()))
}

fn per(written: &Merged, rules: &mut [GateRule]) -> Result<(), Failure> {
    let judges_parts = |id: &str| alerts::find(id).is_some_and(alerts::Rule::judges_apps);
    for text in written.all("per") {
        let (only, what) = match text.text.split_once('=') {
            Some((name, what)) => (Some(rule_id(text, name)?), what),
            None => (None, text.text.as_str()),
        };
        if let Some(id) = only.filter(|id| !judges_parts(id)) {
            return Err(text
                .wrong(format!("{id} judges whole pools only"))
                .hint("spike, steady and leak can judge parts of a pool"));
        }
        let what = text.part(what);
        let dimensions =
            [("app", Dimension::App), ("user", Dimension::User), ("class", Dimension::Class)];
        let dimension = values::one_of(&what, &dimensions)?;
        for rule in
            rules.iter_mut().filter(|r| judges_parts(&r.rule) && only.is_none_or(|id| r.rule == id))
        {
            if !rule.per.contains(&dimension) {
                rule.per.push(dimension);
            }
        }
    }
    Ok(())
}

/// The rules of a gate.
fn ids() -> impl Iterator<Item = &'static str> + Clone {
    alerts::ALL.iter().map(|rule| rule.id()).chain([UNCLASSIFIED])
}

fn rule_id(text: &Text, name: &str) -> Result<&'static str, Failure> {
    let plain = name.trim().to_ascii_lowercase().replace('_', "-");
    ids().find(|id| *id == plain).ok_or_else(|| {
        let list = ids().collect::<Vec<_>>().join(", ");
        let failure = text.wrong(format!("{:?} is not a rule; the rules are {list}", name.trim()));
        did_you_mean(&plain, ids()).map_or(failure.clone(), |hint| failure.hint(hint))
    })
}

/// Parses `budget=90`, `unclassified=5%`, `spike`.
fn rule(text: &Text, action: Action, params: &Params) -> Result<GateRule, Failure> {
    let (name, number) = match text.text.split_once('=') {
        Some((name, number)) => (name, Some(text.part(number.trim()))),
        None => (text.text.as_str(), None),
    };
    let id = rule_id(text, name)?;
    let may_be_minor = alerts::find(id).is_some_and(alerts::Rule::may_be_minor);
    let is_major = number.as_ref().is_some_and(|n| n.text.eq_ignore_ascii_case("major"));
    let number = match (id, &number) {
        (_, Some(_)) if is_major && may_be_minor => None,
        (_, Some(_)) if is_major => {
            return Err(text
                .wrong(format!("{id} has no minor alerts"))
                .hint(format!("write {id}")));
        }
        ("leak" | "daily-cap", Some(_)) => return Err(text.wrong(format!("{id} takes no number"))),
        ("budget", None) => Some(Credits::whole(100)),
        ("budget", Some(number)) => Some(positive(&bare(number))?),
        (UNCLASSIFIED, Some(number)) => Some(percent(number)?),
        (UNCLASSIFIED, None) => {
            return Err(text.wrong("unclassified needs a number").hint("write unclassified=5%"));
        }
        ("pace", None) if params.pace.is_none() => {
            return Err(text.wrong("pace needs a number").hint("write pace=1.5"));
        }
        ("forecast", Some(number)) if number.text.ends_with('%') => {
            percent(number)?.divide(Credits::whole(100), 6)
        }
        ("forecast", Some(number)) => Some(probability(number)?),
        (_, Some(number)) => Some(positive(number)?),
        (_, None) => None,
    };
    Ok(GateRule {
        rule: id.to_owned(),
        number,
        action,
        severity: None,
        per: Vec::new(),
        explicit: true,
        minor: may_be_minor && !is_major,
    })
}

/// Without a percent sign.
fn bare(text: &Text) -> Text {
    text.part(text.text.trim().trim_end_matches('%').trim_end())
}

/// Parses `5%` or `5`, from 0 to 100.
fn percent(text: &Text) -> Result<Credits, Failure> {
    let number = values::amount(text, &bare(text).text)?;
    if number > Credits::whole(100) {
        Err(text.wrong(format!("{number} is more than 100%")))
    } else {
        Ok(number)
    }
}

/// Parses `36h`, `2d` or `36` into hours.
fn hours(text: &Text) -> Result<i64, Failure> {
    let given = text.text.trim().to_ascii_lowercase();
    let (digits, unit) = match given.strip_suffix('d') {
        Some(days) => (days, 24),
        None => (given.strip_suffix('h').unwrap_or(&given), 1),
    };
    let number =
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten();
    let hours = number.and_then(|n| n.checked_mul(unit)).filter(|n| (1..=1_000_000).contains(n));
    hours.ok_or_else(|| {
        text.wrong(format!("{:?} is not an age of an hour or more", text.text))
            .hint("write hours or days, like 36h or 2d")
    })
}

/// Parses a date, or a number of days after the judged day.
fn expires(text: &Text) -> Result<Expires, Failure> {
    let given = text.text.trim().to_ascii_lowercase();
    if let Some(days) = given
        .strip_suffix('d')
        .and_then(|n| n.parse::<i32>().ok())
        .filter(|n| (0..=3660).contains(n))
    {
        return Ok(Expires::After(days));
    }
    values::day(text).map(Expires::On).map_err(|failure| {
        failure.hint("write a date, or days after the judged day: 2026-06-20 or 30d")
    })
}

/// Pools come first, so that the number of an app wins over that of its pool.
fn overrides(texts: &[OverrideText]) -> Result<Vec<Override>, Failure> {
    let (pools, apps): (Vec<&OverrideText>, Vec<&OverrideText>) =
        texts.iter().partition(|o| o.kind == "pool");
    pools.into_iter().chain(apps).map(one_override).collect()
}

fn one_override(text: &OverrideText) -> Result<Override, Failure> {
    let target = if text.kind == "pool" {
        let pool = text.name.text.parse::<Pool>();
        Target::Pool(
            pool.map_err(|()| values::not_one_of(&text.name, Pool::ALL.iter().map(|p| p.name())))?,
        )
    } else {
        Target::App(text.name.text.clone())
    };
    let mut own = Override::of(target);
    let days = |value: &Text| values::count(value, 1, 90).map(|n| i32::try_from(n).ok());
    for (key, value) in &text.values {
        match key.as_str() {
            "spike-ratio" => own.spike_ratio = Some(positive(value)?),
            "baseline-days" => own.baseline_days = days(value)?,
            "min-history" => own.min_history = days(value)?,
            "min-credits" => own.min_credits = Some(positive(value)?),
            "budget" => own.budget = Some(positive(&bare(value))?),
            "pace" => own.pace = Some(positive(value)?),
            "forecast" => own.forecast = Some(probability(value)?),
            _ => {
                let actions =
                    [("fail", Some(Action::Fail)), ("warn", Some(Action::Warn)), ("off", None)];
                own.action = Some(values::one_of(value, &actions)?);
            }
        }
    }
    Ok(own)
}

#[cfg(test)]
mod tests;
