//! The program: passes arguments, environment and streams to the library, and exits with its code.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use credits::cli;

fn main() -> ExitCode {
    cli::clean_up_on_signals();
    let mut stdout = BufWriter::new(io::stdout().lock());
    let env = cli::Env::of_process();
    cli::run(std::env::args_os(), &env, &mut io::stdin(), &mut stdout, &mut io::stderr()).into()
}
