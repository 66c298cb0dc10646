//! Settings of an audit: thresholds of its detectors, readings of the dashboard, hours and their price.

use super::values;
use crate::audit::Params;
use crate::audit::reconcile::Reading;
use crate::cli::error::{Failure, Kind};
use crate::cli::origin::{Merged, Text};
use crate::event::Pool;
use crate::report::AuditRequest;
use crate::report::audit::Hours;

pub(crate) fn request(written: &Merged) -> Result<AuditRequest, Failure> {
    Ok(AuditRequest {
        params: params(written)?,
        remains: false,
        claim: false,
        readings: readings(written.all("reported-used"))?,
        totals: Vec::new(),
        hours: hours(written)?,
    })
}

/// Parses `5-10` or one number.
fn hours(written: &Merged) -> Result<Hours, Failure> {
    let rate = written.one("hourly-rate").map(|t| values::amount(t, &t.text)).transpose()?;
    let Some(text) = written.one("hours") else { return Ok(Hours { rate, ..Hours::default() }) };
    let (low, high) = text.text.split_once(['-', '–']).unwrap_or((&text.text, &text.text));
    let (low, high) = (values::amount(text, low)?, values::amount(text, high)?);
    if low > high || low.is_negative() {
        return Err(text
            .wrong(format!("{:?} is not FROM-TO", text.text))
            .hint("write hours per cycle, like 5-10"));
    }
    Ok(Hours { low, high, rate })
}

fn params(written: &Merged) -> Result<Params, Failure> {
    let mut all = toml::Table::new();
    for threshold in &written.audit {
        let text = &threshold.value;
        let number = values::count(text, 0, 1_000_000)?;
        let value = toml::Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        match &threshold.detector {
            None => all.insert(threshold.name.clone(), value),
            Some(detector) => {
                let table = all
                    .entry(detector.clone())
                    .or_insert_with(|| toml::Value::Table(toml::Table::new()));
                table.as_table_mut().and_then(|table| table.insert(threshold.name.clone(), value))
            }
        };
        // Check after each threshold, so that an error has its place.
        all.clone().try_into::<Params>().map_err(|error| text.wrong(error.message()))?;
    }
    all.try_into()
        .map_err(|error: toml::de::Error| Failure::new(Kind::Config, error.message().to_owned()))
}

/// Whether a text names a file with totals, and not an amount.
pub(crate) fn is_file(text: &Text) -> bool {
    !text.text.contains('=') && std::path::Path::new(&text.text).is_file()
}

/// Parses `message=184`, `message@2026-05-10=120`, and `2026-05-10=120` for the pool named before.
fn readings(texts: &[Text]) -> Result<Vec<Reading>, Failure> {
    let mut readings: Vec<Reading> = Vec::new();
    let mut last = None;
    for text in texts.iter().filter(|text| !is_file(text)) {
        for part in text.text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let Some((name, number)) = part.rsplit_once('=') else {
                let failure = text.wrong(format!("{part:?} is not POOL=CREDITS"));
                return Err(
                    failure.hint("message=184,integration=9120 or message@2026-05-10=120, without thousands separators, or a file with totals")
                );
            };
            let used = values::amount(text, number)?;
            let (pool, day) = match name.split_once(['@', '=']) {
                Some((pool, day)) => {
                    (values::pool(text, pool.trim())?, Some(values::day_in(text, day)?))
                }
                None if name.trim().starts_with(|c: char| c.is_ascii_digit()) => {
                    let no_pool = || {
                        text.wrong(format!("{part:?} names no pool"))
                            .hint(format!("name one: message@{part}"))
                    };
                    (last.ok_or_else(no_pool)?, Some(values::day_in(text, name)?))
                }
                None => (values::pool(text, name.trim())?, None),
            };
            last = Some(pool);
            if readings.iter().any(|r: &Reading| r.pool == pool && r.day == day) {
                return Err(text.wrong(format!("{pool} is given twice for one day")));
            }
            readings.push(Reading { pool, day, used });
        }
    }
    debug_assert!(readings.iter().all(|r| r.pool != Pool::Unassigned));
    Ok(readings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::config::parse;
    use crate::cli::origin::Origin;

    fn given(text: &str) -> Text {
        Text { text: text.to_owned(), origin: Origin::Flag("--reported-used".to_owned()) }
    }

    fn of(text: &str) -> Result<AuditRequest, Failure> {
        request(&Merged::of(vec![parse("credits.toml", text)?])?)
    }

    #[test]
    fn readings_are_of_a_pool_and_of_a_day_where_one_is_given() {
        let read = readings(&[
            given("message=184,integration=9120,2026-05-10=4410"),
            given("message@2026-05-01=3"),
        ])
        .unwrap();
        let rows: Vec<String> = read
            .iter()
            .map(|r| {
                format!("{} {} {}", r.pool, r.day.map_or("-".to_owned(), |d| d.to_string()), r.used)
            })
            .collect();
        assert_eq!(
            rows,
            [
                "message - 184",
                "integration - 9120",
                "integration 2026-05-10 4410",
                "message 2026-05-01 3"
            ]
        );
        for wrong in [
            "184",
            "2026-05-10=3",
            "message=x",
            "message=1,message=2",
            "nothing=3",
            "message@2026-13-01=3",
        ] {
            assert!(readings(&[given(wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_threshold_is_set_and_an_unknown_one_has_its_place() {
        let read = of("[audit]\nhourly-rate = 90\nleast-percent = 3\n[audit.bursts]\nfactor = 8\n")
            .unwrap();
        assert_eq!(
            (read.params.least_percent, read.params.bursts.factor, read.params.bursts.least_calls),
            (3, 8, 20)
        );
        assert_eq!(
            read.hours,
            Hours { rate: Some(crate::base::Credits::whole(90)), ..Hours::default() }
        );
        let whole = crate::base::Credits::whole;
        assert_eq!(
            of("[audit]\nhours = '4-6'\n").unwrap().hours,
            Hours { low: whole(4), high: whole(6), rate: None }
        );
        assert!(of("[audit]\nhours = '6-4'\n").is_err());
        for (text, line, hint) in [
            (
                "[audit.bursts]\nfaktor = 8\n",
                "credits.toml:2:1: unknown setting audit.bursts.faktor",
                "did you mean factor?",
            ),
            (
                "[audit.burst]\nfactor = 8\n",
                "credits.toml:1:8: unknown setting audit.burst",
                "did you mean bursts?",
            ),
        ] {
            let failure = of(text).unwrap_err();
            assert_eq!((failure.headline().as_str(), failure.hints[0].as_str()), (line, hint));
        }
        assert!(
            of("[audit.bursts]\nfactor = 'x'\n")
                .unwrap_err()
                .headline()
                .starts_with("credits.toml:2:10: ")
        );
        assert!(of("[audit]\nbursts = 3\n").is_err());
    }
}
