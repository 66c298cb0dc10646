//! What fixes are worth, in words: days of use, a share of the allowance, dollars, and the hours against them.

use super::cells::{Block, Cell, Column, Line, Table, Tone};
use super::parts::pool_words;
use super::savings::{PrintedSaving, about, how_often, pool_of};
use crate::audit::FindingClass;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::audit::{AuditSummary, CreditPrice, Worth};
use crate::report::{Finding, Report};

/// `Worth: 5.5 days of use, 20% of a cycle's allowance, $16 in this period. 2–4 h cost $180 – 360: paid back in 12 – 23 cycles.`
pub(super) fn of_finding(report: &Report, f: &Finding) -> Option<Line> {
    let worth = f.worth?;
    let mut items = Vec::new();
    if let Some(days) = worth.days_of_use {
        items.push(days_of_use(days));
    }
    items.extend(worth.of_allowance.map(of_allowance));
    let verb = if f.class.counts() { "Worth: " } else { "Would be worth: " };
    let mut line = match worth.usd {
        Some(usd) => {
            let line = Line::of(verb).then(Line::listed(Line::default(), items));
            dollars(line.text(": "), usd).text(how_often(f)).text(".")
        }
        None if items.is_empty() => return None,
        None => Line::of(verb).then(Line::listed(Line::default(), items)).text("."),
    };
    if let Some(price) = binding_elsewhere(report, f.pool) {
        line = line
            .text(" No money by itself: ")
            .text(pool_words(report, price.pool))
            .text(" run out first.");
    }
    Some(effort(line, f, &worth))
}

/// The hours of a fix against what it saves.
fn effort(line: Line, f: &Finding, worth: &Worth) -> Line {
    let Some((low, high)) = worth.usd_effort_low.zip(worth.usd_effort_high) else { return line };
    let line = line.text(" ").words(&f.effort).text(" cost $");
    let line = line.cell(if low == high { Cell::Credits(low) } else { Cell::Range(low, high, 0) });
    let usd = worth.usd_cycle.filter(|usd| usd.is_positive());
    let Some((least, most)) = usd.and_then(|usd| low.ceil_div(usd).zip(high.ceil_div(usd))) else {
        return line.text(".");
    };
    if f.saving.is_none_or(|saving| !saving.recurs) {
        return line.text(".");
    }
    let line = line.text(": paid back in ");
    let whole = |n: i64| Credits::whole(n);
    let line = line.cell(if least == most {
        Cell::Credits(whole(least))
    } else {
        Cell::Range(whole(least), whole(most), 0)
    });
    line.text(if most == 1 { " cycle." } else { " cycles." })
}

/// The price of a credit, if another pool than this one binds.
fn binding_elsewhere(report: &Report, pool: Option<Pool>) -> Option<&CreditPrice> {
    let price = report.audit.as_ref()?.credit_price.as_ref()?;
    pool.filter(|pool| *pool != price.pool).map(|_| price)
}

fn days_of_use(days: Ratio6) -> Line {
    let days = days.value();
    let places = u32::from(days.abs() < Credits::whole(10));
    let is_one = days.round(places) == Credits::whole(1);
    Line::default().cell(Cell::Rounded(days, places)).text(if is_one {
        " day of use"
    } else {
        " days of use"
    })
}

fn of_allowance(share: Ratio6) -> Line {
    Line::default().share(share).text(" of a cycle's allowance")
}

/// `$16`, `$0.40`.
fn dollars(line: Line, usd: Credits) -> Line {
    line.text("$").cell(usd_cell(usd))
}

/// Dollars with cents, unless they are whole.
fn usd_cell(usd: Credits) -> Cell {
    Cell::Rounded(usd, if usd.round(0) == usd { 0 } else { 2 })
}

/// Why the first finding comes first: `because no other fix gives back more: 50 message credits, 5.5 days of use and 20% of a cycle's allowance`.
pub(super) fn why_first(report: &Report, f: &Finding, saving: PrintedSaving, line: Line) -> Line {
    let Some((saving, digits)) = saving else { return line };
    let line = line.text(", because it gives back the most");
    let shares = f.worth.and_then(|worth| worth.of_allowance).is_some();
    let line = line.text_if(shares, " of what the plan allows").text(": ");
    let mut items = vec![
        Line::default()
            .cell(Cell::Rounded(saving.typical, digits))
            .text(" ")
            .text(pool_of(report, f.pool)),
    ];
    let worth = f.worth.as_ref();
    items.extend(worth.and_then(|w| w.days_of_use).map(days_of_use));
    items.extend(worth.and_then(|w| w.of_allowance).map(of_allowance));
    items.extend(worth.and_then(|w| w.usd).map(|usd| dollars(Line::default(), usd)));
    line.listed(items)
}

