//! The surroundings of a run: environment variables, clock, terminal. Every other input is an
//! argument.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use crate::base::{Instant, Zone, clock};
use crate::ingest::source::identity::FileId;

/// The surroundings of a run.
#[derive(Clone, Debug)]
pub struct Env {
    /// Environment variables. An empty variable counts as not set.
    pub vars: BTreeMap<String, String>,
    /// The folder in which `credits.toml` is looked for; empty = the current directory.
    pub dir: PathBuf,
    /// The current time.
    pub now: Instant,
    /// Finds the machine's time zone, for `--timezone local`. `None` if the machine does not say.
    /// Called only if that setting is used.
    pub local_zone: fn() -> Option<Zone>,
    /// Which streams are terminals.
    pub terminal: Terminal,
}

/// Which streams are terminals or files, and how wide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Terminal {
    /// Nothing is piped into standard input: it is a keyboard, or a device without a log such as `/dev/null`.
    pub stdin: bool,
    /// A person can type on standard input.
    pub keyboard: bool,
    /// A person reads standard output.
    pub stdout: bool,
    /// A person reads standard error.
    pub stderr: bool,
    /// Columns of the terminal on standard output. `COLUMNS` is ignored: a shell exports the width
    /// of an earlier moment.
    pub width: Option<u16>,
    /// The file that standard input is redirected from.
    pub stdin_file: Option<FileId>,
    /// The file that standard output is redirected to.
    pub stdout_file: Option<FileId>,
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
                stdin: std::io::stdin().is_terminal() || FileId::is_device(&std::io::stdin()),
                keyboard: std::io::stdin().is_terminal(),
                stdout,
                stderr: std::io::stderr().is_terminal(),
                width: stdout.then(width).flatten(),
                stdin_file: FileId::of_stream(&std::io::stdin()),
                stdout_file: FileId::of_stream(&std::io::stdout()),
            },
        }
    }

    /// The value of a variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}
