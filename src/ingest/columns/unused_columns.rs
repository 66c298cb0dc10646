//! Columns without a role. If one contains amounts, operations or kinds, ignoring it could change the total, so the table is
//! refused with a question to the user. The others are named in a note.

use crate::base::Untrusted;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::{Amount, AmountFormat, BadAmount};
use crate::ingest::cell::ledger::{LedgerWord, ledger_word, own_word};
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::advice;
use crate::ingest::columns::contents::contents;
use crate::ingest::columns::kinds;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::{LOOK, Mapping, read_number, saw, shown};
use crate::ingest::error::Advice;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{DecimalMark, Error, ReadOptions};

/// The most columns that are examined; a wider table is not a log.
const MOST_COLUMNS: usize = 200;

/// The most columns that a note names.
const MOST_NAMES: usize = 6;

/// No event costs a million credits: larger whole numbers are ids, sizes or times.
const LARGEST: i64 = 1_000_000;

/// Returns an error if an unused column could change the total; else adds a note about the unused columns.
pub(crate) fn check(
    path: &Untrusted,
    table: &Table,
    mapping: &mut Mapping,
    options: &ReadOptions,
) -> Result<(), Error> {
    let free = free(table, mapping);
    keep_for_audit(table, mapping, &free);
    let question = if mapping.known_export.is_some() || mapping.rollup.is_some() {
        None
    } else {
        question(table, mapping, &free, options)
    };
    if let Some(Question { missing, role, shown: column, columns, detail }) = question {
        let guess = |column: &usize| advice::pairs(table, &[(role, *column)]);
        let detail = format!("\"{}\" {detail}", shown(table, column));
        return Err(Error::NoColumns {
            path: path.clone(),
            missing,
            saw: saw(table),
            details: Box::new([detail]),
            advice: Box::new(Advice {
                guesses: columns.iter().filter_map(guess).collect(),
                none: (!columns.is_empty() || role != Role::Credits).then_some(role.name()),
                given: options.given(),
                as_snapshot: None,
            }),
            is_certain: false,
        });
    }
    let is_filled = |column: &usize| table.filled(*column).next().is_some();
    let is_theirs = |column: &usize| {
        mapping.known_export.is_some()
            && known_exports::is_passed_over(&table.columns[*column].name.plain)
    };
    // `total_cost` is money more often than not, but without credits a reader should know that it was there.
    let is_cost = |column: &usize| {
        !mapping.has_amounts(table)
            && table.columns[*column].name.plain.split('_').any(|word| word == "cost")
    };
    // Daily totals are recognised by columns that say nothing more.
    let is_meant = |column: &usize| {
        is_filled(column)
            && (!is_passed_over(table, *column) || is_cost(column))
            && !is_theirs(column)
            && mapping.daily_totals.is_none()
            && !mapping.rollup.as_ref().is_some_and(|rollup| rollup.has(*column))
    };
    let left: Vec<usize> = free.into_iter().filter(is_meant).collect();
    if left.is_empty() {
        return Ok(());
    }
    let mut uncertain = false;
    let mut names: Vec<String> = Vec::new();
    for column in left.iter().copied() {
        let sort = sort(table, column, options);
        uncertain |= !matches!(sort, "" | "times" | "numbers");
        if names.len() < MOST_NAMES {
            let sort = if sort.is_empty() { String::new() } else { format!(" ({sort})") };
            names.push(format!("\"{}\"{sort}", shown(table, column)));
        }
    }
    if left.len() > MOST_NAMES {
        names.push(format!("{} more", left.len() - MOST_NAMES));
    }
    let text = format!(
        "{} {} not used; assign {} with --map ROLE=COLUMN",
        if left.len() == 1 {
            format!("column {}", names.join(", "))
        } else {
            format!("columns {}", names.join(", "))
        },
        if left.len() == 1 { "is" } else { "are" },
        if left.len() == 1 { "it" } else { "them" },
    );
    mapping.notes.push((uncertain, text));
    Ok(())
}

/// Whether an unused column could change the total, so that the user is asked about it.
pub(super) fn asks(table: &Table, mapping: &Mapping, options: &ReadOptions) -> bool {
    mapping.known_export.is_none()
        && question(table, mapping, &free(table, mapping), options).is_some()
}

/// Unused columns that could change the total, and the role that they could have.
struct Question {
    missing: &'static str,
    role: Role,
    /// The column that the error names.
    shown: usize,
    /// The columns that hints may name, the likeliest first.
    columns: Vec<usize>,
    detail: String,
}

