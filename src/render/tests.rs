//! Pages of the sample report, and of the sample in other circumstances.

mod properties;

use std::io::Write as _;

use super::{ALL, HtmlOptions, Look, Style, by_id, sample};
use crate::base::Credits;
use crate::forecast::ProjectionOutcome;
use crate::report::view::ViewOptions;
use crate::report::{DailyRow, Report};

#[test]
#[ignore = "shows the pages to a person: cargo test --lib render::tests::show -- --ignored --nocapture"]
fn show() {
    let mut out = std::io::stdout().lock();
    let report = sample::report();
    let options = ViewOptions { top: 3, ..ViewOptions::default() };
    for (width, color, ascii) in [
        (60, false, false),
        (80, false, true),
        (100, false, false),
        (140, true, false),
        (200, false, false),
    ] {
        writeln!(out, "\n===== {width}").unwrap();
        write!(out, "{}", render("text", &report, &options, &Style { width, color, ascii }))
            .unwrap();
    }
    for report in others() {
        writeln!(out, "\n===== other").unwrap();
        write!(
            out,
            "{}",
            render("text", &report, &options, &Style { width: 100, ..Style::default() })
        )
        .unwrap();
    }
    for format in ["markdown", "csv"] {
        writeln!(out, "\n===== {format}").unwrap();
        write!(out, "{}", render(format, &report, &options, &Style::default())).unwrap();
    }
    writeln!(
        out,
        "\n===== empty\n{}",
        render("text", &sample::empty(), &options, &Style::default())
    )
    .unwrap();
}

fn render(format: &str, report: &Report, options: &ViewOptions, style: &Style) -> String {
    let write = by_id(format).and_then(|format| format.report()).unwrap();
    write(report, options, &Look { style, head: &HtmlOptions::default() })
}

/// Returns the sample in other circumstances: a year, no plan, a filter, an enormous amount.
fn others() -> Vec<Report> {
    let mut year = sample::report();
    let first = sample::day("2025-05-21");
    let amount = |i: i32| Credits::whole(i64::from((i * 37) % 90 + i / 3));
    let pools = &mut year.pools;
    pools.integration.daily =
        (0..365).map(|i| DailyRow::new(first.plus(i), amount(i), 1)).collect();
    pools.message.daily = pools.integration.daily[300..].to_vec();
    let mut planless = sample::report();
    planless.cycle.as_mut().unwrap().assumed = true;
    let mut filtered = sample::report();
    filtered.filters = vec!["app=shop".into()];
    for pool in [&mut planless.pools.message, &mut planless.pools.integration] {
        (pool.allowance, pool.remaining, pool.used_share) = (None, None, None);
    }
    for pool in [&mut filtered.pools.message, &mut filtered.pools.integration] {
        (pool.used, pool.granted, pool.remaining, pool.used_share, pool.projection) =
            (None, None, None, None, None);
    }
    let mut huge = sample::report();
    huge.pools.integration.used = Some(sample::c("98765432109876543210987654321098765432.105"));
    huge.pools.integration.by_app[0].credits =
        sample::c("98765432109876543210987654321098765432.105");
    vec![year, planless, filtered, huge]
}

/// Everything, as text without colour.
fn page(report: &Report, width: usize) -> String {
    let options = ViewOptions { full: true, ..ViewOptions::default() };
    render("text", report, &options, &Style { width, ..Style::default() })
}

/// The first screen, as text without colour.
fn first_screen(report: &Report, width: usize) -> String {
    render("text", report, &ViewOptions::default(), &Style { width, ..Style::default() })
}

#[test]
fn the_first_screen_has_at_most_45_lines() {
    for mut report in others().into_iter().chain([sample::report()]) {
        report.by.clear();
        let text = first_screen(&report, 100);
        assert!(text.lines().count() <= 45, "{} lines:\n{text}", text.lines().count());
        assert!(text.contains("everything: add --full"), "{text}");
    }
}

