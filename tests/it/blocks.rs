//! A log gives the same report, rejects, notes and events with the fast path and without it, in blocks of any size and on any number of threads.

use std::path::{Path, PathBuf};

use credits::inside::alerts::Params;
use credits::inside::base::Untrusted;
use credits::inside::event::Event;
use credits::inside::ingest::Blocks;
use credits::inside::ingest::{self, Dedupe, InputSpec, Log, ReadOptions};
use credits::inside::ledger::{Detail, Selection, Summed, Summing};
use credits::inside::model::Model;
use credits::inside::report::{Analysis, AsOf, Redaction, Report, Request};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// Everything that a reading gives.
#[derive(Debug, PartialEq)]
struct Reading {
    report: Report,
    rejects: Vec<(u32, u64, &'static str, Option<Untrusted>, Untrusted)>,
    notes: Vec<String>,
    unmatched: Vec<(&'static str, String)>,
}

fn request() -> Request {
    Request { as_of: AsOf::LastEvent, all: true, ..Request::default() }
}

fn reading(log: &Log, model: &Model, selection: &Selection, sums: Summed) -> Reading {
    let request = request();
    let detail = Detail { features: true, files: true };
    let analysis = Analysis::new(log, request.terms(model, selection, detail), sums);
    let rejects = log
        .rejects
        .iter()
        .map(|r| (r.input, r.line, r.reason, r.column.clone(), r.excerpt.clone()));
    Reading {
        report: analysis.report(&request, &Params::default(), &Redaction::default()),
        rejects: rejects.collect(),
        // That a file was read twice is said only where it was.
        notes: log
            .notes
            .iter()
            .filter(|note| !note.text.contains("is read once more"))
            .map(|note| format!("{:?} {} {}", note.input, note.uncertain, note.text))
            .collect(),
        unmatched: analysis.unmatched(selection),
    }
}

/// The same log without the fast path, in large blocks on one thread: the reference.
fn reference(options: &ReadOptions) -> ReadOptions {
    let blocks = Blocks { size: 64 << 10, threads: Some(1), ..options.blocks };
    ReadOptions { fast: false, blocks, ..options.clone() }
}

/// Sums events while they are read; and how many threads took some.
fn summed(
    inputs: &[InputSpec],
    options: &ReadOptions,
    selection: &Selection,
    model: &Model,
) -> (Result<Reading, String>, usize) {
    let request = request();
    let terms = request.terms(model, selection, Detail { features: true, files: true });
    let read = ingest::read_into(inputs, options, &|| Summing::new(terms), &mut |_| {})
        .map_err(|error| error.to_string());
    let mut taken = 0;
    let summed = read.map(|(mut log, parts)| {
        taken = parts.len();
        let sums = Summed::of(parts, &mut log.symbols);
        reading(&log, model, selection, sums)
    });
    (summed, taken)
}

/// Collects events, and sums them afterwards.
fn collected(
    inputs: &[InputSpec],
    options: &ReadOptions,
    selection: &Selection,
    model: &Model,
) -> Result<(Reading, Vec<(Event, Names)>), String> {
    let log = ingest::read(inputs, options, &mut |_| {}).map_err(|error| error.to_string())?;
    let names = |event: &Event| {
        let name = |symbol| log.symbols.name(symbol).to_owned();
        let Event { app, user, operation, model, feature, files, from, reported, .. } = event;
        let column = reported.as_ref().map(|reported| reported.column);
        [*app, *user, *operation, *model, *feature, *files, *from, column]
            .map(|symbol| symbol.map(name))
    };
    let events = log.events.iter().map(|event| (event.clone(), names(event))).collect();
    Ok((reading(&log, model, selection, Summed::default()), events))
}

/// The names of an event, whose symbols mean nothing beside another log.
type Names = [Option<String>; 8];

/// Reads in all ways, compares them, and returns how many threads took rows.
fn same_in_all_ways(
    inputs: &[InputSpec],
    options: &ReadOptions,
    selection: &Selection,
) -> Result<usize, TestCaseError> {
    let model = Model::builtin("base44").unwrap();
    let (fast, taken) = summed(inputs, options, selection, &model);
    let (slow, _) = summed(inputs, &reference(options), selection, &model);
    prop_assert_eq!(&fast, &slow);
    let events = collected(inputs, options, selection, &model);
    let reference = collected(inputs, &reference(options), selection, &model);
    prop_assert_eq!(&events, &reference);
    prop_assert_eq!(fast, events.map(|(reading, _)| reading));
    Ok(taken)
}

fn folders(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.push(path.clone());
            folders(&path, found);
        }
    }
}

