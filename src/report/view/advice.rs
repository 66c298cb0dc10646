//! The plan advice in words. A plan that runs out is never said to fit, whatever the probability.

use super::cells::{Cell, Line, Tone};
use super::outlook::{Outlook, outlook};
use super::parts::{not_in_log, pool_title, pool_words};
use super::unit;
use crate::base::{Credits, Ratio6};
use crate::forecast::ProjectionOutcome;
use crate::report::{Advice, Need, PlanFit, PlanInfo, Report};

/// The advice of a report: how the plan in force fits, which one is enough, what helps before the reset, and the needs.
pub(crate) fn lines(report: &Report) -> Vec<Line> {
    if !unit::is_ours(&report.unit) {
        return Vec::new();
    }
    let is_out = runs_out(report);
    let Some(advice) = &report.advice else {
        return [too_young(report), before_reset(report).filter(|_| is_out)]
            .into_iter()
            .flatten()
            .collect();
    };
    let current = advice.plans.iter().find(|fit| fit.current);
    let mut lines: Vec<Line> =
        current.map(|fit| of_current(fit, advice, is_out)).into_iter().collect();
    if !current.is_some_and(|fit| fit.fits) {
        lines.push(enough(advice));
    }
    if let ([need], Some(_)) = (advice.needs.as_slice(), not_in_log(report).next()) {
        let only = Line::of("Only ").text(pool_words(report, need.pool));
        lines.push(only.text(" are in this log, so this is by their use alone."));
    }
    lines.extend(before_reset(report).filter(|_| is_out));
    if !advice.needs.is_empty() {
        let need = |n: &Need| {
            let line = Line::of(pool_title(report, n.pool)).text(" ");
            let line = line.cell(Cell::Rounded(n.p50.value(), 0));
            match n.p80 {
                Some(p80) => line
                    .text(" (4 cycles in 5: up to ")
                    .cell(Cell::Rounded(p80.value(), 0))
                    .text(")"),
                None => line.text(" at the pace so far"),
            }
        };
        lines.push(
            Line::of("Likely need of the next cycle: ")
                .then(Line::items(advice.needs.iter().map(need)))
                .all(Tone::Muted),
        );
    }
    if !current.is_some_and(|fit| fit.fits) {
        lines.push(Line::of(
            "Before you pay more, run `credits audit`: it lists credits that were wasted.",
        ));
    }
    lines
}

/// True if a pool is used up, or expected to be before the reset.
pub(crate) fn runs_out(report: &Report) -> bool {
    report.pools.each().any(|(_, figures)| {
        matches!(
            outlook(report, figures),
            Outlook::WentOut(_) | Outlook::IsOut | Outlook::RunsOut { .. } | Outlook::Doubtful(_)
        )
    })
}

/// What gives more credits before the reset.
pub(crate) fn before_reset(report: &Report) -> Option<Line> {
    let cycle = report.cycle.as_ref()?;
    let line = Line::of(
        "Before the reset only an upgrade gives more credits, at once (or a pack, if your account is enrolled). ",
    );
    Some(
        line.text("Any other change of plan is best made when the next cycle begins, on ")
            .day(cycle.end)
            .text("."),
    )
}

/// Why there is no advice yet.
fn too_young(report: &Report) -> Option<Line> {
    let is_young = report.pools.each().any(|(_, figures)| {
        figures.used.is_some()
            && match &figures.projection {
                Some(ProjectionOutcome::Projected(p)) => p.low_history,
                Some(ProjectionOutcome::Unavailable { .. }) => report.log_ends.is_none(),
                None => false,
            }
    });
    is_young.then(|| {
        Line::of("Which plan is enough is not known yet: that takes 14 whole days of log.")
    })
}

fn titled(line: Line, plan: &PlanInfo) -> Line {
    let line = line.toned(Cell::Name(plan.title.as_str().into()), Tone::Strong);
    match plan.usd_month {
        Some(usd) => line.text(" ($").credits(usd).text(" a month)"),
        None => line,
    }
}

