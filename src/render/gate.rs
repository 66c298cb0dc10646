//! The lines of a gate on standard error, and the job summary of a GitHub workflow.

use super::cell::line_words;
use super::markdown;
use super::theme::Style;
use crate::report::check::Check;
use crate::report::view::gate::{document, verdicts};
use crate::report::view::gate_answer::answer;
use crate::report::view::gate_words as words;

/// Writes a job summary of at most `room` bytes. A longer one is cut between two lines and says so.
pub(crate) fn summary(check: &Check, room: usize) -> String {
    const CUT: &str = "\n… cut: the summary has reached its limit.\n";
    let page = markdown::markdown(&document(check));
    if page.len() <= room {
        return page;
    }
    let mut kept = String::new();
    for line in page.split_inclusive('\n') {
        if kept.len() + line.len() + CUT.len() > room {
            break;
        }
        kept.push_str(line);
    }
    if kept.len() + CUT.len() <= room { kept + CUT } else { String::new() }
}

/// One rule on standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerdictLine {
    /// `fired`, `warned`, `acknowledged`, `clear`, `not judged`.
    pub state: String,
    /// The rest of the line, aligned with the other lines.
    pub rest: String,
}

/// Returns one line per rule.
pub(crate) fn verdict_lines(check: &Check, style: &Style) -> Vec<VerdictLine> {
    let rows: Vec<[String; 6]> = verdicts(check)
        .iter()
        .map(|row| row.each_ref().map(|line| line_words(line, style)))
        .collect();
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let widest =
        |column: usize| rows.iter().map(|row| width(&row[column]).min(60)).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(widest);
    let pad = |text: &str, column: usize| " ".repeat(widths[column].saturating_sub(width(text)));
    let line = |row: &[String; 6]| {
        let rest = (1..6).fold(String::new(), |rest, c| rest + "  " + &row[c] + &pad(&row[c], c));
        VerdictLine {
            state: format!("{}{}", row[0], pad(&row[0], 0)),
            rest: rest.trim_end().to_owned(),
        }
    };
    rows.iter().map(line).collect()
}

/// Returns the first line: what the gate comes to, in one sentence.
pub(crate) fn answer_line(check: &Check, style: &Style) -> String {
    line_words(&answer(check), style)
}

/// Returns the last line: `credits: 2 of 4 rules fired`.
pub(crate) fn summary_line(check: &Check) -> String {
    format!("credits: {}", words::summary(check))
}
