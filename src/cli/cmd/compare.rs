//! What changed between two periods, logs or saved reports, and why.

use std::fs::File;
use std::io::{Read as _, Write};

use super::Session;
use crate::base::Day;
use crate::cli::args::CompareArgs;
use crate::cli::browser::Pages;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::layer::Origin;
use crate::cli::load::{self, Loaded};
use crate::cli::output;
use crate::cli::settings::{By, Output, Target};
use crate::ingest::source::decode;
use crate::ingest::{self, InputSpec};
use crate::render::{self, ComparisonView, Look, OutputFormat, Style};
use crate::report::audit::afterwards::{self, remeasure};
use crate::report::diff::{self, Comparison, Named, SideKind};
use crate::report::{Analysis, AuditRequest, Report, Request, saved};

/// Rows of a table where nobody asked for a number: a comparison has many tables.
const TOP: usize = 5;

/// What the hidden tag of a comment holds where nobody names one.
const TAG: &str = diff::SCHEMA;

/// A saved report is never larger: a longer file is a log, and need not be held in memory to know that.
const LARGEST_REPORT: u64 = 256 << 20;

/// Settings that say how a log is read or cut; a saved report is past that.
const OF_LOGS: [&str; 11] = [
    "app",
    "exclude-app",
    "user",
    "pool",
    "since",
    "until",
    "last",
    "all",
    "as-of",
    "timezone",
    "model",
];

type Days = (Day, Day);
type Sided = (Report, Named);

/// `credits compare BEFORE AFTER`, `credits compare LOG --period A..B,C..D`
pub fn run(session: &mut Session<'_>, args: &CompareArgs) -> Result<Exit, Failure> {
    supports(session)?;
    let periods = args.period.as_deref().map(periods).transpose()?;
    let audited = args.audit.is_some();
    let (before, after) = match (args.files.as_slice(), periods) {
        ([before, after], periods) => two(session, (before, after), periods, audited)?,
        (files, Some(periods)) => one(session, files, periods, audited)?,
        (files, None) => return Err(nothing_to_compare(files)),
    };
    let mut comparison = diff::compare((&before.0, &before.1), (&after.0, &after.1));
    if let Some(names) = &args.audit {
        let names: Vec<String> = names
            .iter()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        let days = (comparison.before.days, comparison.after.days);
        let mut remeasured = remeasure(&before.0, &after.0, days, &names)
            .map_err(|e| not_measured(&e, &before.1, &after.1))?;
        if after.1.kind == SideKind::Report {
            remeasured.caveats.push(
                "After is a saved audit: what it does not list counts as gone, however much was left below its thresholds."
                    .to_owned(),
            );
        }
        comparison.audit = Some(remeasured);
    }
    write(session, &comparison, &args.tag)?;
    Ok(Exit::Ok)
}

/// Why the audit's findings cannot be measured again, and what to do.
fn not_measured(error: &afterwards::Error, before: &Named, after: &Named) -> Failure {
    use afterwards::Error::{NoAudit, Supposed, Unknown};
    match error {
        NoAudit { before: first } | Supposed { before: first } => {
            let name = if *first { &before.name } else { &after.name };
            Failure::new(Kind::Usage, format!("--audit: {error}"))
                .at(name.raw(), None, None)
                .hint("credits audit usage.csv -o before.json saves an audit; the log itself does as well")
        }
        Unknown { known, .. } => {
            let known = if known.is_empty() {
                "it has none".to_owned()
            } else {
                format!("it has {}", known.join(", "))
            };
            Failure::new(Kind::Usage, format!("--audit: {error}")).hint(known)
        }
    }
}

/// Shows a saved comparison again.
pub(super) fn show(session: &mut Session<'_>, comparison: &Comparison) -> Result<Exit, Failure> {
    supports(session)?;
    write(session, comparison, TAG)?;
    Ok(Exit::Ok)
}

fn supports(session: &Session<'_>) -> Result<(), Failure> {
    let formats = render::ids_with(OutputFormat::comparison);
    output::supports(&session.settings.outputs, "compare", &formats)?;
    tables(session)
}

fn nothing_to_compare(files: &[String]) -> Failure {
    let name = files.first().map_or("usage.csv", String::as_str);
    let message =
        if files.is_empty() { "nothing to compare is named" } else { "only one side is named" };
    Failure::new(Kind::Usage, message).hint("credits compare before.csv after.csv compares two logs or saved reports").hint(
        format!("credits compare {name} --period 2026-04-05..2026-05-04,2026-05-05..2026-06-04 compares two periods of one"),
    )
}

/// `A..B,C..D`
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

