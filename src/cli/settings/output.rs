//! Outputs: formats and files, and what is hidden in them.

use std::path::{Component, Path, PathBuf};

use clap::builder::PossibleValue;

use super::values;
use crate::cli::error::{Failure, Kind};
use crate::cli::origin::{Merged, Text};
use crate::cli::suggest::did_you_mean;
use crate::render::{self, OutputFormat};

/// The end of the names of files that are compressed.
pub(crate) const GZIP: &str = ".gz";

/// The values of `--format`, with their help.
pub(crate) fn values() -> Vec<PossibleValue> {
    render::ALL.iter().map(|f| PossibleValue::new(f.id()).help(f.describes())).collect()
}

/// The names of all formats of any command.
fn ids() -> impl Iterator<Item = &'static str> + Clone {
    render::ALL.iter().map(|format| format.id())
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Stdout,
    /// A file, device or pipe.
    File(PathBuf),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Output {
    /// The id of one of `render::ALL`; `None` for the command's default.
    pub(crate) format: Option<String>,
    pub(crate) target: Target,
}

/// What to hide in outputs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Redact {
    pub(crate) users: bool,
    pub(crate) apps: bool,
    /// Prompts, messages and notes.
    pub(crate) text: bool,
    /// With this secret a name has the same pseudonym in every run.
    pub(crate) key: Option<String>,
}

impl Redact {
    pub(crate) fn of(written: &Merged) -> Result<Self, Failure> {
        let mut redact =
            Self { key: written.one("redact-key").map(|t| t.text.clone()), ..Self::default() };
        for text in written.all("redact") {
            match values::one_of(text, &[("users", 0), ("apps", 1), ("text", 2)])? {
                0 => redact.users = true,
                1 => redact.apps = true,
                _ => redact.text = true,
            }
        }
        Ok(redact)
    }
}

/// The outputs; standard output if no file is named.
pub(crate) fn outputs(written: &Merged) -> Result<Vec<Output>, Failure> {
    let words: Vec<(&str, &str)> = ids().map(|id| (id, id)).collect();
    let mut asked = written.one("format").map(|t| values::one_of(t, &words)).transpose()?;
    if written.on("json")? {
        asked = Some("json");
    }
    let named = written.all("output");
    if named.is_empty() {
        return Ok(vec![Output { format: asked.map(str::to_owned), target: Target::Stdout }]);
    }
    // Annotations belong in the log of the step, so `-f github` does not change the format of files.
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
            .hint("write report.html, json=report.dat, or - for standard output"));
    }
    if file == "-" {
        return Ok(Output { format: prefix.or(asked).map(str::to_owned), target: Target::Stdout });
    }
    let path = PathBuf::from(file);
    // `part.csv.gz` is compressed CSV.
    let plain = Path::new(file.strip_suffix(GZIP).unwrap_or(file));
    let extension = plain.extension().map(|e| e.to_string_lossy().to_lowercase());
    let name = plain.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let by_name = name
        .as_deref()
        .and_then(whole_name)
        .or_else(|| {
            let e = extension.as_deref()?;
            render::ALL.iter().copied().find(|format| format.extensions().contains(&e))
        })
        .map(OutputFormat::id);
    let format = match (prefix, asked, by_name) {
        (Some(format), ..) | (None, Some(format), None) => Some(format),
        (None, Some(format), Some(other)) if format != other => {
            let failure = text
                .wrong(format!("the name {file} means {other}, but the format is set to {format}"));
            return Err(
                failure.hint(format!("to write {format} into it anyway: -o {format}={file}"))
            );
        }
        (None, _, Some(other)) => Some(other),
        (None, None, None) if extension.is_none() || is_special(&path) => None,
        (None, None, None) => {
            let failure = text.wrong(format!("no format is known for the name {file}"));
            return Err(failure.hint(instead(file, extension.as_deref().unwrap_or_default())));
        }
    };
    Ok(Output { format: format.map(str::to_owned), target: Target::File(path) })
}

/// The format of `focus.csv` and `may.focus.csv`, which a name means before its last part does.
fn whole_name(name: &str) -> Option<&'static dyn OutputFormat> {
    let is = |wanted: &&&str| {
        let before = name.strip_suffix(**wanted);
        wanted.contains('.')
            && before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    render::ALL.iter().copied().find(|format| format.extensions().iter().any(|e| is(&e)))
}

/// What to write instead of a format that there is not.
fn instead(file: &str, extension: &str) -> String {
    let name = file.get(..file.len().saturating_sub(extension.len() + 1)).unwrap_or("report");
    match extension {
        "pdf" | "ps" => {
            format!(
                "for a PDF: -o {name}.html, open the page, and print it; it is laid out for paper"
            )
        }
        "xls" | "ods" | "numbers" => {
            format!("for a spreadsheet: -o {name}.xlsx")
        }
        "doc" | "docx" | "odt" | "rtf" => {
            format!("for a text document: -o {name}.html; word processors open it")
        }
        "htm" | "xhtml" => format!("for a page: -o {name}.html"),
        _ => format!("name the format: -o json={file}"),
    }
}

/// Splits `FORMAT=FILE`.
fn prefix(text: &Text) -> Result<(Option<&'static str>, &str), Failure> {
    let Some((word, file)) =
        text.text.split_once('=').filter(|(word, _)| !word.contains(['/', '\\', '.']))
    else {
        return Ok((None, &text.text));
    };
    let named = render::by_id(word)
        .or_else(|| render::ALL.iter().copied().find(|format| format.extensions().contains(&word)));
    if let Some(format) = named {
        return Ok((Some(format.id()), file));
    }
    let failure =
        text.wrong(format!("{word:?} is not one of {}", ids().collect::<Vec<_>>().join(", ")));
    Err(failure.hint(
        did_you_mean(word, ids())
            .unwrap_or_else(|| format!("if {0} is a file name, write ./{0}", text.text)),
    ))
}

fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| !m.is_file())
}

/// Refuses two outputs to one file, which would keep only the second.
pub(crate) fn no_target_twice(
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

/// A target under its simplest name, so that `./a` and `a` are equal.
fn same(target: &Target) -> Target {
    let Target::File(path) = target else { return Target::Stdout };
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match parent.canonicalize() {
        Ok(real) => Target::File(real.join(name)),
        Err(_) => Target::File(path.components().filter(|c| *c != Component::CurDir).collect()),
    }
}
