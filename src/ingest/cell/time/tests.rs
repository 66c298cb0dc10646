use proptest::prelude::*;

use super::civil::BadTime;
use super::*;
use crate::base::{Day, Instant, Stamp, Zone};
use crate::ingest::DateOrder;
use DateOrder::{Dmy, Mdy};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn read(order: Option<DateOrder>, cell: &str) -> Result<String, BadTime> {
    TimeFormat { order, ..TimeFormat::default() }
        .read(cell, &Zone::Utc)
        .map(|stamp| stamp.to_string())
}

fn order(cells: &[&str]) -> Option<DateOrder> {
    detect(cells.iter().copied(), None).unwrap().order
}

#[test]
fn forms_that_need_no_order() {
    for (cell, stamp) in [
        ("2026-03-19T09:25:49.995000", "2026-03-19T09:25:49.995000Z"),
        ("2026-04-18T16:59:33.331Z", "2026-04-18T16:59:33.331000Z"),
        ("2026-03-19T09:25:49", "2026-03-19T09:25:49Z"),
        ("2026-03-19t09:25:49z", "2026-03-19T09:25:49Z"),
        ("2026-06-25T00:30:00+02:00", "2026-06-24T22:30:00Z"),
        ("2026-06-25T00:30:00+0200", "2026-06-24T22:30:00Z"),
        ("2026-06-25T00:30:00+02", "2026-06-24T22:30:00Z"),
        ("2026-06-25T20:00:00-05:30", "2026-06-26T01:30:00Z"),
        ("2026-06-25T20:00:00\u{2212}05:30", "2026-06-26T01:30:00Z"),
        ("2026-06-25 18:43:12 UTC", "2026-06-25T18:43:12Z"),
        ("2026-06-25 18:43:12 GMT", "2026-06-25T18:43:12Z"),
        ("2026-06-25 18:43:12", "2026-06-25T18:43:12Z"),
        ("2026-06-25 18:43", "2026-06-25T18:43:00Z"),
        ("2026-06-25T18:43Z", "2026-06-25T18:43:00Z"),
        ("2026-06-25 9:05", "2026-06-25T09:05:00Z"),
        ("2026-06-25", "2026-06-25"),
        ("20260625", "2026-06-25"),
        ("2026/06/25", "2026-06-25"),
        ("2026.6.5", "2026-06-05"),
        ("2026/06/25 18:43:12", "2026-06-25T18:43:12Z"),
        ("20260625T184312Z", "2026-06-25T18:43:12Z"),
        ("20260625T1843", "2026-06-25T18:43:00Z"),
        ("20260625184312", "2026-06-25T18:43:12Z"),
        ("202606251843", "2026-06-25T18:43:00Z"),
        ("2026-06-25T09:25:49.1234567Z", "2026-06-25T09:25:49.123456Z"),
        ("2026-06-25T09:25:49.123456789Z", "2026-06-25T09:25:49.123456Z"),
        ("2026-06-25T09:25:49.9999999", "2026-06-25T09:25:49.999999Z"),
        ("2026-06-25 09:25:49,995", "2026-06-25T09:25:49.995000Z"),
        ("2026-06-25T24:00:00", "2026-06-26T00:00:00Z"),
        ("2026-06-25T23:59:60Z", "2026-06-26T00:00:00Z"),
        ("'2026-06-25", "2026-06-25"),
        (" \"2026-06-25 18:43\" ", "2026-06-25T18:43:00Z"),
        ("\u{200e}2026-06-25", "2026-06-25"),
        ("Jun 25, 2026", "2026-06-25"),
        ("June 25th, 2026 2:03 PM", "2026-06-25T14:03:00Z"),
        ("25 Jun 2026 14:03", "2026-06-25T14:03:00Z"),
        ("25. June 2026", "2026-06-25"),
        ("2026 Sept 5", "2026-09-05"),
        ("25-Jun-2026", "2026-06-25"),
        ("25-JUN-26", "2026-06-25"),
        ("Thu, 25 Jun 2026 14:03:09 +0200", "2026-06-25T12:03:09Z"),
        ("Thu, 25 Jun 2026 14:03:09 GMT", "2026-06-25T14:03:09Z"),
        (
            "Thu Jun 25 2026 14:03:00 GMT+0200 (Central European Summer Time)",
            "2026-06-25T12:03:00Z",
        ),
        ("Thu Jun 25 14:03:00 2026", "2026-06-25T14:03:00Z"),
        ("Thu Jun 25 14:03:00 UTC 2026", "2026-06-25T14:03:00Z"),
        ("25/Jun/2026:14:03:09 +0000", "2026-06-25T14:03:09Z"),
        ("2026-06-25 14:03:09.5 +0200 CEST", "2026-06-25T12:03:09.500000Z"),
        ("2026-06-25T14:03:09+02:00[Europe/Berlin]", "2026-06-25T12:03:09Z"),
        ("June 25, 2026 at 9:05 a.m.", "2026-06-25T09:05:00Z"),
        ("{\"$date\": \"2026-06-25T14:03:09Z\"}", "2026-06-25T14:03:09Z"),
        ("{\"$date\":{\"$numberLong\":\"1782396189000\"}}", "2026-06-25T14:03:09Z"),
        // 1782396189 = 20629 days (2026-06-25) and 50589 seconds (14:03:09).
        ("1782396189", "2026-06-25T14:03:09Z"),
        ("1782396189.25", "2026-06-25T14:03:09.250000Z"),
        ("1782396189123", "2026-06-25T14:03:09.123000Z"),
        ("1782396189123456", "2026-06-25T14:03:09.123456Z"),
        ("1782396189123456789", "2026-06-25T14:03:09.123456Z"),
        ("631152000", "1990-01-01T00:00:00Z"),
        ("6/6/2026", "2026-06-06"),
    ] {
        assert_eq!(read(None, cell), Ok(stamp.to_owned()), "{cell:?}");
    }
}

