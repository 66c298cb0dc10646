//! Prompts for what the editor does for nothing.

use super::discuss_routine::is_simple;
use super::estimate::Estimate;
use super::text::{number, percent, range};
use super::words;
use super::{Detector, FindingClass, Found, Params, Row, Trail};

pub(super) struct SmallFixes;

impl Detector for SmallFixes {
    fn id(&self) -> &'static str {
        "small-fixes"
    }
    fn letter(&self) -> char {
        'S'
    }
    fn title(&self) -> &'static str {
        "prompts for small changes that the editor makes for 0"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("editor")
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/small-fixes.md")
    }
    fn weakness(&self) -> &'static str {
        "It cannot see whether the editor could have made a change; without prompts in the log it only knows that they were simple."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_build()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.small_fixes;
        let mut all = Vec::new();
        for ((pool, app), turns) in
            trail.group(|row| row.is_build().then_some((row.classified.pool, row.app)))
        {
            let simple: Vec<usize> =
                turns.iter().copied().filter(|p| is_simple(&trail.rows[*p])).collect();
            if simple.is_empty()
                || simple.len() < limits.least_turns
                || 100 * simple.len() < limits.least_percent * turns.len()
            {
                continue;
            }
            let text = |p: &usize| trail.rows[*p].prompt();
            let (told, untold): (Vec<usize>, Vec<usize>) =
                simple.iter().partition(|p| text(p).is_some());
            let (looks, other): (Vec<usize>, Vec<usize>) =
                told.iter().partition(|p| text(p).is_some_and(words::looks));
            if untold.is_empty() && looks.len() < limits.least_turns {
                continue;
            }
            let mut found = Found::new(self, "Small changes by prompt").within(pool, app).advise(
                FindingClass::Habit,
                "habit",
                "Change colours, texts and spacing in the editor, which costs nothing.",
            );
            // Of what is about looks, two thirds at least; of what no word is known of, the published 30 to 50 %.
            let shares: [(&Vec<usize>, [i64; 3]); 3] =
                [(&looks, [34, 0, 0]), (&untold, [70, 50, 0]), (&other, [100, 100, 0])];
            for (rows, [cautious, typical, hopeful]) in shares {
                for position in rows {
                    found.fix.leave_percent(trail, *position, cautious, typical, hopeful);
                }
            }
            let cost = trail.cost(&simple);
            found.finding.summary = format!(
                "{} of {} build prompts ({}) are simple: {} credits{}.",
                number(simple.len()),
                number(turns.len()),
                percent(simple.len(), turns.len()),
                range(cost),
                if told.is_empty() {
                    String::new()
                } else {
                    format!("; {} are about one element's looks or text", looks.len())
                },
            );
            found.detail("simple prompts", simple.len());
            found.detail("about looks or text", looks.len());
            found.detail("without a logged prompt", untold.len());
            let (sure, half) = (trail.cost(&looks), trail.cost(&untold));
            let low = sure.scaled(66, 100).low + half.scaled(30, 100).low;
            let typical = sure.typical + half.scaled(1, 2).typical;
            found.rest_on(simple, turns.len(), Estimate::around(low, typical, cost.high));
            all.push(found);
        }
        all
    }
}
