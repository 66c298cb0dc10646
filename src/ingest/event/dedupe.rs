//! Counts an event once if overlapping exports contain it more than once. The decision looks at all inputs, in the order of paths and lines.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::base::{Day, Stamp};
use crate::event::Event;
use crate::ingest::Dedupe;
use crate::ingest::event::daily;
use crate::ingest::event::daily::Daily;
use crate::ingest::record::table::{Record, Table};

/// The parts of a row that are compared to find its duplicates.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Index into the inputs.
    pub input: u32,
    /// The row's own id.
    pub id: Option<Box<str>>,
    /// Whether the platform gave the id. If so, rows with the same id are versions of one row.
    pub is_platform_id: bool,
    /// The time of the last edit.
    pub updated: Option<Stamp>,
    /// A hash of time, operation and credits.
    pub content: u128,
    /// A hash of the whole row: column names and cells.
    pub whole: u128,
    /// The sum of a day, if the row is one.
    pub daily: Option<Daily>,
}

impl Row {
    /// Computes the parts of a row that `how` compares; the others are 0.
    pub(crate) fn new(
        table: &Table,
        record: &Record,
        events: &[Event],
        names: [&str; 3],
        updated: Option<Stamp>,
        daily: Option<Daily>,
        how: Dedupe,
    ) -> Self {
        let first = events.first();
        let id = first.and_then(|event| event.id.clone());
        let is_platform_id = updated.is_some() && id.as_deref().is_some_and(is_object_id);
        let (content, whole) = match (how, &id) {
            (Dedupe::None, _) | (Dedupe::Id, None) => (0, 0),
            (Dedupe::Auto | Dedupe::Id, Some(_)) => {
                (content(events, names, id.as_deref()), whole(table, record))
            }
            (Dedupe::Auto, None) | (Dedupe::Row, _) => (0, whole(table, record)),
        };
        Self {
            input: first.map_or(0, |event| event.provenance.input),
            id,
            is_platform_id,
            updated,
            content,
            whole,
            daily,
        }
    }

    /// The key of the sum of a day.
    fn daily_key(&self) -> Option<u64> {
        self.daily.map(|daily| xxh3_64(&daily.names.to_le_bytes()))
    }

    /// Returns the key for finding the row's duplicates, and whether it is the key of an id; `None` if the row cannot have duplicates.
    /// Duplicates have the same key. Rows with the same key may differ, so they are compared in full later.
    pub(crate) fn key(&self, how: Dedupe) -> Option<(u64, bool)> {
        match (how, &self.id) {
            (Dedupe::Auto | Dedupe::Id, Some(id)) => Some((id_key(id.as_bytes()), true)),
            (Dedupe::Auto, None) | (Dedupe::Row, _) => {
                let whole = || xxh3_64(&self.whole.to_le_bytes());
                Some((self.daily_key().unwrap_or_else(whole), false))
            }
            (Dedupe::Id, None) | (Dedupe::None, _) => None,
        }
    }
}

/// Returns the key of a row with this id.
pub(crate) fn id_key(id: &[u8]) -> u64 {
    xxh3_64(id)
}

/// The keys of the rows of one input, 8 bytes each.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    /// Keys of rows with an id. Rows of one input with the same id are duplicates too.
    pub ids: Vec<u64>,
    /// Keys of rows that are compared as a whole, and only with rows of other inputs.
    pub wholes: Vec<u64>,
}

impl Keys {
    /// Keeps a key.
    pub(crate) fn add(&mut self, key: u64, by_id: bool) {
        if by_id { self.ids.push(key) } else { self.wholes.push(key) }
    }

    /// Moves the keys of another thread into this one's.
    pub(crate) fn append(&mut self, other: &mut Self) {
        self.ids.append(&mut other.ids);
        self.wholes.append(&mut other.wholes);
    }
}

