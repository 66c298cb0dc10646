//! What is added up for a cell on a day, and which step of a kind an amount is on.

use crate::event::Pool;

/// A cell, and what is added up for it on a day: 16 bytes, as each event looks one up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// 10⁻⁹ credits.
    pub nanos: i64,
    /// Events.
    pub events: u32,
    /// The cell.
    pub place: Place,
}

impl Step {
    /// Nothing added up yet.
    pub(crate) const fn new(place: Place) -> Self {
        Self { nanos: 0, events: 0, place }
    }
}

/// The number of a cell and what is needed of it for each event: one bit for whether the filters keep it, one for whether the card prices
/// each event beside its own amount, two for its pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place(u32);

impl Place {
    /// `None` where the number has no room.
    pub(crate) fn new(number: u32, pool: Pool, kept: bool, priced: bool) -> Option<Self> {
        let shifted = number.checked_mul(16)?;
        Some(Self(shifted | (pool as u32) << 2 | u32::from(priced) << 1 | u32::from(kept)))
    }

    /// The number of the cell.
    pub(crate) const fn number(self) -> u32 {
        self.0 >> 4
    }

    /// Its pool.
    #[inline]
    pub(crate) const fn pool(self) -> Pool {
        match self.0 >> 2 & 3 {
            0 => Pool::Message,
            1 => Pool::Integration,
            _ => Pool::Unassigned,
        }
    }

    /// Whether the filters keep it.
    #[inline]
    pub(crate) const fn is_kept(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether the card prices each event, beside its own amount.
    #[inline]
    pub(crate) const fn is_priced(self) -> bool {
        self.0 & 2 != 0
    }
}

/// Amounts that are compared at once.
const GROUP: usize = 4;

/// The amounts between the steps of kinds, in 10⁻⁹ credits, ascending. Few kinds have some of their own.
#[derive(Debug)]
pub(crate) struct Bounds {
    /// Groups of each list. All lists are as long as the longest one, so that it need not be guessed for each event how long one is.
    width: usize,
    lists: Vec<[i64; GROUP]>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { width: 1, lists: Vec::new() }
    }
}

impl Bounds {
    /// The number of a list; `None` where there are too many.
    pub(crate) fn number(&mut self, list: &[i64]) -> Option<u16> {
        if list.len() > self.width * GROUP {
            self.widen(list.len().div_ceil(GROUP));
        }
        let mut groups = vec![[i64::MAX; GROUP]; self.width];
        groups.as_flattened_mut()[..list.len()].copy_from_slice(list);
        let known = self.lists.chunks(self.width).position(|known| known == groups);
        let number = known.unwrap_or_else(|| {
            self.lists.extend(groups);
            self.lists.len() / self.width - 1
        });
        u16::try_from(number).ok()
    }

    fn widen(&mut self, width: usize) {
        let padding = vec![[i64::MAX; GROUP]; width - self.width];
        self.lists =
            self.lists.chunks(self.width).flat_map(|list| [list, &padding].concat()).collect();
        self.width = width;
    }

    /// How many bounds of a list an amount is above; `None` for a number that no list has.
    #[inline]
    pub(crate) fn below(&self, number: u16, nanos: i64) -> Option<u32> {
        let first = usize::from(number) * self.width;
        let size = nanos.saturating_abs();
        let below =
            |group: &[i64; GROUP]| group.map(|most| u32::from(size > most)).iter().sum::<u32>();
        Some(self.lists.get(first..first + self.width)?.iter().map(below).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for pool in Pool::ALL {
            for (kept, priced) in [(false, false), (false, true), (true, false), (true, true)] {
                let place = Place::new((1 << 28) - 1, pool, kept, priced).unwrap();
                assert_eq!((place.number(), place.pool()), ((1 << 28) - 1, pool));
                assert_eq!((place.is_kept(), place.is_priced()), (kept, priced));
            }
        }
        assert_eq!(Place::new(1 << 28, Pool::Message, true, true), None);
    }

    #[test]
    fn bounds_of_any_length() {
        let mut bounds = Bounds::default();
        assert_eq!(bounds.below(0, 1), None);
        let numbers = [&[][..], &[5], &[], &[5, 10, 20, 30, 40], &[5]]
            .map(|list| bounds.number(list).unwrap());
        assert_eq!(numbers, [0, 1, 0, 2, 1]);
        let below = |number| {
            [-6, 0, 5, 6, 11, i64::MAX, i64::MIN].map(|nanos| bounds.below(number, nanos).unwrap())
        };
        assert_eq!(below(0), [0; 7]);
        assert_eq!(below(1), [1, 0, 0, 1, 1, 1, 1]);
        assert_eq!(below(2), [1, 0, 0, 1, 2, 5, 5]);
        assert_eq!(bounds.below(3, 0), None);
    }
}