#[test]
fn months_in_many_languages() {
    for cell in [
        "28. Okt. 2026",
        "Mittwoch, 28. Oktober 2026",
        "Mi., 28. Okt. 2026",
        "28 de octubre de 2026",
        "mié, 28 oct 2026",
        "28 oct. 2026",
        "mercredi 28 octobre 2026",
        "28 ottobre 2026",
        "quarta-feira, 28 de outubro de 2026",
        "28/out/2026",
        "28 okt 2026",
        "28 października 2026",
        "28 Ekim 2026 Çarşamba",
        "28 октября 2026 г.",
        "28 жовтня 2026 р.",
        "28 באוקטובר 2026",
        "28 أكتوبر 2026",
        "2026年10月28日",
        "2026년 10월 28일",
        "2026. 10. 28.",
        "2026. október 28.",
        "28. října 2026",
    ] {
        assert_eq!(read(None, cell), Ok("2026-10-28".to_owned()), "{cell:?}");
    }
    for (cell, stamp) in [
        ("1er mars 2026", "2026-03-01"),
        ("1º de março de 2026", "2026-03-01"),
        ("mar. 3 mars 2026", "2026-03-03"),
        ("mar 3 2026", "2026-03-03"),
        ("28 août 2026 à 14:03", "2026-08-28T14:03:00Z"),
        ("28. Mai 2026 um 14:03 Uhr", "2026-05-28T14:03:00Z"),
        ("2026年10月28日 14:30:05", "2026-10-28T14:30:05Z"),
        ("2026. 10. 28. 오후 2:30:00", "2026-10-28T14:30:00Z"),
        ("2026年10月28日 午前9:05", "2026-10-28T09:05:00Z"),
        ("15 MAI 2026", "2026-05-15"),
    ] {
        assert_eq!(read(None, cell), Ok(stamp.to_owned()), "{cell:?}");
    }
}

#[test]
fn a_month_in_an_unknown_language_is_not_lost_in_silence() {
    let error = detect(["15. April 2026", "15. Xyzember 2026"].into_iter(), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the month in 15. Xyzember 2026 has a name that this program does not know"
    );
    assert!(!TimeFormat::default().agrees("15. Xyzember 2026"));
    for cell in ["Total", "no date 2026", "Room 12 opened", "2026-06-25 (Thursday)"] {
        assert!(TimeFormat::default().agrees(cell), "{cell}");
    }
}

