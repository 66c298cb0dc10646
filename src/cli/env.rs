//! What a run takes from its surroundings: the environment, the clock, the terminal. Everything else is in its arguments.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use crate::base::{Instant, Zone, clock};

/// The surroundings of a run.
#[derive(Clone, Debug)]
pub struct Env {
    /// Environment variables. What is set to nothing counts as not set.
    pub vars: BTreeMap<String, String>,
    /// Where `credits.toml` is looked for; empty = the current directory.
    pub dir: PathBuf,
    /// This moment.
    pub now: Instant,
    /// Finds the zone that `local` means, where the machine says: asked only where somebody names it.
    pub local_zone: fn() -> Option<Zone>,
    /// Which streams are terminals.
    pub terminal: Terminal,
}

/// Which streams are terminals, and how wide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Someone may type.
    pub stdin: bool,
    /// Someone reads the report as it comes.
    pub stdout: bool,
    /// Someone reads notes and progress.
    pub stderr: bool,
    /// Columns of the terminal on stdout, where it is one. `COLUMNS` is not asked: a shell exports it with the width of some other moment.
    pub width: Option<u16>,
}

impl Env {
    /// The surroundings of this process.
    #[allow(
        clippy::disallowed_methods,
        reason = "the environment enters the program here and nowhere else"
    )]
    pub fn of_process() -> Self {
        let width =
            || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| columns);
        let stdout = std::io::stdout().is_terminal();
        Self {
            vars: std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
            dir: PathBuf::new(),
            now: clock::now(),
            local_zone: Zone::local,
            terminal: Terminal {
                stdin: std::io::stdin().is_terminal(),
                stdout,
                stderr: std::io::stderr().is_terminal(),
                width: stdout.then(width).flatten(),
            },
        }
    }

    /// A variable that is set to something.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}
