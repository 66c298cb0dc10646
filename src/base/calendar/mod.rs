//! Days, instants, zones and billing cycles. The only folder that names `chrono` and `jiff`.
//!
//! `chrono` does the arithmetic of civil dates; `jiff` reads the zone data that is compiled in, so that a report does not depend
//! on the machine. A day is a number of days, an instant a number of microseconds: both are compared and added as integers.

mod cycle;
mod day;
mod instant;
mod stamp;
#[cfg(test)]
mod tests;
mod zone;

pub(crate) use cycle::Cycle;
pub use cycle::CycleRule;
pub use day::Day;
pub use instant::{Instant, TimeOfDay};
pub(crate) use stamp::Stamp;
pub(crate) use zone::UnknownZone;
pub use zone::Zone;
