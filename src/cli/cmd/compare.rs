//! `credits compare BEFORE AFTER`, or `credits compare LOG --period A..B,C..D`: what changed between
//! two periods, logs or saved reports, and why.

mod saved_side;
mod sides;

use super::outputs;
use crate::base::Day;
use crate::cli::args::CompareArgs;
use crate::cli::browser::Pages;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::origin::Origin;
use crate::cli::output;
use crate::cli::session::Session;
use crate::cli::settings::By;
use crate::render::{self, ComparisonView, OutputFormat};
use crate::report::audit::fix_checks::{self, check_fixes};
use crate::report::diff::{self, Comparison, Named, SideKind};
use sides::{Days, Sided};

/// Rows per table unless `--top` is set: a comparison has many tables.
const TOP: usize = 5;

/// Text of the hidden tag unless `--tag` is set.
const TAG: &str = diff::SCHEMA;

pub(crate) fn run(session: &mut Session<'_>, args: &CompareArgs) -> Result<Exit, Failure> {
    supports(session)?;
    let periods = args.period.as_deref().map(periods).transpose()?;
    let audited = args.audit.is_some();
    let (before, after) = match (args.files.as_slice(), periods) {
        ([before, after], periods) => sides::two(session, (before, after), periods, audited)?,
        (files, Some(periods)) => sides::one(session, files, periods, audited)?,
        (files, None) => return Err(nothing_to_compare(files)),
    };
    let mut comparison = diff::compare((&before.0, &before.1), (&after.0, &after.1));
    if let Some(fixes) = &args.audit {
        measure_fixes(&mut comparison, fixes, &before, &after)?;
    }
    write(session, &comparison, &args.tag)?;
    Ok(Exit::Ok)
}

/// `--audit`: adds what became of the fixes of the earlier audit.
fn measure_fixes(
    comparison: &mut Comparison,
    fixes: &[String],
    before: &Sided,
    after: &Sided,
) -> Result<(), Failure> {
    let fixes: Vec<String> =
        fixes.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let days = (comparison.before.days, comparison.after.days);
    let mut measured = check_fixes(&before.0, &after.0, days, &fixes)
        .map_err(|error| not_measured(&error, &before.1, &after.1))?;
    if after.1.kind == SideKind::Report {
        measured.caveats.push(
            "AFTER is a saved audit: a finding that it does not list counts as gone, even if some \
             of it is left below the audit's thresholds."
                .to_owned(),
        );
    }
    comparison.audit = Some(measured);
    Ok(())
}

fn not_measured(error: &fix_checks::Error, before: &Named, after: &Named) -> Failure {
    use fix_checks::Error::{NoAudit, Supposed, Unknown};
    let failure = Failure::new(Kind::Usage, format!("--audit: {error}"));
    match error {
        NoAudit { before: first } | Supposed { before: first } => {
            let name = if *first { &before.name } else { &after.name };
            failure
                .at(name.raw(), None, None)
                .hint("name the log, or save an audit: credits audit usage.csv -o before.json")
        }
        Unknown { known, .. } if known.is_empty() => failure.hint("it has none"),
        Unknown { known, .. } => failure.hint(format!("it has {}", known.join(", "))),
    }
}

/// Shows a saved comparison again.
pub(crate) fn show(session: &mut Session<'_>, comparison: &Comparison) -> Result<(), Failure> {
    supports(session)?;
    write(session, comparison, TAG)
}

fn supports(session: &Session<'_>) -> Result<(), Failure> {
    let formats = render::ids_with(OutputFormat::comparison);
    output::supports(&session.settings.outputs, "compare", &formats)?;
    tables(session)
}

fn nothing_to_compare(files: &[String]) -> Failure {
    let name = files.first().map_or("usage.csv", String::as_str);
    let message = if files.is_empty() {
        "no logs or saved reports are named"
    } else {
        "only one log or saved report is named"
    };
    Failure::new(Kind::Usage, message)
        .hint("to compare two logs or saved reports: credits compare before.csv after.csv")
        .hint(format!(
            "to compare two periods of a log: \
             credits compare {name} --period 2026-04-05..2026-05-04,2026-05-05..2026-06-04"
        ))
}

/// Parses `A..B,C..D`.
fn periods(text: &str) -> Result<[Days; 2], Failure> {
    let form = "FIRST..LAST,FIRST..LAST, like 2026-04-05..2026-05-04,2026-05-05..2026-06-04";
    let wrong = |why: String| Failure::new(Kind::Usage, format!("--period: {why}")).hint(form);
    let days = |part: &str| {
        let (first, last) =
            part.split_once("..").ok_or_else(|| wrong(format!("{part:?} is not FIRST..LAST")))?;
        let day = |text: &str| {
            text.trim().parse::<Day>().map_err(|why| wrong(format!("{text:?} is {why}")))
        };
        let (first, last) = (day(first)?, day(last)?);
        if last < first {
            return Err(wrong(format!("the range is reversed: {last} is before {first}")));
        }
        Ok((first, last))
    };
    match text.split_once(',') {
        Some((one, two)) if !two.contains(',') => Ok([days(one)?, days(two)?]),
        _ => Err(wrong(format!("{text:?} is not two periods"))),
    }
}

/// The table of a comparison that a `--by` names; `None` if it has no such table.
fn dimension(by: By) -> Option<&'static str> {
    let known =
        matches!(by, By::App | By::Source | By::Class | By::Model | By::User | By::Operation);
    known.then(|| by.name())
}

/// Fails on a typed `--by` that a comparison has no table for. One in the configuration file is
/// meant for reports.
fn tables(session: &Session<'_>) -> Result<(), Failure> {
    let Some(text) = session.settings.text("by").filter(|text| text.is_typed()) else {
        return Ok(());
    };
    match session.settings.select.by.iter().find(|by| dimension(**by).is_none()) {
        Some(by) => Err(text
            .wrong(format!("a comparison has no table by {}", by.name()))
            .hint("its tables are app, source, class, model, user and operation")),
        None => Ok(()),
    }
}

fn write(session: &mut Session<'_>, comparison: &Comparison, tag: &str) -> Result<(), Failure> {
    let settings = &session.settings;
    let top_is_set = settings.text("top").is_some_and(|text| text.origin != Origin::Default);
    let by = settings.select.by.iter().filter_map(|by| dimension(*by)).map(str::to_owned).collect();
    let mut outputs = settings.outputs.clone();
    let pages = Pages::of(settings, &mut outputs)?;
    let top = if top_is_set { settings.select.top } else { TOP };
    let view = ComparisonView { top, by, tag: tag.to_owned() };
    outputs::write(session, &outputs, &pages.head, |format, look| {
        let write = render::by_id(format.unwrap_or("text"))?.comparison()?;
        Some(write(comparison, &view, look).into_bytes())
    })?;
    pages.show(session.env, &mut session.ui)
}
