//! HTML pages of reports, audits, gates and comparisons, and of saved ones; and their drawings.
//! `SNAPSHOTS=overwrite` updates the drawings.

mod large;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use credits::cli::Exit;
use serde_json::Value;

use crate::program::{Ran, root, run};

const PERIODS: &str = "2026-04-05..2026-05-04,2026-05-05..2026-06-04";

fn fixture(name: &str) -> String {
    format!("fixtures/{name}")
}

fn report(more: &[&str]) -> Ran {
    run(&[&["report", &fixture("demo.csv"), "--plan", "builder", "--cycle-day", "5", "-q"], more]
        .concat())
}

fn check(more: &[&str]) -> Ran {
    let judged = ["--as-of", "2026-05-24", "--plan", "builder", "--cycle-day", "5"];
    let rules = [
        "--fail-on",
        "spike,forecast,budget=80,steady,leak",
        "--warn-on",
        "pace=1.2",
        "--per",
        "app",
        "-q",
    ];
    run(&[&["check", &fixture("demo.csv")], &judged[..], &rules, more].concat())
}

fn compare(more: &[&str]) -> Ran {
    run(&[&["compare", &fixture("demo.csv"), "--period", PERIODS, "-q"], more].concat())
}

fn audit(more: &[&str]) -> Ran {
    run(&[&["audit", &fixture("workspaces/audit-everything/usage.csv"), "-q"], more].concat())
}

/// Returns the text between two marks.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

fn embedded(page: &str) -> Value {
    serde_json::from_str(between(page, "id=\"report\">", "</script>")).unwrap()
}

