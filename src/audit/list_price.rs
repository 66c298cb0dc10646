//! Compares reported credits with the card.

use std::collections::BTreeMap;

use super::timeline::{Timeline, TimelineEvent};
use crate::base::Credits;
use crate::event::Pool;
use crate::model::Source;

/// Groups by class the events whose reported credits can be compared with a price of the card. Build prompts cannot, because
/// their class is derived from their credits.
pub(super) fn comparable<'a>(timeline: &Timeline<'a>) -> BTreeMap<(Pool, &'a str), Vec<usize>> {
    timeline.group(|event| {
        let reported = event.is_reported()
            && !event.is_refund()
            && event.classified.credits.is_some_and(Credits::is_positive);
        // Sources disagree on whether functions cost anything, so nothing is above their price.
        let fits = reported
            && event.class.source != Source::Backend
            && event.classified.price.is_some()
            && !event.class.id.starts_with("build.")
            && !event.classified.assumed_model;
        fits.then_some((event.classified.pool, event.class.id.as_str()))
    })
}

/// The card's highest price.
pub(super) fn listed(event: &TimelineEvent) -> Credits {
    let price = event.classified.price;
    price.map(|p| p.high.unwrap_or(p.typical).max(p.typical)).unwrap_or_default()
}

/// The reported credits of one unit.
pub(super) fn unit_price(event: &TimelineEvent) -> Credits {
    let reported = event.classified.credits.unwrap_or_default();
    let quantity =
        event.classified.quantity.filter(|q| q.is_positive()).unwrap_or(Credits::whole(1));
    reported.divide(quantity, 6).unwrap_or(reported)
}

/// The most frequent price (the lowest of equally frequent ones), and how many have it.
pub(super) fn usual_price(prices: &[Credits]) -> Option<(Credits, usize)> {
    let mut counts: BTreeMap<Credits, usize> = BTreeMap::new();
    for price in prices {
        *counts.entry(*price).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n)
}
