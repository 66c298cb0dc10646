//! The build script: records from which sources and how a release was built, for `credits --version`.
//!
//! Only optimized builds are recorded: a development build would be compiled again after each commit. Nothing here reads a clock, so two
//! builds of one commit are the same. The date is `SOURCE_DATE_EPOCH`, if the builder sets it.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
#![allow(clippy::disallowed_methods, reason = "cargo passes the build in variables")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What changes a build. The folder of version control is added if there is one.
const SOURCES: [&str; 3] = ["src", "Cargo.toml", "Cargo.lock"];

fn main() {
    for name in ["CREDITS_COMMIT", "SOURCE_DATE_EPOCH"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    println!("cargo::rerun-if-changed=src/cli/version/build.rs");
    if variable("PROFILE").as_deref() != Some("release") {
        return;
    }
    let record = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            println!("cargo::rustc-env=CREDITS_BUILD_{name}={value}");
        }
    };
    record("COMMIT", commit());
    record("DATE", variable("SOURCE_DATE_EPOCH").and_then(|text| date(&text)));
    record("TARGET", variable("TARGET"));
    record("PROFILE", profile());
    record("RUSTC", output(&variable("RUSTC").unwrap_or_default(), &["--version"]));
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// What a command prints; `None` if it cannot be run.
fn output(program: &str, args: &[&str]) -> Option<String> {
    let ran = Command::new(program).args(args).output().ok().filter(|ran| ran.status.success())?;
    Some(String::from_utf8(ran.stdout).ok()?.trim().to_owned())
}

/// `dist`: the folder of the build, as `PROFILE` is `release` for every optimized profile.
fn profile() -> Option<String> {
    let out = PathBuf::from(variable("OUT_DIR")?);
    Some(out.ancestors().nth(3)?.file_name()?.to_str()?.to_owned())
}

/// The commit: as the builder says, else of the checkout, else of the published package.
fn commit() -> Option<String> {
    variable("CREDITS_COMMIT").or_else(checked_out).or_else(packaged)
}

/// The commit that is checked out, from the files of version control; git itself is only asked whether the sources were changed since.
fn checked_out() -> Option<String> {
    let own = Path::new(".git");
    let folder = if own.is_dir() {
        own.to_path_buf()
    } else {
        PathBuf::from(fs::read_to_string(own).ok()?.strip_prefix("gitdir: ")?.trim())
    };
    // A further worktree keeps its branches in the folder of the first one.
    let common = fs::read_to_string(folder.join("commondir"));
    let common = common.map_or_else(|_| folder.clone(), |path| folder.join(path.trim()));
    let head = folder.join("HEAD");
    let mut watched = SOURCES.map(PathBuf::from).to_vec();
    watched.push(head.clone());
    let text = fs::read_to_string(head).ok()?;
    let commit = match text.trim().strip_prefix("ref: ") {
        None => text.trim().to_owned(),
        Some(branch) => {
            let packed = common.join("packed-refs");
            watched.extend([common.join(branch), packed.clone()]);
            let loose = fs::read_to_string(common.join(branch)).ok();
            loose.or_else(|| of_packed(&fs::read_to_string(packed).ok()?, branch))?
        }
    };
    for path in watched.iter().filter(|path| path.exists()) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let mut status = vec!["status", "--porcelain", "--"];
    status.extend(SOURCES);
    let changed = output("git", &status).is_some_and(|changes| !changes.is_empty());
    let note = if changed { ", with changes that are not committed" } else { "" };
    Some(format!("{}{note}", commit.trim()))
}

/// A line of `packed-refs`: `COMMIT refs/heads/main`.
fn of_packed(text: &str, branch: &str) -> Option<String> {
    text.lines().find_map(|line| line.strip_suffix(branch)?.strip_suffix(' ').map(str::to_owned))
}

/// The commit that `cargo package` writes beside the manifest.
fn packaged() -> Option<String> {
    let text = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1).map(str::to_owned)
}

/// The UTC day of a number of seconds since 1970, as `2026-11-26`. (Civil from days, by Howard Hinnant.)
fn date(seconds: &str) -> Option<String> {
    let days = seconds.trim().parse::<i64>().ok()?.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}
