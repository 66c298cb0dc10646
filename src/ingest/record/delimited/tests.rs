use proptest::prelude::*;

use super::*;
use crate::ingest::record::csv::CsvReader;
use crate::ingest::record::dialect::sniff;
use crate::ingest::record::table::Broken;

/// Reads a whole text as one piece.
fn read(text: &str, dialect: Dialect) -> Result<Table, TooMuch> {
    let (mut pieces, mut rows, mut broken) = (CsvReader::new(dialect), Vec::new(), Vec::new());
    pieces.take(text, true, &mut |row, _| {
        match row {
            Ok(row) => rows.push(row),
            Err(row) => broken.push(row),
        }
        Ok::<_, TooMuch>(())
    })?;
    Ok(Table { rows, broken, ..pieces.table() })
}

fn table(text: &str) -> Table {
    read(text, sniff(text, None)).unwrap()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|c| c.raw.as_str()).collect()
}

proptest! {
    #[test]
    fn both_ways_are_one(body in "[ab,\"\r\n]{0,80}") {
        let text = format!("date,credits\n{body}");
        let dialect = sniff(&text, None);
        if let Some(table) = read_plain(&text, dialect).unwrap() {
            prop_assert_eq!(table, read(&text, dialect).unwrap());
        }
    }
}

#[test]
fn every_delimiter() {
    for d in [",", ";", "\t", "|"] {
        let text = format!("date{d}credits{d}app\n2026-05-01{d}3{d}shop\n2026-05-02{d}4{d}shop\n");
        let table = table(&text);
        assert_eq!(names(&table), ["date", "credits", "app"], "{d}");
        assert_eq!(table.rows[1].cell(1), "4");
    }
    // A decimal comma is no delimiter.
    assert_eq!(names(&table("Datum;Menge\n2026-05-01;3,5\n2026-05-02;4,5\n")), ["Datum", "Menge"]);
}

#[test]
fn a_title_above_the_header_is_not_a_row() {
    let table = table("Usage of May\n\nexported by,me\ndate,credits,app\n2026-05-01,3,shop\n");
    assert_eq!(names(&table), ["date", "credits", "app"]);
    assert_eq!((table.rows.len(), table.rows[0].line), (1, 5));
    assert_eq!(
        names(&super::tests::table("sep=;\ndate;credits\n2026-05-01;3\n")),
        ["date", "credits"]
    );
}

#[test]
fn lines_are_the_files_lines() {
    let text = "date,prompt,credits\r\n2026-05-01,\"two\r\nlines\",1\r\n\r\n2026-05-02,x,2\r\n";
    let lines: Vec<u64> = table(text).rows.iter().map(|r| r.line).collect();
    assert_eq!(lines, [2, 5]);
}

#[test]
fn quotes_after_a_backslash_are_doubled_quotes() {
    let table =
        table("date,credits,metadata\n2026-05-01,1,\"{\"\"a\"\":\"\"say \\\"\"hi\\\"\"\"\"}\"\n");
    assert_eq!(table.rows[0].cell(2), r#"{"a":"say \"hi\""}"#);
}

#[test]
fn a_quote_that_closes_in_a_later_row_does_not_swallow_the_rows_between() {
    let head = "date,credits,prompt\n";
    for (body, lines, broken) in [
        (
            "2026-05-01,1,\"open\n2026-05-02,2,b\n2026-05-03,3,\"c\"\n2026-05-04,4,d\n",
            vec![3, 4, 5],
            vec![2],
        ),
        ("\"2026-05-01\",\"1\",\"a\n\"2026-05-02\",\"2\",\"b\"\n", vec![3], vec![2]),
        ("2026-05-01,1,\"two\nlines, \"\"quoted\"\"\"\n2026-05-02,2,b\n", vec![2, 4], vec![]),
    ] {
        let table = table(&format!("{head}{body}"));
        assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), lines, "{body}");
        assert_eq!(table.broken.iter().map(|b| b.line).collect::<Vec<_>>(), broken, "{body}");
    }
}

#[test]
fn many_open_quotes_cost_their_own_rows_only() {
    let open = "2026-05-01,1,\"open\n".repeat(100);
    let table = table(&format!("date,credits,prompt\n{open}2026-05-02,2,b\n{open}"));
    assert_eq!((table.rows.len(), table.rows[0].line, table.broken.len()), (1, 102, 200));
}

#[test]
fn what_is_too_wide_is_refused() {
    let text = ",".repeat(MOST_COLUMNS);
    assert_eq!(read(&text, sniff(&text, None)), Err(TooMuch::Columns));
}

#[test]
fn an_open_quote_does_not_swallow_the_rest() {
    let table = table("date,credits,prompt\n2026-05-01,1,a\n2026-05-02,2,\"b\n2026-05-03,3,c\n");
    assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(
        table.broken,
        [Broken { line: 3, reason: "unterminated-quote", excerpt: "2026-05-02,2,\"b".into() }]
    );
}

/// Rows and broken rows, with a piece of `size` more characters whenever one has to be left.
fn pieces(text: &str, size: usize) -> (Table, Vec<u64>) {
    let mut pieces = CsvReader::new(sniff(text, None));
    let (mut rows, mut broken, mut all_ends) = (Vec::new(), Vec::new(), Vec::new());
    let (mut from, mut to) = (0, 0);
    loop {
        to = (to + size).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let mut each = |row: Result<Record, Broken>, ends: u64| {
            all_ends.push(ends);
            match row {
                Ok(row) => rows.push(row),
                Err(row) => broken.push(row),
            }
            Ok::<_, TooMuch>(())
        };
        from += pieces.take(&text[from..to], to == text.len(), &mut each).unwrap();
        if to == text.len() {
            return (Table { rows, broken, ..pieces.table() }, all_ends);
        }
    }
}

proptest! {
    #[test]
    fn as_the_whole_text(body in "[ab,\"\r\n\u{feff}]{0,120}", size in 1..50_usize) {
        let text = format!("date,credits\n{body}");
        let (table, ends) = pieces(&text, size);
        prop_assert_eq!(&table, &read(&text, sniff(&text, None)).unwrap());
        prop_assert!(ends.is_sorted() && ends.iter().all(|end| *end <= text.len() as u64));
    }
}

#[test]
fn after_many_open_quotes_each_line_is_a_row() {
    let open = "2026-05-01,1,\"open\n".repeat(40);
    let text = format!("date,credits,prompt\n{open}2026-05-02,2,b\n{open}");
    for size in [1, 30, 500] {
        let (table, _) = pieces(&text, size);
        assert_eq!(
            (table.rows.len(), table.rows[0].line, table.broken.len()),
            (1, 42, 80),
            "{size}"
        );
    }
}
