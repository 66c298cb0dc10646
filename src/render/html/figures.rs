//! The parts of the page that show more than other formats do: balances as cards, charts, the
//! arithmetic of each rule, the files.

use std::fmt::Write as _;

use super::drawing::{Figure, projected};
use super::fired::class_title;
use super::markup::{self, Html, badge};
use super::{burn, days, hours, rules, say};
use crate::alerts::RuleState;
use crate::base::figure;
use crate::base::{Credits, Untrusted};
use crate::event::Pool;
use crate::render::cell::{Medium as _, column_places};
use crate::render::svg;
use crate::report::view::{self, Block, Cell, Document, Flag, Gauge, Section, Table, Tone, unit};
use crate::report::{AlertRow, InputRow, PoolReport, Report};

/// A longer list of days that fired is folded.
const FEW_DAYS: usize = 8;
/// Parts of an excess before the rest is summed up as one. The embedded data contains all of them.
const FEW_PARTS: usize = 8;

/// Writes an amount with its exact value and its place in the embedded data.
pub(crate) fn amount(credits: Credits, at: &str) -> String {
    let shown = say::amount(credits);
    format!("<span class=\"x\" title=\"{credits}\" data-at=\"{at}\">{shown}</span>")
}

/// Returns the figures of a pool.
pub(crate) fn of(report: &Report, pool: Pool) -> Option<&PoolReport> {
    report.pools.each().find(|(p, _)| *p == pool).map(|(_, figures)| figures)
}

/// Writes a card for each balance.
pub(crate) fn cards(report: &Report, document: &Document, gauges: &[Gauge]) -> String {
    let mut out = String::from("<div class=\"grid cards\">");
    for gauge in gauges {
        card(&mut out, report, document, gauge);
    }
    out.push_str("</div>");
    out
}

fn card(out: &mut String, report: &Report, document: &Document, gauge: &Gauge) {
    let tone = match gauge.flag {
        Flag::Urgent => "urgent",
        Flag::Warning => "warning",
        Flag::Ok => "good",
        _ => "plain",
    };
    let pool = gauge.pool;
    let word = verdict(document, &report.unit, pool).or_else(|| {
        Some(markup::line(&gauge.fate.clone().all(Tone::Plain))).filter(|w| !w.is_empty())
    });
    let _ = write!(
        out,
        "<section class=\"card {tone}\"><h3>{}{}</h3>",
        unit::title(&report.unit, pool),
        badge(gauge.flag, word.as_deref().filter(|w| !w.is_empty()))
    );
    let least = if gauge.at_least { "≥ " } else { "" };
    let used = amount(gauge.used, &format!("pools.{pool}.used"));
    out.push_str("<p class=\"big\">");
    if let Some(share) = gauge.share {
        let _ = write!(
            out,
            "<span class=\"pc\" title=\"{}%\">{}{}</span>",
            share.value().times(100),
            if gauge.at_least { "≥ " } else { "" },
            say::percent(share)
        );
    }
    let figures = of(report, pool);
    let granted = figures.and_then(|f| f.granted).filter(|g| !g.is_zero());
    let granted = granted.map(|g| amount(g, &format!("pools.{pool}.granted")));
    let granted = granted.map(|g| format!(", {g} of it granted")).unwrap_or_default();
    let whole =
        gauge.capacity.map_or_else(|| "used".to_owned(), |c| format!("of {}", say::amount(c)));
    let _ = write!(out, "{least}{used} <small>{whole}{granted}</small></p>");
    if let Some(share) = gauge.share {
        let time = gauge
            .time
            .map(|t| format!(", {} of the cycle's days passed", say::percent(t)))
            .unwrap_or_default();
        out.push_str(&svg::meter(
            share,
            gauge.time,
            &format!("{} used{time}", say::percent(share)),
        ));
    }
    let _ = write!(out, "<p class=\"day\">day {} of {}</p>", gauge.day, gauge.days);
    out.push_str(&kpis(figures, gauge));
    out.push_str("</section>");
}

