//! Finds times, dates and long ids in a text: what differs between two calls that ask the same.

/// Digits of a number that is an id or a time, not a quantity.
const LONG: usize = 10;

/// Returns the text with every stamp and id replaced; `None` if it has none.
pub(super) fn without(text: &str) -> Option<String> {
    let mut found = false;
    let words = text.split(' ').map(|word| {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        if is_stamp(core) {
            found = true;
            "#"
        } else {
            word
        }
    });
    let text = words.collect::<Vec<_>>().join(" ");
    found.then_some(text)
}

/// Returns true for a whole value that is a point in time, with its time of day.
pub(super) fn is_time(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    digits >= 12 && value.contains(':') && is_stamp(value)
}

fn is_stamp(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let only = |others: &str| word.chars().all(|c| c.is_ascii_digit() || others.contains(c));
    let is_date = digits >= 8 && word.len() > digits && only("-:.+TZ/");
    let is_clock = word.contains(':') && digits >= 3 && only(":");
    let is_long = digits >= LONG && only("");
    let is_day = digits == 8 && word.starts_with("20") && only("");
    let is_hex =
        word.len() >= 16 && digits >= 4 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_date || is_clock || is_long || is_day || is_hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stamps_and_ids_are_taken_out() {
        let same = |a: &str, b: &str| without(a).is_some() && without(a) == without(b);
        assert!(same(
            "It is 2026-06-03T10:00:00Z. Summarise",
            "It is 2026-06-04T11:30:09Z. Summarise"
        ));
        assert!(same(
            "Visit 3f2504e0-4f89-11d3-9a0c-0305e82c3301 now",
            "Visit 11112222-4f89-11d3-9a0c-0305e82c3301 now"
        ));
        assert!(same("at 10:15 say hello", "at 9:05 say hello"));
        for text in ["Describe order 123456", "Ratio 3.5 of 4", "three words only"] {
            assert_eq!(without(text), None, "{text}");
        }
        assert!(is_time("2026-06-03T10:00:00Z") && !is_time("2026-06-03") && !is_time("L0103"));
    }
}
