//! The sums of a day in a few bytes each, as there are many of them: a log of years has a sum for each day and each of thousands of cells.
//!
//! Each is two or three numbers: its events, with two bits that say how the rest is written; then, unless its cell comes right after the
//! cell before, how many lie in between; then its amount, in tenths of a credit where it is a number of these, as nearly all are. A number
//! is in as many bytes as it needs, seven bits in each.

use super::cell::Sum;

/// The sums of a day, in the order of their cells. Where a sum would be too large, the same cell has another one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed {
    bytes: Box<[u8]>,
    /// How many sums there are.
    count: usize,
}

/// The number of a cell, and its sum.
pub(crate) type Placed = (u32, Sum);

/// A tenth of a credit.
const TENTH: i64 = 100_000_000;

/// Of a sum's first number: whether its cell does not come right after the cell before.
const APART: u64 = 1;

/// Of a sum's first number: whether its amount is in 10⁻⁹ credits.
const FINE: u64 = 2;

impl Packed {
    /// How many sums there are.
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    /// Every sum.
    #[inline]
    pub(crate) fn iter(&self) -> Sums<'_> {
        Sums { bytes: &self.bytes, next: 0 }
    }

    /// Adds sums that are in the order of their cells. `room` is where they are put together; it is left as it comes.
    pub(crate) fn add(&mut self, more: impl Iterator<Item = Placed>, room: &mut Vec<u8>) {
        room.clear();
        let mut packer = Packer { bytes: room, next: 0, count: 0 };
        let (mut known, mut more) = (self.iter().peekable(), more.peekable());
        let mut next = || match (known.peek(), more.peek()) {
            (Some((one, _)), Some((other, _))) if one > other => more.next(),
            (Some(_), _) => known.next(),
            (None, _) => more.next(),
        };
        let Some(mut last) = next() else { return };
        while let Some(placed) = next() {
            if !take(&mut last, placed) {
                packer.push(std::mem::replace(&mut last, placed));
            }
        }
        packer.push(last);
        *self = Self { count: packer.count, bytes: room.as_slice().into() };
    }
}

/// Adds to a sum, where the other is of the same cell and there is room.
fn take((place, sum): &mut Placed, (of, more): Placed) -> bool {
    let added = (sum.events.checked_add(more.events), sum.nanos.checked_add(more.nanos));
    let (true, (Some(events), Some(nanos))) = (*place == of, added) else { return false };
    *sum = Sum { events, nanos };
    true
}

/// Packs sums one after the other.
struct Packer<'a> {
    bytes: &'a mut Vec<u8>,
    /// The cell after the last one.
    next: u32,
    count: usize,
}

impl Packer<'_> {
    fn push(&mut self, (place, sum): Placed) {
        // Of a cell that comes twice, all numbers but one are in between.
        let between = place.wrapping_sub(self.next);
        let (apart, fine) = (between != 0, sum.nanos % TENTH != 0);
        let bits = if apart { APART } else { 0 } | if fine { FINE } else { 0 };
        self.number(u64::from(sum.events) << 2 | bits);
        if apart {
            self.number(between.into());
        }
        let amount = if fine { sum.nanos } else { sum.nanos / TENTH };
        // The sign goes last, so that a small amount is a small number on either side of zero.
        self.number((amount << 1 ^ amount >> 63).cast_unsigned());
        self.next = place.wrapping_add(1);
        self.count += 1;
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }
}

/// The sums of a day, one after the other.
#[derive(Clone)]
pub(crate) struct Sums<'a> {
    bytes: &'a [u8],
    /// The cell after the last one.
    next: u32,
}

impl Sums<'_> {
    #[inline]
    fn number(&mut self) -> Option<u64> {
        // Nearly all numbers have one or two bytes.
        let (number, rest) = match self.bytes {
            [one, rest @ ..] if *one < 0x80 => ((*one).into(), rest),
            [one, two, rest @ ..] if *two < 0x80 => {
                (u64::from(one & 0x7f) | u64::from(*two) << 7, rest)
            }
            bytes => long_number(bytes)?,
        };
        self.bytes = rest;
        Some(number)
    }
}

/// A number of any length, and what is after it.
fn long_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let last = bytes.iter().position(|byte| *byte < 0x80)?;
    let (number, rest) = bytes.split_at(last + 1);
    Some((number.iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f)), rest))
}

impl Iterator for Sums<'_> {
    type Item = Placed;

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "both were as small when they were packed")]
    fn next(&mut self) -> Option<Placed> {
        let first = self.number()?;
        let between = if first & APART == 0 { 0 } else { self.number()? as u32 };
        let amount = self.number()?;
        let amount = (amount >> 1).cast_signed() ^ -(amount & 1).cast_signed();
        let nanos = if first & FINE == 0 { amount * TENTH } else { amount };
        let place = self.next.wrapping_add(between);
        self.next = place.wrapping_add(1);
        Some((place, Sum { events: (first >> 2) as u32, nanos }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(place: u32, events: u32, nanos: i64) -> Placed {
        (place, Sum { events, nanos })
    }

    #[test]
    fn a_sum_takes_a_few_bytes() {
        let mut packed = Packed::default();
        packed.add(
            [sum(3, 1, 500_000_000), sum(4, 100, 2_000_000_000), sum(5, 2, 0)].into_iter(),
            &mut Vec::new(),
        );
        assert_eq!(packed.len(), 3);
        // Events four times, whatever lies in between, and the amounts in tenths, twice.
        assert_eq!(*packed.bytes, [5, 3, 10, 0x90, 3, 40, 8, 0]);
        packed.add([sum(4, 1, -2_000_000_001), sum(600, 3, -1)].into_iter(), &mut Vec::new());
        assert_eq!(packed.len(), 4);
        let wanted = [sum(3, 1, 500_000_000), sum(4, 101, -1), sum(5, 2, 0), sum(600, 3, -1)];
        assert_eq!(packed.iter().collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn what_has_no_room_is_another_sum() {
        let mut packed = Packed::default();
        packed.add([sum(2, 1, 1), sum(3, 1, i64::MAX)].into_iter(), &mut Vec::new());
        packed.add(
            [sum(3, u32::MAX, i64::MIN), sum(3, 1, i64::MAX), sum(4, 1, 1)].into_iter(),
            &mut Vec::new(),
        );
        let found: Vec<_> = packed.iter().collect();
        let of_3 = || found.iter().filter(|(place, _)| *place == 3).map(|(_, sum)| sum);
        assert_eq!(of_3().map(|sum| u64::from(sum.events)).sum::<u64>(), 2 + u64::from(u32::MAX));
        assert_eq!(of_3().map(|sum| i128::from(sum.nanos)).sum::<i128>(), i128::from(i64::MAX) - 1);
        assert!(found.is_sorted_by_key(|(place, _)| *place));
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out(
            mut sums in prop::collection::btree_map(prop_oneof![0..900_u32, any::<u32>()], (prop_oneof![0..99_u32, any::<u32>()], prop_oneof![-99..99_i64, any::<i64>()]), 0..200),
            zeros in 0..18_u32,
        ) {
            for (_, nanos) in sums.values_mut() {
                *nanos -= *nanos % 10_i64.pow(zeros);
            }
            let sums: Vec<_> = sums.into_iter().map(|(place, (events, nanos))| sum(place, events, nanos)).collect();
            let mut packed = Packed::default();
            packed.add(sums.iter().copied(), &mut Vec::new());
            prop_assert_eq!(packed.len(), sums.len());
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), sums);
        }
    }
}
