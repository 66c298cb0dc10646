//! The platform's plans, as published. Unknown amounts are `None`, never 0.

use crate::base::Credits;
use crate::event::Pool;

/// A plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// `free`, `starter`, `builder`, `pro`, `elite`, `enterprise`.
    pub id: String,
    /// As the platform writes it.
    pub title: String,
    /// US dollars a month.
    pub usd_month: Option<Credits>,
    /// US dollars a month when paid by the year.
    pub usd_month_yearly: Option<Credits>,
    /// Message credits a cycle.
    pub message: Option<Credits>,
    /// Integration credits a cycle.
    pub integration: Option<Credits>,
    /// Message credits a UTC day, where the plan has such a cap.
    pub daily_message_cap: Option<Credits>,
    /// Whether automatic fixes cost nothing on this plan.
    pub free_auto_fix: bool,
}

impl Plan {
    /// Credits a cycle of a pool.
    pub fn allowance(&self, pool: Pool) -> Option<Credits> {
        match pool {
            Pool::Message => self.message,
            Pool::Integration => self.integration,
            Pool::Unassigned => None,
        }
    }
}
