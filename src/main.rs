//! The program: passes arguments, environment and streams to the library, and exits with its code.

use std::ffi::OsString;
use std::io::{self, BufWriter};
use std::process::ExitCode;

use credits::cli;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let mut stdout = BufWriter::new(io::stdout().lock());
    // Before signals are handled and the surroundings are looked at, which cost more than the answer.
    if let Some(exit) = cli::answer_version(&args, &mut stdout) {
        return exit.into();
    }
    cli::clean_up_on_signals();
    let env = cli::Env::of_process();
    cli::run(args, &env, &mut io::stdin(), &mut stdout, &mut io::stderr()).into()
}
