//! `credits.inspect/1`: the same page, for programs.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use super::reasons::meaning;
use crate::base::Untrusted;
use crate::cli::error::ToolName;
use crate::ingest::Inspected;
use crate::ingest::run::inspect;

#[derive(Serialize)]
pub(crate) struct Page<'a> {
    schema: &'static str,
    tool: ToolName<'static>,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a Untrusted,
    format: &'a str,
    /// Null if the bytes could not be parsed.
    dialect: Option<Dialect>,
    unit: &'a str,
    bytes: u64,
    rows: u64,
    events: u64,
    rejected: u64,
    duplicates: u64,
    ignored: &'a BTreeMap<String, u64>,
    /// The number of columns; only the first ones are listed.
    width: usize,
    columns: Vec<Column<'a>>,
    rejects: Vec<Row<'a>>,
    notes: Vec<Note<'a>>,
    /// Why the file is probably incomplete.
    cut: Option<&'a str>,
    /// Role → column: as the file was read, or a guess if it could not be.
    map: IndexMap<&'a str, &'a Untrusted>,
    /// The same as flags; null if a name cannot be written as one.
    flags: Option<String>,
    /// Null if the file was read.
    problem: Option<Problem>,
}

#[derive(Serialize)]
struct Dialect {
    encoding: &'static str,
    byte_order_mark: bool,
    gzip: bool,
    delimiter: Option<char>,
    header_line: Option<u64>,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a Untrusted,
    holds: &'static str,
    roles: Vec<Role<'a>>,
    samples: Vec<&'a Untrusted>,
}

#[derive(Serialize)]
struct Role<'a> {
    #[serde(rename = "role")]
    name: &'a str,
    why: &'a str,
    confidence: u8,
}

#[derive(Serialize)]
struct Row<'a> {
    line: u64,
    reason: &'static str,
    meaning: &'static str,
    column: Option<&'a Untrusted>,
    excerpt: Option<&'a Untrusted>,
}

#[derive(Serialize)]
struct Note<'a> {
    uncertain: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct Problem {
    message: String,
    saw: Vec<String>,
    hints: Vec<String>,
}

impl<'a> Page<'a> {
    /// With `hidden`, the contents of cells are left out.
    pub(crate) fn of(seen: &'a [Inspected], hidden: bool) -> Self {
        Self {
            schema: "credits.inspect/1",
            tool: ToolName::THIS,
            files: seen.iter().map(|file| of(file, hidden)).collect(),
        }
    }
}

fn of(file: &Inspected, hidden: bool) -> File<'_> {
    let input = &file.input;
    let roles = |name: &Untrusted| {
        let of_column = input.mapping.iter().filter(|mapped| mapped.column == *name);
        of_column
            .map(|m| Role { name: m.role.as_str(), why: m.why.as_str(), confidence: m.confidence })
            .collect()
    };
    File {
        path: &input.path,
        format: &input.format,
        dialect: file.dialect.as_ref().map(|d| Dialect {
            encoding: d.encoding,
            byte_order_mark: d.had_bom,
            gzip: d.was_gzip,
            delimiter: d.delimiter,
            header_line: d.header_line,
        }),
        unit: &input.counting.unit,
        bytes: input.bytes,
        rows: input.rows,
        events: input.events,
        rejected: input.rejected,
        duplicates: input.duplicates,
        ignored: &input.ignored,
        width: file.width,
        columns: file
            .columns
            .iter()
            .map(|c| Column {
                name: &c.name,
                holds: c.holds,
                roles: roles(&c.name),
                samples: c.samples.iter().filter(|_| !hidden).collect(),
            })
            .collect(),
        rejects: file
            .rejects
            .iter()
            .map(|r| Row {
                line: r.line,
                reason: r.reason,
                meaning: meaning(r.reason),
                column: r.column.as_ref(),
                excerpt: Some(&r.excerpt).filter(|_| !hidden),
            })
            .collect(),
        notes: file.notes.iter().map(|n| Note { uncertain: n.uncertain, text: &n.text }).collect(),
        cut: input.cut.as_deref(),
        map: file.map.iter().map(|(role, column)| (*role, column)).collect(),
        flags: inspect::flag(&file.map),
        problem: file.problem.as_ref().map(|problem| {
            let text = problem.to_string();
            let mut lines = text.lines().map(|line| line.trim().to_owned());
            Problem {
                message: lines.next().unwrap_or_default(),
                saw: lines.collect(),
                hints: problem.hints(),
            }
        }),
    }
}
