//! Splits the change of a pool's credits into volume, mix and rate.
//!
//! Each class of call that cost anything in one of the two windows has n events whose credits are
//! known, and c credits. With N = Σn, the share s = n/N, the rate r = c/n and a bar for the mean of both
//! windows,
//!
//! ```text
//! volume = ΔN · mean(s·r)      mix = N̄ · Δs · r̄      rate = N̄ · s̄ · Δr
//! ```
//!
//! The three sum to Δc of each class, since Δ(N·x) = ΔN·x̄ + N̄·Δx and Δ(s·r) = Δs·r̄ + s̄·Δr. Every weight
//! is a mean of both windows, so exchanging the windows only changes the signs. A class that only one
//! window has is taken at the rate of that window, so it is mix, never rate. If one window has no calls
//! at all, the whole change is volume.

use serde::{Deserialize, Serialize};

use crate::base::Credits;

/// Decimals of an effect. The largest effect also takes what a change has beyond them.
const PLACES: u32 = 6;

/// Decimals with which the terms of an effect are computed.
const WORKING: u32 = 12;

/// A change, split into three effects that sum to it exactly. Exchanging the windows negates each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Effects {
    /// More or fewer calls.
    pub volume: Credits,
    /// Dearer or cheaper kinds of call than before.
    pub mix: Credits,
    /// More or fewer credits for the same kind of call.
    pub rate: Credits,
}

impl Effects {
    /// Returns the whole change.
    pub fn sum(&self) -> Credits {
        self.volume + self.mix + self.rate
    }

    /// Adds other effects.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            volume: self.volume + other.volume,
            mix: self.mix + other.mix,
            rate: self.rate + other.rate,
        }
    }

    /// Rounds the terms so that they sum to `change`. The largest takes the remainder; after an exchange of
    /// the windows it is the same one.
    fn summing_to(self, change: Credits) -> Self {
        let mut rounded = [self.volume, self.mix, self.rate].map(|effect| effect.round(PLACES));
        let left = change - rounded.iter().sum::<Credits>();
        let mut largest = 0;
        for i in 1..rounded.len() {
            if rounded[i].abs() > rounded[largest].abs() {
                largest = i;
            }
        }
        rounded[largest] += left;
        let [volume, mix, rate] = rounded;
        Self { volume, mix, rate }
    }
}

/// The total of a kind of call in one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct KindTotal {
    /// Events whose credits are known.
    pub events: u64,
    /// Their credits, net.
    pub credits: Credits,
}

/// Returns the effects of each kind of call (before, after), in the given order. Kinds that cost nothing
/// in both windows have none. Returns `None` if the numbers are too large to be split exactly.
pub(crate) fn split(kinds: &[(KindTotal, KindTotal)]) -> Option<Vec<Effects>> {
    let costs = |(before, after): &&(KindTotal, KindTotal)| {
        !before.credits.is_zero() || !after.credits.is_zero()
    };
    let total = |of: fn(&(KindTotal, KindTotal)) -> KindTotal| {
        kinds.iter().filter(costs).map(|kind| i128::from(of(kind).events)).sum::<i128>()
    };
    let (all_before, all_after) = (total(|k| k.0), total(|k| k.1));
    kinds
        .iter()
        .map(|kind| {
            let change = kind.1.credits - kind.0.credits;
            let effects =
                if costs(&kind) { terms(kind, all_before, all_after)? } else { Effects::default() };
            Some(effects.summing_to(change))
        })
        .collect()
}

/// Returns the part of a pool's volume effect that comes from the different lengths of the windows. N is
/// days × calls a day, so ΔN = Δdays · mean(calls a day) + …; this is the first term at the mean credits
/// per call. Returns `None` if a window has no day or the numbers are too large.
pub(crate) fn from_days(kinds: &[(KindTotal, KindTotal)], days: (i64, i64)) -> Option<Credits> {
    let costs = |(before, after): &&(KindTotal, KindTotal)| {
        !before.credits.is_zero() || !after.credits.is_zero()
    };
    let sum =
        |of: fn(&(KindTotal, KindTotal)) -> KindTotal| {
            kinds.iter().filter(costs).map(of).fold((0_i128, Credits::ZERO), |(n, c), p| {
                (n + i128::from(p.events), c + p.credits)
            })
        };
    let ((n0, c0), (n1, c1)) = (sum(|k| k.0), sum(|k| k.1));
    let (d0, d1) = (i128::from(days.0), i128::from(days.1));
    if d0 <= 0 || d1 <= 0 {
        return None;
    }
    let product = |factors: &[i128]| factors.iter().try_fold(1_i128, |all, f| all.checked_mul(*f));
    // Δd · mean(n/d), over 2·d0·d1.
    let calls = product(&[d1 - d0, product(&[n0, d1])?.checked_add(product(&[n1, d0])?)?])?;
    let term = |credits: Credits, n: i128, halves: i128| {
        credits.scaled(calls, product(&[2, d0, d1, n, halves])?, WORKING)
    };
    let effect = match (n0, n1) {
        (0, 0) => Credits::ZERO,
        (0, _) => term(c1, n1, 1)?,
        (_, 0) => term(c0, n0, 1)?,
        _ => term(c0, n0, 2)? + term(c1, n1, 2)?,
    };
    Some(effect.round(PLACES))
}

