//! The rate cards that are built in, and how models are made of them and of a user's own.

use std::path::Path;

use crate::base::packed::{self, Part};
use crate::base::{Day, Untrusted};

use super::check;
use super::error::{Error, Problem};
use super::names::{plain, quoted};
use super::resolve::{self, Epoch, Layer};
use super::schema::Card;
use super::{CardInfo, Model};

/// A file of the catalog.
pub(super) struct BuiltIn {
    pub name: &'static str,
    pub path: &'static str,
    pub text: &'static str,
}

macro_rules! built_in {
    ($name:literal, $file:literal) => {
        BuiltIn { name: $name, path: $file, text: include_str!(concat!("catalog/", $file)) }
    };
}

/// The name of the dated series: each event is priced by the card of its day.
pub(crate) const SERIES: &str = "base44";

/// The cards of the series, oldest first.
pub(super) const DATED: [BuiltIn; 6] = [
    built_in!("base44-2025-flat", "base44/2025-flat.toml"),
    built_in!("base44-2025-12", "base44/2025-12.toml"),
    built_in!("base44-2026-01", "base44/2026-01.toml"),
    built_in!("base44-2026-03", "base44/2026-03.toml"),
    built_in!("base44-2026-07", "base44/2026-07.toml"),
    built_in!("base44-2026-09", "base44/2026-09.toml"),
];

/// Cards that are used only by name.
pub(super) const NAMED: [BuiltIn; 3] = [
    built_in!("audit-2026-05", "base44/audit-2026-05.toml"),
    built_in!("cursor", "neighbours/cursor.toml"),
    built_in!("copilot", "neighbours/copilot.toml"),
];

/// The names that `--model` takes besides a file: the series first.
pub(crate) fn names() -> Vec<String> {
    std::iter::once(SERIES)
        .chain(DATED.iter().chain(&NAMED).map(|card| card.name))
        .map(str::to_owned)
        .collect()
}

/// The cards that are built in, the series oldest first, then those that are used only by name.
pub(crate) fn list() -> Result<Vec<CardInfo>, Error> {
    let all = DATED.iter().chain(&NAMED).map(|card| Ok(info(card.name, &parse(card)?)));
    all.collect::<Result<_, _>>().map_err(Error::Invalid)
}

fn find(name: &str) -> Option<&'static BuiltIn> {
    DATED.iter().chain(&NAMED).find(|card| plain(card.name) == plain(name))
}

fn parse(card: &BuiltIn) -> Result<Card, Vec<Problem>> {
    check::read(card.path, card.text)
}

fn info(name: &str, card: &Card) -> CardInfo {
    CardInfo {
        name: card.name.as_ref().map_or_else(|| name.to_owned(), |name| name.get_ref().clone()),
        provider: card.provider.clone(),
        effective_from: card.effective_from,
        extends: card.extends.as_ref().map(|name| name.get_ref().clone()),
        checked_on: card.checked_on,
        source: card.source.clone(),
    }
}

/// A card and those that it extends, oldest first.
fn chain(card: &'static BuiltIn) -> Result<Vec<(&'static BuiltIn, Card)>, Vec<Problem>> {
    let mut chain = Vec::new();
    let mut next = Some(card);
    while let Some(file) = next {
        let card = parse(file)?;
        next = None;
        if let Some(extends) = &card.extends {
            let known = find(extends.get_ref()).filter(|found| {
                chain.iter().all(|(seen, _): &(&BuiltIn, Card)| seen.name != found.name)
            });
            next = Some(known.ok_or_else(|| {
                vec![check::at(
                    file.path,
                    file.text,
                    extends,
                    format!("there is no card {} to extend", quoted(extends.get_ref())),
                )]
            })?);
        }
        chain.push((file, card));
    }
    chain.reverse();
    Ok(chain)
}

/// A stretch of days and the cards that are in force on it, oldest first.
struct Period<'a> {
    from: Option<Day>,
    base: u16,
    layers: Vec<Layer<'a>>,
}