/// Writes the figures below a balance, four at most.
fn kpis(figures: Option<&PoolReport>, gauge: &Gauge) -> String {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: &str| {
        facts.push(format!("<div><dt>{name}</dt><dd>{value}</dd></div>"));
    };
    if let Some(left) = figures.and_then(|f| f.remaining) {
        let shown = amount(left, &format!("pools.{}.remaining", gauge.pool));
        match (left.is_negative(), gauge.at_least) {
            (true, false) => fact("over", &shown),
            (true, true) => fact("over, at least", &shown),
            (false, false) => fact("left", &shown),
            (false, true) => fact("left, at most", &shown),
        }
    }
    if let Some(pace) = gauge.pace {
        let least = if gauge.at_least { "≥ " } else { "" };
        fact("pace", &format!("{least}{}", say::fixed(pace, 2)));
    }
    if let Some(figures) = figures {
        if let Some(p) = projected(figures) {
            fact("last 14 days", &format!("{} a day", say::fixed(p.daily_average.value(), 1)));
        }
        let change = figures.last_cycle.as_ref().and_then(|last| last.change);
        if let Some(change) = change {
            fact("against last cycle", &svg::escaped(&figure::change(change)));
        }
    }
    if facts.is_empty() {
        return String::new();
    }
    format!("<dl class=\"facts kpi\">{}</dl>", facts.concat())
}

/// Returns the verdict of the projection in a word or two: the last cell of the pool's row.
fn verdict(document: &Document, amounts: &str, pool: Pool) -> Option<String> {
    let section = document.sections.iter().find(|s| s.id == "projection")?;
    let tables =
        section.blocks.iter().filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None });
    let row = tables
        .flat_map(|t| &t.rows)
        .find(|row| row.first() == Some(&Cell::Label(unit::label(amounts, pool))))?;
    Some(match row.last()? {
        Cell::Line(own) => markup::line(&own.clone().all(Tone::Plain)),
        Cell::Label(label) => Html.label(label),
        _ => return None,
    })
}

/// Writes the last line of a pool's ranking: its total.
pub(crate) fn foot(figures: &PoolReport, table: &Table) -> String {
    let places = column_places(table.rows.iter().filter_map(|row| row.get(2)));
    let cells = table.columns.iter().enumerate().map(|(i, column)| {
        let cell = match column.title {
            _ if i == 0 => Cell::Label("all"),
            "credits" => Cell::Credits(figures.credits),
            "events" => Cell::Count(figures.events),
            "unpriced" => Cell::Count(figures.unpriced_events),
            _ => Cell::Blank,
        };
        markup::data(&cell, column, places)
    });
    format!("<tfoot><tr>{}</tr></tfoot>", cells.collect::<String>())
}

/// Writes a chart with its legend and its table.
fn figure(heading: &str, id: &str, figure: &Figure) -> String {
    let mut inner = format!("{}{}", figure.chart, figure.legend);
    if !figure.table.0.is_empty() {
        let _ = write!(
            inner,
            "<details><summary>The same as a table</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" \
             aria-label=\"{heading}, as a table\">{}</div></details>",
            figure.table
        );
    }
    format!("<figure id=\"{id}\"><figcaption><h3>{heading}</h3></figcaption>{inner}</figure>")
}

/// Writes the charts of a pool: its days, the running total, the hours of the week.
pub(crate) fn charts(report: &Report, pool: Pool, chart: &crate::report::view::Chart) -> String {
    let Some(figures) = of(report, pool) else { return String::new() };
    let name = unit::title(&report.unit, pool);
    let drawn = |id: &str, own: Option<Figure>| {
        own.map_or_else(String::new, |own| {
            figure(&format!("{name} {}", own.heading), &format!("{id}-{pool}"), &own)
        })
    };
    let days = drawn("days", days::figure(report, pool, figures, chart));
    let burn = drawn("burn", burn::figure(report, pool, figures));
    let hours = drawn("hours", hours::figure(pool, figures));
    if burn.is_empty() || hours.is_empty() {
        return days + &burn + &hours;
    }
    format!("{days}<div class=\"grid two\">{burn}{hours}</div>")
}

