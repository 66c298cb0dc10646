//! The page of a comparison: the difference in a sentence, each pool before and after, why it changed,
//! and which lines changed.

use std::fmt::Write as _;

use super::frame::{Frame, Group, alone, flow, lines};
use super::markup::{self, Markup, badge};
use super::{compare_days, embed, figures, say};
use crate::base::untrusted::shown;
use crate::base::{Credits, Ratio6, figure};
use crate::event::Pool;
use crate::render::format::{ComparisonView, HtmlOptions};
use crate::render::svg;
use crate::report::diff::{Comparison, Outcome, PoolChange, Side};
use crate::report::view::compare::{by_weight, page};
use crate::report::view::{Block, Cell, Column, ColumnKind, Flag, Section, Table, unit};

/// Writes a comparison as a page.
pub(super) fn compare(
    comparison: &Comparison,
    view: &ComparisonView,
    options: &HtmlOptions,
) -> String {
    let page = page(comparison, view.top, &view.by);
    let days = |side: &Side| side.from.zip(side.to).map(|(from, to)| format!("{from} – {to}"));
    let frame = Frame {
        name: "Credit comparison",
        whole: "comparison",
        remark: "",
        tool: &comparison.tool,
        about: None,
        cover: Vec::new(),
        period: days(&comparison.before)
            .zip(days(&comparison.after))
            .map(|(before, after)| format!("{before} → {after}")),
        verdict: page.main.headline.first().and_then(markup::tone),
        headline: lines(&page.main.headline),
        context: sides(comparison),
        groups: groups(comparison, &page.main.sections, &page.details),
        json: Some(embed::compact(comparison)),
    };
    frame.render(options)
}

/// Names the two sides.
fn sides(c: &Comparison) -> Vec<Markup> {
    let side = |head: &str, side: &Side| {
        let models = svg::escaped(&shown(&side.models.join(", ")));
        let filters = side
            .filters
            .iter()
            .fold(String::new(), |all, f| format!("{all} · <bdi>{}</bdi>", f.for_html()));
        let rates = if models.is_empty() { String::new() } else { format!(" · rates {models}") };
        Markup(format!(
            "{head}: {} · {} events · {}{rates}{filters}",
            figures::file(&side.name),
            figure::count(side.events),
            svg::escaped(&shown(&side.timezone))
        ))
    };
    vec![side("before", &c.before), side("after", &c.after)]
}

fn groups(c: &Comparison, main: &[Section], details: &[Section]) -> Vec<Group> {
    let mut groups = Vec::new();
    let fixes: String =
        main.iter().filter(|s| s.id == "fixes").map(|s| markup::section(s, false)).collect();
    if !fixes.is_empty() {
        groups.push(Group::new("fixes", "Fixes", &fixes));
    }
    let used = by_weight(c);
    if !used.is_empty() {
        let cards: String = used
            .into_iter()
            .map(|(pool, change)| card(unit::title(&c.before.unit, pool), pool, change))
            .collect();
        groups.push(Group::new(
            "pools",
            "Before and after",
            &format!("<div class=\"grid cards\">{cards}</div>"),
        ));
    }
    let charts: String = by_weight(c)
        .into_iter()
        .map(|(pool, change)| compare_days::figure(unit::title(&c.before.unit, pool), pool, change))
        .collect();
    if !charts.is_empty() {
        groups.push(Group::new("days", "Days", &charts));
    }
    let section =
        |starts: &str| main.iter().filter(|s| s.id.starts_with(starts)).collect::<Vec<_>>();
    let why: String = section("effects-").into_iter().map(part).collect();
    if !why.is_empty() {
        groups.push(Group::new("why", "Why", &why));
    }
    let mut alone = |id: &str, title: &str| {
        let own: String = section(id).into_iter().map(|s| alone(s, id)).collect();
        if !own.is_empty() {
            groups.push(Group::new(id, title, &own));
        }
    };
    alone("verdict", "Verdict");
    let lines: Vec<String> = details.iter().map(part).collect();
    let (totals, windows) = (section("totals"), section("windows"));
    if !lines.is_empty() {
        groups.push(Group::new("lines", "Which lines changed", &flow(lines)));
    }
    if !totals.is_empty() || !windows.is_empty() {
        // The cards show the verdicts of the last column.
        let sums: String =
            totals.into_iter().map(|s| markup::section(&without_last_column(s), false)).collect();
        let windows: String = windows.into_iter().map(|s| markup::section(s, false)).collect();
        let tables = sums + &windows;
        groups.push(Group::new("totals", "Sums and days", &tables));
    }
    if c.before.inputs == c.after.inputs {
        groups.extend(
            figures::inputs(&c.before.inputs).map(|body| Group::new("inputs", "Files", &body)),
        );
        return groups;
    }
    for (id, title, side) in
        [("before", "Files before", &c.before), ("after", "Files after", &c.after)]
    {
        groups.extend(figures::inputs(&side.inputs).map(|body| Group::new(id, title, &body)));
    }
    groups
}

