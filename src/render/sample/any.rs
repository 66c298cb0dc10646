//! Reports with unusual names, amounts and counts.

use proptest::prelude::*;

use super::report;
use crate::alerts::RuleScope;
use crate::base::{Credits, Ratio6, Untrusted};
use crate::forecast::ProjectionOutcome;
use crate::report::{Breakdown, DailyRow, Report};

fn any_name() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "",
        " ",
        "東京都庁のアプリケーション東京都庁のアプリケーション",
        "👩‍👩‍👧‍👦👍🏽🏳️‍🌈",
        "مرحبا بالعالم שלום",
        "\u{1b}[31mred\u{1b}]0;title\u{7}",
        "\u{202e}evil\u{2066}",
        "a|b||c\\|d",
        "<img src=x onerror=alert(1)>",
        "```\n# title\n- x",
        "=HYPERLINK(\"http://x\")",
        "[x](http://y) @everyone #1",
        "e\u{301}\u{301}\u{301}\u{fe0f}1\u{fe0f}",
    ]);
    prop_oneof![
        4 => any::<String>(),
        6 => nasty.prop_map(str::to_owned),
        1 => Just("long ".repeat(80)),
        1 => Just("x".repeat(400)),
        1 => Just("東".repeat(200)),
    ]
}

/// Returns amounts with up to `digits` digits before the point and up to 28 after it.
fn any_amount(digits: usize) -> impl Strategy<Value = Credits> {
    let text = |pattern: String| prop::string::string_regex(&pattern).unwrap();
    let (whole, fraction) =
        (format!("(0|[1-9][0-9]{{0,{}}})", digits - 1), format!("[0-9]{{0,{}}}", digits.min(28)));
    (any::<bool>(), text(whole), text(fraction)).prop_map(|(minus, whole, fraction)| {
        format!("{}{whole}.{fraction}", if minus { "-" } else { "" }).parse().unwrap()
    })
}

fn rows_of(entries: &[(Option<String>, Credits, u64)]) -> (Vec<Breakdown>, Credits) {
    let total = entries.iter().map(|e| e.1).sum();
    let mut rows: Vec<Breakdown> = entries
        .iter()
        .map(|(name, credits, events)| Breakdown {
            name: name.as_deref().map(Untrusted::from),
            title: None,
            credits: *credits,
            events: *events,
            unpriced_events: events / 3,
            share: Ratio6::of(*credits, total),
            recent: vec![*credits, Credits::ZERO, Credits::ZERO - *credits],
        })
        .collect();
    rows.sort_by_key(|r| std::cmp::Reverse(r.credits));
    (rows, total)
}

/// Returns the sample with other names, amounts and counts.
pub(in crate::render) fn any_report(digits: usize) -> impl Strategy<Value = Report> {
    let entry = (prop::option::weighted(0.9, any_name()), any_amount(digits), 0..u64::MAX / 64);
    let days = prop::collection::vec(any_amount(digits), 0..260);
    (prop::collection::vec(entry, 0..14), days, any_name(), any_amount(digits), any::<bool>())
        .prop_map(|(entries, days, name, amount, planned)| {
            let mut report = report();
            let (rows, total) = rows_of(&entries);
            let first = report.as_of.unwrap().plus(1 - i32::try_from(days.len()).unwrap());
            let pool = &mut report.pools.integration;
            pool.daily =
                (0..).zip(&days).map(|(i, c)| DailyRow::new(first.plus(i), *c, 1)).collect();
            (pool.by_app, pool.by_class, pool.by_user, pool.by_model) =
                (rows.clone(), rows.clone(), rows.clone(), rows.clone());
            (pool.by_source, pool.by_operation) = (rows.clone(), rows);
            (pool.credits, pool.used) = (total, Some(total));
            pool.allowance = planned.then_some(amount.abs());
            pool.used_share = pool.allowance.and_then(|a| Ratio6::of(total, a));
            if let Some(ProjectionOutcome::Projected(p)) = &mut pool.projection {
                (p.total, p.daily_average) = (Ratio6::rounded(amount), Ratio6::rounded(amount));
            }
            report.inputs[0].path = name.as_str().into();
            report.filters = vec![name.as_str().into()];
            report.quality.unpriced_labels[0].operation = Some(name.as_str().into());
            report.quality.reasons[0].reason.clone_from(&name);
            report.by[0].rows[0].name = Some(name.as_str().into());
            report.by[0].rows[0].credits = amount;
            report.cycles[0].used = Some(amount);
            report.alert_days[0].value = amount;
            for alert in &mut report.alerts {
                alert.message.clone_from(&name);
                alert.scope =
                    alert.scope.take().map(|_| RuleScope { app: Some(name.as_str().into()) });
                for cause in alert.causes.iter_mut().chain(&mut alert.groups) {
                    cause.app = Some(name.as_str().into());
                    cause.excess = Ratio6::rounded(amount);
                }
            }
            report
        })
}
