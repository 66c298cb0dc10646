//! Numbers in markup. They are escaped, because a very small amount reads `<0.01`.

use crate::base::figure;
use crate::base::{Credits, Ratio6};
use crate::render::svg::escaped;

/// Writes an amount with at most two decimals.
pub(crate) fn amount(credits: Credits) -> String {
    escaped(&figure::amount(credits))
}

/// Writes an amount with a fixed number of decimals.
pub(crate) fn fixed(credits: Credits, places: u32) -> String {
    escaped(&figure::fixed(credits, places))
}

/// Writes a share in whole percent.
pub(crate) fn percent(share: Ratio6) -> String {
    escaped(&figure::percent(share))
}
