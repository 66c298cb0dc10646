//! The roles that a column can have, and the column names for each.
//!
//! A new column name is one word in `maps/roles.toml`. A new role is one line in `roles!` and a list of names in that file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hashbrown::HashSet;
use serde::Deserialize;

use crate::event::{Pool, Unit};
use crate::ingest::cell::names;

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
    Id = "id": "The row's own id.",
    From = "from": "The sender of an e-mail.",
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
    never: Never,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Amounts {
    platform: Vec<&'static str>,
    generic: Vec<&'static str>,
    message: Vec<&'static str>,
    integration: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Maybe {
    pool: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Never {
    time: Vec<&'static str>,
    credits: Vec<&'static str>,
    role: Vec<&'static str>,
}

impl Maps {
    fn words(&self, role: Role) -> &[&str] {
        self.words.get(role.name()).map_or(&[], Vec::as_slice)
    }
}

static MAPS: LazyLock<Maps> = LazyLock::new(|| {
    toml::from_str(include_str!("maps/roles.toml")).expect("maps/roles.toml parses")
});

/// Whether some role has this column name.
pub(crate) fn is_known(plain: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> =
        LazyLock::new(|| MAPS.names.values().flatten().copied().collect());
    KNOWN.contains(plain)
}

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

    /// Whether the name is also used for money and other things.
    pub(crate) fn is_generic(plain: &str) -> bool {
        holds(&MAPS.amounts.generic, plain)
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
    fn roles_by_name_and_by_other_words() {
        assert_eq!(Role::find("Credits"), Some(Role::Credits));
        assert_eq!(Role::find("timestamp"), Some(Role::Time));
        assert_eq!(Role::find("colour"), None);
    }
}
