use super::lines::Lines;
use crate::ingest::limits::TooMuch;
use crate::ingest::record::table::{Broken, Record};

#[test]
fn a_record_per_line_with_blank_and_bad_lines() {
    let (mut lines, mut rows, mut broken) = (Lines::default(), Vec::new(), Vec::new());
    let text = "{\"a\":1}\n\n{\"a\":\n[1]\n{\"a\":2}\n";
    let mut each = |row: Result<Record, Broken>, _| {
        match row {
            Ok(row) => rows.push(row.line),
            Err(row) => broken.push((row.line, row.reason)),
        }
        Ok::<_, TooMuch>(())
    };
    lines.take(text, true, &mut each).unwrap();
    assert_eq!(lines.table().format, "jsonl");
    assert_eq!(rows, [1, 5]);
    assert_eq!(broken, [(3, "bad-json"), (4, "not-an-object")]);
}
