//! What a headline says about the plan if none is set.

use super::super::cells::{Line, Tone};
use crate::report::{PlanInfo, Report};

/// What would say whether the credits last: one line with the command, and the plan that is enough at this pace.
pub(super) fn no_plan(report: &Report) -> Line {
    let is_assumed = report.cycle.as_ref().is_some_and(|cycle| cycle.assumed);
    let line = Line::of("To see how long they last, add your plan");
    let line = line.text_if(is_assumed, " and the day of its reset");
    let line = line.text(", for example: --plan builder").text_if(is_assumed, " --cycle-day 5");
    line.text(" (all plans: credits plans).").all(Tone::Muted)
}

/// `At this pace Builder ($50 a month) is enough, Starter is not.`
pub(super) fn enough(report: &Report) -> Option<Line> {
    let advice = report.advice.as_ref()?;
    let plan = advice.plan.as_ref()?;
    let line = Line::of("At this pace ").name(plan.title.as_str());
    let line = match plan.usd_month.filter(|usd| usd.is_positive()) {
        Some(usd) => line.text(" ($").credits(usd).text(" a month) is enough"),
        None => line.text(" is enough"),
    };
    let is_cheaper = |p: &&PlanInfo| p.usd_month.is_some() && p.usd_month < plan.usd_month;
    let too_small = advice.plans.iter().filter(|fit| !fit.fits).map(|fit| &fit.plan);
    let below = too_small.filter(is_cheaper).max_by_key(|p| p.usd_month);
    Some(match below {
        Some(below) => line.text(", ").name(below.title.as_str()).text(" is not."),
        None => line.text("."),
    })
}