#[test]
fn every_fixture_in_blocks_of_any_size() {
    let mut all = Vec::new();
    folders(Path::new("fixtures"), &mut all);
    all.sort();
    let (mut read, mut on_threads) = (0, 0);
    for folder in all {
        let inputs = [InputSpec::Path(folder.to_string_lossy().into_owned())];
        for (head, size, threads) in [(200, 1, 1), (400, 7, 2), (150, 64, 3), (1000, 300, 2)] {
            for dedupe in [Dedupe::Auto, Dedupe::None] {
                let options = ReadOptions {
                    dedupe,
                    hash: true,
                    blocks: Blocks { head, small: head, size, threads: Some(threads) },
                    ..ReadOptions::default()
                };
                match same_in_all_ways(&inputs, &options, &Selection::default()) {
                    Ok(taken) => {
                        read += usize::from(taken > 0);
                        on_threads += usize::from(taken > 1);
                    }
                    Err(error) => panic!(
                        "{} in blocks of {size}, head {head}, {dedupe:?}: {error}",
                        folder.display()
                    ),
                }
            }
        }
    }
    // A test in which nothing is read would test nothing.
    assert!(read > 400 && on_threads > 200, "{read} {on_threads}");
}

/// A cell as logs have them, plain and not.
fn cell(column: &'static str) -> BoxedStrategy<String> {
    let pick = |cells: &'static [&'static str]| prop::sample::select(cells).prop_map(str::to_owned);
    match column {
        "timestamp" => prop_oneof![
            20 => (1..29_u32, 0..24_u32, 0..60_u32, 0..1_000_000_u32)
                .prop_map(|(day, hour, minute, micros)| format!("2026-05-{day:02}T{hour:02}:{minute:02}:07.{micros:06}Z")),
            6 => (1..29_u32, 0..24_u32).prop_map(|(day, hour)| format!("2026-0{}-{day:02} {hour:02}:00:00", 2 + hour % 4)),
            2 => pick(&["2026-05-04", "2026-05-04T24:00:00Z", "2026-05-04T10:00:00+05:30", " 2026-05-04T10:00:00Z ", "\"2026-05-04T10:00:00Z\""]),
            1 => pick(&["", "soon", "2026-02-30T10:00:00Z", "1748000000", "timestamp"]),
        ]
        .boxed(),
        "credits" => prop_oneof![
            20 => (0..9_000_i64, 0..4_usize).prop_map(|(n, places)| match places {
                0 => format!("{}", n / 100),
                places => format!("{}.{:0places$}", n / 1000, n % 10_i64.pow(u32::try_from(places).unwrap())),
            }),
            8 => Just(String::new()),
            3 => pick(&["0", "-2.5", "-0.1", "1e-3", "12.", ".5", "0.1234567890123", "123456789012", "\"3.5\"", " 4 "]),
            1 => pick(&["Included", "-", "many", "{\"a\":1}", "'-1", "(3.5)"]),
        ]
        .boxed(),
        "operation" => pick(&[
            "build", "build", "discuss", "InvokeLLM", "SendEmail", "agent_message", "fix_auto", "GenerateVideo", "none", "", "zzz",
        ])
        .boxed(),
        "model" => pick(&["", "", "gpt-5", "claude_sonnet_4_6", "automatic"]).boxed(),
        "app" => pick(&["shop", "shop", "blog", "", "日本", "\"a, b\"", "\"say \"\"hi\"\"\""]).boxed(),
        "user" => pick(&["ana", "ben", "", "service_7", "null"]).boxed(),
        "status" => pick(&["", "", "ok", "failed", "blocked", "refund", "grant"]).boxed(),
        "quantity" => prop_oneof![8 => Just(String::new()), 2 => pick(&["1", "3", "2.5"]), 1 => pick(&["-1", "x"])].boxed(),
        "prompt" => pick(&[
            "", "", "fix the color of the button", "\"build a page, with \"\"login\"\"\nand more\"", "\"\"", "rebuild the whole app", "{}",
        ])
        .boxed(),
        "id" => prop_oneof![6 => (0..400_u32).prop_map(|n| format!("{n:024x}")), 1 => (0..9_u32).prop_map(|n| format!("row {n}")), 1 => Just(String::new())].boxed(),
        other => unreachable!("{other}"),
    }
}

