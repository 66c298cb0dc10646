//! `credits explain R1 usage.csv`: audits the logs again and lists all rows behind a finding.

use std::fmt::Write as _;

use serde::Serialize;

use super::prose::wrap;
use crate::base::figure;
use crate::cli::error::{Failure, Kind, ToolName};
use crate::cli::exit::Exit;
use crate::cli::load::Loaded;
use crate::cli::request;
use crate::cli::session::Session;
use crate::render::listing::columns;
use crate::report::Finding;
use crate::report::event_row::EventRow;

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    tool: ToolName<'static>,
    finding: &'a Finding,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    file: crate::base::Untrusted,
    line: u64,
    event: EventRow,
}

pub(crate) fn run(session: &mut Session<'_>, id: &str, files: &[String]) -> Result<Exit, Failure> {
    let loaded = Loaded::for_audit(session, "explain", files)?;
    let mut wanted = session.settings.audit.clone();
    wanted.params.evidence_rows = usize::MAX;
    let analysis = loaded.analysis();
    let redaction = request::redaction(&session.settings);
    let report = analysis.audit(&loaded.request, &session.settings.rules, &redaction, &wanted);
    let Some(finding) = report.findings.iter().find(|f| f.id.eq_ignore_ascii_case(id)) else {
        let found: Vec<&str> = report.findings.iter().map(|f| f.id.as_str()).collect();
        let failure =
            Failure::new(Kind::Usage, format!("an audit of this log has no finding {id:?}"));
        let known = if found.is_empty() {
            "it has no findings".to_owned()
        } else {
            format!("it has {}", found.join(", "))
        };
        return Err(failure
            .hint(known)
            .hint("use the period, filters and [audit] settings of the audit that found it"));
    };
    let row = |(place, event, classified): (&crate::audit::EvidenceRow, _, _)| Row {
        file: place.file.clone(),
        line: place.line,
        event: analysis.row(event, classified, &redaction),
    };
    let rows: Vec<Row> = analysis.evidence(finding).map(row).collect();
    if session.settings.json_on_stdout() {
        let page = Page { schema: "credits.finding/1", tool: ToolName::THIS, finding, rows };
        serde_json::to_writer_pretty(&mut *session.out, &page)?;
        writeln!(session.out)?;
    } else {
        let width = usize::from(session.settings.display.width.min(100));
        session.out.write_all(text(finding, &rows, width).as_bytes())?;
    }
    Ok(Exit::Ok)
}

fn text(finding: &Finding, rows: &[Row], width: usize) -> String {
    let names = [&finding.app, &finding.feature, &finding.user].into_iter().flatten();
    let names: Vec<String> = names.map(|name| format!("\"{}\"", name.for_terminal())).collect();
    let place = if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) };
    let mut out = format!("{}  {}{place}\n\n", finding.id, finding.title);
    out.push_str(&wrap(&finding.summary, width));
    let _ = writeln!(out);
    for detail in &finding.details {
        let _ = writeln!(out, "  {}: {}", detail.label, detail.value);
    }
    for part in &finding.parts {
        let name = part
            .name
            .as_ref()
            .map_or_else(|| "(not named)".to_owned(), crate::base::Untrusted::for_terminal);
        let note = if part.note.is_empty() { String::new() } else { format!(", {}", part.note) };
        let events = if part.events == 1 { "event" } else { "events" };
        let _ = writeln!(
            out,
            "  {name}: {} {events}, {} credits{note}",
            figure::count(part.events),
            figure::amount(part.credits)
        );
    }
    if !finding.details.is_empty() || !finding.parts.is_empty() {
        let _ = writeln!(out);
    }
    out.push_str(&wrap(&format!("Weakness: {}", finding.weakness), width));
    if rows.is_empty() {
        let _ = writeln!(
            out,
            "\nThis finding is about whole cycles, not single rows. credits explain {} says how it is computed.",
            finding.detector
        );
        return out;
    }
    let shown = |name: &Option<crate::base::Untrusted>| {
        name.as_ref().map(|n| n.for_terminal_cut(28)).unwrap_or_default()
    };
    let line = |row: &Row| {
        let e = &row.event;
        let credits =
            e.credits.or(e.typical).map_or_else(|| "unknown".to_owned(), |c| c.to_string());
        vec![
            format!("{}:{}", row.file.for_terminal(), row.line),
            e.timestamp.to_string(),
            shown(&e.app),
            shown(&e.user),
            shown(&e.operation),
            shown(&e.feature),
            credits,
        ]
    };
    let heading = ["row", "time", "app", "user", "operation", "feature", "credits"]
        .map(str::to_owned)
        .to_vec();
    let table: Vec<Vec<String>> = std::iter::once(heading).chain(rows.iter().map(line)).collect();
    let _ = writeln!(out, "\n{}", columns(&table, &[6], None).trim_end());
    let word = if rows.len() == 1 { "row" } else { "rows" };
    let _ = writeln!(
        out,
        "\n{} {word}. credits explain {} says how they are found.",
        figure::count(rows.len() as u64),
        finding.detector
    );
    out
}
