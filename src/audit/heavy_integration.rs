//! One call that takes a large part of everything.

use super::text::{amount, number, range, share};
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::Untrusted;

pub(super) struct HeavyIntegration;

impl Detector for HeavyIntegration {
    fn id(&self) -> &'static str {
        "heavy-integration"
    }
    fn letter(&self) -> char {
        'H'
    }
    fn title(&self) -> &'static str {
        "one call that takes more of the burn than is typical"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/heavy-integration.md")
    }
    fn weakness(&self) -> &'static str {
        "A share is of what is logged: where only integrations are, every share is too large. What the call is worth to its users no log tells."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_call()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let spent = trail.spent(None).typical;
        let percent = params.heavy_integration.above_percent;
        let mut all = Vec::new();
        let calls = trail.group(|row| {
            row.is_call().then_some((row.classified.pool, row.app, row.class.title.as_str()))
        });
        for ((pool, app, title), rows) in calls {
            let cost = trail.cost(&rows);
            if cost.typical.times(100) <= spent.times(percent) || !spent.is_positive() {
                continue;
            }
            let mut found = Found::new(self, format!("One heavy call: {title}")).within(pool, app).advise(
                FindingClass::Question,
                "2–4 h",
                "Look at this call first: cache it, call it on demand instead of on page load, or use a cheaper model.",
            );
            let days = i64::from(trail.days());
            found.finding.summary = format!(
                "{} of all credits: {} calls cost {}, {} a day. A single call is heavy from {percent} % on.",
                share(cost.typical, spent),
                number(rows.len()),
                range(cost),
                amount(cost.scaled(1, days).typical),
            );
            found.detail("share of all credits", share(cost.typical, spent));
            found.detail(
                "credits a call",
                amount(cost.scaled(1, i64::try_from(rows.len()).unwrap_or(1)).typical),
            );
            let mut features = std::collections::BTreeMap::<Option<&str>, Vec<usize>>::new();
            for position in &rows {
                features.entry(trail.rows[*position].feature).or_default().push(*position);
            }
            let part = |(feature, rows): (Option<&str>, Vec<usize>)| Part {
                kind: NameKind::Feature,
                name: feature.map(Untrusted::from),
                events: rows.len() as u64,
                credits: trail.cost(&rows).typical,
                note: format!("{} of all credits", share(trail.cost(&rows).typical, spent)),
            };
            found.list(features.into_iter().map(part).collect());
            let looked_at = rows.len();
            found.rest_on(rows, looked_at, super::Estimate::ZERO);
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }
}
