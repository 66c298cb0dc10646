//! `credits check [FILE]…`: the gate for CI. The verdict goes to standard error; standard output has
//! only what `-f` asks for.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::outputs;
use crate::base::figure;
use crate::cli::browser::Pages;
use crate::cli::ci_run;
use crate::cli::error::{Failure, Kind, unless_closed};
use crate::cli::exit::Exit;
use crate::cli::load::{self, Loaded};
use crate::cli::origin::{Layer, Origin, Text};
use crate::cli::output;
use crate::cli::overwrite::{self, SUMMARY_FILE};
use crate::cli::request;
use crate::cli::session::Session;
use crate::cli::settings::{AsOf, CheckSettings, Output, Target};
use crate::render::gate::{answer_line, summary, summary_line, verdict_lines};
use crate::render::{self, OutputFormat, Style};
use crate::report::check::baseline::HEADER;
use crate::report::check::gate::Gate;
use crate::report::check::{Baseline, Broken, Check, Entry, refused};
use crate::report::view::gate_answer::rule_names;
use crate::report::view::gate_words as words;

/// GitHub's limit for a job summary, in bytes.
const SUMMARY_LIMIT: usize = 1024 * 1024;

/// A gate judges as of now, not as of the log's last event.
pub(crate) fn defaults() -> Layer {
    let now = Text { text: "now".to_owned(), origin: Origin::Default };
    Layer { values: [("as-of", vec![now])].into(), ..Layer::default() }
}

pub(crate) fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    supports(session)?;
    let settings = session.settings.check.clone();
    if settings.github_summary && session.env.var(SUMMARY_FILE).is_none() {
        return Err(Failure::new(
            Kind::Usage,
            format!("--github-summary: the variable {SUMMARY_FILE} is not set"),
        )
        .hint("GitHub sets it in every step of a workflow; elsewhere, write -o summary.md"));
    }
    // A failed gate writes its outputs too, so this comes first.
    if let Ok(names) = session.inputs("check", files) {
        overwrite::refuse(session, &names)?;
    }
    let judged = judge(session, files, &settings).and_then(|(check, added)| {
        add_known_events(session, &settings, &added)?;
        say_not_added(session, &settings, &check);
        Ok(check)
    });
    match judged {
        Ok(check) => {
            let written = write(session, &check, true);
            print_verdict(session, &check);
            // The verdict stands even if nobody reads the output.
            unless_closed(written).map(|()| exit(&check))
        }
        Err(failure) => {
            // Overwrite output files even on failure, so that a pipeline never reads stale ones.
            // Report the first error.
            let mut check = Check::broken(broken(&failure));
            name(session, &mut check);
            let _ = write(session, &check, false);
            Err(failure)
        }
    }
}

/// Shows a saved check again. It is not judged again, and does not fail.
pub(crate) fn show(session: &mut Session<'_>, check: &Check) -> Result<(), Failure> {
    supports(session)?;
    for output in &mut session.settings.outputs {
        output.format.get_or_insert_with(|| "text".to_owned());
    }
    write(session, check, true)
}

fn supports(session: &Session<'_>) -> Result<(), Failure> {
    output::supports(&session.settings.outputs, "check", &render::ids_with(OutputFormat::check))
}

fn exit(check: &Check) -> Exit {
    match check.exit {
        0 => Exit::Ok,
        1 => Exit::Fired,
        3 => Exit::Indeterminate,
        _ => Exit::Error,
    }
}

/// Reads the log and judges it. Also returns the entries to add to the known events.
fn judge(
    session: &mut Session<'_>,
    files: &[String],
    settings: &CheckSettings,
) -> Result<(Check, Vec<Entry>), Failure> {
    let baseline =
        settings.baseline.as_deref().map(|path| known_events(path, settings)).transpose()?;
    let gate = Gate { baseline, ..settings.gate.clone() };
    session.settings.read.is_gate = true;
    let inputs = load::specs(session, "check", files)?;
    let loaded = Loaded::sums(session, &inputs)?;
    if let Some(rule) = refused(&gate, &loaded.request) {
        return Err(Failure::new(
            Kind::Usage,
            format!(
                "{rule} compares with the whole workspace's allowance, and a filter by app or \
                 user is set"
            ),
        )
        .hint("remove --app, --exclude-app and --user, or judge parts of a pool with --per app"));
    }
    let analysis = loaded.analysis();
    loaded.warn_of_unmatched(session, &analysis);
    say_until(session);
    if session.settings.time.as_of == AsOf::LastEvent {
        session.ui.note("judged as of the log's last day, so the age of the log is not checked");
    }
    let judgement = analysis.check(&loaded.request, &gate, &request::redaction(&session.settings));
    let mut check = judgement.check;
    check.remarks.extend(settings.from_environment.iter().cloned());
    name(session, &mut check);
    Ok((check, judgement.added))
}

/// Gives a result what its readers know it by: a title, the run, and users if they were asked for.
fn name(session: &Session<'_>, check: &mut Check) {
    check.title = session.settings.page.title.as_deref().map(Into::into);
    check.run = ci_run::address(session.env).map(Into::into);
    check.names_users = session.settings.check.names_users;
}

/// Says that the setting `until` decides the judged day: it may come from a variable or a file that nobody has in mind.
fn say_until(session: &mut Session<'_>) {
    let settings = &session.settings;
    let today = settings.time.zone.day_of(settings.now);
    let wanted = match settings.time.as_of {
        AsOf::Day(day) => day,
        AsOf::Now | AsOf::LastEvent => today,
    };
    let Some((until, text)) = settings.time.until.zip(settings.text("until")) else { return };
    if until < wanted {
        let text = format!("{}: until {until} ends the log, so that day is judged", text.origin);
        session.ui.warn(&text);
    }
}

