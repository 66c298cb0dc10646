//! Reads back a saved report, check or comparison, to show it again. Its figures are final, so
//! settings that would change them are refused.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::{Failure, Kind};
use super::session::Session;
use super::setting_names::KEYS;
use super::settings::By;
use crate::base::Untrusted;
use crate::ingest::{self, InputSpec};
use crate::report::check::{self, Check};
use crate::report::diff::{self, Comparison};
use crate::report::{Report, SCHEMA};

/// Settings that only say how a report is shown and where it is written.
const SHOWN: [&str; 15] = [
    "by", "top", "full", "format", "json", "output", "title", "client", "logo", "open", "color",
    "ascii", "width", "quiet", "verbose",
];

/// A saved document.
pub(crate) enum Saved {
    /// Of `report` or `audit`.
    Report(Box<Report>),
    Check(Box<Check>),
    Comparison(Box<Comparison>),
}

#[derive(Deserialize)]
struct Envelope {
    schema: String,
}

/// The saved document, if the only input is one.
pub(crate) fn document(
    session: &mut Session<'_>,
    inputs: &[InputSpec],
) -> Result<Option<Saved>, Failure> {
    let Some((path, text)) = ingest::record::saved::document(inputs)? else { return Ok(None) };
    let schema =
        serde_json::from_str::<Envelope>(&text).map(|envelope| envelope.schema).unwrap_or_default();
    let kind = schema.split('/').next().unwrap_or_default();
    let (saved, what) = match kind {
        "credits.check" => {
            (Saved::Check(Box::new(parsed(&path, &text, &schema, check::SCHEMA)?)), "check")
        }
        "credits.compare" => (
            Saved::Comparison(Box::new(parsed(&path, &text, &schema, diff::SCHEMA)?)),
            "comparison",
        ),
        _ => (Saved::Report(Box::new(parsed(&path, &text, &schema, SCHEMA)?)), "report"),
    };
    refuse_changes(session, if let Saved::Report(report) = &saved { Some(report) } else { None })?;
    session.ui.note(&format!("{} is a saved {what}, shown again unchanged", path.for_terminal()));
    Ok(Some(saved))
}

/// Parses a document of the schema `wanted`. `schema` is the one that it names; empty if unknown.
fn parsed<T: DeserializeOwned>(
    path: &Untrusted,
    text: &str,
    schema: &str,
    wanted: &str,
) -> Result<T, Failure> {
    let failure = |message: String| Failure::new(Kind::Input, message).at(path.raw(), None, None);
    if !schema.is_empty() && schema != wanted {
        let shown = Untrusted::from(schema).for_terminal_cut(40);
        return Err(failure(format!(
            "the file was saved in the format {shown}, and this version of credits reads {wanted}"
        ))
        .hint(
            "save it again from its logs, or show it with the version of credits that wrote it",
        ));
    }
    // Of bytes, as in `report::saved`: serde writes the code for each kind of text anew, and a report has many types.
    serde_json::from_slice(text.as_bytes()).map_err(|error| {
        let (line, column) = (error.line() as u64, error.column() as u64);
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or_default();
        Failure::new(
            Kind::Input,
            format!("cannot read the saved report: {}", Untrusted::from(what).for_terminal()),
        )
        .at(path.raw(), Some(line), Some(column))
        .hint("the file is incomplete or was edited; save it again from its logs")
    })
}

/// Refuses settings that would change a saved document. Only a report can have the tables of `--by`.
fn refuse_changes(session: &Session<'_>, report: Option<&Report>) -> Result<(), Failure> {
    let written = &session.settings.written;
    for key in KEYS {
        let Some(text) = written.one(key.name) else { continue };
        let typed = text.is_typed();
        // Names are hidden while a report is built. A saved one would show them, so refuse `redact`
        // wherever it is set.
        let hides = key.name == "redact" && text.origin.rank() > 0;
        if (typed && !SHOWN.contains(&key.name)) || hides {
            return Err(text
                .wrong("this would change the contents of a saved report, which is shown unchanged")
                .hint("name the logs instead"));
        }
    }
    let Some(report) = report else { return Ok(()) };
    let dimensions = [By::Week, By::Month, By::Cycle, By::Feature, By::File];
    for by in session.settings.select.by.iter().filter(|by| dimensions.contains(by)) {
        if report.by.iter().all(|extra| extra.dimension != by.name()) {
            let text = format!("--by {}: the saved report has no such table", by.name());
            return Err(Failure::new(Kind::Usage, text).hint("name the logs instead"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::cli::testing;

    fn run(args: &[&str]) -> (u8, String, String) {
        let (exit, out, err) = testing::run(&testing::env(), args);
        (exit.code(), out, err)
    }

    const LOG: &str =
        "date,operation,credits,app\n2026-05-01,InvokeLLM,3,shop\n2026-05-02,SendEmail,1,blog\n";

    fn saved(dir: &tempfile::TempDir) -> String {
        let (log, saved) = (dir.path().join("a.csv"), dir.path().join("saved.json"));
        std::fs::write(&log, LOG).unwrap();
        let (log, out) = (log.to_str().unwrap(), saved.to_str().unwrap());
        assert_eq!(run(&["report", log, "-o", out]).0, 0);
        out.to_owned()
    }

    #[test]
    fn a_saved_report_gives_the_same_pages() {
        let dir = tempfile::tempdir().unwrap();
        let saved = saved(&dir);
        let log = dir.path().join("a.csv");
        for format in ["text", "markdown", "csv", "json"] {
            let (code, again, _) = run(&["report", &saved, "--format", format]);
            let (_, first, _) = run(&["report", log.to_str().unwrap(), "--format", format]);
            assert_eq!((code, again), (0, first), "{format}");
        }
    }

    #[test]
    fn what_would_change_figures_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let saved = saved(&dir);
        for flag in [
            &["--app", "shop"][..],
            &["--all"],
            &["--plan", "builder"],
            &["--redact", "users"],
            &["--by", "week"],
        ] {
            let args = [&["report", &saved], flag].concat();
            let (code, out, err) = run(&args);
            assert_eq!((code, out.as_str()), (2, ""), "{flag:?}");
            assert!(err.contains(flag[0]) && err.contains("saved report"), "{err}");
        }
        assert_eq!(run(&["report", &saved, "--width", "100", "--top", "3"]).0, 0);
    }

    #[test]
    fn other_versions_and_broken_files_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let saved = saved(&dir);
        let text = std::fs::read_to_string(&saved).unwrap();
        for (text, wanted) in [
            (text.replace("credits.report/1", "credits.report/9"), "credits.report/9"),
            (text[..text.len() / 2].to_owned(), "cannot read the saved report"),
            ("{\"schema\":\"credits.report/1\",\"tool\":{}}".to_owned(), "missing field"),
        ] {
            std::fs::write(&saved, text).unwrap();
            let (code, out, err) = run(&["report", &saved]);
            assert_eq!((code, out.as_str()), (2, ""));
            assert!(err.contains(wanted) && err.contains("saved.json"), "{err}");
        }
    }
}
