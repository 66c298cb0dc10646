//! How one column writes its amounts, and the reading of a cell by it.

use super::exact::{BadAmount, exact, is_digits, plain};
use super::parse::{AmountWord, Cell, MarkEvidence, Number, is_grouped, parse};
use crate::base::{Credits, Untrusted};
use crate::ingest::DecimalMark;

/// How the amounts of one column are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AmountFormat {
    /// The character before the fraction.
    pub mark: DecimalMark,
    /// One of the few cells that use the other mark, if there are any. They are rejected one by one.
    pub stray: Option<Untrusted>,
    /// Whether a cell proves the mark, or the user set it.
    pub proven: bool,
}

/// The content of a cell of an amount column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Amount {
    /// Empty, `-`, `null`, `None`, `N/A`: the amount is not reported, which is not 0.
    Empty,
    /// A number.
    Value {
        /// The number, exactly.
        credits: Credits,
        /// Whether a currency is written beside it.
        money: bool,
    },
    /// A word instead of a number.
    Word(AmountWord),
}

impl AmountFormat {
    /// The format of a column whose mark is certain.
    pub(crate) const fn with(mark: DecimalMark) -> Self {
        Self { mark, stray: None, proven: true }
    }

    /// Reads one cell.
    pub(crate) fn read(&self, cell: &str) -> Result<Amount, BadAmount> {
        if let Some(credits) = plain(cell, self.mark) {
            return Ok(Amount::Value { credits, money: false });
        }
        match parse(cell)? {
            Cell::Empty => Ok(Amount::Empty),
            Cell::Word(word) => Ok(Amount::Word(word)),
            Cell::Number(number) => {
                Ok(Amount::Value { credits: self.value(&number)?, money: number.money })
            }
        }
    }

    /// Returns true if adding this cell to the evidence would not change the detected format.
    pub(crate) fn agrees(&self, cell: &str) -> bool {
        let Ok(Cell::Number(number)) = parse(cell) else { return true };
        match number.evidence() {
            MarkEvidence::Nothing => true,
            MarkEvidence::Is(mark) => mark == self.mark,
            MarkEvidence::Maybe(mark) => mark == self.mark || self.proven,
        }
    }

    fn value(&self, number: &Number) -> Result<Credits, BadAmount> {
        let (mark, separator) = match self.mark {
            DecimalMark::Comma => (',', '.'),
            DecimalMark::Point => ('.', ','),
        };
        let body = number.body.as_str();
        let other = match number.evidence() {
            MarkEvidence::Is(found) => found != self.mark,
            // In a column with strays, three digits may be a stray's fraction.
            MarkEvidence::Maybe(found) => found != self.mark && self.stray.is_some(),
            MarkEvidence::Nothing => false,
        };
        if other {
            return Err(BadAmount::Misfit);
        }
        let (whole, fraction) = body.split_once(mark).unwrap_or((body, ""));
        if !is_digits(fraction) || !is_grouped(whole, separator) {
            return Err(BadAmount::NotANumber);
        }
        let digits = whole.bytes().filter(u8::is_ascii_digit).chain(fraction.bytes());
        exact(number.negative, digits, fraction.len(), number.exponent)
    }
}
