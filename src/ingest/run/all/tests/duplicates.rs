use super::*;
use crate::ingest::Dedupe;

fn events(texts: &[&str], dedupe: Dedupe) -> (usize, u64, u64) {
    let log = read_all(texts, &ReadOptions { dedupe, ..ReadOptions::default() }).unwrap();
    (log.events.len(), log.inputs.iter().map(|input| input.duplicates).sum(), log.conflicting_ids)
}

#[test]
fn overlapping_exports_count_once() {
    let a = "id,timestamp,operation,credits\n1,2026-05-01,SendEmail,1\n2,2026-05-02,SendEmail,1\n";
    let b = "id,timestamp,operation,credits\n2,2026-05-02,SendEmail,1\n3,2026-05-03,SendEmail,1\n";
    assert_eq!(events(&[a, b], Dedupe::Auto), (3, 1, 0));
    assert_eq!(events(&[b, a], Dedupe::Auto), (3, 1, 0));
    assert_eq!(events(&[a, b], Dedupe::None), (4, 0, 0));
}

#[test]
fn one_id_on_two_events_is_said() {
    let text =
        "id,timestamp,operation,credits\n1,2026-05-01,SendEmail,1\n1,2026-05-01,SendEmail,2\n";
    assert_eq!(events(&[text], Dedupe::Auto), (2, 0, 1));
}

#[test]
fn a_request_id_is_not_a_row_id() {
    let text = "request_id,timestamp,operation,credits\n1,2026-05-01,SendEmail,1\n1,2026-05-01,SendEmail,1\n";
    assert_eq!(events(&[text], Dedupe::Auto), (2, 0, 0));
}

#[test]
fn rows_without_ids_across_files() {
    let a = "timestamp,operation,credits\n2026-05-01,SendEmail,1\n2026-05-01,SendEmail,1\n";
    let b = "credits,operation,timestamp\n1,SendEmail,2026-05-01\n1,SendEmail,2026-05-01\n1,SendEmail,2026-05-01\n2,SendEmail,2026-05-01\n";
    // The order of the columns does not make another row.
    assert_eq!(events(&[a, b], Dedupe::Auto), (4, 2, 0));
    assert_eq!(events(&[a, b], Dedupe::Id), (6, 0, 0));
}

#[test]
fn the_latest_edit_of_an_exported_row() {
    let header = "operation,credits_used,id,created_date,updated_date,created_by_id";
    let row = |credits: &str, updated: &str| {
        format!("SendEmail,{credits},65a0b1c2d3e4f5a6b7c8d9e0,2026-05-01T10:00:00,{updated},u1")
    };
    let old = format!("{header}\n{}\n", row("1", "2026-05-01T10:00:00"));
    let new = format!("{header}\n{}\n", row("2", "2026-05-03T10:00:00.5"));
    for texts in [[old.as_str(), &new], [new.as_str(), &old]] {
        let log = read_all(&texts, &ReadOptions::default()).unwrap();
        assert_eq!((credits(&log), log.conflicting_ids), (vec!["2".into()], 0));
    }
}

#[test]
fn both_amounts_of_a_row_go_together() {
    let text = "id,date,message_credits_used,integration_credits_used\n1,2026-05-01,1,2\n1,2026-05-01,1,2\n2,2026-05-01,1,2\n";
    assert_eq!(events(&[text], Dedupe::Auto), (4, 1, 0));
}
