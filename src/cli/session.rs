//! What a command works with: the settings in force, and the streams it reads and writes.

use std::io::{Read, Write};

use super::env::Env;
use super::error::{Failure, Kind};
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

    /// The inputs named on the command line. If there are none: standard input, unless it is a
    /// keyboard.
    pub(crate) fn inputs(&self, command: &str, files: &[String]) -> Result<Vec<String>, Failure> {
        if !files.is_empty() {
            return Ok(files.to_vec());
        }
        if !self.env.terminal.stdin {
            return Ok(vec!["-".to_owned()]);
        }
        let failure = Failure::new(Kind::Usage, "no log is named, and none is piped in");
        Err(failure
            .hint(format!("name an exported log: credits {command} usage.csv"))
            .hint(format!("try the sample: credits demo | credits {command}"))
            .hint("if your app keeps no log yet, credits init writes a recorder for it"))
    }
}
