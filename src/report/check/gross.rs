//! A refund of the judged day does not hide what was used on it: a rule that is clear only because of refunds fires.

use super::data::JudgedDay;
use super::judged::Judged;
use super::question::Question;
use crate::alerts::alert::RuleState;
use crate::alerts::subject::Subject;
use crate::base::Credits;
use crate::report::words::gate as words;

/// Replaces a clear verdict by that of the same days without their refunds, if one of them fires then.
pub(super) fn mend(
    judged: &mut [Judged],
    question: &Question<'_>,
    wholes: &[(JudgedDay, Option<Subject<'_>>)],
) {
    let [net] = judged else { return };
    let refunds = |subject: &Subject| {
        question.facts.ledger.span(question.pool, subject.as_of, subject.as_of).total().refunded
    };
    let is_refunded = |subject: &Subject| !refunds(subject).is_zero();
    if net.verdict.state != RuleState::Clear || !wholes.iter().flat_map(|(_, s)| s).any(is_refunded)
    {
        return;
    }
    let series: Vec<_> = wholes
        .iter()
        .map(|(_, whole)| {
            whole.as_ref().map(|subject| {
                let day = subject.as_of;
                let used = question.facts.ledger.span(question.pool, day, day).total().credits;
                let mut series = subject.floored.clone();
                series.add(day, used + refunds(subject) - series.at(day));
                series
            })
        })
        .collect();
    let gross: Vec<(JudgedDay, Option<Subject<'_>>)> = wholes
        .iter()
        .zip(&series)
        .map(|((day, whole), series)| {
            let subject = whole.as_ref().zip(series.as_ref());
            (*day, subject.map(|(whole, floored)| Subject { floored, ..whole.clone() }))
        })
        .collect();
    let Some(mut gross) = question.judge(&gross) else { return };
    if gross.verdict.state != RuleState::Fired {
        return;
    }
    let of_day = wholes.iter().flat_map(|(_, subject)| subject);
    let refunded: Credits =
        of_day.filter(|subject| Some(subject.as_of) == gross.verdict.day).map(refunds).sum();
    let verdict = &mut gross.verdict;
    verdict.refunds = Some(refunded);
    verdict.excess = None;
    verdict.causes.clear();
    verdict.groups.clear();
    verdict.message = words::without_refunds(&verdict.message, refunded);
    *net = gross;
}
