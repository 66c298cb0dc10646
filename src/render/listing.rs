//! Plain lists in columns, without borders: plans, rate cards, settings, the columns of a file.
//! Documents use `table` instead, which knows typed cells.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

/// Columns between cells.
const GAP: u16 = 2;

/// Aligns cells in columns, those listed in `right` to the right. If a width is given, longer lines
/// are wrapped inside their cells. No line ends with a space.
pub(crate) fn columns(rows: &[Vec<String>], right: &[usize], width: Option<usize>) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    if count == 0 {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match width {
        None => table.set_content_arrangement(ContentArrangement::Disabled),
        Some(width) => table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX).saturating_add(GAP)),
    };
    for row in rows {
        let cells = row.iter().map(String::as_str).chain(std::iter::repeat("")).take(count);
        table.add_row(cells.enumerate().map(|(column, text)| {
            let alignment =
                if right.contains(&column) { CellAlignment::Right } else { CellAlignment::Left };
            Cell::new(text).set_alignment(alignment)
        }));
    }
    let content = table.column_max_content_widths();
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, GAP));
        // A wrapped number reads as two. So does the first cell, unless it takes more than half of the width.
        let is_name = at == 0 && width.is_some_and(|width| usize::from(content[0]) * 2 <= width);
        if right.contains(&at) || is_name {
            column.set_constraint(ColumnConstraint::ContentWidth);
        } else if width.is_some() {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(6)));
        }
    }
    let mut text = String::new();
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn columns_are_flush_and_lines_end_without_spaces() {
        let rows = rows(&[&["a", "10", "x"], &["東京", "7"]]);
        assert_eq!(columns(&rows, &[1], None), "a     10  x\n東京   7\n");
        assert_eq!(columns(&[], &[], None), "");
    }

    #[test]
    fn long_cells_are_broken_to_fit_and_numbers_are_not() {
        let rows = rows(&[&[
            "name",
            "12,345,678",
            "some words that are too many for one line of this list",
        ]]);
        let text = columns(&rows, &[1], Some(40));
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.lines().count() > 1 && text.contains("12,345,678"), "{text}");
    }
}
