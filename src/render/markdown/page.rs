//! Writes a document as Markdown.

use std::fmt::Write as _;

use crate::base::Untrusted;
use crate::base::figure;
use crate::render::cell::{Medium, column_places, line_words, words};
use crate::render::theme::Style;
use crate::render::{bar, chart};
use crate::report::view::{Block, Cell, Chart, ColumnKind, Document, Gauge, Note, Section, Table};

const BAR: usize = 20;
/// Charts are drawn as text, in a code block.
const CHART: Style = Style { width: 90, color: false, ascii: false };

struct Words;

impl Medium for Words {
    fn label(&self, text: &str) -> String {
        // Our own words contain no markup but `code`. A `<` begins a placeholder, such as <FILE>.
        text.replace('<', "&lt;")
    }

    fn name(&self, text: &Untrusted) -> String {
        text.for_markdown()
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
            Block::Terms(terms) => {
                for (word, meaning) in terms {
                    let _ = writeln!(out, "- **{word}**: {}", Words.label(meaning));
                }
            }
        }
    }
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

fn write_row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn write_table(out: &mut String, table: &Table) {
    let title = |title: &str| if title.is_empty() { " ".to_owned() } else { title.to_owned() };
    write_row(out, &table.columns.iter().map(|c| title(c.title)).collect::<Vec<_>>());
    let rule =
        |kind| if kind == ColumnKind::Number { "---:".to_owned() } else { ":---".to_owned() };
    write_row(out, &table.columns.iter().map(|c| rule(c.kind)).collect::<Vec<_>>());
    let places: Vec<Option<u32>> =
        (0..table.columns.len()).map(|c| column_places(table.rows.iter().map(|r| &r[c]))).collect();
    for row in &table.rows {
        let cell = |(c, cell): (usize, &Cell)| match cell {
            Cell::Spark(days) => bar::spark(days, &CHART),
            Cell::Bar(part) => bar::across(*part, BAR, &CHART),
            cell => words(
                cell,
                places[c].filter(|_| table.columns[c].kind == ColumnKind::Number),
                &Words,
            ),
        };
        write_row(out, &row.iter().enumerate().map(cell).collect::<Vec<_>>());
    }
}

fn write_gauges(out: &mut String, gauges: &[Gauge]) {
    write_row(
        out,
        &["Balance", "used", "of", "", "share", "time", "pace", ""]
            .map(|t| if t.is_empty() { " ".into() } else { t.to_owned() }),
    );
    write_row(
        out,
        &[":---", "---:", "---:", ":---", "---:", "---:", "---:", ":---"].map(str::to_owned),
    );
    for g in gauges {
        let bar =
            g.share.map(|share| bar::gauge(share, g.time, g.flag, BAR, &CHART).text().to_owned());
        let time = g.time.map(|t| format!("day {} of {} is {}", g.day, g.days, figure::percent(t)));
        let at_least = if g.at_least { "≥ " } else { "" };
        let cells = [
            g.label.to_owned(),
            format!("{at_least}{}", figure::amount(g.used)),
            g.capacity.map_or_else(|| "unknown".to_owned(), figure::amount),
            bar.unwrap_or_default(),
            g.share.map(figure::percent).unwrap_or_default(),
            time.unwrap_or_default(),
            g.pace.map(|p| figure::fixed(p, 2)).unwrap_or_default(),
            g.flag.sign().to_owned(),
        ];
        write_row(out, &cells);
    }
}

fn write_chart(out: &mut String, drawing: &Chart) {
    let mut text = String::new();
    for row in chart::rows(drawing, &CHART) {
        row.write(&mut text, false);
    }
    let _ = writeln!(out, "```text\n{text}```");
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
