//! Counts and amounts that add up.

use super::group::Group;
use crate::base::Credits;
use crate::model::Basis;

/// Sums over some events. `credits` is `reported + modeled`; events whose credits are unknown are counted and add nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tally {
    /// Events, unknown ones too.
    pub events: u64,
    /// Reported and modeled, net of refunds.
    pub credits: Credits,
    /// Refunds, as a positive amount.
    pub refunded: Credits,
    /// Credits that the log reports, net of refunds.
    pub reported: Credits,
    /// The part of `reported` that the app itself calls an estimate.
    pub estimates: Credits,
    /// Credits by the rate card, of events that report none: at typical prices.
    pub modeled: Credits,
    /// The same at low prices.
    pub low: Credits,
    /// The same at high prices.
    pub high: Credits,
    /// Events whose credits are unknown.
    pub unpriced: u64,
    /// Unpriced events that failed: whether the platform charges those is not documented.
    pub unpriced_failed: u64,
    /// Events priced with an assumed model.
    pub assumed_model: u64,
}

impl Tally {
    /// Adds events of a group, and their credits: typical, low, high.
    pub(super) fn add(&mut self, group: &Group, events: u64, [credits, low, high]: [Credits; 3]) {
        self.events += events;
        match group.basis {
            Basis::Reported => {
                self.credits += credits;
                self.reported += credits;
                if group.negative {
                    self.refunded -= credits;
                }
                if group.estimate {
                    self.estimates += credits;
                }
            }
            Basis::Modeled => {
                self.credits += credits;
                self.modeled += credits;
                self.low += low;
                self.high += high;
                self.assumed_model += if group.assumed_model { events } else { 0 };
            }
            Basis::Unknown => {
                self.unpriced += events;
                self.unpriced_failed += if group.failed { events } else { 0 };
            }
        }
    }

    /// Adds another tally.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.events += other.events;
        self.credits += other.credits;
        self.refunded += other.refunded;
        self.reported += other.reported;
        self.estimates += other.estimates;
        self.modeled += other.modeled;
        self.low += other.low;
        self.high += other.high;
        self.unpriced += other.unpriced;
        self.unpriced_failed += other.unpriced_failed;
        self.assumed_model += other.assumed_model;
    }
}
