//! The manual page.

use super::Session;
use crate::cli::args;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;

/// `credits man`
pub fn run(session: &mut Session<'_>) -> Result<Exit, Failure> {
    clap_mangen::Man::new(args::command()).render(&mut session.out)?;
    Ok(Exit::Ok)
}
