//! Colour, width, and how much to print.

use super::values;
use crate::cli::env::Env;
use crate::cli::error::Failure;
use crate::cli::origin::Merged;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Color {
    /// On a terminal only.
    Auto,
    Always,
    Never,
}

/// Columns if there is no terminal.
pub(crate) const DEFAULT_WIDTH: u16 = 80;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Display {
    /// `NO_COLOR` and `TERM=dumb` are already applied.
    pub(crate) color: Color,
    /// Draw with ASCII characters only.
    pub(crate) ascii: bool,
    /// Columns of text on standard output.
    pub(crate) width: u16,
    /// Columns of text in files. Never the terminal's, so that a file is the same everywhere.
    pub(crate) file_width: u16,
    /// Print no notes, warnings or progress.
    pub(crate) quiet: bool,
    /// Also print what was chosen, and why.
    pub(crate) verbose: bool,
}

impl Display {
    pub(crate) fn of(written: &Merged, env: &Env) -> Result<Self, Failure> {
        let colors = [("auto", Color::Auto), ("always", Color::Always), ("never", Color::Never)];
        let color = written.one("color").map_or(Ok(Color::Auto), |t| values::one_of(t, &colors))?;
        let dumb = env.var("TERM") == Some("dumb");
        let width = written.one("width").map(|t| values::count(t, 40, 400)).transpose()?;
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

    /// Returns whether to use colour on a stream.
    pub(crate) fn colors(self, terminal: bool) -> bool {
        self.color == Color::Always || (self.color == Color::Auto && terminal)
    }
}
