//! What several commands do with a result: write a report to every output, or anything else in the
//! style of its output.

use std::io::Write;

use crate::cli::browser::Pages;
use crate::cli::error::{Failure, Kind};
use crate::cli::output;
use crate::cli::request;
use crate::cli::session::Session;
use crate::cli::settings::{Output, Target};
use crate::render::{self, HtmlOptions, Look, OutputFormat, Style, focus};
use crate::report::Report;

/// The formats that a report has.
pub(crate) fn report_formats() -> Vec<&'static str> {
    let writes_report = |format: &&&dyn OutputFormat| {
        format.report().is_some() || format.workbook().is_some() || format.pack().is_some()
    };
    render::ALL.iter().filter(writes_report).map(|format| format.id()).collect()
}

/// Writes a report to every output, and opens its page if asked to.
pub(crate) fn write_report(session: &mut Session<'_>, report: &Report) -> Result<(), Failure> {
    let asks_for_lines = |output: &Output| output.format.as_deref() == Some(focus::ID);
    if report.usage.is_none() && session.settings.outputs.iter().any(asks_for_lines) {
        let text = "FOCUS is written from a log of the platform's credits, and not from a saved report, a snapshot or another tool's export";
        return Err(Failure::new(Kind::Usage, text)
            .hint("run credits report on the log itself: credits report usage.csv -o focus.csv"));
    }
    let options = request::view_options(&session.settings);
    let mut outputs = session.settings.outputs.clone();
    let pages = Pages::of(&session.settings, &mut outputs)?;
    write(session, &outputs, &pages.head, |format, look| {
        let format = render::by_id(format.unwrap_or("text"))?;
        let text = || Some(format.report()?(report, &options, look).into_bytes());
        let pack = || Some(format.pack()?(report, &options, look, render::ALL));
        format.workbook().map(|write| write(report, &options)).or_else(pack).or_else(text)
    })?;
    pages.show(session.env, &mut session.ui)
}

/// Writes outputs with a function that returns the bytes in a format; `None` if there is no such
/// format, which `output::supports` has ruled out. Standard output has the terminal's width and
/// colour; files have neither, so that they are the same everywhere.
pub(crate) fn write(
    session: &mut Session<'_>,
    outputs: &[Output],
    head: &HtmlOptions,
    mut bytes: impl FnMut(Option<&str>, &Look<'_>) -> Option<Vec<u8>>,
) -> Result<(), Failure> {
    let display = session.settings.display;
    let terminal = session.env.terminal.stdout;
    output::write(outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        let to_stdout = output.target == Target::Stdout;
        let width = if to_stdout { display.width } else { display.file_width };
        let style = Style {
            width: usize::from(width),
            color: display.colors(terminal && to_stdout),
            ascii: display.ascii,
        };
        let bytes = bytes(output.format.as_deref(), &Look { style: &style, head });
        Ok(out.write_all(&bytes.unwrap_or_default())?)
    })
}
