//! Properties of every HTML page, whatever is in the log.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::report::html;
use crate::alerts::RuleScope;
use crate::base::{Credits, Ratio6, Untrusted};
use proptest::prelude::*;

use crate::event::Pool;
use crate::render::format::HtmlOptions;
use crate::render::sample::any::any_report;
use crate::render::sample::{c, day, empty, report};
use crate::report::view::ViewOptions;
use crate::report::{Breakdown, DailyRow, ExtraBreakdown, ExtraRow, HourRow, PeriodKind, Report};

/// Strings that run a script if they are not escaped.
const HOSTILE: &[&str] = &[
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "</title><script>window.hit=1</script>",
    "</style><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "\"><img src=https://example.com/x onerror=window.hit=1>",
    "' onmouseover='window.hit=1",
    "\" autofocus onfocus=\"window.hit=1",
    "javascript:window.hit=1",
    "<!--<script>window.hit=1//-->",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "<a href=\"javascript:window.hit=1\" id=report>x</a>",
    "<meta http-equiv=refresh content=\"0;url=https://example.com\">",
    "<base href=https://example.com/><link rel=stylesheet href=x>",
    "{{ title }} ${window.hit=1} `window.hit=1`",
    "\u{202e}gnp.exe\u{2028}<b>",
    "x]]><![CDATA[<script>window.hit=1</script>",
    "<template><style>@import 'https://example.com'</style></template>",
];

fn whole(text: &str) -> Credits {
    c(text)
}

fn page_of(report: &Report) -> String {
    html(report, &ViewOptions::default(), &HtmlOptions::default())
}

/// Returns the sample with everything that a report can contain.
fn full() -> Report {
    let mut report = report();
    for pool in [&mut report.pools.message, &mut report.pools.integration] {
        let sources: Vec<(String, Ratio6)> = pool
            .by_source
            .iter()
            .filter_map(|r| Some((r.name.as_ref()?.raw().to_owned(), r.share?)))
            .collect();
        for row in &mut pool.daily {
            let mut left = row.credits;
            for (name, share) in sources.iter().skip(1) {
                let part = row.credits.checked_mul(share.value()).unwrap().round(2);
                left -= part;
                row.by_source.insert(name.clone(), part);
            }
            row.by_source.insert(sources[0].0.clone(), left);
            row.by_source.retain(|_, c| !c.is_zero());
        }
        let base: i64 = if pool.events > 1000 { 5 } else { 1 };
        pool.hours = (0..7)
            .flat_map(|d| (7..23).map(move |h| (d, h)))
            .map(|(weekday, hour)| HourRow {
                weekday,
                hour,
                credits: Credits::whole(
                    base * i64::from((12 - hour.abs_diff(14)) * if weekday > 4 { 1 } else { 4 }),
                ),
                events: 3,
            })
            .collect();
    }
    let averages = [
        "351.2",
        "352.7",
        "361",
        "349.5",
        "340.25",
        "333",
        "341.1",
        "349",
        "355",
        "362.5",
        "371",
        "360",
        "352",
        "361.5",
        "350.2",
        "398.214286",
    ];
    for (row, average) in report.pools.integration.daily.iter_mut().zip(averages) {
        row.average = Some(Ratio6::rounded(c(average)));
    }
    report.inputs[0].sha256 =
        Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned());
    report.by.push(ExtraBreakdown {
        dimension: "feature".to_owned(),
        pool: Pool::Integration,
        rows: [("product search", "3020.5"), ("checkout", "2099.5"), ("ticket answers", "1690.5")]
            .into_iter()
            .map(|(name, credits)| ExtraRow {
                name: Some(name.into()),
                credits: c(credits),
                events: 400,
                share: Ratio6::of(c(credits), c("7911.995")),
            })
            .collect(),
    });
    report
}

/// Returns a report without problems: both pools last.
fn calm() -> Report {
    let mut report = full();
    report.pools.integration = report.pools.message.clone();
    report.alerts.retain(|a| a.state != crate::alerts::RuleState::Fired);
    report.alert_days.clear();
    report
}

