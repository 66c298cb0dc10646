//! Rate cards as data for people: what a card says, what changed between two, and the lines that would price what is unpriced.

use std::fmt::Write as _;

use crate::base::{Credits, Day};
use crate::event::{Pool, Scope, Unit};

use super::names::{plain, toml_string};
use super::price::Rate;
use super::resolve::{Entry, Epoch, Told};
use super::{CardInfo, Exactness, Model, Source};

/// One line of a card as it is in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineView {
    /// The class's id.
    pub class: String,
    /// What a person calls it.
    pub title: String,
    /// The operations that lead to it, as the card spells them; empty where the scope of a prompt does.
    pub operations: Vec<String>,
    /// The models that lead to it; empty where any does.
    pub models: Vec<String>,
    /// Where it is charged.
    pub pool: Pool,
    /// What it counts as.
    pub source: Source,
    /// What it costs.
    pub rate: Rate,
    /// What it costs when the prompt is a scoped one, where that is another price.
    pub if_scoped: Option<Rate>,
    /// Whether it costs nothing on plans with free automatic fixes.
    pub plan_waives: bool,
    /// How firm the price is.
    pub exactness: Exactness,
    /// Since when; `None` is ever since.
    pub from: Option<Day>,
    /// The card that says so.
    pub card: String,
    /// Whose word it is, where the card's source is not.
    pub cited: Option<String>,
    /// What else to know.
    pub note: Option<String>,
    /// Who says otherwise.
    pub conflict: Option<String>,
}

/// How one scope of build prompts is recognised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BandView {
    /// The scope.
    pub scope: Scope,
    /// The class's id.
    pub class: String,
    /// Reported credits up to this amount; `None`: none.
    pub up_to: Option<Credits>,
    /// From this many files on.
    pub files_from: Option<u32>,
}

/// What is in force on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardView {
    /// The card in force.
    pub info: CardInfo,
    /// Its lines, in the order in which they match.
    pub lines: Vec<LineView>,
    /// The scopes of build prompts, smallest first; empty where the card knows none.
    pub bands: Vec<BandView>,
}

/// A difference between two cards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// Only the second has the class.
    Added(LineView),
    /// Only the first has the class.
    Removed(LineView),
    /// Both have it, at another price, with another firmness, in another pool or reached another way.
    Changed {
        /// As the first has it.
        before: Box<LineView>,
        /// As the second has it.
        after: Box<LineView>,
    },
}

impl Model {
    /// What is in force on a day; without one, what is newest.
    pub fn view(&self, day: Option<Day>) -> CardView {
        let at = day.map_or(self.epochs.len() - 1, |day| self.epoch_at(day));
        let epoch = self.epoch(at);
        CardView {
            info: self.cards[epoch.card as usize].clone(),
            lines: epoch
                .entries
                .iter()
                .zip(epoch.told.get())
                .map(|(entry, told)| self.line(entry, told))
                .collect(),
            bands: bands(epoch),
        }
    }

    /// The days on which anything changes, oldest first.
    pub fn changes(&self) -> Vec<Day> {
        self.epochs.iter().filter_map(|(from, _)| *from).collect()
    }

