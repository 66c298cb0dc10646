//! The gate target: what takes something from a log never turns "fired" or "cannot be judged" into a pass without a word.
//!
//! The bytes are a list of changes to the rows of a log on which a rule fires. A change may garble a time or an amount, take the price away,
//! break a row, cut the file within a row, or say that there are more pages. Whole rows are never taken: that leaves no trace in any log.

use crate::program::{Ran, file, run};

const HEADER: &str = "timestamp,app,operation,credits,status";

/// The judged day is the last one.
const DAYS: usize = 24;

/// Words with which a verdict says that something was taken from the judged day: a row that is later, blocked or given back.
const NAMES: [&str; 4] = ["not judged", "not counted", "take 400 credits off", "by the rate card"];

fn rows() -> Vec<[String; 5]> {
    let mut rows = Vec::new();
    for day in 0..DAYS {
        for (nth, (time, app)) in [("08:10:00", "shop"), ("12:30:00", "blog"), ("17:45:30", "shop")].into_iter().enumerate() {
            let credits = if day + 1 == DAYS && nth == 1 { 400 } else { 10 + nth };
            let cells = [&format!("2026-05-{:02}T{time}Z", day + 2), app, "SendEmail", &credits.to_string(), "ok"];
            rows.push(cells.map(str::to_owned));
        }
    }
    rows
}

fn check(path: &str) -> Ran {
    run(&["check", path, "--as-of", "2026-05-25", "--fail-on", "spike", "--pool", "integration"], &[])
}

/// Changes one row. A blocked row keeps its amount: without one it is an ordinary row that says that nothing was used.
fn change(row: &mut [String; 5], how: u8) {
    let has_amount = row[3].parse::<f64>().is_ok();
    match how % 12 {
        _ if row[4] == "blocked" => {}
        0 => row[0] = "soon".to_owned(),
        1 => row[0] = row[0].replace("2026-05", "2026-15"),
        2 => row[0] = row[0].replace("2026", "2027"),
        3 => row[3] = "many".to_owned(),
        4 => row[3] = String::new(),
        5 => (row[2], row[3]) = ("Teleport".to_owned(), String::new()),
        6 => row[3] = "{\"a\":1}".to_owned(),
        7 => (row[3], row[4]) = (String::new(), "perhaps".to_owned()),
        8 if has_amount => row[4] = "blocked".to_owned(),
        8 => {}
        9 => row[3].insert(0, '"'),
        10 => row[0] = String::new(),
        _ => row[3].push_str(" EUR"),
    }
}

pub fn target(data: &[u8]) {
    let Some(([how, cut], changes)) = data.split_first_chunk::<2>() else { return };
    let mut rows = rows();
    let is_json = how % 2 == 1;
    for pair in changes.chunks_exact(2).take(40) {
        // Most changes are to the judged day: there they matter.
        let at = if pair[0] < 160 { rows.len() - 1 - usize::from(pair[0]) % 3 } else { usize::from(pair[0]) % rows.len() };
        change(&mut rows[at], pair[1]);
    }
    let lines: Vec<String> = rows.iter().map(|row| if is_json { record(row) } else { row.join(",") }).collect();
    let mut text = if is_json { format!("[{}]", lines.join(",")) } else { format!("{HEADER}\n{}\n", lines.join("\n")) };
    let is_whole = text.clone();
    if how % 4 >= 2 {
        // Within the last row, but not so that the row has all its cells.
        let last = lines.last().map_or(0, String::len);
        let most = if is_json { last } else { last.saturating_sub(lines.last().map_or(0, |l| l.len() - l.rfind(',').unwrap_or(0))) };
        let keep = text.len() - 1 - last + usize::from(*cut) % most.max(1);
        while !text.is_char_boundary(keep.min(text.len())) {
            text.pop();
        }
        text.truncate(keep);
        if text.ends_with(['\n', ',']) && !is_json || is_json && text.ends_with('}') {
            text = is_whole;
        }
    }
    let path = file(if is_json { "log.json" } else { "log.csv" }, text.as_bytes());
    let ran = check(&path);
    if ran.code() == 0 {
        let said = format!("{}{}", ran.out, ran.err);
        assert!(NAMES.iter().any(|name| said.contains(name)), "passed without a word:\n{said}\n{text}");
    }
}

fn record(row: &[String; 5]) -> String {
    let [time, app, operation, credits, status] = row;
    let credits = if credits.parse::<f64>().is_ok() { credits.clone() } else { serde_json::to_string(credits).expect("text") };
    format!("{{\"timestamp\":\"{time}\",\"app\":\"{app}\",\"operation\":\"{operation}\",\"credits\":{credits},\"status\":\"{status}\"}}")
}
