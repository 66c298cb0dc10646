//! What the amounts of a page are called: credits of a pool, or what another tool's export counts.

use crate::event::Pool;

/// The unit of the platform's own logs.
const CREDITS: &str = "credits";

/// Whether the amounts are the platform's credits, which have pools, plans and balances.
pub(crate) fn is_ours(unit: &str) -> bool {
    unit == CREDITS
}

/// `Message credits`, `Requests`: how a sentence begins.
pub(crate) fn title(unit: &str, pool: Pool) -> &'static str {
    match (unit, pool) {
        (CREDITS, Pool::Message) => "Message credits",
        (CREDITS, Pool::Integration) => "Integration credits",
        (CREDITS, Pool::Unassigned) => "Credits of no known pool",
        ("requests", _) => "Requests",
        ("USD", _) => "US dollars",
        ("AI credits", _) => "AI credits",
        // The line below the headline names it.
        _ => "Amounts",
    }
}

/// `message credits`, `requests`: inside a sentence.
pub(crate) fn words(unit: &str, pool: Pool) -> &'static str {
    match (unit, pool) {
        (CREDITS, Pool::Message) => "message credits",
        (CREDITS, Pool::Integration) => "integration credits",
        (CREDITS, Pool::Unassigned) => "credits of no known pool",
        ("requests", _) => "requests",
        ("USD", _) => "US dollars",
        ("AI credits", _) => "AI credits",
        _ => "amounts",
    }
}

/// `credits`, `USD`: above a column of amounts.
pub(crate) fn column(unit: &str) -> &'static str {
    match unit {
        CREDITS => CREDITS,
        "requests" => "requests",
        "USD" => "USD",
        "AI credits" => "AI credits",
        _ => "amount",
    }
}

/// `message`, `requests`: what a line of a table or an alert is about.
pub(crate) fn label(unit: &str, pool: Pool) -> &'static str {
    if is_ours(unit) { pool.name() } else { column(unit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_unit_has_pools() {
        assert_eq!(title("credits", Pool::Message), "Message credits");
        assert_eq!(
            [label("credits", Pool::Message), label("USD", Pool::Unassigned)],
            ["message", "USD"]
        );
        for unit in ["requests", "USD", "AI credits", "minutes"] {
            assert_eq!(words(unit, Pool::Message), words(unit, Pool::Unassigned));
            assert!(!is_ours(unit) && !words(unit, Pool::Unassigned).contains("pool"));
        }
    }
}