const COLUMNS: [&str; 10] = [
    "id",
    "timestamp",
    "app",
    "user",
    "operation",
    "model",
    "credits",
    "status",
    "quantity",
    "prompt",
];

fn line() -> impl Strategy<Value = String> {
    let cells: Vec<_> = COLUMNS.iter().map(|column| cell(column)).collect();
    prop_oneof![40 => cells.prop_map(|cells| cells.join(",")), 1 => Just(String::new()), 1 => Just(COLUMNS.join(",")), 1 => Just(",,,,,,,,,".to_owned()), 1 => Just("x,y".to_owned())]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_log_in_blocks_of_any_size(
        lines in prop::collection::vec(line(), 20..120),
        copied in 0..40_usize,
        crlf in any::<bool>(),
        ends in any::<bool>(),
        odd in prop::option::weighted(0.1, Just("2026-05-01T00:00:00Z,5\" disk,ana,build,,1,,,")),
        size in 1..600_usize,
        head in 300..900_usize,
        threads in 1..4_usize,
        dedupe in prop::sample::select(vec![Dedupe::Auto, Dedupe::Id, Dedupe::Row, Dedupe::None]),
        exclude in any::<bool>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let file = |lines: &[String]| {
            let mut text = format!("{}{end}", COLUMNS.join(","));
            text.push_str(&lines.join(end));
            if ends { text.push_str(end); }
            text
        };
        let mut first = lines.clone();
        first.extend(odd.map(|row| format!("x,{row}")));
        // The second file has some rows of the first once more.
        let second: Vec<String> = lines.iter().take(copied).chain(lines.iter().rev().take(9)).cloned().collect();
        let text = |name: &str, text: String| InputSpec::Text { name: name.to_owned(), text };
        let inputs = [text("a.csv", file(&first)), text("b.csv", file(&second))];
        let selection = Selection { exclude_apps: if exclude { vec!["BLOG".to_owned(), "nobody".to_owned()] } else { Vec::new() }, ..Selection::default() };
        let options = ReadOptions { dedupe, hash: true, blocks: Blocks { head, small: head, size, threads: Some(threads) }, ..ReadOptions::default() };
        for inputs in [&inputs[..], &inputs[..1]] {
            same_in_all_ways(inputs, &options, &selection)?;
        }
    }
}

/// How a text is written down.
#[derive(Clone, Copy, Debug)]
enum Written {
    Utf8,
    Marked,
    Utf16(bool, bool),
    Windows,
    ShiftJis,
    Damaged,
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        4 => Just(Written::Utf8),
        1 => Just(Written::Marked),
        2 => (any::<bool>(), any::<bool>()).prop_map(|(little, marked)| Written::Utf16(little, marked)),
        2 => Just(Written::Windows),
        1 => Just(Written::ShiftJis),
        1 => Just(Written::Damaged),
    ]
}

