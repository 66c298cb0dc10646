//! A column of amounts as people, exports and spreadsheets write them: `$0.02`, `1.234,50`, `(3.5)`, `2 cr`.
//! What the comma and the point mean is decided once per column, never per cell.

use crate::base::{Credits, Untrusted};
use crate::ingest::DecimalMark;

/// How the amounts of one column are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AmountFormat {
    /// What stands before the fraction.
    pub mark: DecimalMark,
    /// A few cells use the other mark; they are rejected one by one. A sample of them.
    pub stray: Option<Untrusted>,
}

/// What a cell of an amount column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    /// Nothing: not reported, which is not 0.
    Empty,
    /// A number.
    Value {
        /// The number, exactly.
        credits: Credits,
        /// Whether a currency stands beside it.
        money: bool,
    },
    /// A word that vendors write in place of a number.
    Word(AmountWord),
}

/// A word in place of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AmountWord {
    /// Covered by the plan.
    Included,
    /// Free of charge.
    Free,
    /// Not charged: errored or aborted.
    NotCharged,
}

/// Why a column's decimal mark is not known; resolved by `--decimal comma|point`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Ambiguous {
    /// Every cell reads both ways.
    #[error("{} may be thousands or a fraction", show(.samples))]
    Unclear {
        /// One or two such cells.
        samples: Vec<Untrusted>,
    },
    /// Some cells can only be read with a comma as the decimal mark, some only with a point.
    #[error("{} and {} use different decimal marks", .comma.for_terminal_cut(40), .point.for_terminal_cut(40))]
    Conflicting {
        /// A cell whose decimal mark is the comma.
        comma: Untrusted,
        /// A cell whose decimal mark is the point.
        point: Untrusted,
    },
}

fn show(samples: &[Untrusted]) -> String {
    samples.iter().map(|s| s.for_terminal_cut(40)).collect::<Vec<_>>().join(" or ")
}

impl Ambiguous {
    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        "say which one is meant: --decimal comma or --decimal point"
    }
}

/// Why a cell is not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadAmount {
    /// Not a number at all.
    #[error("not a number")]
    NotANumber,
    /// JSON text.
    #[error("JSON text, not a number")]
    Json,
    /// More digits than an exact decimal holds.
    #[error("more digits than an exact decimal can hold")]
    TooManyDigits,
}

impl BadAmount {
    /// The stable id of the reason, explained by `credits explain`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Json => "amount-is-json",
            Self::TooManyDigits => "too-many-digits",
            Self::NotANumber => "bad-amount",
        }
    }
}

/// Decides a column's format from all its cells.
pub fn detect<'a>(cells: impl Iterator<Item = &'a str>, forced: Option<DecimalMark>) -> Result<AmountFormat, Ambiguous> {
    let _ = cells;
    Ok(AmountFormat::with(forced.unwrap_or(DecimalMark::Point)))
}

impl AmountFormat {
    /// A column whose mark is known.
    pub const fn with(mark: DecimalMark) -> Self {
        Self { mark, stray: None }
    }

    /// Reads one cell.
    pub fn read(&self, cell: &str) -> Result<Amount, BadAmount> {
        read_json_number(cell).map(|credits| Amount::Value { credits, money: false })
    }
}

/// Reads the source text of a JSON number, exactly.
pub fn read_json_number(raw: &str) -> Result<Credits, BadAmount> {
    raw.parse().map_err(|_| BadAmount::NotANumber)
}
