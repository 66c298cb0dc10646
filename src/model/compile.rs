//! Compiles merged rate cards into a price period.

use crate::base::Day;
use crate::event::Pool;
use crate::model::card::Chain;
use crate::model::check::{self, patterns};
use crate::model::class::ClassInfo;
use crate::model::complete;
use crate::model::error::Problem;
use crate::model::merge::{self, ClassDraft, Merged, MergedClass};
use crate::model::names::{Pattern, Spelling, plain, quoted};
use crate::model::period::{ClassText, Entry, Line, Matcher, PricePeriod};
use crate::model::price::{Exactness, Rate};
use crate::model::schema::{self, Card, Class, Spanned};
use crate::model::scope::{Band, Phrase, Scoped, Scopes};

/// Compiles the cards of a chain as they are in force on a day; `None` is before every date.
pub(super) fn compile(
    chain: &Chain,
    day: Option<Day>,
    classes: &[ClassInfo],
    classes_of_other_dates: &[String],
) -> Result<PricePeriod, Vec<Problem>> {
    let mut merged = merge::merge(chain, day, classes_of_other_dates);
    let mut problems = std::mem::take(&mut merged.problems);
    let entries = entries(&merged, classes, &mut problems);
    let prompt = Spelling::new("prompt");
    let matches_prompt = |m: &Matcher| {
        m.operations.as_ref().is_some_and(|names| names.iter().any(|name| name.matches(&prompt)))
    };
    let period = PricePeriod {
        card: chain.card,
        scopes: merged.scope.and_then(|scope| scopes(scope, &entries)),
        scoped: newest(chain, |card| card.scoped.as_ref()).map(scoped),
        prefixes: newest(chain, |card| card.prefixes.as_ref()).cloned().unwrap_or_default(),
        automatic_models: newest(chain, |card| card.automatic_models.as_ref())
            .map_or_else(Vec::new, |names| patterns(names)),
        prompt: entries.iter().position(|entry| entry.matchers.iter().any(matches_prompt)),
        entries,
    };
    if problems.is_empty() {
        problems = complete::check(&merged, &period);
    }
    if problems.is_empty() { Ok(period) } else { Err(problems) }
}

fn entries(merged: &Merged<'_>, classes: &[ClassInfo], problems: &mut Vec<Problem>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (id, class) in &merged.classes {
        match entry(merged, id, class, classes) {
            Ok(entry) => entries.push(entry),
            Err(flaw) => problems.extend(report(merged, id, class, flaw)),
        }
    }
    entries
}

/// Why a class is not in force.
#[derive(Clone, Copy)]
enum Flaw {
    Lacks(&'static str),
    Unreachable,
}

/// The problem of an incomplete class of the newest card. A class that only older cards define, or that exists on another day,
/// is simply not in force.
fn report(merged: &Merged<'_>, id: &str, class: &MergedClass<'_>, flaw: Flaw) -> Option<Problem> {
    let (number, definition) = class.newest?;
    let is_newest = number + 1 == merged.chain.files.len();
    if !is_newest || merged.classes_of_other_dates.iter().any(|other| other == id) {
        return None;
    }
    let (message, hint) = match flaw {
        Flaw::Lacks(key) => (
            format!("{} is a new class and needs a {key}", quoted(id)),
            "or use the id of a class of the extended card",
        ),
        Flaw::Unreachable => (
            format!("no event can have the class {}", quoted(id)),
            "give it a `match`, or a band of [scope]",
        ),
    };
    Some(merged.chain.files[number].problem(&definition.id, message).hint(hint))
}

fn entry(
    merged: &Merged<'_>,
    id: &str,
    class: &MergedClass<'_>,
    classes: &[ClassInfo],
) -> Result<Entry, Flaw> {
    let draft = class.draft;
    let title = draft.title.ok_or(Flaw::Lacks("title"))?;
    let source = draft.source.ok_or(Flaw::Lacks("source"))?;
    if !merged.is_reachable(id, class) {
        return Err(Flaw::Unreachable);
    }
    Ok(Entry {
        class: merge::class_id(classes, id).ok_or(Flaw::Unreachable)?,
        id: id.to_owned(),
        pool: draft.pool.unwrap_or(Pool::Unassigned),
        source,
        matchers: draft.matches().map(matcher).collect(),
        line: line(&draft, merged.chain.card),
        text: text(&draft, title),
    })
}

fn matcher(m: &schema::Match) -> Matcher {
    let lower = |domains: &Vec<String>| domains.iter().map(|d| d.to_lowercase()).collect();
    Matcher {
        operations: m.operations.as_ref().map(|names| patterns(names.get_ref())),
        models: m.models.as_ref().map(|names| patterns(names)),
        or_no_model: m.or_no_model,
        sender_outside: m.sender_outside.as_ref().map(lower),
        pool: m.pool,
        unpriced: m.unpriced,
    }
}

/// The price line in force; an unknown price of the card in force if no line has begun.
fn line(draft: &ClassDraft<'_>, card: u16) -> Line {
    let Some((class, from, card)) = draft.line else {
        return Line {
            rate: Rate::Unknown,
            if_scoped: None,
            plan_waives: false,
            exactness: Exactness::Unknown,
            from: None,
            card,
        };
    };
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

fn text(draft: &ClassDraft<'_>, title: &str) -> ClassText {
    let of_line =
        |get: fn(&Class) -> &Option<String>| draft.line.and_then(|(class, ..)| get(class).clone());
    let names = |m: &schema::Match| {
        let operations = m.operations.as_ref().map(|names| names.get_ref().clone());
        (operations.unwrap_or_default(), m.models.clone().unwrap_or_default())
    };
    ClassText {
        plain_title: plain(title),
        title: title.to_owned(),
        doc: draft.doc.unwrap_or_default().to_owned(),
        note: of_line(|class| &class.note),
        conflict: of_line(|class| &class.conflict),
        cited: of_line(|class| &class.cited),
        names: draft.matches().map(names).collect(),
    }
}

/// A key of the newest card that has it.
fn newest<'a, T>(chain: &'a Chain, get: impl Fn(&'a Card) -> Option<&'a T>) -> Option<&'a T> {
    chain.files.iter().rev().find_map(|file| get(&file.card))
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
            words_last: band.words_last,
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
