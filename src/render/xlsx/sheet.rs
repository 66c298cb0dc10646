//! One section → one sheet: its first table on top, so that its header can stay in view, and everything else below.

use rust_xlsxwriter::{Chart as Drawing, Format, Workbook, Worksheet, XlsxError};

use super::cell::{self, Words};
use crate::base::figure;
use crate::render::cell::{column_places, line_words, words};
use crate::report::Grain;
use crate::report::view::{Block, Cell, Chart, ColumnKind, Gauge, Line, Note, Section, Table};

/// The widest column, in pixels.
const WIDEST: u32 = 600;

/// The most rows of a table; a sheet has 1,048,576 rows.
const MOST_ROWS: usize = 500_000;

/// A sheet, and its next free row.
pub(super) struct Sheet<'b> {
    name: String,
    page: &'b mut Worksheet,
    row: u32,
}

impl<'b> Sheet<'b> {
    pub(super) fn new(book: &'b mut Workbook, name: String) -> Result<Self, XlsxError> {
        let page = book.add_worksheet().set_name(&name)?;
        Ok(Self { name, page, row: 0 })
    }

    /// Writes a section.
    pub(super) fn section(&mut self, section: &Section) -> Result<(), XlsxError> {
        let is_table =
            |block: &&Block| matches!(block, Block::Table(_) | Block::Chart(_) | Block::Gauges(_));
        let first = section.blocks.iter().find(is_table);
        if let Some(block) = first {
            self.block(block)?;
            self.page.set_freeze_panes(1, 0)?;
            self.row += 1;
        }
        if let Some(aside) = &section.aside {
            self.text(aside)?;
        }
        for block in &section.blocks {
            if first.is_none_or(|first| !std::ptr::eq(first, block)) {
                self.block(block)?;
                self.row += 1;
            }
        }
        Ok(())
    }

    /// Sets the widths of the columns.
    pub(super) fn end(self) {
        self.page.set_autofit_max_width(WIDEST).autofit();
    }

    /// Writes a sentence on a row of its own.
    pub(super) fn text(&mut self, line: &Line) -> Result<(), XlsxError> {
        self.words(0, &line_words(line, &Words))?;
        self.row += 1;
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), XlsxError> {
        match block {
            Block::Lines(lines) => lines.iter().try_for_each(|line| self.text(line)),
            Block::Gauges(gauges) => self.gauges(gauges),
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::Notes(notes) => notes.iter().try_for_each(|note| self.note(note)),
            Block::Code(text) | Block::Listing(text) => text.raw().lines().try_for_each(|line| {
                self.words(0, &crate::base::Untrusted::from(line).for_terminal_cut(1000))?;
                self.row += 1;
                Ok(())
            }),
            Block::Terms(terms) => terms.iter().try_for_each(|(word, meaning)| {
                self.words(0, word)?;
                self.words(1, meaning)?;
                self.row += 1;
                Ok(())
            }),
        }
    }

    fn words(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        cell::text(self.page, (self.row, column), text, Format::new())
    }

    fn header<'t>(&mut self, titles: impl Iterator<Item = &'t str>) -> Result<(), XlsxError> {
        for (column, title) in (0..).zip(titles) {
            cell::text(self.page, (self.row, column), title, Format::new().set_bold())?;
        }
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        // A workbook draws nothing inside of cells.
        let is_drawn = |kind| matches!(kind, ColumnKind::Bar | ColumnKind::Spark);
        let columns: Vec<usize> =
            (0..table.columns.len()).filter(|c| !is_drawn(table.columns[*c].kind)).collect();
        self.header(columns.iter().map(|c| table.columns[*c].title))?;
        let places: Vec<Option<u32>> =
            columns.iter().map(|c| column_places(table.rows.iter().map(|row| &row[*c]))).collect();
        for row in table.rows.iter().take(MOST_ROWS) {
            for (at, (column, places)) in (0..).zip(columns.iter().zip(&places)) {
                cell::write(self.page, (self.row, at), &row[*column], *places)?;
            }
            self.row += 1;
        }
        if table.rows.len() > MOST_ROWS {
            let more = figure::count((table.rows.len() - MOST_ROWS) as u64);
            self.words(0, &format!("{more} more rows; CSV and JSON contain all of them"))?;
            self.row += 1;
        }
        Ok(())
    }

    fn gauges(&mut self, gauges: &[Gauge]) -> Result<(), XlsxError> {
        let titles = ["balance", "used", "of", "share", "day", "days", "pace", ""];
        self.header(titles.into_iter())?;
        for g in gauges {
            let used = if g.at_least { Cell::AtLeast(g.used) } else { Cell::Credits(g.used) };
            let cells = [
                Cell::Label(g.label),
                used,
                g.capacity.map_or(Cell::Unknown, Cell::Credits),
                g.share.map_or(Cell::Unknown, Cell::Share),
                Cell::Count(u64::try_from(g.day).unwrap_or_default()),
                Cell::Count(u64::try_from(g.days).unwrap_or_default()),
                g.pace.map_or(Cell::Blank, |pace| Cell::Rounded(pace, 2)),
                Cell::Label(g.flag.sign()),
            ];
            for (column, cell) in (0..).zip(&cells) {
                let places = match cell {
                    Cell::Credits(amount) | Cell::AtLeast(amount) => Some(figure::places(*amount)),
                    _ => None,
                };
                cell::write(self.page, (self.row, column), cell, places)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// Writes the days and their amounts, and a chart that the spreadsheet program draws from them.
    fn chart(&mut self, chart: &Chart) -> Result<(), XlsxError> {
        let days = chart.grains.iter().find(|(grain, _)| *grain == Grain::Day);
        let Some((_, points)) = days.filter(|(_, points)| !points.is_empty()) else {
            return Ok(());
        };
        let top = self.row;
        self.header(["day", "amount"].into_iter())?;
        let amounts: Vec<Cell> = points.iter().map(|(_, amount)| Cell::Credits(*amount)).collect();
        let places = column_places(amounts.iter());
        for ((day, _), amount) in points.iter().zip(&amounts) {
            cell::write(self.page, (self.row, 0), &Cell::Date(*day), None)?;
            cell::write(self.page, (self.row, 1), amount, places)?;
            self.row += 1;
        }
        let mut drawing = Drawing::new_column();
        let series = drawing.add_series();
        series.set_categories((self.name.as_str(), top + 1, 0, self.row - 1, 0)).set_values((
            self.name.as_str(),
            top + 1,
            1,
            self.row - 1,
            1,
        ));
        drawing.title().set_name(&self.name);
        drawing.legend().set_hidden();
        drawing.x_axis().set_date_axis(true).set_num_format("d mmm");
        drawing.set_width(900).set_height(360);
        self.page.insert_chart(top + 1, 3, &drawing)?;
        Ok(())
    }

    fn note(&mut self, note: &Note) -> Result<(), XlsxError> {
        self.words(0, note.flag.sign())?;
        self.words(1, &words(&note.head, None, &Words))?;
        for line in &note.lines {
            self.words(2, &line_words(line, &Words))?;
            self.row += 1;
        }
        if note.lines.is_empty() {
            self.row += 1;
        }
        Ok(())
    }
}
