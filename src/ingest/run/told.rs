//! What the user should know about how rows were counted, in sentences for stderr.

use crate::base::{Credits, grouped};
use crate::ingest::event::dedupe::Decided;
use crate::ingest::event::outcome::Told;

/// The notes about the rows of an input, and whether each is about a guess.
pub(super) fn notes(told: &Told) -> Vec<(bool, String)> {
    let mut notes = Vec::new();
    for (reason, rows) in &told.unknown {
        let why = match *reason {
            "no-amount-cell" => "no cell for the credits",
            "unknown-outcome" => "a status that is no known outcome",
            _ => "a balance that rose while the call ran",
        };
        notes.push((
            true,
            format!("{} {why}: the cost is unknown", with(*rows, "row has", "rows have")),
        ));
    }
    for (reason, (rows, credits)) in &told.ignored {
        if matches!(*reason, "renewal" | "expired" | "risen-balance") {
            continue;
        }
        let rows = with(*rows, "row reports", "rows report");
        notes.push((
            true,
            format!(
                "{rows} {} credits but did not run ({reason}), so they are not counted; \
                 if they were charged, add the word to ok in [words] of credits.toml",
                amount(*credits)
            ),
        ));
    }
    if let (rows @ 1.., credits) = told.cached {
        let text = format!(
            "{} {} credits but came from a cache, so they count as 0; \
             if they were charged, add the word to ok in [words] of credits.toml",
            with(rows, "row reports", "rows report"),
            amount(credits)
        );
        notes.push((true, text));
    }
    if let Some((rows, credits)) = told.ignored.get("risen-balance") {
        let rows = with(*rows, "row shows", "rows show");
        let text = format!(
            "{rows} a balance that rose by {} in all: a reset or credits given, counted nowhere; \
             name credits given in [[balance.granted]] of credits.toml",
            amount(*credits)
        );
        notes.push((true, text));
    }
    let (rows, credits) = told.grants;
    if rows > 0 {
        let grants = with(rows, "grant", "grants");
        let names = if rows == 1 { "names" } else { "name" };
        notes.push((
            false,
            format!(
                "{grants} of {} credits {names} no pool, so they are added to none; \
                 add a column \"pool\", or a [[balance.granted]] to credits.toml",
                amount(credits)
            ),
        ));
    }
    notes
}

/// The note about a header that is repeated among rows without ids.
pub(super) fn headers(rows: u64) -> String {
    format!(
        "the header stands again in {}: these seem to be several exports in one file, and a row that two of them have counts twice; \
         to count it once, name each export as a file of its own",
        with(rows, "row", "rows")
    )
}

/// The notes about rows that stand in two inputs, and whether each is about a guess.
pub(super) fn duplicates(decided: &Decided) -> Vec<(bool, String)> {
    let Decided { counters: (conflicts, same), days, grown, .. } = decided;
    let mut notes = Vec::new();
    if *conflicts > 0 && *same > 0 {
        notes.push((
            true,
            format!(
                "row ids are counters: {} once though two inputs have them with the same content, and {} on different rows, \
                 which all count; if the inputs are of different apps, set --dedupe none",
                with(*same, "row is counted", "rows are counted"),
                with(*conflicts, "id stands", "ids stand"),
            ),
        ));
    }
    if *grown > 0 {
        let text = format!(
            "{} between two exports and {} counted as in the later one",
            with(*grown, "sum of a day grew", "sums of days grew"),
            if *grown == 1 { "is" } else { "are" },
        );
        notes.push((false, text));
    }
    if *days > 0 {
        let text = format!(
            "{} in two inputs with other amounts, and both are counted; \
             if they are of one workspace, name only the later export",
            with(*days, "day stands", "days stand"),
        );
        notes.push((true, text));
    }
    notes
}

/// The note about rows with a word for a total that equal no sum.
pub(super) fn no_total(word: &str, rows: u64) -> String {
    format!(
        "{} \"{word}\" and {} no sum of other rows: read as a name, not as a total; \
         if it is one, add it to total in [words] of credits.toml",
        with(rows, "row names", "rows name"),
        if rows == 1 { "equals" } else { "equal" },
    )
}

fn with(rows: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(&rows.to_string()), if rows == 1 { one } else { many })
}

fn amount(credits: Credits) -> String {
    grouped(&credits.to_string())
}
