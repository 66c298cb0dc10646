//! Checks whether a fix worked: compares a finding of one audit with the same finding of a later audit.

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use crate::audit::estimate::portion;
use crate::audit::{FindingClass, Volume};
use crate::base::{Credits, Ratio6, Untrusted};
use crate::event::Pool;

/// The least number of days on either side. A week has each weekday once; less cannot be compared.
const LEAST_DAYS: u32 = 7;

/// A fix worked if it saved at least this percentage of the estimate.
const WORKED_PERCENT: i64 = 70;

/// The largest factor between the two volumes that still allows a verdict.
const MOST_VOLUME: i64 = 2;

/// Whether a fix worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least 70 % of the estimated saving.
    Worked,
    /// Less, but more than nothing.
    Partly,
    /// Nothing was saved, or the waste grew.
    NoEffect,
    /// The volume changed by more than 2 × or is not known, there are too few days, or no saving was estimated.
    CannotTell,
}

impl Verdict {
    /// `worked`, `partly`, `no effect`, `cannot tell`.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Worked => "worked",
            Self::Partly => "partly",
            Self::NoEffect => "no effect",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// A finding before and after. Amounts are credits a day, so that periods of different length can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FixCheck {
    /// The finding's id in the earlier audit.
    pub id: String,
    /// Its detector.
    pub detector: String,
    /// The fix.
    pub fix: Option<String>,
    /// What was found.
    pub title: String,
    /// The app.
    pub app: Option<Untrusted>,
    /// The feature.
    pub feature: Option<Untrusted>,
    /// The user.
    pub user: Option<Untrusted>,
    /// The pool.
    pub pool: Option<Pool>,
    /// Credits wasted before.
    pub wasted_before: Credits,
    /// Credits wasted now.
    pub wasted_after: Credits,
    /// Credits that would be wasted now without the fix: as before, at the later volume. Null if the volumes are not known.
    pub expected: Option<Credits>,
    /// The saving that was estimated, at the later volume. Null if it is not known.
    pub estimated: Option<Credits>,
    /// Expected less wasted now; null if the volumes are not known.
    pub saved: Option<Credits>,
    /// Saved ÷ estimated: 1 is all of it.
    pub share: Option<Ratio6>,
    /// The later volume ÷ the earlier one, both a day, without the events that the fix would spare.
    pub volume_ratio: Option<Ratio6>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why there is no verdict; empty otherwise.
    pub reason: String,
    /// No saving was estimated, as for a question: the amounts are those of what the finding is about, and it worked if that is gone or
    /// 70 % less a day.
    #[serde(default)]
    pub by_size: bool,
}

/// One side of the comparison.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    /// Days of log.
    pub(super) days: u32,
    /// How many events each detector examined.
    pub(super) volumes: &'a [Volume],
}

impl Side<'_> {
    /// Counts the events that the finding's detector examined and that its fixes would not have spared.
    fn needed(&self, finding: &Finding) -> i64 {
        let own = self.volumes.iter().filter(|v| {
            v.detector == finding.detector
                && finding.pool.is_none_or(|pool| v.pool == pool)
                && (finding.app.is_none() || v.app == finding.app)
        });
        i64::try_from(own.map(|v| v.needed).sum::<u64>()).unwrap_or(i64::MAX)
    }

    /// Returns true if the log has events of the finding's app.
    fn has_app(&self, finding: &Finding) -> bool {
        self.volumes.iter().any(|v| v.events > 0 && (finding.app.is_none() || v.app == finding.app))
    }

    fn days(&self) -> i64 {
        i64::from(self.days.max(1))
    }
}

