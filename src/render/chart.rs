//! Draws amounts over time as vertical bars of text: a scale of round numbers, days below, a mark at
//! the as-of day, and the average as a line.

use super::prose;
use super::theme::{Paint, Row, Style, width};
use crate::base::figure;
use crate::base::{Credits, Day, Ratio6};
use crate::report::Grain;
use crate::report::view::{Chart, Line, Tone};

/// Rows of the plot.
const HEIGHT: usize = 6;
/// The most columns from one bar to the next.
const WIDEST: usize = 4;

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws a chart; returns no rows if no amount is above zero.
pub(crate) fn rows(chart: &Chart, style: &Style) -> Vec<Row> {
    let Some((grain, points, pitch, top, axis)) = fit(chart, style) else { return Vec::new() };
    let bar = if pitch > 1 { pitch - 1 } else { 1 };
    let average = chart.average.filter(|_| grain == Grain::Day);
    let line = average
        .and_then(|a| Ratio6::of(a, top))
        .map(|part| super::bar::steps(part, HEIGHT * 8).saturating_sub(1) / 8);
    let eighths: Vec<usize> = points
        .iter()
        .map(|(_, c)| Ratio6::of(*c, top).map_or(0, |part| super::bar::steps(part, HEIGHT * 8)))
        .collect();
    let mut out = Vec::new();
    for level in (0..HEIGHT).rev() {
        // Label the middle only if half of the scale has at most two decimals.
        let label = match level + 1 {
            HEIGHT => figure::amount(top),
            l if l == HEIGHT / 2 => half(top).map(figure::amount).unwrap_or_default(),
            _ => String::new(),
        };
        let tick = if label.is_empty() { style.glyph("│", "|") } else { style.glyph("┤", "+") };
        let mut row = Row::of(format!("  {label:>axis$} {tick}"), Paint::MUTED);
        let on_line = line == Some(level);
        for (i, (day, credits)) in points.iter().enumerate() {
            let fill = eighths[i].saturating_sub(level * 8).min(8);
            let today = chart.today == Some(*day) && grain == Grain::Day;
            let paint = if today { Paint::Tone(Tone::Strong) } else { Paint::Bar };
            let (glyph, paint) = match (fill, level) {
                (0, 0) if credits.is_negative() => {
                    (style.glyph("↓", "v"), Paint::Tone(Tone::Warning))
                }
                (0, 0) => (style.glyph("·", "."), Paint::MUTED),
                (0, _) if on_line => (style.glyph("┈", "-"), Paint::MUTED),
                (0, _) => (" ", Paint::PLAIN),
                (n, _) if style.ascii => (if n >= 4 { "#" } else { "_" }, paint),
                (n, _) => (EIGHTHS[n], paint),
            };
            let wide = if fill == 0 && level == 0 { 1 } else { bar };
            row.push(&glyph.repeat(wide), paint);
            let gap = if on_line { style.glyph("┈", "-") } else { " " };
            row.push(&gap.repeat(pitch - wide), Paint::MUTED);
        }
        out.push(row);
    }
    out.push(axis_row(&points, grain, pitch, axis, style));
    if let Some(at) = chart.today.and_then(|d| points.iter().rposition(|(day, _)| *day <= d)) {
        out.push(today_row(
            at * pitch,
            points[at].0.max(chart.today.unwrap_or(points[at].0)),
            axis,
            style,
        ));
    }
    out.extend(remark(grain, &points, style));
    out
}

/// Returns true if the chart shows the average, which it does only if each bar is a day.
pub(crate) fn draws_average(chart: &Chart, style: &Style) -> bool {
    chart.average.is_some() && fit(chart, style).is_some_and(|(grain, ..)| grain == Grain::Day)
}

/// Returns half of an amount, or `None` if it has more than two decimals.
fn half(top: Credits) -> Option<Credits> {
    let half = top.divide(Credits::whole(2), 28)?;
    (half.round(2) == half).then_some(half)
}

/// The grain, its points, columns per point, the end of the scale, and the width of its labels.
type Fit = (Grain, Vec<(Day, Credits)>, usize, Credits, usize);

/// Chooses the finest grain whose points all get a column of their own.
fn fit(chart: &Chart, style: &Style) -> Option<Fit> {
    let last = chart.grains.last()?.0;
    for (grain, points) in &chart.grains {
        let top = round_up(
            points
                .iter()
                .map(|(_, c)| *c)
                .chain(
                    [chart.average, chart.top]
                        .into_iter()
                        .flatten()
                        .filter(|_| *grain == Grain::Day),
                )
                .max()?,
        )?;
        let axis =
            half(top).map_or(0, |h| width(&figure::amount(h))).max(width(&figure::amount(top)));
        let taken = axis + 4;
        let room = |columns: usize| columns.saturating_sub(taken) / points.len().max(1);
        let pitch = match (room(style.page()), room(style.columns())) {
            (0 | 1, 0) => continue,
            (0 | 1, wide) => wide.min(2),
            (pitch, _) => pitch.min(WIDEST),
        };
        return Some((*grain, points.clone(), pitch, top, axis));
    }
    // There are more years than columns, so show the latest.
    let (_, points) = chart.grains.last()?;
    let top = round_up(points.iter().map(|(_, c)| *c).max()?)?;
    let axis = width(&figure::amount(top)) + 1;
    let room = style.columns().saturating_sub(axis + 4).max(1);
    Some((last, points[points.len().saturating_sub(room)..].to_vec(), 1, top, axis))
}

