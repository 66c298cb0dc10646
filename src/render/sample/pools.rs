//! The pools of the sample.

use super::values::{c, day, six};
use crate::base::{Quotient, Ratio6, Untrusted};
use crate::forecast::{Projection, ProjectionOutcome};
use crate::report::pool::AllowanceFrom;
use crate::report::{Breakdown, DailyRow, PoolReport};

/// Returns rows whose shares are of `total`.
fn rows(total: &str, rows: &[(&str, Option<&str>, &str, u64, u64)]) -> Vec<Breakdown> {
    let row = |(name, title, credits, events, unpriced): &(&str, Option<&str>, &str, u64, u64)| {
        Breakdown {
            name: (!name.is_empty()).then(|| Untrusted::from(*name)),
            title: title.map(str::to_owned),
            credits: c(credits),
            events: *events,
            unpriced_events: *unpriced,
            share: Ratio6::of(c(credits), c(total)),
            recent: Vec::new(),
        }
    };
    rows.iter().map(row).collect()
}

fn daily(first: &str, amounts: &[&str]) -> Vec<DailyRow> {
    let row = |(i, amount): (usize, &&str)| {
        DailyRow::new(
            day(first).plus(i32::try_from(i).unwrap()),
            c(amount),
            if *amount == "0" { 0 } else { 7 },
        )
    };
    amounts.iter().enumerate().map(row).collect()
}

pub(in crate::render) fn integration() -> PoolReport {
    PoolReport {
        last_cycle: None,
        observed: true,
        known: true,
        allowance_from: Some(AllowanceFrom::Settings),
        credits: c("7911.995"),
        events: 4347,
        refunded: c("12"),
        reported: c("6911.995"),
        modeled: c("1000"),
        modeled_low: c("900"),
        modeled_high: c("1210"),
        reported_estimates: c("0"),
        unpriced_events: 15,
        allowance: Some(c("10000")),
        granted: Some(c("0")),
        used: Some(c("7911.995")),
        remaining: Some(c("2088.005")),
        used_share: Some(six("0.7911995")),
        by_app: rows(
            "7911.995",
            &[
                ("shop", None, "5120", 1204, 0),
                ("helpdesk", None, "1690.5", 1881, 15),
                ("blog", None, "560", 560, 0),
                ("landing page", None, "300", 402, 0),
                ("crm", None, "141.495", 200, 0),
                ("", None, "100", 100, 0),
            ],
        ),
        by_source: rows(
            "7911.995",
            &[("integrations", None, "6820.5", 2466, 0), ("agents", None, "1091.495", 1881, 15)],
        ),
        by_class: rows(
            "7911.995",
            &[
                ("llm.gpt-5", Some("InvokeLLM (GPT-5)"), "4605", 307, 0),
                ("agent.automatic", Some("Agent message (Automatic model)"), "1690.5", 1881, 15),
                ("llm.automatic", Some("InvokeLLM (Automatic model)"), "1056.495", 352, 0),
                ("integration.send-email", Some("SendEmail"), "560", 560, 0),
            ],
        ),
        by_model: rows(
            "7911.995",
            &[("gpt_5", None, "4605", 307, 0), ("", None, "3306.995", 4040, 15)],
        ),
        by_user: rows(
            "7911.995",
            &[("ana@example.com", None, "4900", 2000, 0), ("", None, "3011.995", 2347, 15)],
        ),
        by_operation: rows(
            "7911.995",
            &[("InvokeLLM", None, "5661.495", 659, 0), ("agent_message", None, "2250.5", 3688, 15)],
        ),
        daily: daily(
            "2026-05-05",
            &[
                "301.5", "420", "388", "0", "0", "455.495", "390", "512", "470", "380", "0", "515",
                "640", "430", "2108", "902",
            ],
        ),
        hours: Vec::new(),
        history: None,
        projection: Some(ProjectionOutcome::Projected(Box::new(Projection {
            method: "trailing-14-day-average".to_owned(),
            daily_average: six("421.1"),
            days_left: 15,
            total: six("14228.5"),
            exceeds: Some(true),
            out_date: Some(day("2026-05-25")),
            low_history: false,
            p10: Quotient::from_f64(11958.2),
            p50: Quotient::from_f64(14_000.0),
            p90: Quotient::from_f64(17030.4),
            p_exhausted: Quotient::from_f64(0.95),
            out_early: Some(day("2026-05-24")),
            out_late: Some(day("2026-05-27")),
        }))),
    }
}

pub(in crate::render) fn message() -> PoolReport {
    PoolReport {
        last_cycle: None,
        observed: true,
        known: true,
        allowance_from: Some(AllowanceFrom::Settings),
        credits: c("118.4"),
        events: 465,
        reported: c("118.4"),
        allowance: Some(c("250")),
        granted: Some(c("0")),
        used: Some(c("118.4")),
        remaining: Some(c("131.6")),
        used_share: Some(six("0.4736")),
        by_app: rows("118.4", &[("shop", None, "80.9", 300, 0), ("crm", None, "37.5", 165, 0)]),
        by_source: rows(
            "118.4",
            &[("agent-prompts", None, "100.4", 405, 0), ("discuss", None, "18", 60, 0)],
        ),
        by_class: rows(
            "118.4",
            &[
                ("build.simple", Some("Build prompt, simple"), "60.4", 121, 0),
                ("build.feature", Some("Build prompt, feature"), "40", 40, 0),
                ("discuss", Some("Discuss message"), "18", 60, 0),
                ("edit.manual", Some("Manual edit"), "0", 244, 0),
            ],
        ),
        by_model: Vec::new(),
        by_user: rows("118.4", &[("ana@example.com", None, "118.4", 465, 0)]),
        daily: daily(
            "2026-05-05",
            &[
                "8", "7.5", "6", "0", "0", "9.5", "11", "7.4", "8", "9", "0", "12", "10", "11",
                "13", "6",
            ],
        ),
        hours: Vec::new(),
        history: None,
        projection: Some(ProjectionOutcome::Projected(Box::new(Projection {
            method: "trailing-14-day-average".to_owned(),
            daily_average: six("6.9"),
            days_left: 15,
            total: six("221.9"),
            exceeds: Some(false),
            out_date: None,
            low_history: false,
            p10: Quotient::from_f64(171.0),
            p50: Quotient::from_f64(214.0),
            p90: Quotient::from_f64(248.0),
            p_exhausted: Quotient::from_f64(0.08),
            out_early: None,
            out_late: None,
        }))),
        ..PoolReport::default()
    }
}
