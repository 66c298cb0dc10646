//! `credits man [COMMAND]`: the manual pages.

use crate::cli::args;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::suggest::did_you_mean;

pub(crate) fn run(session: &mut Session<'_>, command: Option<&str>) -> Result<Exit, Failure> {
    let mut credits = args::with_help();
    // Gives each command its full name and the flags of all commands.
    credits.build();
    let page = match command {
        None => credits,
        Some(name) => {
            credits.find_subcommand(name).cloned().ok_or_else(|| unknown(name, &credits))?
        }
    };
    clap_mangen::Man::new(page)
        .source(concat!("credits ", env!("CARGO_PKG_VERSION")))
        .render(&mut session.out)?;
    Ok(Exit::Ok)
}

fn unknown(name: &str, credits: &clap::Command) -> Failure {
    let known: Vec<&str> = credits.get_subcommands().map(clap::Command::get_name).collect();
    let hint = did_you_mean(name, known.iter().copied())
        .unwrap_or_else(|| format!("commands: {}", known.join(", ")));
    Failure::new(Kind::Usage, format!("{name:?} is not a command")).hint(hint)
}
