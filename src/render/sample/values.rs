//! Amounts and days from their text.

use crate::base::{Credits, Day, Ratio6};

pub(in crate::render) fn c(text: &str) -> Credits {
    text.parse().unwrap()
}

pub(in crate::render) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(in crate::render) fn six(text: &str) -> Ratio6 {
    Ratio6::rounded(c(text))
}
