use super::*;

fn paths(inputs: &[InputSpec], below: &Path) -> Vec<String> {
    let Expanded { sources, .. } = expand(inputs).unwrap();
    sources
        .iter()
        .map(|s| s.path.strip_prefix(&*below.to_string_lossy()).unwrap_or(&s.path).to_owned())
        .collect()
}

#[test]
fn directories_are_read_recursively_in_byte_order() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["b.csv", "a.csv.gz", "B.JSON", "notes.md", ".hidden.csv", "sub/z.tsv"] {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    let given = InputSpec::Path(dir.path().to_string_lossy().into_owned());
    assert_eq!(paths(&[given], dir.path()), ["/B.JSON", "/a.csv.gz", "/b.csv", "/sub/z.tsv"]);
    let pattern = InputSpec::Path(format!("{}/*.csv", dir.path().display()));
    assert_eq!(paths(&[pattern], dir.path()), ["/b.csv"]);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.csv"), "x").unwrap();
    let given = InputSpec::Path(dir.path().join("a.csv").to_string_lossy().into_owned());
    let other = InputSpec::Path(format!("{}/./a.csv", dir.path().display()));
    let found = expand(&[given, other]).unwrap();
    assert_eq!((found.sources.len(), found.twice.len()), (1, 1));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_an_error_and_a_pipe_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let below = dir.path();
    fs::write(below.join("a.csv"), "x").unwrap();
    std::os::unix::fs::symlink("nowhere", below.join("readme")).unwrap();
    std::os::unix::net::UnixListener::bind(below.join("s.csv")).unwrap();
    let folder = InputSpec::Path(below.to_string_lossy().into_owned());
    let pattern = InputSpec::Path(format!("{}/*.csv", below.display()));
    for given in [&folder, &pattern] {
        let found = expand(std::slice::from_ref(given)).unwrap();
        assert_eq!((found.sources.len(), found.passed_over.len()), (1, 1));
        assert_eq!(found.passed_over[0].1, "a pipe or a device");
    }
    std::os::unix::fs::symlink("nowhere", below.join("b.csv")).unwrap();
    for given in [folder, pattern] {
        let error = expand(&[given]).unwrap_err().to_string();
        assert!(error.ends_with("it is a link to a file that does not exist"), "{error}");
    }
}

#[test]
fn what_is_not_there_is_an_error() {
    let error = expand(&[InputSpec::Path("no-such-file.csv".into())]).unwrap_err();
    assert_eq!(error.to_string(), "cannot read no-such-file.csv: no such file or directory");
    assert_eq!(
        expand(&[InputSpec::Path("no-such-*.csv".into())]).unwrap_err().to_string(),
        "no file matches no-such-*.csv"
    );
}
