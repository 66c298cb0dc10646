//! The only file that reads the clock.

use crate::base::calendar::Instant;

/// The present instant.
#[allow(clippy::disallowed_methods, reason = "the clock enters the program here and nowhere else")]
pub(crate) fn now() -> Instant {
    let since =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
