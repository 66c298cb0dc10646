//! What there is to use: plans through time, allowances, grants, and what was used before the log begins.

use std::collections::BTreeMap;

use super::words;
use crate::base::{Credits, Day};
use crate::cli::error::Failure;
use crate::cli::layer::{Merged, Text};
use crate::cli::near::did_you_mean;
use crate::event::Pool;
use crate::model::plan;

/// A plan, from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanChoice {
    /// The first day; none: from the beginning.
    pub from: Option<Day>,
    /// The plan's id; none: only the allowance is known.
    pub plan: Option<String>,
    /// Credits a cycle that differ from the plan's.
    pub allowance: BTreeMap<Pool, Credits>,
}

/// Credits earned or bought that the log does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Granted {
    /// The day.
    pub date: Day,
    /// The pool.
    pub pool: Pool,
    /// How many.
    pub credits: Credits,
}

/// What there is to use.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanSettings {
    /// The plans, by their first day, the undated one first. Empty: no plan is known.
    pub history: Vec<PlanChoice>,
    /// Credits of a pool that were used in the current cycle before the log begins.
    pub used_before: BTreeMap<Pool, Credits>,
    /// Grants, by day.
    pub granted: Vec<Granted>,
}

impl PlanSettings {
    /// From what was written.
    pub fn of(written: &Merged) -> Result<Self, Failure> {
        let mut history = Vec::new();
        for entry in &written.history {
            history.push(PlanChoice {
                from: entry.from.as_ref().map(words::day).transpose()?,
                plan: entry.name.as_ref().map(plan_id).transpose()?,
                allowance: words::amounts_by_pool(&entry.allowance)?,
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
        let plan = written.one("plan").map(plan_id).transpose()?;
        let allowance = words::amounts_by_pool(written.all("allowance"))?;
        if history.is_empty() {
            if plan.is_some() || !allowance.is_empty() {
                history.push(PlanChoice { from: None, plan, allowance });
            }
        } else {
            // An allowance beside a history was given on a higher level, so it speaks for the plan in force throughout.
            for entry in &mut history {
                entry.allowance.extend(allowance.iter().map(|(pool, credits)| (*pool, *credits)));
            }
        }
        let mut granted = Vec::new();
        for grant in &written.granted {
            let pool = words::pool(&grant.pool, &grant.pool.text)?;
            granted.push(Granted {
                date: words::day(&grant.date)?,
                pool,
                credits: words::amount(&grant.credits, &grant.credits.text)?,
            });
        }
        granted.sort_by_key(|grant| (grant.date, grant.pool));
        Ok(Self {
            history,
            used_before: words::amounts_by_pool(written.all("used-before"))?,
            granted,
        })
    }

    /// The plan in force on a day.
    pub fn on(&self, day: Day) -> Option<&PlanChoice> {
        self.history.iter().rev().find(|plan| plan.from.is_none_or(|from| from <= day))
    }
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
        failure.hint("for a contract of your own, give --allowance message=…,integration=…")
    })
}
