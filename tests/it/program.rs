//! The program in this process, in surroundings that never change: the clock stands still, nothing is a terminal.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use credits::cli::{self, Env, Exit, Terminal};
use credits::inside::base::Instant;

/// 2026-06-01T00:00:00Z.
const NOW: i64 = 1_780_272_000_000_000;

/// What a run left behind.
pub(crate) struct Ran {
    pub exit: Exit,
    pub stdout: String,
    pub stderr: String,
}

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// A file of the project as its tests name it: from the project's folder, in which they run. So what is printed does not depend on where the
/// project lies.
pub(crate) fn from_root(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .to_str()
        .expect("fixtures have plain names")
        .to_owned()
}

/// Runs `credits` with arguments in a folder, with nothing to read on standard input. File arguments are taken as they are.
pub(crate) fn run_in(dir: &Path, args: &[String]) -> Ran {
    let env = Env {
        vars: BTreeMap::new(),
        dir: dir.to_path_buf(),
        now: Instant::from_micros(NOW),
        local_zone: || None,
        terminal: Terminal { stdin: true, ..Terminal::default() },
    };
    let words = std::iter::once(OsString::from("credits")).chain(args.iter().map(OsString::from));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let exit = cli::run(words, &env, &mut std::io::empty(), &mut stdout, &mut stderr);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Ran { exit, stdout: text(stdout), stderr: text(stderr) }
}

/// Runs `credits` without any settings but its arguments.
pub(crate) fn run(args: &[&str]) -> Ran {
    let args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
    run_in(Path::new("/nonexistent"), &args)
}

/// The JSON report of a run that must succeed.
pub(crate) fn json(ran: &Ran) -> serde_json::Value {
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}
