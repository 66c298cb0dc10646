//! Names that occur again and again (apps, users, operations), held once.

use hashbrown::HashMap;

/// A name in a [`Symbols`] table. Meaningless beside any other table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Symbol(u32);

/// An interner: each distinct name once, in the order of first sight. Nothing that is shown may depend on that order.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    names: Vec<Box<str>>,
    index: HashMap<Box<str>, Symbol>,
}

impl Symbols {
    /// The symbol of a name, new or known.
    pub fn intern(&mut self, name: &str) -> Symbol {
        if let Some(symbol) = self.index.get(name) {
            return *symbol;
        }
        let symbol = Symbol(u32::try_from(self.names.len()).expect("fewer than 2^32 distinct names"));
        self.names.push(name.into());
        self.index.insert(name.into(), symbol);
        symbol
    }

    /// The symbol of a name that was seen before.
    pub fn find(&self, name: &str) -> Option<Symbol> {
        self.index.get(name).copied()
    }

    /// The name of a symbol of this table.
    pub fn name(&self, symbol: Symbol) -> &str {
        &self.names[symbol.0 as usize]
    }

    /// How many distinct names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no name was seen yet.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
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
