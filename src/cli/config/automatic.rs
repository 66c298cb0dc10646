//! What `credits.toml` may do if nobody named it: it lies in the current folder, and may have come with somebody else's files.
//!
//! Such a file writes below its own folder only, opens no browser, and every file that it asks for is announced.

use std::path::{Component, Path, PathBuf};

use crate::cli::error::Failure;
use crate::cli::origin::{Merged, Origin, Text};

/// Refuses files outside the folder of the configuration file at `path`. Returns the announcements of the others.
pub(crate) fn confine(written: &Merged, path: &Path) -> Result<Vec<String>, Failure> {
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut said = Vec::new();
    for name in ["output", "rejects", "baseline"] {
        if name == "baseline" && !written.on("update-baseline")? {
            continue;
        }
        for text in written.all(name).iter().filter(|text| is_of_file(text)) {
            let file = file_of(name, &text.text);
            if file == "-" {
                continue;
            }
            if !is_below(Path::new(file), folder) {
                let why = format!(
                    "{name}: a credits.toml that is found by itself writes only below its own \
                     folder, and {file} is elsewhere"
                );
                return Err(text.wrong(why).hint(format!(
                    "to allow it, name the configuration file: --config {}",
                    path.display()
                )));
            }
            said.push(format!("{}: {name}: this run writes {file}", text.origin));
        }
    }
    if written.on("open")? && written.one("open").is_some_and(is_of_file) {
        said.push(format!(
            "{}: open: a credits.toml that is found by itself opens nothing; type --open",
            path.display()
        ));
    }
    Ok(said)
}

/// Returns whether the configuration file has this value.
pub(crate) fn is_of_file(text: &Text) -> bool {
    matches!(text.origin, Origin::File { .. })
}

/// The file in a value of a setting: that of `json=report.dat` is `report.dat`.
fn file_of<'t>(name: &str, text: &'t str) -> &'t str {
    match text.split_once('=').filter(|_| name == "output") {
        Some((format, file)) if !format.contains(['/', '\\', '.']) => file,
        _ => text,
    }
}

/// Returns whether a file lies below a folder, by its name and by the links on the way.
fn is_below(file: &Path, folder: &Path) -> bool {
    let relative = file.strip_prefix(folder).unwrap_or(file);
    let is_plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !relative.components().all(is_plain) {
        return false;
    }
    let Ok(root) = folder.canonicalize() else { return true };
    let place = folder.join(relative);
    let real = |path: &Path| -> Option<PathBuf> { path.canonicalize().ok() };
    // The file and its folders need not exist yet, unless a link leads to them.
    let found = if place.is_symlink() { real(&place) } else { place.ancestors().find_map(real) };
    found.is_some_and(|found| found.starts_with(root))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_what_lies_below_the_folder_is_allowed() {
        let dir = tempfile::tempdir().unwrap();
        let here = dir.path();
        for below in ["r.html", "./r.html", "out/r.html", "new/folder/r.html"] {
            assert!(is_below(&here.join(below), here), "{below}");
            assert!(is_below(Path::new(below), Path::new(".")), "{below}");
        }
        for elsewhere in ["../r.html", "out/../../r.html", "/tmp/r.html"] {
            assert!(!is_below(&here.join(elsewhere), here), "{elsewhere}");
            assert!(!is_below(Path::new(elsewhere), Path::new(".")), "{elsewhere}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out_of_the_folder() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let here = dir.path();
        std::os::unix::fs::symlink(other.path(), here.join("out")).unwrap();
        std::os::unix::fs::symlink(other.path().join("new"), here.join("link.html")).unwrap();
        fs::write(here.join("real.html"), "x").unwrap();
        std::os::unix::fs::symlink(here.join("real.html"), here.join("own.html")).unwrap();
        assert!(!is_below(&here.join("out/r.html"), here));
        assert!(!is_below(&here.join("link.html"), here));
        assert!(is_below(&here.join("own.html"), here));
    }
}
