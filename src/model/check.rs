//! Checks one rate card by itself, whatever it extends. Every problem has its place in the file.

use std::ops::Range;

use crate::base::{Credits, Day};
use crate::event::Unit;

use crate::model::error::Problem;
use crate::model::names::{Pattern, Spelling, quoted};
use crate::model::price::{Exactness, Rate};
use crate::model::schema::{Card, Class, PriceKeys, Round, Scopes, Spanned};

/// Parses and checks a card. Returns the one problem that stops the parser, or all problems of a parsed card.
pub(super) fn read(path: &str, text: &str) -> Result<Card, Vec<Problem>> {
    let card: Card = toml::from_str(text).map_err(|error| {
        let problem = Problem::at(path, text, error.span(), error.message());
        let message = error.message();
        vec![if message.contains("floating point") || message.contains("integer `") {
            problem.hint("write amounts as text, so that they stay exact: \"0.5\"")
        } else if message.contains("date") && message.contains("expected a string") {
            problem.hint("write dates as text: \"2026-05-01\"")
        } else {
            problem
        }]
    })?;
    let mut checker = Checker { path, text, problems: Vec::new() };
    checker.card(&card);
    if checker.problems.is_empty() { Ok(card) } else { Err(checker.problems) }
}

struct Checker<'a> {
    path: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, span: Range<usize>, message: impl AsRef<str>, hint: &str) {
        let problem = Problem::at(self.path, self.text, Some(span), message);
        self.problems.push(if hint.is_empty() { problem } else { problem.hint(hint) });
    }

    fn card(&mut self, card: &Card) {
        if let Some(scope) = &card.scope {
            self.scopes(scope);
        }
        for (i, class) in card.classes.iter().enumerate() {
            self.class(card, class);
            let same = |other: &&Class| {
                other.id.get_ref() == class.id.get_ref() && day(other) == day(class)
            };
            if card.classes[..i].iter().any(|other| same(&other)) {
                let id = quoted(class.id.get_ref());
                self.problem(
                    class.id.span(),
                    format!("{id} has two lines from the same day"),
                    "give the later one its own `from`",
                );
            }
        }
        self.shadowed(card);
        self.problems.sort_by_key(|problem| (problem.line, problem.column));
    }

    fn class(&mut self, card: &Card, class: &Class) {
        let id = class.id.get_ref();
        let plain = id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
        if id.is_empty() || !plain {
            self.problem(
                class.id.span(),
                format!("{} is not a class id", quoted(id)),
                "use small letters, digits, `.` and `-`",
            );
        }
        if let (Some(from), Some(start)) = (&class.from, card.effective_from)
            && *from.get_ref() < start
        {
            self.problem(
                from.span(),
                format!("the line begins on {}, before the card ({start})", from.get_ref()),
                "",
            );
        }
        for keys in [&class.price, &class.if_scoped].into_iter().flatten() {
            match rate(keys.get_ref()) {
                Err(message) => self.problem(keys.span(), message, PRICES),
                Ok(rate) => self.amounts(&rate, keys.span()),
            }
        }
        if class.if_scoped.is_some() && class.price.is_none() {
            self.problem(class.id.span(), "`if_scoped` without `price`", "");
        }
        match (&class.exactness, &class.price) {
            (Some(exactness), Some(price)) if *exactness.get_ref() == Exactness::Unknown => {
                self.problem(
                    price.span(),
                    "a line with a price cannot be \"unknown\"",
                    "remove the price, or use exactness = \"estimate\"",
                );
            }
            (Some(exactness), None) if *exactness.get_ref() != Exactness::Unknown => {
                let message = format!("{} needs a price", exactness.get_ref().name());
                self.problem(
                    exactness.span(),
                    message,
                    "exactness = \"unknown\" is a line without a price",
                );
            }
            _ => {}
        }
        if let Some(matches) = &class.matches
            && matches.get_ref().is_empty()
        {
            self.problem(
                matches.span(),
                "an empty list matches no event",
                "remove `match` to inherit it",
            );
        }
        let lists =
            class.matches.iter().flat_map(Spanned::get_ref).filter_map(|m| m.operations.as_ref());
        for operations in lists {
            if operations.get_ref().iter().any(|name| name.trim().is_empty())
                || operations.get_ref().is_empty()
            {
                self.problem(operations.span(), "an operation has an empty name", "");
            }
        }
    }

    fn amounts(&mut self, rate: &Rate, span: Range<usize>) {
        if rate.amounts().iter().any(|amount| amount.is_negative()) {
            self.problem(span.clone(), "the price is negative", "something free costs \"0\"");
        }
        match rate {
            Rate::Range { low, typical, high, .. } if low > typical || typical > high => {
                self.problem(
                    span,
                    format!("low {low}, typical {typical}, high {high} are not in order"),
                    "",
                );
            }
            Rate::PerUnit { each, .. } if !each.is_positive() => {
                self.problem(span, "`each` must be above 0", "");
            }
            _ => {}
        }
    }

    fn scopes(&mut self, scopes: &Scopes) {
        let (mut credits, mut files) = (None::<Credits>, None::<u32>);
        let mut seen = Vec::new();
        for band in &scopes.bands {
            if seen.contains(band.scope.get_ref()) {
                self.problem(band.scope.span(), "this scope already has a band", "");
            }
            seen.push(*band.scope.get_ref());
            if let Some(up_to) = &band.up_to {
                if credits.is_some_and(|before| *up_to.get_ref() <= before)
                    || up_to.get_ref().is_negative()
                {
                    self.problem(
                        up_to.span(),
                        "bands must rise: `up_to` is not above the band before",
                        "",
                    );
                }
                credits = Some(*up_to.get_ref());
            }
            if let Some(from) = &band.files_from {
                if files.is_some_and(|before| *from.get_ref() <= before) || *from.get_ref() == 0 {
                    self.problem(
                        from.span(),
                        "bands must rise: `files_from` is not above the band before",
                        "",
                    );
                }
                files = Some(*from.get_ref());
            }
        }
    }

    /// Reports names that an earlier class of the same card already matches.
    fn shadowed(&mut self, card: &Card) {
        let mut taken: Vec<(Vec<Pattern>, String)> = Vec::new();
        let mut everything = false;
        for class in &card.classes {
            for m in class.matches.iter().flat_map(Spanned::get_ref) {
                if everything {
                    self.problem(
                        class.id.span(),
                        "no event reaches this class: an earlier one matches everything",
                        "the first match wins",
                    );
                    return;
                }
                let conditional = m.models.is_some() || m.or_no_model || m.sender_outside.is_some();
                let Some(operations) = &m.operations else {
                    everything = !conditional;
                    continue;
                };
                let names = operations.get_ref().iter().filter(|name| !name.contains(['*', '?']));
                let lost: Vec<_> = names
                    .filter_map(|name| shadow(&taken, name).map(|by| (name.clone(), by.to_owned())))
                    .collect();
                for (name, by) in lost {
                    let message =
                        format!("{} already matches the class {}", quoted(&name), quoted(&by));
                    self.problem(operations.span(), message, "the first match wins");
                }
                if !conditional && class.before.is_none() {
                    taken.push((patterns(operations.get_ref()), class.id.get_ref().clone()));
                }
            }
        }
    }
}

