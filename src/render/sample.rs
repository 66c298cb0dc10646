//! A sample report: sixteen days of a workspace whose shop calls a large model too often.

mod alerts;
pub(super) mod any;
mod pools;
mod values;

use crate::alerts::AlertDay;
use crate::base::{Credits, Quotient, Ratio6, Stamp};
use crate::event::Pool;
use crate::report::{
    Advice, CycleInfo, CycleRow, ExtraBreakdown, ExtraRow, InputRow, MixRow, Need, Period,
    PeriodKind, PlanInfo, PoolReport, PoolReports, Quality, ReasonRow, Report, SCHEMA, Tool,
    UnpricedLabel,
};
use alerts::alerts;
use pools::{integration, message};
use values::six;
pub(super) use values::{c, day};

/// Returns the sample.
pub(super) fn report() -> Report {
    let fired = |on: &str, value: &str, baseline: &str, ratio: f64| AlertDay {
        rule: "spike".to_owned(),
        pool: Pool::Integration,
        scope: None,
        day: day(on),
        value: c(value),
        baseline: Some(six(baseline)),
        ratio: Quotient::from_f64(ratio),
        minor: false,
    };
    let mix = |source: &str, credits: &str, typical: Option<(&str, &str)>| MixRow {
        source: source.to_owned(),
        credits: c(credits),
        share: Ratio6::of(c(credits), c("8030.395")),
        typical_low: typical.map(|t| six(t.0)),
        typical_high: typical.map(|t| six(t.1)),
    };
    let cycle = |start: &str, end: &str, pool, used: &str, allowance: &str, covered| CycleRow {
        start: day(start),
        end: day(end),
        pool,
        used: Some(c(used)),
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
        log_ends: None,
        quiet_days: 0,
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
            users: true,
            left_out: None,
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
            complete: true,
            incomplete: None,
            stale: false,
        }],
        quality: Quality {
            left_out: 0,
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
        what_if: None,
        advice: Some(Advice {
            plan: Some(plan("pro", "Pro", 100)),
            safe: Some(plan("elite", "Elite", 200)),
            plans: Vec::new(),
            needs: vec![
                Need {
                    pool: Pool::Message,
                    p50: Quotient::from_f64(230.0).unwrap(),
                    p80: Quotient::from_f64(262.0),
                },
                Need {
                    pool: Pool::Integration,
                    p50: Quotient::from_f64(14_600.0).unwrap(),
                    p80: Quotient::from_f64(20_400.0),
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
                    share: Ratio6::of(c(credits), c("7911.995")),
                })
                .collect(),
        }],
        findings: Vec::new(),
        audit: None,
        usage: None,
    }
}

/// Returns the report of a log without events.
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
        what_if: None,
        by: Vec::new(),
        ..report()
    }
}
