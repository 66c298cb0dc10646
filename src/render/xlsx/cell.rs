//! One value of a document → a cell of a workbook.

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use crate::base::{Credits, Day, Untrusted};
use crate::render::cell::{Medium, words};
use crate::report::view::Cell;

/// The most characters of a text in a cell; Excel allows 32,767.
const LONGEST: usize = 8_000;

/// Text in a workbook: without what could act on a screen.
pub(super) struct Words;

impl Medium for Words {
    fn label(&self, text: &str) -> String {
        text.to_owned()
    }

    fn name(&self, text: &Untrusted) -> String {
        text.for_terminal_cut(LONGEST)
    }
}

/// A day as a workbook stores it.
pub(super) fn date(day: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let (month, of_month) =
        (u8::try_from(day.month()).ok()?, u8::try_from(day.day_of_month()).ok()?);
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}

/// Writes a value. `places` are the decimals of exact amounts in its column.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    places: Option<u32>,
) -> Result<(), XlsxError> {
    let mut number = |value: f64, format: String| {
        let format = Format::new().set_num_format(format);
        sheet.write_number_with_format(row, column, value, &format).map(|_| ())
    };
    match cell {
        Cell::Credits(c) => number(value(*c), decimals(places.unwrap_or(0))),
        Cell::AtLeast(c) => number(value(*c), format!("\"≥ \"{}", decimals(places.unwrap_or(0)))),
        Cell::Rounded(c, own) => number(value(*c), decimals(places.unwrap_or(*own))),
        Cell::Count(n) => number(*n as f64, decimals(0)),
        Cell::Share(share) => number(value(share.value()), "0 %".to_owned()),
        Cell::Day(day) | Cell::Date(day) => match date(*day) {
            Some(stamp) => {
                let format = Format::new().set_num_format("yyyy-mm-dd");
                sheet.write_datetime_with_format(row, column, &stamp, &format).map(|_| ())
            }
            None => text(sheet, (row, column), &day.to_string(), Format::new()),
        },
        Cell::Blank | Cell::Bar(_) | Cell::Spark(_) => Ok(()),
        Cell::Line(line) if line.0.len() == 1 => {
            write(sheet, (row, column), &line.0[0].cell, places)
        }
        other => text(sheet, (row, column), &words(other, None, &Words), Format::new()),
    }
}

/// Writes a text. One that looks like a formula is marked as text, also for a person who edits the cell.
pub(super) fn text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: Format,
) -> Result<(), XlsxError> {
    let acts = text.starts_with(['=', '+', '-', '@']);
    let format = if acts { format.set_quote_prefix() } else { format };
    sheet.write_string_with_format(row, column, text, &format).map(|_| ())
}

/// The double that is nearest to an amount; a workbook has no other numbers.
fn value(amount: Credits) -> f64 {
    amount.to_string().parse().unwrap_or_default()
}

/// The format of a number with these decimals.
fn decimals(places: u32) -> String {
    let zeros = "0".repeat(places.min(10) as usize);
    if zeros.is_empty() { "#,##0".to_owned() } else { format!("#,##0.{zeros}") }
}
