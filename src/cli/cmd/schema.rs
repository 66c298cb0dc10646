//! The JSON schemas of what this program writes.

use super::Session;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;

/// Each document and its schema, generated from its types.
pub const SCHEMAS: [(&str, &str); 3] = [
    ("report", include_str!("../../../docs/schema/report.json")),
    ("check", include_str!("../../../docs/schema/check.json")),
    ("compare", include_str!("../../../docs/schema/compare.json")),
];

/// `credits schema [DOCUMENT]`.
pub fn run(session: &mut Session<'_>, document: &str) -> Result<Exit, Failure> {
    let found = SCHEMAS.iter().find(|(name, _)| *name == document).unwrap_or(&SCHEMAS[0]);
    session.out.write_all(found.1.as_bytes())?;
    Ok(Exit::Ok)
}
