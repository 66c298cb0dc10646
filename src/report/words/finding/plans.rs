//! Findings about the plan.

use super::figures::{amount, count, share};
use super::text::FindingText;
use crate::audit::facts::{PlanSizeFacts, PlanSizing, SpikeFacts, UnusedFacts};

pub(super) fn unused(f: &UnusedFacts) -> FindingText {
    let summary = format!(
        "{} left {} of {} credits unused ({}).",
        count(f.cycles.len(), "finished cycle"),
        amount(f.unused),
        amount(f.capacity),
        share(f.unused, f.capacity)
    );
    let action = "Ask whether a smaller plan covers both pools: what is left at the reset expires.";
    let mut text = FindingText::new(format!("Unused {} credits", f.pool), summary, action);
    for (cycle, unused) in &f.cycles {
        let label = format!("unused from {} to {}", cycle.start, cycle.last());
        text = text.detail(label, amount(*unused));
    }
    text
}

pub(super) fn spikes(f: &SpikeFacts) -> FindingText {
    let summary = format!(
        "{} far above the average of the 14 days before; the largest, {}, used {} where {} was usual.",
        count(f.days, "day"),
        f.worst,
        amount(f.used),
        amount(f.average),
    );
    let action = "Ask what ran on these days, and let an alert tell on the day: run the check below each morning.";
    FindingText::new("Days far above the average", summary, action)
        .detail("credits above the averages", amount(f.excess))
        .paste("credits check usage.csv --fail-on spike")
}

pub(super) fn size(f: &PlanSizeFacts) -> FindingText {
    let (title, action) = match f.size {
        PlanSizing::Right => ("A plan of the right size", "Keep the plan."),
        PlanSizing::TooSmall => (
            "Too small a plan",
            "Upgrade at the start of the next cycle, unless the fixes above bring the use below the allowance.",
        ),
        PlanSizing::TooLarge => (
            "Too large a plan",
            "Move to the cheapest plan that covers both pools, at the next reset.",
        ),
    };
    let by_pool = f.pools.iter().map(|(pool, cycles)| {
        let shares: Vec<String> =
            cycles.iter().map(|(cycle, capacity)| share(cycle.used, *capacity)).collect();
        format!("{pool}: {} of the allowance, cycle by cycle", shares.join(", "))
    });
    let summary = format!("{}.", by_pool.collect::<Vec<_>>().join("; "));
    let mut text = FindingText::new(title, summary, action);
    for (pool, cycles) in &f.pools {
        for (cycle, capacity) in cycles {
            let label = format!("{pool}, from {} to {}", cycle.cycle.start, cycle.cycle.last());
            let (used, all) = (amount(cycle.used), amount(*capacity));
            let value = format!("{used} of {all} ({})", share(cycle.used, *capacity));
            text = text.detail(label, value);
        }
    }
    text
}
