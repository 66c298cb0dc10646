//! Amounts as they stand in markup: what is too small to show reads `<0.01`, which is no tag.

use crate::base::{Credits, Six};
use crate::render::number;
use crate::render::svg::escaped;

/// An amount with its own digits, two at most after the point.
pub(crate) fn amount(credits: Credits) -> String {
    escaped(&number::amount(credits))
}

/// An amount with so many digits after the point.
pub(crate) fn fixed(credits: Credits, places: u32) -> String {
    escaped(&number::fixed(credits, places))
}

/// A share in whole percent.
pub(crate) fn percent(share: Six) -> String {
    escaped(&number::percent(share))
}
