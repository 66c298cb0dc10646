//! What a command works with: the settings in force, and the streams it reads and writes.

use std::io::{Read, Write};

use super::env::Env;
use super::error::Failure;
use super::here;
use super::settings::Settings;
use super::ui::Ui;

/// One run of one command.
pub(crate) struct Session<'a> {
    pub(crate) env: &'a Env,
    pub(crate) settings: Settings,
    /// Standard error.
    pub(crate) ui: Ui<'a>,
    /// Standard input, for the FILE `-`.
    pub(crate) stdin: &'a mut (dyn Read + Send),
    /// Standard output: the report and nothing else.
    pub(crate) out: &'a mut dyn Write,
}

impl Session<'_> {
    /// Width of lists: the terminal's. Anywhere else a list is as wide as it needs, with one entry
    /// a line.
    pub(crate) fn list_width(&self) -> Option<usize> {
        self.env.terminal.stdout.then(|| usize::from(self.settings.display.width))
    }

    /// The inputs named on the command line. If there are none: standard input, unless nothing is piped in; else the one log in
    /// the folder.
    pub(crate) fn inputs(&self, command: &str, files: &[String]) -> Result<Vec<String>, Failure> {
        if !files.is_empty() {
            return Ok(files.to_vec());
        }
        if !self.env.terminal.stdin {
            return Ok(vec!["-".to_owned()]);
        }
        here::only_log(&self.env.dir, &self.settings.read, command).map(|log| vec![log])
    }
}
