//! The flags of `credits sql`. They describe a table, and are no settings: those are of logs.

#![allow(clippy::doc_markdown, reason = "help is no Markdown")]

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::groups::ModelArgs;
use crate::render::sql;

#[derive(Args, Debug)]
pub(crate) struct SqlArgs {
    /// The engine that runs the query. Our tests execute no query for bigquery and snowflake
    #[arg(long, value_name = "NAME", ignore_case = true,
        value_parser = PossibleValuesParser::new(sql::engines().map(|(name, _)| name)))]
    pub(crate) engine: String,
    /// The table or view: events, lake.events; for duckdb also files: 's3://lake/events/*.parquet'
    #[arg(long, value_name = "NAME")]
    pub(crate) table: String,
    /// The length of a slot: 15m suits every time zone, 1h those of whole hours, 1d UTC alone
    #[arg(long, value_name = "SLOT", value_parser = ["15m", "1h", "1d"], default_value = "1h")]
    pub(crate) slot: String,
    /// Which column has which role, or none if no column does: time=occurred_at,user=none
    ///
    /// app==shop gives every row that app. Columns that are not named are called as in the canonical log: timestamp, app, user, pool,
    /// operation, model, scope, feature, files, quantity, credits, status, prompt, metadata, id.
    #[arg(long = "map", value_name = "ROLE=COLUMN,…", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// How rows that stand twice are found: by their id, or not at all, which is faster
    #[arg(long = "dedupe", value_name = "HOW", value_parser = ["none", "id"], default_value = "none")]
    pub(crate) copies: String,
    /// Do not tell users apart
    #[arg(long = "without", value_name = "NAME", value_parser = ["user"], value_delimiter = ',')]
    pub(crate) without_names: Vec<String>,
    /// Tell features or files apart, too
    #[arg(long, value_name = "NAME,…", value_parser = ["feature", "files"], value_delimiter = ',')]
    pub(crate) with: Vec<String>,
    /// Also write this column of the table, as part, to split the result by
    #[arg(long, value_name = "COLUMN")]
    pub(crate) partition_by: Option<String>,
    /// First day, in UTC: YYYY-MM-DD or YYYYMMDD
    #[arg(short = 's', long = "since", value_name = "DATE")]
    pub(crate) from_day: Option<String>,
    /// Last day, in UTC, included: YYYY-MM-DD or YYYYMMDD
    #[arg(short = 'u', long = "until", value_name = "DATE")]
    pub(crate) to_day: Option<String>,
    #[command(flatten)]
    pub(crate) model: ModelArgs,
}
