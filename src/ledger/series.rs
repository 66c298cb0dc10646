//! A pool's credits by day.

use crate::base::{Credits, Day};

/// Credits of consecutive days, from a first day on; zero on every other day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    first: Day,
    days: Vec<Credits>,
}

impl Series {
    /// `days[0]` is `first`'s amount.
    pub fn new(first: Day, days: Vec<Credits>) -> Self {
        Self { first, days }
    }

    /// The first day.
    pub fn first(&self) -> Day {
        self.first
    }

    /// The last day; the day before the first where there are none.
    pub fn last(&self) -> Day {
        self.first.plus(i32::try_from(self.days.len()).unwrap_or(i32::MAX) - 1)
    }

    /// The amounts, oldest first.
    pub fn days(&self) -> &[Credits] {
        &self.days
    }

    /// A day's amount; zero outside.
    pub fn at(&self, day: Day) -> Credits {
        usize::try_from(day.since(self.first)).ok().and_then(|i| self.days.get(i)).copied().unwrap_or(Credits::ZERO)
    }

    /// The amounts of `from..=to`, zeros outside included.
    pub fn window(&self, from: Day, to: Day) -> impl DoubleEndedIterator<Item = Credits> + '_ {
        from.through(to).map(|day| self.at(day))
    }

    /// The sum of `from..=to`.
    pub fn sum(&self, from: Day, to: Day) -> Credits {
        self.window(from, to).sum()
    }

    /// Each day's amount or zero, whichever is larger: what rules and averages read, so that a refund is not negative use.
    #[must_use]
    pub fn floored(&self) -> Self {
        Self { first: self.first, days: self.days.iter().map(|c| c.floor_zero()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_outside_are_zero() {
        let first: Day = "2026-05-01".parse().unwrap();
        let series = Series::new(first, vec![Credits::whole(2), Credits::whole(-3)]);
        assert_eq!(series.last(), first.plus(1));
        assert_eq!(series.sum(first.plus(-5), first.plus(9)), Credits::whole(-1));
        assert_eq!(series.floored().sum(first, first.plus(1)), Credits::whole(2));
        assert_eq!(series.at(first.plus(7)), Credits::ZERO);
    }
}
