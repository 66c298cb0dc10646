//! What can be typed. The parser, the help, the completions and the manual page all come from here; what it means is `settings`.
//!
//! The fields of the flag groups are read by their names (see `layer`), so that a flag, its variable and its place in the
//! configuration file cannot drift apart.

pub mod check;
pub mod groups;
mod later;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use super::keys;
use check::CheckArgs;
use groups::{AuditArgs, Common, GlobalArgs, JsonArgs, ModelArgs};
pub use later::Later;

/// Where did the credits go, is something burning, and will the plan last?
#[derive(Parser, Debug)]
#[command(
    name = "credits",
    version,
    about,
    long_about = "Reads exported usage logs of an app builder (Base44 first), prices every event with a dated rate card, and says where the \
                  credits went, whether something burns, and whether the plan will last.\n\n\
                  Start with:  credits report usage.csv\nNo log at hand: credits demo > demo.csv",
    after_help = "Every setting can also stand in credits.toml (credits init writes one) or in a variable CREDITS_…; a flag wins over a \
                  variable, a variable over the file. credits config shows what is in force.\n\
                  Exit codes: 0 done, 1 a gate fired, 2 an error in usage, configuration or input, 3 a gate cannot be judged.",
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Cli {
    /// Flags that every command has.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// The whole picture: balance, apps, days, alerts, projection
    ///
    /// Reads the logs and says where the credits went, what is unusual, and whether the plan lasts until the reset.
    Report(Later<ReportArgs>),
    /// The gate for CI: judges the rules, says why, and exits 1 when one fires
    ///
    /// Exit codes: 0 clear, 1 a rule fired, 2 an error in usage, configuration or input, 3 cannot be judged. Without --fail-on: spike,
    /// and forecast and budget=100 where an allowance is known. The verdict is on standard error; standard output has what -f asks for.
    Check(Later<CheckCommand>),
    /// What is wasted, what to change first, and what that saves
    ///
    /// Looks for patterns of waste in everything up to the as-of day, and replays the same events with each fix applied: what is
    /// saved is what they would have cost less. credits explain FINDING FILE lists the rows behind a finding.
    Audit(Later<AuditCommand>),
    /// What changed between two periods, logs or saved reports, and why
    ///
    /// BEFORE and AFTER are logs (a file, a directory, a quoted glob, or - for standard input) or reports saved as JSON. A log is
    /// compared whole unless --since, --last or --period says otherwise. Or name one log and two periods of it:
    /// credits compare usage.csv --period 2026-04-05..2026-05-04,2026-05-05..2026-06-04
    Compare(Later<CompareArgs>),
    /// Every event, classified and priced, for other tools
    ///
    /// Writes one row for each event, in the canonical form that every command reads: CSV, or one JSON object a line.
    Events(Later<ReportArgs>),
    /// How a file is read: format, columns, samples, rejected rows
    ///
    /// Shows which column plays which role and why, what could not be read, and how to say it otherwise (--map and its like).
    Inspect(Later<ReportArgs>),
    /// What a rule, a reject reason or a term means
    Explain(Later<ExplainArgs>),
    /// Every setting in force, and where it comes from
    Config(Later<ConfigArgs>),
    /// The rate cards: list, show, compare two, check one of your own
    Models(Later<ModelsArgs>),
    /// The platform's plans, with their allowances and prices
    Plans(Later<PlansArgs>),
    /// A sample log on standard output, or a report of it
    Demo(Later<DemoArgs>),
    /// Write a commented credits.toml, and the recorder that an app needs to have a log
    Init(Later<InitArgs>),
    /// The JSON schema of the report, or of another output
    Schema(Later<SchemaArgs>),
    /// A completion script for a shell
    Completions(Later<CompletionsArgs>),
    /// The manual page of credits or of one of its commands, as roff
    Man(Later<ManArgs>),
}

/// Logs and everything that can be said about how to read and show them.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// Logs: files, directories, quoted globs, or - for standard input; .gz as well
    ///
    /// Several files are one log; an event in two overlapping exports counts once. Without a FILE, standard input is read when
    /// something is piped into it.
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub files: Vec<String>,
    /// The settings.
    #[command(flatten)]
    pub common: Common,
}

/// `credits check`
#[derive(Args, Debug)]
pub struct CheckCommand {
    /// Logs: files, directories, quoted globs, or - for standard input; .gz as well
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub files: Vec<String>,
    /// The gate.
    #[command(flatten)]
    pub check: CheckArgs,
    /// The settings.
    #[command(flatten)]
    pub common: Common,
}

/// `credits audit`
#[derive(Args, Debug)]
pub struct AuditCommand {
    /// Logs: files, directories, quoted globs, or - for standard input; .gz as well
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub files: Vec<String>,
    /// Report instead what the same events would have cost with these fixes: cache,scope, a detector, a finding (R1), or all
    #[arg(long, value_name = "FIX,…", value_delimiter = ',')]
    pub apply: Vec<String>,
    /// What is told beside the log.
    #[command(flatten)]
    pub audit: AuditArgs,
    /// The settings.
    #[command(flatten)]
    pub common: Common,
}

