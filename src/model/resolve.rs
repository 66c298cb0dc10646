//! From a chain of cards, each extending the one before, to what is in force on each day.

use hashbrown::DefaultHashBuilder;
use serde::{Deserialize, Serialize};

use crate::base::Day;
use crate::base::packed::Part;
use crate::event::Pool;

use super::check::{self, patterns};
use super::error::Problem;
use super::names::{Pattern, Spelling, quoted};
use super::price::Rate;
use super::schema::{self, Card, Class, Spanned};
use super::scope::{Band, Phrase, Scoped, Scopes};
use super::{ClassId, ClassInfo, Exactness, Source};

/// Walked in the order of insertion.
type IndexMap<K, V> = indexmap::IndexMap<K, V, DefaultHashBuilder>;

/// A card that was read, and where from.
#[derive(Clone, Debug)]
pub(super) struct Layer<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub card: &'a Card,
    /// Index into the model's cards that its own lines are credited to.
    pub index: u16,
}

/// A line in force.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Line {
    pub rate: Rate,
    pub if_scoped: Option<Rate>,
    /// 0 on a plan with free automatic fixes; unpriced without a known plan.
    pub plan_waives: bool,
    pub exactness: Exactness,
    pub from: Option<Day>,
    /// The card that priced it.
    pub card: u16,
}

/// What leads to a class.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Matcher {
    pub operations: Option<Vec<Pattern>>,
    pub models: Option<Vec<Pattern>>,
    pub or_no_model: bool,
    pub sender_outside: Option<Vec<String>>,
    pub pool: Option<Pool>,
    pub unpriced: bool,
}

/// A class while an epoch lasts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Entry {
    pub id: String,
    pub pool: Pool,
    pub source: Source,
    pub matchers: Vec<Matcher>,
    pub line: Line,
}

/// What a class and its line tell people, beside what decides and prices.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Told {
    pub title: String,
    pub doc: String,
    pub note: Option<String>,
    pub conflict: Option<String>,
    pub cited: Option<String>,
    /// For each matcher the operations and the models as the card spells them.
    pub names: Vec<(Vec<String>, Vec<String>)>,
}

/// A stretch of days on which no line changes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Epoch {
    /// The card in force: an index into the model's cards.
    pub card: u16,
    pub entries: Vec<Entry>,
    /// What each entry tells.
    pub told: Part<Vec<Told>>,
    /// The class of each entry.
    pub classes: Vec<ClassId>,
    pub scopes: Option<Scopes>,
    pub scoped: Option<Scoped>,
    pub prefixes: Vec<String>,
    pub automatic: Vec<Pattern>,
    /// Where an operation called `prompt` leads, in a card without scopes.
    pub prompt: Option<usize>,
}

/// What several cards say of one class.
#[derive(Default)]
struct Merged<'a> {
    said: Said<'a>,
    /// Which card of the chain set its line, and the day on which that begins.
    line_of: Option<(usize, Option<Day>)>,
    /// The newest card that speaks of it.
    last: Option<(&'a Layer<'a>, &'a Class)>,
}

/// What an entry is made of.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    title: Option<&'a str>,
    doc: Option<&'a str>,
    pool: Option<Pool>,
    source: Option<Source>,
    matches: Option<&'a Class>,
    /// What its line is made of, once it is known that no later one takes its place: the class, its first day and the card that it is credited to.
    line: Option<(&'a Class, Option<Day>, u16)>,
}