/// One line for each finding: what it saves, and what that is worth.
pub(super) fn summary(report: &Report, findings: &[(usize, PrintedSaving)]) -> Option<Block> {
    if findings.len() < 2 {
        return None;
    }
    let all = || findings.iter().map(|(at, _)| &report.findings[*at]);
    let any = |tell: fn(&Worth) -> bool| all().any(|f| f.worth.as_ref().is_some_and(tell));
    let (days, share, usd) = (
        any(|w| w.days_of_use.is_some()),
        any(|w| w.of_allowance.is_some()),
        any(|w| w.usd.is_some()),
    );
    let mut columns = vec![
        Column::number("", 0),
        Column::name(""),
        Column::name("in"),
        Column::word("", 4),
        Column::number("credits", 0),
        Column::word("of pool", 3),
    ];
    columns.extend(days.then(|| Column::number("days of use", 2)));
    columns.extend(share.then(|| Column::number("of allowance", 3)));
    columns.extend(usd.then(|| Column::number("$", 1)));
    columns.push(Column::word("effort", 4));
    let row = |(at, saving): &(usize, PrintedSaving)| {
        let f = &report.findings[*at];
        let worth = f.worth.as_ref();
        let mut cells = vec![
            Cell::Count(*at as u64 + 1),
            Cell::Words(f.title.as_str().into()),
            super::cells::name_or(f.app.as_ref(), ""),
            Cell::Label(class(f.class)),
            saving.map_or(Cell::Blank, |(s, digits)| Cell::Rounded(s.typical, digits)),
            Cell::Label(f.pool.map_or("both", Pool::name)),
        ];
        if days {
            let own = worth.and_then(|w| w.days_of_use);
            cells.push(own.map_or(Cell::Blank, |d| Cell::Rounded(d.value(), 1)));
        }
        if share {
            let own = worth.and_then(|w| w.of_allowance);
            cells.push(own.map_or(Cell::Blank, Cell::Share));
        }
        if usd {
            cells.push(worth.and_then(|w| w.usd).map_or(Cell::Blank, usd_cell));
        }
        cells.push(Cell::Words(f.effort.trim_start_matches('0').into()));
        cells
    };
    Some(Block::Table(Table { columns, rows: findings.iter().map(row).collect() }))
}

pub(crate) fn class(class: FindingClass) -> &'static str {
    match class {
        FindingClass::Fix => "fix",
        FindingClass::Habit => "habit",
        FindingClass::Keep => "keep",
        FindingClass::Question => "question",
    }
}

/// What all fixes and habits of the pools are worth, and how dollars are computed.
pub(super) fn together(report: &Report, audit: &AuditSummary) -> Vec<Line> {
    let mut lines = Vec::new();
    for own in &audit.worth {
        let mut items = Vec::new();
        items.extend(own.worth.days_of_use.map(days_of_use));
        items.extend(own.worth.of_allowance.map(of_allowance));
        items.extend(own.worth.usd.map(|usd| dollars(Line::default(), usd)));
        if !items.is_empty() {
            let line = Line::of("Worth, of ").text(pool_words(report, own.pool)).text(": ");
            lines.push(line.listed(items).text("."));
        }
    }
    if let Some(price) = &audit.credit_price {
        let plan = price.plan.title.as_str();
        let usd = price.usd.value();
        let places = if usd.round(2) == usd { 2 } else { 4 };
        let line = Line::of("Dollars: $").cell(Cell::Rounded(usd, places)).text(" a credit, the $");
        let line = line.cell(usd_cell(price.plan.usd_month.unwrap_or_default()));
        let line =
            line.text(" a month of ").name(plan).text(" ÷ its ").cell(about(price.allowance));
        let line = line.text(" ").text(pool_words(report, price.pool)).text(", the pool of which this log uses the largest share. They come back only if a smaller plan is then enough, or a larger one is not needed.");
        lines.push(line.all(Tone::Muted));
    }
    lines
}
