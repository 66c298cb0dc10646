//! Rankings by app, source, class, model, user, and the dimensions of `--by`. A long ranking is cut, and
//! its rest summed up as one line, so that it still sums to its total.

use super::cells::{Block, Cell, Column, Line, Section, Table, Tone, name_or};
use super::options::ViewOptions;
use super::parts::{pool_title, section};
use super::pools::pools_by_need;
use super::unit;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::{Breakdown, PoolReport, Report};

/// A line of a ranking.
struct Entry {
    name: Cell,
    credits: Credits,
    events: u64,
    unpriced: u64,
    share: Option<Ratio6>,
    recent: Vec<Credits>,
}

impl Entry {
    fn of(row: &Breakdown, absent: &'static str) -> Self {
        let name = match &row.title {
            Some(title) => Cell::Name(title.as_str().into()),
            None => name_or(row.name.as_ref(), absent),
        };
        Self {
            name,
            credits: row.credits,
            events: row.events,
            unpriced: row.unpriced_events,
            share: row.share,
            recent: row.recent.clone(),
        }
    }

    /// Sums `rest` up as one line.
    fn others(rest: &[Self], total: Credits) -> Self {
        let credits = rest.iter().map(|e| e.credits).sum();
        Self {
            name: Cell::Line(
                Line::of("Others (").count(rest.len() as u64).text(")").all(Tone::Muted),
            ),
            credits,
            events: rest.iter().map(|e| e.events).sum(),
            unpriced: rest.iter().map(|e| e.unpriced).sum(),
            share: Ratio6::of(credits, total),
            recent: Vec::new(),
        }
    }
}

/// Keeps the first `top` lines and sums up the rest. A rest of one line is kept, since it needs no more
/// room.
fn cut(mut entries: Vec<Entry>, top: usize, total: Credits) -> Vec<Entry> {
    if top > 0 && entries.len() > top + 1 {
        let others = Entry::others(&entries[top..], total);
        entries.truncate(top);
        entries.push(others);
    }
    entries
}

fn ranking(report: &Report, entries: &[Entry]) -> Table {
    let longest = entries.iter().map(|e| e.credits).max().unwrap_or_default();
    let any_unpriced = entries.iter().any(|e| e.unpriced > 0);
    let mut columns = vec![
        Column::name(""),
        Column::bar(3),
        Column::number(unit::column(&report.unit), 0),
        Column::number("share", 1),
        Column::number("events", 2),
    ];
    if any_unpriced {
        columns.push(Column::number("unpriced", 4));
    }
    // A small chart needs at least two days.
    let days = entries.iter().map(|e| e.recent.len()).max().unwrap_or(0);
    if days > 1 {
        columns.push(Column::spark(if days >= 14 { "last 14 days" } else { "since it began" }));
    }
    let row = |e: &Entry| {
        let mut cells = vec![
            e.name.clone(),
            Ratio6::of(e.credits.floor_zero(), longest).map_or(Cell::Blank, Cell::Bar),
            Cell::Credits(e.credits),
            e.share.map_or(Cell::Unknown, Cell::Share),
            Cell::Count(e.events),
        ];
        if any_unpriced {
            cells.push(if e.unpriced > 0 { Cell::Count(e.unpriced) } else { Cell::Blank });
        }
        if days > 1 {
            cells.push(if e.recent.is_empty() {
                Cell::Blank
            } else {
                Cell::Spark(e.recent.clone())
            });
        }
        cells
    };
    Table { columns, rows: entries.iter().map(row).collect() }
}

fn by(
    report: &Report,
    figures: &PoolReport,
    rows: &[Breakdown],
    absent: &'static str,
    top: usize,
) -> Block {
    let entries = rows.iter().map(|r| Entry::of(r, absent)).collect();
    Block::Table(ranking(report, &cut(entries, top, figures.credits)))
}

/// Returns true if at least one row has a name.
fn tells(rows: &[Breakdown]) -> bool {
    rows.iter().any(|r| r.name.is_some())
}

/// Lays out each pool by app.
pub(crate) fn apps(report: &Report, options: &ViewOptions) -> Vec<Section> {
    let pools = pools_by_need(report).into_iter();
    // Most exports of other tools have no apps.
    let shown = |figures: &PoolReport| {
        !figures.by_app.is_empty() && (unit::is_ours(&report.unit) || tells(&figures.by_app))
    };
    let pools = pools.filter(|(_, figures)| shown(figures));
    let ranked =
        |figures: &PoolReport| by(report, figures, &figures.by_app, "(no app named)", options.top);
    pools.map(|(pool, figures)| titled(report, pool, "by app", "apps", ranked(figures))).collect()
}

fn titled(report: &Report, pool: Pool, what: &'static str, id: &str, block: Block) -> Section {
    section(
        format!("{id}-{pool}"),
        Line::of(pool_title(report, pool)).text(" ").text(what),
        vec![block],
    )
}

/// Lays out only the rankings that `--by` names.
pub(crate) fn asked(report: &Report, options: &ViewOptions) -> Vec<Section> {
    let dimension = |section: &Section| match section.id.split('-').next().unwrap_or_default() {
        "apps" => "app",
        "classes" => "class",
        "models" => "model",
        "users" => "user",
        "sources" => "source",
        _ => "operation",
    };
    let all = apps(report, options).into_iter().chain(details(report, options));
    all.filter(|section| options.by.iter().any(|by| by == dimension(section))).collect()
}

