//! What is summed of each set of events.

use crate::base::Credits;
use crate::event::{Authority, Event, Outcome};
use crate::model::{Basis, Classified};

/// Sums over some events. `credits = reported + modeled`; events whose credits are unknown are counted and in no sum.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Events, unknown ones too.
    pub events: u64,
    /// Reported and modeled, net of refunds.
    pub credits: Credits,
    /// What was taken back, positive.
    pub refunded: Credits,
    /// What the log says, net.
    pub reported: Credits,
    /// Of it, what the app itself calls an estimate.
    pub estimates: Credits,
    /// What the card says of the rest.
    pub modeled: Credits,
    /// The same at low prices.
    pub low: Credits,
    /// The same at high prices.
    pub high: Credits,
    /// Events whose credits are unknown.
    pub unpriced: u64,
    /// Of them, failed ones: whether the platform charges those is not documented.
    pub unpriced_failed: u64,
    /// Events priced with an assumed model.
    pub assumed_model: u64,
}

impl Tally {
    /// Counts one event.
    pub fn add(&mut self, event: &Event, classified: &Classified) {
        self.events += 1;
        self.assumed_model +=
            u64::from(classified.assumed_model && classified.basis == Basis::Modeled);
        let credits = classified.credits.unwrap_or_default();
        self.credits += credits;
        match classified.basis {
            Basis::Reported => {
                self.reported += credits;
                if credits.is_negative() {
                    self.refunded -= credits;
                }
                if event.reported.is_some_and(|r| r.authority == Authority::AppEstimate) {
                    self.estimates += credits;
                }
            }
            Basis::Modeled => {
                self.modeled += credits;
                self.low += classified.price.and_then(|p| p.low).unwrap_or(credits);
                self.high += classified.price.and_then(|p| p.high).unwrap_or(credits);
            }
            Basis::Unknown => {
                self.unpriced += 1;
                self.unpriced_failed += u64::from(event.outcome == Outcome::Failed);
            }
        }
    }

    /// Adds another set's sums.
    pub fn merge(&mut self, other: &Self) {
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
