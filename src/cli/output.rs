//! Writes outputs. A regular file appears complete or not at all; devices, pipes and standard output
//! are written directly, after the files.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};
use tempfile::NamedTempFile;

use super::error::{Failure, Kind};
use super::interrupt;
use super::settings::output::GZIP;
use super::settings::{Output, Target};

/// Writes each output with `render`. Regular files are written under temporary names and renamed
/// when they are complete, so that nobody reads half a report, even after Ctrl-C.
///
/// An output that fails does not stop the others. Returns the first failure, which names the other
/// ones too; a closed pipe counts only if there is no other.
pub(crate) fn write(
    outputs: &[Output],
    stdout: &mut dyn Write,
    mut render: impl FnMut(&Output, &mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut failures: Vec<Failure> = Vec::new();
    let mut complete: Vec<(NamedTempFile, PathBuf)> = Vec::new();
    let mut direct: Vec<&Output> = Vec::new();
    for output in outputs {
        match begun(output, &mut render) {
            Ok(Some(file)) => complete.push(file),
            Ok(None) => direct.push(output),
            Err(failure) => failures.push(failure),
        }
    }
    failures.extend(rename(complete));
    for output in direct {
        failures.extend(write_directly(output, stdout, &mut render).err());
    }
    let is_closed = |failure: &Failure| failure.kind == Kind::Closed;
    let first = failures.iter().position(|failure| !is_closed(failure)).unwrap_or(0);
    if first >= failures.len() {
        return Ok(());
    }
    let failure = failures.remove(first);
    let others = failures.iter().filter(|failure| !is_closed(failure));
    Err(others.fold(failure, |failure, other| {
        let file = other.file.as_deref().unwrap_or("another output");
        failure.hint(format!("{file} is not written either: {}", other.message))
    }))
}

/// Writes an output under a temporary name. Returns that file and its final place; `None` if the
/// output is not a regular file.
fn begun(
    output: &Output,
    render: &mut impl FnMut(&Output, &mut dyn Write) -> Result<(), Failure>,
) -> Result<Option<(NamedTempFile, PathBuf)>, Failure> {
    let Target::File(path) = &output.target else { return Ok(None) };
    // Replace the file that a link points to, not the link.
    let place = path.canonicalize().unwrap_or_else(|_| path.clone());
    match place.metadata() {
        Ok(meta) if meta.is_dir() => return Err(cannot(path, "it is a directory")),
        Ok(meta) if !meta.is_file() => return Ok(None),
        _ => {}
    }
    if let Some(folder) = folder_of(&place).filter(|folder| !folder.is_dir()) {
        if let Some(file) = folder.ancestors().find(|above| above.is_file()) {
            return Err(cannot(path, format!("{} is a file, not a folder", file.display())));
        }
        let why = format!("the folder {} does not exist", folder.display());
        return Err(
            cannot(path, why).hint(format!("create it first: mkdir -p {}", folder.display()))
        );
    }
    let mut file = temporary(&place).map_err(|error| cannot(path, without_path(&error)))?;
    let mut writer = BufWriter::new(file.as_file_mut());
    if path.to_string_lossy().ends_with(GZIP) {
        // Without a time, the same text gives the same bytes.
        let mut packed = GzBuilder::new().mtime(0).write(&mut writer, Compression::default());
        render(output, &mut packed)?;
        packed.finish().map_err(|error| cannot(path, error))?;
    } else {
        render(output, &mut writer)?;
    }
    writer.flush().map_err(|error| cannot(path, error))?;
    drop(writer);
    Ok(Some((file, place)))
}

/// Writes an output that is standard output, a device or a pipe.
fn write_directly(
    output: &Output,
    stdout: &mut dyn Write,
    render: &mut impl FnMut(&Output, &mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match &output.target {
        Target::Stdout => direct_to(stdout, |writer| render(output, writer)),
        Target::File(path) => {
            let file =
                File::options().write(true).open(path).map_err(|error| cannot(path, error))?;
            direct_to(&mut BufWriter::new(file), |writer| render(output, writer))
        }
    }
}

/// Gives complete files their names, and returns the failures. A signal waits until all have them.
fn rename(complete: Vec<(NamedTempFile, PathBuf)>) -> Vec<Failure> {
    let (mut unfinished, mut failures) = (interrupt::unfinished(), Vec::new());
    for (file, place) in complete {
        let name = file.path().to_path_buf();
        failures.extend(file.persist(&place).map_err(|error| cannot(&place, error.error)).err());
        unfinished.retain(|path| *path != name);
    }
    failures
}

/// A writer that remembers whether its reader closed the pipe: some formats wrap that error beyond
/// recognition.
struct Watched<'a> {
    inner: &'a mut dyn Write,
    closed: bool,
}

impl Watched<'_> {
    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        self.closed |=
            result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        result
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.note(result)
    }
}

fn direct_to(
    inner: &mut dyn Write,
    render: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut writer = Watched { inner, closed: false };
    let result = render(&mut writer).and_then(|()| Ok(writer.flush()?));
    if writer.closed { Err(io::Error::from(io::ErrorKind::BrokenPipe).into()) } else { result }
}

