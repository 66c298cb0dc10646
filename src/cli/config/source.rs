//! Reads the settings of a parsed TOML file. An unknown key is an error with its line, its column
//! and the setting that was probably meant.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::cli::error::Failure;
use crate::cli::origin::{Layer, Origin, Text};
use crate::cli::setting_names::{KEYS, Key, Shape};
use crate::cli::suggest::did_you_mean;

/// A key of a table, with its place.
pub(crate) type Name<'t> = Spanned<Cow<'t, str>>;

/// The file that is read.
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl Source<'_> {
    pub(crate) fn origin(&self, span: &Range<usize>) -> Origin {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Origin::File { path: self.name.to_owned(), line: line as u64, column: column as u64 }
    }

    pub(crate) fn wrong(&self, span: Range<usize>, why: impl Into<String>) -> Failure {
        Text { text: String::new(), origin: self.origin(&span) }.wrong(why.into())
    }

    pub(crate) fn wants_table(&self, value: &Spanned<DeValue<'_>>, place: &str) -> Failure {
        self.wrong(value.span(), format!("{place} is a table: write [{place}]"))
    }

    /// The error for an unknown key, with the nearest known one, or all if none is near.
    pub(crate) fn unknown(
        &self,
        name: &Name<'_>,
        place: &str,
        table: &str,
        known: &[&str],
    ) -> Failure {
        let hint = did_you_mean(name.get_ref(), known.iter().copied())
            .unwrap_or_else(|| format!("known in {table}: {}", known.join(", ")));
        self.wrong(name.span(), format!("unknown setting {place}")).hint(hint)
    }

    /// Reads a table of the file, `prefix` being its place.
    pub(crate) fn walk(
        &self,
        table: &DeTable<'_>,
        prefix: &str,
        layer: &mut Layer,
    ) -> Result<(), Failure> {
        for (name, value) in table {
            let place = if prefix.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{prefix}.{}", name.get_ref())
            };
            if let Some(key) = KEYS.iter().find(|k| k.place == place) {
                layer.values.insert(key.name, self.values(key, value)?);
            } else if prefix == "audit" || prefix.starts_with("audit.") {
                self.threshold(name, value, prefix, layer)?;
            } else if !self.special(&place, value, layer)? {
                match value.get_ref() {
                    _ if !is_table(&place) => return Err(self.unknown_here(name, prefix, &place)),
                    DeValue::Table(inner) => self.walk(inner, &place, layer)?,
                    _ => return Err(self.wants_table(value, &place)),
                }
            }
        }
        Ok(())
    }

    /// Reads the tables that are no settings of their own. Returns whether `place` is one.
    fn special(
        &self,
        place: &str,
        value: &Spanned<DeValue<'_>>,
        layer: &mut Layer,
    ) -> Result<bool, Failure> {
        match (place, value.get_ref()) {
            ("plan", DeValue::Array(_)) => layer.history = self.history(value)?,
            ("balance.granted", DeValue::Array(_)) => layer.granted = self.grants(value)?,
            ("balance.granted", _) => {
                let why = "balance.granted is a list of { date, pool, credits }";
                return Err(self.wrong(value.span(), why));
            }
            ("words", DeValue::Table(lists)) => layer.words = self.words(lists)?,
            ("words", _) => return Err(self.wants_table(value, place)),
            ("check.app", DeValue::Table(inner)) => {
                layer.overrides.extend(self.overrides("app", inner)?);
            }
            ("check.pool", DeValue::Table(inner)) => {
                layer.overrides.extend(self.overrides("pool", inner)?);
            }
            ("check.app" | "check.pool", _) => {
                let why = format!("{place} is a table: write [{place}.NAME]");
                return Err(self.wrong(value.span(), why));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The error for an unknown key. If a setting of that name exists in another table, it says so.
    fn unknown_here(&self, name: &Name<'_>, prefix: &str, place: &str) -> Failure {
        let elsewhere = KEYS.iter().find(|k| {
            k.place.rsplit('.').next() == Some(name.get_ref()) || k.name == *name.get_ref()
        });
        if let Some(key) = elsewhere {
            return self
                .wrong(name.span(), format!("unknown setting {place}"))
                .hint(format!("its place is {}", key.place));
        }
        let siblings = children(prefix);
        let siblings: Vec<&str> = siblings.iter().map(String::as_str).collect();
        let table = if prefix.is_empty() { "this file".to_owned() } else { format!("[{prefix}]") };
        self.unknown(name, place, &table, &siblings)
    }

    fn values(&self, key: &Key, value: &Spanned<DeValue<'_>>) -> Result<Vec<Text>, Failure> {
        match (key.shape, value.get_ref()) {
            (Shape::Many, DeValue::Array(items)) => {
                items.iter().map(|item| self.scalar(key.place, item)).collect()
            }
            (Shape::Pairs, _) => self.pairs(key.place, value),
            (Shape::Switch, DeValue::Boolean(_)) | (Shape::One | Shape::Path | Shape::Many, _) => {
                Ok(vec![self.scalar(key.place, value)?])
            }
            (Shape::Switch, _) => {
                Err(self.wrong(value.span(), format!("{} is true or false", key.place)))
            }
        }
    }

    pub(crate) fn pairs(
        &self,
        place: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<Text>, Failure> {
        let DeValue::Table(pairs) = value.get_ref() else {
            let why = format!("{place} is a table: {{ name = value, … }}");
            return Err(self.wrong(value.span(), why));
        };
        let pair = |(name, value): (&Name<'_>, &Spanned<DeValue<'_>>)| {
            let text = self.scalar(place, value)?;
            Ok(Text {
                text: format!("{}={}", name.get_ref(), text.text),
                origin: self.origin(&name.span()),
            })
        };
        pairs.iter().map(pair).collect()
    }

    pub(crate) fn scalar(
        &self,
        place: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Text, Failure> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Boolean(on) => on.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Array(_) => {
                return Err(self.wrong(value.span(), format!("{place} has one value, not a list")));
            }
            _ => return Err(self.wrong(value.span(), format!("{place} has one value"))),
        };
        Ok(Text { text, origin: self.origin(&value.span()) })
    }
}

fn is_table(place: &str) -> bool {
    KEYS.iter().any(|k| k.place.strip_prefix(place).is_some_and(|rest| rest.starts_with('.')))
}

/// The keys that a table may have.
fn children(prefix: &str) -> BTreeSet<String> {
    let below = |place: &'static str| match prefix {
        "" => Some(place),
        prefix => place.strip_prefix(prefix)?.strip_prefix('.'),
    };
    let places =
        KEYS.iter().map(|k| k.place).chain(["balance.granted", "words", "check.app", "check.pool"]);
    places.filter_map(below).filter_map(|rest| rest.split('.').next()).map(str::to_owned).collect()
}
