//! The day on which the reported price of a class changed.

use super::{card_lines, comparable, unit_price, usual};
use crate::audit::text::{amount, count, share};
use crate::audit::{Detector, Estimate, FindingClass, Found, Params, Row, Trail};
use crate::base::{Credits, Day};

pub(crate) struct PriceDrift;

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
        "It sees one change a class, and none where prices vary from call to call; a changed estimate in the app looks the same."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_reported() && !row.is_refund()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let mut all = Vec::new();
        for ((pool, class), rows) in comparable(trail) {
            let prices: Vec<(Day, Credits)> =
                rows.iter().map(|p| (trail.rows[*p].day, unit_price(&trail.rows[*p]))).collect();
            let Some(change) = change(&prices, params) else { continue };
            let after: Vec<usize> =
                rows.iter().copied().filter(|p| trail.rows[*p].day >= change.day).collect();
            let listed = |p: usize| trail.rows[p].classified.price.map(|price| price.typical);
            let (first, last) = (listed(rows[0]), listed(rows[rows.len() - 1]));
            let same_quantity = trail.rows[rows[0]].classified.quantity
                == trail.rows[rows[rows.len() - 1]].classified.quantity;
            if same_quantity && first.is_some() && first != last {
                // The card knows of it.
                continue;
            }
            let title = &trail.rows[rows[0]].class.title;
            let mut found =
                Found::new(self, format!("The price of {title} changed on {}", change.day)).within(pool, None).advise(
                    FindingClass::Question,
                    "1 h",
                    "Check the new price, then paste it into a rate card of your own or correct the app's estimate.",
                );
            let paid: Credits = after.iter().map(|p| trail.rows[*p].credits()).sum();
            let before = after.iter().filter_map(|p| {
                change
                    .old
                    .checked_mul(trail.rows[*p].classified.quantity.unwrap_or(Credits::whole(1)))
            });
            let difference = paid - before.sum::<Credits>();
            found.finding.summary = format!(
                "From {} to {} credits each; the {} since then cost {} more ({} of them).",
                amount(change.old),
                amount(change.new),
                count(after.len(), "event"),
                amount(difference),
                share(difference, paid),
            );
            found.detail("before", amount(change.old));
            found.detail("since", amount(change.new));
            found.finding.paste = card_lines(class, change.new, change.day);
            found.rest_on(after, rows.len(), Estimate::exact(difference.floor_zero()));
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }
}

struct Change {
    day: Day,
    old: Credits,
    new: Credits,
}

/// The day that parts the prices best: most events agree with the usual price of their side, and the two differ.
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
        let ((old, before), (new, after)) = (usual(&last[..at])?, usual(&last[at..])?);
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
