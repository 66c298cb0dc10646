//! Words in cells that decide what a row is. A new word is one entry in `maps/words.toml`, a new operation one in
//! `maps/operations.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};
use serde::Deserialize;

use crate::event::{Scope, variant};
use crate::ingest::cell::names;
use crate::ingest::options::OwnWords;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Words {
    absent: Vec<&'static str>,
    status: Statuses,
    ledger: Ledger,
    vendors: Vendors,
    totals: Totals,
    models: Models,
    scope: Scopes,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Statuses {
    ok: Vec<&'static str>,
    failed: Vec<&'static str>,
    blocked: Vec<&'static str>,
    refund: Vec<&'static str>,
    refunded: Vec<&'static str>,
    grant: Vec<&'static str>,
    cached: Vec<&'static str>,
    /// The words of each reason.
    not_run: BTreeMap<&'static str, Vec<&'static str>>,
}

/// What a status cell says about its call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Status {
    /// A word that is in no list.
    Unknown,
    /// It ran.
    Ok,
    /// It ran and failed.
    Failed,
    /// It was answered from a cache, at no cost.
    Cached,
    /// It was charged and given back.
    Refunded,
    /// It did not run, for this reason of `reject::IGNORED`.
    NotRun(&'static str),
    /// It was stopped before it ran.
    Blocked,
    /// The row gives credits back.
    Refund,
    /// The row gives credits.
    Grant,
}

/// The lists of words of ledgers. `ledger` gives them their meanings.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Ledger {
    pub spend: Vec<&'static str>,
    pub grant: Vec<&'static str>,
    pub renewal: Vec<&'static str>,
    pub refund: Vec<&'static str>,
    pub revoked: Vec<&'static str>,
    pub hold: Vec<&'static str>,
    pub capture: Vec<&'static str>,
    pub settle: Vec<&'static str>,
    pub release: Vec<&'static str>,
    pub expired: Vec<&'static str>,
    pub either: Vec<&'static str>,
    pub sent: Vec<&'static str>,
    pub beside: Vec<&'static str>,
    pub pack: Vec<&'static str>,
    pub size: Vec<&'static str>,
    pub coin: Vec<&'static str>,
    pub sure: Vec<&'static str>,
    pub nothing: Vec<&'static str>,
    pub failed: Vec<&'static str>,
    pub periodic: Vec<&'static str>,
    pub given: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Vendors {
    ours: Vec<&'static str>,
    others: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Totals {
    words: Vec<&'static str>,
    certain: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Models {
    begin: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Scopes {
    simple: Vec<&'static str>,
    feature: Vec<&'static str>,
    module: Vec<&'static str>,
    app_wide: Vec<&'static str>,
}

/// `maps/operations.toml`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Operations {
    builder: Vec<&'static str>,
    common: Vec<&'static str>,
    apps: Vec<&'static str>,
    own: Vec<&'static str>,
    titles: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("maps/words.toml")).expect("maps/words.toml parses")
});

/// All operations in compact form, and whether other logs use the word too.
static OPERATIONS: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let Operations { builder, common, apps, own, titles } =
        toml::from_str(include_str!("maps/operations.toml")).expect("maps/operations.toml parses");
    let ours = [builder, apps, own, titles].into_iter().flatten().map(|name| (name, false));
    let operations = ours.chain(common.into_iter().map(|name| (name, true)));
    operations.map(|(name, is_common)| (names::compact(name), is_common)).collect()
});

/// The first two characters of the words for a total. Nearly all names begin otherwise, and are asked for each new set of names.
static TOTALS_BEGIN: LazyLock<HashSet<[char; 2]>> = LazyLock::new(|| {
    let Totals { words, certain } = &WORDS.totals;
    words.iter().chain(certain).filter_map(|word| first_two(word)).collect()
});

/// The first two characters in lower case; `None` if there is one at most.
fn first_two(text: &str) -> Option<[char; 2]> {
    let mut lower = text.chars().map(|c| c.to_lowercase().next().unwrap_or(c));
    Some([lower.next()?, lower.next()?])
}

fn holds(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// The words of ledgers.
pub(super) fn ledger() -> &'static Ledger {
    &WORDS.ledger
}

/// Returns whether a cell of text stands for an empty one: `null`, `N/A`, `-`.
pub(crate) fn is_absent(cell: &str) -> bool {
    const LONGEST: usize = 9;
    cell.is_empty()
        || (cell.len() <= LONGEST
            && WORDS.absent.iter().any(|word| word.eq_ignore_ascii_case(cell)))
}

/// The words of cells that stand for empty ones.
pub(crate) fn absent() -> &'static [&'static str] {
    &WORDS.absent
}

