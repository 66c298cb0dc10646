//! Lengths and text in SVG.

use crate::base::Untrusted;

/// Writes a length with at most two decimals.
pub(super) fn n(length: f64) -> String {
    let text = format!("{length:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Escapes our own text for the content of an element or a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    Untrusted::from(text).for_html()
}
