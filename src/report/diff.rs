//! Compares two reports: what changed, why, and whether it means anything.
//!
//! Everything comes from the two reports alone, so a log and the report that was saved from it compare
//! alike. `rows` computes the changes of a pool and of its breakdowns, `effects` splits a change into
//! volume, mix and rate, `verdict` decides whether a change is more than chance.

mod daily;
mod data;
pub(crate) mod effects;
mod outcome;
mod per_day;
mod reasons;
mod rows;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod verdict;

use super::{PoolReport, Report, Tool};

pub(crate) use daily::DayCredits;
pub use data::Comparison;
pub(crate) use data::{
    Named, PoolChange, PoolChanges, RequestedDays, RowChange, RowState, Side, SideKind,
};
use outcome::Verdict;
pub use outcome::{LIMITS, Outcome};

/// Version of the comparison's JSON.
pub(crate) const SCHEMA: &str = "credits.compare/1";

/// Compares two reports.
pub(crate) fn compare(before: (&Report, &Named), after: (&Report, &Named)) -> Comparison {
    let sides = (side(before.0, before.1), side(after.0, after.1));
    let same_unit = sides.0.unit == sides.1.unit;
    let days = (i64::from(sides.0.days), i64::from(sides.1.days));
    // A log without unassigned credits has assigned all of its own.
    let empty = PoolReport { observed: true, known: true, ..PoolReport::default() };
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
    let days = report.pools.days();
    let mut weekdays = [0; 7];
    for day in &days {
        weekdays[day.weekday() as usize % 7] += 1;
    }
    let (from, to) = (days.first().copied(), days.last().copied());
    let asked = named.asked.or_else(|| report.period.as_ref().map(|p| (p.from, p.to)));
    let asked = asked
        .filter(|asked| Some(*asked) != from.zip(to))
        .map(|(from, to)| RequestedDays { from, to });
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
        advice: report.advice.clone(),
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
