//! The JSON schemas of the outputs.

use super::Session;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;

/// Each output's schema, generated from its types.
const SCHEMAS: &[(&str, &str)] =
    &[("report", include_str!("../../../docs/schema/report.json")), ("check", include_str!("../../../docs/schema/check.json"))];

/// `credits schema [OUTPUT]`
pub fn run(session: &mut Session<'_>, output: &str) -> Result<Exit, Failure> {
    let schema = SCHEMAS.iter().find(|(name, _)| *name == output).map_or(SCHEMAS[0].1, |(_, schema)| schema);
    session.out.write_all(schema.as_bytes())?;
    Ok(Exit::Ok)
}
