//! The report as one tidy table for spreadsheets and scripts: `section,pool,dimension,name,date,credits,events,share`.
//! Every amount is exact, nothing is cut, and text from the log cannot act as a formula. An empty cell is not known, or has no
//! place in its row.
//!
//! | section | dimension | name | date | credits | events | share |
//! |---|---|---|---|---|---|---|
//! | `report` | `as_of`, `timezone`, `unit`, `period_from`, `period_to`, `cycle_start`, `cycle_end`, `plan`, `model` | the text | the day | | | |
//! | `input` | format | path | | | events | |
//! | `pool` | `credits`, `refunded`, `reported`, `modeled`, `modeled_low`, `modeled_high`, `reported_estimates`, `unpriced`, `allowance`, `granted`, `used`, `remaining` | | | the amount | of `credits` and `unpriced` | of `used`: of the capacity |
//! | `breakdown` | `app`, `source`, `class`, `model`, `user`, `operation`, and those of `--by` | the app, …; empty where the log does not say | | net | events | of the pool |
//! | `daily` | `day` | | the day | net | events | |
//! | `mix` | the source | `typical_low` and `typical_high` on rows of their own | | both pools | | of both pools, or the typical share |
//! | `cycle` | `used` (`used_at_least` where the log starts later), `allowance`, `unused` | | first day | the amount | | |
//! | `alert` | the rule | `fired`, `clear`, `warming-up`, `not-judged`; behind it the app, where one was judged on its own | the day | value (of `forecast`: a probability) | | ratio |
//! | `alert_day` | the rule | the app, where one was judged on its own | the day | value | | ratio |
//! | `projection` | `daily_average`, `total`, `p10`, `p50`, `p90`, `days_left`, `out_date`, `out_early`, `out_late`, `p_exhausted`, `unavailable` | the reason | out dates | amounts | days left | probability |
//! | `need` | `p50`, `p80` | | | of the next cycle | | |
//! | `finding` | `title`, `detector`, `class`, `basis`, `app`, `feature`, `user`, `action`, `effort`; `wasted`, `saving`, `saving_cycle`, `saving_alone`, each with `_low` and `_high`; `rows`, `evidence` | the finding's id, with the text or `file:line` behind it | | the amount | of `rows` and `looked_at` | |
//! | `audit_total` | `spent`, `saving`, `left`, each with `_low` and `_high` | | | of the period | | |
//! | `applied` | `was`, `now`; `finding` | the finding's id | | of the period | | |
//! | `burn_source` | class | the app | | net | events | of the pool |
//! | `plan_option` | `covered`, `covered_after_fixes`; `unused`, `p_exhausted` by pool; `usd_month_more` | the plan | | credits, or dollars | cycles | probability |
//! | `reconciled` | `reported`, `explained`, `unexplained` | | last day | the amount | unpriced events | |
//! | `cannot_tell` | | the sentence | | | | |
//! | `quality` | `rows`, `events`, `rejected`, …; `reason`; `unpriced_label` | the reason, or the operation | | | how many | |

mod audit;

use crate::alerts::RuleScope;
use crate::base::{Credits, Day, Untrusted};
use crate::event::Pool;
use crate::forecast::ProjectionOutcome;
use crate::report::{Breakdown, PoolReport, Report};

/// The columns.
pub(crate) const HEADER: [&str; 8] =
    ["section", "pool", "dimension", "name", "date", "credits", "events", "share"];

/// One row before it is written.
#[derive(Default)]
struct Row<'a> {
    section: &'static str,
    pool: Option<Pool>,
    dimension: &'a str,
    name: String,
    date: Option<Day>,
    credits: Option<Credits>,
    events: Option<u64>,
    share: Option<String>,
}

