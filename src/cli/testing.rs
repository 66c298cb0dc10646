//! Helpers for the tests of this folder: an empty environment, settings of a command line, and runs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::env::{Env, Terminal};
use super::error::Failure;
use super::exit::Exit;
use super::settings::Settings;
use crate::base::Instant;

/// No variables, no configuration file, no terminal, 2026-05-20T12:00:00Z.
pub(super) fn env() -> Env {
    let now = Instant::from_micros(1_779_278_400_000_000);
    Env {
        vars: BTreeMap::new(),
        dir: PathBuf::from("/nonexistent"),
        now,
        local_zone: || None,
        terminal: Terminal::default(),
    }
}

/// The settings of `credits report …`.
pub(super) fn settings(args: &[&str]) -> Result<Settings, Failure> {
    settings_in(&env(), args)
}

/// The settings of `credits report …` in an environment.
pub(super) fn settings_in(env: &Env, args: &[&str]) -> Result<Settings, Failure> {
    let matches =
        super::args::command().try_get_matches_from(["credits", "report"].iter().chain(args))?;
    Settings::of(super::args::innermost(&matches), env)
}

/// One run: exit, standard output, standard error.
pub(super) fn run(env: &Env, args: &[&str]) -> (Exit, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["credits"].iter().chain(args).map(std::ffi::OsString::from);
    let exit = super::run(args, env, &mut std::io::empty(), &mut out, &mut err);
    (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}
