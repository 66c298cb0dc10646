use proptest::prelude::*;

use super::*;
use crate::ingest::record::table::{Broken, Record};

fn found(text: &str) -> Found {
    find(&|| Ok(text.as_bytes())).unwrap()
}

/// The rows of a text that is read by `size` more characters whenever some have to be left.
fn pieces(text: &str, size: usize) -> Table {
    let Found::Document(mut document) = found(text) else { panic!("{:?}", found(text)) };
    let (mut rows, mut broken, mut from, mut to) = (Vec::new(), Vec::new(), 0, 0);
    while to < text.len() {
        to = (to + size).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let mut each = |row: Result<Record, Broken>, ends: u64| {
            assert!(ends <= text.len() as u64);
            match row {
                Ok(row) => rows.push(row),
                Err(row) => broken.push(row),
            }
            Ok::<_, TooMuch>(())
        };
        from += document.take(&text[from..to], &mut each).unwrap();
    }
    Table { rows, broken, ..document.table() }
}

fn table(text: &str) -> Table {
    pieces(text, text.len())
}

fn cell<'a>(table: &'a Table, row: usize, column: &str) -> &'a str {
    table.rows[row].cell(table.find(column).unwrap())
}

#[test]
fn an_array_keeps_lines_and_numbers_as_written() {
    let table = table(
        "[\n {\"date\":\"2026-05-01\",\"credits\":0.30000000000000004},\n\n {\"credits\":1e2}\n]",
    );
    assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(cell(&table, 0, "credits"), "0.30000000000000004");
    assert!(table.rows[0].is_number(1));
    assert_eq!((cell(&table, 1, "credits"), cell(&table, 1, "date")), ("1e2", ""));
}

