//! The column whose cells hold together what was set aside, charged and given back.

use hashbrown::HashMap;

use crate::ingest::cell::ledger::LedgerWord;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::kinds;
use crate::ingest::columns::kinds::Kind;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::options::OwnWords;
use crate::ingest::record::table::Table;

/// A reference has few rows; an owner has many.
const MOST_HOLDS: usize = 4;

/// Finds the column in which most holds share a cell with another row of theirs; else the first one with a reference's name.
pub(crate) fn find(table: &Table, mapping: &Mapping, own: &OwnWords) -> Option<usize> {
    if mapping.is_forced(Role::Reference) {
        return mapping.of(Role::Reference).first().copied();
    }
    let named: Vec<usize> =
        Role::Reference.aliases().iter().filter_map(|name| table.find(name)).collect();
    let is_owner = |column: &usize| {
        [Role::App, Role::User, Role::Id].iter().any(|role| mapping.of(*role).contains(column))
    };
    let others = (0..table.columns.len()).filter(|column| {
        table.columns[*column].name.plain.ends_with("_id") && !named.contains(column)
    });
    let candidates: Vec<usize> =
        named.iter().copied().chain(others).filter(|column| !is_owner(column)).collect();
    let is_filled = |column: &usize| table.filled(*column).next().is_some();
    let by_name = || candidates.iter().copied().find(|c| named.contains(c) && is_filled(c));
    let holds = |word: &LedgerWord| matches!(word, LedgerWord::Hold | LedgerWord::Release);
    // Holds past the head are held together by a reference's name.
    if !kinds::words_of(table, mapping, own).iter().any(holds) {
        return by_name();
    }
    let kind = |row| kinds::kind(table, mapping, row, own);
    let is_part =
        |kind: &Kind| kind.takes() || matches!(kind, Kind::Hold | Kind::Release | Kind::Refund);
    let rows: Vec<_> =
        table.rows.iter().filter_map(|row| Some((row, kind(row).filter(is_part)?))).collect();
    let score = |column: usize| {
        let mut groups: HashMap<&str, (usize, usize)> = HashMap::new();
        for (row, kind) in rows.iter().filter(|(row, _)| !row.cell(column).is_empty()) {
            let (holds, others) = groups.entry(row.cell(column)).or_default();
            *if *kind == Kind::Hold { holds } else { others } += 1;
        }
        let is_settled =
            |(holds, others): &&(usize, usize)| (1..=MOST_HOLDS).contains(holds) && *others > 0;
        groups.values().filter(is_settled).count()
    };
    let scored = candidates.iter().map(|column| (score(*column), *column));
    let best = scored.rev().max_by_key(|(score, _)| *score).filter(|(score, _)| *score > 0);
    best.map(|(_, column)| column).or_else(by_name)
}
