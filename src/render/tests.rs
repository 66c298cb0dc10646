//! What holds for every page, whatever is on it.

use std::io::Write as _;

use super::sample;
use super::{Format, Style, render};
use crate::report::view::ViewOptions;

#[test]
#[ignore = "shows the pages to a person: cargo test --lib render::tests::show -- --ignored --nocapture"]
fn show() {
    let mut out = std::io::stdout().lock();
    let report = sample::report();
    let options = ViewOptions { top: 3, ..ViewOptions::default() };
    for (width, color, ascii) in
        [(60, false, false), (80, false, true), (100, false, false), (140, true, false), (200, false, false)]
    {
        writeln!(out, "\n===== {width}").unwrap();
        write!(out, "{}", render(Format::Text, &report, &options, &Style { width, color, ascii })).unwrap();
    }
    for format in [Format::Markdown, Format::Csv] {
        writeln!(out, "\n===== {format:?}").unwrap();
        write!(out, "{}", render(format, &report, &options, &Style::default())).unwrap();
    }
    writeln!(out, "\n===== empty\n{}", render(Format::Text, &sample::empty(), &options, &Style::default())).unwrap();
}
