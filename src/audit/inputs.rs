//! What a call was asked: two calls with the same input need one answer.
//!
//! An input is the prompt together with every value of the metadata that is no time, duration, id of the request or trigger, so two calls
//! about different files or customers are never the same. Equal inputs prove nothing if the log stores only a template, what was done, or
//! the first characters of a prompt; [`Trust`] says so, and a detector then asks instead of claiming.

use std::collections::{BTreeMap, BTreeSet};

use super::estimate::median;
use super::stamps;
use super::templates::{are_filled_in, leaves_out};
use super::timeline::{Timeline, TimelineEvent};
use crate::event::Pool;

/// A few texts are a template, or say what was done: with this many or fewer covering most calls, equal texts prove nothing.
const FEW_TEXTS: usize = 5;

/// Shorter texts than this are not cut by any log.
const LEAST_CUT: usize = 20;

/// Lengths at which apps cut texts.
const USUAL_CUTS: [usize; 20] =
    [30, 40, 50, 60, 64, 80, 100, 120, 128, 140, 150, 160, 200, 250, 255, 256, 300, 500, 512, 1000];

/// Minutes below which a call is not one of a schedule; and below which a person's is not, who asks the same each morning.
const LEAST_CADENCE: i64 = 20;
const LEAST_OWN_CADENCE: i64 = 20 * 60;

/// Shorter texts repeat by chance: "Thanks", "Where is it?".
const LEAST_TEXT: usize = 20;

/// Metadata keys that hold an input, or its hash, by letters and digits alone.
const INPUT_KEYS: [&str; 7] =
    ["query", "question", "input", "inputtext", "text", "userprompt", "usermessage"];
const HASH_KEYS: [&str; 3] = ["prompthash", "inputhash", "requesthash"];
const FILE_KEYS: [&str; 9] = [
    "fileurl",
    "fileuri",
    "file",
    "filename",
    "fileid",
    "url",
    "documenturl",
    "documentid",
    "filehash",
];
const RECIPIENT_KEYS: [&str; 4] = ["to", "recipient", "recipientemail", "toemail"];

/// How far equal inputs prove that the calls were the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Trust {
    Sure,
    /// A handful of texts covers most calls: they may be templates, or say what was done.
    FewTexts,
    /// The text has gaps, or answers something that is not in it.
    Template,
    /// The log stores only the first characters.
    CutText,
    /// A job asks the same at its own cadence, of data that changed since.
    Scheduled,
}

/// The input of one call.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) key: String,
    pub(crate) trust: Trust,
    /// The same without stamps and ids, if it has any.
    pub(crate) unstamped: Option<String>,
}

/// The inputs of a timeline's calls, by position.
pub(crate) struct Inputs {
    by_position: BTreeMap<usize, Input>,
}

impl Inputs {
    pub(crate) fn of(timeline: &Timeline) -> Self {
        let cut_at = cut_at(timeline);
        let mut by_position = BTreeMap::new();
        let mut texts: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut keys: BTreeMap<(Pool, Option<&str>, &str, String), Vec<usize>> = BTreeMap::new();
        for (position, event) in timeline.events.iter().enumerate() {
            let Some((input, is_text)) = input(event, cut_at) else { continue };
            let (pool, app, call) = (event.classified.pool, event.app, event.call());
            if is_text && input.trust == Trust::Sure {
                texts.entry((pool, app, call, event.feature)).or_default().push(position);
            }
            keys.entry((pool, app, call, input.key.clone())).or_default().push(position);
            by_position.insert(position, input);
        }
        let mut inputs = Self { by_position };
        for positions in texts.into_values() {
            if inputs.are_few(&positions) {
                inputs.doubt(&positions, Trust::FewTexts);
            }
        }
        for positions in keys.into_values() {
            if is_scheduled(timeline, &positions) {
                inputs.doubt(&positions, Trust::Scheduled);
            }
        }
        inputs
    }

    pub(crate) fn get(&self, position: usize) -> Option<&Input> {
        self.by_position.get(&position)
    }

    /// Returns true if a handful of texts covers most of these calls, and nothing shows that they are whole prompts.
    fn are_few(&self, positions: &[usize]) -> bool {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for position in positions {
            *counts.entry(self.by_position[position].key.as_str()).or_default() += 1;
        }
        let texts: Vec<&str> =
            counts.keys().map(|key| key.lines().next().unwrap_or_default()).collect();
        let mut counts: Vec<usize> = counts.values().copied().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let handful: usize = counts.iter().take(FEW_TEXTS).sum();
        2 * handful > positions.len() && !are_filled_in(&texts)
    }

    fn doubt(&mut self, positions: &[usize], trust: Trust) {
        for position in positions {
            if let Some(input) = self.by_position.get_mut(position) {
                input.trust = trust;
            }
        }
    }
}

