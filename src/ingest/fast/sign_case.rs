//! How a row is counted, by its names and the sign of its amount. It is read once per row, so it is packed into four bytes.

use crate::ingest::columns::signs::SignVote;

/// How rows with the same names and the same sign of their amount are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignCase {
    /// Not decided yet.
    New,
    /// The reference reader reads each row.
    Unusual,
    /// The row is ignored, for the reason with this number.
    Ignored(u32),
    /// The row is an event.
    Counted {
        /// The number of the event's group in the memo.
        group: u32,
        /// Whether the event's amount has the opposite sign of the cell's.
        negated: bool,
        /// The row's vote on which sign means spend.
        vote: SignVote,
    },
}

/// A packed [`SignCase`]: two bits for the variant, two for the vote, one for `negated`, and 27 for the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PackedCase(u32);

const NUMBER: u32 = (1 << 27) - 1;
const NEGATED: u32 = 1 << 27;
const VOTE: u32 = 28;
const VARIANT: u32 = 30;

impl PackedCase {
    /// `SignCase::New`, packed.
    pub(crate) const NEW: Self = Self(0);

    #[inline]
    pub(crate) const fn case(self) -> SignCase {
        let number = self.0 & NUMBER;
        match self.0 >> VARIANT {
            0 => SignCase::New,
            1 => SignCase::Unusual,
            2 => SignCase::Ignored(number),
            _ => SignCase::Counted {
                group: number,
                negated: self.0 & NEGATED != 0,
                vote: match self.0 >> VOTE & 3 {
                    0 => SignVote::None,
                    1 => SignVote::Any,
                    2 => SignVote::Spend,
                    _ => SignVote::PaidSpend,
                },
            },
        }
    }
}

impl From<SignCase> for PackedCase {
    /// Packs a case. If its number does not fit, the reference reader reads the rows.
    fn from(case: SignCase) -> Self {
        match case {
            SignCase::Ignored(number) if number <= NUMBER => Self(2 << VARIANT | number),
            SignCase::Counted { group, negated, vote } if group <= NUMBER => Self(
                3 << VARIANT | (vote as u32) << VOTE | if negated { NEGATED } else { 0 } | group,
            ),
            SignCase::New => Self::NEW,
            SignCase::Unusual | SignCase::Ignored(_) | SignCase::Counted { .. } => {
                Self(1 << VARIANT)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacking_reverses_packing() {
        let votes = [SignVote::None, SignVote::Any, SignVote::Spend, SignVote::PaidSpend];
        let counted = votes.into_iter().flat_map(|vote| {
            [(0, true), (7, false), (NUMBER, true)].map(|(group, negated)| SignCase::Counted {
                group,
                negated,
                vote,
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
        let beyond = SignCase::Counted { group: NUMBER + 1, negated: false, vote: SignVote::Any };
        assert_eq!(PackedCase::from(beyond).case(), SignCase::Unusual);
    }
}
