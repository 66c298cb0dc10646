//! Files that are not text, known by their first bytes, so that the user learns what was given and what to do.

/// Whether more than one byte in ten of the first 8 KiB is a control character that no text has.
pub(super) fn is_mostly_control(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(8192)];
    let control = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f))
        .count();
    control * 10 > sample.len()
}

const SAVE_SHEET: &str = "save the sheet as CSV";

const EXPORT_TEXT: &str = "export the log as CSV or JSON";

const UNPACK: &str = "unpack it first";

/// First bytes of other kinds of files, the kind, and what to do.
const BINARY: [(&[u8], &str, &str); 17] = [
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook or another Office file",
        SAVE_SHEET,
    ),
    (b"%PDF-", "a PDF", EXPORT_TEXT),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV"),
    (b"\x89PNG\r\n\x1a\n", "an image", EXPORT_TEXT),
    (b"\xff\xd8\xff", "an image", EXPORT_TEXT),
    (b"GIF87a", "an image", EXPORT_TEXT),
    (b"GIF89a", "an image", EXPORT_TEXT),
    (b"Obj\x01", "an Avro file", EXPORT_TEXT),
    (b"PK\x05\x06", "an empty zip archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd-compressed file", UNPACK),
    (b"\xfd7zXZ\0", "an xz-compressed file", UNPACK),
    (b"BZh91AY&SY", "a bzip2-compressed file", UNPACK),
    (b"\x1f\x8b", "a gzip-compressed file", UNPACK),
    (b"\x7fELF", "a program", EXPORT_TEXT),
    (b"bplist00", "a binary property list", EXPORT_TEXT),
];

/// The kind of a file that is not text, and what to do.
pub(super) fn known_binary(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    // A zip archive names its files at its start and again at its end.
    let (head, tail) =
        (&bytes[..bytes.len().min(1 << 16)], &bytes[bytes.len().saturating_sub(1 << 16)..]);
    let holds = |name: &[u8]| {
        [head, tail].iter().any(|part| part.windows(name.len()).any(|window| window == name))
    };
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(if holds(b"xl/workbook") || holds(b"xl/worksheets") {
            ("an Excel workbook", SAVE_SHEET)
        } else if holds(b"opendocument.spreadsheet") {
            ("an OpenDocument spreadsheet", SAVE_SHEET)
        } else {
            ("a zip archive", UNPACK)
        });
    }
    // A text can begin with these letters, but not also end with them.
    if bytes.len() > 8 && bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1") {
        return Some(("a Parquet file", UNPACK));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(("an image", EXPORT_TEXT));
    }
    BINARY.iter().find(|(start, ..)| bytes.starts_with(start)).map(|(_, what, hint)| (*what, *hint))
}
