//! `credits events [FILE]…`: every event, classified and priced, up to as-of unless `--since` or
//! `--until` is set.

use std::io::Write;

use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load::Loaded;
use crate::cli::output;
use crate::cli::request;
use crate::cli::session::Session;
use crate::cli::settings::Output;
use crate::render::{self, OutputFormat};

pub(crate) fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    output::supports(&session.settings.outputs, "events", &render::ids_with(OutputFormat::events))?;
    let loaded = Loaded::of(session, "events", files)?;
    let analysis = loaded.analysis();
    Loaded::check_range(&analysis, &loaded.request)?;
    let redaction = request::redaction(&session.settings);
    let outputs = session.settings.outputs.clone();
    let (since, until) = (loaded.request.since, loaded.request.until);
    output::write(&outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        let listed = analysis.events(&loaded.request.zone, since, until);
        let mut rows =
            listed.map(|(event, classified)| analysis.row(event, classified, &redaction));
        // `output::supports` has checked the format.
        let format = render::by_id(output.format.as_deref().unwrap_or("csv"));
        Ok(format.and_then(|f| f.events()).map_or(Ok(()), |write| write(&mut rows, out))?)
    })?;
    Ok(Exit::Ok)
}
