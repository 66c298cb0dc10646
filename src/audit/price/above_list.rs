//! Credits above the card's price.

use super::{card_lines, comparable, mean, unit_price, usual};
use crate::audit::text::{amount, number, percent};
use crate::audit::{Detector, Estimate, FindingClass, Found, Params, Row, Trail};
use crate::base::Credits;

pub(crate) struct AboveListPrice;

impl Detector for AboveListPrice {
    fn id(&self) -> &'static str {
        "above-list-price"
    }
    fn letter(&self) -> char {
        'P'
    }
    fn title(&self) -> &'static str {
        "reported credits above the card's price"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/above-list-price.md")
    }
    fn weakness(&self) -> &'static str {
        "Most reported credits are the app's own estimate: then it is the estimate that is above the price, not the platform's charge."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_reported() && !row.is_refund()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.above_list_price;
        let mut all = Vec::new();
        for ((pool, class), rows) in comparable(trail) {
            let listed = |p: usize| {
                trail.rows[p]
                    .classified
                    .price
                    .map(|price| price.high.unwrap_or(price.typical).max(price.typical))
                    .unwrap_or_default()
            };
            let paid = |p: usize| trail.rows[p].classified.credits.unwrap_or_default();
            let above: Vec<usize> =
                rows.iter().copied().filter(|p| paid(*p) > listed(*p)).collect();
            if above.is_empty()
                || rows.len() < limits.least_events
                || 100 * above.len() < limits.least_percent * rows.len()
            {
                continue;
            }
            let excess: Credits = above.iter().map(|p| paid(*p) - listed(*p)).sum();
            let title = &trail.rows[rows[0]].class.title;
            let mut found = Found::new(self, format!("{title} is reported above the list price")).within(pool, None).advise(
                FindingClass::Question,
                "1 h",
                "Check one of these events under Credits Used, then correct the app's estimate or paste the price into a rate card of your own.",
            );
            let prices: Vec<Credits> = above.iter().map(|p| unit_price(&trail.rows[*p])).collect();
            let (price, _) = usual(&prices).unwrap_or_default();
            found.finding.summary = format!(
                "{} of {} events ({}) are above the card's price, by {} credits in all, {} each.",
                number(above.len()),
                number(rows.len()),
                percent(above.len(), rows.len()),
                amount(excess),
                amount(mean(excess, above.len())),
            );
            found.detail("most often reported for one", amount(price));
            found
                .detail("the card's highest price for the first of them", amount(listed(above[0])));
            found.finding.paste = card_lines(class, price, trail.rows[above[0]].day);
            found.rest_on(above, rows.len(), Estimate::exact(excess));
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }
}
