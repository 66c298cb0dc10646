//! The answer of a comparison: what rose or fell, why, and which app and kind of call changed most.

use super::figures::{average, name, signed, signed_share};
use super::weight::by_weight;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::diff::{Comparison, Outcome, PoolChange, RowChange};
use crate::report::view::cells::{Line, Tone};
use crate::report::view::{fix_checks, unit};

/// Writes the headline.
pub(crate) fn headline(c: &Comparison) -> Vec<Line> {
    let pools = by_weight(c);
    let mut lines: Vec<Line> = c.audit.iter().map(fix_checks::headline).collect();
    match (c.verdict.outcome, pools.as_slice()) {
        (Outcome::NotComparable, _) => {
            lines.push(
                Line::of("Not comparable: ").words(&c.verdict.reason).text(".").all(Tone::Warning),
            );
            lines.extend(hint(c));
        }
        (outcome, [(pool, change), others @ ..]) => {
            let (head, tone) = match outcome {
                Outcome::Worse => ("Worse: ", Tone::Warning),
                Outcome::Better => ("Better: ", Tone::Good),
                _ => ("No real change: ", Tone::Strong),
            };
            lines.push(Line::of(head).then(moved(c, *pool, change, false)).text(".").all(tone));
            lines.extend(because(change));
            lines.extend(mover(change));
            for (pool, change) in others {
                lines.push(moved(c, *pool, change, true).text("."));
            }
        }
        (_, []) => lines.push(Line::of("Neither side has an event.").all(Tone::Strong)),
    }
    lines
}

/// Suggests how to make the sides comparable.
fn hint(c: &Comparison) -> Option<Line> {
    let code = c.verdict.reasons.iter().find(|r| r.blocking)?.code.as_str();
    Some(match code {
        "overlap" | "no-days" => Line::of(
            "Name days that lie apart: credits compare usage.csv --period 2026-04-05..2026-05-04,2026-05-05..2026-06-04",
        ),
        "unpriced" => Line::of(
            "A price of your own goes into a model file (--model FILE): `credits models` shows the form.",
        ),
        "rejected" => Line::of(
            "`credits inspect FILE` shows how the file was understood, and `--map` corrects it.",
        ),
        "filters" => Line::of("Save both reports with the same --app, --user and --pool."),
        "short-window" => Line::of(
            "The figures below are right as sums; they are too few to tell a change from chance.",
        ),
        _ => return None,
    })
}

/// Writes the change of a pool: `integration credits rose from 154.9 to 415.5 a day (+168 %)`.
fn moved(c: &Comparison, pool: Pool, change: &PoolChange, begins: bool) -> Line {
    let line = Line::of(if begins {
        unit::title(&c.before.unit, pool)
    } else {
        unit::words(&c.before.unit, pool)
    });
    let (Some(before), Some(after)) = (change.per_day.before, change.per_day.after) else {
        return line.text(": there are no days to compare");
    };
    let (before, after) = (before.value(), after.value());
    let real = matches!(change.verdict.outcome, Outcome::Better | Outcome::Worse);
    if before == after {
        return line.text(" stayed at ").cell(average(before)).text(" a day");
    }
    let verb = match (real, after > before) {
        (true, true) => " rose from ",
        (true, false) => " fell from ",
        _ => " went from ",
    };
    let line =
        line.text(verb).cell(average(before)).text(" to ").cell(average(after)).text(" a day");
    let line = match change.per_day.relative {
        Some(relative) => line.text(" (").cell(signed_share(relative)).text(")"),
        None => line,
    };
    if change.verdict.outcome == Outcome::NotComparable {
        return line.text(", which is not comparable");
    }
    if real {
        return line;
    }
    match change.per_day.noise.map(Ratio6::value).filter(|noise| *noise > (after - before).abs()) {
        Some(noise) => {
            line.text(", and such windows differ by up to ").cell(average(noise)).text(" by chance")
        }
        None => line.text(", which is next to nothing"),
    }
}

/// A part of a change, and its name if it grew and if it shrank.
type Named = (Credits, &'static str, &'static str);

/// Writes the causes of the change a day, largest first, and those that went against it.
fn because(change: &PoolChange) -> Option<Line> {
    let effects = change.effects?;
    let up = change.per_day.change?.value().is_positive();
    if matches!(change.verdict.outcome, Outcome::NoRealChange | Outcome::NotComparable) {
        return None;
    }
    let volume = effects.volume - change.volume_from_days.unwrap_or_default();
    let mut parts: Vec<Named> = [
        (volume, "more calls a day", "fewer calls a day"),
        (effects.mix, "dearer kinds of call", "cheaper kinds of call"),
        (
            effects.rate,
            "more credits for the same kind of call",
            "fewer credits for the same kind of call",
        ),
    ]
    .into_iter()
    // An effect that reads as 0 explains nothing.
    .filter(|(amount, ..)| !amount.round(2).is_zero())
    .collect();
    parts.sort_by_key(|(amount, ..)| std::cmp::Reverse(amount.abs()));
    let list = |along: bool| {
        let these = parts.iter().filter(|(amount, ..)| (amount.is_positive() == up) == along);
        let part = |(amount, grew, shrank): &Named| {
            Line::of(if amount.is_positive() { grew } else { shrank })
                .text(" (")
                .then(signed(*amount))
                .text(" in all)")
        };
        Line::default().listed(these.map(part).collect())
    };
    let (along, against) = (list(true), list(false));
    if along.0.is_empty() {
        return None;
    }
    let line = Line::of("Because of ").then(along);
    Some(if against.0.is_empty() {
        line.text(".")
    } else {
        line.text(", against ").then(against).text(".")
    })
}

/// Writes the app and the kind of call that changed most.
fn mover(change: &PoolChange) -> Option<Line> {
    if matches!(change.verdict.outcome, Outcome::NoRealChange | Outcome::NotComparable) {
        return None;
    }
    let whole = change.per_day.change?.value();
    let top = |rows: &[RowChange]| {
        let row = rows.iter().find(|r| {
            r.per_day.is_some_and(|x| {
                !x.value().is_zero() && x.value().is_positive() == whole.is_positive()
            })
        })?;
        Some((row.clone(), Ratio6::of(row.per_day?.value(), whole)?))
    };
    // A single app or kind of call needs no mention.
    let app = top(&change.by_app).filter(|(row, _)| change.by_app.len() > 1 && row.name.is_some());
    let class = top(&change.by_class).filter(|_| change.by_class.len() > 1);
    let app =
        app.map(|(row, part)| Line::default().quoted(row.name.as_ref(), "").text(" ").share(part));
    let class = class
        .map(|(row, part)| Line::default().cell(name(&row, "unnamed calls")).text(" ").share(part));
    let line = Line::of(if whole.is_positive() { "Of the rise: " } else { "Of the fall: " });
    Some(match (app, class) {
        (Some(app), Some(class)) => line.then(app).text(", ").then(class).text("."),
        (Some(one), None) | (None, Some(one)) => line.then(one).text("."),
        (None, None) => return None,
    })
}
