//! The verdict of each pool, and what to know about the figures.

use super::weight::by_weight;
use crate::report::diff::{Comparison, Outcome};
use crate::report::view::advice::in_short;
use crate::report::view::cells::{Block, Cell, Flag, Line, Note, Section, Tone};
use crate::report::view::parts::section;
use crate::report::view::unit;

/// Lays out the verdict of each pool, the reasons against comparing, and the caveats.
pub(super) fn remarks(c: &Comparison) -> Option<Section> {
    let mut notes = Vec::new();
    for (pool, change) in by_weight(c) {
        let flag = match change.verdict.outcome {
            Outcome::Worse => Flag::Warning,
            // The reason follows below.
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
    let more = Line::of(
        "`credits explain verdict` explains how it is reached; likewise volume, mix and rate.",
    )
    .all(Tone::Muted);
    (!notes.is_empty()).then(|| {
        section("verdict", Line::of("Verdict"), vec![Block::Notes(notes), Block::Lines(vec![more])])
    })
}

/// How the plan in force fits after the later side.
pub(super) fn plan(c: &Comparison) -> Option<Section> {
    let advice = c.after.advice.as_ref().filter(|a| a.plans.iter().any(|fit| fit.current))?;
    Some(section("plan", Line::of("Plan"), vec![Block::Lines(vec![in_short(advice)])]))
}
