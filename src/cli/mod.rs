//! The command line: what can be typed (`args`), what it means (`settings`), and what is done
//! (`cmd`, one file per command).
//!
//! A run goes through four steps. `args` parses the words. `settings` merges flags, `CREDITS_…`
//! variables, `credits.toml` and built-in defaults into one checked value. `cmd` runs the command
//! with a `session`, which holds the settings and the streams. `error` prints a failure as text or
//! JSON and gives the exit code.
//!
//! Only this folder reads the environment, the clock and the terminal (`env`), so that the same
//! files and settings give the same output everywhere.

mod args;
mod browser;
mod ci_run;
mod cmd;
mod config;
mod early_flags;
mod env;
mod error;
mod exit;
mod here;
mod interrupt;
mod load;
mod mistaken;
mod origin;
mod output;
mod overwrite;
mod read_notes;
#[cfg(test)]
mod reference;
mod request;
mod saved;
mod schemas;
mod session;
mod setting_names;
mod settings;
mod suggest;
#[cfg(test)]
mod testing;
mod ui;
mod version;

use std::ffi::OsString;
use std::io::{self, Read, Write};

use clap::FromArgMatches as _;
use clap::error::ErrorKind;

use args::Cli;
use early_flags::EarlyFlags;
use error::{Failure, Kind};
use session::Session;
use settings::Settings;
use ui::Ui;

pub use env::{Env, Terminal};
pub use exit::Exit;
pub use interrupt::clean_up_on_signals;
pub use version::answer_version;

/// Runs one command line, the program's name first. The report goes to `stdout`, everything else
/// to `stderr`.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    env: &Env,
    stdin: &mut (dyn Read + Send),
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(exit) = answer_version(&args, stdout) {
        return exit;
    }
    let mut early = EarlyFlags::of(&args, env);
    let result = start(&args, &mut early, env, stdin, stdout, stderr).and_then(|exit| {
        match stdout.flush() {
            // A verdict does not change because nobody read the output.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            flushed => flushed?,
        }
        Ok(exit)
    });
    let failure = match result {
        Ok(exit) => return exit,
        Err(failure) => failure,
    };
    if failure.kind != Kind::Closed {
        if early.json {
            let _ = failure.write_json(stdout).and_then(|()| stdout.flush());
        }
        let _ = failure.write_text(stderr, early.color(env, env.terminal.stderr));
    }
    failure.code
}

fn start(
    args: &[OsString],
    early: &mut EarlyFlags,
    env: &Env,
    stdin: &mut (dyn Read + Send),
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<Exit, Failure> {
    let width =
        usize::from(env.terminal.width.unwrap_or(settings::display::DEFAULT_WIDTH).clamp(40, 100));
    let matches = match args::command().term_width(width).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => {
            return match mistaken::for_a_file(&error, args) {
                Some(failure) => Err(failure),
                None => help(of_page(error, args, width), early, env, stdout, stderr),
            };
        }
    };
    let cli = Cli::from_arg_matches(&matches)?;
    let settings = Settings::with(args::innermost(&matches), env, cmd::defaults(&cli.command))?;
    early.json = settings.json_on_stdout();
    let ui = Ui::new(stderr, &settings.display, env);
    let mut session = Session { env, settings, ui, stdin, out: stdout };
    for (name, hint) in origin::unknown_variables(env) {
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        session.ui.warn(&format!("the variable {name} is not a setting and has no effect{hint}"));
    }
    if let Some(path) = &session.settings.config_file {
        session.ui.detail(&format!("settings from {}", path.display()));
    }
    cmd::run(&mut session, &cli.command)
}

/// The help page that was asked for, with all of its texts; every other message of the parser as it is.
fn of_page(error: clap::Error, args: &[OsString], width: usize) -> clap::Error {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if !is_help {
        return error;
    }
    let parser = args::with_help().term_width(width);
    let parser = if args::help::is_short(args) { args::help::short(parser) } else { parser };
    parser.try_get_matches_from(args).err().unwrap_or(error)
}

/// Prints help and the version, which are not errors; every other message of the parser is.
fn help(
    error: clap::Error,
    early: &EarlyFlags,
    env: &Env,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<Exit, Failure> {
    let text = |color: bool| {
        if color { error.render().ansi().to_string() } else { error.render().to_string() }
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            stdout.write_all(text(early.color(env, env.terminal.stdout)).as_bytes())?;
            Ok(Exit::Ok)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            stderr.write_all(text(early.color(env, env.terminal.stderr)).as_bytes())?;
            Ok(Exit::Error)
        }
        _ => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
