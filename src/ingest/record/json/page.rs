//! What a page of a list says of the pages around it: the fields beside the records, in the spellings of many APIs.

use super::value::{Fields, elements, fields, plain};
use crate::base::Credits;
use crate::ingest::cell::names;

/// Fields that name the next page. One that is not empty means that there is more; an empty one, that there is not.
const NEXT: &[&str] = &[
    "next",
    "next_page",
    "next_cursor",
    "next_token",
    "next_page_token",
    "next_page_cursor",
    "next_page_number",
    "next_page_url",
    "next_page_uri",
    "next_link",
    "odata_next_link",
    "next_url",
    "next_uri",
    "next_href",
    "next_records_url",
    "next_offset",
    "next_start",
    "next_skip",
    "next_marker",
    "next_key",
    "next_id",
    "next_batch",
    "next_results",
    "next_continuation_token",
    "continuation",
    "continuation_token",
    "last_evaluated_key",
    "scroll_id",
];

/// Fields that are true if there is more.
const MORE: &[&str] = &[
    "has_more",
    "has_more_items",
    "has_more_results",
    "has_next",
    "has_next_page",
    "has_more_pages",
    "limit_reached",
    "has_additional",
    "more",
    "more_items",
    "more_results",
    "more_available",
    "truncated",
    "is_truncated",
    "incomplete",
    "is_incomplete",
    "incomplete_results",
    "partial",
    "is_partial",
];

/// Fields that are false if there is more.
const LAST: &[&str] = &[
    "is_last",
    "last",
    "is_last_page",
    "last_page",
    "done",
    "complete",
    "is_complete",
    "finished",
];

/// Fields with the number of the page, of its pages, of all rows, of the rows before the page, and of the rows of a full page.
const PAGE: &[&str] =
    &["page", "current_page", "page_number", "page_index", "page_no", "page_num", "number"];
const PAGES: &[&str] = &[
    "total_pages",
    "total_page",
    "page_count",
    "pages",
    "pages_total",
    "page_total",
    "num_pages",
    "number_of_pages",
    "last_page",
];
const TOTAL: &[&str] = &[
    "total",
    "total_count",
    "total_records",
    "total_results",
    "total_rows",
    "total_row_count",
    "total_items",
    "total_entries",
    "total_elements",
    "total_events",
    "total_size",
];
const BEFORE: &[&str] = &["offset", "skip", "start", "start_at", "start_index", "from"];
const SIZE: &[&str] = &["per_page", "page_size", "limit", "max_results", "items_per_page"];

/// Totals that may as well be of this page alone.
const COUNT: &[&str] = &[
    "count",
    "record_count",
    "row_count",
    "item_count",
    "result_count",
    "num_results",
    "num_records",
];

/// Objects that hold such fields.
const HOLDERS: &[&str] = &[
    "pagination",
    "paging",
    "pager",
    "page",
    "page_info",
    "page_meta",
    "meta",
    "metadata",
    "links",
    "link",
    "info",
    "result_info",
    "list_info",
    "response_metadata",
    "cursor",
    "cursors",
];

/// What a page says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Page {
    /// The number of its records.
    pub rows: u64,
    /// The field that says that there is more, and the next page that it names.
    pub more: Option<(String, String)>,
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
        for (key, raw) in fields {
            let (word, raw) = (names::word(key), raw.get());
            if raw.starts_with('{') && HOLDERS.contains(&word.as_str()) && deepest > 0 {
                if let Ok(inner) = self::fields(raw) {
                    self.add_fields(&inner, deepest - 1);
                }
            } else if raw.starts_with('[') && HOLDERS.contains(&word.as_str()) {
                self.add_links(key, raw);
            } else {
                self.add_field(key, &word, raw);
            }
        }
    }

    /// Reads a list of links: `[{"rel":"next","href":"/x"}]`.
    fn add_links(&mut self, key: &str, raw: &str) {
        elements(raw, &mut |link| {
            let link = fields(link.get()).unwrap_or_default();
            let text = |wanted: &str| link.get(wanted).map(|value| plain(value.get()));
            if text("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("next")) {
                let target = link.get("href").or_else(|| link.get("url"));
                if let Some(next) = target.and_then(|target| next(target.get())) {
                    self.more = Some((key.to_owned(), next));
                }
            }
            true
        });
    }

    fn add_field(&mut self, key: &str, word: &str, raw: &str) {
        let is = |list: &[&str]| list.contains(&word);
        let text = plain(raw);
        let (flag, number) = (flag(&text), number(&text));
        if is(NEXT) {
            match next(raw) {
                Some(next) => self.more = Some((key.to_owned(), next)),
                None => self.is_last = true,
            }
        } else if is(MORE) && (flag.is_some() || number.is_some()) {
            self.say(key, flag == Some(true) || number.is_some_and(|number| number > 0));
        } else if is(LAST) && flag.is_some() {
            self.say(key, flag == Some(false));
        } else if let Some(number) = number {
            let place = if is(PAGE) {
                &mut self.number
            } else if is(PAGES) {
                &mut self.pages
            } else if is(BEFORE) {
                &mut self.before
            } else if is(SIZE) {
                &mut self.size
            } else if is(TOTAL) || is(COUNT) {
                // Of `count` and `total`, the larger one is about all pages.
                if self.total.as_ref().is_none_or(|(_, total)| *total < number) {
                    self.total = Some((key.to_owned(), number));
                }
                return;
            } else {
                return;
            };
            *place = Some(number);
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
        let place = self.number.zip(self.pages);
        if self.is_last || place.is_some_and(|(number, pages)| number == pages) {
            self.is_last = true;
            return None;
        }
        // Pages that are counted from 0 end at one less.
        if let Some((number, pages)) =
            place.filter(|(number, pages)| number + 1 < *pages || *number > 0)
        {
            return (number < pages).then(|| format!("it is page {number} of {pages}"));
        }
        let is_full = self.size == Some(self.rows) && self.rows > 1;
        let full = || Some(format!("it has {} rows, the number of a full page", self.rows));
        let Some((key, total)) = self.total.clone() else {
            return if is_full { full() } else { None };
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
        if is_full && seen == total && COUNT.contains(&names::word(&key).as_str()) {
            return full();
        }
        if seen >= total {
            self.is_last = seen == total;
            None
        } else if total_credits.is_ok_and(|total| sums().contains(&total)) {
            self.total = None;
            None
        } else {
            Some(format!("it has {} of {total} rows ({key})", self.rows))
        }
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
        "true" => Some(true),
        "false" => Some(false),
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
