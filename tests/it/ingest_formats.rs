//! `docs/reference/formats.md` is made of what the reader knows and of the fixtures. `UPDATE=1` writes it.

use std::fmt::Write as _;
use std::fs;

use credits::inside::ingest::Role;
use credits::inside::ingest::{FORMATS, IGNORED, LARGEST, REASONS, neighbours, refusal};

use crate::program::root;

/// The folder's name, what it shows and how its files are called.
fn fixtures() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("fixtures/exports")).unwrap() {
        let folder = entry.unwrap().path();
        let text = fs::read_to_string(folder.join("truth.toml")).unwrap();
        let truth: toml::Value = toml::from_str(&text).unwrap();
        let shows = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .unwrap_or_default()
            .to_owned();
        let count = |key: &str| truth[key].as_integer().unwrap();
        let parts = [
            ("events", count("events")),
            ("rejected", count("rejected")),
            ("duplicates", count("duplicates")),
            ("ignored", count("ignored")),
        ];
        let said: Vec<String> =
            parts.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        found.push((
            name,
            shows,
            if said.is_empty() { "no rows".to_owned() } else { said.join(", ") },
        ));
    }
    found.sort();
    found
}

fn code(words: impl Iterator<Item = impl AsRef<str>>) -> String {
    words.map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ")
}

fn page() -> String {
    let mut out = String::from(
        "# What can be read\n\nMade by a test from the reader's own lists and from `fixtures/exports`; `UPDATE=1 cargo test --test it formats` writes it.\n\
         `credits inspect FILE` shows how a file of yours is read, and what to type where that is wrong.\n\n## Formats\n\n",
    );
    let _ = writeln!(
        out,
        "`--from` takes {}, and the names of other tools' exports: {}. Without it the content decides, never the file's name.\n\n\
         - Separated by `,` `;` tab or `|`; quotes doubled; lines that end in LF, CRLF, CR or a mix; a title above the header; headers repeated; sums below.\n\
         - JSON: an array, a page with `items` and the like, one record per line. Numbers are read from their text.\n\
         - Each also compressed with gzip, in one member or several. UTF-8, UTF-16 with and without a byte order mark, Windows-1252; others by `--encoding`.\n\
         - Delimited text and one JSON record per line may be of any size for report, check and compare. A JSON document, and every log for the commands that look at single events, is held in memory: at most {} MiB of text a file and 1,000,000 rows a run. A table has at most 200,000 columns. More is refused, with what to do.\n",
        code(FORMATS.iter()),
        code(neighbours::names().iter()),
        LARGEST >> 20,
    );
    out.push_str("## Columns\n\nThe names that play each role, best first. Compared without case, `_`, `-`, `.`, spaces and units in brackets; `creditsUsed` is `credits_used`.\n`--map ROLE=COLUMN` names any other; `--map ROLE=none` says that no column plays it.\n\n\
         A file without a time, or with neither an amount nor an operation that a rate card knows, is refused. So is one that could be read, but where a column of no role\n\
         holds what decides about the total: numbers that could be the credits, operations, or a ledger's kinds. Other columns of no role are named in a note.\n\n| role | means | columns |\n|---|---|---|\n");
    for role in Role::ALL {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} |",
            role.name(),
            role.doc().trim_end_matches('.'),
            code(role.aliases().iter())
        );
    }
    out.push_str("\n## Exports of other tools\n\nRead without a flag, in their own unit, which the report names. Files of different units are not added up.\n\
         Their rows have no ids, so an event that stands in two files is known by its whole row. Files with the same columns may overlap; two files of one tool with\n\
         different columns (an older and a newer export) must not cover the same days, or the events of those days count twice.\n\n| export | known by the columns |\n|---|---|\n");
    for name in neighbours::names() {
        for layout in neighbours::layouts(name) {
            let _ = writeln!(out, "| `{name}` | {} |", code(layout.split(", ")));
        }
    }
    out.push_str("\nNamed and refused, because they hold no credits; `--map` reads them all the same.\n\n| export | holds | known by the columns |\n|---|---|---|\n");
    for (name, holds, columns) in refusal::exports() {
        let _ = writeln!(out, "| {name} | {holds} | {} |", code(columns.iter()));
    }
    for (title, what, list) in [
        (
            "Rejected rows",
            "A row that cannot be read is counted, listed by `--rejects FILE`, and in no sum.",
            REASONS,
        ),
        ("Ignored rows", "A row that is no usage is counted, and in no sum.", IGNORED),
    ] {
        let _ = writeln!(out, "\n## {title}\n\n{what}\n\n| reason | meaning |\n|---|---|");
        for (id, meaning) in list {
            let _ = writeln!(out, "| `{id}` | {meaning} |");
        }
    }
    out.push_str("\n## Shown by an example\n\nEach folder of `fixtures/exports` holds its files and, in `truth.toml`, what is in them.\n\n| folder | shows | reads as |\n|---|---|---|\n");
    for (name, shows, reads) in fixtures() {
        let _ = writeln!(out, "| `{name}` | {} | {reads} |", shows.replace('|', "\\|"));
    }
    out
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "asks the person who runs the tests, not the program's user"
)]
fn the_page_of_formats_is_up_to_date() {
    let path = root().join("docs/reference/formats.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let held = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        held == page,
        "docs/reference/formats.md is not what the reader knows: UPDATE=1 cargo test --test it formats"
    );
}

#[test]
fn a_page_of_another_tools_log_names_its_unit() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("fixtures/exports")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("cursor") && !name.starts_with("copilot") {
            continue;
        }
        let folder = folder.display().to_string();
        for format in ["text", "markdown"] {
            let ran = crate::program::run(&["report", &folder, "-q", "-f", format]);
            assert_eq!(ran.exit, credits::cli::Exit::Ok, "{}", ran.stderr);
            // What is said of the platform's credits is that these are none.
            let said = ran
                .stdout
                .replace('\n', " ")
                .replace("not the platform's credits", "")
                .replace("AI credits", "");
            for word in [
                "known pool",
                "message:",
                "message credits",
                "the builder",
                "base44",
                "allowance",
                " credits",
            ] {
                assert!(!said.contains(word), "{name} as {format} says {word:?}:\n{}", ran.stdout);
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 12);
}