fn terms(kind: &(KindTotal, KindTotal), all_before: i128, all_after: i128) -> Option<Effects> {
    let (before, after) = kind;
    let (n0, n1) = (i128::from(before.events), i128::from(after.events));
    let (c0, c1) = (before.credits, after.credits);
    let (big0, big1) = (all_before, all_after);
    if big0 == 0 || big1 == 0 {
        return Some(Effects { volume: c1 - c0, ..Effects::default() });
    }
    let product = |factors: &[i128]| factors.iter().try_fold(1_i128, |all, f| all.checked_mul(*f));
    let both = big0.checked_add(big1)?;
    let volume = c0.scaled(big1 - big0, product(&[2, big0])?, WORKING)?
        + c1.scaled(big1 - big0, product(&[2, big1])?, WORKING)?;
    if n0 == 0 || n1 == 0 {
        let mix = c1.scaled(both, product(&[2, big1])?, WORKING)?
            - c0.scaled(both, product(&[2, big0])?, WORKING)?;
        return Some(Effects { volume, mix, rate: Credits::ZERO });
    }
    let (cross0, cross1) = (product(&[n0, big1])?, product(&[n1, big0])?);
    let whole = product(&[4, big0, big1])?;
    let share_change = product(&[both, cross1 - cross0])?;
    let share_mean = product(&[both, cross1.checked_add(cross0)?])?;
    let at = |credits: Credits, factor: i128, n: i128| {
        credits.scaled(factor, product(&[whole, n])?, WORKING)
    };
    let mix = at(c0, share_change, n0)? + at(c1, share_change, n1)?;
    let rate = at(c1, share_mean, n1)? - at(c0, share_mean, n0)?;
    Some(Effects { volume, mix, rate })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    fn part(events: u64, credits: &str) -> KindTotal {
        KindTotal { events, credits: c(credits) }
    }

    fn all(kinds: &[(KindTotal, KindTotal)]) -> Effects {
        split(kinds).unwrap().into_iter().fold(Effects::default(), Effects::plus)
    }

    #[test]
    fn twice_the_calls_is_volume_alone() {
        let effects = all(&[(part(10, "10"), part(20, "20")), (part(5, "75"), part(10, "150"))]);
        assert_eq!((effects.volume, effects.mix, effects.rate), (c("85"), c("0"), c("0")));
    }

    #[test]
    fn a_higher_price_is_rate_alone() {
        let effects = all(&[(part(10, "10"), part(10, "15")), (part(5, "75"), part(5, "75"))]);
        assert_eq!((effects.volume, effects.mix, effects.rate), (c("0"), c("0"), c("5")));
    }

    #[test]
    fn a_shift_to_dearer_calls_is_mix_alone() {
        // 10 e-mails at 1 and 10 model calls at 15 become 5 and 15.
        let effects = all(&[(part(10, "10"), part(5, "5")), (part(10, "150"), part(15, "225"))]);
        assert_eq!((effects.volume, effects.mix, effects.rate), (c("0"), c("70"), c("0")));
    }

    #[test]
    fn all_three_by_hand() {
        // One kind from 10 calls at 1 to 20 at 2: volume 10 · mean(1, 2) = 15, rate 15 · 1 = 15.
        let effects = all(&[(part(10, "10"), part(20, "40"))]);
        assert_eq!((effects.volume, effects.mix, effects.rate), (c("15"), c("0"), c("15")));
    }

    #[test]
    fn a_new_kind_has_no_rate_effect_and_free_calls_none_at_all() {
        let effects = all(&[
            (part(10, "10"), part(10, "10")),
            (part(0, "0"), part(10, "50")),
            (part(1, "0"), part(9000, "0")),
        ]);
        // 10 → 20 calls at mean(1, 3) credits a call; the rest is mix.
        assert_eq!((effects.volume, effects.mix, effects.rate), (c("20"), c("30"), c("0")));
    }

    #[test]
    fn from_nothing_all_is_volume() {
        assert_eq!(
            all(&[(part(0, "0"), part(3, "7"))]),
            Effects { volume: c("7"), ..Effects::default() }
        );
        assert_eq!(all(&[]), Effects::default());
    }

    #[test]
    fn a_longer_window_alone_is_all_of_the_volume() {
        let kinds = [(part(10, "10"), part(20, "20"))];
        assert_eq!(from_days(&kinds, (10, 20)), Some(c("10")));
        assert_eq!(from_days(&kinds, (10, 10)), Some(c("0")));
        assert_eq!(from_days(&kinds, (0, 10)), None);
        // 0 → 20 calls: half of them a day on the mean, for one more day of two.
        assert_eq!(from_days(&[(part(0, "0"), part(20, "20"))], (1, 2)), Some(c("5")));
    }

    #[test]
    fn numbers_beyond_all_logs_are_refused_and_do_not_overflow() {
        let huge = KindTotal { events: u64::MAX, credits: c(&"9".repeat(40)) };
        assert_eq!(split(&[(huge, huge), (huge, part(1, "1"))]), None);
    }

    fn any_part() -> impl Strategy<Value = KindTotal> {
        prop_oneof![
            1 => Just(KindTotal::default()),
            6 => (1_u64..2_000_000, -900_000_000_i64..900_000_000, 0_u32..10).prop_map(|(events, n, places)| {
                KindTotal { events, credits: Credits::whole(n).divide(Credits::whole(10_i64.pow(places)), 10).unwrap() }
            }),
            1 => (1_u64..50).prop_map(|events| KindTotal { events, credits: Credits::ZERO }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn effects_sum_to_the_change_and_turn_with_the_windows(kinds in prop::collection::vec((any_part(), any_part()), 0..9)) {
            let effects = split(&kinds).unwrap();
            let turned: Vec<(KindTotal, KindTotal)> = kinds.iter().map(|(before, after)| (*after, *before)).collect();
            for ((one, other), (before, after)) in effects.iter().zip(split(&turned).unwrap()).zip(&kinds) {
                prop_assert_eq!(one.sum(), after.credits - before.credits);
                prop_assert_eq!((one.volume, one.mix, one.rate), (-other.volume, -other.mix, -other.rate));
            }
        }

        /// Compares with the same definition in floats.
        #[test]
        fn effects_are_those_of_the_definition(kinds in prop::collection::vec((any_part(), any_part()), 1..9)) {
            let effects = all(&kinds);
            let costs: Vec<_> = kinds.iter().filter(|k| !k.0.credits.is_zero() || !k.1.credits.is_zero()).collect();
            let total = |of: fn(&(KindTotal, KindTotal)) -> KindTotal| costs.iter().map(|k| of(k).events as f64).sum::<f64>();
            let (n0, n1) = (total(|k| k.0), total(|k| k.1));
            prop_assume!(n0 > 0.0 && n1 > 0.0);
            let (mut volume, mut mix, mut rate) = (0.0, 0.0, 0.0);
            for (before, after) in costs {
                let (s0, s1) = (before.events as f64 / n0, after.events as f64 / n1);
                let price = |p: &KindTotal| (p.events > 0).then(|| p.credits.to_f64() / p.events as f64);
                let (r0, r1) = match (price(before), price(after)) {
                    (Some(r0), Some(r1)) => (r0, r1),
                    (Some(r), None) | (None, Some(r)) => (r, r),
                    (None, None) => (0.0, 0.0),
                };
                volume += (n1 - n0) * f64::midpoint(s0 * r0, s1 * r1);
                mix += f64::midpoint(n0, n1) * (s1 - s0) * f64::midpoint(r0, r1);
                rate += f64::midpoint(n0, n1) * f64::midpoint(s0, s1) * (r1 - r0);
            }
            for (exact, float) in [(effects.volume, volume), (effects.mix, mix), (effects.rate, rate)] {
                prop_assert!((exact.to_f64() - float).abs() <= 1e-4 + float.abs() * 1e-6 + (volume.abs() + mix.abs() + rate.abs()) * 1e-7, "{exact} {float}");
            }
        }
    }
}
