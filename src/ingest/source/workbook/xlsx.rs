//! Workbooks of Excel since 2007.

use std::io::Cursor;

use calamine::{
    Data, DataRef, ExcelDateTime, ExcelDateTimeType, Reader as _, SheetType, SheetVisible, Xlsx,
};
use hashbrown::HashSet;

use super::cell::Cell;
use super::grid::Grid;
use super::money;
use super::problem::Problem;
use crate::ingest::source::not_text::LARGEST;
use crate::ingest::source::sheet::Sheet;

const FORMAT: &str = "xlsx";

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Problem::Damaged)?;
    let mut sheets = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ == SheetType::WorkSheet {
            let is_hidden = sheet.visible != SheetVisible::Visible;
            grid(&mut book, &sheet.name)?.add_to(&mut sheets, &sheet.name, is_hidden, FORMAT)?;
        }
    }
    Ok(sheets)
}

/// Reads the cells of a sheet. The contents of a formula are the value that was calculated last.
fn grid(book: &mut Book<'_>, name: &str) -> Result<Grid, Problem> {
    let damaged = |_| Problem::Damaged;
    let mut grid = Grid::default();
    for area in book.merge_cells_by_sheet_name(name).map_err(damaged)? {
        grid.merge(area.start.0, area.end.0, area.start.1);
    }
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    let signs: Vec<Option<String>> = cells
        .styles()
        .iter()
        .map(|style| money::sign(&style.number_format.as_ref()?.format_code))
        .collect();
    let (mut empty, mut length) = (HashSet::new(), 0);
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::SharedString(text) => Data::String((*text).to_owned()),
            other => Data::from(other.clone()),
        };
        if value == Data::Empty {
            empty.insert((row, column));
        }
        if let Data::String(text) = &value {
            length += text.len() as u64;
            if length > LARGEST {
                return Err(Problem::TooLarge);
            }
        }
        push(&mut grid, (row, column), value, signs.get(style).and_then(Option::as_deref));
    }
    drop(cells);
    if !empty.is_empty() {
        add_uncalculated(&mut grid, book, name, &empty)?;
    }
    Ok(grid)
}

/// Adds the value of a cell.
pub(super) fn push(grid: &mut Grid, (row, column): (u32, u32), value: Data, sign: Option<&str>) {
    let number = |digits: String| match sign {
        Some(sign) => Cell::Text(format!("{digits} {sign}")),
        None => Cell::Number(digits),
    };
    let cell = match value {
        Data::Empty => return,
        Data::Int(value) => number(value.to_string()),
        // The shortest decimal that is stored as this double is the one that a person typed.
        Data::Float(value) => number(value.to_string()),
        Data::String(text) | Data::DurationIso(text) | Data::DateTimeIso(text) => Cell::Text(text),
        Data::Bool(is) => Cell::Text(is.to_string()),
        Data::Error(error) => Cell::Text(error.to_string()),
        Data::DateTime(stamp) if stamp.is_duration() => number(stamp.as_f64().to_string()),
        Data::DateTime(stamp) => {
            let serial = stamp.as_f64();
            let later = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, true);
            return grid.push_serial(row, column, serial, stamp == later);
        }
    };
    grid.push(row, column, cell);
}

/// Adds the formulas of which no value is stored, as text: they are no amounts, and must not pass for empty cells.
fn add_uncalculated(
    grid: &mut Grid,
    book: &mut Book<'_>,
    name: &str,
    empty: &HashSet<(u32, u32)>,
) -> Result<(), Problem> {
    let damaged = |_| Problem::Damaged;
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    while let Some(formula) = cells.next_formula().map_err(damaged)? {
        let place = formula.get_position();
        if empty.contains(&place) && !formula.get_value().is_empty() {
            grid.push_formula(place.0, place.1, formula.get_value());
        }
    }
    Ok(())
}
