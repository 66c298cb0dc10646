//! The whole picture of one or more logs.

use std::io::Write;
use std::mem::ManuallyDrop;

use super::{Session, check, compare};
use crate::cli::browser::Pages;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load::{self, Loaded};
use crate::cli::output;
use crate::cli::saved::{self, Saved};
use crate::cli::settings::{Output, Target};
use crate::render::{self, Look, OutputFormat, Style};
use crate::report::Report;

/// `credits report [FILE]…`
pub fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    let inputs = load::specs(session, "report", files)?;
    match saved::document(session, &inputs)? {
        None => output::supports(&session.settings.outputs, "report", &formats())?,
        Some(Saved::Report(report)) => {
            output::supports(&session.settings.outputs, "report", &formats())?;
            return write(session, &report).map(|()| Exit::Ok);
        }
        Some(Saved::Check(check)) => return check::show(session, &check),
        Some(Saved::Comparison(comparison)) => return compare::show(session, &comparison),
    }
    // What is made of a log is not given back piece by piece: the program ends with its report.
    let loaded = ManuallyDrop::new(Loaded::sums(session, &inputs)?);
    show(session, &loaded, true)
}

/// Makes the report of a loaded log and writes every output.
pub(super) fn show(
    session: &mut Session<'_>,
    loaded: &Loaded,
    doubts: bool,
) -> Result<Exit, Failure> {
    let analysis = ManuallyDrop::new(loaded.analysis());
    let report = analysis.report(
        &loaded.request,
        &session.settings.rules,
        &load::redaction(&session.settings),
    );
    let report = ManuallyDrop::new(report);
    if doubts {
        loaded.doubts(session, &analysis, &report);
    }
    write(session, &report)?;
    Ok(Exit::Ok)
}

/// The ids of the formats that a report has.
pub(super) fn formats() -> Vec<&'static str> {
    render::ids_with(OutputFormat::report)
}

/// Writes every output.
pub(super) fn write(session: &mut Session<'_>, report: &Report) -> Result<(), Failure> {
    let options = load::view_options(&session.settings);
    let display = session.settings.display;
    let terminal = session.env.terminal.stdout;
    let mut outputs = session.settings.outputs.clone();
    let pages = Pages::of(&session.settings, &mut outputs)?;
    output::write(&outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        let format = output.format.as_deref().unwrap_or("text");
        let write = render::by_id(format).and_then(|format| format.report());
        let to_stdout = output.target == Target::Stdout;
        let width = if to_stdout { display.width } else { display.file_width };
        let style = Style {
            width: usize::from(width),
            color: display.colors(terminal && to_stdout),
            ascii: display.ascii,
        };
        let look = Look { style: &style, head: &pages.head };
        // `output::supports` has checked the format.
        let text = write.map(|write| write(report, &options, &look)).unwrap_or_default();
        Ok(out.write_all(text.as_bytes())?)
    })?;
    pages.show(session.env, &mut session.ui)
}
