//! The flags of the gate.

use clap::{Args, ValueHint};

/// What the gate asks, and what it makes of the answers.
#[derive(Args, Debug)]
#[command(next_help_heading = "Gate")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "switches that have nothing to do with each other"
)]
pub struct CheckArgs {
    /// Fail when one of these rules fires: spike,steady,leak,pace=1.5,budget=90,forecast,daily-cap,unclassified=5%
    #[arg(long, value_name = "RULE[=N],…", value_delimiter = ',')]
    pub fail_on: Vec<String>,
    /// Only warn when one of these rules fires
    #[arg(long, value_name = "RULE[=N],…", value_delimiter = ',')]
    pub warn_on: Vec<String>,
    /// Judge each app, user or class on its own, too; spike=app for one rule only
    #[arg(long, value_name = "[RULE=]WHAT", value_delimiter = ',')]
    pub per: Vec<String>,
    /// How much a rule matters: spike=urgent,budget=info
    #[arg(long, value_name = "RULE=LEVEL,…")]
    pub severity: Vec<String>,
    /// A log whose last event is older cannot be judged: 36h, 2d
    #[arg(long, value_name = "AGE")]
    pub max_age: Option<String>,
    /// More rejected rows than this cannot be judged
    #[arg(long, value_name = "PERCENT")]
    pub max_rejected: Option<String>,
    /// More events without a price than this cannot be judged
    #[arg(long, value_name = "PERCENT")]
    pub max_unpriced: Option<String>,
    /// Judge yesterday only, not today so far
    #[arg(long)]
    pub complete_days: bool,
    /// Exit 0 whatever fires; errors stay errors
    #[arg(long)]
    pub exit_zero: bool,
    /// Exit 0 (ok) or 1 (fail) instead of 3 where the gate cannot be judged
    #[arg(long, value_name = "ok|fail", ignore_case = true, value_parser = ["ok", "fail"])]
    pub indeterminate: Option<String>,
    /// A file of known events that do not fail the gate
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<String>,
    /// Add what fires now to the file of known events
    #[arg(long)]
    pub update_baseline: bool,
    /// Why it is fine, for the entries that are added
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The last day on which it is: YYYY-MM-DD, or 30d after the judged day
    #[arg(long, value_name = "DATE|DAYS")]
    pub expires: Option<String>,
    /// Append a Markdown summary to the file that `GITHUB_STEP_SUMMARY` names
    #[arg(long)]
    pub github_summary: bool,
}
