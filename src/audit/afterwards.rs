//! Whether a fix worked: the same finding, looked for again in a later log.

use serde::{Deserialize, Serialize};

use super::estimate::portion;
use super::finding::Finding;
use super::volume::Volume;
use crate::base::{Credits, Six, Untrusted};
use crate::event::Pool;

/// Fewer days than this on either side tell nothing: a week holds each weekday once.
pub(crate) const LEAST_DAYS: u32 = 7;

/// A fix worked from this percentage of its estimate on.
pub(crate) const WORKED_PERCENT: i64 = 70;

/// More than so many times the volume, or less than one part in so many, and nothing can be told.
pub(crate) const MOST_VOLUME: i64 = 2;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least 70 % of the estimated saving.
    Worked,
    /// Less, but something.
    Partly,
    /// Nothing, or it grew.
    NoEffect,
    /// The volume changed by more than 2 ×, or is not known, or there are too few days, or nothing was estimated.
    CannotTell,
}

impl Verdict {
    /// `worked`, `partly`, `no effect`, `cannot tell`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Worked => "worked",
            Self::Partly => "partly",
            Self::NoEffect => "no effect",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// A finding before and after. Amounts are credits a day, so that periods of different length compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Afterwards {
    /// The finding's id in the audit before.
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
    /// What it wasted before.
    pub wasted_before: Credits,
    /// What it wastes now.
    pub wasted_after: Credits,
    /// What it would waste now without the fix: as before, at the later volume. Null where the volumes are not known.
    pub expected: Option<Credits>,
    /// What was estimated to be saved, at the later volume. Null where it is not known.
    pub estimated: Option<Credits>,
    /// Expected less wasted now; null where the volumes are not known.
    pub saved: Option<Credits>,
    /// Saved ÷ estimated: 1 is all of it.
    pub share: Option<Six>,
    /// The later volume ÷ the one before, each a day, without the events that the fix would spare.
    pub volume_ratio: Option<Six>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why nothing can be told; empty otherwise.
    pub reason: String,
}

/// A side: how long it is, and how much there was to look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window<'a> {
    /// Days of log.
    pub days: u32,
    /// What each detector looked at.
    pub volumes: &'a [Volume],
}

impl Window<'_> {
    /// Events that the finding's detector looked at and that its fixes would not have spared.
    fn needed(&self, finding: &Finding) -> i64 {
        let own = self.volumes.iter().filter(|v| {
            v.detector == finding.detector
                && finding.pool.is_none_or(|pool| v.pool == pool)
                && (finding.app.is_none() || v.app == finding.app)
        });
        i64::try_from(own.map(|v| v.needed).sum::<u64>()).unwrap_or(i64::MAX)
    }

    fn days(&self) -> i64 {
        i64::from(self.days.max(1))
    }
}

/// Re-measures a finding. `after`: what the later audit found under [`same`].
pub(crate) fn judge(before: &Finding, then: Window, after: &[&Finding], now: Window) -> Afterwards {
    let wasted_before = portion(before.wasted.typical, 1, then.days());
    let wasted_after = portion(after.iter().map(|f| f.wasted.typical).sum(), 1, now.days());
    let (needed_then, needed_now) = (then.needed(before), now.needed(before));
    // The rates of both windows, over one denominator.
    let (rate_then, rate_now) = (
        Credits::whole(needed_then).times(now.days()),
        Credits::whole(needed_now).times(then.days()),
    );
    let volume_ratio = Six::of(rate_now, rate_then).filter(|_| rate_then.is_positive());
    let at_later_volume = |amount: Credits| {
        let whole =
            amount.times(needed_now).divide(Credits::whole(needed_then).times(now.days()), 6);
        whole.filter(|_| volume_ratio.is_some() && needed_now > 0)
    };
    let expected = at_later_volume(before.wasted.typical);
    let estimated = before.saving.and_then(|s| at_later_volume(s.period.typical));
    let saved = expected.map(|expected| expected - wasted_after);
    let share = saved.zip(estimated).and_then(|(saved, estimated)| {
        Six::of(saved, estimated).filter(|_| estimated.is_positive())
    });
    let alike =
        rate_now <= rate_then.times(MOST_VOLUME) && rate_then <= rate_now.times(MOST_VOLUME);
    let (verdict, reason) = match (saved, estimated) {
        _ if before.saving.is_none_or(|s| !s.period.typical.is_positive()) => {
            (Verdict::CannotTell, "no saving was estimated")
        }
        _ if then.days < LEAST_DAYS || now.days < LEAST_DAYS => {
            (Verdict::CannotTell, "fewer than 7 days on one side")
        }
        _ if volume_ratio.is_none() => (Verdict::CannotTell, "the volume before is not known"),
        _ if !alike => (Verdict::CannotTell, "the volume changed by more than 2 ×"),
        (Some(saved), Some(estimated)) if saved.times(100) >= estimated.times(WORKED_PERCENT) => {
            (Verdict::Worked, "")
        }
        (Some(saved), _) if saved.is_positive() => (Verdict::Partly, ""),
        _ => (Verdict::NoEffect, ""),
    };
    Afterwards {
        id: before.id.clone(),
        detector: before.detector.clone(),
        fix: before.fix.clone(),
        title: before.title.clone(),
        app: before.app.clone(),
        feature: before.feature.clone(),
        user: before.user.clone(),
        pool: before.pool,
        wasted_before,
        wasted_after,
        expected,
        estimated,
        saved,
        share,
        volume_ratio,
        verdict,
        reason: reason.to_owned(),
    }
}

/// Whether two findings of different logs are about the same thing.
pub(crate) fn same(a: &Finding, b: &Finding) -> bool {
    let names = |f: &Finding| {
        (f.detector.clone(), f.title.clone(), f.app.clone(), f.feature.clone(), f.pool)
    };
    // Who else runs into loops is chance; a burst is one caller's.
    names(a) == names(b) && (a.user == b.user || a.detector != "bursts")
}
