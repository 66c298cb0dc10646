//! Every event, classified and priced.

use std::io::Write;

use super::Session;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load::{self, Loaded};
use crate::cli::output;
use crate::cli::settings::Output;
use crate::render::events;

/// `credits events [FILE]…`: everything up to as-of unless `--since` or `--until` says otherwise.
pub fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    output::supports(&session.settings.outputs, "events", &["csv", "jsonl"])?;
    let loaded = Loaded::of(session, "events", files)?;
    let analysis = loaded.analysis();
    let redaction = load::redaction(&session.settings);
    let outputs = session.settings.outputs.clone();
    let (since, until) = (loaded.request.since, loaded.request.until);
    output::write(&outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        let listed = analysis.events(&loaded.request.zone, since, until);
        let rows = listed.map(|(event, classified)| analysis.row(event, classified, &redaction));
        match output.format.as_deref() {
            Some("jsonl") => Ok(events::jsonl(rows, out)?),
            _ => Ok(events::csv(rows, out)?),
        }
    })?;
    Ok(Exit::Ok)
}
