//! Shares and their limits.

use crate::base::Credits;

/// Whether `part` is more than so many percent of `whole`, exactly.
pub(super) fn exceeds(part: u64, whole: u64, percent: Credits) -> bool {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Credits::whole(number(part)).times(100) > percent.times(number(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_in_a_hundred_is_not_more_than_one_percent() {
        let one = Credits::whole(1);
        assert!(!exceeds(1, 100, one));
        assert!(exceeds(1, 99, one));
        assert!(!exceeds(0, 0, one));
        assert!(exceeds(1, 1_000_000, Credits::ZERO));
    }
}
