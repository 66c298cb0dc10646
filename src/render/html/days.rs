//! The days of a pool: bars by source, the 14-day average, the days that fired, and what the days to the reset would bring.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::markup::{Html, Markup};
use super::say;
use crate::alerts::{Alert, RuleState};
use crate::base::{Credits, Day, Six, Untrusted};
use crate::event::Pool;
use crate::forecast::{Projection, ProjectionOutcome};
use crate::render::cell::Medium as _;
use crate::render::number;
use crate::render::svg::{Anchor, Chart, Ends, Scale, escaped};
use crate::report::view::{self, Grain};
use crate::report::{AlertDay, DailyRow, PeriodKind, PoolReport, Report};

/// Days that find room as bars of their own.
const MOST_DAYS: usize = 124;
/// Days that fired which are said in words below the chart.
const MOST_SAID: usize = 4;
/// Sources in the order in which they are stacked; each has a colour of its own in the style.
pub(crate) const SOURCES: [&str; 8] = [
    "agent-prompts",
    "discuss",
    "integrations",
    "agents",
    "automations",
    "backend",
    "free",
    "unclassified",
];

/// What is said below a chart, the chart and its table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figure {
    /// What is shown.
    pub heading: &'static str,
    /// The drawing.
    pub chart: Markup,
    /// What the colours and lines are, and remarks.
    pub legend: Markup,
    /// The same as a table.
    pub table: Markup,
}

/// The projection of a pool that has one.
pub(crate) fn projected(pool: &PoolReport) -> Option<&Projection> {
    match &pool.projection {
        Some(ProjectionOutcome::Projected(projection)) => Some(projection),
        _ => None,
    }
}

/// The days on which the chart begins and ends: the whole cycle where the period is one.
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

