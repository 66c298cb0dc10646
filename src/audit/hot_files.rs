//! The few files or features that take most of the edits.

use std::collections::{BTreeMap, BTreeSet};

use super::estimate::Estimate;
use super::text::{number, percent, range, share};
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
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
        include_str!("docs/hot-files.md")
    }
    fn weakness(&self) -> &'static str {
        "It cannot see why a file is edited: the heart of the work looks like a file that should be split. The saving is a published share, not this log's."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_build()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        trail
            .group(|row| row.is_build().then_some((row.classified.pool, row.app)))
            .into_iter()
            .filter_map(|((pool, app), turns)| {
                let mut found = self.hot(trail, params, &turns)?.within(pool, app);
                found.finding.looked_at = turns.len() as u64;
                Some(found)
            })
            .collect()
    }
}

impl HotFiles {
    fn hot(&self, trail: &Trail, params: &Params, turns: &[usize]) -> Option<Found> {
        let limits = &params.hot_files;
        let files = turns.iter().any(|p| trail.rows[*p].files().next().is_some());
        let mut targets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for position in turns {
            let row = &trail.rows[*position];
            let names: BTreeSet<&str> =
                if files { row.files().collect() } else { row.feature.into_iter().collect() };
            for name in names {
                targets.entry(name).or_default().push(*position);
            }
        }
        if targets.len() < limits.least_targets {
            return None;
        }
        let distinct = targets.len();
        let mut ranked: Vec<(&str, Vec<usize>)> = targets.into_iter().collect();
        ranked.sort_by(|(a_name, a), (b_name, b)| {
            trail.cost(b).typical.cmp(&trail.cost(a).typical).then_with(|| a_name.cmp(b_name))
        });
        let days =
            |rows: &[usize]| rows.iter().map(|p| trail.rows[*p].day).collect::<BTreeSet<_>>().len();
        ranked.retain(|(_, rows)| {
            rows.len() >= limits.least_edits && days(rows) >= limits.least_days
        });
        ranked.truncate(limits.top);
        let touched: BTreeSet<usize> =
            ranked.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
        let (cost, all) = (trail.cost(&touched), trail.cost(turns));
        // Concentrated: a large part, and more than four times what an even spread would give.
        let even = all
            .typical
            .times(4 * i64::try_from(ranked.len()).unwrap_or(0))
            .divide(Credits::whole(i64::try_from(distinct).unwrap_or(1)), 6)?;
        if ranked.is_empty()
            || cost.typical.times(100) < all.typical.times(limits.least_percent)
            || cost.typical < even
        {
            return None;
        }
        let what = if files { "file" } else { "feature" };
        let mut found = Found::new(self, format!("Hot {what}s")).advise(
            FindingClass::Question,
            "4–8 h",
            "Split or freeze the hottest of them, and move what is stable behind a backend function.",
        );
        for position in &touched {
            found.fix.leave_percent(trail, *position, 80, 70, 60);
        }
        found.finding.summary = format!(
            "{} of {} {what}s take {} of the {} build prompts and {} of their credits.",
            number(ranked.len()),
            number(distinct),
            percent(touched.len(), turns.len()),
            number(turns.len()),
            share(cost.typical, all.typical),
        );
        found.detail(&format!("{what}s"), distinct);
        found.detail("share of the top ones", share(cost.typical, all.typical));
        found.detail("their credits", range(cost));
        let kind = if files { NameKind::File } else { NameKind::Feature };
        let part = |(name, rows): &(&str, Vec<usize>)| Part {
            kind,
            name: Some(Untrusted::from(*name)),
            events: rows.len() as u64,
            credits: trail.cost(rows).typical,
            note: share(trail.cost(rows).typical, all.typical),
        };
        found.list(ranked.iter().map(part).collect());
        let wasted = Estimate {
            low: cost.scaled(20, 100).low,
            typical: cost.scaled(30, 100).typical,
            high: cost.scaled(40, 100).high,
        };
        found.rest_on(touched.into_iter().collect(), turns.len(), wasted);
        Some(found)
    }
}