#[test]
fn forms_in_the_columns_order() {
    for (order, cell, stamp) in [
        (Mdy, "6/25/2026 2:03 PM", "2026-06-25T14:03:00Z"),
        (Mdy, "6/25/2026, 9:05:07\u{202f}AM", "2026-06-25T09:05:07Z"),
        (Mdy, "06/05/2026", "2026-06-05"),
        (Dmy, "06/05/2026", "2026-05-06"),
        (Mdy, "1/2/2026 12:00 AM", "2026-01-02T00:00:00Z"),
        (Mdy, "1/2/2026 12:30pm", "2026-01-02T12:30:00Z"),
        (Mdy, "1/2/2026 9 PM", "2026-01-02T21:00:00Z"),
        (Dmy, "5.6.2026 07:08", "2026-06-05T07:08:00Z"),
        (Dmy, "05.06.2026 07:08:09", "2026-06-05T07:08:09Z"),
        (Dmy, "25.06.26", "2026-06-25"),
        (Mdy, "6/25/26 18:43", "2026-06-25T18:43:00Z"),
        (Dmy, "25-06-2026", "2026-06-25"),
        (Dmy, "25. 6. 2026", "2026-06-25"),
        (Dmy, "2026-06-05", "2026-06-05"),
    ] {
        assert_eq!(read(Some(order), cell), Ok(stamp.to_owned()), "{cell:?}");
    }
}

#[test]
fn what_is_not_a_time() {
    use BadTime::{Empty, Impossible, NoOrder, NotATime, OutOfRange};
    for (cell, bad) in [
        ("", Empty),
        ("  ", Empty),
        ("null", Empty),
        ("None", Empty),
        ("-", Empty),
        ("\"\"", Empty),
        ("NaT", Empty),
        ("2026-02-29", Impossible),
        ("2026-02-30T10:00:00Z", Impossible),
        ("2026-13-01", Impossible),
        ("20260231", Impossible),
        ("2026-06-25T25:00:00", Impossible),
        ("2026-06-25 10:61", Impossible),
        ("2026-06-25 13:00 PM", Impossible),
        ("2026-06-25T10:00:00+23:00", Impossible),
        ("2026-00-10", Impossible),
        ("31 Jun 2026", Impossible),
        ("1970-01-01T00:00:00Z", OutOfRange),
        ("0001-01-01", OutOfRange),
        ("2101-01-01", OutOfRange),
        ("1989-12-31 23:59:59", OutOfRange),
        ("3/4/2026", NoOrder),
        ("25/6/2026", NoOrder),
        ("Invalid Date", NotATime),
        ("hello", NotATime),
        ("0", NotATime),
        ("46162.5", NotATime),
        ("-1782396189", NotATime),
        ("1.78240E+12", NotATime),
        ("12:30", NotATime),
        ("2026-06", NotATime),
        ("Jun 2026", NotATime),
        ("2026-W26", NotATime),
        ("2026-176", NotATime),
        ("2026-06-25 10:00 EST", NotATime),
        ("2026-06-25T10:00:00:123", NotATime),
        ("2026-06/25", NotATime),
        ("2026-06-25T10:00:00Z junk", NotATime),
        ("2026-06-25 (Thursday)", NotATime),
        ("25--06 2026", NotATime),
        ("-25-06 2026", NotATime),
        ("Jun 25, 26", NotATime),
        ("2026-06-25T10:00:00.", NotATime),
        ("2026-06-25 10:0", NotATime),
        ("99999999999999999999", NotATime),
        ("2026-06-25T10:00:00+2:00", NotATime),
        ("\u{662}\u{660}\u{662}\u{666}-06-25", NotATime),
        ("[1,2]", NotATime),
        ("{}", NotATime),
    ] {
        assert_eq!(read(None, cell), Err(bad), "{cell:?}");
    }
    assert_eq!(read(Some(Mdy), "25/6/2026"), Err(Impossible));
    assert_eq!(read(Some(Dmy), "25/06/0026"), Err(OutOfRange));
    let ids = [Empty, NotATime, Impossible, OutOfRange, NoOrder].map(BadTime::reason);
    assert_eq!(ids, ["no-time", "bad-time", "impossible-date", "bad-time", "bad-time"]);
}

