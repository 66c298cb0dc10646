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
fn a_rise_of_the_balance_is_no_use_and_a_grant_only_by_name() {
    assert_eq!(row_meaning(&SignMeaning::default(), None, None, c(-50), true), RowMeaning::Risen);
    assert_eq!(
        row_meaning(&SignMeaning::default(), Some(Kind::Grant), None, c(-50), true),
        RowMeaning::Counted(Outcome::Grant, c(50))
    );
    assert_eq!(
        row_meaning(&SignMeaning::default(), None, None, c(3), true),
        RowMeaning::Counted(Outcome::Ok, c(3))
    );
}

#[test]
fn grants_count_with_their_sign_and_renewals_not_at_all() {
    let signed = SignMeaning { spend_is_negative: true, ..SignMeaning::default() };
    let used = SignMeaning { grants_are_negative: true, ..SignMeaning::default() };
    let given = |signs: &SignMeaning, kind, n| row_meaning(signs, Some(kind), None, c(n), false);
    let grant = |n| RowMeaning::Counted(Outcome::Grant, c(n));
    assert_eq!(given(&signed, Kind::Grant, 99), grant(99));
    assert_eq!(given(&signed, Kind::Grant, -99), grant(-99));
    assert_eq!(given(&used, Kind::Grant, -100), grant(100));
    assert_eq!(given(&SignMeaning::default(), Kind::Revoked, 30), grant(-30));
    assert_eq!(given(&signed, Kind::Renewal, 100), RowMeaning::Ignored("renewal"));
}

#[test]
fn a_negative_difference_of_a_balance_is_no_refund() {
    let recipe = SignMeaning { is_difference: true, ..SignMeaning::default() };
    let given = |kind, n| row_meaning(&recipe, kind, None, c(n), false);
    assert_eq!(given(None, -997), RowMeaning::Risen);
    assert_eq!(given(None, 3), RowMeaning::Counted(Outcome::Ok, c(3)));
    assert_eq!(given(Some(Kind::Refund), -3), RowMeaning::Counted(Outcome::Refund, c(-3)));
}

#[test]
fn outcomes_without_and_with_an_amount() {
    let signs = SignMeaning::default();
    let given = |status, n| row_meaning(&signs, None, Some(status), c(n), false);
    let counted = |outcome, n| RowMeaning::Counted(outcome, c(n));
    assert_eq!(given(Status::Refunded, 15), counted(Outcome::Ok, 0));
    assert_eq!(given(Status::Refunded, -15), counted(Outcome::Refund, -15));
    assert_eq!(given(Status::Cached, 2), counted(Outcome::Ok, 0));
    assert_eq!(given(Status::Unknown, 2), counted(Outcome::Ok, 2));
    assert_eq!(given(Status::NotRun("skipped"), 2), RowMeaning::Ignored("skipped"));
    let without = |status| without_amount(None, Some(status));
    assert_eq!(without(Status::Cached), (counted(Outcome::Ok, 0), true));
    assert_eq!(without(Status::Unknown), (counted(Outcome::Unknown, 0), false));
    assert_eq!(without(Status::NotRun("test")), (RowMeaning::Ignored("test"), false));
}

#[test]
fn a_status_beats_both() {
    let given = |status, n| row_meaning(&SignMeaning::default(), None, Some(status), c(n), false);
    assert_eq!(given(Status::Refund, 5), RowMeaning::Counted(Outcome::Refund, c(-5)));
    assert_eq!(given(Status::Failed, 5), RowMeaning::Counted(Outcome::Failed, c(5)));
}
