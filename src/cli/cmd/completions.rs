//! Completion scripts.

use clap_complete::Shell;

use super::Session;
use crate::cli::args;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;

/// `credits completions SHELL`
pub fn run(session: &mut Session<'_>, shell: Shell) -> Result<Exit, Failure> {
    // The generator takes a failed write for a bug of its own, so it writes where nothing fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "credits", &mut script);
    session.out.write_all(&script)?;
    Ok(Exit::Ok)
}
