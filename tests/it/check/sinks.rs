//! Every sink from one run, for every state a gate can be in; `UPDATE=1` writes the snapshots anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use credits::cli::Exit;
use serde_json::Value;

use super::{Desk, event, steady};

const FILES: [(&str, &str); 10] = [
    ("text", "c.txt"),
    ("json", "c.json"),
    ("markdown", "c.md"),
    ("github", "c.github"),
    ("junit", "c.xml"),
    ("sarif", "c.sarif"),
    ("prometheus", "c.prom"),
    ("slack", "c.slack.json"),
    ("shields", "c.badge.json"),
    ("gitlab", "c.gitlab.json"),
];

const PLAN: [&str; 6] =
    ["--as-of", "2026-05-20", "--allowance", "integration=1000", "--cycle-day", "1"];

/// With this plan, 41.2 a day are within the even pace.
const LARGE_PLAN: [&str; 6] =
    ["--as-of", "2026-05-20", "--allowance", "integration=10000", "--cycle-day", "1"];

fn spiked() -> Desk {
    let mut rows = steady("2026-05-01", "2026-05-19", "10");
    rows.extend([event("2026-05-20", "shop", "11.2"), event("2026-05-20", "blog", "30")]);
    Desk::with(&rows)
}

fn known(expires: &str) -> Desk {
    let desk = spiked();
    let text = format!(
        "[[acknowledged]]\nrule = \"spike\"\npool = \"integration\"\nday = 2026-05-20\nreason = \"migration\"\nexpires = {expires}\n"
    );
    desk.write("known.toml", &text);
    desk
}

/// Each state: its name, its log, more arguments, its exit.
pub(super) fn states() -> Vec<(&'static str, Desk, Vec<&'static str>, Exit)> {
    let plan = |more: &[&'static str]| [&PLAN[..], more].concat();
    let baseline = ["--baseline", "@known.toml"];
    vec![
        ("clear", Desk::with(&steady("2026-05-01", "2026-05-20", "10")), plan(&[]), Exit::Ok),
        ("fired", spiked(), plan(&["--per", "app"]), Exit::Fired),
        ("minor", spiked(), [&LARGE_PLAN[..], &["--per", "app"]].concat(), Exit::Ok),
        ("minor-named", spiked(), [&LARGE_PLAN[..], &["--fail-on", "spike"]].concat(), Exit::Fired),
        ("acknowledged", known("2026-06-20"), plan(&baseline), Exit::Ok),
        ("expired", known("2026-05-19"), plan(&baseline), Exit::Fired),
        (
            "not-judged",
            Desk::with(&steady("2026-05-15", "2026-05-20", "10")),
            plan(&["--fail-on", "spike,forecast"]),
            Exit::Indeterminate,
        ),
        (
            "late-export",
            Desk::with(&steady("2026-05-01", "2026-05-16", "10")),
            plan(&[]),
            Exit::Indeterminate,
        ),
        ("empty", Desk::with(&[]), plan(&[]), Exit::Indeterminate),
        ("wrong-file", Desk::of("Datum,Projekt,Notiz\nx,y,z\n"), plan(&[]), Exit::Error),
    ]
}

/// Runs a state into every sink; gives what each holds.
pub(super) fn run(desk: &Desk, args: &[&str], exit: Exit) -> (String, Vec<(&'static str, String)>) {
    let outputs: Vec<String> = FILES
        .iter()
        .flat_map(|(format, file)| ["-o".to_owned(), format!("{format}=@{file}")])
        .collect();
    let ran = desk.pipe(&[args, &outputs.iter().map(String::as_str).collect::<Vec<_>>()].concat());
    assert_eq!((ran.exit, ran.stdout.as_str()), (exit, ""), "{}", ran.stderr);
    let folder = desk.file("");
    let plain = |text: String| {
        text.replace(&folder, "[DIR]/")
            .replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"[VERSION]\"")
    };
    (
        plain(ran.stderr),
        FILES.iter().map(|(format, file)| (*format, plain(desk.read(file)))).collect(),
    )
}

#[test]
#[allow(clippy::disallowed_methods, reason = "UPDATE=1 rewrites the snapshots")]
fn every_sink_says_what_it_said() {
    for (name, desk, args, exit) in states() {
        let (stderr, sinks) = run(&desk, &args, exit);
        let mut page = format!("exit {}\n\n== stderr\n{stderr}", exit.code());
        for (format, text) in &sinks {
            page = page + "\n== " + format + "\n" + text;
        }
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cmd/check/{name}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        let first = page.lines().zip(there.lines()).find(|(a, b)| a != b);
        assert!(there == page, "{name}: {first:?} (UPDATE=1 cargo test writes it anew)");
    }
}

#[test]
fn json_fits_the_published_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/schema/check.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (name, desk, args, exit) in states() {
        let (_, sinks) = run(&desk, &args, exit);
        let check: Value = serde_json::from_str(&sinks[1].1).unwrap();
        let errors: Vec<String> = validator.iter_errors(&check).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert_eq!(
            (&check["schema"], &check["exit"]),
            (&"credits.check/1".into(), &exit.code().into()),
            "{name}"
        );
        let back: credits::inside::report::check::Check =
            serde_json::from_value(check.clone()).unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), check, "{name}");
    }
}

