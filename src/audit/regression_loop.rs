//! Prompts that repair what the prompt before them broke.

use std::collections::{BTreeMap, BTreeSet};

use super::estimate::Estimate;
use super::replay::{Fix, Left};
use super::text::{amount, count, number, range};
use super::words;
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::{Credits, Untrusted};

pub(super) struct RegressionLoop;

const ACTION: &str = "Snapshot before each prompt, and after a turn that broke something revert and ask once more with a narrow scope, instead of asking for a repair.";
const ASK: &str =
    "Ask what these turns were: steps of one piece of work, or repairs of the turn before.";
const PASTE: &str = "In <file>, in <function> (around line <n>), <the one change>.\n\
    Expected: <what you see when it works>.\n\
    Do not modify any other line of this file. Do not modify any other file.\n\
    If this cannot be done without changing something else, stop and say so.";

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
        include_str!("docs/regression-loop.md")
    }
    fn weakness(&self) -> &'static str {
        "It knows a repair by its words, so it misses some that are put otherwise, and takes for a loop what was a wish to fix something old."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_build()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let mut loops: BTreeMap<_, Vec<Loop>> = BTreeMap::new();
        let groups = trail.group(|row| {
            (row.is_build() && row.at.is_some()).then_some((row.classified.pool, row.app, row.user))
        });
        let mut turns: BTreeMap<_, usize> = BTreeMap::new();
        for ((pool, app, _), rows) in groups {
            *turns.entry((pool, app)).or_default() += rows.len();
            for found in loops_of(trail, &rows, params) {
                loops.entry((pool, app, found.silent)).or_default().push(found);
            }
        }
        let make = |((pool, app, silent), loops): ((_, Option<&str>, bool), Vec<Loop>)| {
            let title =
                if silent { "Prompts in a row about the same thing" } else { "Regression loops" };
            let mut found = Found::new(self, title).within(pool, app);
            found = if silent {
                found.advise(FindingClass::Question, "habit", ASK)
            } else {
                found.advise(FindingClass::Habit, "habit", ACTION)
            };
            fill(&mut found, trail, &loops, turns[&(pool, app)]);
            found
        };
        loops.into_iter().map(make).collect()
    }
}

fn fill(found: &mut Found, trail: &Trail, loops: &[Loop], looked_at: usize) {
    let (mut rows, mut wasted, mut first_cost) = (Vec::new(), Estimate::ZERO, Estimate::ZERO);
    let mut users = BTreeSet::new();
    for l in loops {
        rows.extend(l.turns.iter().copied());
        users.extend(l.turns.iter().map(|p| trail.rows[*p].user));
        first_cost += trail.cost(l.turns.iter().filter(|p| !l.repairs.contains(p)));
        let repairs = trail.cost(&l.repairs);
        // One retry is fair; a loop of which no word is known may be none at all.
        let one = l
            .repairs
            .first()
            .map_or(Credits::ZERO, |p| trail.rows[*p].cost.unwrap_or_default().low);
        wasted += Estimate {
            low: if l.silent { Credits::ZERO } else { (repairs.low - one).floor_zero() },
            high: repairs.high + trail.cost(&l.doubtful).high,
            ..repairs
        };
        l.leave(trail, &mut found.fix);
    }
    let turns: usize = loops.iter().map(|l| l.turns.len()).sum();
    let cost = trail.cost(&rows);
    found.finding.summary = format!(
        "{} of {} turns cost {} credits; without the {} after the first ones it would have been {}.",
        count(loops.len(), "loop"),
        number(turns),
        range(cost),
        count(loops.iter().map(|l| l.repairs.len()).sum(), "repair"),
        amount(first_cost.typical),
    );
    found.detail("loops", loops.len());
    found.detail("turns", turns);
    found.detail("longest loop, in turns", loops.iter().map(|l| l.turns.len()).max().unwrap_or(0));
    found.detail("credits of the loops", range(cost));
    found.detail("credits without the repairs", range(first_cost));
    if let (1, Some(Some(user))) = (users.len(), users.first()) {
        found.finding.user = Some(Untrusted::from(*user));
    }
    found.finding.paste = Some(PASTE.to_owned());
    found.list(loops.iter().map(|l| l.part(trail)).collect());
    found.rest_on(rows, looked_at, wasted);
}

/// Turns about one thing.
struct Loop {
    turns: Vec<usize>,
    /// Of them, those that repair.
    repairs: Vec<usize>,
    /// Turns after the first one whose words do not say that they repair: they may.
    doubtful: Vec<usize>,
    /// No prompt of it is logged.
    silent: bool,
}

impl Loop {
    fn leave(&self, trail: &Trail, fix: &mut Fix) {
        let first = self.turns.first().and_then(|p| trail.rows[*p].cost).unwrap_or_default();
        for (n, position) in self.repairs.iter().enumerate() {
            let cost = trail.rows[*position].cost.unwrap_or_default();
            // A revert costs nothing; one retry costs what the first prompt did.
            let retry = if n == 0 { cost.typical.min(first.typical) } else { Credits::ZERO };
            let cautious = if self.silent {
                cost.low
            } else {
                cost.low.divide(Credits::whole(2), 6).unwrap_or(cost.low)
            };
            fix.leave(*position, Left { cautious, typical: retry, hopeful: Credits::ZERO });
        }
        for position in &self.doubtful {
            fix.leave_percent(trail, *position, 100, 100, 0);
        }
    }

