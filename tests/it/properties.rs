//! What must hold for every log, against a naive model: sums close, order and cutting change nothing, what is written reads back.

use std::collections::BTreeMap;

use credits::inside::alerts::Params;
use credits::inside::base::Credits;
use credits::inside::ingest::{self, InputSpec, ReadOptions};
use credits::inside::ledger::{Detail, Selection, Summed};
use credits::inside::model::Model;
use credits::inside::render::{events, json};
use credits::inside::report::{Analysis, Redaction, Report, Request};
use proptest::prelude::*;

const HEADER: &str = "id,timestamp,app,user,pool,operation,credits,status";

/// One row: its fields as they stand in the file, and its credits in thousandths for the naive model.
#[derive(Clone, Debug)]
struct Row {
    id: u32,
    day: u32,
    second: u32,
    app: &'static str,
    user: &'static str,
    integration: bool,
    thousandths: Option<i64>,
}

impl Row {
    fn line(&self) -> String {
        let Self { id, day, second, app, user, .. } = self;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let pool = if self.integration { "integration" } else { "message" };
        let operation = if self.integration { "SendEmail" } else { "discuss" };
        let credits = self.thousandths.map(|t| {
            format!("{}{}.{:03}", if t < 0 { "-" } else { "" }, t.abs() / 1000, t.abs() % 1000)
        });
        let status = if self.thousandths.is_some_and(|t| t < 0) { "refund" } else { "ok" };
        let credits = credits.unwrap_or_default();
        format!(
            "e{id},2026-05-{day:02}T{hour:02}:{minute:02}:{second:02}Z,{app},{user},{pool},{operation},{credits},{status}"
        )
    }

    /// What it counts for, in thousandths: reported, else the list price of its operation.
    fn counts(&self) -> i64 {
        self.thousandths.unwrap_or(if self.integration { 1000 } else { 300 })
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let names = || prop::sample::select(vec!["shop", "blog", "日本", "=1+1", "a \"b\"", ""]);
    let names = || names().prop_map(|n: &str| if n == "a \"b\"" { "\"a \"\"b\"\"\"" } else { n });
    let thousandths = prop_oneof![1 => Just(None), 3 => (0..5000_i64).prop_map(Some), 1 => (-900..0_i64).prop_map(Some)];
    let row = (1..28_u32, 0..86_400_u32, names(), names(), any::<bool>(), thousandths);
    prop::collection::vec(row, 1..60).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        numbered
            .map(|(id, (day, second, app, user, integration, thousandths))| {
                let id = u32::try_from(id).unwrap();
                Row { id, day, second, app, user, integration, thousandths }
            })
            .collect()
    })
}

fn text(rows: &[Row]) -> String {
    std::iter::once(HEADER.to_owned())
        .chain(rows.iter().map(Row::line))
        .collect::<Vec<_>>()
        .join("\n")
}

fn spec(name: &str, text: String) -> InputSpec {
    InputSpec::Text { name: name.to_owned(), text }
}

/// Everything up to the last day, without what is particular to the files.
fn report(inputs: &[InputSpec]) -> Report {
    let log = ingest::read(inputs, &ReadOptions::default(), &mut |_| {}).unwrap();
    let model = Model::builtin("base44").unwrap();
    let request = Request { all: true, ..Request::default() };
    let selection = Selection::default();
    let terms = request.terms(&model, &selection, Detail::default());
    let analysis = Analysis::new(&log, terms, Summed::default());
    analysis.report(&request, &Params::default(), &Redaction::default())
}

/// The report without its inputs, and without how many rows were duplicates.
fn figures(mut report: Report) -> Report {
    report.inputs.clear();
    report.quality.rows -= report.quality.duplicates;
    report.quality.duplicates = 0;
    report
}

