//! Signed amounts and kinds.

use super::*;
use crate::ingest::Sign;
use crate::ingest::options::OwnWords;
use Outcome::{Grant, Ok as Spent, Refund};

#[test]
fn a_signed_ledger_where_negative_is_spend() {
    let log = read(
        "date,type,amount,balance_after\n2026-05-01,purchase,100,100\n2026-05-02,usage,-3,97\n2026-05-03,usage,-4,93\n2026-05-04,refund,4,97\n",
    );
    assert_eq!(outcomes(&log), [Grant, Spent, Spent, Refund]);
    assert_eq!(credits(&log), ["100", "3", "4", "-4"]);
    assert_eq!((log.inputs[0].events, log.inputs[0].ignored["grant"]), (3, 1));
}

#[test]
fn an_unsigned_ledger_with_a_direction() {
    let log = read(
        "date,direction,amount,balance_after\n2026-05-01,credit,100,100\n2026-05-02,debit,3,97\n",
    );
    assert_eq!(
        (outcomes(&log), credits(&log)),
        (vec![Grant, Spent], vec!["100".into(), "3".into()])
    );
}

#[test]
fn a_refunds_reason_beats_its_direction() {
    let log = read(
        "date,direction,reason,amount\n2026-05-01,credit,refund,3\n2026-05-02,debit,usage,3\n",
    );
    assert_eq!(
        (outcomes(&log), credits(&log)),
        (vec![Refund, Spent], vec!["-3".into(), "3".into()])
    );
}

#[test]
fn holds_are_not_counted_beside_their_captures() {
    let log =
        read("date,type,amount\n2026-05-01,hold,5\n2026-05-01,capture,4\n2026-05-01,release,1\n");
    assert_eq!(credits(&log), ["4"]);
    assert_eq!((log.inputs[0].ignored["hold"], log.inputs[0].ignored["release"]), (1, 1));
}

#[test]
fn a_signed_column_without_kinds_is_decided_by_its_values_and_said() {
    let text = "date,operation,amount\n2026-05-01,InvokeLLM,-3\n2026-05-02,InvokeLLM,-4\n2026-05-03,monthly,100\n";
    let log = read(text);
    assert_eq!(
        (outcomes(&log), credits(&log)),
        (vec![Spent, Spent, Grant], vec!["3".into(), "4".into(), "100".into()])
    );
    assert!(log.notes.iter().any(|note| note.uncertain && note.text.contains("--sign")));
    let told =
        ReadOptions { sign: Some(Sign::SpendNegative), strict: true, ..ReadOptions::default() };
    assert_eq!(credits(&read_all(&[text], &told).unwrap()), ["3", "4", "100"]);
}

#[test]
fn a_negative_among_positives_is_given_back() {
    let log = read(
        "date,operation,credits_used\n2026-05-01,InvokeLLM,3\n2026-05-02,InvokeLLM,4\n2026-05-03,InvokeLLM,-4\n",
    );
    assert_eq!(
        (outcomes(&log), credits(&log)),
        (vec![Spent, Spent, Refund], vec!["3".into(), "4".into(), "-4".into()])
    );
}

#[test]
fn unknown_kinds_are_a_question() {
    let text = "date,transaction_type,amount\n2026-05-01,usage,3\n2026-05-02,image,4\n";
    let log = read(text);
    assert_eq!((credits(&log), reasons(&log)), (vec!["3".into()], vec![(3, "unknown-kind")]));
    let mut words = OwnWords::default();
    words.add("spend", "image".to_owned());
    let told = ReadOptions { words, ..ReadOptions::default() };
    assert_eq!(credits(&read_all(&[text], &told).unwrap()), ["3", "4"]);
}

#[test]
fn a_reversal_is_a_refund() {
    let log = read(
        "date,operation,credits_used,is_reversal\n2026-05-01,InvokeLLM,3,false\n2026-05-01,InvokeLLM,3,true\n",
    );
    assert_eq!(
        (outcomes(&log), credits(&log)),
        (vec![Spent, Refund], vec!["3".into(), "-3".into()])
    );
}
