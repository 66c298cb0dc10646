//! Doubts about single inputs: one that is incomplete, ended earlier than the others, or holds nothing that could be read. The gate
//! cannot judge the pools that such an input feeds.

use super::data::Doubt;
use crate::base::Instant;
use crate::ingest::Input;
use crate::ingest::source::log_name::is_log_name;
use crate::report::Request;
use crate::report::facts::Facts;
use crate::report::freshness::{pools_fed, stale};
use crate::report::words::gate as words;

/// The doubts about each input, in their order. `judged_at` is `None` if as-of is the log's own last day.
pub(super) fn of_inputs(
    facts: &Facts,
    request: &Request,
    judged_at: Option<Instant>,
    max_age: i64,
) -> Vec<Doubt> {
    let stale = judged_at.map(|at| stale(facts, request.zone, at, max_age)).unwrap_or_default();
    let mut doubts = Vec::new();
    if request.snapshot.as_ref().is_some_and(|snapshot| !snapshot.is_dated) {
        doubts.push(Doubt::of("undated", words::UNDATED.to_owned()));
    }
    for (at, input) in (0..).zip(facts.inputs) {
        let path = input.path.for_terminal();
        let last = facts.extents[at as usize].map(|extent| extent.last);
        let is_asked = facts.reaches.of(at).any(|(_, reach)| reach.kept);
        let is_stale = is_asked && stale.get(at as usize).copied().unwrap_or(false);
        let (id, message) = match (&input.cut, last) {
            (Some(why), _) => ("cut", words::cut(&path, why)),
            (None, Some(last)) if is_stale => ("stale", words::stale(&path, last, max_age)),
            _ if facts.inputs.len() > 1 && is_empty(input) => ("empty", words::empty(&path)),
            _ if facts.inputs.len() > 1 && input.rows > 0 && input.rejected == input.rows => {
                ("rejected", words::all_rejected(&path, input.rows))
            }
            _ => continue,
        };
        let pools = pools_fed(facts, at).map(|pools| pools.into_iter().collect());
        doubts.push(Doubt { pools, ..Doubt::of(id, message) });
    }
    doubts
}

/// Returns true for a log without rows.
fn is_empty(input: &Input) -> bool {
    input.rows == 0 && (!input.is_in_folder || is_log_name(input.path.raw()))
}
