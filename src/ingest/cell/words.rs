//! Words in cells that decide what a row is. A new word is one entry in `maps/words.toml`, a new operation one in
//! `maps/operations.toml`.

use std::sync::LazyLock;

use hashbrown::HashSet;
use serde::Deserialize;

use crate::event::Outcome;
use crate::ingest::cell::names;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Words {
    status: Status,
    ledger: Ledger,
    vendors: Vendors,
    totals: Totals,
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

/// `maps/operations.toml`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Operations {
    builder: Vec<&'static str>,
    apps: Vec<&'static str>,
    own: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("maps/words.toml")).expect("maps/words.toml parses")
});

/// All operations in compact form.
static OPERATIONS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let Operations { builder, apps, own } =
        toml::from_str(include_str!("maps/operations.toml")).expect("maps/operations.toml parses");
    builder.into_iter().chain(apps).chain(own).map(names::compact).collect()
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
    OPERATIONS.contains(names::compact(cell).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_operation_is_known() {
        let lists: Operations = toml::from_str(include_str!("maps/operations.toml")).unwrap();
        for name in lists.builder.iter().chain(&lists.apps).chain(&lists.own) {
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
        ] {
            assert!(is_known_operation(cell), "{cell}");
        }
        for cell in ["Core", "coffee", ""] {
            assert!(!is_known_operation(cell), "{cell}");
        }
    }
}
