//! The definitions of the page's words, printed with the numbers so that each number can be checked.

use super::cells::{Block, Line, Section};
use super::options::ViewOptions;
use super::parts::section as titled;
use super::unit;
use crate::report::Report;

/// Words and their definitions.
pub(crate) const TERMS: &[(&str, &str)] = &[
    (
        "credits",
        "exact sums, less refunds. Shown to 2 places, half to even; --json and --format csv give every digit. Parts always sum to their whole.",
    ),
    (
        "reported",
        "the log gives the amount. By the rate card: the log does not, but the card in force on the event's UTC date does. Without a price: neither does; such an event is never counted as 0 and never guessed.",
    ),
    (
        "pool",
        "message credits pay for prompts to the builder, integration credits for the calls of running apps. Neither can pay for the other. A pool without an event or a grant in the log is not in it: its use is unknown, not 0.",
    ),
    (
        "capacity",
        "the plan's allowance and the credits earned or bought in this cycle. Credits left at the reset are lost.",
    ),
    (
        "cycle",
        "from the reset day to the day before the next one. If the log starts later, the use is a lower bound (≥) and no rule is clear. Up to 7 days after its last event nothing was used; of later days the log says nothing.",
    ),
    (
        "duplicate",
        "the same event in overlapping exports: counted once. Ignored: samples, grants, blocked calls. Rejected: rows that could not be read.",
    ),
    (
        "pace",
        "share of the capacity used ÷ share of the cycle's days passed. Above 1 is faster than the cycle.",
    ),
    (
        "14-day average",
        "calendar days before the day in question, days without use included, across resets. A projection's 14 days include the as-of day.",
    ),
    ("spike", "a day above twice its 14-day average."),
    (
        "80% range",
        "four cycles in five end within it, by how much this log's days differ. Likely is the figure with the least error. The total is plain arithmetic and may lie outside.",
    ),
    ("day", "a calendar day in the report's time zone. The as-of day is the last one that counts."),
];

/// Words that apply only to the platform's own credits.
const OURS: [&str; 3] = ["pool", "capacity", "pace"];

/// The section; empty if it is switched off.
pub(crate) fn section(report: &Report, options: &ViewOptions) -> Vec<Section> {
    if !options.definitions {
        return Vec::new();
    }
    let mut terms = TERMS.to_vec();
    if !unit::is_ours(&report.unit) {
        terms.retain(|(word, _)| !OURS.contains(word));
        terms[0].0 = unit::column(&report.unit);
    }
    vec![titled("definitions", Line::of("Definitions"), vec![Block::Terms(terms)])]
}
