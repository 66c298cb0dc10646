//! Findings about prompts to the builder.

use super::figures::{amount, count, number, percent, range, share};
use super::text::FindingText;
use crate::audit::facts::{
    BroadPromptFacts, DiscussFacts, FixRunFacts, HotFileFacts, LoopFacts, SmallFixFacts,
};

const NARROW_REPAIR: &str = "In <file>, in <function> (around line <n>), <the one change>.\n\
    Expected: <what you see when it works>.\n\
    Do not modify any other line of this file. Do not modify any other file.\n\
    If this cannot be done without changing something else, stop and say so.";

const NARROW_PROMPT: &str = "In <file>, in <function> (around line <n>), <the one change>.\n\
    Do not modify any other line of this file. Do not modify any other file.";

pub(super) fn loops(f: &LoopFacts) -> FindingText {
    let (title, action) = if f.silent {
        (
            "Prompts in a row about the same thing",
            "Ask what these turns were: steps of one piece of work, or repairs of the turn before.",
        )
    } else {
        (
            "Regression loops",
            "Take a snapshot before each prompt. After a turn that broke something, revert and ask once more with a narrow scope, instead of asking for a repair; if that fails, escalate to a person.",
        )
    };
    let summary = format!(
        "{} of {} turns cost {} credits; without the {} after the first turns it would have been {}.",
        count(f.loops, "loop"),
        number(f.turns),
        range(f.cost),
        count(f.repairs, "repair"),
        amount(f.cost_without_repairs.typical),
    );
    FindingText::new(title, summary, action)
        .count("loops", f.loops)
        .count("turns", f.turns)
        .count("longest loop, in turns", f.longest)
        .detail("credits of the loops", range(f.cost))
        .detail("credits without the repairs", range(f.cost_without_repairs))
        .detail("share of the pool", share(f.cost.typical, f.pool_credits))
        .paste(NARROW_REPAIR)
}

pub(super) fn broad(f: &BroadPromptFacts) -> FindingText {
    let summary = format!(
        "{} of {} build prompts ({}) cost {} credits; work of their scope costs {}.",
        number(f.broad),
        number(f.prompts),
        percent(f.broad, f.prompts),
        range(f.cost),
        range(f.cost_in_scope),
    );
    let action = if f.asked {
        "Ask what these prompts were: most prompts of this app cost that much, so the log does not show what a narrow one costs."
    } else {
        "Name the file, the function and the lines in every prompt, and forbid changes elsewhere."
    };
    FindingText::new("Broad prompts", summary, action)
        .count("broad prompts", f.broad)
        .count("of them, naming no file and forbidding no other change", f.unscoped)
        .detail("their credits", range(f.cost))
        .detail("credits of work of their scope", range(f.cost_in_scope))
        .paste(NARROW_PROMPT)
}

pub(super) fn fix_runs(f: &FixRunFacts) -> FindingText {
    let summary = format!(
        "{} of {} or more fixes in a row: {} fixes, {} of them charged, {} credits.",
        count(f.runs, "run"),
        number(f.least_fixes),
        number(f.fixes),
        number(f.charged),
        range(f.cost),
    );
    let action = "After the second automatic fix in a row, revert to the last working version and describe the change anew.";
    FindingText::new("Repeated automatic fixes", summary, action)
        .count("runs", f.runs)
        .count("longest run", f.longest)
        .count("fixes charged", f.charged)
}

pub(super) fn discuss(f: &DiscussFacts) -> FindingText {
    let summary = format!(
        "{} of {} discuss turns ({}) are next to simple prompts only: {} credits.",
        number(f.routine),
        number(f.turns),
        percent(f.routine, f.turns),
        range(f.cost),
    );
    let action = "Turn Discuss mode off for routine work, and keep it for what is not clear yet.";
    FindingText::new("Discuss mode for routine work", summary, action)
        .count("discuss turns", f.turns)
        .count("next to simple prompts only", f.routine)
        .detail(
            "share of all credits that goes to Discuss mode (typical: 5–15%)",
            share(f.discuss_credits, f.all_credits),
        )
}

pub(super) fn small_fixes(f: &SmallFixFacts) -> FindingText {
    let (title, what, action) = if f.about_looks {
        (
            "Small changes by prompt",
            "are about the looks or text of one element",
            "Change colours, texts and spacing in the editor, which costs nothing.",
        )
    } else {
        (
            "Simple prompts",
            "are simple, and no word shows that they are about looks",
            "Ask which of these changes the editor makes for free: texts, colours and spacing, but no logic.",
        )
    };
    let summary = format!(
        "{} of {} build prompts ({}) {what}: {} credits.",
        number(f.simple),
        number(f.prompts),
        percent(f.simple, f.prompts),
        range(f.cost),
    );
    FindingText::new(title, summary, action)
        .count("simple prompts", f.simple)
        .count("without a logged prompt", f.without_text)
}

pub(super) fn hot_files(f: &HotFileFacts) -> FindingText {
    let things = if f.files { "files" } else { "features" };
    let summary = format!(
        "{} of {} {things} take {} of the {} build prompts and {} of their credits.",
        number(f.hot),
        number(f.distinct),
        percent(f.touching, f.prompts),
        number(f.prompts),
        share(f.cost.typical, f.build_credits),
    );
    let action =
        "Split or freeze the hottest of them, and move what is stable behind a backend function.";
    FindingText::new(format!("Hot {things}"), summary, action)
        .count(things, f.distinct)
        .detail("share of the top ones", share(f.cost.typical, f.build_credits))
        .detail("their credits", range(f.cost))
}
