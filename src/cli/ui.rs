//! What is said beside the report: notes, warnings, errors and progress, all on standard error.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::env::Env;
use super::interrupt;
use super::settings::Display;
use crate::base::Untrusted;

/// How long work must take before anyone is told how far it is.
const LONG: Duration = Duration::from_millis(500);

/// Standard error, as a person reads it. A note that cannot be written is no reason to stop.
#[allow(
    clippy::struct_excessive_bools,
    reason = "four switches that have nothing to do with each other"
)]
pub struct Ui<'a> {
    err: &'a mut dyn Write,
    color: bool,
    quiet: bool,
    verbose: bool,
    terminal: bool,
}

impl<'a> Ui<'a> {
    /// Notes go to `err`.
    pub fn new(err: &'a mut dyn Write, display: &Display, env: &Env) -> Self {
        let terminal = env.terminal.stderr;
        Self {
            err,
            color: display.colors(terminal),
            quiet: display.quiet,
            verbose: display.verbose,
            terminal,
        }
    }

    /// Something worth knowing. Not with `-q`.
    pub fn note(&mut self, text: &str) {
        self.say("note:", "36", text);
    }

    /// Something that may make the numbers other than expected. Not with `-q`.
    pub fn warn(&mut self, text: &str) {
        self.say("warning:", "33", text);
    }

    /// A verdict: its state in colour, then the rest. Not with `-q`.
    pub fn verdict(&mut self, code: &str, state: &str, rest: &str) {
        if self.quiet {
            return;
        }
        let _ = if self.color {
            writeln!(self.err, "\x1b[{code}m{state}\x1b[0m{rest}")
        } else {
            writeln!(self.err, "{state}{rest}")
        };
    }

    /// Something that must be heard, with `-q`, too.
    pub fn loud(&mut self, text: &str) {
        let text = Untrusted::from(text).for_terminal();
        let _ = if self.color {
            writeln!(self.err, "\x1b[1;33mwarning:\x1b[0m {text}")
        } else {
            writeln!(self.err, "warning: {text}")
        };
    }

    /// What was chosen, and why. Only with `-v`.
    pub fn detail(&mut self, text: &str) {
        if self.verbose {
            self.say("·", "2", text);
        }
    }

    /// What was asked for and has no other place; with `-q`, too.
    pub fn answer(&mut self, text: &str) {
        let _ = writeln!(self.err, "{}", Untrusted::from(text).for_terminal());
    }

    fn say(&mut self, word: &str, code: &str, text: &str) {
        if self.quiet {
            return;
        }
        let text = Untrusted::from(text).for_terminal();
        let _ = if self.color {
            writeln!(self.err, "\x1b[{code}m{word}\x1b[0m {text}")
        } else {
            writeln!(self.err, "{word} {text}")
        };
    }

    /// A handle on work of `total` bytes (0 where that is not known). It shows on a terminal only, and only when the work is long.
    pub fn progress(&self, total: u64) -> Progress {
        Progress {
            shown: self.terminal && !self.quiet,
            total,
            done: AtomicU64::new(0),
            begun: Instant::now(),
            bar: OnceLock::new(),
        }
    }
}

/// How far the reading is. May be shared between threads.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
    total: u64,
    done: AtomicU64,
    begun: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// So many bytes more were read.
    pub fn advance(&self, bytes: u64) {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.shown && self.begun.elapsed() >= LONG {
            let bar = self.bar.get_or_init(|| {
                interrupt::progress_shown(true);
                bar(self.total)
            });
            bar.set_position(done);
        }
    }
}

impl Drop for Progress {
    /// The line is gone before the report comes.
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
            interrupt::progress_shown(false);
        }
    }
}

fn bar(total: u64) -> ProgressBar {
    let template =
        if total > 0 { "reading {bar:30} {bytes} of {total_bytes}" } else { "reading {bytes}" };
    let bar =
        ProgressBar::with_draw_target((total > 0).then_some(total), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template(template) {
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
            total: 9,
            done: AtomicU64::new(0),
            begun: Instant::now(),
            bar: OnceLock::new(),
        };
        bar.advance(3);
        assert!(bar.bar.get().is_none());
        let hidden = Progress {
            shown: false,
            total: 9,
            done: AtomicU64::new(0),
            begun: Instant::now().checked_sub(LONG).unwrap_or_else(Instant::now),
            bar: OnceLock::new(),
        };
        hidden.advance(3);
        assert!(hidden.bar.get().is_none());
        assert_eq!(hidden.done.load(Ordering::Relaxed), 3);
    }
}
