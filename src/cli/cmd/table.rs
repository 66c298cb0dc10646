//! Columns of text for the small lists of this folder. Reports have a renderer of their own.

use unicode_width::UnicodeWidthStr as _;

/// Rows with their columns below each other; the columns named in `right` are flush right. No space at line ends.
pub fn columns(rows: &[Vec<String>], right: &[usize]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| c.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[column] - cell.width());
            let (before, after) = if right.contains(&column) { (pad.as_str(), "") } else { ("", pad.as_str()) };
            line = format!("{line}{}{before}{cell}{after}", if column > 0 { "  " } else { "" });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Paragraphs wrapped at `width` columns. Lines that are indented or begin a list stay as they are.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for source in text.lines() {
        let fixed = source.starts_with(' ') || source.starts_with("- ") || source.is_empty();
        if fixed && !line.is_empty() {
            out.push_str(&std::mem::take(&mut line));
            out.push('\n');
        }
        if fixed {
            out.push_str(source);
            out.push('\n');
            continue;
        }
        for word in source.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                out.push_str(&std::mem::take(&mut line));
                out.push('\n');
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if !line.is_empty() {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_flush_and_lines_end_without_spaces() {
        let rows =
            [vec!["a".to_owned(), "10".to_owned(), "x".to_owned()], vec!["東京".to_owned(), "7".to_owned(), String::new()]];
        assert_eq!(columns(&rows, &[1]), "a     10  x\n東京   7\n");
    }

    #[test]
    fn paragraphs_wrap_lists_and_examples_do_not() {
        assert_eq!(wrap("one two three\nfour\n\n    keep   this\nend", 9), "one two\nthree\nfour\n\n    keep   this\nend\n");
    }
}