/// The bytes of a text, and what `--encoding` must say of them.
fn bytes(text: &str, how: Written) -> (Vec<u8>, Option<String>) {
    match how {
        Written::Utf8 => (text.as_bytes().to_vec(), None),
        Written::Marked => (["\u{feff}", text].concat().into_bytes(), None),
        Written::Utf16(little, marked) => {
            let text = if marked { format!("\u{feff}{text}") } else { text.to_owned() };
            let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
            (text.encode_utf16().flat_map(unit).collect(), None)
        }
        Written::Windows => (text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(), None),
        Written::ShiftJis => {
            let kanji = |c: char| match c {
                '日' => vec![0x93, 0xfa],
                '本' => vec![0x96, 0x7b],
                c => vec![u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'?')],
            };
            (text.chars().flat_map(kanji).collect(), Some("shift_jis".to_owned()))
        }
        Written::Damaged => {
            let mut bytes = format!("{text}ü").into_bytes();
            // Within the last letter.
            bytes.pop();
            (bytes, None)
        }
    }
}

/// What becomes of a file on its way.
#[derive(Clone, Copy, Debug)]
enum Packed {
    Not,
    Whole,
    /// Only so many of 100 bytes arrived.
    Cut(usize),
    /// One byte was changed, and something stands behind it.
    Damaged(usize),
    Followed,
}

fn packed() -> impl Strategy<Value = Packed> {
    prop_oneof![
        6 => Just(Packed::Not),
        1 => Just(Packed::Whole),
        2 => (40..100_usize).prop_map(Packed::Cut),
        1 => (40..100_usize).prop_map(Packed::Damaged),
        1 => Just(Packed::Followed),
    ]
}

fn pack(bytes: &[u8], how: Packed) -> Vec<u8> {
    use std::io::Write as _;
    if matches!(how, Packed::Not) {
        return bytes.to_vec();
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    let mut packed = encoder.finish().unwrap();
    match how {
        Packed::Cut(percent) => packed.truncate(packed.len() * percent / 100),
        Packed::Damaged(percent) => {
            let at = packed.len() * percent / 100;
            packed[at] ^= 0x55;
        }
        Packed::Followed => packed.extend_from_slice(b"garbage"),
        Packed::Not | Packed::Whole => {}
    }
    packed
}

/// Rows that plain text does not have, or that say something about how cells are written.
fn odd_line() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "x,2026-05-01T00:00:00Z,5\" disk,ana,build,,1,,,",
        "x,2026-05-01T00:00:00Z,caf\u{e9},ana,build,,1,,,\"open",
        "x,2026-05-02T00:00:00Z,shop,ana,build,,2,,,\"closed \" early\"",
        "x,2026-05-02T00:00:00Z,shop\r,ana,build,,2,,,",
        "x,2026-05-03T00:00:00Z,shop,ana,build,,\"1,5\",,,",
        "x,2026-05-03T00:00:00Z,shop,ana,build,,\"1,234\",,,",
        "x,25/05/2026 10:00,shop,ana,build,,2,,,",
        "x,04/05/2026 10:00,shop,ana,build,,2,,,",
        "x,46162.5,shop,ana,build,,2,,,",
        "x,2026-05-03T00:00:00Z,shop,ana,build,,$3.00,,,",
    ])
    .prop_map(str::to_owned)
}