/// Returns the input of a call, and whether only a text shows it.
fn input(event: &TimelineEvent, cut_at: Option<usize>) -> Option<(Input, bool)> {
    let sure = |key: String| Input { key, trust: Trust::Sure, unstamped: None };
    if is_mail(event) {
        let subject = event.metadata(&["subject", "template", "templateid"])?;
        let recipient = event.metadata(&RECIPIENT_KEYS)?;
        let day = event.day;
        return Some((sure(format!("{day}\n{recipient}\n{subject}\n{}", rest(event))), false));
    }
    if let Some(hash) = event.metadata(&HASH_KEYS) {
        return Some((sure(format!("#{hash}")), false));
    }
    if event.is("integration.extract-data") {
        let named = event.metadata(&FILE_KEYS).is_some() || event.files().next().is_some();
        if named {
            return Some((sure(rest(event)), false));
        }
    }
    let is_call = event.is_llm()
        || event.is_agent()
        || event.is("integration.extract-data")
        || event.is("integration.generate-image")
        || event.is("integration.generate-speech");
    if !is_call {
        return None;
    }
    let text = event.input_text().map(str::to_owned);
    let text = text.or_else(|| event.metadata(&INPUT_KEYS))?;
    let rest = rest(event);
    let key = format!("{text}\n{rest}");
    let unstamped = stamps::without(&text).map(|text| format!("{text}\n{rest}"));
    let is_cut = cut_at.is_some_and(|length| text.chars().count() + 1 >= length);
    let trust = if leaves_out(&text) {
        Trust::Template
    } else if is_cut {
        Trust::CutText
    } else if text.chars().count() < LEAST_TEXT && rest.trim().is_empty() {
        Trust::FewTexts
    } else {
        Trust::Sure
    };
    Some((Input { key, trust, unstamped }, true))
}

/// Everything else that the log says a call was about.
pub(crate) fn rest(event: &TimelineEvent) -> String {
    let mut pairs: Vec<String> = event
        .metadata_pairs()
        .into_iter()
        .filter(|(key, value)| !is_incidental(key) && !stamps::is_time(value))
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    pairs.sort_unstable();
    format!("{}\n{}", event.file_list.unwrap_or(""), pairs.join("\n"))
}

/// Returns true for a key that says nothing about what was asked: when, how long, by which request, and what came of it.
fn is_incidental(key: &str) -> bool {
    const EXACT: [&str; 41] = [
        "time",
        "ts",
        "datetime",
        "requestid",
        "traceid",
        "spanid",
        "correlationid",
        "sessionid",
        "runid",
        "callid",
        "eventid",
        "generationid",
        "messageid",
        "invocationid",
        "source",
        "origin",
        "env",
        "environment",
        "version",
        "ip",
        "useragent",
        "status",
        "success",
        "statuscode",
        "model",
        "feature",
        "functionname",
        "user",
        "userid",
        "useremail",
        "app",
        "appid",
        "appname",
        "page",
        "pagecontext",
        "route",
        "screen",
        "attempt",
        "cached",
        "from",
        "customdomain",
    ];
    const PARTS: [&str; 17] = [
        "timestamp",
        "duration",
        "latency",
        "elapsed",
        "timems",
        "trigger",
        "credit",
        "cost",
        "balance",
        "response",
        "output",
        "completion",
        "totaltokens",
        "retry",
        "retries",
        "textcolumn",
        "amountcolumn",
    ];
    EXACT.contains(&key)
        || PARTS.iter().any(|part| key.contains(part))
        || ["edat", "sentat", "ranat"].iter().any(|ending| key.ends_with(ending))
}

pub(crate) fn is_mail(event: &TimelineEvent) -> bool {
    event.is("integration.send-email") || event.is("integration.send-email-custom-domain")
}

/// Returns the length at which the log cuts its texts: many different ones share the longest length.
fn cut_at(timeline: &Timeline) -> Option<usize> {
    let texts: BTreeSet<String> = timeline
        .events
        .iter()
        .filter_map(TimelineEvent::input_text)
        .map(|text| text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect())
        .collect();
    let length = texts.iter().map(|text| text.chars().count()).max()?;
    let longest: Vec<&String> =
        texts.iter().filter(|text| text.chars().count() + 1 >= length).collect();
    let is_open = |text: &&&String| text.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    let is_usual = USUAL_CUTS.contains(&length);
    // Texts from one template may be equally long by chance; cut ones begin in many ways.
    let starts: BTreeSet<String> =
        longest.iter().map(|text| text.chars().take(12).collect()).collect();
    let is_cut = longest.iter().any(|text| text.ends_with('…') || text.ends_with("..."))
        || (starts.len() >= 3 && (is_usual || 4 * longest.len() >= texts.len()))
        || (is_usual && longest.iter().any(|text| is_open(&text)));
    (length >= LEAST_CUT && is_cut).then_some(length)
}

/// Returns true if a person caused the call: not a service, a schedule or the log's own job.
pub(crate) fn is_person(event: &TimelineEvent) -> bool {
    const OTHERS: [&str; 8] =
        ["service", "system", "cron", "scheduler", "automation", "bot@", "no-reply", "noreply"];
    event.user.is_some_and(|user| {
        let user = user.to_lowercase();
        !OTHERS.iter().any(|word| user.starts_with(word) || user.contains(&format!("+{word}")))
            && !user.contains("no-reply")
            && !user.contains("noreply")
    })
}

/// Returns true if the calls come at equal distances, as those of a job do.
fn is_scheduled(timeline: &Timeline, positions: &[usize]) -> bool {
    let gaps: Vec<i64> = positions
        .windows(2)
        .filter_map(|pair| timeline.events[pair[1]].minutes_since(&timeline.events[pair[0]]))
        .collect();
    let Some(usual) = median(gaps.clone()) else { return false };
    let near = gaps.iter().filter(|gap| 5 * (**gap - usual).abs() <= usual).count();
    let is_job = !positions.iter().any(|p| is_person(&timeline.events[*p]));
    let least = if is_job { LEAST_CADENCE } else { LEAST_OWN_CADENCE };
    usual >= least && positions.len() >= 3 && 10 * near >= 7 * gaps.len()
}
