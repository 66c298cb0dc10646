//! The rows of the table, and how they become CSV.

use crate::base::{Credits, Day, Untrusted};
use crate::event::Pool;

/// The columns.
const HEADER: [&str; 8] =
    ["section", "pool", "dimension", "name", "date", "credits", "events", "share"];

/// One row before it is written.
#[derive(Default)]
pub(super) struct Row<'a> {
    pub(super) section: &'static str,
    pub(super) pool: Option<Pool>,
    pub(super) dimension: &'a str,
    pub(super) name: String,
    pub(super) date: Option<Day>,
    pub(super) credits: Option<Credits>,
    pub(super) events: Option<u64>,
    pub(super) share: Option<String>,
}

pub(super) fn write(rows: &[Row<'_>]) -> String {
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

/// Writes rows of cells that are guarded already. Each row has as many cells as the header.
pub(crate) fn records(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row is as wide as the header.
    writer.write_record(header).expect("writing into memory");
    for row in rows {
        writer.write_record(&row).expect("writing into memory");
    }
    let bytes = writer.into_inner().expect("writing into memory");
    String::from_utf8(bytes).expect("every cell is UTF-8")
}

/// Guards a text of ours or of a log, so that a spreadsheet does not read it as a formula.
pub(crate) fn guarded(text: &str) -> String {
    Untrusted::from(text).for_csv()
}

pub(crate) fn name(name: Option<&Untrusted>) -> String {
    name.map(Untrusted::for_csv).unwrap_or_default()
}
