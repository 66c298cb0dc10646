//! Random logs: cells, rows and JSON records as strangers write them, and the bytes of a file.

use proptest::prelude::*;

/// A cell as logs have them, plain and not.
fn cell(column: &'static str) -> BoxedStrategy<String> {
    let pick = |cells: &'static [&'static str]| prop::sample::select(cells).prop_map(str::to_owned);
    match column {
        "timestamp" => prop_oneof![
            20 => (1..29_u32, 0..24_u32, 0..60_u32, 0..1_000_000_u32)
                .prop_map(|(day, hour, minute, micros)| format!("2026-05-{day:02}T{hour:02}:{minute:02}:07.{micros:06}Z")),
            6 => (1..29_u32, 0..24_u32).prop_map(|(day, hour)| format!("2026-0{}-{day:02} {hour:02}:00:00", 2 + hour % 4)),
            2 => pick(&["2026-05-04", "2026-05-04T24:00:00Z", "2026-05-04T10:00:00+05:30", " 2026-05-04T10:00:00Z ", "\"2026-05-04T10:00:00Z\""]),
            1 => pick(&["", "soon", "2026-02-30T10:00:00Z", "1748000000", "timestamp"]),
        ]
        .boxed(),
        "credits" => prop_oneof![
            20 => (0..9_000_i64, 0..4_usize).prop_map(|(n, places)| match places {
                0 => format!("{}", n / 100),
                places => format!("{}.{:0places$}", n / 1000, n % 10_i64.pow(u32::try_from(places).unwrap())),
            }),
            8 => Just(String::new()),
            3 => pick(&["0", "-2.5", "-0.1", "1e-3", "12.", ".5", "0.1234567890123", "123456789012", "\"3.5\"", " 4 "]),
            1 => pick(&["Included", "-", "many", "{\"a\":1}", "'-1", "(3.5)"]),
        ]
        .boxed(),
        "operation" => pick(&[
            "build", "build", "discuss", "InvokeLLM", "SendEmail", "agent_message", "fix_auto", "GenerateVideo", "none", "", "zzz",
        ])
        .boxed(),
        "model" => pick(&["", "", "gpt-5", "claude_sonnet_4_6", "automatic"]).boxed(),
        "app" => pick(&["shop", "shop", "blog", "", "日本", "\"a, b\"", "\"say \"\"hi\"\"\""]).boxed(),
        "user" => pick(&["ana", "ben", "", "service_7", "null"]).boxed(),
        "status" => pick(&["", "", "ok", "failed", "blocked", "refund", "grant"]).boxed(),
        "quantity" => prop_oneof![8 => Just(String::new()), 2 => pick(&["1", "3", "2.5"]), 1 => pick(&["-1", "x"])].boxed(),
        "prompt" => pick(&[
            "", "", "fix the color of the button", "\"build a page, with \"\"login\"\"\nand more\"", "\"\"", "rebuild the whole app", "{}",
        ])
        .boxed(),
        "id" => prop_oneof![6 => (0..400_u32).prop_map(|n| format!("{n:024x}")), 1 => (0..9_u32).prop_map(|n| format!("row {n}")), 1 => Just(String::new())].boxed(),
        other => unreachable!("{other}"),
    }
}

pub(crate) const COLUMNS: [&str; 10] = [
    "id",
    "timestamp",
    "app",
    "user",
    "operation",
    "model",
    "credits",
    "status",
    "quantity",
    "prompt",
];

pub(crate) fn line() -> impl Strategy<Value = String> {
    let cells: Vec<_> = COLUMNS.iter().map(|column| cell(column)).collect();
    prop_oneof![40 => cells.prop_map(|cells| cells.join(",")), 1 => Just(String::new()), 1 => Just(COLUMNS.join(",")), 1 => Just(",,,,,,,,,".to_owned()), 1 => Just("x,y".to_owned())]
}

/// How a text is written down.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Written {
    Utf8,
    Marked,
    Utf16(bool, bool),
    Windows,
    ShiftJis,
    Damaged,
}

pub(crate) fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        4 => Just(Written::Utf8),
        1 => Just(Written::Marked),
        2 => (any::<bool>(), any::<bool>()).prop_map(|(little, marked)| Written::Utf16(little, marked)),
        2 => Just(Written::Windows),
        1 => Just(Written::ShiftJis),
        1 => Just(Written::Damaged),
    ]
}

/// The bytes of a text, and what `--encoding` must say of them.
pub(crate) fn bytes(text: &str, how: Written) -> (Vec<u8>, Option<String>) {
    match how {
        Written::Utf8 => (text.as_bytes().to_vec(), None),
        Written::Marked => (["\u{feff}", text].concat().into_bytes(), None),
        Written::Utf16(little, marked) => {
            let text = if marked { format!("\u{feff}{text}") } else { text.to_owned() };
            let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
            (text.encode_utf16().flat_map(unit).collect(), None)
        }
        Written::Windows => (text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(), None),
        Written::ShiftJis => {
            let kanji = |c: char| match c {
                '日' => vec![0x93, 0xfa],
                '本' => vec![0x96, 0x7b],
                c => vec![u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'?')],
            };
            (text.chars().flat_map(kanji).collect(), Some("shift_jis".to_owned()))
        }
        Written::Damaged => {
            let mut bytes = format!("{text}ü").into_bytes();
            // Within the last letter.
            bytes.pop();
            (bytes, None)
        }
    }
}

