//! Which texts a query keeps: a superset of those that the classifier and the reader would look at.
//!
//! Engines spell lower case, Unicode and JSON in different ways. So a name is compared by its letters and digits of ASCII alone, and one
//! with other characters is kept unseen. Patterns have no backslash and no quote, which engines write in different ways, too.

use std::collections::BTreeSet;

use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::model::Model;

/// A text with a character that no name of ours has: brackets, quotes, backslashes, and all beyond printable ASCII.
pub(super) const ODD: &str = "[^ -&*-Z^-~]";

/// A number that no mark or sign makes doubtful.
pub(super) const NUMBER: &str = "^-?[0-9]+([.][0-9]+)?$";

/// A quantity that every reader takes.
pub(super) const QUANTITY: &str = "^[0-9]+([.][0-9]+)?$";

/// A date of ISO 8601.
pub(super) const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// A time of ISO 8601 that every engine reads as the same instant. Postgres would round a seventh digit up.
pub(super) const INSTANT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?( ?([zZ]|[+-][0-9]{2}(:?[0-9]{2})?))?$";

/// An object, in a column that should hold a text.
pub(super) const OBJECT: &str = "^[^!-~]*[{]";

/// Ids that are counted up and not unique: see `ingest::event::dedupe`.
pub(super) const COUNTER: &str = "^[0-9]{1,9}$";

/// Statuses with which a reported amount is what the event cost.
pub(super) const TOLD: [&str; 6] = ["ok", "success", "succeeded", "failed", "refund", "grant"];

/// The key for the name of an amount's column.
const AMOUNT_COLUMN: &str = "amountcolumn";

/// The operations whose prompts a query keeps.
#[derive(Debug)]
pub(super) struct Prompts {
    /// Letters and digits with which their names end: what goes before may be a prefix.
    endings: BTreeSet<String>,
    any: bool,
}

impl Prompts {
    pub(super) fn new(model: &Model) -> Self {
        let rules = model.prompt_rules();
        let endings = rules.operations.iter().map(|name| squeezed(name));
        // The price of what is read aloud is of the length of the text, which may stand in the prompt.
        let endings = endings.chain(["tts".to_owned()]).filter(|name| !name.is_empty()).collect();
        Self { endings, any: rules.any }
    }

    /// The pattern of the squeezed names; `None` if every prompt is kept.
    pub(super) fn pattern(&self) -> Option<String> {
        let all: Vec<&str> = self.endings.iter().map(String::as_str).collect();
        (!self.any).then(|| format!("({})$|speech", all.join("|")))
    }

    /// What the query decides, for tests.
    #[cfg(test)]
    pub(super) fn keeps(&self, operation: Option<&str>) -> bool {
        let Some(operation) = operation else { return true };
        let name = squeezed(operation);
        if name.is_empty() || words::absent().iter().any(|word| squeezed(word) == name) {
            return true;
        }
        self.any
            || operation.chars().any(is_odd)
            || self.endings.iter().any(|ending| name.ends_with(ending.as_str()))
            || name.contains("speech")
    }
}

/// The pattern of squeezed operations that name none.
pub(super) fn unnamed() -> String {
    let words: BTreeSet<String> = words::absent().iter().map(|word| squeezed(word)).collect();
    format!("^({})$", words.into_iter().collect::<Vec<_>>().join("|"))
}

/// The pattern of squeezed objects with a key that the reader looks for.
pub(super) fn keys(users: bool, features: bool) -> String {
    let is_read = |role: &&Role| match role {
        Role::DurationMs => false,
        Role::User => users,
        Role::Feature => features,
        _ => true,
    };
    let mut keys: BTreeSet<String> = Role::ALL
        .iter()
        .filter(is_read)
        .flat_map(|role| role.keys())
        .map(|key| squeezed(key))
        .collect();
    keys.extend([AMOUNT_COLUMN.to_owned(), "text".to_owned()]);
    let keys: Vec<String> = keys.into_iter().collect();
    format!("\"({})\"", keys.join("|"))
}

/// A name as `squeeze` of `dialects.toml` writes it, without quotes.
fn squeezed(name: &str) -> String {
    let lower = name.chars().map(|c| c.to_ascii_lowercase());
    lower.filter(char::is_ascii_alphanumeric).collect()
}

/// Whether [`ODD`] matches.
#[cfg(test)]
fn is_odd(c: char) -> bool {
    !matches!(c, ' '..='&' | '*'..='Z' | '^'..='~')
}