/// Checks one finding. `after` holds the findings of the later audit that are about the same thing ([`is_same`]).
pub(super) fn check(finding: &Finding, before: Side, after: &[&Finding], now: Side) -> FixCheck {
    let is_estimated = finding.saving.is_some_and(|s| s.period.typical.is_positive());
    if finding.class == FindingClass::Question || !is_estimated {
        return by_size(finding, before, after, now);
    }
    let wasted_before = portion(finding.wasted.typical, 1, before.days());
    let wasted_after = portion(after.iter().map(|f| f.wasted.typical).sum(), 1, now.days());
    let (needed_before, needed_now) = (before.needed(finding), now.needed(finding));
    // Events a day on both sides, multiplied by the days of both, so that they compare without a division.
    let (rate_before, rate_now) = (
        Credits::whole(needed_before).times(now.days()),
        Credits::whole(needed_now).times(before.days()),
    );
    let volume_ratio = Ratio6::of(rate_now, rate_before).filter(|_| rate_before.is_positive());
    let at_later_volume = |amount: Credits| {
        let whole =
            amount.times(needed_now).divide(Credits::whole(needed_before).times(now.days()), 6);
        whole.filter(|_| volume_ratio.is_some() && needed_now > 0)
    };
    let expected = at_later_volume(finding.wasted.typical);
    let estimated = finding.saving.and_then(|s| at_later_volume(s.period.typical));
    let saved = expected.map(|expected| expected - wasted_after);
    let share = saved.zip(estimated).and_then(|(saved, estimated)| {
        Ratio6::of(saved, estimated).filter(|_| estimated.is_positive())
    });
    let alike =
        rate_now <= rate_before.times(MOST_VOLUME) && rate_before <= rate_now.times(MOST_VOLUME);
    let (verdict, reason) = match (saved, estimated) {
        _ if before.days < LEAST_DAYS || now.days < LEAST_DAYS => {
            (Verdict::CannotTell, "fewer than 7 days on one side")
        }
        _ if volume_ratio.is_none() => (Verdict::CannotTell, "the volume before is not known"),
        _ if !alike => {
            (Verdict::CannotTell, "the volume more than doubled or fell by more than half")
        }
        (Some(saved), Some(estimated)) if saved.times(100) >= estimated.times(WORKED_PERCENT) => {
            (Verdict::Worked, "")
        }
        (Some(saved), _) if saved.is_positive() => (Verdict::Partly, ""),
        _ => (Verdict::NoEffect, ""),
    };
    FixCheck {
        wasted_before,
        wasted_after,
        expected,
        estimated,
        saved,
        share,
        volume_ratio,
        verdict,
        reason: reason.to_owned(),
        ..unchecked(finding)
    }
}

/// A check that says only what it is about.
fn unchecked(finding: &Finding) -> FixCheck {
    FixCheck {
        id: finding.id.clone(),
        detector: finding.detector.clone(),
        fix: finding.fix.clone(),
        title: finding.title.clone(),
        app: finding.app.clone(),
        feature: finding.feature.clone(),
        user: finding.user.clone(),
        pool: finding.pool,
        wasted_before: Credits::ZERO,
        wasted_after: Credits::ZERO,
        expected: None,
        estimated: None,
        saved: None,
        share: None,
        volume_ratio: None,
        verdict: Verdict::CannotTell,
        reason: String::new(),
        by_size: false,
    }
}

/// Less than this percentage is chance.
const PARTLY_PERCENT: i64 = 20;

/// Checks a finding without an estimate by the size of what it is about, a day.
fn by_size(finding: &Finding, before: Side, after: &[&Finding], now: Side) -> FixCheck {
    let then = portion(size(finding), 1, before.days());
    let left = portion(after.iter().map(|f| size(f)).sum(), 1, now.days());
    let saved = then - left;
    let fell = |percent: i64| saved.times(100) >= then.times(percent) && then.is_positive();
    let (verdict, reason) = match () {
        () if before.days < LEAST_DAYS || now.days < LEAST_DAYS => {
            (Verdict::CannotTell, "fewer than 7 days on one side")
        }
        () if !now.has_app(finding) => (Verdict::CannotTell, "the later log has no events of it"),
        () if after.is_empty() || fell(WORKED_PERCENT) => (Verdict::Worked, ""),
        () if fell(PARTLY_PERCENT) => (Verdict::Partly, ""),
        () => (Verdict::NoEffect, ""),
    };
    FixCheck {
        wasted_before: then,
        wasted_after: left,
        saved: Some(saved),
        verdict,
        reason: reason.to_owned(),
        by_size: true,
        ..unchecked(finding)
    }
}

/// The credits that a finding is about: those of its parts, if it has any.
fn size(finding: &Finding) -> Credits {
    let parts: Credits = finding.parts.iter().map(|part| part.credits).sum();
    if parts.is_positive() { parts } else { finding.wasted.high }
}

