//! The cells of a column → its decimal mark.

use super::exact::digits;
use super::format::AmountFormat;
use super::parse::{Cell, MarkEvidence, parse};
use crate::base::Untrusted;
use crate::ingest::DecimalMark;

/// Why a column's decimal mark is unknown. `--decimal` settles it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum Ambiguous {
    /// Every cell can be read both ways.
    #[error("{} can be thousands or a fraction", show(.samples))]
    Unclear {
        /// One or two of these cells.
        samples: Vec<Untrusted>,
    },
    /// Some cells can be read only with a decimal comma, others only with a decimal point.
    #[error("{} and {} use different decimal marks", .comma.for_terminal_cut(40), .point.for_terminal_cut(40))]
    Conflicting {
        /// A cell whose decimal mark is the comma.
        comma: Untrusted,
        /// A cell whose decimal mark is the point.
        point: Untrusted,
    },
}

fn show(samples: &[Untrusted]) -> String {
    samples.iter().map(|s| s.for_terminal_cut(40)).collect::<Vec<_>>().join(" and ")
}

impl Ambiguous {
    /// The flag that settles it.
    pub(crate) const fn hint() -> &'static str {
        "set --decimal comma (1,5) or --decimal point (1.5)"
    }
}

/// Cells of one kind: how many, and the first two that differ.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Cells {
    count: u64,
    samples: Vec<Untrusted>,
}

impl Cells {
    fn add(&mut self, cell: &str) {
        self.count += 1;
        if self.samples.len() < 2 && self.samples.iter().all(|other| other.raw() != cell) {
            self.samples.push(cell.into());
        }
    }

    fn sample(&self) -> Option<Untrusted> {
        self.samples.first().cloned()
    }
}

/// Detects a column's format from its cells.
pub(crate) fn detect<'a>(
    cells: impl Iterator<Item = &'a str>,
    forced: Option<DecimalMark>,
) -> Result<AmountFormat, Ambiguous> {
    let mut seen = AmountEvidence::default();
    if forced.is_none() {
        cells.for_each(|cell| seen.add(cell));
    }
    seen.format(forced)
}

/// Evidence for a column's decimal mark, collected cell by cell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct AmountEvidence {
    comma: Cells,
    point: Cells,
    maybe_comma: Cells,
    maybe_point: Cells,
}

impl AmountEvidence {
    /// Adds a cell.
    pub(crate) fn add(&mut self, cell: &str) {
        // Shortcut for most cells: whole numbers are no evidence, and one or two digits after a point prove the point.
        match digits(cell.as_bytes(), DecimalMark::Point) {
            Some((_, 0)) => return,
            Some((_, 1 | 2)) => return self.point.add(cell),
            _ => {}
        }
        if let Ok(Cell::Number(number)) = parse(cell) {
            match number.evidence() {
                MarkEvidence::Nothing => {}
                MarkEvidence::Is(DecimalMark::Comma) => self.comma.add(cell),
                MarkEvidence::Is(DecimalMark::Point) => self.point.add(cell),
                MarkEvidence::Maybe(DecimalMark::Comma) => self.maybe_comma.add(cell),
                MarkEvidence::Maybe(DecimalMark::Point) => self.maybe_point.add(cell),
            }
        }
    }

    /// The format of a column with these cells.
    pub(crate) fn format(&self, forced: Option<DecimalMark>) -> Result<AmountFormat, Ambiguous> {
        use DecimalMark::{Comma, Point};
        if let Some(mark) = forced {
            return Ok(AmountFormat::with(mark));
        }
        let Self { comma, point, maybe_comma, maybe_point } = self;
        match (comma.sample(), point.sample()) {
            (Some(_), None) => Ok(AmountFormat::with(Comma)),
            (None, Some(_)) => Ok(AmountFormat::with(Point)),
            (None, None) if maybe_comma.count == 0 => {
                Ok(AmountFormat { proven: false, ..AmountFormat::with(Point) })
            }
            (None, None) => {
                let samples = maybe_comma.samples.iter().chain(&maybe_point.samples);
                Err(Ambiguous::Unclear { samples: samples.take(2).cloned().collect() })
            }
            (stray, Some(_)) if point.count >= comma.count * 10 => {
                Ok(AmountFormat { stray, ..AmountFormat::with(Point) })
            }
            (Some(_), stray) if comma.count >= point.count * 10 => {
                Ok(AmountFormat { stray, ..AmountFormat::with(Comma) })
            }
            (comma, point) => Err(Ambiguous::Conflicting {
                comma: comma.unwrap_or_default(),
                point: point.unwrap_or_default(),
            }),
        }
    }
}
