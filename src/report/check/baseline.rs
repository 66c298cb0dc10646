//! The file of known events (`--baseline`): alerts that a team looked at and found fine, each until a day.

use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use super::scope::Scope;
use crate::base::untrusted::acts;
use crate::base::{Credits, Day, Untrusted};
use crate::event::Pool;

/// One known event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Line in the file, from 1; 0 if it is not written yet.
    pub line: u64,
    pub rule: String,
    /// `None` for a rule about all pools together.
    pub pool: Option<Pool>,
    /// `None` for the whole pool.
    pub scope: Option<Scope>,
    /// The threshold, for a rule that has several (`budget`).
    pub threshold: Option<Credits>,
    /// A firing day; for a rule about the cycle, a day of the cycle.
    pub day: Day,
    /// What was used on that day when the entry was written.
    pub value: Option<Credits>,
    /// What most of the excess came from when the entry was written: `shop / llm.basic`.
    pub cause: Option<String>,
    /// Why it is fine.
    pub reason: String,
    /// The last day on which the entry counts.
    pub expires: Day,
}

/// A file of known events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Baseline {
    /// The path as the user gave it.
    pub path: String,
    /// Entries in the order of the file.
    pub entries: Vec<Entry>,
}

/// A file of known events that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct BadBaseline {
    /// Line of the error, from 1.
    pub line: u64,
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    acknowledged: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    pool: Option<String>,
    app: Option<String>,
    user: Option<String>,
    class: Option<String>,
    threshold: Option<toml::Value>,
    value: Option<toml::Value>,
    cause: Option<String>,
    day: Date,
    reason: String,
    expires: Date,
}

/// A date, with or without quotation marks.
#[derive(Deserialize)]
#[serde(untagged)]
enum Date {
    Bare(toml::value::Datetime),
    Quoted(String),
}

impl Date {
    fn day(&self) -> Result<Day, String> {
        let text = match self {
            Self::Bare(date) => date.to_string(),
            Self::Quoted(text) => text.clone(),
        };
        text.parse().map_err(|why| format!("{text:?} is {why}"))
    }
}

impl Baseline {
    /// Parses the text of a file.
    pub(crate) fn parse(path: &str, text: &str) -> Result<Self, BadBaseline> {
        let line_at = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() as u64 + 1;
        let file: File = toml::from_str(text).map_err(|error| BadBaseline {
            line: line_at(error.span().unwrap_or_default().start),
            message: error.message().lines().collect::<Vec<_>>().join("; "),
        })?;
        let mut entries = Vec::new();
        for row in file.acknowledged {
            let line = line_at(row.span().start);
            let entry = entry(row.into_inner()).map_err(|message| BadBaseline { line, message })?;
            entries.push(Entry { line, ..entry });
        }
        Ok(Self { path: path.to_owned(), entries })
    }
}

fn entry(row: Row) -> Result<Entry, String> {
    if row.reason.trim().is_empty() {
        return Err("an acknowledged event needs a reason".to_owned());
    }
    let mut scopes = [
        (row.app, Scope::App as fn(Untrusted) -> Scope),
        (row.user, Scope::User),
        (row.class, Scope::Class),
    ]
    .into_iter()
    .filter_map(|(name, scope)| name.map(|n| scope(n.into())));
    let scope = scopes.next();
    if scopes.next().is_some() {
        return Err("an acknowledged event can have only one of app, user and class".to_owned());
    }
    let pool = row
        .pool
        .map(|name| {
            name.parse().map_err(|()| format!("{name:?} is not a pool: message, integration"))
        })
        .transpose()?;
    let number = |key: &str, value: toml::Value| {
        let text = match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        text.parse().map_err(|why| format!("{key} {text:?} is {why}"))
    };
    Ok(Entry {
        line: 0,
        rule: row.rule,
        pool,
        scope,
        threshold: row.threshold.map(|value| number("threshold", value)).transpose()?,
        value: row.value.map(|value| number("value", value)).transpose()?,
        cause: row.cause,
        day: row.day.day()?,
        reason: row.reason,
        expires: row.expires.day()?,
    })
}

impl Entry {
    /// Whether it is about this rule, pool, scope and threshold. An entry without a threshold is about all of them.
    pub(super) fn is_about(
        &self,
        rule: &str,
        pool: Option<Pool>,
        scope: Option<&Scope>,
        threshold: Option<Credits>,
    ) -> bool {
        let threshold = self.threshold.is_none() || self.threshold == threshold;
        self.rule == rule && self.pool == pool && self.scope.as_ref() == scope && threshold
    }

