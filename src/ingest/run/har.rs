//! HAR files and single bodies of the platform: which of their bodies hold usage, by content.
//!
//! The page of credit usage loads the same credits in several bodies: by day, by app, as a balance. Only one kind of them is read, the one
//! that says most of days; the others are named. What is read gets the host and path of its body as its name.

use std::io::Read as _;
use std::sync::Arc;

use crate::base::Untrusted;
use crate::ingest::columns::decide::decide;
use crate::ingest::record::har::{self, Body};
use crate::ingest::record::json::usage::{self, DayRow, Days};
use crate::ingest::record::table::Table;
use crate::ingest::run::input::Opened;
use crate::ingest::run::snapshots::Pending;
use crate::ingest::source::named::{Content, Source, unreadable};
use crate::ingest::source::text::Text;
use crate::ingest::{Error, Note, ReadOptions};

/// Bytes from which a HAR file is told.
const START: u64 = 4096;

/// The most bodies that are named.
const MOST_NAMED: usize = 8;

/// The kind of usage that a body holds, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    /// Credits of each day and pool.
    Days,
    /// Credits of each day and app.
    DaysOfApps,
    /// Events with credits.
    Events,
    /// Totals of a cycle.
    Totals,
    /// Credits of days whose pool nothing names.
    DaysWithoutPool,
}

impl Kind {
    const fn words(self) -> &'static str {
        match self {
            Self::Days => "credits by day and pool",
            Self::DaysOfApps => "credits by day and app",
            Self::Events => "events with credits",
            Self::Totals => "totals of the cycle",
            Self::DaysWithoutPool => "credits by day, of a pool that nothing names",
        }
    }
}

/// A place with usage.
struct Found {
    kind: Kind,
    /// Host, path, and the keys in the body.
    place: String,
    /// What is read: records of one form, or the body itself.
    text: String,
    rows: Vec<DayRow>,
}

/// The inputs in place of HAR files, and what to say of them.
pub(super) fn unpack(
    sources: Vec<Source>,
    options: &ReadOptions,
) -> Result<(Vec<Source>, Vec<Note>), Error> {
    let (mut unpacked, mut notes) = (Vec::new(), Vec::new());
    for source in sources {
        match text_of_har(&source, options)? {
            None => unpacked.push(source),
            Some(text) => {
                let (bodies, texts) = bodies(&source, &text, options)?;
                unpacked.extend(bodies);
                let note = |text| Note { input: None, uncertain: false, text };
                notes.extend(texts.into_iter().map(note));
            }
        }
    }
    Ok((unpacked, notes))
}

/// The text of a source, if it is a HAR file.
fn text_of_har(source: &Source, options: &ReadOptions) -> Result<Option<String>, Error> {
    if source.sheet.is_some() {
        return Ok(None);
    }
    let is_file = match &source.content {
        Content::File(path) => path.is_file(),
        Content::Bytes(_) | Content::Spool(_) => true,
    };
    if !is_file {
        return Ok(None);
    }
    // What cannot be opened is reported by the reader of logs.
    let Ok(text) = Text::new(source.clone(), options) else { return Ok(None) };
    let read = |most: u64| -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        text.open(false)?.input.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let failed = |problem| unreadable(&source.path, &problem);
    let start = read(START).map_err(failed)?;
    if !har::begins_like_one(&String::from_utf8_lossy(&start)) {
        return Ok(None);
    }
    let whole = read(u64::MAX).map_err(failed)?;
    Ok(Some(String::from_utf8_lossy(&whole).into_owned()))
}

/// The bodies of a HAR file that are read, as inputs, and notes about all that was found.
fn bodies(
    source: &Source,
    text: &str,
    options: &ReadOptions,
) -> Result<(Vec<Source>, Vec<String>), Error> {
    let path = Untrusted::from(source.path.as_str());
    let refuse = |problem: String, hint: &str| Error::NotALog {
        path: path.clone(),
        line: None,
        problem,
        hint: hint.to_owned(),
        is_certain: false,
    };
    let har = har::bodies(text).map_err(|line| {
        let problem = format!("is a HAR file that cannot be read: line {line} is not valid");
        refuse(problem, "save it again from the browser's network tab, with content")
    })?;
    let mut found: Vec<Found> =
        har.bodies.iter().flat_map(|body| in_body(body, source, options)).collect();
    found.sort_by_key(|found| found.kind);
    let Some(kind) = found.first().map(|found| found.kind) else {
        let others = match har.of_others {
            0 => String::new(),
            n => format!(" ({n} exchanges with other hosts were not looked at)"),
        };
        let problem = format!(
            "is a HAR file, and none of its {} JSON bodies of the platform holds credits{others}",
            har.bodies.len()
        );
        return Err(refuse(
            problem,
            "open the page of credit usage with the network tab open, and save all as HAR with content",
        ));
    };
    let (used, others): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|f| f.kind == kind);
    if let Some((first, second)) = contradiction(kind, &used) {
        let problem = format!(
            "is a HAR file whose bodies differ: {} and {} give different credits for one day",
            shown(first),
            shown(second)
        );
        return Err(refuse(
            problem,
            "save the body that is right as a file of its own, and read that",
        ));
    }
    let mut notes = Vec::new();
    for one in used.iter().take(MOST_NAMED) {
        notes.push(format!("{}: {} in {}", path.for_terminal(), kind.words(), shown(&one.place)));
    }
    for one in others.iter().take(MOST_NAMED) {
        let (place, words) = (shown(&one.place), one.kind.words());
        notes.push(format!(
            "{}: {place} holds {words} too; they are the same credits, so they are not added",
            path.for_terminal()
        ));
    }
    Ok((as_sources(source, kind, used), notes))
}

