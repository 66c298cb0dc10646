//! JSON, other delimiters, empty files, and bytes of any kind.

use super::*;
use proptest::prelude::*;

#[test]
fn json_arrays_pages_and_lines_give_the_same_events() {
    let a = r#"{"timestamp":"2026-05-20T10:00:00Z","operation":"InvokeLLM","credits_used":3.10}"#;
    let b = r#"{"timestamp":"2026-05-21T10:00:00Z","operation":"SendEmail","credits_used":0.30000000000000004}"#;
    for (text, format) in [
        (format!("[{a},{b}]"), "json"),
        (format!("{{\"items\":[{a},{b}],\"next_cursor\":null,\"has_more\":false}}"), "json"),
        (format!("{a}\n\n{b}\n"), "jsonl"),
    ] {
        let log = read(&text);
        assert_eq!(
            (credits(&log), log.inputs[0].format.as_str()),
            (vec!["3.1".into(), "0.30000000000000004".into()], format),
            "{text}"
        );
    }
}

#[test]
fn a_page_with_more_to_come_is_cut() {
    let log = read(r#"{"items":[{"date":"2026-05-20","operation":"SendEmail"}],"has_more":true}"#);
    assert!(log.inputs[0].cut.is_some());
    assert!(log.notes.iter().any(|note| note.uncertain && note.text.contains("not complete")));
}

#[test]
fn bad_lines_do_not_stop_the_rest() {
    let log = read("{\"date\":\"2026-05-20\",\"operation\":\"SendEmail\"}\n{oops\n[]\n");
    assert_eq!((log.events.len(), reasons(&log)), (1, vec![(2, "bad-json"), (3, "not-an-object")]));
}

#[test]
fn json_numbers_need_no_decimal_mark() {
    // As text, `1.234` alone would be a question.
    let log = read(r#"[{"date":"2026-05-20","credits":1.234}]"#);
    assert_eq!(credits(&log), ["1.234"]);
}

#[test]
fn runs_of_workflows_are_events_of_unknown_cost() {
    let log = read(
        r#"{"runs":[{"id":"r1","workflow_name":"Restock","status":"completed","started_at":"2026-05-20T10:00:00Z"}]}"#,
    );
    assert_eq!(
        brief(&log),
        [("2026-05-20T10:00:00Z".into(), "workflow_steps".into(), "none".into())]
    );
    assert_eq!(
        (log.inputs[0].format.as_str(), name(&log, log.events[0].feature)),
        ("workflow-runs", "Restock".into())
    );
}

#[test]
fn agent_conversations_are_agent_messages() {
    let log = read(
        r#"[{"agent_name":"helper","created_date":"2026-05-20T10:00:00","messages":[{"role":"user","content":"hi"},{"role":"assistant","model":"gpt_5","content":"yes"}]}]"#,
    );
    assert_eq!(
        brief(&log),
        [("2026-05-20T10:00:00Z".into(), "agent_message".into(), "none".into())]
    );
    assert_eq!(
        (name(&log, log.events[0].feature), name(&log, log.events[0].model)),
        ("helper".into(), "gpt_5".into())
    );
}

#[test]
fn a_spreadsheets_version_of_an_export() {
    let log = read(
        "\u{feff}timestamp;operation;credits_used;success\r\n2026-06-25 18:43:12;InvokeLLM;3,5;TRUE\r\n2026-06-26 18:43:12;InvokeLLM;4,25;FALSE\r\n",
    );
    assert_eq!(credits(&log), ["3.5", "4.25"]);
    assert_eq!(outcomes(&log), [Outcome::Ok, Outcome::Failed]);
}

#[test]
fn a_date_and_a_time_of_day_apart() {
    let log = read(
        "date,time,operation,credits\n2026-05-20,14:30,SendEmail,1\n2026-05-20,,SendEmail,1\n",
    );
    let stamps: Vec<String> = brief(&log).into_iter().map(|(stamp, ..)| stamp).collect();
    assert_eq!(stamps, ["2026-05-20T14:30:00Z", "2026-05-20"]);
}

#[test]
fn nothing_is_not_an_error() {
    for text in
        ["", "\n\n", "timestamp,operation,credits\n", "[]", r#"{"items":[],"has_more":false}"#]
    {
        let log = read(text);
        let input = &log.inputs[0];
        assert_eq!(
            (input.format.as_str(), input.rows, log.events.len()),
            ("empty", 0, 0),
            "{text:?}"
        );
        assert_eq!(log.notes.len(), 1);
    }
}

#[test]
fn compressed_files_and_files_that_broke_off() {
    use std::io::Write as _;
    let rows: Vec<String> =
        (0..2_000).map(|n| format!("2026-05-20,SendEmail,{}.{n}\n", n * 7919 % 1000)).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(format!("date,operation,credits\n{}", rows.concat()).as_bytes()).unwrap();
    let whole = gz.finish().unwrap();
    let half = whole[..whole.len() / 2].to_vec();
    let read = |bytes: Vec<u8>| {
        crate::ingest::read(&[InputSpec::Stdin(bytes)], &ReadOptions::default(), &mut |_| {})
            .unwrap()
    };
    let (log, cut) = (read(whole.clone()), read(half));
    assert_eq!(
        (log.inputs[0].rows, log.inputs[0].bytes, &log.inputs[0].cut),
        (2_000, whole.len() as u64, &None)
    );
    assert!(cut.inputs[0].rows > 0 && cut.inputs[0].rows < 2_000 && cut.inputs[0].cut.is_some());
    assert!(cut.notes.iter().any(|note| note.uncertain));
    // Every row that counts is whole; the one in which the file breaks off is rejected, unless it broke off between two.
    let expected = |event: &Event| {
        format!("{}.{}", (event.provenance.line - 2) * 7919 % 1000, event.provenance.line - 2)
    };
    for event in &cut.events {
        assert_eq!(event.reported.unwrap().credits, expected(event).parse().unwrap());
    }
    assert!(cut.rejects.iter().all(|reject| reject.reason == "cut-off"));
}

#[test]
fn a_digest_where_asked_for() {
    let options = ReadOptions { hash: true, ..ReadOptions::default() };
    let log = read_all(&[""], &options).unwrap();
    let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(log.inputs[0].sha256.as_deref(), Some(of_nothing));
}

#[test]
fn a_time_that_is_only_known_by_its_values_is_offered_not_taken() {
    let spec = InputSpec::Text {
        name: "a.csv".to_owned(),
        text: "Datum,operation\n2026-05-20,SendEmail\n".to_owned(),
    };
    let error = crate::ingest::read(&[spec], &ReadOptions::default(), &mut |_| {}).unwrap_err();
    assert!(
        error.to_string().contains("\"Datum\" contains times and could be the time"),
        "{error}"
    );
    assert_eq!(error.hints()[0], "credits report a.csv --map time=Datum");
}

#[test]
fn exports_of_neighbouring_tools() {
    let cursor = "Date,User,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Requests\n\
        \"2026-05-20T10:00:00.000Z\",\"a@x.org\",\"Included\",\"auto\",\"No\",1,2,3,4,10,2\n\
        \"2026-05-20T11:00:00.000Z\",\"a@x.org\",\"Errored, Not Charged\",\"auto\",\"No\",1,2,3,4,10,0";
    let log = read(cursor);
    assert_eq!(
        (log.inputs[0].format.as_str(), credits(&log)),
        ("cursor", vec!["2".into(), "0".into()])
    );
    assert_eq!(
        (outcomes(&log), pools(&log)),
        (vec![Outcome::Ok, Outcome::Failed], vec![None, None])
    );
    assert_eq!(
        (name(&log, log.events[0].operation), name(&log, log.events[0].user)),
        ("Included".into(), "a@x.org".into())
    );
    let priced = "Date,User,Kind,Max Mode,Model,Tokens,Cost ($)\n2026-05-20T10:00:00.000Z,a@x.org,Included,No,auto,10,Included\n";
    let log = read(priced);
    assert_eq!((credits(&log), log.counting.unit.as_str()), (vec!["none".into()], "USD"));
    let copilot = "\"Timestamp\",\"User\",\"Model\",\"Requests Used\",\"Exceeds Monthly Quota\",\"Total Monthly Quota\"\r\n\
        \"2026-05-20T00:00:00.0000000Z\",\"ann\",\"gpt-5\",\"3.6300000000000003\",\"False\",\"300\"\r\n";
    let log = read(copilot);
    assert_eq!(
        (log.inputs[0].format.as_str(), credits(&log)),
        ("copilot", vec!["3.6300000000000003".into()])
    );
    let later = "date,username,product,sku,model,quantity,unit_type,applied_cost_per_quantity,gross_amount,discount_amount,net_amount,exceeds_quota,total_monthly_quota,organization,cost_center_name\n\
        2026-05-20,ann,copilot,copilot_premium_request,gpt-5,4,requests,0.04,0.16,0.16,0,False,300,x,\n";
    let log = read(later);
    assert_eq!(
        (log.inputs[0].format.as_str(), credits(&log), log.events[0].quantities.len()),
        ("copilot", vec!["4".into()], 0)
    );
}

#[test]
fn a_report_saved_beside_the_logs_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.csv"), "date,operation\n2026-05-20,SendEmail\n").unwrap();
    let saved = r#"{"schema":"credits.report/1","tool":{"name":"credits"}}"#;
    std::fs::write(dir.path().join("report.json"), saved).unwrap();
    let path = |name: &str| InputSpec::Path(dir.path().join(name).to_string_lossy().into_owned());
    let log = crate::ingest::read(&[path("")], &ReadOptions::default(), &mut |_| {}).unwrap();
    assert_eq!((log.inputs.len(), log.events.len(), log.notes.len()), (1, 1, 1));
    assert_eq!(log.left_out[0].reason, "a saved report, not a log");
    let error = crate::ingest::read(&[path("report.json")], &ReadOptions::default(), &mut |_| {})
        .unwrap_err();
    assert!(matches!(error, Error::SavedReport { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = crate::ingest::read(&[InputSpec::Stdin(bytes.clone())], &ReadOptions::default(), &mut |_| {});
        let _ = crate::ingest::inspect(&[InputSpec::Stdin(bytes)], &ReadOptions::default());
    }

    #[test]
    fn rows_add_up_whatever_they_hold(rows in prop::collection::vec("[2026-]{0,10}[,;\"]?(SendEmail|x|)?,?[-0-9.]{0,4}\"?[\r\n]{0,2}", 0..12)) {
        let text = format!("date,operation,credits\n{}", rows.join("\n"));
        let _ = read_all(&[&text], &ReadOptions::default());
    }

    #[test]
    fn json_like_text_does_not_panic(text in "[\\[{]([\\]\\[{}\":,a-c0-9.\n -]|\"date\"|null|true){0,60}") {
        let _ = read_all(&[&text], &ReadOptions::default());
    }
}
