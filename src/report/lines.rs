//! Fills in `usage`: the sums of each day by app and class.

use super::facts::ReportContext;
use super::usage::{Fee, Usage, UsageLine, Window};
use crate::base::{Credits, Cycle, Day, Zone};
use crate::event::Pool;

/// The lines of a report, in the order of days, pools, apps and classes.
pub(super) fn usage(context: &ReportContext) -> Usage {
    let (request, timeline) = (context.request, context.timeline);
    let zone = &request.zone;
    let mut usage = Usage::default();
    for day in timeline.from.through(timeline.as_of) {
        let cycle = request.cycle.cycle_of(day);
        let is_paid = price(context, cycle).is_some();
        for pool in Pool::ALL {
            let span = context.facts.ledger.span(pool, day, day);
            let sums = span.by(|key| (key.app, key.class));
            let mut lines: Vec<UsageLine> = sums
                .into_iter()
                .filter(|(_, tally)| tally.events > 0 || !tally.credits.is_zero())
                .map(|((app, class), tally)| {
                    let class = &context.facts.classes[usize::from(class.0)];
                    UsageLine {
                        day: window(day, day.plus(1), zone),
                        cycle: window(cycle.start, cycle.reset, zone),
                        pool,
                        app: context.facts.names.app(app),
                        class: class.id.clone(),
                        title: class.title.clone(),
                        credits: tally.credits,
                        events: tally.events,
                        unpriced: tally.unpriced,
                        is_paid,
                    }
                })
                .collect();
            let name = |line: &UsageLine| line.app.as_ref().map(|app| app.raw().to_owned());
            lines.sort_by_cached_key(|line| (name(line), line.class.clone()));
            usage.lines.append(&mut lines);
        }
    }
    // A price of all pools and apps says nothing of a part of them.
    if !request.part_of_pool && request.pools.is_empty() {
        usage.fees = fees(context);
    }
    usage
}

fn fees(context: &ReportContext) -> Vec<Fee> {
    let (request, timeline) = (context.request, context.timeline);
    let cycles = request.cycle.cycles(timeline.from, timeline.as_of);
    let begins = |cycle: &Cycle| cycle.start >= timeline.from;
    let fee = |cycle: Cycle| {
        let plan = request.plan_on(cycle.start)?;
        Some(Fee {
            cycle: window(cycle.start, cycle.reset, &request.zone),
            id: plan.id.clone(),
            title: plan.title.clone(),
            usd: plan.usd_month?,
        })
    };
    cycles.into_iter().filter(begins).filter_map(fee).collect()
}

fn price(context: &ReportContext, cycle: Cycle) -> Option<Credits> {
    context.request.plan_on(cycle.start).and_then(|plan| plan.usd_month)
}

fn window(first: Day, next: Day, zone: &Zone) -> Window {
    Window { start: zone.start_of(first), end: zone.start_of(next) }
}
