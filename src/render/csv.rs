//! CSV: tidy tables for spreadsheets and scripts, exact and never cut.

mod audit;
mod comparison;
mod report;
mod row;
mod sums;

pub(super) use row::{guarded, name, records};

use super::events;
use super::format::{ComparisonWriter, EventWriter, OutputFormat, ReportWriter};
pub use comparison::COLUMNS as COMPARISON_COLUMNS;

pub(super) struct Csv;

impl OutputFormat for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn describes(&self) -> &'static str {
        "one tidy table, exact and never cut"
    }

    fn report(&self) -> Option<ReportWriter> {
        Some(|report, _, _| report::csv(report))
    }

    fn comparison(&self) -> Option<ComparisonWriter> {
        Some(|comparison, _, _| comparison::csv(comparison))
    }

    fn events(&self) -> Option<EventWriter> {
        Some(|rows, out| events::csv(rows, out))
    }
}
