//! What is written where, and what is hidden in it.

use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use super::words;
use crate::cli::error::{Failure, Kind};
use crate::cli::layer::{Merged, Text};
use crate::cli::near::did_you_mean;
use crate::render;

/// File names that mean a format, where the report's own formats do not say so. `jsonl` is for events, the others are for gates.
const NAMES: [(&str, &[&str]); 4] = [
    ("jsonl", &["jsonl", "ndjson"]),
    ("junit", &["xml"]),
    ("sarif", &["sarif"]),
    ("prometheus", &["prom"]),
];

/// Every format of any command, and the file names that mean it: those of a report first, as `render` lists them.
pub static FORMATS: LazyLock<Vec<(&'static str, &'static [&'static str])>> = LazyLock::new(|| {
    let mut formats: Vec<_> = render::ALL.iter().map(|info| (info.id, info.extensions)).collect();
    let more = ["jsonl"].into_iter().chain(render::gate::GATE.iter().map(|(id, _)| *id));
    for id in more {
        if formats.iter().all(|(known, _)| *known != id) {
            formats.push((
                id,
                NAMES.iter().find(|(name, _)| *name == id).map_or(&[][..], |(_, names)| *names),
            ));
        }
    }
    formats
});

/// What `--format` takes.
pub fn ids() -> Vec<&'static str> {
    FORMATS.iter().map(|(id, _)| *id).collect()
}

/// Where an output goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file, a device, a pipe.
    File(PathBuf),
}

/// One output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// One of [`FORMATS`]; none: the command's default.
    pub format: Option<String>,
    /// Where it goes.
    pub target: Target,
}

/// What to hide.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Redact {
    /// Names of users.
    pub users: bool,
    /// Names of apps.
    pub apps: bool,
    /// Prompts, messages, notes.
    pub text: bool,
    /// The secret with which names are hidden the same way every time.
    pub key: Option<String>,
}

impl Redact {
    /// From what was written.
    pub fn of(written: &Merged) -> Result<Self, Failure> {
        let mut redact =
            Self { key: written.one("redact-key").map(|t| t.text.clone()), ..Self::default() };
        for text in written.all("redact") {
            match words::one_of(text, &[("users", 0), ("apps", 1), ("text", 2)])? {
                0 => redact.users = true,
                1 => redact.apps = true,
                _ => redact.text = true,
            }
        }
        Ok(redact)
    }
}

/// The outputs; standard output where none is named.
pub fn outputs(written: &Merged) -> Result<Vec<Output>, Failure> {
    let words: Vec<(&str, &str)> = FORMATS.iter().map(|(name, _)| (*name, *name)).collect();
    let mut asked = written.one("format").map(|t| words::one_of(t, &words)).transpose()?;
    if written.on("json")? {
        asked = Some("json");
    }
    let named = written.all("output");
    if named.is_empty() {
        return Ok(vec![Output { format: asked.map(str::to_owned), target: Target::Stdout }]);
    }
    // Annotations are for the log of the step; files that are named beside them keep the format of their names.
    if asked == Some("github") {
        let mut outputs =
            named.iter().map(|text| output(text, None)).collect::<Result<Vec<_>, _>>()?;
        if !outputs.iter().any(|o| o.target == Target::Stdout) {
            outputs.push(Output { format: Some("github".to_owned()), target: Target::Stdout });
        }
        return Ok(outputs);
    }
    named.iter().map(|text| output(text, asked)).collect()
}

fn output(text: &Text, asked: Option<&str>) -> Result<Output, Failure> {
    let (prefix, file) = prefix(text)?;
    if file.is_empty() {
        return Err(text
            .wrong("no file is named")
            .hint("report.html, json=report.dat, or - for standard output"));
    }
    if file == "-" {
        return Ok(Output { format: prefix.or(asked).map(str::to_owned), target: Target::Stdout });
    }
    let path = PathBuf::from(file);
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let by_name = extension
        .as_deref()
        .and_then(|e| FORMATS.iter().find(|(_, names)| names.contains(&e)))
        .map(|(name, _)| *name);
    let format = match (prefix, asked, by_name) {
        (Some(format), ..) | (None, Some(format), None) => Some(format),
        (None, Some(format), Some(other)) if format != other => {
            let failure =
                text.wrong(format!("{file} is {other} by its name, and {format} was asked for"));
            return Err(
                failure.hint(format!("-o {format}={file} writes {format} into it all the same"))
            );
        }
        (None, _, Some(other)) => Some(other),
        (None, None, None) if extension.is_none() || is_special(&path) => None,
        (None, None, None) => {
            return Err(text
                .wrong(format!("the name {file} does not tell a format"))
                .hint(format!("-o json={file}")));
        }
    };
    Ok(Output { format: format.map(str::to_owned), target: Target::File(path) })
}

/// The format before `=`, and the file.
fn prefix(text: &Text) -> Result<(Option<&'static str>, &str), Failure> {
    let Some((word, file)) =
        text.text.split_once('=').filter(|(word, _)| !word.contains(['/', '\\', '.']))
    else {
        return Ok((None, &text.text));
    };
    if let Some((name, _)) = FORMATS
        .iter()
        .find(|(name, names)| name.eq_ignore_ascii_case(word) || names.contains(&word))
    {
        return Ok((Some(name), file));
    }
    let known = FORMATS.iter().map(|(name, _)| *name);
    let failure = text
        .wrong(format!("{word:?} is not one of {}", known.clone().collect::<Vec<_>>().join(", ")));
    Err(failure.hint(
        did_you_mean(word, known)
            .unwrap_or_else(|| format!("a file of that name is ./{}", text.text)),
    ))
}

fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| !m.is_file())
}

/// Two outputs into one file would leave only the second.
pub fn no_target_twice(
    outputs: &[Output],
    rejects: Option<&Path>,
    written: &Merged,
) -> Result<(), Failure> {
    let rejects = rejects.map(|path| {
        if path == Path::new("-") { Target::Stdout } else { Target::File(path.to_path_buf()) }
    });
    let targets: Vec<&Target> = outputs.iter().map(|o| &o.target).chain(&rejects).collect();
    for (at, target) in targets.iter().enumerate() {
        if targets[..at].iter().any(|earlier| same(earlier) == same(target)) {
            let name = match target {
                Target::Stdout => "standard output".to_owned(),
                Target::File(path) => path.display().to_string(),
            };
            let why = format!("{name} would be written twice");
            let text = written.all("output").get(at).or(written.one("rejects"));
            return Err(
                text.map_or_else(|| Failure::new(Kind::Usage, why.clone()), |t| t.wrong(&why))
            );
        }
    }
    Ok(())
}

/// A target under its plainest name, so that `./a` and `a` are the same.
fn same(target: &Target) -> Target {
    let Target::File(path) = target else { return Target::Stdout };
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match parent.canonicalize() {
        Ok(real) => Target::File(real.join(name)),
        Err(_) => Target::File(path.components().filter(|c| *c != Component::CurDir).collect()),
    }
}
