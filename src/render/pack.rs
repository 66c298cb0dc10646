//! A pack to hand over: the page, Markdown, JSON and CSV of one report in a zip. The same report gives the same bytes.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::format::{Look, OutputFormat, PackWriter};
use crate::report::Report;
use crate::report::view::ViewOptions;

pub(super) struct Pack;

/// The formats of the pack, and the endings of their files.
const PARTS: [(&str, &str); 4] =
    [("html", "html"), ("markdown", "md"), ("json", "json"), ("csv", "csv")];

impl OutputFormat for Pack {
    fn id(&self) -> &'static str {
        "zip"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["zip"]
    }

    fn describes(&self) -> &'static str {
        "a pack to hand over: page, Markdown, JSON and CSV"
    }

    fn pack(&self) -> Option<PackWriter> {
        // Writing into memory does not fail.
        Some(|report, options, look, formats| {
            pack(report, options, look, formats).unwrap_or_default()
        })
    }
}

fn pack(
    report: &Report,
    options: &ViewOptions,
    look: &Look<'_>,
    formats: &[&dyn OutputFormat],
) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let name = match &report.audit {
        Some(audit) if audit.claim.is_some() => "evidence",
        Some(_) => "audit",
        None => "report",
    };
    for (id, ending) in PARTS {
        let format = formats.iter().find(|format| format.id() == id);
        let Some(write) = format.and_then(|format| format.report()) else { continue };
        // Without a time of its own, so that the bytes do not depend on the clock.
        zip.start_file(format!("{name}.{ending}"), SimpleFileOptions::default())?;
        zip.write_all(write(report, options, look).as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