/// Reads the file of known events. It may be missing if `--update-baseline` is about to create it.
fn known_events(path: &Path, settings: &CheckSettings) -> Result<Baseline, Failure> {
    let name = path.display().to_string();
    let creates = settings.gate.acknowledge.is_some();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if creates && error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(Failure::new(
                Kind::Config,
                format!("cannot read the file of known events: {error}"),
            )
            .at(name, None, None)
            .hint("--update-baseline writes a file with what fires now"));
        }
    };
    Baseline::parse(&name, &text)
        .map_err(|bad| Failure::new(Kind::Config, bad.message).at(name, Some(bad.line), None))
}

/// Appends entries to the file of known events. Its text stays as it is.
fn add_known_events(
    session: &mut Session<'_>,
    settings: &CheckSettings,
    added: &[Entry],
) -> Result<(), Failure> {
    let Some(path) = settings.baseline.as_ref().filter(|_| !added.is_empty()) else {
        return Ok(());
    };
    let mut text = fs::read_to_string(path).unwrap_or_default();
    if text.is_empty() {
        HEADER.clone_into(&mut text);
    } else if !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(added.iter().map(Entry::to_toml));
    let target = Output { format: None, target: Target::File(path.clone()) };
    output::write(&[target], &mut *session.out, |_, out| Ok(out.write_all(text.as_bytes())?))?;
    let events = figure::counted(added.len() as u64, "known event");
    session.ui.note(&format!("added {events} to {}:", path.display()));
    for entry in added {
        session.ui.note(&format!("  {}", entry.shown()));
    }
    Ok(())
}

/// Says which rules still fail after `--update-baseline`: those about the cycle have to be named.
fn say_not_added(session: &mut Session<'_>, settings: &CheckSettings, check: &Check) {
    if settings.gate.acknowledge.is_none() {
        return;
    }
    let rules = rule_names(check.rules.iter().filter(|rule| rule.fails()));
    if !rules.is_empty() {
        let rules = rules.join(",");
        session.ui.note(&format!(
            "not added: {rules}, which is about the whole cycle; --acknowledge {rules} adds it until the reset"
        ));
    }
}

/// Writes every output. Standard output without a format stays empty, since standard error has the
/// verdict. `sound` is false for a failed run.
fn write(session: &mut Session<'_>, check: &Check, sound: bool) -> Result<(), Failure> {
    // An error on standard output has a JSON envelope of its own.
    let wanted = |output: &&Output| match (&output.target, output.format.as_deref()) {
        (Target::File(_), _) => true,
        (Target::Stdout, None) => false,
        (Target::Stdout, Some(format)) => sound || format != "json",
    };
    let mut outputs = session.settings.outputs.clone();
    let pages = if sound {
        Pages::of(&session.settings, &mut outputs)?
    } else {
        Pages::of_failure(&session.settings)
    };
    let outputs: Vec<Output> = outputs.iter().filter(wanted).cloned().collect();
    let written = outputs::write(session, &outputs, &pages.head, |format, look| {
        let write = render::by_id(format.unwrap_or("text"))?.check()?;
        Some(write(check, look).into_bytes())
    });
    // None of these waits for the others.
    let summary =
        if session.settings.check.github_summary { append_summary(session, check) } else { Ok(()) };
    let shown = pages.show(session.env, &mut session.ui);
    unless_closed(written.clone()).and(summary).and(shown).and(written)
}

fn append_summary(session: &Session<'_>, check: &Check) -> Result<(), Failure> {
    let Some(path) = session.env.var(SUMMARY_FILE) else { return Ok(()) };
    let cannot = |error: std::io::Error| {
        Failure::new(Kind::Output, format!("cannot write the job summary: {error}"))
            .at(path, None, None)
    };
    let used = fs::metadata(path).map_or(0, |m| usize::try_from(m.len()).unwrap_or(SUMMARY_LIMIT));
    let mut file = OpenOptions::new().append(true).create(true).open(path).map_err(cannot)?;
    file.write_all(summary(check, SUMMARY_LIMIT.saturating_sub(used)).as_bytes()).map_err(cannot)
}

/// Prints the verdict, with its notes and doubts, on standard error.
fn print_verdict(session: &mut Session<'_>, check: &Check) {
    let style = Style { width: 0, color: false, ascii: session.settings.display.ascii };
    session.ui.verdict("1", &answer_line(check, &style), "");
    for line in verdict_lines(check, &style) {
        let code = match line.state.trim_end() {
            "fired" => "1;31",
            "warned" => "1;33",
            "acknowledged" => "36",
            "clear" => "32",
            _ => "2",
        };
        session.ui.verdict(code, &line.state, &line.rest);
    }
    for text in words::asides(check) {
        session.ui.note(&text);
    }
    for doubt in &check.doubts {
        session.ui.warn(&doubt.message);
    }
    if let Some(baseline) = &check.baseline {
        for stale in &baseline.stale {
            session.ui.note(&format!(
                "{}:{}: stale known event ({} {}): {}",
                baseline.path.for_terminal(),
                stale.line,
                stale.rule,
                stale.day,
                stale.reason
            ));
        }
    }
    session.ui.verdict("1", &summary_line(check), "");
    if let Some(text) = words::remapped(check) {
        session.ui.warn_always(&text);
    }
}

/// A failure, for the outputs of a gate.
fn broken(failure: &Failure) -> Broken {
    Broken {
        kind: format!("{:?}", failure.kind).to_lowercase(),
        message: failure.message.as_str().into(),
        file: failure.file.as_deref().filter(|_| !failure.named).map(Into::into),
        line: failure.line,
        hints: failure.hints.iter().map(|hint| hint.as_str().into()).collect(),
    }
}
