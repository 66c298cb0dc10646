//! Properties of every page, whatever the report contains.

use proptest::prelude::*;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{page, render, uncolored};
use crate::base::untrusted::acts;
use crate::base::{Credits, figure};
use crate::render::Style;
use crate::render::sample::any::any_report;
use crate::report::Report;
use crate::report::view::{Block, Cell, ViewOptions, document, text_document};

fn columns(line: &str) -> usize {
    line.width().max(line.chars().map(|c| c.width().unwrap_or(0)).sum())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_is_wider_than_the_page_and_none_holds_a_control(
        report in any_report(38), width in 60_usize..=200, color: bool, ascii: bool, full: bool, top in 0_usize..12,
    ) {
        let options = ViewOptions { top, by: vec!["day".into(), "operation".into(), "source".into()], full, definitions: true, template: None };
        let text = render("text", &report, &options, &Style { width, color, ascii });
        let text = if color { uncolored(&text) } else { text };
        for line in text.lines() {
            prop_assert!(columns(line) <= width, "{} columns of {width}: {line:?}", columns(line));
            prop_assert!(!line.chars().any(acts), "{line:?}");
        }
        prop_assert!(text.ends_with('\n'));
        prop_assert!(!ascii || text.is_ascii());
    }

    #[test]
    fn every_amount_stands_uncut_on_the_narrowest_page(report in any_report(38)) {
        let text = page(&report, 60);
        for row in &report.pools.integration.by_app[..report.pools.integration.by_app.len().min(10)] {
            // Columns may show more digits after the point than the amount has.
            let whole = figure::amount(row.credits);
            let whole = whole.split('.').next().unwrap();
            let shown = [0, 1, 2].iter().any(|p| text.contains(&figure::fixed(row.credits, *p))) || text.contains(whole);
            prop_assert!(shown, "{whole} is not in\n{text}");
        }
    }

    #[test]
    fn shown_rows_and_their_rest_sum_to_the_pool(report in any_report(38), top in 0_usize..12) {
        let page = document(&report, &ViewOptions { top, ..ViewOptions::default() });
        for id in ["apps-integration", "users-integration", "classes-integration"] {
            let Some(section) = page.sections.iter().find(|s| s.id == id) else { continue };
            let Block::Table(table) = &section.blocks[0] else { panic!("a ranking is a table") };
            prop_assert!(top == 0 || table.rows.len() <= top + 1);
            let credits: Credits = table.rows.iter().map(|r| match &r[2] { Cell::Credits(c) => *c, other => panic!("{other:?}") }).sum();
            prop_assert_eq!(credits, report.pools.integration.credits);
            let events: u64 = table.rows.iter().map(|r| match &r[4] { Cell::Count(n) => *n, other => panic!("{other:?}") }).sum();
            prop_assert_eq!(events, report.pools.integration.by_app.iter().map(|r| r.events).sum::<u64>());
        }
    }

    #[test]
    fn the_rows_of_the_first_screen_sum_to_each_pool(report in any_report(38), top in 0_usize..12) {
        let page = text_document(&report, &ViewOptions { top, ..ViewOptions::default() });
        let Some(section) = page.sections.iter().find(|s| s.id == "apps") else { return Ok(()) };
        let Block::Table(table) = &section.blocks[0] else { panic!("a ranking is a table") };
        prop_assert!(table.rows.len() <= 5);
        for (at, column) in table.columns.iter().enumerate() {
            let Some((_, pool)) = report.pools.each().find(|(pool, _)| pool.name() == column.title) else { continue };
            let credits: Credits = table.rows.iter().map(|r| match &r[at] { Cell::Credits(c) => *c, other => panic!("{other:?}") }).sum();
            prop_assert_eq!(credits, pool.credits);
        }
    }

    #[test]
    fn markdown_tables_keep_their_columns(report in any_report(38)) {
        let text = render("markdown", &report, &ViewOptions::default(), &Style::default());
        prop_assert!(!text.chars().any(|c| c != '\n' && acts(c)));
        let cells = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        let mut expected = None;
        for line in text.lines() {
            if line.starts_with('|') {
                prop_assert_eq!(cells(line), *expected.get_or_insert(cells(line)), "{}", line);
            } else {
                expected = None;
            }
            prop_assert!(!line.contains("<img"));
        }
    }

    #[test]
    fn json_is_read_back_as_it_was(report in any_report(18)) {
        let text = render("json", &report, &ViewOptions::default(), &Style::default());
        prop_assert!(!text.chars().any(|c| c != '\n' && acts(c)));
        prop_assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
}
