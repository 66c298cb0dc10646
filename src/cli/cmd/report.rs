//! `credits report [FILE]…`: the whole picture of one or more logs. A saved report, check or
//! comparison is shown again.

use super::{check, compare, outputs};
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load::{self, Loaded};
use crate::cli::output;
use crate::cli::request;
use crate::cli::saved::{self, Saved};
use crate::cli::session::Session;

pub(crate) fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    let inputs = load::specs(session, "report", files)?;
    match saved::document(session, &inputs)? {
        Some(Saved::Check(check)) => check::show(session, &check)?,
        Some(Saved::Comparison(comparison)) => compare::show(session, &comparison)?,
        Some(Saved::Report(report)) => {
            supports(session)?;
            outputs::write_report(session, &report)?;
        }
        None => {
            supports(session)?;
            let loaded = Loaded::sums(session, &inputs)?;
            let analysis = loaded.analysis();
            Loaded::check_range(&analysis, &loaded.request)?;
            let redaction = request::redaction(&session.settings);
            let report = analysis.report(&loaded.request, &session.settings.rules, &redaction);
            loaded.warn_about(session, &analysis, &report);
            for words in analysis.unmatched_changes(&loaded.request) {
                session.ui.warn(&format!("no event is meant by {:?}", words.for_terminal()));
            }
            outputs::write_report(session, &report)?;
        }
    }
    Ok(Exit::Ok)
}

fn supports(session: &Session<'_>) -> Result<(), Failure> {
    output::supports(&session.settings.outputs, "report", &outputs::report_formats())
}
