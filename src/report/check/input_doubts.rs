//! Doubts about single inputs: one that is incomplete, ended earlier than the others, or holds nothing that could be read. The gate
//! cannot judge the pools that such an input feeds.

use std::path::Path;

use super::data::Doubt;
use crate::base::Instant;
use crate::ingest::Input;
use crate::report::Request;
use crate::report::facts::Facts;
use crate::report::freshness::{pools_fed, stale};
use crate::report::words::gate as words;

/// Words in the name of a log's file. Apps export empty entities too, so an empty file in a folder matters only with such a name.
const NAMES: [&str; 5] = ["usage", "credit", "ledger", "transaction", "log"];

/// The doubts about each input, in their order. `judged_at` is `None` if as-of is the log's own last day.
pub(super) fn of_inputs(
    facts: &Facts,
    request: &Request,
    judged_at: Option<Instant>,
    max_age: i64,
) -> Vec<Doubt> {
    let stale = judged_at.map(|at| stale(facts, request.zone, at, max_age)).unwrap_or_default();
    let mut doubts = Vec::new();
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
    input.rows == 0 && (!input.is_in_folder || is_named_like_a_log(input.path.raw()))
}

fn is_named_like_a_log(path: &str) -> bool {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    // `usage` and `credit` may be a part of a longer word, but `blog` and `catalog` are no logs.
    let (word, parts) = NAMES.split_last().expect("the list is not empty");
    parts.iter().any(|part| name.contains(part))
        || name
            .split(|c: char| !c.is_alphabetic())
            .any(|part| part.strip_suffix('s').unwrap_or(part) == *word)
        || has_camel_log(path)
}

/// `UsageLog`, `AppLogs`: a word that begins with a capital letter.
fn has_camel_log(path: &str) -> bool {
    let ends = |at: usize| {
        !path[at + 3..].chars().next().is_some_and(char::is_lowercase)
            || path[at + 3..].starts_with('s')
    };
    path.match_indices("Log").any(|(at, _)| ends(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_logs() {
        for name in
            ["exports/usage.csv", "CreditLog.csv", "AiLog_2026.csv", "AppLogs.csv", "my-log.csv"]
        {
            assert!(is_named_like_a_log(name), "{name}");
        }
        for name in ["blog.csv", "Catalog.csv", "User.csv", "logs/Order.csv", "Login.csv"] {
            assert!(!is_named_like_a_log(name), "{name}");
        }
    }
}