/// What a chain of cards (oldest first) says on a day (`None`: before every date). `base` is the built-in card in force.
/// `elsewhen` are the classes of the series on any day: a card over all of it may name them where they do not exist yet or no longer.
pub(super) fn epoch(
    chain: &[Layer<'_>],
    day: Option<Day>,
    base: u16,
    elsewhen: &[&str],
) -> Result<Epoch, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut merged: IndexMap<&str, Merged<'_>> = IndexMap::default();
    for (number, layer) in chain.iter().enumerate() {
        let (card, start) = (layer.card, layer.card.effective_from);
        if card.inherit_prices == Some(false) {
            merged.values_mut().for_each(|class| class.said.line = None);
        }
        for id in &card.remove {
            if merged.shift_remove(id.get_ref().as_str()).is_none()
                && !elsewhen.contains(&id.get_ref().as_str())
            {
                let message =
                    format!("{} cannot be removed: no extended card has it", quoted(id.get_ref()));
                problems.push(check::at(layer.path, layer.text, id, message));
            }
        }
        let mut front = 0;
        for class in &card.classes {
            let id = class.id.get_ref().as_str();
            let known = merged.get_index_of(id);
            let place = known.unwrap_or_else(|| {
                let before = class.before.as_ref().filter(|before| {
                    !elsewhen.contains(&before.get_ref().as_str())
                        || merged.contains_key(before.get_ref().as_str())
                });
                let mut place = front;
                if let Some(found) =
                    before.and_then(|before| merged.get_index_of(before.get_ref().as_str()))
                {
                    place = found;
                } else if let Some(before) = before {
                    let message =
                        format!("there is no class {} to stand before", quoted(before.get_ref()));
                    problems.push(check::at(layer.path, layer.text, before, message));
                } else {
                    front += 1;
                }
                merged.shift_insert(place, id, Merged::default());
                place
            });
            let entry = &mut merged[place];
            entry.last = Some((layer, class));
            let said = &mut entry.said;
            said.title = class.title.as_deref().or(said.title);
            said.doc = class.doc.as_deref().or(said.doc);
            said.pool = class.pool.or(said.pool);
            said.source = class.source.or(said.source);
            said.matches = class.matches.as_ref().map(|_| class).or(said.matches);
            let from = class.from.as_ref().map(|from| *from.get_ref()).or(start);
            let begun = from.is_none() || day.is_some_and(|day| from <= Some(day));
            // A line that begins on the latest day that has come wins over its card's earlier ones.
            let later = entry.line_of.is_none_or(|(card, best)| card != number || from > best);
            if (class.price.is_some() || class.exactness.is_some()) && begun && later {
                entry.line_of = Some((number, from));
                said.line = Some((class, from, layer.index.max(base)));
            }
        }
    }
    let scope = scope_of(chain, &merged, elsewhen, &mut problems);
    let scope_ids: Vec<&str> =
        scope.into_iter().flat_map(ids).map(|id| id.get_ref().as_str()).collect();
    let (mut entries, mut told): (Vec<Entry>, Vec<Told>) = (Vec::new(), Vec::new());
    for (id, class) in &merged {
        // Only a card's own new classes must be whole: what it merely touches, or leaves without a way to it, is not in force here.
        let own = class
            .last
            .is_some_and(|(layer, _)| chain.last().is_some_and(|top| std::ptr::eq(layer, top)));
        let excused = || !own || elsewhen.contains(id);
        match entry(id, class, base) {
            Ok((entry, says)) if !entry.matchers.is_empty() || scope_ids.contains(id) => {
                entries.push(entry);
                told.push(says);
            }
            _ if excused() => {}
            Ok(_) => problems.extend(class.last.map(|(layer, class)| {
                let message = format!("nothing leads to {}", quoted(id));
                check::at(layer.path, layer.text, &class.id, message)
                    .hint("give it a `match`, or a band of [scope]")
            })),
            Err(problem) => problems.extend(problem),
        }
    }
    let mut epoch = Epoch {
        card: base,
        classes: vec![ClassId(0); entries.len()],
        entries,
        told: told.into(),
        scopes: None,
        scoped: newest_of(chain, |card| card.scoped.as_ref()).map(|(_, said)| scoped(said)),
        prefixes: newest_of(chain, |card| card.prefixes.as_ref())
            .map_or_else(Vec::new, |(_, prefixes)| prefixes.clone()),
        automatic: newest_of(chain, |card| card.automatic_models.as_ref())
            .map_or_else(Vec::new, |(_, names)| patterns(names)),
        prompt: None,
    };
    epoch.scopes = scope.and_then(|scope| scopes(scope, &epoch.entries));
    let prompt = Spelling::new("prompt");
    epoch.prompt = epoch.entries.iter().position(|entry| {
        entry.matchers.iter().any(|m| {
            m.operations
                .as_ref()
                .is_some_and(|names| names.iter().any(|name| name.matches(&prompt)))
        })
    });
    if problems.is_empty() {
        whole(chain, &epoch, &merged, elsewhen, &mut problems);
    }
    if problems.is_empty() { Ok(epoch) } else { Err(problems) }
}

