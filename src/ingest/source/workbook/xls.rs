//! Workbooks of Excel before 2007.

use std::io::Cursor;

use calamine::{Reader as _, SheetType, SheetVisible, Xls};

use super::biff;
use super::grid::Grid;
use super::problem::Problem;
use super::xlsx;
use crate::ingest::source::sheet::Sheet;

/// `None` if the container holds something else, such as an old Word file.
pub(super) fn sheets(bytes: &[u8]) -> Result<Option<Vec<Sheet>>, Problem> {
    let Ok(mut book) = Xls::<Cursor<&[u8]>>::new(Cursor::new(bytes)) else { return Ok(None) };
    let (mut sheets, signs) = (Vec::new(), biff::signs(bytes));
    for (nth, sheet) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(|_| Problem::Damaged)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut grid = Grid::default();
        for (row, column, value) in range.used_cells() {
            // A sheet of this format has at most 65,536 rows and 256 columns.
            let place = (top + index(row), left + index(column));
            let sign = signs.get(nth).and_then(|signs| signs.get(&place));
            xlsx::push(&mut grid, place, value.clone(), sign.map(String::as_str));
        }
        let is_hidden = sheet.visible != SheetVisible::Visible;
        grid.add_to(&mut sheets, &sheet.name, is_hidden, "xls")?;
    }
    Ok(Some(sheets))
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX >> 1)
}
