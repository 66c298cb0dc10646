//! Every event, classified and priced.

use super::Session;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;

/// `credits events [FILE]…`
pub fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    let inputs = session.inputs("events", files)?;
    Err(Failure::new(Kind::Input, format!("credits events cannot read logs in this build ({} named)", inputs.len())))
}
