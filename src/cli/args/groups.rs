//! Flags that several commands share, in the groups that the help shows.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};

use crate::cli::settings::{By, output};

/// Flags of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "General")]
pub(crate) struct GlobalArgs {
    /// Print no notes, warnings or progress
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Also print what was chosen, and why
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colour: on a terminal (auto), always or never
    #[arg(long, global = true, value_name = "WHEN", value_parser = ["auto", "always", "never"])]
    pub(crate) color: Option<String>,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
    /// Width of text output in columns: 40 to 400
    #[arg(long, global = true, value_name = "N")]
    pub(crate) width: Option<String>,
    /// The configuration file to read instead of credits.toml in the current directory
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
}

/// All settings of a command that reads logs.
#[derive(Args, Debug)]
pub(crate) struct Common {
    #[command(flatten)]
    pub(crate) time: TimeArgs,
    #[command(flatten)]
    pub(crate) plan: PlanArgs,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Time")]
pub(crate) struct TimeArgs {
    /// First day to list: YYYY-MM-DD, YYYYMMDD, today or yesterday
    #[arg(short, long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    /// Last day to list, included: YYYY-MM-DD, YYYYMMDD, today or yesterday
    #[arg(short, long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// List the last days up to the as-of day: 14d, 2w, week, month (30 days)
    #[arg(long, value_name = "DAYS")]
    pub(crate) last: Option<String>,
    /// List everything up to the as-of day, not only the current cycle
    #[arg(long)]
    pub(crate) all: bool,
    /// Judge as of the end of this day: YYYY-MM-DD, YYYYMMDD, now, yesterday, or last-event
    ///
    /// Later events are not used at all. Without this flag: the day of the log's last event. With
    /// now or today, the day counts as not over yet.
    #[arg(long, value_name = "DATE|now")]
    pub(crate) as_of: Option<String>,
    /// Time zone in which days begin and end: a name like Europe/Berlin, UTC, UTC+2, or local
    #[arg(short = 'z', long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Day of the month on which the credits are reset: 1 to 31
    ///
    /// It is the day on which the plan was bought. Without this flag, the calendar month is
    /// assumed, and the report says so.
    #[arg(long, value_name = "1-31")]
    pub(crate) cycle_day: Option<String>,
    /// One billing cycle, from its first day to the day of the reset: START..RESET, like
    /// 2026-05-05..2026-06-05
    #[arg(long, value_name = "START..RESET")]
    pub(crate) cycle: Option<String>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Plan")]
pub(crate) struct PlanArgs {
    /// Your plan: free, starter, builder, pro, … (credits plans lists them)
    #[arg(long, value_name = "NAME")]
    pub(crate) plan: Option<String>,
    /// Credits per cycle, if they differ from the plan's: message=250,integration=10000 (300 for a
    /// log without pools)
    #[arg(long, value_name = "POOL=CREDITS,…")]
    pub(crate) allowance: Vec<String>,
    /// Credits used in this cycle before the log begins: message=184
    #[arg(long, value_name = "POOL=CREDITS,…")]
    pub(crate) used_before: Vec<String>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectArgs {
    /// Only this app; upper and lower case are equal (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) app: Vec<String>,
    /// All apps but this one (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) exclude_app: Vec<String>,
    /// Only this user (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Vec<String>,
    /// Only this pool (repeatable)
    #[arg(long, value_name = "POOL", value_delimiter = ',', ignore_case = true,
        value_parser = ["message", "integration", "unassigned"])]
    pub(crate) pool: Vec<String>,
    /// Add a table by this dimension (repeatable)
    #[arg(long, value_name = "DIMENSION", value_delimiter = ',', ignore_case = true,
        value_parser = PossibleValuesParser::new(By::ALL.map(|(name, _)| name)))]
    pub(crate) by: Vec<String>,
    /// Show everything in text: all rules, days, kinds of call, users, cycles and definitions
    #[arg(long)]
    pub(crate) full: bool,
    /// Rows per table in text, HTML and Markdown; JSON and CSV always have all rows
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<String>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadArgs {
    /// Which column plays which role, or none if no column does:
    /// time=Datum,app=Projekt,credits=Menge,user=none
    #[arg(long, value_name = "ROLE=COLUMN,…")]
    pub(crate) map: Vec<String>,
    /// The format, if it is not recognised: csv, tsv, json, jsonl, … or the name of a tool
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<String>,
    /// The sheet of a workbook to read (repeatable), or * for all that are not hidden
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Vec<String>,
    /// The text encoding, if it is not recognised: utf-8, windows-1252, utf-16le, …
    #[arg(long, value_name = "LABEL")]
    pub(crate) encoding: Option<String>,
    /// What 03/04/2026 means: 3 April (dmy) or 4 March (mdy)
    #[arg(long, value_name = "ORDER", ignore_case = true, value_parser = ["dmy", "mdy"])]
    pub(crate) date_order: Option<String>,
    /// The decimal mark: comma (1.234,50) or point (1,234.50)
    #[arg(long, value_name = "MARK", ignore_case = true, value_parser = ["comma", "point"])]
    pub(crate) decimal: Option<String>,
    /// Time zone of times that name none: a name like Europe/Berlin, UTC, UTC+2, or local
    #[arg(long, value_name = "ZONE")]
    pub(crate) naive_timezone: Option<String>,
    /// Which sign means spend in a ledger of plus and minus amounts
    #[arg(long, value_name = "SIGN", ignore_case = true,
        value_parser = ["spend-negative", "spend-positive"])]
    pub(crate) sign: Option<String>,
    /// Words in a ledger's type column that mean spend: usage,charge
    #[arg(long, value_name = "WORD,…", value_delimiter = ',')]
    pub(crate) spend_types: Vec<String>,
    /// Words in a ledger's type column that mean credits given: purchase,bonus
    #[arg(long, value_name = "WORD,…", value_delimiter = ',')]
    pub(crate) grant_types: Vec<String>,
    /// How to find an event that is in two exports: auto, by id, by the whole row, or not at all
    #[arg(long, value_name = "HOW", ignore_case = true,
        value_parser = ["auto", "id", "row", "none"])]
    pub(crate) dedupe: Option<String>,
    /// Write rejected rows to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) rejects: Option<String>,
    /// Treat every rejected row and every guess as an error
    #[arg(long)]
    pub(crate) strict: bool,
    /// How many processors to use
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<String>,
    /// Report the SHA-256 of every input
    #[arg(long)]
    pub(crate) hash: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Cost model")]
