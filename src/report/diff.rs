//! Two reports, compared: what changed, why, and whether it means anything. Everything comes from the two reports alone, so a
//! log and the report that was saved of it compare alike.

pub(crate) mod effects;
mod rows;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub(crate) mod verdict;

use serde::{Deserialize, Serialize};

use super::audit::afterwards::Remeasured;
use super::{InputRow, PoolReport, Report, Tool};
use crate::base::{Credits, Day, Six, Untrusted};
use crate::event::Pool;

pub(crate) use effects::Effects;
pub(crate) use rows::{RowChange, RowState};
pub use verdict::{LIMITS, Outcome};
pub(crate) use verdict::{PoolVerdict, Verdict};

/// Version of the comparison's JSON.
pub(crate) const SCHEMA: &str = "credits.compare/1";

/// Two windows, compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: String,
    /// What made it; the rate cards of both sides.
    pub tool: Tool,
    /// The unit of the amounts; where the sides differ, that of before.
    pub unit: String,
    /// What it comes to.
    pub verdict: Verdict,
    /// The earlier side, or whatever was named first.
    pub before: Side,
    /// The later side.
    pub after: Side,
    /// The pools.
    pub pools: PoolChanges,
    /// The earlier audit's findings, measured again; only where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<Remeasured>,
}

/// What was named on the command line for one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// As given.
    pub name: Untrusted,
    /// What it is.
    pub kind: SideKind,
    /// The days that were asked for; `None`: whatever the report covers.
    pub asked: Option<(Day, Day)>,
}

/// What a side was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SideKind {
    /// A log, as far as its own period goes.
    Log,
    /// A saved report.
    Report,
    /// Some days of a log (`--period`).
    Period,
}

/// One side: which days, of what, read how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Side {
    /// As named.
    pub name: Untrusted,
    /// What it was read from.
    pub kind: SideKind,
    /// First day for which there is a log; null where there is none.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// How many days.
    pub days: u32,
    /// Of them, Mondays, Tuesdays, …, Sundays.
    pub weekdays: [u32; 7],
    /// The days that were asked for, where the log does not hold all of them.
    pub asked: Option<Asked>,
    /// Whether the last day is not over yet.
    pub partial_today: bool,
    /// Where days begin and end.
    pub timezone: String,
    /// The unit of its amounts.
    pub unit: String,
    /// Which filters were applied.
    pub filters: Vec<Untrusted>,
    /// The rate cards that priced events.
    pub models: Vec<String>,
    /// Events in these days.
    pub events: u64,
    /// Of them, events whose credits are unknown.
    pub unpriced_events: u64,
    /// Rows of its files.
    pub rows: u64,
    /// Of them, rows that could not be read.
    pub rejected: u64,
    /// Its files.
    pub inputs: Vec<InputRow>,
}

/// Days that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Asked {
    /// First.
    pub from: Day,
    /// Last.
    pub to: Day,
}

/// The pools. `unassigned` only where a side has such events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolChanges {
    /// Prompts to the builder.
    pub message: PoolChange,
    /// What running apps call.
    pub integration: PoolChange,
    /// Neither log nor card tells which pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unassigned: Option<PoolChange>,
}

impl PoolChanges {
    /// The pools that there are, in the order in which they are shown.
    pub fn each(&self) -> impl Iterator<Item = (Pool, &PoolChange)> {
        [
            (Pool::Message, Some(&self.message)),
            (Pool::Integration, Some(&self.integration)),
            (Pool::Unassigned, self.unassigned.as_ref()),
        ]
        .into_iter()
        .filter_map(|(pool, change)| change.map(|c| (pool, c)))
    }
}

/// How a pool changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolChange {
    /// What it comes to.
    pub verdict: PoolVerdict,
    /// Credits of the whole windows, exact.
    pub credits: Amounts,
    /// Credits a day.
    pub per_day: PerDay,
    /// Events.
    pub events: Counts,
    /// Of them, events whose credits are unknown.
    pub unpriced_events: Counts,
    /// The change of `credits`, split; null where the sides have different units or the numbers are too large to be split.
    pub effects: Option<Effects>,
    /// Of the volume effect: what the windows' different lengths make. Null where a window has no day.
    pub volume_from_days: Option<Credits>,
    /// Changed lines first, the largest change a day before the smaller ones.
    pub by_app: Vec<RowChange>,
    /// By source.
    pub by_source: Vec<RowChange>,
    /// By class; these lines have effects of their own, which sum to the pool's.
    pub by_class: Vec<RowChange>,
    /// By AI model.
    pub by_model: Vec<RowChange>,
    /// By user.
    pub by_user: Vec<RowChange>,
    /// By operation as logged.
    pub by_operation: Vec<RowChange>,
}

