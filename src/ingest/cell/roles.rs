//! Roles that a column can play, and the names that play them. The names are data: `maps/*.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hashbrown::HashSet;
use serde::Deserialize;

use crate::event::{Pool, Unit};
use crate::ingest::cell::names;

macro_rules! roles {
    ($($variant:ident = $name:literal: $doc:literal),* $(,)?) => {
        /// What a column can be.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Role { $(#[doc = $doc] $variant),* }

        impl Role {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// What it means, in a sentence.
            pub const fn doc(self) -> &'static str {
                match self { $(Self::$variant => $doc),* }
            }

            /// As `--map` and `credits inspect` spell it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

roles! {
    Time = "time": "When.",
    Credits = "credits": "The amount in credits.",
    BalanceBefore = "balance_before": "The balance before; with the one after, an amount.",
    BalanceAfter = "balance_after": "The balance after.",
    Pool = "pool": "Message or integration.",
    Operation = "operation": "What was done.",
    Model = "model": "The AI model.",
    App = "app": "The app.",
    User = "user": "Who caused it.",
    Feature = "feature": "Feature, function, page or automation.",
    Files = "files": "Files that were touched.",
    Prompt = "prompt": "The prompt or message.",
    Quantity = "quantity": "How many, in the operation's own unit.",
    Seconds = "seconds": "How long the video or audio is.",
    Characters = "characters": "How long the text is.",
    Emails = "emails": "How many messages were sent.",
    Images = "images": "How many pictures were made.",
    Calls = "calls": "How many calls were made.",
    Scope = "scope": "How much of the builder's work was asked for.",
    Status = "status": "How it ended.",
    Error = "error": "What went wrong.",
    Metadata = "metadata": "A JSON object of more fields.",
    Kind = "kind": "What a ledger's row is: usage, purchase, refund.",
    Id = "id": "The row's own id.",
    From = "from": "The sender of an e-mail.",
    DurationMs = "duration_ms": "How long it ran.",
    PromptHash = "prompt_hash": "A hash of the call's input: equal hashes are equal calls.",
    Records = "records": "How many records a run wrote or looked at.",
    Automation = "automation": "The automation that ran.",
    Vendor = "vendor": "Whose credits they are.",
    Provider = "provider": "Who runs the AI model.",
}

impl Role {
    /// The names of all roles.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|role| role.name()).collect()
    }

    /// A role by its name, or by another word for it.
    pub fn find(given: &str) -> Option<Self> {
        let wanted = names::word(given);
        let by_name = Self::ALL.iter().find(|role| role.name() == wanted);
        by_name
            .or_else(|| Self::ALL.iter().find(|role| MAPS.words(**role).contains(&wanted.as_str())))
            .copied()
    }

    /// The column names that play it, best first.
    pub fn aliases(self) -> &'static [&'static str] {
        MAPS.names.get(self.name()).map_or(&[], Vec::as_slice)
    }

    /// The keys of a metadata object that play it, best first.
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

    /// The roles whose cells an event carries in its metadata, under the name of their column.
    pub const CARRIED: [Self; 3] = [Self::PromptHash, Self::Records, Self::Automation];

    /// The roles that count something, the canonical one first.
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

/// Whether some role goes by that name.
pub(crate) fn is_known(plain: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> =
        LazyLock::new(|| MAPS.names.values().flatten().copied().collect());
    KNOWN.contains(plain)
}

/// What a credits column's name says beyond its number.
pub(crate) mod amounts {
    use super::{MAPS, Pool};

    fn holds(list: &[&str], plain: &str) -> bool {
        list.contains(&plain)
    }

    /// Whether it is the platform's own figure.
    pub(crate) fn is_platform(plain: &str) -> bool {
        holds(&MAPS.amounts.platform, plain)
    }

    /// Whether the name is used for money and other things too.
    pub(crate) fn is_generic(plain: &str) -> bool {
        holds(&MAPS.amounts.generic, plain)
    }

    /// The pool that the name says.
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

/// Names of columns that are a pool when every value in them is one.
pub(crate) fn maybe_pools() -> &'static [&'static str] {
    &MAPS.maybe.pool
}

/// Whether a column of times is never the time of an event.
pub(crate) fn is_never_time(plain: &str) -> bool {
    MAPS.never.time.contains(&plain) || plain.ends_with("_end") || plain.starts_with("period_")
}

/// Whether a column of numbers is never credits, by a part of its name.
pub(crate) fn is_never_credits(plain: &str) -> bool {
    plain.split('_').any(|part| MAPS.never.credits.contains(&part))
}

/// Whether a column is known to play no role, so that nothing need be said when it plays none.
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
