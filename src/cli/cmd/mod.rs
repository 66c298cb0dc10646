//! The commands, one file each. A command finds its settings checked in the session. It writes its
//! output, prints notes on stderr, and returns the exit code.

mod audit;
mod backtest;
mod check;
mod compare;
mod completions;
mod config;
pub(crate) mod demo;
mod events;
mod explain;
mod finding;
pub(crate) mod init;
mod inspect;
mod man;
mod models;
mod outputs;
mod plans;
mod prose;
mod report;
mod schema;
mod sql;
mod sum;

use super::args::Command;
use super::error::Failure;
use super::exit::Exit;
use super::origin::Layer;
use super::session::Session;

/// The defaults of a command that differ from the built-in ones.
pub(crate) fn defaults(command: &Command) -> Layer {
    match command {
        Command::Check(_) => check::defaults(),
        Command::Demo(_) => demo::defaults(),
        _ => Layer::default(),
    }
}

pub(crate) fn run(session: &mut Session<'_>, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Report(args) => report::run(session, &args.report.files),
        Command::Check(args) => check::run(session, &args.files),
        Command::Audit(args) => audit::run(session, &args.files, &args.apply, args.evidence),
        Command::Compare(args) => compare::run(session, args),
        Command::Events(args) => events::run(session, &args.files),
        Command::Sql(args) => sql::run(session, args),
        Command::Sum(args) => sum::run(session, args),
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
