//! Parses values that several settings share: days, zones, amounts, pools, counts, closed lists of
//! words.

use std::collections::BTreeMap;

use crate::base::{Credits, Day, Zone, figure};
use crate::cli::env::Env;
use crate::cli::error::Failure;
use crate::cli::origin::Text;
use crate::cli::suggest::did_you_mean;
use crate::event::Pool;

/// `2026-05-20` or `20260520`.
pub(crate) fn day(text: &Text) -> Result<Day, Failure> {
    day_in(text, &text.text)
}

/// A day in a part of a value.
pub(crate) fn day_in(text: &Text, part: &str) -> Result<Day, Failure> {
    part.trim().parse().map_err(|why| text.wrong(format!("{part:?} is {why}")))
}

/// A day, or `today`, `yesterday`, `3 days ago`, which are days of the report's zone.
pub(crate) fn day_or_word(text: &Text, today: Day) -> Result<Day, Failure> {
    let word = text.text.trim().to_ascii_lowercase();
    let ago = || {
        word.strip_suffix(" days ago")?
            .trim()
            .parse::<i32>()
            .ok()
            .filter(|n| (1..=100_000).contains(n))
    };
    match word.as_str() {
        "today" => Ok(today),
        "yesterday" => Ok(today.plus(-1)),
        _ => match ago() {
            Some(days) => Ok(today.plus(-days)),
            None => {
                day(text).map_err(|failure| failure.hint("or write today, yesterday or 3 days ago"))
            }
        },
    }
}

/// A time zone: an IANA name, `UTC`, a fixed offset from it, or `local`.
pub(crate) fn zone(text: &Text, env: &Env) -> Result<Zone, Failure> {
    let name = text.text.trim();
    if name.eq_ignore_ascii_case("local") {
        let why = || {
            text.wrong("the time zone of this machine is unknown")
                .hint("name the zone instead, like Europe/Berlin")
        };
        return (env.local_zone)().ok_or_else(why);
    }
    name.parse().map_err(|why: crate::base::calendar::UnknownZone| {
        text.wrong(why).hint(
            "write an IANA name (Europe/Berlin, America/New_York), an offset (UTC+2), UTC or local",
        )
    })
}

/// A whole number from `least` to `most`, both included.
pub(crate) fn count(text: &Text, least: usize, most: usize) -> Result<usize, Failure> {
    let number = text.text.trim().parse().ok().filter(|n| (least..=most).contains(n));
    number.ok_or_else(|| {
        text.wrong(format!(
            "{:?} is not a whole number from {} to {}",
            text.text,
            figure::count(least as u64),
            figure::count(most as u64)
        ))
    })
}

/// A decimal number of 0 or more.
pub(crate) fn amount(text: &Text, part: &str) -> Result<Credits, Failure> {
    let amount: Credits = part.trim().parse().map_err(|why| {
        text.wrong(format!("{part:?} is {why}"))
            .hint("write digits and a decimal point: 10000 or 0.5")
    })?;
    if amount.is_negative() {
        return Err(text.wrong(format!("{part:?} is negative")));
    }
    Ok(amount)
}

/// A pool that has a balance.
pub(crate) fn pool(text: &Text, part: &str) -> Result<Pool, Failure> {
    let pool: Option<Pool> = part.parse().ok();
    pool.filter(|p| *p != Pool::Unassigned).ok_or_else(|| {
        let hint = did_you_mean(part, ["message", "integration"]);
        text.wrong(format!("{part:?} is not a pool"))
            .hint(hint.unwrap_or_else(|| "the pools are message and integration".to_owned()))
    })
}

/// `message=250,integration=10000`, each pool once.
pub(crate) fn amounts_by_pool(texts: &[Text]) -> Result<BTreeMap<Pool, Credits>, Failure> {
    by_pool(texts, pool)
}

/// The same, or `300` or `unassigned=300`: the quota of a log whose amounts belong to no pool.
pub(crate) fn allowances(texts: &[Text]) -> Result<BTreeMap<Pool, Credits>, Failure> {
    if let [text] = texts
        && text.text.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.')
    {
        return Ok([(Pool::Unassigned, amount(text, &text.text)?)].into());
    }
    by_pool(texts, |text, name| match name.parse() {
        Ok(Pool::Unassigned) => Ok(Pool::Unassigned),
        _ => pool(text, name),
    })
}

fn by_pool(
    texts: &[Text],
    pool: fn(&Text, &str) -> Result<Pool, Failure>,
) -> Result<BTreeMap<Pool, Credits>, Failure> {
    let mut amounts = BTreeMap::new();
    for text in texts {
        for part in text.text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let Some((name, number)) = part.split_once('=') else {
                let failure = text.wrong(format!("{part:?} is not POOL=CREDITS"));
                return Err(
                    failure.hint("message=250,integration=10000, without thousands separators")
                );
            };
            let pool = pool(text, name.trim())?;
            if amounts.insert(pool, amount(text, number)?).is_some() {
                return Err(text.wrong(format!("{pool} is given twice")));
            }
        }
    }
    Ok(amounts)
}

/// The meaning of a word from a closed list, in any case.
pub(crate) fn one_of<T: Copy>(text: &Text, words: &[(&str, T)]) -> Result<T, Failure> {
    let found = words.iter().find(|(word, _)| text.text.trim().eq_ignore_ascii_case(word));
    found
        .map(|(_, meaning)| *meaning)
        .ok_or_else(|| not_one_of(text, words.iter().map(|(word, _)| *word)))
}

/// The error for a word that is not in a list.
pub(crate) fn not_one_of<'a>(text: &Text, words: impl Iterator<Item = &'a str> + Clone) -> Failure {
    let list = words.clone().collect::<Vec<_>>().join(", ");
    let failure = text.wrong(format!("{:?} is not one of {list}", text.text));
    match did_you_mean(&text.text, words) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
