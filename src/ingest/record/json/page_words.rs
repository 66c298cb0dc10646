//! The words by which a page of a list speaks of the pages around it: `cell/maps/pages.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// The most characters of a text for people that is looked at.
const LONGEST_NOTICE: usize = 300;

type List = Vec<&'static str>;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Words {
    next: List,
    surely: List,
    previous: List,
    place: List,
    places: List,
    begins: List,
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
    remaining_bare: List,
    of_credits: List,
    notices: List,
    leaves_out: List,
    leaves_nothing: List,
    rows: List,
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
    if has(&words.begins, name) {
        return Some(Says::Previous);
    }
    if has(&words.places, name) {
        return Some(Says::Place);
    }
    let is_place = any(&words.place) || (any(&words.place_of) && any(&words.place_in));
    let is_known = all([&words.place, &words.beside]) && !any(&words.before_place);
    (is_place && is_known).then_some(Says::Place)
}

/// Whether a field of this name, when it is filled, says that something follows.
pub(crate) fn tells_of_more(name: &str) -> bool {
    matches!(says(name), Some(Says::Next | Says::More | Says::Place))
}

/// Whether a field of this name counts what remains, of rows or of credits.
pub(super) fn is_remaining(name: &str) -> bool {
    has(&WORDS.remaining_bare, name)
}

/// Whether a field of this name shows that the numbers beside it are about credits.
pub(super) fn is_of_credits(name: &str) -> bool {
    name.split('_').any(|part| has(&WORDS.of_credits, part))
}

/// Whether a field of this name has a text for people.
pub(super) fn is_notice(name: &str) -> bool {
    has(&WORDS.notices, name)
}

/// Whether a text for people says that some of the rows are left out.
pub(crate) fn leaves_out(text: &str) -> bool {
    let text = text.to_lowercase();
    let says = |list: &[&str]| list.iter().any(|part| text.contains(part));
    text.chars().count() <= LONGEST_NOTICE
        && !says(&WORDS.leaves_nothing)
        && (says(&WORDS.leaves_out) || is_part(&text))
}

/// Whether a text counts fewer than all: `20 of 500`, `1-20 von 500`, `first 20 rows`.
fn is_part(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |word: &str| -> Option<u64> {
        let word = word.rsplit(['-', '–']).next()?.trim_matches(|c: char| !c.is_alphanumeric());
        word.replace([',', '.', '\''], "").parse().ok()
    };
    words.windows(3).any(|three| {
        let is_first = matches!(three[0], "first" | "top" | "last" | "ersten" | "primeros")
            && number(three[1]).is_some()
            && has(&WORDS.rows, three[2]);
        let is_part = matches!(three[1], "of" | "von" | "de" | "di" | "van" | "/")
            && number(three[0]).zip(number(three[2])).is_some_and(|(part, all)| part < all);
        is_first || is_part
    })
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