/// Lays out each pool by class, model and user; by source and operation if `--by` names them.
pub(crate) fn details(report: &Report, options: &ViewOptions) -> Vec<Section> {
    let mut sections = Vec::new();
    let asked = |what: &str| options.by.iter().any(|b| b == what);
    for (pool, figures) in pools_by_need(report) {
        let mut add = |rows: &[Breakdown], what, id, absent, wanted| {
            if wanted && !rows.is_empty() {
                sections.push(titled(
                    report,
                    pool,
                    what,
                    id,
                    by(report, figures, rows, absent, options.top),
                ));
            }
        };
        add(&figures.by_class, "by kind of call", "classes", "(unnamed)", true);
        add(
            &figures.by_model,
            "by AI model",
            "models",
            "(no model named)",
            tells(&figures.by_model) || asked("model"),
        );
        add(
            &figures.by_user,
            "by user",
            "users",
            "(no user named)",
            tells(&figures.by_user) || asked("user"),
        );
        add(&figures.by_source, "by source", "sources", "(unnamed)", asked("source"));
        add(
            &figures.by_operation,
            "by operation",
            "operations",
            "(no operation named)",
            asked("operation"),
        );
    }
    sections
}

/// Returns the title of a source.
fn source_title(id: &str) -> Cell {
    Cell::Label(match id {
        "agent-prompts" => "prompts to the builder",
        "discuss" => "Discuss mode",
        "integrations" => "integrations, agents, automations",
        "backend" => "backend functions",
        "free" => "free of charge",
        "unclassified" => "unclassified",
        _ => return Cell::Name(id.into()),
    })
}

/// Lays out the sources of both pools together. Typical shares are left to `explain`: they are of building an app, and a live one
/// is always above.
pub(crate) fn mix(report: &Report) -> Vec<Section> {
    // The calls of another tool belong to none of the platform's sources.
    // Without both pools there is no mix.
    let is_whole = report.pools.not_in_log().next().is_none();
    let is_empty = report.mix.iter().all(|row| row.credits.is_zero());
    if !unit::is_ours(&report.unit) || is_empty || !is_whole {
        return Vec::new();
    }
    let longest = report.mix.iter().map(|r| r.credits).max().unwrap_or_default();
    let has_events = |source: &str| {
        let is_it = |r: &Breakdown| r.name.as_ref().is_some_and(|name| name.raw() == source);
        report.pools.each().any(|(_, pool)| pool.by_source.iter().any(|r| r.events > 0 && is_it(r)))
    };
    let is_used = |r: &&crate::report::MixRow| !r.credits.is_zero() || has_events(&r.source);
    let row = |row: &crate::report::MixRow| {
        vec![
            source_title(&row.source),
            Ratio6::of(row.credits.floor_zero(), longest).map_or(Cell::Blank, Cell::Bar),
            Cell::Credits(row.credits),
            row.share.map_or(Cell::Unknown, Cell::Share),
        ]
    };
    let columns = vec![
        Column::name(""),
        Column::bar(3),
        Column::number("credits", 4),
        Column::number("share", 0),
    ];
    let table = Table { columns, rows: report.mix.iter().filter(is_used).map(row).collect() };
    vec![section(
        "mix",
        Line::of("Where all credits go, both pools together"),
        vec![Block::Table(table)],
    )]
}

/// Lays out the breakdowns of `--by`.
pub(crate) fn extra(report: &Report, options: &ViewOptions) -> Vec<Section> {
    let mut sections = Vec::new();
    if options.by.iter().any(|b| b == "day") {
        for (pool, figures) in pools_by_need(report) {
            let longest = figures.daily.iter().map(|d| d.credits).max().unwrap_or_default();
            let rows = figures.daily.iter().map(|d| {
                vec![
                    Cell::FullDay(d.date),
                    Ratio6::of(d.credits.floor_zero(), longest).map_or(Cell::Blank, Cell::Bar),
                    Cell::Credits(d.credits),
                    Cell::Count(d.events),
                ]
            });
            let columns = vec![
                Column::word("", 0),
                Column::bar(2),
                Column::number(unit::column(&report.unit), 0),
                Column::number("events", 1),
            ];
            let table = Block::Table(Table { columns, rows: rows.collect() });
            sections.push(titled(report, pool, "day by day", "by-day", table));
        }
    }
    for breakdown in &report.by {
        let total = report
            .pools
            .each()
            .find(|(p, _)| *p == breakdown.pool)
            .map(|(_, f)| f.credits)
            .unwrap_or_default();
        let rows = breakdown.rows.iter().map(|r| Entry {
            name: name_or(r.name.as_ref(), "(not named)"),
            credits: r.credits,
            events: r.events,
            unpriced: 0,
            share: r.share,
            recent: Vec::new(),
        });
        let calendar = matches!(breakdown.dimension.as_str(), "day" | "week" | "month" | "cycle");
        // A calendar is shown whole; only a ranking is cut.
        let entries =
            if calendar { rows.collect() } else { cut(rows.collect(), options.top, total) };
        let title = Line::of(pool_title(report, breakdown.pool))
            .text(" by ")
            .name(breakdown.dimension.as_str());
        let id = format!("by-{}-{}", breakdown.dimension, breakdown.pool);
        sections.push(section(id, title, vec![Block::Table(ranking(report, &entries))]));
    }
    sections
}
