//! Column names and cell words in one normal form, so that `Credits Used`, `creditsUsed` and `credits-used` are the same.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// A name in normal form, and the unit in brackets behind it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Name {
    /// `credits_used`
    pub plain: String,
    /// `ms`, `$`, `usd`: lower case; empty if there is none.
    pub unit: String,
}

impl Name {
    /// Whether the unit is a currency.
    pub(crate) fn is_money(&self) -> bool {
        matches!(self.unit.as_str(), "$" | "€" | "£" | "usd" | "eur" | "gbp" | "us$")
    }
}

/// The normal form of a name: trimmed, NFKC, lower case, units in brackets dropped, separators as `_`, camelCase as `snake_case`.
pub(crate) fn name(text: &str) -> Name {
    // Most words in cells are in normal form already, and every row has some.
    if is_normal(text) {
        return Name { plain: text.to_owned(), unit: String::new() };
    }
    let text = composed(text.trim());
    let (outside, unit) = split_unit(&text);
    let unit = unit.trim().to_lowercase();
    let mut plain = snake(&outside);
    // `duration (ms)` must not be read as seconds.
    if matches!(unit.as_str(), "ms" | "msec" | "millis" | "milliseconds") && !plain.ends_with("_ms")
    {
        plain.push_str("_ms");
    }
    Name { plain, unit }
}

/// A word in the normal form of names.
pub(crate) fn word(text: &str) -> String {
    name(text).plain
}

/// The letters and digits after the last `.` or `/`, in lower case: `Core.InvokeLLM` and `invoke_llm` are `invokellm`.
pub(crate) fn compact(text: &str) -> String {
    let last = text.trim().rsplit(['.', '/']).next().unwrap_or_default();
    if last.is_ascii() {
        return last
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
    }
    last.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text in NFKC; ASCII already is.
fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

fn is_normal(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    text.bytes().all(plain)
        && !text.starts_with('_')
        && !text.ends_with('_')
        && !text.contains("__")
}

fn split_unit(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth > 0 => depth -= 1,
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    // A name that is only a bracket keeps its content.
    if outside.trim().is_empty() { (inside, String::new()) } else { (outside, inside) }
}

fn snake(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = i.checked_sub(1).map(|j| chars[j]);
        let after = chars.get(i + 1);
        let starts_word = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_numeric()
                    || (b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()))
            });
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_all_spellings() {
        for text in [
            "credits_used",
            "Credits Used",
            "creditsUsed",
            " credits-used ",
            "CREDITS.USED",
            "Ｃredits used",
            "Credits Used (cr)",
        ] {
            assert_eq!(word(text), "credits_used", "{text}");
        }
        assert_eq!(word("userID"), "user_id");
        assert_eq!(word("HTTPStatus"), "http_status");
        assert_eq!(word("(credits)"), "credits");
    }

    #[test]
    fn what_is_normal_already_stays() {
        for text in ["credits_used", "a1", "", "x"] {
            assert_eq!((word(text).as_str(), snake(text).as_str()), (text, text));
        }
        assert_eq!(word("__a__b_"), "a_b");
    }

    #[test]
    fn a_unit_is_kept_apart() {
        assert!(name("Cost ($)").is_money());
        assert_eq!(name("Duration (ms)").plain, "duration_ms");
        assert_eq!(name("Duration (s)").plain, "duration");
    }

    #[test]
    fn calls_without_their_path() {
        for text in [
            "InvokeLLM",
            "invoke_llm",
            "Core.InvokeLLM",
            "integration-endpoints/Core/InvokeLLM",
            "Invoke LLM",
        ] {
            assert_eq!(compact(text), "invokellm", "{text}");
        }
    }
}
