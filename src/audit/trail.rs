//! The usage events of the period in the order in which they happened: what every detector reads.

mod refunds;

use std::collections::BTreeMap;

use super::estimate::Estimate;
use crate::base::{Credits, Cycle, Day, Instant, Stamp, Symbol, Symbols, Zone};
use crate::event::{Event, Pool, Scope};
use crate::model::{Basis, ClassInfo, Classified, Confidence, Source};

/// What a trail is made from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The log's events, in any order.
    pub events: &'a [Event],
    /// One for each event.
    pub classified: &'a [Classified],
    /// Which events the filters keep; empty: all.
    pub kept: &'a [bool],
    /// The scope that each event's evidence speaks for (its scope column, files or words, never its credits); shorter or empty: none.
    pub scopes: &'a [Option<(Scope, Confidence)>],
    /// The model's classes, by id.
    pub classes: &'a [ClassInfo],
    /// The log's names.
    pub symbols: &'a Symbols,
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// First day of the period.
    pub from: Day,
    /// Last day of the period.
    pub to: Day,
    /// Days that a saving "a cycle" is for.
    pub cycle_days: i32,
    /// The log's cycles, for the detectors that judge the plan.
    pub cycles: &'a [CycleUse],
}

/// What a pool used of a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CycleUse {
    /// Which cycle.
    pub cycle: Cycle,
    /// Which pool.
    pub pool: Pool,
    /// Net credits; a lower bound where the log does not cover the cycle.
    pub used: Credits,
    /// Allowance and grants; `None` where nobody said.
    pub capacity: Option<Credits>,
    /// The log reaches back to the cycle's start.
    pub covered: bool,
    /// The cycle is over.
    pub over: bool,
}

