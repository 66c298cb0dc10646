//! `credits sum`: a rollup gives the same report as the log of which it was made, and what it cannot serve is refused.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use credits::cli::Exit;
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Ran, json, root, run_in};

/// A folder with logs and rollups.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.path().join(name)).unwrap()
    }

    /// Runs a command; files are those of the desk, unless their paths are whole.
    fn run(&self, line: &str) -> Ran {
        let folder = format!("{}/", self.0.path().display());
        let place = |word: &str| {
            let is_file = word.contains(".csv");
            if is_file && !word.starts_with('/') {
                format!("{folder}{word}")
            } else {
                word.to_owned()
            }
        };
        let args: Vec<String> = line.split_whitespace().map(place).collect();
        let ran = run_in(self.0.path(), &args);
        Ran {
            stderr: ran.stderr.replace(&folder, ""),
            stdout: ran.stdout.replace(&folder, ""),
            ..ran
        }
    }

    fn done(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.exit, Exit::Ok, "{line}: {}", ran.stderr);
        ran
    }

    /// A report, without what is said of the files themselves.
    fn report(&self, line: &str) -> Value {
        let mut report = json(&self.run(&format!("report --json -q --all {line}")));
        let keys = report.as_object_mut().unwrap();
        keys.remove("inputs");
        keys.remove("quality");
        report
    }

    /// Why a command is refused.
    fn refused(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.exit, Exit::Error, "{line}: {}", ran.stdout);
        ran.stderr
    }
}

/// The report without its hours, which slots of a day hide.
fn without_hours(mut report: Value) -> Value {
    for pool in report["pools"].as_object_mut().unwrap().values_mut() {
        pool.as_object_mut().unwrap().remove("hours");
    }
    report
}

/// The places in which two reports differ, which is easier to read than both of them.
fn differences(one: &Value, other: &Value, place: &str) -> Vec<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let of = |map: &serde_json::Map<String, Value>, key: &str| {
                map.get(key).cloned().unwrap_or_default()
            };
            let inside =
                |key: &&String| differences(&of(a, key), &of(b, key), &format!("{place}.{key}"));
            keys.iter().flat_map(inside).collect()
        }
        _ if one == other => Vec::new(),
        _ => vec![format!("{place}: {one:.200} | {other:.200}")],
    }
}

const PLAN: &str = "--plan builder --cycle-day 3";

/// The logs of the fixtures: one file each, and without control characters, which CSV does not keep.
fn fixtures() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["fixtures/exports", "fixtures/workspaces"] {
        for case in fs::read_dir(root().join(folder)).unwrap() {
            let case = case.unwrap().path();
            if !case.is_dir() || case.ends_with("nul-byte") {
                continue;
            }
            let files = fs::read_dir(&case).unwrap().map(|file| file.unwrap().path());
            let is_log = |path: &PathBuf| {
                path.is_file() && path.extension().is_some_and(|e| e != "toml" && e != "md")
            };
            let mut logs: Vec<PathBuf> = files.filter(is_log).collect();
            logs.sort();
            found.extend(logs.into_iter().take(1));
        }
    }
    found.sort();
    found.push(root().join("fixtures/demo.csv"));
    found
}

#[test]
fn a_rollup_gives_the_report_of_its_log() {
    let (desk, mut equal, mut refused) = (Desk::new(), 0, 0);
    for (nth, log) in fixtures().into_iter().enumerate() {
        let path = log.to_str().unwrap();
        let (zone, slot) =
            [("UTC", "1h"), ("Asia/Kathmandu", "15m"), ("Europe/Berlin", "1h"), ("UTC", "1d")]
                [nth % 4];
        let line = format!("{path} -z {zone} {PLAN}");
        if desk.run(&format!("report -q --all --json {line}")).exit != Exit::Ok {
            continue;
        }
        let sum = desk.run(&format!("sum {path} --slot {slot} -o part.csv.gz"));
        if sum.exit != Exit::Ok {
            refused += 1;
            let reasons = ["a rollup", "a snapshot"];
            assert!(reasons.iter().any(|why| sum.stderr.contains(why)), "{path}: {}", sum.stderr);
            continue;
        }
        let (of_log, of_rollup) =
            (desk.report(&line), desk.report(&format!("part.csv.gz -z {zone} {PLAN}")));
        let hide = |report: Value| if slot == "1d" { without_hours(report) } else { report };
        let found = differences(&hide(of_log), &hide(of_rollup), "");
        assert!(found.is_empty(), "{path} {slot} {zone}: {found:#?}");
        equal += 1;
    }
    assert!(equal > 60 && refused > 5, "{equal} equal, {refused} refused");
}

