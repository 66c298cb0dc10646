//! What can be typed: the commands and their flags, defined with clap's derive. The parser, the
//! help, the completions, the manual pages and `docs/reference/cli.md` all come from here.
//!
//! Flags take text; `settings` gives them a meaning. A flag that is a setting is found by its name
//! in `setting_names`, so that flag, variable and place in `credits.toml` cannot drift apart.

pub(crate) mod check;
pub(crate) mod groups;
pub(crate) mod help;
pub(crate) mod sql;

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use super::schemas::SCHEMAS;
use super::setting_names;
use check::CheckArgs;
use groups::{AuditArgs, Common, GlobalArgs, JsonArgs, ModelArgs, WhatIfArgs};
use sql::SqlArgs;

/// Where did the credits go, is something burning, and will the plan last?
#[derive(Parser, Debug)]
#[command(
    name = "credits",
    version,
    about,
    long_about = "Reads exported usage logs of an app builder (Base44 first), prices every event \
                  with the rate card of its day, and reports where the credits went, whether \
                  something burns them, and whether the plan will last.\n\n\
                  Start with:     credits report usage.csv\n\
                  Without a log:  credits demo",
    after_help = "Every setting can also be written in credits.toml (credits init creates one) or \
                  in a variable CREDITS_…. A flag wins over a variable, and a variable over the \
                  file. credits config lists the settings in force.\n\
                  Exit codes: 0 done, 1 a gate fired, 2 an error in usage, configuration or input, \
                  3 a gate cannot be judged.",
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// The whole picture: balance, apps, days, alerts, projection
    ///
    /// Reads logs and reports where the credits went, what is unusual, and whether the plan lasts
    /// until the reset. A report, check or comparison that was saved as JSON is shown again.
    Report(ReportCommand),
    /// The gate for CI: judges rules and exits 1 when one fires
    ///
    /// Exit codes: 0 clear, 1 a rule fired, 2 an error in usage, configuration or input, 3 cannot
    /// be judged. Without --fail-on, the rules are spike and, if an allowance is known, forecast
    /// and budget=100. The verdict is printed on standard error; standard output has only what -f
    /// asks for.
    Check(CheckCommand),
    /// What is wasted, what to change first, and how much that saves
    ///
    /// Looks for patterns of waste in everything up to the as-of day, and replays the same events
    /// with each fix applied: the saving is how much less they would have cost. credits explain
    /// FINDING FILE lists the rows behind a finding.
    Audit(AuditCommand),
    /// What changed between two periods, logs or saved reports, and why
    ///
    /// BEFORE and AFTER are logs (a file, a directory, a quoted glob, or - for standard input) or
    /// reports saved as JSON. The whole log is compared unless --since, --last or --period is
    /// given. To compare two periods of one log, name it once:
    /// credits compare usage.csv --period 2026-04-05..2026-05-04,2026-05-05..2026-06-04
    Compare(CompareArgs),
    /// Every event, classified and priced, for other tools
    ///
    /// Writes one row for each event, in the canonical form that every command reads: CSV, or JSON
    /// Lines with -f jsonl.
    Events(ReportArgs),
    /// A rollup: a small log whose rows stand for many events, to send, keep and add up
    ///
    /// Events of a slot of time that differ in nothing that a report asks for become one row. credits report, check and compare read
    /// one or many rollups as they read the logs of which these were made, with any plan and rate card. credits audit needs the logs
    /// themselves. A sum of rollups is a rollup.
    Sum(SumArgs),
    /// The query with which an engine makes a rollup of a table
    ///
    /// For logs in a database or a data lake. Prints one statement, whose result, as CSV, credits report, check and compare read as they
    /// read the log itself. The engine only groups and counts; classes and prices are decided here. The table has one row per event and
    /// the columns of the canonical log; --map names those that are called otherwise, or are missing.
    Sql(SqlArgs),
    /// How a file is read: format, columns, samples, rejected rows
    ///
    /// Shows which column plays which role and why, which rows could not be read, and which flags
    /// change that (--map and others).
    Inspect(ReportArgs),
    /// What a rule, a reject reason or a term means
    Explain(ExplainArgs),
    /// Every setting in force, and where it comes from
    Config(ConfigArgs),
    /// The rate cards: list them, show one, compare two, check one of your own
    Models(ModelsArgs),
    /// The platform's plans, with their allowances and prices
    Plans(PlansArgs),
    /// The report of a sample; in a pipe, the sample log itself
    Demo(DemoArgs),
    /// Write a commented credits.toml, and a way to get a log: a sheet, or a recorder
    ///
    /// On a terminal it asks for your plan, the reset day, and how you want to get a log. Elsewhere the
    /// flags say it; without any, it writes credits.toml and the recorder.
    Init(InitArgs),
    /// The JSON schema of the report, of another output, or of credits.toml
    ///
    /// An editor completes and checks credits.toml by its schema: credits schema config >
    /// credits.schema.json, and the line #:schema ./credits.schema.json at its top.
    Schema(SchemaArgs),
    /// A completion script for a shell
    Completions(CompletionsArgs),
    /// The manual page of credits, or of one of its commands, as roff
    Man(ManArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ReportArgs {
    /// Logs: files, directories, quoted globs, or - for standard input; .gz files too
    ///
    /// Several files are read as one log; an event that is in two overlapping exports counts once.
    /// Without a FILE, standard input is read if something is piped into it, else the only log in the
    /// current folder.
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct SumArgs {
    /// Logs or rollups: files, directories, quoted globs, or - for standard input; .gz files too
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<String>,
    /// The length of a slot: 15m suits every time zone, 1h those of whole hours, 1d UTC alone
    #[arg(long, value_name = "SLOT", value_parser = ["15m", "1h", "1d"], default_value = "1h")]
    pub(crate) slot: String,
    /// Do not tell users apart
    #[arg(long = "without", value_name = "NAME", value_parser = ["user"], value_delimiter = ',')]
    pub(crate) without_names: Vec<String>,
    /// Tell features or files apart, too
    #[arg(long, value_name = "NAME,…", value_parser = ["feature", "files"], value_delimiter = ',')]
    pub(crate) with: Vec<String>,
    /// Read every part as this log is read: the same columns, date order, decimal mark and sign
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) like: Option<String>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct ReportCommand {
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) what_if: WhatIfArgs,
}

#[derive(Args, Debug)]
pub(crate) struct CheckCommand {
    /// Logs: files, directories, quoted globs, or - for standard input; .gz files too
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct AuditCommand {
    /// Logs: files, directories, quoted globs, or - for standard input; .gz files too
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<String>,
    /// Report what the same events would have cost with these fixes: cache,scope, a detector, a
    /// finding (R1), or all
    #[arg(long, value_name = "FIX,…", value_delimiter = ',')]
    pub(crate) apply: Vec<String>,
    /// Write the evidence for a claim at the platform's support instead: charges for failed calls, double
    /// charges, prices above the card or changed, with rows, times and sums
    #[arg(long, conflicts_with = "apply")]
    pub(crate) evidence: bool,
    #[command(flatten)]
    pub(crate) audit: AuditArgs,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct CompareArgs {
    /// BEFORE and AFTER: logs or saved reports; one log with --period
    #[arg(value_name = "BEFORE AFTER", num_args = 0..=2, value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<String>,
    /// Two periods, last days included: FIRST..LAST,FIRST..LAST
    ///
    /// Two periods of one log; or, with two logs, the first period of BEFORE and the second of
    /// AFTER. Days before a log begins or after it ends are left out, and the output says so: they
    /// are not days without use. --as-of DATE says that the log is complete up to that day.
    #[arg(long, value_name = "A..B,C..D", conflicts_with_all = ["since", "until", "last", "all"])]
    pub(crate) period: Option<String>,
    /// Measure the fixes of an audit: BEFORE is its saved JSON or its log, AFTER is a later log
    ///
    /// Looks in AFTER for each fix and habit of the earlier audit, or for those named
    /// (--audit=cache,L1). A fix worked if it saved 70% or more of the estimate, at the later
    /// volume. It cannot be judged if the volume more than doubled or fell by more than half.
    #[arg(long, value_name = "FIX,…", num_args = 0..=1, require_equals = true,
        default_missing_value = "", value_delimiter = ',')]
    pub(crate) audit: Option<Vec<String>>,
    /// Text of the hidden tag in Markdown output, by which a pipeline finds its comment again
    #[arg(long, value_name = "TEXT", default_value = "credits.compare/1")]
    pub(crate) tag: String,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// What to explain; without it, all topics are listed
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
    /// For a finding of an audit (R1): the logs that were audited; its rows are listed. For
    /// forecast: what the projection said in the past cycles of these logs, and what happened
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) what_if: WhatIfArgs,
    #[command(flatten)]
    pub(crate) audit: AuditArgs,
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) check: CheckArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ModelsArgs {
    #[command(subcommand)]
    pub(crate) action: Option<ModelsAction>,
    /// Write JSON, for programs
    #[arg(short, long, global = true, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum ModelsAction {
    /// List the rate cards and the days from which they are in force
    List,
    /// Every price in force on a day, or of one card
    Show {
        /// A day (YYYY-MM-DD or YYYYMMDD) or the name of a card; without it, today
        #[arg(value_name = "DATE|NAME")]
        which: Option<String>,
        #[command(flatten)]
        model: ModelArgs,
    },
    /// What changed between two days or cards
    Diff {
        /// The earlier day (YYYY-MM-DD or YYYYMMDD), or the name of a card
        #[arg(value_name = "DATE|NAME")]
        before: String,
        /// The later day, or the name of a card
        #[arg(value_name = "DATE|NAME")]
        after: String,
        #[command(flatten)]
        model: ModelArgs,
    },
    /// Check a rate card of your own
    Check {
        /// The rate card
        #[arg(value_name = "FILE.toml", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
    },
}

