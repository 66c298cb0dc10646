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
        let files = prompts.iter().any(|p| timeline.events[*p].files().next().is_some());
        let targets = targets(timeline, prompts, files);
        let distinct = targets.len();
        let all = timeline.cost(prompts);
        let hot = hottest(timeline, params, targets, all.typical);
        if hot.is_empty() {
            return None;
        }
        let touching: BTreeSet<usize> =
            hot.iter().flat_map(|target| target.prompts.iter().copied()).collect();
        let cost: Estimate = hot.iter().map(|target| target.credits).sum();
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
        for position in &touching {
            let event = &timeline.events[*position];
            let names = edited(event, files);
            let in_hot = names.iter().filter(|name| hot.iter().any(|t| t.name == **name)).count();
            fix.leave_share(
                event.cost.unwrap_or_default(),
                *position,
                (in_hot, names.len()),
                [20, 30, 40],
            );
        }
        let kind = if files { NameKind::File } else { NameKind::Feature };
        let part = |target: &Target| Part {
            kind,
            name: Some(Untrusted::from(target.name)),
            events: target.prompts.len() as u64,
            credits: target.credits.typical,
            note: PartNote::Share(target.credits.typical, all.typical),
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

/// A file or feature, the prompts that edited it, and its share of their credits.
struct Target<'a> {
    name: &'a str,
    prompts: Vec<usize>,
    credits: Estimate,
}

/// The names of what a prompt edited.
fn edited<'a>(event: &TimelineEvent<'a>, files: bool) -> BTreeSet<&'a str> {
    if files { event.files().collect() } else { event.feature.into_iter().collect() }
}

/// The files that were edited, or the features if the log names no files. The credits of a prompt are split among its files.
fn targets<'a>(timeline: &Timeline<'a>, prompts: &[usize], files: bool) -> Vec<Target<'a>> {
    let mut targets: BTreeMap<&str, (Vec<usize>, Estimate)> = BTreeMap::new();
    for position in prompts {
        let event = &timeline.events[*position];
        let names = edited(event, files);
        let parts = i64::try_from(names.len()).unwrap_or(1);
        for name in &names {
            let (prompts, credits) = targets.entry(name).or_default();
            prompts.push(*position);
            *credits += event.cost.unwrap_or_default().scaled(1, parts);
        }
    }
    let target = |(name, (prompts, credits))| Target { name, prompts, credits };
    targets.into_iter().map(target).collect()
}

/// The smallest number of the most expensive targets that together take enough of the credits, and far more than an even share. Among a
/// handful of files some always take most, so there the share must be larger.
fn hottest<'a>(
    timeline: &Timeline,
    params: &Params,
    mut targets: Vec<Target<'a>>,
    all: Credits,
) -> Vec<Target<'a>> {
    let limits = &params.hot_files;
    let distinct = i64::try_from(targets.len()).unwrap_or(i64::MAX);
    targets
        .sort_by(|a, b| b.credits.typical.cmp(&a.credits.typical).then_with(|| a.name.cmp(b.name)));
    let days = |prompts: &[usize]| {
        prompts.iter().map(|p| timeline.events[*p].day).collect::<BTreeSet<_>>().len()
    };
    targets.retain(|target| {
        target.prompts.len() >= limits.least_edits && days(&target.prompts) >= limits.least_days
    });
    let is_small = distinct < i64::try_from(limits.least_targets).unwrap_or(i64::MAX);
    let top = if is_small { usize::try_from(distinct / 2).unwrap_or(0) } else { limits.top };
    let least = if is_small { limits.least_percent_of_few } else { limits.least_percent };
    // Each prompt may also touch new files of its own: then the share of a hot file is small, and still far above that of the others.
    let is_in_most = |hot: &[Target]| {
        let prompts: BTreeSet<usize> = hot.iter().flat_map(|t| t.prompts.clone()).collect();
        let own: Credits = hot.iter().map(|t| t.credits.typical).sum();
        let even = all.times(10 * i64::try_from(hot.len()).unwrap_or(0));
        !is_small
            && timeline.cost(&prompts).typical.times(100) >= all.times(limits.least_touched_percent)
            && own.times(distinct) >= even
    };
    let mut sum = Credits::ZERO;
    for count in 1..=targets.len().min(top) {
        sum += targets[count - 1].credits.typical;
        let count_i = i64::try_from(count).unwrap_or(0);
        // 2.5 times an even share.
        let is_uneven = is_small || sum.times(2 * distinct) >= all.times(5 * count_i);
        let is_large = sum.times(100) >= all.times(least) && is_uneven;
        if all.is_positive() && (is_large || is_in_most(&targets[..count])) {
            targets.truncate(count);
            return targets;
        }
    }
    Vec::new()
}
