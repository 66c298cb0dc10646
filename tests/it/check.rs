//! The gate: runs `credits check` in this process, with a clock that each test sets.

mod doubts;
mod hosts;
mod life;
mod names;
mod pipelines;
mod sinks;
mod two_months;
mod verdicts;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use credits::cli::{self, Env, Exit, Terminal};
use credits::inside::base::TimeOfDay;
use credits::inside::base::{Day, Instant};
use serde_json::Value;

/// A folder with a log, a clock and variables.
pub(crate) struct Desk {
    pub dir: tempfile::TempDir,
    pub now: Instant,
    pub vars: BTreeMap<String, String>,
}

/// The result of a run.
pub(crate) struct Ran {
    pub exit: Exit,
    pub stdout: String,
    pub stderr: String,
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// An instant: `2026-05-20 12`, in UTC.
pub(crate) fn at(text: &str) -> Instant {
    let (date, hour) = text.split_once(' ').unwrap();
    Instant::from_civil(day(date), TimeOfDay::new(hour.parse().unwrap(), 0, 0, 0).unwrap(), 0)
        .unwrap()
}

/// Days of equal use.
pub(crate) fn steady(first: &str, last: &str, credits: &str) -> Vec<(Day, String, String)> {
    day(first).through(day(last)).map(|on| (on, "shop".to_owned(), credits.to_owned())).collect()
}

/// One more event.
pub(crate) fn event(on: &str, app: &str, credits: &str) -> (Day, String, String) {
    (day(on), app.to_owned(), credits.to_owned())
}

/// A log of calls to GPT-5 at nine in the morning, with reported credits.
pub(crate) fn csv(rows: &[(Day, String, String)]) -> String {
    let mut text = String::from("id,timestamp,app,user,pool,operation,model,credits\n");
    for (i, (on, app, credits)) in rows.iter().enumerate() {
        let app = format!("\"{}\"", app.replace('"', "\"\""));
        writeln!(text, "r{i:05},{on}T09:00:00Z,{app},ana,integration,InvokeLLM,gpt_5,{credits}")
            .unwrap();
    }
    text
}

impl Desk {
    /// A folder with `usage.csv`; it is noon of 2026-05-21.
    pub(crate) fn with(rows: &[(Day, String, String)]) -> Self {
        Self::of(&csv(rows))
    }

    pub(crate) fn of(log: &str) -> Self {
        let desk = Self {
            dir: tempfile::tempdir().unwrap(),
            now: at("2026-05-21 12"),
            vars: BTreeMap::new(),
        };
        desk.write("usage.csv", log);
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn file(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// `credits check usage.csv …`; `@name` is a file of the folder.
    pub(crate) fn check(&self, args: &[&str]) -> Ran {
        self.run("@usage.csv", args)
    }

    /// The same, with the log on standard input.
    pub(crate) fn pipe(&self, args: &[&str]) -> Ran {
        self.run("-", args)
    }

    fn run(&self, log: &str, args: &[&str]) -> Ran {
        let dir = self.file("");
        let first = ["credits", "check", log];
        let words = first.iter().chain(args).map(|a| OsString::from(a.replace('@', &dir)));
        let env = Env {
            vars: self.vars.clone(),
            dir: self.dir.path().to_path_buf(),
            now: self.now,
            local_zone: || None,
            terminal: Terminal::default(),
        };
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut stdin =
            std::io::Cursor::new(if log == "-" { self.read("usage.csv") } else { String::new() });
        let exit = cli::run(words, &env, &mut stdin, &mut stdout, &mut stderr);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { exit, stdout: text(stdout), stderr: text(stderr) }
    }

    /// The same as JSON, with the exit code.
    pub(crate) fn json(&self, args: &[&str]) -> (Exit, Value) {
        let ran = self.check(&[args, &["-f", "json"]].concat());
        (
            ran.exit,
            serde_json::from_str(&ran.stdout)
                .unwrap_or_else(|e| panic!("{e}: {}{}", ran.stdout, ran.stderr)),
        )
    }
}

/// The one verdict of a rule about a whole pool.
pub(crate) fn verdict<'a>(check: &'a Value, rule: &str, pool: &str) -> &'a Value {
    let mut found = check["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["rule"] == rule && r["pool"] == pool && r["scope"].is_null());
    let one = found.next().unwrap_or_else(|| panic!("no {rule} of {pool} in {check:#}"));
    assert!(found.next().is_none());
    one
}