/// Returns true if two findings of different logs are about the same thing.
pub(super) fn is_same(a: &Finding, b: &Finding) -> bool {
    // The main feature of a heavy call is a remark: a fix of one feature lets another become it.
    let feature = |f: &Finding| f.feature.clone().filter(|_| f.detector != "heavy-integration");
    let names =
        |f: &Finding| (f.detector.clone(), f.title.clone(), f.app.clone(), feature(f), f.pool);
    // A burst belongs to one caller; which user runs into a loop is chance.
    names(a) == names(b) && (a.user == b.user || a.detector != "bursts")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::testing::{Line, Log, c, line};
    use crate::audit::{Audit, Params, audit};

    const DAY: i64 = 24 * 60;

    /// Ten days with `per_day` calls, ten minutes apart. Every `fresh`th call asks something new; the others repeat it.
    fn log(per_day: i64, fresh: i64) -> Log {
        // The app logs a hash of what it asks: ten texts alone could be templates.
        const INPUTS: [&str; 10] = [
            r#"{"prompt_hash":"a1"}"#,
            r#"{"prompt_hash":"b2"}"#,
            r#"{"prompt_hash":"c3"}"#,
            r#"{"prompt_hash":"d4"}"#,
            r#"{"prompt_hash":"e5"}"#,
            r#"{"prompt_hash":"f6"}"#,
            r#"{"prompt_hash":"a7"}"#,
            r#"{"prompt_hash":"b8"}"#,
            r#"{"prompt_hash":"c9"}"#,
            r#"{"prompt_hash":"d10"}"#,
        ];
        let calls = (0..10).flat_map(|day| (0..per_day).map(move |n| (day, n)));
        let lines: Vec<Line> = calls
            .map(|(day, n)| {
                let input = INPUTS[usize::try_from(n / fresh).unwrap() % 10];
                line(day * DAY + n * 10, "InvokeLLM", "3").with(input).on("automatic")
            })
            .collect();
        Log::of(&lines)
    }

    fn findings(audit: &Audit) -> Vec<Finding> {
        audit.findings.iter().cloned().map(Finding::of).collect()
    }

    fn checked(after: &Log, days: u32) -> FixCheck {
        let params = Params::default();
        let (before, after) = (log(40, 4).audit(), audit(&after.timeline(), &params.for_remains()));
        let (own, later) = (findings(&before), findings(&after));
        let own = own.iter().find(|f| f.detector == "repeated-calls").unwrap();
        let later: Vec<&Finding> = later.iter().filter(|f| is_same(own, f)).collect();
        check(
            own,
            Side { days: 10, volumes: &before.volumes },
            &later,
            Side { days, volumes: &after.volumes },
        )
    }

    #[test]
    fn a_fix_is_judged_by_what_it_was_to_save() {
        // Before: 40 calls a day ask 10 things. A cache of a day answers 30 of them, and the 10 that were stored at the same
        // minute of the day before are just too old: 90 credits a day are wasted, and all of that is to be saved.
        let same_as_before = checked(&log(40, 4), 10);
        assert_eq!(
            (same_as_before.wasted_before, same_as_before.expected),
            (c("90"), Some(c("90")))
        );
        assert_eq!(
            (same_as_before.verdict, same_as_before.saved),
            (Verdict::NoEffect, Some(c("0")))
        );
        // With the cache, 10 calls a day are left.
        let fixed = checked(&log(10, 1), 10);
        assert_eq!(
            (fixed.verdict, fixed.wasted_after, fixed.estimated),
            (Verdict::Worked, c("0"), Some(c("90")))
        );
        // Two calls for each thing: 30 credits a day are still wasted, two thirds are saved.
        let half = checked(&log(20, 2), 10);
        assert_eq!(
            (half.verdict, half.wasted_after, half.saved),
            (Verdict::Partly, c("30"), Some(c("60")))
        );
        assert_eq!(half.share.unwrap().to_string(), "0.666667");
    }

    #[test]
    fn what_is_left_counts_however_little_it_is_and_the_volume_decides_what_is_expected() {
        // Four things a day instead of ten, two calls each: less than half of the volume.
        let mut few = checked(&log(8, 2), 10);
        assert_eq!(
            (few.verdict, few.reason.as_str()),
            (Verdict::CannotTell, "the volume more than doubled or fell by more than half")
        );
        // Five things a day: half of the volume, so half of the waste is expected. The audit itself would not mention 5 calls.
        few = checked(&log(10, 2), 10);
        assert_eq!(
            (few.expected, few.wasted_after, few.verdict),
            (Some(c("45")), c("15"), Verdict::Partly)
        );
        assert_eq!(checked(&log(10, 1), 6).reason, "fewer than 7 days on one side");
        assert_eq!(checked(&Log::of(&[]), 10).verdict, Verdict::CannotTell);
    }
}
