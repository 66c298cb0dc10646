//! Draws balances as text: used of capacity, a gauge with a mark at the time that has passed, and a
//! verdict. On a narrow page the day is left out first, then the pace, then the gauge; amounts never.

use super::bar;
use super::cell::{Medium as _, column_places};
use super::theme::{Paint, Row, Style, width};
use crate::base::figure;
use crate::report::view::{Cell, Gauge};

/// Columns between the texts to the right of a gauge.
const GAP: usize = 3;
/// A verdict and the gap before it.
const FLAG: usize = 4;
/// A gauge would rather leave out a text than be shorter than this.
const SHORT: usize = 12;
/// A gauge shorter than this is left out.
const SHORTEST: usize = 8;
const LONGEST: usize = 40;

/// The texts of a gauge, one per column.
struct Parts {
    pool: String,
    used: String,
    of: String,
    share: String,
    time: String,
    pace: String,
}

/// Draws the balances, one per row.
pub(crate) fn rows(gauges: &[Gauge], style: &Style) -> Vec<Row> {
    let parts = parts(gauges, style);
    let most =
        |part: fn(&Parts) -> &String| parts.iter().map(|p| width(part(p))).max().unwrap_or(0);
    let (pool, used, of) = (most(|p| &p.pool), most(|p| &p.used), most(|p| &p.of));
    let amounts = pool + 2 + used + 1 + of;
    if amounts + FLAG > style.page() {
        return narrow(gauges, &parts, style);
    }
    let share = most(|p| &p.share);
    let room = |time: usize, pace: usize| {
        let tail: usize = [share, time, pace].into_iter().filter(|w| *w > 0).map(|w| w + GAP).sum();
        style.page().saturating_sub(amounts + tail + FLAG + 2)
    };
    let (time, pace) = (most(|p| &p.time), most(|p| &p.pace));
    let tails = [(time, pace), (0, pace), (0, 0)];
    let (time, pace) = tails.into_iter().find(|(t, p)| room(*t, *p) >= SHORT).unwrap_or((0, 0));
    let drawn = room(time, pace).min(LONGEST);
    let any = drawn >= SHORTEST && gauges.iter().any(|g| g.share.is_some());
    let mut rows = Vec::new();
    for (gauge, part) in gauges.iter().zip(&parts) {
        let mut row = Row::of(part.pool.clone(), Paint::Heading);
        row.pad_to(pool + 2 + used - width(&part.used));
        row.push(&format!("{} {}", part.used, part.of), Paint::PLAIN);
        row.pad_to(amounts);
        let mut column = amounts;
        if any {
            column += 2;
            row.pad_to(column);
            if let Some(share) = gauge.share {
                row.append(&bar::gauge(share, gauge.time, gauge.flag, drawn, style));
            }
            column += drawn;
            row.pad_to(column);
        }
        for (text, wide) in [(&part.share, share), (&part.time, time), (&part.pace, pace)] {
            if wide > 0 && column + GAP + wide + FLAG <= style.page() {
                column += GAP + wide;
                row.pad_to(column - width(text));
                row.push(text, Paint::PLAIN);
                row.pad_to(column);
            }
        }
        row.push("  ", Paint::PLAIN);
        row.push(gauge.flag.sign(), Paint::Tone(gauge.flag.tone()));
        rows.push(row);
    }
    rows
}

fn parts(gauges: &[Gauge], style: &Style) -> Vec<Parts> {
    let used: Vec<Cell> = gauges.iter().map(|g| Cell::Credits(g.used)).collect();
    let places = column_places(used.iter()).unwrap_or(0);
    let of = |g: &Gauge| Parts {
        pool: g.label.to_uppercase(),
        used: format!(
            "{}{}",
            if g.at_least { style.label("≥ ") } else { String::new() },
            figure::fixed(g.used, places)
        ),
        of: g.capacity.map_or_else(|| "used".to_owned(), |c| format!("of {}", figure::amount(c))),
        share: g.share.map(figure::percent).unwrap_or_default(),
        time: g
            .time
            .filter(|_| g.share.is_some())
            .map(|t| format!("day {} is {}", g.day, figure::percent(t)))
            .unwrap_or_default(),
        pace: g.pace.map(|p| format!("pace {}", figure::fixed(p, 2))).unwrap_or_default(),
    };
    gauges.iter().map(of).collect()
}

/// Draws balances whose amounts are so long that nothing fits beside them.
fn narrow(gauges: &[Gauge], parts: &[Parts], style: &Style) -> Vec<Row> {
    let row = |(gauge, part): (&Gauge, &Parts)| {
        let mut first = Row::of(part.pool.clone(), Paint::Heading);
        first.push(&format!("  {}", gauge.flag.sign()), Paint::Tone(gauge.flag.tone()));
        let amount = |text: &str| {
            Row::blank(2.min(style.page().saturating_sub(width(text)))).with(text, Paint::PLAIN)
        };
        let mut rows = vec![first, amount(&part.used), amount(&part.of)];
        if !part.share.is_empty() {
            rows.push(amount(&part.share));
        }
        rows
    };
    gauges.iter().zip(parts).flat_map(row).collect()
}
