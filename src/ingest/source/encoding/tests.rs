use proptest::prelude::*;

use super::*;
use crate::ingest::source::gzip::{GZIP, inflate};

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

fn read(bytes: &[u8]) -> (String, &'static str, bool, u64, bool) {
    let d = to_text(bytes, None).unwrap();
    (d.text.into_owned(), d.coding.encoding.name(), d.coding.mark > 0, d.replaced, d.coding.certain)
}

#[test]
fn utf8_with_and_without_mark() {
    assert_eq!(read("Größe,€".as_bytes()), ("Größe,€".into(), "UTF-8", false, 0, true));
    assert_eq!(read("\u{feff}a,b".as_bytes()), ("a,b".into(), "UTF-8", true, 0, true));
    assert_eq!(read(b""), (String::new(), "UTF-8", false, 0, true));
    assert!(matches!(to_text(b"plain", None).unwrap().text, Cow::Borrowed("plain")));
    // A NUL here and there is still text.
    assert_eq!(
        read(b"timestamp,credits\n2026-05-20,1\0\n").0,
        "timestamp,credits\n2026-05-20,1\0\n"
    );
}

#[test]
fn utf16_with_and_without_mark() {
    let text = "timestamp,app\n2026-05-20,\u{5e9}\u{5dc}\u{5d5}\u{5dd}\n";
    assert_eq!(
        read(&utf16(&format!("\u{feff}{text}"), true)),
        (text.into(), "UTF-16LE", true, 0, true)
    );
    assert_eq!(
        read(&utf16(&format!("\u{feff}{text}"), false)),
        (text.into(), "UTF-16BE", true, 0, true)
    );
    assert_eq!(read(&utf16(text, true)), (text.into(), "UTF-16LE", false, 0, false));
    assert_eq!(read(&utf16(text, false)), (text.into(), "UTF-16BE", false, 0, false));
    let mut odd = utf16(text, true);
    odd.push(b'x');
    assert_eq!(read(&odd).3, 1);
}

#[test]
fn other_encodings_are_guessed_or_named() {
    assert_eq!(read(b"caf\xe9,\x80 5"), ("café,€ 5".into(), "windows-1252", false, 0, false));
    let labelled = to_text(b"\x93\x8c\x8b\x9e", Some(" Shift_JIS ")).unwrap();
    assert_eq!(
        (labelled.text.as_ref(), labelled.coding.encoding.name(), labelled.coding.certain),
        ("東京", "Shift_JIS", true)
    );
    let wrong = to_text(b"caf\xe9!", Some("utf-8")).unwrap();
    assert_eq!((wrong.text.as_ref(), wrong.replaced), ("caf\u{fffd}!", 1));
    assert_eq!(to_text("\u{feff}a".as_bytes(), Some("utf8")).unwrap().text, "a");
    assert_eq!(to_text(&utf16("\u{feff}a", true), Some("utf-16le")).unwrap().text, "a");
    assert_eq!(
        to_text(b"a", Some("klingon")),
        Err(DecodeError::UnknownEncoding { label: "klingon".into() })
    );
}

#[test]
fn a_file_cut_within_a_letter_is_still_utf8() {
    assert_eq!(read(&"5 €".as_bytes()[..4]), ("5 \u{fffd}".into(), "UTF-8", false, 1, false));
    assert_eq!(read(b"caf\xe9"), ("café".into(), "windows-1252", false, 0, false));
    assert_eq!(
        read(&"credits für €".as_bytes()[..15]),
        ("credits für \u{fffd}".into(), "UTF-8", false, 1, false)
    );
    assert_eq!(
        read(b"\xc3\xa9\xc3\xa8\xc3\xa0 \xff."),
        ("éèà \u{fffd}.".into(), "UTF-8", false, 1, false)
    );
}

#[test]
fn files_that_are_no_text_are_named() {
    let what = |bytes: &[u8]| match to_text(bytes, None) {
        Err(DecodeError::Binary { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(what(b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml"), "an Excel workbook");
    assert_eq!(
        what(b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
        "an OpenDocument spreadsheet"
    );
    assert_eq!(what(b"PK\x03\x04....usage.csv"), "a zip archive");
    assert_eq!(what(b"%PDF-1.7\n"), "a PDF");
    assert_eq!(what(b"PAR1\x15\x04\x15PAR1"), "a Parquet file");
    assert_eq!(what(b"SQLite format 3\0\x10\0"), "an SQLite database");
    assert_eq!(what(b"\x89PNG\r\n\x1a\n"), "an image");
    assert_eq!(what(b"\xff\xd8\xff\xe0"), "an image");
    assert_eq!(what(&[0, 1, 2, 3, 255, 254, 253, 7, 9, 0, 0]), "a binary file");
    assert_eq!(what(b"\xff\xfe\0\0a\0\0\0"), "UTF-32 text");
    assert_eq!(read(b"PAR1,credits\n").0, "PAR1,credits\n");
    assert_eq!(
        to_text(b"PK\x03\x04xl/workbook", None).unwrap_err().to_string(),
        "this is an Excel workbook, not a text file"
    );
}

#[test]
fn what_bytes_say_does_not_depend_on_the_pieces() {
    for bytes in [
        "é ü 日本".as_bytes(),
        b"caf\xe9 ol\xe9",
        b"\xc3\xa9 \xe9\xe9",
        b"abc\xe6\x97",
        b"abc\xe6\x97 ",
        b"\xf0\x9f\x98",
    ] {
        let whole = Utf8::of(bytes);
        for size in 1..5 {
            let mut pieces = Utf8::default();
            bytes.chunks(size).for_each(|piece| pieces.add(piece));
            pieces.end();
            let facts = |seen: &Utf8| (seen.letters, seen.wrong, seen.at_end);
            assert_eq!(facts(&pieces), facts(&whole), "{bytes:?} by {size}");
        }
    }
    assert!(Utf8::of(b"abc\xe6\x97").is_damaged() && !Utf8::of(b"abc\xe6\x97 ").is_damaged());
}

proptest! {
    #[test]
    fn text_comes_back_from_every_unicode_encoding(text in "[ -~äöü€\n]{4,60}") {
        prop_assert_eq!(read(text.as_bytes()).0, text.clone());
        for little in [true, false] {
            prop_assert_eq!(read(&utf16(&format!("\u{feff}{text}"), little)).0, text.clone());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), gz: bool, label in "utf-8|utf-16le|shift_jis|gb18030|x") {
        let _ = (to_text(&bytes, None), to_text(&bytes, Some(&label)));
        let _ = inflate(if gz { [GZIP, &[8], &bytes].concat() } else { bytes });
    }
}
