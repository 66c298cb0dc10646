//! What the gate asks, and what it makes of the answers.

use std::path::PathBuf;

use super::rules::{positive, probability};
use super::words;
use crate::alerts::{self, Params, Severity};
use crate::base::{Credits, Instant};
use crate::cli::error::Failure;
use crate::cli::layer::{Merged, OverrideText, Text};
use crate::cli::near::did_you_mean;
use crate::event::Pool;
use crate::report::check::gate::{Acknowledge, Expires, UNCLASSIFIED};
use crate::report::check::{
    Action, Dimension, Gate, GateRule, Indeterminate, Limits, Override, Target,
};

/// What the gate asks.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckSettings {
    /// Rules, numbers, limits; without the known events, which are read when they are needed.
    pub gate: Gate,
    /// The file of known events.
    pub baseline: Option<PathBuf>,
    /// Append a job summary.
    pub github_summary: bool,
}

const REASON: &str = "acknowledged with --update-baseline";

impl CheckSettings {
    /// From what was written. `now`: the moment of judging, where as-of is now.
    pub fn of(written: &Merged, params: &Params, now: Option<Instant>) -> Result<Self, Failure> {
        let limits = Limits::default();
        let percent_or = |name: &str, default| written.one(name).map_or(Ok(default), percent);
        let gate = Gate {
            rules: rules(written, params)?,
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
            indeterminate: match written.one("indeterminate") {
                Some(text) => words::one_of(
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
                .hint("--baseline credits.baseline.toml --update-baseline"));
        }
        Ok(Self { gate, baseline, github_summary: written.on("github-summary")? })
    }
}

fn acknowledge(written: &Merged) -> Result<Option<Acknowledge>, Failure> {
    let expires = written.one("expires").map_or(Ok(Expires::After(30)), expires)?;
    let reason = written.one("reason").map_or(REASON, |t| t.text.trim());
    if let Some(text) = written.one("reason").filter(|_| reason.is_empty()) {
        return Err(text.wrong("the reason is empty"));
    }
    Ok(written.on("update-baseline")?.then(|| Acknowledge { reason: reason.to_owned(), expires }))
}

fn rules(written: &Merged, params: &Params) -> Result<Vec<GateRule>, Failure> {
    let mut rules: Vec<GateRule> = Vec::new();
    for (name, action) in [("fail-on", Action::Fail), ("warn-on", Action::Warn)] {
        for text in written.all(name) {
            let rule = rule(text, action, params)?;
            let same = rules.iter().find(|r| r.rule == rule.rule && r.number == rule.number);
            if same.is_some_and(|r| r.action != action) {
                return Err(text.wrong(format!("{} is to fail and only to warn", text.text.trim())));
            }
            if same.is_none() {
                rules.push(rule);
            }
        }
    }
    if written.all("fail-on").is_empty() {
        let warned: Vec<String> = rules.iter().map(|r| r.rule.clone()).collect();
        let kept = Gate::default_rules().into_iter().filter(|r| !warned.contains(&r.rule));
        rules = kept.chain(rules).collect();
    }
    for text in written.all("severity") {
        for part in text.text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let Some((name, level)) = part.split_once('=') else {
                return Err(text
                    .wrong(format!("{part:?} is not RULE=LEVEL"))
                    .hint("spike=urgent,budget=info"));
            };
            let id = rule_id(text, name)?;
            let level = Text { text: level.to_owned(), origin: text.origin.clone() };
            let levels = [
                ("info", Severity::Info),
                ("warning", Severity::Warning),
                ("urgent", Severity::Urgent),
            ];
            let severity = words::one_of(&level, &levels)?;
            rules.iter_mut().filter(|r| r.rule == id).for_each(|r| r.severity = Some(severity));
        }
    }
    per(written, &mut rules)?;
    Ok(rules)
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
                .hint("spike, steady and leak judge parts of a pool, too"));
        }
        let what = Text { text: what.to_owned(), origin: text.origin.clone() };
        let dimensions =
            [("app", Dimension::App), ("user", Dimension::User), ("class", Dimension::Class)];
        let dimension = words::one_of(&what, &dimensions)?;
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

/// Every rule that a gate can ask.
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

