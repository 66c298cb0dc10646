//! A pool's credits by day.

use crate::base::{Credits, Day};

/// Credits of consecutive days, from a first day on; zero on every other day. Only the days with credits are kept: an app may have two
/// days of use with thirty years between them, and a log may have 100,000 such apps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Series {
    first: Day,
    last: Day,
    /// In order, each day once.
    used: Vec<(Day, Credits)>,
}

impl Series {
    /// `days[0]` is `first`'s amount.
    pub(crate) fn new(first: Day, days: Vec<Credits>) -> Self {
        let last = first.plus(i32::try_from(days.len()).unwrap_or(i32::MAX) - 1);
        let used = first.through(last).zip(days).filter(|(_, credits)| !credits.is_zero());
        Self { used: used.collect(), ..Self::of_days(first, last) }
    }

    /// No credits on these days; no days if `last` is the day before `first`.
    pub(crate) fn of_days(first: Day, last: Day) -> Self {
        Self { first, last, used: Vec::new() }
    }

    pub(crate) fn first(&self) -> Day {
        self.first
    }

    /// The last day; the day before the first if there are none.
    pub(crate) fn last(&self) -> Day {
        self.last
    }

    /// The amounts, oldest first.
    #[cfg(test)]
    pub(crate) fn days(&self) -> Vec<Credits> {
        self.window(self.first, self.last).collect()
    }

    /// Adds to a day. The series grows if it does not reach that day.
    pub(crate) fn add(&mut self, day: Day, credits: Credits) {
        let is_empty = self.last < self.first;
        self.first = if is_empty { day } else { self.first.min(day) };
        self.last = if is_empty { day } else { self.last.max(day) };
        let at = self.place(day);
        match self.used.get_mut(at) {
            Some((known, sum)) if *known == day => *sum += credits,
            _ => self.used.insert(at, (day, credits)),
        }
    }

    /// The number of days with credits before a day.
    fn place(&self, day: Day) -> usize {
        // Days are mostly added, and asked for, at the end.
        if self.used.last().is_none_or(|(last, _)| *last < day) {
            return self.used.len();
        }
        self.used.partition_point(|(known, _)| *known < day)
    }

    /// A day's amount; zero outside.
    pub(crate) fn at(&self, day: Day) -> Credits {
        let known = self.used.get(self.place(day)).filter(|(known, _)| *known == day);
        known.map_or(Credits::ZERO, |(_, credits)| *credits)
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
        self.within(from, to).iter().map(|(_, credits)| *credits).sum()
    }

    /// The days from one to another that have credits.
    pub(crate) fn within(&self, from: Day, to: Day) -> &[(Day, Credits)] {
        self.used.get(self.place(from)..self.place(to.plus(1))).unwrap_or_default()
    }

    /// Each day's amount or zero, whichever is larger. Rules and averages read this, so that a refund is not negative use.
    #[must_use]
    pub(crate) fn floored(&self) -> Self {
        let positive = self.used.iter().filter(|(_, credits)| !credits.is_negative()).copied();
        Self { used: positive.collect(), ..Self::of_days(self.first, self.last) }
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
        assert_eq!(
            series.within(first.plus(1), first.plus(9)),
            [(first.plus(1), Credits::whole(-3))]
        );
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
            (series.first(), series.last(), series.days()),
            (first.plus(1), first.plus(4), [2, 0, 6, -1].map(Credits::whole).to_vec())
        );
        assert_eq!(series.sum(first, first.plus(3)), Credits::whole(8));
    }

    #[test]
    fn days_without_credits_take_no_room() {
        let first: Day = "1990-01-01".parse().unwrap();
        let mut series = Series::of_days(first, first.plus(40_000));
        series.add(first.plus(39_000), Credits::whole(1));
        series.add(first, Credits::whole(2));
        assert_eq!(series.used.len(), 2);
        assert_eq!((series.floored().used.len(), series.last()), (2, first.plus(40_000)));
    }
}
