//! One command, one argument, one flag: the files named are counted, and no more.

use std::io::Write as _;

use clap::{Args, Parser, Subcommand};

/// A command line and nothing behind it.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Counts what is named
    Report(Report),
}

#[derive(Args)]
struct Report {
    /// Names
    files: Vec<String>,
    /// As JSON
    #[arg(short, long)]
    json: bool,
}

fn main() {
    let Command::Report(report) = Cli::parse().command;
    let count = report.files.len();
    let text = if report.json { format!("{{\"files\":{count}}}\n") } else { format!("{count} files\n") };
    let _ = std::io::stdout().write_all(text.as_bytes());
}
