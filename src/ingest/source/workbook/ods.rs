//! Spreadsheets in the format `OpenDocument`. A number is taken from the text of its cell, so that it passes through no float.

use hashbrown::{HashMap, HashSet};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::cell::Cell;
use super::grid::Grid;
use super::money;
use super::problem::Problem;
use crate::base::Day;
use crate::ingest::source::not_text::LARGEST;
use crate::ingest::source::sheet::Sheet;

/// The most cells of a document: a cell can say that it stands for thousands.
const MOST_CELLS: usize = 8 << 20;

/// The reader of a document.
struct Document<'x> {
    xml: Reader<&'x [u8]>,
    /// Names of styles of hidden sheets.
    hidden: HashSet<String>,
    /// Cells so far, and the bytes of their texts.
    cells: usize,
    bytes: usize,
}

/// A cell, as its element describes it.
#[derive(Default)]
struct Element {
    cell: Option<Cell>,
    /// Whether the text inside is the contents.
    is_text: bool,
    repeated: u32,
    /// The rows that it covers.
    rows: u32,
}

/// `None` if the document is no spreadsheet.
pub(super) fn sheets(content: &[u8]) -> Result<Option<Vec<Sheet>>, Problem> {
    let mut xml = Reader::from_reader(content);
    xml.config_mut().expand_empty_elements = true;
    let mut document = Document { xml, hidden: HashSet::new(), cells: 0, bytes: 0 };
    let (mut sheets, mut is_sheet, mut style) = (Vec::new(), false, String::new());
    loop {
        match document.next()? {
            Event::Start(element) => match element.name().as_ref() {
                "office:spreadsheet" => is_sheet = true,
                "style:style" => style = value(&element, "style:name").unwrap_or_default(),
                "style:table-properties"
                    if value(&element, "table:display").as_deref() == Some("false") =>
                {
                    document.hidden.insert(style.clone());
                }
                "table:table" if is_sheet => {
                    let name = value(&element, "table:name").unwrap_or_default();
                    let style = value(&element, "table:style-name").unwrap_or_default();
                    let is_hidden = document.hidden.contains(&style);
                    let grid = document.table()?;
                    grid.add_to(&mut sheets, &name, is_hidden, "ods")?;
                }
                _ => {}
            },
            Event::Eof => return Ok(is_sheet.then_some(sheets)),
            _ => {}
        }
    }
}

impl Document<'_> {
    fn next(&mut self) -> Result<Event<'static>, Problem> {
        self.xml.read_event().map(Event::into_owned).map_err(|_| Problem::Damaged)
    }

    /// Reads a sheet up to its end.
    fn table(&mut self) -> Result<Grid, Problem> {
        let (mut grid, mut row) = (Grid::default(), 0_u32);
        loop {
            match self.next()? {
                Event::Start(element) if element.name().as_ref() == "table:table-row" => {
                    let repeated = count(&element, "table:number-rows-repeated");
                    let cells = self.row(row, &mut grid)?;
                    // Rows are repeated up to the end of the sheet, mostly empty ones.
                    for again in 1..if cells.is_empty() { 1 } else { repeated } {
                        for (column, cell) in &cells {
                            self.push(&mut grid, row.saturating_add(again), *column, cell.clone())?;
                        }
                    }
                    row = row.saturating_add(repeated);
                }
                // A sheet may have tables inside, of shapes.
                Event::Start(element) if element.name().as_ref() == "table:shapes" => {
                    self.skip("table:shapes")?;
                }
                Event::End(element) if element.name().as_ref() == "table:table" => return Ok(grid),
                Event::Eof => return Err(Problem::Damaged),
                _ => {}
            }
        }
    }

    /// Reads a row up to its end, and returns its filled cells.
    fn row(&mut self, row: u32, grid: &mut Grid) -> Result<Vec<(u32, Cell)>, Problem> {
        let (mut cells, mut column) = (Vec::new(), 0_u32);
        loop {
            match self.next()? {
                Event::Start(element)
                    if matches!(
                        element.name().as_ref(),
                        "table:table-cell" | "table:covered-table-cell"
                    ) =>
                {
                    let mut found = describe(&element);
                    let text = self.text(element.name().as_ref())?;
                    if found.is_text {
                        found.cell = Some(Cell::Text(text));
                    } else if let (Some(Cell::Number(number)), Some(sign)) =
                        (&found.cell, money::in_text(&text))
                    {
                        // A currency may be no more than a text in the format of the number.
                        found.cell = Some(Cell::Text(format!("{number} {sign}")));
                    }
                    grid.merge(row, row.saturating_add(found.rows - 1), column);
                    for at in 0..if found.cell.is_some() { found.repeated } else { 0 } {
                        let cell = found.cell.clone().unwrap_or(Cell::Text(String::new()));
                        self.push(grid, row, column.saturating_add(at), cell.clone())?;
                        cells.push((column.saturating_add(at), cell));
                    }
                    column = column.saturating_add(found.repeated);
                }
                Event::End(element) if element.name().as_ref() == "table:table-row" => {
                    return Ok(cells);
                }
                Event::Eof => return Err(Problem::Damaged),
                _ => {}
            }
        }
    }

    fn push(&mut self, grid: &mut Grid, row: u32, column: u32, cell: Cell) -> Result<(), Problem> {
        self.cells += 1;
        self.bytes += match &cell {
            Cell::Text(text) | Cell::Number(text) => text.len(),
            Cell::Moment(..) => 0,
        };
        if self.cells > MOST_CELLS || self.bytes as u64 > LARGEST {
            return Err(Problem::TooLarge);
        }
        grid.push(row, column, cell);
        Ok(())
    }

    /// Reads the paragraphs of a cell up to its end, without its comments.
    fn text(&mut self, end: &str) -> Result<String, Problem> {
        let (mut text, mut paragraphs) = (String::new(), 0);
        loop {
            match self.next()? {
                Event::Start(element) => match element.name().as_ref() {
                    "office:annotation" => self.skip("office:annotation")?,
                    "text:p" => {
                        text.push_str(if paragraphs > 0 { " " } else { "" });
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let spaces = count(&element, "text:c").min(1000);
                        text.extend(std::iter::repeat_n(' ', spaces as usize));
                    }
                    "text:tab" | "text:line-break" => text.push(' '),
                    _ => {}
                },
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(letter) => {
                    let name = letter.xml10_content().into_owned();
                    let known = quick_xml::escape::resolve_predefined_entity(&name);
                    text.extend(letter.resolve_char_ref().ok().flatten());
                    text.push_str(known.unwrap_or_default());
                }
                Event::End(element) if element.name().as_ref() == end => return Ok(text),
                Event::Eof => return Err(Problem::Damaged),
                _ => {}
            }
        }
    }

    /// Skips to the end of an element.
    fn skip(&mut self, name: &str) -> Result<(), Problem> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Event::Start(element) if element.name().as_ref() == name => depth += 1,
                Event::End(element) if element.name().as_ref() == name => depth -= 1,
                Event::Eof => return Err(Problem::Damaged),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The value of an attribute.
fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// An attribute that counts; 1 if it is not there.
fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    value(element, name).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}

/// The contents of a cell as its attributes say them.
fn describe(element: &BytesStart<'_>) -> Element {
    let mut values: HashMap<String, String> = HashMap::new();
    for attribute in element.attributes().with_checks(false).flatten() {
        let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { continue };
        values.insert(attribute.key.as_ref().to_owned(), value.into_owned());
    }
    let number = |name: &str| values.get(name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1);
    let kind = values.get("office:value-type").map(String::as_str).unwrap_or_default();
    let is_error = values.get("calcext:value-type").is_some_and(|kind| kind == "error");
    let get = |name: &str| values.get(name).cloned();
    let cell = match kind {
        _ if is_error => None,
        "float" | "percentage" => get("office:value").map(Cell::Number),
        "currency" => get("office:value").map(|number| {
            let currency = get("office:currency").unwrap_or_else(|| "$".to_owned());
            Cell::Text(format!("{number} {currency}"))
        }),
        "date" => get("office:date-value").map(moment),
        "time" => get("office:time-value").map(|time| Cell::Text(clock(&time).unwrap_or(time))),
        "boolean" => get("office:boolean-value").map(Cell::Text),
        "string" => get("office:string-value").map(Cell::Text),
        _ => None,
    };
    let is_covered = element.name().as_ref() == "table:covered-table-cell";
    Element {
        is_text: !is_covered && cell.is_none() && (is_error || kind == "string"),
        cell: cell.filter(|_| !is_covered),
        repeated: number("table:number-columns-repeated"),
        rows: number("table:number-rows-spanned"),
    }
}

/// `2026-10-28`, or `2026-10-28T18:43:12`.
fn moment(text: String) -> Cell {
    let (date, time) = text.split_once('T').unwrap_or((&text, "00:00:00"));
    match (date.parse::<Day>(), milliseconds(time)) {
        (Ok(day), Some(time)) => Cell::Moment(day, time),
        _ => Cell::Text(text),
    }
}

/// Milliseconds since midnight of `18:43:12.5`.
fn milliseconds(time: &str) -> Option<u32> {
    let mut parts = time.trim_end_matches('Z').splitn(3, ':');
    let mut number = || parts.next().unwrap_or("0");
    let (hours, minutes, seconds) = (number(), number(), number());
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let thousandths: u32 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let [hours, minutes, seconds] = [hours, minutes, seconds].map(|n| n.parse::<u32>().ok());
    let whole = hours?.checked_mul(3600)? + minutes?.checked_mul(60)? + seconds?;
    (whole < 86_400).then_some(whole * 1000 + thousandths)
}

/// `PT14H05M00S` as `14:05:00`.
fn clock(duration: &str) -> Option<String> {
    let rest = duration.strip_prefix("PT")?;
    let (hours, rest) = rest.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
    Some(format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}"))
}
