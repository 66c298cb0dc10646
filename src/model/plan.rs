//! The platform's published plans, read from `plans.toml`. An amount that is not published is `None`, never 0.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::base::{Credits, Untrusted};
use crate::event::Pool;

use crate::model::catalog::text_of;
use crate::model::error::Error;
use crate::model::names::plain;

/// A plan with its allowances.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// `free`, `starter`, `builder`, `pro`, `elite`, `business`, `enterprise`.
    pub id: String,
    /// The platform's spelling.
    pub title: String,
    /// US dollars per month.
    pub usd_month: Option<Credits>,
    /// US dollars per month, paid yearly.
    pub usd_month_yearly: Option<Credits>,
    /// Message credits per cycle.
    pub message: Option<Credits>,
    /// Integration credits per cycle.
    pub integration: Option<Credits>,
    /// Message credits per UTC day, if the plan has such a cap.
    pub daily_message_cap: Option<Credits>,
    /// True if automatic fixes cost nothing.
    pub free_auto_fix: bool,
}

impl Plan {
    /// The pool's credits per cycle.
    pub fn allowance(&self, pool: Pool) -> Option<Credits> {
        match pool {
            Pool::Message => self.message,
            Pool::Integration => self.integration,
            Pool::Unassigned => None,
        }
    }
}

/// `plans.toml`.
#[derive(Deserialize)]
struct Plans {
    plan: Vec<Plan>,
}

const FILE: &str = include_str!("plans.toml");

static PLANS: LazyLock<Plans> = LazyLock::new(|| toml::from_str(FILE).expect("plans.toml parses"));

/// The published plans, smallest first.
pub fn builtin() -> &'static [Plan] {
    &PLANS.plan
}

/// The month in which the plans were published so: `October 2026`.
pub(crate) fn published() -> Option<&'static str> {
    text_of(FILE, "published")
}

/// The plan with a name, in any case.
///
/// # Errors
/// [`Error::UnknownPlan`], with the known names.
pub fn find(name: &str) -> Result<&'static Plan, Error> {
    builtin().iter().find(|plan| plain(&plan.id) == plain(name)).ok_or_else(|| Error::UnknownPlan {
        name: Untrusted::from(name),
        known: builtin().iter().map(|plan| plan.id.clone()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_amounts() {
        let row = |id: &str| {
            let plan = find(id).unwrap();
            let text = |amount: Option<Credits>| {
                amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string())
            };
            [
                plan.usd_month,
                plan.usd_month_yearly,
                plan.message,
                plan.integration,
                plan.daily_message_cap,
            ]
            .map(text)
            .join(" ")
        };
        assert_eq!(builtin().len(), 7);
        assert!(published().is_some_and(|month| month.contains(" 20")));
        assert_eq!(row("free"), "0 0 25 100 5");
        assert_eq!(row("starter"), "20 16 100 2000 -");
        assert_eq!(row("builder"), "50 40 250 10000 -");
        assert_eq!(row("pro"), "100 80 500 20000 -");
        assert_eq!(row("elite"), "200 160 1200 50000 -");
        assert_eq!(row("business"), "- - - - -");
        assert_eq!(row("enterprise"), "- - - - -");
    }

    #[test]
    fn names_in_any_case_and_a_list_of_them() {
        assert_eq!(find(" BUILDER").unwrap().title, "Builder");
        let error = find("busyness\u{1b}").unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no plan busyness\\u{1b}; known: free, starter, builder, pro, elite, business, enterprise"
        );
    }

    #[test]
    fn automatic_fixes_are_free_on_all_but_free() {
        let paying: Vec<_> = builtin()
            .iter()
            .filter(|plan| !plan.free_auto_fix)
            .map(|plan| plan.id.as_str())
            .collect();
        assert_eq!(paying, ["free"]);
        assert_eq!(find("pro").unwrap().allowance(Pool::Unassigned), None);
    }
}
