//! Why a row is not an event. The ids are stable: `--rejects`, the report's quality section and `credits explain` use them.

/// Every reason for a rejected row, and what it means.
pub const REASONS: &[(&str, &str)] = &[
    ("no-time", "The row has no time, so it belongs to no day."),
    ("bad-time", "What stands in the time column is not a time in any known form."),
    ("impossible-date", "The date or time does not exist: 30 February, 25 o'clock."),
    (
        "in-the-future",
        "The time is after the moment of reading; a clock was wrong, or day and month are swapped.",
    ),
    ("bad-amount", "What stands in the credits column is not a number."),
    ("amount-is-json", "The credits column holds JSON text, not a number."),
    ("too-many-digits", "The amount has more digits than an exact decimal can hold."),
    ("amount-is-money", "The amount has a currency beside it: money is not credits."),
    ("bad-quantity", "What stands in the quantity column is not a number of 0 or more."),
    ("nothing-to-count", "The row has neither credits nor anything that says what was done."),
    (
        "unknown-kind",
        "The ledger's kind of this row is neither spend nor grant nor refund; --spend-types says which kinds are spend.",
    ),
    ("ragged", "The row has more cells than the header, or lacks the ones that are needed."),
    ("unterminated-quote", "A quote is opened and never closed."),
    (
        "cut-off",
        "The compressed file breaks off within this row; what is there of it may be half a number.",
    ),
    ("bad-json", "The line is not valid JSON."),
    (
        "duplicate-key",
        "The JSON object has two different values for one key, and nothing says which one counts.",
    ),
    ("not-an-object", "The entry is valid JSON, but not an object with fields."),
];

/// Every reason for an ignored row, and what it means.
pub const IGNORED: &[(&str, &str)] = &[
    ("sample", "A sample row of the data tab (is_sample), not usage."),
    ("blocked", "The call was stopped before it ran: it costs nothing."),
    ("grant", "Credits earned, bought or given: not usage, but part of the capacity."),
    ("hold", "An amount set aside; what was captured of it is counted."),
    ("release", "An amount set aside and given free again."),
    ("expired", "Credits that ran out unused."),
    ("other-vendor", "Another vendor's credits."),
    (
        "other-unit",
        "An amount in another unit than the rest of the file: the two are not added up.",
    ),
    ("total", "A row that sums up the rows above it."),
    ("header", "The header, repeated."),
];

/// Characters of a row that a reject keeps.
pub(crate) const EXCERPT: usize = 80;

/// Why one row is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refusal {
    /// An id of [`REASONS`].
    pub reason: &'static str,
    /// The column at fault.
    pub column: Option<usize>,
    /// What stands there.
    pub excerpt: String,
}

/// The first characters of a text.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_there_once() {
        let mut ids: Vec<&str> = REASONS.iter().chain(IGNORED).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn an_excerpt_is_cut_between_characters() {
        assert_eq!(excerpt(&"ä".repeat(100)).chars().count(), EXCERPT);
    }
}
