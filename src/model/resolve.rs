//! From a chain of cards, each extending the one before, to what is in force on each day.

use indexmap::IndexMap;

use crate::base::Day;
use crate::event::Pool;

use super::check::{self, patterns};
use super::error::Problem;
use super::names::{Pattern, Spelling, quoted};
use super::price::Rate;
use super::schema::{Card, Class};
use super::scope::{Band, Phrase, Scoped, Scopes};
use super::{ClassId, ClassInfo, Exactness, Source};

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
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub rate: Rate,
    pub if_scoped: Option<Rate>,
    /// 0 on a plan with free automatic fixes; unpriced without a known plan.
    pub plan_waives: bool,
    pub exactness: Exactness,
    pub note: Option<String>,
    pub conflict: Option<String>,
    pub cited: Option<String>,
    pub from: Option<Day>,
    /// The card that priced it.
    pub card: u16,
}

/// What leads to a class.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    pub operations: Option<Vec<Pattern>>,
    pub models: Option<Vec<Pattern>>,
    pub or_no_model: bool,
    pub sender_outside: Option<Vec<String>>,
    pub pool: Option<Pool>,
    pub unpriced: bool,
    /// The names as the card spells them, for showing.
    pub shown: (Vec<String>, Vec<String>),
}

/// A class while an epoch lasts.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub id: String,
    pub title: String,
    pub doc: String,
    pub class: ClassId,
    pub pool: Pool,
    pub source: Source,
    pub matchers: Vec<Matcher>,
    pub line: Line,
}

