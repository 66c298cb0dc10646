//! Checks that need a whole compiled period: multiples of a missing price, a missing section, operations without a class.

use crate::model::error::Problem;
use crate::model::merge::Merged;
use crate::model::names::quoted;
use crate::model::period::{Entry, PricePeriod};
use crate::model::price::Rate;

/// The problems of a compiled chain.
pub(super) fn check(merged: &Merged<'_>, period: &PricePeriod) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, entry) in period.entries.iter().enumerate() {
        let newest = merged.classes.get(entry.id.as_str()).and_then(|class| class.newest);
        let Some((number, class)) = newest else { continue };
        let file = &merged.chain.files[number];
        problems.extend(
            entry_messages(merged, period, at, entry)
                .iter()
                .map(|message| file.problem(&class.id, message)),
        );
    }
    let matches_all =
        |entry: &Entry| entry.matchers.iter().any(super::period::Matcher::matches_all);
    if let (false, Some(file)) =
        (period.entries.last().is_some_and(matches_all), merged.chain.files.last())
    {
        problems.push(
            Problem::at(&file.path, &file.text, None, "an unknown operation would have no class")
                .hint("end with a class whose match is [{}], or extend a built-in card"),
        );
    }
    problems
}

fn entry_messages(
    merged: &Merged<'_>,
    period: &PricePeriod,
    at: usize,
    entry: &Entry,
) -> Vec<String> {
    let mut messages = Vec::new();
    if entry.line.if_scoped.is_some() && period.scoped.is_none() {
        messages.push("`if_scoped` needs a [scoped] section".to_owned());
    }
    let Rate::Times { of, .. } = &entry.line.rate else { return messages };
    if !has_price_of_its_own(merged, period, of) {
        messages.push(format!("there is no class {} with a price of its own", quoted(of)));
    }
    if period.scopes.as_ref().is_some_and(|scopes| scopes.leads_to(at)) {
        messages.push("a class of [scope] cannot be a multiple of another class".to_owned());
    }
    messages
}

/// True if a price can be a multiple of this class: the class exists and is not a multiple itself.
fn has_price_of_its_own(merged: &Merged<'_>, period: &PricePeriod, of: &str) -> bool {
    let is_multiple = |entry: &Entry| matches!(entry.line.rate, Rate::Times { .. });
    if of == "prompt" {
        return period.scopes.is_some()
            || period.prompt.is_some_and(|prompt| !is_multiple(&period.entries[prompt]));
    }
    period.entries.iter().find(|other| other.id == of).map_or_else(
        || merged.classes_of_other_dates.iter().any(|other| other == of),
        |other| !is_multiple(other),
    )
}
