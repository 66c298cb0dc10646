//! The list of all settings: for each its name as a flag and variable, its place in `credits.toml`,
//! and what happens if nobody sets it. Merging, `credits config`, error messages and the tests that
//! demand documentation all work from this list.

/// How a setting's value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// One value.
    One,
    /// A file, or `-`. In the configuration file it is relative to that file.
    Path,
    /// Several values: a repeated flag, a comma-separated variable, an array in the file.
    Many,
    /// `name=value` pairs separated by commas; a table in the file.
    Pairs,
    /// On or off.
    Switch,
}

/// A setting's names and shape.
#[derive(Debug)]
pub(crate) struct Key {
    /// `cycle-day` is the flag `--cycle-day` and the variable `CREDITS_CYCLE_DAY`.
    pub(crate) name: &'static str,
    /// Table and key in the configuration file.
    pub(crate) place: &'static str,
    pub(crate) shape: Shape,
    /// Settings of one group replace each other: if one is set on a higher level, those set on lower
    /// levels are dropped.
    pub(crate) group: Option<&'static str>,
    /// True if two such settings of a group on the same level are an error.
    pub(crate) exclusive: bool,
    /// What happens if nobody sets it, in words for `credits config`.
    pub(crate) unset: &'static str,
}

const fn key(name: &'static str, place: &'static str, shape: Shape, unset: &'static str) -> Key {
    Key { name, place, shape, group: None, exclusive: false, unset }
}

const fn choice(
    name: &'static str,
    place: &'static str,
    shape: Shape,
    group: &'static str,
    unset: &'static str,
) -> Key {
    Key { name, place, shape, group: Some(group), exclusive: true, unset }
}

