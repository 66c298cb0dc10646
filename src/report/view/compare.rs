//! A comparison as a page: the answer in a sentence, then which days, why, and which lines moved.

mod answer;

use super::cells::{
    Block, Cell, Column, Document, Flag, Line, Note, Section, Table, Tone, name_or,
};
use super::{afterwards, between, section, unit};
use crate::base::{Credits, Day, Six};
use crate::event::Pool;
use crate::report::diff::{Comparison, Outcome, PoolChange, RowChange, RowState, Side, SideKind};

/// A comparison's page: what everyone should read, and the breakdowns for those who want to know which line it was.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    /// The answer, the windows, the totals, the effects.
    pub main: Document,
    /// By app, class, source, model, user and operation.
    pub details: Vec<Section>,
}

/// The page. `top`: rows of a table before the rest is summed up as one; 0 shows all. `by`: the dimensions whose tables are
/// shown; none: all.
pub(crate) fn page(c: &Comparison, top: usize, by: &[String]) -> Page {
    let pools = by_weight(c);
    let mut sections: Vec<Section> = c.audit.iter().filter_map(afterwards::fixes).collect();
    sections.push(windows(c));
    sections.extend(totals(c, &pools));
    sections.extend(pools.iter().filter_map(|(pool, change)| effects(c, *pool, change)));
    sections.extend(remarks(c));
    let details =
        pools.iter().flat_map(|(pool, change)| breakdowns(c, *pool, change, top, by)).collect();
    Page {
        main: Document { headline: answer::headline(c), context: Vec::new(), sections },
        details,
    }
}

/// The pools that either side uses: worse before the others, then by the size of the change a day.
pub(crate) fn by_weight(c: &Comparison) -> Vec<(Pool, &PoolChange)> {
    let mut pools: Vec<_> = c.pools.each().filter(|(_, change)| change.is_used()).collect();
    let rank = |outcome| match outcome {
        Outcome::Worse => 0,
        Outcome::NotComparable => 1,
        Outcome::Better => 2,
        Outcome::NoRealChange => 3,
    };
    let size =
        |change: &PoolChange| change.per_day.change.map(|x| x.value().abs()).unwrap_or_default();
    pools.sort_by(|(_, a), (_, b)| {
        rank(a.verdict.outcome).cmp(&rank(b.verdict.outcome)).then_with(|| size(b).cmp(&size(a)))
    });
    pools
}

/// Which days, how many, of which kind; and where they come from.
fn windows(c: &Comparison) -> Section {
    let row = |head: &'static str, side: &Side| {
        let [_, _, _, _, _, saturdays, sundays] = side.weekdays;
        vec![
            Cell::Label(head),
            side.from
                .zip(side.to)
                .map_or(Cell::Label("no days"), |(from, to)| Cell::Line(dates(from, to))),
            Cell::Count(side.days.into()),
            Cell::Count((side.days - saturdays - sundays).into()),
            Cell::Count((saturdays + sundays).into()),
            Cell::Count(side.events),
            Cell::Count(side.unpriced_events),
        ]
    };
    let columns = vec![
        Column::word("", 0),
        Column::word("", 0),
        Column::number("days", 0),
        Column::number("Mon–Fri", 3),
        Column::number("Sat–Sun", 3),
        Column::number("events", 1),
        Column::number("unpriced", 2),
    ];
    let table = Table { columns, rows: vec![row("before", &c.before), row("after", &c.after)] };
    let told = |head: &'static str, side: &Side| Line::of(head).then(source(side)).all(Tone::Muted);
    let lines = if source(&c.before) == source(&c.after) {
        vec![told("", &c.before)]
    } else {
        vec![told("before: ", &c.before), told("after: ", &c.after)]
    };
    section("windows", Line::of("Windows"), vec![Block::Table(table), Block::Lines(lines)])
}

/// Where a side's figures come from.
fn source(side: &Side) -> Line {
    let kind = if side.kind == SideKind::Report { "saved report " } else { "" };
    let origin = Line::of(kind);
    let mut items = vec![if side.name.raw() == "-" {
        origin.text("standard input")
    } else {
        origin.name(side.name.clone())
    }];
    if !side.filters.is_empty() {
        items.push(
            side.filters.iter().fold(Line::of("only"), |line, f| line.text(" ").name(f.clone())),
        );
    }
    items.push(Line::default().name(side.timezone.as_str()));
    if !side.models.is_empty() {
        let rates = side.models.iter().enumerate();
        items.push(
            rates.fold(Line::of("rates "), |line, (i, m)| {
                line.text_if(i > 0, ", ").name(m.as_str())
            }),
        );
    }
    if !unit::is_ours(&side.unit) {
        items.push(Line::of("amounts are in ").name(side.unit.as_str()));
    }
    Line::items(items)
}

