//! `credits demo`: the built-in sample log, or a report of it.

use super::outputs;
use crate::base::CycleRule;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load::Loaded;
use crate::cli::output;
use crate::cli::request;
use crate::cli::session::Session;
use crate::cli::settings::{Output, Target};
use crate::ingest::InputSpec;
use crate::model::plan;
use crate::report::PlanPeriod;

/// A log in the canonical form, written to show every part of a report.
pub(crate) const SAMPLE: &str = include_str!("../../../fixtures/demo.csv");

/// The plan of the sample's workspace.
const PLAN: &str = "builder";

/// The day of the month on which its credits are reset.
const RESET_DAY: u32 = 5;

pub(crate) fn run(session: &mut Session<'_>, report: bool) -> Result<Exit, Failure> {
    // A person at a terminal wants to see a report; a pipe or a file wants the log.
    let is_shown = session.env.terminal.stdout
        && !session.settings.is_typed("output")
        && session.settings.outputs.iter().all(|output| output.format.as_deref() != Some("csv"));
    if report || is_shown {
        write_report(session)?;
    } else {
        write_sample(session)?;
    }
    Ok(Exit::Ok)
}

/// Writes a report with the sample's plan and reset day, unless others are set.
fn write_report(session: &mut Session<'_>) -> Result<(), Failure> {
    let formats = outputs::report_formats();
    output::supports(&session.settings.outputs, "demo --report", &formats)?;
    let sample = InputSpec::Text { name: "demo.csv".to_owned(), text: SAMPLE.to_owned() };
    let mut loaded = Loaded::sums(session, &[sample])?;
    if loaded.request.plans.is_empty() {
        loaded.request.plans =
            vec![PlanPeriod { plan: Some(plan::find(PLAN)?.clone()), ..PlanPeriod::default() }];
    }
    if let CycleRule::Monthly { assumed: true, .. } = loaded.request.cycle {
        loaded.request.cycle = CycleRule::Monthly { day: RESET_DAY, assumed: false };
    }
    let redaction = request::redaction(&session.settings);
    let report = loaded.analysis().report(&loaded.request, &session.settings.rules, &redaction);
    outputs::write_report(session, &report)
}

/// Writes the sample to standard output, or to the outputs that are typed: those of the
/// configuration file or a variable are for reports.
fn write_sample(session: &mut Session<'_>) -> Result<(), Failure> {
    let typed = session.settings.is_typed("output");
    let stdout = [Output { format: None, target: Target::Stdout }];
    let outputs = if typed { session.settings.outputs.as_slice() } else { &stdout };
    output::supports(outputs, "demo", &["csv"])?;
    output::write(outputs, &mut *session.out, |_, writer| Ok(writer.write_all(SAMPLE.as_bytes())?))
}
