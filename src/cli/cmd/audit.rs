//! What is wasted, what to change first, and what that saves.

use super::{Session, report};
use crate::audit::UnknownFix;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::load::{self, Loaded};
use crate::cli::near::did_you_mean;
use crate::cli::output;
use crate::report::{AuditRequest, Report};

/// `credits audit [FILE]…`
pub fn run(session: &mut Session<'_>, files: &[String], apply: &[String]) -> Result<Exit, Failure> {
    output::supports(&session.settings.outputs, "audit", &report::formats())?;
    let loaded = load(session, "audit", files)?;
    let wanted = session.settings.audit.clone();
    if let Some(text) =
        session.settings.text("reported-used").filter(|_| loaded.request.part_of_pool)
    {
        return Err(text.wrong(
            "a reading of the dashboard is of the whole workspace, and --app or --user keep a part",
        ));
    }
    let analysis = loaded.analysis();
    let (rules, redaction) = (&session.settings.rules, load::redaction(&session.settings));
    let made = if apply.is_empty() {
        analysis.audit(&loaded.request, rules, &redaction, &wanted)
    } else {
        analysis.audit_applied(&loaded.request, rules, &redaction, &wanted, apply)?
    };
    loaded.doubts(session, &analysis, &made);
    readings_in_cycle(session, &made, &wanted);
    if made
        .audit
        .as_ref()
        .is_some_and(|a| a.applied.as_ref().is_some_and(|applied| applied.findings.is_empty()))
    {
        session.ui.warn("none of these fixes applies to this log: the figures are as they were");
    }
    report::write(session, &made)?;
    Ok(Exit::Ok)
}

/// Reads the logs of an audit: everything up to as-of unless a period was given, with the hashes of the files.
pub(super) fn load(
    session: &mut Session<'_>,
    command: &str,
    files: &[String],
) -> Result<Loaded, Failure> {
    session.settings.read.hash = true;
    let mut loaded = Loaded::of(session, command, files)?;
    let request = &mut loaded.request;
    request.all = request.since.is_none() && request.last_days.is_none();
    Ok(loaded)
}

/// A reading of another cycle cannot be held against this one.
fn readings_in_cycle(session: &mut Session<'_>, report: &Report, wanted: &AuditRequest) {
    let Some(cycle) = &report.cycle else { return };
    for day in wanted
        .readings
        .iter()
        .filter_map(|r| r.day)
        .filter(|day| *day < cycle.start || *day >= cycle.end)
    {
        session.ui.warn(&format!(
            "the reading of {day} is not of the cycle from {} to {}",
            cycle.start,
            cycle.end.plus(-1)
        ));
    }
}

impl From<UnknownFix> for Failure {
    fn from(unknown: UnknownFix) -> Self {
        let known = unknown.fixes.join(", ");
        let failure = Self::new(Kind::Usage, format!("--apply: {unknown}"));
        let failure = match did_you_mean(&unknown.name, unknown.fixes.iter().copied()) {
            Some(hint) => failure.hint(hint),
            None => failure,
        };
        failure.hint(format!("fixes: {known}, all; or a finding's id, like R1"))
    }
}
