//! Ctrl-C: the run ends at once, whatever it is doing, and leaves nothing half done behind.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The exit code after Ctrl-C: 128 and the signal's number, as shells have it.
pub const EXIT: i32 = 130;

/// Files that have a temporary name. Who holds the list decides: while they are given their names, nobody removes them.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether a line of progress stands on the terminal.
static PROGRESS: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C removes unfinished files and the line of progress, and ends the process. Without it, as in a process that only
/// uses the library, Ctrl-C does what it does there.
pub fn watch() {
    // Where no handler can be installed, the system ends the process without one.
    let _ = ctrlc::set_handler(|| {
        let files = unfinished();
        for file in files.iter() {
            let _ = fs::remove_file(file);
        }
        if PROGRESS.load(Ordering::Relaxed) {
            let _ = io::stderr().write_all(b"\r\x1b[2K");
        }
        // With the list in hand to the end, so that no file is begun or named any more.
        process::exit(EXIT);
    });
}

/// A line of progress is shown, or is gone.
pub fn progress_shown(shown: bool) {
    PROGRESS.store(shown, Ordering::Relaxed);
}

/// Does something that Ctrl-C does not cut in two, with the files that it removes: names that files no longer have do no harm there.
pub fn undisturbed<T>(work: impl FnOnce(&mut Vec<PathBuf>) -> T) -> T {
    work(&mut unfinished())
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
