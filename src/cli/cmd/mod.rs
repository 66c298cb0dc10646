//! One file per command. A command gets its settings ready made; it writes its output, says what is worth knowing, and gives the exit code.

pub mod audit;
pub mod check;
pub mod compare;
pub mod completions;
pub mod config;
pub mod demo;
pub mod events;
pub mod explain;
mod finding;
pub mod init;
pub mod inspect;
pub mod man;
pub mod models;
pub mod plans;
pub mod report;
pub mod schema;
mod table;

use std::io::{Read, Write};

use super::args::Command;
use super::env::Env;
use super::error::{Failure, Kind};
use super::exit::Exit;
use super::layer::Layer;
use super::settings::Settings;
use super::ui::Ui;

/// What a command works with.
pub struct Session<'a> {
    /// The surroundings.
    pub env: &'a Env,
    /// The settings in force.
    pub settings: Settings,
    /// Standard error.
    pub ui: Ui<'a>,
    /// Standard input, for the FILE `-`.
    pub stdin: &'a mut (dyn Read + Send),
    /// Standard output: the report and nothing else.
    pub out: &'a mut dyn Write,
}

impl Session<'_> {
    /// Columns for lists: the terminal's, and as many as they need anywhere else, where a line is one entry.
    pub fn list_width(&self) -> Option<usize> {
        self.env.terminal.stdout.then(|| usize::from(self.settings.display.width))
    }

    /// The inputs: what was named, else standard input where something is piped into it.
    pub fn inputs(&self, command: &str, files: &[String]) -> Result<Vec<String>, Failure> {
        if !files.is_empty() {
            return Ok(files.to_vec());
        }
        if !self.env.terminal.stdin {
            return Ok(vec!["-".to_owned()]);
        }
        let failure = Failure::new(Kind::Usage, "no log is named and nothing is piped in");
        Err(failure
            .hint(format!("credits {command} usage.csv"))
            .hint(format!("credits demo | credits {command} shows a sample"))
            .hint("an app that keeps no log needs a recorder first: credits init writes one"))
    }
}

/// What a command's own defaults are, where they differ from everybody's.
pub fn defaults(command: &Command) -> Layer {
    match command {
        Command::Check(_) => check::defaults(),
        _ => Layer::default(),
    }
}

/// Does what the command says.
pub fn run(session: &mut Session<'_>, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Report(args) => report::run(session, &args.files),
        Command::Check(args) => check::run(session, &args.files),
        Command::Audit(args) => audit::run(session, &args.files, &args.apply),
        Command::Compare(args) => compare::run(session, args),
        Command::Events(args) => events::run(session, &args.files),
        Command::Inspect(args) => inspect::run(session, &args.files),
        Command::Explain(args) => explain::run(session, args.topic.as_deref(), &args.files),
        Command::Config(_) => config::run(session),
        Command::Models(args) => models::run(session, args.action.as_ref()),
        Command::Plans(_) => plans::run(session),
        Command::Demo(args) => demo::run(session, args.report),
        Command::Init(args) => init::run(session, args),
        Command::Schema(args) => schema::run(session, &args.document),
        Command::Completions(args) => completions::run(session, args.shell),
        Command::Man(args) => man::run(session, args.command.as_deref()),
    }
}
