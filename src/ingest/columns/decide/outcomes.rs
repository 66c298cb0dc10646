//! Columns that say what became of a call: truth values such as `cached`, and words that are in no list.

use crate::base::Untrusted;
use crate::ingest::ReadOptions;
use crate::ingest::cell::ledger::ledger_word;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::columns::mapping::{LOOK, Mapping, shown};
use crate::ingest::options::OwnWords;
use crate::ingest::record::table::Table;

/// The most words that a note names.
const MOST_WORDS: usize = 5;

impl Mapping {
    /// Keeps the flags whose cells are all truth values. `test` may also be the name of a test.
    pub(super) fn keep_flags(&mut self, table: &Table, own: &OwnWords) {
        let is_truth = |cell: &&str| {
            matches!(
                cell.to_ascii_lowercase().as_str(),
                "true"
                    | "false"
                    | "yes"
                    | "no"
                    | "1"
                    | "0"
                    | "y"
                    | "n"
                    | "hit"
                    | "miss"
                    | "bypass"
                    | "stale"
            ) || words::is_absent(cell)
        };
        let forced = self.is_forced(Role::Flag);
        let columns = self.of(Role::Flag).to_vec().into_iter();
        let flags = columns.filter(|c| forced || table.distinct(*c, LOOK).iter().all(is_truth));
        let meaning = |column: usize| {
            let plain = table.columns[column].name.plain.as_str();
            if plain.split('_').any(|part| matches!(part, "cache" | "cached")) {
                return Status::Cached;
            }
            let word = ["is_", "was_"].iter().find_map(|start| plain.strip_prefix(start));
            match words::status(word.unwrap_or(plain), own) {
                Some(Status::Unknown) | None => Status::NotRun("not-run"),
                Some(status) => status,
            }
        };
        self.flags = flags.map(|column| (column, meaning(column))).collect();
        let columns = self.flags.iter().map(|(column, _)| *column).collect();
        self.columns.insert(Role::Flag, columns);
    }

    /// Finds the columns whose words may say that a call was answered from a cache or only rehearsed.
    pub(super) fn find_outcome_words(&mut self, table: &Table) {
        if self.known_export.is_some() || self.rollup.is_some() || self.is_settled {
            return;
        }
        let found = roles::maybe_outcomes().iter().filter_map(|name| table.find(name));
        let is_free = |column: &usize| self.columns.iter().all(|(_, all)| !all.contains(column));
        self.outcome_words = found.filter(is_free).collect();
    }

    /// Notes the words of status columns that are in no list: such calls have no price.
    pub(super) fn note_unknown_statuses(&mut self, table: &Table, options: &ReadOptions) {
        for column in self.of(Role::Status).to_vec() {
            let cells = table.distinct(column, LOOK);
            let is_kind = |cell: &str| {
                self.status_kinds.contains(&column) && ledger_word(cell, &options.words).is_some()
            };
            let unknown = |cell: &&&str| {
                words::status(cell, &options.words) == Some(Status::Unknown) && !is_kind(cell)
            };
            let unknown: Vec<String> = cells
                .iter()
                .filter(unknown)
                .take(MOST_WORDS)
                .map(|cell| format!("\"{}\"", Untrusted::from(*cell).for_terminal_cut(30)))
                .collect();
            if !unknown.is_empty() {
                let text = format!(
                    "\"{}\" contains {}, which is no known outcome; such rows without credits have no price; \
                     [words] in credits.toml can name what it means",
                    shown(table, column),
                    unknown.join(", ")
                );
                self.notes.push((true, text));
            }
        }
    }
}
