//! Ctrl-C, and what a supervisor sends to end a process: the run ends at once, whatever it is doing, and leaves nothing half done behind.
//!
//! A terminal that hangs up is left to the system: who asks to be spared (`nohup`) is.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
#[cfg(unix)]
use std::thread;

/// Files that have a temporary name. Who holds the list decides: while they are given their names, nobody removes them.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether a line of progress stands on the terminal.
static PROGRESS: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C (`SIGINT`) and `SIGTERM` remove unfinished files and the line of progress, and end the process. Without it, as in
/// a process that only uses the library, they do what they do there.
pub fn watch() {
    // Where no handler can be installed, the system ends the process without one.
    let _ = listen();
}

#[cfg(unix)]
fn listen() -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    let wait = move || signals.forever().for_each(end);
    thread::Builder::new().spawn(wait).map(drop)
}

#[cfg(not(unix))]
fn listen() -> Result<(), ctrlc::Error> {
    /// What Ctrl-C is called elsewhere.
    const SIGINT: i32 = 2;
    ctrlc::set_handler(|| end(SIGINT))
}

/// Ends the process with 128 and the signal's number, as shells have it and supervisors expect it: 130 after Ctrl-C, 143 after `SIGTERM`.
fn end(signal: i32) {
    let files = unfinished();
    for file in files.iter() {
        let _ = fs::remove_file(file);
    }
    if PROGRESS.load(Ordering::Relaxed) {
        let _ = io::stderr().write_all(b"\r\x1b[2K");
    }
    // With the list in hand to the end, so that no file is begun or named any more.
    process::exit(128 + signal);
}

/// A line of progress is shown, or is gone.
pub fn progress_shown(shown: bool) {
    PROGRESS.store(shown, Ordering::Relaxed);
}

/// Does something that no signal cuts in two, with the files that it removes: names that files no longer have do no harm there.
pub fn undisturbed<T>(work: impl FnOnce(&mut Vec<PathBuf>) -> T) -> T {
    work(&mut unfinished())
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
