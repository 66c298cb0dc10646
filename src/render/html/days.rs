//! Draws the days of a pool: bars by source, the 14-day average, marks on the days that fired, and
//! the range that the days to the reset are expected in.

use std::collections::BTreeMap;

use super::day_words::{describe, hint, legend, table};
use super::drawing::{Figure, axis, projected};
use super::fired::{causes, fired_days, spike_of};
use super::markup::Markup;
use super::sources::SOURCES;
use super::weeks;
use crate::base::{Credits, Day, figure};
use crate::event::Pool;
use crate::forecast::Projection;
use crate::render::svg::{Anchor, Chart, Ends, Scale};
use crate::report::view;
use crate::report::{AlertDay, DailyRow, PeriodKind, PoolReport, Report};

/// The most days that each get a bar; a longer period is drawn by `weeks`.
const MOST_DAYS: usize = 124;

/// Draws a pool. Returns `None` if no credits are known to be used.
pub(super) fn figure(
    report: &Report,
    pool: Pool,
    figures: &PoolReport,
    drawn: &view::Chart,
) -> Option<Figure> {
    if figures.daily.iter().all(|d| d.credits.is_zero()) {
        return None;
    }
    let (first, last) = extent(report, figures)?;
    let slots = usize::try_from(last.since(first) + 1).ok()?;
    if slots > MOST_DAYS {
        return weeks::figure(report, pool, figures, drawn, MOST_DAYS);
    }
    let average = average_line(report, pool, figures);
    let future = projected(figures)
        .filter(|p| p.days_left > 0 && last > figures.daily[figures.daily.len() - 1].date);
    let band = future.and_then(|p| band(figures, p));
    let amounts = figures.daily.iter().map(|d| d.credits.to_f64());
    let high = amounts.chain(average.iter().map(|(_, a)| a.to_f64())).chain(band.map(|b| b.1));
    let plot = Plot { first, slots, scale: Scale::holding(high.fold(0.0, f64::max)) };
    let mut chart = Chart::new(slots, 30.0, 190.0);
    chart.grid(&plot.scale, None);
    plot.surroundings(&mut chart, figures, future, band);
    plot.bars(&mut chart, &figures.daily);
    plot.average(&mut chart, &average);
    let fired = fired_days(report, pool);
    plot.marks(&mut chart, &figures.daily, &fired);
    axis(&mut chart, first, slots, report.as_of);
    for row in &figures.daily {
        let at = usize::try_from(row.date.since(first)).unwrap_or(0);
        chart.hint(at, &hint(row, &fired));
    }
    let title = format!("{} credits by day", pool.name());
    let description = describe(figures, fired.len());
    let mut legend = legend(figures, average.last().map(|(_, a)| *a), future, band.is_some());
    legend.push_str(&causes(report, pool, &fired));
    Some(Figure {
        heading: "by day",
        chart: Markup(chart.finish(&format!("days-chart-{pool}"), &title, &description)),
        legend: Markup(legend),
        table: Markup(table(figures)),
    })
}

/// Returns the first and the last day of the chart: those of the cycle if the period is one.
fn extent(report: &Report, pool: &PoolReport) -> Option<(Day, Day)> {
    let (first, last) = (pool.daily.first()?.date, pool.daily.last()?.date);
    let cycle = report.cycle.as_ref()?;
    let first = if report.period.as_ref().is_some_and(|p| p.kind == PeriodKind::Cycle) {
        first.min(cycle.start)
    } else {
        first
    };
    let to_reset = cycle.end.plus(-1).max(last);
    let days = usize::try_from(to_reset.since(first) + 1).unwrap_or(usize::MAX);
    Some((first, if days <= MOST_DAYS { to_reset } else { last }))
}

/// The days and the amounts that the chart covers.
struct Plot {
    first: Day,
    /// Days of the chart, one slot each.
    slots: usize,
    scale: Scale,
}

impl Plot {
    fn slot(&self, day: Day) -> f64 {
        f64::from(day.since(self.first))
    }

    /// Draws the days before the log begins, and the projection of those after it ends.
    fn surroundings(
        &self,
        chart: &mut Chart,
        figures: &PoolReport,
        future: Option<&Projection>,
        band: Option<(f64, f64)>,
    ) {
        let (scale, right) = (&self.scale, self.slots as f64);
        let end = figures.daily.last().map_or(0.0, |d| self.slot(d.date) + 1.0);
        if figures.daily[0].date > self.first {
            let begins = self.slot(figures.daily[0].date);
            chart.rect("nolog", (0.0, begins), (0.0, scale.top), scale);
            chart.text("word", 0.2, 182.0, Anchor::Start, "no log");
        }
        if let Some((low, high)) = band {
            chart.rect("fan", (end, right), (low, high), scale);
        }
        if let Some(p) = future {
            let mean = p.daily_average.value().to_f64();
            chart.line("expected", &[(end, mean), (right, mean)], scale);
        }
    }

