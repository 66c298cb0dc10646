//! How money is written.

/// ISO 4217 codes of the currencies in which software is sold, and symbols written in letters.
const CURRENCIES: [&str; 43] = [
    "aed", "ars", "aud", "bgn", "brl", "cad", "chf", "clp", "cny", "cop", "czk", "dkk", "egp",
    "eur", "gbp", "hkd", "huf", "idr", "ils", "inr", "jpy", "krw", "mxn", "myr", "nok", "nzd",
    "php", "pln", "ron", "sar", "sek", "sgd", "thb", "try", "twd", "usd", "zar", "rs", "fr", "kr",
    "ft", "z\u{142}", "k\u{10d}",
];

/// Whether a character is the symbol of a currency.
pub(crate) const fn is_symbol(c: char) -> bool {
    matches!(c, '$' | '\u{a3}' | '\u{a5}' | '\u{20a0}'..='\u{20cf}')
}

/// Whether a word in lower case is the code of a currency.
pub(crate) fn is_code(word: &str) -> bool {
    CURRENCIES.contains(&word)
}
