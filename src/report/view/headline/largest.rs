//! Where the credits of a pool go: the largest app and kind of call, or how many apps share them.

use super::super::cells::Line;
use super::super::parts::{class_title, kinds_without_class, pool_words};
use super::super::unit;
use crate::base::{Credits, Ratio6, Untrusted};
use crate::event::Pool;
use crate::report::{Breakdown, PoolReport, Report};

/// The largest app and class of a pool. `named` is true if the pool is the subject of the sentence before.
pub(super) fn biggest(
    report: &Report,
    figures: &PoolReport,
    pool: Pool,
    named: bool,
) -> Option<Line> {
    let top = |rows: &[Breakdown]| {
        rows.first()
            .and_then(|r| r.share.map(|s| (r.clone(), s)))
            .filter(|(r, _)| r.credits.is_positive())
    };
    let (app, app_share) = top(&figures.by_app)?;
    let spread = spread(report, figures, pool, named, app_share);
    let is_spread = spread.is_some();
    let line = spread.unwrap_or_else(|| largest_app(report, &app, app_share, pool, named));
    let Some((class, share)) = top(&figures.by_class) else {
        return (!line.0.is_empty()).then(|| line.text("."));
    };
    let line = if line.0.is_empty() {
        let line = line.share(share).text(" of the ").text(pool_words(report, pool));
        let line = if unit::is_ours(&report.unit) { since(report, line) } else { line };
        line.text(" go")
    } else {
        line.text(", ").share(share).text_if(is_spread, " go")
    };
    Some(match class.name.as_ref().map(Untrusted::raw) {
        Some(id) => match kinds_without_class(id) {
            Some(kinds) => line.text(" to ").text(kinds).text("."),
            None => line.text(" to one kind of call: ").name(class_title(report, id)).text("."),
        },
        None => line.text(" to one kind of call: unnamed."),
    })
}

/// `80% of them go to "shop"`; empty, if the log of another tool names no app.
fn largest_app(report: &Report, app: &Breakdown, share: Ratio6, pool: Pool, named: bool) -> Line {
    let line = Line::default().share(share);
    let line = if named {
        line.text(" of them")
    } else {
        line.text(" of the ").text(pool_words(report, pool))
    };
    let line = since(report, line);
    match &app.name {
        Some(_) => line.text(" go to ").quoted(app.name.as_ref(), ""),
        // Most exports of other tools name no apps.
        None if !unit::is_ours(&report.unit) => Line::default(),
        // A log that names no app at all has nothing to say of apps.
        None if share.value() == Credits::whole(1) => Line::default(),
        None => line.text(" go to events that name no app"),
    }
}

/// Adds the first day that is listed, if it is not the cycle's: the sentences before are about the cycle.
fn since(report: &Report, line: Line) -> Line {
    let cycle = report.cycle.as_ref().map(|cycle| cycle.start);
    let other = report.period.as_ref().filter(|p| p.from != cycle.unwrap_or(p.from));
    match other {
        Some(period) => line.text(" since ").day(period.from),
        None => line,
    }
}

/// Whether so many apps share a pool that none stands out.
fn is_spread(apps: usize, largest: Ratio6) -> bool {
    apps > 10 && largest.value().times(10) < Credits::whole(1)
}

/// `200 apps share them (the largest has 1%)`, if no app stands out.
fn spread(
    report: &Report,
    figures: &PoolReport,
    pool: Pool,
    named: bool,
    largest: Ratio6,
) -> Option<Line> {
    let apps = figures.by_app.iter().filter(|row| row.name.is_some()).count();
    let line = Line::default().count(apps as u64).text(" apps share ");
    let line =
        if named { line.text("them") } else { line.text("the ").text(pool_words(report, pool)) };
    let line = line.text(" (the largest has ").share(largest).text(")");
    is_spread(apps, largest).then_some(line)
}

/// The apps whose users meet an empty pool.
pub(super) fn users_of(line: Line, figures: &PoolReport) -> Line {
    let apps: Vec<_> =
        figures.by_app.iter().filter(|r| r.credits.is_positive() && r.name.is_some()).collect();
    let app = |line: Line, row: &Breakdown| match row.share {
        Some(share) => line.quoted(row.name.as_ref(), "").text(" (").share(share).text(")"),
        None => line.quoted(row.name.as_ref(), ""),
    };
    let line = match apps.as_slice() {
        [] => line.text("the apps"),
        [first, ..] if first.share.is_some_and(|share| is_spread(apps.len(), share)) => {
            line.text("all ").count(apps.len() as u64).text(" apps")
        }
        [one] => line.quoted(one.name.as_ref(), ""),
        [one, two] => app(app(line, one).text(" and "), two),
        [one, two, rest @ ..] => app(app(line, one).text(", "), two).text(" and ").counted(
            rest.len() as u64,
            " more app",
            " more apps",
        ),
    };
    line.text(" see an error.")
}