/// Writes a page on which every text of the log, the title and the client are hostile.
fn hostile() -> String {
    let mut report = full();
    let row = |(i, text): (usize, &&str)| Breakdown {
        name: Some((*text).into()),
        title: None,
        credits: Credits::whole(900 - i64::try_from(i).unwrap()),
        events: 1,
        unpriced_events: 0,
        share: Some(Ratio6::rounded(c("0.05"))),
        recent: vec![c("1"), c("-2"), c("0"), c("3.5")],
    };
    let rows: Vec<Breakdown> = HOSTILE.iter().enumerate().map(row).collect();
    let pool = &mut report.pools.integration;
    (pool.by_app, pool.by_user, pool.by_model, pool.by_class) =
        (rows.clone(), rows.clone(), rows.clone(), rows);
    for (alert, text) in report.alerts.iter_mut().zip(HOSTILE) {
        alert.scope = alert.scope.as_ref().map(|_| RuleScope { app: Some((*text).into()) });
        alert.message = (*text).to_owned();
        for cause in alert.causes.iter_mut().chain(&mut alert.groups) {
            (cause.app, cause.user, cause.class) =
                (Some((*text).into()), Some((*text).into()), (*text).to_owned());
        }
    }
    report.filters = HOSTILE.iter().map(|t| Untrusted::from(*t)).collect();
    report.inputs[0].path = HOSTILE[4].into();
    report.inputs[0].format = HOSTILE[5].to_owned();
    report.timezone = HOSTILE[0].to_owned();
    report.unit = HOSTILE[1].to_owned();
    report.tool.models = vec![HOSTILE[2].to_owned()];
    report.quality.reasons[0].reason = HOSTILE[3].to_owned();
    report.quality.unpriced_labels[0].operation = Some(HOSTILE[6].into());
    report.by[0].dimension = "feature\" onclick=\"window.hit=1".to_owned();
    let options = HtmlOptions {
        title: Some(HOSTILE[2].to_owned()),
        client: Some(HOSTILE[7].to_owned()),
        logo: None,
    };
    html(&report, &ViewOptions { top: 0, ..ViewOptions::default() }, &options)
}

/// Returns a report of two years and 500 apps.
fn large() -> Report {
    let mut report = full();
    let first = day("2024-05-21");
    report.period =
        report.period.map(|p| crate::report::Period { from: first, kind: PeriodKind::All, ..p });
    let spike = report.alerts[3].clone();
    for (pool, kind) in [
        (&mut report.pools.message, Pool::Message),
        (&mut report.pools.integration, Pool::Integration),
    ] {
        pool.by_app = (0..500i64)
            .map(|i| Breakdown {
                name: Some(format!("customer app {i:03}").into()),
                title: None,
                credits: Credits::whole(5_000_000 / (i + 3)).divide(Credits::whole(7), 4).unwrap(),
                events: 4000,
                unpriced_events: 0,
                share: Some(Ratio6::rounded(c("0.012345"))),
                recent: (0..if i < 50 { 14 } else { 0 })
                    .map(|d| c("1234.56").times(d * i % 7))
                    .collect(),
            })
            .collect();
        pool.by_user = pool.by_app.clone();
        pool.daily = (0..730)
            .map(|i| DailyRow {
                average: Some(Ratio6::rounded(c("398.214286"))),
                by_source: BTreeMap::from([
                    ("integrations".to_owned(), c("300.25")),
                    ("agents".to_owned(), c("98.5")),
                ]),
                ..DailyRow::new(first.plus(i), Credits::whole(300 + i64::from(i * 7919 % 433)), 40)
            })
            .collect();
        for i in 0..500 {
            report.alerts.push(crate::report::AlertRow {
                scope: Some(RuleScope { app: Some(format!("customer app {i:03}").into()) }),
                pool: kind,
                ..spike.clone()
            });
        }
    }
    report
}

fn samples() -> Vec<(&'static str, String)> {
    let options = HtmlOptions {
        title: Some("Credit review, May 2026".to_owned()),
        client: Some("Orchard & Sons".to_owned()),
        logo: None,
    };
    vec![
        ("full", html(&full(), &ViewOptions { top: 5, ..ViewOptions::default() }, &options)),
        ("calm", page_of(&calm())),
        ("plain", page_of(&report())),
        ("empty", page_of(&empty())),
        ("hostile", hostile()),
        ("large", page_of(&large())),
    ]
}

#[test]
#[ignore = "writes sample pages for the browser's tests: cargo test --lib html::tests::pages -- --ignored"]
fn pages() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, page) in samples() {
        std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
    }
}

/// Returns the text between two marks.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split_once(from).unwrap().1.split_once(to).unwrap().0
}

#[test]
fn the_embedded_report_is_the_report() {
    let report = full();
    let page = page_of(&report);
    let json = between(&page, "id=\"report\">", "</script>");
    assert_eq!(serde_json::from_str::<Report>(json).unwrap(), report);
}