/// What becomes of a file on its way.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Packed {
    Not,
    Whole,
    /// Only so many of 100 bytes arrived.
    Cut(usize),
    /// One byte was changed, and something stands behind it.
    Damaged(usize),
    Followed,
}

pub(crate) fn packed() -> impl Strategy<Value = Packed> {
    prop_oneof![
        6 => Just(Packed::Not),
        1 => Just(Packed::Whole),
        2 => (40..100_usize).prop_map(Packed::Cut),
        1 => (40..100_usize).prop_map(Packed::Damaged),
        1 => Just(Packed::Followed),
    ]
}

pub(crate) fn pack(bytes: &[u8], how: Packed) -> Vec<u8> {
    use std::io::Write as _;
    if matches!(how, Packed::Not) {
        return bytes.to_vec();
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    let mut packed = encoder.finish().unwrap();
    match how {
        Packed::Cut(percent) => packed.truncate(packed.len() * percent / 100),
        Packed::Damaged(percent) => {
            let at = packed.len() * percent / 100;
            packed[at] ^= 0x55;
        }
        Packed::Followed => packed.extend_from_slice(b"garbage"),
        Packed::Not | Packed::Whole => {}
    }
    packed
}

/// Rows that plain text does not have, or that say something about how cells are written.
pub(crate) fn odd_line() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "x,2026-05-01T00:00:00Z,5\" disk,ana,build,,1,,,",
        "x,2026-05-01T00:00:00Z,caf\u{e9},ana,build,,1,,,\"open",
        "x,2026-05-02T00:00:00Z,shop,ana,build,,2,,,\"closed \" early\"",
        "x,2026-05-02T00:00:00Z,shop\r,ana,build,,2,,,",
        "x,2026-05-03T00:00:00Z,shop,ana,build,,\"1,5\",,,",
        "x,2026-05-03T00:00:00Z,shop,ana,build,,\"1,234\",,,",
        "x,25/05/2026 10:00,shop,ana,build,,2,,,",
        "x,04/05/2026 10:00,shop,ana,build,,2,,,",
        "x,46162.5,shop,ana,build,,2,,,",
        "x,2026-05-03T00:00:00Z,shop,ana,build,,$3.00,,,",
    ])
    .prop_map(str::to_owned)
}

pub(crate) fn object() -> impl Strategy<Value = String> {
    let text =
        |cell: &str| serde_json::Value::String(cell.trim_matches('"').to_owned()).to_string();
    let cells: Vec<_> = COLUMNS.iter().map(|column| cell(column)).collect();
    let number = prop_oneof![
        200 => prop::sample::select(vec!["3", "2.5", "1e-1", "-2", "0.30", "-0", "1.0", "1E+2", "0.12345678912", "\"2.5\"", "\"4\"", "null"]),
        5 => prop::sample::select(vec!["true", "[]", "{}", "007", "1.", "nul", "\"\\ud800\"", "\"tab\tbed\""]),
        1 => Just("\"1,5\""),
    ];
    let blanks = prop::sample::select(vec!["", "", " ", "\t"]);
    let last = prop::sample::select(vec!["", "", " ", "\r", ",", "}", " x"]);
    let record = (cells, number, 0..24_usize, blanks, prop_oneof![9 => Just(""), 1 => last])
        .prop_map(move |(cells, number, sort, blank, last)| {
            let named = COLUMNS.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty());
            let mut fields: Vec<String> = named
                .filter(|(name, _)| **name != "credits")
                .map(|(name, cell)| format!("\"{name}\":{}", text(cell)))
                .collect();
            match sort {
                0 => fields.push("\"metadata\":{\"model\":\"gpt-5\",\"duration\":8}".to_owned()),
                1 => fields.push("\"usage\":{\"tokens\":3}".to_owned()),
                2 => fields.push("\"app\":\"twice\"".to_owned()),
                3 => fields.push("\"ap\\u0070\":\"\\u0073hop\"".to_owned()),
                4..8 => fields.push(
                    "\"prompt\":\"say \\\"caf\\u00e9\\\",\\n or \\ud83d\\ude00\\r\"".to_owned(),
                ),
                8 => fields.reverse(),
                _ => {}
            }
            fields.push(format!("\"credits\":{number}"));
            if sort == 9 {
                fields.rotate_right(1);
            }
            format!("{blank}{{{blank}{}{blank}}}{last}", fields.join(&format!("{blank},{blank}")))
        });
    prop_oneof![
        40 => record,
        1 => Just(String::new()),
        1 => Just("   ".to_owned()),
        1 => prop::sample::select(vec!["[1]", "{\"timestamp\":", "3", "{}", "{\"timestamp\":\"2026-05-01\",\"later\":\"x\",\"balance\":7}"]).prop_map(str::to_owned),
        1 => Just(r#"{"agent_name":"helper","created_date":"2026-05-01T10:00:00Z","messages":[{"role":"user"},{"role":"assistant","id":"a"},{"role":"assistant","id":"b"}]}"#.to_owned()),
    ]
}
