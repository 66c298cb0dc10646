//! `docs/reference/formats.md` is written from the reader's lists and the fixtures. `UPDATE=1` writes it anew.

use std::fmt::Write as _;
use std::fs;

use credits::inside::ingest::Role;
use credits::inside::ingest::{
    FORMATS, IGNORED, MOST_EVENTS, READINGS, REASONS, UNPRICED, known_exports, not_a_log,
};

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

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
    parts.join(",")
}

/// Each file of `fixtures/not-a-log`: its outcome alone, and in a folder beside a log for `report` and for `check`.
fn not_a_log_table() -> String {
    let mut out = String::from(
        "| example | alone, with `report` or `check` | in a folder, `report` | in a folder, `check` |\n|---|---|---|---|\n",
    );
    let folder = root().join("fixtures/not-a-log");
    let log = fs::read(folder.join("log/usage.csv")).unwrap();
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names {
        let dir = tempfile::tempdir().unwrap();
        fs::copy(folder.join(&name), dir.path().join(&name)).unwrap();
        let run = |words: &[&str], input: &str| {
            let args: Vec<String> =
                words.iter().chain(&[input]).map(|word| (*word).to_owned()).collect();
            crate::program::run_in(dir.path(), &args)
        };
        let check = ["check", "--fail-on", "spike"];
        let path = dir.path().join(&name).display().to_string();
        let alone = run(&["report", "--all"], &path);
        let gate = run(&check, &path);
        assert_eq!((alone.exit.code(), gate.exit.code()), (2, 2), "{name}: {}", gate.stderr);
        let said = alone.stderr.lines().next().unwrap_or_default();
        let said = said.trim_start_matches("error: ").trim_start_matches(path.as_str());
        fs::write(dir.path().join("usage.csv"), &log).unwrap();
        let within = |ran: &crate::program::Ran| {
            let is_left_out = ran.stderr.contains(&format!("{name} is left out"));
            let total = ran.exit.code() == 0 && !is_left_out;
            assert!(!total, "{name} is read as a log: {}", ran.stderr);
            assert!(ran.stderr.contains(&name), "{name} is not named: {}", ran.stderr);
            format!("{}{}", ran.exit.code(), if is_left_out { ", left out" } else { "" })
        };
        let dir_path = dir.path().display().to_string();
        let report = within(&run(&["report", "--all"], &dir_path));
        let judged = within(&run(&check, &dir_path));
        let _ =
            writeln!(out, "| `{name}` | 2:{} | {report} | {judged} |", said.replace('|', "\\|"));
    }
    out
}

/// What is read beside logs.
const SNAPSHOTS: &str = "
## Snapshots

Totals of a cycle so far, or balances noted now and then, are read as a snapshot (`format`: `snapshot`). It gives the use, what is left, the use by app or user, and the plan that the
pace so far needs. It has no days: rules and projections that read days are not judged, and nothing is known of the days after it. A gate may clear `budget` and `pace` on a snapshot of the
judged day, and nothing else.

- Totals: `app, message credits, integration credits`, one row for each app (or user), without a date or with one date. Without a date they are taken as of `--as-of`, or today; a gate does not clear on them.
- Balances: `date, message left, integration left`. The use between two of them is their difference; a rise is a reset or a grant. With an allowance, what is left says what the cycle used.
- Bodies of the platform's Monitoring API (Enterprise): `credit_pool` gives both pools with their limits; bodies of apps, superagents and users give parts of them, on which a gate never clears.
- `--from snapshot` reads a table with fewer words as one: `date, message used` can be the use of each day or the total so far, and is asked about if the numbers only rise.

Beside a log a snapshot would count the same credits twice: named together they are refused, and in a folder the snapshot is left out. `credits audit LOG --reported-used SNAPSHOT`
compares the two, app by app. `events`, `audit` and `compare` need events or days and refuse a snapshot.

## HAR files

A HAR file, which a browser saves of its network traffic, is searched for bodies of the platform (`base44.com`, `base44.app`) that hold credits: by day and pool, by day and app, events with credits,
or totals. One kind of them is read, in this order; the others are named in notes, because they hold the same credits. Host and path of the bodies that are read stand in `inputs`. Headers, cookies, tokens
and query strings are not kept, printed or hashed. A body saved as a file of its own is read in the same forms: records with a day, objects whose keys are days, and the lists of a chart.
";

