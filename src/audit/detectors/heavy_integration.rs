//! One call that takes a large part of all credits.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, HeavyCallFacts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::params::Params;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::Untrusted;

pub(super) struct HeavyIntegration;

impl Detector for HeavyIntegration {
    fn id(&self) -> &'static str {
        "heavy-integration"
    }
    fn letter(&self) -> char {
        'H'
    }
    fn title(&self) -> &'static str {
        "one call that takes more of the credits than is typical"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/heavy-integration.md")
    }
    fn weakness(&self) -> &'static str {
        "Shares are of what is logged: if only integration calls are logged, every share is too large. No log shows what a call is worth to its users."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_call()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let all_credits = timeline.spent(None).typical;
        let above_percent = params.heavy_integration.above_percent;
        let mut all = Vec::new();
        let calls = timeline.group(|event| {
            event.is_call().then_some((
                event.classified.pool,
                event.app,
                event.class.title.as_str(),
            ))
        });
        for ((pool, app, title), calls) in calls {
            let cost = timeline.cost(&calls);
            if cost.typical.times(100) <= all_credits.times(above_percent)
                || !all_credits.is_positive()
            {
                continue;
            }
            let facts = Facts::HeavyCall(HeavyCallFacts {
                call: title.to_owned(),
                calls: calls.len(),
                cost,
                all_credits,
                days: timeline.days(),
                above_percent,
            });
            let part = |(feature, calls): (Option<&str>, Vec<usize>)| {
                let credits = timeline.cost(&calls).typical;
                Part {
                    kind: NameKind::Feature,
                    name: feature.map(Untrusted::from),
                    events: calls.len() as u64,
                    credits,
                    note: PartNote::ShareOfAll(credits, all_credits),
                }
            };
            let parts = timeline.by_feature(&calls).into_iter().map(part).collect();
            let looked_at = calls.len();
            all.push(
                DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(2, 4), facts)
                    .within(pool, app)
                    .with_parts(parts)
                    .rest_on(calls, looked_at, Estimate::ZERO)
                    .measured_if_reported(timeline),
            );
        }
        all
    }
}
