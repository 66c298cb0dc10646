use super::*;
use std::io;

use reference::reference;
use testing::{env, run as one_run};

#[test]
fn help_and_version_are_on_standard_output_and_exit_0() {
    for args in [&["--help"][..], &["report", "--help"], &["-V"]] {
        let (exit, out, err) = one_run(&env(), args);
        assert_eq!((exit, err.as_str()), (Exit::Ok, ""), "{args:?}");
        assert!(
            out.starts_with("Reads")
                || out.starts_with("The whole")
                || out.starts_with("Reads the logs")
                || out == "credits 0.1.0\n",
            "{out}"
        );
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        assert!(!out.contains('\u{1b}'));
    }
}

#[test]
fn nothing_typed_is_an_error_that_shows_the_help() {
    let (exit, out, err) = one_run(&env(), &[]);
    assert_eq!((exit, out.as_str()), (Exit::Error, ""));
    assert!(err.contains("Usage: credits"), "{err}");
}

#[test]
fn a_flag_that_nobody_knows_exits_2_with_what_was_meant() {
    let (exit, out, err) = one_run(&env(), &["report", "--sinse", "2026-05-01"]);
    assert_eq!((exit, out.as_str()), (Exit::Error, ""));
    assert!(err.starts_with("error: unexpected argument '--sinse' found\n"), "{err}");
    assert!(err.contains("hint: a similar argument exists: '--since'\n"), "{err}");
    let (exit, _, err) = one_run(&env(), &["report", "--by", "tag"]);
    assert_eq!(exit, Exit::Error);
    assert!(err.contains("possible values: day, week, month"), "{err}");
}

#[test]
fn an_error_is_json_on_standard_output_when_json_was_asked_for() {
    for args in [
        &["report", "-j", "--last", "0d"][..],
        &["config", "--format=json", "--last", "0d"],
        &["report", "--json", "--nope"],
    ] {
        let (exit, out, err) = one_run(&env(), args);
        assert_eq!(exit, Exit::Error);
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            (&value["schema"], &value["error"]["code"], &value["error"]["kind"]),
            (&"credits.error/1".into(), &2.into(), &"usage".into())
        );
        assert!(err.starts_with("error: "), "{err}");
    }
    assert_eq!(one_run(&env(), &["report", "--last", "0d"]).1, "");
}

#[test]
fn without_a_file_and_with_a_keyboard_the_error_says_what_to_do() {
    let mut typing = env();
    typing.terminal.stdin = true;
    let (exit, _, err) = one_run(&typing, &["report"]);
    assert_eq!(exit, Exit::Error);
    assert!(
        err.starts_with(
            "error: no log is named, and none is piped in\nhint: name an exported log: credits report usage.csv\n"
        ),
        "{err}"
    );
}

#[test]
fn a_variable_that_is_no_setting_is_warned_about() {
    let mut env = env();
    env.vars.insert("CREDITS_TIMEZON".into(), "UTC".into());
    let (exit, _, err) = one_run(&env, &["config"]);
    assert_eq!(exit, Exit::Ok);
    assert_eq!(
        err,
        "warning: the variable CREDITS_TIMEZON is not a setting and has no effect; did you mean CREDITS_TIMEZONE?\n"
    );
}

#[test]
fn config_shows_each_value_with_its_source_and_keeps_the_secret() {
    let mut env = env();
    env.vars.insert("CREDITS_PLAN".into(), "pro".into());
    let (exit, out, err) = one_run(&env, &["config", "--redact-key", "hush", "--last", "14d"]);
    assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
    let line = |place: &str| {
        out.lines()
            .find(|l| l.starts_with(place))
            .unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(line("plan.name "), "plan.name pro CREDITS_PLAN");
    assert_eq!(line("time.last "), "time.last 14d --last");
    assert_eq!(line("time.timezone "), "time.timezone UTC default");
    assert_eq!(line("time.cycle-day "), "time.cycle-day (the calendar month is assumed)");
    assert!(!out.contains("hush"));
    let (_, json, _) = one_run(&env, &["config", "-j"]);
    let page: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(page["settings"].as_array().unwrap().len(), setting_names::KEYS.len());
    let plan =
        page["settings"].as_array().unwrap().iter().find(|s| s["setting"] == "plan.name").unwrap();
    assert_eq!((&plan["value"][0], &plan["source"]), (&"pro".into(), &"CREDITS_PLAN".into()));
}

#[test]
fn commands_without_settings_do_not_read_the_configuration() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("credits.toml"), "nonsense").unwrap();
    let env = Env { dir: dir.path().to_path_buf(), ..env() };
    for args in [&["completions", "bash"][..], &["man"], &["schema"], &["init", "-"]] {
        let (exit, out, _) = one_run(&env, args);
        assert_eq!(exit, Exit::Ok, "{args:?}");
        assert!(!out.is_empty());
    }
    let (exit, _, err) = one_run(&env, &["config"]);
    assert_eq!(exit, Exit::Error);
    assert!(err.contains("credits.toml:1:"), "{err}");
}

