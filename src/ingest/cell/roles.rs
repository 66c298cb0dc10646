//! The roles that a column can have, and the column names for each.
//!
//! A new column name is one word in `maps/roles.toml`. A new role is one line in `roles!` and a list of names in that file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};
use serde::Deserialize;

use crate::event::{Pool, Unit};
use crate::ingest::cell::names;
use crate::ingest::cell::names::Name;

macro_rules! roles {
    ($($variant:ident = $name:literal: $doc:literal),* $(,)?) => {
        /// The use of a column.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Role { $(#[doc = $doc] $variant),* }

        impl Role {
            /// All roles.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The meaning, in a sentence.
            pub const fn doc(self) -> &'static str {
                match self { $(Self::$variant => $doc),* }
            }

            /// The name in `--map` and `credits inspect`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

roles! {
    Time = "time": "When it happened.",
    Credits = "credits": "The amount in credits.",
    BalanceBefore = "balance_before": "The balance before the event; with the one after it, an amount.",
    BalanceAfter = "balance_after": "The balance after the event.",
    Pool = "pool": "Message or integration credits.",
    Operation = "operation": "What was done.",
    Model = "model": "The AI model.",
    App = "app": "The app.",
    User = "user": "Who caused it.",
    Feature = "feature": "Feature, function, page or automation.",
    Files = "files": "Files that were changed.",
    Prompt = "prompt": "The prompt or message.",
    Quantity = "quantity": "A number in the operation's own unit.",
    Seconds = "seconds": "Length of the video or audio.",
    Characters = "characters": "Length of the text.",
    Emails = "emails": "Number of messages sent.",
    Images = "images": "Number of pictures made.",
    Calls = "calls": "Number of calls.",
    Scope = "scope": "Size of the request to the builder.",
    Status = "status": "Outcome of the call.",
    Error = "error": "Error message.",
    Metadata = "metadata": "A JSON object of more fields.",
    Kind = "kind": "Kind of a ledger's row: usage, purchase, refund.",
    Refunded = "refunded": "Credits of the same row that were given back.",
    Flag = "flag": "True if the call came from a cache, was a test or did not run.",
    Reference = "reference": "What a hold, its charge and its refund have in common.",
    Id = "id": "The row's own id.",
    From = "from": "The sender of an e-mail.",
    CustomDomain = "custom_domain": "Whether an e-mail came from a domain of the app's own, or that domain.",
    DurationMs = "duration_ms": "Run time in milliseconds.",
    PromptHash = "prompt_hash": "A hash of the call's input: equal hashes are equal calls.",
    Records = "records": "Number of records that a run wrote or read.",
    Automation = "automation": "The automation that ran.",
    Vendor = "vendor": "The vendor of the credits.",
    Provider = "provider": "The provider of the AI model.",
}

impl Role {
    /// The names of all roles.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|role| role.name()).collect()
    }

    /// Finds a role by its name or another word for it.
    pub fn find(given: &str) -> Option<Self> {
        let wanted = names::word(given);
        let by_name = Self::ALL.iter().find(|role| role.name() == wanted);
        by_name
            .or_else(|| Self::ALL.iter().find(|role| MAPS.words(**role).contains(&wanted.as_str())))
            .copied()
    }

    /// The column names of this role, best first.
    pub fn aliases(self) -> &'static [&'static str] {
        MAPS.names.get(self.name()).map_or(&[], Vec::as_slice)
    }

    /// The keys of a metadata object for this role, best first.
    pub fn keys(self) -> &'static [&'static str] {
        MAPS.keys.get(self.name()).map_or(&[], Vec::as_slice)
    }

    /// The unit that a column of this role counts.
    pub const fn unit(self) -> Option<Unit> {
        match self {
            Self::Quantity => Some(Unit::Own),
            Self::Seconds => Some(Unit::Seconds),
            Self::Characters => Some(Unit::Characters),
            Self::Emails => Some(Unit::Emails),
            Self::Images => Some(Unit::Images),
            Self::Calls => Some(Unit::Calls),
            _ => None,
        }
    }

    /// Roles whose cells an event keeps in its metadata, under the name of the column.
    pub const CARRIED: [Self; 3] = [Self::PromptHash, Self::Records, Self::Automation];

    /// Roles of quantities, the canonical one first.
    pub const QUANTITIES: [Self; 6] =
        [Self::Quantity, Self::Seconds, Self::Characters, Self::Emails, Self::Images, Self::Calls];
}

