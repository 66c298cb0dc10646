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

/// Paragraphs and `- ` lists wrapped at `width` columns. Lines indented by four or more are examples and stay as they are.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    for line in text.lines() {
        let example = line.starts_with("    ");
        if line.trim().is_empty() || line.starts_with("- ") || example {
            fill(&mut out, &mut paragraph, width);
        }
        if line.trim().is_empty() || example {
            out.push_str(line.trim_end());
            out.push('\n');
        } else {
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    fill(&mut out, &mut paragraph, width);
    out
}

/// Writes one paragraph or list item and empties it. The lines of an item hang below its text.
fn fill(out: &mut String, paragraph: &mut String, width: usize) {
    let text = std::mem::take(paragraph);
    let hang = if text.starts_with("- ") { "  " } else { "" };
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.trim().is_empty() && line.width() + 1 + word.width() > width {
            out.push_str(&line);
            out.push('\n');
            hang.clone_into(&mut line);
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        out.push_str(&line);
        out.push('\n');
    }
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
        assert_eq!(wrap("- one two three\n  four\n- five", 11), "- one two\n  three\n  four\n- five\n");
    }
}
