//! A rounded quotient of amounts. Comparisons that decide something use the exact amounts, before the quotient is rounded.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::credits::Credits;

/// A number rounded half to even to `PLACES` digits after the point. Serialized as a string: `"0.650000"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Quotient<const PLACES: u32>(Credits);

/// A share (0–1), baseline, average or total, to six places.
pub(crate) type Ratio6 = Quotient<6>;

impl<const PLACES: u32> Quotient<PLACES> {
    /// `part / whole`, rounded; `None` if `whole` is zero.
    pub fn of(part: Credits, whole: Credits) -> Option<Self> {
        part.divide(whole, PLACES).map(Self)
    }

    /// An exact amount, rounded.
    pub fn rounded(value: Credits) -> Self {
        Self(value.round(PLACES))
    }

    /// A statistic, rounded to the nearest; `None` unless it is finite.
    pub fn from_f64(value: f64) -> Option<Self> {
        value
            .is_finite()
            .then(|| format!("{value:.places$}", places = PLACES as usize).parse().map(Self).ok())
            .flatten()
    }

    /// The rounded value as an exact amount.
    pub fn value(self) -> Credits {
        self.0
    }
}

impl<const PLACES: u32> fmt::Display for Quotient<PLACES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_fixed(PLACES))
    }
}

impl<const PLACES: u32> Serialize for Quotient<PLACES> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const PLACES: u32> Deserialize<'de> for Quotient<PLACES> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Credits::deserialize(deserializer).map(Self::rounded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_its_places_through_text() {
        let third = Ratio6::of(Credits::whole(1), Credits::whole(3)).unwrap();
        assert_eq!(third.to_string(), "0.333333");
        assert_eq!(Quotient::<2>::from_f64(0.945).unwrap().to_string(), "0.94");
        assert_eq!(Ratio6::of(Credits::whole(1), Credits::ZERO), None);
        assert_eq!(Ratio6::from_f64(f64::NAN), None);
    }
}
