//! Rollups: logs of which each row stands for all events of a slot of time that differ in nothing but their times.
//!
//! `credits sum` writes them, and an engine that groups and counts can. A rollup is a canonical log with three more columns, and is read
//! as one: classes, prices and plans come when it is read.

use crate::base::{Instant, Stamp, Zone};
use crate::event::Slot;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::reject::{Refusal, excerpt};

/// The name of this kind of input in reports.
pub(crate) const NAME: &str = "rollup";

/// The lengths of slots, in seconds: a quarter of an hour, an hour, a day.
pub(crate) const SPANS: [u32; 3] = [900, 3_600, 86_400];

/// Columns that a rollup has, beside others of the canonical log.
const COLUMNS: [&str; 6] = ["timestamp", "span", "operation", "credits", "events", "rules"];

/// The columns of a rollup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rollup {
    /// The length of the row's slot.
    pub span: usize,
    /// How many events the row stands for.
    pub events: usize,
    /// Which operations kept their prompts: see `model::prompt_rules`.
    pub rules: usize,
    /// The rules of the first row.
    pub digest: String,
}

impl Rollup {
    /// The columns of a table, if it is a rollup.
    pub(crate) fn find(table: &Table) -> Option<Self> {
        if !COLUMNS.iter().all(|name| table.has(name)) {
            return None;
        }
        let rules = table.find("rules")?;
        let digest = table.rows.first().map_or_else(String::new, |row| row.cell(rules).to_owned());
        Some(Self { span: table.find("span")?, events: table.find("events")?, rules, digest })
    }

    /// Whether a column belongs to rollups alone.
    pub(crate) fn has(&self, column: usize) -> bool {
        [self.span, self.events, self.rules].contains(&column)
    }

    /// How many events a row stands for, and the length of its slot.
    pub(crate) fn slot(&self, row: &Record, stamp: Stamp, zone: &Zone) -> Result<Slot, Refusal> {
        let refuse = |reason, column| Refusal {
            reason,
            column: Some(column),
            excerpt: excerpt(row.cell(column)),
        };
        if row.cell(self.rules) != self.digest {
            return Err(refuse("mixed-rules", self.rules));
        }
        let events = row.cell(self.events).parse::<i64>().ok().filter(|events| *events > 0);
        let Some(events) = events.and_then(|events| u64::try_from(events).ok()) else {
            return Err(refuse("bad-events", self.events));
        };
        let span = row.cell(self.span).parse().ok().filter(|span| SPANS.contains(span));
        let Some(span) = span else { return Err(refuse("bad-span", self.span)) };
        // A date is the same date in every zone.
        if let Stamp::At(at) = stamp {
            if at.micros() % micros(span) != 0 {
                return Err(refuse("bad-span", self.span));
            }
            if is_cut(at, span, zone) {
                return Err(refuse("cut-slot", self.span));
            }
        }
        Ok(Slot { events, span })
    }
}

const fn micros(span: u32) -> i64 {
    span as i64 * 1_000_000
}

/// Whether a day or an hour of a zone begins within a slot, so that nobody knows to which of the two its events belong. Of a slot of a
/// whole day no hours are shown.
pub(crate) fn is_cut(at: Instant, span: u32, zone: &Zone) -> bool {
    let last = Instant::from_micros(at.micros().saturating_add(micros(span) - 1));
    zone.day_of(at) != zone.day_of(last)
        || (span <= 3_600 && zone.hour_of(at) != zone.hour_of(last))
}
