//! The gate for CI.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::Session;
use crate::cli::browser::Pages;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::layer::{Layer, Origin, Text};
use crate::cli::load::{self, Loaded};
use crate::cli::output;
use crate::cli::settings::{AsOf, CheckSettings, Output, Target};
use crate::render::gate::{summary, summary_line, verdict_lines};
use crate::render::{self, Look, OutputFormat, Style};
use crate::report::check::Broken;
use crate::report::check::acknowledged::HEADER;
use crate::report::check::gate::Gate;
use crate::report::check::{Baseline, Check, Entry, refused};
use crate::report::view::gate_words as words;

/// A job summary holds so many bytes.
const SUMMARY_LIMIT: usize = 1024 * 1024;

/// The variable that names the file of the job summary.
const SUMMARY_FILE: &str = "GITHUB_STEP_SUMMARY";

/// A gate judges now.
pub fn defaults() -> Layer {
    let now = Text { text: "now".to_owned(), origin: Origin::Default };
    Layer { values: [("as-of", vec![now])].into(), ..Layer::default() }
}

/// `credits check [FILE]…`
pub fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    supports(session)?;
    let settings = session.settings.check.clone();
    if settings.github_summary && session.env.var(SUMMARY_FILE).is_none() {
        let failure = Failure::new(
            Kind::Usage,
            format!("--github-summary: the variable {SUMMARY_FILE} is not set"),
        );
        return Err(failure.hint("it is set in every step of a GitHub workflow; elsewhere, -o summary.md writes the same page"));
    }
    let judged = judged(session, files, &settings).and_then(|(check, added)| {
        record(session, &settings, &added)?;
        Ok(check)
    });
    match judged {
        Ok(check) => {
            write(session, &check, true)?;
            say(session, &check);
            Ok(exit(&check))
        }
        Err(failure) => {
            // A pipeline must not find the files of an earlier run in place of this one's. What went wrong first is what is said.
            let _ = write(session, &Check::broken(broken(&failure)), false);
            Err(failure)
        }
    }
}

/// Shows a saved check again: nothing is judged, and nothing fails.
pub(super) fn show(session: &mut Session<'_>, check: &Check) -> Result<Exit, Failure> {
    supports(session)?;
    for output in &mut session.settings.outputs {
        output.format.get_or_insert_with(|| "text".to_owned());
    }
    write(session, check, true)?;
    Ok(Exit::Ok)
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

fn judged(
    session: &mut Session<'_>,
    files: &[String],
    settings: &CheckSettings,
) -> Result<(Check, Vec<Entry>), Failure> {
    let baseline = settings.baseline.as_deref().map(|path| known(path, settings)).transpose()?;
    let gate = Gate { baseline, ..settings.gate.clone() };
    let inputs = load::specs(session, "check", files)?;
    let loaded = Loaded::sums(session, &inputs)?;
    if let Some(rule) = refused(&gate, &loaded.request) {
        let failure = Failure::new(
            Kind::Usage,
            format!(
                "{rule} compares with the whole workspace's allowance, and a filter by app or user is set"
            ),
        );
        return Err(failure.hint(
            "take --app, --exclude-app and --user away, or judge parts of a pool with --per app",
        ));
    }
    let analysis = loaded.analysis();
    for (flag, name) in analysis.unmatched(&loaded.selection) {
        session.ui.warn(&format!("no event has the {flag} {name:?}"));
    }
    if session.settings.time.as_of == AsOf::LastEvent {
        session.ui.note("judged as of the log's own last day, so its age is not looked at");
    }
    let judgement = analysis.check(&loaded.request, &gate, &load::redaction(&session.settings));
    Ok((judgement.check, judgement.added))
}

/// The known events. A file that `--update-baseline` is to write need not be there yet.
fn known(path: &Path, settings: &CheckSettings) -> Result<Baseline, Failure> {
    let name = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound
                && settings.gate.acknowledge.is_some() =>
        {
            String::new()
        }
        Err(error) => {
            let failure =
                Failure::new(Kind::Config, format!("the known events cannot be read: {error}"))
                    .at(name, None, None);
            return Err(failure.hint("--update-baseline writes a file of what fires now"));
        }
    };
    Baseline::parse(&name, &text)
        .map_err(|bad| Failure::new(Kind::Config, bad.message).at(name, Some(bad.line), None))
}