/// A stretch of days on which no line changes.
#[derive(Clone, Debug)]
pub(super) struct Epoch {
    /// Its first day; `None` is ever since.
    pub from: Option<Day>,
    /// The card in force: an index into the model's cards.
    pub card: u16,
    pub entries: Vec<Entry>,
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
    title: Option<&'a str>,
    doc: Option<&'a str>,
    pool: Option<Pool>,
    source: Option<Source>,
    matches: Option<&'a Class>,
    line: Option<Line>,
    first: Option<(&'a Layer<'a>, &'a Class)>,
}

/// What a chain of cards (oldest first) says on a day (`None`: before every date). `base` is the built-in card in force.
pub(super) fn epoch(chain: &[Layer<'_>], day: Option<Day>, base: u16) -> Result<Epoch, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut merged: IndexMap<&str, Merged<'_>> = IndexMap::new();
    for layer in chain {
        let (card, start) = (layer.card, layer.card.effective_from);
        if card.inherit_prices == Some(false) {
            merged.values_mut().for_each(|class| class.line = None);
        }
        for id in &card.remove {
            if merged.shift_remove(id.get_ref().as_str()).is_none() {
                let message = format!("{} cannot be removed: no extended card has it", quoted(id.get_ref()));
                problems.push(check::at(layer.path, layer.text, id, message));
            }
        }
        let mut front = 0;
        // A line that begins on the latest day that has come wins over its card's earlier ones.
        let mut newest: IndexMap<&str, Option<Day>> = IndexMap::new();
        for class in &card.classes {
            let id = class.id.get_ref().as_str();
            if !merged.contains_key(id) {
                let mut place = front;
                match &class.before {
                    None => front += 1,
                    Some(before) => match merged.get_index_of(before.get_ref().as_str()) {
                        Some(found) => place = found,
                        None => {
                            let message = format!("there is no class {} to stand before", quoted(before.get_ref()));
                            problems.push(check::at(layer.path, layer.text, before, message));
                        }
                    },
                }
                merged.shift_insert(place, id, Merged { first: Some((layer, class)), ..Merged::default() });
            }
            let Some(entry) = merged.get_mut(id) else { continue };
            entry.title = class.title.as_deref().or(entry.title);
            entry.doc = class.doc.as_deref().or(entry.doc);
            entry.pool = class.pool.or(entry.pool);
            entry.source = class.source.or(entry.source);
            entry.matches = class.matches.as_ref().map(|_| class).or(entry.matches);
            let from = class.from.as_ref().map(|from| *from.get_ref()).or(start);
            let begun = from.is_none() || day.is_some_and(|day| from <= Some(day));
            let later = newest.get(id).is_none_or(|best| from > *best);
            if (class.price.is_some() || class.exactness.is_some()) && begun && later {
                newest.insert(id, from);
                entry.line = Some(line(class, from, if layer.index > base { layer.index } else { base }));
            }
        }
    }
    let entries: Vec<Entry> =
        merged.iter().filter_map(|(id, class)| entry(id, class, base).map_err(|problem| problems.extend(problem)).ok()).collect();
    let mut epoch = Epoch {
        from: day,
        card: base,
        entries,
        scopes: None,
        scoped: newest_of(chain, |card| card.scoped.as_ref()).map(|(_, scoped)| self::scoped(scoped)),
        prefixes: newest_of(chain, |card| card.prefixes.as_ref()).map_or_else(Vec::new, |(_, prefixes)| prefixes.clone()),
        automatic: newest_of(chain, |card| card.automatic_models.as_ref()).map_or_else(Vec::new, |(_, names)| patterns(names)),
        prompt: None,
    };
    if let Some((layer, scope)) = newest_of(chain, |card| card.scope.as_ref()) {
        epoch.scopes = scopes(layer, scope, &epoch.entries).map_err(|found| problems.extend(found)).ok();
    }
    let prompt = Spelling::new("prompt");
    epoch.prompt = epoch.entries.iter().position(|entry| {
        entry.matchers.iter().any(|m| m.operations.as_ref().is_some_and(|names| names.iter().any(|name| name.matches(&prompt))))
    });
    if problems.is_empty() {
        whole(chain, &epoch, &merged, &mut problems);
    }
    if problems.is_empty() { Ok(epoch) } else { Err(problems) }
}

/// What only the finished chain can show: lines that nothing leads to, multiples of nothing, names that nothing takes.
fn whole(chain: &[Layer<'_>], epoch: &Epoch, merged: &IndexMap<&str, Merged<'_>>, problems: &mut Vec<Problem>) {
    for (at, entry) in epoch.entries.iter().enumerate() {
        let Some((layer, class)) = merged.get(entry.id.as_str()).and_then(|class| class.first) else { continue };
        let by_scope = epoch.scopes.as_ref().is_some_and(|scopes| {
            at == scopes.over_band || at == scopes.unscoped || scopes.bands.iter().any(|band| band.entry == at)
        });
        let mut say = |message: String, hint: &str| {
            problems.push(check::at(layer.path, layer.text, &class.id, message).hint(hint));
        };
        if entry.matchers.is_empty() && !by_scope {
            say(format!("nothing leads to {}", quoted(&entry.id)), "give it a `match`, or a band of [scope]");
        }
        if entry.line.if_scoped.is_some() && epoch.scoped.is_none() {
            say("`if_scoped` needs a [scoped] section".into(), "it says what makes a prompt a scoped one");
        }
        if let Rate::Times { of, .. } = &entry.line.rate {
            let times = |entry: &Entry| matches!(entry.line.rate, Rate::Times { .. });
            let known = if of == "prompt" {
                epoch.scopes.is_some() || epoch.prompt.is_some_and(|prompt| !times(&epoch.entries[prompt]))
            } else {
                epoch.entries.iter().any(|other| other.id == *of && !times(other))
            };
            if !known {
                say(format!("no class {} with a price of its own to take a multiple of", quoted(of)), "");
            }
        }
        if let Some(scopes) = &epoch.scopes
            && by_scope
            && matches!(entry.line.rate, Rate::Times { .. })
        {
            let _ = scopes;
            say("a class of [scope] cannot be a multiple of another".into(), "");
        }
    }
    let caught = epoch.entries.last().is_some_and(|entry| {
        entry.matchers.iter().any(|m| m.operations.is_none() && m.models.is_none() && m.sender_outside.is_none())
    });
    if let (false, Some(layer)) = (caught, chain.last()) {
        problems.push(
            Problem::at(layer.path, layer.text, None, "operations that no line knows have no class")
                .hint("end with a class whose match is [{}], or extend a built-in card"),
        );
    }
}

fn newest_of<'a, T>(chain: &'a [Layer<'a>], get: impl Fn(&'a Card) -> Option<T>) -> Option<(&'a Layer<'a>, T)> {
    chain.iter().rev().find_map(|layer| get(layer.card).map(|found| (layer, found)))
}

fn line(class: &Class, from: Option<Day>, card: u16) -> Line {
    let rate = |keys: &Option<toml::Spanned<_>>| keys.as_ref().and_then(|keys| check::rate(keys.get_ref()).ok());
    let price = rate(&class.price);
    let default = if price.is_some() { Exactness::Estimate } else { Exactness::Unknown };
    Line {
        rate: price.unwrap_or(Rate::Unknown),
        if_scoped: rate(&class.if_scoped),
        plan_waives: class.plan_waives,
        exactness: class.exactness.as_ref().map_or(default, |exactness| *exactness.get_ref()),
        note: class.note.clone(),
        conflict: class.conflict.clone(),
        cited: class.cited.clone(),
        from,
        card,
    }
}

fn entry(id: &str, class: &Merged<'_>, base: u16) -> Result<Entry, Option<Problem>> {
    let missing = |what: &str| {
        class.first.map(|(layer, first)| {
            let message = format!("{} is a new class and needs a {what}", quoted(id));
            check::at(layer.path, layer.text, &first.id, message).hint("or use the id of a class of the extended card")
        })
    };
    let matcher = |m: &super::schema::Match| Matcher {
        operations: m.operations.as_ref().map(|names| patterns(names.get_ref())),
        models: m.models.as_ref().map(|names| patterns(names)),
        or_no_model: m.or_no_model,
        sender_outside: m.sender_outside.as_ref().map(|domains| domains.iter().map(|d| d.to_lowercase()).collect()),
        pool: m.pool,
        unpriced: m.unpriced,
        shown: (m.operations.as_ref().map(|n| n.get_ref().clone()).unwrap_or_default(), m.models.clone().unwrap_or_default()),
    };
    let matches = class.matches.and_then(|class| class.matches.as_ref());
    let none = Line {
        rate: Rate::Unknown,
        if_scoped: None,
        plan_waives: false,
        exactness: Exactness::Unknown,
        note: None,
        conflict: None,
        cited: None,
        from: None,
        card: base,
    };
    Ok(Entry {
        id: id.to_owned(),
        title: class.title.ok_or_else(|| missing("title"))?.to_owned(),
        doc: class.doc.unwrap_or_default().to_owned(),
        class: ClassId(0),
        pool: class.pool.unwrap_or(Pool::Unassigned),
        source: class.source.ok_or_else(|| missing("source"))?,
        matchers: matches.map_or_else(Vec::new, |list| list.get_ref().iter().map(matcher).collect()),
        line: class.line.clone().unwrap_or(none),
    })
}

fn scopes(layer: &Layer<'_>, scope: &super::schema::Scopes, entries: &[Entry]) -> Result<Scopes, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut find = |id: &toml::Spanned<String>| {
        entries.iter().position(|entry| entry.id == *id.get_ref()).unwrap_or_else(|| {
            problems.push(check::at(layer.path, layer.text, id, format!("there is no class {}", quoted(id.get_ref()))));
            0
        })
    };
    let scopes = Scopes {
        operations: patterns(&scope.operations),
        over_band: find(&scope.over_band),
        unscoped: find(&scope.unscoped),
        bands: scope
            .bands
            .iter()
            .map(|band| Band {
                scope: *band.scope.get_ref(),
                entry: find(&band.class),
                up_to: band.up_to.as_ref().map(|most| *most.get_ref()),
                files_from: band.files_from.as_ref().map(|least| *least.get_ref()),
                words: band.words.iter().map(|words| Phrase::new(words)).collect(),
            })
            .collect(),
    };
    if problems.is_empty() { Ok(scopes) } else { Err(problems) }
}

fn scoped(scoped: &super::schema::Scoped) -> Scoped {
    let (globs, phrases): (Vec<_>, Vec<_>) = scoped.places.iter().partition(|place| place.contains("()"));
    Scoped {
        files: patterns(&scoped.files),
        places: phrases.into_iter().map(|place| Phrase::new(place)).collect(),
        place_globs: globs.into_iter().map(|place| Pattern::new(place)).collect(),
        forbids: scoped.forbids.iter().map(|words| Phrase::new(words)).collect(),
        without_text: scoped.without_text.clone(),
    }
}

/// Numbers the classes of all epochs alike: the newest card's in its order, then those that only older ones have.
pub(super) fn number(epochs: &mut [Epoch]) -> (Vec<ClassInfo>, Vec<String>) {
    let mut classes: IndexMap<String, (ClassInfo, String)> = IndexMap::new();
    for entry in epochs.iter().rev().flat_map(|epoch| &epoch.entries) {
        classes.entry(entry.id.clone()).or_insert_with(|| {
            (ClassInfo { id: entry.id.clone(), title: entry.title.clone(), source: entry.source }, entry.doc.clone())
        });
    }
    for entry in epochs.iter_mut().flat_map(|epoch| &mut epoch.entries) {
        let at = classes.get_index_of(&entry.id).unwrap_or_default();
        entry.class = ClassId(u16::try_from(at).unwrap_or(u16::MAX));
    }
    classes.into_values().unzip()
}
