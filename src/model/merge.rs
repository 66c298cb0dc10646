//! Overlays the cards of a chain: what they say together about each class on one day.
//!
//! The classes keep the order in which they match events. A card's new classes come before the inherited ones, or before the
//! class that `before` names. Keys that a card leaves out are inherited.

use hashbrown::DefaultHashBuilder;

use crate::base::Day;
use crate::event::Pool;
use crate::model::card::{CardFile, Chain};
use crate::model::class::{ClassId, ClassInfo, Source};
use crate::model::error::Problem;
use crate::model::names::quoted;
use crate::model::schema::{Class, Match, Scopes, Spanned};

/// Iterates in the order of insertion.
type IndexMap<K, V> = indexmap::IndexMap<K, V, DefaultHashBuilder>;

/// A class as the cards of a chain define it together.
#[derive(Default)]
pub(super) struct MergedClass<'a> {
    pub draft: ClassDraft<'a>,
    /// The newest card that mentions it (its place in the chain), and the entry there.
    pub newest: Option<(usize, &'a Class)>,
    /// The card that set its price line (its place in the chain), and the line's first day.
    line_of: Option<(usize, Option<Day>)>,
}

/// The keys of a class that are set so far.
#[derive(Clone, Copy, Default)]
pub(super) struct ClassDraft<'a> {
    pub title: Option<&'a str>,
    pub doc: Option<&'a str>,
    pub pool: Option<Pool>,
    pub source: Option<Source>,
    matches: Option<&'a Class>,
    /// The price line in force: class, first day, and the card it is credited to.
    pub line: Option<(&'a Class, Option<Day>, u16)>,
}

impl<'a> ClassDraft<'a> {
    pub(super) fn matches(&self) -> impl Iterator<Item = &'a Match> + use<'a> {
        self.matches
            .and_then(|class| class.matches.as_ref())
            .into_iter()
            .flat_map(toml::Spanned::get_ref)
    }

    fn set(&mut self, class: &'a Class) {
        self.title = class.title.as_deref().or(self.title);
        self.doc = class.doc.as_deref().or(self.doc);
        self.pool = class.pool.or(self.pool);
        self.source = class.source.or(self.source);
        self.matches = class.matches.as_ref().map(|_| class).or(self.matches);
    }
}

/// A chain's classes on one day.
pub(super) struct Merged<'a> {
    pub chain: &'a Chain,
    pub classes: IndexMap<&'a str, MergedClass<'a>>,
    /// The newest `[scope]` section whose classes all exist.
    pub scope: Option<&'a Scopes>,
    /// Classes that the series has on some other day. A card over the whole series may name them even if they do not exist on
    /// this day.
    pub classes_of_other_dates: &'a [String],
    pub problems: Vec<Problem>,
}

/// Overlays the cards of a chain on a day; `None` is before every date.
pub(super) fn merge<'a>(
    chain: &'a Chain,
    day: Option<Day>,
    classes_of_other_dates: &'a [String],
) -> Merged<'a> {
    let mut merged = Merged {
        chain,
        classes: IndexMap::default(),
        scope: None,
        classes_of_other_dates,
        problems: Vec::new(),
    };
    for number in 0..chain.files.len() {
        merged.overlay(number, day);
    }
    merged.scope = merged.newest_scope();
    merged
}

