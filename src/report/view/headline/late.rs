//! A log that begins within the cycle.

use super::super::cells::{Line, Tone};
use super::super::outlook::{Missing, Outlook};
use crate::event::Pool;
use crate::report::Report;

/// What to do about a log that begins within the cycle.
pub(super) fn starts_late(report: &Report, outlooks: &[(Pool, Outlook)]) -> Option<Line> {
    let by_half = |(_, o): &(Pool, Outlook)| *o == Outlook::LastsByHalf(Missing::CycleStart);
    let cycle = report.cycle.as_ref().filter(|_| outlooks.iter().any(by_half))?;
    let begins = report.pools.days().first().map_or(0, |day| day.since(cycle.start));
    let line = match u64::try_from(begins) {
        Ok(days) if days > 0 => Line::of("The log starts ").counted(days, " day", " days"),
        _ => Line::of("The log starts some days"),
    };
    Some(
        line.text(" into the cycle. If you know what was used until then, add --used-before POOL=CREDITS.").all(Tone::Muted),
    )
}