#[test]
fn outputs_that_the_file_names_are_for_reports() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("r.html");
    std::fs::write(dir.path().join("credits.toml"), "[output]\noutput = 'r.html'\n").unwrap();
    let env = Env { dir: dir.path().to_path_buf(), ..env() };
    assert!(one_run(&env, &["config"]).1.contains("output.output "));
    assert_eq!(one_run(&env, &["demo"]).1, cmd::demo::SAMPLE);
    assert!(!target.exists());
    let typed = dir.path().join("sample.csv").display().to_string();
    assert_eq!(one_run(&env, &["demo", "-o", &typed]), (Exit::Ok, String::new(), String::new()));
    assert_eq!(std::fs::read_to_string(&typed).unwrap(), cmd::demo::SAMPLE);
}

/// A log whose last day, 2026-05-19, is ten times the others.
fn burning(dir: &std::path::Path) -> String {
    let day = |day: u32| {
        let credits = if day == 19 { 100 } else { 10 };
        format!("2026-05-{day:02}T08:00:00Z,shop,SendEmail,{credits}\n")
    };
    let rows: String = (1..20).map(day).collect();
    let path = dir.join("log.csv");
    std::fs::write(&path, format!("timestamp,app,operation,credits\n{rows}")).unwrap();
    path.display().to_string()
}

#[test]
fn a_verdict_keeps_its_code_if_nobody_reads_it() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let log = burning(dir.path());
    let summary = dir.path().join("summary.md");
    let mut env = env();
    env.vars.insert("GITHUB_STEP_SUMMARY".to_owned(), summary.display().to_string());
    let exit = |args: &[&str]| {
        let args = ["credits"].iter().chain(args).map(std::ffi::OsString::from);
        run(args, &env, &mut io::empty(), &mut Gone, &mut Gone)
    };
    let fired = ["check", &log, "--as-of", "2026-05-19", "-f", "json", "--github-summary"];
    assert_eq!(exit(&fired), Exit::Fired);
    assert!(std::fs::read_to_string(&summary).unwrap().contains("spike"));
    let unjudged = ["check", &log, "--as-of", "2026-05-30", "-f", "json"];
    assert_eq!(exit(&unjudged), Exit::Indeterminate);
    assert_eq!(exit(&["check", "no-such.csv", "-f", "json"]), Exit::Error);
    assert_eq!(exit(&["report", &log, "--json"]), Exit::Ok);
}

#[test]
fn a_file_that_is_found_by_itself_writes_below_its_folder_only() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = burning(dir.path());
    let file = dir.path().join("credits.toml");
    let env = Env { dir: dir.path().to_path_buf(), ..env() };
    let outside = other.path().join("r.json");
    for place in [outside.display().to_string(), "../r.json".to_owned()] {
        std::fs::write(&file, format!("[output]\noutput = '{place}'\n")).unwrap();
        let (exit, _, err) = one_run(&env, &["report", &log]);
        assert_eq!(exit, Exit::Error);
        assert!(err.contains("writes only below its own folder"), "{err}");
    }
    std::fs::write(&file, format!("[output]\noutput = '{}'\n", outside.display())).unwrap();
    let named = file.display().to_string();
    assert_eq!(one_run(&env, &["report", &log, "--config", &named]).0, Exit::Ok);
    assert!(outside.exists());
    let inside = dir.path().join("out.json").display().to_string();
    assert_eq!(one_run(&env, &["report", &log, "-o", &inside]).0, Exit::Ok);
    std::fs::write(&file, "[output]\noutput = 'r.json'\nopen = true\n").unwrap();
    let (exit, _, err) = one_run(&env, &["report", &log]);
    assert_eq!(exit, Exit::Ok);
    assert!(err.contains("output: this run writes") && err.contains("opens nothing"), "{err}");
    assert!(dir.path().join("r.json").exists());
}

