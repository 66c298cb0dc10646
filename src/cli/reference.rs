//! Generates `docs/reference/cli.md` from the definition of the command line.

use std::fmt::Write as _;

use super::args;

/// The help of every command as one Markdown page.
pub(crate) fn reference() -> String {
    let mut page = String::from(
        "# Command line\n\nThe help of every command, written by `credits` itself. `credits COMMAND --help` prints the same.\n\
         In square brackets: the variable that sets the same thing.\n",
    );
    let mut command = args::with_help().term_width(100);
    command.build();
    section(&mut page, &mut command, "");
    page
}

fn section(page: &mut String, command: &mut clap::Command, before: &str) {
    let name = format!("{before}{}", command.get_name());
    let help = command.clone().bin_name(&name).render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for inner in names {
        if let Some(inner) = command.find_subcommand_mut(&inner) {
            let mut inner = inner.clone().term_width(100);
            section(page, &mut inner, &format!("{name} "));
        }
    }
}

/// Fails if the page on disk is out of date; `UPDATE=1` rewrites it.
#[test]
#[allow(clippy::disallowed_methods, reason = "UPDATE=1 rewrites the generated file")]
fn the_reference_is_that_of_the_parser() {
    let page = reference();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/cli.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let same = std::fs::read_to_string(path).is_ok_and(|there| there == page);
    assert!(same, "docs/reference/cli.md is not current: UPDATE=1 cargo test");
}
