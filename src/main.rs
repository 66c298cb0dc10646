//! The program: its arguments and surroundings in, an exit code out.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use credits::cli;

fn main() -> ExitCode {
    cli::interrupt::watch();
    let mut stdout = BufWriter::new(io::stdout().lock());
    let env = cli::Env::of_process();
    cli::run(std::env::args_os(), &env, &mut io::stdin(), &mut stdout, &mut io::stderr()).into()
}