    /// Draws the bars, those of one colour as one shape.
    fn bars(&self, chart: &mut Chart, daily: &[DailyRow]) {
        let mut shapes = Shapes::new();
        for row in daily {
            bars(&mut shapes, row, self.slot(row.date), &self.scale);
        }
        for (class, own) in &shapes {
            chart.bars(class, own, &self.scale);
        }
    }

    fn average(&self, chart: &mut Chart, average: &[(Day, Credits)]) {
        let points: Vec<(f64, f64)> =
            average.iter().map(|(day, a)| (self.slot(*day) + 0.5, a.to_f64())).collect();
        if points.len() > 1 {
            chart.line("average", &points, &self.scale);
        }
    }

    /// Marks the days that fired, and writes the highest ratios if there is room.
    fn marks(&self, chart: &mut Chart, daily: &[DailyRow], fired: &[&AlertDay]) {
        // The figure of `excess` is a sum of many days and no ratio of one.
        let ratio_of = |a: &AlertDay| a.ratio.filter(|_| a.rule != "excess");
        let mut by_ratio = fired.to_vec();
        by_ratio.sort_by_key(|a| (a.rule == "excess", std::cmp::Reverse(a.ratio)));
        let (mut marked, mut labelled): (Vec<Day>, Vec<Day>) = (Vec::new(), Vec::new());
        for alert in by_ratio {
            let Some(row) = daily.iter().find(|d| d.date == alert.day) else { continue };
            if marked.contains(&alert.day) {
                continue;
            }
            marked.push(alert.day);
            let y = chart.y(row.credits.to_f64(), &self.scale) - 6.0;
            let at = self.slot(alert.day) + 0.5;
            let apart = |d: &Day, parts: i32| {
                d.since(alert.day).abs() * parts > i32::try_from(self.slots).unwrap_or(0)
            };
            let room = labelled.iter().all(|d| apart(d, 14));
            let Some(ratio) = ratio_of(alert).filter(|_| room) else {
                chart.text("spike", at, y, Anchor::Middle, "▲");
                continue;
            };
            labelled.push(alert.day);
            let text = format!("▲ {}×", figure::fixed(ratio.value(), 1));
            let at_edge = at > self.slots as f64 * 0.95;
            let anchor = if at_edge { Anchor::End } else { Anchor::Middle };
            // On a phone, a mark near another one has no room for its ratio.
            if fired.iter().all(|a| a.day == alert.day || apart(&a.day, 5)) {
                chart.text("spike", at, y, anchor, &text);
            } else {
                chart.text("spike odd", at, y, anchor, &text);
                chart.text("spike phone", at, y, Anchor::Middle, "▲");
            }
        }
    }
}

/// Bars by their class in the style: slots, and amounts.
type Shapes = BTreeMap<String, Vec<(Ends, Ends)>>;

fn bars(shapes: &mut Shapes, row: &DailyRow, at: f64, scale: &Scale) {
    let ends = (at + 0.14, at + 0.86);
    let mut add =
        |class: &str, amounts| shapes.entry(class.to_owned()).or_default().push((ends, amounts));
    if row.credits.is_negative() {
        add("refund", (0.0, scale.top / 60.0));
        return;
    }
    // A day with a negative source cannot be stacked, so draw its sum.
    let whole = row.by_source.values().any(|c| c.is_negative()) || row.by_source.is_empty();
    if whole {
        if !row.credits.is_zero() {
            add("s-all", (0.0, row.credits.to_f64()));
        }
        return;
    }
    let mut from = 0.0;
    for source in SOURCES {
        if let Some(credits) = row.by_source.get(source) {
            let to = from + credits.to_f64();
            add(&format!("s-{source}"), (from, to));
            from = to;
        }
    }
}

/// Returns the 14-day average of each day; if the report does not list it, the average that the as-of
/// day was compared with, over its 14 days.
fn average_line(report: &Report, pool: Pool, figures: &PoolReport) -> Vec<(Day, Credits)> {
    let own: Vec<_> =
        figures.daily.iter().filter_map(|d| d.average.map(|a| (d.date, a.value()))).collect();
    if own.len() > 1 {
        return own;
    }
    let spike = spike_of(report, pool);
    let flat = spike.and_then(|a| Some((a.baseline?.value(), a.window.as_ref()?)));
    flat.map_or_else(Vec::new, |(baseline, window)| {
        let days = figures
            .daily
            .iter()
            .map(|d| d.date)
            .filter(|d| *d >= window.from && *d <= window.to.plus(1));
        days.map(|d| (d, baseline)).collect()
    })
}

/// Returns the credits a day with which the cycle would end at either end of the 80 % range.
fn band(figures: &PoolReport, projection: &Projection) -> Option<(f64, f64)> {
    let (used, days) = (figures.used?.to_f64(), f64::from(projection.days_left));
    let a_day = |at: Credits| ((at.to_f64() - used) / days).max(0.0);
    Some((a_day(projection.p10?.value()), a_day(projection.p90?.value())))
}
