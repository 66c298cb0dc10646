use super::*;
use Outcome::{Blocked, Failed, Grant, Ok, Refund};

use crate::event::Scope;

const HEADER: &str = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata";

#[test]
fn every_column_of_the_canonical_log() {
    let row = r#"e1,2026-05-20T09:30:00Z,shop,ann@x.org,message,prompt,gpt_5,2,app-wide,checkout,src/a.js;src/b.js,3.50,ok,"make it, blue","{""from"":""a@b.c"",""duration"":8}""#;
    let log = read(&format!("{HEADER}\n{row}\n"));
    let event = &log.events[0];
    assert_eq!(brief(&log), [("2026-05-20T09:30:00Z".into(), "prompt".into(), "3.5".into())]);
    assert_eq!(
        [event.app, event.user, event.model, event.feature].map(|s| name(&log, s)),
        ["shop", "ann@x.org", "gpt_5", "checkout"]
    );
    assert_eq!(
        (event.pool, event.scope, event.outcome),
        (Some(Pool::Message), Some(Scope::AppWide), Outcome::Ok)
    );
    assert_eq!(
        (name(&log, event.files).as_str(), event.file_count),
        ("src/a.js;src/b.js", Some(2))
    );
    assert_eq!((event.id.as_deref(), event.prompt.as_deref()), (Some("e1"), Some("make it, blue")));
    assert_eq!(
        (quantity(event, Unit::Own), quantity(event, Unit::Seconds)),
        ("2".into(), "8".into())
    );
    assert_eq!(name(&log, event.from), "a@b.c");
    assert_eq!((event.provenance.input, event.provenance.line), (0, 2));
    assert_eq!(log.inputs[0].format, "csv");
}

#[test]
fn any_subset_and_order_and_what_is_appended() {
    let log = read(
        "class,credits,timestamp,source,basis,operation,typical\nllm.gpt-5,,2026-05-20,integrations,modeled,InvokeLLM,15\n",
    );
    assert_eq!(brief(&log), [("2026-05-20".into(), "InvokeLLM".into(), "none".into())]);
    assert_eq!(log.rejects, []);
}

#[test]
fn empty_credits_are_not_reported_and_zero_is_zero() {
    let log = read("timestamp,operation,credits\n2026-05-20,SendEmail,\n2026-05-20,SendEmail,0\n");
    assert_eq!(credits(&log), ["none", "0"]);
}

#[test]
fn statuses_and_what_counts_as_an_event() {
    let log = read(
        "timestamp,operation,credits,status\n2026-05-20,SendEmail,1,ok\n2026-05-20,SendEmail,1,failed\n2026-05-20,SendEmail,1,blocked\n\
         2026-05-20,SendEmail,1,refund\n2026-05-20,SendEmail,-2,refund\n2026-05-20,,50,grant\n2026-05-20,SendEmail,-3,ok\n",
    );
    assert_eq!(outcomes(&log), [Ok, Failed, Blocked, Refund, Refund, Grant, Refund]);
    assert_eq!(credits(&log), ["1", "1", "none", "-1", "-2", "50", "-3"]);
    let input = &log.inputs[0];
    assert_eq!(
        (input.rows, input.events, input.ignored["blocked"], input.ignored["grant"]),
        (7, 5, 1, 1)
    );
}

#[test]
fn what_a_row_was_counted_by_survives_being_written_and_read() {
    let first = read(
        "created_date,operation_name,actual_platform_credits_used,duration\n2026-05-20,GenerateVideo,40,8\n",
    );
    let event = &first.events[0];
    let metadata = event.metadata.as_deref().unwrap().replace('"', "\"\"");
    let again = read(&format!(
        "timestamp,operation,credits,metadata\n2026-05-20,GenerateVideo,40,\"{metadata}\"\n"
    ));
    assert_eq!(again.events[0].quantities, event.quantities);
    let reported = again.events[0].reported.unwrap();
    assert_eq!(
        (reported.authority, again.symbols.name(reported.column)),
        (Authority::Platform, "actual_platform_credits_used")
    );
    assert_eq!(again.events[0].metadata, event.metadata);
}

#[test]
fn the_length_of_a_spoken_text() {
    let log = read(
        "timestamp,operation,metadata\n2026-05-20,GenerateSpeech,\"{\"\"text\"\":\"\"naïve 🎧\"\"}\"\n2026-05-20,InvokeLLM,\"{\"\"text\"\":\"\"abc\"\"}\"\n",
    );
    assert_eq!(quantity(&log.events[0], Unit::Characters), "7");
    assert_eq!(quantity(&log.events[1], Unit::Characters), "none");
}

#[test]
fn totals_headers_and_blank_lines_are_no_events() {
    let log = read(
        "date,operation,credits\n2026-05-20,SendEmail,1\n\ndate,operation,credits\n,,\n2026-05-21,SendEmail,2\nTotal,,3\n",
    );
    assert_eq!(credits(&log), ["1", "2"]);
    let input = &log.inputs[0];
    assert_eq!((input.rows, input.ignored["header"], input.ignored["total"]), (4, 1, 1));
}

#[test]
fn rejects_say_where_and_why() {
    let log = read(
        "date,operation,credits\n2026-05-20,SendEmail,1\n2026-02-30,SendEmail,1\nsoon,SendEmail,1\n,SendEmail,1\n2026-05-20,SendEmail,lots\n\
         2026-05-20,,\n2026-05-20,SendEmail,1,2\n2026-05-20,SendEmail\n2026-05-20\n",
    );
    let expected = [
        (3, "impossible-date"),
        (4, "bad-time"),
        (5, "no-time"),
        (6, "bad-amount"),
        (7, "nothing-to-count"),
        (8, "ragged"),
        (10, "ragged"),
    ];
    assert_eq!(reasons(&log), expected);
    assert_eq!(log.rejects[3].column, Some("credits".into()));
    assert_eq!(log.rejects[3].excerpt, "lots".into());
    assert_eq!(credits(&log), ["1", "none"]);
}

#[test]
fn nothing_after_the_moment_of_reading() {
    let limit = crate::base::Instant::from_micros(
        crate::base::Zone::Utc.start_of("2026-05-20".parse().unwrap()).micros(),
    );
    let options = ReadOptions { not_after: Some(limit), ..ReadOptions::default() };
    let text = "timestamp,operation,credits\n2026-05-19T23:59:59Z,SendEmail,1\n2026-05-20T00:00:01Z,SendEmail,1\n2026-05-20,SendEmail,1\n2026-05-22,SendEmail,1\n";
    let log = read_all(&[text], &options).unwrap();
    assert_eq!(reasons(&log), [(3, "in-the-future"), (5, "in-the-future")]);
}