/// What only the finished chain can show: multiples of nothing, a section that is missing, names that nothing takes.
fn whole(
    chain: &[Layer<'_>],
    epoch: &Epoch,
    merged: &IndexMap<&str, Merged<'_>>,
    elsewhen: &[&str],
    problems: &mut Vec<Problem>,
) {
    let times = |entry: &Entry| matches!(entry.line.rate, Rate::Times { .. });
    for (at, entry) in epoch.entries.iter().enumerate() {
        let Some((layer, class)) = merged.get(entry.id.as_str()).and_then(|class| class.last)
        else {
            continue;
        };
        let mut say =
            |message: &str| problems.push(check::at(layer.path, layer.text, &class.id, message));
        if entry.line.if_scoped.is_some() && epoch.scoped.is_none() {
            say(
                "`if_scoped` needs a [scoped] section, which says what makes a prompt a scoped one",
            );
        }
        let Rate::Times { of, .. } = &entry.line.rate else { continue };
        let known = match epoch.entries.iter().find(|other| other.id == *of) {
            _ if of == "prompt" => {
                epoch.scopes.is_some()
                    || epoch.prompt.is_some_and(|prompt| !times(&epoch.entries[prompt]))
            }
            Some(other) => !times(other),
            None => elsewhen.contains(&of.as_str()),
        };
        if !known {
            say(&format!("no class {} with a price of its own to take a multiple of", quoted(of)));
        }
        if epoch.scopes.as_ref().is_some_and(|scopes| scopes.leads_to(at)) {
            say("a class of [scope] cannot be a multiple of another");
        }
    }
    let caught = epoch.entries.last().is_some_and(|entry| {
        entry
            .matchers
            .iter()
            .any(|m| m.operations.is_none() && m.models.is_none() && m.sender_outside.is_none())
    });
    if let (false, Some(layer)) = (caught, chain.last()) {
        problems.push(
            Problem::at(
                layer.path,
                layer.text,
                None,
                "operations that no line knows have no class",
            )
            .hint("end with a class whose match is [{}], or extend a built-in card"),
        );
    }
}

fn newest_of<'a, T>(
    chain: &'a [Layer<'a>],
    get: impl Fn(&'a Card) -> Option<T>,
) -> Option<(&'a Layer<'a>, T)> {
    chain.iter().rev().find_map(|layer| get(layer.card).map(|found| (layer, found)))
}

fn line(class: &Class, from: Option<Day>, card: u16) -> Line {
    let rate =
        |keys: &Option<Spanned<_>>| keys.as_ref().and_then(|keys| check::rate(keys.get_ref()).ok());
    let price = rate(&class.price);
    let default = if price.is_some() { Exactness::Estimate } else { Exactness::Unknown };
    Line {
        rate: price.unwrap_or(Rate::Unknown),
        if_scoped: rate(&class.if_scoped),
        plan_waives: class.plan_waives,
        exactness: class.exactness.as_ref().map_or(default, |exactness| *exactness.get_ref()),
        from,
        card,
    }
}

fn entry(id: &str, class: &Merged<'_>, base: u16) -> Result<(Entry, Told), Option<Problem>> {
    let missing = |what: &str| {
        class.last.map(|(layer, first)| {
            let message = format!("{} is a new class and needs a {what}", quoted(id));
            check::at(layer.path, layer.text, &first.id, message)
                .hint("or use the id of a class of the extended card")
        })
    };
    let compile = |m: &schema::Match| Matcher {
        operations: m.operations.as_ref().map(|names| patterns(names.get_ref())),
        models: m.models.as_ref().map(|names| patterns(names)),
        or_no_model: m.or_no_model,
        sender_outside: m
            .sender_outside
            .as_ref()
            .map(|domains| domains.iter().map(|d| d.to_lowercase()).collect()),
        pool: m.pool,
        unpriced: m.unpriced,
    };
    let names = |m: &schema::Match| {
        (
            m.operations.as_ref().map(|names| names.get_ref().clone()).unwrap_or_default(),
            m.models.clone().unwrap_or_default(),
        )
    };
    let said = class.said;
    let matches = || {
        said.matches.and_then(|class| class.matches.as_ref()).into_iter().flat_map(Spanned::get_ref)
    };
    let of_line =
        |get: fn(&Class) -> &Option<String>| said.line.and_then(|(class, ..)| get(class).clone());
    let none = Line {
        rate: Rate::Unknown,
        if_scoped: None,
        plan_waives: false,
        exactness: Exactness::Unknown,
        from: None,
        card: base,
    };
    let told = Told {
        title: said.title.ok_or_else(|| missing("title"))?.to_owned(),
        doc: said.doc.unwrap_or_default().to_owned(),
        note: of_line(|class| &class.note),
        conflict: of_line(|class| &class.conflict),
        cited: of_line(|class| &class.cited),
        names: matches().map(names).collect(),
    };
    let entry = Entry {
        id: id.to_owned(),
        pool: said.pool.unwrap_or(Pool::Unassigned),
        source: said.source.ok_or_else(|| missing("source"))?,
        matchers: matches().map(compile).collect(),
        line: said.line.map_or(none, |(class, from, card)| line(class, from, card)),
    };
    Ok((entry, told))
}