#[test]
fn an_output_that_is_an_input_is_refused_through_links() {
    let dir = tempfile::tempdir().unwrap();
    let log = burning(dir.path());
    let before = std::fs::read(&log).unwrap();
    let (hard, summary) = (dir.path().join("hard.json"), "GITHUB_STEP_SUMMARY".to_owned());
    std::fs::hard_link(&log, &hard).unwrap();
    let hard = hard.display().to_string();
    let mut env = env();
    env.vars.insert(summary, log.clone());
    for args in [
        &["events", &log, "-o", &log][..],
        &["report", &log, "-o", &hard],
        &["check", &log, "-o", &hard, "--as-of", "2026-05-19"],
        &["report", &log, "--rejects", &hard],
        &["audit", &log, "-o", &hard],
        &["compare", &log, &log, "-o", &hard],
        &["check", &log, "--github-summary"],
        &["check", &log, "--baseline", &hard, "--update-baseline"],
    ] {
        let (exit, out, err) = one_run(&env, args);
        assert_eq!((exit, out.as_str()), (Exit::Error, ""), "{args:?}");
        assert!(err.contains("which is read"), "{args:?}: {err}");
        assert_eq!(std::fs::read(&log).unwrap(), before, "{args:?}");
    }
    let terminal = Terminal {
        stdin_file: crate::ingest::source::identity::FileId::of(std::path::Path::new(&log)),
        ..Terminal::default()
    };
    let (exit, ..) = one_run(&Env { terminal, ..env }, &["report", "-", "-o", &log]);
    assert_eq!(exit, Exit::Error);
    assert_eq!(std::fs::read(&log).unwrap(), before);
}

#[test]
fn json_in_the_file_makes_later_errors_json() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("credits.toml"), "[output]\njson = true\n").unwrap();
    let env = Env { dir: dir.path().to_path_buf(), ..env() };
    let (exit, out, _) = one_run(&env, &["explain", "no-such-topic"]);
    assert_eq!(exit, Exit::Error);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["error"]["kind"], "usage");
}

#[test]
fn plans_are_listed_with_what_is_not_published() {
    let (_, out, _) = one_run(&env(), &["plans"]);
    let enterprise = out.lines().find(|l| l.starts_with("enterprise")).unwrap();
    assert_eq!(enterprise.matches("not published").count(), 4);
    let (_, json, _) = one_run(&env(), &["plans", "-j"]);
    let page: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&page["plans"][2]["name"], &page["plans"][2]["integration"]),
        (&"builder".into(), &"10000".into())
    );
    assert!(page["plans"][5]["message"].is_null());
}

/// A reader that has gone away.
struct Gone;

impl io::Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

/// A disk that is full.
struct Full;

impl io::Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_ends_the_run_quietly_and_a_full_disk_does_not() {
    for args in [
        &["--help"][..],
        &["demo"],
        &["demo", "--report"],
        &["config"],
        &["config", "-j"],
        &["explain"],
        &["plans"],
        &["completions", "zsh"],
        &["man"],
        &["schema"],
    ] {
        let line = || ["credits"].iter().chain(args).map(OsString::from);
        let mut err = Vec::new();
        assert_eq!(
            run(line(), &env(), &mut io::empty(), &mut Gone, &mut err),
            Exit::Ok,
            "{args:?}"
        );
        assert!(err.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&err));
        assert_eq!(
            run(line(), &env(), &mut io::empty(), &mut Full, &mut err),
            Exit::Error,
            "{args:?}"
        );
        assert!(err.starts_with(b"error: cannot write"), "{args:?}");
    }
    // Nobody reads the notes: no reason to stop.
    let line = ["credits", "demo"].map(OsString::from);
    assert_eq!(run(line, &env(), &mut io::empty(), &mut Vec::new(), &mut Gone), Exit::Ok);
}

#[test]
fn the_samples_page_is_small() {
    let (exit, page, _) = one_run(&env(), &["demo", "--report", "--format", "html"]);
    assert_eq!(exit, Exit::Ok);
    assert!(
        page.contains("id=\"hours-integration\"") && page.len() < 150_000,
        "{} bytes",
        page.len()
    );
}

#[test]
fn every_command_has_a_manual_page() {
    let (exit, page, _) = one_run(&env(), &["man", "report"]);
    assert_eq!(exit, Exit::Ok);
    assert!(page.contains(".TH credits-report 1") && page.contains("\\-\\-cycle\\-day"), "{page}");
    let (_, root, _) = one_run(&env(), &["man"]);
    assert!(root.contains(".TH credits 1") && root.contains("credits\\-report"));
    let (exit, _, err) = one_run(&env(), &["man", "reprot"]);
    assert_eq!(exit, Exit::Error);
    assert!(err.contains("is not a command") && err.contains("report"), "{err}");
}

#[test]
fn the_reference_holds_every_command() {
    let page = reference();
    for name in [
        "report",
        "events",
        "inspect",
        "explain",
        "config",
        "models show",
        "plans",
        "demo",
        "init",
        "schema",
        "completions",
        "man",
    ] {
        assert!(page.contains(&format!("## `credits {name}`")), "{name}");
    }
}
