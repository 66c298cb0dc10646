//! Which events a report is about: `--app`, `--exclude-app`, `--user`, `--pool`.

use crate::base::{Symbol, Symbols};
use crate::event::{Event, Pool};

/// Whether the filters keep an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Kept {
    No,
    /// A filter asks what the log does not say of the event: it names no app, no user, or no pool is known. No figure counts it, but it
    /// may belong to what was asked about.
    Undecided,
    Yes,
}

impl Kept {
    pub(crate) fn is_kept(self) -> bool {
        self == Self::Yes
    }
}

/// The filters. Names match whole, in upper or lower case. An empty list keeps everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// Keep only these apps.
    pub apps: Vec<String>,
    /// Drop these apps.
    pub exclude_apps: Vec<String>,
    /// Keep only these users.
    pub users: Vec<String>,
    /// Keep only these pools.
    pub pools: Vec<Pool>,
}

impl Selection {
    /// Returns true if app or user filters hide a part of the pools, which all apps and users share.
    pub fn hides_part(&self) -> bool {
        !(self.apps.is_empty() && self.exclude_apps.is_empty() && self.users.is_empty())
    }

    /// The filters as a report shows them: `app=shop`, in the order of the flags.
    pub fn described(&self) -> Vec<String> {
        let named = |flag: &'static str, names: &[String]| {
            names.iter().map(move |name| format!("{flag}={name}")).collect::<Vec<_>>()
        };
        let pools = self.pools.iter().map(|pool| format!("pool={pool}")).collect();
        [
            named("app", &self.apps),
            named("exclude-app", &self.exclude_apps),
            named("user", &self.users),
            pools,
        ]
        .concat()
    }

    /// The filters, ready for events whose names are in one table.
    pub fn on<'a>(&'a self, symbols: &'a Symbols) -> Selector<'a> {
        Selector { selection: self, symbols }
    }
}

/// A [`Selection`] for events whose names are in one table.
#[derive(Clone, Copy, Debug)]
pub struct Selector<'a> {
    selection: &'a Selection,
    symbols: &'a Symbols,
}

impl Selector<'_> {
    /// Returns whether the filters keep an event. `pool` is what the event is counted in.
    pub(crate) fn keeps(&self, event: &Event, pool: Pool) -> Kept {
        let Selection { apps, exclude_apps, users, pools } = self.selection;
        let named = |symbol: Option<Symbol>, names: &[String]| match symbol {
            _ if names.is_empty() => Kept::Yes,
            None => Kept::Undecided,
            Some(_) if self.is_one(symbol, names) => Kept::Yes,
            Some(_) => Kept::No,
        };
        let of_pool = match pool {
            _ if pools.is_empty() || pools.contains(&pool) => Kept::Yes,
            Pool::Unassigned => Kept::Undecided,
            _ => Kept::No,
        };
        if self.is_one(event.app, exclude_apps) {
            return Kept::No;
        }
        named(event.app, apps).min(named(event.user, users)).min(of_pool)
    }

    fn is_one(&self, symbol: Option<Symbol>, names: &[String]) -> bool {
        let same =
            |a: &str, b: &str| a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase();
        symbol.is_some_and(|s| names.iter().any(|name| same(self.symbols.name(s), name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Day, Stamp};
    use crate::event::Provenance;

    #[test]
    fn names_match_whole_and_in_any_case() {
        let mut symbols = Symbols::default();
        let mut event = Event::at(Stamp::On(Day::from_number(1)), Provenance { input: 0, line: 1 });
        event.app = Some(symbols.intern("Straße-Shop"));
        let kept = |selection: Selection| selection.on(&symbols).keeps(&event, Pool::Message);
        let keeps = |selection: Selection| kept(selection).is_kept();
        let only = |name: &str| Selection { apps: vec![name.into()], ..Selection::default() };
        assert!(keeps(Selection::default()));
        assert!(keeps(only("STRASSE-shop".replace("SS", "ß").as_str())));
        assert!(!keeps(only("shop")));
        assert!(!keeps(Selection {
            exclude_apps: vec!["straße-shop".into()],
            ..Selection::default()
        }));
        let pools = vec![Pool::Integration];
        assert_eq!(kept(Selection { pools: pools.clone(), ..Selection::default() }), Kept::No);
        // The event has no user, and the next one no known pool.
        let of_ana = Selection { users: vec!["ana".into()], ..Selection::default() };
        assert_eq!(kept(of_ana.clone()), Kept::Undecided);
        assert_eq!(kept(Selection { apps: vec!["shop".into()], ..of_ana }), Kept::No);
        let of_pool = Selection { pools, ..Selection::default() };
        assert_eq!(of_pool.on(&symbols).keeps(&event, Pool::Unassigned), Kept::Undecided);
    }
}
