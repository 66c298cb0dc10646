//! Interned names: apps, users and operations recur in every row, so each is stored once and compared as a number.

use std::num::NonZeroU32;

use hashbrown::HashMap;

/// A name in one [`Symbols`] table. It means nothing in another table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Symbol(NonZeroU32);

impl Symbol {
    /// The index in the table.
    const fn at(self) -> usize {
        self.0.get() as usize - 1
    }

    /// A distinct number per symbol; 0 for none.
    pub fn number(symbol: Option<Self>) -> u32 {
        symbol.map_or(0, |symbol| symbol.0.get())
    }
}

/// An interner, with the names in the order in which they were first seen. That order depends on threads and files, so no output
/// may depend on it.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    names: Vec<Box<str>>,
    index: HashMap<Box<str>, Symbol>,
}

impl Symbols {
    /// The symbol of a name, which is added if it is new.
    pub fn intern(&mut self, name: &str) -> Symbol {
        if let Some(symbol) = self.index.get(name) {
            return *symbol;
        }
        self.names.push(name.into());
        let number = u32::try_from(self.names.len()).ok().and_then(NonZeroU32::new);
        let symbol = Symbol(number.expect("fewer than 2^32 distinct names"));
        self.index.insert(name.into(), symbol);
        symbol
    }

    /// The symbol of a known name.
    pub fn find(&self, name: &str) -> Option<Symbol> {
        self.index.get(name).copied()
    }

    /// The name of a symbol of this table.
    pub fn name(&self, symbol: Symbol) -> &str {
        &self.names[symbol.at()]
    }

    /// The number of distinct names.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True if no name has been added.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Maps the symbols of one table to those of another. Each symbol is looked up once.
#[derive(Debug, Default)]
pub(crate) struct Renaming(Vec<Option<Symbol>>);

impl Renaming {
    /// The symbol in `to` of a symbol in `from`. Every call must use the same two tables.
    pub(crate) fn rename(&mut self, symbol: Symbol, from: &Symbols, to: &mut Symbols) -> Symbol {
        if self.0.len() <= symbol.at() {
            self.0.resize(from.len(), None);
        }
        *self.0[symbol.at()].get_or_insert_with(|| to.intern(from.name(symbol)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_symbol() {
        let mut symbols = Symbols::default();
        let shop = symbols.intern("shop");
        assert_ne!(symbols.intern("blog"), shop);
        assert_eq!(symbols.intern("shop"), shop);
        assert_eq!(symbols.name(shop), "shop");
        assert_eq!(symbols.find("nobody"), None);
        assert_eq!(symbols.len(), 2);
    }
}