/// The status of a call by a word, a truth value or an HTTP status; `None` if the cell is empty.
pub(crate) fn status(cell: &str, own: &OwnWords) -> Option<Status> {
    if is_absent(cell) {
        return None;
    }
    if let (3, Ok(code)) = (cell.len(), cell.parse::<u16>()) {
        return Some(match code {
            100..=399 => Status::Ok,
            400..=599 => Status::Failed,
            _ => Status::Unknown,
        });
    }
    let word = names::word(cell);
    if let Some(status) = own.list(&word).and_then(own_status) {
        return Some(status);
    }
    let statuses = &WORDS.status;
    let lists = [
        (&statuses.ok, Status::Ok),
        (&statuses.failed, Status::Failed),
        (&statuses.blocked, Status::Blocked),
        (&statuses.cached, Status::Cached),
        (&statuses.refund, Status::Refund),
        (&statuses.refunded, Status::Refunded),
        (&statuses.grant, Status::Grant),
    ];
    let not_run = || {
        let mut lists = statuses.not_run.iter();
        lists.find(|(_, list)| holds(list, &word)).map(|(reason, _)| Status::NotRun(reason))
    };
    let listed = lists.into_iter().find(|(list, _)| holds(list, &word)).map(|(_, status)| status);
    Some(listed.or_else(not_run).unwrap_or(Status::Unknown))
}

/// Whether a cell is a word for an outcome.
pub(crate) fn is_outcome(cell: &str, own: &OwnWords) -> bool {
    !matches!(status(cell, own), None | Some(Status::Unknown))
}

/// The status that the user gave a list of words.
fn own_status(list: &str) -> Option<Status> {
    match list {
        "ok" => Some(Status::Ok),
        "failed" => Some(Status::Failed),
        "blocked" => Some(Status::Blocked),
        "cached" => Some(Status::Cached),
        "refunded" => Some(Status::Refunded),
        "not-run" => Some(Status::NotRun("not-run")),
        _ => None,
    }
}

/// True for our platform, false for another vendor, `None` for any other word.
pub(crate) fn is_ours(cell: &str) -> Option<bool> {
    let word = names::word(cell);
    if holds(&WORDS.vendors.ours, &word) {
        Some(true)
    } else {
        holds(&WORDS.vendors.others, &word).then_some(false)
    }
}

/// Whether a cell labels its row as a sum.
pub(crate) fn is_total(cell: &str, own: &OwnWords) -> bool {
    let begins = |two: [char; 2]| TOTALS_BEGIN.contains(&two);
    if cell.len() >= 40 || !(own.has("total") || first_two(cell).is_some_and(begins)) {
        return false;
    }
    let word = names::word(cell.trim_end_matches(':'));
    holds(&WORDS.totals.words, &word)
        || is_word_of_totals(&word)
        || own.list(&word) == Some("total")
}

/// Whether a cell labels its row as a sum, and cannot be the name of an app.
pub(crate) fn is_surely_total(cell: &str, own: &OwnWords) -> bool {
    let word = names::word(cell.trim_end_matches(':'));
    is_word_of_totals(&word) || own.list(&word) == Some("total")
}

fn is_word_of_totals(word: &str) -> bool {
    holds(&WORDS.totals.certain, word)
}

/// Whether some rate card knows the operation.
pub fn is_known_operation(cell: &str) -> bool {
    is_common(cell).is_some()
}

/// Whether other logs use the word of an operation too (`chat`); `None` if no rate card knows it.
pub(crate) fn is_common(cell: &str) -> Option<bool> {
    let find = |name: &str| OPERATIONS.get(names::compact(name).as_str()).copied();
    match variant(cell) {
        None => find(cell),
        Some((head, inside)) => find(&format!("{head} {inside}")).or_else(|| find(head)),
    }
}

/// Whether an operation reads text aloud. It is priced by the length of the text, which may stand in the prompt.
pub(crate) fn is_speech(operation: &str) -> bool {
    let name = names::compact(operation);
    name.contains("speech") || name == "tts"
}

/// The AI model that an operation names in brackets: `InvokeLLM (gpt-4o-mini, short prompt)`.
pub(crate) fn model_in(operation: &str) -> Option<&str> {
    let (head, inside) = variant(operation)?;
    let first = inside.split(',').next().unwrap_or_default().trim();
    let plain = names::word(first);
    let takes_models = || {
        let head = names::compact(head);
        head.contains("llm") || head.contains("agent")
    };
    let is_model = WORDS.models.begin.iter().any(|begin| plain.starts_with(begin))
        || (first.bytes().any(|b| b.is_ascii_digit()) && takes_models());
    (is_model && !first.is_empty()).then_some(first)
}

/// A scope in the words of the platform's Credits page, or in a person's: `Improving a small feature`, `app-wide`.
pub(crate) fn scope(text: &str) -> Option<Scope> {
    let plain = format!("_{}_", names::word(&text.replace(['(', ')'], " ")));
    let Scopes { simple, feature, module, app_wide } = &WORDS.scope;
    let lists = [
        (app_wide, Scope::AppWide),
        (module, Scope::Module),
        (feature, Scope::Feature),
        (simple, Scope::Simple),
    ];
    let holds = |list: &[&str]| list.iter().any(|word| plain.contains(&format!("_{word}_")));
    lists.into_iter().find(|(list, _)| holds(list)).map(|(_, scope)| scope)
}

/// The scope of a build prompt that names it as its operation: `Build prompt (simple)`, `Improving a small feature`.
pub(crate) fn scope_in(operation: &str) -> Option<Scope> {
    match variant(operation) {
        Some((head, inside)) => scope(inside).filter(|_| is_known_operation(head)),
        // One word is never a scope: `text` may be anything.
        None if operation.trim().contains(' ') && is_known_operation(operation) => scope(operation),
        None => None,
    }
}

#[cfg(test)]
mod tests;