pub(crate) struct ModelArgs {
    /// The rate cards: a name (base44 prices each event by its day; credits models lists them), or
    /// a file ending in .toml
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) model: Option<String>,
}

/// The other numbers of the rules are set in the configuration file.
#[derive(Args, Debug)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArgs {
    /// The spike rule fires above this many times the trailing average
    #[arg(long, value_name = "N")]
    pub(crate) spike_ratio: Option<String>,
    /// Days of that average: 1 to 90
    #[arg(long, value_name = "DAYS")]
    pub(crate) baseline_days: Option<String>,
    /// The spike and steady rules ignore days below this many credits
    #[arg(long, value_name = "CREDITS")]
    pub(crate) min_credits: Option<String>,
    /// Days of log that the spike rule needs before it judges: 1 to 14
    #[arg(long, value_name = "DAYS")]
    pub(crate) min_history: Option<String>,
}

/// Changed worlds, which a report projects beside the present one.
#[derive(Args, Debug)]
#[command(next_help_heading = "What if")]
pub(crate) struct WhatIfArgs {
    /// Also project the cycle without some use: app=shop, user=ana, class=llm.gpt-5, model=gpt-5,
    /// operation=InvokeLLM, or the name of a call
    ///
    /// The log's events are replayed without it, from the first day on. A --plan beside another
    /// one in credits.toml is projected beside that, too.
    #[arg(long, value_name = "[WHAT=]NAME", value_delimiter = ',')]
    pub(crate) without: Vec<String>,
    /// Also project the cycle with some use multiplied: InvokeLLM=0.5, app=shop=2
    #[arg(long, value_name = "[WHAT=]NAME=N", value_delimiter = ',')]
    pub(crate) scale: Vec<String>,
}

/// What an audit needs to know that is in no log. Thresholds are set in the configuration file.
#[derive(Args, Debug)]
#[command(next_help_heading = "Audit")]
pub(crate) struct AuditArgs {
    /// Credits used in this cycle according to the dashboard: message=184,integration=9120; at the
    /// end of a day: message@2026-05-10=120
    ///
    /// Several readings of a pool show on which days the log is incomplete. DATE=CREDITS is another
    /// reading of the pool named before it: integration=9120,2026-05-10=4410. A file with totals (per
    /// app, balances, a body of the Monitoring API) is compared pool by pool and app by app.
    #[arg(long, value_name = "POOL[@DATE]=CREDITS,…|FILE")]
    pub(crate) reported_used: Vec<String>,
    /// What an hour of engineering costs in US dollars; a larger plan is then compared with the
    /// hours that further savings would take
    #[arg(long, value_name = "DOLLARS")]
    pub(crate) hourly_rate: Option<String>,
    /// Hours of engineering per cycle for that comparison [default: 5-10]
    #[arg(long, value_name = "FROM-TO")]
    pub(crate) hours: Option<String>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// The output format
    #[arg(short, long, value_name = "FORMAT", ignore_case = true,
        value_parser = PossibleValuesParser::new(output::values()))]
    pub(crate) format: Option<String>,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
    /// Write to this file, in the format of its name (.html, .md, .csv, .json, .txt), or
    /// FORMAT=FILE (repeatable)
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Vec<String>,
    /// The text of -f line: '{app}: {integration.share}, {integration.out}'
    ///
    /// Fields: {line} (the usual text), {app}, {day}, {alerts}, {what-if}, and for each pool {integration.used}, {integration.capacity},
    /// {integration.left}, {integration.share}, {integration.out}, {integration.fate}. What is not known is ?.
    #[arg(long, value_name = "TEXT")]
    pub(crate) template: Option<String>,
    /// Title of the HTML page
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Name of the client for whom the HTML page is made
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Option<String>,
    /// Image at the head of the HTML page: PNG, JPEG, SVG, WebP or GIF, at most 256 kB
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) logo: Option<String>,
    /// Open the HTML page in the browser: the file that -o names, or else a temporary one
    ///
    /// Without a desktop, the path of the page is printed on standard error.
    #[arg(long)]
    pub(crate) open: bool,
    /// Hide names: users, apps, text (prompts)
    #[arg(long, value_name = "WHAT", value_delimiter = ',', ignore_case = true,
        value_parser = ["users", "apps", "text"])]
    pub(crate) redact: Vec<String>,
    /// A secret; with it, a name is hidden under the same pseudonym in every run
    #[arg(long, value_name = "KEY")]
    pub(crate) redact_key: Option<String>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct JsonArgs {
    /// Write JSON, for programs
    #[arg(short, long)]
    pub(crate) json: bool,
}
