//! Formats of numbers that show money. A number in such a cell keeps the sign of its currency, so that nobody takes it for credits.

/// The sign of the currency that an Excel number format shows: of `"$"#,##0.00`, `[$€-407]`, `_-£*` and the like.
pub(super) fn sign(format: &str) -> Option<String> {
    let of_letters = || {
        let code = format.split("[$").nth(1)?.split(['-', ']']).next()?.trim();
        (code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic())).then(|| code.to_owned())
    };
    // `[$-409]` names a language only.
    let without_languages = format.replace("[$-", "[-");
    let shown = without_languages.replace("[$", "[");
    let is_sign = |c: &char| matches!(c, '$' | '\u{a3}' | '\u{a5}' | '\u{20a0}'..='\u{20cf}');
    shown.chars().find(is_sign).map(String::from).or_else(|| {
        if without_languages.contains("[$$") { Some("$".to_owned()) } else { of_letters() }
    })
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
            ("0.00\" credits\"", None),
            ("General", None),
        ] {
            assert_eq!(sign(format).as_deref(), expected, "{format}");
        }
    }
}
