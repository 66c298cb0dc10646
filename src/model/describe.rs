//! Rate cards described for people: the lines in force, and the changes between two cards.

use crate::base::{Credits, Day};
use crate::event::{Pool, Scope, Unit};

use crate::model::card::CardInfo;
use crate::model::class::Source;
use crate::model::cost_model::Model;
use crate::model::names::plain;
use crate::model::period::{Entry, PricePeriod};
use crate::model::price::{Exactness, Rate};

/// One class of a card with the price in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineView {
    /// The class's id.
    pub class: String,
    /// The name for people.
    pub title: String,
    /// The operations that it matches, as the card spells them; empty if the scope of a prompt decides.
    pub operations: Vec<String>,
    /// The AI models that it matches; empty for any.
    pub models: Vec<String>,
    /// Its pool.
    pub pool: Pool,
    /// Its source.
    pub source: Source,
    /// Its price.
    pub rate: Rate,
    /// The price of a scoped prompt, if it differs.
    pub if_scoped: Option<Rate>,
    /// True if it costs nothing on plans with free automatic fixes.
    pub plan_waives: bool,
    /// How firm the price is.
    pub exactness: Exactness,
    /// The first day of the price; `None` if it has none.
    pub from: Option<Day>,
    /// The card that it is credited to.
    pub card: String,
    /// The origin of the price, if it is not the card's source.
    pub cited: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// A source that contradicts it.
    pub conflict: Option<String>,
}

/// One scope of build prompts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BandView {
    /// The scope.
    pub scope: Scope,
    /// The class's id.
    pub class: String,
    /// The largest reported amount; `None` if no reported amount belongs here.
    pub up_to: Option<Credits>,
    /// The least number of files.
    pub files_from: Option<u32>,
}

/// The card in force on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardView {
    /// The card itself.
    pub info: CardInfo,
    /// Its classes, in the order in which they match.
    pub lines: Vec<LineView>,
    /// The scopes of build prompts, smallest first; empty if the card has none.
    pub bands: Vec<BandView>,
}

/// A difference between two cards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// Only the second has the class.
    Added(LineView),
    /// Only the first has the class.
    Removed(LineView),
    /// Both have it, with another price, exactness, pool, source or matcher.
    Changed {
        /// In the first card.
        before: Box<LineView>,
        /// In the second card.
        after: Box<LineView>,
    },
}

impl Model {
    /// The card in force on a day, or the newest.
    pub fn view(&self, day: Option<Day>) -> CardView {
        let at = day.map_or(self.newest_period(), |day| self.period_at(day));
        let period = self.period(at);
        CardView {
            info: self.cards()[period.card as usize].clone(),
            lines: period.entries.iter().map(|entry| self.line(entry)).collect(),
            bands: bands(period),
        }
    }

    fn line(&self, entry: &Entry) -> LineView {
        let (line, text) = (&entry.line, &entry.text);
        LineView {
            class: entry.id.clone(),
            title: text.title.clone(),
            operations: distinct(text.names.iter().flat_map(|(operations, _)| operations)),
            models: distinct(text.names.iter().flat_map(|(_, models)| models)),
            pool: entry.pool,
            source: entry.source,
            rate: line.rate.clone(),
            if_scoped: line.if_scoped.clone(),
            plan_waives: line.plan_waives,
            exactness: line.exactness,
            from: line.from,
            card: self.cards()[line.card as usize].name.clone(),
            cited: text.cited.clone(),
            note: text.note.clone(),
            conflict: text.conflict.clone(),
        }
    }
}

/// Each name once, in the order of first mention.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        if !distinct.contains(name) {
            distinct.push(name.clone());
        }
    }
    distinct
}

fn bands(period: &PricePeriod) -> Vec<BandView> {
    let bands = period.scopes.iter().flat_map(|scopes| &scopes.bands);
    bands
        .map(|band| BandView {
            scope: band.scope,
            class: period.entries[band.entry].id.clone(),
            up_to: band.up_to,
            files_from: band.files_from,
        })
        .collect()
}

/// The classes that differ in the second card, in its order, then the classes that it lacks.
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
    /// The price in words, with that of a scoped prompt: `5–15, typically 10; scoped: 1–3, typically 2`.
    pub fn price_in_words(&self) -> String {
        let price = self.rate.in_words();
        self.scoped_price_in_words()
            .map_or(price.clone(), |scoped| format!("{price}; scoped: {scoped}"))
    }

    /// The price of a scoped prompt in words, if it differs.
    pub fn scoped_price_in_words(&self) -> Option<String> {
        self.if_scoped.as_ref().map(Rate::in_words)
    }

    /// True if two lines match the same names at the same price, whatever their card and first day.
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
