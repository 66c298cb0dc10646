//! Which band of its group an amount is in.

/// Limits that are compared at once.
const LANES: usize = 4;

/// The limits between the bands of groups, in 10⁻⁹ credits, ascending. Few groups have limits of their own.
#[derive(Debug)]
pub(super) struct BandLimits {
    /// Lanes of each list. Pad all lists to the same length, so that the loop count is constant and the processor need not guess it for
    /// each event.
    width: usize,
    lists: Vec<[i64; LANES]>,
}

impl Default for BandLimits {
    fn default() -> Self {
        Self { width: 1, lists: Vec::new() }
    }
}

impl BandLimits {
    /// The number of a list, new or known; `None` if there are too many.
    pub(super) fn number(&mut self, list: &[i64]) -> Option<u16> {
        if list.len() > self.width * LANES {
            self.widen(list.len().div_ceil(LANES));
        }
        let mut padded = vec![[i64::MAX; LANES]; self.width];
        padded.as_flattened_mut()[..list.len()].copy_from_slice(list);
        let known = self.lists.chunks(self.width).position(|known| known == padded);
        let number = known.unwrap_or_else(|| {
            self.lists.extend(padded);
            self.lists.len() / self.width - 1
        });
        u16::try_from(number).ok()
    }

    fn widen(&mut self, width: usize) {
        let padding = vec![[i64::MAX; LANES]; width - self.width];
        self.lists =
            self.lists.chunks(self.width).flat_map(|list| [list, &padding].concat()).collect();
        self.width = width;
    }

    /// The band of an amount: the number of limits that it exceeds, whatever its sign. `None` for a number that no list has.
    #[inline]
    pub(super) fn band_of(&self, number: u16, nanos: i64) -> Option<u32> {
        let first = usize::from(number) * self.width;
        let size = nanos.saturating_abs();
        let exceeded =
            |lanes: &[i64; LANES]| lanes.map(|most| u32::from(size > most)).iter().sum::<u32>();
        Some(self.lists.get(first..first + self.width)?.iter().map(exceeded).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_any_length() {
        let mut limits = BandLimits::default();
        assert_eq!(limits.band_of(0, 1), None);
        let numbers = [&[][..], &[5], &[], &[5, 10, 20, 30, 40], &[5]]
            .map(|list| limits.number(list).unwrap());
        assert_eq!(numbers, [0, 1, 0, 2, 1]);
        let bands = |number| {
            [-6, 0, 5, 6, 11, i64::MAX, i64::MIN]
                .map(|nanos| limits.band_of(number, nanos).unwrap())
        };
        assert_eq!(bands(0), [0; 7]);
        assert_eq!(bands(1), [1, 0, 0, 1, 1, 1, 1]);
        assert_eq!(bands(2), [1, 0, 0, 1, 2, 5, 5]);
        assert_eq!(limits.band_of(3, 0), None);
    }
}