fn shown(place: &str) -> String {
    Untrusted::from(place).for_terminal_cut(120)
}

/// The inputs that are read: days are joined into one, each other body is one.
fn as_sources(source: &Source, kind: Kind, used: Vec<Found>) -> Vec<Source> {
    let named = |place: &str, text: String| Source {
        path: format!("{} {place}", source.path),
        content: Content::Bytes(Arc::from(text.into_bytes())),
        sheet: None,
        ..source.clone()
    };
    match kind {
        Kind::Days | Kind::DaysOfApps => {
            let mut rows: Vec<&DayRow> = Vec::new();
            for row in used.iter().flat_map(|found| &found.rows) {
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
            let mut places: Vec<&str> =
                used.iter().map(|found| host_and_path(&found.place)).collect();
            places.dedup();
            let text = usage::lines(rows.into_iter());
            vec![named(&places.join(", "), text)]
        }
        Kind::Events | Kind::Totals | Kind::DaysWithoutPool => {
            used.into_iter().map(|found| named(&found.place, found.text)).collect()
        }
    }
}

fn host_and_path(place: &str) -> &str {
    place.split(' ').next().unwrap_or_default()
}

/// Two places that give different credits for one day, app and pool; or two places whose pool nobody knows.
fn contradiction(kind: Kind, used: &[Found]) -> Option<(&str, &str)> {
    if kind == Kind::DaysWithoutPool && used.len() > 1 {
        return Some((&used[0].place, &used[1].place));
    }
    let name = |row: &DayRow| (row.day.clone(), row.app.clone(), row.pool);
    for (at, one) in used.iter().enumerate() {
        for other in &used[at + 1..] {
            let differs = |row: &DayRow| {
                other.rows.iter().any(|o| name(o) == name(row) && o.credits != row.credits)
            };
            if one.rows.iter().any(differs) {
                return Some((&one.place, &other.place));
            }
        }
    }
    None
}

/// The places of a body that hold usage: days, else what the readers of logs and snapshots make of the whole body.
fn in_body(body: &Body, source: &Source, options: &ReadOptions) -> Vec<Found> {
    let days: Vec<Found> =
        usage::find(&body.text).into_iter().map(|days| of_days(days, &body.place)).collect();
    if !days.is_empty() {
        return days;
    }
    let content = Content::Bytes(Arc::from(body.text.as_bytes()));
    let source = Source { path: body.place.clone(), content, sheet: None, ..source.clone() };
    let Ok(opened) = Opened::new(source, options) else { return Vec::new() };
    let kind = match Pending::of(&opened, options) {
        Ok(Some(_)) => Kind::Totals,
        _ if has_credits(&body.place, &opened.head.table, options) => Kind::Events,
        _ => return Vec::new(),
    };
    vec![Found { kind, place: body.place.clone(), text: body.text.clone(), rows: Vec::new() }]
}

fn of_days(days: Days, place: &str) -> Found {
    let kind = match (days.have_pools(), days.are_of_apps()) {
        (true, false) => Kind::Days,
        (true, true) => Kind::DaysOfApps,
        (false, _) => Kind::DaysWithoutPool,
    };
    let text = usage::lines(days.rows.iter());
    let place = match days.place.as_str() {
        "" => place.to_owned(),
        keys => format!("{place} ({keys})"),
    };
    Found { kind, place, text, rows: days.rows }
}

/// Whether a body is a log with credits of its own, or the platform's audit log. Prompts and calls without credits are no usage page's.
fn has_credits(place: &str, table: &Table, options: &ReadOptions) -> bool {
    // A single record is the account of somebody, not a list of uses.
    if table.rows.len() < 2 {
        return false;
    }
    let Ok(mapping) = decide(&place.into(), table, None, options) else { return false };
    let is_filled = |column: usize| table.filled(column).next().is_some();
    mapping.amounts.iter().any(|amount| is_filled(amount.column))
        || mapping.known_export.is_some_and(|export| export.unit.is_none())
}

/// A JSON text that no other reader can read, as days of usage, if it holds such.
pub(super) fn of_body(source: &Source, options: &ReadOptions) -> Option<Source> {
    let text = Text::new(source.clone(), options).ok()?;
    let mut whole = String::new();
    text.open(false).ok()?.input.read_to_string(&mut whole).ok()?;
    let found: Vec<Days> = usage::find(whole.trim_start_matches('\u{feff}'));
    let [days] = found.as_slice() else { return None };
    if !days.have_pools() {
        return None;
    }
    let text = usage::lines(days.rows.iter());
    Some(Source {
        content: Content::Bytes(Arc::from(text.into_bytes())),
        sheet: None,
        ..source.clone()
    })
}