/// Returns the sentences above the first empty line, on one line.
fn headline(report: &Report) -> String {
    page(report, 200).split("\n\n").next().unwrap().replace('\n', " ")
}

#[test]
fn the_first_lines_say_when_it_ends_where_it_goes_and_what_fails() {
    assert_eq!(
        headline(&sample::report()),
        "Integration credits run out between 24 and 27 May, at least 9 days before the reset on 5 June. \
         65% of them go to \"shop\", 58% to one kind of call: InvokeLLM (GPT-5). Message credits will last. \
         Then every call that needs integration credits fails: users of \"shop\" (65%), \"helpdesk\" (21%) \
         and 3 more apps see an error."
    );
}

#[test]
fn without_a_plan_the_page_asks_for_one() {
    let mut report = sample::report();
    for pool in [&mut report.pools.message, &mut report.pools.integration] {
        (pool.allowance, pool.remaining, pool.used_share) = (None, None, None);
    }
    let said = headline(&report);
    assert!(
        said.contains("To see how long they last, add your plan, for example: --plan builder"),
        "{said}"
    );
    assert!(
        said.starts_with("Used since 5 May: 7,912.00 integration credits, 118.4 message credits."),
        "{said}"
    );
    assert!(!page(&report, 100).contains("lasts\n"));
}

#[test]
fn where_nothing_is_wrong_the_page_says_so() {
    let mut report = sample::report();
    report.pools.integration = report.pools.message.clone();
    report.alerts.clear();
    // Events without a price may hide a problem.
    assert!(
        headline(&report)
            .starts_with("Both pools last until the reset on 5 June, and no alert fired.")
    );
    report.quality.unpriced = 0;
    assert!(
        headline(&report)
            .starts_with("Both pools last until the reset on 5 June. Nothing is wrong.")
    );
    // One alert, and it is no longer true.
    report.alerts = sample::report().alerts.into_iter().filter(|a| a.rule == "forecast").collect();
    assert!(
        headline(&report).starts_with(
            "Both pools last until the reset on 5 June, but 1 alert fired: see Alerts."
        )
    );
}

#[test]
fn a_pool_never_lasts_for_sure_while_days_of_its_cycle_are_missing() {
    let mut report = sample::report();
    report.pools.integration = report.pools.message.clone();
    report.cycle.as_mut().unwrap().covered = false;
    let said = headline(&report);
    assert!(!said.contains("Nothing is wrong"), "{said}");
    assert!(said.contains("--used-before"), "{said}");
    assert!(page(&report, 100).contains("≥ 118.4 of 250"));
}

#[test]
fn a_pool_that_is_used_up_says_since_when() {
    let mut report = sample::report();
    let pool = &mut report.pools.integration;
    pool.used = pool.allowance;
    if let Some(ProjectionOutcome::Projected(p)) = &mut pool.projection {
        p.out_date = Some(sample::day("2026-05-18"));
    }
    assert!(
        headline(&report).starts_with(
            "Integration credits ran out on 18 May, 18 days before the reset on 5 June; every call that needs them has failed since."
        )
    );
}

#[test]
fn gauges_say_in_words_what_they_draw_and_lose_words_before_numbers() {
    let line = |width| {
        page(&sample::report(), width)
            .lines()
            .find(|l| l.starts_with("Integration  "))
            .unwrap()
            .to_owned()
    };
    for (width, words) in [
        (
            100,
            &["7,912.00 of 10,000", "79%", "2,088.00 left", "day 16 of 31", "out ~25 May", "!!"][..],
        ),
        (80, &["7,912.00 of 10,000", "79%", "out ~25 May", "!!"]),
        (60, &["7,912.00 of 10,000", "79%", "!!"]),
        (40, &["7,912.00 of 10,000", "!!"]),
    ] {
        for word in words {
            assert!(line(width).contains(word), "{word}: {}", line(width));
        }
    }
    assert!(!line(60).contains("day 16"));
}