impl PoolChange {
    /// The breakdowns by the names of their dimensions.
    pub fn dimensions(&self) -> [(&'static str, &[RowChange]); 6] {
        [
            ("app", &self.by_app),
            ("source", &self.by_source),
            ("class", &self.by_class),
            ("model", &self.by_model),
            ("user", &self.by_user),
            ("operation", &self.by_operation),
        ]
    }

    /// Whether either side has events of it.
    pub fn is_used(&self) -> bool {
        self.events.before + self.events.after > 0
    }
}

/// An amount before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Amounts {
    /// Before.
    pub before: Credits,
    /// After.
    pub after: Credits,
    /// After − before.
    pub change: Credits,
    /// Change ÷ before: 0.25 is a quarter more. Null where before is 0 or below.
    pub relative: Option<Six>,
}

impl Amounts {
    fn of(before: Credits, after: Credits) -> Self {
        let change = after - before;
        Self {
            before,
            after,
            change,
            relative: Six::of(change, before).filter(|_| before.is_positive()),
        }
    }
}

/// Credits a day, before and after. Null where a window has no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PerDay {
    /// Before.
    pub before: Option<Six>,
    /// After.
    pub after: Option<Six>,
    /// After − before, rounded once.
    pub change: Option<Six>,
    /// Change ÷ before.
    pub relative: Option<Six>,
    /// How far two such windows lie apart by the differences between their days alone: twice the standard error.
    pub noise: Option<Six>,
}

/// A count before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// Before.
    pub before: u64,
    /// After.
    pub after: u64,
}

/// Compares two reports.
pub(crate) fn compare(before: (&Report, &Named), after: (&Report, &Named)) -> Comparison {
    let sides = (side(before.0, before.1), side(after.0, after.1));
    let same_unit = sides.0.unit == sides.1.unit;
    let days = (i64::from(sides.0.days), i64::from(sides.1.days));
    let empty = PoolReport::default();
    let pool = |b: &PoolReport, a: &PoolReport| rows::pool(b, a, days, same_unit);
    let (b, a) = (&before.0.pools, &after.0.pools);
    let unassigned = (b.unassigned.is_some() || a.unassigned.is_some()).then(|| {
        pool(b.unassigned.as_ref().unwrap_or(&empty), a.unassigned.as_ref().unwrap_or(&empty))
    });
    let pools = PoolChanges {
        message: pool(&b.message, &a.message),
        integration: pool(&b.integration, &a.integration),
        unassigned,
    };
    let mut models = before.0.tool.models.clone();
    models
        .extend(after.0.tool.models.iter().filter(|m| !before.0.tool.models.contains(m)).cloned());
    let mut comparison = Comparison {
        schema: SCHEMA.to_owned(),
        tool: Tool {
            name: "credits".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            models,
        },
        unit: sides.0.unit.clone(),
        verdict: Verdict::default(),
        before: sides.0,
        after: sides.1,
        pools,
        audit: None,
    };
    verdict::judge(&mut comparison, (before.0, after.0));
    comparison
}

fn side(report: &Report, named: &Named) -> Side {
    let daily = &report.pools.message.daily;
    let days: Vec<Day> = daily.iter().map(|row| row.date).collect();
    let mut weekdays = [0; 7];
    for day in &days {
        weekdays[day.weekday() as usize % 7] += 1;
    }
    let (from, to) = (days.first().copied(), days.last().copied());
    let asked = named.asked.or_else(|| report.period.as_ref().map(|p| (p.from, p.to)));
    let asked =
        asked.filter(|asked| Some(*asked) != from.zip(to)).map(|(from, to)| Asked { from, to });
    let sum = |count: fn(&PoolReport) -> u64| {
        report.pools.each().fold(0_u64, |sum, (_, p)| sum.saturating_add(count(p)))
    };
    Side {
        name: named.name.clone(),
        kind: named.kind,
        from,
        to,
        days: u32::try_from(days.len()).unwrap_or(u32::MAX),
        weekdays,
        asked,
        partial_today: report.partial_today,
        timezone: report.timezone.clone(),
        unit: report.unit.clone(),
        filters: report.filters.clone(),
        models: report.tool.models.clone(),
        events: sum(|p| p.events),
        unpriced_events: sum(|p| p.unpriced_events),
        rows: report.quality.rows,
        rejected: report.quality.rejected,
        inputs: report.inputs.clone(),
    }
}

#[cfg(test)]
#[test]
#[allow(clippy::disallowed_methods, reason = "UPDATE=1 rewrites the generated file")]
fn the_published_schema_is_current() {
    use std::{fs, path::Path};
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Comparison))
        .expect("plain data")
        + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/compare.json");
    if std::env::var("UPDATE").is_ok() {
        fs::write(&path, &schema).expect("docs/schema is there");
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(published == schema, "docs/schema/compare.json is not current: UPDATE=1 cargo test");
}
