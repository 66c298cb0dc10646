//! `credits sql`: the query with which an engine makes a rollup of a table.
//!
//! The engine groups by equality and counts. It computes no price, class, zone or sum, so that the result is the same on every engine. One
//! template, `sql/rollup.sql`, and what differs between engines, `sql/dialects.toml`, are all there is.

mod keeps;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::base::{Day, Untrusted};
use crate::ingest::columns::rollup::AS_LOGGED;
use crate::model::Model;
use keeps::Prompts;

const TEMPLATE: &str = include_str!("sql/rollup.sql");

static DIALECTS: LazyLock<BTreeMap<String, Dialect>> = LazyLock::new(|| {
    toml::from_str(include_str!("sql/dialects.toml")).expect("a test reads dialects.toml")
});

/// The columns of the table that a query reads, as the canonical log calls them.
pub(crate) const COLUMNS: [&str; 16] = [
    "timestamp",
    "app",
    "user",
    "pool",
    "operation",
    "model",
    "scope",
    "feature",
    "files",
    "quantity",
    "credits",
    "estimated_credits",
    "status",
    "prompt",
    "metadata",
    "id",
];

/// Characters of a name of a table or column.
const LONGEST_NAME: usize = 128;

/// Seconds of a day.
const DAY: u32 = 86_400;

/// How an engine spells things: see the head of `dialects.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dialect {
    quote: [String; 2],
    escape: String,
    text: String,
    matches: String,
    squeeze: String,
    seconds: String,
    remainder: String,
    stamp: String,
    before: String,
    after: String,
    tested: bool,
}

/// Where the values of a column come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Taken {
    /// A column of the table.
    Column(String),
    /// The same text in every row.
    Text(String),
    /// The table has no such column.
    Nothing,
}

/// What a query is asked for.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct RollupQuery<'a> {
    pub engine: &'a str,
    pub table: &'a str,
    /// The length of slots in seconds.
    pub span: u32,
    /// For each of [`COLUMNS`].
    pub taken: [Taken; COLUMNS.len()],
    /// Whether rows with one id count once.
    pub by_id: bool,
    pub users: bool,
    pub features: bool,
    pub files: bool,
    /// A column whose values are written beside each row.
    pub partition: Option<&'a str>,
    pub since: Option<Day>,
    pub until: Option<Day>,
}

/// A name or text that is refused, and why.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadName {
    #[error("{0} cannot be the name of a table or column: it has the character {1}")]
    Character(String, String),
    #[error("the name of a table or column has 1 to {LONGEST_NAME} characters")]
    Length,
    #[error("{0} cannot be written into a query: it has the character {1}")]
    Text(String, String),
    #[error("a query for {0} reads tables, and {1} is a file")]
    File(String, String),
}

/// The engines, and whether our tests execute their queries.
pub(crate) fn engines() -> impl Iterator<Item = (&'static str, bool)> {
    DIALECTS.iter().map(|(name, dialect)| (name.as_str(), dialect.tested))
}

/// The query, for rate cards that read these prompts.
pub(crate) fn rollup(query: &RollupQuery<'_>, model: &Model) -> Result<String, BadName> {
    Writer { query, dialect: &DIALECTS[query.engine] }.write(model)
}

/// The template with its places filled, in one pass: what fills a place is never looked at again.
fn filled(fills: &[(&str, String)]) -> String {
    let mut parts = TEMPLATE.split("{{");
    let mut sql = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
        let fill = fills.iter().find(|(known, _)| *known == name);
        sql.push_str(fill.map_or("", |(_, value)| value));
        sql.push_str(rest);
    }
    sql
}

struct Writer<'a> {
    query: &'a RollupQuery<'a>,
    dialect: &'a Dialect,
}