#[test]
fn the_policy_names_the_hash_of_the_very_style_and_script() {
    let page = page_of(&full());
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    for (from, to, directive) in
        [("<style>", "</style>", "style-src"), ("<script>", "</script>", "script-src")]
    {
        let digest = Sha256::digest(between(&page, from, to).as_bytes());
        // Decode it here, so that the encoder does not check itself.
        let encoded = between(policy, &format!("{directive} 'sha256-"), "'");
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits: String = encoded
            .trim_end_matches('=')
            .chars()
            .fold(String::new(), |bits, d| format!("{bits}{:06b}", digits.find(d).unwrap()));
        let bytes: Vec<u8> =
            (0..32).map(|i| u8::from_str_radix(&bits[i * 8..i * 8 + 8], 2).unwrap()).collect();
        assert_eq!(bytes, digest.to_vec());
    }
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
}

#[test]
fn no_text_of_a_log_is_markup() {
    let page = hostile();
    let known = ["<script>", "<script type="];
    assert_eq!(page.matches("<script").count(), 2);
    assert!(known.iter().all(|k| page.matches(k).count() == 1));
    for tag in [
        "<img",
        "<iframe",
        "<svg onload",
        "<base",
        "<link",
        "<a href=\"javascript",
        "<template",
        "<!--",
    ] {
        assert!(!page.contains(tag), "{tag}");
    }
    // No tag has a handler, a style or the address of another site.
    for tag in page.split('<').skip(1).filter_map(|t| t.split_once('>')).map(|(tag, _)| tag) {
        let mut quoted = false;
        let names: String = tag
            .chars()
            .filter(|c| {
                quoted ^= *c == '"';
                !quoted
            })
            .collect();
        assert!(
            !names.contains(" on") && !names.contains(" style") && !names.contains(" src"),
            "{tag}"
        );
    }
    assert!(!page.contains('\u{202e}') && !page.contains('\u{2028}'));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(page_of(&full()), page_of(&full()));
}

#[test]
fn a_page_stays_small() {
    assert!(page_of(&full()).len() < 150_000);
    let large = page_of(&large());
    assert!(large.len() < 1_000_000, "{}", large.len());
    assert!(large.contains("Others (490)"));
}

#[test]
fn a_logo_is_part_of_the_file() {
    let logo = Some(("image/png".to_owned(), b"foobar".to_vec()));
    let page =
        html(&report(), &ViewOptions::default(), &HtmlOptions { logo, ..HtmlOptions::default() });
    assert!(page.contains("<img src=\"data:image/png;base64,Zm9vYmFy\" alt=\"\">"));
}

#[test]
fn parts_come_in_their_order() {
    let page = page_of(&full());
    let order = [
        "id=\"answer\"",
        "id=\"balance\"",
        "id=\"alerts\"",
        "id=\"days\"",
        "id=\"apps\"",
        "id=\"mix\"",
        "id=\"calls\"",
        "id=\"more\"",
        "id=\"cycles\"",
        "id=\"projection\"",
        "id=\"quality\"",
        "id=\"definitions\"",
        "id=\"inputs\"",
    ];
    let at: Vec<usize> = order
        .iter()
        .map(|id| {
            page.find(&format!("<section {id}"))
                .or_else(|| page.find(&format!("<section class=\"group\" {id}")))
                .unwrap_or_else(|| panic!("{id}"))
        })
        .collect();
    assert!(at.is_sorted(), "{at:?}");
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).map(|t| t.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
}

/// 902 credits on the sixteenth of 31 days, with a scale to 2,500 and a plot of 190 pixels: the bar is
/// 190 × 902 ÷ 2500 = 68.55 high. A slot is 1000 ÷ 31 = 32.26 wide, and the bar leaves 0.14 of it free on
/// either side: it starts at 15.14 × 32.26 = 488.39 and is 0.72 × 32.26 = 23.23 wide.
#[test]
fn the_bar_of_a_day_is_as_high_as_its_credits() {
    let page = page_of(&report());
    let chart = between(&page, "id=\"days-chart-integration-t\"", "</figure>");
    let last = chart.split("class=\"s-all\"").last().unwrap();
    let shape = last.split('"').nth(1).unwrap();
    assert!(shape.ends_with("M488.39 121.45h23.23v68.55h-23.23z"), "{shape}");
    assert_eq!(whole("902"), report().pools.integration.daily[15].credits);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Every `<` begins a tag of ours, also with very small amounts and any names.
    #[test]
    fn every_angle_is_a_tag(report in any_report(20), top in 0_usize..12) {
        let page = html(&report, &ViewOptions { top, ..ViewOptions::default() }, &HtmlOptions::default());
        let script = page.rfind("<script>").unwrap();
        for tag in page[..script].split('<').skip(1) {
            let known = tag.starts_with('/') || tag.starts_with("!doctype") || tag.starts_with(|c: char| c.is_ascii_lowercase());
            prop_assert!(known, "{}", tag.chars().take(60).collect::<String>());
        }
        prop_assert_eq!(page.matches("<script").count(), 2);
    }
}
