//! An id that is the same for the same alert on any machine and in any run, so that code scanning shows it once.

use sha2::{Digest as _, Sha256};

use super::scope::Scope;
use crate::base::{Credits, Day, hex};
use crate::event::Pool;

/// `day` is the first day on which the alert was reported; `None` if the rule did not fire.
pub(super) fn fingerprint(
    rule: &str,
    pool: Option<Pool>,
    scope: Option<&Scope>,
    threshold: Option<Credits>,
    day: Option<Day>,
) -> String {
    let parts = [
        rule.to_owned(),
        pool.map(|p| p.name().to_owned()).unwrap_or_default(),
        scope.map(|s| s.kind().to_owned()).unwrap_or_default(),
        scope.map(|s| s.name().raw().to_owned()).unwrap_or_default(),
        threshold.map(|t| t.to_string()).unwrap_or_default(),
        day.map(|d| d.to_string()).unwrap_or_default(),
    ];
    let mut hash = Sha256::new();
    for part in &parts {
        // With its length, so that no two lists of parts give the same bytes.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize()[..8])
}
