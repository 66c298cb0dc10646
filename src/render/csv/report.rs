//! A report as one tidy table for spreadsheets and scripts: `section,pool,dimension,name,date,credits,events,share`.
//! Every amount is exact, nothing is cut, and text from the log cannot act as a formula. An empty cell
//! is unknown, or does not apply to its row.
//!
//! | section | dimension | name | date | credits | events | share |
//! |---|---|---|---|---|---|---|
//! | `report` | `as_of`, `log_ends` (if long before as-of), `timezone`, `unit`, `period_from`, `period_to`, `cycle_start`, `cycle_end`, `plan`, `model` | the text | the day | | | |
//! | `input` | format | path | | | events | |
//! | `pool` | `credits`, `refunded`, `reported`, `modeled`, `modeled_low`, `modeled_high`, `reported_estimates`, `unpriced`, `allowance`, `granted`, `used`, `remaining` | | | the amount | of `credits` and `unpriced` | of `used`: of the capacity |
//! | `pool` | `not_in_log`: the log says nothing about the pool, so it has no other row | the words | | | | |
//! | `breakdown` | `app`, `source`, `class`, `model`, `user`, `operation`, and those of `--by` | the app, …; empty if the log names none | | net | events | of the pool |
//! | `daily` | `day` | | the day | net | events | |
//! | `mix` | the source | `typical_low` and `typical_high` on rows of their own | | both pools | | of both pools, or the typical share |
//! | `cycle` | `used` (`used_at_least` if the log does not cover the cycle), `allowance`, `unused` | | first day | the amount | | |
//! | `alert` | the rule | `fired`, `clear`, `warming-up`, `not-judged`; then the app, if it was judged on its own | the day | value (of `forecast`: a probability) | | ratio |
//! | `alert_day` | the rule | the app, if it was judged on its own | the day | value | | ratio |
//! | `projection` | `daily_average`, `total`, `p10`, `p50`, `p90`, `days_left`, `out_date`, `out_early`, `out_late`, `p_exhausted`, `unavailable` | the reason | out dates | amounts | days left | probability |
//! | `what_if` | `used`, `capacity`, and those of `projection` | plan and changes of the world | out dates | amounts | days left | probability |
//! | `need` | `p50`, `p80` | | | of the next cycle | | |
//! | `finding` | `title`, `detector`, `class`, `basis`, `app`, `feature`, `user`, `action`, `effort`; `wasted`, `saving`, `saving_cycle`, `saving_alone`, each with `_low` and `_high`; `rows`, `evidence` | the finding's id, with the text or `file:line` behind it | | the amount | of `rows` and `looked_at` | |
//! | `audit_total` | `spent`, `saving`, `left`, each with `_low` and `_high` | | | of the period | | |
//! | `applied` | `was`, `now`; `finding` | the finding's id | | of the period | | |
//! | `burn_source` | class | the app | | net | events | of the pool |
//! | `plan_option` | `covered`, `covered_after_fixes`; `unused`, `p_exhausted` by pool; `usd_month_more` | the plan | | credits, or dollars | cycles | probability |
//! | `reconciled` | `reported`, `explained`, `unexplained` | | last day | the amount | unpriced events | |
//! | `cannot_tell` | | the sentence | | | | |
//! | `quality` | `rows`, `events`, `rejected`, …; `reason`; `unpriced_label` | the reason, or the operation | | | how many | |

use super::row::{Row, guarded, name, write};
use super::{audit, sums};
use crate::alerts::RuleScope;
use crate::base::{Day, Quotient, Untrusted};
use crate::event::Pool;
use crate::forecast::{Projection, ProjectionOutcome};
use crate::report::{PoolReport, Report};

