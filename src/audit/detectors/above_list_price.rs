//! Reported credits above the card's price.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{AbovePriceFacts, Facts};
use crate::audit::finding::{Effort, FindingClass};
use crate::audit::list_price::{comparable, listed, unit_price, usual_price};
use crate::audit::params::Params;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::Credits;
use crate::event::Pool;

pub(super) struct AboveListPrice;

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
        "Most reported credits are the app's own estimate; then the estimate is above the price, not the platform's charge."
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

impl AboveListPrice {
    fn of_class(
        &self,
        timeline: &Timeline,
        params: &Params,
        pool: Pool,
        events: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.above_list_price;
        let above: Vec<usize> = events
            .iter()
            .copied()
            .filter(|p| paid(&timeline.events[*p]) > listed(&timeline.events[*p]))
            .collect();
        if events.len() < limits.least_events
            || 100 * above.len() < limits.least_percent * events.len()
        {
            return None;
        }
        let first = &timeline.events[*above.first()?];
        // Estimates lie on both sides of a price; only if they add up to more is something above it.
        let sum = |part: fn(&TimelineEvent) -> Credits| -> Credits {
            events.iter().map(|p| part(&timeline.events[*p])).sum()
        };
        if sum(paid).times(100) < sum(listed).times(limits.least_excess_percent + 100) {
            return None;
        }
        let excess: Credits =
            above.iter().map(|p| paid(&timeline.events[*p]) - listed(&timeline.events[*p])).sum();
        let prices: Vec<Credits> = above.iter().map(|p| unit_price(&timeline.events[*p])).collect();
        let facts = Facts::AbovePrice(AbovePriceFacts {
            class_id: first.class.id.clone(),
            class_title: first.class.title.clone(),
            above: above.len(),
            events: events.len(),
            excess,
            usual: usual_price(&prices).unwrap_or_default().0,
            listed: listed(first),
            from: first.day,
        });
        let draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(1, 1), facts)
                .within(pool, None)
                .rest_on(above, events.len(), Estimate::exact(excess))
                .measured_if_reported(timeline);
        Some(draft)
    }
}

fn paid(event: &TimelineEvent) -> Credits {
    event.classified.credits.unwrap_or_default()
}
