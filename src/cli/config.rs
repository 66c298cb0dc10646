//! `credits.toml`: finds it, reads it, and turns it into one layer of settings. The built-in
//! defaults are a file of the same form.

pub(crate) mod automatic;
#[cfg(test)]
mod schema;
mod source;
mod tables;

use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::env::Env;
use super::error::{Failure, Kind};
use super::origin::{Layer, Origin};
use super::setting_names::{self, Shape};
use source::Source;

/// The file that is looked for in the current directory.
const NAME: &str = "credits.toml";

const DEFAULTS: &str = include_str!("defaults.toml");

/// The built-in layer.
pub(crate) fn defaults() -> Result<Layer, Failure> {
    let mut layer = parse("defaults.toml", DEFAULTS)?;
    for text in layer.values.values_mut().flatten() {
        text.origin = Origin::Default;
    }
    Ok(layer)
}

/// The file to read: `--config`, else `CREDITS_CONFIG`, else `credits.toml` in the current
/// directory if it exists. Also returns whether it was found by itself.
pub(crate) fn path(flag: Option<&Path>, env: &Env) -> Option<(PathBuf, bool)> {
    if let Some(path) =
        flag.map(Path::to_path_buf).or_else(|| env.var("CREDITS_CONFIG").map(PathBuf::from))
    {
        return Some((path, false));
    }
    let here = env.dir.join(NAME);
    here.is_file().then_some((here, true))
}

/// Reads a file. Paths in it are relative to the file.
pub(crate) fn load(path: &Path) -> Result<Layer, Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        let failure =
            Failure::new(Kind::Config, format!("cannot read the configuration file: {error}"))
                .at(&name, None, None);
        failure.hint("credits init writes a commented credits.toml")
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(Kind::Config, "the configuration file is not UTF-8 text")
            .at(&name, None, None)
            .hint("save it as UTF-8 in your editor")
    })?;
    let mut layer = parse(&name, text.strip_prefix('\u{feff}').unwrap_or(&text))?;
    let dir = path.parent().unwrap_or(Path::new(""));
    for (key, values) in &mut layer.values {
        for value in values {
            value.text = beside(key, &value.text, dir);
        }
    }
    Ok(layer)
}

/// A value of the file, with a path in it made relative to the current directory.
fn beside(key: &str, text: &str, dir: &Path) -> String {
    let join = |file: &str| {
        if file == "-" { file.to_owned() } else { dir.join(file).display().to_string() }
    };
    match key {
        _ if setting_names::find(key).is_some_and(|k| k.shape == Shape::Path) => join(text),
        "model" if names_a_file(text) => join(text),
        "output" => match text.split_once('=') {
            Some((format, file)) => format!("{format}={}", join(file)),
            None => join(text),
        },
        _ => text.to_owned(),
    }
}

/// Returns whether a value of `model` is a file and not a name: it ends in `.toml` or has a
/// directory in it.
pub(crate) fn names_a_file(text: &str) -> bool {
    let path = Path::new(text);
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) || text.contains(['/', '\\'])
}

/// Parses the text of a file. Errors call the file `name`.
pub(crate) fn parse(name: &str, text: &str) -> Result<Layer, Failure> {
    let source = Source { name, text };
    let table = DeTable::parse(text).map_err(|error| {
        let lines: Vec<&str> = error.message().lines().collect();
        source.wrong(error.span().unwrap_or_default(), lines.join("; "))
    })?;
    let mut layer = Layer::default();
    source.walk(table.get_ref(), "", &mut layer)?;
    Ok(layer)
}

#[cfg(test)]
mod tests;
