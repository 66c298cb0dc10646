//! Ends the process on Ctrl-C (`SIGINT`) and `SIGTERM`, and removes unfinished output files first.
//!
//! `tempfile` removes a file when it is dropped, and a signal drops nothing; so the names of
//! unfinished files are listed here. `SIGHUP` keeps its default, so that `nohup` works.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Output files that still have their temporary names.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Installs the clean-up. If the system refuses it, signals end the process without one.
pub fn clean_up_on_signals() {
    let _ = listen();
}

#[cfg(unix)]
fn listen() -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    let wait = move || signals.forever().for_each(end);
    std::thread::Builder::new().spawn(wait).map(drop)
}

#[cfg(not(unix))]
fn listen() -> Result<(), ctrlc::Error> {
    const SIGINT: i32 = 2;
    ctrlc::set_handler(|| end(SIGINT))
}

/// Exits with 128 plus the signal's number, as shells do: 130 after Ctrl-C, 143 after `SIGTERM`.
fn end(signal: i32) {
    // Hold the lock until exit, so that no other thread creates or renames a file.
    let files = unfinished();
    for file in files.iter() {
        let _ = fs::remove_file(file);
    }
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        // Erase the progress line.
        let _ = stderr.write_all(b"\r\x1b[2K");
    }
    process::exit(128 + signal);
}

/// The list of unfinished files. A signal waits while the list is locked, so lock it to create a
/// temporary file and list it, or to rename one and take it off the list.
pub(crate) fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
