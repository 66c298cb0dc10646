//! `budget`: shares of the allowance that have been used.

use super::fraction::Fraction;
use super::words::{amount, percent};
use super::{Alert, Params, Rule, RuleState, Severity, Subject};
use crate::base::{Credits, Quotient, Six};

pub(super) struct Budget;

const ID: &str = "budget";

/// How much a threshold (in percent) matters.
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
        "50, 80, 90 or 100 % of the allowance is used"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/budget.md")
    }

    fn needs_capacity(&self) -> bool {
        true
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
        Err(reason) => return Alert { message: reason.to_owned(), ..alert },
    };
    let used = subject.used;
    alert.value = Some(used);
    alert.baseline = Some(Six::rounded(capacity));
    alert.ratio = Quotient::of(used, capacity);
    let whole = if subject.granted.is_zero() { "allowance" } else { "allowance and grants" };
    let so_far = subject.so_far();
    let said = match percent(used, capacity) {
        Some(share) => format!("{share} of the {whole} used{so_far} (threshold {threshold} %)"),
        None => format!(
            "{} used{so_far} of {} (threshold {threshold} %)",
            amount(used),
            amount(capacity)
        ),
    };
    (alert.state, alert.message) = if Fraction::of(threshold).is_reached(used.times(100), capacity)
    {
        (RuleState::Fired, said)
    } else if let Some(reason) = subject.lower_bound() {
        (RuleState::NotJudged, format!("at least {said}: {reason}"))
    } else {
        (RuleState::Clear, said)
    };
    alert
}

#[cfg(test)]
mod tests {
    use super::*;
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
        assert_eq!(alerts[1].message, "79 % of the allowance used (threshold 80 %)");
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
        assert!(
            late[0].message.ends_with("the log starts 4 days into the cycle: --used-before"),
            "{}",
            late[0].message
        );
    }

    #[test]
    fn needs_an_allowance_of_its_own() {
        assert_eq!(states("200", |s| s.capacity = None), [RuleState::NotJudged; 4]);
        assert_eq!(states("200", |s| s.filtered = true), [RuleState::NotJudged; 4]);
        assert_eq!(
            alerts("0", |s| s.capacity = None)[0].message,
            "no allowance is known: --plan or --allowance"
        );
    }

    #[test]
    fn an_allowance_of_nothing_is_used_up() {
        assert_eq!(states("0", |s| s.capacity = Some(Credits::ZERO)), [RuleState::Fired; 4]);
    }
}
