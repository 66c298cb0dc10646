use super::*;

fn c(n: i64) -> Credits {
    Credits::whole(n)
}

#[test]
fn kinds_beat_signs() {
    let unsigned = SignMeaning::default();
    let signed = SignMeaning { spend_is_negative: true, ..SignMeaning::default() };
    let given = |signs: &SignMeaning, kind, n| row_meaning(signs, kind, None, c(n), false);
    assert_eq!(given(&unsigned, Some(Kind::Spend), 3), RowMeaning::Counted(Outcome::Ok, c(3)));
    assert_eq!(
        given(&unsigned, Some(Kind::Refund), 3),
        RowMeaning::Counted(Outcome::Refund, c(-3))
    );
    assert_eq!(
        given(&unsigned, Some(Kind::Grant), 100),
        RowMeaning::Counted(Outcome::Grant, c(100))
    );
    assert_eq!(given(&unsigned, Some(Kind::Unknown), 3), RowMeaning::Unknown);
    assert_eq!(given(&unsigned, None, -3), RowMeaning::Counted(Outcome::Refund, c(-3)));
    assert_eq!(given(&signed, Some(Kind::Spend), -3), RowMeaning::Counted(Outcome::Ok, c(3)));
    assert_eq!(given(&signed, Some(Kind::Refund), 3), RowMeaning::Counted(Outcome::Refund, c(-3)));
    assert_eq!(given(&signed, None, -3), RowMeaning::Counted(Outcome::Ok, c(3)));
    assert_eq!(given(&signed, None, 100), RowMeaning::Counted(Outcome::Grant, c(100)));
    assert_eq!(given(&signed, Some(Kind::Unknown), -3), RowMeaning::Counted(Outcome::Ok, c(3)));
}

#[test]
fn a_rise_of_the_balance_was_given() {
    assert_eq!(
        row_meaning(&SignMeaning::default(), None, None, c(-50), true),
        RowMeaning::Counted(Outcome::Grant, c(50))
    );
    assert_eq!(
        row_meaning(&SignMeaning::default(), None, None, c(3), true),
        RowMeaning::Counted(Outcome::Ok, c(3))
    );
}

#[test]
fn a_status_beats_both() {
    let given = |status, n| row_meaning(&SignMeaning::default(), None, Some(status), c(n), false);
    assert_eq!(given(Outcome::Refund, 5), RowMeaning::Counted(Outcome::Refund, c(-5)));
    assert_eq!(given(Outcome::Failed, 5), RowMeaning::Counted(Outcome::Failed, c(5)));
}
