//! Names of the amounts of a page: credits of a pool, or the unit of another tool's export.

use crate::event::Pool;
use crate::report::request::CREDITS;

/// Returns true for the platform's credits, which have pools, plans and balances.
pub(crate) fn is_ours(unit: &str) -> bool {
    unit == CREDITS
}

/// Names the amounts at the beginning of a sentence: `Message credits`, `Requests`.
pub(crate) fn title(unit: &str, pool: Pool) -> &'static str {
    match (unit, pool) {
        (CREDITS, Pool::Message) => "Message credits",
        (CREDITS, Pool::Integration) => "Integration credits",
        (CREDITS, Pool::Unassigned) => "Credits of no known pool",
        ("requests", _) => "Requests",
        ("USD", _) => "US dollars",
        ("AI credits", _) => "AI credits",
        // The line below the headline names the unit.
        _ => "Amounts",
    }
}

/// Names the amounts inside a sentence: `message credits`, `requests`.
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

/// Names the amounts above a column: `credits`, `USD`.
pub(crate) fn column(unit: &str) -> &'static str {
    match unit {
        CREDITS => CREDITS,
        "requests" => "requests",
        "USD" => "USD",
        "AI credits" => "AI credits",
        _ => "amount",
    }
}

/// Names the pool, or the unit if there are no pools, in a row of a table or in an alert.
pub(crate) fn label(unit: &str, pool: Pool) -> &'static str {
    if is_ours(unit) { pool.name() } else { column(unit) }
}

/// The same at the head of a line: `Integration`.
pub(crate) fn heading(unit: &str, pool: Pool) -> &'static str {
    match pool {
        Pool::Message if is_ours(unit) => "Message",
        Pool::Integration if is_ours(unit) => "Integration",
        Pool::Unassigned if is_ours(unit) => "Unassigned",
        _ => title(unit, pool),
    }
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
