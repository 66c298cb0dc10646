//! The sources of both pools together, against the shares that are typical.

use std::collections::BTreeMap;

use super::MixRow;
use super::pool::PoolReports;
use crate::base::{Credits, Ratio6};
use crate::model::Source;

/// The sources of both pools together, grouped as the published shares are. `unit` is that of the log's amounts.
pub(super) fn mix(unit: &str, pools: &PoolReports) -> Vec<MixRow> {
    if pools.each().all(|(_, pool)| !pool.known) {
        return Vec::new();
    }
    let mut groups: BTreeMap<SourceGroup, Credits> =
        SourceGroup::ALL.iter().map(|group| (*group, Credits::ZERO)).collect();
    for row in pools.each().flat_map(|(_, pool)| &pool.by_source) {
        let source = Source::ALL
            .into_iter()
            .find(|source| row.name.as_ref().is_some_and(|name| name.raw() == source.name()));
        let group = source.map_or(SourceGroup::Unclassified, SourceGroup::of);
        *groups.entry(group).or_default() += row.credits;
    }
    let total: Credits = groups.values().sum();
    // Daily totals alone say nothing about sources.
    if pools.each().all(|(_, pool)| pool.by_source.is_empty())
        && pools.each().any(|(_, pool)| pool.events > 0)
    {
        return Vec::new();
    }
    // The typical shares are those of both pools of the platform together, not of one pool or of another tool's requests.
    let is_whole = pools.not_in_log().next().is_none();
    let is_platform = unit == "credits" && is_whole;
    let row = |(group, credits): (SourceGroup, Credits)| {
        let percent = |n: i64| Ratio6::of(Credits::whole(n), Credits::whole(100));
        let typical = group.typical().filter(|_| is_platform);
        MixRow {
            source: group.name().to_owned(),
            credits,
            share: Ratio6::of(credits, total).filter(|_| unit != "credits" || is_whole),
            typical_low: typical.and_then(|(low, _)| percent(low)),
            typical_high: typical.and_then(|(_, high)| percent(high)),
        }
    };
    let shown = groups.into_iter().filter(|(group, credits)| {
        (is_platform && group.typical().is_some()) || !credits.is_zero()
    });
    let mut rows: Vec<MixRow> = shown.map(row).collect();
    rows.sort_by(|a, b| b.credits.cmp(&a.credits).then_with(|| a.source.cmp(&b.source)));
    rows
}

/// Sources as the published shares group them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SourceGroup {
    AgentPrompts,
    Integrations,
    Discuss,
    Backend,
    Free,
    DailyTotals,
    Snapshot,
    Unclassified,
}

impl SourceGroup {
    const ALL: [Self; 8] = [
        Self::AgentPrompts,
        Self::Integrations,
        Self::Discuss,
        Self::Backend,
        Self::Free,
        Self::DailyTotals,
        Self::Snapshot,
        Self::Unclassified,
    ];

    const fn of(source: Source) -> Self {
        match source {
            Source::AgentPrompts => Self::AgentPrompts,
            Source::Integrations | Source::Agents | Source::Automations => Self::Integrations,
            Source::Discuss => Self::Discuss,
            Source::Backend => Self::Backend,
            Source::Free => Self::Free,
            Source::DailyTotals => Self::DailyTotals,
            Source::Snapshot => Self::Snapshot,
            Source::Unclassified => Self::Unclassified,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::AgentPrompts => "agent-prompts",
            Self::Integrations => "integrations",
            Self::Discuss => "discuss",
            Self::Backend => "backend",
            Self::Free => "free",
            Self::DailyTotals => "daily-totals",
            Self::Snapshot => "snapshot",
            Self::Unclassified => "unclassified",
        }
    }

    /// Typical shares in percent, as an audit practice published them on 2026-05-01: for comparison, never for classification.
    const fn typical(self) -> Option<(i64, i64)> {
        match self {
            Self::AgentPrompts => Some((60, 80)),
            Self::Integrations => Some((15, 30)),
            Self::Discuss => Some((5, 15)),
            Self::Backend => Some((0, 10)),
            Self::Free | Self::DailyTotals | Self::Snapshot | Self::Unclassified => None,
        }
    }
}
