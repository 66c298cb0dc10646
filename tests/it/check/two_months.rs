//! Two months of a nightly gate, played through, and the table of them in the guide. `UPDATE=1` writes the table anew.

use std::fmt::Write as _;
use std::fs;
use std::ops::RangeInclusive;

use super::{Desk, at, csv, day};
use crate::program::root;

const SETTINGS: &str = "[time]\ncycle-day = 1\n[plan]\nallowance = { integration = 600 }\n[check]\nbaseline = 'known.toml'\n";

/// The nights in which the owner says that the first days of the cycle, which the log lacks, used nothing.
const USED_BEFORE: RangeInclusive<&str> = "2026-05-24"..="2026-05-31";

/// What an app uses: nothing in its first week, 14 credits a day, 120 on the day of a migration, 40 a day once a feature has been launched.
fn use_of(on: &str) -> &'static str {
    match on {
        _ if on <= "2026-05-07" => "",
        "2026-05-27" => "120",
        _ if on >= "2026-06-19" => "40",
        _ => "14",
    }
}

/// The last day of the export that a night reads: the day before, but for three nights on which the export did not run.
fn last_day(night: &str) -> &str {
    if ("2026-06-09".."2026-06-12").contains(&night) { "2026-06-07" } else { night }
}

/// A night: its day, what the owner did before it, the exit code, and the first line that was printed.
type Night = (String, Option<&'static str>, u8, String);

fn nights() -> Vec<Night> {
    let mut desk = Desk::of("");
    desk.write("credits.toml", SETTINGS);
    desk.write("known.toml", "");
    let mut all = Vec::new();
    for on in day("2026-05-02").through(day("2026-07-02")) {
        let night = on.to_string();
        let last = day(last_day(&night)).plus(-1);
        let rows: Vec<_> = day("2026-05-01")
            .through(last)
            .map(|on| (on, "shop".to_owned(), use_of(&on.to_string()).to_owned()))
            .filter(|(_, _, credits)| !credits.is_empty())
            .collect();
        desk.write("usage.csv", &csv(&rows));
        desk.now = at(&format!("{night} 03"));
        let args: &[&str] = if USED_BEFORE.contains(&night.as_str()) {
            &["--used-before", "integration=0"]
        } else {
            &[]
        };
        let did = (night == *USED_BEFORE.start()).then_some("with `--used-before integration=0`");
        let mut ran = desk.check(args);
        let mut push = |did, ran: &super::Ran| {
            let mut lines = ran.stderr.lines().filter(|line| !line.starts_with("note: "));
            let line = lines.next().unwrap_or_default().to_owned();
            all.push((night.clone(), did, ran.exit.code(), line));
        };
        push(did, &ran);
        if night == "2026-05-28" {
            let known = ["--update-baseline", "--reason", "moved all images"];
            ran = desk.check(&[args, &known].concat());
            push(Some("acknowledged"), &ran);
        }
    }
    all
}

/// The nights between two that differ are one row: `9 May – 22 May`, with the first line of the first of them.
fn table(nights: &[Night]) -> String {
    let kind = |line: &str| line.split(|c: char| c.is_ascii_digit()).next().map(str::to_owned);
    let same = |a: &Night, b: &Night| b.1.is_none() && a.2 == b.2 && kind(&a.3) == kind(&b.3);
    let mut text =
        String::from("| nights | exit code | the first line of the first night |\n|---|---|---|\n");
    for group in nights.chunk_by(same) {
        let (first, last) = (&group[0], &group[group.len() - 1]);
        let words = |night: &Night| day(&night.0).in_words();
        let mut when = words(first);
        if first.0 != last.0 {
            write!(when, " – {}", words(last)).unwrap();
        }
        if let Some(did) = first.1 {
            write!(when, ", {did}").unwrap();
        }
        writeln!(text, "| {when} | {} | {} |", first.2, first.3).unwrap();
    }
    text
}

#[test]
#[allow(clippy::disallowed_methods, reason = "UPDATE=1 is an instruction to this test")]
fn two_months_of_nights() {
    let nights = nights();
    let code = |on: &str| nights.iter().rfind(|night| night.0 == on).map(|night| night.2);
    for (from, to, exit) in EXPECTED {
        for on in day(from).through(day(to)) {
            assert_eq!(code(&on.to_string()), Some(exit), "{on}:\n{}", table(&nights));
        }
    }
    let path = root().join("docs/guide/ci.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (before, rest) =
        guide.split_once("<!-- nights -->\n\n").expect("the guide has a table of nights");
    let (_, after) = rest.split_once("\n<!-- /nights -->").expect("the table of nights ends");
    let written = format!("{before}<!-- nights -->\n\n{}\n<!-- /nights -->{after}", table(&nights));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &written).unwrap();
        return;
    }
    assert_eq!(
        guide, written,
        "the guide's table is out of date: UPDATE=1 cargo test --test it two_months"
    );
}

/// The exit code of every night, worked out by hand.
const EXPECTED: [(&str, &str, u8); 9] = [
    // An empty log, a log without the fourteen days that a spike is compared with, and a cycle whose first days nobody knows.
    ("2026-05-02", "2026-05-23", 3),
    ("2026-05-24", "2026-05-27", 0),
    // The migration of the 27th fires, and is acknowledged in the same night; the last code of a night counts here.
    ("2026-05-28", "2026-05-31", 0),
    ("2026-06-01", "2026-06-08", 0),
    // The export does not run: the last event is of the 6th, 09:00, which in the night of the 9th is 66 hours ago.
    ("2026-06-09", "2026-06-11", 3),
    ("2026-06-12", "2026-06-19", 0),
    // 40 is more than twice 14, until the average of fourteen days is 20 (after four such days: (4 × 40 + 10 × 14) ÷ 14 = 21.4).
    ("2026-06-20", "2026-06-23", 1),
    // 18 × 14 + 5 × 40 = 452 of 600 are used, and six days of June are left: likely, but less than 70 %. A day later it is more.
    ("2026-06-24", "2026-06-24", 0),
    // Out on the 27th (612), and in July 40 a day for 31 days are far more than 600.
    ("2026-06-25", "2026-07-02", 1),
];
