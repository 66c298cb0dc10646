//! Deducts refunds from the events that they most likely refund, so that no fix saves credits that were already given back.

use std::collections::BTreeMap;

use super::event::TimelineEvent;
use crate::audit::estimate::Estimate;
use crate::base::Credits;
use crate::event::Pool;

/// Positions of events that a refund may be for, latest last.
type Stacks<K> = BTreeMap<K, Vec<usize>>;

/// Lowers the cost of the latest earlier events of the same app, user, operation and feature; then of the same app; what still
/// remains is deducted from the pool's last events.
pub(super) fn deduct(events: &mut [TimelineEvent]) {
    let mut by_call: Stacks<_> = BTreeMap::new();
    let mut by_app: Stacks<_> = BTreeMap::new();
    let mut rest: BTreeMap<Pool, Credits> = BTreeMap::new();
    for at in 0..events.len() {
        let event = &events[at];
        let pool = event.classified.pool;
        let call = (pool, event.app, event.user, event.operation, event.feature);
        let app = (pool, event.app);
        match event.classified.credits.filter(|c| c.is_negative()) {
            None => {
                by_call.entry(call).or_default().push(at);
                by_app.entry(app).or_default().push(at);
            }
            Some(refund) => {
                let mut left = -refund;
                for stack in [by_call.get_mut(&call), by_app.get_mut(&app)].into_iter().flatten() {
                    left = deduct_from_latest(events, stack, left);
                }
                *rest.entry(pool).or_default() += left;
            }
        }
    }
    for (pool, left) in rest {
        let mut stack: Vec<usize> =
            (0..events.len()).filter(|at| events[*at].classified.pool == pool).collect();
        deduct_from_latest(events, &mut stack, left);
    }
}

/// Deducts an amount from the end of the stack on, and returns the remainder.
fn deduct_from_latest(
    events: &mut [TimelineEvent],
    stack: &mut Vec<usize>,
    mut amount: Credits,
) -> Credits {
    while amount.is_positive() {
        let Some(at) = stack.last().copied() else { break };
        let cost = events[at].cost.unwrap_or(Estimate::ZERO);
        let taken = cost.typical.min(amount);
        if taken.is_positive() {
            events[at].cost = Some(cost.map(|c| (c - taken).floor_zero()));
            amount -= taken;
        }
        if taken == cost.typical {
            stack.pop();
        }
    }
    amount
}
