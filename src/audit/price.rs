//! Reported credits against the card: what is above the list price, and when a price changed.

pub(super) mod above_list;
pub(super) mod drift;

use super::estimate::portion;
use super::{Row, Trail};
use crate::base::Credits;

/// Rows whose reported credits can be held against a price of the card, by class. Build prompts cannot: their class comes from their credits.
fn comparable<'a>(
    trail: &Trail<'a>,
) -> std::collections::BTreeMap<(crate::event::Pool, &'a str), Vec<usize>> {
    trail.group(|row| {
        let reported = row.is_reported()
            && !row.is_refund()
            && row.classified.credits.is_some_and(Credits::is_positive);
        // Whether functions cost anything is disputed between sources, so nothing is above their price.
        let fits = reported
            && row.class.source != crate::model::Source::Backend
            && row.classified.price.is_some()
            && !row.class.id.starts_with("build.")
            && !row.classified.assumed_model;
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

/// Lines of a rate card that say so, from a day on. `None` for speech: its price is for started pieces of text, which one price a character cannot say.
fn card_lines(class: &str, price: Credits, from: crate::base::Day) -> Option<String> {
    let price = match class {
        "integration.generate-speech" => return None,
        "integration.generate-video" => format!("{{ per = \"{price}\", unit = \"seconds\" }}"),
        _ => format!("{{ flat = \"{price}\" }}"),
    };
    Some(format!(
        "extends = \"base44\"\n\n[[class]]\nid = \"{class}\"\nfrom = \"{from}\"\nprice = {price}\nexactness = \"estimate\"\nnote = \"as this log reports it\"\n"
    ))
}

fn mean(total: Credits, n: usize) -> Credits {
    portion(total, 1, i64::try_from(n).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn the_lines_to_paste_are_a_card() {
        for class in ["llm.gpt-5", "integration.generate-video", "discuss"] {
            let text =
                card_lines(class, "1.5".parse().unwrap(), "2026-05-23".parse().unwrap()).unwrap();
            let model = Model::from_toml("my.toml", &text).unwrap();
            assert!(model.find_class(class).is_some(), "{class}");
        }
    }
}
