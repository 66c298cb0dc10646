//! What may help if a table lacks a column: flags, each tried before it is printed.

use crate::base::Untrusted;
use crate::ingest::sentences::shell;

/// Roles and columns for `--map`.
pub(crate) type Guess = Vec<(&'static str, Untrusted)>;

/// What may help if a column is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// What `--map` may help, best first. [`run`](super::run) tries each and keeps the first that reads the file.
    pub guesses: Vec<Guess>,
    /// The role for which `--map ROLE=none` helps, if the table can be read without it.
    pub none: Option<&'static str>,
    /// The user's own flags about reading, which a hint repeats.
    pub given: Vec<String>,
    /// The flags with which the table is read as a snapshot.
    pub as_snapshot: Option<&'static str>,
}

impl Advice {
    /// The commands that may help, and at last `inspect`.
    pub(crate) fn hints(&self, path: &Untrusted, inspect: String) -> Vec<String> {
        let Self { guesses, none, given, as_snapshot } = self;
        let command = |pairs: &[(&'static str, Untrusted)]| {
            let mut flags = given.clone();
            add_to_map(&mut flags, pairs);
            format!("credits report {} {}", shell(path), flags.join(" "))
        };
        let best = guesses.first().map(|guess| command(guess));
        let none = none.map(|role| command(&[(role, "none".into())]));
        let without = none.map(|none| format!("if there is no such column: {none}"));
        let snapshot = as_snapshot.map(|flags| {
            let command = format!("credits report {} {flags}", shell(path));
            format!("if it holds totals of a cycle so far, or balances: {command}")
        });
        best.into_iter().chain(snapshot).chain(without).chain([inspect]).collect()
    }
}

/// Adds roles and columns to the `--map` among some flags, which is the last of them if there is one.
fn add_to_map(flags: &mut Vec<String>, guess: &[(&'static str, Untrusted)]) {
    let mut pairs: Vec<String> =
        guess.iter().map(|(role, column)| format!("{role}={}", column.raw())).collect();
    if flags.len() > 1 && flags[flags.len() - 2] == "--map" {
        pairs.splice(..0, flags.pop());
        flags.pop();
    }
    flags.extend(["--map".to_owned(), shell(&pairs.join(",").into())]);
}
