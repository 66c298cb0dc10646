//! A refund of the judged day does not hide what was used on it: a rule that is clear only because of refunds fires.

use super::data::JudgedDay;
use super::judged::Judged;
use super::question::Question;
use crate::alerts::alert::RuleState;
use crate::alerts::subject::Subject;
use crate::base::Credits;
use crate::ledger::Series;
use crate::report::words::gate as words;

/// Replaces a clear verdict by that of the same days without their refunds, if one of them fires then.
pub(super) fn mend(
    judged: &mut [Judged],
    question: &Question<'_>,
    wholes: &[(JudgedDay, Option<Subject<'_>>)],
) {
    let [net] = judged else { return };
    if net.verdict.state != RuleState::Clear {
        return;
    }
    // Of each judged day its refunds, and the days with all that was used on it.
    let refunded: Vec<Option<(Credits, Series)>> = wholes
        .iter()
        .map(|(_, whole)| {
            let subject = whole.as_ref()?;
            let day = subject.as_of;
            let tally = question.facts.ledger.span(question.pool, day, day).total();
            if tally.refunded.is_zero() {
                return None;
            }
            let mut series = subject.floored.clone();
            series.add(day, tally.credits + tally.refunded - series.at(day));
            Some((tally.refunded, series))
        })
        .collect();
    if refunded.iter().all(Option::is_none) {
        return;
    }
    let gross: Vec<(JudgedDay, Option<Subject<'_>>)> = wholes
        .iter()
        .zip(&refunded)
        .map(|((day, whole), refunded)| {
            let mut subject = whole.clone();
            if let (Some(subject), Some((_, series))) = (&mut subject, refunded) {
                subject.floored = series;
            }
            (*day, subject)
        })
        .collect();
    let Some(mut gross) = question.judge(&gross) else { return };
    if gross.verdict.state != RuleState::Fired {
        return;
    }
    let of_day = wholes.iter().zip(&refunded).find_map(|((day, _), refunded)| {
        let (refunds, _) = refunded.as_ref()?;
        (Some(day.day) == gross.verdict.day).then_some(*refunds)
    });
    let refunds = of_day.unwrap_or_default();
    let verdict = &mut gross.verdict;
    verdict.refunds = Some(refunds);
    verdict.excess = None;
    verdict.causes.clear();
    verdict.groups.clear();
    verdict.message = words::without_refunds(&verdict.message, refunds);
    *net = gross;
}