impl<'a> Merged<'a> {
    /// Adds one card of the chain to those before it.
    fn overlay(&mut self, number: usize, day: Option<Day>) {
        let file: &'a CardFile = &self.chain.files[number];
        if file.card.inherit_prices == Some(false) {
            self.classes.values_mut().for_each(|class| class.draft.line = None);
        }
        for id in &file.card.remove {
            if self.classes.shift_remove(id.get_ref().as_str()).is_none()
                && !self.exists_on_another_day(id)
            {
                let message =
                    format!("{} cannot be removed: no extended card has it", quoted(id.get_ref()));
                self.problems.push(file.problem(id, message));
            }
        }
        let mut new_classes = 0;
        for class in &file.card.classes {
            let known = self.classes.get_index_of(class.id.get_ref().as_str());
            let place = known.unwrap_or_else(|| self.insert(file, class, &mut new_classes));
            let entry = &mut self.classes[place];
            entry.newest = Some((number, class));
            entry.draft.set(class);
            let from = class.from.as_ref().map(|from| *from.get_ref()).or(file.card.effective_from);
            let begun = from.is_none() || day.is_some_and(|day| from <= Some(day));
            // Among the lines of one card that have begun, the latest wins.
            let later = entry.line_of.is_none_or(|(card, best)| card != number || from > best);
            if (class.price.is_some() || class.exactness.is_some()) && begun && later {
                entry.line_of = Some((number, from));
                entry.draft.line = Some((class, from, self.chain.credited(number)));
            }
        }
    }

    /// Inserts a new class at its place in the order of matching, and returns that place.
    fn insert(&mut self, file: &'a CardFile, class: &'a Class, new_classes: &mut usize) -> usize {
        let before = class.before.as_ref().and_then(|before| {
            let place = self.classes.get_index_of(before.get_ref().as_str());
            if place.is_none() && !self.exists_on_another_day(before) {
                let message =
                    format!("there is no class {} to stand before", quoted(before.get_ref()));
                self.problems.push(file.problem(before, message));
                return Some(*new_classes);
            }
            place
        });
        let place = before.unwrap_or_else(|| {
            *new_classes += 1;
            *new_classes - 1
        });
        self.classes.shift_insert(place, class.id.get_ref(), MergedClass::default());
        place
    }

    fn exists_on_another_day(&self, id: &Spanned<String>) -> bool {
        self.classes_of_other_dates.contains(id.get_ref())
    }

    /// The newest `[scope]` whose classes exist on this day.
    fn newest_scope(&mut self) -> Option<&'a Scopes> {
        for file in self.chain.files.iter().rev() {
            let Some(scope) = &file.card.scope else { continue };
            let missing: Vec<_> = scope
                .class_ids()
                .filter(|id| !self.classes.contains_key(id.get_ref().as_str()))
                .collect();
            if missing.is_empty() {
                return Some(scope);
            }
            for id in missing {
                if !self.exists_on_another_day(id) {
                    let message = format!("there is no class {}", quoted(id.get_ref()));
                    self.problems.push(file.problem(id, message));
                }
            }
        }
        None
    }

    /// True if an event can get this class: by a matcher, or by the scope of a build prompt.
    pub(super) fn is_reachable(&self, id: &str, class: &MergedClass<'_>) -> bool {
        class.draft.matches().next().is_some()
            || self.scope.is_some_and(|scope| scope.class_ids().any(|other| other.get_ref() == id))
    }
}

/// Numbers the classes of all price periods alike: the newest period's in its order, then those that only older ones have.
/// `periods` are oldest first.
pub(super) fn number<'a>(periods: impl DoubleEndedIterator<Item = Merged<'a>>) -> Vec<ClassInfo> {
    let mut classes: IndexMap<&'a str, ClassInfo> = IndexMap::default();
    for merged in periods.rev() {
        for (id, class) in &merged.classes {
            let (Some(title), Some(source)) = (class.draft.title, class.draft.source) else {
                continue;
            };
            if merged.is_reachable(id, class) {
                classes.entry(id).or_insert_with(|| ClassInfo {
                    id: (*id).to_owned(),
                    title: title.to_owned(),
                    source,
                });
            }
        }
    }
    classes.into_values().collect()
}

/// The number of a class that is in force on some day.
pub(super) fn class_id(classes: &[ClassInfo], id: &str) -> Option<ClassId> {
    let at = classes.iter().position(|class| class.id == id)?;
    u16::try_from(at).ok().map(ClassId)
}
