//! The differential target: every way of reading gives the same.
//!
//! The first bytes choose the ways; the rest is a log, or numbers from which a log is made up. Of any bytes: the fast path and the
//! reference, blocks of 16 to 100 bytes on one to three threads, a compressed copy, and standard input. Of a log made up of whole rows also:
//! its rows in another order, and in two files.

use std::io::Write as _;

use credits::inside::alerts::Params;
use credits::inside::ingest::{self, Blocks, Dedupe, InputSpec, ReadOptions};
use credits::inside::ledger::{Detail, Selection, Summed, Summing};
use credits::inside::model::Model;
use credits::inside::report::{Analysis, AsOf, Redaction, Report, Request};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const COLUMNS: &str = "id,timestamp,app,user,operation,model,credits,status,quantity,prompt";

/// Cells as logs have them, plain and odd, by column.
const CELLS: [&[&str]; 10] = [
    &["", "", "000000000000000000000001", "000000000000000000000002", "row 1"],
    &[
        "2026-05-01T09:00:00Z",
        "2026-05-02T10:15:00.123456Z",
        "2026-04-03 11:00:00",
        "2026-05-04",
        "2026-05-04T24:00:00Z",
        "2026-05-04T10:00:00+05:30",
        "",
        "soon",
        "2026-02-30T10:00:00Z",
        "1777777777",
    ],
    &["shop", "shop", "blog", "", "日本", "\"a, b\"", "\"say \"\"hi\"\"\""],
    &["ana", "ben", "", "null", "service_7"],
    &["prompt", "discuss", "InvokeLLM", "SendEmail", "agent_message", "GenerateVideo", "", "zzz"],
    &["", "gpt-5", "automatic"],
    &["1", "2.5", "", "0", "-2.5", "0.1234567890123", "123456789012", "Included", "\"3.5\"", " 4 ", "many", "1e-3"],
    &["", "ok", "failed", "blocked", "refund", "grant", "odd"],
    &["", "1", "3", "2.5", "x"],
    &["", "fix the color", "\"build a page, with \"\"login\"\"\nand more\"", "{}"],
];

/// Reads numbers from the bytes, and zeros after their end.
struct Dice<'a>(&'a [u8]);

impl Dice<'_> {
    fn next(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    fn is_over(&self) -> bool {
        self.0.is_empty()
    }
}

/// A log of whole rows.
fn rows(dice: &mut Dice) -> Vec<String> {
    let mut rows = Vec::new();
    while !dice.is_over() && rows.len() < 60 {
        let cells: Vec<&str> = CELLS.iter().map(|cells| cells[dice.next() % cells.len()]).collect();
        rows.push(cells.join(","));
    }
    rows
}

fn table(rows: &[String]) -> Vec<u8> {
    format!("{COLUMNS}\n{}\n", rows.join("\n")).into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

/// What a reading gives: the report, and each reject with its line.
type Reading = Result<(Report, Vec<(u64, &'static str)>), String>;

fn read(inputs: &[InputSpec], options: &ReadOptions, collects: bool) -> Reading {
    let model = Model::builtin("base44").expect("the built-in model");
    let (selection, request) = (Selection::default(), Request { as_of: AsOf::LastEvent, all: true, ..Request::default() });
    let terms = request.terms(&model, &selection, Detail { features: true, files: true });
    let (log, sums) = if collects {
        (ingest::read(inputs, options, &mut |_| {}).map_err(|error| error.to_string())?, Summed::default())
    } else {
        let (mut log, parts) = ingest::read_into(inputs, options, &|input| Summing::of_input(input, terms), &mut |_| {})
            .map_err(|error| error.to_string())?;
        let sums = Summed::of(parts, &mut log.symbols);
        (log, sums)
    };
    let report = Analysis::new(&log, terms, sums).report(&request, &Params::default(), &Redaction::default());
    let rejects = log.rejects.iter().map(|reject| (reject.line, reject.reason)).collect();
    Ok((report, rejects))
}

fn text(bytes: &[u8]) -> [InputSpec; 1] {
    [InputSpec::Stdin(bytes.to_vec())]
}

/// A report without its inputs, which differ in size, name and number of rows.
fn figures(reading: Reading) -> Result<Value, String> {
    let mut value = serde_json::to_value(reading?.0).expect("a report is JSON");
    for key in ["inputs", "quality"] {
        value[key].take();
    }
    Ok(value)
}

pub fn target(data: &[u8]) {
    let Some((ways, data)) = data.split_first_chunk::<4>() else { return };
    let mut dice = Dice(data);
    let own = if ways[0] % 3 == 0 { Vec::new() } else { rows(&mut dice) };
    let bytes = if own.is_empty() { data.to_vec() } else { table(&own) };
    let dedupe = [Dedupe::Auto, Dedupe::None, Dedupe::Row, Dedupe::Id][usize::from(ways[1] % 4)];
    let head = 200 + usize::from(ways[2]) * 4;
    let size = 16 + usize::from(ways[3]) % 85;
    let blocks = |threads| Blocks { head, small: 0, size, threads: Some(threads), groups: 1 + size % 9 };
    // The head decides alone how a column is written, so it is the same for all.
    let plain = ReadOptions {
        dedupe,
        fast: false,
        blocks: Blocks { head, small: usize::MAX, size: 64 << 10, threads: Some(1), groups: 1 << 16 },
        ..ReadOptions::default()
    };
    let expected = read(&text(&bytes), &plain, false);
    for threads in 1..4 {
        let options = ReadOptions { blocks: blocks(threads), fast: true, ..plain.clone() };
        assert_eq!(read(&text(&bytes), &options, false), expected, "{threads} threads, fast");
    }
    let options = ReadOptions { blocks: blocks(2), ..plain.clone() };
    assert_eq!(read(&text(&bytes), &options, true), expected, "events collected");
    if bytes.first() != Some(&0x1f) {
        let packed = read(&text(&gzip(&bytes)), &ReadOptions { fast: true, ..plain.clone() }, false);
        assert_eq!(figures(packed), figures(expected.clone()), "compressed");
    }
    if own.len() > 1 {
        rearranged(&own, &plain, usize::from(ways[1]));
    }
}

/// The rows in another order, and in two files, count the same: all of them are in the head.
fn rearranged(own: &[String], plain: &ReadOptions, turn: usize) {
    let whole = ReadOptions { blocks: Blocks::default(), ..plain.clone() };
    let expected = figures(read(&text(&table(own)), &whole, false));
    let mut turned = own.to_vec();
    turned.rotate_left(turn % own.len());
    turned.reverse();
    assert_eq!(figures(read(&text(&table(&turned)), &whole, false)), expected, "in another order");
    // Two files may be refused where one is not, and identical rows of two files count once unless nothing does.
    let (one, other) = own.split_at(own.len() / 2);
    let file = |name: &str, rows: &[String]| InputSpec::Text {
        name: name.to_owned(),
        text: String::from_utf8(table(rows)).expect("text"),
    };
    let none = ReadOptions { dedupe: Dedupe::None, ..whole };
    let split = figures(read(&[file("a", one), file("b", other)], &none, false));
    let together = figures(read(&text(&table(own)), &none, false));
    if let (Ok(split), Ok(together)) = (split, together) {
        assert_eq!(split, together, "in two files");
    }
}
