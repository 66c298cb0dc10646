//! A report made up by hand: sixteen days of a workspace whose shop calls a large model too often.

use crate::alerts::{Alert, AlertDay, Cause, RuleScope, RuleState, Severity, Window};
use crate::base::{Credits, Day, Quotient, Six, Stamp, Untrusted};
use crate::event::Pool;
use crate::forecast::{Projection, ProjectionOutcome};
use crate::report::{
    Advice, Breakdown, CycleInfo, CycleRow, DailyRow, ExtraBreakdown, ExtraRow, InputRow, MixRow,
    Need, Period, PeriodKind, PlanInfo, PoolReport, PoolReports, Quality, ReasonRow, Report,
    SCHEMA, Tool, UnpricedLabel,
};

pub(super) fn c(text: &str) -> Credits {
    text.parse().unwrap()
}

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn six(text: &str) -> Six {
    Six::rounded(c(text))
}

/// Rows whose shares are of the given total.
fn rows(total: &str, rows: &[(&str, Option<&str>, &str, u64, u64)]) -> Vec<Breakdown> {
    let row = |(name, title, credits, events, unpriced): &(&str, Option<&str>, &str, u64, u64)| {
        Breakdown {
            name: (!name.is_empty()).then(|| Untrusted::from(*name)),
            title: title.map(str::to_owned),
            credits: c(credits),
            events: *events,
            unpriced_events: *unpriced,
            share: Six::of(c(credits), c(total)),
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

fn integration() -> PoolReport {
    PoolReport {
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
                ("agent.automatic", Some("Agent message (Automatic)"), "1690.5", 1881, 15),
                ("llm.automatic", Some("InvokeLLM (Automatic)"), "1056.495", 352, 0),
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

fn message() -> PoolReport {
    PoolReport {
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

fn alert(rule: &str, state: RuleState, severity: Severity, pool: Pool, message: &str) -> Alert {
    Alert {
        rule: rule.to_owned(),
        state,
        severity,
        pool,
        scope: None,
        day: Some(day("2026-05-20")),
        value: None,
        baseline: None,
        ratio: None,
        threshold: None,
        window: None,
        causes: Vec::new(),
        message: message.to_owned(),
    }
}

fn alerts() -> Vec<Alert> {
    use RuleState::{Clear, Fired, NotJudged, WarmingUp};
    let cause = |app: &str, class: &str, excess: &str| Cause {
        app: Some(app.into()),
        class: class.to_owned(),
        user: None,
        excess: six(excess),
    };
    let budget = |threshold: i64, state| Alert {
        threshold: Some(Credits::whole(threshold)),
        value: Some(c("7911.995")),
        ..alert(
            "budget",
            state,
            Severity::Warning,
            Pool::Integration,
            "79 % of the capacity is used.",
        )
    };
    vec![
        alert(
            "spike",
            Clear,
            Severity::Warning,
            Pool::Message,
            "6 on 20 May is 0.81 × the 14-day average of 7.4.",
        ),
        Alert {
            value: Some(c("902")),
            baseline: Some(six("398.214286")),
            ratio: Quotient::from_f64(2.2651),
            threshold: Some(c("2")),
            window: Some(Window {
                from: day("2026-05-06"),
                to: day("2026-05-19"),
                days: 14,
                zero_days: 3,
            }),
            causes: vec![
                cause("shop", "llm.gpt-5", "412"),
                cause("helpdesk", "agent.automatic", "71.285714"),
                cause("blog", "integration.send-email", "15.5"),
                cause("crm", "others", "5"),
            ],
            ..alert(
                "spike",
                Fired,
                Severity::Warning,
                Pool::Integration,
                "902 on 20 May is 2.27 × the 14-day average of 398.21 (6 – 19 May, 3 days without use).",
            )
        },
        Alert {
            scope: Some(RuleScope { app: Some("shop".into()) }),
            ..alert(
                "spike",
                Fired,
                Severity::Warning,
                Pool::Integration,
                "702 on 20 May is 2.4 × the 14-day average of 292.5.",
            )
        },
        Alert {
            scope: Some(RuleScope { app: Some("blog".into()) }),
            ..alert(
                "spike",
                Clear,
                Severity::Warning,
                Pool::Integration,
                "40 on 20 May is 1 × the 14-day average of 40.",
            )
        },
        budget(50, Fired),
        budget(80, Clear),
        budget(90, Clear),
        alert(
            "forecast",
            Clear,
            Severity::Warning,
            Pool::Message,
            "8 % likely to run out before the reset.",
        ),
        alert(
            "forecast",
            Fired,
            Severity::Urgent,
            Pool::Integration,
            "95 % likely to run out before the reset on 5 June.",
        ),
        alert(
            "leak",
            WarmingUp,
            Severity::Warning,
            Pool::Integration,
            "needs 15 days of log, has 14.",
        ),
        alert(
            "daily-cap",
            NotJudged,
            Severity::Warning,
            Pool::Message,
            "the plan has no daily cap.",
        ),
    ]
}

/// The made-up report.
pub(super) fn report() -> Report {
    let fired = |on: &str, value: &str, baseline: &str, ratio: f64| AlertDay {
        rule: "spike".to_owned(),
        pool: Pool::Integration,
        scope: None,
        day: day(on),
        value: c(value),
        baseline: Some(six(baseline)),
        ratio: Quotient::from_f64(ratio),
    };
    let mix = |source: &str, credits: &str, typical: Option<(&str, &str)>| MixRow {
        source: source.to_owned(),
        credits: c(credits),
        share: Six::of(c(credits), c("8030.395")),
        typical_low: typical.map(|t| six(t.0)),
        typical_high: typical.map(|t| six(t.1)),
    };
    let cycle = |start: &str, end: &str, pool, used: &str, allowance: &str, covered| CycleRow {
        start: day(start),
        end: day(end),
        pool,
        used: c(used),
        allowance: Some(c(allowance)),
        unused: (covered && end != "2026-06-05").then(|| c(allowance) - c(used)),
        covered,
    };
    let plan = |name: &str, title: &str, usd: i64| PlanInfo {
        name: name.to_owned(),
        title: title.to_owned(),
        usd_month: Some(Credits::whole(usd)),
    };
    Report {
        schema: SCHEMA.to_owned(),
        tool: Tool {
            name: "credits".to_owned(),
            version: "0.1.0".to_owned(),
            models: vec!["base44-2026-03".to_owned()],
        },
        as_of: Some(day("2026-05-20")),
        partial_today: false,
        timezone: "UTC".to_owned(),
        period: Some(Period {
            from: day("2026-05-05"),
            to: day("2026-05-20"),
            kind: PeriodKind::Cycle,
        }),
        cycle: Some(CycleInfo {
            start: day("2026-05-05"),
            end: day("2026-06-05"),
            day: 16,
            days: 31,
            assumed: false,
            covered: true,
        }),
        plan: Some(plan("builder", "Builder", 50)),
        unit: "credits".to_owned(),
        filters: Vec::new(),
        inputs: vec![InputRow {
            path: "usage.csv".into(),
            format: "csv".to_owned(),
            sha256: None,
            bytes: 512_000,
            rows: 4829,
            events: 4812,
            rejected: 3,
            duplicates: 12,
            ignored: 2,
            first: Some(Stamp::On(day("2026-04-11"))),
            last: Some(Stamp::On(day("2026-05-20"))),
        }],
        quality: Quality {
            rows: 4829,
            events: 4812,
            rejected: 3,
            duplicates: 12,
            ignored: 2,
            unpriced: 15,
            assumed_model: 352,
            reasons: vec![
                ReasonRow { reason: "bad-amount".to_owned(), rows: 3 },
                ReasonRow { reason: "ignored:grant".to_owned(), rows: 2 },
            ],
            unpriced_labels: vec![UnpricedLabel {
                operation: Some("agent_message".into()),
                model: Some("claude-sonnet-5".into()),
                class: "agent.other".to_owned(),
                events: 15,
                failed: 1,
                price_lines: Some("[[class]]\nid = \"my.agent-message\"\n".to_owned()),
            }],
            ..Quality::default()
        },
        mix: vec![
            mix("integrations", "7911.995", Some(("0.15", "0.30"))),
            mix("agent-prompts", "100.4", Some(("0.60", "0.80"))),
            mix("discuss", "18", Some(("0.05", "0.15"))),
            mix("backend", "0", Some(("0", "0.10"))),
        ],
        pools: PoolReports { message: message(), integration: integration(), unassigned: None },
        cycles: vec![
            cycle("2026-04-05", "2026-05-05", Pool::Message, "184.5", "250", false),
            cycle("2026-04-05", "2026-05-05", Pool::Integration, "6120.25", "10000", false),
            cycle("2026-05-05", "2026-06-05", Pool::Message, "118.4", "250", true),
            cycle("2026-05-05", "2026-06-05", Pool::Integration, "7911.995", "10000", true),
        ],
        alerts: alerts(),
        alert_days: vec![
            fired("2026-05-19", "2108", "350.2", 6.0193),
            fired("2026-05-20", "902", "398.214286", 2.2651),
        ],
        advice: Some(Advice {
            plan: Some(plan("pro", "Pro", 100)),
            safe: Some(plan("elite", "Elite", 200)),
            needs: vec![
                Need {
                    pool: Pool::Message,
                    p50: Quotient::from_f64(230.0).unwrap(),
                    p80: Quotient::from_f64(262.0).unwrap(),
                },
                Need {
                    pool: Pool::Integration,
                    p50: Quotient::from_f64(14_600.0).unwrap(),
                    p80: Quotient::from_f64(20_400.0).unwrap(),
                },
            ],
        }),
        by: vec![ExtraBreakdown {
            dimension: "week".to_owned(),
            pool: Pool::Integration,
            rows: [("2026-05-04", "1564.995"), ("2026-05-11", "2267"), ("2026-05-18", "4080")]
                .into_iter()
                .map(|(monday, credits)| ExtraRow {
                    name: Some(monday.into()),
                    credits: c(credits),
                    events: 1449,
                    share: Six::of(c(credits), c("7911.995")),
                })
                .collect(),
        }],
        findings: Vec::new(),
        audit: None,
    }
}

/// A report of a log without events.
pub(super) fn empty() -> Report {
    Report {
        as_of: None,
        period: None,
        cycle: None,
        inputs: Vec::new(),
        quality: Quality::default(),
        mix: Vec::new(),
        pools: PoolReports {
            message: PoolReport::default(),
            integration: PoolReport::default(),
            unassigned: None,
        },
        cycles: Vec::new(),
        alerts: Vec::new(),
        alert_days: Vec::new(),
        advice: None,
        by: Vec::new(),
        ..report()
    }
}