#[test]
fn sarif_fits_its_published_schema() {
    // The published pattern of `language` has a stray bracket that no regular expression allows.
    let text =
        include_str!("../../schemas/sarif-2.1.0.json").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let broken = serde_json::json!({ "version": "2.1.0", "runs": [{ "tool": {} }] });
    assert!(!validator.is_valid(&broken), "the schema tells good from bad");
    for (name, desk, args, exit) in states() {
        let (_, sinks) = run(&desk, &args, exit);
        let sarif: Value = serde_json::from_str(&sinks[5].1).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&sarif).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        for result in sarif["runs"][0]["results"].as_array().unwrap() {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            // Only what fails has a level.
            assert_eq!(result["kind"] == "fail", result["level"] != "none");
        }
    }
}

/// What the schema of Jenkins' xUnit plugin (junit-10.xsd) allows: element, attributes, children.
const JUNIT: &[(&str, &[&str], &[&str])] = &[
    ("testsuites", &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
    (
        "testsuite",
        &[
            "name",
            "tests",
            "failures",
            "errors",
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
        ],
        &["testsuite", "properties", "testcase", "system-out", "system-err"],
    ),
    ("properties", &[], &["property"]),
    ("property", &["name", "value"], &[]),
    (
        "testcase",
        &["name", "time", "classname", "group"],
        &["skipped", "error", "failure", "system-out", "system-err"],
    ),
    ("failure", &["type", "message"], &[]),
    ("error", &["type", "message"], &[]),
    ("skipped", &["type", "message"], &[]),
    ("system-out", &[], &[]),
];

#[test]
fn junit_holds_what_its_readers_know() {
    for (name, desk, args, exit) in states() {
        let (_, sinks) = run(&desk, &args, exit);
        let text = &sinks[4].1;
        let mut open: Vec<String> = Vec::new();
        for tag in text.split('<').skip(1).filter(|t| !t.starts_with('?')) {
            let inside = tag.split('>').next().unwrap();
            if let Some(closed) = inside.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(closed), "{name}");
                continue;
            }
            let (element, rest) = inside.split_once([' ', '/']).unwrap_or((inside, ""));
            let known = JUNIT
                .iter()
                .find(|(e, ..)| *e == element)
                .unwrap_or_else(|| panic!("{name}: {element}"));
            if let Some(parent) = open.last() {
                let children = JUNIT.iter().find(|(e, ..)| e == parent).unwrap().2;
                assert!(children.contains(&element), "{name}: {element} in {parent}");
            }
            let attributes: BTreeSet<&str> =
                rest.split('"').step_by(2).filter_map(|a| a.trim().strip_suffix('=')).collect();
            assert!(attributes.iter().all(|a| known.1.contains(a)), "{name}: {attributes:?}");
            if !inside.ends_with('/') {
                open.push(element.to_owned());
            }
        }
        assert!(open.is_empty(), "{name}");
        let report = quick_junit::Report::deserialize_from_str(text).unwrap();
        let unhappy = match exit {
            Exit::Ok => (0, 0),
            Exit::Fired => (report.failures.max(1), 0),
            _ => (0, report.errors.max(1)),
        };
        assert_eq!((report.failures, report.errors), unhappy, "{name}");
        let suite = &report.test_suites[0];
        assert_eq!(
            (suite.tests, suite.failures, suite.errors),
            (suite.test_cases.len(), report.failures, report.errors)
        );
    }
}

