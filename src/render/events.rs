//! `credits events`: the canonical log, classified and priced, as CSV or JSON Lines.

use std::io::{self, Write};

use super::format::{EventWriter, OutputFormat};
use crate::report::event_row::{Cell, EventRow, HEADER};

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
    writer.write_record(HEADER)?;
    for row in rows {
        let cells = row.cells();
        writer.write_record(cells.iter().map(|cell| match cell {
            Cell::Ours(text) => text.clone(),
            Cell::Theirs(text) => text.map(crate::base::Untrusted::for_csv).unwrap_or_default(),
        }))?;
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