fn page() -> String {
    let mut out = String::from(
        "# What can be read\n\nA test writes this page from the reader's own lists and from `fixtures/exports`: `UPDATE=1 cargo test --test it formats`.\n\
         `credits inspect FILE` shows how your file is read, and what to type if that is wrong.\n\n## Formats\n\n",
    );
    let _ = writeln!(
        out,
        "`--from` takes {}, {} (what the rows are: one thing each that happened once, or totals so far), and the names of other tools' exports: {}. Without it the content decides, not the file's name.\n\n\
         - Text delimited by `,` `;` tab or `|`, with doubled quotes, lines that end in LF, CRLF, CR or a mix, a title above the header, repeated headers, and sums below.\n\
         - JSON: an array, a page with `items` or a similar key, or one record per line. Numbers keep all digits.\n\
         - Parquet: amounts, times and other values by their types, to the last digit; nested columns as in JSON. Compressed by Snappy, ZSTD, GZIP or LZ4_RAW.\n\
         - Workbooks: `.xlsx`, `.xlsm`, `.xls` and `.ods`. The sheet that is a log is found; if several can be, or only a hidden one is, `--sheet NAME` decides (repeat it for several, `--sheet '*'` for all). Numbers and dates are read as they are stored, a formula as the value that was saved with it. A workbook may unpack to at most 256 MiB.
- Text and JSON also compressed with gzip, in one member or several. Encodings: UTF-8, UTF-16 with and without a byte order mark, Windows-1252; others with `--encoding`.\n\
         - A log may be of any size, in each of these forms. Commands that compare single events (`events`, `audit`, `explain FINDING`, `compare --audit`) keep every event in memory, at most {} in a run, and an audit at most 350,000, fewer with long prompts. A table has at most 20,000 columns. A larger log is refused, with what to do.\n",
        code(FORMATS.iter()),
        code(READINGS.iter()),
        code(known_exports::names().iter()),
        grouped(MOST_EVENTS),
    );
    out.push_str("## Columns\n\nThe column names of each role, best first. They are compared without case, `_`, `-`, `.`, spaces and units in brackets; `creditsUsed` is `credits_used`.\n`--map ROLE=COLUMN` names another column; `--map ROLE=none` says that no column has the role.\n\n\
         A file without a time, or with neither an amount nor an operation that a rate card knows, is refused. So is a file in which an unused column could change the\n\
         total: numbers that could be the credits, operations, or a ledger's kinds. Other unused columns are named in a note.\n\n| role | means | columns |\n|---|---|---|\n");
    for role in Role::ALL {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} |",
            role.name(),
            role.doc().trim_end_matches('.'),
            code(role.aliases().iter())
        );
    }
    out.push_str("\n## Daily totals\n\nA table with one row a day and the credits of one pool or of both is read as daily totals (`format`: `daily-totals`): the chart of the platform's page, typed or pasted\n\
         into a sheet. Beside the day and the amounts it may have a weekday, notes and a total, and no day may stand twice. A date may lack its year (`Oct 28`, `28.10.`, `10/28`): it is
the latest one up to `--as-of`, else up to today, and a warning says so. The pool is in the header (`message credits`),\n\
         in a column of its own (`date,pool,credits`), in the name of the file or sheet (`message.csv`), or in `--map pool==message`. Such a log has no apps, users or kinds of call; days, alerts,\n\
         projection, cycles and the gate work as with any other. `--from log` reads the table as a log of single events.\n\n\
         `--map ROLE==TEXT` gives every row that names none the same pool, app, user, operation, model, feature or sender.\n");
    out.push_str(SNAPSHOTS);
    out.push_str("\n## Exports of other tools\n\nThey are read without a flag, in their own unit, which the report names. Files in different units are not added.\n\
         Their rows have no ids, so an event in two files is recognised by its whole row. Files with the same columns may overlap; two files of one tool with\n\
         different columns (an older and a newer export) must not cover the same days, or the events of those days count twice.\n\n| export | identified by the columns |\n|---|---|\n");
    for name in known_exports::names() {
        for layout in known_exports::layouts(name) {
            let _ = writeln!(out, "| `{name}` | {} |", code(layout.split(", ")));
        }
    }
    out.push_str("\nThese are refused by name, because they contain no credits; `--map` reads them anyway.\n\n| export | contains | identified by the columns |\n|---|---|---|\n");
    for (name, holds, [columns, one_of]) in not_a_log::exports() {
        let one_of = match one_of {
            [] => String::new(),
            names => format!(", and one of {}", code(names.iter())),
        };
        let _ = writeln!(out, "| {name} | {holds} | {}{one_of} |", code(columns.iter()));
    }
    let _ = writeln!(
        out,
        "\n## What is no log\n\nA row of a log is one thing that happened once. A table of something else is refused with its kind and the columns that show it, and `--from log` reads it as a log all the same.\n\
         Among several inputs it is left out, said, and listed in `inputs` of the JSON report; a gate judges as if it were not there. A gate leaves out no file that was named by itself.\n\
         What may be a log is never left out: exit 2, and under `check` 3 unless a rule fires. So is a file with a log's name that holds a web page or an error: the log may not have arrived.\n\n{}",
        not_a_log_table().trim_end()
    );
    for (title, what, list) in [
        (
            "Rejected rows",
            "A row that cannot be read is counted and listed by `--rejects FILE`, but is in no sum.",
            REASONS,
        ),
        ("Ignored rows", "A row that is not usage is counted, but is in no sum.", IGNORED),
        (
            "Rows without a price",
            "An event whose cost is unknown for one of these reasons is counted, but has no credits.",
            UNPRICED,
        ),
    ] {
        let _ = writeln!(out, "\n## {title}\n\n{what}\n\n| reason | meaning |\n|---|---|");
        for (id, meaning) in list {
            let _ = writeln!(out, "| `{id}` | {meaning} |");
        }
    }
    out.push_str("\n## Shown by an example\n\nEach folder of `fixtures/exports` contains files and, in `truth.toml`, their true totals.\n\n| folder | shows | reads as |\n|---|---|---|\n");
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
        "docs/reference/formats.md is out of date: UPDATE=1 cargo test --test it formats"
    );
}

#[test]
fn every_known_export_has_a_fixture() {
    let fixtures = fixtures();
    for export in known_exports::names() {
        let is_shown = fixtures.iter().any(|(folder, ..)| folder.starts_with(export));
        assert!(is_shown, "fixtures/exports has no example of {export}");
    }
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
                .replace("credits explain spike", "")
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
                // A quota of the log's own is an allowance.
                let has_quota = word == "allowance" && said.contains("gives a quota of");
                let is_said = said.contains(word) && !has_quota;
                assert!(!is_said, "{name} as {format} says {word:?}:\n{}", ran.stdout);
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 12);
}
