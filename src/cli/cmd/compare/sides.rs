//! The two sides of a comparison: each is a log, a period of a log, or a saved report.

use super::saved_side::{cut_report, only_for_logs, saved_bytes};
use crate::base::Day;
use crate::cli::error::{Failure, Kind};
use crate::cli::load::{self, Loaded};
use crate::cli::request;
use crate::cli::session::Session;
use crate::ingest::InputSpec;
use crate::report::diff::{Named, SideKind};
use crate::report::{Analysis, AuditRequest, Report, Request, saved};

/// First and last day.
pub(crate) type Days = (Day, Day);

/// A side's report and name.
pub(crate) type Sided = (Report, Named);

/// The report that a side needs.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Report,
    /// With an audit, whose fixes are then looked for on the other side.
    Audit,
    /// With an audit of what those fixes left.
    Remains,
}

impl Need {
    const fn of_before(audited: bool) -> Self {
        if audited { Self::Audit } else { Self::Report }
    }

    const fn of_after(audited: bool) -> Self {
        if audited { Self::Remains } else { Self::Report }
    }

    /// Reads a log. An audit needs single events.
    fn load(self, session: &mut Session<'_>, inputs: &[InputSpec]) -> Result<Loaded, Failure> {
        if self != Self::Report {
            return Loaded::events(session, inputs);
        }
        let loaded = Loaded::sums(session, inputs)?;
        load::require_events(&loaded.log)?;
        Ok(loaded)
    }
}

/// Two periods of one log, which is read once.
pub(crate) fn one(
    session: &mut Session<'_>,
    files: &[String],
    periods: [Days; 2],
    audited: bool,
) -> Result<(Sided, Sided), Failure> {
    let inputs = load::specs(session, "compare", files)?;
    if let Some(report) = inputs.iter().find(|input| saved_bytes(input).is_some()) {
        return Err(cut_report(&input_name(report)));
    }
    let name = inputs.first().map(input_name).unwrap_or_default();
    let loaded = Need::of_before(audited).load(session, &inputs)?;
    let analysis = loaded.analysis();
    loaded.warn_of_unmatched(session, &analysis);
    let of = |days, need| of_log(session, &loaded, &analysis, &name, Some(days), need);
    let [before, after] = periods;
    Ok((of(before, Need::of_before(audited))?, of(after, Need::of_after(audited))?))
}

/// Two logs or saved reports; of a log, a period if `periods` is given.
pub(crate) fn two(
    session: &mut Session<'_>,
    (before, after): (&str, &str),
    periods: Option<[Days; 2]>,
    audited: bool,
) -> Result<(Sided, Sided), Failure> {
    if before == "-" && after == "-" {
        return Err(Failure::new(Kind::Usage, "standard input cannot be both sides")
            .hint("name a file for one of them"));
    }
    let before = load::specs(session, "compare", &[before.to_owned()])?;
    let after = load::specs(session, "compare", &[after.to_owned()])?;
    let saved = |inputs: &[InputSpec]| inputs.first().and_then(saved_bytes);
    let reports = [saved(&before), saved(&after)];
    let logs = reports.iter().filter(|report| report.is_none()).count();
    if logs == 2 && session.settings.rejects.is_some() {
        let failure = Failure::new(Kind::Usage, "--rejects names one file, but two logs are read");
        return Err(failure
            .hint("credits inspect FILE --rejects rejects.csv writes the rejected rows of one"));
    }
    if logs < 2 {
        only_for_logs(session, logs == 0)?;
    }
    let [first, second] = reports;
    let days = |at: usize| periods.map(|p| p[at]);
    let before = side(session, &before, first, days(0), Need::of_before(audited))?;
    Ok((before, side(session, &after, second, days(1), Need::of_after(audited))?))
}

fn side(
    session: &mut Session<'_>,
    inputs: &[InputSpec],
    report: Option<Vec<u8>>,
    days: Option<Days>,
    need: Need,
) -> Result<Sided, Failure> {
    let name = inputs.first().map(input_name).unwrap_or_default();
    let Some(bytes) = report else {
        let loaded = need.load(session, inputs)?;
        let analysis = loaded.analysis();
        loaded.warn_of_unmatched(session, &analysis);
        return of_log(session, &loaded, &analysis, &name, days, need);
    };
    if days.is_some() {
        return Err(cut_report(&name));
    }
    let report = saved::read(&name, &bytes)?;
    Ok((report, Named { name: name.into(), kind: SideKind::Report, asked: None }))
}

fn of_log(
    session: &Session<'_>,
    loaded: &Loaded,
    analysis: &Analysis,
    name: &str,
    days: Option<Days>,
    need: Need,
) -> Result<Sided, Failure> {
    let settings = &session.settings;
    let request = loaded.request.clone();
    let request = if let Some((first, last)) = days {
        Request { since: Some(first), until: Some(last), all: false, last_days: None, ..request }
    } else {
        // The whole log, unless a period is set.
        Request { all: request.since.is_none() && request.last_days.is_none(), ..request }
    };
    Loaded::check_range(analysis, &request)?;
    let redaction = request::redaction(settings);
    let report = if need == Need::Report {
        analysis.report(&request, &settings.rules, &redaction)
    } else {
        let wanted = AuditRequest { remains: need == Need::Remains, ..settings.audit.clone() };
        analysis.audit(&request, &settings.rules, &redaction, &wanted)
    };
    let kind = if days.is_some() { SideKind::Period } else { SideKind::Log };
    Ok((report, Named { name: name.into(), kind, asked: days }))
}

fn input_name(input: &InputSpec) -> String {
    match input {
        InputSpec::Path(name) | InputSpec::Text { name, .. } => name.clone(),
        InputSpec::Stdin(_) => "-".to_owned(),
        InputSpec::Spool(spool) => spool.name().to_owned(),
    }
}
