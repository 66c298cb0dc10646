//! The two flags that decide how an error is shown, read before the command line is parsed: an
//! error in the command line or in a setting must already be shown as JSON or in colour.

use std::ffi::OsString;

use super::env::Env;

/// `--json` or `--format json`, and `--color`, with their variables.
pub(crate) struct EarlyFlags {
    pub(crate) json: bool,
    color: Option<String>,
}

impl EarlyFlags {
    pub(crate) fn of(args: &[OsString], env: &Env) -> Self {
        let words: Vec<String> = args
            .iter()
            .skip(1)
            .map(|a| a.to_string_lossy().into_owned())
            .take_while(|a| a != "--")
            .collect();
        let variable = |name: &str| env.var(name).map(str::to_lowercase);
        let format = value(&words, &["--format", "-f"]).or_else(|| variable("CREDITS_FORMAT"));
        let json_variable = variable("CREDITS_JSON")
            .is_some_and(|text| ["true", "1", "yes", "on"].contains(&text.as_str()));
        let json = words.iter().any(|w| w == "--json" || is_cluster_with_j(w))
            || format.as_deref().is_some_and(|f| f.starts_with("json"))
            || (format.is_none() && json_variable);
        Self { json, color: value(&words, &["--color"]).or_else(|| variable("CREDITS_COLOR")) }
    }

    /// Returns whether to use colour on a stream.
    pub(crate) fn color(&self, env: &Env, terminal: bool) -> bool {
        match self.color.as_deref() {
            Some("always") => true,
            Some("never") => false,
            _ => terminal && env.var("NO_COLOR").is_none() && env.var("TERM") != Some("dumb"),
        }
    }
}

/// The last value of a flag: `--format json`, `--format=json`, `-f json`, `-fjson`.
fn value(words: &[String], names: &[&str]) -> Option<String> {
    let of_name = |at: usize, word: &str, name: &str| {
        let rest = word.strip_prefix(name)?;
        match rest.strip_prefix('=') {
            Some(value) => Some(value.to_owned()),
            None if rest.is_empty() => words.get(at + 1).cloned(),
            None if !name.starts_with("--") => Some(rest.to_owned()),
            None => None,
        }
    };
    let mut from_the_end = words.iter().enumerate().rev();
    let found =
        from_the_end.find_map(|(at, word)| names.iter().find_map(|name| of_name(at, word, name)));
    found.map(|value| value.to_lowercase())
}

/// True for `-j`, `-qj`, …: short switches in one word.
fn is_cluster_with_j(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    letters.contains('j') && letters.bytes().all(|b| b"jqv".contains(&b))
}
