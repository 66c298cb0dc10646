//! The flags that commands share, in groups as the help shows them.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};

use crate::cli::settings::output;

/// Flags that every command has.
#[derive(Args, Debug)]
#[command(next_help_heading = "General")]
pub struct GlobalArgs {
    /// Say less: no notes, no warnings, no progress
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: what was chosen, and why
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Colour: on a terminal, always, or never
    #[arg(long, global = true, value_name = "WHEN", value_parser = ["auto", "always", "never"])]
    pub color: Option<String>,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Columns of the text output, 40 to 400
    #[arg(long, global = true, value_name = "N")]
    pub width: Option<String>,
    /// The configuration file, instead of credits.toml in the current directory
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// All settings of a command that reads logs.
#[derive(Args, Debug)]
pub struct Common {
    /// Which days.
    #[command(flatten)]
    pub time: TimeArgs,
    /// What there is to use.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Which events.
    #[command(flatten)]
    pub select: SelectArgs,
    /// How to read.
    #[command(flatten)]
    pub read: ReadArgs,
    /// What things cost.
    #[command(flatten)]
    pub model: ModelArgs,
    /// When rules fire.
    #[command(flatten)]
    pub rules: RuleArgs,
    /// What to write.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Which days.
#[derive(Args, Debug)]
#[command(next_help_heading = "Time")]
pub struct TimeArgs {
    /// First day to list: YYYY-MM-DD or YYYYMMDD
    #[arg(short, long, value_name = "DATE")]
    pub since: Option<String>,
    /// Last day to list, included: YYYY-MM-DD or YYYYMMDD
    #[arg(short, long, value_name = "DATE")]
    pub until: Option<String>,
    /// The last days up to the as-of day: 14d, 2w
    #[arg(long, value_name = "DAYS")]
    pub last: Option<String>,
    /// Everything up to the as-of day, not only the current cycle
    #[arg(long)]
    pub all: bool,
    /// Judge as of the end of this day: YYYY-MM-DD, YYYYMMDD, now, or last-event
    ///
    /// Events after it are used nowhere. Left out: the day of the log's last event. With `now`, today counts as not over yet.
    #[arg(long, value_name = "DATE|now")]
    pub as_of: Option<String>,
    /// Where days begin and end: a name like Europe/Berlin, UTC, or local
    #[arg(short = 'z', long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// The day of the month on which the credits are reset: 1 to 31
    ///
    /// The day of the month on which the plan was bought. Left out, the calendar month is assumed, and called assumed.
    #[arg(long, value_name = "1-31")]
    pub cycle_day: Option<String>,
    /// One billing cycle: its first day and the day of the reset, START..RESET, like 2026-05-05..2026-06-05
    #[arg(long, value_name = "START..RESET")]
    pub cycle: Option<String>,
}

/// What there is to use.
#[derive(Args, Debug)]
#[command(next_help_heading = "Plan")]
pub struct PlanArgs {
    /// The plan: free, starter, builder, pro, … (credits plans lists them)
    #[arg(long, value_name = "NAME")]
    pub plan: Option<String>,
    /// Credits a cycle, where they differ from the plan's: message=250,integration=10000
    #[arg(long, value_name = "POOL=CREDITS,…")]
    pub allowance: Vec<String>,
    /// Credits used in this cycle before the log begins: message=184
    #[arg(long, value_name = "POOL=CREDITS,…")]
    pub used_before: Vec<String>,
}

/// Which events.
#[derive(Args, Debug)]
#[command(next_help_heading = "Selection")]
pub struct SelectArgs {
    /// Only this app (repeatable; upper and lower case are the same)
    #[arg(long, value_name = "NAME")]
    pub app: Vec<String>,
    /// Without this app (repeatable)
    #[arg(long, value_name = "NAME")]
    pub exclude_app: Vec<String>,
    /// Only this user (repeatable)
    #[arg(long, value_name = "NAME")]
    pub user: Vec<String>,
    /// Only this pool (repeatable)
    #[arg(long, value_name = "POOL", value_delimiter = ',', ignore_case = true, value_parser = ["message", "integration", "unassigned"])]
    pub pool: Vec<String>,
    /// One more table, by this (repeatable)
    #[arg(long, value_name = "DIMENSION", value_delimiter = ',', ignore_case = true,
        value_parser = ["day", "week", "month", "cycle", "app", "source", "class", "model", "user", "operation", "feature", "file"])]
    pub by: Vec<String>,
    /// Rows of a table in text, HTML and Markdown; JSON and CSV are never cut
    #[arg(long, value_name = "N")]
    pub top: Option<String>,
}

