//! `credits completions SHELL`

use clap_complete::Shell;

use crate::cli::args;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::session::Session;

pub(crate) fn run(session: &mut Session<'_>, shell: Shell) -> Result<Exit, Failure> {
    // The generator panics if a write fails, so give it a buffer.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::with_help(), "credits", &mut script);
    session.out.write_all(&script)?;
    Ok(Exit::Ok)
}