#[derive(Args, Debug)]
pub(crate) struct PlansArgs {
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

#[derive(Args, Debug)]
pub(crate) struct DemoArgs {
    /// Print a report of the sample, even into a pipe
    #[arg(long)]
    pub(crate) report: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// The folder to write to; - prints instead
    #[arg(value_name = "DIR", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub(crate) dir: String,
    /// How the program gets a log: a sheet to type the daily chart into, the page's traffic (har), or a recorder in the app
    #[arg(long, value_name = "WAY", value_parser = ["sheet", "har", "recorder"])]
    pub(crate) feed: Option<String>,
    /// Write only daily-usage.csv, the sheet to type the daily chart into
    #[arg(long, conflicts_with_all = ["feed", "only"])]
    pub(crate) template: bool,
    /// Your plan, for credits.toml
    #[arg(long, value_name = "NAME")]
    pub(crate) plan: Option<String>,
    /// The day of the month on which credits are reset, for credits.toml
    #[arg(long, value_name = "DAY")]
    pub(crate) cycle_day: Option<String>,
    /// Write one part only
    #[arg(long, value_name = "PART", conflicts_with = "feed",
        value_parser = ["config", "sheet", "entity", "function", "wrapper", "prompt"])]
    pub(crate) only: Option<String>,
    /// Print instead of writing files
    #[arg(long)]
    pub(crate) stdout: bool,
    /// Replace existing files
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct SchemaArgs {
    /// The output whose schema is printed; config is that of credits.toml
    #[arg(value_name = "DOCUMENT", default_value = "report",
        value_parser = clap::builder::PossibleValuesParser::new(SCHEMAS.map(|(name, _)| name)))]
    pub(crate) document: String,
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    /// The command; without it, the page of credits itself, which lists the commands
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