fn object() -> impl Strategy<Value = String> {
    let text =
        |cell: &str| serde_json::Value::String(cell.trim_matches('"').to_owned()).to_string();
    let cells: Vec<_> = COLUMNS.iter().map(|column| cell(column)).collect();
    let number = prop_oneof![
        200 => prop::sample::select(vec!["3", "2.5", "1e-1", "-2", "0.30", "-0", "1.0", "1E+2", "0.12345678912", "\"2.5\"", "\"4\"", "null"]),
        5 => prop::sample::select(vec!["true", "[]", "{}", "007", "1.", "nul", "\"\\ud800\"", "\"tab\tbed\""]),
        1 => Just("\"1,5\""),
    ];
    let blanks = prop::sample::select(vec!["", "", " ", "\t"]);
    let last = prop::sample::select(vec!["", "", " ", "\r", ",", "}", " x"]);
    let record = (cells, number, 0..24_usize, blanks, prop_oneof![9 => Just(""), 1 => last])
        .prop_map(move |(cells, number, sort, blank, last)| {
            let named = COLUMNS.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty());
            let mut fields: Vec<String> = named
                .filter(|(name, _)| **name != "credits")
                .map(|(name, cell)| format!("\"{name}\":{}", text(cell)))
                .collect();
            match sort {
                0 => fields.push("\"metadata\":{\"model\":\"gpt-5\",\"duration\":8}".to_owned()),
                1 => fields.push("\"usage\":{\"tokens\":3}".to_owned()),
                2 => fields.push("\"app\":\"twice\"".to_owned()),
                3 => fields.push("\"ap\\u0070\":\"\\u0073hop\"".to_owned()),
                4..8 => fields.push(
                    "\"prompt\":\"say \\\"caf\\u00e9\\\",\\n or \\ud83d\\ude00\\r\"".to_owned(),
                ),
                8 => fields.reverse(),
                _ => {}
            }
            fields.push(format!("\"credits\":{number}"));
            if sort == 9 {
                fields.rotate_right(1);
            }
            format!("{blank}{{{blank}{}{blank}}}{last}", fields.join(&format!("{blank},{blank}")))
        });
    prop_oneof![
        40 => record,
        1 => Just(String::new()),
        1 => Just("   ".to_owned()),
        1 => prop::sample::select(vec!["[1]", "{\"timestamp\":", "3", "{}", "{\"timestamp\":\"2026-05-01\",\"later\":\"x\",\"balance\":7}"]).prop_map(str::to_owned),
        1 => Just(r#"{"agent_name":"helper","created_date":"2026-05-01T10:00:00Z","messages":[{"role":"user"},{"role":"assistant","id":"a"},{"role":"assistant","id":"b"}]}"#.to_owned()),
    ]
}

/// Reads bytes beside a plain file, in all ways.
fn odd_file(
    bytes: Vec<u8>,
    beside: Option<String>,
    options: &ReadOptions,
) -> Result<(), TestCaseError> {
    let mut inputs = vec![InputSpec::Stdin(bytes)];
    inputs.extend(beside.map(|text| InputSpec::Text { name: "b.csv".to_owned(), text }));
    same_in_all_ways(&inputs, options, &Selection::default()).map(|_| ())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_odd_log_in_blocks_of_any_size(
        mut lines in prop::collection::vec(line(), 10..80),
        odd in prop::collection::vec((any::<prop::sample::Index>(), odd_line()), 0..4),
        end in prop::sample::select(vec!["\n", "\n", "\r\n", "\r"]),
        ends in any::<bool>(),
        written in written(),
        packed in packed(),
        size in 1..600_usize,
        head in 200..900_usize,
        threads in 1..4_usize,
        dedupe in prop::sample::select(vec![Dedupe::Auto, Dedupe::Id, Dedupe::Row, Dedupe::None]),
        copied in 0..30_usize,
    ) {
        let beside = (copied > 10).then(|| format!("{}\n{}\n", COLUMNS.join(","), lines.iter().take(copied).cloned().collect::<Vec<_>>().join("\n")));
        for (at, row) in odd {
            lines.insert(at.index(lines.len()), row);
        }
        let mut text = format!("{}{end}{}", COLUMNS.join(","), lines.join(end));
        if ends { text.push_str(end); }
        let (bytes, encoding) = bytes(&text, written);
        let options = ReadOptions { encoding, dedupe, hash: true, blocks: Blocks { head, small: head, size, threads: Some(threads) }, ..ReadOptions::default() };
        odd_file(pack(&bytes, packed), beside.filter(|_| options.encoding.is_none()), &options)?;
    }

    #[test]
    fn random_json_lines_in_blocks_of_any_size(
        lines in prop::collection::vec(object(), 10..60),
        ends in any::<bool>(),
        written in written(),
        packed in packed(),
        size in 1..600_usize,
        head in 200..2_000_usize,
        threads in 1..4_usize,
        dedupe in prop::sample::select(vec![Dedupe::Auto, Dedupe::Id, Dedupe::Row, Dedupe::None]),
        beside in prop::option::of(prop::collection::vec(line(), 10..20)),
        is_document in prop::bool::weighted(0.3),
    ) {
        let mut text = if is_document {
            let is_record = |line: &&String| serde_json::from_str::<serde_json::Value>(line).is_ok();
            format!("[{}]", lines.iter().filter(is_record).cloned().collect::<Vec<_>>().join(",\n"))
        } else {
            lines.join("\n")
        };
        if ends { text.push('\n'); }
        let (bytes, encoding) = bytes(&text, written);
        let beside = beside.map(|lines| format!("{}\n{}\n", COLUMNS.join(","), lines.join("\n")));
        let options = ReadOptions { encoding, dedupe, hash: true, blocks: Blocks { head, small: head, size, threads: Some(threads) }, ..ReadOptions::default() };
        odd_file(pack(&bytes, packed), beside.filter(|_| options.encoding.is_none()), &options)?;
    }
}

