//! What the process says when it ends.

use std::process::ExitCode;

/// The exit codes. Where several apply, a usage or input error wins over a fired gate, which wins over an indeterminate one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Exit {
    /// Ran; no gate was asked for, or the gate is clear. Also: the reader closed the pipe.
    Ok = 0,
    /// A gate that was asked for fired. The output is complete.
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
