//! How to read the logs.

use super::time::{AsOf, TimeSettings};
use super::values;
use crate::base::{Instant, Zone};
use crate::cli::env::Env;
use crate::cli::error::Failure;
use crate::cli::origin::{Merged, Origin, Text, WordText};
use crate::ingest::cell::names;
use crate::ingest::options::{Blocks, OwnWords};
use crate::ingest::{DateOrder, DecimalMark, Dedupe, MOST_EVENTS, ReadOptions, Sign};

/// Microseconds by which the clock of the machine that wrote a log may be ahead: five minutes.
const CLOCK_ERROR: i64 = 300_000_000;

pub(crate) fn options(
    written: &Merged,
    env: &Env,
    time: &TimeSettings,
) -> Result<ReadOptions, Failure> {
    let plain = |name: &str| written.one(name).map(|t| t.text.trim().to_owned());
    let date_order = [("dmy", DateOrder::Dmy), ("mdy", DateOrder::Mdy)];
    let decimal = [("comma", DecimalMark::Comma), ("point", DecimalMark::Point)];
    let sign = [("spend-negative", Sign::SpendNegative), ("spend-positive", Sign::SpendPositive)];
    let dedupe =
        [("auto", Dedupe::Auto), ("id", Dedupe::Id), ("row", Dedupe::Row), ("none", Dedupe::None)];
    Ok(ReadOptions {
        is_gate: false,
        map: map(written.all("map"))?,
        from: plain("from").map(|name| name.to_lowercase()),
        sheets: written.all("sheet").iter().map(|text| text.text.trim().to_owned()).collect(),
        encoding: written.one("encoding").map(encoding).transpose()?,
        date_order: written
            .one("date-order")
            .map(|t| values::one_of(t, &date_order))
            .transpose()?,
        decimal: written.one("decimal").map(|t| values::one_of(t, &decimal)).transpose()?,
        naive_zone: written
            .one("naive-timezone")
            .map_or(Ok(Zone::Utc), |t| values::zone(t, env))?,
        zone: time.zone,
        sign: written.one("sign").map(|t| values::one_of(t, &sign)).transpose()?,
        words: words(written),
        dedupe: written.one("dedupe").map_or(Ok(Dedupe::Auto), |t| values::one_of(t, &dedupe))?,
        strict: written.on("strict")?,
        hash: written.on("hash")?,
        snapshot_day: Some(match time.as_of {
            AsOf::Day(day) => (day, true),
            AsOf::Now | AsOf::LastEvent => (time.zone.day_of(env.now), false),
        }),
        not_after: (time.as_of == AsOf::Now)
            .then(|| Instant::from_micros(env.now.micros().saturating_add(CLOCK_ERROR))),
        latest_day: Some(match time.as_of {
            AsOf::Day(day) => day,
            AsOf::Now | AsOf::LastEvent => time.zone.day_of(env.now),
        }),
        only_users: None,
        most_names: None,
        most_events: MOST_EVENTS,
        memory: None,
        fast: true,
        blocks: Blocks {
            threads: written.one("threads").map(|t| values::count(t, 1, 1024)).transpose()?,
            ..Blocks::default()
        },
    })
}

/// The words of the user's own. What a flag says of a word beats the list that it is in.
fn words(written: &Merged) -> OwnWords {
    let mut words = OwnWords::default();
    for WordText { list, word } in &written.words {
        words.add(list, names::word(word.text.trim()));
    }
    for (name, list) in [("spend-types", "spend"), ("grant-types", "grant")] {
        for text in written.all(name) {
            words.add(list, names::word(text.text.trim()));
        }
    }
    words
}

/// Parses `time=Datum,credits=Kosten, netto`. A comma begins a new pair only if a role and `=`
/// follow, since column names may contain commas.
fn map(texts: &[Text]) -> Result<Vec<(String, String)>, Failure> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for text in texts {
        let from = pairs.len();
        // In a file, each pair is a text of its own.
        let alone = matches!(text.origin, Origin::File { .. });
        let parts: Vec<&str> =
            if alone { vec![&text.text] } else { text.text.split(',').collect() };
        for part in parts {
            match part.split_once('=') {
                Some((role, column)) if is_role(role.trim()) => {
                    pairs.push((
                        role.trim().to_lowercase().replace('-', "_"),
                        column.trim().to_owned(),
                    ));
                }
                _ if pairs.len() > from => {
                    if let Some((_, column)) = pairs.last_mut() {
                        *column = format!("{column},{part}");
                    }
                }
                _ => {
                    let failure = text.wrong(format!("{part:?} is not ROLE=COLUMN"));
                    return Err(
                        failure.hint("write pairs like time=Datum,app=Projekt,credits=Menge")
                    );
                }
            }
        }
        for at in from..pairs.len() {
            let (role, column) = &pairs[at];
            if column.is_empty() {
                return Err(text.wrong(format!("the role {role} has no column")).hint(format!(
                    "write {role}=COLUMN, or {role}=none if no column has this role"
                )));
            }
            if pairs[..at].iter().any(|(earlier, _)| earlier == role) {
                return Err(text.wrong(format!("the role {role} is given twice")));
            }
        }
    }
    Ok(pairs)
}

fn is_role(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_' || b == b'-')
}

fn encoding(text: &Text) -> Result<String, Failure> {
    let label = text.text.trim();
    match encoding_rs::Encoding::for_label(label.as_bytes()) {
        Some(_) => Ok(label.to_owned()),
        None => Err(text
            .wrong(format!("{label:?} is not a text encoding"))
            .hint("use a name like utf-8, windows-1252, utf-16le or shift_jis")),
    }
}
