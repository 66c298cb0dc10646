//! The days of a pool that the period does not list, for charts that can show more than the period.

use super::days::{History, MOST_POINTS, Points, grains};
use super::facts::ReportContext;
use crate::event::Pool;

/// Days of the shortest chart, those of the trailing average.
const RECENT: i32 = 14;

/// The whole log of a pool, unless the period lists all of its days.
pub(super) fn history(context: &ReportContext, pool: Pool) -> Option<History> {
    let timeline = context.timeline;
    let (first, last) = (timeline.log_first?, timeline.known_until);
    if context.request.snapshot.is_some() || timeline.from <= first {
        return None;
    }
    let series = context.span(pool, first).series();
    let days: Points = first.through(last).zip(series.window(first, last)).collect();
    let (grain, points) =
        grains(&days).into_iter().find(|(_, points)| points.len() <= MOST_POINTS)?;
    Some(History {
        grain,
        from: points.first()?.0,
        credits: points.into_iter().map(|(_, credits)| credits).collect(),
        recent: series.window(first.max(last.plus(1 - RECENT)), last).collect(),
    })
}
