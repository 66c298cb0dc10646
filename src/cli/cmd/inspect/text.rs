//! The page for people: one section per file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::reasons::meaning;
use crate::base::figure::count;
use crate::base::{Untrusted, figure};
use crate::cli::cmd::prose::wrap;
use crate::ingest::run::inspect;
use crate::ingest::{Error, Inspected, Reject};
use crate::render::listing::columns;

/// Longer samples are cut.
const SAMPLE: usize = 30;

/// Rows shown for each reason.
const MOST_ROWS: usize = 3;

/// Names of unused columns that are shown.
const MOST_NAMES: usize = 40;

pub(crate) fn pages(seen: &[Inspected], hidden: bool, width: usize) -> String {
    seen.iter().map(|file| page(file, hidden, width.min(140))).collect::<Vec<_>>().join("\n")
}

fn page(file: &Inspected, hidden: bool, width: usize) -> String {
    let input = &file.input;
    let mut out = format!("{}: {}\n", input.path.for_terminal(), what(file));
    if let Some(dialect) = &file.dialect {
        out.push_str(&indented(&dialect_words(dialect, input.bytes), 2, width));
    }
    if let Some(problem) = &file.problem {
        let text = problem.to_string();
        out.push('\n');
        for (at, line) in text.lines().enumerate() {
            let line = if at == 0 {
                format!("cannot be read: {}", line.trim())
            } else {
                line.trim().to_owned()
            };
            out.push_str(&indented(&line, if at == 0 { 2 } else { 4 }, width));
        }
    } else if input.rows > 0 {
        out.push_str(&indented(&rows(file), 2, width));
    }
    if !file.columns.is_empty() {
        out.push('\n');
        out.push_str(&table(file, hidden, width));
    }
    out.push_str(&set_aside(file, hidden, width));
    let said = file
        .notes
        .iter()
        .filter(|note| note.text != "no rows" && note.text != "not one row could be read");
    for (at, note) in said.enumerate() {
        out.push_str(if at == 0 { "\n" } else { "" });
        let word = if note.uncertain { "uncertain" } else { "note" };
        out.push_str(&indented(&format!("{word}: {}", note.text), 2, width));
    }
    out.push_str(&otherwise(file, width));
    out
}

fn what(file: &Inspected) -> String {
    let input = &file.input;
    if file.dialect.is_none() {
        return "not readable as a log".to_owned();
    }
    if input.rows == 0 {
        return "no rows".to_owned();
    }
    let rows = figure::counted(input.rows, "row");
    let unit = if input.counting.unit == "credits" {
        String::new()
    } else {
        format!(", amounts in {}", input.counting.unit)
    };
    format!("{}, {rows}{unit}", input.format)
}

fn dialect_words(dialect: &inspect::Dialect, bytes: u64) -> String {
    let mut parts = Vec::new();
    parts.extend(dialect.delimiter.map(|delimiter| match delimiter {
        ',' => "separated by commas".to_owned(),
        ';' => "separated by semicolons".to_owned(),
        '\t' => "separated by tabs".to_owned(),
        '|' => "separated by |".to_owned(),
        other => format!("separated by {}", Untrusted::from(other.to_string()).for_terminal()),
    }));
    let mark = if dialect.had_bom { " with a byte order mark" } else { "" };
    parts.push(format!("{}{mark}", dialect.encoding));
    parts.extend(dialect.was_gzip.then(|| "gzip".to_owned()));
    parts.extend(dialect.header_line.map(|line| format!("header in line {line}")));
    parts.push(format!("{} bytes", count(bytes)));
    parts.join(" · ")
}

/// `100 rows = 97 events + 1 rejected + 2 duplicates + 0 ignored`
fn rows(file: &Inspected) -> String {
    let input = &file.input;
    let ignored: u64 = input.ignored.values().sum();
    let events = if input.events == 1 { "event" } else { "events" };
    let parts = [
        (input.events, events),
        (input.rejected, "rejected"),
        (input.duplicates, "duplicates"),
        (ignored, "ignored"),
    ];
    let parts: Vec<String> =
        parts.iter().map(|(n, word)| format!("{} {word}", count(*n))).collect();
    format!("{} = {}", figure::counted(input.rows, "row"), parts.join(" + "))
}

/// The columns that play a role, with the reason; or, if the file could not be read, the contents
/// of each column.
fn table(file: &Inspected, hidden: bool, width: usize) -> String {
    // Fewer and shorter samples on a narrow page, so that they do not displace the other columns.
    let (most, cut) = match width {
        0..80 => (1, 16),
        80..110 => (2, 20),
        _ => (3, SAMPLE),
    };
    let samples = |samples: &[Untrusted]| {
        let shown: Vec<String> =
            samples.iter().take(most).map(|sample| sample.for_terminal_cut(cut)).collect();
        if hidden { "(hidden)".to_owned() } else { shown.join(" · ") }
    };
    let name = |name: &Untrusted| {
        if name.raw().is_empty() { "(no name)".to_owned() } else { name.for_terminal_cut(40) }
    };
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mapped = &file.input.mapping;
    if mapped.is_empty() {
        lines.push(["column", "contents", "samples"].map(ToOwned::to_owned).to_vec());
        for column in file.columns.iter().take(MOST_NAMES) {
            lines.push(vec![name(&column.name), column.holds.to_owned(), samples(&column.samples)]);
        }
    } else {
        lines.push(
            ["column", "role", "certainty", "reason", "samples"].map(ToOwned::to_owned).to_vec(),
        );
        for column in mapped {
            let certainty = format!("{}%", column.confidence);
            lines.push(vec![
                name(&column.column),
                column.role.clone(),
                certainty,
                column.why.clone(),
                samples(&column.samples),
            ]);
        }
    }
    let right: &[usize] = if mapped.is_empty() { &[] } else { &[2] };
    let mut out = String::new();
    for line in columns(&lines, right, Some(width.saturating_sub(2))).lines() {
        let _ = writeln!(out, "  {line}");
    }
    let left_over: Vec<String> = if mapped.is_empty() {
        Vec::new()
    } else {
        unused(file).map(|column| format!("{} ({})", name(&column.name), column.holds)).collect()
    };
    let more =
        file.width.saturating_sub(if mapped.is_empty() { MOST_NAMES } else { file.columns.len() })
            + left_over.len().saturating_sub(MOST_NAMES);
    if !left_over.is_empty() {
        let names = left_over.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
        out.push('\n');
        out.push_str(&indented(&format!("not used: {names}"), 2, width));
    }
    if more > 0 {
        out.push_str(&indented(&format!("and {} more columns", count(more as u64)), 2, width));
    }
    out
}

