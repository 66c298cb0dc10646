//! The pipelines of the guide, run in a shell as far as they can be without a hoster: their commands, their files, their exit codes.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{csv, event, steady};

const GUIDE: &str = include_str!("../../../docs/guide/ci.md");

/// The script that fetches the log.
const EXPORT: &str = include_str!("../../../docs/guide/export-credit-log.sh");

/// The first fenced block that begins with a line.
fn block(first: &str) -> &'static str {
    let start = GUIDE
        .find(&format!("\n{first}\n"))
        .unwrap_or_else(|| panic!("no block begins with {first}"))
        + 1;
    GUIDE[start..].split("\n```").next().unwrap()
}

/// A working copy: the guide's scripts, an `npx` that answers with the log, and a `curl` that writes down what it was asked.
struct Copy {
    dir: tempfile::TempDir,
}

fn logs() -> [(&'static str, String, i32); 4] {
    let mut spiked = steady("2026-05-01", "2026-05-19", "10");
    spiked.push(event("2026-05-20", "shop", "60"));
    [
        ("quiet", csv(&steady("2026-05-01", "2026-05-20", "10")), 0),
        ("spiked", csv(&spiked), 1),
        ("wrong", "Datum,Projekt\nx,y\n".to_owned(), 2),
        ("empty", csv(&[]), 3),
    ]
}

impl Copy {
    fn with(log: &str) -> Self {
        let copy = Self { dir: tempfile::tempdir().unwrap() };
        for folder in ["scripts", "bin", "metrics"] {
            fs::create_dir(copy.path(folder)).unwrap();
        }
        fs::write(copy.path("log"), log).unwrap();
        copy.script("scripts/export-credit-log.sh", EXPORT);
        copy.script("bin/npx", "cat > asked.js; [ -s log ] && cat log");
        copy.script("bin/curl", "echo \"$@\" > curl.txt");
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn script(&self, name: &str, body: &str) {
        fs::write(self.path(name), format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A command line in a clean environment, as of a day that the log reaches.
    #[allow(clippy::disallowed_methods, reason = "the shell needs a PATH")]
    fn command(&self, program: &str, args: &[&str]) -> Command {
        let bin = Path::new(env!("CARGO_BIN_EXE_credits")).parent().unwrap();
        let path = format!(
            "{}:{}:{}",
            self.path("bin").display(),
            bin.display(),
            std::env::var("PATH").unwrap()
        );
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.dir.path())
            .env_clear()
            .env("PATH", path)
            .env("CREDITS_AS_OF", "2026-05-20");
        command
            .env("APP_ID", "6650c7a1e7d5b1f0a1b2c3d4")
            .env("GITHUB_STEP_SUMMARY", self.path("summary.md"))
            .env("SLACK_WEBHOOK", "https://hooks.example/x");
        command
    }

    fn shell(&self, text: &str) -> Output {
        self.command("sh", &["-e", "-c", text]).output().unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).is_file()
    }
}

/// The commands after `key:` in a pipeline: `run: …`, or the items of `script:`.
fn commands(text: &'static str, key: &str) -> Vec<&'static str> {
    let inline = text.lines().filter_map(|l| l.trim().strip_prefix(key)?.strip_prefix(": "));
    let items = text
        .lines()
        .skip_while(|l| l.trim() != format!("{key}:"))
        .skip(1)
        .map_while(|l| l.trim().strip_prefix("- "));
    inline.chain(items).collect()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn an_export_that_fails_leaves_the_file_of_the_day_before() {
    let copy = Copy::with("");
    fs::create_dir(copy.path("exports")).unwrap();
    fs::write(copy.path("exports/usage.jsonl"), "before").unwrap();
    let run = copy.shell("./scripts/export-credit-log.sh app exports/usage.jsonl Order");
    assert!(!run.status.success());
    assert_eq!(fs::read_to_string(copy.path("exports/usage.jsonl")).unwrap(), "before");
    assert!(!copy.has("exports/usage.jsonl.part"));
    assert!(fs::read_to_string(copy.path("asked.js")).unwrap().contains("entities.Order.list("));
    let run = copy.shell("./scripts/export-credit-log.sh app x.jsonl 'Order;evil'");
    assert_eq!(run.status.code(), Some(2));
}

#[test]
fn the_github_workflow() {
    let steps = commands(block("# .github/workflows/credits.yml"), "run");
    assert_eq!(steps.len(), 2);
    for (name, log, code) in logs() {
        let copy = Copy::with(&log);
        assert!(copy.shell(steps[0]).status.success());
        let gate = copy.shell(steps[1]);
        assert_eq!(gate.status.code(), Some(code), "{name}: {}", said(&gate));
        assert!(
            copy.has("credits.sarif") && copy.has("credits.xml") && copy.has("summary.md"),
            "{name}"
        );
        let annotations = String::from_utf8(gate.stdout).unwrap();
        assert!(annotations.lines().all(|l| l.starts_with("::")), "{annotations}");
        assert_eq!(annotations.contains("::error "), code != 0, "{name}: {annotations}");
    }
}

#[test]
fn the_comment_on_a_pull_request() {
    let (main, pull) = (
        commands(block("# .github/workflows/credits-main.yml: after the gate, on main"), "run"),
        commands(block("# .github/workflows/credits-pr.yml"), "run"),
    );
    assert_eq!((main.len(), pull.len()), (1, 4));
    let before = csv(&steady("2026-05-01", "2026-05-20", "10"));
    let mut changed = steady("2026-05-01", "2026-05-20", "10");
    changed.extend(steady("2026-05-21", "2026-05-28", "40"));
    let copy = Copy::with(&before);
    copy.shell("mkdir -p exports main && cp log exports/usage.csv");
    let report = copy.shell(main[0]);
    assert!(report.status.success(), "{}", said(&report));
    copy.shell("rm exports/usage.csv");
    fs::write(copy.path("log"), csv(&changed)).unwrap();
    copy.script("bin/gh", "echo \"$@\" >> gh.txt; [ \"$1\" = pr ] || cp main.json main/");
    copy.script("bin/jq", "sed -n 's/^  \"as_of\": \"\\(.*\\)\",$/\\1/p' main/main.json");
    for step in pull {
        let run = copy
            .command("sh", &["-e", "-c", step])
            .env("CREDITS_AS_OF", "2026-05-28")
            .env("PR", "7")
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(0), "{step}: {}", said(&run));
    }
    let comment = fs::read_to_string(copy.path("comment.md")).unwrap();
    let mut lines = comment.lines();
    assert_eq!(lines.next(), Some("<!-- credits.compare/1 -->"));
    let verdict = lines.next().unwrap();
    assert!(verdict.contains("from 10 to 40 a day (+300%)"), "{verdict}");
    assert!(comment.contains("| after | 21 – 28 May 2026 | 8 |"), "{comment}");
    assert_eq!(
        fs::read_to_string(copy.path("gh.txt")).unwrap(),
        "run download --name credits-main --dir main\n\
         pr comment 7 --body-file comment.md --edit-last --create-if-none\n"
    );
}

/// The note on how long the log is silent counts to the day that was set, so that the same flags say the same on any day.
#[test]
fn silence_is_counted_to_the_day_that_was_set() {
    let copy = Copy::with(&csv(&steady("2026-05-01", "2026-05-10", "10")));
    let note = |as_of: &str| {
        let run = copy.shell(&format!("cp log log.csv; credits report log.csv --as-of {as_of}"));
        String::from_utf8(run.stderr).unwrap()
    };
    assert_eq!(note("2026-05-11"), "");
    assert_eq!(note("2026-05-16"), "note: the log ended 6 days before 2026-05-16\n");
}

#[test]
fn the_gitlab_pipeline() {
    let script = commands(block("# .gitlab-ci.yml"), "script");
    assert_eq!(script.len(), 2);
    for (name, log, code) in logs() {
        let copy = Copy::with(&log);
        let run = copy.shell(&script.join("\n"));
        assert_eq!(run.status.code(), Some(code), "{name}: {}", said(&run));
        assert!(copy.has("credits.xml") && copy.has("credits.json"), "{name}");
    }
}

#[test]
fn the_nightly_script() {
    for (name, log, code) in logs() {
        let copy = Copy::with(&log);
        copy.script("nightly.sh", block("# nightly.sh"));
        let run = copy.shell("./nightly.sh");
        assert_eq!(run.status.code(), Some(code), "{name}: {}", said(&run));
        assert!(copy.has("metrics/credits.prom") && copy.has("badge.json"), "{name}");
        assert_eq!(copy.has("curl.txt"), code != 0, "{name}: only bad news is posted");
    }
}

#[test]
fn the_acknowledgement_of_the_guide() {
    let line = block(
        "credits check exports/ --baseline credits.baseline.toml --update-baseline --reason \"moved all images\" --expires 30d",
    );
    let copy = Copy::with(&logs()[1].1);
    copy.shell("mkdir -p exports && cp log exports/usage.csv");
    assert_eq!(copy.shell("credits check exports/").status.code(), Some(1));
    let run = copy.shell(line);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert_eq!(
        copy.shell("credits check exports/ --baseline credits.baseline.toml").status.code(),
        Some(0)
    );
}

#[test]
fn the_settings_of_the_guide() {
    let copy = Copy::with("");
    fs::write(copy.path("credits.toml"), block("[plan]")).unwrap();
    let run = copy.shell("credits config");
    assert!(run.status.success(), "{}", said(&run));
}

#[test]
fn the_action_runs_a_program_with_its_inputs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join(".github/actions/check");
    let (action, script) = (
        fs::read_to_string(folder.join("action.yml")).unwrap(),
        fs::read_to_string(folder.join("check.sh")).unwrap(),
    );
    // Every input is handed on as a variable, and the script reads each.
    let between = |from: &str, to: &str| {
        action.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned()
    };
    let inputs = between("inputs:\n", "outputs:\n");
    let names: Vec<&str> = inputs
        .lines()
        .filter_map(|l| l.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|l| !l.starts_with(' '))
        .collect();
    assert_eq!(names.len(), 14);
    for name in &names {
        let variable = format!("INPUT_{}", name.to_uppercase().replace('-', "_"));
        assert!(action.contains(&format!("{variable}: ${{{{ inputs.{name} }}}}\n")), "{name}");
        assert!(script.contains(&format!("${{{variable}:-")), "{variable}");
    }
    let run = action.split_once("      run: ").unwrap().1.trim();
    assert!(!run.contains("${{"), "no input becomes text of a script");
    for (name, log, code) in logs() {
        let copy = Copy::with(&log);
        copy.shell("mkdir -p exports && cp log 'exports/a b.csv'");
        let mut gate = copy.command("bash", &["-e", "-c", run]);
        gate.env("GITHUB_ACTION_PATH", &folder).env("GITHUB_OUTPUT", copy.path("output"));
        gate.env("INPUT_FILES", "exports/a b.csv\n")
            .env("INPUT_FAIL_ON", "spike")
            .env("INPUT_ARGS", "--per=app\n--max-age=2d\n");
        gate.env("INPUT_SARIF", "out.sarif")
            .env("INPUT_JUNIT", "out.xml")
            .env("INPUT_JSON", "out.json");
        let run = gate.output().unwrap();
        assert_eq!(run.status.code(), Some(code), "{name}: {}", said(&run));
        let verdict = ["clear", "fired", "error", "indeterminate"][usize::try_from(code).unwrap()];
        assert_eq!(
            fs::read_to_string(copy.path("output")).unwrap(),
            format!("exit-code={code}\nverdict={verdict}\n")
        );
        assert!(
            ["out.sarif", "out.xml", "out.json", "summary.md"].iter().all(|f| copy.has(f)),
            "{name}"
        );
    }
}
