//! How a row is counted, by its names and the sign of its amount, packed into four bytes because it is read once per row.

use crate::ingest::columns::signs::SignVote;

/// How rows with the same names and the same sign of their amount are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignCase {
    /// Not known yet.
    New,
    /// The reference reader decides about each row.
    Unusual,
    /// Not usage; the number of the reason.
    Ignored(u32),
    /// As an event.
    Counted {
        /// The number of what their events have in common.
        kind: u32,
        /// Whether the amount changes its sign.
        negated: bool,
        /// What the row says about the meaning of signs.
        weight: SignVote,
    },
}

/// A [`SignCase`], packed: two bits for the variant, two for the weight, one for the sign, and the rest for the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PackedCase(u32);

const NUMBER: u32 = (1 << 27) - 1;
const NEGATED: u32 = 1 << 27;
const WEIGHT: u32 = 28;
const SORT: u32 = 30;

impl PackedCase {
    /// Not known yet.
    pub(crate) const NEW: Self = Self(0);

    /// Unpacks it.
    #[inline]
    pub(crate) const fn case(self) -> SignCase {
        let number = self.0 & NUMBER;
        match self.0 >> SORT {
            0 => SignCase::New,
            1 => SignCase::Unusual,
            2 => SignCase::Ignored(number),
            _ => SignCase::Counted {
                kind: number,
                negated: self.0 & NEGATED != 0,
                weight: match self.0 >> WEIGHT & 3 {
                    0 => SignVote::None,
                    1 => SignVote::Any,
                    _ => SignVote::Spend,
                },
            },
        }
    }
}

impl From<SignCase> for PackedCase {
    /// A number that does not fit leaves the row to the reference reader, which is always right.
    fn from(case: SignCase) -> Self {
        match case {
            SignCase::Ignored(number) if number <= NUMBER => Self(2 << SORT | number),
            SignCase::Counted { kind, negated, weight } if kind <= NUMBER => Self(
                3 << SORT | (weight as u32) << WEIGHT | if negated { NEGATED } else { 0 } | kind,
            ),
            SignCase::New => Self::NEW,
            SignCase::Unusual | SignCase::Ignored(_) | SignCase::Counted { .. } => Self(1 << SORT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out() {
        let weights = [SignVote::None, SignVote::Any, SignVote::Spend];
        let counted = weights.into_iter().flat_map(|weight| {
            [(0, true), (7, false), (NUMBER, true)].map(|(kind, negated)| SignCase::Counted {
                kind,
                negated,
                weight,
            })
        });
        for case in counted.chain([
            SignCase::New,
            SignCase::Unusual,
            SignCase::Ignored(0),
            SignCase::Ignored(NUMBER),
        ]) {
            assert_eq!(PackedCase::from(case).case(), case);
        }
        let beyond = SignCase::Counted { kind: NUMBER + 1, negated: false, weight: SignVote::Any };
        assert_eq!(PackedCase::from(beyond).case(), SignCase::Unusual);
    }
}
