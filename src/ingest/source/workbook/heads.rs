//! A header that stands in two rows of a sheet, such as the pools above the words "used": both become one name for each column.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::Cell;

/// The words that name a pool, which a header has before "credits".
const POOLS: [&str; 2] = ["message", "integration"];

/// Joins the first two rows if they can be nothing but a header: both are words, and below each word of the second stands a number or a day.
/// A row of a log has a number or a day itself, and a title is alone in its row. Cells are in the order of
/// rows and columns.
pub(super) fn join(cells: &mut Vec<(u32, u32, Cell)>) {
    let mut rows = cells.chunk_by(|one, other| one.0 == other.0).map(|row| {
        let cells: BTreeMap<u32, &Cell> = row.iter().map(|(_, c, cell)| (*c, cell)).collect();
        (row[0].0, row.len(), cells)
    });
    let (Some((at, length, upper)), Some((next, lengths, lower)), Some((third, _, below))) =
        (rows.next(), rows.next(), rows.next())
    else {
        return;
    };
    let is_value = |cell: &&Cell| !matches!(cell, Cell::Text(_));
    let has_value_below = |column: &u32| below.get(column).is_some_and(is_value);
    let is_head = next == at + 1
        && third == next + 1
        && upper.len() > 1
        && lower.len() > 1
        && upper.values().chain(lower.values()).all(|cell| word(cell).is_some())
        && lower.keys().all(has_value_below);
    if !is_head {
        return;
    }
    let mut joined = Vec::new();
    let columns: BTreeSet<u32> = upper.keys().chain(lower.keys()).copied().collect();
    let mut group = "";
    for column in columns {
        let own = upper.get(&column).and_then(|cell| word(cell));
        group = own.unwrap_or(group);
        let name = match (own, lower.get(&column).and_then(|cell| word(cell))) {
            (Some(above), None) => above.to_owned(),
            (None, Some(below)) if group.is_empty() => below.to_owned(),
            (_, Some(below)) => both(group, below),
            (None, None) => continue,
        };
        joined.push((next, column, Cell::Text(name)));
    }
    let heads = length + lengths;
    cells.splice(..heads, joined);
}

/// The text of a cell without digits.
fn word(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) if !text.bytes().any(|b| b.is_ascii_digit()) => Some(text.trim()),
        _ => None,
    }
}

fn both(above: &str, below: &str) -> String {
    if above.eq_ignore_ascii_case(below) {
        return above.to_owned();
    }
    let is_pool = POOLS.iter().any(|pool| below.to_lowercase().starts_with(pool));
    if is_pool { format!("{below} {above}") } else { format!("{above} {below}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Day;

    fn cells(rows: &[&[&str]]) -> Vec<(u32, u32, Cell)> {
        let cell = |text: &str| match text.parse::<f64>() {
            Ok(_) => Cell::Number(text.to_owned()),
            Err(_) if text == "day" => Cell::Moment(Day::from_number(20_000), 0),
            Err(_) => Cell::Text(text.to_owned()),
        };
        let mut cells = Vec::new();
        for (row, texts) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*texts).filter(|(_, text)| !text.is_empty()) {
                cells.push((row, column, cell(text)));
            }
        }
        cells
    }

    fn head(rows: &[&[&str]]) -> Vec<String> {
        let mut cells = cells(rows);
        join(&mut cells);
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        let first = cells.first().unwrap().0;
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            other => format!("{other:?}"),
        };
        cells.iter().filter(|c| c.0 == first).map(|(.., cell)| text(cell)).collect()
    }

    #[test]
    fn two_rows_of_words_above_values_are_one_header() {
        let data: &[&str] = &["day", "1", "100"];
        for (upper, lower, expected) in [
            (
                ["", "Message credits", "Integration credits"],
                ["Date", "used", "used"],
                ["Date", "Message credits used", "Integration credits used"],
            ),
            (
                ["Date", "Message", "Integration"],
                ["", "credits", "credits"],
                ["Date", "Message credits", "Integration credits"],
            ),
            (
                ["Day", "Credits", ""],
                ["", "message", "integration"],
                ["Day", "message Credits", "integration Credits"],
            ),
            (
                ["Day", "Credits", ""],
                ["Day", "message", "integration"],
                ["Day", "message Credits", "integration Credits"],
            ),
        ] {
            assert_eq!(head(&[&upper, &lower, data, data]), expected);
        }
    }

    #[test]
    fn a_row_of_a_log_is_no_header() {
        let names: &[&str] = &["Date", "App", "Credits"];
        for rows in [
            // Words stand below the second row's.
            &[names, &["", "shop", "none"], &["day", "shop", "4"]][..],
            // It has a day or a number.
            &[names, &["day", "shop", "none"], &["day", "blog", "4"]],
            &[names, &["day", "", "4"], &["day", "", "4"]],
            // A title is alone in its row.
            &[&["Credit usage"], &["Date", "message", "integration"], &["day", "1", "2"]],
            // A row is between them.
            &[names, &[], &["Day", "", "used"], &["day", "", "4"]],
            &[names, &["Day", "", "used"]],
        ] {
            let mut after = cells(rows);
            join(&mut after);
            assert_eq!(after, cells(rows), "{rows:?}");
        }
    }
}
