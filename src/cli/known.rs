//! The names that the cost model knows, for checking settings.

use crate::model::Plan;

/// The platform's plans.
pub fn plans() -> Vec<Plan> {
    let plan = |id: &str, title: &str, usd: [Option<i64>; 2], pools: [Option<i64>; 2], cap: Option<i64>| Plan {
        id: id.to_owned(),
        title: title.to_owned(),
        usd_month: usd[0].map(crate::base::Credits::whole),
        usd_month_yearly: usd[1].map(crate::base::Credits::whole),
        message: pools[0].map(crate::base::Credits::whole),
        integration: pools[1].map(crate::base::Credits::whole),
        daily_message_cap: cap.map(crate::base::Credits::whole),
        free_auto_fix: cap.is_none(),
    };
    vec![
        plan("free", "Free", [Some(0), Some(0)], [Some(25), Some(100)], Some(5)),
        plan("starter", "Starter", [Some(20), Some(16)], [Some(100), Some(2_000)], None),
        plan("builder", "Builder", [Some(50), Some(40)], [Some(250), Some(10_000)], None),
        plan("pro", "Pro", [Some(100), Some(80)], [Some(500), Some(20_000)], None),
        plan("elite", "Elite", [Some(200), Some(160)], [Some(1_200), Some(50_000)], None),
        plan("enterprise", "Enterprise", [None, None], [None, None], None),
    ]
}

/// The built-in series and cards.
pub fn models() -> Vec<String> {
    [
        "base44",
        "base44-2025-flat",
        "base44-2025-12",
        "base44-2026-01",
        "base44-2026-03",
        "base44-2026-07",
        "base44-2026-09",
        "audit-2026-05",
    ]
    .map(str::to_owned)
    .to_vec()
}