/// The report as CSV.
pub(crate) fn csv(report: &Report) -> String {
    let mut rows = Vec::new();
    envelope(&mut rows, report);
    for (pool, figures) in report.pools.each() {
        totals(&mut rows, pool, figures);
    }
    for (pool, figures) in report.pools.each() {
        breakdowns(&mut rows, pool, figures);
    }
    extra(&mut rows, report);
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
    cycles_and_mix(&mut rows, report);
    alerts(&mut rows, report);
    for (pool, figures) in report.pools.each() {
        projection(&mut rows, pool, figures);
    }
    for need in report.advice.iter().flat_map(|a| &a.needs) {
        for (dimension, value) in [("p50", need.p50), ("p80", need.p80)] {
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

fn write(rows: &[Row<'_>]) -> String {
    let text = |value: Option<String>| value.unwrap_or_default();
    let cells = |row: &Row| {
        vec![
            row.section.to_owned(),
            row.pool.map(|p| p.name().to_owned()).unwrap_or_default(),
            Untrusted::from(row.dimension).for_csv(),
            row.name.clone(),
            text(row.date.map(|d| d.to_string())),
            text(row.credits.map(|c| c.to_string())),
            text(row.events.map(|n| n.to_string())),
            text(row.share.clone()),
        ]
    };
    records(&HEADER, rows.iter().map(cells))
}

/// A table of cells that are safe already, each row as wide as the header.
pub(super) fn records(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Into memory, every row as wide as the header: there is nothing that can fail.
    writer.write_record(header).expect("writing into memory");
    for row in rows {
        writer.write_record(&row).expect("writing into memory");
    }
    let bytes = writer.into_inner().expect("writing into memory");
    String::from_utf8(bytes).expect("every cell is UTF-8")
}

fn guarded(text: &str) -> String {
    Untrusted::from(text).for_csv()
}

fn name(name: Option<&Untrusted>) -> String {
    name.map(Untrusted::for_csv).unwrap_or_default()
}

fn envelope<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    let mut day = |dimension, date: Option<Day>| {
        if date.is_some() {
            rows.push(Row { section: "report", dimension, date, ..Row::default() });
        }
    };
    day("as_of", report.as_of);
    day("period_from", report.period.as_ref().map(|p| p.from));
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

fn totals(rows: &mut Vec<Row<'_>>, pool: Pool, p: &PoolReport) {
    let share = p.used_share.map(|s| s.to_string());
    let all = [
        ("credits", Some(p.credits), Some(p.events), None),
        ("refunded", Some(p.refunded), None, None),
        ("reported", Some(p.reported), None, None),
        ("modeled", Some(p.modeled), None, None),
        ("modeled_low", Some(p.modeled_low), None, None),
        ("modeled_high", Some(p.modeled_high), None, None),
        ("reported_estimates", Some(p.reported_estimates), None, None),
        ("unpriced", None, Some(p.unpriced_events), None),
        ("allowance", p.allowance, None, None),
        ("granted", p.granted, None, None),
        ("used", p.used, None, share),
        ("remaining", p.remaining, None, None),
    ];
    for (dimension, credits, events, share) in all {
        rows.push(Row {
            section: "pool",
            pool: Some(pool),
            dimension,
            credits,
            events,
            share,
            ..Row::default()
        });
    }
}

fn breakdowns(rows: &mut Vec<Row<'_>>, pool: Pool, p: &PoolReport) {
    let all: [(&str, &[Breakdown]); 6] = [
        ("app", &p.by_app),
        ("source", &p.by_source),
        ("class", &p.by_class),
        ("model", &p.by_model),
        ("user", &p.by_user),
        ("operation", &p.by_operation),
    ];
    for (dimension, lines) in all {
        rows.extend(lines.iter().map(|line| Row {
            section: "breakdown",
            pool: Some(pool),
            dimension,
            name: name(line.name.as_ref()),
            date: None,
            credits: Some(line.credits),
            events: Some(line.events),
            share: line.share.map(|s| s.to_string()),
        }));
    }
}

fn extra<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    for breakdown in &report.by {
        rows.extend(breakdown.rows.iter().map(|line| {
            // Weeks, months and cycles are named by their first day.
            let calendar =
                matches!(breakdown.dimension.as_str(), "day" | "week" | "month" | "cycle");
            let date: Option<Day> =
                line.name.as_ref().filter(|_| calendar).and_then(|n| n.raw().parse().ok());
            Row {
                section: "breakdown",
                pool: Some(breakdown.pool),
                dimension: &breakdown.dimension,
                name: name(line.name.as_ref().filter(|_| date.is_none())),
                date,
                credits: Some(line.credits),
                events: Some(line.events),
                share: line.share.map(|s| s.to_string()),
            }
        }));
    }
}

fn cycles_and_mix<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    for cycle in &report.cycles {
        let used = if cycle.covered { "used" } else { "used_at_least" };
        for (dimension, credits) in
            [(used, Some(cycle.used)), ("allowance", cycle.allowance), ("unused", cycle.unused)]
        {
            if credits.is_some() {
                rows.push(Row {
                    section: "cycle",
                    pool: Some(cycle.pool),
                    dimension,
                    date: Some(cycle.start),
                    credits,
                    ..Row::default()
                });
            }
        }
    }
    for source in &report.mix {
        let row = |name: &str, credits, share: Option<crate::base::Six>| Row {
            section: "mix",
            dimension: &source.source,
            name: name.to_owned(),
            credits,
            share: share.map(|s| s.to_string()),
            ..Row::default()
        };
        rows.push(row("", Some(source.credits), source.share));
        rows.extend(source.typical_low.map(|low| row("typical_low", None, Some(low))));
        rows.extend(source.typical_high.map(|high| row("typical_high", None, Some(high))));
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
            name: app(&alert.scope).map_or(state.clone(), |app| format!("{state} {app}")),
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
        Some(ProjectionOutcome::Projected(p)) => {
            let amounts = [
                ("daily_average", Some(p.daily_average.value())),
                ("total", Some(p.total.value())),
                ("p10", p.p10.map(crate::base::Quotient::value)),
                ("p50", p.p50.map(crate::base::Quotient::value)),
                ("p90", p.p90.map(crate::base::Quotient::value)),
            ];
            rows.extend(
                amounts
                    .into_iter()
                    .filter(|(_, c)| c.is_some())
                    .map(|(d, credits)| Row { credits, ..row(d) }),
            );
            rows.push(Row { events: u64::try_from(p.days_left).ok(), ..row("days_left") });
            let days =
                [("out_date", p.out_date), ("out_early", p.out_early), ("out_late", p.out_late)];
            rows.extend(
                days.into_iter()
                    .filter(|(_, d)| d.is_some())
                    .map(|(d, date)| Row { date, ..row(d) }),
            );
            rows.extend(
                p.p_exhausted.map(|p| Row { share: Some(p.to_string()), ..row("p_exhausted") }),
            );
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
    use crate::render::tests::any_report;

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
