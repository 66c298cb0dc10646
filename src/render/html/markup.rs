//! Writes cells, lines, tables and notes as markup. All text is escaped here.

use std::fmt::{self, Write as _};

use crate::base::Untrusted;
use crate::render::cell::{Medium, column_places, words};
use crate::render::svg;
use crate::report::view::{
    Block, Cell, Column, ColumnKind, Flag, Line, Note, Section, Table, Tone,
};

/// Text that is markup already. The template escapes all other text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Markup(pub String);

impl Markup {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// Escapes words and names for HTML.
pub(crate) struct Html;

impl Medium for Html {
    /// Turns text in backticks into code.
    fn label(&self, text: &str) -> String {
        coded(&own(text), '`')
    }

    fn name(&self, text: &Untrusted) -> String {
        text.for_html()
    }
}

/// A backtick of our own words inside a line. No name can contain it, since control characters in
/// names are escaped.
const TICK: char = '\u{1}';

/// Escapes our own words, and keeps a flag of the command line on one line.
fn own(text: &str) -> String {
    let mut out = String::new();
    for piece in svg::escaped(text).split_inclusive(' ') {
        let flag = piece.trim_end();
        let rest = &piece[flag.len()..];
        let is_flag = flag
            .strip_prefix("--")
            .is_some_and(|f| f.starts_with(|c: char| c.is_ascii_lowercase()));
        if is_flag {
            let _ = write!(out, "<span class=\"nb\">{flag}</span>{rest}");
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// Turns the text between two marks into code. A mark without a partner stays a backtick.
fn coded(text: &str, mark: char) -> String {
    let parts: Vec<&str> = text.split(mark).collect();
    let pairs = (parts.len() - 1) / 2 * 2;
    let mut out = String::new();
    for (i, part) in parts.into_iter().enumerate() {
        let before = match i {
            0 => "",
            i if i > pairs => "`",
            i if i % 2 == 1 => "<code>",
            _ => "</code>",
        };
        out.push_str(before);
        out.push_str(part);
    }
    out
}

/// Returns the exact value if the shown one is rounded. The page shows it on hover and sorts by it.
fn exact(cell: &Cell, shown: &str) -> Option<String> {
    let value = match cell {
        Cell::Credits(c) | Cell::AtLeast(c) | Cell::Rounded(c, _) => c.to_string(),
        Cell::Share(share) => format!("{}%", share.value().times(100)),
        Cell::Range(low, high, _) if low == high => low.to_string(),
        Cell::Range(low, high, _) => format!("{low} – {high}"),
        _ => return None,
    };
    let digits = shown.replace(',', "");
    let bare = if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        &digits
    };
    (value != bare).then_some(value)
}

/// Writes and escapes a cell, numbers included: a very small one reads `<0.01`.
fn shown(cell: &Cell, places: Option<u32>) -> String {
    let text = words(cell, places, &Html);
    match cell {
        Cell::Label(_) | Cell::Name(_) | Cell::Words(_) | Cell::Unknown => text,
        _ => svg::escaped(&text),
    }
}

/// Writes a cell inside a sentence.
fn inline(cell: &Cell) -> String {
    let shown = shown(cell, None);
    match cell {
        Cell::Name(_) => format!("<bdi>{shown}</bdi>"),
        Cell::Day(day) => {
            format!("<time datetime=\"{day}\">{}</time>", shown.replace(' ', "\u{a0}"))
        }
        Cell::Line(line) => self::line(line),
        // A command may continue in the next cell of the line.
        Cell::Label(label) => own(label).replace('`', &TICK.to_string()),
        _ => match exact(cell, &shown) {
            Some(exact) => format!(
                "<span class=\"x\" title=\"{exact}\">{}</span>",
                shown.replace(' ', "\u{a0}")
            ),
            None => shown,
        },
    }
}

/// Writes a line; neighbouring values of the same tone share one element.
pub(crate) fn line(line: &Line) -> String {
    let mut out = String::new();
    let mut spans = line.0.iter().peekable();
    while let Some(span) = spans.next() {
        let mut text = inline(&span.cell);
        while let Some(next) = spans.next_if(|next| next.tone == span.tone) {
            text.push_str(&inline(&next.cell));
        }
        let text = coded(&text, TICK);
        let class = match span.tone {
            Tone::Plain => {
                out.push_str(&text);
                continue;
            }
            Tone::Strong => "strong",
            Tone::Muted => "muted",
            Tone::Good => "good",
            Tone::Warning => "warning",
            Tone::Urgent => "urgent",
        };
        let _ = write!(out, "<span class=\"{class}\">{text}</span>");
    }
    out
}

/// Returns the tone of a line if all of it has the same.
pub(crate) fn tone(line: &Line) -> Option<Tone> {
    let first = line.0.first()?.tone;
    line.0.iter().all(|span| span.tone == first).then_some(first)
}

/// Writes a verdict as a sign and a word, so that the colour is never needed.
pub(crate) fn badge(flag: Flag, word: Option<&str>) -> String {
    let (class, sign, own) = match flag {
        Flag::Urgent => ("urgent", "▲", "urgent"),
        Flag::Warning => ("warning", "▲", "look"),
        Flag::Info => ("plain", "i", "note"),
        Flag::NotJudged => ("muted", "?", "not judged"),
        Flag::Waiting => ("muted", "…", "waiting"),
        Flag::Ok => ("good", "✓", "ok"),
    };
    let word = word.unwrap_or(own);
    format!("<span class=\"badge {class}\"><span aria-hidden=\"true\">{sign}</span> {word}</span>")
}

/// Writes a table. `labelled` is the id of its heading. The script makes a `sortable` table sort.
pub(crate) fn table(table: &Table, labelled: &str, sortable: bool) -> String {
    table_with(table, labelled, if sortable { "sort" } else { "" }, &|_| None)
}

/// Writes a table with bars to either side: `moved` returns the length of a row's bar, from −1 to 1,
/// or `None` if the row has no such bar.
pub(crate) fn table_with(
    table: &Table,
    labelled: &str,
    class_name: &str,
    moved: &dyn Fn(&[Cell]) -> Option<f64>,
) -> String {
    let named =
        if class_name.is_empty() { String::new() } else { format!(" class=\"{class_name}\"") };
    let mut out = format!("<table aria-labelledby=\"{labelled}\"{named}><thead><tr>");
    for (i, column) in table.columns.iter().enumerate() {
        let title = match (column.title, column.kind) {
            ("", ColumnKind::Name) => "<span class=\"sr\">name</span>".to_owned(),
            ("", ColumnKind::Bar) => "<span class=\"sr\">bar</span>".to_owned(),
            ("", _) if i == 0 => "<span class=\"sr\">which</span>".to_owned(),
            ("", _) => "<span class=\"sr\">what</span>".to_owned(),
            (title, _) => Html.label(title),
        };
        let _ = write!(out, "<th scope=\"col\"{}>{title}</th>", class(column, ""));
    }
    out.push_str("</tr></thead><tbody>");
    let places: Vec<_> = (0..table.columns.len())
        .map(|i| column_places(table.rows.iter().filter_map(|row| row.get(i))))
        .collect();
    for row in &table.rows {
        let moved = moved(row);
        // The line "Others" stays last when the table is sorted.
        let rest = matches!(row.first(), Some(Cell::Line(line)) if tone(line) == Some(Tone::Muted));
        out.push_str(if rest { "<tr class=\"rest\">" } else { "<tr>" });
        for ((cell, column), places) in row.iter().zip(&table.columns).zip(&places) {
            match moved.filter(|_| column.kind == ColumnKind::Bar) {
                Some(part) => {
                    let _ = write!(out, "<td{}>{}</td>", class(column, ""), svg::move_bar(part));
                }
                None => out.push_str(&data(cell, column, *places)),
            }
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    out
}

/// Removes end tags that HTML makes optional: those of cells, rows and items before the next one.
/// Names cannot contain such tags, since they are escaped.
pub(crate) fn lean(markup: &str) -> String {
    let mut out = markup.to_owned();
    for (tags, begins) in [
        ("</td><td", "<td"),
        ("</th><td", "<td"),
        ("</th><th", "<th"),
        ("</td></tr><tr", "<tr"),
        ("</td></tr></tbody></table>", "</table>"),
        ("</th></tr></thead><tbody", "<tbody"),
        ("</li><li", "<li"),
        ("</td></tr></tbody><tfoot", "<tfoot"),
        ("</p><p", "<p"),
        ("</p></div>", "</div>"),
        ("</dt><dd", "<dd"),
        ("</dd></div>", "</div>"),
        ("</td></tr></tfoot></table>", "</table>"),
        ("</li></ul>", "</ul>"),
    ] {
        out = out.replace(tags, begins);
    }
    out
}

/// Writes a cell of a table.
pub(crate) fn data(cell: &Cell, column: &Column, places: Option<u32>) -> String {
    if let Cell::Spark(days) = cell {
        return format!("<td{}>{}</td>", class(column, ""), svg::spark(days));
    }
    if let Cell::Bar(part) = cell {
        return format!("<td{}>{}</td>", class(column, ""), svg::bar(*part));
    }
    let places = places.filter(|_| column.kind == ColumnKind::Number);
    let shown = shown(cell, places);
    let tail = match cell {
        Cell::Unknown => "muted",
        _ => "",
    };
    let title = exact(cell, &shown).map(|t| format!(" title=\"{t}\"")).unwrap_or_default();
    let inner = match cell {
        Cell::Name(_) => format!("<bdi>{shown}</bdi>"),
        Cell::Line(own) => line(own),
        _ => shown,
    };
    format!("<td{}{title}>{inner}</td>", class(column, tail))
}

fn class(column: &Column, tail: &str) -> String {
    let kind = match column.kind {
        ColumnKind::Name => "l",
        ColumnKind::Word => "w",
        ColumnKind::Number => "n",
        ColumnKind::Bar => "b",
        ColumnKind::Spark => "sp",
    };
    let yields = match (column.kind, column.yields) {
        // The style has its own rule for small charts.
        (ColumnKind::Spark, _) | (_, 0) => String::new(),
        (_, n) => format!(" y{}", n.min(5)),
    };
    let tail = if tail.is_empty() { String::new() } else { format!(" {tail}") };
    format!(" class=\"{kind}{yields}{tail}\"")
}

/// Writes a flagged remark.
pub(crate) fn note(note: &Note) -> String {
    let quiet =
        if matches!(note.flag, Flag::Ok | Flag::Waiting | Flag::NotJudged) { " quiet" } else { "" };
    let mut out = format!(
        "<li class=\"note{quiet}\">{}<div><b>{}</b> ",
        badge(note.flag, None),
        coded(&inline(&note.head), TICK)
    );
    for own in &note.lines {
        let _ = write!(out, "<p>{}</p>", line(own));
    }
    out.push_str("</div></li>");
    out
}

/// Writes a block in its usual form.
pub(crate) fn block(block: &Block, heading: &str, sortable: bool) -> String {
    let paragraphs = |lines: &[Line]| {
        lines.iter().fold(String::new(), |all, l| format!("{all}<p>{}</p>", line(l)))
    };
    match block {
        Block::Lines(lines) => paragraphs(lines),
        Block::Table(own) => format!("<div class=\"fit\">{}</div>", table(own, heading, sortable)),
        Block::Notes(notes) => {
            let items: String = notes.iter().map(note).collect();
            format!("<ul class=\"notes\">{items}</ul>")
        }
        Block::Terms(terms) => {
            let items = terms.iter().fold(String::new(), |all, (word, meaning)| {
                format!(
                    "{all}<div><dt>{}</dt><dd>{}</dd></div>",
                    Html.label(word),
                    Html.label(meaning)
                )
            });
            format!("<dl class=\"terms\">{items}</dl>")
        }
        // Lines of a file are for the few who want them.
        Block::Listing(text) => {
            let code = self::block(&Block::Code(text.clone()), heading, sortable);
            format!("<details><summary>The lines</summary>{code}</details>")
        }
        Block::Code(text) => {
            let lines: Vec<String> =
                text.raw().lines().map(|l| crate::base::Untrusted::from(l).for_html()).collect();
            format!("<pre><code>{}</code></pre>", lines.join("\n"))
        }
        // Balances and charts are drawn from the report, by `figures`.
        Block::Gauges(_) | Block::Chart(_) => String::new(),
    }
}

/// Turns a name into an anchor of letters, digits and hyphens.
pub(crate) fn anchor(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// Writes a section: heading and blocks.
pub(crate) fn section(section: &Section, sortable: bool) -> String {
    let id = anchor(&section.id);
    let heading = format!("h-{id}");
    // A section without a hyphen in its id shares the id of its part of the page.
    let place = if id.contains('-') { format!(" id=\"{id}\"") } else { String::new() };
    let mut out = format!("<section class=\"part\"{place}>");
    let title = line(&section.title);
    let _ =
        write!(out, "<h3 id=\"{heading}\">{}</h3>", if title.is_empty() { &id } else { &title });
    if let Some(aside) = &section.aside {
        let _ = write!(out, "<p class=\"muted\">{}</p>", line(aside));
    }
    section.blocks.iter().for_each(|b| out.push_str(&block(b, &heading, sortable)));
    out.push_str("</section>");
    out
}