/// How to read.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub struct ReadArgs {
    /// Which column plays which role, or that none does: time=Datum,app=Projekt,credits=Menge,user=none
    #[arg(long, value_name = "ROLE=COLUMN,…")]
    pub map: Vec<String>,
    /// The format, where it is not recognised: csv, tsv, json, jsonl, … or the name of a tool
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// The text encoding, where it is not recognised: utf-8, windows-1252, utf-16le, …
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// What 03/04/2026 means: dmy = 3 April, mdy = 4 March
    #[arg(long, value_name = "ORDER", ignore_case = true, value_parser = ["dmy", "mdy"])]
    pub date_order: Option<String>,
    /// What stands before the fraction: comma (1.234,50) or point (1,234.50)
    #[arg(long, value_name = "MARK", ignore_case = true, value_parser = ["comma", "point"])]
    pub decimal: Option<String>,
    /// The zone of times that name none: a name like Europe/Berlin, UTC, or local
    #[arg(long, value_name = "ZONE")]
    pub naive_timezone: Option<String>,
    /// Which sign is spend in a ledger of plus and minus
    #[arg(long, value_name = "SIGN", ignore_case = true, value_parser = ["spend-negative", "spend-positive"])]
    pub sign: Option<String>,
    /// The words of a ledger's type column that are spend: usage,charge
    #[arg(long, value_name = "WORD,…", value_delimiter = ',')]
    pub spend_types: Vec<String>,
    /// How the same event in two exports is found: auto, by its id, by the whole row, or not at all
    #[arg(long, value_name = "HOW", ignore_case = true, value_parser = ["auto", "id", "row", "none"])]
    pub dedupe: Option<String>,
    /// Write the rows that could not be read to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub rejects: Option<String>,
    /// Make every row that cannot be read, and every guess, an error
    #[arg(long)]
    pub strict: bool,
    /// How many processors to use
    #[arg(long, value_name = "N")]
    pub threads: Option<String>,
    /// Give the SHA-256 of every input
    #[arg(long)]
    pub hash: bool,
}

/// What things cost.
#[derive(Args, Debug)]
#[command(next_help_heading = "Cost model")]
pub struct ModelArgs {
    /// The rate cards: a name (base44 = each event by its day; credits models lists them) or a file ending in .toml
    #[arg(long, value_name = "NAME|FILE")]
    pub model: Option<String>,
}

/// When rules fire. The numbers of each rule stand in the configuration file.
#[derive(Args, Debug)]
#[command(next_help_heading = "Rules")]
pub struct RuleArgs {
    /// The spike rule fires above this many times the trailing average
    #[arg(long, value_name = "N")]
    pub spike_ratio: Option<String>,
    /// Days of that average: 1 to 90
    #[arg(long, value_name = "DAYS")]
    pub baseline_days: Option<String>,
    /// The spike and steady rules do not fire on days below this many credits
    #[arg(long, value_name = "CREDITS")]
    pub min_credits: Option<String>,
    /// Days of log that the spike rule needs before it judges: 1 to 14
    #[arg(long, value_name = "DAYS")]
    pub min_history: Option<String>,
}

/// What an audit is told beside the log. The numbers of each detector stand in the configuration file.
#[derive(Args, Debug)]
#[command(next_help_heading = "Audit")]
pub struct AuditArgs {
    /// What the dashboard says was used in this cycle: message=184,integration=9120; at the end of a day: message@2026-05-10=120
    ///
    /// Several readings of a pool show on which days something is missing; DATE=CREDITS is a further reading of the pool named
    /// before it: integration=9120,2026-05-10=4410.
    #[arg(long, value_name = "POOL[@DATE]=CREDITS,…")]
    pub reported_used: Vec<String>,
    /// US dollars that an hour of engineering costs: weighs a larger plan against looking into what the fixes leave
    #[arg(long, value_name = "DOLLARS")]
    pub hourly_rate: Option<String>,
    /// Hours of engineering that this takes a cycle [default: 5-10]
    #[arg(long, value_name = "FROM-TO")]
    pub hours: Option<String>,
}

/// What to write.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// The format
    #[arg(short, long, value_name = "FORMAT", ignore_case = true, value_parser = PossibleValuesParser::new(output::values()))]
    pub format: Option<String>,
    /// JSON: the same as --format json
    #[command(flatten)]
    pub json: JsonArgs,
    /// Write to this file; the format is that of its name (.html, .md, .csv, .json, .txt) or FORMAT=FILE (repeatable)
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Vec<String>,
    /// The title of the HTML page
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// For whom the HTML page is: a client's name
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// The image at the head of the HTML page: PNG, JPEG, SVG, WebP or GIF, at most 256 kB
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub logo: Option<String>,
    /// Open the HTML page in the browser: the one that -o names, else a temporary file
    ///
    /// Without a desktop, only the page's path is printed, on standard error.
    #[arg(long)]
    pub open: bool,
    /// Hide names: users, apps, text (prompts)
    #[arg(long, value_name = "WHAT", value_delimiter = ',', ignore_case = true, value_parser = ["users", "apps", "text"])]
    pub redact: Vec<String>,
    /// A secret with which the same name is hidden the same way every time
    #[arg(long, value_name = "KEY")]
    pub redact_key: Option<String>,
}

/// JSON instead of text.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub struct JsonArgs {
    /// JSON, for programs
    #[arg(short, long)]
    pub json: bool,
}