#[test]
fn a_page_embeds_the_json_of_its_command() {
    for (name, of) in [
        ("report", report as fn(&[&str]) -> Ran),
        ("check", check),
        ("compare", compare),
        ("audit", audit),
    ] {
        let (page, json) = (of(&["-f", "html"]), of(&["--json"]));
        assert_eq!(page.exit, json.exit, "{name}: {}", page.stderr);
        assert_eq!(
            embedded(&page.stdout),
            serde_json::from_str::<Value>(&json.stdout).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_check_leads_with_its_verdict_and_shows_the_arithmetic_of_each_rule_that_fired() {
    let page = check(&["-f", "html"]);
    assert_eq!(page.exit, Exit::Fired);
    let json = embedded(&page.stdout);
    let answer = between(&page.stdout, "<section id=\"answer\"", "</section>");
    assert!(
        answer.contains("The gate fired: 6 of 30 rules fired, 1 only warned.")
            && answer.contains("Exit code 1."),
        "{answer}"
    );
    let fired: Vec<&Value> =
        json["rules"].as_array().unwrap().iter().filter(|r| r["state"] == "fired").collect();
    let part =
        between(&page.stdout, "<section class=\"group\" id=\"fired\">", "<section class=\"group\"");
    assert_eq!(part.matches("<section class=\"card").count(), fired.len());
    for rule in fired {
        let sentence = rule["message"].as_str().unwrap();
        assert!(part.contains(&sentence.replace('"', "&quot;")), "{sentence}");
        if let Some(value) = rule["value"].as_str() {
            assert!(part.contains(&format!("title=\"{value}\"")), "{value}");
        }
    }
    // The parts of the excess are exact, and their sum is the excess.
    let spike = json["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["rule"] == "spike" && r["state"] == "fired")
        .unwrap();
    assert!(part.contains(spike["groups"][0]["excess"].as_str().unwrap()));
    assert!(part.contains(&format!("<td class=\"n\">{}", spike["excess"].as_str().unwrap())));
}

#[test]
fn a_check_that_cannot_judge_or_read_says_so_on_its_page() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("page.html");
    let (out, log) = (path.to_str().unwrap(), dir.path().join("empty.csv"));
    fs::write(&log, "timestamp,operation,credits\n").unwrap();
    let ran = run(&["check", log.to_str().unwrap(), "-o", out]);
    assert_eq!(ran.exit, Exit::Indeterminate);
    let page = fs::read_to_string(&path).unwrap();
    assert_eq!(between(&page, "<h1>", "</h1>"), "Not judged: the log has no events.");
    assert!(page.contains("The gate cannot be judged"));
    let ran = run(&["check", "no/such/file.csv", "-o", out]);
    assert_eq!(ran.exit, Exit::Error);
    let page = fs::read_to_string(&path).unwrap();
    assert!(page.contains("Nothing was judged") && page.contains("no/such/file.csv"));
}

#[test]
fn a_comparison_leads_with_the_difference_and_shows_which_lines_moved() {
    let page = compare(&["-f", "html"]).stdout;
    assert_eq!(
        between(&page, "<h1>", "</h1>")
            .replace('\u{a0}', " ")
            .matches("Worse: integration credits rose from")
            .count(),
        1
    );
    let order = [
        "id=\"answer\"",
        "id=\"pools\"",
        "id=\"why\"",
        "id=\"verdict\"",
        "id=\"lines\"",
        "id=\"totals\"",
        "id=\"inputs\"",
    ];
    let at: Vec<usize> = order
        .iter()
        .map(|id| page.find(&format!(" {id}")).unwrap_or_else(|| panic!("{id}")))
        .collect();
    assert!(at.is_sorted(), "{at:?}");
    assert!(page.contains("<h3 id=\"h-app-integration\">Integration credits by app</h3>"));
    assert!(page.contains("class=\"bar move\""));
}

#[test]
fn an_audit_leads_with_its_findings_each_with_what_it_saves() {
    let page = audit(&["-f", "html", "--top", "100"]).stdout;
    let json = embedded(&page);
    let findings = json["findings"].as_array().unwrap();
    assert!(page.find("id=\"findings\"").unwrap() < page.find("id=\"sources\"").unwrap());
    for finding in findings {
        let id = finding["id"].as_str().unwrap();
        assert!(
            page.contains(&format!("id=\"finding-{id}\""))
                && page.contains(&format!("<a href=\"#finding-{id}\">")),
            "{id}"
        );
    }
    // A command that spans several values of a line is one piece of code.
    assert!(
        page.contains("<code>credits audit <span class=\"nb\">--apply</span> FIX</code>"),
        "the command is one piece"
    );
}

/// No text of a log becomes markup: every tag of a page is one of ours.
#[test]
fn hostile_names_stay_text_in_checks_and_comparisons() {
    let log = fixture("hostile/usage.csv");
    let check = run(&[
        "check",
        &log,
        "--as-of",
        "2026-05-20",
        "--per",
        "app,user,class",
        "-q",
        "-f",
        "html",
        "--client",
        "\"><script>",
    ]);
    let compare = run(&[
        "compare",
        &log,
        "--period",
        "2026-05-01..2026-05-10,2026-05-11..2026-05-20",
        "-q",
        "-f",
        "html",
        "--top",
        "1000",
    ]);
    for page in [check.stdout, compare.stdout] {
        assert_eq!(page.matches("<script").count(), 2);
        for tag in [
            "<img",
            "<iframe",
            "<svg onload",
            "<base",
            "<link",
            "<a href=\"javascript",
            "<template",
            "<!--",
        ] {
            assert!(!page.contains(tag), "{tag}");
        }
        let marked = page.rfind("<script>").unwrap();
        for tag in page[..marked].split('<').skip(1) {
            let known = tag.starts_with('/')
                || tag.starts_with("!doctype")
                || tag.starts_with(|c: char| c.is_ascii_lowercase());
            assert!(known, "{}", tag.chars().take(60).collect::<String>());
        }
    }
}

#[test]
fn a_saved_check_or_comparison_gives_the_same_page_and_its_other_formats() {
    let dir = tempfile::tempdir().unwrap();
    for (name, of, formats) in [
        ("check", check as fn(&[&str]) -> Ran, ["html", "markdown", "junit", "json"]),
        ("compare", compare, ["html", "markdown", "text", "csv"]),
        ("report", report, ["html", "markdown", "text", "csv"]),
    ] {
        let saved = dir.path().join(format!("{name}.json"));
        fs::write(&saved, of(&["--json"]).stdout).unwrap();
        for format in formats {
            let again = run(&["report", saved.to_str().unwrap(), "-q", "-f", format]);
            assert_eq!((again.exit, again.stderr.as_str()), (Exit::Ok, ""), "{name} {format}");
            assert_eq!(again.stdout, of(&["-f", format]).stdout, "{name} {format}");
        }
    }
    let saved = dir.path().join("check.json");
    let titled = run(&[
        "report",
        saved.to_str().unwrap(),
        "-q",
        "-f",
        "html",
        "--title",
        "For hand-over",
        "--client",
        "Acme",
    ]);
    assert!(titled.stdout.contains("<title>For hand-over · Acme</title>"));
    let refused = run(&["report", saved.to_str().unwrap(), "-q", "-f", "csv"]);
    assert_eq!(refused.exit, Exit::Error);
    assert!(refused.stderr.contains("credits check does not write csv"), "{}", refused.stderr);
    let refused = run(&["report", saved.to_str().unwrap(), "--plan", "builder"]);
    assert!(
        refused.stderr.contains("--plan") && refused.stderr.contains("saved"),
        "{}",
        refused.stderr
    );
}

/// The drawings, one element per line.
#[test]
fn drawings() {
    let report = report(&["-f", "html"]).stdout;
    let years = two_years();
    let weeks = run(&["report", years.1.to_str().unwrap(), "--all", "-q", "-f", "html"]).stdout;
    let figure = |page: &str, id: &str| {
        let figure = between(page, &format!("<figure id=\"{id}\">"), "</figure>");
        let from = figure.find("<svg class=\"chart").unwrap();
        let to = figure.rfind("</svg>").unwrap() + "</svg>".len();
        figure[from..to].to_owned()
    };
    let first = |page: &str, class: &str| {
        format!(
            "<svg class=\"{class}\"{}</svg>",
            between(page, &format!("<svg class=\"{class}\""), "</svg>")
        )
    };
    let small = [
        first(&report, "meter"),
        first(&report, "bar"),
        first(&report, "spark"),
        first(&check(&["-f", "html"]).stdout, "bullet"),
        first(&compare(&["-f", "html"]).stdout, "bar move"),
        first(&audit(&["-f", "html"]).stdout, "bar"),
    ];
    for (name, drawing) in [
        ("days-integration", figure(&report, "days-integration")),
        ("days-message", figure(&report, "days-message")),
        ("burn-integration", figure(&report, "burn-integration")),
        ("weeks-integration", figure(&weeks, "days-integration")),
        ("small", small.join("\n")),
    ] {
        let drawing = format!("{}\n", drawing.replace("><", ">\n<"));
        let file = root().join(format!("tests/it/pages/{name}.svg"));
        snapbox::assert_data_eq!(drawing, snapbox::Data::read_from(&file, None).raw());
    }
}

/// Days 7–20 of a log of 20 days: 2 credits on each odd day, a refund of 5 on the 20th. Text shows the
/// small chart from 80 columns on.
#[test]
fn the_course_of_an_app_is_its_last_14_days() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.csv");
    let mut text = String::from("timestamp,app,operation,credits,status\n");
    for day in (1..20).step_by(2) {
        writeln!(text, "2026-05-{day:02}T10:00:00Z,shop,SendEmail,2,ok").unwrap();
    }
    text.push_str(
        "2026-05-20T10:00:00Z,shop,SendEmail,-5,refund\n2026-05-01T11:00:00Z,blog,SendEmail,1,ok\n",
    );
    fs::write(&path, text).unwrap();
    let log = path.to_str().unwrap();
    // The period begins on the 19th; the small chart begins earlier.
    let json =
        crate::program::json(&run(&["report", log, "--json", "-q", "--since", "2026-05-19"]));
    let apps = &json["pools"]["integration"]["by_app"];
    assert_eq!(
        apps[0]["recent"],
        serde_json::json!(["2", "0", "2", "0", "2", "0", "2", "0", "2", "0", "2", "0", "2", "-5"])
    );
    // An app without use in those days has no small chart.
    let all = crate::program::json(&run(&["report", log, "--json", "-q", "--all"]));
    let blog = all["pools"]["integration"]["by_app"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["name"] == "blog")
        .unwrap();
    assert_eq!(blog.get("recent"), None);
    let page = |width: &str, more: &[&str]| {
        run(&[&["report", log, "-q", "--all", "--full", "--width", width], more].concat()).stdout
    };
    assert!(
        page("80", &[]).contains("█·█·█·█·█·█·█↓")
            && page("80", &["--ascii"]).contains("@.@.@.@.@.@.@v")
    );
    assert!(!page("79", &[]).contains("last 14 days"));
}

/// Writes a log of one event a day for two years, with more credits on each hundredth day. These are
/// too many days to show each.
fn two_years() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("years.csv");
    let mut text = String::from("timestamp,app,operation,credits\n");
    let first: credits::inside::base::Day = "2024-01-01".parse().unwrap();
    for i in 0..731 {
        let credits = if i % 100 == 99 { 90 } else { 10 + i % 7 };
        writeln!(text, "{}T10:00:00Z,shop,SendEmail,{credits}", first.plus(i)).unwrap();
    }
    fs::write(&path, text).unwrap();
    (dir, path)
}
