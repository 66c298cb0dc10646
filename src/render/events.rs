//! `credits events`: the canonical log, classified and priced, as CSV or JSON Lines.

use std::io::{self, Write};

use super::format::{EventWriter, OutputFormat};
use crate::report::event_row::{Cell, EventRow, HEADER, OTHER_UNIT};

pub(super) struct JsonLines;

impl OutputFormat for JsonLines {
    fn id(&self) -> &'static str {
        "jsonl"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson"]
    }

    fn describes(&self) -> &'static str {
        "events: one JSON object per line"
    }

    fn events(&self) -> Option<EventWriter> {
        Some(|rows, out| jsonl(rows, out))
    }
}

/// Writes a header and one CSV record per event, each on one line. Control characters of a text are
/// escaped (`Untrusted::for_csv`), and reading the record back does not restore them.
pub fn csv(rows: impl Iterator<Item = EventRow>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    let mut rows = rows.peekable();
    // All events of a log have one unit.
    let is_other = rows.peek().is_some_and(|row| row.unit.is_some());
    writer.write_record(HEADER.iter().chain(OTHER_UNIT.iter().filter(|_| is_other)))?;
    for row in rows {
        let cells = row.cells();
        let more = row.cells_of_other_unit();
        writer.write_record(cells.iter().chain(more.iter().flatten()).map(|cell| match cell {
            Cell::Ours(text) => text.clone(),
            Cell::Theirs(text) => text.map(crate::base::Untrusted::for_csv).unwrap_or_default(),
        }))?;
    }
    writer.flush()
}

/// Writes records of one width as CSV, the first of them the header.
pub(super) fn record(
    out: &mut dyn Write,
    records: &mut dyn Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    for record in records {
        writer.write_record(&record)?;
    }
    writer.flush()
}

/// Writes one JSON object per line.
pub fn jsonl(rows: impl Iterator<Item = EventRow>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        super::json::write_line(&row, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
