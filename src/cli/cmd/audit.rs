//! `credits audit [FILE]…`: what is wasted, what to change first, and how much that saves.

mod reported;

use super::outputs;
use crate::audit::UnknownFix;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::load::Loaded;
use crate::cli::output;
use crate::cli::request;
use crate::cli::session::Session;
use crate::cli::suggest::did_you_mean;
use crate::report::{AuditRequest, Report};

pub(crate) fn run(
    session: &mut Session<'_>,
    files: &[String],
    apply: &[String],
    evidence: bool,
) -> Result<Exit, Failure> {
    output::supports(&session.settings.outputs, "audit", &outputs::report_formats())?;
    let loaded = Loaded::for_audit(session, "audit", files)?;
    let mut wanted = session.settings.audit.clone();
    wanted.claim = evidence;
    reported::add(session, &loaded.request, &mut wanted)?;
    if let Some(text) =
        session.settings.text("reported-used").filter(|_| loaded.request.part_of_pool)
    {
        return Err(text
            .wrong("the dashboard counts the whole workspace, and a filter by app or user is set")
            .hint("remove --app, --exclude-app and --user"));
    }
    let analysis = loaded.analysis();
    Loaded::check_range(&analysis, &loaded.request)?;
    let (rules, redaction) = (&session.settings.rules, request::redaction(&session.settings));
    let report = if apply.is_empty() {
        analysis.audit(&loaded.request, rules, &redaction, &wanted)
    } else {
        analysis.audit_applied(&loaded.request, rules, &redaction, &wanted, apply)?
    };
    loaded.warn_about(session, &analysis, &report);
    warn_of_other_cycles(session, &report, &wanted);
    let applied = report.audit.as_ref().and_then(|audit| audit.applied.as_ref());
    if applied.is_some_and(|applied| applied.findings.is_empty()) {
        session.ui.warn("none of these fixes applies to this log, so the figures are unchanged");
    }
    outputs::write_report(session, &report)?;
    Ok(Exit::Ok)
}

/// Warns of readings of the dashboard that belong to another cycle: they are not comparable.
fn warn_of_other_cycles(session: &mut Session<'_>, report: &Report, wanted: &AuditRequest) {
    let Some(cycle) = &report.cycle else { return };
    let days = wanted.readings.iter().filter_map(|r| r.day);
    for day in days.filter(|day| *day < cycle.start || *day >= cycle.end) {
        session.ui.warn(&format!(
            "the reading of {day} is outside the cycle from {} to {}",
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
        failure.hint(format!("fixes: {known}, all; or the id of a finding, like R1"))
    }
}
