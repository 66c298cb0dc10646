//! The JSON schema of the report.

use super::Session;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;

/// Generated from the report's types.
const SCHEMA: &str = include_str!("../../../docs/schema/report.json");

/// `credits schema`
pub fn run(session: &mut Session<'_>) -> Result<Exit, Failure> {
    session.out.write_all(SCHEMA.as_bytes())?;
    Ok(Exit::Ok)
}
