//! Properties of every comparison, whatever the two reports contain.

use credits::inside::base::{Credits, Untrusted, acts};
use credits::inside::render::{
    COMPARISON_COLUMNS, ComparisonView, HtmlOptions, Look, Style, by_id,
};
use credits::inside::report::{Comparison, Outcome};
use proptest::prelude::*;
use unicode_width::UnicodeWidthChar as _;

use super::demo;

fn nasty() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        " ",
        "東京都庁のアプリケーション東京都庁のアプリケーション",
        "\u{1b}[31mred\u{1b}]0;title\u{7}",
        "\u{202e}evil\u{2066}",
        "a|b||c\\|d",
        "<img src=x onerror=alert(1)>",
        "--> <script>",
        "```\n## title\n- x",
        "=HYPERLINK(\"http://x\")",
        "[x](http://y) @everyone #1",
        "</details>",
    ]);
    prop_oneof![3 => any::<String>(), 6 => known.prop_map(str::to_owned), 1 => Just("x".repeat(400)), 1 => Just("東".repeat(200))]
}

/// Returns the comparison of the demo with other names, amounts and words.
fn any_comparison() -> impl Strategy<Value = Comparison> {
    let base: Comparison = serde_json::from_str(&demo(&["--json"])).unwrap();
    let amount =
        (any::<bool>(), "(0|[1-9][0-9]{0,37})", "[0-9]{0,20}").prop_map(|(minus, whole, part)| {
            format!("{}{whole}.{part}", if minus { "-" } else { "" }).parse::<Credits>().unwrap()
        });
    (prop::collection::vec(nasty(), 12), prop::collection::vec(amount, 12), 0_u32..3, any::<bool>())
        .prop_map(move |(names, amounts, lengths, blocked)| {
            let mut c = base.clone();
            (c.before.name, c.after.name) = (names[0].as_str().into(), names[1].as_str().into());
            (c.before.timezone, c.after.unit) = (names[2].clone(), names[3].clone());
            c.before.filters = vec![names[4].as_str().into()];
            c.after.models = vec![names[5].clone()];
            c.before.days = 20 + lengths;
            let pool = &mut c.pools.integration;
            for rows in
                [&mut pool.by_app, &mut pool.by_class, &mut pool.by_user, &mut pool.by_operation]
            {
                for (i, row) in rows.iter_mut().enumerate() {
                    row.name = Some(Untrusted::from(names[i % names.len()].as_str()));
                    row.title = (i % 3 == 0).then(|| names[(i + 1) % names.len()].clone());
                    row.credits.before = amounts[i % amounts.len()];
                    row.credits.after = amounts[(i + 5) % amounts.len()];
                    row.credits.change = row.credits.after - row.credits.before;
                }
            }
            pool.credits.before = amounts[0];
            if let Some(effects) = &mut pool.effects {
                (effects.mix, effects.rate) = (amounts[1], amounts[2]);
            }
            c.verdict.reasons[0].text.clone_from(&names[6]);
            c.verdict.reasons[0].code.clone_from(&names[7]);
            if blocked {
                c.verdict.outcome = Outcome::NotComparable;
                c.verdict.reason.clone_from(&names[8]);
            }
            c
        })
}

fn render(format: &str, comparison: &Comparison, view: &ComparisonView, style: &Style) -> String {
    let write = by_id(format).and_then(|format| format.comparison()).unwrap();
    write(comparison, view, &Look { style, head: &HtmlOptions::default() })
}

/// Returns the most columns that a line can take; terminals differ on joined characters.
fn columns(line: &str) -> usize {
    line.chars().map(|c| c.width().unwrap_or(0)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_is_wider_than_the_page_and_none_holds_a_control(c in any_comparison(), width in 60_usize..=200, ascii: bool, top in 0_usize..9) {
        let options = ComparisonView { top, by: Vec::new(), tag: "x".to_owned() };
        let text = render("text", &c, &options, &Style { width, color: false, ascii });
        for line in text.lines() {
            prop_assert!(columns(line) <= width, "{} columns of {width}: {line:?}", columns(line));
            prop_assert!(!line.chars().any(acts), "{line:?}");
        }
        prop_assert!(text.ends_with('\n') && (!ascii || text.is_ascii()));
    }

    #[test]
    fn markdown_stays_one_comment_with_whole_tables(c in any_comparison(), tag in nasty(), top in 0_usize..9) {
        let text = render("markdown", &c, &ComparisonView { top, by: Vec::new(), tag }, &Style::default());
        prop_assert!(text.chars().count() < 65_536);
        prop_assert!(!text.chars().any(|c| c != '\n' && acts(c)));
        let cells = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        let mut expected = None;
        for (i, line) in text.lines().enumerate() {
            if line.starts_with('|') {
                prop_assert_eq!(cells(line), *expected.get_or_insert(cells(line)), "{}", line);
            } else {
                expected = None;
            }
            let ours = line.replace("<details><summary>Which lines changed</summary>", "").replace("</details>", "");
            // `<1 %` is text; a tag begins with a letter or a sign.
            let opens = ours.split('<').skip(1).any(|after| after.starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c)));
            prop_assert!(i == 0 || !opens, "{}", line);
        }
        prop_assert_eq!(text.lines().next().unwrap().matches("-->").count(), 1);
        prop_assert!(text.matches("<details>").count() <= 1 && text.matches("<details>").count() == text.matches("</details>").count());
    }

    #[test]
    fn csv_rows_are_whole_and_no_cell_is_a_formula(c in any_comparison()) {
        let text = render("csv", &c, &ComparisonView { top: 5, by: Vec::new(), tag: String::new() }, &Style::default());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for record in reader.records() {
            let record = record.unwrap();
            prop_assert_eq!(record.len(), COMPARISON_COLUMNS.len());
            prop_assert!(!record[3].starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", &record[3]);
        }
    }

    #[test]
    fn json_is_read_back_as_it_was(c in any_comparison()) {
        let text = render("json", &c, &ComparisonView { top: 5, by: Vec::new(), tag: String::new() }, &Style::default());
        prop_assert!(!text.chars().any(|c| c != '\n' && acts(c)));
        prop_assert_eq!(serde_json::from_str::<Comparison>(&text).unwrap(), c);
    }
}