/// All settings, in the order in which `credits config` lists them.
pub(crate) const KEYS: &[Key] = &[
    choice("since", "time.since", Shape::One, "period", "the start of the current cycle"),
    key("until", "time.until", Shape::One, "the as-of day"),
    choice("last", "time.last", Shape::One, "period", "the current cycle"),
    choice("all", "time.all", Shape::Switch, "period", "the current cycle"),
    key("as-of", "time.as-of", Shape::One, "the day of the log's last event; check: now"),
    key("timezone", "time.timezone", Shape::One, "UTC"),
    choice("cycle-day", "time.cycle-day", Shape::One, "cycle", "the calendar month is assumed"),
    choice("cycle", "time.cycle", Shape::One, "cycle", "monthly"),
    key("plan", "plan.name", Shape::One, "not set: no allowance"),
    key("allowance", "plan.allowance", Shape::Pairs, "the plan's"),
    key("used-before", "balance.used-before", Shape::Pairs, "nothing"),
    key("app", "select.app", Shape::Many, "all apps"),
    key("exclude-app", "select.exclude-app", Shape::Many, "none"),
    key("user", "select.user", Shape::Many, "all users"),
    key("pool", "select.pool", Shape::Many, "all pools"),
    key("by", "select.by", Shape::Many, "no further tables"),
    key("top", "select.top", Shape::One, "10"),
    key("full", "select.full", Shape::Switch, "no"),
    key("without", "what-if.without", Shape::Many, "the events as they are"),
    key("scale", "what-if.scale", Shape::Many, "the events as they are"),
    key("map", "map", Shape::Pairs, "detected from names and contents"),
    key("from", "read.from", Shape::One, "detected"),
    key("sheet", "read.sheet", Shape::Many, "the sheet that is a log"),
    key("encoding", "read.encoding", Shape::One, "detected"),
    key("date-order", "read.date-order", Shape::One, "detected"),
    key("decimal", "read.decimal", Shape::One, "detected"),
    key("naive-timezone", "read.naive-timezone", Shape::One, "UTC"),
    key("sign", "read.sign", Shape::One, "detected from the values"),
    key("spend-types", "read.spend-types", Shape::Many, "usage, charge and similar words"),
    key("grant-types", "read.grant-types", Shape::Many, "purchase, bonus and similar words"),
    key("dedupe", "read.dedupe", Shape::One, "auto"),
    key("rejects", "read.rejects", Shape::Path, "not written"),
    key("strict", "read.strict", Shape::Switch, "no"),
    key("threads", "read.threads", Shape::One, "one for each processor"),
    key("hash", "read.hash", Shape::Switch, "no"),
    key("model", "model.use", Shape::One, "base44"),
    choice("format", "output.format", Shape::One, "output", "text"),
    choice("json", "output.json", Shape::Switch, "output", "no"),
    Key {
        exclusive: false,
        ..choice("output", "output.output", Shape::Many, "output", "standard output")
    },
    key("template", "output.template", Shape::One, "share and fate of each pool"),
    key("title", "output.title", Shape::One, "Credit report"),
    key("client", "output.client", Shape::One, "none"),
    key("logo", "output.logo", Shape::Path, "none"),
    key("open", "output.open", Shape::Switch, "no"),
    key("redact", "output.redact", Shape::Many, "nothing"),
    key("redact-key", "output.redact-key", Shape::One, "none"),
    key("color", "output.color", Shape::One, "auto"),
    key("ascii", "output.ascii", Shape::Switch, "no"),
    key("width", "output.width", Shape::One, "the terminal's, else 80"),
    choice("quiet", "output.quiet", Shape::Switch, "talk", "no"),
    choice("verbose", "output.verbose", Shape::Switch, "talk", "no"),
    key("reported-used", "audit.reported-used", Shape::Pairs, "no reading of the dashboard"),
    key(
        "hourly-rate",
        "audit.hourly-rate",
        Shape::One,
        "plans are not compared with hours of work",
    ),
    key("hours", "audit.hours", Shape::One, "5-10"),
    key("spike-ratio", "rules.spike.ratio", Shape::One, "2"),
    key("baseline-days", "rules.baseline-days", Shape::One, "14"),
    key("min-history", "rules.min-history", Shape::One, "14"),
    key("min-credits", "rules.min-credits", Shape::One, "every day counts"),
    key("rules.excess.preset", "rules.excess.preset", Shape::One, "normal"),
    key("rules.steady.preset", "rules.steady.preset", Shape::One, "normal"),
    key("rules.budget.thresholds", "rules.budget.thresholds", Shape::Many, "50, 80, 90, 100"),
    key("rules.pace.limit", "rules.pace.limit", Shape::One, "information, not a rule"),
    key("rules.forecast.warn", "rules.forecast.warn", Shape::One, "0.7"),
    key("rules.forecast.urgent", "rules.forecast.urgent", Shape::One, "0.8"),
    key(
        "fail-on",
        "check.fail-on",
        Shape::Many,
        "spike; with an allowance also forecast and budget=100",
    ),
    key("warn-on", "check.warn-on", Shape::Many, "nothing"),
    key("per", "check.per", Shape::Many, "whole pools"),
    key("severity", "check.severity", Shape::Pairs, "the rule's own"),
    key("max-age", "check.max-age", Shape::One, "36h"),
    key("max-rejected", "check.max-rejected", Shape::One, "1%"),
    key("max-unpriced", "check.max-unpriced", Shape::One, "10%"),
    key("complete-days", "check.complete-days", Shape::Switch, "no: today so far is judged too"),
    key("exit-zero", "check.exit-zero", Shape::Switch, "no"),
    key("indeterminate", "check.indeterminate", Shape::One, "exit code 3"),
    key("baseline", "check.baseline", Shape::Path, "no known events"),
    key("update-baseline", "check.update-baseline", Shape::Switch, "no"),
    key("acknowledge", "check.acknowledge", Shape::Many, "rules that judge a day"),
    key("reason", "check.reason", Shape::One, "acknowledged with --update-baseline"),
    key("expires", "check.expires", Shape::One, "30d"),
    key("users", "check.users", Shape::Switch, "no"),
    key("github-summary", "check.github-summary", Shape::Switch, "no"),
];

impl Key {
    /// Returns whether it can be set by a flag and a variable, not only in the file.
    pub(crate) fn is_flag(&self) -> bool {
        !self.name.starts_with("rules.")
    }

    pub(crate) fn variable(&self) -> String {
        variable(self.name)
    }
}

/// The environment variable of a flag: `--cycle-day` is `CREDITS_CYCLE_DAY`.
pub(crate) fn variable(flag: &str) -> String {
    format!("CREDITS_{}", flag.replace('-', "_").to_ascii_uppercase())
}

/// The setting of an environment variable.
pub(crate) fn of_variable(name: &str) -> Option<&'static Key> {
    let flag = name.strip_prefix("CREDITS_")?;
    KEYS.iter().find(|key| {
        let letters =
            key.name.bytes().map(|b| if b == b'-' { b'_' } else { b.to_ascii_uppercase() });
        key.is_flag() && letters.eq(flag.bytes())
    })
}

pub(crate) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|k| k.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_places_are_unique() {
        let names: BTreeSet<_> = KEYS.iter().map(|k| k.name).collect();
        let places: BTreeSet<_> = KEYS.iter().map(|k| k.place).collect();
        assert_eq!((names.len(), places.len()), (KEYS.len(), KEYS.len()));
    }

    #[test]
    fn a_variable_leads_back_to_its_flag() {
        for key in KEYS {
            let found = of_variable(&key.variable()).map(|key| key.name);
            assert_eq!(found, key.is_flag().then_some(key.name), "{}", key.name);
        }
        assert!(of_variable("CREDITS_CONFIG").is_none() && of_variable("CYCLE_DAY").is_none());
    }
}
