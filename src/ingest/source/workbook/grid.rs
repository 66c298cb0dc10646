//! The cells of a sheet → delimited text.

use std::collections::BTreeSet;

use super::cell::Cell;
use super::heads;
use super::problem::Problem;
use crate::base::Day;
use crate::ingest::source::not_text::LARGEST;
use crate::ingest::source::sheet::Sheet;

/// The most cells that merged cells are copied to.
const MOST_COPIES: usize = 1 << 20;

/// The filled cells of a sheet.
#[derive(Default)]
pub(super) struct Grid {
    /// Row and column, from 0, and the contents.
    cells: Vec<(u32, u32, Cell)>,
    /// First row, last row and column of cells that are merged downwards.
    merged: Vec<(u32, u32, u32)>,
    /// The first cell with a formula of which no value is stored.
    uncalculated: Option<(u32, u32)>,
}

/// Milliseconds of a day.
const OF_A_DAY: f64 = 86_400_000.0;

/// Day 0 of a workbook, in days since 1970-01-01: 1899-12-30.
const EPOCH: i32 = -25_569;

/// Days from there to day 0 of a workbook that counts from 1904.
const LATER_EPOCH: i32 = 1_462;

impl Grid {
    /// Adds a cell. One without contents counts as empty.
    pub(super) fn push(&mut self, row: u32, column: u32, cell: Cell) {
        if !matches!(&cell, Cell::Text(text) if text.is_empty()) {
            self.cells.push((row, column, cell));
        }
    }

    /// Adds a number that stands for a day and a time of day.
    pub(super) fn push_serial(&mut self, row: u32, column: u32, serial: f64, is_1904: bool) {
        let cell = moment(serial, is_1904).unwrap_or_else(|| Cell::Number(serial.to_string()));
        self.push(row, column, cell);
    }

    /// Notes a formula without a stored value. It is a text, so that it cannot pass for an empty cell.
    pub(super) fn push_formula(&mut self, row: u32, column: u32, formula: &str) {
        self.uncalculated.get_or_insert((row, column));
        self.push(row, column, Cell::Text(format!("={formula}")));
    }

    /// Notes that cells below each other are merged, so that all of them have the contents of the first.
    pub(super) fn merge(&mut self, first: u32, last: u32, column: u32) {
        if last > first {
            self.merged.push((first, last, column));
        }
    }

    /// Adds the sheet with these cells, if there are any.
    pub(super) fn add_to(
        self,
        sheets: &mut Vec<Sheet>,
        name: &str,
        is_hidden: bool,
        format: &'static str,
    ) -> Result<(), Problem> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let made: usize = sheets.iter().map(|sheet| sheet.text.len()).sum();
        let left = usize::try_from(LARGEST).unwrap_or(usize::MAX).saturating_sub(made);
        let uncalculated = self.uncalculated.map(|(row, column)| reference(row, column));
        let text = self.into_text(left).ok_or(Problem::TooLarge)?.into();
        sheets.push(Sheet { name: name.to_owned(), is_hidden, format, uncalculated, text });
        Ok(())
    }

    /// The text, up to a length; `None` if it is longer.
    fn into_text(mut self, most: usize) -> Option<Vec<u8>> {
        self.copy_merged()?;
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        heads::join(&mut self.cells);
        let with_time: BTreeSet<u32> = self
            .cells
            .iter()
            .filter(|(.., cell)| matches!(cell, Cell::Moment(_, time) if *time > 0))
            .map(|(_, column, _)| *column)
            .collect();
        let left = self.cells.iter().map(|(_, column, _)| *column).min()?;
        let (mut text, mut at) = (Vec::new(), (0, left));
        for (row, column, cell) in &self.cells {
            let (rows, columns) = (row - at.0, column - if *row > at.0 { left } else { at.1 });
            if text.len() + rows as usize + columns as usize > most {
                return None;
            }
            text.resize(text.len() + rows as usize, b'\n');
            text.resize(text.len() + columns as usize, b',');
            write(&mut text, cell, with_time.contains(column));
            at = (*row, *column);
        }
        text.push(b'\n');
        (text.len() <= most).then_some(text)
    }

    /// Copies the contents of merged cells downwards. An amount stays where it is: it must not count twice.
    fn copy_merged(&mut self) -> Option<()> {
        if self.merged.is_empty() {
            return Some(());
        }
        let filled: hashbrown::HashMap<(u32, u32), Cell> = self
            .cells
            .iter()
            .filter(|(.., cell)| !matches!(cell, Cell::Number(_)))
            .map(|(row, column, cell)| ((*row, *column), cell.clone()))
            .collect();
        let end = self.cells.iter().map(|(row, ..)| *row).max().unwrap_or(0);
        let mut copies = 0;
        for (first, last, column) in &self.merged {
            let Some(cell) = filled.get(&(*first, *column)) else { continue };
            for row in first + 1..=*(last.min(&end)) {
                copies += 1;
                self.cells.push((row, *column, cell.clone()));
            }
            if copies > MOST_COPIES {
                return None;
            }
        }
        Some(())
    }
}

/// The name of a cell: `C2`.
fn reference(row: u32, column: u32) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", row + 1)
}

