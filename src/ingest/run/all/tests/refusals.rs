//! What is not read, word for word.

use super::*;
use crate::ingest::Memory;

#[test]
fn columns_that_say_nothing() {
    let error =
        refused("Datum,Projekt,Notiz,Menge\n2026-05-01,shop,blau,1\n2026-05-02,blog,neu,15\n");
    assert_eq!(
        error.to_string(),
        "a.csv has no column for credits or operation\n  columns: Datum, Projekt, Notiz, Menge\n  \
         \"Menge\" contains numbers (1 – 15) and could be the credits"
    );
    let hints = [
        "credits report a.csv --map time=Datum,app=Projekt,credits=Menge",
        "credits inspect a.csv shows its columns",
    ];
    assert_eq!(error.hints(), hints);
    assert_eq!((error.kind(), error.line()), ("input", None));
    let told = mapped(&[("time", "Datum"), ("app", "Projekt"), ("credits", "Menge")]);
    let log = read_all(
        &["Datum,Projekt,Notiz,Menge\n2026-05-01,shop,blau,1\n2026-05-02,blog,neu,15\n"],
        &told,
    )
    .unwrap();
    assert_eq!(
        (credits(&log), name(&log, log.events[1].app)),
        (vec!["1".into(), "15".into()], "blog".into())
    );
}

#[test]
fn no_header() {
    let error = refused("2026-05-01,SendEmail,1\n2026-05-02,SendEmail,2\n");
    assert_eq!(
        error.to_string(),
        "a.csv has no column for credits or operation\n  columns: 2026-05-01, SendEmail, 1\n  \
         the first line looks like a row; add a line with the names of the columns above it"
    );
}

#[test]
fn no_time() {
    let error = refused("operation,credits\nSendEmail,1\n");
    assert_eq!(
        error.to_string(),
        "a.csv has no column for the time\n  columns: operation, credits"
    );
}

#[test]
fn operations_that_no_card_knows_without_amounts() {
    let error = refused("date,event_type,page\n2026-05-01,login,Home\n2026-05-01,logout,Home\n");
    assert_eq!(
        error.to_string(),
        "a.csv has no column for credits or operation\n  columns: date, event_type, page\n  \
         \"event_type\" contains no operation that a rate card knows: login, logout"
    );
}

#[test]
fn money_is_not_credits() {
    let error = refused("date,service,amount,currency\n2026-05-01,hosting,12.50,USD\n");
    assert_eq!(
        error.to_string(),
        "a.csv has no column for credits or operation\n  columns: date, service, amount, currency\n  \
         \"service\" contains no operation that a rate card knows: hosting\n  \
         \"amount\" is money, not credits (beside \"currency\"); it is not counted"
    );
    let log = read("date,operation,cost\n2026-05-01,InvokeLLM,$0.02\n");
    assert_eq!(credits(&log), ["none"]);
    assert!(
        log.notes
            .iter()
            .any(|note| note.text == "\"cost\" is money, not credits; it is not counted")
    );
}

#[test]
fn credits_that_are_json() {
    let log = read("date,operation,credits\n2026-05-01,InvokeLLM,\"{\"\"discount\"\":1}\"\n");
    assert_eq!(credits(&log), ["none"]);
    assert!(log.notes.iter().any(|note| note.uncertain
        && note.text == "\"credits\" contains JSON, not numbers; it is not counted as credits"));
}

#[test]
fn sums_are_not_events() {
    let error =
        refused("period_month,workspace,credits_allotted,credits_used\n2026-05,w1,250,118\n");
    assert_eq!(
        error.to_string(),
        "a.csv is a table of sums, not a log: each row is one \"period_month\""
    );
    let error = refused("date,user,credits,count\n2026-05-01,ann,12,4\n");
    assert_eq!(
        error.to_string(),
        "a.csv is a table of sums, not a log: each row is a day, with the number of its events in \"count\""
    );
}

#[test]
fn bills_are_named() {
    let error = refused(
        "user_id,utc_date,model,api_key_name,api_key,type,price,amount\nu,2026-05-01,m,k,k,input,0.1,5\n",
    );
    assert_eq!(
        error.to_string(),
        "a.csv is a DeepSeek bill, which contains money and tokens, not credits"
    );
}