/// The classes that a [scope] section names.
fn ids(scope: &schema::Scopes) -> impl Iterator<Item = &Spanned<String>> {
    [&scope.over_band, &scope.unscoped]
        .into_iter()
        .chain(scope.bands.iter().map(|band| &band.class))
}

/// The newest [scope] whose classes exist on this day.
fn scope_of<'a>(
    chain: &'a [Layer<'a>],
    merged: &IndexMap<&str, Merged<'_>>,
    elsewhen: &[&str],
    problems: &mut Vec<Problem>,
) -> Option<&'a schema::Scopes> {
    for layer in chain.iter().rev() {
        let Some(scope) = &layer.card.scope else { continue };
        let missing: Vec<_> =
            ids(scope).filter(|id| !merged.contains_key(id.get_ref().as_str())).collect();
        let wrong = missing.iter().filter(|id| !elsewhen.contains(&id.get_ref().as_str()));
        problems.extend(wrong.map(|id| {
            check::at(
                layer.path,
                layer.text,
                id,
                format!("there is no class {}", quoted(id.get_ref())),
            )
        }));
        if missing.is_empty() {
            return Some(scope);
        }
    }
    None
}

fn scopes(scope: &schema::Scopes, entries: &[Entry]) -> Option<Scopes> {
    let find = |id: &Spanned<String>| entries.iter().position(|entry| entry.id == *id.get_ref());
    let band = |band: &schema::Band| {
        Some(Band {
            scope: *band.scope.get_ref(),
            entry: find(&band.class)?,
            up_to: band.up_to.as_ref().map(|most| *most.get_ref()),
            files_from: band.files_from.as_ref().map(|least| *least.get_ref()),
            words: band.words.iter().map(|words| Phrase::new(words)).collect(),
        })
    };
    Some(Scopes {
        operations: patterns(&scope.operations),
        over_band: find(&scope.over_band)?,
        unscoped: find(&scope.unscoped)?,
        bands: scope.bands.iter().map(band).collect::<Option<_>>()?,
    })
}

fn scoped(scoped: &schema::Scoped) -> Scoped {
    let (globs, phrases): (Vec<_>, Vec<_>) =
        scoped.places.iter().partition(|place| place.contains("()"));
    Scoped {
        files: patterns(&scoped.files),
        places: phrases.into_iter().map(|place| Phrase::new(place)).collect(),
        place_globs: globs.into_iter().map(|place| Pattern::new(place)).collect(),
        forbids: scoped.forbids.iter().map(|words| Phrase::new(words)).collect(),
        without_text: scoped.without_text.clone(),
    }
}

/// Numbers the classes of all epochs alike: the newest card's in its order, then those that only older ones have.
pub(super) fn number(epochs: &mut [Epoch]) -> Vec<ClassInfo> {
    let mut classes: IndexMap<String, ClassInfo> = IndexMap::default();
    for epoch in epochs.iter_mut().rev() {
        for ((entry, told), class) in
            epoch.entries.iter().zip(epoch.told.get()).zip(&mut epoch.classes)
        {
            let at = classes.get_index_of(&entry.id).unwrap_or_else(|| {
                let info = ClassInfo {
                    id: entry.id.clone(),
                    title: told.title.clone(),
                    source: entry.source,
                };
                classes.insert_full(entry.id.clone(), info).0
            });
            *class = ClassId(u16::try_from(at).unwrap_or(u16::MAX));
        }
    }
    classes.into_values().collect()
}
