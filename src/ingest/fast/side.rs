//! How rows of a shape count, in four bytes: it is looked up for each row.

use crate::ingest::columns::signs::SignVote;

/// How rows count that have their named cells and the sign of their amount in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// Not found out yet.
    New,
    /// To be read in full.
    Odd,
    /// Not usage, for a reason of that number.
    Ignored(u32),
    /// As an event of that kind.
    Counted {
        /// The number of the kind.
        kind: u32,
        /// Whether its amount changes its sign.
        negated: bool,
        /// What it says about the meaning of signs.
        weight: SignVote,
    },
}

/// A [`Side`], packed: two bits for its sort; two for the weight, one for the sign and the rest for the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Packed(u32);

const NUMBER: u32 = (1 << 27) - 1;
const NEGATED: u32 = 1 << 27;
const WEIGHT: u32 = 28;
const SORT: u32 = 30;

impl Packed {
    /// Not found out yet.
    pub(crate) const NEW: Self = Self(0);

    /// The same, to be looked at.
    #[inline]
    pub(crate) const fn side(self) -> Side {
        let number = self.0 & NUMBER;
        match self.0 >> SORT {
            0 => Side::New,
            1 => Side::Odd,
            2 => Side::Ignored(number),
            _ => Side::Counted {
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

impl From<Side> for Packed {
    /// A number that has no room makes a row odd, which is always right.
    fn from(side: Side) -> Self {
        match side {
            Side::Ignored(number) if number <= NUMBER => Self(2 << SORT | number),
            Side::Counted { kind, negated, weight } if kind <= NUMBER => Self(
                3 << SORT | (weight as u32) << WEIGHT | if negated { NEGATED } else { 0 } | kind,
            ),
            Side::New => Self::NEW,
            Side::Odd | Side::Ignored(_) | Side::Counted { .. } => Self(1 << SORT),
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
            [(0, true), (7, false), (NUMBER, true)].map(|(kind, negated)| Side::Counted {
                kind,
                negated,
                weight,
            })
        });
        for side in counted.chain([Side::New, Side::Odd, Side::Ignored(0), Side::Ignored(NUMBER)]) {
            assert_eq!(Packed::from(side).side(), side);
        }
        let beyond = Side::Counted { kind: NUMBER + 1, negated: false, weight: SignVote::Any };
        assert_eq!(Packed::from(beyond).side(), Side::Odd);
    }
}
