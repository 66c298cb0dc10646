//! What a workspace can use: plans over time, allowances, grants, and use before the log begins.

use std::collections::BTreeMap;

use super::values;
use crate::base::{Credits, Day};
use crate::cli::error::Failure;
use crate::cli::origin::{Merged, PlanText, PresentPlan, Text};
use crate::cli::suggest::did_you_mean;
use crate::event::Pool;
use crate::model::plan;

/// A plan from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PlanChoice {
    /// `None` = from the beginning.
    pub(crate) from: Option<Day>,
    /// Its id; `None` if only the allowance is known.
    pub(crate) plan: Option<String>,
    /// Credits per cycle, if they differ from the plan's.
    pub(crate) allowance: BTreeMap<Pool, Credits>,
}

/// Credits earned or bought that are not in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Granted {
    pub(crate) date: Day,
    pub(crate) pool: Pool,
    pub(crate) credits: Credits,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct PlanSettings {
    /// Sorted by first day, the undated plan first. Empty if no plan is set.
    pub(crate) history: Vec<PlanChoice>,
    /// Credits used in the current cycle before the log begins.
    pub(crate) used_before: BTreeMap<Pool, Credits>,
    /// Sorted by day.
    pub(crate) granted: Vec<Granted>,
    /// The plans of the file or the environment, if the command line names another one.
    pub(crate) present: Option<Vec<PlanChoice>>,
}

impl PlanSettings {
    pub(crate) fn of(written: &Merged) -> Result<Self, Failure> {
        let mut history = dated(&written.history)?;
        let plan = written.one("plan").map(plan_id).transpose()?;
        let allowance = values::allowances(written.all("allowance"))?;
        if history.is_empty() {
            if plan.is_some() || !allowance.is_empty() {
                history.push(PlanChoice { from: None, plan, allowance });
            }
        } else {
            // An allowance beside a history was set on a higher layer, so it holds for every plan.
            for entry in &mut history {
                entry.allowance.extend(allowance.iter().map(|(pool, credits)| (*pool, *credits)));
            }
        }
        let mut granted = Vec::new();
        for grant in &written.granted {
            let pool = values::pool(&grant.pool, &grant.pool.text)?;
            granted.push(Granted {
                date: values::day(&grant.date)?,
                pool,
                credits: values::amount(&grant.credits, &grant.credits.text)?,
            });
        }
        granted.sort_by_key(|grant| (grant.date, grant.pool));
        Ok(Self {
            history,
            used_before: values::amounts_by_pool(written.all("used-before"))?,
            granted,
            present: written.present.as_ref().map(present).transpose()?,
        })
    }
}

/// The `[[plan]]` tables, sorted by first day.
fn dated(tables: &[PlanText]) -> Result<Vec<PlanChoice>, Failure> {
    let mut history: Vec<PlanChoice> = Vec::new();
    for entry in tables {
        history.push(PlanChoice {
            from: entry.from.as_ref().map(values::day).transpose()?,
            plan: entry.name.as_ref().map(plan_id).transpose()?,
            allowance: values::allowances(&entry.allowance)?,
        });
        let twice =
            history.iter().filter(|p| p.from == history[history.len() - 1].from).count() > 1;
        if let (true, Some(text)) =
            (twice, entry.from.as_ref().or(entry.name.as_ref()).or(entry.allowance.first()))
        {
            return Err(text.wrong("two [[plan]] entries begin on the same day"));
        }
    }
    history.sort_by_key(|plan| plan.from);
    Ok(history)
}

fn present(written: &PresentPlan) -> Result<Vec<PlanChoice>, Failure> {
    let mut history = dated(&written.history)?;
    if history.is_empty() {
        let plan = written.plan.as_ref().map(plan_id).transpose()?;
        let allowance = values::allowances(&written.allowance)?;
        history.push(PlanChoice { from: None, plan, allowance });
    }
    Ok(history)
}

fn plan_id(text: &Text) -> Result<String, Failure> {
    let plans = plan::builtin();
    let given = text.text.trim();
    let found = plans
        .iter()
        .find(|p| p.id.eq_ignore_ascii_case(given) || p.title.eq_ignore_ascii_case(given));
    found.map(|p| p.id.clone()).ok_or_else(|| {
        let ids: Vec<&str> = plans.iter().map(|p| p.id.as_str()).collect();
        let failure =
            text.wrong(format!("{given:?} is not a plan; the plans are {}", ids.join(", ")));
        let failure = match did_you_mean(given, ids.iter().copied()) {
            Some(hint) => failure.hint(hint),
            None => failure,
        };
        failure.hint("for another contract, use --allowance message=…,integration=…")
    })
}
