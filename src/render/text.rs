//! The page on a terminal or in a plain text file.

use super::cell::{Medium as _, words};
use super::prose::{row as unwrapped, wrap};
use super::theme::{Paint, Row, Style, width};
use super::{bar, chart, number, table};
use crate::base::Credits;
use crate::report::view::{Block, Cell, Document, Gauge, Line, Note, Section};

/// The page as text. No line is wider than the style's width, and no number is cut.
pub fn text(document: &Document, style: &Style) -> String {
    let mut rows: Vec<Row> = Vec::new();
    let page = style.page();
    for line in &document.headline {
        rows.extend(wrap(line, Row::default(), 0, page, style));
    }
    if !document.context.is_empty() {
        rows.push(Row::default());
        for line in &document.context {
            rows.extend(wrap(line, Row::default(), 2, page, style));
        }
    }
    for section in &document.sections {
        rows.push(Row::default());
        rows.extend(section_rows(section, style));
    }
    let mut out = String::new();
    for row in rows {
        row.write(&mut out, style.color);
    }
    out
}

fn section_rows(section: &Section, style: &Style) -> Vec<Row> {
    let page = style.page();
    let mut heading = Row::default();
    for piece in unwrapped(&section.title, style).0 {
        heading.push(piece.text, Paint::Heading);
    }
    if heading.width() > page {
        heading = Row::of(super::theme::cut(&heading.0[0].text, page, style), Paint::Heading);
    }
    let mut rows = Vec::new();
    // A table right below the heading shares its line.
    if !matches!(section.blocks.first(), Some(Block::Table(_))) && !heading.0.is_empty() {
        let mut line = std::mem::take(&mut heading);
        if let Some(aside) = &section.aside {
            let aside = unwrapped(aside, style);
            if line.width() + 3 + aside.width() <= page {
                line.push("   ", Paint::PLAIN);
                line.append(Row(aside.0.into_iter().map(|p| super::theme::Piece { paint: Paint::MUTED, ..p }).collect()));
            }
        }
        rows.push(line);
    }
    for (i, block) in section.blocks.iter().enumerate() {
        if i > 0 && matches!(block, Block::Table(_)) {
            rows.push(Row::default());
        }
        rows.extend(block_rows(block, std::mem::take(&mut heading), style));
    }
    rows
}

fn block_rows(block: &Block, heading: Row, style: &Style) -> Vec<Row> {
    let page = style.page();
    let indent = || Row::of("  ", Paint::PLAIN);
    match block {
        Block::Lines(lines) => lines.iter().flat_map(|line| wrap(line, indent(), 4, page, style)).collect(),
        Block::Sample(lines) => lines.iter().flat_map(|line| wrap(line, Row::of("    ", Paint::PLAIN), 6, page, style)).collect(),
        Block::Gauges(gauges) => gauge_rows(gauges, style),
        Block::Table(table) => table::rows(table, heading, style),
        Block::Chart(chart) => chart::rows(chart, style),
        Block::Notes(notes) => note_rows(notes, style),
        Block::Terms(terms) => {
            let column = 2 + terms.iter().map(|(word, _)| width(word)).max().unwrap_or(0) + 2;
            let term = |(word, meaning): &(&'static str, &'static str)| {
                let mut first = Row::of(format!("  {}", style.label(word)), Paint::PLAIN);
                first.pad_to(column);
                wrap(&Line::of(meaning), first, column, page, style)
            };
            terms.iter().flat_map(term).collect()
        }
    }
}

fn note_rows(notes: &[Note], style: &Style) -> Vec<Row> {
    let head = |note: &Note| super::theme::cut(&words(&note.head, None, style), 14, style);
    let column = 5 + notes.iter().map(|n| width(&head(n))).max().unwrap_or(0) + 2;
    let mut rows = Vec::new();
    for note in notes {
        let mut first = Row::of(format!("  {:<2} ", note.flag.sign()), Paint::Tone(note.flag.tone()));
        first.push(head(note), Paint::PLAIN);
        first.pad_to(column);
        for (i, line) in note.lines.iter().enumerate() {
            let start = if i == 0 { first.clone() } else { Row::of(" ".repeat(column), Paint::PLAIN) };
            rows.extend(wrap(line, start, column, style.page(), style));
        }
    }
    rows
}

/// What a gauge says in words, column by column.
struct Parts {
    pool: String,
    used: String,
    of: String,
    share: String,
    time: String,
    pace: String,
}

