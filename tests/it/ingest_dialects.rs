//! Whatever dialect a log is written in, it reads back as what it is: a random log, written in a random one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use credits::inside::base::{Credits, Day};
use credits::inside::event::Pool;
use credits::inside::ingest::{self, DateOrder, InputSpec, ReadOptions};
use proptest::prelude::*;

const COLUMNS: [&str; 6] = ["timestamp", "app", "pool", "operation", "credits", "prompt"];

/// A row as it is meant: hundredths of credits, or an amount that is none.
#[derive(Clone, Debug)]
struct Row {
    day: u32,
    seconds: u32,
    app: &'static str,
    pool: Pool,
    hundredths: Option<u32>,
    prompt: String,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Form {
    Delimited,
    Array,
    Page,
    Lines,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Date {
    Iso,
    Spaced,
    Dmy,
    Mdy,
    Seconds,
    Millis,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Text {
    Utf8,
    Utf8Mark,
    Utf16 { big: bool, mark: bool },
    Windows1252,
}

#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "traits that have nothing to do with each other")]
struct Dialect {
    form: Form,
    delimiter: char,
    quote_all: bool,
    comma: bool,
    date: Date,
    text: Text,
    end: &'static str,
    last_end: bool,
    order: Vec<usize>,
    case: usize,
    gzip: bool,
}

fn row() -> impl Strategy<Value = Row> {
    let app = prop::sample::select(vec!["shop", "blog", "Café"]);
    let pool = prop::sample::select(vec![Pool::Message, Pool::Integration]);
    let amount = prop_oneof![9 => (0_u32..500_000).prop_map(Some), 1 => Just(None)];
    (1_u32..=28, 0_u32..86_400, app, pool, amount, "[a-c ,;|\t\"\n'é]{0,12}").prop_map(
        |(day, seconds, app, pool, hundredths, prompt)| Row {
            day,
            seconds,
            app,
            pool,
            hundredths,
            prompt,
        },
    )
}

fn dialect() -> impl Strategy<Value = Dialect> {
    let form = prop_oneof![5 => Just(Form::Delimited), 1 => Just(Form::Array), 1 => Just(Form::Page), 1 => Just(Form::Lines)];
    let text = prop::sample::select(vec![
        Text::Utf8,
        Text::Utf8Mark,
        Text::Utf16 { big: false, mark: true },
        Text::Utf16 { big: true, mark: true },
        Text::Utf16 { big: false, mark: false },
        Text::Utf16 { big: true, mark: false },
        Text::Windows1252,
    ]);
    let date = prop::sample::select(vec![
        Date::Iso,
        Date::Spaced,
        Date::Dmy,
        Date::Mdy,
        Date::Seconds,
        Date::Millis,
    ]);
    let order = Just((0..COLUMNS.len()).collect::<Vec<_>>()).prop_shuffle();
    let marks = (prop::sample::select(vec![',', ';', '\t', '|']), any::<bool>(), any::<bool>());
    let ends = (prop::sample::select(vec!["\n", "\r\n", "\r"]), any::<bool>());
    (form, marks, date, text, ends, order, 0_usize..4, any::<bool>()).prop_map(
        |(form, (delimiter, quote_all, comma), date, text, (end, last_end), order, case, gzip)| {
            Dialect {
                form,
                delimiter,
                quote_all,
                comma,
                date,
                text,
                end,
                last_end,
                order,
                case,
                gzip,
            }
        },
    )
}

impl Dialect {
    fn is_json(&self) -> bool {
        self.form != Form::Delimited
    }

    fn name(&self, column: &str) -> String {
        match self.case {
            0 => column.to_owned(),
            1 => column.to_uppercase(),
            2 => column
                .split('_')
                .map(|word| word[..1].to_uppercase() + &word[1..])
                .collect::<Vec<_>>()
                .join(" "),
            _ => format!(" {column} "),
        }
    }

    fn date(&self, row: &Row) -> String {
        let (day, s) = (row.day, row.seconds);
        let (hour, minute, second) = (s / 3600, s / 60 % 60, s % 60);
        // 2026-05-01T00:00:00Z.
        let epoch = 1_777_593_600 + u64::from(day - 1) * 86_400 + u64::from(s);
        match self.date {
            Date::Iso => format!("2026-05-{day:02}T{hour:02}:{minute:02}:{second:02}Z"),
            Date::Spaced => format!("2026-05-{day:02} {hour:02}:{minute:02}:{second:02}"),
            Date::Dmy => format!("{day:02}/05/2026 {hour:02}:{minute:02}:{second:02}"),
            Date::Mdy => format!("05/{day:02}/2026 {hour:02}:{minute:02}:{second:02}"),
            Date::Seconds => epoch.to_string(),
            Date::Millis => (epoch * 1000).to_string(),
        }
    }

    fn amount(&self, row: &Row) -> String {
        let Some(n) = row.hundredths else { return "a lot".to_owned() };
        let mark = if self.comma && !self.is_json() { ',' } else { '.' };
        format!("{}{mark}{:02}", n / 100, n % 100)
    }

    fn cells(&self, row: &Row) -> [String; 6] {
        let operation = if row.pool == Pool::Message { "prompt" } else { "InvokeLLM" };
        [
            self.date(row),
            row.app.to_owned(),
            row.pool.name().to_owned(),
            operation.to_owned(),
            self.amount(row),
            row.prompt.clone(),
        ]
    }

    fn record(&self, cells: &[String]) -> String {
        let quoted = |cell: &String| {
            let special = cell.contains([self.delimiter, '"', '\n', '\r']);
            if special || self.quote_all {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        };
        self.order
            .iter()
            .map(|column| quoted(&cells[*column]))
            .collect::<Vec<_>>()
            .join(&self.delimiter.to_string())
    }

    fn object(&self, row: &Row) -> String {
        let cells = self.cells(row);
        let mut text = String::from("{");
        for column in &self.order {
            let is_number = (*column == 4 && row.hundredths.is_some())
                || (*column == 0 && matches!(self.date, Date::Seconds | Date::Millis));
            let value = if is_number {
                cells[*column].clone()
            } else {
                serde_json::to_string(&cells[*column]).unwrap()
            };
            let comma = if text.len() > 1 { "," } else { "" };
            let _ = write!(
                text,
                "{comma}{}:{value}",
                serde_json::to_string(&self.name(COLUMNS[*column])).unwrap()
            );
        }
        text + "}"
    }

    fn write(&self, rows: &[Row]) -> Vec<u8> {
        let objects = || rows.iter().map(|row| self.object(row)).collect::<Vec<_>>();
        let text = match self.form {
            Form::Delimited => {
                let header = COLUMNS.map(|column| self.name(column));
                let mut lines = vec![self.record(&header)];
                lines.extend(rows.iter().map(|row| self.record(&self.cells(row))));
                lines.join(self.end) + if self.last_end { self.end } else { "" }
            }
            Form::Array => format!("[{}]", objects().join(",\n")),
            Form::Page => format!("{{\"items\":[{}],\"has_more\":false}}", objects().join(",")),
            Form::Lines => objects().join("\n"),
        };
        let bytes = self.encode(&text);
        if !self.gzip {
            return bytes;
        }
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&bytes).unwrap();
        packer.finish().unwrap()
    }

    fn encode(&self, text: &str) -> Vec<u8> {
        let marked = |mark: bool| if mark { format!("\u{feff}{text}") } else { text.to_owned() };
        match self.text {
            Text::Utf8 => text.as_bytes().to_vec(),
            Text::Utf8Mark => marked(true).into_bytes(),
            Text::Utf16 { big, mark } => {
                let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
                marked(mark).encode_utf16().flat_map(bytes).collect()
            }
            Text::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        }
    }
}

/// Sums by pool and day.
type Sums = BTreeMap<(Pool, Day), Credits>;

fn truth(rows: &[Row]) -> (Sums, u64, u64) {
    let mut sums = Sums::new();
    for row in rows {
        let Some(n) = row.hundredths else { continue };
        let day = format!("2026-05-{:02}", row.day).parse().unwrap();
        *sums.entry((row.pool, day)).or_default() +=
            format!("{}.{:02}", n / 100, n % 100).parse::<Credits>().unwrap();
    }
    let bad = rows.iter().filter(|row| row.hundredths.is_none()).count() as u64;
    (sums, rows.len() as u64 - bad, bad)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_log_in_a_random_dialect_reads_back_equal(
        first in row(),
        more in prop::collection::vec(row(), 0..20),
        dialect in dialect(),
    ) {
        // One row can be read for certain.
        let mut rows = vec![Row { hundredths: first.hundredths.or(Some(150)), ..first }];
        rows.extend(more);
        let date_order = match dialect.date {
            Date::Dmy => Some(DateOrder::Dmy),
            Date::Mdy => Some(DateOrder::Mdy),
            _ => None,
        };
        let options = ReadOptions { date_order, ..ReadOptions::default() };
        let bytes = dialect.write(&rows);
        let log = ingest::read(&[InputSpec::Stdin(bytes)], &options, &mut |_| {}).unwrap();
        let mut sums = Sums::new();
        for event in &log.events {
            *sums.entry((event.pool.unwrap(), event.stamp.utc_day())).or_default() += event.reported.unwrap().credits;
        }
        let (wanted, events, rejected) = truth(&rows);
        prop_assert_eq!(sums, wanted);
        prop_assert_eq!((log.inputs[0].events, log.inputs[0].rejected, log.inputs[0].rows), (events, rejected, rows.len() as u64));
    }
}
