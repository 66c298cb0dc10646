//! Unused columns: one that could change the total is a question to the user, the others are named in a note.

use super::*;

fn note(log: &Log) -> Option<(bool, &str)> {
    log.notes
        .iter()
        .find(|note| note.text.contains(" not used; assign "))
        .map(|note| (note.uncertain, note.text.as_str()))
}

#[test]
fn numbers_that_could_be_the_credits_are_asked_for() {
    for cells in
        ["4", "0.5", "-2", "\"1,5\"", "4\n2026-05-21,SendEmail,3\n2026-05-22,SendEmail,none of it"]
    {
        let text = format!("date,operation,zzqx\n2026-05-20,SendEmail,{cells}\n");
        let error = refused(&text);
        assert!(error.to_string().starts_with(
            "a.csv has no column for the credits\n  columns: date, operation, zzqx\n  \"zzqx\""
        ));
        assert_eq!(error.hints()[0], "credits report a.csv --map credits=zzqx");
        assert_eq!(
            error.hints()[1],
            "if there is no such column: credits report a.csv --map credits=none"
        );
        let log = read_all(&[&text], &mapped(&[("credits", "none")])).unwrap();
        assert_eq!(credits(&log)[0], "none", "{text}");
    }
}

#[test]
fn a_log_of_operations_alone_goes_on() {
    for text in [
        "date,operation\n2026-05-20,SendEmail\n",
        // Known to be no amounts, the number of the row, and a moment.
        "date,operation,balance,attempt,price_usd\n2026-05-20,SendEmail,900.5,2,0.01\n",
        "row,date,operation\n1,2026-05-20,SendEmail\n2,2026-05-20,SendEmail\n3,2026-05-20,SendEmail\n",
        "date,operation,saved\n2026-05-20,SendEmail,1779235200000\n",
        // Words, and nothing at all.
        "date,operation,zzqx\n2026-05-20,SendEmail,often\n",
        "date,operation,zzqx\n2026-05-20,SendEmail,\n",
    ] {
        let log = read(text);
        assert_eq!(credits(&log)[0], "none", "{text}");
    }
}

#[test]
fn a_column_called_none_is_a_column() {
    let log = read_all(
        &["date,operation,none\n2026-05-20,SendEmail,4\n"],
        &mapped(&[("credits", "none")]),
    )
    .unwrap();
    assert_eq!(credits(&log), ["4"]);
}

#[test]
fn half_a_pair_of_balances() {
    let error = refused("date,operation,zzqx,balance_after\n2026-05-20,SendEmail,10,7\n");
    assert!(error.to_string().starts_with("a.csv has no column for the balance before"));
    assert_eq!(error.hints()[0], "credits report a.csv --map balance_before=zzqx");
}

#[test]
fn operations_under_another_name() {
    let error = refused(
        "date,zzqx,credits\n2026-05-20,SendEmail,4\n2026-05-20,coffee,4\n2026-05-20,InvokeLLM,4\n",
    );
    assert!(error.to_string().ends_with(
        "\"zzqx\" contains operations that a rate card knows (SendEmail, coffee, InvokeLLM)"
    ));
    assert_eq!(error.hints()[0], "credits report a.csv --map operation=zzqx");
}

#[test]
fn kinds_under_another_name() {
    let text = "date,operation,zzqx,amount\n2026-05-20,SendEmail,usage,4\n2026-05-20,SendEmail,purchase,100\n";
    assert_eq!(refused(text).hints()[0], "credits report a.csv --map kind=zzqx");
    // Where all is spend there is nothing to ask.
    let log = read("date,operation,zzqx,amount\n2026-05-20,SendEmail,usage,4\n");
    assert_eq!(
        note(&log),
        Some((true, "column \"zzqx\" (kinds) is not used; assign it with --map ROLE=COLUMN"))
    );
}

#[test]
fn what_is_not_read_is_said() {
    let log =
        read("date,operation,credits,team,seen,id2\n2026-05-20,SendEmail,4,red,2026-05-21,a\n");
    let said = "columns \"team\", \"seen\" (times), \"id2\" are not used; assign them with --map ROLE=COLUMN";
    assert_eq!(note(&log), Some((false, said)));
    let log = read("date,operation,credits,level,verdict\n2026-05-20,SendEmail,4,3,blocked\n");
    let said = "column \"verdict\" (outcomes) is not used; assign it with --map ROLE=COLUMN";
    assert_eq!(note(&log), Some((true, said)));
    assert_eq!(
        note(&read(
            "date,operation,credits,price,updated_date\n2026-05-20,SendEmail,4,1,2026-05-21\n"
        )),
        None
    );
}
