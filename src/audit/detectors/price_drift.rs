//! The day on which the reported price of a class changed.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, PriceChangeFacts};
use crate::audit::finding::{Effort, FindingClass};
use crate::audit::list_price::{comparable, unit_price, usual_price};
use crate::audit::params::Params;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Day};
use crate::event::Pool;

pub(super) struct PriceDrift;

impl Detector for PriceDrift {
    fn id(&self) -> &'static str {
        "price-drift"
    }
    fn letter(&self) -> char {
        'C'
    }
    fn title(&self) -> &'static str {
        "a reported price that changed on a day"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/price-drift.md")
    }
    fn weakness(&self) -> &'static str {
        "It sees one change per class, and none if prices vary from call to call; a changed estimate in the app looks the same."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_reported() && !event.is_refund()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        comparable(timeline)
            .into_iter()
            .filter_map(|((pool, _), events)| self.of_class(timeline, params, pool, &events))
            .collect()
    }
}

impl PriceDrift {
    fn of_class(
        &self,
        timeline: &Timeline,
        params: &Params,
        pool: Pool,
        events: &[usize],
    ) -> Option<DraftFinding> {
        let prices: Vec<(Day, Credits)> = events
            .iter()
            .map(|p| &timeline.events[*p])
            .map(|event| (event.day, unit_price(event)))
            .collect();
        let Change { day, old, new } = change(&prices, params)?;
        let (first, last) = (&timeline.events[*events.first()?], &timeline.events[*events.last()?]);
        if is_known_to_card(first, last) {
            return None;
        }
        let since: Vec<usize> =
            events.iter().copied().filter(|p| timeline.events[*p].day >= day).collect();
        let paid: Credits = since.iter().map(|p| timeline.events[*p].credits()).sum();
        let at_old_price: Credits = since
            .iter()
            .filter_map(|p| {
                let quantity = timeline.events[*p].classified.quantity;
                old.checked_mul(quantity.unwrap_or(Credits::whole(1)))
            })
            .sum();
        let difference = paid - at_old_price;
        let facts = Facts::PriceChange(PriceChangeFacts {
            class_id: first.class.id.clone(),
            class_title: first.class.title.clone(),
            day,
            old,
            new,
            events: since.len(),
            paid,
            difference,
        });
        let draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(1, 1), facts)
                .within(pool, None)
                .rest_on(since, events.len(), Estimate::exact(difference.floor_zero()))
                .measured_if_reported(timeline);
        Some(draft)
    }
}

/// Returns true if the card itself has different prices for the first and the last event.
fn is_known_to_card(first: &TimelineEvent, last: &TimelineEvent) -> bool {
    let listed = |event: &TimelineEvent| event.classified.price.map(|price| price.typical);
    first.classified.quantity == last.classified.quantity
        && listed(first).is_some()
        && listed(first) != listed(last)
}

struct Change {
    day: Day,
    old: Credits,
    new: Credits,
}

/// Finds the day that splits the prices best: on each side most events have that side's usual price, and the two prices differ.
fn change(prices: &[(Day, Credits)], params: &Params) -> Option<Change> {
    let limits = &params.price_drift;
    let (first, last) =
        (prices.first()?.1, prices.iter().map(|(_, price)| *price).collect::<Vec<_>>());
    if last.iter().all(|price| *price == first) {
        return None;
    }
    let mut best: Option<(usize, Change)> = None;
    for at in limits.least_events.max(1)..prices.len() {
        let day = prices[at].0;
        if prices[at - 1].0 == day || prices.len() - at < limits.least_events {
            continue;
        }
        let ((old, before), (new, after)) = (usual_price(&last[..at])?, usual_price(&last[at..])?);
        let agree = 100 * before >= limits.agree_percent * at
            && 100 * after >= limits.agree_percent * (prices.len() - at);
        if old != new && agree && best.as_ref().is_none_or(|(most, _)| before + after > *most) {
            best = Some((before + after, Change { day, old, new }));
        }
    }
    best.map(|(_, change)| change)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(list: &[i64]) -> Vec<(Day, Credits)> {
        list.iter()
            .enumerate()
            .map(|(n, price)| (Day::from_number(i32::try_from(n).unwrap()), Credits::whole(*price)))
            .collect()
    }

    #[test]
    fn the_day_is_the_first_of_the_new_price() {
        let found =
            change(&prices(&[5, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10]), &Params::default()).unwrap();
        assert_eq!(
            (found.day.number(), found.old, found.new),
            (6, Credits::whole(5), Credits::whole(10))
        );
    }

    #[test]
    fn prices_that_vary_or_stay_are_no_change() {
        for list in [
            &[5; 12][..],
            &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            &[5, 5, 5, 5, 5, 10, 5, 5, 5, 5, 5],
            &[5, 5, 5, 5, 10, 10, 10, 10],
        ] {
            assert!(change(&prices(list), &Params::default()).is_none(), "{list:?}");
        }
    }
}
