//! Draws balances as text: used of capacity, a gauge with a mark at the time that has passed, what is left, and how the cycle
//! ends. On a narrow page the day is left out first, then what is left, then the fate, then the gauge; amounts never.

use super::cell::{Medium as _, column_places};
use super::theme::{Paint, Row, Style, width};
use super::{bar, prose};
use crate::base::figure;
use crate::report::view::{Cell, Flag, Gauge};

/// Columns between the texts to the right of a gauge.
const GAP: usize = 3;
/// A verdict and the gap before it.
const FLAG: usize = 4;
/// A gauge would rather leave out a text than be shorter than this.
const SHORT: usize = 12;
const LONGEST: usize = 40;

/// The texts of a gauge, one per column.
struct Parts {
    pool: String,
    used: String,
    of: String,
    /// To the right of the gauge: share, what is left, day, fate.
    tail: [Row; 4],
}

/// The texts to the right of a gauge, from those of the widest page to those of the narrowest.
const TAILS: [&[usize]; 4] = [&[0, 1, 2, 3], &[0, 1, 3], &[0, 3], &[0]];

/// Draws the balances, one per row.
pub(crate) fn rows(gauges: &[Gauge], style: &Style) -> Vec<Row> {
    let parts = parts(gauges, style);
    let most =
        |part: fn(&Parts) -> &String| parts.iter().map(|p| width(part(p))).max().unwrap_or(0);
    let (pool, used, of) = (most(|p| &p.pool), most(|p| &p.used), most(|p| &p.of));
    let amounts = pool + 2 + used + 1 + of;
    let flag = if gauges.iter().any(|g| !sign(g.flag).is_empty()) { FLAG } else { 0 };
    if amounts + flag > style.page() {
        return narrow(gauges, &parts, style);
    }
    let wide = |c: usize| parts.iter().map(|p| p.tail[c].width()).max().unwrap_or(0);
    let tail_width = |tail: &[usize]| {
        tail.iter().map(|c| wide(*c)).filter(|w| *w > 0).map(|w| w + GAP).sum::<usize>()
    };
    let room =
        |tail: &[usize], gauge: usize| amounts + gauge + tail_width(tail) + flag <= style.page();
    let fits = |gauge: usize| TAILS.into_iter().find(|tail| room(tail, gauge));
    let (tail, has_gauge) = match (fits(SHORT + 2), fits(0)) {
        (Some(tail), _) => (tail, true),
        (None, tail) => (tail.unwrap_or(&[]), false),
    };
    let drawn = style.page().saturating_sub(amounts + 2 + tail_width(tail) + flag).min(LONGEST);
    let has_gauge = has_gauge && gauges.iter().any(|g| g.share.is_some());
    let mut rows = Vec::new();
    for (gauge, part) in gauges.iter().zip(&parts) {
        let mut row = Row::of(part.pool.clone(), Paint::Heading);
        row.pad_to(pool + 2 + used - width(&part.used));
        row.push(&format!("{} {}", part.used, part.of), Paint::PLAIN);
        row.pad_to(amounts);
        let mut column = amounts;
        if has_gauge {
            column += 2;
            row.pad_to(column);
            if let Some(share) = gauge.share {
                row.append(&bar::gauge(share, gauge.time, gauge.flag, drawn, style));
            }
            column += drawn;
            row.pad_to(column);
        }
        for c in tail.iter().filter(|c| wide(**c) > 0) {
            let text = &part.tail[*c];
            column += GAP + wide(*c);
            // The fate is words, the others are numbers.
            row.pad_to(column - if *c == 3 { wide(3) } else { text.width() });
            row.append(text);
            row.pad_to(column);
        }
        row.push("  ", Paint::PLAIN);
        row.push(sign(gauge.flag), Paint::Tone(gauge.flag.tone()));
        rows.push(row);
    }
    rows
}

/// The sign at the end of a line. The fate says whether all is well.
fn sign(flag: Flag) -> &'static str {
    if flag <= Flag::Warning { flag.sign() } else { "" }
}

fn parts(gauges: &[Gauge], style: &Style) -> Vec<Parts> {
    let used: Vec<Cell> = gauges.iter().map(|g| Cell::Credits(g.used)).collect();
    let places = column_places(used.iter()).unwrap_or(0);
    let plain = |text: Option<String>| Row::of(text.unwrap_or_default(), Paint::PLAIN);
    // If at least so much was used, at most so much is left.
    let left = |g: &Gauge| {
        let c = g.left?;
        let bound = match (g.at_least, c.is_negative()) {
            (false, _) => String::new(),
            (true, true) => style.label("≥ "),
            (true, false) => style.label("≤ "),
        };
        let side = if c.is_negative() { "over" } else { "left" };
        Some(format!("{bound}{} {side}", figure::amount(c.abs())))
    };
    let of = |g: &Gauge| Parts {
        pool: g.label.to_owned(),
        used: format!(
            "{}{}",
            if g.at_least { style.label("≥ ") } else { String::new() },
            style.figure(figure::fixed(g.used, places))
        ),
        of: g.capacity.map_or_else(|| "used".to_owned(), |c| format!("of {}", figure::amount(c))),
        tail: [
            plain(g.share.map(|s| {
                let bound = if g.at_least { style.label("≥ ") } else { String::new() };
                format!("{bound}{}", style.figure(figure::percent(s)))
            })),
            plain(left(g)),
            plain(g.time.map(|_| format!("day {} of {}", g.day, g.days))),
            prose::row(&g.fate, style),
        ],
    };
    gauges.iter().map(of).collect()
}

/// Draws balances whose amounts are so long that nothing fits beside them.
fn narrow(gauges: &[Gauge], parts: &[Parts], style: &Style) -> Vec<Row> {
    let row = |(gauge, part): (&Gauge, &Parts)| {
        let mut first = Row::of(part.pool.clone(), Paint::Heading);
        first.push(&format!("  {}", sign(gauge.flag)), Paint::Tone(gauge.flag.tone()));
        let amount = |text: &str| {
            Row::blank(2.min(style.page().saturating_sub(width(text)))).with(text, Paint::PLAIN)
        };
        let mut rows = vec![first, amount(&part.used), amount(&part.of)];
        rows.extend(
            part.tail.iter().filter(|text| !text.is_empty()).map(|text| amount(text.text())),
        );
        rows
    };
    gauges.iter().zip(parts).flat_map(row).collect()
}
