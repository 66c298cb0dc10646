//! Calls on a dearer model than the same feature's other calls.

use std::collections::BTreeMap;

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::{Estimate, portion};
use crate::audit::facts::{DearModelFacts, Facts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::params::Params;
use crate::audit::replay::{Fix, Remaining};
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};

pub(super) struct ExpensiveModel;

impl Detector for ExpensiveModel {
    fn id(&self) -> &'static str {
        "expensive-model"
    }
    fn letter(&self) -> char {
        'M'
    }
    fn title(&self) -> &'static str {
        "calls on a dearer model than the same feature's other calls"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("cheaper-model")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/expensive-model.md")
    }
    fn weakness(&self) -> &'static str {
        "The log does not show whether the cheaper model's answers would have been good enough, so this is always a question."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_llm() || event.is_agent()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let calls = timeline.group(|event| {
            let comparable = (event.is_llm() || event.is_agent())
                && !event.is("agent.whatsapp")
                && !event.classified.assumed_model
                && event.cost.is_some();
            event
                .feature
                .filter(|_| comparable)
                .map(|feature| (event.classified.pool, event.app, feature, event.call()))
        });
        let mut all = Vec::new();
        for ((pool, app, feature, call), calls) in calls {
            if let Some(draft) = self.of_feature(timeline, params, call, &calls) {
                let mut draft = draft.within(pool, app);
                draft.finding.feature = Some(Untrusted::from(feature));
                all.push(draft);
            }
        }
        all
    }
}

impl ExpensiveModel {
    fn of_feature(
        &self,
        timeline: &Timeline,
        params: &Params,
        call: &str,
        calls: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.expensive_model;
        let models = by_model(timeline, calls);
        let enough = |calls: &[usize]| calls.len() >= limits.least_calls;
        let cheap = models
            .values()
            .filter(|calls| enough(calls))
            .map(|calls| mean(timeline, calls))
            .min()
            .filter(|cheap| cheap.is_positive())?;
        let is_dear = |calls: &[usize]| {
            enough(calls) && mean(timeline, calls).times(100) >= cheap.times(limits.dearer_percent)
        };
        let dear: Vec<(&str, Vec<usize>)> =
            models.into_iter().filter(|(_, calls)| is_dear(calls)).collect();
        if dear.is_empty() {
            return None;
        }
        let mut positions: Vec<usize> =
            dear.iter().flat_map(|(_, calls)| calls.iter().copied()).collect();
        positions.sort_unstable();
        let (mut fix, mut difference) = (Fix::default(), Estimate::ZERO);
        for position in &positions {
            let cost = timeline.events[*position].cost.unwrap_or_default();
            let cautious = cost.low.min(cheap);
            fix.leave(*position, Remaining { cautious, typical: cheap, optimistic: cheap });
            difference += cost.map(|c| (c - cheap).floor_zero());
        }
        let facts = Facts::DearModel(DearModelFacts {
            call: call.to_owned(),
            dear: positions.len(),
            calls: calls.len(),
            cost: timeline.cost(&positions),
            difference,
            cheap,
        });
        let part = |(model, calls): &(&str, Vec<usize>)| Part {
            kind: NameKind::Plain,
            name: Some(Untrusted::from(*model)),
            events: calls.len() as u64,
            credits: timeline.cost(calls).typical,
            note: PartNote::MeanCall(mean(timeline, calls)),
        };
        let draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(1, 2), facts)
                .with_fix(fix)
                .with_parts(dear.iter().map(part).collect())
                .rest_on(positions, calls.len(), Estimate { low: Credits::ZERO, ..difference })
                .measured_if_reported(timeline);
        Some(draft)
    }
}

fn by_model<'a>(timeline: &Timeline<'a>, calls: &[usize]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut models: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for position in calls {
        let event = &timeline.events[*position];
        let model = event.model.unwrap_or(event.class.title.as_str());
        models.entry(model).or_default().push(*position);
    }
    models
}

fn mean(timeline: &Timeline, calls: &[usize]) -> Credits {
    portion(timeline.cost(calls).typical, 1, i64::try_from(calls.len()).unwrap_or(1))
}
