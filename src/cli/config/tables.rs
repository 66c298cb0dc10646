//! The tables of the file that are not plain settings: `[[plan]]`, `[[balance.granted]]`,
//! `[words]`, `[check.app.NAME]`, `[check.pool.NAME]`, and the thresholds in `[audit]`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::{Name, Source};
use crate::audit::{ALL, Params};
use crate::cli::error::Failure;
use crate::cli::origin::{AuditText, GrantText, Layer, OverrideText, PlanText, Text, WordText};
use crate::cli::setting_names::KEYS;
use crate::ingest::options::OwnWords;

/// The keys of `[check.app.NAME]` and `[check.pool.NAME]`.
pub(super) const OVERRIDES: &[&str] = &[
    "spike-ratio",
    "baseline-days",
    "min-history",
    "min-credits",
    "budget",
    "pace",
    "forecast",
    "on",
];

/// The thresholds in `[audit]` itself, which hold for all detectors.
const THRESHOLDS: [&str; 2] = ["least-percent", "evidence-rows"];

fn is_detector(name: &str) -> bool {
    ALL.iter().any(|detector| detector.id() == name)
}

/// The keys of `[audit.DETECTOR]`, or of `[audit]` itself.
pub(super) fn audit_keys(detector: Option<&str>) -> Vec<String> {
    if let Some(detector) = detector {
        return Params::default().of(detector).into_iter().map(|(name, _)| name).collect();
    }
    let settings = KEYS.iter().filter_map(|key| key.place.strip_prefix("audit."));
    let detectors = ALL.iter().map(|detector| detector.id());
    settings.chain(THRESHOLDS).chain(detectors).map(str::to_owned).collect()
}

impl Source<'_> {
    /// Reads a threshold of the audit's detectors, or the table of one detector.
    pub(crate) fn threshold(
        &self,
        name: &Name<'_>,
        value: &Spanned<DeValue<'_>>,
        prefix: &str,
        layer: &mut Layer,
    ) -> Result<(), Failure> {
        let place = format!("{prefix}.{}", name.get_ref());
        let detector = prefix.strip_prefix("audit.");
        if detector.is_none() && is_detector(name.get_ref()) {
            return match value.get_ref() {
                DeValue::Table(inner) => self.walk(inner, &place, layer),
                _ => Err(self.wants_table(value, &place)),
            };
        }
        let known = audit_keys(detector);
        if !known.iter().any(|k| k == name.get_ref()) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(self.unknown(name, &place, &format!("[{prefix}]"), &known));
        }
        let value = self.scalar(&place, value)?;
        layer.audit.push(AuditText {
            detector: detector.map(str::to_owned),
            name: name.get_ref().to_string(),
            value,
        });
        Ok(())
    }

    /// The tables of a list, with their keys checked.
    fn rows<'t>(
        &self,
        place: &str,
        known: &[&str],
        value: &'t Spanned<DeValue<'t>>,
    ) -> Result<Vec<(Range<usize>, &'t DeTable<'t>)>, Failure> {
        let mut rows = Vec::new();
        for row in value.get_ref().as_array().into_iter().flatten() {
            let table = row.get_ref().as_table();
            let table = table.ok_or_else(|| {
                self.wrong(row.span(), format!("[[{place}]] has the keys {}", known.join(", ")))
            })?;
            for (name, _) in table {
                if !known.contains(&name.get_ref().as_ref()) {
                    let own = format!("{place}.{}", name.get_ref());
                    return Err(self.unknown(name, &own, &format!("[[{place}]]"), known));
                }
            }
            rows.push((row.span(), table));
        }
        Ok(rows)
    }

    /// Reads `[[plan]]`.
    pub(crate) fn history(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<PlanText>, Failure> {
        let mut history = Vec::new();
        for (span, table) in self.rows("plan", &["from", "name", "allowance"], value)? {
            let get = |name: &str| {
                table.get(name).map(|v| self.scalar(&format!("plan.{name}"), v)).transpose()
            };
            let allowance = table.get("allowance").map(|v| self.pairs("plan.allowance", v));
            let plan = PlanText {
                from: get("from")?,
                name: get("name")?,
                allowance: allowance.transpose()?.unwrap_or_default(),
            };
            if plan.name.is_none() && plan.allowance.is_empty() {
                return Err(self.wrong(span, "a [[plan]] needs a name or an allowance"));
            }
            history.push(plan);
        }
        Ok(history)
    }

    /// Reads `[[balance.granted]]`.
    pub(crate) fn grants(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<GrantText>, Failure> {
        let mut grants = Vec::new();
        for (span, table) in self.rows("balance.granted", &["date", "pool", "credits"], value)? {
            let get = |name: &str| {
                let value = table.get(name);
                let value = value.ok_or_else(|| {
                    self.wrong(span.clone(), format!("a [[balance.granted]] needs a {name}"))
                })?;
                self.scalar(&format!("balance.granted.{name}"), value)
            };
            grants.push(GrantText {
                date: get("date")?,
                pool: get("pool")?,
                credits: get("credits")?,
            });
        }
        Ok(grants)
    }

    /// Reads `[words]`.
    pub(crate) fn words(&self, lists: &DeTable<'_>) -> Result<Vec<WordText>, Failure> {
        let mut words = Vec::new();
        for (name, value) in lists {
            let place = format!("words.{}", name.get_ref());
            let known = OwnWords::LISTS;
            let Some(list) = known.into_iter().find(|list| *list == name.get_ref().as_ref()) else {
                return Err(self.unknown(name, &place, "[words]", &known));
            };
            let items = match value.get_ref() {
                DeValue::Array(items) => items.iter().collect(),
                _ => vec![value],
            };
            for item in items {
                words.push(WordText { list, word: self.scalar(&place, item)? });
            }
        }
        Ok(words)
    }

    /// Reads `[check.app.…]` or `[check.pool.…]`.
    pub(crate) fn overrides(
        &self,
        kind: &'static str,
        names: &DeTable<'_>,
    ) -> Result<Vec<OverrideText>, Failure> {
        let mut overrides = Vec::new();
        for (name, value) in names {
            let place = format!("check.{kind}.{}", name.get_ref());
            let DeValue::Table(table) = value.get_ref() else {
                return Err(self.wants_table(value, &place));
            };
            let mut values = Vec::new();
            for (key, value) in table {
                let own = format!("{place}.{}", key.get_ref());
                if !OVERRIDES.contains(&key.get_ref().as_ref()) {
                    let table = format!("[check.{kind}.NAME]");
                    return Err(self.unknown(key, &own, &table, OVERRIDES));
                }
                values.push((key.get_ref().to_string(), self.scalar(&own, value)?));
            }
            let name = Text { text: name.get_ref().to_string(), origin: self.origin(&name.span()) };
            overrides.push(OverrideText { kind, name, values });
        }
        Ok(overrides)
    }
}
