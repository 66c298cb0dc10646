//! Writes a document as Markdown.

use std::fmt::Write as _;

use crate::base::{Credits, Day, Untrusted, figure};
use crate::render::cell::{Medium, column_places, line_words, words};
use crate::report::Grain;
use crate::report::view::{
    Block, Cell, Chart, Column, ColumnKind, Document, Flag, Gauge, Note, Section, Table,
};

/// The most rows of a chart's table. A longer chart is written by week, month or year.
const ROWS: usize = 62;

struct Words;

impl Medium for Words {
    fn label(&self, text: &str) -> String {
        // Our own words contain no markup but `code`. A `<` begins a placeholder, such as <FILE>.
        text.replace('<', "&lt;")
    }

    fn name(&self, text: &Untrusted) -> String {
        text.for_markdown()
    }

    fn words(&self, text: &Untrusted) -> String {
        text.sentence_for_markdown()
    }
}

/// Writes a document.
pub(crate) fn markdown(document: &Document) -> String {
    let mut out = String::new();
    for (i, line) in document.headline.iter().enumerate() {
        let text = line_words(line, &Words);
        let _ = if i == 0 { writeln!(out, "**{text}**") } else { writeln!(out, "\n{text}") };
    }
    for line in &document.context {
        let _ = writeln!(out, "\n{}", line_words(line, &Words));
    }
    for section in &document.sections {
        write_section(&mut out, section);
    }
    out
}

fn write_section(out: &mut String, section: &Section) {
    if !section.title.0.is_empty() {
        // A finding is a part of the section "Findings".
        let level = if section.id.starts_with("finding-") { "###" } else { "##" };
        let _ = writeln!(out, "\n{level} {}", line_words(&section.title, &Words));
    }
    if let Some(aside) = &section.aside {
        let _ = writeln!(out, "\n{}", line_words(aside, &Words));
    }
    for block in &section.blocks {
        out.push('\n');
        match block {
            Block::Lines(lines) => {
                for (i, line) in lines.iter().enumerate() {
                    let _ = writeln!(
                        out,
                        "{}{}",
                        if i > 0 { "\n" } else { "" },
                        line_words(line, &Words)
                    );
                }
            }
            Block::Gauges(gauges) => write_gauges(out, gauges),
            // The days on which rules fired are many, and no answer.
            Block::Table(table) if section.id == "alerts" => {
                folded(out, table.columns[0].title, |out| write_table(out, table));
            }
            Block::Table(table) => write_table(out, table),
            Block::Chart(chart) => write_chart(out, chart),
            Block::Notes(notes) => notes.iter().for_each(|note| write_note(out, note)),
            Block::Code(text) | Block::Listing(text) => {
                // The fence must be longer than any fence in the text.
                let fence = "`".repeat(3.max(1 + longest_run(text.raw(), '`')));
                let lines: Vec<String> =
                    text.raw().lines().map(|l| Untrusted::from(l).for_terminal()).collect();
                let _ = writeln!(out, "{fence}\n{}\n{fence}", lines.join("\n"));
            }
            Block::Terms(terms) => folded(out, "What the words mean", |out| {
                for (word, meaning) in terms {
                    let _ = writeln!(out, "- **{word}**: {}", Words.label(meaning));
                }
            }),
        }
    }
}

/// Writes a part that is shown on a click.
fn folded(out: &mut String, summary: &str, write: impl FnOnce(&mut String)) {
    let _ = writeln!(out, "<details><summary>{}</summary>\n", Words.label(summary));
    write(out);
    out.push_str("\n</details>\n");
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

fn write_row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// Writes a table. Bars and small charts would be walls of blocks, so they are left out.
fn write_table(out: &mut String, table: &Table) {
    let title = |title: &str| if title.is_empty() { " ".to_owned() } else { title.to_owned() };
    let is_drawn = |kind| matches!(kind, ColumnKind::Bar | ColumnKind::Spark);
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|c| !is_drawn(table.columns[*c].kind)).collect();
    let columns = || shown.iter().map(|c| &table.columns[*c]);
    write_row(out, &columns().map(|c| title(c.title)).collect::<Vec<_>>());
    let rule =
        |kind| if kind == ColumnKind::Number { "---:".to_owned() } else { ":---".to_owned() };
    write_row(out, &columns().map(|c| rule(c.kind)).collect::<Vec<_>>());
    let places: Vec<Option<u32>> =
        (0..table.columns.len()).map(|c| column_places(table.rows.iter().map(|r| &r[c]))).collect();
    for row in &table.rows {
        let cell = |c: &usize| {
            let places = places[*c].filter(|_| table.columns[*c].kind == ColumnKind::Number);
            words(&row[*c], places, &Words)
        };
        write_row(out, &shown.iter().map(cell).collect::<Vec<_>>());
    }
}

fn write_gauges(out: &mut String, gauges: &[Gauge]) {
    write_row(out, &["Balance", "used", "of", "share", "left", "day", " "].map(str::to_owned));
    write_row(out, &[":---", "---:", "---:", "---:", "---:", "---:", ":---"].map(str::to_owned));
    for g in gauges {
        let at_least = if g.at_least { "≥ " } else { "" };
        let cells = [
            g.label.to_owned(),
            format!("{at_least}{}", figure::amount(g.used)),
            g.capacity.map_or_else(|| "unknown".to_owned(), figure::amount),
            g.share.map(figure::percent).unwrap_or_default(),
            g.left.map(figure::amount).unwrap_or_default(),
            format!("{} of {}", g.day, g.days),
            if g.fate.0.is_empty() || g.flag > Flag::Warning {
                line_words(&g.fate, &Words)
            } else {
                format!("**{}**", line_words(&g.fate, &Words))
            },
        ];
        write_row(out, &cells);
    }
}

/// Writes a chart as a folded table.
fn write_chart(out: &mut String, drawing: &Chart) {
    let fits = |(_, points): &&(Grain, Vec<(Day, Credits)>)| points.len() <= ROWS;
    let Some((grain, points)) = drawing.grains.iter().find(fits).or(drawing.grains.last()) else {
        return;
    };
    let (summary, head) = match grain {
        Grain::Day => ("Day by day", "day"),
        Grain::Week => ("Week by week", "week from"),
        Grain::Month => ("Month by month", "month from"),
        Grain::Year => ("Year by year", "year from"),
    };
    let table = Table {
        columns: vec![Column::word(head, 0), Column::number("used", 0)],
        rows: points.iter().map(|(day, c)| vec![Cell::FullDay(*day), Cell::Credits(*c)]).collect(),
    };
    folded(out, summary, |out| write_table(out, &table));
}

fn write_note(out: &mut String, note: &Note) {
    let mut lines = note.lines.iter().map(|line| line_words(line, &Words));
    let _ = writeln!(
        out,
        "- **{}** {}: {}",
        note.flag.sign(),
        words(&note.head, None, &Words),
        lines.next().unwrap_or_default()
    );
    for line in lines {
        let _ = writeln!(out, "  <br>{line}");
    }
}
