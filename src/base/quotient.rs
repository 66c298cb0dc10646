//! A quotient of amounts: exact verdicts are taken before it is made, so it may round.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Credits;

/// A rounded number with exactly `PLACES` digits after the point, half to even. Serialized as a string: `"0.650000"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Quotient<const PLACES: u32>(Credits);

/// Shares (0–1), baselines, averages and totals: six places.
pub(crate) type Six = Quotient<6>;

impl<const PLACES: u32> Quotient<PLACES> {
    /// `part / whole`, rounded; `None` when `whole` is zero.
    pub fn of(part: Credits, whole: Credits) -> Option<Self> {
        part.divide(whole, PLACES).map(Self)
    }

    /// An exact amount, rounded.
    pub fn rounded(value: Credits) -> Self {
        Self(value.round(PLACES))
    }

    /// A statistic, rounded to nearest; `None` unless it is finite.
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
        let third = Six::of(Credits::whole(1), Credits::whole(3)).unwrap();
        assert_eq!(third.to_string(), "0.333333");
        assert_eq!(Quotient::<2>::from_f64(0.945).unwrap().to_string(), "0.94");
        assert_eq!(Six::of(Credits::whole(1), Credits::ZERO), None);
        assert_eq!(Six::from_f64(f64::NAN), None);
    }
}
