//! Decides how the rows count that were set aside, when all inputs were read.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::base::Credits;
use crate::ingest::columns::kinds::Kind;
use crate::ingest::event::asides::{Part, Place, Settled, Total};

/// A row of an input.
pub(crate) type At = (usize, Place);

/// Decides how the parts of holds count: what is held, released, taken and given back under one reference counts once, as what was finally
/// taken. `takes` says whether the log has rows that take credits; in one that has none, a hold that is not given back is the use.
pub(crate) fn parts(rows: &[(At, Part)], takes: bool) -> Vec<(At, Settled)> {
    let mut groups: BTreeMap<u64, Vec<&(At, Part)>> = BTreeMap::new();
    let mut settled = Vec::new();
    for row in rows {
        match row.1.reference {
            Some(reference) => groups.entry(reference).or_default().push(row),
            // Without a reference the word decides.
            None if takes => settled.extend(dropped(row)),
            None => {}
        }
    }
    for group in groups.values() {
        settled.extend(group_of(group, takes));
    }
    settled
}

/// A part that is no use by its word.
fn dropped((at, part): &(At, Part)) -> Option<(At, Settled)> {
    let reason = match part.kind {
        Kind::Hold => "hold",
        Kind::Release => "release",
        Kind::Spend | Kind::Capture | Kind::Settle => "superseded",
        _ => return None,
    };
    Some((*at, Settled::Dropped(reason)))
}

fn sum<'a>(parts: impl Iterator<Item = &'a (At, Part)>) -> Credits {
    parts.map(|(_, part)| part.credits).sum()
}

fn group_of(group: &[&(At, Part)], takes: bool) -> Vec<(At, Settled)> {
    let of = |is: fn(Kind) -> bool| group.iter().copied().filter(move |(_, part)| is(part.kind));
    let (held, released) =
        (sum(of(|kind| kind == Kind::Hold)), sum(of(|kind| kind == Kind::Release)));
    let refunded = sum(of(|kind| kind == Kind::Refund));
    let mut settled: Vec<(At, Settled)> =
        of(|kind| matches!(kind, Kind::Hold | Kind::Release)).filter_map(dropped).collect();
    let mut refunds = of(|kind| kind == Kind::Refund).peekable();
    let give_back = |(at, _): &(At, Part)| (*at, Settled::Dropped("release"));
    if of(Kind::takes).next().is_some() {
        let stages: Vec<_> = of(Kind::takes).collect();
        let (charged, superseded) = last_stage(&stages);
        settled.extend(superseded.into_iter().filter_map(dropped));
        // What is given back of a hold beyond its charge was never taken.
        if released.is_zero() && held.is_positive() && held - charged == refunded {
            settled.extend(refunds.map(give_back));
        }
        return settled;
    }
    let back = released + refunded;
    if held.is_zero() || (back.is_zero() && !takes) {
        // A refund of a charge that is in no input, or a ledger that only holds: there a hold is the use.
        return if held.is_zero() { settled } else { Vec::new() };
    }
    if back < held && back.is_positive() {
        // The rest is charged with the last release.
        let last = of(|kind| matches!(kind, Kind::Release | Kind::Refund));
        let last = last.max_by_key(|(at, part)| (part.order, *at)).map(|(at, _)| *at);
        settled.extend(refunds.map(give_back));
        settled.retain(|(at, _)| Some(*at) != last);
        settled.extend(last.map(|at| (at, Settled::Amount(held - back))));
    } else if back == held || released.is_zero() {
        let excess = back - held;
        if excess.is_positive()
            && let Some((at, _)) = refunds.next()
        {
            settled.push((*at, Settled::Amount(-excess)));
        }
        settled.extend(refunds.map(give_back));
    }
    settled
}

/// The sum that was finally taken, and the rows of earlier stages that it replaces.
fn last_stage<'a>(taken: &[&'a (At, Part)]) -> (Credits, Vec<&'a (At, Part)>) {
    let last = taken.iter().map(|(_, part)| part.kind).min().unwrap_or(Kind::Spend);
    let of = |kind: Kind| taken.iter().copied().filter(move |(_, part)| part.kind == kind);
    let sums = |kind: Kind| sum(of(kind));
    // A charge and its capture are one if they are equal; a settlement replaces both.
    let is_replaced = |kind: Kind| {
        kind != last
            && of(kind).next().is_some()
            && (last == Kind::Settle || sums(kind) == sums(last))
    };
    let replaced = [Kind::Capture, Kind::Spend].into_iter().filter(|kind| is_replaced(*kind));
    let superseded: Vec<_> = replaced.flat_map(of).collect();
    let all = sum(taken.iter().copied());
    (all - sum(superseded.iter().copied()), superseded)
}

