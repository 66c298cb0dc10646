//! XLSX: a workbook to hand on, with one sheet for each section of the page. Numbers and days are real ones, so that a person can
//! filter, sum and draw them. It contains no formula.

mod cell;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::cell::line_words;
use super::format::{OutputFormat, WorkbookWriter};
use crate::report::Report;
use crate::report::view::{self, Document, Line, ViewOptions};
use cell::Words;
use sheet::Sheet;

pub(super) struct Xlsx;

/// The name of the property by which the reader of logs knows such a workbook. Its value is the schema of the report.
const MARK: &str = "credits";

impl OutputFormat for Xlsx {
    fn id(&self) -> &'static str {
        "xlsx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx"]
    }

    fn describes(&self) -> &'static str {
        "a workbook with one sheet for each section"
    }

    fn workbook(&self) -> Option<WorkbookWriter> {
        Some(|report, options| {
            // As in CSV, no row is left out.
            let document = view::document(report, &ViewOptions { top: 0, ..options.clone() });
            // Writing into memory fails only if a sheet exceeds the limits of the format.
            workbook(report, &document).unwrap_or_default()
        })
    }
}

/// Writes a document. The same document gives the same bytes.
fn workbook(report: &Report, document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = report.as_of.and_then(cell::date);
    let made = day.map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?;
    let properties = DocProperties::new()
        .set_author("")
        .set_creation_datetime(&made)
        .set_custom_property(MARK, report.schema.as_str());
    book.set_properties(&properties);
    let mut names = Vec::new();
    let mut summary = Sheet::new(&mut book, name(&mut names, "Summary"))?;
    for line in document.headline.iter().chain(&document.context) {
        summary.text(line)?;
    }
    summary.end();
    for section in &document.sections {
        let title = words(&section.title);
        let title = if title.is_empty() { "Balance" } else { title.as_str() };
        let mut sheet = Sheet::new(&mut book, name(&mut names, title))?;
        sheet.section(section)?;
        sheet.end();
    }
    book.save_to_buffer()
}

fn words(line: &Line) -> String {
    line_words(line, &Words)
}

/// The most characters of a sheet's name.
const LONGEST: usize = 31;

/// A name for a sheet that no other one has, without the characters that Excel does not allow.
fn name(names: &mut Vec<String>, title: &str) -> String {
    let allowed = title.replace([':', '\\', '/', '?', '*', '[', ']', '\''], " ");
    let cut = |most: usize| {
        let mut short = String::new();
        for word in allowed.split_whitespace() {
            if short.chars().count() + 1 + word.chars().count() > most {
                break;
            }
            short.push_str(if short.is_empty() { "" } else { " " });
            short.push_str(word);
        }
        if short.is_empty() { allowed.chars().take(most).collect() } else { short }
    };
    let is_taken =
        |name: &str| names.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let mut name = cut(LONGEST).trim_end_matches([',', ' ']).to_owned();
    for n in 2.. {
        if !name.is_empty() && !is_taken(&name) {
            break;
        }
        name = format!("{} ({n})", cut(LONGEST - 6));
    }
    names.push(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _};

    use super::*;
    use crate::render::sample;

    fn written() -> Vec<u8> {
        Xlsx.workbook().unwrap()(&sample::report(), &ViewOptions::default())
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        assert!(written() == written());
    }

    #[test]
    fn each_section_is_a_sheet_of_real_numbers_and_days() {
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(written())).unwrap();
        let names = book.sheet_names();
        assert_eq!(names[0], "Summary");
        assert!(names.contains(&"Integration credits by app".to_owned()), "{names:?}");
        let apps = book.worksheet_range("Integration credits by app").unwrap();
        assert!(matches!(apps.get_value((1, 1)), Some(Data::Float(_))), "{apps:?}");
        let days = book.worksheet_range("Integration credits by day").unwrap();
        assert!(matches!(days.get_value((1, 0)), Some(Data::DateTime(_))), "{days:?}");
        for name in names {
            let formulas = book.worksheet_formula(&name).unwrap();
            assert_eq!(formulas.used_cells().count(), 0, "{name}");
        }
    }

    #[test]
    fn names_of_sheets_are_short_and_each_is_used_once() {
        let mut names = Vec::new();
        for (title, expected) in [
            ("Alerts", "Alerts"),
            ("alerts", "alerts (2)"),
            ("Where all credits go, both pools together", "Where all credits go, both"),
            ("a/b: [c]?", "a b c"),
            ("", "(2)"),
        ] {
            assert_eq!(name(&mut names, title).trim(), expected);
        }
        let long = name(&mut names, &"x".repeat(40));
        assert_eq!(long.len(), 31);
    }
}
