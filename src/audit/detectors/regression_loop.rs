//! Prompts that repair what an earlier prompt broke.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, LoopFacts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::keywords;
use crate::audit::params::Params;
use crate::audit::replay::{Fix, Remaining};
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};
use crate::event::Pool;

/// The most runs that a prompt is compared with: nobody works on more things at a time, and a script that writes 100,000 prompts an hour
/// must not make each a matter of all others.
const MOST_OPEN: usize = 50;

/// A loop has at least this many repairs: a single one may be chance.
const LEAST_REPAIRS: usize = 2;

/// Without words of repair, a run is a question if it has at least this many turns, each at most so many minutes after the one before.
const LEAST_SILENT: usize = 5;
const SILENT_MINUTES: i64 = 15;

/// The turns of every loop that counts. No other detector claims them.
pub(super) fn held(timeline: &Timeline, params: &Params) -> BTreeSet<usize> {
    let groups = timeline.group(place);
    let loops = groups.values().flat_map(|prompts| find_loops(timeline, prompts, params));
    loops.filter(|found| !found.silent).flat_map(|found| found.turns).collect()
}

fn place<'a>(event: &TimelineEvent<'a>) -> Option<(Pool, Option<&'a str>, Option<&'a str>)> {
    (event.is_build() && event.at.is_some()).then_some((
        event.classified.pool,
        event.app,
        event.user,
    ))
}

pub(super) struct RegressionLoop;

impl Detector for RegressionLoop {
    fn id(&self) -> &'static str {
        "regression-loop"
    }
    fn letter(&self) -> char {
        'L'
    }
    fn title(&self) -> &'static str {
        "prompts in a row that repair the same thing"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("revert")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/regression-loop.md")
    }
    fn weakness(&self) -> &'static str {
        "Repairs are recognised by keywords: some are missed, and a request to fix an old problem can be mistaken for a loop."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_build()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let groups = timeline.group(place);
        let mut loops: BTreeMap<_, Vec<Loop>> = BTreeMap::new();
        let mut turns: BTreeMap<_, usize> = BTreeMap::new();
        for ((pool, app, _), prompts) in groups {
            *turns.entry((pool, app)).or_default() += prompts.len();
            for found in find_loops(timeline, &prompts, params) {
                loops.entry((pool, app, found.silent)).or_default().push(found);
            }
        }
        let draft = |((pool, app, silent), loops): ((_, Option<&str>, bool), Vec<Loop>)| {
            self.draft(timeline, (pool, silent), &loops, turns[&(pool, app)]).within(pool, app)
        };
        loops.into_iter().map(draft).collect()
    }
}

impl RegressionLoop {
    fn draft(
        &self,
        timeline: &Timeline,
        (pool, silent): (Pool, bool),
        loops: &[Loop],
        looked_at: usize,
    ) -> DraftFinding {
        let (mut fix, mut positions) = (Fix::default(), Vec::new());
        let (mut wasted, mut cost_without_repairs) = (Estimate::ZERO, Estimate::ZERO);
        let mut users = BTreeSet::new();
        for l in loops {
            positions.extend(l.turns.iter().copied());
            users.extend(l.turns.iter().map(|p| timeline.events[*p].user));
            cost_without_repairs +=
                timeline.cost(l.turns.iter().filter(|p| !l.repairs.contains(p)));
            wasted += l.wasted(timeline);
            l.apply_fix(timeline, &mut fix);
        }
        let facts = Facts::Loops(LoopFacts {
            silent,
            loops: loops.len(),
            turns: positions.len(),
            repairs: loops.iter().map(|l| l.repairs.len()).sum(),
            longest: loops.iter().map(|l| l.turns.len()).max().unwrap_or(0),
            cost: timeline.cost(&positions),
            cost_without_repairs,
            pool_credits: timeline.spent(Some(pool)).typical,
        });
        let class = if silent { FindingClass::Question } else { FindingClass::Habit };
        let mut draft = DraftFinding::new(self.id(), class, Effort::Habit, facts)
            .with_fix(fix)
            .with_parts(loops.iter().map(|l| l.part(timeline)).collect())
            .rest_on(positions, looked_at, wasted);
        if let (1, Some(Some(user))) = (users.len(), users.first()) {
            draft.finding.user = Some(Untrusted::from(*user));
        }
        draft
    }
}

/// Turns about one thing.
struct Loop {
    turns: Vec<usize>,
    /// The turns that repair.
    repairs: Vec<usize>,
    /// Turns after the first that may or may not be repairs: their words do not show it.
    doubtful: Vec<usize>,
    /// No prompt of the loop is logged.
    silent: bool,
}

