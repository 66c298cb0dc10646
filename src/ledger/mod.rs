//! Classified events → sums that can be asked for. Nothing here depends on the order of rows or files.

pub mod series;

pub use series::Series;