#[test]
fn an_empty_report_says_what_to_do() {
    let text = page(&sample::empty(), 80);
    assert!(text.starts_with("There is nothing to report"));
    assert!(text.contains("credits report usage.csv"));
    assert!(text.lines().count() < 8, "{text}");
    let mut rejected = sample::empty();
    rejected.quality.rows = 4;
    rejected.quality.rejected = 4;
    assert!(page(&rejected, 80).contains("credits inspect FILE"));
}

#[test]
fn more_days_than_columns_become_weeks_and_the_page_says_so() {
    let mut report = sample::report();
    let first = sample::day("2025-10-01");
    report.pools.integration.daily =
        (0..232).map(|i| DailyRow::new(first.plus(i), sample::c("10"), 1)).collect();
    let narrow = page(&report, 80);
    assert!(narrow.contains("One bar a week"), "{narrow}");
    report.pools.integration.daily.drain(..100);
    assert!(!page(&report, 200).contains("One bar a"));
}

#[test]
fn days_without_use_and_days_of_refunds_are_seen() {
    let mut report = sample::report();
    report.pools.integration.daily[3].credits = sample::c("-12");
    let text = page(&report, 100);
    let bottom = text
        .lines()
        .skip_while(|l| !l.starts_with("Integration credits by day"))
        .find(|l| l.contains('·'))
        .unwrap();
    assert_eq!(
        bottom.matches('·').count(),
        2,
        "two of the three days without use are left: {bottom}"
    );
    assert_eq!(bottom.matches('↓').count(), 1, "{bottom}");
    assert!(text.contains("↓ refunds exceed use"));
}

#[test]
fn ascii_is_ascii() {
    let mut report = sample::report();
    report.pools.message.by_app[0].name = Some("caf\u{e9} – 東京".into());
    let style = Style { ascii: true, ..Style::default() };
    let text =
        render("text", &report, &ViewOptions { full: true, ..ViewOptions::default() }, &style);
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("caf\\u{e9}"));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let report = sample::report();
    let options = ViewOptions::default();
    let plain = render("text", &report, &options, &Style::default());
    let colored = render("text", &report, &options, &Style { color: true, ..Style::default() });
    assert_ne!(plain, colored);
    let stripped: Vec<String> =
        uncolored(&colored).lines().map(|l| l.trim_end().to_owned()).collect();
    assert_eq!(stripped.join("\n") + "\n", plain);
}

#[test]
fn each_format_has_its_own_name_and_extensions() {
    let mut names = Vec::new();
    for format in ALL {
        assert!(by_id(&format.id().to_uppercase()).is_some_and(|f| f.id() == format.id()));
        assert!(!format.describes().is_empty());
        let written = [
            format.report().is_some(),
            format.workbook().is_some(),
            format.pack().is_some(),
            format.check().is_some(),
            format.comparison().is_some(),
            format.events().is_some(),
        ];
        assert!(written.contains(&true), "{} writes nothing", format.id());
        let mut own: Vec<&str> = format.extensions().to_vec();
        own.push(format.id());
        own.sort_unstable();
        own.dedup();
        names.extend(own);
    }
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "two formats share a name: {names:?}");
    assert!(by_id("docx").is_none());
}

#[test]
fn json_shows_what_would_act() {
    let mut report = sample::report();
    let name = "a\u{202e}b\u{200b}c\u{9b}d\u{e0041}\"\u{7f}";
    report.pools.integration.by_app[0].name = Some(name.into());
    let json = render("json", &report, &ViewOptions::default(), &Style::default());
    assert!(json.contains(r#""a\u202eb\u200bc\u009bd\udb40\udc41\"\u007f""#));
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

/// Removes colours: `ESC [ … m`.
fn uncolored(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (codes, rest) = part.split_once('m').expect("a colour ends with m");
        assert!(codes.bytes().all(|b| b.is_ascii_digit() || b == b';'), "{codes}");
        out.push_str(rest);
    }
    out
}
