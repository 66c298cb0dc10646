//! A log gives the same report, rejects, notes and events with the fast path and without it, in blocks of any size and on any number of threads.

mod logs;
mod rollups;

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

use logs::{COLUMNS, bytes, line, object, odd_line, pack, packed, written};

/// Everything that a reading gives.
#[derive(Debug, PartialEq)]
struct Reading {
    report: Report,
    rejects: Vec<(u32, u64, &'static str, Option<Untrusted>, Untrusted)>,
    /// Between which times each reject lies.
    between: Vec<String>,
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
        between: log.rejects.iter().map(|reject| format!("{:?}", reject.between)).collect(),
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

/// Small blocks, and groups that are forgotten now and then.
fn small(head: usize, size: usize, threads: usize) -> Blocks {
    Blocks { head, small: head, size, threads: Some(threads), groups: 1 + 3 * threads }
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
    let read =
        ingest::read_into(inputs, options, &|input| Summing::of_input(input, terms), &mut |_| {})
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
    // On two threads: no other test takes as long.
    let (one, other): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(nth, _)| nth % 2 == 0);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| one.iter().map(|(_, folder)| in_blocks(folder)).collect());
        let other = scope.spawn(|| other.iter().map(|(_, folder)| in_blocks(folder)).collect());
        let read = |half: std::thread::ScopedJoinHandle<'_, Vec<(usize, usize)>>| {
            half.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        (read(one), read(other))
    });
    let (read, on_threads) = one
        .iter()
        .chain(&other)
        .fold((0, 0), |(read, threads), (of_one, of_two)| (read + of_one, threads + of_two));
    // A test in which nothing is read would test nothing.
    assert!(read > 400 && on_threads > 200, "{read} {on_threads}");
}

/// The size of a file, or of the files of a folder.
fn bytes_of(path: &Path) -> u64 {
    if path.is_file() {
        return path.metadata().unwrap().len();
    }
    std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
}

/// Reads a folder in blocks of several sizes. Returns how many of the readings took rows, and how
/// many of them on more than one thread.
fn in_blocks(folder: &Path) -> (usize, usize) {
    let (mut read, mut on_threads) = (0, 0);
    let inputs = [InputSpec::Path(folder.to_string_lossy().into_owned())];
    let sizes = [(200, 1, 1), (400, 7, 2), (150, 64, 3), (1000, 300, 2)];
    // A large log has rows enough for two sizes and one way of finding duplicates; the logs take turns.
    let (nth, is_large) = (folder.as_os_str().len(), bytes_of(folder) > 20_000);
    let sizes: Vec<_> =
        if is_large { vec![sizes[nth % 4], sizes[(nth + 2) % 4]] } else { sizes.to_vec() };
    let all = [Dedupe::Auto, Dedupe::None];
    for (head, size, threads) in sizes {
        for dedupe in if is_large { &all[nth / 4 % 2..][..1] } else { &all[..] } {
            let dedupe = *dedupe;
            let options = ReadOptions {
                dedupe,
                hash: true,
                blocks: small(head, size, threads),
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
    (read, on_threads)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

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
        let options = ReadOptions { dedupe, hash: true, blocks: small(head, size, threads), ..ReadOptions::default() };
        for inputs in [&inputs[..], &inputs[..1]] {
            same_in_all_ways(inputs, &options, &selection)?;
        }
    }
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
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

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
        let options = ReadOptions { encoding, dedupe, hash: true, blocks: small(head, size, threads), ..ReadOptions::default() };
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
        let options = ReadOptions { encoding, dedupe, hash: true, blocks: small(head, size, threads), ..ReadOptions::default() };
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
        let blocks = Blocks { head: 2_000, small: 2_000, size: 500, threads: Some(2), groups: 5 };
        let options = ReadOptions { blocks, ..ReadOptions::default() };
        let model = Model::builtin("base44").unwrap();
        let (selection, request) = (Selection::default(), request());
        let terms = request.terms(&model, &selection, Detail::default());
        let (log, parts) = ingest::read_into(
            &[InputSpec::Stdin(bytes)],
            &options,
            &|input| Summing::of_input(input, terms),
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

#[test]
fn a_row_before_the_blank_end_of_a_damaged_file_is_whole() {
    let row = |n: usize| format!("{n:024x},2026-05-04T10:00:00Z,shop,ana,build,,1,,,a b");
    let rows: Vec<String> = (0..20).map(row).collect();
    let record = |n: usize| format!(r#"{{"id":"{n}","created_date":"2026-05-04","credits":1}}"#);
    let records: Vec<String> = (0..20).map(record).collect();
    let table = format!("{}\r\n{}", COLUMNS.join(","), rows.join("\r\n"));
    for (text, cut) in [
        (format!("{table}\r\n,,,,,,,,,"), 0),
        (format!("{table}\r\n,,,,,,,,,\r\n"), 0),
        (table, 1),
        (format!("{}\n  ", records.join("\n")), 0),
        (records.join("\n"), 1),
    ] {
        for (size, head, threads) in [(17, 722, 2), (64 << 10, 64 << 10, 1), (100, 300, 3)] {
            let bytes = pack(text.as_bytes(), logs::Packed::Followed);
            let blocks = small(head, size, threads);
            let options = ReadOptions { hash: true, blocks, ..ReadOptions::default() };
            odd_file(bytes.clone(), None, &options).unwrap();
            let log = ingest::read(&[InputSpec::Stdin(bytes)], &options, &mut |_| {}).unwrap();
            let reasons: Vec<_> = log.rejects.iter().map(|reject| reject.reason).collect();
            assert_eq!(reasons, vec!["cut-off"; cut], "{text}, blocks of {size}");
            assert_eq!(log.events.len() + cut, 20);
        }
    }
}