/// Fails if a command cannot write the format of one of its outputs.
pub(crate) fn supports(outputs: &[Output], command: &str, formats: &[&str]) -> Result<(), Failure> {
    let other = outputs.iter().filter_map(|o| o.format.as_deref()).find(|f| !formats.contains(f));
    other.map_or(Ok(()), |format| {
        let failure =
            Failure::new(Kind::Usage, format!("credits {command} does not write {format}"));
        Err(failure.hint(format!("it writes {}", formats.join(", "))))
    })
}

/// A new file in the directory of `place`, with the permissions that `place` has or would get.
/// Signals remove it until it is renamed.
fn temporary(place: &Path) -> io::Result<NamedTempFile> {
    let dir = folder_of(place).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".credits-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut unfinished = interrupt::unfinished();
    let file = builder.tempfile_in(dir)?;
    unfinished.push(file.path().to_path_buf());
    drop(unfinished);
    if let Ok(old) = fs::metadata(place) {
        fs::set_permissions(file.path(), old.permissions())?;
    }
    Ok(file)
}

/// The folder of a file; `None` for the current one.
fn folder_of(place: &Path) -> Option<&Path> {
    place.parent().filter(|p| !p.as_os_str().is_empty())
}

/// Why a temporary file could not be created. Its name means nothing to a user.
fn without_path(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string().split(" at path ").next().unwrap_or_default().to_owned(),
    }
}

fn cannot(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::new(Kind::Output, format!("cannot write: {why}")).at(
        path.display().to_string(),
        None,
        None,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(path: &Path) -> Output {
        Output { format: None, target: Target::File(path.to_path_buf()) }
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_when_it_is_complete_whatever_becomes_of_the_others() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a.json"), dir.path().join("b.json"));
        fs::write(&a, "old").unwrap();
        let mut out = Vec::new();
        let failed = write(&[to(&a), to(&b)], &mut out, |output, writer| {
            writer.write_all(b"new")?;
            if *output == to(&a) { Err(Failure::new(Kind::Input, "no")) } else { Ok(()) }
        });
        assert_eq!(failed.unwrap_err().message, "no");
        assert_eq!(fs::read_to_string(&a).unwrap(), "old");
        assert_eq!(names(dir.path()), ["a.json", "b.json"]);
        write(&[to(&a), to(&b)], &mut out, |_, writer| Ok(writer.write_all(b"new")?)).unwrap();
        assert_eq!(fs::read_to_string(&a).unwrap(), "new");
        assert_eq!(names(dir.path()), ["a.json", "b.json"]);
        assert!(out.is_empty());
    }

    #[test]
    fn standard_output_comes_last_wherever_it_was_named() {
        let dir = tempfile::tempdir().unwrap();
        let stdout = Output { format: None, target: Target::Stdout };
        let mut order = Vec::new();
        let mut out = Vec::new();
        write(&[stdout.clone(), to(&dir.path().join("x"))], &mut out, |output, writer| {
            order.push(output.target == Target::Stdout);
            Ok(writer.write_all(b"r")?)
        })
        .unwrap();
        assert_eq!((order, out.as_slice()), (vec![false, true], b"r".as_slice()));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_not_replaced_and_a_link_stays_a_link() {
        let dir = tempfile::tempdir().unwrap();
        write(&[to(Path::new("/dev/null"))], &mut Vec::new(), |_, w| Ok(w.write_all(b"x")?))
            .unwrap();
        assert!(!Path::new("/dev/null").is_file());
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&[to(&link)], &mut Vec::new(), |_, w| Ok(w.write_all(b"new")?)).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(&[to(&path)], &mut Vec::new(), |_, w| Ok(w.write_all(b"new")?)).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_directory_and_a_missing_directory_are_errors_with_the_path() {
        let dir = tempfile::tempdir().unwrap();
        for path in [dir.path().to_path_buf(), dir.path().join("no/such/x.json")] {
            let failure = write(&[to(&path)], &mut Vec::new(), |_, _| Ok(())).unwrap_err();
            assert_eq!((failure.kind, failure.file.as_deref()), (Kind::Output, path.to_str()));
        }
    }

    #[test]
    fn a_reader_that_went_away_is_seen_through_what_a_format_makes_of_it() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let outputs = [Output { format: None, target: Target::Stdout }];
        let failure = write(&outputs, &mut Gone, |_, writer| {
            Ok(writer.write_all(b"x").map_err(|_| io::Error::other("wrapped"))?)
        });
        assert_eq!(failure.unwrap_err().kind, Kind::Closed);
    }

    #[test]
    fn a_format_that_a_command_does_not_write_is_refused() {
        let outputs = [Output { format: Some("html".into()), target: Target::Stdout }];
        let failure = supports(&outputs, "events", &["csv", "jsonl"]).unwrap_err();
        assert_eq!(failure.message, "credits events does not write html");
        assert!(supports(&outputs, "report", &["html"]).is_ok());
    }
}
