//! Adds the rows of an audit to the CSV table.

use super::row::{Row, guarded, name};
use crate::audit::{Estimate, FindingBasis, FindingClass};
use crate::report::audit::{Applied, ClaimRow, PlanAdvice, PlanOption, Worth};
use crate::report::{AuditSummary, Finding, Report};

/// Adds a row per figure of each finding and of the summary.
pub(super) fn rows<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    for f in &report.findings {
        finding(rows, f);
    }
    if let Some(audit) = &report.audit {
        summary(rows, audit);
    }
}

fn finding<'a>(rows: &mut Vec<Row<'a>>, f: &'a Finding) {
    let row = |dimension: &'a str| Row {
        section: "finding",
        pool: f.pool,
        dimension,
        name: guarded(&f.id),
        ..Row::default()
    };
    let word = |dimension, text: &str| Row {
        name: guarded(&format!("{}: {text}", f.id)),
        ..row(dimension)
    };
    let class = match f.class {
        FindingClass::Fix => "fix",
        FindingClass::Habit => "habit",
        FindingClass::Keep => "keep",
        FindingClass::Question => "question",
    };
    let basis = match f.basis {
        FindingBasis::Measured => "measured",
        FindingBasis::Estimated => "estimated",
    };
    let words = [
        ("title", f.title.as_str()),
        ("detector", &f.detector),
        ("class", class),
        ("basis", basis),
    ];
    rows.extend(words.into_iter().map(|(dimension, text)| word(dimension, text)));
    for (dimension, text) in [("app", &f.app), ("feature", &f.feature), ("user", &f.user)] {
        rows.extend(text.as_ref().map(|text| word(dimension, text.raw())));
    }
    rows.extend([word("action", &f.action), word("effort", &f.effort)]);
    let mut amount = |dimensions: [&'static str; 3], amount: Estimate| {
        let all = dimensions.into_iter().zip([amount.low, amount.typical, amount.high]);
        rows.extend(
            all.map(|(dimension, credits)| Row { credits: Some(credits), ..row(dimension) }),
        );
    };
    amount(["wasted_low", "wasted", "wasted_high"], f.wasted);
    if let Some(saving) = f.saving {
        amount(["saving_low", "saving", "saving_high"], saving.period);
        amount(["saving_cycle_low", "saving_cycle", "saving_cycle_high"], saving.cycle);
        amount(["saving_alone_low", "saving_alone", "saving_alone_high"], saving.alone);
    }
    if let Some(worth) = &f.worth {
        rows.extend(worth_rows(worth).map(|own| Row {
            section: "finding",
            pool: f.pool,
            name: guarded(&f.id),
            ..own
        }));
    }
    rows.push(Row { events: Some(f.rows), ..row("rows") });
    rows.push(Row { events: Some(f.looked_at), ..row("looked_at") });
    rows.extend(
        f.evidence
            .iter()
            .map(|place| word("evidence", &format!("{}:{}", place.file.raw(), place.line))),
    );
}

/// What a fix is worth, one row a figure.
fn worth_rows<'a>(worth: &Worth) -> impl Iterator<Item = Row<'a>> {
    let shares = [("of_allowance", worth.of_allowance), ("days_of_use", worth.days_of_use)];
    let shares = shares.into_iter().filter_map(|(dimension, share)| {
        Some(Row { dimension, share: Some(share?.to_string()), ..Row::default() })
    });
    let dollars = [
        ("usd", worth.usd),
        ("usd_cycle", worth.usd_cycle),
        ("usd_effort_low", worth.usd_effort_low),
        ("usd_effort_high", worth.usd_effort_high),
    ];
    let dollars = dollars.into_iter().filter_map(|(dimension, usd)| {
        Some(Row { dimension, credits: Some(usd?), ..Row::default() })
    });
    shares.chain(dollars)
}

fn summary<'a>(rows: &mut Vec<Row<'a>>, audit: &'a AuditSummary) {
    totals(rows, audit);
    for own in &audit.worth {
        let pool = Some(own.pool);
        rows.extend(worth_rows(&own.worth).map(|row| Row { section: "audit_total", pool, ..row }));
    }
    if let Some(fixes) = &audit.applied {
        applied(rows, fixes);
    }
    rows.extend(audit.burn_sources.iter().map(|source| Row {
        section: "burn_source",
        pool: Some(source.pool),
        dimension: &source.class,
        name: name(source.app.as_ref()),
        date: None,
        credits: Some(source.credits),
        events: Some(source.events),
        share: source.share.map(|s| s.to_string()),
    }));
    for option in &audit.plans {
        plan_option(rows, option);
    }
    if let Some(advice) = &audit.plan_advice {
        plan_advice(rows, advice);
    }
    reconciled(rows, audit);
    rows.extend(audit.claim.iter().flat_map(|claim| &claim.rows).map(claimed));
    let limit = |sentence: &String| Row {
        section: "cannot_tell",
        name: guarded(sentence),
        ..Row::default()
    };
    rows.extend(audit.cannot_tell.iter().map(limit));
}