#[test]
fn what_is_odd_beyond_the_head_is_read_and_said() {
    let row = |n: usize| format!("{n:024x},2026-05-04T10:00:00Z,shop,ana,build,,1,,,");
    let rows: Vec<String> = (0..2_000).map(row).collect();
    // Beyond the bytes that say how a file is written.
    let (head, rest) = (rows[..1_500].join("\n"), rows[1_500..].join("\n"));
    let header = COLUMNS.join(",");
    for (odd, said) in [
        (
            "x,2026-05-01T00:00:00Z,5\" disk,ana,build,,1,,,".to_owned().into_bytes(),
            Some("quotes or line ends"),
        ),
        (
            "x,2026-05-01T00:00:00Z,shop,ana,build,,1,,,\"open".to_owned().into_bytes(),
            Some("quotes or line ends"),
        ),
        (
            "x,2026-05-01T00:00:00Z,shop,ana,build,,\"1,5\",,,".to_owned().into_bytes(),
            Some("written in another way"),
        ),
        (b"x,2026-05-01T00:00:00Z,caf\xe9,ana,build,,1,,,".to_vec(), Some("not UTF-8")),
        (row(2_000).into_bytes(), None),
    ] {
        let bytes =
            [header.as_bytes(), b"\n", head.as_bytes(), b"\n", &odd, b"\n", rest.as_bytes(), b"\n"]
                .concat();
        let blocks = Blocks { head: 2_000, small: 2_000, size: 500, threads: Some(2) };
        let options = ReadOptions { blocks, ..ReadOptions::default() };
        let model = Model::builtin("base44").unwrap();
        let (selection, request) = (Selection::default(), request());
        let terms = request.terms(&model, &selection, Detail::default());
        let (log, parts) = ingest::read_into(
            &[InputSpec::Stdin(bytes)],
            &options,
            &|| Summing::new(terms),
            &mut |_| {},
        )
        .unwrap();
        assert!(log.events.is_empty() && !parts.is_empty(), "{said:?}");
        assert_eq!(log.inputs[0].rows, 2_001);
        let notes: Vec<&str> = log.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(
            notes.iter().filter(|note| note.contains("is read once more")).count(),
            usize::from(said.is_some())
        );
        assert!(said.is_none_or(|said| notes.iter().any(|note| note.contains(said))), "{notes:?}");
    }
}
