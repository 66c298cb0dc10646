//! What `credits inspect` says of a file.

use super::*;

fn inspected(text: &str) -> Inspected {
    let spec = InputSpec::Text { name: "x.csv".to_owned(), text: text.to_owned() };
    inspect(&[spec], &ReadOptions::default()).unwrap().remove(0)
}

fn map(inspected: &Inspected) -> Vec<(&'static str, &str)> {
    inspected.map.iter().map(|(role, column)| (*role, column.raw())).collect()
}

#[test]
fn columns_are_described_by_their_contents() {
    let seen = inspected(
        "date,credits,note,meta,empty\n2026-05-01,\"1,5\",a,{},\n2026-05-02,\"2,5\",7b,[],\n",
    );
    let holds: Vec<_> = seen.columns.iter().map(|c| c.holds).collect();
    assert_eq!(holds, ["times", "numbers", "words", "JSON", "nothing"]);
    assert!(seen.problem.is_none());
    assert_eq!(map(&seen), [("time", "date"), ("credits", "credits"), ("prompt", "note")]);
    let dialect = seen.dialect.unwrap();
    assert_eq!(
        (dialect.delimiter, dialect.header_line, dialect.encoding),
        (Some(','), Some(1), "UTF-8")
    );
}

#[test]
fn a_file_that_cannot_be_read_gets_a_map_that_reads_it() {
    let text = "Datum;Projekt;Menge, netto\n2026-05-01;shop;3\n2026-05-02;shop;4,5\n";
    let seen = inspected(text);
    assert!(matches!(seen.problem, Some(Error::NoColumns { .. })));
    assert_eq!(map(&seen), [("time", "Datum"), ("app", "Projekt"), ("credits", "Menge, netto")]);
    assert_eq!(
        flag(&seen.map).as_deref(),
        Some("--map 'time=Datum,app=Projekt,credits=Menge, netto'")
    );
    let options = ReadOptions {
        map: seen
            .map
            .iter()
            .map(|(role, column)| ((*role).to_owned(), column.raw().to_owned()))
            .collect(),
        ..ReadOptions::default()
    };
    let spec = InputSpec::Text { name: "x.csv".to_owned(), text: text.to_owned() };
    assert_eq!(crate::ingest::read(&[spec], &options, &mut |_| {}).unwrap().events.len(), 2);
}

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let text =
        |name: &str, text: &str| InputSpec::Text { name: name.to_owned(), text: text.to_owned() };
    let specs = [text("a.csv", "<html>"), text("b.csv", "date,credits\n2026-05-01,3\n")];
    let seen = inspect(&specs, &ReadOptions::default()).unwrap();
    assert!(seen[0].problem.is_some() && seen[1].problem.is_none());
    assert_eq!(seen[1].input.events, 1);
}

#[test]
fn hostile_names_are_not_offered_for_pasting() {
    assert_eq!(flag(&[("time", "a\u{1b}[2J".into())]), None);
}
