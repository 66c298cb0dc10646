//! A table without a column for the time, or for the amount or the operation. The error says which columns could be meant.

use crate::base::{Credits, Untrusted};
use crate::ingest::cell::amount::{self, Amount};
use crate::ingest::cell::roles::{self, Role};
use crate::ingest::columns::advice;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::{Mapping, read_number, saw, shown};
use crate::ingest::columns::snapshot;
use crate::ingest::error::Advice;
use crate::ingest::record::table::Table;
use crate::ingest::source::log_name::is_log_name;
use crate::ingest::{Error, ReadOptions};

/// The most words of a column's name.
const MOST_WORDS: usize = 6;

/// Returns an error if no column has the time, or none the amount or the operation.
pub(super) fn check(
    path: &Untrusted,
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
    mapped: bool,
) -> Result<(), Error> {
    let nearly = known_exports::nearly(table).filter(|_| mapping.known_export.is_none());
    let has_operation = !mapping.of(Role::Operation).is_empty();
    let known = mapped
        || (mapping.is_ai_log && nearly.is_none())
        || mapping.has_amounts(table)
        || mapping.has_known_operation(table);
    let missing = match (mapping.times.is_empty(), known) {
        (_, false) => "credits or operation",
        (true, true) => "the time",
        (false, true) => return Ok(()),
    };
    if is_prose(table) {
        return Err(Error::NotALog {
            path: path.clone(),
            line: table.header_line,
            problem: "is text without columns, not a log".to_owned(),
            hint: "a log has a header and rows below it; export it again".to_owned(),
            is_certain: true,
        });
    }
    let mut details = Vec::new();
    details.extend(nearly.map(|(name, column)| {
        format!("this looks like an export of {name} without its column \"{column}\"")
    }));
    for column in mapping.maybe_times.iter().filter(|_| missing == "the time") {
        details.push(format!("\"{}\" contains times and could be the time", shown(table, *column)));
    }
    // Name a column of amounts that is empty in every row, so that nobody searches for it.
    for amount in mapping.amounts.iter().filter(|_| !known) {
        details.push(format!("\"{}\" is empty in every row", shown(table, amount.column)));
    }
    details.extend(unfilled(table).filter(|_| !known && mapping.amounts.is_empty()));
    if has_operation && !known {
        for column in mapping.of(Role::Operation) {
            let cells = table.distinct(*column, 3);
            if !cells.is_empty() {
                let cells: Vec<String> =
                    cells.iter().map(|cell| Untrusted::from(*cell).for_terminal_cut(30)).collect();
                let cells = cells.join(", ");
                details.push(format!(
                    "\"{}\" contains no operation that a rate card knows: {cells}",
                    shown(table, *column)
                ));
            }
        }
    }
    let headless =
        table.columns.iter().any(|column| column.raw.starts_with(|c: char| c.is_ascii_digit()));
    if headless {
        details.push(
            "the first line looks like a row; add a line with the names of the columns above it"
                .to_owned(),
        );
    }
    // For an almost known export the missing column is known; its other columns are not credits.
    let numbers =
        if headless || nearly.is_some() { Vec::new() } else { number_columns(table, mapping) };
    let credits = advice::as_credits(table, numbers.iter().map(|(column, ..)| *column));
    if !known {
        for (column, least, most) in numbers.iter().filter(|(c, ..)| credits.contains(c)) {
            let name = shown(table, *column);
            details.push(format!(
                "\"{name}\" contains numbers ({least} – {most}) and could be the credits"
            ));
        }
        for column in advice::as_operation(table, mapping) {
            details.push(format!("\"{}\" could be the operation", shown(table, column)));
        }
    }
    // Nothing here could be what is missing, neither under another name nor with a word that no rate card knows yet.
    let is_certain = !known
        && nearly.is_none()
        && !headless
        && !has_operation_column(table, mapping)
        && !could_be_numbers(table, mapping)
        && advice::as_operation(table, mapping).is_empty()
        && !is_log_name(path.raw());
    details.extend(
        mapping
            .notes()
            .filter(|(_, text)| text.contains("not counted"))
            .map(|(_, text)| text.clone()),
    );
    Err(Error::NoColumns {
        path: path.clone(),
        missing,
        saw: saw(table),
        details: details.into(),
        advice: Box::new(Advice {
            guesses: advice::guesses(table, mapping, &credits, known),
            none: None,
            given: options.given(),
            as_snapshot: snapshot::flags(path, table, options),
        }),
        is_certain,
    })
}

