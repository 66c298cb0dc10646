//! A pool's credits by day.

use crate::base::{Credits, Day};

/// Credits of consecutive days, from a first day on; zero on every other day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Series {
    first: Day,
    days: Vec<Credits>,
}

impl Series {
    /// `days[0]` is `first`'s amount.
    pub(crate) fn new(first: Day, days: Vec<Credits>) -> Self {
        Self { first, days }
    }

    pub(crate) fn first(&self) -> Day {
        self.first
    }

    /// The last day; the day before the first if there are none.
    pub(crate) fn last(&self) -> Day {
        self.first.plus(i32::try_from(self.days.len()).unwrap_or(i32::MAX) - 1)
    }

    /// The amounts, oldest first.
    #[cfg(test)]
    pub(crate) fn days(&self) -> &[Credits] {
        &self.days
    }

    /// Adds to a day. The series grows if it does not reach that day.
    pub(crate) fn add(&mut self, day: Day, credits: Credits) {
        if self.days.is_empty() {
            self.first = day;
        }
        if day < self.first {
            let missing = usize::try_from(self.first.since(day)).unwrap_or(0);
            self.days.splice(..0, std::iter::repeat_n(Credits::ZERO, missing));
            self.first = day;
        }
        let at = usize::try_from(day.since(self.first)).unwrap_or(0);
        if at >= self.days.len() {
            self.days.resize(at + 1, Credits::ZERO);
        }
        self.days[at] += credits;
    }

    /// A day's amount; zero outside.
    pub(crate) fn at(&self, day: Day) -> Credits {
        usize::try_from(day.since(self.first))
            .ok()
            .and_then(|i| self.days.get(i))
            .copied()
            .unwrap_or(Credits::ZERO)
    }

    /// The amounts of `from..=to`, with zeros outside the series.
    pub(crate) fn window(
        &self,
        from: Day,
        to: Day,
    ) -> impl DoubleEndedIterator<Item = Credits> + '_ {
        from.through(to).map(|day| self.at(day))
    }

    /// The sum of `from..=to`.
    pub(crate) fn sum(&self, from: Day, to: Day) -> Credits {
        self.within(from, to).iter().sum()
    }

    /// The amounts from one day to another, without the zeros outside the series.
    pub(crate) fn within(&self, from: Day, to: Day) -> &[Credits] {
        let index =
            |day: Day| usize::try_from(day.since(self.first)).unwrap_or(0).min(self.days.len());
        self.days.get(index(from)..index(to.plus(1))).unwrap_or_default()
    }

    /// Each day's amount or zero, whichever is larger. Rules and averages read this, so that a refund is not negative use.
    #[must_use]
    pub(crate) fn floored(&self) -> Self {
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
        assert_eq!(series.within(first.plus(1), first.plus(9)), [Credits::whole(-3)]);
        assert!(
            series.within(first.plus(-5), first.plus(-1)).is_empty()
                && series.within(first.plus(1), first).is_empty()
        );
    }

    #[test]
    fn grows_to_the_days_that_are_added() {
        let first: Day = "2026-05-01".parse().unwrap();
        let mut series = Series::new(first, Vec::new());
        for (day, credits) in [(3, 5), (1, 2), (3, 1), (4, -1)] {
            series.add(first.plus(day), Credits::whole(credits));
        }
        assert_eq!(
            (series.first(), series.within(first, first.plus(9))),
            (first.plus(1), [2, 0, 6, -1].map(Credits::whole).as_slice())
        );
    }
}