impl Writer<'_> {
    fn write(&self, model: &Model) -> Result<String, BadName> {
        let query = self.query;
        let when = match &query.taken[0] {
            Taken::Column(name) => self.name(name)?,
            other => self.taken(other)?,
        };
        let mut columns = vec![format!("{when} AS r_when")];
        for (name, taken) in COLUMNS.iter().zip(&query.taken) {
            let name = if *name == "timestamp" { "time" } else { name };
            columns.push(format!("{} AS r_{name}", self.taken(taken)?));
        }
        if let Some(part) = query.partition {
            columns.push(format!("{} AS r_part", self.taken(&Taken::Column(part.to_owned()))?));
        }
        let table = self.table()?;
        let prompts = Prompts::new(model);
        let squeezed = self.squeeze("r_operation");
        let reads_prompt = prompts.pattern().map_or("1 = 1".to_owned(), |pattern| {
            let odd = self.matches("r_operation", keeps::ODD);
            format!("{odd} OR {}", self.matches(&squeezed, &pattern))
        });
        let is_unnamed =
            format!("r_operation IS NULL OR {}", self.matches(&squeezed, &keeps::unnamed()));
        let told = keeps::TOLD.map(|word| format!("'{word}'")).join(", ");
        let names = self.output();
        let output = names.iter().map(|name| self.output_column(name)).collect::<Vec<_>>();
        let groups = names.iter().map(|name| format!("s_{name}")).collect::<Vec<_>>();
        let part = "COALESCE(r_part, '') AS s_part,\n    ";
        let slot = self.dialect.remainder.replace("{x}", "r_seconds");
        let slot = slot.replace("{p}", &query.span.to_string());
        let fills = [
            ("about", self.about(&table)),
            ("before", self.dialect.before.clone()),
            ("columns", columns.join(",\n    ")),
            ("table", table),
            ("copies", self.copies()),
            ("first", self.first().to_owned()),
            ("is_instant", self.matches("r_time", keeps::INSTANT)),
            ("seconds", self.dialect.seconds.replace("{x}", "r_when")),
            ("is_date", self.matches("r_time", keeps::DATE)),
            ("has_keys", self.has_keys()),
            ("is_given", self.either(["r_credits", "r_estimated_credits"], keeps::NUMBER)),
            ("is_told", format!("r_status IS NULL OR lower(r_status) IN ({told})")),
            ("is_counted", self.matches("r_quantity", keeps::QUANTITY)),
            ("days", self.days()),
            ("is_unnamed", is_unnamed),
            ("reads_prompt", reads_prompt),
            ("partition", query.partition.map_or("", |_| part).to_owned()),
            ("slot", self.dialect.stamp.replace("{x}", &format!("(r_seconds - {slot})"))),
            ("span", query.span.to_string()),
            ("kept", self.kept().join(",\n    ")),
            ("output", output.join(",\n  ")),
            ("events", self.quoted("events")),
            ("digest", format!("'{}{AS_LOGGED}'", model.prompt_rules().digest())),
            ("rules", self.quoted("rules")),
            ("groups", groups.join(", ")),
            ("after", self.dialect.after.clone()),
        ];
        Ok(format!("{};\n", filled(&fills).trim_end()))
    }

    /// A comment that says what the query does not decide.
    fn about(&self, table: &str) -> String {
        let mut about = "credits report reads what this query gives as CSV.".to_owned();
        if !self.dialect.tested {
            about.push_str("\n-- Our tests do not execute queries for this engine: compare a small table first.");
        }
        if let (false, Taken::Column(id)) = (self.query.by_id, &self.query.taken[COLUMNS.len() - 1])
        {
            let id = self.quoted(id);
            let _ = write!(
                about,
                "\n-- A row that stands twice counts twice (--dedupe id). How many do:\n--   SELECT COUNT({id}) - COUNT(DISTINCT {id}) FROM {table};"
            );
        }
        about
    }

    /// Numbers the copies of an event, if these count once.
    fn copies(&self) -> String {
        if !self.query.by_id {
            return String::new();
        }
        let counter = self.matches("r_id", keeps::COUNTER);
        let of_counter = |name: &str| format!("CASE WHEN {counter} THEN {name} END");
        let (app, user) = (of_counter("r_app"), of_counter("r_user"));
        let order = COLUMNS
            .map(|name| if name == "timestamp" { "r_time".into() } else { format!("r_{name}") });
        format!(
            "\ncopies AS (\n  SELECT *, ROW_NUMBER() OVER (\n    PARTITION BY r_id, r_time, r_credits, r_estimated_credits, r_operation, {app}, {user}\n    ORDER BY {}) AS r_copy\n  FROM named\n),",
            order.join(", ")
        )
    }

    fn first(&self) -> &'static str {
        if self.query.by_id { "copies\n  WHERE r_id IS NULL OR r_copy = 1" } else { "named" }
    }

    /// Whether a row's metadata may say something that a report asks for.
    fn has_keys(&self) -> String {
        let keys = keeps::keys(self.query.users, self.query.features);
        format!(
            "{} OR {} OR {}",
            self.matches("r_metadata", keeps::ODD),
            self.matches(&self.squeeze("r_metadata"), &keys),
            self.matches("r_prompt", keeps::OBJECT)
        )
    }

    fn days(&self) -> String {
        let mut tests = Vec::new();
        let mut add = |day: Day, sign: &str, seconds: i64| {
            tests.push(format!(
                "(r_seconds IS NULL OR r_seconds {sign} {seconds}) AND (r_is_date = 0 OR r_time {}= '{day}')",
                &sign[..1]
            ));
        };
        let start = |day: Day| i64::from(day.number()) * i64::from(DAY);
        if let Some(day) = self.query.since {
            add(day, ">=", start(day));
        }
        if let Some(day) = self.query.until {
            add(day, "<", start(day.plus(1)));
        }
        // A row without a readable time is kept, so that its reader refuses it.
        if tests.is_empty() {
            String::new()
        } else {
            format!("\n  WHERE {}", tests.join("\n    AND "))
        }
    }

    /// The columns of a slot that follow its time and length.
    fn kept(&self) -> Vec<String> {
        let query = self.query;
        self.output()
            .into_iter()
            .filter(|name| !matches!(*name, "part" | "timestamp" | "span"))
            .map(|name| {
                let when = match name {
                    "feature" if !query.features => Some("r_reads_all = 1"),
                    "files" if !query.files => Some("r_reads_prompt = 1"),
                    "quantity" => Some("r_has_price = 0"),
                    "prompt" => {
                        Some("r_reads_prompt = 1 OR r_has_keys = 1 AND r_prompt IS NOT NULL")
                    }
                    "metadata" => Some("r_has_keys = 1 OR r_reads_all = 1"),
                    _ => None,
                };
                match when {
                    Some(when) => format!(
                        "CASE WHEN {when} THEN COALESCE(r_{name}, '') ELSE '' END AS s_{name}"
                    ),
                    None => format!("COALESCE(r_{name}, '') AS s_{name}"),
                }
            })
            .collect()
    }

    /// The names of the columns that are written before `events` and `rules`.
    fn output(&self) -> Vec<&'static str> {
        let part = self.query.partition.map(|_| "part");
        let head = part.into_iter().chain(["timestamp", "span"]);
        // A column that the table lacks is not written, so that the same evidence decides how the others are read.
        let is_written = |(name, taken): &(&str, &Taken)| match *name {
            "id" | "timestamp" => false,
            "user" if !self.query.users => false,
            "operation" | "credits" => true,
            _ => **taken != Taken::Nothing,
        };
        let all = COLUMNS.into_iter().zip(&self.query.taken).filter(is_written);
        head.chain(all.map(|(name, _)| name)).collect()
    }

    fn output_column(&self, name: &str) -> String {
        format!("s_{name} AS {}", self.quoted(name))
    }

    fn taken(&self, taken: &Taken) -> Result<String, BadName> {
        let text = &self.dialect.text;
        Ok(match taken {
            Taken::Column(name) => format!("NULLIF(CAST({} AS {text}), '')", self.name(name)?),
            Taken::Text(value) => format!("CAST({} AS {text})", self.text(value)?),
            Taken::Nothing => format!("CAST(NULL AS {text})"),
        })
    }

    fn table(&self) -> Result<String, BadName> {
        let table = self.query.table;
        if table.contains(['/', '*']) || table.contains("://") {
            let shown = Untrusted::from(table).for_terminal_cut(60);
            let is = |endings: &[&str]| endings.iter().any(|end| table.ends_with(end));
            let reader = match self.query.engine {
                "duckdb" if is(&[".parquet"]) => "read_parquet({x})",
                "duckdb" if is(&[".csv", ".csv.gz"]) => {
                    "read_csv({x}, header = true, all_varchar = true)"
                }
                engine => return Err(BadName::File(engine.to_owned(), shown)),
            };
            return Ok(reader.replace("{x}", &self.text(table)?));
        }
        let parts: Result<Vec<String>, BadName> =
            table.split('.').map(|part| self.name(part)).collect();
        Ok(parts?.join("."))
    }

    /// A name of the table's, quoted. What could end a quote in some engine is refused.
    fn name(&self, name: &str) -> Result<String, BadName> {
        let shown = || Untrusted::from(name).for_terminal_cut(60);
        let is_plain = |c: char| {
            c.is_alphanumeric()
                || matches!(c, '_' | '-' | '$' | ' ' | '.' | '(' | ')' | '/' | '#' | '%')
        };
        if let Some(c) = name.chars().find(|c| !is_plain(*c)) {
            return Err(BadName::Character(shown(), c.escape_debug().to_string()));
        }
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(BadName::Length);
        }
        Ok(self.quoted(name))
    }

    fn quoted(&self, name: &str) -> String {
        let [open, close] = &self.dialect.quote;
        format!("{open}{name}{close}")
    }

    /// A text in quotes.
    fn text(&self, text: &str) -> Result<String, BadName> {
        if let Some(c) = text.chars().find(|c| *c == '\\' || crate::base::untrusted::acts(*c)) {
            let shown = Untrusted::from(text).for_terminal_cut(60);
            return Err(BadName::Text(shown, c.escape_debug().to_string()));
        }
        Ok(format!("'{}'", text.replace('\'', &self.dialect.escape)))
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        self.dialect.matches.replace("{x}", text).replace("{p}", &format!("'{pattern}'"))
    }

    fn either(&self, texts: [&str; 2], pattern: &str) -> String {
        texts.map(|text| self.matches(text, pattern)).join(" OR ")
    }

    fn squeeze(&self, text: &str) -> String {
        self.dialect.squeeze.replace("{x}", text)
    }
}