/// Returns the id keys of more than one row, and the whole-row keys of more than one input.
pub(crate) fn repeated(inputs: impl Iterator<Item = Keys>) -> HashSet<u64> {
    let mut all = Keys::default();
    for mut keys in inputs {
        keys.wholes.sort_unstable();
        keys.wholes.dedup();
        all.append(&mut keys);
    }
    let mut repeated = HashSet::new();
    for keys in [&mut all.ids, &mut all.wholes] {
        keys.sort_unstable();
        repeated.extend(keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
    }
    repeated
}

/// Whether an id is a row number, which other apps, users and files count too.
fn is_counter(id: &str) -> bool {
    id.len() <= 9 && id.bytes().all(|b| b.is_ascii_digit())
}

/// The operation, app and user are `names`. An id that is a counter says nothing about the app and the user.
fn content(events: &[Event], names: [&str; 3], id: Option<&str>) -> u128 {
    let credits: Vec<String> = events
        .iter()
        .map(|e| e.reported.map_or_else(String::new, |reported| reported.credits.to_string()))
        .collect();
    let stamp = events.first().map(|event| event.stamp.to_string()).unwrap_or_default();
    let names = if id.is_some_and(is_counter) { &names[..] } else { &names[..1] };
    let credits = credits.join("+");
    digest([stamp.as_str(), credits.as_str()].into_iter().chain(names.iter().copied()))
}

/// Hashes names and cells, independently of the order of the columns.
fn whole(table: &Table, record: &Record) -> u128 {
    let named = |(column, _): (usize, &str)| {
        table.columns.get(column).map(|c| (c.name.plain.as_str(), record.cell(column)))
    };
    let mut cells: Vec<(&str, &str)> =
        record.filled().filter_map(named).filter(|(_, cell)| !cell.is_empty()).collect();
    cells.sort_unstable();
    digest(cells.into_iter().flat_map(|(name, cell)| [name, cell]))
}

/// Hashes parts with their lengths, so that `ab|c` and `a|bc` differ.
pub(crate) fn digest<'a>(parts: impl Iterator<Item = &'a str>) -> u128 {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&part.len().to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    xxh3_128(&bytes)
}

/// Returns whether an id has the form of the platform's ids: 24 hexadecimal digits.
fn is_object_id(id: &str) -> bool {
    id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Which rows are kept, and what the user should know about the others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Decided {
    pub kept: Vec<bool>,
    /// Ids that rows of different content share.
    pub conflicts: u64,
    /// Ids of the above that are counters, and rows with a counter that were dropped.
    pub counters: (u64, u64),
    /// Sums of days that stand in two inputs with other amounts, and count in both.
    pub days: u64,
    /// Sums of days that grew between two inputs, and count as in the later one.
    pub grown: u64,
}

/// Decides which rows are kept. `last_days` are the last days of the inputs.
pub(crate) fn decide(rows: &[Row], how: Dedupe, last_days: &[Option<Day>]) -> Decided {
    let mut kept = vec![true; rows.len()];
    let mut decided = Decided::default();
    let by_id = |row: &Row| match how {
        Dedupe::Auto | Dedupe::Id => row.id.is_some(),
        Dedupe::Row | Dedupe::None => false,
    };
    let by_row = |row: &Row| match how {
        Dedupe::Auto => row.id.is_none() && row.daily.is_none(),
        Dedupe::Row => row.daily.is_none(),
        Dedupe::Id | Dedupe::None => false,
    };
    // Ids are in the order of their first row, so that the result does not depend on hashing.
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| by_id(row)) {
        let id = row.id.as_deref().unwrap_or_default();
        let place = *places.entry(id).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(at);
    }
    for group in groups.iter().filter(|group| group.len() > 1) {
        let is_conflict = u64::from(same_id(rows, group, &mut kept));
        decided.conflicts += is_conflict;
        if rows[group[0]].id.as_deref().is_some_and(is_counter) {
            let dropped = group.iter().filter(|at| !kept[**at]).count();
            let (conflicts, same) = &mut decided.counters;
            (*conflicts, *same) = (*conflicts + is_conflict, *same + dropped as u64);
        }
    }
    // The k-th occurrence of a row in one input equals the k-th in any other: a row counts as often as in the input that has it most.
    let mut occurrences: HashMap<(u32, u128), u32> = HashMap::new();
    let mut seen: HashMap<(u128, u32), ()> = HashMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| by_row(row)) {
        let nth = occurrences.entry((row.input, row.whole)).or_insert(0);
        *nth += 1;
        kept[at] = seen.insert((row.whole, *nth), ()).is_none();
    }
    if matches!(how, Dedupe::Auto | Dedupe::Row) {
        let sums: Vec<_> = rows.iter().map(|row| Some((row.input, row.daily?))).collect();
        let days = daily::decide(&sums, last_days);
        days.dropped.iter().for_each(|at| kept[*at] = false);
        (decided.days, decided.grown) = (days.apart, days.grown);
    }
    Decided { kept, ..decided }
}

