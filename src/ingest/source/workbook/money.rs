//! Formats of numbers that show money. A number in such a cell keeps the sign of its currency, so that nobody takes it for credits.

use crate::base::currency;

/// The sign of the currency that an Excel number format shows: of `"$"#,##0.00`, `[$€-407]`, `_-£*` and the like.
pub(super) fn sign(format: &str) -> Option<String> {
    let of_letters = || {
        let code = format.split("[$").nth(1)?.split(['-', ']']).next()?.trim();
        (code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic())).then(|| code.to_owned())
    };
    // `[$-409]` names a language only.
    let without_languages = format.replace("[$-", "[-");
    let shown = without_languages.replace("[$", "[");
    shown.chars().find(|c| currency::is_symbol(*c)).map(String::from).or_else(|| {
        if without_languages.contains("[$$") {
            Some("$".to_owned())
        } else {
            // Text of the format, without its conditions and colours.
            let literals = shown.split('[').map(|part| part.split_once(']').map_or(part, |p| p.1));
            of_letters().or_else(|| literals.into_iter().find_map(in_text))
        }
    })
}

/// The sign of the currency in a text, such as what a cell shows: a symbol, or a word such as `CHF` or `kr`.
pub(super) fn in_text(text: &str) -> Option<String> {
    let symbol = text.chars().find(|c| currency::is_symbol(*c)).map(String::from);
    let words = || text.split(|c: char| !c.is_alphabetic());
    symbol
        .or_else(|| words().find(|word| currency::is_code(&word.to_lowercase())).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_are_seen_and_languages_are_not() {
        for (format, expected) in [
            ("\"$\"#,##0.00", Some("$")),
            ("\\$0.00", Some("$")),
            ("[$$-409]#,##0.00", Some("$")),
            ("#,##0.00 [$€-407]", Some("€")),
            ("#,##0.00\\ [$EUR]", Some("EUR")),
            ("_-£* #,##0.00_-", Some("£")),
            ("[$-409]mmm d", None),
            ("#,##0.00", None),
            ("\"CHF\" 0.00", Some("CHF")),
            ("#,##0.00 \"kr\"", Some("kr")),
            ("[Red]0.00;[Blue]-0.00", None),
            ("0.00\" credits\"", None),
            ("General", None),
        ] {
            assert_eq!(sign(format).as_deref(), expected, "{format}");
        }
    }
}
