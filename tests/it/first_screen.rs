//! The first screen of a report: its size, its style, and how it looks in the situations that owners are in. `SNAPSHOTS=overwrite`
//! updates the pictures.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use credits::cli::Exit;
use snapbox::Data;

use crate::program::{from_root, root, run};

const WIDTHS: [usize; 4] = [60, 80, 100, 120];

/// The logs of every folder of fixtures.
fn fixtures() -> Vec<Vec<String>> {
    let folders = ["exports", "workspaces"].map(|name| root().join("fixtures").join(name));
    let inner = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut folders: Vec<PathBuf> = inner.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.push(root().join("fixtures/hostile"));
    let files = |folder: &PathBuf| {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let logs = entries.filter(|path| path.extension().is_some_and(|e| e != "toml"));
        let mut logs: Vec<String> = logs.map(|path| from_root(&path)).collect();
        logs.sort();
        logs
    };
    let mut all: Vec<Vec<String>> = folders.iter().map(files).collect();
    all.push(vec!["fixtures/demo.csv".to_owned()]);
    all
}

fn report(files: &[String], more: &[&str]) -> Option<String> {
    let args: Vec<&str> = ["report", "-q"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .chain(more.iter().copied())
        .collect();
    let ran = run(&args);
    (ran.exit == Exit::Ok).then_some(ran.stdout)
}

#[test]
fn the_first_screen_of_every_fixture_fits_45_lines_of_100_columns() {
    let mut seen = 0;
    for files in fixtures() {
        for plan in [&[][..], &["--plan", "builder", "--cycle-day", "5"]] {
            let Some(text) = report(&files, &[&["--width", "100"], plan].concat()) else {
                continue;
            };
            seen += 1;
            assert!(
                text.lines().count() <= 45,
                "{} lines of {files:?}:\n{text}",
                text.lines().count()
            );
        }
    }
    assert!(seen > 100, "{seen}");
}

/// What no sentence of ours contains. Names of the log may, so the fixtures searched have none of it.
fn slips(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let (one, two) = (pair[0], pair[1]);
            // Cells of a table stand further apart.
            let is_word = one.len() > 1
                && one.chars().all(char::is_alphabetic)
                && line.contains(&format!("{one} {two}"));
            if is_word && one == two {
                found.push(format!("{one} {two}: {line}"));
            }
            let is_plural =
                ["events", "days", "rules", "alerts", "rows", "calls", "files", "apps", "users"]
                    .contains(&two.trim_end_matches([',', '.', ':']));
            if one == "1" && is_plural {
                found.push(format!("1 {two}: {line}"));
            }
            if two == "%" || two.starts_with("%,") {
                found.push(format!("{one} {two}: {line}"));
            }
        }
        if line.contains('±') || line.contains("US$") {
            found.push(line.to_owned());
        }
        for word in words {
            let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            let whole = word.split('.').next().unwrap_or(word);
            let is_number = word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            // A year has four digits.
            if is_number && whole.len() > 4 {
                found.push(format!("{word}: {line}"));
            }
        }
    }
    found
}

#[test]
fn no_output_has_ungrouped_numbers_wrong_plurals_or_double_words() {
    let names = [
        "builder-running-out",
        "quiet",
        "free-plan",
        "all-modeled",
        "audit-engagement",
        "audit-clean",
    ];
    let of = |name: &str| format!("fixtures/workspaces/{name}/usage.csv");
    let mut logs: Vec<String> = names.into_iter().map(of).collect();
    logs.push("fixtures/demo.csv".to_owned());
    for log in &logs {
        let name = Path::new(log).file_name().unwrap().to_str().unwrap();
        for more in [&[][..], &["--full"], &["-f", "markdown"], &["-f", "line"]] {
            for plan in [&[][..], &["--plan", "builder", "--cycle-day", "5"]] {
                let args = [&["--width", "120"], more, plan].concat();
                let text = report(std::slice::from_ref(log), &args).unwrap();
                let own = text.replace(log.as_str(), name);
                // A drawing has a scale of its own.
                let prose: String = own
                    .lines()
                    .filter(|l| !l.contains('│'))
                    .fold(String::new(), |all, l| all + l + "\n");
                assert_eq!(slips(&prose), Vec::<String>::new(), "{log} {args:?}");
            }
        }
    }
}

