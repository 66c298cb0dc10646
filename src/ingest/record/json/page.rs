//! What a page of a list says of the pages around it: the fields beside the records, in the spellings of many APIs.

use super::page_words::{self, Number, Says};
use super::value::{Fields, elements, fields, is_number, plain};
use crate::base::{Credits, Day};
use crate::ingest::cell::names;

/// What a page says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Page {
    /// The number of its records.
    pub rows: u64,
    /// The field that says that there is more, and the next page that it names.
    pub more: Option<(String, String)>,
    /// The field that names a place in the list, and that place. It means that there is more if nothing else is said.
    pub place: Option<(String, String)>,
    /// The field that says that there is a page before.
    pub previous: Option<String>,
    /// Whether it says that nothing follows.
    pub is_last: bool,
    /// Its number, and how many pages there are.
    pub number: Option<u64>,
    pub pages: Option<u64>,
    /// The number of rows of all pages, with the field that says so.
    pub total: Option<(String, u64)>,
    /// Rows before this page, and rows of a full page.
    pub before: Option<u64>,
    pub size: Option<u64>,
}

impl Page {
    /// Reads the fields beside the records, and those of the objects about pages.
    pub(super) fn add(&mut self, fields: &Fields) {
        self.add_fields(fields, 2);
    }

    fn add_fields(&mut self, fields: &Fields, deepest: usize) {
        let is_of_credits = fields.keys().any(|key| page_words::is_of_credits(&names::word(key)));
        for (key, raw) in fields {
            let (word, raw) = (names::word(key), raw.get());
            if raw.starts_with('{') && page_words::is_holder(&word) && deepest > 0 {
                if let Ok(inner) = self::fields(raw) {
                    self.add_fields(&inner, deepest - 1);
                }
            } else if raw.starts_with('[') && page_words::is_holder(&word) {
                self.add_links(key, raw);
            } else if page_words::is_remaining(&word) {
                if let Some(left) = number(&plain(raw)).filter(|_| !is_of_credits) {
                    self.say(key, left > 0);
                }
            } else if page_words::is_notice(&word) {
                self.add_notices(key, raw);
            } else {
                self.add_field(key, &word, raw);
            }
        }
    }

    /// Reads a text for people, or a list of them.
    fn add_notices(&mut self, key: &str, raw: &str) {
        let mut says = |raw: &str| {
            if raw.starts_with('"') && page_words::leaves_out(&plain(raw)) {
                self.say(key, true);
            }
        };
        if raw.starts_with('[') {
            elements(raw, &mut |text| {
                says(text.get());
                true
            });
        } else {
            says(raw);
        }
    }

    /// Reads a list of links: `[{"rel":"next","href":"/x"}]`.
    fn add_links(&mut self, key: &str, raw: &str) {
        elements(raw, &mut |link| {
            let link = fields(link.get()).unwrap_or_default();
            let text = |wanted: &str| link.get(wanted).map(|value| plain(value.get()));
            let target = link.get("href").or_else(|| link.get("url"));
            let target = target.and_then(|target| next(target.get()));
            match (text("rel").unwrap_or_default().to_ascii_lowercase().as_str(), target) {
                ("next", Some(next)) => self.more = Some((key.to_owned(), next)),
                ("prev" | "previous", Some(_)) => self.previous = Some(key.to_owned()),
                _ => {}
            }
            true
        });
    }

    fn add_field(&mut self, key: &str, word: &str, raw: &str) {
        // Records of another time: `{"items":[…],"previous":[…]}`.
        if raw.strip_prefix('[').is_some_and(|inside| inside.trim_start().starts_with('{')) {
            return;
        }
        let text = plain(raw);
        let (flag, number) = (flag(&text), number(&text));
        let named = || Some((key.to_owned(), next(raw)?));
        match page_words::says(word) {
            Some(Says::Next) => match named() {
                Some(next) => self.more = Some(next),
                None => self.is_last = true,
            },
            Some(Says::More) if flag.is_some() || number.is_some() => {
                self.say(key, flag == Some(true) || number.is_some_and(|number| number > 0));
            }
            Some(Says::Previous) if next(raw).is_some() => self.previous = Some(key.to_owned()),
            // A day is what the request asked for.
            Some(Says::Place) if word == "after" && text.parse::<Day>().is_ok() => {}
            Some(Says::Place) => match named() {
                Some(place) => self.place = Some(place),
                None => self.is_last = true,
            },
            _ if page_words::is_last(word) && flag.is_some() => self.say(key, flag == Some(false)),
            // A link as in the header of an answer: `<https://x?page=2>; rel="next"`.
            _ if word == "link" && text.replace('"', "").contains("rel=next") => {
                self.more = Some((key.to_owned(), text));
            }
            // An offset that is no number is the key of the next row.
            _ if word == "offset" && !is_number(raw) && number.is_none() => self.more = named(),
            _ => self.add_number(key, word, raw),
        }
    }