/// Two periods of one log, which is read once.
fn one(
    session: &mut Session<'_>,
    files: &[String],
    periods: [Days; 2],
    audited: bool,
) -> Result<(Sided, Sided), Failure> {
    let inputs = load::specs(session, "compare", files)?;
    if let Some(name) =
        inputs.iter().find_map(|input| saved_bytes(input).map(|_| input_name(input)))
    {
        return Err(cut_report(&name));
    }
    let name = inputs.first().map(input_name).unwrap_or_default();
    let loaded = How::first(audited).load(session, &inputs)?;
    let analysis = loaded.analysis();
    unmatched(session, &loaded, &analysis);
    let of = |days, how| of_log(session, &loaded, &analysis, &name, Some(days), how);
    let [before, after] = periods;
    Ok((of(before, How::first(audited)), of(after, How::second(audited))))
}

fn two(
    session: &mut Session<'_>,
    (before, after): (&str, &str),
    periods: Option<[Days; 2]>,
    audited: bool,
) -> Result<(Sided, Sided), Failure> {
    if before == "-" && after == "-" {
        return Err(Failure::new(Kind::Usage, "standard input can be one side only")
            .hint("name a file for the other"));
    }
    let inputs = [before, after].map(|name| load::specs(session, "compare", &[name.to_owned()]));
    let [before, after] = inputs;
    let (before, after) = (before?, after?);
    let saved = |inputs: &[InputSpec]| inputs.first().and_then(saved_bytes);
    let reports = [saved(&before), saved(&after)];
    let logs = reports.iter().filter(|report| report.is_none()).count();
    if logs == 2 && session.settings.rejects.is_some() {
        let failure = Failure::new(Kind::Usage, "--rejects names one file, and two logs are read");
        return Err(
            failure.hint("credits inspect FILE --rejects rejects.csv lists those of one log")
        );
    }
    if logs < 2 {
        only_for_logs(session, logs == 0)?;
    }
    let [first, second] = reports;
    let days = |at: usize| periods.map(|p| p[at]);
    let before = side(session, &before, first, days(0), How::first(audited))?;
    Ok((before, side(session, &after, second, days(1), How::second(audited))?))
}

/// What is made of a log.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Report,
    /// With the audit before the fixes.
    Audit,
    /// With an audit of what is left after them.
    Remains,
}

impl How {
    const fn first(audited: bool) -> Self {
        if audited { Self::Audit } else { Self::Report }
    }

    const fn second(audited: bool) -> Self {
        if audited { Self::Remains } else { Self::Report }
    }

    /// An audit looks at single events.
    fn load(self, session: &mut Session<'_>, inputs: &[InputSpec]) -> Result<Loaded, Failure> {
        if self == Self::Report {
            Loaded::sums(session, inputs)
        } else {
            Loaded::events(session, inputs)
        }
    }
}

