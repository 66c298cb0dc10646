//! What an audit can hold within the memory that it promises.

use crate::base::figure;
use crate::cli::error::{Failure, Kind};
use crate::ingest::Memory;

/// An audit stays below 512 MiB. Measured: 1.4 kB for each event, with what the detectors add, and between four and five bytes for each
/// byte of a prompt, of which lists keep their own forms.
pub(super) const MEMORY_OF_AUDIT: Memory = Memory { event: 1_400, prompt_byte: 5, most: 480 << 20 };

/// The most apps of a log that is audited: each takes about seven kilobytes.
const MOST_APPS_OF_AUDIT: usize = 60_000;

/// Refuses an audit of more apps than that.
pub(super) fn apps_of_audit(apps: usize) -> Result<(), Failure> {
    if apps <= MOST_APPS_OF_AUDIT {
        return Ok(());
    }
    let most = figure::count(MOST_APPS_OF_AUDIT as u64);
    let text = format!("the log names more than {most} apps, the limit of an audit");
    Err(Failure::new(Kind::Input, text)
        .hint("if a column is read as apps by mistake, name the right one with --map app=COLUMN"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_says_its_limit_of_apps() {
        assert!(apps_of_audit(60_000).is_ok());
        let failure = apps_of_audit(60_001).unwrap_err();
        assert_eq!(failure.message, "the log names more than 60,000 apps, the limit of an audit");
    }
}
