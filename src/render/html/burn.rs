//! Draws the running total of the cycle against the capacity, and the projected range from the as-of
//! day to the reset.

use std::fmt::Write as _;

use super::drawing::{Figure, axis, projected};
use super::markup::Markup;
use super::say;
use crate::base::figure;
use crate::base::{Credits, Day};
use crate::event::Pool;
use crate::render::svg::{Anchor, Chart, Scale};
use crate::report::{CycleInfo, PoolReport, Report};

/// Returns the credits used by the end of each day of the cycle, or `None` if the report does not list
/// all of these days.
fn running(cycle: &CycleInfo, figures: &PoolReport) -> Option<Vec<(Day, Credits)>> {
    let first = figures.daily.first()?.date;
    let days: Vec<_> =
        figures.daily.iter().filter(|d| d.date >= cycle.start && d.date < cycle.end).collect();
    if days.is_empty() || (cycle.covered && first > cycle.start) {
        return None;
    }
    // The rest was used before the list begins.
    let listed: Credits = days.iter().map(|d| d.credits).sum();
    let mut sum = figures.used? - listed;
    let step = |d: &&crate::report::DailyRow| {
        sum += d.credits;
        (d.date, sum)
    };
    Some(days.iter().map(step).collect())
}

/// Draws the chart, or returns `None` if the days of the cycle or the capacity are unknown.
pub(crate) fn figure(report: &Report, pool: Pool, figures: &PoolReport) -> Option<Figure> {
    let cycle = report.cycle.as_ref()?;
    let capacity = figures.remaining.zip(figures.used).map(|(left, used)| left + used)?;
    let running = running(cycle, figures)?;
    let (last, used) = *running.last()?;
    let slots = usize::try_from(cycle.days).ok()?;
    let end = slots as f64;
    let at = |day: Day| f64::from(day.since(cycle.start) + 1);
    let projection = projected(figures);
    let range = projection.and_then(|p| Some([p.p10?.value(), p.p50?.value(), p.p90?.value()]));
    let total = projection.map(|p| p.total.value());
    let most =
        [Some(capacity), Some(used), total, range.map(|r| r[2])].into_iter().flatten().max()?;
    // A projection far beyond the capacity would flatten the rest, so let the fan leave the plot.
    let scale = Scale::holding(most.to_f64().min(capacity.to_f64().max(used.to_f64()) * 2.0));
    let mut chart = Chart::new(slots, 14.0, 230.0);
    let cap = capacity.to_f64();
    chart.grid(&scale, Some(cap));
    chart.line("even", &[(0.0, 0.0), (end, cap)], &scale);
    let (from, used_f) = (at(last), used.to_f64());
    if let Some([low, _, high]) = range.filter(|_| from < end) {
        chart.area("fan", &[(from, used_f), (end, high.to_f64()), (end, low.to_f64())], &scale);
    }
    if let Some(total) = total.filter(|_| from < end) {
        chart.line("expected", &[(from, used_f), (end, total.to_f64())], &scale);
    }
    let start = at(running[0].0) - 1.0;
    let opening = running[0].1
        - figures
            .daily
            .iter()
            .find(|d| d.date == running[0].0)
            .map(|d| d.credits)
            .unwrap_or_default();
    let mut points = vec![(start, opening.to_f64())];
    points.extend(running.iter().map(|(day, sum)| (at(*day), sum.to_f64())));
    let mut area = points.clone();
    area.push((from, 0.0));
    area.push((start, 0.0));
    chart.area("sum-area", &area, &scale);
    chart.line("sum", &points, &scale);
    chart.line("capacity", &[(0.0, cap), (end, cap)], &scale);
    let cap_y = chart.y(cap, &scale);
    chart.text(
        "cap",
        0.0,
        cap_y - 6.0,
        Anchor::Start,
        &format!("capacity {}", figure::amount(capacity)),
    );
    let out = projection.and_then(|p| p.out_date).filter(|d| *d < cycle.end && *d >= cycle.start);
    if let Some(day) = out {
        chart.upright("out", at(day));
        let anchor = if at(day) > end * 0.6 { Anchor::End } else { Anchor::Start };
        let nudge = if anchor == Anchor::End { -0.15 } else { 0.15 };
        let says =
            if report.as_of.is_some_and(|as_of| day <= as_of) { "out since" } else { "out on" };
        chart.text("spike", at(day) + nudge, 226.0, anchor, &format!("{says} {}", day.in_words()));
    }
    axis(&mut chart, cycle.start, slots, report.as_of);
    for (day, sum) in &running {
        let share = sum
            .times(100)
            .divide(capacity, 0)
            .map(|p| format!(", {}%", figure::exact(p)))
            .unwrap_or_default();
        chart.hint(
            usize::try_from(day.since(cycle.start)).unwrap_or(0),
            &format!("{}: {} used{share}", day.in_full(), figure::exact(*sum)),
        );
    }
    let says = match (total, out) {
        (Some(total), Some(out)) => {
            format!(
                " At the present average {} by the reset; the capacity is reached on {}.",
                figure::amount(total.round(1)),
                out.in_full()
            )
        }
        (Some(total), None) => {
            format!(" At the present average {} by the reset.", figure::amount(total.round(1)))
        }
        _ => String::new(),
    };
    let says = format!(
        "{} of {} credits used by {last}.{says}",
        figure::amount(used),
        figure::amount(capacity)
    );
    Some(Figure {
        heading: "used in this cycle",
        chart: Markup(chart.finish(
            &format!("burn-chart-{pool}"),
            &format!("{} credits used in the cycle, running total", pool.name()),
            &says,
        )),
        // On the last day nothing remains to be projected.
        legend: Markup(legend(range.filter(|_| from < end), total.filter(|_| from < end))),
        table: Markup(table(&running, capacity)),
    })
}

fn legend(range: Option<[Credits; 3]>, total: Option<Credits>) -> String {
    let mut out = String::from(
        "<ul class=\"legend\"><li><i class=\"key sum\"></i>used so far</li><li><i class=\"key even\"></i>an even pace</li>",
    );
    if let Some(total) = total {
        let _ = write!(
            out,
            "<li><i class=\"key expected\"></i>at the present average: {} at the reset</li>",
            say::fixed(total, 1)
        );
    }
    if let Some([low, likely, high]) = range {
        let _ = write!(
            out,
            "<li><i class=\"key fan\"></i>likely {}, 80% range: {} – {}</li>",
            say::fixed(likely, 0),
            say::fixed(low, 0),
            say::fixed(high, 0)
        );
    }
    out.push_str("</ul>");
    out
}

fn table(running: &[(Day, Credits)], capacity: Credits) -> String {
    let mut out = String::from(
        "<table class=\"ns\"><thead><tr><th scope=\"col\">day</th><th scope=\"col\">used so far</th><th scope=\"col\">left</th></tr></thead><tbody>",
    );
    for (day, sum) in running.iter().rev() {
        let (used, left) = (figure::exact(*sum), figure::exact(capacity - *sum));
        let _ = write!(out, "<tr><td>{day}</td><td>{used}</td><td>{left}</td></tr>");
    }
    out.push_str("</tbody></table>");
    out
}