fn gauge_rows(gauges: &[Gauge], style: &Style) -> Vec<Row> {
    let page = style.page();
    let places = super::cell::column_places(gauges.iter().map(|g| Cell::Credits(g.used)).collect::<Vec<_>>().iter()).unwrap_or(0);
    let amount = |c: Credits| number::fixed(c, places);
    let parts: Vec<Parts> = gauges
        .iter()
        .map(|g| Parts {
            pool: g.pool.name().to_uppercase(),
            used: if g.at_least { format!("{} {}", style.label("≥"), amount(g.used)) } else { amount(g.used) },
            of: g.capacity.map_or_else(|| "used".to_owned(), |c| format!("of {}", number::amount(c))),
            share: g.share.map(number::percent).unwrap_or_default(),
            time: g.time.map(|t| format!("day {} of {} is {}", g.day, g.days, number::percent(t))).unwrap_or_default(),
            pace: g.pace.map(|p| format!("pace {}", number::fixed(p, 2))).unwrap_or_default(),
        })
        .collect();
    let most = |part: fn(&Parts) -> &String| parts.iter().map(|p| width(part(p))).max().unwrap_or(0);
    let (pool, used, of, share, pace) =
        (most(|p| &p.pool), most(|p| &p.used), most(|p| &p.of), most(|p| &p.share), most(|p| &p.pace));
    let time = most(|p| &p.time);
    let fixed = pool + 2 + used + 1 + of;
    let flag = 4;
    if fixed + flag > page {
        return narrow_gauges(gauges, &parts, style);
    }
    // What goes first where there is little room: the day, then the pace, then the bar.
    let tail = |time: usize, pace: usize| [share, time, pace].into_iter().filter(|w| *w > 0).map(|w| w + 3).sum::<usize>();
    let bar_room = |time, pace| page.saturating_sub(fixed + tail(time, pace) + flag + 2);
    let (time, pace) = [(time, pace), (0, pace), (0, 0)].into_iter().find(|(t, p)| bar_room(*t, *p) >= 12).unwrap_or((0, 0));
    let bar_width = bar_room(time, pace).min(40);
    let any_bar = bar_width >= 8 && gauges.iter().any(|g| g.share.is_some() && g.capacity.is_some());
    let mut rows = Vec::new();
    for (gauge, part) in gauges.iter().zip(&parts) {
        let mut row = Row::of(part.pool.clone(), Paint::Heading);
        let mut column = pool + 2 + used;
        row.pad_to(column - width(&part.used));
        row.push(part.used.clone(), Paint::PLAIN);
        row.push(format!(" {}", part.of), Paint::PLAIN);
        column += 1 + of;
        row.pad_to(column);
        if any_bar {
            row.push("  ", Paint::PLAIN);
            column += 2 + bar_width;
            if let Some(share) = gauge.share.filter(|_| gauge.capacity.is_some()) {
                row.append(bar::gauge(share, gauge.time, gauge.flag, bar_width, style));
            }
            row.pad_to(column);
        }
        for (text, wide) in [(&part.share, share), (&part.time, time), (&part.pace, pace)] {
            if wide > 0 && column + 3 + wide <= page {
                column += 3 + wide;
                row.pad_to(column - width(text));
                row.push(text.clone(), Paint::PLAIN);
            }
        }
        let sign = gauge.flag.sign();
        if column + 2 + width(sign) <= page {
            row.pad_to(column + 2);
            row.push(sign, Paint::Tone(gauge.flag.tone()));
        }
        rows.push(row);
    }
    rows
}

/// For amounts that leave no room beside them.
fn narrow_gauges(gauges: &[Gauge], parts: &[Parts], style: &Style) -> Vec<Row> {
    let row = |(gauge, part): (&Gauge, &Parts)| {
        let mut first = Row::of(part.pool.clone(), Paint::Heading);
        first.push(format!("  {}", gauge.flag.sign()), Paint::Tone(gauge.flag.tone()));
        let amount = |text: &str| {
            Row::of(" ".repeat(2.min(style.page().saturating_sub(width(text)))), Paint::PLAIN).with(text, Paint::PLAIN)
        };
        let mut rows = vec![first, amount(&part.used), amount(&part.of)];
        if !part.share.is_empty() {
            rows.push(amount(&part.share));
        }
        rows
    };
    gauges.iter().zip(parts).flat_map(row).collect()
}