/// The chart of a pool's days, or of its weeks and months where the days find no room.
pub(crate) fn figure(
    report: &Report,
    pool: Pool,
    figures: &PoolReport,
    drawn: &view::Chart,
) -> Option<Figure> {
    // Nothing was used that anyone knows the price of: there is nothing to draw.
    if figures.daily.iter().all(|d| d.credits.is_zero()) {
        return None;
    }
    let (first, last) = extent(report, figures)?;
    let slots = usize::try_from(last.since(first) + 1).ok()?;
    if slots > MOST_DAYS {
        return coarse(report, pool, figures, drawn);
    }
    let slot = |day: Day| f64::from(day.since(first));
    let average = average_line(report, pool, figures);
    let future = projected(figures)
        .filter(|p| p.days_left > 0 && last > figures.daily[figures.daily.len() - 1].date);
    let band = future.and_then(|p| band(figures, p));
    let high = figures
        .daily
        .iter()
        .map(|d| d.credits.to_f64())
        .chain(average.iter().map(|(_, a)| a.to_f64()));
    let scale = Scale::holding(high.chain(band.map(|b| b.1)).fold(0.0, f64::max));
    let mut chart = Chart::new(slots, 30.0, 190.0);
    chart.grid(&scale, None);
    let end = figures.daily.last().map_or(0.0, |d| slot(d.date) + 1.0);
    if figures.daily[0].date > first {
        chart.rect("nolog", (0.0, slot(figures.daily[0].date)), (0.0, scale.top), &scale);
        chart.text("word", 0.2, 182.0, Anchor::Start, "no log");
    }
    if let Some((low, high)) = band {
        chart.rect("fan", (end, slots as f64), (low, high), &scale);
    }
    if let Some(p) = future {
        let mean = p.daily_average.value().to_f64();
        chart.line("expected", &[(end, mean), (slots as f64, mean)], &scale);
    }
    let fired: Vec<&AlertDay> = report
        .alert_days
        .iter()
        .filter(|a| a.pool == pool && a.scope.is_none() && a.rule != "leak")
        .collect();
    let mut shapes = Shapes::new();
    for row in &figures.daily {
        bars(&mut shapes, row, slot(row.date), &scale);
    }
    for (class, own) in &shapes {
        chart.bars(class, own, &scale);
    }
    let points: Vec<(f64, f64)> =
        average.iter().map(|(day, a)| (slot(*day) + 0.5, a.to_f64())).collect();
    if points.len() > 1 {
        chart.line("average", &points, &scale);
    }
    let mut labelled: Vec<Day> = Vec::new();
    let mut by_ratio = fired.clone();
    by_ratio.sort_by_key(|a| std::cmp::Reverse(a.ratio));
    let mut marked: Vec<Day> = Vec::new();
    for alert in by_ratio {
        let Some(row) = figures.daily.iter().find(|d| d.date == alert.day) else { continue };
        if marked.contains(&alert.day) {
            continue;
        }
        marked.push(alert.day);
        let top = chart.y(row.credits.to_f64(), &scale);
        let at = slot(alert.day) + 0.5;
        let apart = |d: &Day, parts: i32| {
            d.since(alert.day).abs() * parts > i32::try_from(slots).unwrap_or(0)
        };
        let room = labelled.iter().all(|d| apart(d, 14));
        match alert.ratio.filter(|_| room) {
            Some(ratio) => {
                labelled.push(alert.day);
                let text = format!("▲ {}×", number::fixed(ratio.value(), 1));
                let anchor = if at > slots as f64 * 0.95 { Anchor::End } else { Anchor::Middle };
                // On a phone, beside another one, the mark stands alone.
                if fired.iter().all(|a| a.day == alert.day || apart(&a.day, 5)) {
                    chart.text("spike", at, top - 6.0, anchor, &text);
                } else {
                    chart.text("spike odd", at, top - 6.0, anchor, &text);
                    chart.text("spike phone", at, top - 6.0, Anchor::Middle, "▲");
                }
            }
            None => chart.text("spike", at, top - 6.0, Anchor::Middle, "▲"),
        }
    }
    axis(&mut chart, first, slots, report.as_of);
    for row in &figures.daily {
        let at = usize::try_from(row.date.since(first)).unwrap_or(0);
        chart.hint(at, &hint(row, &fired));
    }
    let title = format!("{} credits by day", pool.name());
    let says = describe(figures, fired.len());
    let mut legend = legend(figures, average.last().map(|(_, a)| *a), future, band.is_some());
    legend.push_str(&causes(report, pool, &fired));
    Some(Figure {
        heading: "by day",
        chart: Markup(chart.finish(&format!("days-chart-{pool}"), &title, &says)),
        legend: Markup(legend),
        table: Markup(table(figures)),
    })
}

/// Bars by their look: slots, and amounts.
type Shapes = BTreeMap<String, Vec<(Ends, Ends)>>;

