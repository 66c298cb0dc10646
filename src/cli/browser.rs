//! `--open`: opens the HTML page in the browser, if there is a desktop.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempPath;

use super::env::Env;
use super::error::{Failure, Kind};
use super::settings::{Output, Settings, Target};
use super::ui::Ui;
use crate::render::{HtmlOptions, html};

/// The page that is opened when all outputs are written.
struct Page {
    path: PathBuf,
    /// Deletes the page on drop, so that a failed run leaves nothing.
    temporary: Option<TempPath>,
}

impl Page {
    /// The first page that is written to a file. If there is none, adds one in a temporary file and
    /// drops text or HTML on standard output.
    fn among(outputs: &mut Vec<Output>) -> Result<Self, Failure> {
        let html = html::ID;
        for output in outputs.iter() {
            if let (Some(format), Target::File(path)) = (output.format.as_deref(), &output.target)
                && format == html
            {
                return Ok(Self { path: path.clone(), temporary: None });
            }
        }
        let cannot = |error: std::io::Error| {
            Failure::new(
                Kind::Output,
                format!("cannot create a temporary file for the page: {error}"),
            )
        };
        let file = tempfile::Builder::new()
            .prefix("credits-")
            .suffix(".html")
            .tempfile()
            .map_err(cannot)?;
        let temporary = file.into_temp_path();
        let path = temporary.to_path_buf();
        let page = Output { format: Some(html.to_owned()), target: Target::File(path.clone()) };
        outputs.retain(|o| {
            o.target != Target::Stdout || o.format.as_deref().is_some_and(|f| f != html)
        });
        outputs.push(page);
        Ok(Self { path, temporary: Some(temporary) })
    }

    /// Opens the page. Without a desktop, prints its path.
    fn show(self, env: &Env, ui: &mut Ui) -> Result<(), Failure> {
        if let Some(temporary) = self.temporary {
            temporary.keep().map_err(|error| {
                Failure::new(Kind::Output, format!("cannot keep the page: {error}"))
            })?;
        }
        let path = self.path.display().to_string();
        if open(&self.path, env) {
            ui.note(&format!("opened {path}"));
        } else {
            ui.answer(&path);
        }
        Ok(())
    }
}

/// The head of a run's HTML pages, and the page to open.
pub(crate) struct Pages {
    pub(crate) head: HtmlOptions,
    opens: Option<Page>,
}

impl Pages {
    /// `--open` may add an output. Reads the logo only if a page is written, and before anything is,
    /// so that an unreadable logo stops the run early.
    pub(crate) fn of(settings: &Settings, outputs: &mut Vec<Output>) -> Result<Self, Failure> {
        let opens = settings.page.open.then(|| Page::among(outputs)).transpose()?;
        let html = html::ID;
        let wants = outputs.iter().any(|o| o.format.as_deref() == Some(html));
        let head = if wants { settings.page.options()? } else { HtmlOptions::default() };
        Ok(Self { head, opens })
    }

    /// For a failed run: opens nothing, and ignores a logo that cannot be read.
    pub(crate) fn of_failure(settings: &Settings) -> Self {
        Self { head: settings.page.options().unwrap_or_default(), opens: None }
    }

    /// Opens the page, if one is to be opened. Call it when everything is written.
    pub(crate) fn show(self, env: &Env, ui: &mut Ui) -> Result<(), Failure> {
        self.opens.map_or(Ok(()), |page| page.show(env, ui))
    }
}

/// Passes a file to the browser and does not wait. Returns false if there is no desktop, or no
/// program on it that opens files.
fn open(path: &Path, env: &Env) -> bool {
    let Some((program, arguments)) = opener(std::env::consts::OS, env) else { return false };
    // A relative path could begin with a dash and be taken for an option.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut command = Command::new(program);
    command
        .args(arguments)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().is_ok()
}

/// The program that opens files on an operating system, with its first arguments.
fn opener(os: &str, env: &Env) -> Option<(&'static str, &'static [&'static str])> {
    match os {
        "macos" => Some(("open", &[])),
        // `start` is a shell command, and the shell would interpret characters in the path.
        "windows" => Some(("rundll32", &["url.dll,FileProtocolHandler"])),
        _ => env.var("WAYLAND_DISPLAY").or(env.var("DISPLAY")).map(|_| ("xdg-open", [].as_slice())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit::Exit;
    use crate::cli::testing;

    #[test]
    fn a_page_opens_on_a_desktop_only() {
        let bare = testing::env();
        assert_eq!(opener("linux", &bare), None);
        for name in ["DISPLAY", "WAYLAND_DISPLAY"] {
            let mut env = testing::env();
            env.vars.insert(name.to_owned(), ":0".to_owned());
            assert_eq!(opener("linux", &env).unwrap().0, "xdg-open");
        }
        assert_eq!(
            (opener("macos", &bare).unwrap().0, opener("windows", &bare).unwrap().0),
            ("open", "rundll32")
        );
    }

    fn output(format: Option<&str>, file: Option<&str>) -> Output {
        let target = file.map_or(Target::Stdout, |f| Target::File(f.into()));
        Output { format: format.map(str::to_owned), target }
    }

    #[test]
    fn the_page_that_was_asked_for_is_opened_else_a_temporary_one() {
        let mut named = vec![output(Some("json"), None), output(Some("html"), Some("r.html"))];
        let page = Page::among(&mut named).unwrap();
        assert_eq!(
            (page.path.as_path(), named.len(), page.temporary.is_none()),
            (Path::new("r.html"), 2, true)
        );
        for (first, kept) in [
            (output(None, None), 0),
            (output(Some("html"), None), 0),
            (output(Some("json"), None), 1),
        ] {
            let mut outputs = vec![first];
            let page = Page::among(&mut outputs).unwrap();
            assert_eq!(outputs.len(), kept + 1);
            assert_eq!(
                outputs[kept],
                Output { format: Some("html".to_owned()), target: Target::File(page.path.clone()) }
            );
            assert!(page.path.exists());
            let path = page.path.clone();
            drop(page);
            assert!(!path.exists(), "a run that fails leaves nothing");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn without_a_desktop_the_path_is_printed_and_the_page_stays() {
        let (exit, out, err) = testing::run(
            &testing::env(),
            &["demo", "--report", "--open", "-q", "--client", "Acme <Ltd>"],
        );
        assert_eq!((exit, out.as_str()), (Exit::Ok, ""));
        let path = err.strip_suffix('\n').unwrap();
        let page = std::fs::read_to_string(path).unwrap();
        std::fs::remove_file(path).unwrap();
        assert!(page.starts_with("<!doctype html>") && page.contains("Acme &lt;Ltd&gt;"));
    }
}