    fn add_number(&mut self, key: &str, word: &str, raw: &str) {
        let Some(kind) = page_words::number(word) else { return };
        // Elasticsearch counts its hits in an object.
        let counted = || number(fields(raw).ok()?.get("value")?.get());
        let Some(number) = number(&plain(raw)).or_else(counted) else { return };
        match kind {
            Number::Page => {
                self.number = Some(number);
                if number > 1 && word.contains("page") {
                    self.previous.get_or_insert_with(|| key.to_owned());
                }
            }
            Number::Pages => self.pages = Some(number),
            Number::Offset => self.before = Some(number),
            Number::Size => self.size = Some(number),
            Number::Remaining => self.say(key, number > 0),
            // Of `count` and `total`, the larger one is about all pages.
            Number::Total => {
                if self.total.as_ref().is_none_or(|(_, total)| *total < number) {
                    self.total = Some((key.to_owned(), number));
                }
            }
        }
    }

    fn say(&mut self, key: &str, is_more: bool) {
        if !is_more {
            self.is_last = true;
        } else if self.more.is_none() {
            self.more = Some((key.to_owned(), String::new()));
        }
    }

    /// Why there is more than this page, if there is. `sums` are the sums of its columns: a total that equals one of them is no number
    /// of rows.
    pub(super) fn incomplete(&mut self, sums: impl FnOnce() -> Vec<Credits>) -> Option<String> {
        if let Some((key, _)) = &self.more {
            return Some(format!("the page says that there is more ({key})"));
        }
        if let Some((number, pages)) =
            self.number.zip(self.pages).filter(|(number, pages)| number <= pages)
        {
            // Of several pages, the last one alone lacks those before it. Pages that are counted from 0 end at one less.
            self.is_last |= number == pages || pages <= 1;
            return (pages > 1).then(|| format!("it is page {number} of {pages}"));
        }
        if let Some(key) = &self.previous {
            return Some(format!("the page says that there are pages before it ({key})"));
        }
        if self.is_last {
            return None;
        }
        let is_full = self.size == Some(self.rows) && self.rows > 1;
        let full = || Some(format!("it has {} rows, the number of a full page", self.rows));
        let Some((key, total)) = self.total.clone() else {
            return if is_full { full() } else { self.at_a_place() };
        };
        let before = self.before.or_else(|| {
            let (number, size) = (self.number?, self.size?);
            // Counted from 0 or from 1, whichever makes the page the last one.
            let from_0 = number.saturating_mul(size);
            let is_end = from_0.saturating_add(self.rows) == total;
            Some(if is_end { from_0 } else { number.saturating_sub(1).saturating_mul(size) })
        });
        let seen = before.unwrap_or(0).saturating_add(self.rows);
        let total_credits = i64::try_from(total).map(Credits::whole);
        if is_full && seen == total && page_words::is_count(&names::word(&key)) {
            return full();
        }
        if seen >= total {
            self.is_last = seen == total;
            let is_part = self.is_last && self.rows < total;
            is_part.then(|| format!("it has the last {} of {total} rows ({key})", self.rows))
        } else if total_credits.is_ok_and(|total| sums().contains(&total)) {
            self.total = None;
            self.at_a_place()
        } else {
            Some(format!("it has {} of {total} rows ({key})", self.rows))
        }
    }

    /// Why there is more if nothing but a place in the list tells of it.
    fn at_a_place(&mut self) -> Option<String> {
        self.more = Some(self.place.take()?);
        let (key, _) = self.more.as_ref()?;
        Some(format!("the page names a place to go on from ({key})"))
    }
}

/// The sums of the numbers of records in an array, by field.
pub(super) fn sums(records: &str) -> Vec<Credits> {
    let mut sums: indexmap::IndexMap<String, Credits> = indexmap::IndexMap::new();
    elements(records, &mut |record| {
        for (key, raw) in fields(record.get()).into_iter().flatten() {
            if let Ok(number) = plain(raw.get()).parse::<Credits>() {
                *sums.entry(key).or_default() += number;
            }
        }
        true
    });
    sums.into_values().collect()
}

fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// The next page that a value names; `None` if it names none.
fn next(raw: &str) -> Option<String> {
    if raw.starts_with('{') {
        let inner = fields(raw).ok()?;
        return inner.values().find_map(|value| next(value.get()));
    }
    let text = plain(raw);
    let text = text.trim();
    let is_nothing = matches!(text.to_ascii_lowercase().as_str(), "" | "false" | "null" | "none")
        || matches!(text, "[]" | "0" | "-1");
    (!is_nothing).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