#[test]
fn the_columns_values_tell_the_order() {
    assert_eq!(order(&["3/4/2026", "13/4/2026"]), Some(Dmy));
    assert_eq!(order(&["3/4/2026", "4/13/2026 9:00 AM", "2026-06-25"]), Some(Mdy));
    assert_eq!(order(&["3.4.2026"]), Some(Dmy));
    assert_eq!(order(&["3.13.2026", "3.4.2026"]), Some(Mdy));
    assert_eq!(order(&["25.06.26", "5.6.26"]), Some(Dmy));
    assert_eq!(order(&["6/25/26"]), Some(Mdy));
    assert_eq!(order(&["01/02/25", "15/02/25"]), Some(Dmy));
    assert_eq!(order(&["01/02/25", "25/02/25"]), Some(Dmy));
    assert_eq!(order(&["01/02/25", "02/15/25"]), Some(Mdy));
    for cells in [&["2026-06-25", "", "1782396189"][..], &["6/6/2026"], &["31/31/2026"], &[]] {
        assert_eq!(order(cells), None, "{cells:?}");
    }
}

#[test]
fn an_order_that_no_cell_tells_is_a_question() {
    let ask = |cells: &[&str]| detect(cells.iter().copied(), None).unwrap_err().to_string();
    assert_eq!(
        ask(&["3/4/2026", "5/5/2026", "3/4/2026", "7-8-2026"]),
        "3/4/2026 and 7-8-2026 may begin with the day or the month"
    );
    assert_eq!(ask(&["5.6.26"]), "5.6.26 may begin with the day or the month");
    assert_eq!(ask(&["25/06/26"]), "25/06/26 may begin with the day or the year");
    assert_eq!(ask(&["25/06/01", "25/06/15"]), "25/06/01 may begin with the day or the year");
    assert_eq!(
        ask(&["13/4/2026", "4/13/2026"]),
        "13/4/2026 begins with the day, 4/13/2026 with the month"
    );
    assert_eq!(detect(["3/4/2026"].into_iter(), Some(Mdy)).unwrap().order, Some(Mdy));
    // Points prove nothing about slashes, whether the dates with points are clear or not.
    for dotted in ["25.10.2026", "04.10.2026"] {
        assert_eq!(ask(&[dotted, "04/10/2026"]), "04/10/2026 may begin with the day or the month");
        let format = detect([dotted].into_iter(), None).unwrap();
        assert!(!format.agrees("04/10/2026") && !format.agrees("25/10/2026"), "{dotted}");
        assert!(format.agrees("05.10.2026"));
        assert!(format.read("04/10/2026", &Zone::Utc).is_err());
        assert!(detect([dotted, "04/10/2026", "25/10/2026"].into_iter(), None).is_ok());
    }
    assert!(detect(["25.10.2026", "04.10.26"].into_iter(), None).is_ok());
}

#[test]
fn serial_days_only_where_the_whole_column_is_such() {
    let format = detect(["46162", "46162,5", "", "46162.3958333333"].into_iter(), None).unwrap();
    assert!(format.serial);
    let read = |cell| format.read(cell, &Zone::Utc).map(|stamp| stamp.to_string());
    // 46162 − 25569 = 20593 days after 1970-01-01.
    assert_eq!(read("46162"), Ok("2026-05-20".into()));
    assert_eq!(read("46162.5"), Ok("2026-05-20T12:00:00Z".into()));
    assert_eq!(read("46162.3958333333"), Ok("2026-05-20T09:30:00Z".into()));
    // A fraction is a time, also where it rounds to midnight.
    assert_eq!(read("46162.9999999999"), Ok("2026-05-21T00:00:00Z".into()));
    assert!(!detect(["46162", "2026-05-20"].into_iter(), None).unwrap().serial);
    assert!(!detect(["46162", "12345"].into_iter(), None).unwrap().serial);
    assert!(!detect([""].into_iter(), None).unwrap().serial);
}

#[test]
fn naive_times_are_in_the_given_zone() {
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    let read = |cell| TimeFormat::default().read(cell, &berlin).unwrap().to_string();
    assert_eq!(read("2026-06-25T09:25:49.5"), "2026-06-25T07:25:49.500000Z");
    assert_eq!(read("2026-06-25 09:25"), "2026-06-25T07:25:00Z");
    assert_eq!(read("2026-06-25T09:25:49Z"), "2026-06-25T09:25:49Z");
    assert_eq!(read("2026-06-25"), "2026-06-25");
}