/// How the plan in force fits.
fn of_current(fit: &PlanFit, advice: &Advice, is_out: bool) -> Line {
    let cheaper = advice.plan.as_ref().filter(|plan| plan.name != fit.plan.name);
    let line = match (fit.fits, is_out) {
        (true, false) => {
            let line = titled(Line::of("The plan fits: "), &fit.plan);
            match cheaper {
                Some(plan) => titled(line.text("; the likely need is less than that, and fits "), plan),
                None => line,
            }
        }
        (true, true) => covers_next(fit)
            .text("; whether it lasts until the reset depends on whether use stays as high as in the last 14 days"),
        (false, _) => why_not(fit, &advice.needs),
    };
    line.text(".")
}

fn covers_next(fit: &PlanFit) -> Line {
    Line::default().name(fit.plan.title.as_str()).text(" covers the likely need of the next cycle")
}

/// Why a plan does not fit: the needs that it does not cover, or this cycle alone.
pub(crate) fn why_not(fit: &PlanFit, needs: &[Need]) -> Line {
    if fit.this_cycle_alone {
        return this_cycle(covers_next(fit).text(", but not this one: "), fit);
    }
    let short = fit.pools.iter().filter(|own| !own.covers).map(|own| {
        let need = needs.iter().find(|need| need.pool == own.pool);
        let need = need.map_or(Cell::Unknown, |need| Cell::Rounded(need.p50.value(), 0));
        Line::default()
            .cell(need)
            .text(" of its ")
            .credits(own.allowance)
            .text(" ")
            .text(unit::words(crate::report::request::CREDITS, own.pool))
    });
    let line = Line::default().name(fit.plan.title.as_str());
    line.text(" is too small: the next cycle likely needs ").listed(short.collect())
}

/// `the chance that it runs out is 97%, likely on 28 May`, of the pool that is worst off.
fn this_cycle(line: Line, fit: &PlanFit) -> Line {
    let worst = fit.pools.iter().max_by_key(|own| own.p_exhausted);
    let Some((own, p)) = worst.and_then(|own| Some((own, own.p_exhausted?.value()))) else {
        return line.text("it runs out");
    };
    let line = line.text("the ").text(unit::words(crate::report::request::CREDITS, own.pool));
    if p >= Credits::whole(1) {
        return line.text(" are used up");
    }
    let p = Ratio6::of(p, Credits::whole(1)).map_or(Cell::Unknown, Cell::Share);
    let line = line.text(" run out before the reset with a chance of ").cell(p);
    // The projection names the day of the plan in force.
    match own.out_on.filter(|_| !fit.current) {
        Some(day) => line.text(", likely on ").day(day),
        None => line,
    }
}

/// The cheapest plan that is enough, and the one on the safe side.
fn enough(advice: &Advice) -> Line {
    let line = match &advice.plan {
        Some(plan) => titled(Line::of("Enough: "), plan),
        None => Line::of("No published plan covers the likely need"),
    };
    let line = match (&advice.plan, &advice.safe) {
        (Some(plan), Some(safe)) if safe.name != plan.name => {
            titled(line.text("; on the safe side: "), safe)
        }
        _ => line,
    };
    line.text(".")
}

/// The advice in one line, for a comparison: that of the later side.
pub(crate) fn in_short(advice: &Advice) -> Line {
    let needs = advice.needs.iter().map(|need| {
        Line::default()
            .cell(Cell::Rounded(need.p50.value(), 0))
            .text(" ")
            .text(unit::words(crate::report::request::CREDITS, need.pool))
    });
    let line = Line::of("The next cycle likely needs ").listed(needs.collect()).text(". ");
    match advice.plans.iter().find(|fit| fit.current) {
        Some(fit) if fit.fits => line.name(fit.plan.title.as_str()).text(" covers that."),
        Some(fit) => line.then(why_not(fit, &advice.needs)).text(". ").then(enough(advice)),
        None => line.then(enough(advice)),
    }
}
