//! A workbook → the text of each of its sheets, as the sheet would be exported: one line for each row, cells separated by commas.
//!
//! Numbers and dates are written as the workbook stores them, not as it shows them. The rest of the reader then needs to know nothing
//! of workbooks, and a line of the text is a row of the sheet.

mod biff;
mod cell;
mod grid;
mod heads;
mod money;
mod ods;
mod problem;
mod xls;
mod xlsx;

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::source::named::{Source, unreadable};
use crate::ingest::source::not_text::LARGEST;
use crate::ingest::source::quiet::quietly;
use crate::ingest::source::sheet::Sheet;
use problem::Problem;

/// First bytes of a zip archive, which newer workbooks are.
const ZIP: &[u8] = b"PK\x03\x04";

/// First bytes of the container of old workbooks, and of new ones with a password.
const CONTAINER: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The name of the part of a container with an encrypted workbook, in UTF-16.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// A word in the properties of a workbook that this program wrote.
pub(crate) const OWN_REPORT: &str = "credits.report/1";

/// Whether a source begins like a workbook.
pub(crate) fn is_workbook(source: &Source) -> Result<bool, Error> {
    let start = source.start(CONTAINER.len()).map_err(|e| unreadable(&source.path, &e))?;
    Ok(start.starts_with(ZIP) || start == CONTAINER)
}

/// Reads the sheets of a source in their order; `None` if it is no workbook. Sheets without cells are left out.
pub(crate) fn sheets(source: &Source) -> Result<Option<Vec<Sheet>>, Error> {
    let path = Untrusted::from(source.path.as_str());
    if !is_workbook(source)? {
        return Ok(None);
    }
    let bytes = source.bytes()?;
    // The reader of a damaged file may panic; for the user that is the same as an error.
    let read = quietly(|| read(&bytes)).unwrap_or(Err(Problem::Damaged));
    read.map_err(|problem| problem.of_file(&path))
}

fn read(bytes: &[u8]) -> Result<Option<Vec<Sheet>>, Problem> {
    if bytes.starts_with(CONTAINER) {
        return if memmem::find(bytes, ENCRYPTED).is_some() {
            Err(Problem::Unsupported(
                "the workbook is protected by a password",
                "save it without a password",
            ))
        } else {
            xls::sheets(bytes)
        };
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        // The list of parts is at the end of an archive; a download that broke off lacks it.
        let is_book =
            [&b"xl/"[..], b"opendocument.spreadsheet"].map(|part| memmem::find(bytes, part));
        return if is_book.iter().any(Option::is_some) { Err(Problem::Damaged) } else { Ok(None) };
    };
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Err(Problem::Unsupported(
            "this is a binary Excel workbook",
            "save it as an Excel workbook (.xlsx)",
        ));
    }
    let is_excel = has("xl/workbook.xml") || has("xl/_rels/workbook.xml.rels");
    if !is_excel && !has("content.xml") {
        return Ok(None);
    }
    let custom = if is_excel { "docProps/custom.xml" } else { "meta.xml" };
    if part(&mut archive, custom)?
        .is_some_and(|xml| memmem::find(&xml, OWN_REPORT.as_bytes()).is_some())
    {
        return Err(Problem::OwnReport);
    }
    if is_excel {
        check_size(&mut archive, LARGEST)?;
        return xlsx::sheets(bytes).map(Some);
    }
    let content = part(&mut archive, "content.xml")?.unwrap_or_default();
    ods::sheets(&content)
}

/// Unpacks one part; `None` if there is no such part.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<Vec<u8>>, Problem> {
    let Some(index) = archive.index_for_name(name) else { return Ok(None) };
    let part = archive.by_index(index).map_err(|_| Problem::Damaged)?;
    let mut unpacked = Vec::new();
    part.take(LARGEST + 1).read_to_end(&mut unpacked).map_err(|_| Problem::Damaged)?;
    if unpacked.len() as u64 > LARGEST { Err(Problem::TooLarge) } else { Ok(Some(unpacked)) }
}

/// Unpacks all parts to learn their true size: a crafted archive states another.
fn check_size(archive: &mut ZipArchive<Cursor<&[u8]>>, most: u64) -> Result<(), Problem> {
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Problem::Damaged)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_| Problem::Damaged)?;
        left = left.checked_sub(size).ok_or(Problem::TooLarge)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn an_archive_is_as_large_as_it_unpacks() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(&vec![b' '; 100_000]).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 2_000);
        let size =
            |most| check_size(&mut ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap(), most);
        assert_eq!((size(200_000), size(199_999)), (Ok(()), Err(Problem::TooLarge)));
        assert_eq!(read(&bytes), Err(Problem::Damaged));
    }
}