/// Writes a report.
pub(super) fn csv(report: &Report) -> String {
    let mut rows = Vec::new();
    envelope(&mut rows, report);
    for (pool, figures) in report.pools.each() {
        sums::totals(&mut rows, pool, figures);
    }
    sums::not_in_log(&mut rows, report);
    for (pool, figures) in report.pools.each() {
        sums::breakdowns(&mut rows, pool, figures);
    }
    sums::extra(&mut rows, report);
    for (pool, figures) in report.pools.each() {
        for day in &figures.daily {
            rows.push(Row {
                section: "daily",
                pool: Some(pool),
                dimension: "day",
                date: Some(day.date),
                credits: Some(day.credits),
                events: Some(day.events),
                ..Row::default()
            });
        }
    }
    sums::cycles_and_mix(&mut rows, report);
    alerts(&mut rows, report);
    for (pool, figures) in report.pools.each() {
        projection(&mut rows, pool, figures);
    }
    what_if(&mut rows, report);
    for need in report.advice.iter().flat_map(|a| &a.needs) {
        for (dimension, value) in [("p50", Some(need.p50)), ("p80", need.p80)] {
            let Some(value) = value else { continue };
            rows.push(Row {
                section: "need",
                pool: Some(need.pool),
                dimension,
                credits: Some(value.value()),
                ..Row::default()
            });
        }
    }
    audit::rows(&mut rows, report);
    quality(&mut rows, report);
    write(&rows)
}

fn envelope<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    let mut day = |dimension, date: Option<Day>| {
        if date.is_some() {
            rows.push(Row { section: "report", dimension, date, ..Row::default() });
        }
    };
    day("as_of", report.as_of);
    day("period_from", report.period.as_ref().map(|p| p.from));
    day("log_ends", report.log_ends);
    day("period_to", report.period.as_ref().map(|p| p.to));
    day("cycle_start", report.cycle.as_ref().map(|c| c.start));
    day("cycle_end", report.cycle.as_ref().map(|c| c.end));
    let mut word = |dimension, text: &str| {
        rows.push(Row { section: "report", dimension, name: guarded(text), ..Row::default() });
    };
    word("timezone", &report.timezone);
    word("unit", &report.unit);
    if let Some(plan) = &report.plan {
        word("plan", &plan.name);
    }
    report.tool.models.iter().for_each(|m| word("model", m));
    report.filters.iter().for_each(|f| word("filter", f.raw()));
    for input in &report.inputs {
        rows.push(Row {
            section: "input",
            dimension: &input.format,
            name: input.path.for_csv(),
            events: Some(input.events),
            ..Row::default()
        });
    }
}

fn alerts<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    let app = |scope: &Option<RuleScope>| {
        scope.as_ref().map(|s| s.app.as_ref().map_or("", Untrusted::raw).to_owned())
    };
    for alert in &report.alerts {
        let state = alert.state.to_string();
        rows.push(Row {
            section: "alert",
            pool: Some(alert.pool),
            dimension: &alert.rule,
            name: guarded(&app(&alert.scope).map_or(state.clone(), |app| format!("{state} {app}"))),
            date: alert.day,
            credits: alert.value,
            events: None,
            share: alert.ratio.map(|r| r.to_string()),
        });
    }
    for day in &report.alert_days {
        rows.push(Row {
            section: "alert_day",
            pool: Some(day.pool),
            dimension: &day.rule,
            name: app(&day.scope).map(|a| guarded(&a)).unwrap_or_default(),
            date: Some(day.day),
            credits: Some(day.value),
            events: None,
            share: day.ratio.map(|r| r.to_string()),
        });
    }
}

fn projection(rows: &mut Vec<Row<'_>>, pool: Pool, figures: &PoolReport) {
    let row = |dimension: &'static str| Row {
        section: "projection",
        pool: Some(pool),
        dimension,
        ..Row::default()
    };
    match &figures.projection {
        None => {}
        Some(ProjectionOutcome::Unavailable { unavailable }) => {
            rows.push(Row { name: guarded(unavailable), ..row("unavailable") });
        }
        Some(ProjectionOutcome::Projected(p)) => projected(rows, p, row),
    }
}

