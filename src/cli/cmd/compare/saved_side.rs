//! A saved report as a side of a comparison: recognises one, and refuses settings that cannot
//! change it.

use std::fs::File;
use std::io::Read as _;

use crate::cli::error::{Failure, Kind};
use crate::cli::session::Session;
use crate::ingest::InputSpec;
use crate::ingest::record;
use crate::ingest::source::gzip;
use crate::report::saved;

/// No saved report is larger. A larger file is a log, so it need not be read into memory.
const LARGEST_REPORT: u64 = 256 << 20;

/// Settings that say how a log is read or cut. They have no effect on a saved report.
const OF_LOGS: [&str; 11] = [
    "app",
    "exclude-app",
    "user",
    "pool",
    "since",
    "until",
    "last",
    "all",
    "as-of",
    "timezone",
    "model",
];

/// The bytes of a saved report. `None` for a log, and for an input that cannot be read: reading it
/// as a log then gives the error.
pub(crate) fn saved_bytes(input: &InputSpec) -> Option<Vec<u8>> {
    let bytes = match input {
        InputSpec::Stdin(bytes) => bytes.clone(),
        InputSpec::Text { text, .. } => text.clone().into_bytes(),
        InputSpec::Path(path) => object_bytes(File::open(path).ok()?)?,
        InputSpec::Spool(spool) => object_bytes(spool.open().ok()?)?,
    };
    let bytes = gzip::inflate(bytes).ok()?.bytes;
    saved::is_saved(&bytes).then_some(bytes)
}

/// The bytes of a file that begins like a JSON object.
fn object_bytes(mut file: File) -> Option<Vec<u8>> {
    let meta = file.metadata().ok()?;
    if !meta.is_file() || meta.len() > LARGEST_REPORT {
        return None;
    }
    let mut bytes = vec![0; 512];
    let read = file.read(&mut bytes).ok()?;
    bytes.truncate(read);
    let head = record::saved::inflated_head(bytes.clone());
    if head.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{') {
        return None;
    }
    file.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The error for `--period` with a saved report.
pub(crate) fn cut_report(name: &str) -> Failure {
    Failure::new(Kind::Usage, "--period cannot cut a saved report, which has no events")
        .at(name, None, None)
        .hint("use --period with the log that the report was made from")
}

/// Refuses settings that look as if they changed a saved report.
pub(crate) fn only_for_logs(session: &Session<'_>, no_log: bool) -> Result<(), Failure> {
    let redact = &session.settings.redact;
    if redact.users || redact.apps || redact.text {
        return Err(Failure::new(Kind::Usage, "--redact cannot hide names in a saved report")
            .hint("save both reports with --redact and the same --redact-key"));
    }
    let typed = |name: &&str| session.settings.text(name).filter(|text| text.is_typed());
    match OF_LOGS.iter().find_map(typed).filter(|_| no_log) {
        Some(text) => Err(text
            .wrong("both sides are saved reports, on which this has no effect")
            .hint("use it when you save the reports")),
        None => Ok(()),
    }
}

impl From<saved::Error> for Failure {
    fn from(error: saved::Error) -> Self {
        let (line, column) = error.place().unzip();
        let mut failure = Self::new(Kind::Input, error.to_string())
            .at(error.path().raw(), line, column)
            .hint(error.hint());
        failure.named = true;
        failure
    }
}