fn side(
    session: &mut Session<'_>,
    inputs: &[InputSpec],
    report: Option<Vec<u8>>,
    days: Option<Days>,
    how: How,
) -> Result<Sided, Failure> {
    let name = inputs.first().map(input_name).unwrap_or_default();
    let Some(bytes) = report else {
        let loaded = how.load(session, inputs)?;
        let analysis = loaded.analysis();
        unmatched(session, &loaded, &analysis);
        return Ok(of_log(session, &loaded, &analysis, &name, days, how));
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
    how: How,
) -> Sided {
    let asked = loaded.request.clone();
    let request = if let Some((first, last)) = days {
        Request { since: Some(first), until: Some(last), all: false, last_days: None, ..asked }
    } else {
        // A log that is named is meant whole, unless someone says otherwise.
        Request { all: asked.since.is_none() && asked.last_days.is_none(), ..asked }
    };
    let (rules, redaction) = (&session.settings.rules, load::redaction(&session.settings));
    let report = if how == How::Report {
        analysis.report(&request, rules, &redaction)
    } else {
        let wanted =
            AuditRequest { remains: how == How::Remains, ..session.settings.audit.clone() };
        analysis.audit(&request, rules, &redaction, &wanted)
    };
    let kind = if days.is_some() { SideKind::Period } else { SideKind::Log };
    (report, Named { name: name.into(), kind, asked: days })
}

fn unmatched(session: &mut Session<'_>, loaded: &Loaded, analysis: &Analysis) {
    for (flag, name) in analysis.unmatched(&loaded.selection) {
        session.ui.warn(&format!("no event has the {flag} {name:?}"));
    }
}

fn input_name(input: &InputSpec) -> String {
    match input {
        InputSpec::Path(name) | InputSpec::Text { name, .. } => name.clone(),
        InputSpec::Stdin(_) | InputSpec::Spool(_) => "-".to_owned(),
    }
}

/// The bytes of a saved report; `None` for a log, and for what cannot be read, which reading the log will say.
fn saved_bytes(input: &InputSpec) -> Option<Vec<u8>> {
    let bytes = match input {
        InputSpec::Stdin(bytes) => bytes.clone(),
        InputSpec::Text { text, .. } => text.clone().into_bytes(),
        InputSpec::Path(path) => object_bytes(File::open(path).ok()?)?,
        InputSpec::Spool(spool) => object_bytes(spool.open().ok()?)?,
    };
    // What cannot be inflated is told by the reader of logs.
    let bytes = decode::inflate(bytes).ok()?.bytes;
    saved::is_saved(&bytes).then_some(bytes)
}

/// The bytes of a file that may hold an object.
fn object_bytes(mut file: File) -> Option<Vec<u8>> {
    let there = file.metadata().ok()?;
    if !there.is_file() || there.len() > LARGEST_REPORT {
        return None;
    }
    let mut bytes = vec![0; 512];
    let read = file.read(&mut bytes).ok()?;
    bytes.truncate(read);
    let head = ingest::record::saved::inflated_head(bytes.clone());
    if head.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{') {
        return None;
    }
    file.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn cut_report(name: &str) -> Failure {
    Failure::new(Kind::Usage, "--period cannot cut a saved report: it holds no events")
        .at(name, None, None)
        .hint("give --period with the log that the report was made of")
}

/// What cannot be done to a saved report must not look as if it was.
fn only_for_logs(session: &Session<'_>, no_log: bool) -> Result<(), Failure> {
    let typed = |name: &str| {
        session.settings.text(name).filter(|text| matches!(text.origin, Origin::Flag(_)))
    };
    let redact = &session.settings.redact;
    if redact.users || redact.apps || redact.text {
        let failure = Failure::new(Kind::Usage, "--redact does not reach into a saved report");
        return Err(failure
            .hint("save the report with --redact, and with the same --redact-key on both sides"));
    }
    match OF_LOGS.iter().find_map(|name| typed(name)).filter(|_| no_log) {
        Some(text) => {
            let failure =
                text.wrong("both sides are saved reports, and it changes nothing in them");
            Err(failure.hint("give it when the reports are saved"))
        }
        None => Ok(()),
    }
}

impl From<saved::Error> for Failure {
    fn from(error: saved::Error) -> Self {
        let (line, column) = error.place().unzip();
        let mut failure = Self::new(Kind::Input, error.to_string())
            .at(error.path().raw(), line, column)
            .hint(error.hint());
        failure.named = true;
        failure
    }
}

/// The dimension of a comparison that a `--by` means.
fn dimension(by: By) -> Option<&'static str> {
    let known =
        matches!(by, By::App | By::Source | By::Class | By::Model | By::User | By::Operation);
    By::ALL.iter().find(|(_, other)| known && *other == by).map(|(name, _)| *name)
}

/// A `--by` that was typed and means no table of a comparison is an error; one that a file sets for reports is not.
fn tables(session: &Session<'_>) -> Result<(), Failure> {
    let Some(text) =
        session.settings.text("by").filter(|text| matches!(text.origin, Origin::Flag(_)))
    else {
        return Ok(());
    };
    match session.settings.select.by.iter().find(|by| dimension(**by).is_none()) {
        Some(_) => Err(text
            .wrong("a comparison has no such table")
            .hint("app, source, class, model, user and operation are its tables")),
        None => Ok(()),
    }
}

fn write(session: &mut Session<'_>, comparison: &Comparison, tag: &str) -> Result<(), Failure> {
    let asked = session.settings.text("top").is_some_and(|text| text.origin != Origin::Default);
    let by = session
        .settings
        .select
        .by
        .iter()
        .filter_map(|by| dimension(*by))
        .map(str::to_owned)
        .collect();
    let mut outputs = session.settings.outputs.clone();
    let pages = Pages::of(&session.settings, &mut outputs)?;
    let top = if asked { session.settings.select.top } else { TOP };
    let view = ComparisonView { top, by, tag: tag.to_owned() };
    let display = session.settings.display;
    let terminal = session.env.terminal.stdout;
    output::write(&outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        let format = output.format.as_deref().unwrap_or("text");
        let write = render::by_id(format).and_then(|format| format.comparison());
        let to_stdout = output.target == Target::Stdout;
        let width = if to_stdout { display.width } else { display.file_width };
        let style = Style {
            width: usize::from(width),
            color: display.colors(terminal && to_stdout),
            ascii: display.ascii,
        };
        let look = Look { style: &style, head: &pages.head };
        // `output::supports` has checked the format.
        let text = write.map(|write| write(comparison, &view, &look)).unwrap_or_default();
        Ok(out.write_all(text.as_bytes())?)
    })?;
    pages.show(session.env, &mut session.ui)
}
