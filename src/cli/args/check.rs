//! The flags of the gate.

use clap::{Args, ValueHint};

#[derive(Args, Debug)]
#[command(next_help_heading = "Gate")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct CheckArgs {
    /// Fail when one of these rules fires:
    /// spike,excess,steady,leak,pace=1.5,budget=90,forecast,daily-cap,unclassified=5%. A rule of days that
    /// is named fails on minor days, too (within the even pace of the plan); spike=major does not
    #[arg(long, value_name = "RULE[=N],…", value_delimiter = ',')]
    pub(crate) fail_on: Vec<String>,
    /// Only warn when one of these rules fires
    #[arg(long, value_name = "RULE[=N],…", value_delimiter = ',')]
    pub(crate) warn_on: Vec<String>,
    /// Also judge each app, user or class on its own; spike=app does so for one rule only
    #[arg(long, value_name = "[RULE=]WHAT", value_delimiter = ',')]
    pub(crate) per: Vec<String>,
    /// How much a rule matters: spike=urgent,budget=info
    #[arg(long, value_name = "RULE=LEVEL,…")]
    pub(crate) severity: Vec<String>,
    /// Do not judge a log whose last event is older than this: 36h, 2d
    #[arg(long, value_name = "AGE")]
    pub(crate) max_age: Option<String>,
    /// Do not judge a log if more of its rows than this were rejected
    #[arg(long, value_name = "PERCENT")]
    pub(crate) max_rejected: Option<String>,
    /// Do not judge a log if more of its events than this have no price
    #[arg(long, value_name = "PERCENT")]
    pub(crate) max_unpriced: Option<String>,
    /// Judge yesterday only, not today so far
    #[arg(long)]
    pub(crate) complete_days: bool,
    /// Exit 0 whatever fires; errors still exit 2
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Exit 0 (ok) or 1 (fail) instead of 3 if the gate cannot be judged
    #[arg(long, value_name = "ok|fail", ignore_case = true, value_parser = ["ok", "fail"])]
    pub(crate) indeterminate: Option<String>,
    /// A file of known events, which do not fail the gate
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) baseline: Option<String>,
    /// Add the days that fire now to the file of known events
    #[arg(long)]
    pub(crate) update_baseline: bool,
    /// With --update-baseline: also add these rules about the cycle, until the reset at most:
    /// budget,forecast
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    pub(crate) acknowledge: Vec<String>,
    /// With --update-baseline: why the added events are acceptable
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// With --update-baseline: the last day on which they are acceptable: YYYY-MM-DD, or 30d after
    /// the judged day
    #[arg(long, value_name = "DATE|DAYS")]
    pub(crate) expires: Option<String>,
    /// Name the user with the largest part of a spike
    #[arg(long)]
    pub(crate) users: bool,
    /// Append a Markdown summary to the file named by `GITHUB_STEP_SUMMARY`
    #[arg(long)]
    pub(crate) github_summary: bool,
}
