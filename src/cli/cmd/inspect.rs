//! `credits inspect [FILE]…`: how each file is read, and how to change that.

mod json;
mod reasons;
mod text;

use std::io::Write;

use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load;
use crate::cli::output;
use crate::cli::session::Session;
use crate::cli::settings::{Output, Target};
use crate::ingest;
use crate::render::cell::Medium as _;
use crate::render::{self, Style};

/// Shows every file, then exits 2 if one of them could not be read.
pub(crate) fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    output::supports(&session.settings.outputs, "inspect", &["text", "json"])?;
    let inputs = load::specs(session, "inspect", files)?;
    let seen = ingest::inspect(&inputs, &session.settings.read)?;
    let redact = &session.settings.redact;
    let hidden = redact.users || redact.apps || redact.text;
    let display = session.settings.display;
    let outputs = session.settings.outputs.clone();
    output::write(&outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        if output.format.as_deref() == Some("json") {
            return Ok(
                out.write_all(render::json::json(&json::Page::of(&seen, hidden)).as_bytes())?
            );
        }
        let width =
            if output.target == Target::Stdout { display.width } else { display.file_width };
        let style = Style { width: usize::from(width), color: false, ascii: display.ascii };
        Ok(out.write_all(style.label(&text::pages(&seen, hidden, style.columns())).as_bytes())?)
    })?;
    Ok(if seen.iter().any(|file| file.problem.is_some()) { Exit::Error } else { Exit::Ok })
}

#[cfg(test)]
mod tests {
    use crate::cli::testing;

    fn run(args: &[&str]) -> (u8, String, String) {
        let (exit, out, err) = testing::run(&testing::env(), args);
        (exit.code(), out, err)
    }

    #[test]
    fn a_file_that_reads_and_one_that_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let (good, bad) = (dir.path().join("good.csv"), dir.path().join("bad.csv"));
        std::fs::write(
            &good,
            "date,operation,credits,quota\n2026-05-01,InvokeLLM,3,9\n2026-05-02,InvokeLLM,x,9\n",
        )
        .unwrap();
        std::fs::write(&bad, "Datum,Menge\n2026-05-01,3\n").unwrap();
        let (code, out, _) = run(&["inspect", good.to_str().unwrap()]);
        assert_eq!(code, 0, "{out}");
        for wanted in
            ["2 rows = 1 event + 1 rejected", "bad-amount", "line 3, credits: x", "quota", "[map]"]
        {
            assert!(out.contains(wanted), "{wanted} in {out}");
        }
        let (code, out, _) = run(&["inspect", good.to_str().unwrap(), bad.to_str().unwrap()]);
        assert_eq!(code, 2);
        assert!(
            out.contains("no column")
                && out.contains("--map time=Datum,credits=Menge")
                && out.contains("1 event"),
            "{out}"
        );
    }

    #[test]
    fn json_says_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, "date;credits\n2026-05-01;1,5\n").unwrap();
        let (code, out, _) = run(&["inspect", "--json", path.to_str().unwrap()]);
        let page: serde_json::Value = serde_json::from_str(&out).unwrap();
        let file = &page["files"][0];
        assert_eq!(
            (code, page["schema"].as_str(), file["events"].as_u64()),
            (0, Some("credits.inspect/1"), Some(1))
        );
        assert_eq!(
            (
                file["dialect"]["delimiter"].as_str(),
                file["columns"][1]["roles"][0]["role"].as_str()
            ),
            (Some(";"), Some("credits"))
        );
    }
}
