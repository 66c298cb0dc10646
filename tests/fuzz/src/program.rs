//! The program in this process, where nothing around it changes, and what must hold of every run.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use credits::cli::{self, Env, Exit, Terminal};
use credits::inside::base::{Instant, acts};

/// 2026-06-01T00:00:00Z.
const NOW: i64 = 1_780_272_000_000_000;

/// The longest message: 40 lines, 4 kB, and a little for notes about how files were read.
const LONGEST_MESSAGE: usize = 64 << 10;

/// What a run left behind.
pub struct Ran {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn code(&self) -> u8 {
        self.exit.code()
    }
}

/// A folder in memory for this process.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let above = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        let folder = above.join(format!("credits-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for inputs");
        folder
    })
}

/// Writes an input and returns its path.
pub fn file(name: &str, bytes: &[u8]) -> String {
    let path = folder().join(name);
    std::fs::write(&path, bytes).expect("an input");
    path.display().to_string()
}

/// Runs `credits` on words and standard input, without checks.
pub fn run(words: &[&str], input: &[u8]) -> Ran {
    let env = Env {
        vars: BTreeMap::new(),
        dir: PathBuf::from("/nonexistent"),
        now: Instant::from_micros(NOW),
        local_zone: || None,
        terminal: Terminal { stdin: input.is_empty(), ..Terminal::default() },
    };
    let words = std::iter::once("credits").chain(words.iter().copied()).map(OsString::from);
    let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), input);
    let exit = cli::run(words, &env, &mut input, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Ran { exit, out: text(out), err: text(err) }
}

/// Runs `credits` and checks what holds of every run, in any format but JSON: nothing acts on a terminal, and messages are short.
pub fn hold(words: &[&str], input: &[u8]) -> Ran {
    let ran = run(words, input);
    // A table for other programs keeps names as they are, but for control characters.
    let is_table = words.iter().any(|word| ["csv", "events", "prometheus"].contains(word));
    let is_wrong = |c: char| c != '\n' && if is_table { c.is_control() } else { acts(c) };
    if let Some(c) = ran.out.chars().find(|c| is_wrong(*c)) {
        panic!("{words:?} writes the character {c:?}");
    }
    if let Some(c) = ran.err.chars().find(|c| *c != '\n' && acts(*c)) {
        panic!("{words:?} says the character {c:?}");
    }
    assert!(ran.err.len() <= LONGEST_MESSAGE, "{words:?} says {} bytes", ran.err.len());
    // `inspect` prints why a file is refused where it prints everything else.
    assert!(ran.code() != 2 || !ran.err.is_empty() || !ran.out.is_empty(), "{words:?} fails without a word");
    ran
}

/// Runs `credits … --json` and parses what it prints.
pub fn json(words: &[&str], input: &[u8]) -> (Ran, serde_json::Value) {
    let ran = run(&[words, &["--json"]].concat(), input);
    let parsed = serde_json::from_str(&ran.out);
    let value = parsed.unwrap_or_else(|error| panic!("{words:?} prints no JSON ({error}): {}", ran.out));
    (ran, value)
}