/// `maps/roles.toml`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Maps {
    names: BTreeMap<&'static str, Vec<&'static str>>,
    words: BTreeMap<&'static str, Vec<&'static str>>,
    keys: BTreeMap<&'static str, Vec<&'static str>>,
    amounts: Amounts,
    maybe: Maybe,
    money: Money,
    units: Units,
    kinds: Kinds,
    never: Never,
    beside: Beside,
    hints: Hints,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Amounts {
    platform: Vec<&'static str>,
    estimate: Vec<&'static str>,
    generic: Vec<&'static str>,
    scale: Vec<&'static str>,
    message: Vec<&'static str>,
    integration: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Maybe {
    pool: Vec<&'static str>,
    outcome: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Units {
    names: Vec<&'static str>,
    coins: Vec<&'static str>,
    so_far: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Money {
    parts: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Kinds {
    sure: Vec<&'static str>,
    maybe: Vec<&'static str>,
    prose: Vec<&'static str>,
    labels: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Never {
    time: Vec<&'static str>,
    credits: Vec<&'static str>,
    role: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Beside {
    names: Vec<&'static str>,
    endings: Vec<&'static str>,
    never: Vec<&'static str>,
    inputs: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Hints {
    out: Vec<&'static str>,
    not_credits: Vec<&'static str>,
    balance: Vec<&'static str>,
    operation: Vec<&'static str>,
    about_credits: Vec<&'static str>,
    not_time: Vec<&'static str>,
}

impl Maps {
    fn words(&self, role: Role) -> &[&str] {
        self.words.get(role.name()).map_or(&[], Vec::as_slice)
    }
}

static MAPS: LazyLock<Maps> = LazyLock::new(|| {
    toml::from_str(include_str!("maps/roles.toml")).expect("maps/roles.toml parses")
});

/// The name of a column or key. Where words of a known name are joined or split (`creditsused`, `TimeStamp`), it is the known name.
pub(crate) fn column_name(raw: &str) -> Name {
    /// Known names by their letters and digits; the names of roles go before.
    static SPELLINGS: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
        let Maps { names, keys, maybe, never, .. } = &*MAPS;
        let lists = names.values().chain(keys.values());
        let known = lists.flatten().chain(&maybe.pool).chain(&never.time).chain(&never.role);
        let mut spellings = HashMap::new();
        for name in known.copied() {
            spellings.entry(name.replace('_', "")).or_insert(name);
        }
        spellings
    });
    let mut name = names::name(raw);
    // `Credits (message)` is the amount of one pool.
    let pool: Option<Pool> = name.unit.parse().ok();
    let is_split = |pool: &Pool| *pool != Pool::Unassigned && name.plain.starts_with("credits");
    if let Some(pool) = pool.filter(is_split) {
        name.plain = format!("{pool}_credits_used");
    }
    if !is_known(&name.plain)
        && let Some(known) = SPELLINGS.get(&name.plain.replace('_', ""))
        && !MAPS.never.time.contains(&name.plain.as_str())
    {
        (*known).clone_into(&mut name.plain);
    }
    name
}

/// Whether some role has this column name.
pub(crate) fn is_known(plain: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> =
        LazyLock::new(|| MAPS.names.values().flatten().copied().collect());
    KNOWN.contains(plain)
}

pub(crate) mod beside;
pub(crate) mod hints;
pub(crate) mod kinds;
pub(crate) mod units;

/// The meaning of the name of a column of credits.
pub(crate) mod amounts {
    use super::{MAPS, Pool};

    fn holds(list: &[&str], plain: &str) -> bool {
        list.contains(&plain)
    }

    /// Whether the platform itself writes the figure.
    pub(crate) fn is_platform(plain: &str) -> bool {
        holds(&MAPS.amounts.platform, plain)
    }

    /// Whether the figure is what was expected, and not what was used.
    pub(crate) fn is_estimate(plain: &str) -> bool {
        holds(&MAPS.amounts.estimate, plain)
    }

    /// Whether the name is also used for money and other things.
    pub(crate) fn is_generic(plain: &str) -> bool {
        holds(&MAPS.amounts.generic, plain)
    }

    /// Whether a unit in the header says that the figures are not whole credits.
    pub(crate) fn is_scale(unit: &str) -> bool {
        holds(&MAPS.amounts.scale, unit)
    }

    /// The pool that the name implies.
    pub(crate) fn pool(plain: &str) -> Option<Pool> {
        if holds(&MAPS.amounts.message, plain) {
            Some(Pool::Message)
        } else if holds(&MAPS.amounts.integration, plain) {
            Some(Pool::Integration)
        } else {
            None
        }
    }
}

/// Whether a part of a column name says that its numbers are money.
pub(crate) fn is_money(part: &str) -> bool {
    MAPS.money.parts.contains(&part)
}

/// Columns whose words may say that a call was answered from a cache or did not run.
pub(crate) fn maybe_outcomes() -> &'static [&'static str] {
    &MAPS.maybe.outcome
}

/// Names of columns that are the pool if every cell is one.
pub(crate) fn maybe_pools() -> &'static [&'static str] {
    &MAPS.maybe.pool
}

/// Whether a column name is never the time of an event.
pub(crate) fn is_never_time(plain: &str) -> bool {
    MAPS.never.time.contains(&plain) || plain.ends_with("_end") || plain.starts_with("period_")
}

/// Whether a part of a column name means that its numbers are never credits.
pub(crate) fn is_never_credits(plain: &str) -> bool {
    plain.split('_').any(|part| MAPS.never.credits.contains(&part))
}

/// Whether a column name is known to have no role, so that it needs no note.
pub(crate) fn is_passed_over(plain: &str) -> bool {
    MAPS.never.role.contains(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_maps_name_only_roles_that_exist() {
        for key in MAPS.names.keys().chain(MAPS.words.keys()).chain(MAPS.keys.keys()) {
            assert!(Role::ALL.iter().any(|role| role.name() == *key), "{key}");
        }
        for role in Role::ALL {
            assert!(!role.aliases().is_empty(), "{}", role.name());
        }
    }

    #[test]
    fn every_alias_is_in_its_normal_form() {
        for alias in MAPS.names.values().chain(MAPS.keys.values()).flatten() {
            assert_eq!(&names::word(alias), alias);
        }
    }

    #[test]
    fn names_are_compared_without_case_and_separators() {
        for (raw, plain) in [
            ("TimeStamp", "timestamp"),
            ("TIMESTAMP", "timestamp"),
            ("Time-Stamp", "timestamp"),
            ("CREDITSUSED", "credits_used"),
            ("creditsused", "credits_used"),
            ("Credits.Used", "credits_used"),
            ("Credits Used (total)", "credits_used"),
            ("UserEmail", "user_email"),
            ("CREATEDAT", "created_at"),
            ("Credits (message)", "message_credits_used"),
            ("Integration Credits [used]", "integration_credits"),
            ("time_zone", "time_zone"),
        ] {
            assert_eq!(column_name(raw).plain, plain, "{raw}");
        }
    }

    #[test]
    fn roles_by_name_and_by_other_words() {
        assert_eq!(Role::find("Credits"), Some(Role::Credits));
        assert_eq!(Role::find("timestamp"), Some(Role::Time));
        assert_eq!(Role::find("colour"), None);
    }
}