proptest! {
    /// Every instant from 1990 to the end of 2100, printed in each form, reads back to the form's own precision.
    #[test]
    fn any_instant_reads_back(micros in 631_152_000_000_000_i64..4_133_980_800_000_000, east in -48_i64..=56) {
        // `east` counts quarters of an hour.
        let wall = (micros + east * 900_000_000).clamp(631_152_000_000_000, 4_133_980_799_999_999);
        let micros = wall - east * 900_000_000;
        let day = Day::from_number(i32::try_from(wall.div_euclid(86_400_000_000)).unwrap());
        let (y, mo, d) = (day.year(), day.month(), day.day_of_month());
        let rest = wall.rem_euclid(86_400_000_000);
        let (h, mi, s, us) = (rest / 3_600_000_000, rest / 60_000_000 % 60, rest / 1_000_000 % 60, rest % 1_000_000);
        let zone = format!("{}{:02}:{:02}", if east < 0 { '-' } else { '+' }, east.abs() / 4, east.abs() % 4 * 15);
        let compact = zone.replace(':', "");
        let (half, h12) = (if h < 12 { "AM" } else { "PM" }, (h + 11) % 12 + 1);
        let month = &MONTHS[mo as usize - 1];
        let day_name = &WEEKDAYS[day.weekday() as usize][..3];
        let (second, minute, milli) = (1_000_000, 60_000_000, 1000);
        let cases = [
            (None, 1, format!("{y}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}.{us:06}{zone}")),
            (None, 1, format!("{y}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02},{us:06}789 {compact}")),
            (None, milli, format!("{y}/{mo}/{d} {h}:{mi:02}:{s:02}.{:03}{compact}", us / 1000)),
            (None, second, format!("{y}{mo:02}{d:02}T{h:02}{mi:02}{s:02}{compact}")),
            (None, second, format!("{day_name}, {d} {} {y} {h:02}:{mi:02}:{s:02} {compact}", &month[..3])),
            (None, second, format!("{month} {d}, {y} {h12}:{mi:02}:{s:02} {half} GMT{compact}")),
            (None, second, format!("{d:02}/{}/{y}:{h:02}:{mi:02}:{s:02} {compact}", &month[..3])),
            (Some(Dmy), second, format!("{d}.{mo}.{y} {h:02}:{mi:02}:{s:02} {zone}")),
            (Some(Mdy), minute, format!("{mo}/{d}/{y} {h12}:{mi:02} {half} {zone}")),
            (Some(Mdy), minute, format!("{mo:02}-{d:02}-{y} {h12}:{mi:02}{half} {zone}")),
        ];
        for (order, step, cell) in &cases {
            let expected = Stamp::At(Instant::from_micros(micros - wall.rem_euclid(*step)));
            let got = TimeFormat { order: *order, ..TimeFormat::default() }.read(cell, &Zone::Utc);
            prop_assert_eq!(got, Ok(expected), "{}", cell);
        }
        for (step, number) in [(1_000_000, wall / 1_000_000), (1000, wall / 1000), (1, wall)] {
            let got = TimeFormat::default().read(&number.to_string(), &Zone::Utc);
            prop_assert_eq!(got, Ok(Stamp::At(Instant::from_micros(wall - wall.rem_euclid(step)))));
        }
        for cell in [format!("{y}-{mo:02}-{d:02}"), format!("{y}{mo:02}{d:02}"), format!("{d} {month} {y}")] {
            prop_assert_eq!(TimeFormat::default().read(&cell, &Zone::Utc), Ok(Stamp::On(day)));
        }
    }

    #[test]
    fn no_text_panics(cell in ".*", like in "[0-9]{1,4}[-/.T: ]{1,2}[0-9A-Za-z]{1,4}[-/., ][0-9]{1,20}[T ]?[0-9:.,+a-zé]{0,12}") {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        for text in [&cell, &like] {
            for (order, serial) in [(None, true), (Some(Dmy), false), (Some(Mdy), false)] {
                let _ = TimeFormat { order, serial, ..TimeFormat::default() }.read(text, &berlin);
            }
            let _ = detect([text.as_str(), "1/2/2026"].into_iter(), None);
        }
    }

    #[test]
    fn numbers_do_not_panic(whole in "[0-9]{1,22}", fraction in "[.,]?[0-9]{0,30}") {
        let cell = whole + &fraction;
        let format = detect([cell.as_str()].into_iter(), None).unwrap();
        let _ = format.read(&cell, &Zone::Utc);
    }
}
