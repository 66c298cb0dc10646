//! What a log cannot tell, by what is missing in it.

use super::trail::{Row, Trail};
use crate::event::Pool;

/// Whole sentences, in plain words; nothing from the log is in them.
pub fn cannot_tell(trail: &Trail) -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |missing: usize, of: usize, what: &str, so: &str| {
        if missing > 0 && of > 0 {
            let part = if missing == of { "No".to_owned() } else { format!("{missing} of {of}") };
            let verb = if missing == of { "has" } else { "have no" };
            said.push(format!("{part} {what}: {so}.", what = what.replace("{has}", verb)));
        }
    };
    let count = |which: fn(&Row) -> bool, lacks: fn(&Row) -> bool| {
        let of = trail.rows.iter().filter(|row| which(row)).count();
        (trail.rows.iter().filter(|row| which(row) && lacks(row)).count(), of)
    };
    let build: fn(&Row) -> bool = |row| row.is_build();
    let call: fn(&Row) -> bool = |row| row.is_call();
    let model: fn(&Row) -> bool = |row| row.is_llm() || row.is_agent();
    let checks: [(fn(&Row) -> bool, fn(&Row) -> bool, &str, &str); 10] = [
        (|_| true, |row| row.cost.is_none(), "event {has} known credits", "they are counted, and in no sum and no saving"),
        (|_| true, |row| row.at.is_none(), "event {has} a time of day", "loops, bursts and caches of an hour cannot be seen among them"),
        (|_| true, |row| row.app.is_none(), "event {has} an app", "findings cannot say where they belong"),
        (build, |row| row.prompt().is_none(), "build prompt {has} its text logged", "repairs and broad prompts are known by scope, files and credits only"),
        (build, |row| row.files().next().is_none() && row.feature.is_none(), "build prompt {has} a file or feature", "hot files cannot be named, and loops are known by their words only"),
        (build, |row| !row.is_reported(), "build prompt {has} reported credits", "whether it cost more than its scope cannot be seen"),
        (model, |row| row.prompt().is_none() && row.extra(&["prompthash", "inputhash", "requesthash"]).is_none(), "model call {has} its prompt logged", "repeats are supposed from operation, feature and user"),
        (model, |row| row.classified.assumed_model, "model call {has} its model logged", "the platform's default is assumed"),
        (call, |row| row.user.is_none(), "call {has} a user", "bursts of one user cannot be seen"),
        (|row| row.class.source == crate::model::Source::Backend, |row| row.event.duration_ms.is_none(), "function run {has} a duration", "long runs cannot be told from short ones"),
    ];
    for (which, lacks, what, so) in checks {
        let (missing, of) = count(which, lacks);
        say(missing, of, what, so);
    }
    for pool in [Pool::Message, Pool::Integration] {
        if !trail.rows.iter().any(|row| row.classified.pool == pool) {
            said.push(format!("The log has no {pool} credits: every share is of the other pool alone."));
        }
    }
    if trail.cycles.iter().all(|c| c.capacity.is_none()) {
        said.push("No allowance is known: unused credits and the size of the plan cannot be judged.".to_owned());
    } else if !trail.cycles.iter().any(|c| c.over && c.covered) {
        said.push("The log covers no finished cycle: unused credits and the size of the plan cannot be judged.".to_owned());
    }
    said
}
