//! Wraps the prose of small pages. Lists are in `render::listing`; reports have their own renderer.

use unicode_width::UnicodeWidthStr as _;

/// Wraps paragraphs and `- ` lists at `width` columns. Lines indented by four or more spaces are
/// examples and stay as they are.
pub(crate) fn wrap(text: &str, width: usize) -> String {
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

/// Writes one paragraph or list item and empties it. Further lines of an item are indented.
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
    fn paragraphs_wrap_lists_and_examples_do_not() {
        assert_eq!(
            wrap("one two three\nfour\n\n    keep   this\nend", 9),
            "one two\nthree\nfour\n\n    keep   this\nend\n"
        );
        assert_eq!(
            wrap("- one two three\n  four\n- five", 11),
            "- one two\n  three\n  four\n- five\n"
        );
    }
}
