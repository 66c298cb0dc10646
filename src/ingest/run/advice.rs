//! Tries the hints of an error on the head of its file: what is printed can be pasted as it stands.

use crate::base::{Symbols, Untrusted};
use crate::event::Provenance;
use crate::ingest::columns::decide::decide;
use crate::ingest::columns::not_a_log;
use crate::ingest::error::{Advice, Guess};
use crate::ingest::event::fields::Verdict;
use crate::ingest::event::reader::Rules;
use crate::ingest::record::table::Table;
use crate::ingest::{Error, ReadOptions};

/// The most rows of the head that are read to try a hint.
const ROWS: usize = 500;

/// The error with the first of its guesses that reads the file, or with none.
pub(crate) fn tried(error: Error, table: &Table, options: &ReadOptions) -> Error {
    let Error::NoColumns { path, missing, saw, details, advice, is_certain } = error else {
        return error;
    };
    let Advice { guesses, none, given, as_snapshot } = *advice;
    // A hint never contradicts the user's own `--map`.
    let is_new = |guess: &Guess| {
        let is_given = |role: &str| options.map.iter().any(|(given, _)| given == role);
        !guess.iter().any(|(role, _)| is_given(role))
    };
    let reads = |guess: &Guess| is_new(guess) && reads(&path, table, guess, options);
    let best = guesses.into_iter().find(reads);
    let none = none.filter(|role| reads(&vec![(*role, "none".into())]));
    Error::NoColumns {
        missing,
        saw,
        details,
        advice: Box::new(Advice { guesses: best.into_iter().collect(), none, given, as_snapshot }),
        is_certain,
        path,
    }
}

/// Whether a `--map` reads the file as these options do: at least one row is use, and most rows can be read.
pub(crate) fn reads(path: &Untrusted, table: &Table, guess: &Guess, options: &ReadOptions) -> bool {
    let mut options = options.clone();
    for (role, column) in guess {
        options.map.retain(|(given, _)| given != role);
        options.map.push(((*role).to_owned(), column.raw().to_owned()));
    }
    let Ok(mapping) = decide(path, table, None, &options) else { return false };
    if not_a_log::is_doubtful(path, table, &mapping) {
        return false;
    }
    let rules = Rules {
        table,
        mapping: &mapping,
        options: &options,
        input: 0,
        is_one_of_many: false,
        on_trust: false,
    };
    let (mut symbols, mut events, mut rejected) = (Symbols::default(), 0_usize, 0_usize);
    let rows = &table.rows[..table.rows.len().min(ROWS)];
    for row in rows {
        let provenance = Provenance { input: 0, line: row.line };
        match rules.reader(&mut symbols).read(row, provenance) {
            // A log of which no row is use is refused.
            Ok(Verdict::Events(all, _)) => {
                events += usize::from(all.iter().any(|event| event.outcome.is_usage()));
            }
            Ok(Verdict::Aside(..)) => events += 1,
            Ok(Verdict::Ignored(..)) => {}
            Err(_) => rejected += 1,
        }
    }
    events > 0 && 2 * rejected <= rows.len()
}
