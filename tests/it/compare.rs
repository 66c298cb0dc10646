//! `credits compare`, from the command line to its outputs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use credits::cli::{self, Env, Exit, Terminal};
use credits::inside::base::{Credits, Instant, Untrusted, acts};
use credits::inside::render::{
    COMPARISON_COLUMNS, ComparisonView, HtmlOptions, Look, Style, by_id,
};
use credits::inside::report::{Comparison, LIMITS, Outcome};
use proptest::prelude::*;
use serde_json::Value;
use unicode_width::UnicodeWidthChar as _;

const PERIODS: &str = "2026-04-05..2026-05-04,2026-05-05..2026-06-04";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run_with(args: &[&str], mut stdin: &[u8]) -> (Exit, String, String) {
    let now = Instant::from_micros(1_779_796_800_000_000);
    let dir = root().join("fixtures");
    let env =
        Env { vars: BTreeMap::new(), dir, now, local_zone: || None, terminal: Terminal::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["credits", "compare"].iter().chain(args).map(OsString::from);
    let exit = cli::run(args, &env, &mut stdin, &mut out, &mut err);
    (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn run(args: &[&str]) -> (Exit, String, String) {
    run_with(args, b"")
}

fn demo(args: &[&str]) -> String {
    let demo = std::fs::read(root().join("fixtures/demo.csv")).unwrap();
    let (exit, out, err) = run_with(&[&["--period", PERIODS], args].concat(), &demo);
    assert_eq!((exit, err.as_str()), (Exit::Ok, ""), "{out}");
    out
}

fn temporary(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    (dir, path.to_str().unwrap().to_owned())
}

/// A report of the demo's days, saved as JSON.
fn saved(since: &str, until: &str) -> String {
    let demo = std::fs::read(root().join("fixtures/demo.csv")).unwrap();
    let now = Instant::from_micros(1_779_796_800_000_000);
    let env = Env {
        vars: BTreeMap::new(),
        dir: root(),
        now,
        local_zone: || None,
        terminal: Terminal::default(),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["credits", "report", "--json", "-q", "--since", since, "--until", until]
        .map(OsString::from);
    let exit = cli::run(args, &env, &mut demo.as_slice(), &mut out, &mut err);
    assert_eq!(exit, Exit::Ok, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).unwrap()
}

#[test]
fn text_of_two_periods_of_the_demo() {
    for width in ["60", "80", "120"] {
        let name = format!("tests/it/compare/demo-{width}.txt");
        snapbox::assert_data_eq!(
            demo(&["--width", width]),
            snapbox::Data::read_from(&root().join(name), None).raw()
        );
    }
}

/// A week against a week of each workspace: another zone, another basis, a free plan, next to no use.
#[test]
fn text_of_two_weeks_of_each_workspace() {
    for (name, periods, more) in [
        ("quiet", "2026-04-20..2026-05-04,2026-05-05..2026-05-19", &[][..]),
        ("all-reported", "2026-05-01..2026-05-10,2026-05-11..2026-05-20", &[]),
        ("all-modeled", "2026-05-01..2026-05-10,2026-05-11..2026-05-20", &[]),
        ("free-plan", "2026-05-01..2026-05-09,2026-05-10..2026-05-18", &[]),
        (
            "west-of-utc",
            "2026-05-02..2026-05-11,2026-05-12..2026-05-21",
            &["-z", "America/Los_Angeles"],
        ),
        (
            "builder-running-out",
            "2026-05-05..2026-05-12,2026-05-13..2026-05-20",
            &["--pool", "integration"],
        ),
    ] {
        let log =
            std::fs::read(root().join("fixtures/workspaces").join(name).join("usage.csv")).unwrap();
        let (exit, out, err) = run_with(&[&["--period", periods], more].concat(), &log);
        assert_eq!(exit, Exit::Ok, "{err}");
        let file = root().join(format!("tests/it/compare/{name}.txt"));
        snapbox::assert_data_eq!(out, snapbox::Data::read_from(&file, None).raw());
    }
}

#[test]
fn only_the_tables_that_are_asked_for() {
    let out = demo(&["--by", "model", "--by", "app"]);
    assert!(
        out.contains("Integration credits by app")
            && out.contains("Integration credits by AI model")
    );
    assert!(!out.contains("by user") && !out.contains("by kind of call"), "{out}");
}

/// The explanation names the numbers that decide.
#[test]
fn the_verdict_is_explained_with_its_numbers() {
    let text = crate::program::run(&["explain", "verdict"]).stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        format!("at least {} % of the mean", LIMITS.least_change_percent),
        format!("fewer than {} days", LIMITS.least_days),
        format!("more than {} % of a side's rows", LIMITS.most_rejected_percent),
        format!("more than {} % of a pool's events", LIMITS.most_unpriced_percent),
        format!("more than {} points more or less of the credits", LIMITS.basis_points_percent),
        format!("more than {} points apart", LIMITS.weekend_points_percent),
        format!("{} · √(s²/n + s²/n)", LIMITS.standard_errors),
    ] {
        assert!(text.contains(&part), "{part}: {text}");
    }
}

#[test]
fn the_schema_is_printed() {
    let ran = crate::program::run(&["schema", "compare"]);
    assert_eq!(
        ran.stdout,
        std::fs::read_to_string(root().join("docs/schema/compare.json")).unwrap()
    );
}

#[test]
fn markdown_of_two_periods_of_the_demo() {
    let file = snapbox::Data::read_from(&root().join("tests/it/compare/demo.md"), None).raw();
    let text = demo(&["-f", "markdown"]);
    assert!(
        text.starts_with("<!-- credits.compare/1 -->\n**Worse: integration credits rose"),
        "{text}"
    );
    snapbox::assert_data_eq!(text, file);
}

#[test]
fn csv_of_two_periods_of_the_demo() {
    let file = snapbox::Data::read_from(&root().join("tests/it/compare/demo.csv"), None).raw();
    snapbox::assert_data_eq!(demo(&["-f", "csv"]), file);
}

#[test]
fn json_of_two_periods_of_the_demo_fits_the_published_schema() {
    let text = demo(&["--json"]);
    let value: Value = serde_json::from_str(&text).unwrap();
    let schema: Value = serde_json::from_str(
        &std::fs::read_to_string(root().join("docs/schema/compare.json")).unwrap(),
    )
    .unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut broken = value.clone();
    broken["pools"]["message"]["credits"]["change"] = Value::from(1.5);
    assert!(!validator.is_valid(&broken));
    // The version changes with each release, and says nothing about the comparison.
    let text = text.replace(
        &format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")),
        "\"version\": \"[VERSION]\"",
    );
    let file = snapbox::Data::read_from(&root().join("tests/it/compare/demo.json"), None).raw();
    snapbox::assert_data_eq!(text, file);
}

/// The sums of the demo, added up from its report of each window.
#[test]
fn totals_are_those_of_the_two_reports() {
    let found: Value = serde_json::from_str(&demo(&["--json"])).unwrap();
    for (side, json) in [
        ("before", saved("2026-04-05", "2026-05-04")),
        ("after", saved("2026-05-05", "2026-05-24")),
    ] {
        let report: Value = serde_json::from_str(&json).unwrap();
        for pool in ["message", "integration"] {
            assert_eq!(
                found["pools"][pool]["credits"][side], report["pools"][pool]["credits"],
                "{pool} {side}"
            );
            assert_eq!(
                found["pools"][pool]["events"][side], report["pools"][pool]["events"],
                "{pool} {side}"
            );
        }
    }
}

#[test]
fn saved_reports_compare_like_their_log() {
    let (_one, before) = temporary("before.json", &saved("2026-04-05", "2026-05-04"));
    let (_two, after) = temporary("after.json", &saved("2026-05-05", "2026-05-24"));
    let (exit, out, err) = run(&[&before, &after, "--json"]);
    assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
    let (saved, logged): (Value, Value) =
        (serde_json::from_str(&out).unwrap(), serde_json::from_str(&demo(&["--json"])).unwrap());
    assert_eq!(saved["pools"], logged["pools"]);
    assert_eq!(saved["before"]["kind"], "report");
    // A saved report against a log.
    let demo = root().join("fixtures/demo.csv");
    let (exit, out, _) = run(&[&before, demo.to_str().unwrap(), "--since", "2026-05-05", "--json"]);
    assert_eq!(exit, Exit::Ok);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["pools"], logged["pools"]);
}

#[test]
fn a_compressed_saved_report_is_one_too() {
    let text = saved("2026-04-05", "2026-05-04");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("before.json.gz");
    std::fs::write(&path, gzip.finish().unwrap()).unwrap();
    let path = path.to_str().unwrap();
    let (_plain, plain) = temporary("before.json", &text);
    let (exit, out, err) = run(&[path, &plain, "--json"]);
    assert_eq!(exit, Exit::Ok, "{err}");
    let compared: Value = serde_json::from_str(&out).unwrap();
    assert_eq!([&compared["before"]["kind"], &compared["after"]["kind"]], ["report", "report"]);
    // Shown again, it is the same to the last byte.
    let shown = crate::program::run(&["report", path, "--json", "-q"]);
    assert_eq!((shown.exit, shown.stdout), (Exit::Ok, text));
}

#[test]
fn the_workspaces_compare_in_every_format() {
    let workspaces = root().join("fixtures/workspaces");
    let mut seen = 0;
    for entry in std::fs::read_dir(workspaces).unwrap() {
        let log = entry.unwrap().path().join("usage.csv");
        if !log.exists() {
            continue;
        }
        seen += 1;
        let path = log.to_str().unwrap();
        let whole = run(&[path, path, "--json"]);
        let value: Value = serde_json::from_str(&whole.1).unwrap();
        assert_eq!(
            value["verdict"]["outcome"], "not-comparable",
            "{path}: a log overlaps with itself"
        );
        let zero =
            |pool: &Value| pool["credits"]["change"] == "0" && pool["effects"]["rate"] == "0";
        assert!(zero(&value["pools"]["message"]) && zero(&value["pools"]["integration"]), "{path}");
        for format in ["text", "markdown", "csv"] {
            let (exit, out, _) = run(&[path, path, "-f", format]);
            assert_eq!(exit, Exit::Ok);
            assert!(out.contains("ot comparable"), "{out}");
        }
    }
    assert!(seen > 3);
}

#[test]
fn a_window_that_is_too_short_is_not_compared_and_says_so_first() {
    let demo = root().join("fixtures/demo.csv");
    let (exit, out, _) =
        run(&[demo.to_str().unwrap(), "--period", "2026-05-01..2026-05-05,2026-05-06..2026-05-20"]);
    assert_eq!(exit, Exit::Ok);
    assert!(
        out.starts_with("Not comparable: before has 5 days, and fewer than 7 say little."),
        "{out}"
    );
}

#[test]
fn a_tag_of_ones_own_cannot_end_the_comment() {
    let out = demo(&["-f", "markdown", "--tag", "shop --> <script>"]);
    assert!(out.starts_with("<!-- shop  script -->\n"), "{out}");
}

#[test]
fn what_cannot_be_compared_is_an_error_with_a_way_out() {
    let demo = root().join("fixtures/demo.csv");
    let demo = demo.to_str().unwrap();
    let (_dir, report) = temporary("r.json", &saved("2026-05-05", "2026-05-24"));
    let (_dir, check) = temporary("c.json", "{\"schema\":\"credits.check/1\"}");
    for (args, said) in [
        (&[][..], "no logs or saved reports are named"),
        (&[demo], "only one log or saved report is named"),
        (&["-", "-"], "standard input cannot be both sides"),
        (&[demo, "--period", "2026-05-01"], "is not two periods"),
        (
            &[demo, "--period", "2026-05-09..2026-05-01,2026-05-10..2026-05-20"],
            "the range is reversed",
        ),
        (&[demo, "--period", "2026-05-01..2026-05-40,2026-05-10..2026-05-20"], "\"2026-05-40\""),
        (&[&report, "--period", PERIODS], "--period cannot cut a saved report"),
        (&[&report, demo, "--redact", "users"], "--redact cannot hide names in a saved report"),
        (&[&report, &report, "--app", "shop"], "both sides are saved reports"),
        (&[&check, demo], "this is credits.check/1"),
        (&[demo, demo, "-f", "junit"], "credits compare does not write junit"),
        (&[demo, demo, "--by", "week"], "a comparison has no table by week"),
        (&[demo, demo, "--rejects", "x.csv"], "--rejects names one file"),
    ] {
        let (exit, out, err) = run(args);
        assert_eq!((exit, out.as_str()), (Exit::Error, ""), "{args:?}");
        assert!(err.contains(said) && err.contains("hint: "), "{args:?}: {err}");
    }
}

fn nasty() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        " ",
        "東京都庁のアプリケーション東京都庁のアプリケーション",
        "\u{1b}[31mred\u{1b}]0;title\u{7}",
        "\u{202e}evil\u{2066}",
        "a|b||c\\|d",
        "<img src=x onerror=alert(1)>",
        "--> <script>",
        "```\n## title\n- x",
        "=HYPERLINK(\"http://x\")",
        "[x](http://y) @everyone #1",
        "</details>",
    ]);
    prop_oneof![3 => any::<String>(), 6 => known.prop_map(str::to_owned), 1 => Just("x".repeat(400)), 1 => Just("東".repeat(200))]
}

