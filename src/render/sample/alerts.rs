//! The alerts of the sample.

use super::values::{c, day, six};
use crate::alerts::{Cause, RuleScope, RuleState, Severity, Window};
use crate::base::{Credits, Quotient};
use crate::event::Pool;
use crate::report::AlertRow;

fn alert(rule: &str, state: RuleState, severity: Severity, pool: Pool, message: &str) -> AlertRow {
    AlertRow {
        rule: rule.to_owned(),
        state,
        severity,
        minor: false,
        pool,
        scope: None,
        day: Some(day("2026-05-20")),
        value: None,
        baseline: None,
        ratio: None,
        threshold: None,
        window: None,
        causes: Vec::new(),
        groups: Vec::new(),
        message: message.to_owned(),
    }
}

pub(in crate::render) fn alerts() -> Vec<AlertRow> {
    use RuleState::{Clear, Fired, NotJudged, WarmingUp};
    let cause = |app: &str, class: &str, excess: &str| Cause {
        app: Some(app.into()),
        class: class.to_owned(),
        user: None,
        excess: six(excess),
    };
    let budget = |threshold: i64, state| AlertRow {
        threshold: Some(Credits::whole(threshold)),
        value: Some(c("7911.995")),
        ..alert(
            "budget",
            state,
            Severity::Warning,
            Pool::Integration,
            "79% of the capacity is used.",
        )
    };
    let parts = vec![
        cause("shop", "llm.gpt-5", "412"),
        cause("helpdesk", "agent.automatic", "71.285714"),
        cause("blog", "integration.send-email", "15.5"),
        cause("crm", "others", "5"),
    ];
    vec![
        alert(
            "spike",
            Clear,
            Severity::Warning,
            Pool::Message,
            "6 on 20 May is 0.8 times the 14-day average of 7.4.",
        ),
        AlertRow {
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
            causes: parts.clone(),
            groups: parts,
            ..alert(
                "spike",
                Fired,
                Severity::Warning,
                Pool::Integration,
                "902 on 20 May is 2.3 times the 14-day average of 398.21 (6 – 19 May, 3 days without use).",
            )
        },
        AlertRow {
            scope: Some(RuleScope { app: Some("shop".into()) }),
            ..alert(
                "spike",
                Fired,
                Severity::Warning,
                Pool::Integration,
                "702 on 20 May is 2.4 times the 14-day average of 292.5.",
            )
        },
        AlertRow {
            scope: Some(RuleScope { app: Some("blog".into()) }),
            ..alert(
                "spike",
                Clear,
                Severity::Warning,
                Pool::Integration,
                "40 on 20 May is 1 times the 14-day average of 40.",
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
            "8% likely to run out before the reset.",
        ),
        alert(
            "forecast",
            Fired,
            Severity::Urgent,
            Pool::Integration,
            "95% likely to run out before the reset on 5 June.",
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
