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
const SPANS: [u32; 3] = [900, 3_600, 86_400];

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

/// What follows the rules if an engine made the rollup: its rows are grouped, and what they are is not decided yet. A sum that stands among
/// them has to be found, as in the log.
pub(crate) const AS_LOGGED: &str = " as-logged";

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

    /// The rules without what follows them.
    pub(crate) fn rules(&self) -> &str {
        self.digest.strip_suffix(AS_LOGGED).unwrap_or(&self.digest)
    }

    /// Whether it is decided what each row is.
    pub(crate) fn is_settled(&self) -> bool {
        !self.digest.ends_with(AS_LOGGED)
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
        let span = row.cell(self.span).parse().unwrap_or(0);
        match fault(stamp, span, zone) {
            Some(reason) => Err(refuse(reason, self.span)),
            None => Ok(Slot { events, span }),
        }
    }
}

/// What is wrong with a slot, as a reason of `reject::REASONS`: its length, its start, or that a day or an hour of the zone begins within
/// it, so that nobody knows to which of the two its events belong. Of a slot of a whole day no hours are shown.
pub(crate) fn fault(start: Stamp, span: u32, zone: &Zone) -> Option<&'static str> {
    if !SPANS.contains(&span) {
        return Some("bad-span");
    }
    // A date is the same date in every zone.
    let Stamp::At(at) = start else { return None };
    let micros = i64::from(span) * 1_000_000;
    if at.micros() % micros != 0 {
        return Some("bad-span");
    }
    let last = Instant::from_micros(at.micros().saturating_add(micros - 1));
    let hours = |at| (!Slot { events: 1, span }.hides_hours()).then(|| zone.hour_of(at));
    let is_cut = zone.day_of(at) != zone.day_of(last) || hours(at) != hours(last);
    is_cut.then_some("cut-slot")
}