#[test]
fn compare_and_check_read_rollups() {
    let desk = Desk::new();
    let demo = root().join("fixtures/demo.csv");
    desk.done(&format!("sum {} -o part.csv", demo.display()));
    fs::copy(&demo, desk.0.path().join("log.csv")).unwrap();
    let gate = |file: &str| {
        let ran =
            desk.run(&format!("check {file} --as-of 2026-05-24 --plan builder --cycle-day 5"));
        assert_eq!(ran.exit, Exit::Fired);
        ran.stderr
    };
    assert_eq!(gate("log.csv"), gate("part.csv"));
    let periods = "--period 2026-04-05..2026-05-04,2026-05-05..2026-05-24";
    let text = |file: &str| {
        let out = desk.done(&format!("compare {file} {periods} -f markdown -q")).stdout;
        out.lines().filter(|line| !line.contains(file)).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(text("log.csv"), text("part.csv"));
}

/// A canonical log of few names, so that its rows form groups; some without amounts, some given back.
fn log(rows: &[(u32, u8, u8, Option<u16>)]) -> String {
    let mut text = "timestamp,app,user,operation,model,quantity,credits,prompt\n".to_owned();
    for (minutes, app, kind, credits) in rows {
        let (day, hour, minute) = (minutes / 1440 + 1, minutes / 60 % 24, minutes % 60);
        let (operation, model, quantity, prompt) = [
            ("InvokeLLM", "gpt_5", "", ""),
            ("SendEmail", "", "3", ""),
            ("prompt", "", "", "change the colour of the button"),
            ("GenerateSpeech", "", "", "a text, \"read\" aloud"),
            ("unheard_of", "", "2", "x"),
        ][usize::from(kind % 5)];
        let credits = credits.map(|n| format!("{}.{:02}", n / 100, n % 100)).unwrap_or_default();
        let prompt = prompt.replace('"', "\"\"");
        let _ = writeln!(
            text,
            "2026-05-{day:02}T{hour:02}:{minute:02}:07Z,app{},user{},{operation},{model},{quantity},{credits},\"{prompt}\"",
            app % 3,
            app / 3 % 2
        );
    }
    text
}

fn any_rows() -> impl Strategy<Value = Vec<(u32, u8, u8, Option<u16>)>> {
    let row = (0..1440_u32 * 28, 0..6_u8, 0..5_u8, prop::option::weighted(0.6, 0..300_u16));
    prop::collection::vec(row, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// report(rollup(log)) = report(log), rollup(a) + rollup(b) = rollup(a + b), and a sum of sums is the sum.
    #[test]
    fn rollups_add_up(first in any_rows(), second in any_rows(), slot in 0..3_usize) {
        let (desk, slot) = (Desk::new(), ["15m", "1h", "1d"][slot]);
        let body = log(&second);
        let (_, second_rows) = body.split_once('\n').unwrap();
        desk.write("a.csv", &log(&first));
        desk.write("b.csv", &log(&second));
        desk.write("both.csv", &(log(&first) + second_rows));
        for part in ["a", "b", "both"] {
            desk.done(&format!("sum {part}.csv --slot {slot} -o {part}-sum.csv"));
        }
        let of_log = desk.report(&format!("both.csv {PLAN}"));
        let hide = |report: Value| if slot == "1d" { without_hours(report) } else { report };
        let same = |line: &str| {
            differences(&hide(of_log.clone()), &hide(desk.report(&format!("{line} {PLAN}"))), "")
        };
        prop_assert_eq!(same("both-sum.csv"), Vec::<String>::new());
        // Rows that stand in both are two events each, as in one file.
        prop_assert_eq!(same("a-sum.csv b-sum.csv"), Vec::<String>::new());
        desk.done(&format!("sum a-sum.csv b-sum.csv --slot {slot} -o again.csv"));
        prop_assert_eq!(desk.read("again.csv"), desk.read("both-sum.csv"));
        desk.done(&format!("sum again.csv --slot {slot} -o twice.csv"));
        prop_assert_eq!(desk.read("twice.csv"), desk.read("again.csv"));
        // A longer slot of a row stays as it is.
        desk.done("sum again.csv --slot 15m -o finer.csv");
        prop_assert_eq!(desk.read("finer.csv"), desk.read("again.csv"));
    }
}

const HEADER: &str = "timestamp,span,app,user,operation,model,credits,status,events,rules\n";

/// A rollup of one row, by the rules of the built-in cards.
fn rollup(row: &str) -> String {
    let desk = Desk::new();
    desk.write("log.csv", &log(&[(0, 0, 0, Some(1))]));
    desk.done("sum log.csv -o part.csv");
    let part = String::from_utf8(desk.read("part.csv")).unwrap();
    let rules = part.trim_end().rsplit(',').next().unwrap();
    format!("{HEADER}{row},{rules}\n")
}

#[test]
fn what_a_rollup_cannot_serve_is_refused() {
    let desk = Desk::new();
    let row = "2026-05-04T18:00:00Z,3600,shop,ana,InvokeLLM,gpt_5,8,ok,3";
    desk.write("part.csv", &rollup(row));
    let report = desk.report("part.csv -z UTC");
    assert_eq!(report["pools"]["integration"]["credits"], "24");
    assert_eq!(report["pools"]["integration"]["events"], 3);
    for command in ["audit part.csv", "events part.csv", "explain R1 part.csv"] {
        assert!(desk.refused(command).contains("is a rollup"), "{command}");
    }
    // 18:00 to 19:00 UTC is 23:30 to 0:30 in India.
    let cut = desk.refused("report part.csv -z Asia/Kolkata");
    assert!(cut.contains("cut-slot") && cut.contains("-z UTC"), "{cut}");
    desk.done("report part.csv -z Europe/Berlin");
    let day = "2026-05-04T00:00:00Z,86400,shop,ana,InvokeLLM,gpt_5,8,ok,3";
    desk.write("day.csv", &rollup(day));
    desk.done("report day.csv");
    assert!(desk.refused("report day.csv -z Europe/Berlin").contains("cut-slot"));
    // A date without a time is the same date everywhere.
    desk.write("date.csv", &rollup(&day.replace("T00:00:00Z", "")));
    desk.done("report date.csv -z Europe/Berlin");
}

#[test]
fn a_number_of_events_is_whole_and_fits() {
    let desk = Desk::new();
    for (events, good) in [
        ("0", false),
        ("-1", false),
        ("1.5", false),
        ("", false),
        ("x", false),
        ("9223372036854775808", false),
        ("1", true),
        ("4294967296", true),
        ("9223372036854775807", true),
    ] {
        let row = format!("2026-05-04T18:00:00Z,3600,shop,ana,InvokeLLM,gpt_5,8.5,ok,{events}");
        desk.write("part.csv", &rollup(&row));
        if good {
            let pool = &desk.report("part.csv")["pools"]["integration"];
            assert_eq!(pool["events"].to_string(), events);
            let credits = 17 * events.parse::<u128>().unwrap() / 2;
            let half = if events.parse::<u128>().unwrap() % 2 == 1 { ".5" } else { "" };
            assert_eq!(pool["credits"], format!("{credits}{half}").as_str());
        } else {
            let why = desk.refused("report part.csv");
            assert!(why.contains("bad-events") && why.contains("part.csv:2"), "{events}: {why}");
            assert_eq!(desk.run("check part.csv").exit, Exit::Error);
        }
    }
    // Each fits, and both together do not.
    let most = "2026-05-04T18:00:00Z,3600,shop,ana,InvokeLLM,gpt_5,8,ok,9223372036854775807";
    desk.write("a.csv", &rollup(most));
    desk.write("b.csv", &rollup(&most.replace("shop", "blog")));
    assert!(desk.refused("report a.csv b.csv").contains("bad-events"));
    for span in ["3601", "0", "", "60"] {
        let row = format!("2026-05-04T18:00:00Z,{span},shop,ana,InvokeLLM,gpt_5,8,ok,2");
        desk.write("part.csv", &rollup(&row));
        assert!(desk.refused("report part.csv").contains("bad-span"), "{span}");
    }
    desk.write("part.csv", &rollup("2026-05-04T18:00:07Z,3600,shop,ana,InvokeLLM,gpt_5,8,ok,2"));
    assert!(desk.refused("report part.csv").contains("bad-span"));
}

#[test]
fn a_copy_counts_once_and_equal_rows_of_two_parts_count_twice() {
    let desk = Desk::new();
    let part = rollup("2026-05-04T18:00:00Z,3600,shop,ana,InvokeLLM,gpt_5,8,ok,3");
    desk.write("a.csv", &part);
    desk.write("copy.csv", &part);
    let ran = desk.run("report a.csv copy.csv --json");
    assert!(ran.stderr.contains("copy.csv is a copy of a.csv and counts once"), "{}", ran.stderr);
    assert_eq!(json(&ran)["pools"]["integration"]["credits"], "24");
    // The same row, and another one.
    desk.write("b.csv", &(part.clone() + &part[HEADER.len()..].replace("shop", "blog")));
    assert_eq!(desk.report("a.csv b.csv")["pools"]["integration"]["credits"], "72");
}

#[test]
fn parts_of_one_time_are_said() {
    let desk = Desk::new();
    let at = |hour: u8, app: &str| {
        format!("2026-05-04T{hour:02}:00:00Z,3600,{app},ana,InvokeLLM,gpt_5,8,ok,3")
    };
    let write = |name: &str, rows: &[String]| {
        let parts: Vec<String> =
            rows.iter().map(|row| rollup(row)[HEADER.len()..].to_owned()).collect();
        desk.write(name, &format!("{HEADER}{}", parts.concat()));
    };
    write("a.csv", &[at(1, "shop"), at(9, "shop")]);
    write("b.csv", &[at(5, "blog"), at(20, "blog")]);
    write("c.csv", &[at(20, "crm"), at(22, "crm")]);
    let said = desk.done("report a.csv b.csv c.csv").stderr;
    assert!(said.contains("a.csv and b.csv overlap in time"), "{said}");
    assert!(desk.refused("report a.csv b.csv --strict").contains("overlap in time"));
    // A log may be cut within a slot.
    for pair in ["b.csv c.csv", "a.csv c.csv"] {
        assert!(!desk.done(&format!("report {pair} --strict")).stderr.contains("overlap"));
    }
}

#[test]
fn a_part_without_users_says_so() {
    let desk = Desk::new();
    desk.write("log.csv", &log(&[(0, 0, 0, Some(100)), (5, 3, 0, Some(100))]));
    desk.done("sum log.csv -o all.csv");
    desk.done("sum all.csv -o part.csv --without user");
    let ran = desk.run("report part.csv --json");
    assert!(ran.stderr.contains("part.csv was made without users"), "{}", ran.stderr);
    assert_eq!(json(&ran)["pools"]["integration"]["credits"], "2");
    assert!(!desk.run("report all.csv").stderr.contains("without users"));
    // And so does a sum of such parts.
    desk.done("sum part.csv -o again.csv");
    assert_eq!(desk.read("again.csv"), desk.read("part.csv"));
}

#[test]
fn rollups_of_other_rules_are_refused() {
    let desk = Desk::new();
    let part = rollup("2026-05-04T18:00:00Z,3600,shop,ana,InvokeLLM,gpt_5,8,ok,3");
    let rules = part.trim_end().rsplit(',').next().unwrap().to_owned();
    desk.write("part.csv", &part.replace(&rules, "prompts:0"));
    let why = desk.refused("report part.csv");
    assert!(why.contains("made for other rate cards"), "{why}");
    desk.write("part.csv", &(part.clone() + &part[HEADER.len()..].replace(&rules, "prompts:0")));
    assert!(desk.refused("report part.csv").contains("mixed-rules"));
}

/// A card of one day has no earlier prices, so that its first period begins on a day.
#[test]
fn a_card_by_its_name_makes_and_reads_rollups() {
    let desk = Desk::new();
    desk.write("log.csv", &log(&[(0, 0, 2, None), (60, 1, 1, Some(2))]));
    desk.done("sum log.csv -o part.csv --model base44-2026-03");
    let flags = "--model base44-2026-03";
    let (of_log, of_part) =
        (desk.report(&format!("log.csv {flags}")), desk.report(&format!("part.csv {flags}")));
    assert_eq!(of_log, of_part);
}

#[test]
fn what_was_not_read_is_never_summed_in_silence() {
    let desk = Desk::new();
    let good = log(&[(0, 0, 0, Some(1)), (60, 1, 1, Some(2))]);
    desk.write("log.csv", &(good.clone() + "yesterday,app0,user0,InvokeLLM,gpt_5,,1,\n"));
    let why = desk.refused("sum log.csv -o part.csv");
    assert!(why.contains("1 rows could not be read") || why.contains("1 row could not"), "{why}");
    assert!(!desk.0.path().join("part.csv").exists());
    desk.done("sum log.csv -o part.csv --rejects rejects.csv");
    desk.write("log.csv", good.trim_end().rsplit_once(',').unwrap().0);
    assert!(desk.refused("sum log.csv -o part.csv").contains("not complete"));
}

#[test]
fn users_and_features_are_told_apart_as_asked() {
    let desk = Desk::new();
    desk.write(
        "log.csv",
        "timestamp,app,user,operation,feature,credits\n\
         2026-05-04T10:00:00Z,shop,ana,InvokeLLM,search,3\n\
         2026-05-04T10:10:00Z,shop,ben,InvokeLLM,chat,3\n",
    );
    let rows = |flags: &str| {
        desk.done(&format!("sum log.csv -o part.csv {flags}"));
        String::from_utf8(desk.read("part.csv")).unwrap().lines().count() - 1
    };
    assert_eq!((rows("--without user"), rows("")), (1, 2));
    assert_eq!(rows("--without user --with feature"), 2);
    let path = Path::new("part.csv.gz");
    desk.done("sum log.csv -o part.csv.gz");
    assert_eq!(&desk.read(path.to_str().unwrap())[..2], [0x1f, 0x8b]);
}

/// The commands of the guide, in a shell.
#[cfg(unix)]
#[test]
#[allow(clippy::disallowed_methods, reason = "the shell needs a PATH")]
fn the_commands_of_the_guide() {
    let guide = fs::read_to_string(root().join("docs/guide/scale.md")).unwrap();
    let commands = guide.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(commands.lines().count(), 4);
    let desk = Desk::new();
    desk.write("log-1.csv", &log(&[(0, 0, 0, Some(100)), (5, 0, 0, Some(100))]));
    desk.write("log-2.csv", &log(&[(1440, 1, 1, None)]));
    let bin = Path::new(env!("CARGO_BIN_EXE_credits")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let run = std::process::Command::new("sh")
        .args(["-e", "-c", commands])
        .current_dir(desk.0.path())
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(report.contains("3 events"), "{report}");
}

#[test]
fn the_way_of_reading_is_printed_and_can_be_that_of_another_part() {
    let desk = Desk::new();
    // Which number is the month, and what the point is, shows in the first part alone.
    desk.write(
        "one.csv",
        "date;operation;credits\n25/04/2026;SendEmail;1,5\n03/04/2026;SendEmail;1,25\n",
    );
    desk.write(
        "two.csv",
        "date;operation;credits\n02/04/2026;SendEmail;2,125\n03/04/2026;SendEmail;3\n",
    );
    let one = desk.done("sum one.csv -o one.part.csv");
    let flags = "--date-order dmy --decimal comma --sign spend-positive --map";
    assert!(one.stderr.contains(flags), "{}", one.stderr);
    assert_eq!(desk.run("sum two.csv -o two.part.csv").exit, Exit::Error);
    desk.done("sum two.csv --like one.csv -o two.part.csv");
    let report = desk.report("one.part.csv two.part.csv --timezone UTC");
    assert_eq!(report["pools"]["integration"]["credits"], "7.875");
    // A part that cannot be read so is refused, as are columns that it lacks.
    desk.write("three.csv", "date;operation;credits\n04/25/2026;SendEmail;2\n");
    let three = desk.run("sum three.csv --like one.csv -o three.part.csv");
    assert_eq!(three.exit, Exit::Error, "{}", three.stderr);
    desk.write("four.csv", "date;operation;amount\n24/04/2026;SendEmail;2\n");
    assert_eq!(desk.run("sum four.csv --like one.csv -o four.part.csv").exit, Exit::Error);
}

#[test]
fn a_rollup_as_parquet_says_the_same() {
    let desk = Desk::new();
    let demo = root().join("fixtures/demo.csv");
    desk.done(&format!("sum {} --slot 15m -o part.csv", demo.display()));
    // The desk knows its files by `.csv`.
    let parquet = desk.0.path().join("part.parquet");
    desk.done(&format!("sum {} --slot 15m -o {}", demo.display(), parquet.display()));
    let same = desk.report("part.csv");
    assert_eq!(desk.report(&parquet.display().to_string()), same);
    // A sum of parts in both forms; two copies of one part count once.
    desk.done(&format!("sum {} --slot 1h -o again.csv", parquet.display()));
    assert_eq!(
        desk.report("again.csv")["pools"]["message"]["credits"],
        same["pools"]["message"]["credits"]
    );
    let events = desk.0.path().join("events.parquet");
    desk.done(&format!("events {} --all -o {}", demo.display(), events.display()));
    let log = desk.report(&demo.display().to_string());
    assert_eq!(desk.report(&events.display().to_string())["pools"], log["pools"]);
}

#[test]
fn a_rollup_without_users_says_so() {
    let desk = Desk::new();
    let demo = root().join("fixtures/demo.csv");
    desk.done(&format!("sum {} --without user -o part.csv", demo.display()));
    let report = json(&desk.done("report part.csv --json -q --all"));
    assert_eq!(report["inputs"][0]["users"], false);
    let text = desk
        .done("report part.csv -q --full --as-of 2026-05-24 --plan builder --cycle-day 5")
        .stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("(without users, as the rollup was made)"), "{text}");
}
