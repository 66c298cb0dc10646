//! Ctrl-C and `SIGTERM`, sent to the program itself.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for any machine; a run that has not ended by then does not end.
const PATIENCE: Duration = Duration::from_secs(60);

fn reading_a_pipe(dir: &Path, command: &str, arguments: &[&str]) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_credits"))
        .args([command, "-"])
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let pipe = child.stdin.as_mut().unwrap();
    // More than a pipe holds, so that the program is known to read when the last of it is written; and the pipe stays open.
    let row = "2026-05-01T09:00:00Z,shop,prompt,1.5\n";
    pipe.write_all(b"timestamp,app,operation,credits\n").unwrap();
    pipe.write_all(row.repeat(1_000_000 / row.len()).as_bytes()).unwrap();
    child
}

fn code(mut child: Child) -> Option<i32> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    panic!("still running");
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn names(dir: &Path) -> Vec<String> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_run_that_reads_ends_and_leaves_nothing_but_what_was_there() {
    for (signal, ends_with) in [("INT", 130), ("TERM", 143)] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("old.json"), "old").unwrap();
        let mut child = reading_a_pipe(
            dir.path(),
            "report",
            &["-o", "old.json", "-o", "new.html", "--rejects", "rejects.csv"],
        );
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        send(signal, &child);
        assert_eq!(code(child), Some(ends_with));
        let mut said = String::new();
        out.read_to_string(&mut said).unwrap();
        err.read_to_string(&mut said).unwrap();
        assert_eq!(said, "");
        assert_eq!(names(dir.path()), ["old.json"]);
        assert_eq!(fs::read_to_string(dir.path().join("old.json")).unwrap(), "old");
    }
}

#[test]
fn the_same_run_to_its_end_writes_both() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = reading_a_pipe(dir.path(), "report", &["-o", "old.json", "-o", "new.html"]);
    drop(child.stdin.take());
    assert_eq!(code(child), Some(0));
    assert!(
        fs::read_to_string(dir.path().join("old.json")).unwrap().contains("\"credits.report/1\"")
    );
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn a_run_that_writes_leaves_the_whole_file_or_none() {
    for (signal, ends_with) in [("INT", 130), ("TERM", 143)] {
        let dir = tempfile::tempdir().unwrap();
        let mut child = reading_a_pipe(dir.path(), "events", &["-q", "-o", "events.csv"]);
        drop(child.stdin.take());
        while names(dir.path()).is_empty() && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        if child.try_wait().unwrap().is_none() {
            send(signal, &child);
        }
        match code(child) {
            Some(code) if code == ends_with && names(dir.path()).is_empty() => {}
            // The signal came when the file had its name.
            Some(code) if code == 0 || code == ends_with => {
                assert_eq!(names(dir.path()), ["events.csv"]);
                assert!(
                    fs::read_to_string(dir.path().join("events.csv")).unwrap().lines().count()
                        > 20_000
                );
            }
            other => panic!("{other:?}"),
        }
    }
}