/// The day and time of a serial number; `None` if there is no such day. A number below 1 is a time of day.
fn moment(serial: f64, is_1904: bool) -> Option<Cell> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "the range was checked")]
    let milliseconds = (serial * OF_A_DAY).round() as i64;
    let (days, time) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    let (days, time) = (i32::try_from(days).ok()?, u32::try_from(time).ok()?);
    if days == 0 && !is_1904 {
        return Some(Cell::Text(clock(time)));
    }
    // Day 60 is a 29 February 1900 that never was.
    let before = i32::from(days < 60 && !is_1904);
    let epoch = EPOCH + before + if is_1904 { LATER_EPOCH } else { 0 };
    Some(Cell::Moment(Day::from_number(epoch + days), time))
}

/// `14:05:00`, with milliseconds if there are some.
fn clock(time: u32) -> String {
    let (seconds, rest) = (time / 1000, time % 1000);
    let fraction = if rest > 0 { format!(".{rest:03}") } else { String::new() };
    format!("{:02}:{:02}:{:02}{fraction}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn write(text: &mut Vec<u8>, cell: &Cell, has_time: bool) {
    match cell {
        Cell::Number(number) => text.extend_from_slice(certain(number).as_bytes()),
        Cell::Moment(day, time) => {
            text.extend_from_slice(day.to_string().as_bytes());
            if has_time {
                text.push(b' ');
                text.extend_from_slice(clock(*time).as_bytes());
            }
        }
        Cell::Text(cell) => write_quoted(text, cell),
    }
}

/// The digits of a number with a fraction that nobody can take for thousands: `1.234` is written `1.2340`.
fn certain(number: &str) -> std::borrow::Cow<'_, str> {
    match number.split_once('.') {
        Some((_, fraction)) if fraction.len() == 3 => format!("{number}0").into(),
        _ => number.into(),
    }
}

/// Writes a text on one line, in quotes if a reader could take a part of it for a delimiter.
fn write_quoted(text: &mut Vec<u8>, cell: &str) {
    if !cell.contains([',', '"', ';', '\t', '|', '\n', '\r']) {
        text.extend_from_slice(cell.as_bytes());
        return;
    }
    text.push(b'"');
    for byte in cell.bytes() {
        match byte {
            b'"' => text.extend_from_slice(b"\"\""),
            // A row of the sheet is a line of the text.
            b'\n' | b'\r' => text.push(b' '),
            other => text.push(other),
        }
    }
    text.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[(u32, u32, Cell)]) -> String {
        let mut grid = Grid::default();
        for (row, column, cell) in cells {
            grid.push(*row, *column, cell.clone());
        }
        String::from_utf8(grid.into_text(1 << 20).unwrap()).unwrap()
    }

    fn word(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn rows_keep_their_place_and_a_table_may_begin_anywhere() {
        let cells = [(2, 3, word("date")), (2, 4, word("note")), (4, 4, word("a, \"b\"\nc"))];
        assert_eq!(text(&cells), "\n\ndate,note\n\n,\"a, \"\"b\"\" c\"\n");
    }

    #[test]
    fn a_day_has_a_time_if_its_column_has_times() {
        let at = |serial| moment(serial, false).unwrap();
        assert_eq!(text(&[(0, 0, at(46323.0)), (1, 0, at(46324.0))]), "2026-10-28\n2026-10-29\n");
        assert_eq!(
            text(&[(0, 0, at(46323.0)), (1, 0, at(46324.5))]),
            "2026-10-28 00:00:00\n2026-10-29 12:00:00\n"
        );
        // The nearest double of 18:43:12.
        assert_eq!(text(&[(0, 0, at(46198.78))]), "2026-06-25 18:43:12\n");
        assert_eq!(text(&[(0, 0, at(0.75))]), "18:00:00\n");
        assert_eq!(moment(46323.0 - 1462.0, true), moment(46323.0, false));
        assert_eq!(moment(61.0, false), Some(Cell::Moment(Day::new(1900, 3, 1).unwrap(), 0)));
        assert_eq!(moment(1.0, false), Some(Cell::Moment(Day::new(1900, 1, 1).unwrap(), 0)));
        assert_eq!(moment(-1.0, false), None);
    }

    #[test]
    fn three_digits_of_a_fraction_are_no_thousands() {
        let number = |text: &str| Cell::Number(text.to_owned());
        let cells = [(0, 0, number("1.234")), (0, 1, number("12.5")), (0, 2, number("1234"))];
        assert_eq!(text(&cells), "1.2340,12.5,1234\n");
    }

    #[test]
    fn merged_days_are_copied_and_merged_amounts_are_not() {
        let mut grid = Grid::default();
        grid.push(0, 0, word("2026-05-01"));
        grid.push(0, 1, Cell::Number("9".to_owned()));
        grid.push(1, 2, word("x"));
        grid.merge(0, 1, 0);
        grid.merge(0, 1, 1);
        assert_eq!(grid.into_text(100).unwrap(), b"2026-05-01,9\n2026-05-01,,x\n");
    }

    #[test]
    fn cells_have_names() {
        assert_eq!(reference(1, 2), "C2");
        assert_eq!(reference(9, 27), "AB10");
        assert_eq!(reference(0, 16_383), "XFD1");
    }

    #[test]
    fn a_cell_far_away_cannot_fill_the_memory() {
        let mut grid = Grid::default();
        grid.push(0, 0, word("a"));
        grid.push(1_048_575, 16_383, word("b"));
        assert_eq!(grid.into_text(100_000), None);
        let mut grid = Grid::default();
        grid.push(0, 0, word("a"));
        grid.push(9, 0, word("b"));
        grid.merge(0, u32::MAX, 0);
        assert!(grid.into_text(1000).is_some());
    }
}