/// Decides which rows of one id are kept. Returns whether rows of different content remain.
fn same_id(rows: &[Row], group: &[usize], kept: &mut [bool]) -> bool {
    if group.iter().all(|at| rows[*at].is_platform_id) {
        // These are versions of one row: keep the latest edit.
        let latest = group.iter().map(|at| rows[*at].updated).max().flatten();
        keep_one(rows, group.iter().copied().filter(|at| rows[*at].updated == latest), group, kept);
        return false;
    }
    let mut same: BTreeMap<u128, Vec<usize>> = BTreeMap::new();
    for at in group {
        same.entry(rows[*at].content).or_default().push(*at);
    }
    for group in same.values() {
        keep_one(rows, group.iter().copied(), group, kept);
    }
    same.len() > 1
}

/// Keeps one candidate of a group. Duplicates may still differ in cells that are not compared (an app, a quantity), so the hash of the
/// whole row decides, and the result does not depend on the order of rows or inputs.
fn keep_one(
    rows: &[Row],
    candidates: impl Iterator<Item = usize>,
    group: &[usize],
    kept: &mut [bool],
) {
    let winner = candidates.min_by_key(|at| (rows[*at].whole, *at));
    for at in group {
        kept[*at] = Some(*at) == winner;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(input: u32, id: Option<&str>, content: u128) -> Row {
        Row {
            input,
            id: id.map(Into::into),
            is_platform_id: false,
            updated: None,
            content,
            whole: content,
            daily: None,
        }
    }

    fn decided(rows: &[Row], how: Dedupe) -> (Vec<bool>, u64) {
        let decided = decide(rows, how, &[None; 3]);
        (decided.kept, decided.conflicts)
    }

    fn version(input: u32, day: &str, content: u128) -> Row {
        let updated = Some(Stamp::On(day.parse().unwrap()));
        Row {
            is_platform_id: true,
            updated,
            ..row(input, Some("65a0b1c2d3e4f5a6b7c8d9e0"), content)
        }
    }

    #[test]
    fn same_id_and_content_count_once() {
        let rows = [row(0, Some("a"), 1), row(1, Some("a"), 1), row(1, Some("b"), 1)];
        assert_eq!(decided(&rows, Dedupe::Auto), (vec![true, false, true], 0));
        assert_eq!(decided(&rows, Dedupe::None), (vec![true, true, true], 0));
    }

    #[test]
    fn same_id_and_other_content_both_count() {
        let rows = [row(0, Some("a"), 1), row(0, Some("a"), 2), row(1, Some("a"), 2)];
        assert_eq!(decided(&rows, Dedupe::Auto), (vec![true, true, false], 1));
    }

    #[test]
    fn the_latest_edit_of_a_platform_row_wins() {
        let rows =
            [version(0, "2026-05-01", 1), version(1, "2026-05-03", 2), version(2, "2026-05-02", 3)];
        assert_eq!(decided(&rows, Dedupe::Auto), (vec![false, true, false], 0));
    }

    #[test]
    fn without_ids_the_multiset_maximum_over_files() {
        // Twice in the first file, three times in the second: three events.
        let rows =
            [row(0, None, 1), row(0, None, 1), row(1, None, 1), row(1, None, 1), row(1, None, 1)];
        assert_eq!(decided(&rows, Dedupe::Auto).0, [true, true, false, false, true]);
        assert_eq!(decided(&rows, Dedupe::Id).0, [true; 5]);
    }

    #[test]
    fn by_row_ignores_ids() {
        let rows = [row(0, Some("a"), 1), row(1, Some("b"), 1)];
        assert_eq!(decided(&rows, Dedupe::Row).0, [true, false]);
    }

    #[test]
    fn digests_distinguish_where_parts_end() {
        assert_ne!(digest(["ab", "c"].into_iter()), digest(["a", "bc"].into_iter()));
    }
}
