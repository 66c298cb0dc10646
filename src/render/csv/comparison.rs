//! A comparison as a table.

use super::row::records;
use crate::base::{Credits, Untrusted};
use crate::report::diff::{Comparison, RowState};

/// The columns.
pub const COLUMNS: [&str; 12] = [
    "section",
    "pool",
    "dimension",
    "name",
    "state",
    "before",
    "after",
    "change",
    "per_day",
    "per_day_relative",
    "events_before",
    "events_after",
];

pub(super) fn csv(comparison: &Comparison) -> String {
    let text = |value: Option<String>| value.unwrap_or_default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut fact = |dimension: &str, name: String, before: String, after: String| {
        let mut row = vec![String::new(); COLUMNS.len()];
        (row[0], row[2], row[3], row[5], row[6]) =
            ("comparison".to_owned(), dimension.to_owned(), name, before, after);
        rows.push(row);
    };
    let (b, a) = (&comparison.before, &comparison.after);
    fact("verdict", comparison.verdict.outcome.words().to_owned(), String::new(), String::new());
    fact("name", String::new(), b.name.for_csv(), a.name.for_csv());
    fact(
        "from",
        String::new(),
        text(b.from.map(|d| d.to_string())),
        text(a.from.map(|d| d.to_string())),
    );
    fact("to", String::new(), text(b.to.map(|d| d.to_string())), text(a.to.map(|d| d.to_string())));
    fact("days", String::new(), b.days.to_string(), a.days.to_string());
    fact(
        "unit",
        String::new(),
        Untrusted::from(b.unit.as_str()).for_csv(),
        Untrusted::from(a.unit.as_str()).for_csv(),
    );
    for reason in &comparison.verdict.reasons {
        let kind = if reason.blocking { "blocking" } else { "caveat" };
        fact(
            kind,
            Untrusted::from(format!("{}: {}", reason.code, reason.text)).for_csv(),
            String::new(),
            String::new(),
        );
    }
    for f in comparison.audit.iter().flat_map(|audit| &audit.findings) {
        let mut row = vec![String::new(); COLUMNS.len()];
        "fix".clone_into(&mut row[0]);
        row[1] = text(f.pool.map(|pool| pool.name().to_owned()));
        row[2] = format!("{} {}", f.id, f.detector);
        row[3] = text(f.app.as_ref().map(Untrusted::for_csv));
        f.verdict.words().clone_into(&mut row[4]);
        (row[5], row[6]) = (f.wasted_before.to_string(), f.wasted_after.to_string());
        let less = |amount: Option<Credits>| text(amount.map(|c| (Credits::ZERO - c).to_string()));
        row[8] = less(f.saved);
        let mut estimate = row[..5].to_vec();
        rows.push(row);
        estimate.resize(COLUMNS.len(), String::new());
        "fix-estimate".clone_into(&mut estimate[0]);
        (estimate[8], estimate[9]) =
            (less(f.estimated), text(f.share.map(|share| share.to_string())));
        rows.push(estimate);
    }
    for (pool, is_after) in comparison.pools.one_sided() {
        let mut row = vec![String::new(); COLUMNS.len()];
        for (cell, text) in
            row.iter_mut().zip(["pool", pool.name(), "credits", "", "not comparable"])
        {
            text.clone_into(cell);
        }
        (if is_after { "not in the log before" } else { "not in the log after" })
            .clone_into(&mut row[3]);
        rows.push(row);
    }
    for (pool, change) in comparison.pools.each() {
        let mut row =
            |section: &str, dimension: &str, name: String, state: &str, rest: [String; 7]| {
                let [before, after, change, per_day, relative, events_before, events_after] = rest;
                rows.push(vec![
                    section.to_owned(),
                    pool.name().to_owned(),
                    dimension.to_owned(),
                    name,
                    state.to_owned(),
                    before,
                    after,
                    change,
                    per_day,
                    relative,
                    events_before,
                    events_after,
                ]);
            };
        let (credits, day, events) = (&change.credits, &change.per_day, &change.events);
        row(
            "pool",
            "credits",
            String::new(),
            change.verdict.outcome.words(),
            [
                credits.before.to_string(),
                credits.after.to_string(),
                credits.change.to_string(),
                text(day.change.map(|x| x.to_string())),
                text(day.relative.map(|x| x.to_string())),
                events.before.to_string(),
                events.after.to_string(),
            ],
        );
        let none = String::new;
        if let Some(effects) = change.effects {
            let parts = [("volume", effects.volume), ("mix", effects.mix), ("rate", effects.rate)];
            for (name, amount) in
                parts.into_iter().chain(change.volume_from_days.map(|d| ("volume_from_days", d)))
            {
                row(
                    "effect",
                    name,
                    none(),
                    "",
                    [none(), none(), amount.to_string(), none(), none(), none(), none()],
                );
            }
        }
        for (dimension, lines) in change.dimensions() {
            for line in lines {
                let state = match line.state {
                    RowState::New => "new",
                    RowState::Gone => "gone",
                    RowState::Changed => "changed",
                    RowState::Same => "same",
                };
                row(
                    "breakdown",
                    dimension,
                    line.name.as_ref().map(Untrusted::for_csv).unwrap_or_default(),
                    state,
                    [
                        line.credits.before.to_string(),
                        line.credits.after.to_string(),
                        line.credits.change.to_string(),
                        text(line.per_day.map(|x| x.to_string())),
                        text(line.per_day_relative.map(|x| x.to_string())),
                        line.events.before.to_string(),
                        line.events.after.to_string(),
                    ],
                );
            }
        }
    }
    records(&COLUMNS, rows)
}
