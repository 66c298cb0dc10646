//! The few files or features that take most of the edits.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, HotFileFacts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};

pub(super) struct HotFiles;

impl Detector for HotFiles {
    fn id(&self) -> &'static str {
        "hot-files"
    }
    fn letter(&self) -> char {
        'O'
    }
    fn title(&self) -> &'static str {
        "a few files or features that take most of the edits"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("freeze")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/hot-files.md")
    }
    fn weakness(&self) -> &'static str {
        "The log does not show why a file is edited: the core of the work looks like a file that should be split. The saving is a published share, not measured in this log."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_build()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        timeline
            .group(|event| event.is_build().then_some((event.classified.pool, event.app)))
            .into_iter()
            .filter_map(|((pool, app), prompts)| {
                Some(self.in_app(timeline, params, &prompts)?.within(pool, app))
            })
            .collect()
    }
}

impl HotFiles {
    fn in_app(
        &self,
        timeline: &Timeline,
        params: &Params,
        prompts: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.hot_files;
        let files = prompts.iter().any(|p| timeline.events[*p].files().next().is_some());
        let targets = targets(timeline, prompts, files);
        if targets.len() < limits.least_targets {
            return None;
        }
        let distinct = targets.len();
        let hot = hottest(timeline, params, targets);
        let touching: BTreeSet<usize> =
            hot.iter().flat_map(|(_, prompts)| prompts.iter().copied()).collect();
        let (cost, all) = (timeline.cost(&touching), timeline.cost(prompts));
        // Concentrated means a large share of the credits, and more than four times that of an even spread.
        let even = all
            .typical
            .times(4 * i64::try_from(hot.len()).unwrap_or(0))
            .divide(Credits::whole(i64::try_from(distinct).unwrap_or(1)), 6)?;
        if hot.is_empty()
            || cost.typical.times(100) < all.typical.times(limits.least_percent)
            || cost.typical < even
        {
            return None;
        }
        let facts = Facts::HotFiles(HotFileFacts {
            files,
            hot: hot.len(),
            distinct,
            touching: touching.len(),
            prompts: prompts.len(),
            cost,
            build_credits: all.typical,
        });
        let touching: Vec<usize> = touching.into_iter().collect();
        let mut fix = Fix::default();
        fix.leave_percent(timeline, &touching, [80, 70, 60]);
        let kind = if files { NameKind::File } else { NameKind::Feature };
        let part = |(name, prompts): &(&str, Vec<usize>)| {
            let credits = timeline.cost(prompts).typical;
            Part {
                kind,
                name: Some(Untrusted::from(*name)),
                events: prompts.len() as u64,
                credits,
                note: PartNote::Share(credits, all.typical),
            }
        };
        let wasted = Estimate {
            low: cost.scaled(20, 100).low,
            typical: cost.scaled(30, 100).typical,
            high: cost.scaled(40, 100).high,
        };
        let draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(4, 8), facts)
                .with_fix(fix)
                .with_parts(hot.iter().map(part).collect())
                .rest_on(touching, prompts.len(), wasted);
        Some(draft)
    }
}

/// The prompts that edited each file, or each feature if the log names no files.
fn targets<'a>(
    timeline: &Timeline<'a>,
    prompts: &[usize],
    files: bool,
) -> BTreeMap<&'a str, Vec<usize>> {
    let mut targets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for position in prompts {
        let event = &timeline.events[*position];
        let names: BTreeSet<&str> =
            if files { event.files().collect() } else { event.feature.into_iter().collect() };
        for name in names {
            targets.entry(name).or_default().push(*position);
        }
    }
    targets
}

/// The most expensive targets that were edited often enough, on enough days.
fn hottest<'a>(
    timeline: &Timeline,
    params: &Params,
    targets: BTreeMap<&'a str, Vec<usize>>,
) -> Vec<(&'a str, Vec<usize>)> {
    let limits = &params.hot_files;
    let mut ranked: Vec<(&str, Vec<usize>)> = targets.into_iter().collect();
    ranked.sort_by(|(a_name, a), (b_name, b)| {
        timeline.cost(b).typical.cmp(&timeline.cost(a).typical).then_with(|| a_name.cmp(b_name))
    });
    let days = |prompts: &[usize]| {
        prompts.iter().map(|p| timeline.events[*p].day).collect::<BTreeSet<_>>().len()
    };
    ranked.retain(|(_, prompts)| {
        prompts.len() >= limits.least_edits && days(prompts) >= limits.least_days
    });
    ranked.truncate(limits.top);
    ranked
}