/// Columns for credits in which nothing is typed yet, such as those of a new sheet for the daily chart.
fn unfilled(table: &Table) -> Option<String> {
    let is_unfilled = |column: &usize| {
        let name = &table.columns[*column].name.plain;
        name.split('_').any(|word| word == "credits") && table.filled(*column).next().is_none()
    };
    let names: Vec<String> = (0..table.columns.len())
        .filter(is_unfilled)
        .map(|column| format!("\"{}\"", shown(table, column)))
        .collect();
    (!names.is_empty()).then(|| {
        let verb = if names.len() == 1 { "has" } else { "have" };
        format!("{} {verb} no figures yet: type those of one day at least", names.join(", "))
    })
}

/// Whether a text has lines, but no columns that a log could have.
fn is_prose(table: &Table) -> bool {
    let is_sentence = |name: &str| {
        name.ends_with(['.', '!', '?', ':']) || name.split_whitespace().count() > MOST_WORDS
    };
    table.delimiter.is_some()
        && table.columns.iter().all(|column| !roles::is_known(&column.name.plain))
        && (table.columns.len() == 1 || table.columns.iter().any(|column| is_sentence(&column.raw)))
}

/// Whether the numbers of a column with a general name look like money: most have two digits behind the point.
fn looks_like_money(table: &Table, column: usize) -> bool {
    const GENERAL: [&str; 9] =
        ["amount", "total", "sum", "value", "summe", "betrag", "importe", "montant", "importo"];
    let has_cents = |cell: &&str| {
        let digits = cell.trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.len() > 3 && matches!(digits.as_bytes()[digits.len() - 3], b'.' | b',')
    };
    let cents = table.filled(column).filter(has_cents).count();
    GENERAL.contains(&table.columns[column].name.plain.as_str())
        && 2 * cents > table.filled(column).count()
}

/// Whether a column is named for operations, and not only for a type or a kind.
fn has_operation_column(table: &Table, mapping: &Mapping) -> bool {
    let is_general = |column: &usize| {
        matches!(table.columns[*column].name.plain.as_str(), "type" | "kind" | "action" | "service")
    };
    mapping.of(Role::Operation).iter().any(|column| !is_general(column))
        || !mapping.of(Role::Model).is_empty()
}

/// Whether some column has numbers that could be credits. Money is none, whatever its name.
fn could_be_numbers(table: &Table, mapping: &Mapping) -> bool {
    let is_named = |column: &usize| {
        let plain = &table.columns[*column].name.plain;
        let is_short = plain.split('_').count() < 6;
        mapping.amounts.iter().any(|amount| amount.column == *column)
            || (is_short && (plain.contains("credit") || plain.contains("usage")))
    };
    let numbers = number_columns(table, mapping);
    (0..table.columns.len()).any(|column| is_named(&column))
        || !advice::as_credits(table, numbers.iter().map(|(column, ..)| *column)).is_empty()
}

/// Columns of numbers that could be credits, with their least and largest value.
fn number_columns(table: &Table, mapping: &Mapping) -> Vec<(usize, Credits, Credits)> {
    let taken: Vec<usize> = mapping
        .columns
        .iter()
        .filter(|(role, _)| *role != Role::Credits)
        .flat_map(|(_, c)| c)
        .copied()
        .collect();
    let candidates =
        (0..table.columns.len()).filter(|c| !taken.contains(c) && !mapping.money.contains(c));
    let mut found = Vec::new();
    let is_other = |c: &usize| {
        roles::is_never_credits(&table.columns[*c].name.plain) || looks_like_money(table, *c)
    };
    for column in candidates.filter(|c| !is_other(c)) {
        let Ok(format) = amount::detect(table.filled(column), None) else { continue };
        let mut span: Option<(Credits, Credits)> = None;
        let all = table.rows.iter().all(|row| match read_number(row, column, &format) {
            Ok(Amount::Value { credits, money: false }) => {
                let (least, most) = span.unwrap_or((credits, credits));
                span = Some((least.min(credits), most.max(credits)));
                true
            }
            Ok(Amount::Empty) => true,
            _ => false,
        });
        if let Some((least, most)) = span.filter(|_| all) {
            found.push((column, least, most));
        }
    }
    found
}
