//! `credits --version`: the version, from which sources and how the program was built, and how old its prices are. `-V` is the first line.
//!
//! Both are answered before anything else is done, so that asking for the version costs as little as a program can.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::exit::Exit;
use crate::model::catalog::Newest;
use crate::model::{catalog, plan};

/// What the build script recorded. A development build has none of it.
struct Build {
    commit: Option<&'static str>,
    date: Option<&'static str>,
    target: Option<&'static str>,
    profile: Option<&'static str>,
    rustc: Option<&'static str>,
}

const THIS: Build = Build {
    commit: option_env!("CREDITS_BUILD_COMMIT"),
    date: option_env!("CREDITS_BUILD_DATE"),
    target: option_env!("CREDITS_BUILD_TARGET"),
    profile: option_env!("CREDITS_BUILD_PROFILE"),
    rustc: option_env!("CREDITS_BUILD_RUSTC"),
};

/// Answers, if the version is all that is asked for.
pub fn answer_version(args: &[OsString], stdout: &mut dyn Write) -> Option<Exit> {
    let answer = match args {
        [_, flag] if flag == "--version" => long(&THIS),
        [_, flag] if flag == "-V" => short(),
        _ => return None,
    };
    match stdout.write_all(answer.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Some(Exit::Error),
        _ => Some(Exit::Ok),
    }
}

fn short() -> String {
    format!("credits {}\n", env!("CARGO_PKG_VERSION"))
}

fn long(build: &Build) -> String {
    let mut text = short();
    let commit = build.commit.unwrap_or("not recorded in a development build");
    let date = build.date.map(|day| format!(", of {day}")).unwrap_or_default();
    let _ = writeln!(text, "commit      {commit}{date}");
    let how = [build.target, build.profile, build.rustc].into_iter().flatten().collect::<Vec<_>>();
    if !how.is_empty() {
        let _ = writeln!(text, "build       {}", how.join(", "));
    }
    let _ = writeln!(text, "rate cards  {}", in_words(&catalog::newest()));
    let _ = writeln!(text, "plans       as published in {}", plan::published().unwrap_or("?"));
    text
}

/// `base44-2026-11 is the newest, in force from 2026-11-01, last checked on 2026-11-25`.
pub(super) fn in_words(card: &Newest) -> String {
    let day = |before: &str, day: Option<&str>| {
        day.map(|day| format!(", {before} {day}")).unwrap_or_default()
    };
    let from = day("in force from", card.effective_from);
    let checked = day("last checked on", card.checked_on);
    format!("{} is the newest{from}{checked}", card.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit::Exit;
    use crate::cli::testing::{env, run};

    #[test]
    fn a_release_says_what_it_is_made_of() {
        let build = Build {
            commit: Some("32bb3b4c"),
            date: Some("2026-11-26"),
            target: Some("x86_64-unknown-linux-musl"),
            profile: Some("dist"),
            rustc: Some("rustc 1.95.0"),
        };
        let text = long(&build);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], concat!("credits ", env!("CARGO_PKG_VERSION")));
        assert_eq!(lines[1], "commit      32bb3b4c, of 2026-11-26");
        assert_eq!(lines[2], "build       x86_64-unknown-linux-musl, dist, rustc 1.95.0");
        assert!(lines[3].starts_with("rate cards  base44-20"));
        assert!(lines[4].starts_with("plans       as published in "));
        assert_eq!(lines.len(), 5);
    }

    #[test]
    fn the_short_form_is_one_line_and_both_are_answers() {
        let (exit, short, err) = run(&env(), &["-V"]);
        assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
        let (exit, long, err) = run(&env(), &["--version"]);
        assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
        assert_eq!(short.lines().count(), 1);
        assert!(long.starts_with(&short) && long.lines().count() >= 4, "{long}");
        // Beside other words the parser answers, with the short form.
        assert_eq!(run(&env(), &["--version", "report"]).1, short);
    }
}