/// The parser, as every run needs it. Its help lacks what [`with_help`] adds.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

/// The same with whole help pages: the help of each setting ends with its variable, and that of `--format` names the formats of its
/// command. Only a run that shows help pays for these texts.
pub(crate) fn with_help() -> clap::Command {
    help::with_formats(with_variables(command()))
}

fn with_variables(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let setting = arg
            .get_long()
            .is_some_and(|long| long == "config" || setting_names::find(long).is_some());
        let Some(long) = arg.get_long().filter(|_| setting).map(str::to_owned) else { return arg };
        let note = format!(" [{}]", setting_names::variable(&long));
        let with = |text: Option<&clap::builder::StyledStr>| text.map(|t| format!("{t}{note}"));
        let (short, long) = (with(arg.get_help()), with(arg.get_long_help()));
        let arg = if let Some(help) = short { arg.help(help) } else { arg };
        if let Some(help) = long { arg.long_help(help) } else { arg }
    });
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_variables))
}

/// The matches of the innermost command: of `show` in `credits models show`.
pub(crate) fn innermost(matches: &clap::ArgMatches) -> &clap::ArgMatches {
    match matches.subcommand() {
        Some((_, inner)) => innermost(inner),
        None => matches,
    }
}

#[cfg(test)]
mod tests;
