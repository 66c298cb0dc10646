//! Inline SVG that needs no script and no style attribute: widths are shares of the page's width, heights
//! are pixels, and text keeps its size on a narrow page. All colours come from classes.
//!
//! Lengths are `f64`: they are geometry. Every printed amount is exact.

mod chart;
mod scale;
mod small;
mod text;

pub(crate) use chart::{Anchor, Chart, Ends};
pub(crate) use scale::Scale;
pub(crate) use small::{bar, bullet, meter, move_bar, range_bar, spark};
pub(crate) use text::escaped;
