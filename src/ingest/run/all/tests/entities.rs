//! The log entities that public apps keep, each without any flag.

use super::*;

/// A row as the data tab exports it: every value quoted, the platform's columns last.
fn export(columns: &str, rows: &[&[&str]]) -> String {
    let mut text =
        format!("{columns},id,created_date,updated_date,created_by_id,created_by,is_sample");
    for (n, row) in rows.iter().enumerate() {
        let id = format!("69bbc2d0{n:016x}");
        let own = [
            "",
            "2026-03-19T09:25:49.995000",
            "2026-03-19T09:25:49.995000",
            "65a0b1c2d3e4f5a6b7c8d9e0",
            "ann@x.org",
            "false",
        ];
        let cells =
            row.iter().copied().chain(own).map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        let mut cells: Vec<String> = cells.collect();
        cells[row.len()] = format!("\"{id}\"");
        text.push('\n');
        text.push_str(&cells.join(","));
    }
    text
}

#[test]
fn a_log_of_costs_with_metadata() {
    let text = export(
        "operation,cost,metadata,user_id,timestamp",
        &[
            &["InvokeLLM", "3", r#"{"model":"gemini_3_flash"}"#, "u1", "2026-04-18T16:59:33.331Z"],
            &["GenerateVideo", "40", r#"{"duration":8}"#, "u2", "2026-04-18"],
        ],
    );
    let log = read(&text);
    let expected = [
        ("2026-04-18T16:59:33.331000Z".into(), "InvokeLLM".into(), "3".into()),
        ("2026-04-18".into(), "GenerateVideo".into(), "40".into()),
    ];
    assert_eq!(brief(&log), expected);
    assert_eq!(
        (name(&log, log.events[0].model), name(&log, log.events[0].user)),
        ("gemini_3_flash".into(), "u1".into())
    );
    assert_eq!(quantity(&log.events[1], Unit::Seconds), "8");
}

#[test]
fn a_log_of_credits_used() {
    let columns = "user_id,user_email,action_type,model_used,credits_used,description,page_context";
    let log =
        read(&export(columns, &[&["u1", "bob@x.org", "chat", "gpt-5", "2.5", "asked", "Home"]]));
    let event = &log.events[0];
    assert_eq!(
        brief(&log),
        [("2026-03-19T09:25:49.995000Z".into(), "action_type: chat".into(), "2.5".into())]
    );
    assert_eq!(
        [event.user, event.model, event.feature].map(|s| name(&log, s)),
        ["bob@x.org", "gpt-5", "Home"]
    );
    assert_eq!((event.prompt.as_deref(), authority(&log)), (Some("asked"), Authority::App));
}

#[test]
fn a_log_of_credits_consumed() {
    let columns = "user_id,household_id,event_type,credits_consumed,reference_id,timestamp";
    let log =
        read(&export(columns, &[&["u1", "h1", "meal_plan", "5", "r1", "2026-04-18T10:00:00"]]));
    assert_eq!(brief(&log), [("2026-04-18T10:00:00Z".into(), "meal_plan".into(), "5".into())]);
}

#[test]
fn a_log_of_several_builders() {
    let columns = "builder,amount,description,project,date";
    let rows: [&[&str]; 3] = [
        &["Base44", "2", "hero section", "shop", "2026-04-18"],
        &["Lovable", "5", "the same", "shop", "2026-04-18"],
        &["base44", "0.5", "blue button", "blog", "2026-04-19"],
    ];
    let log = read(&export(columns, &rows));
    let expected = [
        ("2026-04-18".into(), "none".into(), "2".into()),
        ("2026-04-19".into(), "none".into(), "0.5".into()),
    ];
    assert_eq!(brief(&log), expected);
    assert_eq!(
        (name(&log, log.events[0].app), log.inputs[0].ignored["other-vendor"]),
        ("shop".into(), 1)
    );
}

#[test]
fn an_integration_log_whose_integration_is_just_core() {
    let columns = "timestamp,integration_name,operation_name,feature,app_user_id,duration_ms,success,estimated_credits_used,\
                   actual_platform_credits_used,error_message,metadata";
    let rows: [&[&str]; 3] = [
        &[
            "2026-04-18T10:00:00Z",
            "Core",
            "InvokeLLM",
            "Chat",
            "u1",
            "1200",
            "true",
            "3",
            "",
            "",
            "",
        ],
        &[
            "2026-04-18T10:00:01Z",
            "Core",
            "InvokeLLM",
            "Chat",
            "u1",
            "900",
            "true",
            "3",
            "4",
            "",
            "",
        ],
        &[
            "2026-04-18T10:00:02Z",
            "Core",
            "SendEmail",
            "Mail",
            "u1",
            "50",
            "false",
            "1",
            "",
            "quota",
            "",
        ],
    ];
    let log = read(&export(columns, &rows));
    assert_eq!(credits(&log), ["3", "4", "1"]);
    let authorities: Vec<_> =
        log.events.iter().map(|event| event.reported.unwrap().authority).collect();
    assert_eq!(authorities, [Authority::AppEstimate, Authority::Platform, Authority::AppEstimate]);
    assert_eq!(outcomes(&log), [Outcome::Ok, Outcome::Ok, Outcome::Failed]);
    assert_eq!(
        (name(&log, log.events[0].operation), name(&log, log.events[0].feature)),
        ("InvokeLLM".into(), "Chat".into())
    );
    assert_eq!(log.events[0].duration_ms.unwrap().to_string(), "1200");
    assert_eq!(log.events[0].quantities, []);
}

#[test]
fn a_log_of_automations() {
    let columns = "timestamp,function_name,automation_id,automation_name,status,estimated_credits_used,records_written,notes";
    let rows: [&[&str]; 2] = [
        &["2026-04-18T10:00:00Z", "nightly", "a1", "Nightly", "success", "4", "120", "fine"],
        &["2026-04-19T10:00:00Z", "nightly", "a1", "Nightly", "success", "", "120", "fine"],
    ];
    let log = read(&export(columns, &rows));
    assert_eq!(
        (credits(&log), name(&log, log.events[0].feature)),
        (vec!["4".into(), "none".into()], "nightly".into())
    );
    assert_eq!(authority(&log), Authority::AppEstimate);
}

#[test]
fn an_integration_log_by_the_time_of_creation() {
    let columns = "user_email,feature,integration_type,estimated_credits,details";
    let log = read(&export(columns, &[&["bob@x.org", "Chat", "invoke_llm", "3", ""]]));
    assert_eq!(
        brief(&log),
        [("2026-03-19T09:25:49.995000Z".into(), "invoke_llm".into(), "3".into())]
    );
}

#[test]
fn an_integration_log_with_money_beside_it() {
    let columns = "integration_type,service_name,credits_consumed,triggered_by,function_name,model_used,success,cost_estimate_usd";
    let log = read(&export(
        columns,
        &[&["llm", "InvokeLLM", "3", "user", "ask", "gpt_5", "true", "0.02"]],
    ));
    assert_eq!(
        (credits(&log), name(&log, log.events[0].model)),
        (vec!["3".into()], "gpt_5".into())
    );
}

#[test]
fn a_usage_log_of_workflows() {
    let columns =
        "project_name,workflow_name,trigger_type,integration_name,estimated_credit_usage,status";
    let rows: [&[&str]; 3] = [
        &["shop", "Restock", "schedule", "SendEmail", "1", "allowed"],
        &["shop", "Restock", "schedule", "SendEmail", "1", "blocked"],
        &["shop", "Restock", "schedule", "SendEmail", "1", "failed"],
    ];
    let log = read(&export(columns, &rows));
    assert_eq!(outcomes(&log), [Outcome::Ok, Outcome::Blocked, Outcome::Failed]);
    assert_eq!((log.inputs[0].events, log.inputs[0].ignored["blocked"]), (2, 1));
    assert_eq!(name(&log, log.events[0].app), "shop");
}

#[test]
fn a_usage_log_that_names_the_pool() {
    let columns =
        "workspace_id,user_email,agent_name,event_type,credit_type,credits_used,price_to_client";
    let rows: [&[&str]; 2] = [
        &["w1", "a@x.org", "helper", "agent_message", "integration", "3", "0.90"],
        &["w1", "a@x.org", "", "prompt", "message", "1", "0.30"],
    ];
    let log = read(&export(columns, &rows));
    assert_eq!(pools(&log), [Some(Pool::Integration), Some(Pool::Message)]);
    assert_eq!(
        (credits(&log), name(&log, log.events[0].feature)),
        (vec!["3".into(), "1".into()], "helper".into())
    );
}

#[test]
fn a_usage_log_of_estimates() {
    let columns = "company_id,user_id,credit_type,service,credits_estimated,description";
    let log = read(&export(
        columns,
        &[&["c1", "u1", "Integration Credits", "GenerateImage", "1", "logo"]],
    ));
    assert_eq!(
        (pools(&log), authority(&log)),
        (vec![Some(Pool::Integration)], Authority::AppEstimate)
    );
}

#[test]
fn a_log_of_ai_calls_without_operations() {
    let columns = "user_email,request_type,provider,model,input_tokens,output_tokens,prompt_chars,estimated_cost,success";
    let rows: [&[&str]; 2] = [
        &["a@x.org", "Chat", "openai", "gpt-4o", "100", "20", "400", "0.002", "true"],
        &["a@x.org", "Chat", "base44", "gpt_5", "100", "20", "400", "0.002", "true"],
    ];
    let log = read(&export(columns, &rows));
    assert_eq!(name(&log, log.events[0].feature), "Chat");
    let operations: Vec<String> =
        log.events.iter().map(|event| name(&log, event.operation)).collect();
    assert_eq!(
        (operations, credits(&log)),
        (vec!["ai_call".into(), "InvokeLLM".into()], vec!["none".into(), "none".into()])
    );
}

#[test]
fn two_amounts_in_one_row_are_two_events() {
    let columns = "app_name,message_credits_used,integration_credits_used";
    let log =
        read(&export(columns, &[&["shop", "1.5", "3"], &["shop", "", "2"], &["shop", "0", "4"]]));
    assert_eq!(credits(&log), ["1.5", "3", "2", "4"]);
    assert_eq!(
        pools(&log),
        [
            Some(Pool::Message),
            Some(Pool::Integration),
            Some(Pool::Integration),
            Some(Pool::Integration)
        ]
    );
    assert_eq!(log.inputs[0].events, 3);
}

#[test]
fn a_type_that_is_always_a_pool_is_the_pool() {
    let log =
        read("date,type,credits_used\n2026-05-01,message,1\n2026-05-01,Integration credits,2\n");
    assert_eq!(pools(&log), [Some(Pool::Message), Some(Pool::Integration)]);
    let log = read("date,type,credits_used\n2026-05-01,message,1\n2026-05-01,SendEmail,2\n");
    assert_eq!(pools(&log), [None, None]);
    assert_eq!(name(&log, log.events[1].operation), "SendEmail");
}

#[test]
fn a_pair_of_balances_is_an_amount() {
    let log = read(
        "date,operation,balance_before,balance_after\n2026-05-01,InvokeLLM,100,97\n2026-05-02,top up,97,147\n",
    );
    assert_eq!(credits(&log), ["3", "50"]);
    assert_eq!(outcomes(&log), [Outcome::Ok, Outcome::Grant]);
}

#[test]
fn the_dialect_of_the_data_tab() {
    let sample = "operation,credits_used,metadata,note,id,created_date,updated_date,created_by_id,created_by,is_sample\n\
        \"InvokeLLM\",\"'-1\",\"{\"\"\"\"creditsCharged\"\"\"\":2}\",\"'@home\",\"69bbc2d0000000000000000a\",\"2026-03-19T09:25:49\",\"2026-03-19T09:25:49\",\"service_6b1f0c1e-0000-4000-8000-000000000001\",\"service+1@no-reply.base44.com\",\"false\"\n\
        \"InvokeLLM\",\"\",\"{\"\"creditsCharged\"\":2.5,\"\"say\"\":\"\"a \\\"\"b\\\"\"\"\"}\",\"two\nlines\",\"69bbc2d0000000000000000b\",\"2026-03-19T09:25:49.1\",\"2026-03-19T09:25:49\",\"null\",\"ann@x.org\",\"false\"\n\
        \"InvokeLLM\",\"9\",\"\",\"\",\"69bbc2d0000000000000000c\",\"2026-03-19T09:25:49\",\"2026-03-19T09:25:49\",\"anonymous\",\"\",\"true\"";
    let zone = "America/New_York".parse().unwrap();
    let log =
        read_all(&[sample], &ReadOptions { naive_zone: zone, ..ReadOptions::default() }).unwrap();
    // Naive times of the platform are UTC whatever the zone of other naive times.
    assert_eq!(brief(&log)[0], ("2026-03-19T09:25:49Z".into(), "InvokeLLM".into(), "-1".into()));
    assert_eq!(credits(&log), ["-1", "2.5"]);
    assert_eq!(log.events[1].reported.unwrap().authority, Authority::Platform);
    assert_eq!(
        log.events.iter().map(|e| name(&log, e.user)).collect::<Vec<_>>(),
        ["none", "ann@x.org"]
    );
    assert_eq!(
        (log.events[0].prompt.as_deref(), log.events[1].provenance.line),
        (Some("@home"), 3)
    );
    assert_eq!(log.inputs[0].ignored["sample"], 1);
}

#[test]
fn what_no_role_prices_is_carried_for_the_audit() {
    let log = read(concat!(
        "timestamp,function_name,automation_id,automation_name,estimated_credits_used,records_written,prompt_hash,duration_ms\n",
        "2026-05-15T02:00:00Z,sync,a-7,Nightly,1,0,0012,5200\n",
        "2026-05-15T03:00:00Z,sync,,Nightly,1,,,\n",
    ));
    let told: Vec<_> = log.events.iter().map(|event| event.metadata.as_deref().unwrap()).collect();
    let first: serde_json::Value = serde_json::from_str(told[0]).unwrap();
    assert_eq!(
        (&first["records_written"], &first["prompt_hash"], &first["automation_id"]),
        (&"0".into(), &"0012".into(), &"a-7".into())
    );
    assert_eq!(log.events[0].duration_ms, Some(crate::base::Credits::whole(5200)));
    let second: serde_json::Value = serde_json::from_str(told[1]).unwrap();
    assert_eq!(second["automation_name"], "Nightly");
    assert!(second.get("records_written").is_none());
}
