//! Counters: how much of an allowance is used, in rows that are changed in place or written down now and then.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::look::Look;
use super::names;
use crate::base::Credits;
use crate::ingest::cell::roles::Role;

const COUNTERS: &str = "a table of counters";
const RUNNING: &str = "a series of running totals";

/// Numbers of a holder that only rise, or only fall, before they are asked about.
const LEAST_RUN: usize = 7;

/// Finds amounts that stand beside their limit, or beside what is left of it.
pub(super) fn find(look: &Look<'_>) -> Option<Finding> {
    let used = look.amount()?;
    running_totals(look)
        .or_else(|| beside_a_limit(look, used))
        .or_else(|| in_place(look, used))
        .or_else(|| one_way(look, used))
}

/// Used and left sum to the same number in every row, or to the limit: each row is the total so far.
fn running_totals(look: &Look<'_>) -> Option<Finding> {
    let names = &names::all().counters;
    for used in look.mapping.amounts.iter().map(|amount| amount.column) {
        let Some(used_numbers) = look.numbers(used) else { continue };
        for left in look.with(&names.left).into_iter().filter(|left| *left != used) {
            let Some(left_numbers) = look.numbers(left) else { continue };
            let sums: Vec<Credits> =
                used_numbers.iter().zip(&left_numbers).map(|(used, left)| *used + *left).collect();
            let pair = format!("{} and {}", look.shown(&[used]), look.shown(&[left]));
            if is_constant(look, &used_numbers, &sums) {
                return Some(Finding::certain(
                    RUNNING,
                    format!("{pair} sum to the same number in every row"),
                ));
            }
            for limit in look.with(&names.limit).into_iter().filter(|c| ![used, left].contains(c)) {
                if sums.len() > 1 && look.numbers(limit).is_some_and(|limits| limits == sums) {
                    let why = format!("{pair} sum to {} in every row", look.shown(&[limit]));
                    return Some(Finding::certain(COUNTERS, why));
                }
            }
        }
    }
    None
}

/// Whether the sums of each holder are all equal although the use is not. In a log whose balance falls by what each row used they are
/// not: from one row to the next the sum changes by the use of the row before.
fn is_constant(look: &Look<'_>, used: &[Credits], sums: &[Credits]) -> bool {
    let is_one = |rows: &[usize]| rows.iter().all(|row| sums[*row] == sums[rows[0]]);
    let varies = |rows: &[usize]| rows.iter().any(|row| used[*row] != used[rows[0]]);
    let all: Vec<usize> = (0..sums.len()).collect();
    if all.len() > 1 && is_one(&all) {
        let zeros = used.iter().filter(|used| used.is_zero()).count();
        return varies(&all) && zeros + 1 < used.len();
    }
    look.holders(true).into_iter().any(|holder| {
        let groups = grouped(look, holder);
        groups.len() > 1
            && groups.values().all(|rows| rows.len() > 1 && is_one(rows))
            && groups.values().any(|rows| varies(rows))
    })
}

/// The rows of each cell of a column.
fn grouped<'a>(look: &Look<'a>, column: usize) -> BTreeMap<&'a str, Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in look.table.rows.iter().enumerate() {
        groups.entry(row.cell(column)).or_default().push(at);
    }
    groups
}

/// Used beside a limit: one row for each holder, or rows that only grow.
fn beside_a_limit(look: &Look<'_>, used: usize) -> Option<Finding> {
    let names = &names::all().counters;
    let is_other = |column: &usize| *column != used;
    let limits: Vec<usize> = look.with(&names.limit).into_iter().filter(is_other).collect();
    let left: Vec<usize> =
        look.with(&names.left).into_iter().filter(|c| is_other(c) && !limits.contains(c)).collect();
    let resets = look.with(&names.reset);
    // What is left beside each use is a balance that a log may carry; with a limit or a reset it is a counter.
    let beside: Vec<usize> = limits.iter().chain(&resets).copied().collect();
    if beside.is_empty() || look.is_of_calls || falls_by_use(look, used, &left) {
        return None;
    }
    let mut beside: Vec<usize> = beside.into_iter().chain(left).collect();
    beside.dedup();
    let why = format!("{} stands beside {}", look.shown(&[used]), look.shown(&beside));
    if let Some(holder) = look.one_row_each(&look.holders(false)) {
        let why = format!("{why}, and each {} has one row", look.shown(&[holder]));
        // A short log in which everybody did one thing has this form too, but writes its own time.
        let is_certain = !look.has_own_time()
            || look.changes_in_place()
            || beside.len() > 1
            || look.table.rows.len() > 4;
        return Some(if is_certain {
            Finding::certain(COUNTERS, why)
        } else {
            Finding::possible(COUNTERS, why)
        });
    }
    if look.changes_in_place() {
        let why = format!("{why}, and most rows were changed long after they were created");
        return Some(Finding::certain(COUNTERS, why));
    }
    if look.table.rows.len() == 1 {
        return Some(Finding::possible(COUNTERS, why));
    }
    if only_grows(look, used) {
        let why = format!("{why}, and only grows from row to row");
        return Some(Finding::possible(RUNNING, why));
    }
    // Of two signs, one is enough to ask if nothing else is told of a row.
    (beside.len() > 1 && !look.is_described()).then(|| Finding::possible(COUNTERS, why))
}