fn dates(from: Day, to: Day) -> Line {
    let year = from.year();
    if year == to.year() {
        return between(from, to, Some(year)).text(" ").cell(Cell::Words(year.to_string().into()));
    }
    between(from, to, None)
}

const BEFORE: Column = Column::number("before", 0);
const ARROW: Column = Column::word("", 9);
const AFTER: Column = Column::number("after", 0);
const CHANGE: Column = Column::number("change", 0);

fn totals(c: &Comparison, pools: &[(Pool, &PoolChange)]) -> Option<Section> {
    let mut rows = Vec::new();
    let rounded = |x: Option<Six>| x.map(Six::value).unwrap_or_default();
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
        let of = |x: Option<Six>| x.map_or(Cell::Unknown, |x| Cell::Rounded(x.value(), places));
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
            Six::of(events, Credits::whole(i64::try_from(b).unwrap_or(i64::MAX)))
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
        section(
            "totals",
            Line::of(if unit::is_ours(&c.before.unit) { "Credits" } else { "Amounts" }),
            vec![Block::Table(Table { columns, rows })],
        )
    })
}

/// Volume, mix and rate of a pool.
fn effects(c: &Comparison, pool: Pool, change: &PoolChange) -> Option<Section> {
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
    let bar = |amount: Credits| Six::of(amount.abs(), longest).map_or(Cell::Blank, Cell::Bar);
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
    Some(section(format!("effects-{pool}"), title, vec![Block::Table(Table { columns, rows })]))
}

/// Each pool's verdict; what stands against comparing; what should be known.
fn remarks(c: &Comparison) -> Option<Section> {
    let mut notes = Vec::new();
    for (pool, change) in by_weight(c) {
        let flag = match change.verdict.outcome {
            Outcome::Worse => Flag::Warning,
            // The reason follows below, once.
            Outcome::NotComparable => continue,
            Outcome::Better | Outcome::NoRealChange => Flag::Ok,
        };
        let line =
            Line::of(change.verdict.outcome.words()).text(": ").words(&change.verdict.reason);
        notes.push(Note {
            flag,
            head: Cell::Label(unit::label(&c.before.unit, pool)),
            lines: vec![line],
        });
    }
    notes.extend(c.verdict.reasons.iter().map(|reason| Note {
        flag: if reason.blocking { Flag::NotJudged } else { Flag::Info },
        head: Cell::Words(reason.code.as_str().into()),
        lines: vec![Line::default().words(&reason.text)],
    }));
    let more =
        Line::of("`credits explain verdict` tells how it is reached; so for volume, mix and rate.")
            .all(Tone::Muted);
    (!notes.is_empty()).then(|| {
        section("verdict", Line::of("Verdict"), vec![Block::Notes(notes), Block::Lines(vec![more])])
    })
}

/// The breakdowns of a pool that tell more than its total does.
fn breakdowns(
    c: &Comparison,
    pool: Pool,
    change: &PoolChange,
    top: usize,
    by: &[String],
) -> Vec<Section> {
    let titles = [
        ("app", "by app", "(no app named)"),
        ("class", "by kind of call", "(unnamed)"),
        ("source", "by source", "(unnamed)"),
        ("model", "by AI model", "(no model named)"),
        ("user", "by user", "(no user named)"),
        ("operation", "by operation", "(no operation named)"),
    ];
    let rows_of = |dimension: &str| {
        change.dimensions().into_iter().find(|(d, _)| *d == dimension).map(|(_, rows)| rows)
    };
    let moves = |row: &RowChange| row.state != RowState::Same;
    let tells = |rows: &&[RowChange]| {
        rows.len() > 1 && rows.iter().any(|r| r.name.is_some()) && rows.iter().any(moves)
    };
    titles
        .into_iter()
        .filter(|(dimension, ..)| by.is_empty() || by.iter().any(|b| b == dimension))
        .filter_map(|(dimension, title, absent)| {
            let rows = rows_of(dimension).filter(tells)?;
            let table = Table { columns: columns(c), rows: lines(c, rows, absent, top) };
            let heading = Line::of(unit::title(&c.before.unit, pool)).text(" ").text(title);
            Some(section(format!("{dimension}-{pool}"), heading, vec![Block::Table(table)]))
        })
        .collect()
}