/// The figures of a projection, each in a row of its own.
fn projected<'a>(rows: &mut Vec<Row<'a>>, p: &Projection, row: impl Fn(&'static str) -> Row<'a>) {
    let amounts = [
        ("daily_average", Some(p.daily_average.value())),
        ("total", Some(p.total.value())),
        ("p10", p.p10.map(Quotient::value)),
        ("p50", p.p50.map(Quotient::value)),
        ("p90", p.p90.map(Quotient::value)),
    ];
    let amounts = amounts.into_iter().filter(|(_, credits)| credits.is_some());
    rows.extend(amounts.map(|(dimension, credits)| Row { credits, ..row(dimension) }));
    rows.push(Row { events: u64::try_from(p.days_left).ok(), ..row("days_left") });
    let days = [("out_date", p.out_date), ("out_early", p.out_early), ("out_late", p.out_late)];
    let days = days.into_iter().filter(|(_, day)| day.is_some());
    rows.extend(days.map(|(dimension, date)| Row { date, ..row(dimension) }));
    let share = p.p_exhausted.map(|p| p.to_string());
    rows.extend(share.is_some().then(|| Row { share, ..row("p_exhausted") }));
}

/// The worlds of `--without`, `--scale` and another `--plan`, each named by its plan and changes.
fn what_if<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    for world in report.what_if.iter().flat_map(|what_if| &what_if.worlds) {
        let plan = world.plan.as_ref().map_or("no plan", |plan| plan.name.as_str());
        let changes: Vec<&str> = world.changes.iter().map(Untrusted::raw).collect();
        let name = guarded(&match changes.as_slice() {
            [] => plan.to_owned(),
            changes => format!("{plan}: {}", changes.join(", ")),
        });
        for pool in &world.pools {
            let row = |dimension| Row {
                section: "what_if",
                pool: Some(pool.pool),
                dimension,
                name: name.clone(),
                ..Row::default()
            };
            rows.push(Row { credits: Some(pool.used), ..row("used") });
            rows.extend(pool.capacity.map(|_| Row { credits: pool.capacity, ..row("capacity") }));
            match &pool.projection {
                ProjectionOutcome::Projected(p) => projected(rows, p, row),
                ProjectionOutcome::Unavailable { .. } => rows.push(row("unavailable")),
            }
        }
    }
}

fn quality(rows: &mut Vec<Row<'_>>, report: &Report) {
    let q = &report.quality;
    let counts = [
        ("rows", q.rows),
        ("events", q.events),
        ("rejected", q.rejected),
        ("duplicates", q.duplicates),
        ("ignored", q.ignored),
        ("after_as_of", q.after_as_of),
        ("filtered", q.filtered),
        ("unpriced", q.unpriced),
        ("unclassified", q.unclassified),
        ("assumed_model", q.assumed_model),
        ("conflicting_ids", q.conflicting_ids),
    ];
    rows.extend(counts.into_iter().map(|(dimension, n)| Row {
        section: "quality",
        dimension,
        events: Some(n),
        ..Row::default()
    }));
    rows.extend(q.reasons.iter().map(|r| Row {
        section: "quality",
        dimension: "reason",
        name: guarded(&r.reason),
        events: Some(r.rows),
        ..Row::default()
    }));
    rows.extend(q.unpriced_labels.iter().map(|l| Row {
        section: "quality",
        dimension: "unpriced_label",
        name: name(l.operation.as_ref()),
        events: Some(l.events),
        ..Row::default()
    }));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Credits;
    use crate::render::sample::any::any_report;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn csv_is_eight_columns_and_sums_exactly(report in any_report(38)) {
            let text = csv(&report);
            let mut reader = ::csv::Reader::from_reader(text.as_bytes());
            prop_assert_eq!(reader.headers().unwrap().len(), 8);
            let records: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
            let mut sum = Credits::ZERO;
            for record in &records {
                prop_assert_eq!(record.len(), 8);
                for cell in [&record[0], &record[1], &record[2], &record[3]] {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@']), "{}", cell);
                }
                if record[0] == *"breakdown" && record[1] == *"integration" && record[2] == *"app" {
                    sum += record[5].parse::<Credits>().unwrap();
                }
            }
            prop_assert_eq!(sum, report.pools.integration.credits);
        }
    }
}
