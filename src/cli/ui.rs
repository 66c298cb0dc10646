//! Everything printed on standard error: notes, warnings, verdicts and progress.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::env::Env;
use super::settings::Display;
use crate::base::Untrusted;

/// How long reading takes before progress is shown.
const LONG: Duration = Duration::from_millis(500);

/// Standard error. A note that cannot be written does not stop the run.
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Ui<'a> {
    err: &'a mut dyn Write,
    color: bool,
    quiet: bool,
    verbose: bool,
    terminal: bool,
}

impl<'a> Ui<'a> {
    pub(crate) fn new(err: &'a mut dyn Write, display: &Display, env: &Env) -> Self {
        let terminal = env.terminal.stderr;
        Self {
            err,
            color: display.colors(terminal),
            quiet: display.quiet,
            verbose: display.verbose,
            terminal,
        }
    }

    /// Prints something worth knowing, unless `-q`.
    pub(crate) fn note(&mut self, text: &str) {
        self.say("note:", "36", text);
    }

    /// Prints something that may make the figures differ from what is expected, unless `-q`.
    pub(crate) fn warn(&mut self, text: &str) {
        self.say("warning:", "33", text);
    }

    /// Prints a verdict, its state in colour, unless `-q`.
    pub(crate) fn verdict(&mut self, code: &str, state: &str, rest: &str) {
        if self.quiet {
            return;
        }
        let _ = if self.color {
            writeln!(self.err, "\x1b[{code}m{state}\x1b[0m{rest}")
        } else {
            writeln!(self.err, "{state}{rest}")
        };
    }

    /// Prints a warning even with `-q`.
    pub(crate) fn warn_always(&mut self, text: &str) {
        self.print("warning:", "1;33", text);
    }

    /// Prints what was chosen, and why, with `-v` only.
    pub(crate) fn detail(&mut self, text: &str) {
        if self.verbose {
            self.say("·", "2", text);
        }
    }

    /// Prints the answer to a request, even with `-q`.
    pub(crate) fn answer(&mut self, text: &str) {
        let _ = writeln!(self.err, "{}", Untrusted::from(text).for_terminal());
    }

    fn say(&mut self, word: &str, code: &str, text: &str) {
        if !self.quiet {
            self.print(word, code, text);
        }
    }

    fn print(&mut self, word: &str, code: &str, text: &str) {
        let text = Untrusted::from(text).for_terminal();
        let _ = if self.color {
            writeln!(self.err, "\x1b[{code}m{word}\x1b[0m {text}")
        } else {
            writeln!(self.err, "{word} {text}")
        };
    }

    /// Progress of reading. It is shown on a terminal only, and only if reading takes long.
    pub(crate) fn progress(&self) -> Progress {
        Progress {
            shown: self.terminal && !self.quiet,
            done: AtomicU64::new(0),
            begun: Instant::now(),
            bar: OnceLock::new(),
        }
    }
}

/// How many bytes were read. May be shared between threads.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
    done: AtomicU64,
    begun: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// So many bytes were read. A file may be read twice; progress never goes back.
    pub(crate) fn reached(&self, bytes: u64) {
        let done = self.done.fetch_max(bytes, Ordering::Relaxed).max(bytes);
        if self.shown && self.begun.elapsed() >= LONG {
            self.bar.get_or_init(bar).set_position(done);
        }
    }
}

impl Drop for Progress {
    /// Erases the progress line before the report is printed.
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("reading {bytes}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::testing;

    fn said(quiet: bool, verbose: bool) -> String {
        let env = testing::env();
        let mut display = testing::settings(&[]).unwrap().display;
        (display.quiet, display.verbose) = (quiet, verbose);
        let mut out = Vec::new();
        let mut ui = Ui::new(&mut out, &display, &env);
        ui.note("one");
        ui.warn("two\u{1b}[31m");
        ui.detail("three");
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn quiet_says_nothing_verbose_says_all() {
        assert_eq!(said(false, false), "note: one\nwarning: two\\u{1b}[31m\n");
        assert_eq!(said(true, false), "");
        assert_eq!(said(false, true), "note: one\nwarning: two\\u{1b}[31m\n· three\n");
    }

    #[test]
    fn short_work_and_work_without_a_terminal_show_no_bar() {
        let bar = Progress {
            shown: true,
            done: AtomicU64::new(0),
            begun: Instant::now(),
            bar: OnceLock::new(),
        };
        bar.reached(3);
        assert!(bar.bar.get().is_none());
        let hidden = Progress {
            shown: false,
            done: AtomicU64::new(0),
            begun: Instant::now().checked_sub(LONG).unwrap_or_else(Instant::now),
            bar: OnceLock::new(),
        };
        hidden.reached(3);
        assert!(hidden.bar.get().is_none());
        assert_eq!(hidden.done.load(Ordering::Relaxed), 3);
    }
}