#[test]
fn prometheus_families_stand_together_with_help_and_type() {
    for (name, desk, args, exit) in states() {
        let (_, sinks) = run(&desk, &args, exit);
        let (mut family, mut seen, mut samples) = (String::new(), BTreeSet::new(), BTreeSet::new());
        for line in sinks[6].1.lines() {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                rest.split_once(' ').unwrap().0.clone_into(&mut family);
                assert!(seen.insert(family.clone()), "{name}: {family} twice");
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (of, kind) = rest.split_once(' ').unwrap();
                assert_eq!(of, family, "{name}");
                assert_eq!(kind == "counter", family.ends_with("_total"), "{name}: {line}");
            } else {
                let (sample, value) = line.rsplit_once(' ').unwrap();
                assert_eq!(sample.split('{').next().unwrap(), family, "{name}");
                assert!(
                    value.parse::<f64>().is_ok() && samples.insert(sample.to_owned()),
                    "{name}: {line}"
                );
            }
        }
        assert!(seen.contains("credits_check_exit_code"), "{name}");
        assert!(
            sinks[6].1.contains(&format!("credits_check_exit_code {}\n", exit.code())),
            "{name}"
        );
    }
}

#[test]
fn annotations_go_to_standard_output_beside_files() {
    let desk = spiked();
    let ran =
        desk.check(&[&PLAN[..], &["-f", "github", "-o", "@r.xml", "-o", "@r.sarif"]].concat());
    assert_eq!(ran.exit, Exit::Fired, "{}", ran.stderr);
    assert!(
        ran.stdout.starts_with("::error title=credits spike (integration)::20 May was 4.1 times a usual day for integration credits: \
             InvokeLLM (GPT-5) in blog. integration credits on 2026-05-20: 41.2 against"),
        "{}",
        ran.stdout
    );
    assert!(
        desk.read("r.xml").contains("<testsuites") && desk.read("r.sarif").contains("\"2.1.0\"")
    );
}

#[test]
fn a_job_summary_is_appended_and_never_too_long() {
    let mut desk = spiked();
    let missing = desk.check(&[&PLAN[..], &["--github-summary"]].concat());
    assert_eq!(missing.exit, Exit::Error);
    assert!(
        missing.stderr.contains("the variable GITHUB_STEP_SUMMARY is not set"),
        "{}",
        missing.stderr
    );
    desk.vars.insert("GITHUB_STEP_SUMMARY".to_owned(), desk.file("summary.md"));
    desk.write("summary.md", "before\n");
    assert_eq!(desk.check(&[&PLAN[..], &["--github-summary"]].concat()).exit, Exit::Fired);
    let page = desk.read("summary.md");
    assert!(
        page.starts_with("before\n**20 May was 4.1 times a usual day for integration credits:")
            && page.contains("credits check: 1 of ")
            && page.contains("41.2 against a 14-day average of 10"),
        "{page}"
    );
    // A file that is nearly full takes what fits, to the last line, and says that it was cut.
    desk.write("summary.md", &"x".repeat(1024 * 1024 - 200));
    assert_eq!(desk.check(&[&PLAN[..], &["--github-summary"]].concat()).exit, Exit::Fired);
    let page = desk.read("summary.md");
    assert!(
        page.len() <= 1024 * 1024 && page.ends_with("… cut: the summary has reached its limit.\n"),
        "{}",
        page.len()
    );
}

#[test]
fn an_error_in_json_keeps_its_envelope_and_other_formats_are_refused() {
    let ran = Desk::of("Datum,Projekt\nx,y\n").check(&[&PLAN[..], &["-f", "json"]].concat());
    let error: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.exit, &error["schema"]), (Exit::Error, &"credits.error/1".into()));
    let ran = spiked().check(&[&PLAN[..], &["-f", "csv"]].concat());
    assert_eq!(ran.exit, Exit::Error);
    assert!(ran.stderr.starts_with("error: credits check does not write csv\n"), "{}", ran.stderr);
}