fn same_length(c: &Comparison) -> bool {
    c.before.days == c.after.days
}

fn columns(c: &Comparison) -> Vec<Column> {
    let mut columns = vec![Column::name(""), BEFORE, ARROW, AFTER, CHANGE];
    // Where the windows are not equally long, percent of the sums would be that of the calendar.
    columns.push(Column::number(if same_length(c) { "%" } else { "% a day" }, 3));
    columns.push(Column::word("", 4));
    columns
}

fn lines(c: &Comparison, rows: &[RowChange], absent: &'static str, top: usize) -> Vec<Vec<Cell>> {
    // What did not change stands behind what did, and is one line.
    let changed = rows.iter().filter(|r| r.state != RowState::Same).count();
    let shown = if top > 0 { changed.min(top) } else { rows.len() };
    let shown = if rows.len() == shown + 1 { rows.len() } else { shown };
    let (first, rest) = rows.split_at(shown);
    let sum = |of: fn(&RowChange) -> Credits| rest.iter().map(of).sum::<Credits>();
    let (before, after) = (sum(|r| r.credits.before), sum(|r| r.credits.after));
    let amounts =
        first.iter().flat_map(|r| [r.credits.before, r.credits.after]).chain([before, after]);
    let places = amounts.map(digits).max().unwrap_or(0);
    let line =
        |name: Cell, before: Credits, after: Credits, percent: Option<Six>, state: &'static str| {
            vec![
                name,
                Cell::Rounded(before, places),
                Cell::Label("→"),
                Cell::Rounded(after, places),
                Cell::Line(signed_to(after - before, places)),
                percent.filter(|_| after != before).map_or(Cell::Blank, signed_share),
                Cell::Label(state),
            ]
        };
    let mut cells: Vec<Vec<Cell>> = first
        .iter()
        .map(|row| {
            let percent = if same_length(c) { row.credits.relative } else { row.per_day_relative };
            let state = match row.state {
                RowState::New => "new",
                RowState::Gone => "gone",
                RowState::Changed | RowState::Same => "",
            };
            line(
                name(row, absent),
                row.credits.before,
                row.credits.after,
                percent.filter(|_| state.is_empty()),
                state,
            )
        })
        .collect();
    if !rest.is_empty() {
        let unchanged = rest.iter().all(|r| r.state == RowState::Same);
        let others = Line::of(if unchanged { "Unchanged (" } else { "Others (" })
            .count(rest.len() as u64)
            .text(")")
            .all(Tone::Muted);
        let (b, a) = (before.times(i64::from(c.after.days)), after.times(i64::from(c.before.days)));
        let percent = Six::of(a - b, b).filter(|_| before.is_positive());
        cells.push(line(Cell::Line(others), before, after, percent, ""));
    }
    cells
}

fn name(row: &RowChange, absent: &'static str) -> Cell {
    match &row.title {
        Some(title) => Cell::Name(title.as_str().into()),
        None => name_or(row.name.as_ref(), absent),
    }
}

/// Digits after the point that an amount has, two at most.
fn digits(amount: Credits) -> u32 {
    (0..2).find(|p| amount.round(*p) == amount).unwrap_or(2)
}

/// An average, as a sentence needs it.
fn average(amount: Credits) -> Cell {
    let places = if amount.abs() < Credits::whole(10) { 2 } else { 1 };
    Cell::Rounded(amount, places.min(digits(amount)))
}

/// An amount with its sign.
fn signed(amount: Credits) -> Line {
    signed_to(amount, digits(amount))
}

fn signed_to(amount: Credits, places: u32) -> Line {
    // What is less than the last digit shown is written as `<0.01`, which needs no sign.
    let signed = amount.is_positive() && !amount.round(places).is_zero();
    Line::default().text_if(signed, "+").cell(Cell::Rounded(amount, places))
}

/// A share with its sign, in whole percent.
fn signed_share(share: Six) -> Cell {
    let signed = share.value().is_positive() && !share.value().times(100).round(0).is_zero();
    Cell::Line(Line::default().text_if(signed, "+").share(share))
}