/// `credits compare`
#[derive(Args, Debug)]
pub struct CompareArgs {
    /// BEFORE and AFTER: logs or saved reports; one log with --period
    #[arg(value_name = "BEFORE AFTER", num_args = 0..=2, value_hint = clap::ValueHint::AnyPath)]
    pub files: Vec<String>,
    /// Two periods, their last days included: FIRST..LAST,FIRST..LAST
    ///
    /// Of one log, or the first of BEFORE and the second of AFTER. Days before the log begins and after it ends are no days of
    /// little use: they do not count, and the output says so. --as-of DATE says that the log is complete up to a day.
    #[arg(long, value_name = "A..B,C..D", conflicts_with_all = ["since", "until", "last", "all"])]
    pub period: Option<String>,
    /// Measure the audit's fixes again: BEFORE is the saved JSON of `credits audit`, or its log; AFTER is a later log
    ///
    /// Each fix and habit of the audit before, or those named (--audit=cache,L1), is looked for in AFTER: it worked with 70 % or more
    /// of the estimated saving, at the later volume; nothing can be told where the volume changed by more than 2 ×.
    #[arg(long, value_name = "FIX,…", num_args = 0..=1, require_equals = true, default_missing_value = "", value_delimiter = ',')]
    pub audit: Option<Vec<String>>,
    /// What the hidden tag of the Markdown form holds, by which a comment can be found and updated in place
    #[arg(long, value_name = "TEXT", default_value = "credits.compare/1")]
    pub tag: String,
    /// The settings.
    #[command(flatten)]
    pub common: Common,
}

/// `credits explain`
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// What to explain; without it, all topics are listed
    #[arg(value_name = "TOPIC")]
    pub topic: Option<String>,
    /// For a finding of an audit (R1): the logs that it was found in; its rows are listed
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub files: Vec<String>,
    /// The settings of that audit.
    #[command(flatten)]
    pub common: Common,
}

/// `credits config`
#[derive(Args, Debug)]
pub struct ConfigArgs {
    /// What an audit is told.
    #[command(flatten)]
    pub audit: AuditArgs,
    /// The settings.
    #[command(flatten)]
    pub common: Common,
    /// The gate.
    #[command(flatten)]
    pub check: CheckArgs,
}

/// `credits models`
#[derive(Args, Debug)]
pub struct ModelsArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub action: Option<ModelsAction>,
    /// JSON, for programs
    #[arg(short, long, global = true, help_heading = "Output")]
    pub json: bool,
}

/// What to do with the rate cards.
#[derive(Subcommand, Debug)]
pub enum ModelsAction {
    /// List the rate cards and from when they are in force
    List,
    /// Every price in force on a day, or of one card
    Show {
        /// The day, YYYY-MM-DD or YYYYMMDD, or the name of a card; today when left out
        #[arg(value_name = "DATE|NAME")]
        which: Option<String>,
        /// The card or series.
        #[command(flatten)]
        model: ModelArgs,
    },
    /// What changed between two days or cards
    Diff {
        /// The earlier day, YYYY-MM-DD or YYYYMMDD, or the name of a card
        #[arg(value_name = "DATE|NAME")]
        before: String,
        /// The later day, or the name of a card
        #[arg(value_name = "DATE|NAME")]
        after: String,
        /// The card or series.
        #[command(flatten)]
        model: ModelArgs,
    },
    /// Check a rate card of your own
    Check {
        /// The card
        #[arg(value_name = "FILE.toml", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
    },
}

/// `credits plans`
#[derive(Args, Debug)]
pub struct PlansArgs {
    /// JSON instead of text.
    #[command(flatten)]
    pub json: JsonArgs,
}

/// `credits demo`
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Print a report of the sample instead of the sample
    #[arg(long)]
    pub report: bool,
    /// The settings of that report.
    #[command(flatten)]
    pub common: Common,
}

/// `credits init`
#[derive(Args, Debug)]
pub struct InitArgs {
    /// Where to write; - prints instead
    #[arg(value_name = "DIR", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub dir: String,
    /// Write one part only
    #[arg(long, value_name = "PART", value_parser = ["config", "entity", "function"])]
    pub only: Option<String>,
    /// Print instead of writing files
    #[arg(long)]
    pub stdout: bool,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
}

/// `credits schema`
#[derive(Args, Debug)]
pub struct SchemaArgs {
    /// Of which document
    #[arg(value_name = "DOCUMENT", default_value = "report",
        value_parser = clap::builder::PossibleValuesParser::new(super::cmd::schema::SCHEMAS.map(|(name, _)| name)))]
    pub document: String,
}