/// A usage event of the period, with its names.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Index into the log's events.
    pub index: usize,
    /// The event.
    pub event: &'a Event,
    /// Its place in the cost model.
    pub classified: &'a Classified,
    /// Its class.
    pub class: &'a ClassInfo,
    /// Its day in the report's zone.
    pub day: Day,
    /// Its instant; `None` where the log gives a date alone.
    pub at: Option<Instant>,
    /// What it cost after refunds, never below 0; `None` is unknown. A refund itself costs 0.
    pub cost: Option<Estimate>,
    /// The scope that its evidence speaks for.
    pub scope: Option<(Scope, Confidence)>,
    /// The app.
    pub app: Option<&'a str>,
    /// The user.
    pub user: Option<&'a str>,
    /// The feature, function, page or automation.
    pub feature: Option<&'a str>,
    /// The model as logged.
    pub model: Option<&'a str>,
    /// The operation as logged.
    pub operation: Option<&'a str>,
    files: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// What it cost, typically; 0 where that is unknown.
    pub fn credits(&self) -> Credits {
        self.cost.unwrap_or_default().typical
    }

    /// The files that it touched, as the log lists them.
    pub fn files(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.files
            .unwrap_or("")
            .split(';')
            .map(str::trim)
            .filter(|f| !f.is_empty() && !f.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The prompt or message.
    pub fn prompt(&self) -> Option<&'a str> {
        self.event.prompt.as_deref().map(str::trim).filter(|p| !p.is_empty())
    }

    /// A prompt to the builder that changes the app.
    pub fn is_build(&self) -> bool {
        self.class.id.starts_with("build.") && !self.is_refund()
    }

    /// Whether the class is this one.
    pub fn is(&self, class: &str) -> bool {
        self.class.id == class && !self.is_refund()
    }

    /// An `InvokeLLM` call.
    pub fn is_llm(&self) -> bool {
        self.class.id.starts_with("llm.") && !self.is_refund()
    }

    /// A message to an in-app agent.
    pub fn is_agent(&self) -> bool {
        self.class.id.starts_with("agent.") && !self.is_refund()
    }

    /// Something that a running app does, not the builder.
    pub fn is_call(&self) -> bool {
        matches!(
            self.class.source,
            Source::Integrations | Source::Agents | Source::Automations | Source::Backend
        ) && !self.is_refund()
    }

    /// A row that gives credits back.
    pub fn is_refund(&self) -> bool {
        self.classified.credits.is_some_and(Credits::is_negative)
            || self.event.outcome == crate::event::Outcome::Refund
    }

    /// Whether the log itself gives the credits.
    pub fn is_reported(&self) -> bool {
        self.classified.basis == Basis::Reported
    }

    /// What was called, without its model: `InvokeLLM`, `agent`, else the class's title.
    pub fn call(&self) -> &'a str {
        match self.class.id.split_once('.') {
            Some(("llm", _)) => "InvokeLLM",
            Some(("agent", model)) if model != "whatsapp" => "agent messages",
            _ => &self.class.title,
        }
    }

    /// Minutes (rounded down) from an earlier row; `None` where either has a date alone.
    pub fn minutes_since(&self, earlier: &Row) -> Option<i64> {
        Some((self.at?.micros() - earlier.at?.micros()).div_euclid(60_000_000))
    }

    /// The value of a key of the row's metadata, as text.
    pub fn extra(&self, keys: &[&str]) -> Option<String> {
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(self.event.metadata.as_deref()?).ok()?;
        let plain = |text: &str| {
            text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
        };
        let found = object.iter().find(|(name, _)| keys.contains(&plain(name).as_str()))?.1;
        match found {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// Usage events of the period, oldest first. A row is named by its position.
#[derive(Clone, Debug)]
pub struct Trail<'a> {
    /// The rows.
    pub rows: Vec<Row<'a>>,
    /// First day of the period.
    pub from: Day,
    /// Last day of the period.
    pub to: Day,
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// Days that a saving "a cycle" is for.
    pub cycle_days: i32,
    /// The log's cycles.
    pub cycles: &'a [CycleUse],
}

impl<'a> Trail<'a> {
    /// The usage events (done, failed, refunded) of the period. The order of the material does not matter.
    pub fn new(material: &Material<'a>) -> Self {
        let name = |symbol: Option<Symbol>| {
            symbol.map(|s| material.symbols.name(s)).filter(|n| !n.trim().is_empty())
        };
        let mut rows = Vec::new();
        for (index, (event, classified)) in
            material.events.iter().zip(material.classified).enumerate()
        {
            let day = event.stamp.day(&material.zone);
            let kept = material.kept.get(index).copied().unwrap_or(true);
            if !kept || !event.outcome.is_usage() || day < material.from || day > material.to {
                continue;
            }
            rows.push(Row {
                index,
                event,
                classified,
                class: &material.classes[usize::from(classified.class.0)],
                day,
                at: match event.stamp {
                    Stamp::At(instant) => Some(instant),
                    Stamp::On(_) => None,
                },
                cost: cost(classified),
                scope: material.scopes.get(index).copied().flatten(),
                app: name(event.app),
                user: name(event.user),
                feature: name(event.feature),
                model: name(event.model),
                operation: name(event.operation),
                files: name(event.files),
            });
        }
        rows.sort_by(|a, b| identity(a).cmp(&identity(b)));
        refunds::take_back(&mut rows);
        Self {
            rows,
            from: material.from,
            to: material.to,
            zone: material.zone,
            cycle_days: material.cycle_days.max(1),
            cycles: material.cycles,
        }
    }

    /// Days of the period.
    pub fn days(&self) -> i32 {
        (self.to.since(self.from) + 1).max(1)
    }

    /// Positions of the rows for which a condition holds, by a key in its own order (never that of symbols).
    pub fn group<K: Ord>(&self, key: impl Fn(&Row<'a>) -> Option<K>) -> BTreeMap<K, Vec<usize>> {
        let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for (position, row) in self.rows.iter().enumerate() {
            if let Some(key) = key(row) {
                groups.entry(key).or_default().push(position);
            }
        }
        groups
    }

    /// The cost of some rows; those whose cost is unknown are not in it.
    pub fn cost<'p>(&self, positions: impl IntoIterator<Item = &'p usize>) -> Estimate {
        positions.into_iter().filter_map(|p| self.rows[*p].cost).sum()
    }

    /// What a pool, or all of them, cost.
    pub fn spent(&self, pool: Option<Pool>) -> Estimate {
        self.rows
            .iter()
            .filter(|row| pool.is_none_or(|p| row.classified.pool == p))
            .filter_map(|row| row.cost)
            .sum()
    }
}

/// Reported credits are what they are; a price without a published range is its own range. A row that takes back costs nothing.
fn cost(classified: &Classified) -> Option<Estimate> {
    let credits = classified.credits?;
    if credits.is_negative() {
        return Some(Estimate::ZERO);
    }
    let price = classified.price.filter(|_| classified.basis == Basis::Modeled);
    let bound = |bound: Option<Credits>| bound.unwrap_or(credits).floor_zero();
    Some(Estimate::around(
        bound(price.and_then(|p| p.low)),
        credits,
        bound(price.and_then(|p| p.high)),
    ))
}

/// What orders rows: time, then everything that a detector can see. Rows that are still equal are interchangeable, and only
/// then does their place in the file decide.
fn identity<'r>(row: &'r Row) -> impl Ord + use<'r> {
    (
        (row.day, row.at),
        (row.app, row.user, row.class.id.as_str(), row.operation),
        (
            row.feature,
            row.model,
            row.files,
            row.classified.credits,
            row.classified.quantity,
            row.scope,
        ),
        (
            row.event.prompt.as_deref(),
            row.event.metadata.as_deref(),
            row.event.duration_ms,
            row.event.outcome.name(),
        ),
        row.event.provenance,
    )
}
