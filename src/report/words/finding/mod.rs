//! The sentences of findings. Detectors return values ([`Facts`]); this is the only place that puts them into words, so that
//! numbers look the same on every page.

mod automations;
mod calls;
mod figures;
mod plans;
mod prices;
mod prompts;
mod text;

pub(crate) use text::FindingText;

use crate::audit::facts::Facts;
use crate::audit::finding::{Effort, PartNote};

use figures::{amount, count, number, percent, share};

/// Writes the sentences of a finding.
pub(crate) fn text(facts: &Facts) -> FindingText {
    match facts {
        Facts::Loops(f) => prompts::loops(f),
        Facts::BroadPrompts(f) => prompts::broad(f),
        Facts::FixRuns(f) => prompts::fix_runs(f),
        Facts::Discuss(f) => prompts::discuss(f),
        Facts::SmallFixes(f) => prompts::small_fixes(f),
        Facts::HotFiles(f) => prompts::hot_files(f),
        Facts::RepeatedCalls(f) => calls::repeated(f),
        Facts::HeavyCall(f) => calls::heavy(f),
        Facts::DearModel(f) => calls::dear_model(f),
        Facts::Burst(f) => calls::burst(f),
        Facts::Automation(f) => automations::idle(f),
        Facts::LongRuns(f) => automations::long_runs(f),
        Facts::Batches(f) => automations::batches(f),
        Facts::Spikes(f) => plans::spikes(f),
        Facts::AbovePrice(f) => prices::above(f),
        Facts::PriceChange(f) => prices::change(f),
        Facts::Unused(f) => plans::unused(f),
        Facts::PlanSize(f) => plans::size(f),
    }
}

/// Writes the remark on a part of a finding.
pub(crate) fn note(note: &PartNote) -> String {
    match *note {
        PartNote::Loop { start, days } if days > 1 => format!("from {start}, over {days} days"),
        PartNote::BroadPrompts(n) => count(n, "broad prompt"),
        PartNote::HitRates { calls, hits: [hour, day, forever] } => format!(
            "of {}: hit rate {} in an hour, {} in a day, {} forever",
            count(calls, "call"),
            percent(hour, calls),
            percent(day, calls),
            percent(forever, calls)
        ),
        PartNote::FixRun { start, prompt: Some(prompt) } => {
            format!("from {start}, after the prompt of {prompt}")
        }
        PartNote::Loop { start, .. } | PartNote::FixRun { start, prompt: None } => {
            format!("from {start}")
        }
        PartNote::ShareOfAll(part, all) => format!("{} of all credits", share(part, all)),
        PartNote::Share(part, all) => share(part, all),
        PartNote::MeanCall(mean) => format!("{} a call", amount(mean)),
        PartNote::Day(day) => format!("on {day}"),
        PartNote::Hour(first) => format!("in the hour of {first}"),
        PartNote::Longest(ms) => {
            format!("longest {} s", amount(crate::audit::estimate::portion(ms, 1, 1000)))
        }
    }
}

/// `habit`, `2–4 h`; `0` if there is nothing to do in the app.
pub(crate) fn effort(effort: Effort) -> String {
    match effort {
        Effort::None => "0".to_owned(),
        Effort::Habit => "habit".to_owned(),
        Effort::Hours(from, to) if from == to => format!("{} h", number(usize::from(from))),
        Effort::Hours(from, to) => format!("{from}–{to} h"),
    }
}
