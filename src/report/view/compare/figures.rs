//! Names, numbers and columns that the parts of the page share.

use crate::base::figure;
use crate::base::{Credits, Ratio6};
use crate::report::diff::{Comparison, RowChange};
use crate::report::view::cells::{Cell, Column, Line, name_or};

pub(super) const BEFORE: Column = Column::number("before", 0);
pub(super) const ARROW: Column = Column::word("", 9);
pub(super) const AFTER: Column = Column::number("after", 0);
pub(super) const CHANGE: Column = Column::number("change", 0);

/// What the amounts of a table are: totals of windows that may differ in length.
pub(super) fn totals_of(c: &Comparison) -> Line {
    let line = Line::of("totals of ");
    if c.before.days == c.after.days {
        return line.counted(c.before.days.into(), " day", " days").text(" each");
    }
    line.count(c.before.days.into()).text(" and ").counted(c.after.days.into(), " day", " days")
}

pub(super) fn name(row: &RowChange, absent: &'static str) -> Cell {
    match &row.title {
        Some(title) => Cell::Name(title.as_str().into()),
        None => name_or(row.name.as_ref(), absent),
    }
}

/// Returns an average for a sentence: two decimals below 10, one above.
pub(super) fn average(amount: Credits) -> Cell {
    let places = if amount.abs() < Credits::whole(10) { 2 } else { 1 };
    Cell::Rounded(amount, places.min(figure::places(amount)))
}

/// Writes an amount with its sign.
pub(super) fn signed(amount: Credits) -> Line {
    signed_to(amount, figure::places(amount))
}

pub(super) fn signed_to(amount: Credits, places: u32) -> Line {
    // A very small amount is written as `<0.01`, which needs no sign.
    let signed = amount.is_positive() && !amount.round(places).is_zero();
    Line::default().text_if(signed, "+").cell(Cell::Rounded(amount, places))
}

/// Writes a share in whole percent with its sign.
pub(super) fn signed_share(share: Ratio6) -> Cell {
    let signed = share.value().is_positive() && !share.value().times(100).round(0).is_zero();
    Cell::Line(Line::default().text_if(signed, "+").share(share))
}