/// Words for a total on rows that equal no sum, and how many there are.
pub(crate) type Unequal = BTreeMap<Box<str>, u64>;

/// Decides which rows are totals, by the sums of the other rows of their input. Returns them, and the words of rows that equal no sum.
pub(crate) fn totals(
    rows: &[(At, Total)],
    sums: &HashMap<u64, Credits>,
) -> (Vec<(At, Settled)>, Unequal) {
    let equals = |total: &Total| {
        total.sums.iter().any(|key| sums.get(key).is_some_and(|sum| *sum == total.credits))
    };
    let mut labels: HashMap<u64, (u64, u64)> = HashMap::new();
    for (_, total) in rows {
        let (equal, all) = labels.entry(total.label).or_default();
        (*equal, *all) = (*equal + u64::from(equals(total)), *all + 1);
    }
    let (mut settled, mut others) = (Vec::new(), BTreeMap::new());
    for (at, total) in rows {
        // An app that is really called so may equal another one by chance on some days.
        let (equal, all) = labels[&total.label];
        if total.is_certain || (equals(total) && 2 * equal >= all) {
            settled.push((*at, Settled::Dropped("total")));
        } else {
            *others.entry(total.word.clone()).or_default() += 1;
        }
    }
    (settled, others)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The amounts that count, by the order of the rows.
    fn left(rows: &[(Kind, i64)], takes: bool) -> Vec<i64> {
        let row = |(nth, (kind, credits)): (usize, &(Kind, i64))| {
            let nth = u32::try_from(nth).unwrap();
            let part = Part {
                kind: *kind,
                reference: Some(1),
                order: nth.into(),
                credits: Credits::whole(*credits),
            };
            ((0, (0, nth)), part)
        };
        let parts_of: Vec<(At, Part)> = rows.iter().enumerate().map(row).collect();
        let settled: HashMap<At, Settled> = parts(&parts_of, takes).into_iter().collect();
        let count = |(at, part): &(At, Part)| match settled.get(at) {
            Some(Settled::Dropped(_)) => None,
            Some(Settled::Amount(credits)) => Some(*credits),
            None if matches!(part.kind, Kind::Refund | Kind::Release) => Some(-part.credits),
            None => Some(part.credits),
        };
        let counted = parts_of.iter().filter_map(count);
        counted.map(|credits| credits.to_string().parse().unwrap()).collect()
    }

    #[test]
    fn a_reference_counts_once_as_what_was_finally_taken() {
        use Kind::{Capture, Hold, Refund, Release, Settle, Spend};
        for (rows, takes, counted) in [
            (&[(Hold, 10), (Capture, 7)][..], true, &[7][..]),
            (&[(Hold, 40), (Refund, 40)], true, &[]),
            (&[(Hold, 40), (Refund, 40)], false, &[]),
            (&[(Hold, 120), (Release, 30), (Spend, 90), (Refund, 30)], true, &[90, -30]),
            (&[(Hold, 120), (Spend, 90), (Refund, 30)], true, &[90]),
            (&[(Hold, 10), (Capture, 8), (Settle, 7)], true, &[7]),
            (&[(Hold, 10), (Capture, 7), (Spend, 7)], true, &[7]),
            (&[(Hold, 10), (Capture, 3), (Capture, 4)], true, &[3, 4]),
            (&[(Hold, 120), (Release, 30)], true, &[90]),
            (&[(Hold, 10)], true, &[]),
            (&[(Hold, 10)], false, &[10]),
            (&[(Spend, 10), (Refund, 4)], true, &[10, -4]),
            (&[(Refund, 4)], true, &[-4]),
            (&[(Hold, 10), (Refund, 12)], true, &[-2]),
        ] {
            assert_eq!(left(rows, takes), counted, "{rows:?}");
        }
    }
}