    /// Whether its day has grown by half since it was written: later rows of that day are a new event.
    pub(super) fn has_grown(&self, day: Option<Day>, value: Option<Credits>) -> bool {
        let known = self.value.zip(value).filter(|_| day == Some(self.day));
        known.is_some_and(|(known, value)| value.times(2) >= known.times(3))
    }

    /// Whether most of the excess comes from something else than when the entry was written. Unknown is not another.
    pub(super) fn has_another_cause(&self, cause: Option<&str>) -> bool {
        self.cause.as_deref().zip(cause).is_some_and(|(known, cause)| known != cause)
    }

    /// `spike integration, 2026-05-20, until 2026-06-19`
    pub(crate) fn shown(&self) -> String {
        let pool = self.pool.map(|pool| format!(" {pool}")).unwrap_or_default();
        let scope = self
            .scope
            .as_ref()
            .map(|scope| format!(" {} \"{}\"", scope.kind(), scope.name().for_terminal()));
        let scope = scope.unwrap_or_default();
        format!("{}{pool}{scope}, {}, until {}", self.rule, self.day, self.expires)
    }

    /// The entry as TOML, with an empty line before it.
    pub(crate) fn to_toml(&self) -> String {
        let mut out = format!("\n[[acknowledged]]\nrule = {}\n", quoted(&self.rule));
        if let Some(pool) = self.pool {
            let _ = writeln!(out, "pool = {}", quoted(pool.name()));
        }
        if let Some(scope) = &self.scope {
            let _ = writeln!(out, "{} = {}", scope.kind(), quoted(scope.name().raw()));
        }
        if let Some(threshold) = self.threshold {
            let _ = writeln!(out, "threshold = {threshold}");
        }
        if let Some(value) = self.value {
            let _ = writeln!(out, "value = {value}");
        }
        if let Some(cause) = &self.cause {
            let _ = writeln!(out, "cause = {}", quoted(cause));
        }
        let (day, expires) = (self.day, self.expires);
        let _ =
            writeln!(out, "day = {day}\nreason = {}\nexpires = {expires}", quoted(&self.reason));
        out
    }
}

/// The first lines of a new file.
pub(crate) const HEADER: &str = "# Known events that `credits check --baseline` does not fail for. `expires` is the last day on which that holds,\n\
                          # compared with the judged day. `credits check --update-baseline` adds entries; take them out when they are named as stale.\n";

/// A TOML string. Characters that act on an editor or a terminal are escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if acts(c) => {
                let _ = write!(out, "\\U{:08x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn migration() -> Entry {
        Entry {
            line: 3,
            rule: "spike".into(),
            pool: Some(Pool::Integration),
            scope: Some(Scope::App("a\"\\\n\u{202e}::error::".into())),
            threshold: None,
            value: Some("422.5".parse().unwrap()),
            cause: Some("a\"\n / llm.basic".into()),
            day: day("2026-05-20"),
            reason: "moved \"all\" images".into(),
            expires: day("2026-06-20"),
        }
    }

    #[test]
    fn written_entries_are_read_back() {
        let mut budget = migration();
        (budget.line, budget.rule, budget.scope, budget.threshold) =
            (11, "budget".into(), None, Some("90".parse().unwrap()));
        let text = HEADER.to_owned() + &migration().to_toml() + &budget.to_toml();
        let mut read = Baseline::parse("b.toml", &text).unwrap().entries;
        assert!(!text.chars().any(|c| c != '\n' && acts(c)));
        assert_eq!(
            text.lines().nth(usize::try_from(read[0].line).unwrap() - 1),
            Some("[[acknowledged]]")
        );
        (read[0].line, read[1].line) = (3, 11);
        assert_eq!(read, [migration(), budget]);
    }

    #[test]
    fn errors_have_a_line() {
        let line =
            |text: &str| Baseline::parse("b", text).map_err(|e| (e.line, e.message)).unwrap_err();
        let good = "[[acknowledged]]\nrule = 'spike'\npool = 'integration'\nday = 2026-05-20\nreason = 'x'\nexpires = '2026-06-20'\n";
        assert_eq!(Baseline::parse("b", good).unwrap().entries[0].expires, day("2026-06-20"));
        assert_eq!(line("# x\n[[acknowledged]]\nrule = \n").0, 3);
        assert!(line(&good.replace("expires", "until")).1.contains("unknown field `until`"));
        assert!(line(&good.replace("'x'", "' '")).1.contains("needs a reason"));
        assert!(line(&good.replace("2026-05-20", "'yesterday'")).1.contains("is not a date"));
        assert_eq!(
            line(&(good.to_owned() + &good.replace("integration", "pocket"))),
            (7, "\"pocket\" is not a pool: message, integration".into())
        );
    }
}