/// `budget=90`, `unclassified=5%`, `spike`.
fn rule(text: &Text, action: Action, params: &Params) -> Result<GateRule, Failure> {
    let (name, number) = match text.text.split_once('=') {
        Some((name, number)) => {
            (name, Some(Text { text: number.trim().to_owned(), origin: text.origin.clone() }))
        }
        None => (text.text.as_str(), None),
    };
    let id = rule_id(text, name)?;
    let number = match (id, &number) {
        ("leak" | "daily-cap", Some(_)) => return Err(text.wrong(format!("{id} has no number"))),
        ("budget", None) => Some(Credits::whole(100)),
        ("budget", Some(number)) => Some(positive(&bare(number))?),
        (UNCLASSIFIED, Some(number)) => Some(percent(number)?),
        (UNCLASSIFIED, None) => {
            return Err(text.wrong("unclassified needs its number").hint("unclassified=5%"));
        }
        ("pace", None) if params.pace.is_none() => {
            return Err(text.wrong("pace needs its number").hint("pace=1.5"));
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
    })
}

/// Without a percent sign.
fn bare(text: &Text) -> Text {
    Text {
        text: text.text.trim().trim_end_matches('%').trim_end().to_owned(),
        origin: text.origin.clone(),
    }
}

/// `5%` or `5`: 0 to 100.
fn percent(text: &Text) -> Result<Credits, Failure> {
    let number = words::amount(text, &bare(text).text)?;
    if number > Credits::whole(100) {
        Err(text.wrong(format!("{number} is more than 100 %")))
    } else {
        Ok(number)
    }
}

/// `36h`, `2d`, `36`: hours.
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
        text.wrong(format!("{:?} is not an age of an hour or more", text.text)).hint("36h or 2d")
    })
}

/// A date, or a number of days after the judged day.
fn expires(text: &Text) -> Result<Expires, Failure> {
    let given = text.text.trim().to_ascii_lowercase();
    if let Some(days) = given
        .strip_suffix('d')
        .and_then(|n| n.parse::<i32>().ok())
        .filter(|n| (0..=3660).contains(n))
    {
        return Ok(Expires::After(days));
    }
    words::day(text)
        .map(Expires::On)
        .map_err(|failure| failure.hint("2026-06-20, or 30d after the judged day"))
}

/// Pools first, so that an app's own number wins over its pool's.
fn overrides(texts: &[OverrideText]) -> Result<Vec<Override>, Failure> {
    let (pools, apps): (Vec<&OverrideText>, Vec<&OverrideText>) =
        texts.iter().partition(|o| o.kind == "pool");
    pools.into_iter().chain(apps).map(one_override).collect()
}