/// Writes the alerts: each rule in words, the days that fired, and then the arithmetic.
pub(crate) fn alerts(sections: &[&Section], report: &Report) -> String {
    let mut out = String::new();
    for section in sections {
        let id = markup::anchor(&section.id);
        let _ = write!(
            out,
            "<section class=\"part\"><h3 class=\"sr\" id=\"h-{id}\">{}</h3>",
            markup::line(&section.title)
        );
        for block in &section.blocks {
            match block {
                Block::Table(days) if days.rows.len() > FEW_DAYS => {
                    let heading = format!("All days that fired: {}", days.rows.len());
                    let table = markup::table(days, &format!("h-{id}"), true);
                    out.push_str(&rules::folded(&heading, &table));
                }
                block => out.push_str(&markup::block(block, &format!("h-{id}"), true)),
            }
        }
        out.push_str(&arithmetic(report));
        out.push_str("</section>");
    }
    out
}

/// Writes every rule with the figures that it compared, and the parts of each excess.
fn arithmetic(report: &Report) -> String {
    if report.alerts.is_empty() {
        return String::new();
    }
    let shown = |a: &&AlertRow| view::shows(report, &a.rule, a.pool);
    let mut listed: Vec<&AlertRow> = report.alerts.iter().filter(shown).collect();
    listed.sort_by_key(|a| {
        let quiet = a.state != RuleState::Fired;
        (quiet, quiet && a.scope.is_some())
    });
    let rows: Vec<rules::Row> = listed.iter().map(|alert| rules::Row::of_alert(alert)).collect();
    let mut out = rules::folded("The arithmetic of every rule", &rules::table(&rows));
    // Two rules may explain the same excess; list its parts once.
    let mut said: Vec<&[crate::alerts::Cause]> = Vec::new();
    for (i, alert) in
        listed.iter().filter(|a| a.scope.is_none() && !a.causes.is_empty()).enumerate()
    {
        if said.contains(&alert.causes.as_slice()) {
            continue;
        }
        said.push(&alert.causes);
        let title = |class: &str| class_title(report, class);
        let parts: Vec<rules::Part> = alert
            .causes
            .iter()
            .map(|c| rules::Part {
                app: c.app.clone(),
                class: title(&c.class),
                user: c.user.clone(),
                excess: c.excess.value(),
            })
            .collect();
        let heading =
            format!("What the {} of {} is made of", svg::escaped(&alert.rule), alert.pool);
        let _ = write!(
            out,
            "<details id=\"causes-{i}\"><summary>{heading}</summary><div class=\"fit\">{}</div></details>",
            rules::made_of(&parts, FEW_PARTS)
        );
    }
    out
}

/// Writes the name of a file.
pub(crate) fn file(path: &Untrusted) -> String {
    if path.raw() == "-" { "standard input".to_owned() } else { rules::named(path) }
}

/// Writes the files, each with the outcome of its rows.
pub(crate) fn inputs(inputs: &[InputRow]) -> Option<String> {
    if inputs.is_empty() {
        return None;
    }
    let mut out = String::from("<section class=\"part\"><ul class=\"inputs\">");
    for input in inputs.iter().take(rules::MOST) {
        if let Some(reason) = &input.left_out {
            let _ = write!(
                out,
                "<li><b>{}</b><p>left out: {}</p></li>",
                file(&input.path),
                rules::named(reason)
            );
            continue;
        }
        let n = figure::count;
        let _ = write!(
            out,
            "<li><b>{}</b><p>{}, {} bytes · {} rows = {} events + {} rejected + {} duplicates + {} ignored",
            file(&input.path),
            svg::escaped(&input.format),
            n(input.bytes),
            n(input.rows),
            n(input.events),
            n(input.rejected),
            n(input.duplicates),
            n(input.ignored)
        );
        if let (Some(first), Some(last)) = (&input.first, &input.last) {
            let _ = write!(out, " · {first} – {last}");
        }
        match &input.sha256 {
            Some(hash) => {
                let _ = write!(out, "</p><p>SHA-256 <code>{}</code></p></li>", svg::escaped(hash));
            }
            None => out.push_str("</p><p>SHA-256 not taken (<code>--hash</code>)</p></li>"),
        }
    }
    out.push_str("</ul>");
    out.push_str(&rules::more(inputs.len()));
    out.push_str("</section>");
    Some(out)
}
