//! What a line of the rate card says that something costs: a closed set of rates, and how a quantity multiplies them.

use serde::{Deserialize, Serialize};

use crate::base::Credits;
use crate::event::{Event, Unit};

use super::{Exactness, Price};

/// A rate of the closed set.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
pub enum Rate {
    /// No number is published.
    Unknown,
    /// The same for each unit (a call, an email, an image).
    Flat {
        /// Credits for one.
        each: Credits,
        /// What is counted.
        unit: Unit,
        /// Whether it is per row, whatever its quantity.
        once: bool,
    },
    /// From `low` to `high` for each unit; `typical` is counted.
    Range {
        /// The least.
        low: Credits,
        /// What is counted.
        typical: Credits,
        /// The most.
        high: Credits,
        /// What is counted.
        unit: Unit,
    },
    /// For every `each` units.
    PerUnit {
        /// Credits for one step.
        price: Credits,
        /// The unit.
        unit: Unit,
        /// Units in a step.
        each: Credits,
        /// Whether a begun step counts as a whole one.
        round_up: bool,
        /// The most for one row.
        cap: Option<Credits>,
    },
    /// A multiple of what something else costs.
    Times {
        /// How many times.
        factor: Credits,
        /// A class, or `prompt`: whatever the event would cost as a build prompt.
        of: String,
    },
}

impl Rate {
    /// What the rate's price is per; `None` where there is no unit.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Self::Flat { unit, .. } | Self::Range { unit, .. } | Self::PerUnit { unit, .. } => {
                Some(*unit)
            }
            Self::Unknown | Self::Times { .. } => None,
        }
    }

    /// The amounts of the rate, for checking.
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

    /// How many units an event counts: what the log says in the rate's unit, else 1 where a row is one of them.
    /// `None` where the log does not give what the price needs, or gives a negative number.
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

    /// The price of a quantity; `None` where it is unknown or cannot be computed exactly. A multiple is resolved by its caller.
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

/// Whether a row without a quantity is one of them.
fn is_guessable(unit: Unit) -> bool {
    !matches!(unit, Unit::Seconds | Unit::Characters)
}

impl Price {
    /// A single figure: its own range where it is exact, no range where it is only typical.
    fn known(amount: Credits, exactness: Exactness) -> Self {
        let bound = (exactness == Exactness::Exact).then_some(amount);
        Self { low: bound, typical: amount, high: bound }
    }

    /// The least that is known: `low`, else the typical price.
    pub fn least(&self) -> Credits {
        self.low.unwrap_or(self.typical)
    }

    /// The most that is known: `high`, else the typical price.
    pub fn most(&self) -> Credits {
        self.high.unwrap_or(self.typical)
    }

    /// Every part of the price so many times; `None` where that is not exact.
    pub(super) fn checked_mul(self, factor: Credits) -> Option<Self> {
        // Nearly every row is one of its kind; a product of 256-bit numbers is the dearest step of the hot loop.
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