/// Adds entries to the file of known events; what stands in it stays as it is.
fn record(
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
    let events = if added.len() == 1 {
        "1 known event was".to_owned()
    } else {
        format!("{} known events were", added.len())
    };
    session.ui.note(&format!("{events} added to {}", path.display()));
    Ok(())
}

/// Every sink. Without a format and a file, standard error says it all and standard output stays empty.
fn write(session: &mut Session<'_>, check: &Check, sound: bool) -> Result<(), Failure> {
    let display = session.settings.display;
    let terminal = session.env.terminal.stdout;
    let writer = |output: &Output| render::by_id(output.format.as_deref()?).and_then(|f| f.check());
    let wanted = |output: &&Output| {
        let to_stdout = output.target == Target::Stdout;
        // An error goes to standard output as JSON in its own envelope.
        (writer(output).is_some() || !to_stdout)
            && (sound || !to_stdout || output.format.as_deref() != Some("json"))
    };
    let mut outputs = session.settings.outputs.clone();
    let pages = if sound {
        Pages::of(&session.settings, &mut outputs)?
    } else {
        Pages::of_failure(&session.settings)
    };
    let outputs: Vec<Output> = outputs.iter().filter(wanted).cloned().collect();
    output::write(&outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        let to_stdout = output.target == Target::Stdout;
        let width = if to_stdout { display.width } else { display.file_width };
        let style = Style {
            width: usize::from(width),
            color: display.colors(terminal && to_stdout),
            ascii: display.ascii,
        };
        let look = Look { style: &style, head: &pages.head };
        let write = writer(output).or_else(|| render::by_id("text").and_then(|f| f.check()));
        let text = write.map(|write| write(check, &look)).unwrap_or_default();
        Ok(out.write_all(text.as_bytes())?)
    })?;
    if session.settings.check.github_summary {
        append_summary(session, check)?;
    }
    pages.show(session.env, &mut session.ui)
}

fn append_summary(session: &Session<'_>, check: &Check) -> Result<(), Failure> {
    let Some(path) = session.env.var(SUMMARY_FILE) else { return Ok(()) };
    let cannot = |error: std::io::Error| {
        Failure::new(Kind::Output, format!("the job summary cannot be written: {error}"))
            .at(path, None, None)
    };
    let there = fs::metadata(path).map_or(0, |m| usize::try_from(m.len()).unwrap_or(SUMMARY_LIMIT));
    let mut file = OpenOptions::new().append(true).create(true).open(path).map_err(cannot)?;
    file.write_all(summary(check, SUMMARY_LIMIT.saturating_sub(there)).as_bytes()).map_err(cannot)
}

/// The verdict on standard error.
fn say(session: &mut Session<'_>, check: &Check) {
    let style = Style { width: 0, color: false, ascii: session.settings.display.ascii };
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
    for text in words::left_out(check) {
        session.ui.note(&text);
    }
    for doubt in &check.doubts {
        session.ui.warn(&doubt.message);
    }
    if let Some(baseline) = &check.baseline {
        for stale in &baseline.stale {
            let (path, line, rule, day) =
                (baseline.path.for_terminal(), stale.line, &stale.rule, stale.day);
            session.ui.note(&format!(
                "{path}:{line}: stale known event ({rule} {day}): {}",
                stale.reason
            ));
        }
    }
    session.ui.verdict("1", &summary_line(check), "");
    if let Some(text) = words::remapped(check) {
        session.ui.loud(&text);
    }
}

/// An error as the sinks say it.
fn broken(failure: &Failure) -> Broken {
    Broken {
        kind: format!("{:?}", failure.kind).to_lowercase(),
        message: failure.message.as_str().into(),
        file: failure.file.as_deref().filter(|_| !failure.named).map(Into::into),
        line: failure.line,
        hints: failure.hints.iter().map(|hint| hint.as_str().into()).collect(),
    }
}
