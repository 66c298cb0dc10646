use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::base::Credits;
use crate::ingest::DecimalMark;
use DecimalMark::{Comma, Point};

fn format(cells: &[&str]) -> AmountFormat {
    detect(cells.iter().copied(), None).unwrap()
}

fn value(mark: DecimalMark, cell: &str) -> Result<Amount, BadAmount> {
    AmountFormat::with(mark).read(cell)
}

fn credits(text: &str) -> Amount {
    Amount::Value { credits: text.parse().unwrap(), money: false }
}

#[test]
fn forms_with_a_point() {
    for (cell, plain) in [
        ("0", "0"),
        ("3", "3"),
        ("-1", "-1"),
        ("'-1", "-1"),
        ("'5", "5"),
        ("+3", "3"),
        ("\u{2212}1.5", "-1.5"),
        ("0.02", "0.02"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("5.", "5"),
        ("1.234", "1.234"),
        ("007", "7"),
        ("1,234.50", "1234.5"),
        ("1,234", "1234"),
        ("12,345,678", "12345678"),
        ("12,34,567.5", "1234567.5"),
        ("1'234.50", "1234.5"),
        ("1\u{2019}234", "1234"),
        ("1 234.5", "1234.5"),
        ("1\u{a0}234", "1234"),
        ("1\u{202f}234\u{202f}567", "1234567"),
        ("(3.5)", "-3.5"),
        ("3.5-", "-3.5"),
        (" 7 ", "7"),
        ("\"7\"", "7"),
        ("1e-3", "0.001"),
        ("1E+2", "100"),
        ("1.5e3", "1500"),
        ("-2.5E-1", "-0.25"),
        ("0e99999999999999999999", "0"),
        ("3.6300000000000003", "3.6300000000000003"),
        ("12345678901234.123456", "12345678901234.123456"),
        ("99999999999999999", "99999999999999999"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
        ("1.00000000000000000000000000000000000000", "1"),
        ("100000e-5", "1"),
        ("1e28", "10000000000000000000000000000"),
        ("3 credits", "3"),
        ("1 credit", "1"),
        ("2 cr", "2"),
        ("2cr.", "2"),
        ("4 Message Credits", "4"),
        ("\u{ff11}\u{ff12}\u{ff0e}\u{ff15}", "12.5"),
        ("\u{200e}-5", "-5"),
    ] {
        assert_eq!(value(Point, cell), Ok(credits(plain)), "{cell:?}");
    }
}

#[test]
fn forms_with_a_comma() {
    for (cell, plain) in [
        ("1,5", "1.5"),
        ("1.234,50", "1234.5"),
        ("1.234", "1234"),
        ("1,234", "1.234"),
        ("1.234.567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1'234,50", "1234.5"),
        ("-0,125", "-0.125"),
        (",5", "0.5"),
        ("(3,5)", "-3.5"),
        ("1,5e3", "1500"),
        ("12", "12"),
        ("0,25 credits", "0.25"),
    ] {
        assert_eq!(value(Comma, cell), Ok(credits(plain)), "{cell:?}");
    }
}

#[test]
fn money_says_so() {
    for (mark, cell, plain) in [
        (Point, "$0.02", "0.02"),
        (Point, "-$3", "-3"),
        (Point, "$-3", "-3"),
        (Point, "($3.50)", "-3.5"),
        (Point, "US$1,000.00", "1000"),
        (Point, "USD 3", "3"),
        (Point, "$3.00 USD", "3"),
        (Point, "3 eur", "3"),
        (Comma, "\u{20ac} 1,50", "1.5"),
        (Comma, "1.234,50\u{a0}\u{20ac}", "1234.5"),
        (Comma, "R$ 2,5", "2.5"),
        (Point, "\u{a3}4", "4"),
        (Point, "\u{a5}400", "400"),
        (Point, "\u{20aa}7", "7"),
        (Point, "Fr.5", "5"),
        (Comma, "3,5 kr", "3.5"),
    ] {
        let expected = Amount::Value { credits: plain.parse().unwrap(), money: true };
        assert_eq!(value(mark, cell), Ok(expected), "{cell:?}");
    }
}

#[test]
fn nothing_and_words() {
    for cell in [
        "",
        " ",
        "-",
        "\u{2013}",
        "\u{2014}",
        "null",
        "NULL",
        "None",
        "N/A",
        "n/a",
        "\"\"",
        "undefined",
        "#N/A",
    ] {
        assert_eq!(value(Point, cell), Ok(Amount::Empty), "{cell:?}");
    }
    for (cell, word) in [
        ("Included", AmountWord::Included),
        ("free", AmountWord::Free),
        ("No Charge", AmountWord::NotCharged),
        ("Errored, Not Charged", AmountWord::NotCharged),
    ] {
        assert_eq!(value(Point, cell), Ok(Amount::Word(word)), "{cell:?}");
    }
}

#[test]
fn what_is_not_an_amount() {
    use BadAmount::{Json, Misfit, NotANumber, NotFinite, OtherDigits, Percent, TooManyDigits};
    for (cell, bad) in [
        ("5%", Percent),
        ("\u{661}\u{662}", OtherDigits),
        ("1\u{661}2", OtherDigits),
        ("{\"credits\":1}", Json),
        ("[1]", Json),
        ("\"{\"\"a\"\":1}\"", Json),
        ("NaN", NotFinite),
        ("Infinity", NotFinite),
        ("-inf", NotFinite),
        ("abc", NotANumber),
        ("12abc", NotANumber),
        ("3 seconds", NotANumber),
        ("1k", NotANumber),
        ("--1", NotANumber),
        ("(-1)", NotANumber),
        ("(1", NotANumber),
        ("5.-", NotANumber),
        ("5+", NotANumber),
        ("1-2", NotANumber),
        ("2026-06-25", NotANumber),
        ("09:30", NotANumber),
        ("1.2.3", NotANumber),
        ("12,34", Misfit),
        ("1.234,5", Misfit),
        ("1.234.567", Misfit),
        ("1 2", NotANumber),
        ("0,1,2", NotANumber),
        ("1e", NotANumber),
        ("e5", NotANumber),
        ("1e5.5", NotANumber),
        ("$3 credits", NotANumber),
        ("$ $3", NotANumber),
        ("5\u{b2}", OtherDigits),
        ("\u{bd}", OtherDigits),
        ("0x10", NotANumber),
        ("79228162514264337593543950336", TooManyDigits),
        ("1e29", TooManyDigits),
        ("1e-29", TooManyDigits),
        ("0.12345678901234567890123456789", TooManyDigits),
        ("1e999999999999999999999", TooManyDigits),
        ("123456789012345678901234567890123456789012345678901234567890", TooManyDigits),
    ] {
        assert_eq!(value(Point, cell), Err(bad), "{cell:?}");
    }
    assert_eq!(value(Comma, "1.5"), Err(Misfit));
}

#[test]
fn one_clear_cell_decides_for_the_column() {
    assert_eq!(format(&["1", "1,5"]).mark, Comma);
    assert_eq!(format(&["1,234", "1.234,50"]).mark, Comma);
    assert_eq!(format(&["1.234", "0,5"]).mark, Comma);
    assert_eq!(format(&["1.234", "1.234.567"]).mark, Comma);
    assert_eq!(format(&["1,234", "1,234.50"]).mark, Point);
    assert_eq!(format(&["1,234", "1,234,567"]).mark, Point);
    assert_eq!(format(&["1,234", "0.5", "{\"a\":1,5}"]).mark, Point);
    assert_eq!(format(&["1,234", "\u{20ac} 3,50"]).mark, Comma);
    assert_eq!(format(&["0,125"]).mark, Comma);
    assert_eq!(format(&["1 234,567"]).mark, Comma);
    assert_eq!(format(&["1234,567"]).mark, Comma);
    for cells in [&["1.234", "12"][..], &["0.125"], &["7", "", "Included"], &[]] {
        assert_eq!(format(cells).mark, Point, "{cells:?}");
    }
    assert!(!format(&["1.234", "12"]).proven);
    assert!(format(&["1.234", "12.5"]).proven);
}

#[test]
fn cells_that_read_both_ways_are_a_question() {
    let unclear = |cells: &[&str]| detect(cells.iter().copied(), None).unwrap_err().to_string();
    assert_eq!(
        unclear(&["7", "1,234", "1,234", "12,345"]),
        "1,234 and 12,345 can be thousands or a fraction"
    );
    assert_eq!(unclear(&["1,234", "1.234"]), "1,234 and 1.234 can be thousands or a fraction");
    assert_eq!(
        detect(["1,234"].into_iter(), Some(Comma)).unwrap().read("1,234"),
        Ok(credits("1.234"))
    );
    assert_eq!(
        detect(["1,234"].into_iter(), Some(Point)).unwrap().read("1,234"),
        Ok(credits("1234"))
    );
}

#[test]
fn contradictions_are_a_question_or_strays() {
    let both = detect(["1,5", "1.5"].into_iter(), None).unwrap_err();
    assert_eq!(both.to_string(), "1,5 and 1.5 use different decimal marks");
    // One stray in eleven cells: it is rejected, and so is what could be another one.
    let cells = ["2.5"; 10].into_iter().chain(["1,5"]);
    let format = detect(cells, None).unwrap();
    assert_eq!((format.mark, format.stray.is_some()), (Point, true));
    assert_eq!(format.read("1,5"), Err(BadAmount::Misfit));
    assert_eq!(format.read("1,234"), Err(BadAmount::Misfit));
    assert_eq!(format.read("1.234"), Ok(credits("1.234")));
}

#[test]
fn json_numbers_from_their_source() {
    for (raw, plain) in [
        ("0", "0"),
        ("-0", "0"),
        ("1.50", "1.5"),
        ("1e-7", "0.0000001"),
        ("2E2", "200"),
        ("-3.25", "-3.25"),
    ] {
        assert_eq!(read_json_number(raw), Ok(plain.parse().unwrap()), "{raw}");
    }
    for raw in ["", "-", "+1", "01", ".5", "5.", "1e", "NaN", "1,5", " 1", "\"1\""] {
        assert_eq!(read_json_number(raw), Err(BadAmount::NotANumber), "{raw:?}");
    }
    assert_eq!(read_json_number("1e400"), Err(BadAmount::TooManyDigits));
}

/// Thousands groups, put in from the right.
fn grouped(plain: &str, separator: &str, mark: &str) -> String {
    let (sign, unsigned) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) =
        unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push_str(separator);
        }
        out.push(digit);
    }
    fraction.map_or(out.clone(), |fraction| format!("{out}{mark}{fraction}"))
}

