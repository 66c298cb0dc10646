//! The printed page of an audit adds up: what it says of each finding sums to what it says of all of them.

use std::collections::BTreeMap;
use std::fs;

use credits::inside::base::Credits;

use crate::program;

fn folders() -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(program::root().join("fixtures/workspaces"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("audit-"))
        .collect();
    found.sort();
    found
}

fn page(folder: &str, more: &[&str]) -> String {
    let log = program::root().join(format!("fixtures/workspaces/{folder}/usage.csv"));
    let log = log.display().to_string();
    let args = [&["audit", &log, "--plan", "builder", "--all", "-q"], more].concat();
    let ran = program::run(&args);
    assert_eq!(ran.exit, credits::cli::Exit::Ok, "{}", ran.stderr);
    ran.stdout
}

/// The first number of a text, as it is printed.
fn number(text: &str) -> Credits {
    let digits: String = text
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == ',' || *c == '.')
        .filter(|c| *c != ',')
        .collect();
    digits.trim_end_matches('.').parse().unwrap()
}

fn pool(text: &str) -> &'static str {
    ["message", "integration"].into_iter().find(|pool| text.contains(pool)).unwrap_or("both")
}

#[test]
fn the_printed_savings_add_up_to_the_printed_total() {
    let mut tables = 0;
    for folder in folders() {
        let text = page(&folder, &["--width", "240"]);
        let mut sums: BTreeMap<&str, Credits> = BTreeMap::new();
        for line in text.lines().filter(|l| l.contains("fix · ") || l.contains("habit · ")) {
            if let Some((_, saves)) = line.split_once(" · saves ") {
                *sums.entry(pool(saves)).or_default() += number(saves);
                assert!(saves.ends_with("in this period") || saves.ends_with(", once"), "{line}");
            }
        }
        let Some((_, table)) = text.split_once("All fixes together, in this period") else {
            assert!(sums.is_empty(), "{folder}: {sums:?}");
            continue;
        };
        tables += 1;
        for line in table.lines().skip(2).take_while(|line| !line.contains("Fixes and habits")) {
            let mut cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
            let name = cells.next().unwrap();
            let [spent, saved, left] = [(); 3].map(|()| number(cells.next().unwrap()));
            assert_eq!(sums.remove(name).unwrap_or_default(), saved, "{folder}, {name}:\n{text}");
            assert_eq!(spent - saved, left, "{folder}, {name}: {line}");
            if saved.is_positive() {
                let head = text.split("\n\n").next().unwrap().replace(',', "");
                assert!(head.contains(&format!("{saved}")), "{folder}: {saved} in {head}");
            }
        }
        assert!(sums.is_empty(), "{folder}: {sums:?} is in no total");
    }
    assert!(tables >= 8, "only {tables} pages have a total");
}

/// The dollars of a text: `$1,234.50`.
fn dollars(text: &str) -> Credits {
    text.split_once('$').map_or(Credits::ZERO, |(_, after)| number(after))
}

#[test]
fn the_printed_dollars_add_up_to_the_printed_total() {
    let mut priced = 0;
    for folder in folders() {
        let text = page(&folder, &["--width", "240"]);
        let each = text.lines().filter(|line| line.trim_start().starts_with("Worth: "));
        let each: Credits = each.map(dollars).sum();
        let all = text.lines().filter(|line| line.trim_start().starts_with("Worth, of "));
        let all: Credits = all.map(dollars).sum();
        assert_eq!(each, all, "{folder}:\n{text}");
        priced += usize::from(all.is_positive());
    }
    assert!(priced >= 8, "only {priced} pages have dollars");
}

#[test]
fn a_pack_has_the_same_bytes_from_any_folder_and_names_none() {
    let from = program::root().join("fixtures/workspaces/audit-engagement/usage.csv");
    let packed = |deep: &str| {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join(deep);
        fs::create_dir_all(&folder).unwrap();
        let (log, logo) = (folder.join("usage.csv"), folder.join("logo.svg"));
        fs::copy(&from, &log).unwrap();
        fs::write(&logo, "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
        let pack = folder.join("audit.zip");
        let [log, logo, out] = [&log, &logo, &pack].map(|path| path.display().to_string());
        let head =
            ["--client", "Shop", "--title", "Audit", "--logo", &logo, "--as-of", "2026-06-03"];
        let hidden = ["--redact", "users,apps,text", "--redact-key", "k"];
        let args =
            [&["audit", &log, "--plan", "builder", "-q", "-o", &out], &head[..], &hidden[..]];
        assert_eq!(program::run(&args.concat()).exit, credits::cli::Exit::Ok);
        (fs::read(&pack).unwrap(), place.path().display().to_string())
    };
    let ((one, place), (other, _)) = (packed("a"), packed("b/deep/folder"));
    assert!(one == other, "the packs differ");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(one)).unwrap();
    let files = 0..zip.len();
    let mut names: Vec<String> =
        files.map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["audit.csv", "audit.html", "audit.json", "audit.md"]);
    for name in names {
        let text = std::io::read_to_string(zip.by_name(&name).unwrap()).unwrap();
        assert!(text.contains("usage.csv") && !text.contains(&place), "{name}");
        assert!(!text.contains("/tmp/") && !text.contains("ana@"), "{name}");
    }
}

#[test]
fn a_page_says_nothing_about_the_disk_and_is_the_same_from_any_folder() {
    let root = program::root();
    let from = root.join("fixtures/workspaces/audit-engagement/usage.csv");
    let elsewhere = tempfile::tempdir().unwrap();
    let deep = elsewhere.path().join("deep/folder/usage.csv");
    fs::create_dir_all(deep.parent().unwrap()).unwrap();
    fs::copy(&from, &deep).unwrap();
    for format in ["text", "markdown", "html", "json", "csv"] {
        let ask = |file: &std::path::Path| {
            let file = file.display().to_string();
            let args = ["audit", &file, "--plan", "builder", "-q", "-f", format];
            program::run(&args).stdout
        };
        let here = ask(&from);
        assert!(here.contains("usage.csv"), "{format}");
        assert_eq!(here, ask(&deep), "{format}");
        assert!(!here.contains(&root.display().to_string()), "{format} names a folder");
    }
}
