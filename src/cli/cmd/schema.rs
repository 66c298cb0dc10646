//! `credits schema [DOCUMENT]`: prints the JSON schema of an output.

use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::schemas::SCHEMAS;
use crate::cli::session::Session;

pub(crate) fn run(session: &mut Session<'_>, document: &str) -> Result<Exit, Failure> {
    let found = SCHEMAS.iter().find(|(name, _)| *name == document).unwrap_or(&SCHEMAS[0]);
    session.out.write_all(found.1.as_bytes())?;
    Ok(Exit::Ok)
}
