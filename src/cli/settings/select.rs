//! Which events, and which further tables.

use super::words;
use crate::cli::error::Failure;
use crate::cli::layer::Merged;
use crate::event::Pool;

/// What a further table is by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum By {
    /// Calendar day.
    Day,
    /// Week from Monday.
    Week,
    /// Calendar month.
    Month,
    /// Billing cycle.
    Cycle,
    /// App.
    App,
    /// Agent prompts, integrations, …
    Source,
    /// The rate card's line.
    Class,
    /// AI model.
    Model,
    /// User.
    User,
    /// What was done, as the log spells it.
    Operation,
    /// Feature, function, page or automation.
    Feature,
    /// File that was touched.
    File,
}

impl By {
    /// All, by their words.
    pub const ALL: [(&'static str, Self); 12] = [
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
}

/// Which events, and which further tables. Names are compared without regard to case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    /// Only these apps; empty: all.
    pub apps: Vec<String>,
    /// Without these apps.
    pub exclude_apps: Vec<String>,
    /// Only these users; empty: all.
    pub users: Vec<String>,
    /// Only these pools; empty: all.
    pub pools: Vec<Pool>,
    /// Further tables, in the order asked for, each once.
    pub by: Vec<By>,
    /// Rows of a table in text, HTML and Markdown.
    pub top: usize,
}

impl Selection {
    /// From what was written.
    pub fn of(written: &Merged) -> Result<Self, Failure> {
        let names = |key: &str| written.all(key).iter().map(|t| t.text.clone()).collect::<Vec<_>>();
        let mut pools = Vec::new();
        for text in written.all("pool") {
            let pool = text
                .text
                .parse()
                .map_err(|()| words::not_one_of(text, Pool::ALL.iter().map(|p| p.name())))?;
            if !pools.contains(&pool) {
                pools.push(pool);
            }
        }
        let mut by = Vec::new();
        for text in written.all("by") {
            let dimension = words::one_of(text, &By::ALL)?;
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
            top: written.one("top").map_or(Ok(10), |t| words::count(t, 1, 1_000_000))?,
        };
        for text in written.all("exclude-app") {
            if selection.apps.iter().any(|app| app.to_lowercase() == text.text.to_lowercase()) {
                return Err(text.wrong(format!("{:?} is both selected and excluded", text.text)));
            }
        }
        Ok(selection)
    }
}
