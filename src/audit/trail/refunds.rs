//! Refunds, taken back from what they were most likely for, so that nothing can be saved that was given back already.

use std::collections::BTreeMap;

use super::super::estimate::Estimate;
use super::Row;
use crate::base::Credits;
use crate::event::Pool;

/// Rows that a refund may be for, latest last.
type Stacks<K> = BTreeMap<K, Vec<usize>>;

/// Lowers the cost of the latest earlier rows of the same app, user, operation and feature; then of the same app; what still
/// remains, of the pool's last rows.
pub(super) fn take_back(rows: &mut [Row]) {
    let mut alike: Stacks<_> = BTreeMap::new();
    let mut by_app: Stacks<_> = BTreeMap::new();
    let mut rest: BTreeMap<Pool, Credits> = BTreeMap::new();
    for at in 0..rows.len() {
        let row = &rows[at];
        let pool = row.classified.pool;
        let (near, far) = ((pool, row.app, row.user, row.operation, row.feature), (pool, row.app));
        match row.classified.credits.filter(|c| c.is_negative()) {
            None => {
                alike.entry(near).or_default().push(at);
                by_app.entry(far).or_default().push(at);
            }
            Some(refund) => {
                let mut left = -refund;
                for stack in [alike.get_mut(&near), by_app.get_mut(&far)].into_iter().flatten() {
                    left = from_latest(rows, stack, left);
                }
                *rest.entry(pool).or_default() += left;
            }
        }
    }
    for (pool, left) in rest {
        let mut stack: Vec<usize> =
            (0..rows.len()).filter(|at| rows[*at].classified.pool == pool).collect();
        from_latest(rows, &mut stack, left);
    }
}

/// Takes an amount from the end of a stack on; returns what nobody had.
fn from_latest(rows: &mut [Row], stack: &mut Vec<usize>, mut amount: Credits) -> Credits {
    while amount.is_positive() {
        let Some(at) = stack.last().copied() else { break };
        let cost = rows[at].cost.unwrap_or(Estimate::ZERO);
        let taken = cost.typical.min(amount);
        if taken.is_positive() {
            rows[at].cost = Some(cost.map(|c| (c - taken).floor_zero()));
            amount -= taken;
        }
        if taken == cost.typical {
            stack.pop();
        }
    }
    amount
}
