//! Consecutive firing days as one episode, so that a run of ten days is reported once.

use std::collections::BTreeMap;

use super::alert::AlertDay;
use crate::base::{Day, Untrusted};
use crate::event::Pool;

/// Firing days of one rule, pool and scope without a gap.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Episode {
    /// The first firing day.
    pub first: Day,
    /// The last firing day.
    pub last: Day,
    /// Reported days: the first one, and each day whose ratio is at least 1.5 × that of the reported day before it.
    pub reported: Vec<AlertDay>,
    /// For each reported day, the day with the highest ratio before the next reported day.
    pub peaks: Vec<AlertDay>,
}

impl Episode {
    /// Its parts, each from a reported day to the day before the next one: first day, last day, and the day with the highest ratio.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (Day, Day, &AlertDay)> {
        let ends = self.reported.iter().skip(1).map(|next| next.day.plus(-1)).chain([self.last]);
        self.reported
            .iter()
            .zip(ends)
            .zip(&self.peaks)
            .map(|((reported, end), peak)| (reported.day, end, peak))
    }
}

/// The days with equal keys belong together.
type Key<'a> = (&'a str, Pool, Option<&'a Option<Untrusted>>);

/// Folds days (in any order) into episodes, by first day, then rule, pool and app.
pub(crate) fn fold(days: &[AlertDay]) -> Vec<Episode> {
    let mut groups: BTreeMap<Key, Vec<&AlertDay>> = BTreeMap::new();
    for day in days {
        let key = (day.rule.as_str(), day.pool, day.scope.as_ref().map(|scope| &scope.app));
        groups.entry(key).or_default().push(day);
    }
    let mut episodes: Vec<Episode> = Vec::new();
    for group in groups.values_mut() {
        group.sort_by_key(|day| day.day);
        let start = episodes.len();
        for day in group {
            match episodes[start..].last_mut() {
                Some(episode) if day.day.since(episode.last) <= 1 => {
                    episode.last = day.day;
                    if episode.reported.last().is_some_and(|reported| grew(reported, day)) {
                        episode.reported.push((*day).clone());
                        episode.peaks.push((*day).clone());
                    } else if let Some(peak) =
                        episode.peaks.last_mut().filter(|peak| is_above(day, peak))
                    {
                        *peak = (*day).clone();
                    }
                }
                _ => episodes.push(Episode {
                    first: day.day,
                    last: day.day,
                    reported: vec![(*day).clone()],
                    peaks: vec![(*day).clone()],
                }),
            }
        }
    }
    // The sort is stable: episodes of one day keep the order of the groups.
    episodes.sort_by_key(|episode| episode.first);
    episodes
}

/// Whether the ratio is at least 1.5 × the reported one. A day without a ratio (first use) counts as the highest.
fn grew(reported: &AlertDay, now: &AlertDay) -> bool {
    match (reported.ratio, now.ratio) {
        (Some(before), Some(after)) => after.value().times(2) >= before.value().times(3),
        _ => false,
    }
}

/// Whether the ratio is higher; no ratio (first use) is the highest.
fn is_above(day: &AlertDay, peak: &AlertDay) -> bool {
    match (day.ratio, peak.ratio) {
        (Some(ratio), Some(highest)) => ratio > highest,
        (None, highest) => highest.is_some(),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::testing::{c, day};
    use crate::base::Quotient;

    fn fired(rule: &str, on: &str, ratio: Option<&str>) -> AlertDay {
        let ratio = ratio.map(|r| Quotient::rounded(c(r)));
        AlertDay {
            rule: rule.into(),
            pool: Pool::Message,
            scope: None,
            day: day(on),
            value: c("9"),
            baseline: None,
            ratio,
            minor: false,
        }
    }

    fn summary(episodes: &[Episode]) -> Vec<(String, usize, i32)> {
        episodes
            .iter()
            .map(|e| (e.reported[0].rule.clone(), e.reported.len(), e.last.since(e.first) + 1))
            .collect()
    }

    #[test]
    fn a_gap_starts_another_episode() {
        let days = [
            fired("spike", "2026-05-03", Some("2.1")),
            fired("spike", "2026-05-01", Some("2.5")),
            fired("spike", "2026-05-02", Some("3.7")),
            fired("spike", "2026-05-05", Some("2.1")),
        ];
        assert_eq!(summary(&fold(&days)), [("spike".to_owned(), 1, 3), ("spike".to_owned(), 1, 1)]);
    }

    #[test]
    fn reported_again_when_it_grew_by_half() {
        let days = [
            fired("spike", "2026-05-01", Some("2.2")),
            fired("spike", "2026-05-02", Some("3.2")),
            fired("spike", "2026-05-03", Some("3.3")),
            fired("spike", "2026-05-04", Some("4.9")),
        ];
        // 3.3 is 1.5 × 2.2; 4.9 is less than 1.5 × 3.3.
        assert_eq!(summary(&fold(&days)), [("spike".to_owned(), 2, 4)]);
        let parts = fold(&days);
        let parts: Vec<_> = parts[0]
            .parts()
            .map(|(from, to, peak)| (from.day_of_month(), to.day_of_month(), peak.day))
            .collect();
        assert_eq!(parts, [(1, 2, day("2026-05-02")), (3, 4, day("2026-05-04"))]);
    }

    #[test]
    fn first_use_is_not_topped() {
        let days = [fired("spike", "2026-05-01", None), fired("spike", "2026-05-02", Some("14"))];
        assert_eq!(summary(&fold(&days)), [("spike".to_owned(), 1, 2)]);
    }

    #[test]
    fn rules_and_scopes_are_kept_apart() {
        let mut app = fired("spike", "2026-05-02", Some("2.1"));
        app.scope = Some(crate::alerts::RuleScope { app: Some("shop".into()) });
        let days = [
            fired("steady", "2026-05-01", Some("2.1")),
            fired("spike", "2026-05-01", Some("2.1")),
            app,
        ];
        let rules: Vec<_> = fold(&days)
            .iter()
            .map(|e| (e.reported[0].rule.clone(), e.reported[0].scope.is_some()))
            .collect();
        assert_eq!(
            rules,
            [("spike".to_owned(), false), ("steady".to_owned(), false), ("spike".to_owned(), true)]
        );
    }
}
