//! The built-in rate cards.
//!
//! A new card is one TOML file in `catalog/` and one line in [`DATED`] or [`NAMED`]. A card is parsed when a model needs it.

use std::sync::{Arc, LazyLock};

use crate::model::card::{CardFile, CardInfo};
use crate::model::check;
use crate::model::names::plain;

/// A file of the catalog.
pub(super) struct BuiltIn {
    /// The name that `--model` takes; the same as the card's own `name`.
    pub name: &'static str,
    pub path: &'static str,
    text: &'static str,
}

macro_rules! built_in {
    ($name:literal, $file:literal) => {
        BuiltIn { name: $name, path: $file, text: include_str!(concat!("catalog/", $file)) }
    };
}

/// The name of the dated series, in which each event is priced by the card of its day.
pub(crate) const SERIES: &str = "base44";

/// The cards of the dated series, oldest first. Each extends the one before.
pub(super) const DATED: &[BuiltIn] = &[
    built_in!("base44-2025-flat", "base44/2025-flat.toml"),
    built_in!("base44-2025-12", "base44/2025-12.toml"),
    built_in!("base44-2026-01", "base44/2026-01.toml"),
    built_in!("base44-2026-03", "base44/2026-03.toml"),
    built_in!("base44-2026-07", "base44/2026-07.toml"),
    built_in!("base44-2026-09", "base44/2026-09.toml"),
    built_in!("base44-2026-11", "base44/2026-11.toml"),
];

/// Cards that are used only if `--model` or an input's format names them.
pub(super) const NAMED: &[BuiltIn] = &[
    built_in!("audit-2026-05", "base44/audit-2026-05.toml"),
    built_in!("cursor", "cursor/cursor.toml"),
    built_in!("copilot", "copilot/copilot.toml"),
    built_in!("snowflake", "snowflake/snowflake.toml"),
    built_in!("databricks", "databricks/databricks.toml"),
    built_in!("manus", "manus/manus.toml"),
    built_in!("kontent-ai", "kontent-ai/kontent-ai.toml"),
    built_in!("exayard", "exayard/exayard.toml"),
];

/// The names that `--model` takes besides a file, the series first.
pub(crate) fn names() -> Vec<String> {
    std::iter::once(SERIES).chain(all().map(|card| card.name)).map(str::to_owned).collect()
}

/// The built-in cards: the series oldest first, then the others.
pub(crate) fn list() -> Vec<CardInfo> {
    all().map(|card| card.file().info()).collect()
}

/// What the newest card of the dated series says about itself, as it is written.
#[derive(Debug)]
pub(crate) struct Newest {
    pub(crate) name: &'static str,
    pub(crate) effective_from: Option<&'static str>,
    pub(crate) checked_on: Option<&'static str>,
}

/// The newest card of the dated series. Its text is searched, not parsed: `credits --version` asks for it, and does little else.
///
/// # Panics
/// If the series is empty, which a test rules out.
pub(crate) fn newest() -> Newest {
    let card = DATED.last().expect("the series has a card");
    let value = |key| text_of(card.text, key);
    Newest {
        name: card.name,
        effective_from: value("effective_from"),
        checked_on: value("checked_on"),
    }
}

/// The value of a key at the top of a file: of a line `key = "value"`.
pub(super) fn text_of(file: &'static str, key: &str) -> Option<&'static str> {
    file.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

/// The built-in card with a name, in any spelling.
pub(super) fn find(name: &str) -> Option<&'static BuiltIn> {
    all().find(|card| plain(card.name) == plain(name))
}

/// The cards of the dated series, oldest first. They are parsed once.
pub(super) fn series() -> &'static [Arc<CardFile>] {
    static FILES: LazyLock<Vec<Arc<CardFile>>> =
        LazyLock::new(|| DATED.iter().map(|card| Arc::new(card.file())).collect());
    &FILES
}

fn all() -> impl Iterator<Item = &'static BuiltIn> {
    DATED.iter().chain(NAMED)
}

impl BuiltIn {
    /// Parses the card.
    ///
    /// # Panics
    /// If the card is wrong, which a test of all built-in cards rules out.
    pub(super) fn file(&self) -> CardFile {
        let card =
            check::read(self.path, self.text).unwrap_or_else(|problems| panic!("{problems:?}"));
        let name = self.name.to_owned();
        CardFile { path: self.path.into(), text: self.text.into(), name, card }
    }

    /// This card and those that it extends, oldest first.
    pub(super) fn chain(&self) -> Vec<Arc<CardFile>> {
        let file = self.file();
        let mut chain = file.card.extends.as_ref().map_or_else(Vec::new, |name| {
            find(name.get_ref()).expect("a built-in card extends a built-in card").chain()
        });
        chain.push(Arc::new(file));
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_for_is_what_the_parser_reads() {
        let newest = newest();
        let info = find(newest.name).unwrap().file().info();
        assert_eq!(newest.name, info.name);
        let days = [info.effective_from, info.checked_on].map(|day| day.map(|day| day.to_string()));
        assert_eq!([newest.effective_from, newest.checked_on].map(|t| t.map(str::to_owned)), days);
        assert!(days.iter().all(Option::is_some), "{newest:?}");
    }
}
