//! Colour, width, and how much to say.

use super::words;
use crate::cli::env::Env;
use crate::cli::error::Failure;
use crate::cli::layer::Merged;

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Columns where there is no terminal.
pub const DEFAULT_WIDTH: u16 = 80;

/// Colour, width, and how much to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four switches that have nothing to do with each other"
)]
pub struct Display {
    /// When to use colour. `NO_COLOR` and `TERM=dumb` have been asked.
    pub color: Color,
    /// ASCII only.
    pub ascii: bool,
    /// Columns of text on standard output.
    pub width: u16,
    /// Columns of text anywhere else: never the terminal's.
    pub file_width: u16,
    /// No notes, warnings, progress.
    pub quiet: bool,
    /// What was chosen, and why.
    pub verbose: bool,
}

impl Display {
    /// From what was written.
    pub fn of(written: &Merged, env: &Env) -> Result<Self, Failure> {
        let colors = [("auto", Color::Auto), ("always", Color::Always), ("never", Color::Never)];
        let color = written.one("color").map_or(Ok(Color::Auto), |t| words::one_of(t, &colors))?;
        let dumb = env.var("TERM") == Some("dumb");
        let width = written.one("width").map(|t| words::count(t, 40, 400)).transpose()?;
        let width = width.map(|w| u16::try_from(w).unwrap_or(DEFAULT_WIDTH));
        Ok(Self {
            color: if color == Color::Auto && dumb { Color::Never } else { color },
            ascii: written.on("ascii")?,
            width: width.or(env.terminal.width.map(|w| w.clamp(40, 400))).unwrap_or(DEFAULT_WIDTH),
            file_width: width.unwrap_or(DEFAULT_WIDTH),
            quiet: written.on("quiet")?,
            verbose: written.on("verbose")?,
        })
    }

    /// Whether to use colour on a stream.
    pub fn colors(self, terminal: bool) -> bool {
        self.color == Color::Always || (self.color == Color::Auto && terminal)
    }
}
