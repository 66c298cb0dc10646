//! Prices: a closed set of rates, and how a quantity multiplies them.

use serde::{Deserialize, Serialize};

use crate::base::Credits;
use crate::event::{Event, Unit};

/// How firm a price is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exactness {
    /// The published price.
    Exact,
    /// A typical price or a range.
    Estimate,
    /// No number is known.
    Unknown,
}

impl Exactness {
    /// `exact`, `estimate` or `unknown`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimate => "estimate",
            Self::Unknown => "unknown",
        }
    }
}

/// The card's price of an event. `low` and `high` are `None` if the card gives a typical price without a range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Price {
    /// The lowest price.
    pub low: Option<Credits>,
    /// The price that counts.
    pub typical: Credits,
    /// The highest price.
    pub high: Option<Credits>,
}

/// How a class is priced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rate {
    /// No number is published.
    Unknown,
    /// The same for each unit (a call, an email, an image).
    Flat {
        /// Credits for one unit.
        each: Credits,
        /// The unit.
        unit: Unit,
        /// Charged once for a row, whatever its quantity.
        once: bool,
    },
    /// From `low` to `high` for each unit; `typical` counts.
    Range {
        /// The lowest price.
        low: Credits,
        /// The price that counts.
        typical: Credits,
        /// The highest price.
        high: Credits,
        /// The unit.
        unit: Unit,
    },
    /// A price for every `each` units.
    PerUnit {
        /// Credits for `each` units.
        price: Credits,
        /// The unit.
        unit: Unit,
        /// Units per step.
        each: Credits,
        /// A started step costs as much as a whole one.
        round_up: bool,
        /// The highest price of one row.
        cap: Option<Credits>,
    },
    /// A multiple of another price.
    Times {
        /// The multiplier.
        factor: Credits,
        /// A class, or `prompt` for the price that the event would have as a build prompt.
        of: String,
    },
}

impl Rate {
    /// The unit of the price; `None` if it has none.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Self::Flat { unit, .. } | Self::Range { unit, .. } | Self::PerUnit { unit, .. } => {
                Some(*unit)
            }
            Self::Unknown | Self::Times { .. } => None,
        }
    }

    /// All amounts of the rate, for checking.
    pub(super) fn amounts(&self) -> Vec<Credits> {
        match self {
            Self::Unknown => Vec::new(),
            Self::Flat { each, .. } => vec![*each],
            Self::Range { low, typical, high, .. } => vec![*low, *typical, *high],
            Self::PerUnit { price, each, cap, .. } => {
                [*price, *each].into_iter().chain(*cap).collect()
            }
            Self::Times { factor, .. } => vec![*factor],
        }
    }

    /// The number of units in an event: the log's quantity in the rate's unit, else 1 if a row can stand for one unit.
    /// `None` if the log lacks the quantity that the price needs, or if the quantity is negative.
    pub(super) fn quantity(&self, event: &Event) -> Option<Credits> {
        let one = Credits::whole(1);
        let unit = match self {
            Self::Unknown => return None,
            Self::Times { .. } | Self::Flat { once: true, .. } => return Some(one),
            Self::Flat { unit, .. } | Self::Range { unit, .. } | Self::PerUnit { unit, .. } => {
                *unit
            }
        };
        let logged = event.quantity(unit);
        let quantity = if is_guessable(unit) { logged.unwrap_or(one) } else { logged? };
        (!quantity.is_negative()).then_some(quantity)
    }

    /// The price of a quantity; `None` if it is unknown or not exact in 28 decimal places. The caller resolves a multiple.
    pub(super) fn price(&self, exactness: Exactness, quantity: Credits) -> Option<Price> {
        match self {
            Self::Unknown | Self::Times { .. } => None,
            Self::Flat { each, .. } => Price::known(*each, exactness).checked_mul(quantity),
            Self::Range { low, typical, high, .. } => {
                Price { low: Some(*low), typical: *typical, high: Some(*high) }
                    .checked_mul(quantity)
            }
            Self::PerUnit { price, each, round_up, cap, .. } => {
                let total = if *round_up {
                    price.checked_mul(Credits::whole(quantity.ceil_div(*each)?))?
                } else {
                    let whole = price.checked_mul(quantity)?;
                    let share = whole.divide(*each, crate::base::credits::SCALE)?;
                    (share.checked_mul(*each) == Some(whole)).then_some(share)?
                };
                Some(Price::known(cap.map_or(total, |cap| total.min(cap)), exactness))
            }
        }
    }
}

/// True if a row without a quantity stands for one unit.
fn is_guessable(unit: Unit) -> bool {
    !matches!(unit, Unit::Seconds | Unit::Characters)
}

impl Price {
    /// A single figure: an exact one is its own range, a typical one has no range.
    fn known(amount: Credits, exactness: Exactness) -> Self {
        let bound = (exactness == Exactness::Exact).then_some(amount);
        Self { low: bound, typical: amount, high: bound }
    }

    /// The lowest known price: `low`, else the typical price.
    pub fn least(&self) -> Credits {
        self.low.unwrap_or(self.typical)
    }

    /// The highest known price: `high`, else the typical price.
    pub fn most(&self) -> Credits {
        self.high.unwrap_or(self.typical)
    }

    /// Multiplies every part of the price; `None` if a product is not exact.
    pub(super) fn checked_mul(self, factor: Credits) -> Option<Self> {
        // Nearly every row has quantity 1, and a 256-bit product is the slowest step of the hot loop.
        if factor == Credits::whole(1) {
            return Some(self);
        }
        let times = |amount: Option<Credits>| match amount {
            Some(amount) => amount.checked_mul(factor).map(Some),
            None => Some(None),
        };
        Some(Self {
            low: times(self.low)?,
            typical: self.typical.checked_mul(factor)?,
            high: times(self.high)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    #[test]
    fn speech_is_rounded_up_and_capped() {
        let rate = Rate::PerUnit {
            price: c("1"),
            unit: Unit::Characters,
            each: c("50"),
            round_up: true,
            cap: Some(c("100")),
        };
        for (characters, credits) in [
            ("0", "0"),
            ("1", "1"),
            ("50", "1"),
            ("51", "2"),
            ("5000", "100"),
            ("5001", "100"),
            ("90000", "100"),
        ] {
            assert_eq!(
                rate.price(Exactness::Exact, c(characters)).unwrap().typical,
                c(credits),
                "{characters}"
            );
        }
    }

    #[test]
    fn a_share_of_a_step_is_exact_or_nothing() {
        let rate = |each: &str| Rate::PerUnit {
            price: c("1"),
            unit: Unit::Seconds,
            each: c(each),
            round_up: false,
            cap: None,
        };
        assert_eq!(rate("4").price(Exactness::Exact, c("1")).unwrap().typical, c("0.25"));
        assert_eq!(rate("3").price(Exactness::Exact, c("1")), None);
    }

    #[test]
    fn a_product_with_too_many_digits_is_no_price() {
        let rate = Rate::Flat { each: c("0.000000000000001"), unit: Unit::Calls, once: false };
        assert_eq!(rate.price(Exactness::Exact, c("0.000000000000001")), None);
    }
}