#[test]
fn the_narrowest_page_keeps_its_width() {
    for files in fixtures() {
        for more in [&["--width", "40"][..], &["--width", "40", "--full"]] {
            let Some(text) =
                report(&files, &[more, &["--plan", "builder", "--cycle-day", "5"]].concat())
            else {
                continue;
            };
            for line in text.lines() {
                let width: usize = line
                    .chars()
                    .map(|c| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0))
                    .sum();
                assert!(width <= 40, "{width} columns of {files:?}: {line}");
            }
        }
    }
}

/// A canonical log: `day` gives the rows of each of `days` days from 1 April.
fn log(days: u32, mut day: impl FnMut(u32) -> Vec<(&'static str, String, u32)>) -> String {
    let mut text = "timestamp,app,pool,operation,credits\n".to_owned();
    for n in 0..days {
        let (month, date) = if n < 30 { (4, n + 1) } else { (5, n - 29) };
        for (pool, app, credits) in day(n) {
            let operation = if pool == "message" { "prompt" } else { "InvokeLLM" };
            let _ = writeln!(
                text,
                "2026-{month:02}-{date:02}T10:00:00Z,{app},{pool},{operation},{credits}"
            );
        }
    }
    text
}

/// The situations, each with its log and arguments.
fn situations() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let shop = |pool: &'static str, credits: u32| (pool, "shop".to_owned(), credits);
    let both = move |message: u32, integration: u32| {
        move |n: u32| {
            vec![shop("message", message + n % 3), shop("integration", integration + 10 * (n % 4))]
        }
    };
    let plan = vec!["--plan", "builder", "--cycle-day", "1"];
    let totals = "date,message_credits,integration_credits\n".to_owned()
        + &(1..=24)
            .map(|d| format!("2026-05-{d:02},{},{}", d % 5, 100 + d))
            .collect::<Vec<_>>()
            .join("\n")
        + "\n";
    let hostile = |n: u32| {
        vec![
            ("integration", "\"<b>@ana</b> #1 | `x` [y](http://z)\"".to_owned(), 50 + n),
            (
                "integration",
                "a-name-that-is-as-long-as-nobody-would-ever-choose-for-an-app-of-theirs"
                    .to_owned(),
                20,
            ),
        ]
    };
    vec![
        ("running-out", log(50, both(4, 430)), plan.clone()),
        ("ran-out", log(55, both(4, 600)), plan.clone()),
        ("quiet", log(50, both(2, 50)), plan.clone()),
        ("no-plan", log(50, both(4, 400)), Vec::new()),
        ("daily-totals", totals, plan.clone()),
        ("one-pool", log(50, move |n| vec![shop("integration", 100 + n)]), plan.clone()),
        ("stale", log(50, both(4, 300)), [plan.clone(), vec!["--as-of", "2026-06-01"]].concat()),
        (
            "late-start",
            log(50, move |n| if n < 35 { Vec::new() } else { vec![shop("integration", 200)] }),
            plan.clone(),
        ),
        (
            "many-apps",
            log(50, |n| {
                (0..200)
                    .map(|a| ("integration", format!("app-{:03}", (a * 7 + n) % 200), 1 + a % 3))
                    .collect()
            }),
            plan.clone(),
        ),
        ("hostile", log(50, hostile), plan),
    ]
}

#[test]
fn the_first_screen_looks_right_in_every_situation() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text, more) in situations() {
        // A path of this machine would be wrapped elsewhere on another one.
        let file = format!("{name}.csv");
        fs::write(dir.path().join(&file), text).unwrap();
        let mut picture = String::new();
        for width in WIDTHS {
            let wide = width.to_string();
            let ran = Command::new(env!("CARGO_BIN_EXE_credits"))
                .args(["report", &file, "-q", "--width", &wide])
                .args(&more)
                .current_dir(dir.path())
                .env_clear()
                .output()
                .unwrap();
            assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
            let text = String::from_utf8(ran.stdout).unwrap();
            let lines = text.lines().count();
            assert!(width < 100 || lines <= 45, "{lines} lines of {name}\n{text}");
            let _ = writeln!(picture, "===== {width}\n{text}");
        }
        let expected = root().join(format!("tests/it/first_screen/{name}.txt"));
        snapbox::assert_data_eq!(picture, Data::read_from(&expected, None).raw());
    }
}