#[test]
fn an_output_that_cannot_be_written_stops_no_other() {
    let mut desk = spiked();
    let summary = desk.file("summary.md");
    desk.vars.insert("GITHUB_STEP_SUMMARY".to_owned(), summary);
    let outputs = [
        "-o",
        "@no/such/a.prom",
        "-o",
        "@c.json",
        "-o",
        "@nor/this.xml",
        "-f",
        "github",
        "--github-summary",
    ];
    let ran = desk.check(&[&PLAN[..], &outputs].concat());
    assert_eq!(ran.exit, Exit::Error);
    for said in ["no/such/a.prom", "nor/this.xml is not written either"] {
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    assert!(ran.stdout.starts_with("::error title=credits spike"), "{}", ran.stdout);
    let check: Value = serde_json::from_str(&desk.read("c.json")).unwrap();
    assert_eq!(check["verdict"], "fired");
    assert!(desk.read("summary.md").contains("spike"));
}

#[test]
fn a_host_that_shows_every_result_shows_what_must_be_looked_at() {
    let results = |state: &str| {
        let (_, desk, args, exit) = states().into_iter().find(|(name, ..)| *name == state).unwrap();
        let (_, sinks) = run(&desk, &args, exit);
        let sarif: Value = serde_json::from_str(&sinks[5].1).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|r| r["ruleId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(results("clear"), Vec::<String>::new());
    assert_eq!(results("acknowledged"), Vec::<String>::new());
    assert_eq!(results("expired"), ["spike"]);
    assert_eq!(results("fired"), ["spike"]);
    // Two rules, and one fact.
    assert_eq!(results("late-export"), ["not-judged"]);
}

#[test]
fn an_alert_of_several_nights_is_one_alert() {
    let fingerprint = |last: &str, args: &[&str], state: Exit| {
        let desk = Desk::with(&steady("2026-05-01", "2026-05-16", "10"));
        let (_, sinks) = run(&desk, &[&["--as-of", last], &args[2..]].concat(), state);
        let sarif: Value = serde_json::from_str(&sinks[5].1).unwrap();
        sarif["runs"][0]["results"][0]["partialFingerprints"].clone()
    };
    let nights = ["2026-05-20", "2026-05-21", "2026-05-30"];
    let all = nights.map(|night| fingerprint(night, &PLAN, Exit::Indeterminate));
    assert!(all[0].is_object() && all.iter().all(|one| *one == all[0]), "{all:?}");
}

#[test]
fn a_title_and_the_run_are_where_people_read() {
    let mut desk = spiked();
    for (name, value) in [
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "acme/usage"),
        ("GITHUB_RUN_ID", "42"),
    ] {
        desk.vars.insert(name.to_owned(), value.to_owned());
    }
    let args = [&PLAN[..], &["--title", "Acme, nightly"]].concat();
    let (_, sinks) = run(&desk, &args, Exit::Fired);
    for format in ["text", "markdown", "junit", "sarif", "slack"] {
        let (_, text) = sinks.iter().find(|(id, _)| *id == format).unwrap();
        assert!(text.contains("Acme, nightly"), "{format}: {text}");
        assert!(
            text.contains("github.com/acme/usage/actions/runs/42") || format == "markdown",
            "{format}: {text}"
        );
    }
}

#[test]
fn the_dashboard_asks_for_metrics_that_exist() {
    let dashboard: Value =
        serde_json::from_str(include_str!("../../../docs/guide/grafana.json")).unwrap();
    // Judged as of now, so that the log has an age, and with credits that run out.
    let desk = Desk::with(&steady("2026-05-01", "2026-05-20", "400"));
    let (_, sinks) = run(&desk, &PLAN[2..], Exit::Fired);
    let (_, metrics) = sinks.iter().find(|(id, _)| *id == "prometheus").unwrap();
    let mut asked = 0;
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            for name in
                expression.split(|c| !is_name(c)).filter(|name| name.starts_with("credits_"))
            {
                asked += 1;
                assert!(metrics.contains(&format!("# TYPE {name} gauge")), "{name}");
            }
        }
    }
    assert!(asked > 8);
}
