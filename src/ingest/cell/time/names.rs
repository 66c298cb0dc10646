//! Dates in words: the months and weekdays of `maps/months.toml`, and the words between the parts of a date.

use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Names {
    between: Vec<&'static str>,
    at: Vec<&'static str>,
    ordinals: Vec<&'static str>,
    clock: Vec<&'static str>,
    morning: Vec<&'static str>,
    afternoon: Vec<&'static str>,
    year: Vec<&'static str>,
    month: Vec<&'static str>,
    day: Vec<&'static str>,
    language: Vec<Language>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Language {
    #[cfg(test)]
    name: String,
    /// The forms of each month, separated by spaces.
    months: [&'static str; 12],
    weekdays: Vec<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    toml::from_str(include_str!("../maps/months.toml")).expect("maps/months.toml parses")
});

/// Words by their use, in the form in which they are compared.
struct Index {
    months: HashMap<String, u32>,
    /// The full names, for the beginnings of names.
    full: Vec<(String, u32)>,
    weekdays: HashSet<String>,
    between: HashSet<String>,
    at: HashSet<String>,
    ordinals: HashSet<String>,
    clock: HashSet<String>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let set = |words: &[&str]| words.iter().map(|word| plain(word)).collect();
    let (mut months, mut full) = (HashMap::new(), Vec::new());
    for language in &NAMES.language {
        for (number, forms) in (1..).zip(language.months) {
            months.extend(forms.split(' ').map(|form| (plain(form), number)));
            full.extend(forms.split(' ').next().map(|form| (plain(form), number)));
        }
    }
    let weekdays = NAMES.language.iter().flat_map(|language| &language.weekdays);
    Index {
        months,
        full,
        weekdays: weekdays.flat_map(|forms| forms.split(' ')).map(plain).collect(),
        between: set(&NAMES.between),
        at: set(&NAMES.at),
        ordinals: set(&NAMES.ordinals),
        clock: set(&NAMES.clock),
    }
});

/// A word in lower case without accents.
fn plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let letters = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    // The lower case of `İ` ends in a combining dot; some letters have no accent to drop.
    letters
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'ı' => 'i',
            'ł' => 'l',
            'ø' => 'o',
            'ς' => 'σ',
            c => c,
        })
        .collect()
}

/// The number of a month: by one of its names, or by three or more first letters that mean the same month in every language.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = plain(word);
    if let Some(month) = INDEX.months.get(&word) {
        return Some(*month);
    }
    // In Hebrew `ב` (in) stands before the name of a month.
    if let Some(month) = word.strip_prefix('ב').and_then(|name| INDEX.months.get(name)) {
        return Some(*month);
    }
    if word.chars().count() < 3 {
        return None;
    }
    let mut found = INDEX.full.iter().filter(|(name, _)| name.starts_with(&word));
    let (_, first) = found.next()?;
    found.all(|(_, month)| month == first).then_some(*first)
}

/// Whether a word is a weekday, or at least three first letters of an English one.
pub(crate) fn is_weekday(word: &str) -> bool {
    let word = plain(word);
    let begins = |name: &&str| word.len() >= 3 && name.starts_with(&word);
    let english = NAMES.language.first().map(|language| &language.weekdays);
    INDEX.weekdays.contains(&word) || english.is_some_and(|names| names.iter().any(begins))
}

/// Whether a word between the parts of a date has no meaning: `de`.
pub(super) fn is_between(word: &str) -> bool {
    INDEX.between.contains(&plain(word))
}

/// Whether a word leads to a time of day: `at`.
pub(super) fn is_at(word: &str) -> bool {
    INDEX.at.contains(&plain(word))
}

/// Whether letters behind a number make it an ordinal.
pub(super) fn is_ordinal(word: &str) -> bool {
    INDEX.ordinals.contains(&plain(word))
}

/// Whether a word behind a time of day has no meaning: `Uhr`.
pub(super) fn is_clock(word: &str) -> bool {
    INDEX.clock.contains(&plain(word))
}

/// Whether a word is the half of the day, and if so, whether it is the afternoon.
pub(super) fn half(word: &str) -> Option<bool> {
    let is = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is(&NAMES.morning) { Some(false) } else { is(&NAMES.afternoon).then_some(true) }
}

/// The part of a date that a sign behind its number names: 年, 月, 日.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Year,
    Month,
    Day,
}

/// The sign that a word is.
pub(super) fn sign(word: &str) -> Option<Sign> {
    let lists = [(&NAMES.year, Sign::Year), (&NAMES.month, Sign::Month), (&NAMES.day, Sign::Day)];
    lists.into_iter().find(|(list, _)| list.contains(&word)).map(|(_, sign)| sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_month_in_all_languages() {
        for language in &NAMES.language {
            for (number, forms) in (1..).zip(language.months) {
                for form in forms.split(' ') {
                    assert_eq!(month(form), Some(number), "{form} ({})", language.name);
                    assert_eq!(month(&form.to_uppercase()), Some(number), "{form}");
                }
            }
            assert!(language.weekdays.len() >= 7, "{}", language.name);
        }
    }

    #[test]
    fn beginnings_of_names() {
        for (word, number) in [
            ("Janua", Some(1)),
            ("Okto", Some(10)),
            ("FEBR", Some(2)),
            ("aout", Some(8)),
            ("jui", None),
            ("cer", None),
            ("xyz", None),
            ("oc", None),
        ] {
            assert_eq!(month(word), number, "{word}");
        }
        assert!(is_weekday("Wed") && is_weekday("mié") && !is_weekday("we"));
    }
}
