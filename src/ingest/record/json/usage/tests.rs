use super::*;

/// Each place: its rows as `day app pool credits`.
fn found(body: &str) -> Vec<(String, Vec<String>)> {
    let row = |row: &DayRow| {
        let pool = row.pool.map_or("-", Pool::name);
        format!("{} {} {pool} {}", row.day, row.app.as_deref().unwrap_or("-"), row.credits)
    };
    find(body)
        .iter()
        .map(|days| (days.place.clone(), days.rows.iter().map(row).collect()))
        .collect()
}

fn one(body: &str) -> Vec<String> {
    let found = found(body);
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap().1
}

#[test]
fn days_in_many_forms() {
    let wide = ["2026-05-01 - message 5", "2026-05-01 - integration 20.10"];
    assert_eq!(
        one(
            r#"{"usage":{"daily":[{"date":"2026-05-01","message_credits":5,"integration_credits":20.10}]}}"#
        ),
        wide
    );
    assert_eq!(
        one(r#"[{"day":"2026-05-01T00:00:00Z","message":5}]"#),
        ["2026-05-01T00:00:00Z - message 5"]
    );
    assert_eq!(one(r#"{"2026-05-01":{"message":5,"integration":20.10}}"#), wide);
    assert_eq!(one(r#"{"message":{"2026-05-01":5},"integration":{"2026-05-01":20.10}}"#), wide);
    assert_eq!(
        one(
            r#"{"message":[{"date":"2026-05-01","value":5}],"integration":[{"date":"2026-05-01","value":20.10}]}"#
        ),
        wide
    );
    assert_eq!(
        one(
            r#"{"data":[{"date":"2026-05-01","type":"message","credits":5},{"date":"2026-05-01","type":"integration","credits":20.10}]}"#
        ),
        wide
    );
    assert_eq!(
        one(
            r#"{"series":[{"name":"Message credits","data":[{"x":"2026-05-01","y":5}]},{"name":"Integration credits","data":[{"x":"2026-05-01","y":20.10}]}]}"#
        ),
        wide
    );
}

#[test]
fn charts_keep_their_lists_apart() {
    let all = [
        "2026-05-01 - message 5",
        "2026-05-02 - message 6",
        "2026-05-01 - integration 20",
        "2026-05-02 - integration 21",
    ];
    assert_eq!(
        one(
            r#"{"labels":["2026-05-01","2026-05-02"],"datasets":[{"label":"Message","data":[5,6]},{"label":"Integration","data":[20,21]}]}"#
        ),
        all
    );
    assert_eq!(
        one(r#"{"dates":["2026-05-01","2026-05-02"],"message":[5,6],"integration":[20,21]}"#),
        all
    );
}

#[test]
fn apps_may_stand_above_their_days() {
    let body = r#"{"apps":[{"app_id":"a","app_name":"Shop","daily":[{"date":"2026-05-01","message_credits":5}]},
        {"app_id":"b","app_name":"Blog","daily":[{"date":"2026-05-01","message_credits":2}]}]}"#;
    assert_eq!(one(body), ["2026-05-01 Shop message 5", "2026-05-01 Blog message 2"]);
}

#[test]
fn numbers_that_are_no_credits_are_passed_over() {
    for body in [
        r#"{"daily_views":[{"date":"2026-05-01","views":3}]}"#,
        r#"[{"date":"2026-05-01","message_credits":5,"message_credits_used":6}]"#,
        r#"[{"created_date":"2026-05-01","name":"Shop"}]"#,
        r#"{"user":{"token":"secret"}}"#,
        "{\"broken\":",
    ] {
        assert_eq!(found(body), [], "{body}");
    }
}
