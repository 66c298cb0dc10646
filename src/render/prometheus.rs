//! A gate as a Prometheus text file, for a textfile collector. Every metric can fall, so each is a gauge; its name ends in its unit.

use std::fmt::Write as _;

use super::format::{CheckWriter, OutputFormat};
use crate::alerts::RuleState;
use crate::base::untrusted::shown;
use crate::base::{Credits, Day, Quotient, Stamp, Untrusted};
use crate::report::check::{AppUse, Balance, Check, RuleVerdict};

pub(super) struct Prometheus;

impl OutputFormat for Prometheus {
    fn id(&self) -> &'static str {
        "prometheus"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["prom"]
    }

    fn describes(&self) -> &'static str {
        "check: gauges for a textfile collector"
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| textfile(check))
    }
}

/// A metric family. Prometheus requires its help, type and samples to follow each other.
struct Family {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    samples: Vec<(String, String)>,
}

/// Writes the text file.
pub(crate) fn textfile(check: &Check) -> String {
    let mut out = String::new();
    for family in families(check).iter().filter(|f| !f.samples.is_empty()) {
        let Family { name, kind, help, samples } = family;
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let braces = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
            let _ = writeln!(out, "{name}{braces} {value}");
        }
    }
    out
}

fn families(check: &Check) -> Vec<Family> {
    let family = |name, kind, help, samples| Family { name, kind, help, samples };
    let one = |value: String| vec![(String::new(), value)];
    let flag = |on: bool| u8::from(on).to_string();
    let per_rule = |value: &dyn Fn(&RuleVerdict) -> Option<String>| -> Vec<(String, String)> {
        check.rules.iter().filter_map(|rule| Some((labels(rule), value(rule)?))).collect()
    };
    let is_read = check.error.is_none();
    let read = |value: String| if is_read { one(value) } else { Vec::new() };
    let last = check.log.last.and_then(seconds).map(one).unwrap_or_default();
    let pool = |value: &dyn Fn(&Balance) -> Option<String>| -> Vec<(String, String)> {
        check
            .balances
            .iter()
            .filter_map(|b| Some((label("pool", b.pool.name()), value(b)?)))
            .collect()
    };
    let amount = |c: Credits| c.to_string();
    vec![
        family(
            "credits_check_info",
            "gauge",
            "The program that judged, always 1.",
            vec![(label("version", &check.tool.version), "1".into())],
        ),
        family(
            "credits_check_exit_code",
            "gauge",
            "Exit code: 0 clear, 1 fired, 2 error, 3 cannot be judged.",
            one(check.exit.to_string()),
        ),
        family(
            "credits_check_verdict",
            "gauge",
            "Verdict of the gate, before any remapping: 1 for the one that holds.",
            verdicts(check),
        ),
        family(
            "credits_check_rule_fired",
            "gauge",
            "1 while a rule fires, acknowledged or not.",
            per_rule(&|r| Some(flag(r.state == RuleState::Fired))),
        ),
        family(
            "credits_check_rule_acknowledged",
            "gauge",
            "1 while a rule fires and the event is known.",
            per_rule(&|r| Some(flag(r.is_acknowledged()))),
        ),
        family(
            "credits_check_rule_judged",
            "gauge",
            "0 while a rule cannot be judged.",
            per_rule(&|r| Some(flag(!r.is_open()))),
        ),
        family(
            "credits_check_rule_value",
            "gauge",
            "Value of the rule: credits, a probability (forecast) or percent (unclassified).",
            per_rule(&|r| r.value.map(amount)),
        ),
        family(
            "credits_check_rule_baseline_credits",
            "gauge",
            "Baseline that the value is compared with.",
            per_rule(&|r| r.baseline.map(|b| b.to_string())),
        ),
        family(
            "credits_check_rule_ratio",
            "gauge",
            "Value divided by baseline.",
            per_rule(&|r| r.ratio.map(|b| b.to_string())),
        ),
        family(
            "credits_check_rule_threshold",
            "gauge",
            "Limit above which the rule fires, in the unit of the ratio or the value, or in percent (budget).",
            per_rule(&|r| r.threshold.map(amount)),
        ),
        family(
            "credits_pool_in_log",
            "gauge",
            "0 for a pool that the log says nothing about: it has no other figures.",
            check
                .balances
                .iter()
                .map(|b| (b.pool, true))
                .chain(check.not_in_log.iter().map(|pool| (*pool, false)))
                .map(|(pool, is_in_log)| (label("pool", pool.name()), flag(is_in_log)))
                .collect(),
        ),
        family(
            "credits_cycle_used_credits",
            "gauge",
            "Credits used in the billing cycle, net of refunds.",
            pool(&|b| b.used.map(amount)),
        ),
        family(
            "credits_cycle_capacity_credits",
            "gauge",
            "Allowance and grants of the billing cycle.",
            pool(&|b| b.capacity.map(amount)),
        ),
        family(
            "credits_cycle_exhaustion_probability",
            "gauge",
            "Probability that the capacity is used up before the reset.",
            pool(&|b| b.p_exhausted.map(|p| Quotient::value(p).to_string())),
        ),
        family(
            "credits_cycle_remaining_credits",
            "gauge",
            "Capacity of the billing cycle less what is used; below 0 if more was used.",
            pool(&|b| b.left.map(amount)),
        ),
        family(
            "credits_cycle_out_date_timestamp_seconds",
            "gauge",
            "Midnight UTC of the day on which the capacity is, or was, used up; absent if it lasts until the reset.",
            dates(check),
        ),
        family(
            "credits_cycle_reset_timestamp_seconds",
            "gauge",
            "Midnight UTC of the day of the next reset.",
            check.cycle.as_ref().map(|cycle| one(midnight(cycle.end))).unwrap_or_default(),
        ),
        family(
            "credits_app_used_credits",
            "gauge",
            "Credits that an app used in the billing cycle, net of refunds: the largest apps of each pool.",
            apps(check),
        ),
        family(
            "credits_log_rows",
            "gauge",
            "Rows of the log; another export may have fewer.",
            read(check.quality.rows.to_string()),
        ),
        family(
            "credits_log_events",
            "gauge",
            "Events of the log.",
            read(check.quality.events.to_string()),
        ),
        family(
            "credits_log_rejected_rows",
            "gauge",
            "Rows of the log that could not be read.",
            read(check.quality.rejected.to_string()),
        ),
        family(
            "credits_log_last_event_age_seconds",
            "gauge",
            "Whole hours from the log's last event to the moment of judging, in seconds; absent if that is the last event itself.",
            check.log.age_hours.map(|hours| one((hours * 3600).to_string())).unwrap_or_default(),
        ),
        family(
            "credits_log_last_event_timestamp_seconds",
            "gauge",
            "Time of the log's last event; a date without a time counts as midnight UTC.",
            last,
        ),
    ]
}