/// A questioned charge: the credits above what was due.
fn claimed(row: &ClaimRow) -> Row<'_> {
    let id = row.id.as_ref().map(|id| format!(" {}", id.raw())).unwrap_or_default();
    let place = format!("{}:{} {}{id}", row.file.raw(), row.line, row.time);
    let (pool, credits) = (Some(row.pool), Some(row.charged - row.due));
    let dimension = row.kind.name();
    Row { section: "claim", pool, dimension, name: guarded(&place), credits, ..Row::default() }
}

fn totals<'a>(rows: &mut Vec<Row<'a>>, audit: &'a AuditSummary) {
    for total in &audit.totals {
        let amounts = [
            (["spent_low", "spent", "spent_high"], total.spent),
            (["saving_low", "saving", "saving_high"], total.saving),
            (["left_low", "left", "left_high"], total.left),
        ];
        for (dimensions, amount) in amounts {
            let all = dimensions.into_iter().zip([amount.low, amount.typical, amount.high]);
            rows.extend(all.map(|(dimension, credits)| Row {
                section: "audit_total",
                pool: Some(total.pool),
                dimension,
                credits: Some(credits),
                ..Row::default()
            }));
        }
    }
}

fn applied<'a>(rows: &mut Vec<Row<'a>>, applied: &'a Applied) {
    let finding = |id: &String| Row {
        section: "applied",
        dimension: "finding",
        name: guarded(id),
        ..Row::default()
    };
    rows.extend(applied.findings.iter().map(finding));
    for saved in &applied.saved {
        for (dimension, credits) in [("was", saved.was), ("now", saved.now)] {
            let (pool, credits) = (Some(saved.pool), Some(credits));
            rows.push(Row { section: "applied", pool, dimension, credits, ..Row::default() });
        }
    }
}

fn plan_option<'a>(rows: &mut Vec<Row<'a>>, option: &'a PlanOption) {
    let row = |dimension: &'static str| Row {
        section: "plan_option",
        dimension,
        name: guarded(&option.plan.name),
        ..Row::default()
    };
    rows.push(Row { events: Some(option.covered), ..row("covered") });
    rows.push(Row { events: Some(option.covered_after_fixes), ..row("covered_after_fixes") });
    rows.push(Row { credits: option.usd_month_more, ..row("usd_month_more") });
    for pool in &option.pools {
        rows.push(Row { pool: Some(pool.pool), credits: pool.unused, ..row("unused") });
        let share = pool.p_exhausted.map(|p| p.to_string());
        rows.push(Row { pool: Some(pool.pool), share, ..row("p_exhausted") });
    }
}

fn plan_advice<'a>(rows: &mut Vec<Row<'a>>, advice: &'a PlanAdvice) {
    let row = |dimension: &'static str| Row { section: "plan_advice", dimension, ..Row::default() };
    let plan = advice.plan.as_ref().map(|plan| guarded(&plan.name)).unwrap_or_default();
    rows.push(Row {
        name: advice.verdict.name().to_owned(),
        date: Some(advice.from),
        ..row("verdict")
    });
    rows.push(Row { name: plan, credits: advice.usd_month_more, ..row("usd_month_more") });
    rows.push(Row { credits: advice.usd_hours_low, ..row("usd_hours_low") });
    rows.push(Row { credits: advice.usd_hours_high, ..row("usd_hours_high") });
    rows.push(Row { credits: advice.usd_month_rest, ..row("usd_month_rest") });
    for pool in &advice.pools {
        let needs = [
            ("need", pool.need),
            ("need_after_fixes", pool.need_after_fixes),
            ("need_after_all", pool.need_after_all),
        ];
        rows.extend(needs.into_iter().map(|(dimension, credits)| Row {
            pool: Some(pool.pool),
            credits: Some(credits),
            ..row(dimension)
        }));
    }
}

fn reconciled<'a>(rows: &mut Vec<Row<'a>>, audit: &'a AuditSummary) {
    for row in &audit.reconciled {
        let amounts = [
            ("reported", row.reported),
            ("explained", row.explained),
            ("unexplained", row.unexplained),
        ];
        rows.extend(amounts.into_iter().map(|(dimension, credits)| Row {
            section: "reconciled",
            pool: Some(row.pool),
            name: name(row.app.as_ref()),
            dimension,
            date: Some(row.to),
            credits: Some(credits),
            events: (dimension == "unexplained").then_some(row.unpriced_events),
            ..Row::default()
        }));
    }
}
