//! The words by which a page of a list speaks of the pages around it: `cell/maps/pages.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

type List = Vec<&'static str>;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Words {
    next: List,
    surely: List,
    previous: List,
    place: List,
    place_of: List,
    place_in: List,
    before_place: List,
    beside: List,
    more: List,
    flags: List,
    last: List,
    page: List,
    pages: List,
    total: List,
    count: List,
    offset: List,
    size: List,
    remaining: List,
    holders: List,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../cell/maps/pages.toml")).expect("maps/pages.toml parses")
});

/// What a field beside the records says if its value fits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Says {
    /// Names the next page.
    Next,
    /// Names a page before.
    Previous,
    /// Names a place in the list, most likely its end so far.
    Place,
    /// True if there is more.
    More,
}

/// The number that a field gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Number {
    Page,
    Pages,
    Total,
    Offset,
    Size,
    Remaining,
}

fn has(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// What a field with this name says; `None` if it says nothing of pages.
pub(super) fn says(name: &str) -> Option<Says> {
    let words = &*WORDS;
    if has(&words.surely, name) {
        return Some(Says::Next);
    }
    let any = |list: &[&str]| name.split('_').any(|part| has(list, part));
    let all =
        |lists: [&[&str]; 2]| name.split('_').all(|part| lists.iter().any(|list| has(list, part)));
    if all([&words.next, &words.beside]) && any(&words.next) {
        return Some(Says::Next);
    }
    if has(&words.more, name) || (all([&words.more, &words.flags]) && any(&words.more)) {
        return Some(Says::More);
    }
    let is_back = any(&words.previous);
    if is_back && (all([&words.previous, &words.beside]) || all([&words.previous, &words.flags])) {
        return Some(Says::Previous);
    }
    let is_place = any(&words.place) || (any(&words.place_of) && any(&words.place_in));
    let is_known = all([&words.place, &words.beside]) && !any(&words.before_place);
    (is_place && is_known).then_some(Says::Place)
}

/// Whether a field with this name is true if nothing follows.
pub(super) fn is_last(name: &str) -> bool {
    has(&WORDS.last, name)
}

/// Whether the total of this name may be of the page alone.
pub(super) fn is_count(name: &str) -> bool {
    has(&WORDS.count, name)
}

/// The number that a field with this name gives.
pub(super) fn number(name: &str) -> Option<Number> {
    let words = &*WORDS;
    let lists = [
        (&words.page, Number::Page),
        (&words.pages, Number::Pages),
        (&words.offset, Number::Offset),
        (&words.size, Number::Size),
        (&words.total, Number::Total),
        (&words.count, Number::Total),
        (&words.remaining, Number::Remaining),
    ];
    lists.into_iter().find(|(list, _)| has(list, name)).map(|(_, number)| number)
}

/// Whether an object of this name holds such fields.
pub(super) fn is_holder(name: &str) -> bool {
    has(&WORDS.holders, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_known_by_their_words() {
        for (name, expected) in [
            ("next", Some(Says::Next)),
            ("odata_next_link", Some(Says::Next)),
            ("next_page_path", Some(Says::Next)),
            ("x_next_cursor", Some(Says::Next)),
            ("last_evaluated_key", Some(Says::Next)),
            ("next_reset", None),
            ("next_billing_date", None),
            ("prev_page_url", Some(Says::Previous)),
            ("has_previous_page", Some(Says::Previous)),
            ("cursor", Some(Says::Place)),
            ("end_cursor", Some(Says::Place)),
            ("after", Some(Says::Place)),
            ("paging_state", Some(Says::Place)),
            ("sync_token", Some(Says::Place)),
            ("start_cursor", None),
            ("token", None),
            ("created_after", None),
            ("has_more_data", Some(Says::More)),
            ("has_next", Some(Says::More)),
            ("can_load_more", Some(Says::More)),
            ("results_truncated", Some(Says::More)),
            ("more_info", None),
            ("id", None),
            ("page", None),
        ] {
            assert_eq!(says(name), expected, "{name}");
        }
    }
}
