//! The whole picture of one or more logs.

use super::Session;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;

/// `credits report [FILE]…`
pub fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    let inputs = session.inputs("report", files)?;
    Err(Failure::new(Kind::Input, format!("credits report cannot read logs in this build ({} named)", inputs.len())))
}