proptest! {
    #[test]
    fn any_amount_reads_back_in_any_format(mantissa in -(1_i128 << 95)..(1_i128 << 95), scale in 0_u32..=28) {
        let amount = Credits::from_decimal(Decimal::from_i128_with_scale(mantissa, scale));
        let plain = amount.to_string();
        let expected = Ok(Amount::Value { credits: amount, money: false });
        prop_assert_eq!(value(Point, &plain), expected);
        prop_assert_eq!(read_json_number(&plain), Ok(amount));
        for separator in [",", " ", "\u{a0}", "\u{202f}", "'", "\u{2019}"] {
            prop_assert_eq!(value(Point, &grouped(&plain, separator, ".")), expected);
        }
        for separator in ["", ".", " ", "\u{a0}", "\u{202f}", "'"] {
            prop_assert_eq!(value(Comma, &grouped(&plain, separator, ",")), expected);
        }
        prop_assert_eq!(value(Point, &format!("{mantissa}e-{scale}")), expected);
    }

    #[test]
    fn no_text_panics(cell in ".*", number in "[-+(]?[$€ ]?[0-9.,' eE]{0,12}[)%-]? ?(cr|USD)?") {
        for text in [&cell, &number] {
            let _ = (value(Point, text), value(Comma, text), read_json_number(text));
            let _ = detect([text.as_str(), "1,5"].into_iter(), None);
        }
    }

    /// What a column's own detection chose reads every cell that was printed in that format.
    #[test]
    fn a_detected_format_reads_its_column(amounts in prop::collection::vec(-10_000_000_i64..10_000_000, 1..20), comma: bool) {
        let (separator, mark) = if comma { (".", ",") } else { (",", ".") };
        let amounts: Vec<Credits> = amounts.iter().map(|n| Credits::from_decimal(Decimal::new(*n, 2))).collect();
        let cells: Vec<String> = amounts.iter().map(|a| grouped(&a.to_fixed(2), separator, mark)).collect();
        let format = detect(cells.iter().map(String::as_str), None).unwrap();
        for (cell, amount) in cells.iter().zip(amounts) {
            prop_assert_eq!(format.read(cell), Ok(Amount::Value { credits: amount, money: false }));
        }
    }
}
