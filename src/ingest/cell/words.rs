//! Words in cells that decide what a row is. A new word is one entry in `maps/words.toml`, a new operation one in
//! `maps/operations.toml`.

use std::sync::LazyLock;

use hashbrown::HashMap;
use serde::Deserialize;

use crate::event::{Outcome, Scope, variant};
use crate::ingest::cell::names;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Words {
    status: Status,
    ledger: Ledger,
    vendors: Vendors,
    totals: Totals,
    models: Models,
    scope: Scopes,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Status {
    ok: Vec<&'static str>,
    failed: Vec<&'static str>,
    blocked: Vec<&'static str>,
    refund: Vec<&'static str>,
    grant: Vec<&'static str>,
}

/// Words of a ledger's kind column.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Ledger {
    /// Credits used.
    pub spend: Vec<&'static str>,
    /// Credits given.
    pub grant: Vec<&'static str>,
    /// Credits given back.
    pub refund: Vec<&'static str>,
    /// Credits reserved.
    pub hold: Vec<&'static str>,
    /// Reserved credits that were used.
    pub capture: Vec<&'static str>,
    /// Reserved credits that were given free again.
    pub release: Vec<&'static str>,
    /// Credits that expired unused.
    pub expired: Vec<&'static str>,
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

fn holds(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// The words of ledgers.
pub(crate) fn ledger() -> &'static Ledger {
    &WORDS.ledger
}

/// The outcome of a call by a status word, a truth value or an HTTP status; `None` for other words.
pub(crate) fn outcome(cell: &str) -> Option<Outcome> {
    if let (3, Ok(code)) = (cell.len(), cell.parse::<u16>()) {
        return match code {
            100..=399 => Some(Outcome::Ok),
            400..=599 => Some(Outcome::Failed),
            _ => None,
        };
    }
    let word = names::word(cell);
    let lists = [
        (&WORDS.status.ok, Outcome::Ok),
        (&WORDS.status.failed, Outcome::Failed),
        (&WORDS.status.blocked, Outcome::Blocked),
        (&WORDS.status.refund, Outcome::Refund),
        (&WORDS.status.grant, Outcome::Grant),
    ];
    lists.into_iter().find(|(list, _)| holds(list, &word)).map(|(_, outcome)| outcome)
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
pub(crate) fn is_total(cell: &str) -> bool {
    cell.len() < 40 && holds(&WORDS.totals.words, &names::word(cell.trim_end_matches(':')))
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
mod tests {
    use super::*;

    #[test]
    fn every_listed_operation_is_known() {
        let lists: Operations = toml::from_str(include_str!("maps/operations.toml")).unwrap();
        let Operations { builder, common, apps, own, titles } = &lists;
        for name in [builder, common, apps, own, titles].into_iter().flatten() {
            assert!(is_known_operation(name), "{name}");
        }
    }

    #[test]
    fn statuses() {
        for (cell, outcome) in [
            ("allowed", Some(Outcome::Ok)),
            ("TRUE", Some(Outcome::Ok)),
            ("Failed", Some(Outcome::Failed)),
            ("false", Some(Outcome::Failed)),
            ("denied", Some(Outcome::Blocked)),
            ("429", Some(Outcome::Failed)),
            ("200", Some(Outcome::Ok)),
            ("pending", None),
        ] {
            assert_eq!(super::outcome(cell), outcome, "{cell}");
        }
    }

    #[test]
    fn operations_in_any_spelling() {
        for cell in [
            "InvokeLLM",
            "base44.integrations.Core.InvokeLLM",
            "send_email",
            "SendEmail",
            "None",
            "stripe",
            "Agent Message",
            "invokeLLM (GPT-5)",
            "Core.InvokeLLM (gpt-4.1)",
            "SendEmail (custom domain)",
            "Build prompt (simple)",
        ] {
            assert!(is_known_operation(cell), "{cell}");
        }
        for cell in ["Core", "coffee", ""] {
            assert!(!is_known_operation(cell), "{cell}");
        }
    }

    #[test]
    fn brackets_name_models_and_scopes() {
        for (operation, model) in [
            ("invokeLLM (GPT-5)", Some("GPT-5")),
            ("invokeLLM (gpt-4o-mini, short prompt)", Some("gpt-4o-mini")),
            ("Agent message (Gemini 3 Flash)", Some("Gemini 3 Flash")),
            ("InvokeLLM (turbo-2)", Some("turbo-2")),
            ("InvokeLLM (short prompt)", None),
            ("sendEmail (transactional)", None),
            ("SendEmail (2 recipients)", None),
            ("InvokeLLM", None),
        ] {
            assert_eq!(model_in(operation), model, "{operation}");
        }
        for (text, wanted) in [
            ("app-wide", Some(Scope::AppWide)),
            ("App Wide", Some(Scope::AppWide)),
            ("Simple visual or text change", Some(Scope::Simple)),
            ("Improving a small feature", Some(Scope::Feature)),
            ("complex module", Some(Scope::Module)),
            ("Large-scale or app-wide change", Some(Scope::AppWide)),
            ("huge", None),
        ] {
            assert_eq!(scope(text), wanted, "{text}");
        }
        assert_eq!(scope_in("Build prompt (module)"), Some(Scope::Module));
        assert_eq!(scope_in("Simple visual or text change"), Some(Scope::Simple));
        assert_eq!(scope_in("text_edit"), None);
    }
}