    fn line(&self, entry: &Entry, told: &Told) -> LineView {
        let line = &entry.line;
        let mut models: Vec<String> = Vec::new();
        let mut operations: Vec<String> = Vec::new();
        for (some_operations, some_models) in &told.names {
            operations.extend(
                some_operations
                    .iter()
                    .filter(|name| !operations.contains(name))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            models.extend(
                some_models
                    .iter()
                    .filter(|name| !models.contains(name))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
        LineView {
            class: entry.id.clone(),
            title: told.title.clone(),
            operations,
            models,
            pool: entry.pool,
            source: entry.source,
            rate: line.rate.clone(),
            if_scoped: line.if_scoped.clone(),
            plan_waives: line.plan_waives,
            exactness: line.exactness,
            from: line.from,
            card: self.cards[line.card as usize].name.clone(),
            cited: told.cited.clone(),
            note: told.note.clone(),
            conflict: told.conflict.clone(),
        }
    }

    /// The TOML of a line that would price an operation that has no price, with `PRICE` where the number belongs: appended to a
    /// file that begins with [`OWN_CARD_HEAD`](super::describe::OWN_CARD_HEAD), it is a card of one's own.
    pub fn lines_that_would_price(&self, operation: &str, model: Option<&str>) -> String {
        let found = self.newest(operation, model);
        let known = self.class(found.class);
        let (pool, source) = match known.source {
            Source::Unclassified => (Pool::Integration, Source::Integrations),
            source => (found.pool, source),
        };
        let name = |text: &str| {
            let id: String = text
                .to_lowercase()
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
                .collect();
            id.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
        };
        let id = ["my", &name(operation), &model.map(name).unwrap_or_default()];
        let id = id.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(".");
        let title =
            model.map_or_else(|| operation.to_owned(), |model| format!("{operation} ({model})"));
        let models =
            model.map(|model| format!(", models = [{}]", toml_string(model))).unwrap_or_default();
        let mut out = String::from("[[class]]\n");
        let _ = writeln!(out, "id = {}", toml_string(&id));
        let _ = writeln!(out, "title = {}", toml_string(&title));
        let _ = writeln!(out, "pool = {}", toml_string(pool.name()));
        let _ = writeln!(out, "source = {}", toml_string(source.name()));
        let _ = writeln!(out, "match = [{{ operations = [{}]{models} }}]", toml_string(operation));
        out.push_str("price = { flat = \"PRICE\" }\nexactness = \"estimate\"\n");
        out
    }
}

impl Model {
    /// Whether the newest card has a price for a call of this name, so that what an event without one lacks is something else
    /// (how long the video is, which plan the workspace has).
    pub fn prices(&self, operation: &str, model: Option<&str>) -> bool {
        let found = self.newest(operation, model);
        found.price.is_some() || self.class(found.class).id == "fix.auto"
    }

    /// What a call of this name is on the newest card, with nothing else known of it.
    fn newest(&self, operation: &str, model: Option<&str>) -> super::Classified {
        let mut symbols = crate::base::Symbols::default();
        let nowhere = crate::event::Provenance { input: 0, line: 0 };
        let newest = self.epochs.last().and_then(|(from, _)| *from).unwrap_or(Day::from_number(0));
        let mut event = crate::event::Event::at(crate::base::Stamp::On(newest), nowhere);
        event.operation = Some(symbols.intern(operation));
        event.model = model.map(|model| symbols.intern(model));
        // One of whatever it is counted in, so that a price per second is a price.
        event.quantities = vec![(crate::event::Unit::Own, crate::base::Credits::whole(1))];
        self.classifier().classify(&event, None, &symbols)
    }
}

/// How a card of one's own begins.
pub(crate) const OWN_CARD_HEAD: &str = "extends = \"base44\"\n";

fn bands(epoch: &Epoch) -> Vec<BandView> {
    let bands = epoch.scopes.iter().flat_map(|scopes| &scopes.bands);
    bands
        .map(|band| BandView {
            scope: band.scope,
            class: epoch.entries[band.entry].id.clone(),
            up_to: band.up_to,
            files_from: band.files_from,
        })
        .collect()
}

/// What the second card says otherwise than the first, in the second's order, then what it no longer has.
pub(crate) fn diff(first: &CardView, second: &CardView) -> Vec<Change> {
    fn find<'a>(card: &'a CardView, class: &str) -> Option<&'a LineView> {
        card.lines.iter().find(|line| line.class == class)
    }
    let mut changes: Vec<Change> = Vec::new();
    for after in &second.lines {
        match find(first, &after.class) {
            None => changes.push(Change::Added(after.clone())),
            Some(before) if !before.says_the_same(after) => {
                changes.push(Change::Changed {
                    before: Box::new(before.clone()),
                    after: Box::new(after.clone()),
                });
            }
            Some(_) => {}
        }
    }
    let gone = first.lines.iter().filter(|line| find(second, &line.class).is_none());
    changes.extend(gone.cloned().map(Change::Removed));
    changes
}

impl LineView {
    /// Whether two lines price the same things alike, whoever says so and since when.
    fn says_the_same(&self, other: &Self) -> bool {
        let names = |names: &[String]| names.iter().map(|name| plain(name)).collect::<Vec<_>>();
        self.rate == other.rate
            && self.if_scoped == other.if_scoped
            && self.plan_waives == other.plan_waives
            && self.exactness == other.exactness
            && self.pool == other.pool
            && self.source == other.source
            && names(&self.operations) == names(&other.operations)
            && names(&self.models) == names(&other.models)
    }
}

impl Rate {
    /// The price in words: `1 per email`, `3–4, typically 3.5`, `1 per 50 characters (rounded up), at most 100`, `2 × prompt`, `unknown`.
    pub fn in_words(&self) -> String {
        let per = |unit: Unit| match unit {
            Unit::Own | Unit::Calls => "",
            Unit::Seconds => " per second",
            Unit::Characters => " per character",
            Unit::Emails => " per email",
            Unit::Images => " per image",
        };
        match self {
            Self::Unknown => "unknown".into(),
            Self::Flat { each, unit, .. } => format!("{each}{}", per(*unit)),
            Self::Range { low, typical, high, unit } => {
                format!("{low}–{high}{}, typically {typical}", per(*unit))
            }
            Self::PerUnit { price, unit, each, round_up, cap } => {
                let unit = per(*unit).trim_start_matches(" per ");
                let steps = if *each == Credits::whole(1) {
                    unit.to_owned()
                } else {
                    format!("{each} {unit}s")
                };
                let rounded = if *round_up { " (rounded up)" } else { "" };
                let cap = cap.map(|cap| format!(", at most {cap}")).unwrap_or_default();
                format!("{price} per {steps}{rounded}{cap}")
            }
            Self::Times { factor, of } => format!("{factor} × {of}"),
        }
    }
}
