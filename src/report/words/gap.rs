//! The sentences about what a log does not say.

use crate::audit::gaps::{Gap, Lack};
use crate::base::figure;

/// Writes one sentence. It contains nothing from the log.
pub(crate) fn sentence(gap: Gap) -> String {
    match gap {
        Gap::Missing { what, missing, of } => {
            let (noun, lacks, so) = lack(what);
            if missing == of {
                return format!("No {noun} has {lacks}: {so}.");
            }
            let lacks = lacks.trim_start_matches("a ");
            let missing = figure::count(missing as u64);
            format!("{missing} of {} {noun}s have no {lacks}: {so}.", figure::count(of as u64))
        }
        Gap::NoPool(pool) => {
            format!("The log has no {pool} credits: every share is of the other pool alone.")
        }
        Gap::NoAllowance => {
            "No allowance is known: unused credits and the size of the plan cannot be judged."
                .to_owned()
        }
        Gap::NoFinishedCycle => {
            "The log covers no finished cycle: unused credits and the size of the plan cannot be judged."
                .to_owned()
        }
    }
}

/// What the events are, what they lack, and what follows.
const fn lack(what: Lack) -> (&'static str, &'static str, &'static str) {
    match what {
        Lack::Credits => {
            ("event", "known credits", "they are counted, but are in no sum and no saving")
        }
        Lack::TimeOfDay => (
            "event",
            "a time of day",
            "loops, bursts and caches of an hour cannot be seen among them",
        ),
        Lack::App => ("event", "a named app", "findings cannot say which app they concern"),
        Lack::BuildPrompt => (
            "build prompt",
            "a logged text",
            "repairs and broad prompts are recognised by scope, files and credits only",
        ),
        Lack::BuildTarget => (
            "build prompt",
            "a file or feature",
            "hot files cannot be named, and loops are recognised by their words only",
        ),
        Lack::BuildCredits => (
            "build prompt",
            "reported credits",
            "prompts that cost more than their scope stay hidden",
        ),
        Lack::CallInput => (
            "model call",
            "a logged prompt",
            "repeats are assumed from operation, feature and user",
        ),
        Lack::CallModel => ("model call", "a logged model", "the platform's default is assumed"),
        Lack::CallUser => ("call", "a named user", "bursts of one user cannot be seen"),
        Lack::RunDuration => {
            ("function run", "a duration", "long runs cannot be told from short ones")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::testing::{Log, line};

    #[test]
    fn every_gap_is_a_sentence() {
        let lines = [
            line(0, "prompt", ""),
            line(1, "prompt", "1").says("Add a page"),
            line(2, "InvokeLLM", "").by(""),
        ];
        let gaps = Log::of(&lines).audit().gaps;
        let sentences: Vec<String> = gaps.into_iter().map(sentence).collect();
        for expected in [
            "1 of 2 build prompts have no logged text:",
            "No model call has a logged prompt:",
            "No call has a named user:",
            "No allowance is known",
        ] {
            assert!(
                sentences.iter().any(|sentence| sentence.starts_with(expected)),
                "{expected} in {sentences:#?}"
            );
        }
        assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
    }
}