impl Loop {
    fn wasted(&self, timeline: &Timeline) -> Estimate {
        let repairs = timeline.cost(&self.repairs);
        // One retry is fair. A loop without logged prompts may be no loop at all.
        let one_retry = self
            .repairs
            .first()
            .map_or(Credits::ZERO, |p| timeline.events[*p].cost.unwrap_or_default().low);
        Estimate {
            low: if self.silent { Credits::ZERO } else { (repairs.low - one_retry).floor_zero() },
            high: repairs.high + timeline.cost(&self.doubtful).high,
            ..repairs
        }
    }

    fn apply_fix(&self, timeline: &Timeline, fix: &mut Fix) {
        let first = self.turns.first().and_then(|p| timeline.events[*p].cost).unwrap_or_default();
        for (n, position) in self.repairs.iter().enumerate() {
            let cost = timeline.events[*position].cost.unwrap_or_default();
            // A revert costs nothing; one retry costs what the first prompt did.
            let retry = if n == 0 { cost.typical.min(first.typical) } else { Credits::ZERO };
            let cautious = if self.silent {
                cost.low
            } else {
                cost.low.divide(Credits::whole(2), 6).unwrap_or(cost.low)
            };
            fix.leave(*position, Remaining { cautious, typical: retry, optimistic: Credits::ZERO });
        }
        fix.leave_percent(timeline, &self.doubtful, [100, 100, 0]);
    }

    fn part(&self, timeline: &Timeline) -> Part {
        let first = &timeline.events[self.turns[0]];
        let file = self.turns.iter().find_map(|p| timeline.events[*p].files().next());
        let (kind, name) = match file {
            Some(file) => (NameKind::File, Some(file)),
            None => {
                (NameKind::Feature, self.turns.iter().find_map(|p| timeline.events[*p].feature))
            }
        };
        let days = self.turns.last().map_or(0, |p| timeline.events[*p].day.since(first.day)) + 1;
        Part {
            kind,
            name: name.map(Untrusted::from),
            events: self.turns.len() as u64,
            credits: timeline.cost(&self.turns).typical,
            note: PartNote::Loop { start: first.logged.stamp, days },
        }
    }
}

/// The subject of a turn.
struct Subject<'a> {
    files: BTreeSet<&'a str>,
    feature: Option<&'a str>,
    topics: BTreeSet<String>,
    /// The prompt asks for a repair.
    asks_repair: bool,
    /// The prompt describes what went wrong.
    complains: bool,
    /// The prompt is logged.
    has_text: bool,
}

impl<'a> Subject<'a> {
    fn of(event: &TimelineEvent<'a>) -> Self {
        let prompt = event.prompt();
        Self {
            files: event.files().collect(),
            feature: event.feature,
            topics: prompt.map(keywords::topics).unwrap_or_default(),
            asks_repair: prompt.is_some_and(keywords::asks_repair),
            complains: prompt.is_some_and(keywords::complains),
            has_text: prompt.is_some(),
        }
    }

    /// Returns true if the prompt asks for a repair or complains, in other words than the first prompt of its run and the name of the
    /// feature do: "Failed payments" is the name of a page.
    fn repairs(&self, event: &TimelineEvent, first: &TimelineEvent) -> bool {
        let names = [event.feature, first.prompt(), first.feature];
        let known: BTreeSet<String> =
            names.into_iter().flatten().flat_map(keywords::repair_words).collect();
        let own = event.prompt().map(keywords::repair_words).unwrap_or_default();
        self.complains || own.iter().any(|word| !known.contains(word))
    }

    /// Returns true if the two turns are about the same thing. "Still broken" alone is about the turn before it.
    fn is_about(&self, other: &Self) -> bool {
        let unnamed = self.asks_repair
            && self.topics.is_empty()
            && self.files.is_empty()
            && self.feature.is_none();
        // Two features that the log names apart are two things, however alike the words are.
        let is_another =
            self.feature.is_some() && other.feature.is_some() && self.feature != other.feature;
        unnamed
            || self.files.intersection(&other.files).next().is_some()
            || (self.feature.is_some() && self.feature == other.feature)
            || (!is_another && keywords::are_alike(&self.topics, &other.topics))
    }
}

/// The prompts of one app and user, and the subject of each.
struct Prompts<'t, 'a> {
    timeline: &'t Timeline<'a>,
    subjects: BTreeMap<usize, Subject<'a>>,
}

impl Prompts<'_, '_> {
    /// Compares a prompt with the last four of a run and with its first.
    fn is_about(&self, position: usize, run: &[usize]) -> bool {
        let near = run.iter().rev().take(4).chain(run.first());
        near.into_iter().any(|other| self.subjects[&position].is_about(&self.subjects[other]))
    }

    /// Minutes from the end of a run to a prompt.
    fn minutes_after(&self, run: &[usize], position: usize) -> i64 {
        run.last()
            .and_then(|last| {
                self.timeline.events[position].minutes_since(&self.timeline.events[*last])
            })
            .unwrap_or(i64::MAX)
    }