fn thousandths(credits: Credits) -> i64 {
    let text = credits.times(1000).to_string();
    text.parse().unwrap_or_else(|_| panic!("{credits} is no whole number of thousandths"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_are_those_of_a_naive_model(rows in rows()) {
        let report = report(&[spec("a.csv", text(&rows))]);
        for (integration, pool) in [(false, &report.pools.message), (true, &report.pools.integration)] {
            let mine = || rows.iter().filter(|row| row.integration == integration);
            prop_assert_eq!(thousandths(pool.credits), mine().map(Row::counts).sum::<i64>());
            prop_assert_eq!(thousandths(pool.refunded), mine().map(|row| -row.counts().min(0)).sum::<i64>());
            prop_assert_eq!(pool.events, mine().count() as u64);
            let mut days: BTreeMap<u32, i64> = BTreeMap::new();
            mine().for_each(|row| *days.entry(row.day).or_default() += row.counts());
            for day in &pool.daily {
                let wanted = days.remove(&day.date.day_of_month()).unwrap_or_default();
                prop_assert_eq!(thousandths(day.credits), wanted, "{}", day.date);
            }
            prop_assert!(days.is_empty());
        }
    }

    #[test]
    fn every_breakdown_sums_to_its_total(rows in rows()) {
        let report = report(&[spec("a.csv", text(&rows))]);
        for (_, pool) in report.pools.each() {
            let lists = [&pool.by_app, &pool.by_source, &pool.by_class, &pool.by_model, &pool.by_user, &pool.by_operation];
            for list in lists {
                prop_assert_eq!(list.iter().map(|row| row.credits).sum::<Credits>(), pool.credits);
                prop_assert_eq!(list.iter().map(|row| row.events).sum::<u64>(), pool.events);
                prop_assert!(list.windows(2).all(|pair| pair[0].credits >= pair[1].credits));
            }
            prop_assert_eq!(pool.daily.iter().map(|day| day.credits).sum::<Credits>(), pool.credits);
            prop_assert_eq!(pool.reported + pool.modeled, pool.credits);
        }
        let mixed: Credits = report.mix.iter().map(|row| row.credits).sum();
        prop_assert_eq!(mixed, report.pools.each().map(|(_, pool)| pool.credits).sum::<Credits>());
        let quality = &report.quality;
        prop_assert_eq!(quality.rows, quality.events + quality.rejected + quality.duplicates + quality.ignored);
    }

    #[test]
    fn order_cutting_and_overlap_change_nothing(rows in rows(), cut in 0..60_usize, seed in any::<u64>()) {
        let whole = figures(report(&[spec("a.csv", text(&rows))]));
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|row| (u64::from(row.id) + 1).wrapping_mul(seed | 1).rotate_left(17));
        prop_assert_eq!(&figures(report(&[spec("a.csv", text(&shuffled))])), &whole);
        let cut = cut.min(rows.len());
        // The same rows in two files, some of them in both, and in the other order.
        let (left, right) = (&shuffled[..cut], &shuffled[cut / 2..]);
        if !left.is_empty() && !right.is_empty() {
            prop_assert_eq!(&figures(report(&[spec("b.csv", text(right)), spec("a.csv", text(left))])), &whole);
        }
    }

    #[test]
    fn what_is_written_reads_back(rows in rows()) {
        let inputs = [spec("a.csv", text(&rows))];
        let first = report(&inputs);
        prop_assert_eq!(&serde_json::from_str::<Report>(&json::json(&first)).unwrap(), &first);
        let log = ingest::read(&inputs, &ReadOptions::default(), &mut |_| {}).unwrap();
        let model = Model::builtin("base44").unwrap();
        let request = Request { all: true, ..Request::default() };
        let selection = Selection::default();
        let terms = request.terms(&model, &selection, Detail::default());
        let analysis = Analysis::new(&log, terms, Summed::default());
        let mut canonical = Vec::new();
        let listed = analysis.events(&request.zone, None, None);
        events::csv(listed.map(|(event, class)| analysis.row(event, class, &Redaction::default())), &mut canonical).unwrap();
        let again = report(&[spec("events.csv", String::from_utf8(canonical).unwrap())]);
        prop_assert_eq!(figures(again), figures(first));
    }
}