/// The likely run-out day of each pool, and the ends of its range.
fn dates(check: &Check) -> Vec<(String, String)> {
    let of_pool = |b: &Balance| {
        let days = [("early", b.out_early), ("likely", b.out_date), ("late", b.out_late)];
        let pool = label("pool", b.pool.name());
        let sample = |(bound, day): (&str, Option<Day>)| {
            Some((format!("{pool},{}", label("bound", bound)), midnight(day?)))
        };
        days.into_iter().filter_map(sample).collect::<Vec<_>>()
    };
    check.balances.iter().flat_map(of_pool).collect()
}

fn apps(check: &Check) -> Vec<(String, String)> {
    let sample = |app: &AppUse| {
        let name = app.app.as_ref().map(Untrusted::for_terminal).unwrap_or_default();
        let labels = format!("{},{}", label("pool", app.pool.name()), label("app", &name));
        (labels, app.used.to_string())
    };
    check.apps.iter().map(sample).collect()
}

fn midnight(day: Day) -> String {
    (i64::from(day.number()) * 86_400).to_string()
}

fn verdicts(check: &Check) -> Vec<(String, String)> {
    ["clear", "fired", "indeterminate", "error"]
        .iter()
        .map(|name| (label("verdict", name), u8::from(*name == check.verdict.name()).to_string()))
        .collect()
}

fn labels(rule: &RuleVerdict) -> String {
    let mut parts =
        vec![label("rule", &rule.rule), label("pool", rule.pool.map_or("all", |p| p.name()))];
    if let Some(threshold) = rule.threshold.filter(|_| rule.rule == "budget") {
        parts.push(label("percent", &threshold.to_string()));
    }
    if let Some(scope) = &rule.scope {
        parts.push(label(scope.kind(), &scope.name().for_terminal()));
    }
    parts.join(",")
}

fn label(name: &str, value: &str) -> String {
    let value = shown(value);
    format!("{name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn seconds(stamp: Stamp) -> Option<String> {
    let micros = match stamp {
        Stamp::At(instant) => instant.micros(),
        Stamp::On(day) => i64::from(day.number()) * 86_400_000_000,
    };
    Credits::whole(micros).divide(Credits::whole(1_000_000), 6).map(|s| s.to_string())
}
