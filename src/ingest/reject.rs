//! Why a row is not an event.
//!
//! The ids are stable: `--rejects`, the report's quality section and `credits explain` use them. A new reason is one line here and a
//! topic of the same name in `cli/topics.toml`; a test demands both.

/// Each reason for a rejected row, and its meaning.
pub const REASONS: &[(&str, &str)] = &[
    ("no-time", "The row has no time, so it belongs to no day."),
    ("bad-time", "The time column does not contain a time in any known form."),
    ("impossible-date", "The date or time does not exist: 30 February, 25 o'clock."),
    (
        "in-the-future",
        "The time is after the moment of reading; a clock was wrong, or day and month are swapped.",
    ),
    ("bad-amount", "The credits column does not contain a number."),
    ("amount-is-json", "The credits column contains JSON text, not a number."),
    ("too-many-digits", "The amount has more digits than an exact decimal can hold."),
    ("amount-is-money", "The amount has a currency: money is not credits."),
    ("bad-quantity", "The quantity column does not contain a number of 0 or more."),
    ("nothing-to-count", "The row has neither credits nor anything that says what was done."),
    (
        "unknown-kind",
        "The kind of this row is not known as spend, grant or refund; set --spend-types to the kinds that are spend.",
    ),
    ("ragged", "The row has more cells than the header, or needed cells are missing."),
    ("unterminated-quote", "A quote is opened and never closed."),
    ("cut-off", "The file ends within this row, so its last number may be incomplete."),
    ("bad-json", "The line is not valid JSON."),
    (
        "duplicate-key",
        "The JSON object has two different values for one key, so it is unclear which one counts.",
    ),
    ("not-an-object", "The record is valid JSON, but not an object with fields."),
    ("bad-events", "The row of a rollup stands for no whole number of events from 1 to 2⁶³ − 1."),
    (
        "bad-span",
        "The span of a rollup's row is not 900, 3600 or 86400 seconds, or the row does not begin at a whole one.",
    ),
    (
        "cut-slot",
        "A day or an hour of the report's zone begins within the slot, so nobody knows on which side its events lie.",
    ),
    ("mixed-rules", "The rows of the rollup were made by different rules."),
];

/// Each reason for an ignored row, and its meaning.
pub const IGNORED: &[(&str, &str)] = &[
    ("sample", "A sample row of the data tab (is_sample), not usage."),
    ("blocked", "The call was stopped before it ran: it costs nothing."),
    ("grant", "Credits earned, bought or given: not usage, but part of the capacity."),
    ("hold", "A reserved amount; the captured part of it is counted."),
    ("release", "A reserved amount that was given free again."),
    (
        "superseded",
        "An earlier stage of a charge: what was finally taken under its reference is counted.",
    ),
    ("expired", "Credits that expired unused, or a call that expired before it ran."),
    ("renewal", "The plan's own allowance anew: it adds nothing to it."),
    ("risen-balance", "The balance rose, and nothing says why: a reset or credits given."),
    ("cancelled", "The call was cancelled: no use."),
    ("skipped", "The call was skipped: no use."),
    ("queued", "The call had not started: no use yet."),
    ("pending", "The call was pending: no use yet."),
    ("dry-run", "The call was only rehearsed: no use."),
    ("test", "The call was a test: no use."),
    ("voided", "The call was voided: no use."),
    ("not-run", "The call did not run, by a word of your own in [words]."),
    ("free-event", "An event of the platform's audit log that uses no credits."),
    ("other-vendor", "Another vendor's credits."),
    ("other-unit", "An amount in another unit than the rest of the file: the two are not added."),
    ("total", "The sum of other rows."),
    ("header", "The header, repeated."),
    (
        "not-filled-in",
        "A day of a sheet of daily totals, before the first or after the last one with a figure.",
    ),
];

/// Each reason why the cost of a counted row is unknown, and its meaning.
pub const UNPRICED: &[(&str, &str)] = &[
    ("no-amount-cell", "The row ends before the credits, or has no such key: its cost is unknown."),
    (
        "unknown-outcome",
        "The status is a word that is in no list, so nobody knows whether the call was charged.",
    ),
    (
        "risen-balance-cost",
        "The balance rose while the call ran, so the difference is a reset or credits given, and the cost of the call is unknown.",
    ),
];

/// The most characters of a row that a reject keeps.
pub(crate) const EXCERPT: usize = 80;

/// Why a row is rejected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refusal {
    /// An id of [`REASONS`].
    pub reason: &'static str,
    /// The column at fault, if one is.
    pub column: Option<usize>,
    /// The cell, or the row if no column is at fault, cut to [`EXCERPT`].
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
        let mut ids: Vec<&str> =
            REASONS.iter().chain(IGNORED).chain(UNPRICED).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn an_excerpt_is_cut_between_characters() {
        assert_eq!(excerpt(&"ä".repeat(100)).chars().count(), EXCERPT);
    }
}