fn bars(shapes: &mut Shapes, row: &DailyRow, at: f64, scale: &Scale) {
    let ends = (at + 0.14, at + 0.86);
    let mut add =
        |class: &str, amounts| shapes.entry(class.to_owned()).or_default().push((ends, amounts));
    if row.credits.is_negative() {
        add("refund", (0.0, scale.top / 60.0));
        return;
    }
    // A day on which some source is negative is drawn as its sum.
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

/// The trailing averages of the days that have one; else the one that the as-of day was compared with, over its own 14 days.
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

fn spike_of(report: &Report, pool: Pool) -> Option<&Alert> {
    report.alerts.iter().find(|a| a.rule == "spike" && a.pool == pool && a.scope.is_none())
}

/// Credits a day, from – to, that would end the cycle within the 80 % range.
fn band(figures: &PoolReport, projection: &Projection) -> Option<(f64, f64)> {
    let (used, days) = (figures.used?.to_f64(), f64::from(projection.days_left));
    let a_day = |at: Credits| ((at.to_f64() - used) / days).max(0.0);
    Some((a_day(projection.p10?.value()), a_day(projection.p90?.value())))
}

/// Days below the plot: each Monday where there is room, the first of each month otherwise; and the as-of day.
pub(crate) fn axis(chart: &mut Chart, first: Day, slots: usize, as_of: Option<Day>) {
    let today =
        as_of.map(|d| d.since(first)).and_then(|i| usize::try_from(i).ok()).filter(|i| *i < slots);
    let step = if slots <= 45 { 7 } else { 14 };
    for (i, at) in (0..slots).step_by(step).enumerate() {
        let day = first.plus(i32::try_from(at).unwrap_or(0));
        let near_today = today.is_some_and(|t| t.abs_diff(at) * 12 < slots);
        if !near_today {
            let (middle, anchor) = match at {
                0 => (0.0, Anchor::Start),
                _ if at * 20 > slots * 19 => (1.0, Anchor::End),
                _ => (0.5, Anchor::Middle),
            };
            // Every second one, and one beside today's, gives way on a phone.
            let crowded = i % 2 == 1 || today.is_some_and(|t| t.abs_diff(at) * 4 < slots);
            chart.label(
                if crowded { "day odd" } else { "day" },
                at as f64 + middle,
                anchor,
                &day.in_words(),
            );
        }
    }
    if let (Some(at), Some(day)) = (today, as_of) {
        let (slot, anchor) = match (at * 10 < slots, at * 10 > slots * 9) {
            (true, _) => (at as f64, Anchor::Start),
            (_, true) => (at as f64 + 1.0, Anchor::End),
            _ => (at as f64 + 0.5, Anchor::Middle),
        };
        chart.label("day now", slot, anchor, &format!("↑ {}", day.in_words()));
    }
}

/// What a source is called.
pub(crate) fn source_title(id: &str) -> &str {
    match id {
        "agent-prompts" => "prompts to the builder",
        "discuss" => "Discuss mode",
        "backend" => "backend functions",
        "free" => "free of charge",
        other => other,
    }
}

fn hint(row: &DailyRow, fired: &[&AlertDay]) -> String {
    let mut says =
        format!("{}: {} credits, {} events", row.date, row.credits, number::count(row.events));
    for source in SOURCES {
        if let Some(credits) = row.by_source.get(source).filter(|_| row.by_source.len() > 1) {
            let _ = write!(says, "\n{}: {credits}", source_title(source));
        }
    }
    if let Some(average) = row.average {
        let _ = write!(says, "\n14-day average {}", number::fixed(average.value(), 1));
    }
    for alert in fired.iter().filter(|a| a.day == row.date) {
        let ratio = alert
            .ratio
            .map(|r| format!(", {} × its average", number::fixed(r.value(), 2)))
            .unwrap_or_default();
        let _ = write!(says, "\n▲ {}{ratio}", alert.rule);
    }
    // Line breaks are kept: these are our own words, and escaped where they could be more.
    says.split('\n').map(escaped).collect::<Vec<_>>().join("\n")
}

fn describe(figures: &PoolReport, fired: usize) -> String {
    let most = figures.daily.iter().max_by_key(|d| d.credits);
    let days = figures.daily.len();
    let most = most
        .map(|d| {
            format!(" The highest day is {} with {} credits.", d.date, number::amount(d.credits))
        })
        .unwrap_or_default();
    let sum: Credits = figures.daily.iter().map(|d| d.credits).sum();
    format!(
        "{days} days, {} credits in all.{most} {fired} days fired a rule. The same figures are in the table below.",
        number::amount(sum)
    )
}

fn legend(
    figures: &PoolReport,
    average: Option<Credits>,
    future: Option<&Projection>,
    range: bool,
) -> String {
    let mut items = Vec::new();
    let has = |source: &&str| figures.daily.iter().any(|d| d.by_source.contains_key(*source));
    for source in SOURCES.iter().filter(|s| has(s)) {
        items.push(format!("<li><i class=\"key s-{source}\"></i>{}</li>", source_title(source)));
    }
    if items.is_empty() {
        items.push("<li><i class=\"key s-all\"></i>credits a day</li>".to_owned());
    }
    if let Some(average) = average {
        items.push(format!(
            "<li><i class=\"key average\"></i>14-day average, now {}</li>",
            say::fixed(average, 1)
        ));
    }
    if let Some(p) = future {
        let mean = say::fixed(p.daily_average.value(), 1);
        let key = if range { "fan" } else { "expected" };
        let range = if range { " and its 80 % range" } else { "" };
        items
            .push(format!("<li><i class=\"key {key}\"></i>to the reset: {mean} a day{range}</li>"));
    }
    if figures.daily.iter().any(|d| d.credits.is_negative()) {
        items.push("<li><i class=\"key refund\"></i>refunds exceed use</li>".to_owned());
    }
    format!("<ul class=\"legend\">{}</ul>", items.concat())
}

/// The days that fired, the latest first, and what the as-of day's excess is made of.
fn causes(report: &Report, pool: Pool, fired: &[&AlertDay]) -> String {
    let mut days: Vec<_> =
        fired.iter().filter(|a| a.rule == "spike" || a.rule == "steady").collect();
    days.sort_by_key(|a| std::cmp::Reverse(a.day));
    days.dedup_by_key(|a| a.day);
    if days.is_empty() {
        return String::new();
    }
    let mut out = String::from("<ul class=\"fired\">");
    let year = report.as_of.map(Day::year);
    for alert in days.iter().take(MOST_SAID) {
        let day = if year == Some(alert.day.year()) {
            alert.day.in_words()
        } else {
            alert.day.to_string()
        };
        let _ = write!(
            out,
            "<li><b><span aria-hidden=\"true\">▲</span> {day}</b> {}",
            say::amount(alert.value)
        );
        match (alert.ratio, alert.baseline) {
            (Some(ratio), Some(baseline)) => {
                let _ = write!(
                    out,
                    " is {} × the average of {}",
                    say::fixed(ratio.value(), 2),
                    say::fixed(baseline.value(), 1)
                );
            }
            _ => out.push_str(" is the first use in 14 days"),
        }
        let today = spike_of(report, pool)
            .filter(|a| a.day == Some(alert.day) && a.state == RuleState::Fired);
        if let Some((app, class, excess)) = today.and_then(largest) {
            let app =
                app.map_or_else(|| "no app".to_owned(), |a| format!("<bdi>{}</bdi>", Html.name(a)));
            let class = class_title(report, class);
            let _ = write!(
                out,
                ", mostly {app} / {class}: {} above its own average",
                say::amount(excess)
            );
        }
        out.push_str("</li>");
    }
    if days.len() > MOST_SAID {
        let _ = write!(
            out,
            "<li class=\"muted\">and {} more: see <a href=\"#alerts\">Alerts</a></li>",
            days.len() - MOST_SAID
        );
    }
    out.push_str("</ul>");
    out
}

/// The app and the kind of call with the largest excess, all its users together.
fn largest(alert: &Alert) -> Option<(Option<&Untrusted>, &str, Credits)> {
    let mut sums: BTreeMap<(Option<&Untrusted>, &str), Credits> = BTreeMap::new();
    for cause in alert.causes.iter().filter(|c| c.class != "others") {
        *sums.entry((cause.app.as_ref(), cause.class.as_str())).or_default() +=
            cause.excess.value();
    }
    sums.into_iter().rev().max_by_key(|(_, sum)| *sum).map(|((app, class), sum)| (app, class, sum))
}

/// What a person calls a class, escaped.
pub(crate) fn class_title(report: &Report, id: &str) -> String {
    let named = |row: &&crate::report::Breakdown| row.name.as_ref().is_some_and(|n| n.raw() == id);
    let row = report.pools.each().find_map(|(_, pool)| pool.by_class.iter().find(named));
    escaped(row.and_then(|r| r.title.as_deref()).unwrap_or(id))
}

/// The days as a table, the latest first.
fn table(figures: &PoolReport) -> String {
    let averages = figures.daily.iter().any(|d| d.average.is_some());
    let mut out = String::from(
        "<table class=\"ns\"><thead><tr><th scope=\"col\">day</th><th scope=\"col\">credits</th>",
    );
    out.push_str(if averages { "<th scope=\"col\">14-day average</th>" } else { "" });
    out.push_str("<th scope=\"col\">events</th></tr></thead><tbody>");
    for row in figures.daily.iter().rev() {
        let _ = write!(out, "<tr><td>{}</td><td>{}</td>", row.date, row.credits);
        if averages {
            let average = row.average.map(|a: Six| say::fixed(a.value(), 1)).unwrap_or_default();
            let _ = write!(out, "<td>{average}</td>");
        }
        let _ = write!(out, "<td>{}</td></tr>", number::count(row.events));
    }
    out.push_str("</tbody></table>");
    out
}

/// Weeks, months or years: the first of which every point finds room.
fn coarse(
    report: &Report,
    pool: Pool,
    figures: &PoolReport,
    drawn: &view::Chart,
) -> Option<Figure> {
    let fits = |(grain, points): &&(Grain, Vec<(Day, Credits)>)| {
        *grain != Grain::Day && points.len() <= MOST_DAYS
    };
    let (grain, points) = drawn.grains.iter().find(fits)?;
    let scale = Scale::holding(points.iter().map(|(_, c)| c.to_f64()).fold(0.0, f64::max));
    let slots = points.len();
    let mut chart = Chart::new(slots, 30.0, 190.0);
    chart.grid(&scale, None);
    let fired: Vec<&AlertDay> = report
        .alert_days
        .iter()
        .filter(|a| a.pool == pool && a.scope.is_none() && a.rule != "leak")
        .collect();
    let labels = slots.div_ceil(8).max(1);
    for (i, (day, credits)) in points.iter().enumerate() {
        let at = i as f64;
        let class = if credits.is_negative() { "refund" } else { "s-all" };
        chart.rect(class, (at + 0.14, at + 0.86), (0.0, credits.to_f64().max(0.0)), &scale);
        let next = points.get(i + 1).map(|(d, _)| *d);
        let spikes =
            fired.iter().filter(|a| a.day >= *day && next.is_none_or(|n| a.day < n)).count();
        if spikes > 0 {
            chart.text(
                "spike",
                at + 0.5,
                chart.y(credits.to_f64(), &scale) - 6.0,
                Anchor::Middle,
                "▲",
            );
        }
        if i % labels == 0 {
            let text = format!("{} {}", day.in_words(), day.year());
            let text = if *grain == Grain::Year { day.year().to_string() } else { text };
            let anchor = if i == 0 { Anchor::Start } else { Anchor::Middle };
            chart.label(
                if (i / labels) % 2 == 1 { "day odd" } else { "day" },
                at + if i == 0 { 0.0 } else { 0.5 },
                anchor,
                &text,
            );
        }
        let spikes =
            if spikes > 0 { format!("\n▲ {spikes} days fired a rule") } else { String::new() };
        chart.hint(i, &format!("from {day}: {credits} credits{spikes}"));
    }
    let unit = match grain {
        Grain::Week => "week (from Monday)",
        Grain::Month => "month",
        _ => "year",
    };
    let mut legend = format!(
        "<ul class=\"legend\"><li><i class=\"key s-all\"></i>credits a {unit}: the days find no room here</li>"
    );
    if !fired.is_empty() {
        legend.push_str("<li><span class=\"spike\">▲</span> a day in it fired a rule</li>");
    }
    legend.push_str("</ul>");
    legend.push_str(&causes(report, pool, &fired));
    let mut rows = format!(
        "<table class=\"ns\"><thead><tr><th scope=\"col\">{unit}</th><th scope=\"col\">credits</th></tr></thead><tbody>"
    );
    for (day, credits) in points.iter().rev() {
        let _ = write!(rows, "<tr><td>{day}</td><td>{credits}</td></tr>");
    }
    rows.push_str("</tbody></table>");
    let title = format!("{} credits by {unit}", pool.name());
    Some(Figure {
        heading: match grain {
            Grain::Week => "by week",
            Grain::Month => "by month",
            _ => "by year",
        },
        chart: Markup(chart.finish(
            &format!("days-chart-{pool}"),
            &title,
            &describe(figures, fired.len()),
        )),
        legend: Markup(legend),
        table: Markup(rows),
    })
}
