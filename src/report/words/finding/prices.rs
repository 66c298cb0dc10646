//! Findings about prices: what the log reports against the card.

use super::figures::{amount, count, number, percent, share};
use super::text::FindingText;
use crate::audit::estimate::portion;
use crate::audit::facts::{AbovePriceFacts, PriceChangeFacts};
use crate::base::{Credits, Day};

pub(super) fn above(f: &AbovePriceFacts) -> FindingText {
    let each = portion(f.excess, 1, i64::try_from(f.above).unwrap_or(1));
    let summary = format!(
        "{} of {} events ({}) are above the card's price, by {} credits in all, {} each.",
        number(f.above),
        number(f.events),
        percent(f.above, f.events),
        amount(f.excess),
        amount(each),
    );
    let action = "Check one of these events under Credits Used, then correct the app's estimate or paste the price into a rate card of your own.";
    let title = format!("{} is reported above the list price", f.class_title);
    let text = FindingText::new(title, summary, action)
        .detail("most often reported for one", amount(f.usual))
        .detail("the card's highest price for the first of them", amount(f.listed));
    paste(text, card_lines(&f.class_id, f.usual, f.from))
}

pub(super) fn change(f: &PriceChangeFacts) -> FindingText {
    let summary = format!(
        "From {} to {} credits each; the {} since then cost {} more ({} of their credits).",
        amount(f.old),
        amount(f.new),
        count(f.events, "event"),
        amount(f.difference),
        share(f.difference, f.paid),
    );
    let action = "Check the new price, then paste it into a rate card of your own or correct the app's estimate.";
    let title = format!("The price of {} changed on {}", f.class_title, f.day);
    let text = FindingText::new(title, summary, action)
        .detail("before", amount(f.old))
        .detail("since", amount(f.new));
    paste(text, card_lines(&f.class_id, f.new, f.day))
}

fn paste(text: FindingText, card: Option<String>) -> FindingText {
    match card {
        Some(card) => text.paste(card),
        None => text,
    }
}

/// Lines of a rate card that set the price of a class from a day on. `None` for speech, which is priced by started pieces of text:
/// one price per character cannot express that.
fn card_lines(class: &str, price: Credits, from: Day) -> Option<String> {
    let price = match class {
        "integration.generate-speech" => return None,
        "integration.generate-video" => format!("{{ per = \"{price}\", unit = \"seconds\" }}"),
        _ => format!("{{ flat = \"{price}\" }}"),
    };
    Some(format!(
        "extends = \"base44\"\n\n[[class]]\nid = \"{class}\"\nfrom = \"{from}\"\nprice = {price}\nexactness = \"estimate\"\nnote = \"as this log reports it\"\n"
    ))
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
