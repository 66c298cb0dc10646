//! The command line: what can be typed (`args`), what it means (`settings`), and what is done (`cmd`).

pub mod args;
pub mod browser;
pub mod cmd;
pub mod config;
pub mod env;
pub mod error;
pub mod exit;
pub mod interrupt;
pub mod keys;
pub mod layer;
pub mod load;
pub mod near;
pub mod output;
mod reference;
pub mod saved;
pub mod settings;
#[cfg(test)]
mod testing;
pub mod ui;

use std::ffi::OsString;
use std::io::{Read, Write};

use clap::FromArgMatches as _;
use clap::error::ErrorKind;

use args::Cli;
use cmd::Session;
use settings::Settings;
use ui::Ui;

pub use env::{Env, Terminal};
pub use error::{Failure, Kind};
pub use exit::Exit;
pub use reference::reference;

/// Runs one command line, the program's name first. The report goes to `stdout`, everything else to `stderr`.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    env: &Env,
    stdin: &mut (dyn Read + Send),
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let mut asked = Asked::of(&args, env);
    let result = start(&args, &mut asked, env, stdin, stdout, stderr).and_then(|exit| {
        stdout.flush()?;
        Ok(exit)
    });
    let failure = match result {
        Ok(exit) => return exit,
        Err(failure) => failure,
    };
    if failure.kind != Kind::Closed {
        if asked.json {
            let _ = failure.write_json(stdout).and_then(|()| stdout.flush());
        }
        let _ = failure.write_text(stderr, asked.color(env, env.terminal.stderr));
    }
    failure.code
}

fn start(
    args: &[OsString],
    asked: &mut Asked,
    env: &Env,
    stdin: &mut (dyn Read + Send),
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<Exit, Failure> {
    let width =
        usize::from(env.terminal.width.unwrap_or(settings::display::DEFAULT_WIDTH).clamp(40, 100));
    let quick = args::command_of(args).term_width(width).try_get_matches_from(args);
    let whole = |error: clap::Error| match error.kind() {
        ErrorKind::DisplayVersion => Err(error),
        _ => args::command().term_width(width).try_get_matches_from(args),
    };
    let matches = match quick.or_else(whole) {
        Ok(matches) => matches,
        Err(error) => return help(error, asked, env, stdout, stderr),
    };
    let cli = Cli::from_arg_matches(&matches)?;
    let own = innermost(&matches);
    let settings = Settings::with(own, env, cmd::defaults(&cli.command))?;
    asked.json = settings.json_on_stdout();
    let ui = Ui::new(stderr, &settings.display, env);
    let mut session = Session { env, settings, ui, stdin, out: stdout };
    for (name, hint) in layer::unknown_variables(env) {
        session.ui.warn(&format!(
            "{name} is not a setting and changes nothing{}",
            hint.map(|h| format!("; {h}")).unwrap_or_default()
        ));
    }
    if let Some(path) = &session.settings.config_file {
        session.ui.detail(&format!("settings from {}", path.display()));
    }
    cmd::run(&mut session, &cli.command)
}

/// Help and version are no errors; everything else that the parser says is.
fn help(
    error: clap::Error,
    asked: &Asked,
    env: &Env,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<Exit, Failure> {
    let text = |color: bool| {
        if color { error.render().ansi().to_string() } else { error.render().to_string() }
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            stdout.write_all(text(asked.color(env, env.terminal.stdout)).as_bytes())?;
            Ok(Exit::Ok)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            stderr.write_all(text(asked.color(env, env.terminal.stderr)).as_bytes())?;
            Ok(Exit::Error)
        }
        _ => Err(error.into()),
    }
}

/// The matches of the command that was typed last: `models show`.
fn innermost(matches: &clap::ArgMatches) -> &clap::ArgMatches {
    match matches.subcommand() {
        Some((_, inner)) => innermost(inner),
        None => matches,
    }
}

/// What must be known about the output before the settings are: an error in them has to be shown somehow.
struct Asked {
    json: bool,
    color: Option<String>,
}

impl Asked {
    fn of(args: &[OsString], env: &Env) -> Self {
        let words: Vec<String> = args
            .iter()
            .skip(1)
            .map(|a| a.to_string_lossy().into_owned())
            .take_while(|a| a != "--")
            .collect();
        let value = |names: &[&str]| {
            let found = words.iter().enumerate().rev().find_map(|(at, word)| {
                names.iter().find_map(|name| {
                    let rest = word.strip_prefix(name)?;
                    match rest.strip_prefix('=') {
                        Some(value) => Some(value.to_owned()),
                        None if rest.is_empty() => words.get(at + 1).cloned(),
                        None if !name.starts_with("--") => Some(rest.to_owned()),
                        None => None,
                    }
                })
            });
            found.map(|v| v.to_lowercase())
        };
        let switch = words.iter().any(|w| w == "--json" || is_cluster_with_j(w));
        let format =
            value(&["--format", "-f"]).or_else(|| env.var("CREDITS_FORMAT").map(str::to_lowercase));
        let variable = env
            .var("CREDITS_JSON")
            .is_some_and(|v| ["true", "1", "yes", "on"].contains(&v.to_lowercase().as_str()));
        let json = switch
            || format.as_deref().is_some_and(|f| f.starts_with("json"))
            || (format.is_none() && variable);
        Self {
            json,
            color: value(&["--color"]).or_else(|| env.var("CREDITS_COLOR").map(str::to_lowercase)),
        }
    }

    fn color(&self, env: &Env, terminal: bool) -> bool {
        match self.color.as_deref() {
            Some("always") => true,
            Some("never") => false,
            _ => terminal && env.var("NO_COLOR").is_none() && env.var("TERM") != Some("dumb"),
        }
    }
}

/// `-j`, `-qj`, …: short switches in one word.
fn is_cluster_with_j(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    letters.contains('j') && letters.bytes().all(|b| b"jqv".contains(&b))
}

#[cfg(test)]
mod tests;