/// The demo's comparison with names, amounts and words that nobody would expect.
fn any_comparison() -> impl Strategy<Value = Comparison> {
    let base: Comparison = serde_json::from_str(&demo(&["--json"])).unwrap();
    let amount =
        (any::<bool>(), "(0|[1-9][0-9]{0,37})", "[0-9]{0,20}").prop_map(|(minus, whole, part)| {
            format!("{}{whole}.{part}", if minus { "-" } else { "" }).parse::<Credits>().unwrap()
        });
    (prop::collection::vec(nasty(), 12), prop::collection::vec(amount, 12), 0_u32..3, any::<bool>())
        .prop_map(move |(names, amounts, lengths, blocked)| {
            let mut c = base.clone();
            (c.before.name, c.after.name) = (names[0].as_str().into(), names[1].as_str().into());
            (c.before.timezone, c.after.unit) = (names[2].clone(), names[3].clone());
            c.before.filters = vec![names[4].as_str().into()];
            c.after.models = vec![names[5].clone()];
            c.before.days = 20 + lengths;
            let pool = &mut c.pools.integration;
            for rows in
                [&mut pool.by_app, &mut pool.by_class, &mut pool.by_user, &mut pool.by_operation]
            {
                for (i, row) in rows.iter_mut().enumerate() {
                    row.name = Some(Untrusted::from(names[i % names.len()].as_str()));
                    row.title = (i % 3 == 0).then(|| names[(i + 1) % names.len()].clone());
                    row.credits.before = amounts[i % amounts.len()];
                    row.credits.after = amounts[(i + 5) % amounts.len()];
                    row.credits.change = row.credits.after - row.credits.before;
                }
            }
            pool.credits.before = amounts[0];
            if let Some(effects) = &mut pool.effects {
                (effects.mix, effects.rate) = (amounts[1], amounts[2]);
            }
            c.verdict.reasons[0].text.clone_from(&names[6]);
            c.verdict.reasons[0].code.clone_from(&names[7]);
            if blocked {
                c.verdict.outcome = Outcome::NotComparable;
                c.verdict.reason.clone_from(&names[8]);
            }
            c
        })
}

