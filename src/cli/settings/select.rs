//! Which events, and which additional tables.

use super::values;
use crate::cli::error::Failure;
use crate::cli::origin::Merged;
use crate::event::Pool;

/// The dimension of an additional table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum By {
    Day,
    /// From Monday.
    Week,
    /// A calendar month.
    Month,
    Cycle,
    App,
    Source,
    Class,
    /// The AI model.
    Model,
    User,
    /// As written in the log.
    Operation,
    /// A feature, function, page or automation.
    Feature,
    /// A file of the app that a prompt changed.
    File,
}

impl By {
    /// All, with their names for `--by`.
    pub(crate) const ALL: [(&'static str, Self); 12] = [
        ("day", Self::Day),
        ("week", Self::Week),
        ("month", Self::Month),
        ("cycle", Self::Cycle),
        ("app", Self::App),
        ("source", Self::Source),
        ("class", Self::Class),
        ("model", Self::Model),
        ("user", Self::User),
        ("operation", Self::Operation),
        ("feature", Self::Feature),
        ("file", Self::File),
    ];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, by)| *by == self).map_or("", |(name, _)| *name)
    }
}

/// Which events, and which additional tables. Names are compared without regard to case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Selection {
    /// Empty = all apps.
    pub(crate) apps: Vec<String>,
    pub(crate) exclude_apps: Vec<String>,
    /// Empty = all users.
    pub(crate) users: Vec<String>,
    /// Empty = all pools.
    pub(crate) pools: Vec<Pool>,
    /// Additional tables in the order of the flags, each once.
    pub(crate) by: Vec<By>,
    /// Rows per table in text, HTML and Markdown.
    pub(crate) top: usize,
    /// Show everything in text.
    pub(crate) full: bool,
}

impl Selection {
    pub(crate) fn of(written: &Merged) -> Result<Self, Failure> {
        let names = |key: &str| written.all(key).iter().map(|t| t.text.clone()).collect::<Vec<_>>();
        let mut pools = Vec::new();
        for text in written.all("pool") {
            let pool = text
                .text
                .parse()
                .map_err(|()| values::not_one_of(text, Pool::ALL.iter().map(|p| p.name())))?;
            if !pools.contains(&pool) {
                pools.push(pool);
            }
        }
        let mut by = Vec::new();
        for text in written.all("by") {
            let dimension = values::one_of(text, &By::ALL)?;
            if !by.contains(&dimension) {
                by.push(dimension);
            }
        }
        let selection = Self {
            apps: names("app"),
            exclude_apps: names("exclude-app"),
            users: names("user"),
            pools,
            by,
            full: written.on("full")?,
            top: written.one("top").map_or(Ok(10), |t| values::count(t, 1, 1_000_000))?,
        };
        for text in written.all("exclude-app") {
            if selection.apps.iter().any(|app| app.to_lowercase() == text.text.to_lowercase()) {
                return Err(text.wrong(format!("{:?} is both selected and excluded", text.text)));
            }
        }
        Ok(selection)
    }
}
