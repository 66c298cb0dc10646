//! Reads single cells of a row: its time, its scope, its files and its status.

use crate::base::{Instant, Stamp, Zone};
use crate::event::Event;
use crate::ingest::ReadOptions;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::time::BadTime;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::columns::mapping::{Mapping, TimeColumn};
use crate::ingest::columns::signs;
use crate::ingest::options::OwnWords;
use crate::ingest::record::table::Record;
use crate::ingest::reject::{Refusal, excerpt};

/// A date without a time is in the future only if it has not begun anywhere on earth: the earliest zone is UTC+14.
const EARLIEST_ZONE_MICROS: i64 = 14 * 3_600_000_000;

/// Reads the time of a row. A time in the future is refused.
pub(super) fn stamp(
    mapping: &Mapping,
    options: &ReadOptions,
    row: &Record,
) -> Result<Stamp, Refusal> {
    let stamp = written_stamp(mapping, options, row)?;
    match options.not_after {
        Some(limit) if is_after(stamp, limit) => {
            let filled = mapping.times.iter().find(|time| !row.cell(time.column).is_empty());
            let column = filled.map(|time| time.column);
            let excerpt = column.map(|column| excerpt(row.cell(column))).unwrap_or_default();
            Err(Refusal { reason: "in-the-future", column, excerpt })
        }
        _ => Ok(stamp),
    }
}

/// Returns whether a time lies after a moment, wherever on earth it was written.
pub(super) fn is_after(stamp: Stamp, limit: Instant) -> bool {
    match stamp {
        Stamp::At(instant) => instant > limit,
        Stamp::On(day) => {
            let latest = limit.micros().saturating_add(EARLIEST_ZONE_MICROS);
            day > Zone::Utc.day_of(Instant::from_micros(latest))
        }
    }
}

/// Reads the time of a row from the first time column with content.
pub(super) fn written_stamp(
    mapping: &Mapping,
    options: &ReadOptions,
    row: &Record,
) -> Result<Stamp, Refusal> {
    let zone = |time: &TimeColumn| if time.utc { Zone::Utc } else { options.naive_zone };
    let read = |time| (time, TimeColumn::read(time, row, &zone(time)));
    let filled = mapping.times.iter().map(read).find(|(_, stamp)| *stamp != Err(BadTime::Empty));
    let Some((time, stamp)) = filled else {
        let column = mapping.times.first().map(|time| time.column);
        return Err(Refusal {
            reason: BadTime::Empty.reason(),
            column,
            excerpt: excerpt(&row.joined()),
        });
    };
    let (cell, zone) = (row.cell(time.column), zone(time));
    let refuse = |reason| Refusal { reason, column: Some(time.column), excerpt: excerpt(cell) };
    let mut stamp = stamp.map_err(|problem| refuse(problem.reason()))?;
    if let (Some(clock), Stamp::On(_)) = (mapping.clock, stamp) {
        let with_clock = format!("{cell} {}", row.cell(clock));
        if !row.cell(clock).is_empty() {
            stamp =
                time.format.read(&with_clock, &zone).map_err(|problem| refuse(problem.reason()))?;
        }
    }
    Ok(stamp)
}

/// Reads files from paths with `;`, a JSON array of paths, or a count. Returns them as a list with `;`, and their number.
pub(super) fn files(text: &str) -> (Option<String>, Option<u32>) {
    if let Ok(count) = text.parse::<u32>() {
        return (Some(text.to_owned()), Some(count));
    }
    let array: Option<Vec<serde_json::Value>> =
        text.starts_with('[').then(|| serde_json::from_str(text).ok()).flatten();
    let paths: Vec<String> = match array {
        Some(values) => values
            .iter()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect(),
        None => text
            .split(';')
            .map(|path| path.trim().to_owned())
            .filter(|path| !path.is_empty())
            .collect(),
    };
    let count = u32::try_from(paths.len()).ok();
    (Some(paths.join(";")).filter(|list| !list.is_empty()), count)
}

/// Returns the status by the status columns and flags. If all of them are empty, an error text means failed.
pub(super) fn status(mapping: &Mapping, row: &Record, own: &OwnWords) -> Option<Status> {
    signs::status_of(mapping, row, own).or_else(|| {
        let has_error = mapping
            .of(Role::Error)
            .iter()
            .map(|column| row.cell(*column))
            .find(|cell| !words::is_absent(cell))
            .is_some_and(|text| !matches!(text, "false" | "0"));
        has_error.then_some(Status::Failed)
    })
}

/// Returns whether an event names its operation, feature or model, or has a prompt: enough to count it without an amount.
pub(crate) fn has_content(event: &Event) -> bool {
    event.operation.is_some()
        || event.feature.is_some()
        || event.model.is_some()
        || event.prompt.is_some()
}

/// Refuses a row as a whole, not for one of its cells.
pub(super) fn whole(row: &Record, reason: &'static str) -> Refusal {
    Refusal { reason, column: None, excerpt: excerpt(&row.joined()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_three_forms() {
        assert_eq!(files("a.js;b.js; "), (Some("a.js;b.js".into()), Some(2)));
        assert_eq!(files(r#"["a.js","b.js","c.js"]"#), (Some("a.js;b.js;c.js".into()), Some(3)));
        assert_eq!(files("7"), (Some("7".into()), Some(7)));
        assert_eq!(files("[]"), (None, Some(0)));
    }
}
