//! Classified events → sums that can be asked for.
//!
//! All events go one way: [`Summing`] classifies an event, finds its [`Group`](group::Group) and adds it to the group's sum of
//! that day; [`Summed`] joins what several threads and inputs have added; [`Ledger`] holds the sums, and [`Span`]
//! asks them for one pool between two days. Memory grows with days and groups, never with rows, and nothing here
//! depends on the order of rows, files or threads.

pub(crate) mod group;
mod join;
pub(crate) mod query;
mod reach;
pub(crate) mod rollup;
pub(crate) mod selection;
pub(crate) mod series;
pub(crate) mod store;
pub(crate) mod summed;
pub(crate) mod summing;
pub(crate) mod sums;
pub(crate) mod tally;
pub(crate) mod terms;

pub(crate) use group::Key;
pub(crate) use query::{Span, rank};
pub(crate) use reach::Reaches;
#[cfg(test)]
pub(crate) use selection::Kept;
pub use selection::Selection;
pub(crate) use series::Series;
pub use store::Ledger;
pub use summed::Summed;
pub(crate) use summed::{MOST_NAMES, MOST_USERS};
pub use summing::Summing;
pub(crate) use tally::Tally;
pub(crate) use terms::Plans;
pub use terms::{Detail, Terms};