    fn part(&self, trail: &Trail) -> Part {
        let first = &trail.rows[self.turns[0]];
        let file = self.turns.iter().find_map(|p| trail.rows[*p].files().next());
        let (kind, name) = match file {
            Some(file) => (NameKind::File, Some(file)),
            None => (NameKind::Feature, self.turns.iter().find_map(|p| trail.rows[*p].feature)),
        };
        let days = self.turns.last().map_or(0, |p| trail.rows[*p].day.since(first.day)) + 1;
        let over = if days > 1 { format!(", over {days} days") } else { String::new() };
        Part {
            kind,
            name: name.map(Untrusted::from),
            events: self.turns.len() as u64,
            credits: trail.cost(&self.turns).typical,
            note: format!("from {}{over}", first.event.stamp),
        }
    }
}

/// What a turn is about.
struct Target<'a> {
    files: BTreeSet<&'a str>,
    feature: Option<&'a str>,
    topics: BTreeSet<String>,
    /// Its words ask for a repair.
    repairs: bool,
    /// Its words describe what went wrong.
    complains: bool,
    text: bool,
}

impl<'a> Target<'a> {
    fn of(row: &Row<'a>) -> Self {
        let prompt = row.prompt();
        Self {
            files: row.files().collect(),
            feature: row.feature,
            topics: prompt.map(words::topics).unwrap_or_default(),
            repairs: prompt.is_some_and(words::repairs),
            complains: prompt.is_some_and(words::complains),
            text: prompt.is_some(),
        }
    }

    fn is_about(&self, other: &Self) -> bool {
        let nameless = self.repairs
            && self.topics.is_empty()
            && self.files.is_empty()
            && self.feature.is_none();
        nameless
            || self.files.intersection(&other.files).next().is_some()
            || (self.feature.is_some() && self.feature == other.feature)
            || words::alike(&self.topics, &other.topics)
    }
}

fn loops_of(trail: &Trail, rows: &[usize], params: &Params) -> Vec<Loop> {
    let limits = &params.regression_loop;
    let targets: BTreeMap<usize, Target> =
        rows.iter().map(|p| (*p, Target::of(&trail.rows[*p]))).collect();
    let about = |position: usize, run: &[usize]| {
        let near = run.iter().rev().take(4).chain(run.first());
        near.into_iter().any(|other| targets[&position].is_about(&targets[other]))
    };
    let minutes = |run: &[usize], position: usize| {
        run.last()
            .and_then(|last| trail.rows[position].minutes_since(&trail.rows[*last]))
            .unwrap_or(i64::MAX)
    };
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for position in rows {
        open.retain(|run| minutes(&runs[*run], *position) <= limits.gap_minutes);
        if let Some(run) = open.iter().rev().copied().find(|run| about(*position, &runs[*run])) {
            runs[run].push(*position);
        } else {
            open.push(runs.len());
            runs.push(vec![*position]);
        }
    }
    // A repair that is asked for a day later belongs to what it repairs.
    let mut joined: Vec<Vec<usize>> = Vec::new();
    for run in runs {
        let first = run[0];
        let earlier = |old: &&mut Vec<usize>| {
            old.len() >= limits.least_turns
                && targets[&first].repairs
                && minutes(old, first) <= 60 * limits.join_hours
                && about(first, old)
        };
        match joined.iter_mut().rev().find(earlier) {
            Some(old) => old.extend(run),
            None => joined.push(run),
        }
    }
    joined.into_iter().filter_map(|turns| judge(turns, &targets, limits.least_turns)).collect()
}

/// A run is a loop if half of what follows its first turn are repairs, two at least. Without any text that cannot be told.
fn judge(turns: Vec<usize>, targets: &BTreeMap<usize, Target>, least: usize) -> Option<Loop> {
    let (first, followers) = turns.split_first()?;
    if turns.len() < least {
        return None;
    }
    if followers.iter().all(|p| !targets[p].text) {
        let same =
            |p: &usize| !targets[p].files.is_empty() && targets[p].files == targets[first].files;
        let repairs: Vec<usize> = followers.to_vec();
        return followers.iter().all(same).then_some(Loop {
            repairs,
            doubtful: Vec::new(),
            turns,
            silent: true,
        });
    }
    // A complaint counts as well as the word: two of them are needed in any case.
    let repairs: Vec<usize> =
        followers.iter().copied().filter(|p| targets[p].repairs || targets[p].complains).collect();
    let doubtful = followers.iter().copied().filter(|p| !repairs.contains(p)).collect();
    (repairs.len() >= 2 && 2 * repairs.len() >= followers.len()).then_some(Loop {
        repairs,
        doubtful,
        turns,
        silent: false,
    })
}
