use super::document::{Read, read};
use crate::ingest::record::record::Table;

fn table(text: &str) -> Table {
    match read(text, false, usize::MAX) {
        Read::Table(table) => table,
        other => panic!("{other:?}"),
    }
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
    ] {
        let table = table(text);
        assert_eq!(
            (table.rows.len(), cell(&table, 0, "date"), table.cut.is_none()),
            (1, "2026-05-01", true),
            "{text}"
        );
    }
    assert!(table(r#"{"items":[{"a":1}],"has_more":true}"#).cut.is_some());
    let many = format!("[{}]", vec![r#"{"a":1}"#; 5000].join(","));
    assert!(table(&many).cut.unwrap().starts_with("exactly 5,000"));
}

#[test]
fn a_record_per_line_with_blank_and_bad_lines() {
    let table = table("{\"a\":1}\n\n{\"a\":\n[1]\n{\"a\":2}\n");
    assert_eq!(table.format, "jsonl");
    assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 5]);
    let broken: Vec<_> = table.broken.iter().map(|b| (b.line, b.reason)).collect();
    assert_eq!(broken, [(3, "bad-json"), (4, "not-an-object")]);
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
fn what_is_no_log() {
    assert!(matches!(
        read(r#"{"schema":"credits.report/1","tool":{}}"#, false, usize::MAX),
        Read::SavedReport
    ));
    assert!(matches!(read("[{\"a\":1},\n{", false, usize::MAX), Read::Bad { line: 2, .. }));
    assert!(matches!(read("\"text\"", false, usize::MAX), Read::NoRecords(_)));
}
