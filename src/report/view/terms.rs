//! What the words of the page mean: printed with the numbers, so that each can be defended.

use super::cells::{Block, Line, Section};
use super::options::ViewOptions;
use super::parts::section as titled;
use super::unit;
use crate::report::Report;

/// The words, shortly.
pub(crate) const TERMS: &[(&str, &str)] = &[
    (
        "credits",
        "exact sums, refunds taken off. Shown to 2 places, half to even; --json and --format csv give every digit. Parts always sum to their whole.",
    ),
    (
        "reported",
        "the log itself gives the amount. By the rate card: it does not, and the card in force on the event's UTC date does. Without a price: neither does; never 0, never guessed.",
    ),
    (
        "pool",
        "message credits pay prompts to the builder; integration credits pay what running apps call. Neither can pay for the other.",
    ),
    (
        "capacity",
        "the plan's allowance and whatever was earned or bought in this cycle. What is left at the reset is gone.",
    ),
    (
        "cycle",
        "from the reset day to the day before the next one. Where the log starts later, what was used is a lower bound (≥) and nothing is called clear.",
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
        "80 % range",
        "four cycles in five end within it, by how much this log's days differ. The total is plain arithmetic and may lie outside.",
    ),
    ("day", "a calendar day in the report's time zone. The as-of day is the last one that counts."),
    (
        "typically",
        "shares published by an audit practice for apps of this kind; for comparison only.",
    ),
];

/// Words that only the platform's own credits have a use for.
const OURS: [&str; 4] = ["pool", "capacity", "pace", "typically"];

/// The section.
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