fn shadow<'a>(taken: &'a [(Vec<Pattern>, String)], name: &str) -> Option<&'a str> {
    let name = Spelling::new(name);
    taken
        .iter()
        .find(|(patterns, _)| patterns.iter().any(|p| p.matches(&name)))
        .map(|(_, by)| by.as_str())
}

fn day(class: &Class) -> Option<Day> {
    class.from.as_ref().map(|from| *from.get_ref())
}

/// The patterns of a list of names.
pub(super) fn patterns(names: &[String]) -> Vec<Pattern> {
    names.iter().map(|name| Pattern::new(name)).collect()
}

const PRICES: &str = "a price is { flat } or { low, typical, high } or { per, unit } or { times, of }, amounts as text";

/// The rate that the keys of a price describe, or what is wrong with them.
pub(super) fn rate(keys: &PriceKeys) -> Result<Rate, String> {
    let PriceKeys { flat, low, typical, high, per, each, round, cap, unit, once, times, of } = keys;
    let range = low.is_some() || typical.is_some() || high.is_some();
    let kinds = [flat.is_some(), range, per.is_some(), times.is_some() || of.is_some()];
    if kinds.iter().filter(|kind| **kind).count() != 1 {
        return Err("a price must have exactly one form".into());
    }
    let stepped = each.is_some() || round.is_some() || cap.is_some();
    if stepped && per.is_none() {
        return Err("`each`, `round` and `cap` belong to { per }".into());
    }
    let countable = match unit {
        Some(Unit::Seconds | Unit::Characters) => Err("seconds and characters need { per }"),
        Some(Unit::Own) => {
            Err("`own` is not a unit of a price; use calls, emails, images, seconds or characters")
        }
        other => Ok(other.unwrap_or(Unit::Calls)),
    };
    if let Some(each) = flat {
        return Ok(Rate::Flat { each: *each, unit: countable?, once: *once });
    }
    if *once {
        return Err("`once` belongs to { flat }".into());
    }
    if let Some(price) = per {
        let unit = unit
            .filter(|unit| *unit != Unit::Own)
            .ok_or("{ per } needs a unit: calls, emails, images, seconds or characters")?;
        let (each, round_up) = (each.unwrap_or(Credits::whole(1)), *round == Some(Round::Up));
        return Ok(Rate::PerUnit { price: *price, unit, each, round_up, cap: *cap });
    }
    if range {
        let [Some(low), Some(typical), Some(high)] = [*low, *typical, *high] else {
            return Err("a range needs low, typical and high".into());
        };
        return Ok(Rate::Range { low, typical, high, unit: countable? });
    }
    match (times, of, unit) {
        (Some(factor), Some(of), None) => Ok(Rate::Times { factor: *factor, of: of.clone() }),
        (_, _, Some(_)) => Err("a multiple has no unit of its own".into()),
        _ => Err("a multiple needs both times and of".into()),
    }
}