/// Columns that play no role.
fn unused(file: &Inspected) -> impl Iterator<Item = &inspect::Column> {
    file.columns
        .iter()
        .filter(|column| !file.input.mapping.iter().any(|mapped| mapped.column == column.name))
}

/// The rejected and ignored rows, by reason.
fn set_aside(file: &Inspected, hidden: bool, width: usize) -> String {
    let mut reasons: BTreeMap<&str, Vec<&Reject>> = BTreeMap::new();
    for reject in &file.rejects {
        reasons.entry(reject.reason).or_default().push(reject);
    }
    let mut by_rows: Vec<_> = reasons.into_iter().collect();
    by_rows.sort_by_key(|(_, rejects)| std::cmp::Reverse(rejects.len()));
    let mut out = String::new();
    for (reason, rejects) in by_rows {
        out.push_str(if out.is_empty() { "\n" } else { "" });
        let head =
            format!("rejected {}: {reason}. {}", count(rejects.len() as u64), meaning(reason));
        out.push_str(&indented(&head, 2, width));
        for reject in rejects.iter().take(MOST_ROWS) {
            let column = reject
                .column
                .as_ref()
                .map(|c| format!(", {}", c.for_terminal_cut(40)))
                .unwrap_or_default();
            let cell =
                if hidden { "(hidden)".to_owned() } else { reject.excerpt.for_terminal_cut(60) };
            out.push_str(&indented(&format!("line {}{column}: {cell}", reject.line), 4, width));
        }
        if rejects.len() > MOST_ROWS {
            out.push_str(&indented(
                &format!(
                    "and {} more (--rejects FILE lists them)",
                    count((rejects.len() - MOST_ROWS) as u64)
                ),
                4,
                width,
            ));
        }
    }
    for (reason, rows) in &file.input.ignored {
        out.push_str(if out.is_empty() { "\n" } else { "" });
        out.push_str(&indented(
            &format!("ignored {}: {reason}. {}", count(*rows), meaning(reason)),
            2,
            width,
        ));
    }
    out
}

/// What to type to have the file read in another way.
fn otherwise(file: &Inspected, width: usize) -> String {
    let mut out = String::new();
    if let Some(problem) = &file.problem {
        for hint in problem.hints().iter().filter(|hint| !hint.starts_with("credits inspect ")) {
            out.push_str(if out.is_empty() { "\n" } else { "" });
            out.push_str(&indented(&format!("hint: {hint}"), 2, width));
        }
    }
    let undecided =
        matches!(file.problem, Some(Error::Ambiguous { .. } | Error::UnknownColumn { .. }));
    if undecided || (file.map.is_empty() && file.input.mapping.is_empty()) {
        return out;
    }
    if let Some(export) = &file.input.counting.known_export {
        let text = format!(
            "The file was read as an export of {export}. To read it as a log of credits, use --map ROLE=COLUMN,…"
        );
        let _ = write!(out, "\n{}", indented(&text, 2, width));
        return out;
    }
    let text = if matches!(file.problem, Some(Error::AllRejected { .. })) {
        "These columns were used. If others are meant, name them:"
    } else if file.problem.is_some() {
        "If these are the right columns, this flag reads the file. Replace any that is wrong:"
    } else {
        "These columns were used. To change a role, name another column:"
    };
    let _ = write!(out, "\n{}", indented(text, 2, width));
    let says_much =
        file.map.iter().any(|(role, _)| ["time", "credits", "operation"].contains(role));
    if let Some(flag) = inspect::flag(&file.map).filter(|_| says_much) {
        // Not wrapped, so that it can be pasted.
        let _ = writeln!(out, "    {flag}");
        out.push_str(&indented("or in credits.toml:", 2, width));
    } else {
        out.push_str(&indented("in credits.toml:", 2, width));
    }
    out.push_str("    [map]\n");
    for (role, columns) in inspect::shared(&file.input) {
        let names: Vec<String> =
            columns.iter().map(|c| toml::Value::String(c.for_terminal()).to_string()).collect();
        let _ = writeln!(out, "    # {role}: {}", names.join(", then "));
    }
    for (role, column) in &file.map {
        let _ = writeln!(out, "    {role} = {}", toml::Value::String(column.for_terminal()));
    }
    out
}

/// Wraps prose and indents each line.
fn indented(text: &str, by: usize, width: usize) -> String {
    let mut out = String::new();
    for line in wrap(text, width.saturating_sub(by)).lines() {
        let _ = writeln!(out, "{}{line}", " ".repeat(by));
    }
    out
}
