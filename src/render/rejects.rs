//! `--rejects FILE`: the rows that could not be read, one per line.

use std::io::{self, Write};

use crate::base::Untrusted;
use crate::ingest::Reject;

/// Writes `file,line,reason,column,excerpt` as CSV. If `hidden` is set, the excerpts stay empty.
pub(crate) fn csv(
    paths: &[&Untrusted],
    rejects: &[Reject],
    hidden: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["file", "line", "reason", "column", "excerpt"])?;
    for reject in rejects {
        let path = paths.get(reject.input as usize).map(|p| p.for_csv()).unwrap_or_default();
        let column = reject.column.as_ref().map(Untrusted::for_csv).unwrap_or_default();
        let excerpt = if hidden { String::new() } else { reject.excerpt.for_csv() };
        writer.write_record([
            path.as_str(),
            &reject.line.to_string(),
            reject.reason,
            &column,
            &excerpt,
        ])?;
    }
    writer.flush()
}