/// Whether what is left falls by the use of each row, as the balance beside the rows of a log does.
fn falls_by_use(look: &Look<'_>, used: usize, left: &[usize]) -> bool {
    let Some(used) = look.numbers(used) else { return false };
    let order = look.by_time();
    left.iter().filter_map(|column| look.numbers(*column)).any(|left| {
        let falls = |pair: &&[usize]| {
            let (before, after) = (pair[0], pair[1]);
            left[before] - used[after] == left[after] || left[after] - used[before] == left[before]
        };
        let pairs = order.len().saturating_sub(1);
        pairs > 0 && 2 * order.windows(2).filter(falls).count() >= pairs
    })
}

/// Whether the numbers of each holder only grow with time, over four rows of one of them at least.
fn only_grows(look: &Look<'_>, used: usize) -> bool {
    let Some(numbers) = look.numbers(used) else { return false };
    let order = look.by_time();
    let grows = |rows: &[usize]| {
        rows.windows(2).all(|pair| numbers[pair[0]] <= numbers[pair[1]])
            && rows.first().zip(rows.last()).is_some_and(|(a, b)| numbers[*a] < numbers[*b])
    };
    let holder = look.holders(false).first().copied();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in order {
        let cell = holder.map_or("", |column| look.table.rows[row].cell(column));
        groups.entry(cell).or_default().push(row);
    }
    groups.values().any(|rows| rows.len() > 3)
        && groups.values().all(|rows| rows.len() < 2 || grows(rows))
}

/// Rows that say nothing of what was done, whose numbers go only one way for every holder. The use of single calls hardly does that.
fn one_way(look: &Look<'_>, used: usize) -> Option<Finding> {
    if look.is_described() || !look.mapping.of(Role::Pool).is_empty() {
        return None;
    }
    let numbers = look.numbers(used)?;
    let holder = look.holders(false).first().copied();
    let mut groups: BTreeMap<&str, Vec<Credits>> = BTreeMap::new();
    for row in look.by_time() {
        let cell = holder.map_or("", |column| look.table.rows[row].cell(column));
        groups.entry(cell).or_default().push(numbers[row]);
    }
    let longest = groups.values().map(Vec::len).max()?;
    let all = |is: fn(Credits, Credits) -> bool| {
        groups.values().all(|numbers| numbers.windows(2).all(|pair| is(pair[0], pair[1])))
    };
    let is_one_way = longest >= LEAST_RUN && (all(|a, b| a < b) || all(|a, b| a > b));
    let why = format!("{} goes only one way from row to row", look.shown(&[used]));
    is_one_way.then(|| Finding::possible(RUNNING, why))
}

/// One row for each holder, changed in place, that says nothing of what was done.
fn in_place(look: &Look<'_>, used: usize) -> Option<Finding> {
    if look.is_of_calls || !look.changes_in_place() {
        return None;
    }
    let is_described = look.is_described();
    let mut holders = look.holders(!is_described);
    holders.extend(look.with(&["name", "title", "label"]));
    let holder = look.one_row_each(&holders)?;
    let why = format!(
        "each {} has one row, and most rows were changed long after they were created, so {} is a total so far",
        look.shown(&[holder]),
        look.shown(&[used])
    );
    Some(if !is_described && (look.table.rows.len() > 2 || !look.has_own_time()) {
        Finding::certain(COUNTERS, why)
    } else {
        Finding::possible(COUNTERS, why)
    })
}