/// The first column that could change the total.
fn question(
    table: &Table,
    mapping: &Mapping,
    free: &[usize],
    options: &ReadOptions,
) -> Option<Question> {
    let lacks = |role: Role| !mapping.is_forced(role) && mapping.of(role).is_empty();
    if !mapping.is_forced(Role::Credits) && !mapping.has_amounts(table) {
        for (has, role, missing) in [
            (Role::BalanceAfter, Role::BalanceBefore, "the balance before"),
            (Role::BalanceBefore, Role::BalanceAfter, "the balance after"),
        ] {
            if !mapping.of(has).is_empty() && lacks(role) {
                let numbers = free.iter().copied().filter(|column| is_number(table, *column));
                let columns = advice::as_balance(table, numbers.collect());
                let Some(shown) = columns.first().copied() else { continue };
                return Some(Question {
                    missing,
                    role,
                    shown,
                    columns,
                    detail: "contains numbers and could be it".to_owned(),
                });
            }
        }
        let amounts: Vec<usize> =
            free.iter().copied().filter(|column| could_be_amounts(table, *column)).collect();
        if let Some(question) =
            of_amounts(table, &amounts, "without them the rate card would price each row")
        {
            return Some(question);
        }
    }
    if !mapping.is_forced(Role::Credits) && has_estimates_only(table, mapping) {
        let is_named = |column: &usize| {
            table.columns[*column].name.plain.contains("credit") && could_be_amounts(table, *column)
        };
        let amounts: Vec<usize> = free.iter().copied().filter(is_named).collect();
        if let Some(question) =
            of_amounts(table, &amounts, "without them the estimates would be counted")
        {
            return Some(question);
        }
    }
    if !mapping.is_forced(Role::Operation)
        && !mapping.has_known_operation(table)
        && !mapping.is_ai_log
    {
        let operation = free.iter().copied().find(|column| is_operation(table, *column));
        if let Some(column) = operation {
            let cells: Vec<String> = table
                .distinct(column, 3)
                .iter()
                .map(|cell| Untrusted::from(*cell).for_terminal_cut(30))
                .collect();
            let detail =
                format!("contains operations that a rate card knows ({})", cells.join(", "));
            return Some(Question {
                missing: "the operation",
                role: Role::Operation,
                shown: column,
                columns: vec![column],
                detail,
            });
        }
    }
    if lacks(Role::Kind) && mapping.has_amounts(table) {
        let kind = free.iter().copied().find(|column| {
            kinds::is_kind(table, *column, &options.words)
                && table.distinct(*column, LOOK).iter().any(|cell| {
                    is_no_spend(cell, options)
                        || own_word(&names::word(cell), &options.words).is_some()
                })
        });
        if let Some(column) = kind {
            let detail =
                "says which rows are spend and which are not, and could be the kind".to_owned();
            return Some(Question {
                missing: "the kind of each row",
                role: Role::Kind,
                shown: column,
                columns: vec![column],
                detail,
            });
        }
    }
    None
}

/// Columns of numbers that may be the amounts.
fn of_amounts(table: &Table, amounts: &[usize], otherwise: &str) -> Option<Question> {
    let first = amounts.first()?;
    let mut columns = advice::as_credits(table, amounts.iter().copied());
    let shown = columns.first().copied().unwrap_or(*first);
    let is_of_credits = |column: &usize| table.columns[*column].name.plain.contains("credit");
    let of_credits: Vec<usize> = amounts.iter().copied().filter(is_of_credits).collect();
    let rank = |column: usize| roles::hints::credits(&table.columns[column].name.plain);
    let best =
        columns.iter().filter(|column| is_of_credits(column) && rank(**column) == rank(shown));
    let several = best.count() > 1;
    // A column that no hint names can change the total all the same.
    let detail = if several {
        // Parts and their sum: any one of them alone may be wrong, so no hint takes one.
        columns.clear();
        let others = of_credits.iter().copied().filter(|column| *column != shown).take(MOST_NAMES);
        let others: Vec<String> =
            others.map(|column| format!("\"{}\"", self::shown(table, column))).collect();
        let others = others.join(" and ");
        format!(
            "and {others} contain numbers: which of them is all that a row used? --map credits=COLUMN names it"
        )
    } else if columns.is_empty() {
        format!("contains numbers; {}", otherwise.replace("them", "credits"))
    } else {
        format!("contains numbers and could be the credits; {otherwise}")
    };
    Some(Question { missing: "the credits", role: Role::Credits, shown, columns, detail })
}

/// Whether every amount is what was expected, and not what was used.
fn has_estimates_only(table: &Table, mapping: &Mapping) -> bool {
    let is_estimate = |column: usize| {
        let column = &table.columns[column];
        roles::amounts::is_estimate(column.leaf.as_deref().unwrap_or(&column.name.plain))
    };
    !mapping.amounts.is_empty()
        && !mapping.has_both_balances()
        && mapping.amounts.iter().all(|amount| is_estimate(amount.column))
}