    /// Splits prompts into runs about one thing. Several runs may be open at a time.
    fn runs(&self, prompts: &[usize], gap_minutes: i64) -> Vec<Vec<usize>> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for position in prompts {
            open.retain(|run| self.minutes_after(&runs[*run], *position) <= gap_minutes);
            let own = open.iter().rev().copied().find(|run| self.is_about(*position, &runs[*run]));
            if let Some(run) = own {
                runs[run].push(*position);
            } else {
                if open.len() == MOST_OPEN {
                    open.remove(0);
                }
                open.push(runs.len());
                runs.push(vec![*position]);
            }
        }
        runs
    }

    /// Joins a run that begins with a repair to the earlier run that it repairs, even days later.
    fn join(&self, runs: Vec<Vec<usize>>, least_turns: usize, join_hours: i64) -> Vec<Vec<usize>> {
        let mut joined: Vec<Vec<usize>> = Vec::new();
        // The latest runs that a repair may join.
        let mut long: Vec<usize> = Vec::new();
        for run in runs {
            let first = run[0];
            long.retain(|old| self.minutes_after(&joined[*old], first) <= 60 * join_hours);
            let is_earlier = |old: &usize| self.is_about(first, &joined[*old]);
            let asks = self.subjects[&first].asks_repair;
            if let Some(old) = long.iter().rev().copied().filter(|_| asks).find(is_earlier) {
                joined[old].extend(run);
                continue;
            }
            if run.len() >= least_turns {
                if long.len() == MOST_OPEN {
                    long.remove(0);
                }
                long.push(joined.len());
            }
            joined.push(run);
        }
        joined
    }

    /// Returns the run as a loop if at least half of the turns after the first are repairs. Otherwise the same target again and again
    /// within minutes is a question, whatever the words are: so is a run on the same files without any text.
    fn judge(&self, turns: Vec<usize>, least_turns: usize) -> Option<Loop> {
        let (first, followers) = turns.split_first()?;
        if turns.len() < least_turns {
            return None;
        }
        let event = |p: &usize| &self.timeline.events[*p];
        // A complaint counts like a request for a repair, since at least two are needed in any case.
        let (repairs, doubtful): (Vec<usize>, Vec<usize>) =
            followers.iter().partition(|p| self.subjects[p].repairs(event(p), event(first)));
        if repairs.len() >= LEAST_REPAIRS && 2 * repairs.len() >= followers.len() {
            return Some(Loop { repairs, doubtful, turns, silent: false });
        }
        let has_text = followers.iter().any(|p| self.subjects[p].has_text);
        let is_silent = if has_text { self.is_one_target(&turns) } else { self.is_mute(&turns) };
        let repairs = followers.to_vec();
        is_silent.then_some(Loop { repairs, doubtful: Vec::new(), turns, silent: true })
    }

    /// Returns true if every turn without text is on exactly the same files, or if many of them on one feature come within minutes.
    fn is_mute(&self, turns: &[usize]) -> bool {
        let first = &self.subjects[&turns[0]];
        let all = |same: &dyn Fn(&Subject) -> bool| turns.iter().all(|p| same(&self.subjects[p]));
        let same_files = !first.files.is_empty() && all(&|turn| turn.files == first.files);
        let same_feature = first.feature.is_some() && all(&|turn| turn.feature == first.feature);
        same_files || (same_feature && turns.len() >= LEAST_SILENT && self.are_close(turns))
    }

    /// Returns true if each turn asks for the same as the one before, minutes later.
    fn is_one_target(&self, turns: &[usize]) -> bool {
        let topics = |p: usize| &self.subjects[&p].topics;
        let alike =
            turns.windows(2).filter(|pair| keywords::are_alike(topics(pair[0]), topics(pair[1])));
        turns.len() >= LEAST_SILENT
            && 4 * alike.count() >= 3 * (turns.len() - 1)
            && self.are_close(turns)
    }

    fn are_close(&self, turns: &[usize]) -> bool {
        turns.windows(2).all(|pair| self.minutes_after(&pair[..1], pair[1]) <= SILENT_MINUTES)
    }
}

fn find_loops(timeline: &Timeline, prompts: &[usize], params: &Params) -> Vec<Loop> {
    let limits = &params.regression_loop;
    let subjects = prompts.iter().map(|p| (*p, Subject::of(&timeline.events[*p]))).collect();
    let own = Prompts { timeline, subjects };
    let runs = own.runs(prompts, limits.gap_minutes);
    own.join(runs, limits.least_turns, limits.join_hours)
        .into_iter()
        .filter_map(|turns| own.judge(turns, limits.least_turns))
        .collect()
}
