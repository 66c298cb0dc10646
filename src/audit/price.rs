//! Reported credits against the card: what is above the list price, and when a price changed.

pub(super) mod above_list;
pub(super) mod drift;

use super::estimate::portion;
use super::{Row, Trail};
use crate::base::Credits;

/// Rows whose reported credits can be held against a price of the card, by class. Build prompts cannot: their class comes from their credits.
fn comparable<'a>(trail: &Trail<'a>) -> std::collections::BTreeMap<(crate::event::Pool, &'a str), Vec<usize>> {
    trail.group(|row| {
        let reported = row.is_reported() && !row.is_refund() && row.classified.credits.is_some_and(Credits::is_positive);
        let fits = reported && row.classified.price.is_some() && !row.class.id.starts_with("build.") && !row.classified.assumed_model;
        fits.then_some((row.classified.pool, row.class.id.as_str()))
    })
}

/// What the log reports of one unit.
fn unit_price(row: &Row) -> Credits {
    let reported = row.classified.credits.unwrap_or_default();
    let quantity = row.classified.quantity.filter(|q| q.is_positive()).unwrap_or(Credits::whole(1));
    reported.divide(quantity, 6).unwrap_or(reported)
}

/// The price that most of some rows have (the lowest of equals), and how many have it.
fn usual(prices: &[Credits]) -> Option<(Credits, usize)> {
    let mut counts: std::collections::BTreeMap<Credits, usize> = std::collections::BTreeMap::new();
    for price in prices {
        *counts.entry(*price).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n)
}

/// Lines of a rate card that say so. `from` is the first day of the price.
fn card_lines(class: &str, price: Credits, from: crate::base::Day) -> String {
    format!("extends = \"base44-2026-03\"\neffective_from = \"{from}\"\n\n[[class]]\nid = \"{class}\"\nprice = {{ flat = \"{price}\" }}\nexactness = \"estimate\"\nnote = \"as this log reports it\"\n")
}

fn mean(total: Credits, n: usize) -> Credits {
    portion(total, 1, i64::try_from(n).unwrap_or(1))
}