/// Finds the columns that only an audit asks about.
fn keep_for_audit(table: &Table, mapping: &mut Mapping, free: &[usize]) {
    let plain = |column: usize| table.columns[column].name.plain.as_str();
    let second = mapping.of(Role::Feature).iter().skip(1);
    let beside = |column: &usize| roles::beside::is_beside(plain(*column));
    mapping.beside = free.iter().chain(second).copied().filter(beside).collect();
    if !mapping.forced.contains(&Role::Prompt) {
        let texts = mapping.of(Role::Prompt).iter().copied();
        mapping.prose = texts.filter(|column| !roles::beside::is_input(plain(*column))).collect();
    }
}

/// The columns that are not used.
fn free(table: &Table, mapping: &Mapping) -> Vec<usize> {
    let single = [
        mapping.clock,
        mapping.sample,
        mapping.unit_column,
        mapping.quota_column,
        mapping.operation_column,
    ];
    let taken = |column: &usize| {
        mapping.columns.iter().any(|(_, columns)| columns.contains(column))
            || mapping.money.contains(column)
            || single.contains(&Some(*column))
            || mapping.updated.as_ref().is_some_and(|time| time.column == *column)
    };
    (0..table.columns.len().min(MOST_COLUMNS)).filter(|column| !taken(column)).collect()
}

/// Whether the name of a column is known to have no role.
fn is_passed_over(table: &Table, column: usize) -> bool {
    let plain = table.columns[column].name.plain.as_str();
    roles::is_never_credits(plain) || roles::is_never_time(plain) || roles::is_passed_over(plain)
}

/// The kind of cells in a column, if it matters to the user.
fn sort(table: &Table, column: usize, options: &ReadOptions) -> &'static str {
    let cells = table.distinct(column, LOOK);
    let all = |is: &dyn Fn(&str) -> bool| !cells.is_empty() && cells.iter().all(|cell| is(cell));
    if is_operation(table, column) {
        "operations"
    } else if all(&|cell| cell.parse::<crate::event::Pool>().is_ok()) {
        "pools"
    } else if all(&|cell| words::is_outcome(cell, &options.words) && !is_flag(cell)) {
        "outcomes"
    } else if kinds::is_kind(table, column, &options.words) {
        "kinds"
    } else {
        match contents(table, column, options) {
            sort @ ("times" | "numbers") => sort,
            _ => "",
        }
    }
}

/// `true`, `0`: an answer to a question that only the column's name states.
fn is_flag(cell: &str) -> bool {
    ["true", "false", "yes", "no", "y", "n"].contains(&cell.to_lowercase().as_str())
        || cell.parse::<f64>().is_ok()
}

fn is_operation(table: &Table, column: usize) -> bool {
    let cells = table.distinct(column, LOOK);
    let known = cells.iter().filter(|cell| words::is_known_operation(cell)).count();
    2 * known > cells.len()
}

fn is_no_spend(cell: &str, options: &ReadOptions) -> bool {
    let word = ledger_word(cell, &options.words);
    !matches!(word, None | Some(LedgerWord::Spend | LedgerWord::Hold | LedgerWord::Either))
}

/// Whether most cells are numbers in any format, including those that are too long or use the other decimal mark.
fn is_number(table: &Table, column: usize) -> bool {
    let format = amount::detect(table.filled(column), None)
        .unwrap_or(AmountFormat::with(DecimalMark::Point));
    let is_number = |row: &&Record| {
        let read = read_number(row, column, &format);
        matches!(
            read,
            Ok(Amount::Value { money: false, .. })
                | Err(BadAmount::TooManyDigits | BadAmount::Misfit)
        )
    };
    let numbers = table.rows.iter().filter(is_number).count();
    numbers > 0 && 2 * numbers > table.filled(column).count()
}

/// Whether the cells could be credits: mostly numbers, and neither ids nor times nor row numbers.
fn could_be_amounts(table: &Table, column: usize) -> bool {
    let plain = table.columns[column].name.plain.as_str();
    if is_passed_over(table, column)
        || roles::amounts::is_generic(plain)
        || !is_number(table, column)
    {
        return false;
    }
    let is_large = |cell: &str| cell.parse::<i64>().is_ok_and(|n| n >= LARGEST);
    !table.filled(column).all(is_large) && !is_counter(table, column)
}

/// Whether the cells are row numbers: 1, 2, 3, … in either direction.
fn is_counter(table: &Table, column: usize) -> bool {
    let cells: Option<Vec<i64>> =
        table.rows.iter().map(|row| row.cell(column).parse().ok()).collect();
    let Some(cells) = cells.filter(|cells| cells.len() > 2) else { return false };
    let step = cells[1].saturating_sub(cells[0]);
    step.abs() == 1 && cells.windows(2).all(|pair| pair[1].saturating_sub(pair[0]) == step)
}