#[test]
fn pages_and_nested_lists() {
    for text in [
        r#"{"items":[{"date":"2026-05-01"}],"next_cursor":null,"has_more":false}"#,
        r#"{"data":{"items":[{"date":"2026-05-01"}]}}"#,
        r#"{"export":[{"date":"2026-05-01"}],"app":"shop"}"#,
        r#"{"status":"ok","message":"","result":{"logs":[{"date":"2026-05-01"}]}}"#,
        r#" {"date":"2026-05-01"} "#,
    ] {
        let table = table(text);
        assert_eq!(
            (table.rows.len(), cell(&table, 0, "date"), table.cut.is_none()),
            (1, "2026-05-01", true),
            "{text}"
        );
    }
    assert!(table(r#"{"items":[{"a":1}],"has_more":true}"#).cut.is_some());
    let fifty = vec![r#"{"a":1}"#; 50].join(",");
    assert!(table(&format!("[{fifty}]")).cut.unwrap().starts_with("exactly 50"));
    // A page that says that nothing follows may have any number of records.
    assert_eq!(table(&format!(r#"{{"items":[{fifty}],"next_cursor":null}}"#)).cut, None);
    assert!(table(&format!(r#"{{"items":[{fifty}],"nextCursor":"x"}}"#)).cut.is_some());
}

#[test]
fn two_values_for_one_key_are_no_record() {
    let table = table(
        r#"[{"a":1,"credits":2,"a":1},{"credits":2,"credits":3},{"a":{"b":1,"b":"1"}},{"metadata":{"m":"x","m":"y"}},{"a":2}]"#,
    );
    assert_eq!(table.rows.len(), 2);
    assert_eq!((cell(&table, 0, "credits"), cell(&table, 1, "a")), ("2", "2"));
    assert!(table.broken.iter().all(|broken| broken.reason == "duplicate-key"));
}

#[test]
fn nested_objects_are_flattened_but_for_metadata() {
    let table =
        table(r#"[{"usage":{"credits":3},"metadata":{"model":"gpt_5"},"tags":["a"],"none":null}]"#);
    assert_eq!(cell(&table, 0, "usage_credits"), "3");
    assert_eq!(cell(&table, 0, "credits"), "3");
    assert_eq!(cell(&table, 0, "metadata"), r#"{"model":"gpt_5"}"#);
    assert_eq!((cell(&table, 0, "tags"), cell(&table, 0, "none")), (r#"["a"]"#, ""));
}

#[test]
fn the_whole_records_of_an_array_that_breaks_off_are_read() {
    for end in ["", ",", ",{", ",{\"a\":2", ",{\"a\":\"}", ",{\"a\":2,\n"] {
        let table = table(&format!("[{{\"a\":1}}{end}"));
        assert_eq!((table.rows.len(), table.cut.is_some()), (1, true), "{end}");
    }
}

#[test]
fn what_is_no_document_of_records() {
    assert!(matches!(found(r#"{"schema":"credits.report/1","tool":{}}"#), Found::SavedReport));
    assert!(matches!(found("[{\"a\":1},\n{]"), Found::Bad { line: 2, .. }));
    assert!(matches!(found("[{\"a\":"), Found::Bad { line: 1, .. }));
    assert!(matches!(found("\n\n[{\"a\":\"1\n\"}]"), Found::Bad { line: 3, .. }));
    assert!(matches!(found("\"text\""), Found::NoRecords(_)));
    assert!(matches!(found("{\"a\":1}\n{\"a\":2}\n"), Found::Lines));
    assert!(matches!(found("{\"a\":\n{\"a\":2}\n"), Found::Lines));
}

proptest! {
    /// The message and the line of a text that is no JSON are those of a parser that has all of it.
    #[test]
    fn errors_as_of_the_whole_text(
        parts in prop::collection::vec(prop::sample::select(vec![
            "[", "]", "{", "}", "\"", ":", ",", " ", "\n", "\\", "\"a\":1", "{\"b\":[]}", "tru", "true", "1", "-", ".", "\t", "\u{a0}",
        ]), 1..14),
    ) {
        let text = format!("\n{}", parts.concat());
        let body = text.trim_start();
        let before = count_newlines(&text.as_bytes()[..text.len() - body.len()]);
        let whole = serde_json::from_str::<&RawValue>(body);
        match (found(&text), whole) {
            (Found::Bad { line, problem }, Err(error)) => {
                prop_assert_eq!(line, before + error.line().max(1) as u64);
                prop_assert_eq!(problem, without_place(&error));
            }
            (Found::Bad { .. }, Ok(_)) => prop_assert!(false, "{} is valid", text),
            (Found::Lines, whole) => prop_assert!(whole.is_err()),
            // The whole elements of an array that breaks off are read.
            (Found::Document(_), Err(error)) => {
                prop_assert!(error.is_eof() && body.starts_with('['), "{} is not valid", text);
            }
            (_, whole) => prop_assert!(whole.is_ok(), "{} is not valid", text),
        }
    }

    /// Records that are read in pieces are those of the whole.
    #[test]
    fn records_in_pieces(
        records in prop::collection::vec(prop::sample::select(vec![
            r#"{"a":1}"#, "{ \"a\" : [1, {\"b\": \"]\"}] }", r#"{"a":"\\\"}"}"#, "{\n\"a\":\"\u{e9}\"\n}", "3", "[1,[2]]", r#""x,y""#, "null", "{}",
        ]), 0..12),
        blank in prop::sample::select(vec!["", " ", "\n", "\r\n\t"]),
        size in 1..40_usize,
        is_page in any::<bool>(),
    ) {
        let list = format!("[{blank}{}{blank}]", records.join(&format!("{blank},{blank}")));
        let is_page = is_page && records.iter().all(|record| record.starts_with('{'));
        let text = if is_page { format!("{blank}{{\"x\":1,\"items\":{list},\"y\":[2]}}{blank}") } else { format!("{blank}{list}{blank}") };
        let table = pieces(&text, size);
        prop_assert_eq!(&table, &pieces(&text, text.len()));
        prop_assert_eq!(table.rows.len() + table.broken.len(), records.len());
        prop_assert_eq!(table.broken.len(), records.iter().filter(|record| !record.starts_with('{')).count());
    }
}
