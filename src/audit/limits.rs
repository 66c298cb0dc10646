//! What a log cannot tell, by what is missing in it.

use super::text::number;
use super::trail::{Row, Trail};
use crate::event::Pool;
use crate::model::Source;

/// Which rows, which of them lack it; what they are, what they lack, and what follows.
type Check = (fn(&Row) -> bool, fn(&Row) -> bool, &'static str, &'static str, &'static str);

/// Whole sentences, in plain words; nothing from the log is in them.
pub(crate) fn cannot_tell(trail: &Trail) -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |missing: usize, of: usize, noun: &str, what: &str, so: &str| match (missing, of)
    {
        (0, _) => {}
        (missing, of) if missing == of => said.push(format!("No {noun} has {what}: {so}.")),
        (missing, of) => {
            said.push(format!(
                "{} of {} {noun}s have no {}: {so}.",
                number(missing),
                number(of),
                what.trim_start_matches("a ")
            ));
        }
    };
    let count = |which: fn(&Row) -> bool, lacks: fn(&Row) -> bool| {
        let of = trail.rows.iter().filter(|row| which(row)).count();
        (trail.rows.iter().filter(|row| which(row) && lacks(row)).count(), of)
    };
    let build: fn(&Row) -> bool = |row| row.is_build();
    let call: fn(&Row) -> bool =
        |row| matches!(row.class.source, Source::Integrations | Source::Agents);
    let model: fn(&Row) -> bool = |row| row.is_llm() || row.is_agent();
    let checks: [Check; 10] = [
        (
            |_| true,
            |row| row.cost.is_none(),
            "event",
            "known credits",
            "they are counted, and in no sum and no saving",
        ),
        (
            |_| true,
            |row| row.at.is_none(),
            "event",
            "a time of day",
            "loops, bursts and caches of an hour cannot be seen among them",
        ),
        (
            |_| true,
            |row| row.app.is_none(),
            "event",
            "a named app",
            "findings cannot say where they belong",
        ),
        (
            build,
            |row| row.prompt().is_none(),
            "build prompt",
            "a logged text",
            "repairs and broad prompts are known by scope, files and credits only",
        ),
        (
            build,
            |row| row.files().next().is_none() && row.feature.is_none(),
            "build prompt",
            "a file or feature",
            "hot files cannot be named, and loops are known by their words only",
        ),
        (
            build,
            |row| !row.is_reported(),
            "build prompt",
            "reported credits",
            "whether it cost more than its scope cannot be seen",
        ),
        (
            model,
            |row| {
                row.prompt().is_none()
                    && row.extra(&["prompthash", "inputhash", "requesthash"]).is_none()
            },
            "model call",
            "a logged prompt",
            "repeats are supposed from operation, feature and user",
        ),
        (
            model,
            |row| row.classified.assumed_model,
            "model call",
            "a logged model",
            "the platform's default is assumed",
        ),
        (
            call,
            |row| row.user.is_none(),
            "call",
            "a named user",
            "bursts of one user cannot be seen",
        ),
        (
            |row| row.class.source == Source::Backend,
            |row| row.event.duration_ms.is_none(),
            "function run",
            "a duration",
            "long runs cannot be told from short ones",
        ),
    ];
    for (which, lacks, noun, what, so) in checks {
        let (missing, of) = count(which, lacks);
        say(missing, of, noun, what, so);
    }
    for pool in [Pool::Message, Pool::Integration] {
        if !trail.rows.iter().any(|row| row.classified.pool == pool) {
            said.push(format!(
                "The log has no {pool} credits: every share is of the other pool alone."
            ));
        }
    }
    if trail.cycles.iter().all(|c| c.capacity.is_none()) {
        said.push(
            "No allowance is known: unused credits and the size of the plan cannot be judged."
                .to_owned(),
        );
    } else if !trail.cycles.iter().any(|c| c.over && c.covered) {
        said.push("The log covers no finished cycle: unused credits and the size of the plan cannot be judged.".to_owned());
    }
    said
}