fn render(format: &str, comparison: &Comparison, view: &ComparisonView, style: &Style) -> String {
    let write = by_id(format).and_then(|format| format.comparison()).unwrap();
    write(comparison, view, &Look { style, head: &HtmlOptions::default() })
}

/// Columns of a line, at most: terminals differ on joined characters.
fn columns(line: &str) -> usize {
    line.chars().map(|c| c.width().unwrap_or(0)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_is_wider_than_the_page_and_none_holds_a_control(c in any_comparison(), width in 60_usize..=200, ascii: bool, top in 0_usize..9) {
        let options = ComparisonView { top, by: Vec::new(), tag: "x".to_owned() };
        let text = render("text", &c, &options, &Style { width, color: false, ascii });
        for line in text.lines() {
            prop_assert!(columns(line) <= width, "{} columns of {width}: {line:?}", columns(line));
            prop_assert!(!line.chars().any(acts), "{line:?}");
        }
        prop_assert!(text.ends_with('\n') && (!ascii || text.is_ascii()));
    }

    #[test]
    fn markdown_stays_one_comment_with_whole_tables(c in any_comparison(), tag in nasty(), top in 0_usize..9) {
        let text = render("markdown", &c, &ComparisonView { top, by: Vec::new(), tag }, &Style::default());
        prop_assert!(text.chars().count() < 65_536);
        prop_assert!(!text.chars().any(|c| c != '\n' && acts(c)));
        let cells = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        let mut expected = None;
        for (i, line) in text.lines().enumerate() {
            if line.starts_with('|') {
                prop_assert_eq!(cells(line), *expected.get_or_insert(cells(line)), "{}", line);
            } else {
                expected = None;
            }
            let ours = line.replace("<details><summary>Which lines changed</summary>", "").replace("</details>", "");
            // `<1 %` is text; a tag begins with a letter or a sign.
            let opens = ours.split('<').skip(1).any(|after| after.starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c)));
            prop_assert!(i == 0 || !opens, "{}", line);
        }
        prop_assert_eq!(text.lines().next().unwrap().matches("-->").count(), 1);
        prop_assert!(text.matches("<details>").count() <= 1 && text.matches("<details>").count() == text.matches("</details>").count());
    }

    #[test]
    fn csv_rows_are_whole_and_no_cell_is_a_formula(c in any_comparison()) {
        let text = render("csv", &c, &ComparisonView { top: 5, by: Vec::new(), tag: String::new() }, &Style::default());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for record in reader.records() {
            let record = record.unwrap();
            prop_assert_eq!(record.len(), COMPARISON_COLUMNS.len());
            prop_assert!(!record[3].starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", &record[3]);
        }
    }

    #[test]
    fn json_is_read_back_as_it_was(c in any_comparison()) {
        let text = render("json", &c, &ComparisonView { top: 5, by: Vec::new(), tag: String::new() }, &Style::default());
        prop_assert!(!text.chars().any(|c| c != '\n' && acts(c)));
        prop_assert_eq!(serde_json::from_str::<Comparison>(&text).unwrap(), c);
    }
}

/// An empty report is a side like any other.
#[test]
fn a_comparison_of_nothing_says_so() {
    let (_dir, empty) = temporary("empty.csv", "timestamp,app,operation,credits\n");
    let (exit, out, _) = run(&[&empty, &empty]);
    assert_eq!(exit, Exit::Ok);
    assert!(out.starts_with("Not comparable: "), "{out}");
}
