//! The first and the last time of something.

use super::Stamp;

/// When something happened first and last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Extent {
    pub first: Stamp,
    pub last: Stamp,
}

impl Extent {
    pub(crate) const fn at(stamp: Stamp) -> Self {
        Self { first: stamp, last: stamp }
    }

    /// Widens the extent so that it includes another one. A date alone counts from its midnight, UTC.
    pub(crate) fn include(&mut self, other: Self) {
        let moment = |stamp: Stamp| match stamp {
            Stamp::At(instant) => (instant.micros(), 1),
            Stamp::On(day) => (i64::from(day.number()) * 86_400_000_000, 0),
        };
        if moment(other.first) < moment(self.first) {
            self.first = other.first;
        }
        if moment(other.last) > moment(self.last) {
            self.last = other.last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Day, Instant};

    #[test]
    fn a_date_counts_from_its_midnight() {
        let (date, midnight) =
            (Stamp::On(Day::from_number(1)), Stamp::At(Instant::from_micros(86_400_000_000)));
        for (first, then) in [(date, midnight), (midnight, date)] {
            let mut extent = Extent::at(first);
            extent.include(Extent::at(then));
            assert_eq!(extent, Extent { first: date, last: midnight });
        }
    }
}
