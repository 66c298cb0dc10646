//! How many calls an hour, or a day, usually has.

use std::collections::BTreeMap;

/// A distribution: how many hours had how many calls.
#[derive(Default)]
pub(crate) struct Hours {
    by_calls: BTreeMap<usize, usize>,
    pub(crate) hours: usize,
}

impl Hours {
    pub(crate) fn of(hours: impl IntoIterator<Item = usize>) -> Self {
        let mut all = Self::default();
        for calls in hours {
            all.add(calls);
        }
        all
    }

    fn add(&mut self, calls: usize) {
        *self.by_calls.entry(calls).or_default() += 1;
        self.hours += 1;
    }

    /// The distribution without the hours of one caller.
    pub(crate) fn without(&self, part: &Self) -> Self {
        let rest = |(calls, n): (&usize, &usize)| {
            (*calls, n - part.by_calls.get(calls).copied().unwrap_or(0))
        };
        Self { by_calls: self.by_calls.iter().map(rest).collect(), hours: self.hours - part.hours }
    }

    /// The smallest number of calls that at least `percent` of the hours do not exceed; 0 without hours.
    pub(crate) fn quantile(&self, percent: usize) -> usize {
        let rank = (percent * self.hours).div_ceil(100).max(1);
        let mut seen = 0;
        let mut reached = |n: &usize| {
            seen += n;
            seen >= rank
        };
        self.by_calls.iter().find(|(_, n)| reached(n)).map_or(0, |(calls, _)| *calls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numbers_of_the_list() {
        let of = |list: &[usize]| {
            let mut hours = Hours::default();
            for calls in list {
                hours.add(*calls);
            }
            hours
        };
        assert_eq!(of(&[3, 1, 2]).quantile(50), 2);
        assert_eq!(of(&[1; 19]).quantile(95), 1);
        assert_eq!(of(&[4, 1, 1, 1]).quantile(95), 4);
        assert_eq!(of(&[]).quantile(95), 0);
        assert_eq!(of(&[4, 4, 9]).without(&of(&[9, 4])).quantile(95), 4);
    }
}
