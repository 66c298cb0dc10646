//! Every hint that a file produces, pasted as it stands, reads the file; and what `inspect` offers reads it too, as it was read.

use std::fs;
use std::path::{Path, PathBuf};

use credits::cli::Exit;
use serde_json::Value;

use crate::program::{Ran, root, run_in};

/// Files that cannot be read as they are.
const BROKEN: [(&str, &str); 20] = [
    ("plain.csv", "Datum;Projekt;Menge\n2026-05-01;shop;3\n2026-05-02;shop;4\n"),
    ("comma name.csv", "Datum;Menge, netto\n2026-05-01;3\n"),
    ("quote's.csv", "Datum;Men'ge\n2026-05-01;3\n"),
    ("equals.csv", "Datum;a=b\n2026-05-01;3\n"),
    ("escape.csv", "\u{1b}[31mDatum,Menge\n2026-05-01,3\n"),
    ("given.csv", "date,app,operation,credits_in,credits_out\n2026-06-03,shop,InvokeLLM,0,15\n"),
    ("two-times.csv", "begun,finished,credits_used\n2026-06-02,2026-06-03,3\n"),
    ("one-time.csv", "when,credits_used\n2026-06-02,3\n"),
    ("due.csv", "due_until,credits_used\n2026-06-02,3\n"),
    ("no-time.csv", "credits_used,app\n3,shop\n"),
    ("order.csv", "date,operation,credits\n03/04/2026,SendEmail,3\n"),
    ("year-first.csv", "date,operation,credits\n25/04/26,SendEmail,3\n"),
    ("decimal.csv", "date,operation,credits\n2026-05-01,SendEmail,\"1,234\"\n"),
    ("both.csv", "when;what;menge\n03/04/2026;SendEmail;3\n"),
    ("money.csv", "date,app,operation,fee\n2026-06-03,shop,InvokeLLM,9.90\n"),
    ("balance.csv", "date,operation,start,balance_after\n2026-05-20,SendEmail,10,7\n"),
    ("operation.csv", "date,zzqx,credits\n2026-05-20,SendEmail,4\n2026-05-20,InvokeLLM,4\n"),
    ("kind.csv", "date,app,was,credits\n2026-05-20,shop,usage,4\n2026-05-20,shop,purchase,40\n"),
    ("all-bad.csv", "date,credits\nx,3\ny,4\n"),
    ("modules.csv", "created_at,module,llm,score\n2026-05-01,coach,x,3\n2026-05-02,quiz,x,3\n"),
];

/// The words of a command line, as a shell splits them.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => (quoted, begun) = (!quoted, true),
            '\\' if !quoted => word.extend(chars.next()),
            ' ' if !quoted => {
                words.extend((begun || !word.is_empty()).then(|| std::mem::take(&mut word)));
                begun = false;
            }
            c => word.push(c),
        }
    }
    words.extend((begun || !word.is_empty()).then_some(word));
    words
}

fn run(args: &[String]) -> Ran {
    run_in(Path::new("/nonexistent"), args)
}

fn report(path: &str, more: &[String]) -> Ran {
    let args = ["report", path, "--all", "--json"].map(str::to_owned);
    run(&[args.as_slice(), more].concat())
}

/// The commands and flags in a hint.
fn commands(path: &str, hint: &str) -> Vec<Vec<String>> {
    let begins = ["credits report ", "credits check ", "credits inspect "];
    if let Some(at) = begins.iter().filter_map(|begin| hint.find(begin)).min() {
        let command = hint[at..].trim_end_matches(" shows its columns");
        return vec![words(command).split_off(1)];
    }
    let mut flags = Vec::new();
    let all = words(hint);
    for pair in
        all.windows(2).filter(|pair| pair[0].starts_with("--") && !pair[1].contains("COLUMN"))
    {
        if ["--date-order", "--decimal"].contains(&pair[0].as_str()) {
            flags.push(vec![
                "report".to_owned(),
                path.to_owned(),
                pair[0].clone(),
                pair[1].clone(),
            ]);
        }
    }
    flags
}

/// What is wrong with the hints about a file, and how many were tried.
fn wrong(path: &str, more: &[&str], tried: &mut usize) -> Vec<String> {
    let more: Vec<String> = more.iter().map(|word| (*word).to_owned()).collect();
    let mut wrong = Vec::new();
    let ran = report(path, &more);
    if ran.exit == Exit::Error {
        let error: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(ran.stdout.len() <= 4096 && ran.stderr.len() <= 4096, "{path}: {}", ran.stderr);
        let hints = error["error"]["hints"].as_array().cloned().unwrap_or_default();
        for hint in hints.iter().filter_map(Value::as_str) {
            for mut command in commands(path, hint) {
                *tried += 1;
                let is_inspect = command[0] == "inspect";
                if !hint.contains("credits ") {
                    command.extend(more.clone());
                }
                let pasted = run(&command);
                let is_good = pasted.exit == Exit::Ok || (is_inspect && !pasted.stdout.is_empty());
                if !is_good {
                    wrong.push(format!("{path} {more:?}: {hint}: {}", pasted.stderr));
                }
            }
        }
    }
    let args = [vec!["inspect".to_owned(), path.to_owned(), "--json".to_owned()], more].concat();
    let seen: Value = serde_json::from_str(&run(&args).stdout).unwrap_or_default();
    let files = seen["files"].as_array().cloned().unwrap_or_default();
    if let Some(flags) = files.first().and_then(|file| file["flags"].as_str()) {
        *tried += 1;
        let again = report(path, &words(flags));
        if again.exit != Exit::Ok {
            wrong.push(format!("{path}: inspect offers {flags}: {}", again.stderr));
        } else if ran.exit == Exit::Ok && totals(&ran) != totals(&again) {
            wrong.push(format!("{path}: {flags} gives another total"));
        }
    }
    wrong
}

fn totals(ran: &Ran) -> Vec<Value> {
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let pools = report["pools"].as_object().unwrap();
    pools.values().map(|pool| pool["credits"].clone()).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_none_or(|end| end != "toml") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_hint_reads_its_file() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in BROKEN {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (mut tried, mut found) = (0, Vec::new());
    for path in files_below(folder.path()) {
        for more in [&[][..], &["--map", "app=none"]] {
            found.extend(wrong(path.to_str().unwrap(), more, &mut tried));
        }
    }
    for fixtures in ["exports", "hostile", "situations"] {
        for path in files_below(&root().join("fixtures").join(fixtures)) {
            found.extend(wrong(path.to_str().unwrap(), &[], &mut tried));
        }
    }
    assert!(tried > 100, "only {tried} hints were tried");
    assert!(found.is_empty(), "{} of {tried}:\n{}", found.len(), found.join("\n"));
}