fn one_override(text: &OverrideText) -> Result<Override, Failure> {
    let target = if text.kind == "pool" {
        let pool = text.name.text.parse::<Pool>();
        Target::Pool(
            pool.map_err(|()| words::not_one_of(&text.name, Pool::ALL.iter().map(|p| p.name())))?,
        )
    } else {
        Target::App(text.name.text.clone())
    };
    let mut own = Override::of(target);
    let days = |value: &Text| words::count(value, 1, 90).map(|n| i32::try_from(n).ok());
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
                own.action = Some(words::one_of(value, &actions)?);
            }
        }
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::testing::{env, settings_in};

    fn check(args: &[&str]) -> Result<CheckSettings, Failure> {
        let matches = crate::cli::args::command()
            .try_get_matches_from(["credits", "check"].iter().chain(args))?;
        crate::cli::settings::Settings::of(crate::cli::innermost(&matches), &env()).map(|s| s.check)
    }

    fn said(args: &[&str]) -> Vec<(String, Option<String>, bool)> {
        let rules = check(args).unwrap().gate.rules;
        rules
            .into_iter()
            .map(|r| (r.rule, r.number.map(|n| n.to_string()), r.action == Action::Fail))
            .collect()
    }

    fn rule(name: &str, number: Option<&str>, fails: bool) -> (String, Option<String>, bool) {
        (name.to_owned(), number.map(str::to_owned), fails)
    }

    #[test]
    fn the_default_set_is_spike_and_what_an_allowance_makes_possible() {
        assert_eq!(
            said(&[]),
            [
                rule("spike", None, true),
                rule("forecast", None, true),
                rule("budget", Some("100"), true)
            ]
        );
        assert!(check(&[]).unwrap().gate.rules.iter().all(|r| !r.explicit));
        // A rule that only warns is not asked twice.
        let warned = said(&["--warn-on", "spike"]);
        assert_eq!(
            warned.iter().filter(|r| r.0 == "spike").collect::<Vec<_>>(),
            [&rule("spike", None, false)]
        );
    }

    #[test]
    fn each_rule_takes_its_number() {
        let given = "spike,steady,leak,pace=1.5,budget=90,forecast,daily-cap,unclassified=5%";
        let expected = [
            rule("spike", None, true),
            rule("steady", None, true),
            rule("leak", None, true),
            rule("pace", Some("1.5"), true),
            rule("budget", Some("90"), true),
            rule("forecast", None, true),
            rule("daily-cap", None, true),
            rule("unclassified", Some("5"), true),
        ];
        assert_eq!(said(&["--fail-on", given]), expected);
        assert_eq!(said(&["--fail-on", "forecast=80%"]), [rule("forecast", Some("0.8"), true)]);
        assert_eq!(
            said(&["--fail-on", "budget", "--fail-on", "budget=100%"]),
            [rule("budget", Some("100"), true)]
        );
    }

    #[test]
    fn what_makes_no_sense_is_an_error_that_says_what_does() {
        for (args, message) in [
            (
                &["--fail-on", "spik"][..],
                "--fail-on: \"spik\" is not a rule; the rules are spike, ",
            ),
            (&["--fail-on", "pace"], "--fail-on: pace needs its number"),
            (&["--fail-on", "unclassified"], "--fail-on: unclassified needs its number"),
            (&["--fail-on", "leak=3"], "--fail-on: leak has no number"),
            (&["--fail-on", "forecast=2"], "--fail-on: 2 is not a probability"),
            (
                &["--fail-on", "spike", "--warn-on", "spike"],
                "--warn-on: spike is to fail and only to warn",
            ),
            (&["--per", "budget=app"], "--per: budget judges whole pools only"),
            (&["--per", "pool"], "--per: \"pool\" is not one of app, user, class"),
            (&["--severity", "spike"], "--severity: \"spike\" is not RULE=LEVEL"),
            (&["--max-age", "0h"], "--max-age: \"0h\" is not an age"),
            (&["--max-rejected", "101%"], "--max-rejected: 101 is more than 100 %"),
            (&["--update-baseline"], "--update-baseline: no file of known events is named"),
            (&["--expires", "soon"], "--expires: \"soon\" is not a date"),
        ] {
            let failure = check(args).unwrap_err();
            assert!(failure.message.starts_with(message), "{}", failure.message);
        }
    }

    #[test]
    fn ages_and_shares_in_their_accepted_forms() {
        let limits = check(&["--max-age", "2d", "--max-rejected", "0", "--max-unpriced", "12.5%"])
            .unwrap()
            .gate
            .limits;
        assert_eq!(
            (limits.max_age_hours, limits.max_rejected, limits.max_unpriced.to_string()),
            (48, Credits::ZERO, "12.5".into())
        );
        assert_eq!(check(&[]).unwrap().gate.limits, Limits::default());
    }

    #[test]
    fn a_file_gives_pools_and_apps_numbers_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let file = "[check]\nfail-on = ['spike', 'budget=90']\nper = 'spike=app'\nbaseline = 'known.toml'\n[check.severity]\nspike = 'urgent'\n\
                    [check.app.'Load Test']\nspike-ratio = 5\non = 'warn'\n[check.pool.integration]\nmin-credits = 20\nbudget = '95%'\n";
        std::fs::write(dir.path().join("credits.toml"), file).unwrap();
        let surroundings = crate::cli::Env { dir: dir.path().to_path_buf(), ..env() };
        let matches =
            crate::cli::args::command().try_get_matches_from(["credits", "check"]).unwrap();
        let settings =
            crate::cli::settings::Settings::of(crate::cli::innermost(&matches), &surroundings)
                .unwrap()
                .check;
        assert_eq!(settings.baseline, Some(dir.path().join("known.toml")));
        let gate = settings.gate;
        assert_eq!(
            (gate.rules.len(), gate.rules[0].severity, &gate.rules[0].per),
            (2, Some(Severity::Urgent), &vec![Dimension::App])
        );
        assert_eq!(gate.overrides[0].target, Target::Pool(Pool::Integration));
        assert_eq!(
            (gate.overrides[0].min_credits, gate.overrides[0].budget),
            (Some(Credits::whole(20)), Some(Credits::whole(95)))
        );
        assert_eq!(gate.overrides[1].target, Target::App("Load Test".into()));
        assert_eq!(
            (gate.overrides[1].spike_ratio, gate.overrides[1].action),
            (Some(Credits::whole(5)), Some(Some(Action::Warn)))
        );
        // A report does not know the gate's settings and does not stumble over them.
        assert!(settings_in(&surroundings, &[]).unwrap().check.gate.overrides.is_empty());
    }

    #[test]
    fn a_slip_in_the_file_is_placed() {
        let failure =
            crate::cli::config::parse("credits.toml", "[check.app.shop]\nspike-ration = 3\n")
                .unwrap_err();
        assert_eq!(
            failure.headline(),
            "credits.toml:2:1: unknown setting check.app.shop.spike-ration"
        );
        assert_eq!(failure.hints, ["did you mean spike-ratio?"]);
    }
}