fn without_last_column(section: &Section) -> Section {
    let mut section = section.clone();
    for block in &mut section.blocks {
        if let Block::Table(table) = block {
            table.columns.pop();
            table.rows.iter_mut().for_each(|row| {
                row.pop();
            });
        }
    }
    section
}

/// Writes a pool before and after: credits a day, with two bars on one scale.
fn card(title: &str, pool: Pool, change: &PoolChange) -> String {
    let (flag, word, tone) = match change.verdict.outcome {
        Outcome::Worse => (Flag::Warning, "worse", "warning"),
        Outcome::Better => (Flag::Ok, "better", "good"),
        Outcome::NoRealChange => (Flag::Info, "no real change", "plain"),
        Outcome::NotComparable => (Flag::NotJudged, "not comparable", "plain"),
    };
    let day = &change.per_day;
    let mut out =
        format!("<section class=\"card {tone}\"><h3>{}{}</h3>", title, badge(flag, Some(word)));
    let rounded = |x: Ratio6| format!("<span title=\"{x}\">{}</span>", average(x.value()));
    if let (Some(before), Some(after)) = (day.before, day.after) {
        let percent = day
            .relative
            .map(|r| format!("<span class=\"pc\">{}</span>", signed(r)))
            .unwrap_or_default();
        let _ = write!(
            out,
            "<p class=\"big\">{percent}{} → {} <small>a day</small></p>",
            rounded(before),
            rounded(after)
        );
        let most = before.value().max(after.value());
        let bar = |of: Ratio6| {
            Ratio6::of(of.value().floor_zero(), most).map(svg::bar).unwrap_or_default()
        };
        let _ = write!(
            out,
            "<div class=\"pair\"><span>before</span>{}<span>after</span>{}</div>",
            bar(before),
            bar(after)
        );
    }
    let _ = write!(
        out,
        "<dl class=\"facts\"><div><dt>credits</dt><dd>{} → {}</dd></div><div><dt>events</dt><dd>{} → {}</dd></div>",
        figures::amount(change.credits.before, &format!("pools.{pool}.credits.before")),
        figures::amount(change.credits.after, &format!("pools.{pool}.credits.after")),
        figure::count(change.events.before),
        figure::count(change.events.after)
    );
    if let Some(noise) = day.noise {
        let _ =
            write!(out, "<div><dt>chance alone, a day</dt><dd>up to {}</dd></div>", rounded(noise));
    }
    out.push_str("</dl></section>");
    out
}

/// Writes an average: two decimals below 10, one above.
fn average(amount: Credits) -> String {
    let places = if amount.abs() < Credits::whole(10) { 2 } else { 1 };
    say::fixed(amount, places.min(figure::places(amount)))
}

fn signed(share: Ratio6) -> String {
    let sign = if share.value().is_positive() { "+" } else { "" };
    format!("{sign}{}", say::percent(share))
}

/// Writes a section whose tables show the change of each line as a bar to the left or right.
fn part(section: &Section) -> String {
    let blocks = section.blocks.iter().map(|block| match block {
        Block::Table(table) => Block::Table(with_bars(table)),
        block => block.clone(),
    });
    let section = Section { blocks: Vec::new(), ..section.clone() };
    let heading = format!("h-{}", markup::anchor(&section.id));
    let inner: String = blocks
        .map(|block| match &block {
            Block::Table(table) => {
                let most = table
                    .rows
                    .iter()
                    .filter_map(|row| moved(row))
                    .fold(0.0, |most: f64, m| most.max(m.abs()));
                let part = |row: &[Cell]| {
                    moved(row).filter(|_| most > 0.0 && !is_sum(row)).map(|m| m / most)
                };
                format!(
                    "<div class=\"fit\">{}</div>",
                    markup::table_with(table, &heading, "moves", &part)
                )
            }
            block => markup::block(block, &heading, false),
        })
        .collect();
    let open = markup::section(&section, false);
    format!("{}{inner}</section>", open.strip_suffix("</section>").unwrap_or(&open))
}

/// Puts the column for bars behind the name, and replaces the table's own column for bars.
fn with_bars(table: &Table) -> Table {
    let mut table = table.clone();
    if let Some(at) = table.columns.iter().position(|c| c.kind == ColumnKind::Bar) {
        table.columns.remove(at);
        table.rows.iter_mut().for_each(|row| {
            row.remove(at);
        });
    }
    table.columns.insert(1, Column::bar(3));
    table.rows.iter_mut().for_each(|row| row.insert(1, Cell::Blank));
    table
}

/// Returns the change of a line: the amount in its one cell with a sign.
fn moved(row: &[Cell]) -> Option<f64> {
    let amounts = |cell: &Cell| match cell {
        Cell::Line(line) => line.0.iter().find_map(|span| match span.cell {
            Cell::Rounded(amount, _) => Some(amount.to_f64()),
            _ => None,
        }),
        _ => None,
    };
    row.iter().find_map(amounts)
}

/// Returns true for the last line of the effects, which is their sum.
fn is_sum(row: &[Cell]) -> bool {
    matches!(row.first(), Some(Cell::Line(line)) if matches!(line.0.first().map(|s| &s.cell), Some(Cell::Label("change"))))
}
