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
    let calls = if f.call.ends_with("messages") { "" } else { " calls" };
    let title = match f.kind {
        RepeatKind::Input | RepeatKind::AgentMessage => format!("Repeated {}{calls}", f.call),
        RepeatKind::Mail => "Mails sent twice".to_owned(),
        RepeatKind::FewTexts => format!("{}{calls} with a few texts", f.call),
        RepeatKind::Template => format!("{}{calls} by template", f.call),
        RepeatKind::CutText => format!("{}{calls} with the same beginning", f.call),
        RepeatKind::Scheduled => format!("Scheduled {}{calls} with one input", f.call),
        RepeatKind::ButForStamp => format!("{}{calls} that repeat but for a stamp", f.call),
        RepeatKind::NoInput => format!("Probably repeated {}{calls}", f.call),
    };
    let mut text = FindingText::new(title, repeated_summary(f), repeated_action(f.kind))
        .count("calls", f.calls);
    let lifetimes = match f.kind {
        RepeatKind::Mail => ["within 10 seconds", "within a minute", "on the same day"],
        RepeatKind::Scheduled => {
            ["answers kept 1 hour", "answers kept 26 hours", "answers kept forever"]
        }
        _ => ["answers kept 1 hour", "answers kept 1 day", "answers kept forever"],
    };
    for (lifetime, hits) in lifetimes.iter().zip(f.hits) {
        let share = percent(hits.calls, f.calls);
        let value = format!("{} ({share}), {} credits", number(hits.calls), range(hits.cost));
        text = text.detail(format!("hits, {lifetime}"), value);
    }
    if let Some((beginning, known)) = f.at_visit_start {
        text = text.detail("calls that begin a visit of their user", percent(beginning, known));
    }
    if f.kind == RepeatKind::Input { text.paste(CACHE.trim_end()) } else { text }
}

fn repeated_summary(f: &RepeatedCallFacts) -> String {
    let [least, day, forever] = f.hits;
    match f.kind {
        RepeatKind::NoInput => format!(
            "{} of {} calls follow a call of the same feature by the same user within an hour: {} credits.",
            number(least.calls),
            number(f.calls),
            range(least.cost)
        ),
        RepeatKind::Mail => format!(
            "{} of {} mails have the recipient and subject of one sent at most a minute before: {} credits.",
            number(day.calls),
            number(f.calls),
            range(day.cost)
        ),
        _ => format!(
            "{} of {} calls repeat an input; a cache would answer {} of them if it kept answers for an hour, {} for a day, {} forever.",
            number(forever.calls),
            number(f.calls),
            percent(least.calls, f.calls),
            percent(day.calls, f.calls),
            percent(forever.calls, f.calls),
        ),
    }
}

const fn repeated_action(kind: RepeatKind) -> &'static str {
    match kind {
        RepeatKind::Input => {
            "Store the answer in an entity keyed by the prompt's hash, and look there first."
        }
        RepeatKind::Mail => {
            "Disable the button after the first click, and store which mail was sent, so that a retry does not send it again."
        }
        RepeatKind::AgentMessage => {
            "Ask whether these messages have one answer: if so, a page of frequent questions or a cached reply before the agent would give it."
        }
        RepeatKind::FewTexts => {
            "Ask whether the log stores whole prompts: a handful of texts covers most calls, so they may be templates. If they are whole, cache the answers."
        }
        RepeatKind::Template => {
            "Ask what these texts are filled with: they have gaps, or answer something that is not in them, so equal texts may have been different calls."
        }
        RepeatKind::CutText => {
            "Ask for the whole prompts, or log the hash of each: this log cuts them, so different prompts look the same."
        }
        RepeatKind::Scheduled => {
            "Ask whether the data changed between two runs of this job: if not, store the answer, or run it less often."
        }
        RepeatKind::ButForStamp => {
            "Ask whether the answer depends on the time or id in the prompt: if not, leave it out and cache the answer."
        }
        RepeatKind::NoInput => {
            "Log the prompt's hash with each call, then audit again: calls of one feature by one user in quick succession look like repeats."
        }
    }
}

pub(super) fn heavy(f: &HeavyCallFacts) -> FindingText {
    let a_day = f.cost.scaled(1, i64::from(f.days)).typical;
    let a_call = portion(f.cost.typical, 1, i64::try_from(f.calls).unwrap_or(1));
    let whole = if f.on_load { "the pool" } else { "all credits" };
    let heavy = if f.on_load {
        String::new()
    } else {
        format!(" A single call is heavy above {}%.", f.above_percent)
    };
    let summary = format!(
        "{} of {whole}: {} calls cost {}, {} a day.{heavy}",
        share(f.cost.typical, f.all_credits),
        number(f.calls),
        range(f.cost),
        amount(a_day),
    );
    let title = if f.on_load {
        format!("{} without being asked for", f.call)
    } else {
        format!("One heavy call: {}", f.call)
    };
    let text = FindingText::new(title, summary, heavy_action(f))
        .detail(format!("share of {whole}"), share(f.cost.typical, f.all_credits))
        .detail("credits a call", amount(a_call));
    match f.cheapest {
        Some(price) => {
            text.detail("credits a call on the cheapest model of this log", amount(price))
        }
        None => text,
    }
}

fn heavy_action(f: &HeavyCallFacts) -> &'static str {
    if f.on_load {
        return "Ask whether this runs on page load or on every key: call it when somebody asks, and store the answer for the day.";
    }
    match f.class_id.split_once('.') {
        Some(("llm" | "agent", _)) => {
            "Look at this call first: cache it, call it on demand instead of on page load, or use a cheaper model."
        }
        Some(("integration", kind)) if kind.starts_with("send-email") => {
            "Ask whether each mail is needed: one digest costs as much as one mail."
        }
        Some(("integration", "generate-image" | "generate-video" | "generate-speech")) => {
            "Ask whether each result is used, and store it: the same request again costs the same again."
        }
        Some(("function" | "automation", _)) => {
            "Ask how often this must run, and whether it can be started by its event or run outside the platform."
        }
        _ => {
            "Ask whether each of these calls is needed, and whether one could serve several records."
        }
    }
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
    let unit = if f.by_day { "day" } else { "hour" };
    let summary = format!(
        "{} on {}, with up to {} calls in {} {unit}, where {} is usual; a limit of {} would have saved {} credits.",
        count(f.bursts, "burst"),
        count(f.days, "day"),
        number(f.most),
        if f.by_day { "a" } else { "an" },
        number(f.usual),
        number(f.limit),
        range(f.beyond),
    );
    let (title, action) = if f.runs_away {
        (
            "A burst of calls",
            "Limit calls per user and hour on this endpoint, and stop any loop that retries forever.",
        )
    } else {
        (
            "Many calls at once",
            "Ask whether this was work (an import, a mailing, a list worked off) or a loop; only a loop is stopped by a limit.",
        )
    };
    let text = FindingText::new(title, summary, action)
        .count(format!("calls in the worst {unit}"), f.most)
        .count(format!("usual calls in {} {unit}", if f.by_day { "a" } else { "an" }), f.usual)
        .count("bursts that go over a day", f.whole_days)
        .count("limit that would have stopped it", f.limit);
    if f.runs_away { text.paste(rate_limit(f.limit)) } else { text }
}

fn rate_limit(limit: usize) -> String {
    RATE_LIMIT.trim_end().replace("LIMIT", &limit.to_string())
}
