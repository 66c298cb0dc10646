//! `credits demo`: the built-in sample log, or a report of it.

use super::outputs;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load::Loaded;
use crate::cli::origin::{Layer, Origin, Text};
use crate::cli::output;
use crate::cli::request;
use crate::cli::session::Session;
use crate::cli::settings::{Output, Target};
use crate::ingest::InputSpec;

/// A log in the canonical form, written to show every part of a report.
pub(crate) const SAMPLE: &str = include_str!("../../../fixtures/demo.csv");

/// The plan of the sample's workspace, and the day of the month on which its credits are reset.
const OF_SAMPLE: [(&str, &str); 2] = [("plan", "builder"), ("cycle-day", "5")];

/// The settings of the sample, unless others are set. A price may depend on the plan, so they are in force before it is read.
pub(crate) fn defaults() -> Layer {
    let text = |text: &str| vec![Text { text: text.to_owned(), origin: Origin::Default }];
    let values = OF_SAMPLE.into_iter().map(|(name, value)| (name, text(value))).collect();
    Layer { values, ..Layer::default() }
}

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

/// Writes a report of the sample.
fn write_report(session: &mut Session<'_>) -> Result<(), Failure> {
    let formats = outputs::report_formats();
    output::supports(&session.settings.outputs, "demo --report", &formats)?;
    let sample = InputSpec::Text { name: "demo.csv".to_owned(), text: SAMPLE.to_owned() };
    let loaded = Loaded::sums(session, &[sample])?;
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
