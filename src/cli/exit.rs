//! The exit codes, for shells and pipelines.

use std::process::ExitCode;

/// How a run ended. If several apply, an error wins over a fired gate, and a fired gate over an
/// indeterminate one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Exit {
    /// The command ran; a gate, if one was asked for, is clear. A reader that closes the pipe early
    /// is not an error either.
    Ok = 0,
    /// A gate fired. The output is complete.
    Fired = 1,
    /// A usage, configuration or input error.
    Error = 2,
    /// A gate was asked for and cannot be judged.
    Indeterminate = 3,
}

impl Exit {
    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
