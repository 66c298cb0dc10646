//! `budget`: a share of the capacity is used.

use super::alert::{Alert, RuleState, Severity};
use super::facts::Facts;
use super::fraction::Fraction;
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Quotient, Ratio6};

pub(super) struct Budget;

const ID: &str = "budget";

/// Severity of a threshold in percent.
fn severity(threshold: Credits) -> Severity {
    if threshold >= Credits::whole(100) {
        Severity::Urgent
    } else if threshold >= Credits::whole(90) {
        Severity::Warning
    } else {
        Severity::Info
    }
}

impl Rule for Budget {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "50, 80, 90 or 100% of the allowance is used"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/budget.md")
    }

    fn needs_capacity(&self) -> bool {
        true
    }

    fn needs_days(&self) -> bool {
        false
    }

    fn counts_up(&self) -> bool {
        true
    }

    fn set_number(&self, params: &mut Params, number: Option<Credits>) {
        params.budget = vec![number.unwrap_or(Credits::whole(100))];
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        if !subject.has_balance() {
            return Vec::new();
        }
        params.budget.iter().map(|threshold| at(subject, *threshold)).collect()
    }
}

fn at(subject: &Subject, threshold: Credits) -> Alert {
    let mut alert = subject.alert(ID, severity(threshold));
    alert.threshold = Some(threshold);
    let capacity = match subject.known_capacity() {
        Ok(capacity) => capacity,
        Err(unknown) => return Alert { facts: Facts::Unknown(unknown), ..alert },
    };
    let used = subject.used;
    alert.value = Some(used);
    alert.baseline = Some(Ratio6::rounded(capacity));
    alert.ratio = Quotient::of(used, capacity);
    let reached = Fraction::of(threshold).is_reached(used.times(100), capacity);
    let at_least = subject.lower_bound().filter(|_| !reached);
    alert.state = match at_least {
        _ if reached => RuleState::Fired,
        Some(_) => RuleState::NotJudged,
        None => RuleState::Clear,
    };
    alert.facts = Facts::Share { capacity, with_grants: !subject.granted.is_zero(), at_least };
    alert
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::facts::{LowerBound, Unknown};
    use crate::alerts::testing::{Bench, c};

    fn states(used: &str, change: impl Fn(&mut Subject)) -> Vec<RuleState> {
        alerts(used, change).iter().map(|a| a.state).collect()
    }

    fn alerts(used: &str, change: impl Fn(&mut Subject)) -> Vec<Alert> {
        let mut bench = Bench::new("2026-05-01", &[1; 20]);
        bench.capacity = Some(c("250"));
        let mut subject = bench.subject();
        subject.used = c(used);
        change(&mut subject);
        Budget.judge(&subject, &Params::default())
    }

    #[test]
    fn a_threshold_that_is_reached_fires() {
        use RuleState::{Clear, Fired};
        assert_eq!(states("124.9999999", |_| {}), [Clear, Clear, Clear, Clear]);
        assert_eq!(states("125", |_| {}), [Fired, Clear, Clear, Clear]);
        assert_eq!(states("225", |_| {}), [Fired, Fired, Fired, Clear]);
        assert_eq!(states("260", |_| {}), [Fired; 4]);
    }

    #[test]
    fn one_entry_per_threshold_with_its_weight() {
        let alerts = alerts("197.5", |_| {});
        let severities: Vec<_> = alerts.iter().map(|a| a.severity).collect();
        assert_eq!(
            severities,
            [Severity::Info, Severity::Info, Severity::Warning, Severity::Urgent]
        );
        let facts = Facts::Share { capacity: c("250"), with_grants: false, at_least: None };
        assert_eq!(alerts[1].facts, facts);
        assert_eq!(alerts[1].ratio.unwrap().to_string(), "0.7900");
        assert_eq!(alerts[1].baseline.unwrap().to_string(), "250.000000");
    }

    #[test]
    fn a_lower_bound_may_fire_but_never_clears() {
        use RuleState::{Fired, NotJudged};
        for change in
            [|s: &mut Subject| s.covered = false, |s: &mut Subject| s.unassigned_in_cycle = true]
        {
            assert_eq!(states("200", change), [Fired, Fired, NotJudged, NotJudged]);
        }
        let late = alerts("0", |s| (s.covered, s.first) = (false, s.cycle.start.plus(4)));
        let at_least = Some(LowerBound::LateStart { days: 4 });
        let facts = Facts::Share { capacity: c("250"), with_grants: false, at_least };
        assert_eq!(late[0].facts, facts);
    }

    #[test]
    fn needs_an_allowance_of_its_own() {
        assert_eq!(states("200", |s| s.capacity = None), [RuleState::NotJudged; 4]);
        assert_eq!(states("200", |s| s.filtered = true), [RuleState::NotJudged; 4]);
        assert_eq!(alerts("0", |s| s.capacity = None)[0].facts, Facts::Unknown(Unknown::Allowance));
    }

    #[test]
    fn an_allowance_of_nothing_is_used_up() {
        assert_eq!(states("0", |s| s.capacity = Some(Credits::ZERO)), [RuleState::Fired; 4]);
    }
}
