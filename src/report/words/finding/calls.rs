//! Findings about calls of a running app.

use super::figures::{amount, count, number, percent, range, share};
use super::text::FindingText;
use crate::audit::estimate::portion;
use crate::audit::facts::{
    BurstFacts, DearModelFacts, HeavyCallFacts, RepeatKind, RepeatedCallFacts,
};

// tests/recorder runs both with the platform's own client.
const CACHE: &str = include_str!("snippets/cache.js");

const RATE_LIMIT: &str = include_str!("snippets/rate_limit.js");

pub(super) fn repeated(f: &RepeatedCallFacts) -> FindingText {
    let kind = match f.kind {
        RepeatKind::Input | RepeatKind::AgentMessage => "Repeated",
        RepeatKind::NoInput => "Probably repeated",
    };
    let calls = if f.call.ends_with("messages") { "" } else { " calls" };
    let action = match f.kind {
        RepeatKind::Input => {
            "Store the answer in an entity keyed by the prompt's hash, and look there first."
        }
        RepeatKind::AgentMessage => {
            "Ask whether these messages have one answer: if so, a page of frequent questions or a cached reply before the agent would give it."
        }
        RepeatKind::NoInput => {
            "Log the prompt's hash with each call, then audit again: calls of one feature by one user in quick succession look like repeats."
        }
    };
    let [hour, day, forever] = f.hits;
    let summary = if f.kind == RepeatKind::NoInput {
        format!(
            "{} of {} calls follow a call of the same feature by the same user within an hour: {} credits.",
            number(hour.calls),
            number(f.calls),
            range(hour.cost)
        )
    } else {
        format!(
            "{} of {} calls repeat an input; a cache would answer {} of them if it kept answers for an hour, {} for a day, {} forever.",
            number(forever.calls),
            number(f.calls),
            percent(hour.calls, f.calls),
            percent(day.calls, f.calls),
            percent(forever.calls, f.calls),
        )
    };
    let mut text = FindingText::new(format!("{kind} {}{calls}", f.call), summary, action)
        .count("calls", f.calls);
    for (lifetime, hits) in ["1 hour", "1 day", "forever"].iter().zip(f.hits) {
        let share = percent(hits.calls, f.calls);
        let value = format!("{} ({share}), {} credits", number(hits.calls), range(hits.cost));
        text = text.detail(format!("hits, answers kept {lifetime}"), value);
    }
    if let Some((beginning, known)) = f.at_visit_start {
        text = text.detail("calls that begin a visit of their user", percent(beginning, known));
    }
    if f.kind == RepeatKind::Input { text.paste(CACHE.trim_end()) } else { text }
}

pub(super) fn heavy(f: &HeavyCallFacts) -> FindingText {
    let a_day = f.cost.scaled(1, i64::from(f.days)).typical;
    let a_call = portion(f.cost.typical, 1, i64::try_from(f.calls).unwrap_or(1));
    let summary = format!(
        "{} of all credits: {} calls cost {}, {} a day. A single call is heavy above {}%.",
        share(f.cost.typical, f.all_credits),
        number(f.calls),
        range(f.cost),
        amount(a_day),
        f.above_percent,
    );
    let action = "Look at this call first: cache it, call it on demand instead of on page load, or use a cheaper model.";
    FindingText::new(format!("One heavy call: {}", f.call), summary, action)
        .detail("share of all credits", share(f.cost.typical, f.all_credits))
        .detail("credits a call", amount(a_call))
}

pub(super) fn dear_model(f: &DearModelFacts) -> FindingText {
    let summary = format!(
        "{} of {} calls cost {} credits; at the cheaper model's {} a call they would have cost {} less.",
        number(f.dear),
        number(f.calls),
        range(f.cost),
        amount(f.cheap),
        range(f.difference),
    );
    let action =
        "Ask whether this feature needs the dearer model: its other calls use the cheaper one.";
    FindingText::new(format!("{} on a dearer model", f.call), summary, action)
        .detail("credits a call on the cheaper model", amount(f.cheap))
}

pub(super) fn burst(f: &BurstFacts) -> FindingText {
    let summary = format!(
        "{} with up to {} calls, where {} is usual; a limit of {} an hour would have saved {} credits.",
        count(f.hours, "hour"),
        number(f.most),
        number(f.usual),
        number(f.limit),
        range(f.beyond),
    );
    let action =
        "Limit calls per user and hour on this endpoint, and stop any loop that retries forever.";
    FindingText::new("A burst of calls", summary, action)
        .count("calls in the worst hour", f.most)
        .count("usual calls an hour", f.usual)
        .count("limit that would have stopped it, in calls an hour", f.limit)
        .paste(rate_limit(f.limit))
}

fn rate_limit(limit: usize) -> String {
    RATE_LIMIT.trim_end().replace("LIMIT", &limit.to_string())
}
