//! Which events a report is about: `--app`, `--exclude-app`, `--user`, `--pool`.

use crate::base::{Symbol, Symbols};
use crate::event::{Event, Pool};

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
    /// Returns true if the filters keep an event. `pool` is what the event is counted in.
    pub fn keeps(&self, event: &Event, pool: Pool) -> bool {
        let Selection { apps, exclude_apps, users, pools } = self.selection;
        (apps.is_empty() || self.is_one(event.app, apps))
            && !self.is_one(event.app, exclude_apps)
            && (users.is_empty() || self.is_one(event.user, users))
            && (pools.is_empty() || pools.contains(&pool))
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
        let keeps = |selection: Selection| selection.on(&symbols).keeps(&event, Pool::Message);
        let only = |name: &str| Selection { apps: vec![name.into()], ..Selection::default() };
        assert!(keeps(Selection::default()));
        assert!(keeps(only("STRASSE-shop".replace("SS", "ß").as_str())));
        assert!(!keeps(only("shop")));
        assert!(!keeps(Selection {
            exclude_apps: vec!["straße-shop".into()],
            ..Selection::default()
        }));
        assert!(!keeps(Selection { users: vec!["ana".into()], ..Selection::default() }));
        assert!(!keeps(Selection { pools: vec![Pool::Integration], ..Selection::default() }));
    }
}