/// Rounds up to 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten; `None` unless above zero.
fn round_up(amount: Credits) -> Option<Credits> {
    if !amount.is_positive() {
        return None;
    }
    let mut tenth = Credits::whole(1).divide(Credits::whole(100), 2)?;
    while tenth.times(100) < amount {
        tenth = tenth.times(10);
    }
    [10, 15, 20, 25, 30, 40, 50, 60, 80, 100]
        .into_iter()
        .map(|n| tenth.times(n))
        .find(|top| *top >= amount)
}

/// Draws the line below the bars, with as many days as there is room for.
fn axis_row(
    points: &[(Day, Credits)],
    grain: Grain,
    pitch: usize,
    axis: usize,
    style: &Style,
) -> Row {
    let start = axis + 4;
    let mut row = Row::of(format!("  {:>axis$} {}", "0", style.glyph("└", "+")), Paint::MUTED);
    let mut month = None;
    for (i, (day, _)) in points.iter().enumerate() {
        let at = start + i * pitch;
        let due = match grain {
            Grain::Day => i % 7 == 0 || i + 1 == points.len(),
            _ => true,
        };
        let shown = match grain {
            Grain::Year => day.year().to_string(),
            Grain::Month if month.is_none() || day.month() == 1 => {
                format!("{} {}", &day.month_name()[..3], day.year())
            }
            Grain::Month => day.month_name()[..3].to_owned(),
            Grain::Day | Grain::Week if month == Some(day.month_start()) => {
                day.day_of_month().to_string()
            }
            Grain::Day | Grain::Week => day.in_short(),
        };
        // A label needs a gap before it and must end within the page.
        let free = if row.width() == start { at >= start } else { row.width() < at };
        if due && free && at + width(&shown) <= style.columns() {
            let missing = at.saturating_sub(row.width());
            row.push(&style.glyph("─", "-").repeat(missing), Paint::MUTED);
            row.push(&shown, Paint::MUTED);
            month = Some(day.month_start());
        }
    }
    let end = (start + points.len() * pitch).saturating_sub(1);
    row.push(&style.glyph("─", "-").repeat(end.saturating_sub(row.width())), Paint::MUTED);
    row
}

/// Marks the as-of day below its bar: `↑ as of 20 May`, or `as of 20 May ↑` near the right edge.
fn today_row(at: usize, day: Day, axis: usize, style: &Style) -> Row {
    let column = axis + 4 + at;
    let after = format!("{} as of {}", style.glyph("↑", "^"), day.in_words());
    if column + width(&after) <= style.columns() {
        return Row::blank(column).with(&after, Paint::MUTED);
    }
    let before = format!("as of {} {}", day.in_words(), style.glyph("↑", "^"));
    Row::blank((column + 1).saturating_sub(width(&before))).with(&before, Paint::MUTED)
}

/// Explains what the bars alone do not show: a coarser grain, and days with more refunds than use.
fn remark(grain: Grain, points: &[(Day, Credits)], style: &Style) -> Vec<Row> {
    let coarse = match grain {
        Grain::Day => None,
        Grain::Week => Some("One bar a week, from Monday: there are more days than columns."),
        Grain::Month => Some("One bar a month: there are more weeks than columns."),
        Grain::Year => Some("One bar a year: there are more months than columns."),
    };
    let below = points.iter().any(|(_, c)| c.is_negative());
    let below = below.then(|| Line::of(style.glyph("↓", "v")).text(" refunds exceed use"));
    let lines = coarse.map(Line::of).into_iter().chain(below).map(|line| line.all(Tone::Muted));
    lines
        .flat_map(|line| prose::wrap(&line, Row::of("  ", Paint::PLAIN), 2, style.page(), style))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    #[test]
    fn the_scale_ends_on_a_round_number() {
        for (most, top) in [
            ("902", "1000"),
            ("398.2", "400"),
            ("0.3", "0.3"),
            ("0.001", "0.1"),
            ("2100", "2500"),
            ("6.9", "8"),
            ("10", "10"),
        ] {
            assert_eq!(round_up(c(most)), Some(c(top)), "{most}");
        }
        assert_eq!(round_up(c("0")), None);
        assert_eq!(round_up(c("-4")), None);
    }
}