fn layers<'a>(chain: &'a [(&'static BuiltIn, Card)], base: u16) -> Vec<Layer<'a>> {
    chain
        .iter()
        .map(|(file, card)| Layer { path: file.path, text: file.text, card, index: base })
        .collect()
}

fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// The days on which a line of the layers begins, after `from` and before `until`.
fn boundaries(layers: &[Layer<'_>], from: Option<Day>, until: Option<Day>) -> Vec<Day> {
    let lines = layers.iter().flat_map(|layer| {
        layer.card.classes.iter().filter_map(|class| class.from.as_ref()).map(|day| *day.get_ref())
    });
    let starts = layers.iter().filter_map(|layer| layer.card.effective_from);
    let mut days: Vec<Day> = lines
        .chain(starts)
        .filter(|day| Some(*day) > from && until.is_none_or(|until| *day < until))
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn model(
    name: String,
    cards: Vec<CardInfo>,
    periods: &[Period<'_>],
    elsewhen: &[&str],
) -> Result<Model, Error> {
    let (mut starts, mut epochs): (Vec<Option<Day>>, Vec<Epoch>) = (Vec::new(), Vec::new());
    for (at, period) in periods.iter().enumerate() {
        let until = periods.get(at + 1).and_then(|next| next.from);
        let days = boundaries(&period.layers, period.from, until).into_iter().map(Some);
        for day in std::iter::once(period.from).chain(days) {
            epochs.push(
                resolve::epoch(&period.layers, day, period.base, elsewhen)
                    .map_err(Error::Invalid)?,
            );
            starts.push(day);
        }
    }
    let classes = resolve::number(&mut epochs);
    let epochs = starts.into_iter().zip(epochs.into_iter().map(Part::from)).collect();
    Ok(Model { name, cards, classes, epochs })
}

/// The dated series as its files have it, with a user's card over all of it where there is one.
fn series(overlay: Option<(&str, &str, &Card, &str)>) -> Result<Model, Error> {
    let read = |file| Ok((file, parse(file)?));
    let chain: Vec<(&BuiltIn, Card)> =
        DATED.iter().map(read).collect::<Result<_, _>>().map_err(Error::Invalid)?;
    let mut cards: Vec<CardInfo> = chain.iter().map(|(file, card)| info(file.name, card)).collect();
    let mut periods = Vec::new();
    for at in 0..chain.len() {
        let mut layers = layers(&chain[..=at], index(at));
        layers.extend(overlay.map(|(path, text, card, _)| Layer {
            path,
            text,
            card,
            index: index(chain.len()),
        }));
        periods.push(Period { from: chain[at].1.effective_from, base: index(at), layers });
    }
    cards.extend(overlay.map(|(_, _, card, name)| info(name, card)));
    let elsewhen: Vec<&str> = chain
        .iter()
        .flat_map(|(_, card)| &card.classes)
        .map(|class| class.id.get_ref().as_str())
        .collect();
    model(overlay.map_or(SERIES, |(.., name)| name).to_owned(), cards, &periods, &elsewhen)
}

/// One card for all dates: before its first day, as on its first day.
fn pinned(
    card: &'static BuiltIn,
    overlay: Option<(&str, &str, &Card, &str)>,
) -> Result<Model, Error> {
    let chain = chain(card).map_err(Error::Invalid)?;
    let mut layers = layers(&chain, 0);
    let mut cards: Vec<CardInfo> =
        chain.last().map(|(file, card)| info(file.name, card)).into_iter().collect();
    layers.extend(overlay.map(|(path, text, card, _)| Layer { path, text, card, index: 1 }));
    cards.extend(overlay.map(|(_, _, card, name)| info(name, card)));
    let from = layers.iter().filter_map(|layer| layer.card.effective_from).max();
    model(
        overlay.map_or(card.name, |(.., name)| name).to_owned(),
        cards,
        &[Period { from, base: 0, layers }],
        &[],
    )
}

impl Model {
    /// A built-in model: the dated series `base44`, or a single card by its name (in any case), which then holds for all dates.
    ///
    /// # Errors
    /// [`Error::UnknownModel`], with the names that there are.
    pub fn builtin(name: &str) -> Result<Self, Error> {
        if plain(name) == SERIES {
            return Ok(packed::read(include_bytes!("catalog/base44.packed")));
        }
        let unknown = || Error::UnknownModel { name: Untrusted::from(name), known: names() };
        pinned(find(name).ok_or_else(unknown)?, None)
    }

    /// A user's card. `path` is for messages, and its stem is the name of a card that has none.
    ///
    /// # Errors
    /// [`Error::Invalid`], with every problem's line and column.
    pub fn from_toml(path: &str, text: &str) -> Result<Self, Error> {
        let card = check::read(path, text).map_err(Error::Invalid)?;
        let stem = Path::new(path)
            .file_stem()
            .map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned());
        let name = card.name.as_ref().map_or(stem, |name| name.get_ref().clone());
        let own = Some((path, text, &card, name.as_str()));
        let Some(extends) = &card.extends else {
            let period = Period {
                from: card.effective_from,
                base: 0,
                layers: vec![Layer { path, text, card: &card, index: 0 }],
            };
            return model(name.clone(), vec![info(&name, &card)], &[period], &[]);
        };
        if plain(extends.get_ref()) == SERIES {
            return series(own);
        }
        let known = find(extends.get_ref()).ok_or_else(|| {
            let message = format!("there is no card {} to extend", quoted(extends.get_ref()));
            Error::Invalid(vec![
                check::at(path, text, extends, message)
                    .hint(format!("built in: {}", names().join(", "))),
            ])
        })?;
        pinned(known, own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dated_series_is_packed() {
        packed::hold("model/catalog/base44", &series(None).unwrap());
    }
}
