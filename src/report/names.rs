//! Turns symbols of the log into names of the report: the log's own, or pseudonyms.

use sha2::{Digest, Sha256};

use crate::base::{Symbol, Symbols, Untrusted, hex};

/// Which names a report hides.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Redaction {
    /// Users become `user-…`.
    pub users: bool,
    /// Apps become `app-…`.
    pub apps: bool,
    /// Prompts and metadata are left out; features and files become `feature-…`, `file-…`.
    pub text: bool,
    /// Reports with the same key have the same pseudonyms. Without a key, anybody can test whether a pseudonym stands for a name.
    pub key: String,
}

impl Redaction {
    /// A stable pseudonym: `app-3f2a9c01d2`.
    pub(crate) fn pseudonym(&self, kind: &str, name: &str) -> Untrusted {
        // Lengths first, so that no two (key, kind, name) triples hash the same bytes.
        let mut hash = Sha256::new();
        for part in [self.key.as_str(), kind, name] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        Untrusted::from(format!("{kind}-{}", hex(&hash.finalize()[..5])))
    }

    pub(crate) fn app(&self, name: &str) -> Untrusted {
        self.shown(self.apps, "app", name)
    }

    pub(crate) fn user(&self, name: &str) -> Untrusted {
        self.shown(self.users, "user", name)
    }

    pub(crate) fn feature(&self, name: &str) -> Untrusted {
        self.shown(self.text, "feature", name)
    }

    pub(crate) fn file(&self, name: &str) -> Untrusted {
        self.shown(self.text, "file", name)
    }

    fn shown(&self, hidden: bool, kind: &str, name: &str) -> Untrusted {
        if hidden { self.pseudonym(kind, name) } else { Untrusted::from(name) }
    }
}

/// The log's names, hidden as [`Redaction`] says.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    pub symbols: &'a Symbols,
    pub redaction: &'a Redaction,
}

impl Names<'_> {
    pub fn app(&self, symbol: Option<Symbol>) -> Option<Untrusted> {
        symbol.map(|s| self.redaction.app(self.symbols.name(s)))
    }

    pub fn user(&self, symbol: Option<Symbol>) -> Option<Untrusted> {
        symbol.map(|s| self.redaction.user(self.symbols.name(s)))
    }

    pub fn feature(&self, symbol: Option<Symbol>) -> Option<Untrusted> {
        symbol.map(|s| self.redaction.feature(self.symbols.name(s)))
    }

    pub fn files(&self, symbol: Option<Symbol>) -> Option<Untrusted> {
        symbol.map(|s| self.redaction.file(self.symbols.name(s)))
    }

    /// An operation or model. These are never hidden, since prices depend on them.
    pub fn plain(&self, symbol: Option<Symbol>) -> Option<Untrusted> {
        symbol.map(|s| Untrusted::from(self.symbols.name(s)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_depend_on_key_kind_and_name_only() {
        let keyed =
            |key: &str| Redaction { users: true, apps: true, text: false, key: key.to_owned() };
        assert_eq!(keyed("a").app("shop"), keyed("a").app("shop"));
        assert_ne!(keyed("a").app("shop"), keyed("b").app("shop"));
        assert_ne!(keyed("a").app("shop").raw()[4..], keyed("a").user("shop").raw()[5..]);
        assert_eq!(Redaction::default().app("shop").raw(), "shop");
    }
}