#[test]
fn a_saved_report_is_not_a_log() {
    let error = refused(r#"{"schema":"credits.report/1","tool":{}}"#);
    assert_eq!(error, Error::SavedReport { path: "a.csv".into() });
}

#[test]
fn not_one_row() {
    let error = refused(
        "date,operation,credits\nsoon,SendEmail,1\nlater,SendEmail,2\n2026-05-01,SendEmail,lots,5\n",
    );
    assert_eq!(
        error.to_string(),
        "all 3 rows of a.csv cannot be read\n  columns: date, operation, credits\n  bad-time in \"date\": 2\n  ragged: 1"
    );
    assert_eq!(error.line(), Some(2));
}

#[test]
fn dates_and_amounts_that_read_in_two_ways() {
    let error = refused("date,operation,credits\n03/04/2026,SendEmail,1\n");
    assert_eq!(
        error.to_string(),
        "a.csv: column \"date\": 03/04/2026 may begin with the day or the month"
    );
    assert_eq!(
        error.hints(),
        ["set --date-order dmy (day first) or --date-order mdy (month first)"]
    );
    let error = refused("date,operation,credits\n2026-05-01,SendEmail,\"1,234\"\n");
    assert_eq!(error.hints(), ["set --decimal comma (1,5) or --decimal point (1.5)"]);
}

#[test]
fn maps_of_what_is_not_there() {
    let text = "date,operation,credits\n2026-05-01,SendEmail,1\n";
    let error = read_all(&[text], &mapped(&[("colour", "date")])).unwrap_err();
    assert_eq!(
        (error.to_string(), error.kind()),
        ("--map: \"colour\" is not a role".into(), "usage")
    );
    assert!(error.hints()[0].starts_with("roles: time, credits, "));
    let error = read_all(&[text], &mapped(&[("credits", "Menge")])).unwrap_err();
    assert_eq!(error.to_string(), "--map credits: a.csv has no column \"Menge\"");
    assert_eq!(error.hints(), ["columns: date, operation, credits"]);
    let options = ReadOptions { from: Some("xls".into()), ..ReadOptions::default() };
    assert_eq!(
        read_all(&[text], &options).unwrap_err().hints(),
        [
            "formats: csv, tsv, json, jsonl, log, snapshot, daily-totals, cursor, copilot, workflow-runs, audit-log, snowflake, databricks, manus, kontent-ai, exayard"
        ]
    );
}

#[test]
fn strict_takes_nothing_less_than_certain() {
    let strict = ReadOptions { strict: true, ..ReadOptions::default() };
    let error = read_all(
        &["date,operation,credits\n2026-05-01,SendEmail,1\n2026-05-01,SendEmail,x\n"],
        &strict,
    )
    .unwrap_err();
    assert_eq!(
        (error.to_string(), error.line()),
        ("--strict: a.csv:3: bad-amount".into(), Some(3))
    );
    assert!(read_all(&["Datum,operation\n2026-05-20,SendEmail\n"], &strict).is_err());
    assert!(read_all(&["date,operation\n2026-05-20,SendEmail\n"], &strict).is_ok());
}

#[test]
fn a_hostile_column_is_shown_not_run() {
    let error = refused("\u{1b}[31mred,b\n1,2\n");
    assert!(!error.to_string().contains('\u{1b}'));
    assert!(!error.hints().concat().contains('\u{1b}'));
}

#[test]
fn more_events_or_names_than_a_command_keeps() {
    let text = "date,app,operation,credits\n2026-05-01,shop,SendEmail,1\n2026-05-02,blog,SendEmail,2\n2026-05-03,crm,SendEmail,3\n";
    let of = |most_events, most_names| {
        let options = ReadOptions { most_names, most_events, ..ReadOptions::default() };
        let error = read_all(&[text], &options).map(|log| log.events.len());
        error.map_err(|error| error.to_string())
    };
    assert_eq!((of(3, None), of(3, Some(20))), (Ok(3), Ok(3)));
    let too_many =
        "the log has more than 2 events, the limit of a command that compares single events";
    assert_eq!(of(2, None), Err(too_many.to_owned()));
    assert!(of(3, Some(2)).unwrap_err().contains("more than 2 apps, users and other things"));

    // Two events and eleven bytes of prompts.
    let text = "date,app,operation,credits,prompt\n2026-05-01,shop,SendEmail,1,hello\n2026-05-02,blog,SendEmail,2,hello!\n";
    let of = |most| {
        let memory = Some(Memory { event: 1 << 20, prompt_byte: 1 << 20, most });
        let options = ReadOptions { memory, ..ReadOptions::default() };
        read_all(&[text], &options).map(|log| log.events.len()).map_err(|error| error.to_string())
    };
    let too_much =
        "the log's events and their prompts take more than 12 MiB in an audit, its limit";
    assert_eq!((of(13 << 20), of(12 << 20)), (Ok(2), Err(too_much.to_owned())));
}
