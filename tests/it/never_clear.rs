//! What a gate cannot know never clears. Rows that clear a gate as a log are turned into something that is no log, or into a part of one:
//! counters, balances, sums, totals without a date, a page that has more, a file cut at any byte. None of these may give exit 0.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use credits::cli::Exit;

use crate::program::run;

/// The judged day; the last row is of that day.
const AS_OF: &str = "2026-05-28";

/// A row: day of May, app, pool, tenths of a credit.
type Row = (u32, usize, bool, u32);

const APPS: [&str; 3] = ["shop", "blog", "crm"];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (1..28_u32, 0..3_usize, any::<bool>(), 1..900_u32);
    (prop::collection::vec(row, 6..24), 1..900_u32).prop_map(|(mut rows, last)| {
        rows.extend([(1, 0, true, last), (28, 0, true, last), (28, 1, false, last)]);
        rows.sort_unstable();
        rows
    })
}

fn credits((.., tenths): &Row) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn pool((_, _, is_message, _): &Row) -> &'static str {
    if *is_message { "message" } else { "integration" }
}

/// The exit of a gate that the rows themselves clear.
fn check(name: &str, content: &[u8]) -> Exit {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    let allowance = "message=1000000,integration=1000000";
    let args = ["check", path.to_str().unwrap(), "--as-of", AS_OF, "--cycle-day", "1"];
    run(&[&args[..], &["--allowance", allowance, "--fail-on", "budget=90"]].concat()).exit
}

fn csv(rows: &[Row]) -> String {
    let mut text = "\"timestamp\",\"credits\",\"pool\",\"operation\",\"app\"\n".to_owned();
    for row in rows {
        let _ = writeln!(
            text,
            "\"2026-05-{:02}T10:00:00Z\",\"{}\",\"{}\",\"{}\",\"{}\"",
            row.0,
            credits(row),
            pool(row),
            if row.2 { "prompt" } else { "InvokeLLM" },
            APPS[row.1]
        );
    }
    text
}

fn records(rows: &[Row]) -> String {
    let record = |row: &Row| {
        format!(
            "{{\"timestamp\":\"2026-05-{:02}T10:00:00Z\",\"credits\":{},\"pool\":\"{}\",\"operation\":\"{}\",\"app\":\"{}\"}}",
            row.0,
            credits(row),
            pool(row),
            if row.2 { "prompt" } else { "InvokeLLM" },
            APPS[row.1]
        )
    };
    format!("[{}]", rows.iter().map(record).collect::<Vec<_>>().join(","))
}

/// Tenths as credits.
fn shown(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The rows as tables that are no logs: name and text.
fn tables(rows: &[Row]) -> Vec<(&'static str, String)> {
    let total = |app: usize| rows.iter().filter(|row| row.1 == app).map(|row| row.3).sum::<u32>();
    let mut counters =
        "user_email,credits_used,credits_limit,last_reset,created_date,updated_date\n".to_owned();
    let mut wallets =
        "email,full_name,credits,lifetime_credits,created_date,updated_date\n".to_owned();
    let mut totals = "app,message credits,integration credits\n".to_owned();
    for (at, app) in APPS.iter().enumerate() {
        let used = shown(total(at));
        let dates = format!("2026-04-0{}T10:00:00,{AS_OF}T10:00:00", at + 1);
        let _ = writeln!(counters, "{app}@example.org,{used},100000,2026-05-01,{dates}");
        let _ = writeln!(wallets, "{app}@example.org,Ana {app},{used},100000,{dates}");
        let _ = writeln!(totals, "{app},{used},{used}");
    }
    let (mut running, mut so_far) = ("date,credits_used,credits_remaining\n".to_owned(), 0);
    let mut noted = "date,message left,integration left\n".to_owned();
    let mut rising = "date,message used,integration used\n".to_owned();
    for day in 1..28_u32 {
        so_far += day + rows.iter().filter(|row| row.0 == day).map(|row| row.3).sum::<u32>();
        let (used, left) = (shown(so_far), shown(9_000_000 - so_far));
        let _ = writeln!(running, "2026-05-{day:02},{used},{left}");
        let _ = writeln!(noted, "2026-05-{day:02},{left},{left}");
        let _ = writeln!(rising, "2026-05-{:02},{used},{used}", day + 1);
    }
    let mut months = "month,app,credits_used\n".to_owned();
    for (at, app) in APPS.iter().enumerate() {
        let _ = writeln!(months, "2026-0{},{app},{}", at + 3, shown(total(at)));
    }
    vec![
        ("counters.csv", counters),
        ("wallets.csv", wallets),
        ("totals.csv", totals.clone()),
        ("running.csv", running),
        ("noted.csv", noted),
        ("rising.csv", rising),
        ("months.csv", months),
        ("snapshot.csv", totals.replace("message credits", "message credits left")),
    ]
}

/// The rows as a page that says in some spelling that there is more.
fn pages(rows: &[Row]) -> Vec<String> {
    let records = records(rows);
    let count = rows.len();
    let more = [
        "\"has_more\":true".to_owned(),
        "\"hasMore\":true".to_owned(),
        "\"next_cursor\":\"abc\"".to_owned(),
        "\"nextLink\":\"https://example.org/2\"".to_owned(),
        "\"next\":\"/page/2\"".to_owned(),
        "\"page\":1,\"total_pages\":2".to_owned(),
        "\"truncated\":true".to_owned(),
        format!("\"total\":{}", count + 1),
        format!("\"pagination\":{{\"total\":{},\"has_more\":true}}", count + 7),
    ];
    more.iter().map(|more| format!("{{\"items\":{records},{more}}}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_themselves_clear_the_gate(rows in rows()) {
        prop_assert_eq!(check("log.csv", csv(&rows).as_bytes()), Exit::Ok);
        prop_assert_eq!(check("log.json", records(&rows).as_bytes()), Exit::Ok);
    }

    #[test]
    fn what_is_no_log_never_clears(rows in rows()) {
        for (name, text) in tables(&rows) {
            prop_assert_ne!(check(name, text.as_bytes()), Exit::Ok, "{}: {}", name, text);
        }
    }

    #[test]
    fn a_page_with_more_never_clears(rows in rows()) {
        for page in pages(&rows) {
            prop_assert_ne!(check("page.json", page.as_bytes()), Exit::Ok, "{}", page);
        }
    }

    #[test]
    fn a_log_that_is_cut_never_clears(rows in rows(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 8)) {
        let (json, csv) = (records(&rows), csv(&rows));
        let mut gz = GzEncoder::new(Vec::new(), Compression::default());
        gz.write_all(csv.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        for cut in cuts {
            let at = cut.index(json.len());
            prop_assert_ne!(check("log.json", &json.as_bytes()[..at]), Exit::Ok, "{}", &json[..at]);
            let at = cut.index(gz.len());
            prop_assert_ne!(check("log.csv.gz", &gz[..at]), Exit::Ok, "gz cut at {}", at);
            let at = cut.index(csv.len());
            // Between two rows nothing shows that there were more, nor behind the last comma of a row, whose last cell may be empty.
            let begun = &csv[csv[..at].rfind('\n').map_or(0, |end| end + 1)..at];
            let is_between = begun.is_empty()
                || csv[at..].starts_with('\n')
                || (begun.ends_with(',') && begun.matches(',').count() == 4);
            if !is_between {
                prop_assert_ne!(check("log.csv", &csv.as_bytes()[..at]), Exit::Ok, "{}", &csv[..at]);
            }
        }
    }
}