/// `credits completions`
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// `credits man`
#[derive(Args, Debug)]
pub struct ManArgs {
    /// The command; without one, the page of credits itself, which names them all
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// The parser, with the variable of each setting named in its help.
pub fn command() -> clap::Command {
    with_variables(with_commands(|_| true))
}

/// The parser of a command line: of the commands, those that it may name have arguments. It helps nobody: what such a parser refuses,
/// [`command`] refuses with better advice.
pub fn command_of(words: &[OsString]) -> clap::Command {
    with_commands(|name| words.iter().any(|word| word == name))
}

fn with_commands(wanted: impl Fn(&str) -> bool) -> clap::Command {
    let command = Cli::command();
    let names: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .filter(|name| wanted(name))
        .collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, define))
}

/// A command with its arguments, but without a description of theirs: it has its own.
fn define(command: clap::Command) -> clap::Command {
    let texts = [command.get_about().cloned(), command.get_long_about().cloned()];
    let [about, long_about] = texts.map(Resettable::from);
    let arguments = match command.get_name() {
        "report" | "events" | "inspect" => ReportArgs::augment_args,
        "check" => CheckCommand::augment_args,
        "audit" => AuditCommand::augment_args,
        "compare" => CompareArgs::augment_args,
        "explain" => ExplainArgs::augment_args,
        "config" => ConfigArgs::augment_args,
        "models" => ModelsArgs::augment_args,
        "plans" => PlansArgs::augment_args,
        "demo" => DemoArgs::augment_args,
        "init" => InitArgs::augment_args,
        "schema" => SchemaArgs::augment_args,
        "completions" => CompletionsArgs::augment_args,
        "man" => ManArgs::augment_args,
        // The others have none.
        _ => return command,
    };
    arguments(command).about(about).long_about(long_about)
}

fn with_variables(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let setting =
            arg.get_long().is_some_and(|long| long == "config" || keys::find(long).is_some());
        let Some(long) = arg.get_long().filter(|_| setting).map(str::to_owned) else { return arg };
        let note = format!(" [{}]", keys::variable(&long));
        let with = |text: Option<&clap::builder::StyledStr>| text.map(|t| format!("{t}{note}"));
        let (short, long) = (with(arg.get_help()), with(arg.get_long_help()));
        let arg = if let Some(help) = short { arg.help(help) } else { arg };
        if let Some(help) = long { arg.long_help(help) } else { arg }
    });
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_variables))
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;
    use crate::cli::keys::KEYS;
    use crate::cli::layer::argument_id;

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn the_parser_of_a_command_line_reads_every_command_as_the_whole_one_does() {
        for name in command().get_subcommands().map(clap::Command::get_name) {
            let shell = if name == "completions" { "bash" } else { "--quiet" };
            let words = ["credits", "--color", "never", name, shell].map(OsString::from);
            let whole =
                Cli::from_arg_matches(&command().try_get_matches_from(&words).unwrap()).unwrap();
            let part =
                Cli::from_arg_matches(&command_of(&words).try_get_matches_from(&words).unwrap())
                    .unwrap();
            assert_eq!(format!("{part:?}"), format!("{whole:?}"));
        }
        assert!(
            command_of(&["plans".into()])
                .find_subcommand("report")
                .unwrap()
                .get_arguments()
                .next()
                .is_none()
        );
    }

    #[test]
    fn every_setting_that_is_a_flag_is_a_flag_of_config_and_the_other_way_round() {
        let root = command();
        let config = root.find_subcommand("config").unwrap();
        let flags: Vec<String> = config
            .get_arguments()
            .chain(root.get_arguments())
            .filter_map(|a| a.get_long().map(str::to_owned))
            .collect();
        for key in KEYS.iter().filter(|k| k.is_flag()) {
            assert!(flags.iter().any(|f| f == key.name), "--{} is a setting but no flag", key.name);
        }
        for flag in flags.iter().filter(|f| !["help", "version", "config"].contains(&f.as_str())) {
            assert!(KEYS.iter().any(|k| k.name == flag), "--{flag} is a flag but no setting");
        }
        let ids: Vec<_> = config
            .get_arguments()
            .chain(root.get_arguments())
            .map(|a| a.get_id().to_string())
            .collect();
        assert!(KEYS.iter().filter(|k| k.is_flag()).all(|k| ids.contains(&argument_id(k))));
    }

    #[test]
    fn help_names_the_variable_and_the_accepted_form() {
        let mut root = command();
        root.build();
        let help = root.find_subcommand_mut("report").unwrap().render_long_help().to_string();
        for part in [
            "CREDITS_CYCLE_DAY",
            "YYYY-MM-DD",
            "START..RESET",
            "message=250,integration=10000",
            "CREDITS_COLOR",
        ] {
            assert!(help.contains(part), "{part}\n{help}");
        }
    }
}
