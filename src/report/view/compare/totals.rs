//! The totals of each pool, and why they changed.

use super::figures::{AFTER, ARROW, BEFORE, CHANGE, signed_share, signed_to, totals_of};
use crate::base::figure::places as digits;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::diff::{Comparison, PoolChange};
use crate::report::view::cells::{Block, Cell, Column, Line, Section, Table, Tone};
use crate::report::view::parts::section;
use crate::report::view::unit;

/// Lays out credits, credits a day and events of each pool.
pub(super) fn totals(c: &Comparison, pools: &[(Pool, &PoolChange)]) -> Option<Section> {
    let mut rows = Vec::new();
    let rounded = |x: Option<Ratio6>| x.map(Ratio6::value).unwrap_or_default();
    let amounts = pools.iter().flat_map(|(_, p)| {
        [
            p.credits.before,
            p.credits.after,
            rounded(p.per_day.before),
            rounded(p.per_day.after),
            rounded(p.per_day.change),
        ]
    });
    let places = amounts.map(digits).max().unwrap_or(0);
    for (pool, change) in pools {
        let a = &change.credits;
        rows.push(vec![
            Cell::Label(unit::label(&c.before.unit, *pool)),
            Cell::Rounded(a.before, places),
            Cell::Label("→"),
            Cell::Rounded(a.after, places),
            Cell::Line(signed_to(a.change, places)),
            a.relative.map_or(Cell::Blank, signed_share),
            Cell::Blank,
        ]);
        let day = &change.per_day;
        let of = |x: Option<Ratio6>| x.map_or(Cell::Unknown, |x| Cell::Rounded(x.value(), places));
        rows.push(vec![
            Cell::Label("  a day"),
            of(day.before),
            Cell::Label("→"),
            of(day.after),
            day.change.map_or(Cell::Unknown, |x| Cell::Line(signed_to(x.value(), places))),
            day.relative.map_or(Cell::Blank, signed_share),
            Cell::Label(change.verdict.outcome.words()),
        ]);
        let calls = |n: u64| Cell::Count(n);
        let (b, a) = (change.events.before, change.events.after);
        let events = Credits::whole(i64::try_from(a).unwrap_or(i64::MAX))
            - Credits::whole(i64::try_from(b).unwrap_or(i64::MAX));
        rows.push(vec![
            Cell::Label("  events"),
            calls(b),
            Cell::Label("→"),
            calls(a),
            Cell::Line(signed_to(events, 0)),
            Ratio6::of(events, Credits::whole(i64::try_from(b).unwrap_or(i64::MAX)))
                .map_or(Cell::Blank, signed_share),
            Cell::Blank,
        ]);
    }
    let columns = vec![
        Column::name(""),
        BEFORE,
        ARROW,
        AFTER,
        CHANGE,
        Column::number("", 2),
        Column::word("", 0),
    ];
    (!rows.is_empty()).then(|| {
        let title = Line::of(if unit::is_ours(&c.before.unit) { "Credits" } else { "Amounts" });
        let mut section = section("totals", title, vec![Block::Table(Table { columns, rows })]);
        section.aside = Some(totals_of(c).text(", and a day"));
        section
    })
}

/// Lays out volume, mix and rate of a pool.
pub(super) fn effects(c: &Comparison, pool: Pool, change: &PoolChange) -> Option<Section> {
    let effects = change.effects.filter(|_| !change.credits.change.is_zero())?;
    let from_days = change.volume_from_days.filter(|_| c.before.days != c.after.days);
    let mut parts: Vec<(&'static str, Credits, Line)> = Vec::new();
    if let Some(days) = from_days {
        let why = Line::default().count(c.before.days.into()).text(" → ").counted(
            c.after.days.into(),
            " day",
            " days",
        );
        parts.push(("volume: days", days, why));
        parts.push(("volume: calls", effects.volume - days, Line::of("more or fewer calls a day")));
    } else {
        parts.push(("volume", effects.volume, Line::of("more or fewer calls")));
    }
    parts.push(("mix", effects.mix, Line::of("dearer or cheaper kinds of call")));
    parts.push(("rate", effects.rate, Line::of("credits for a call of the same kind")));
    let sum: Credits = parts.iter().map(|(_, amount, _)| amount).sum();
    let places = parts.iter().map(|(_, amount, _)| digits(*amount)).max().unwrap_or(0);
    let longest = parts.iter().map(|(_, amount, _)| amount.abs()).max().unwrap_or_default();
    let bar = |amount: Credits| Ratio6::of(amount.abs(), longest).map_or(Cell::Blank, Cell::Bar);
    let mut rows: Vec<Vec<Cell>> = parts
        .into_iter()
        .map(|(name, amount, why)| {
            vec![
                Cell::Label(name),
                Cell::Line(signed_to(amount, places)),
                Cell::Line(why),
                bar(amount),
            ]
        })
        .collect();
    rows.push(vec![
        Cell::Line(Line::of("change").all(Tone::Strong)),
        Cell::Line(signed_to(sum, places).all(Tone::Strong)),
        Cell::Blank,
        Cell::Blank,
    ]);
    let columns = vec![
        Column::name(""),
        Column::number(unit::column(&c.before.unit), 0),
        Column::word("", 2),
        Column::bar(4),
    ];
    let title = Line::of("Why ").text(unit::words(&c.before.unit, pool)).text(" changed");
    let blocks = vec![Block::Table(Table { columns, rows })];
    let mut section = section(format!("effects-{pool}"), title, blocks);
    section.aside = Some(totals_of(c));
    Some(section)
}
