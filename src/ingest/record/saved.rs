//! Saved reports, checks and comparisons of this program: not logs, but documents that can be shown again.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use serde::de::IgnoredAny;

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::source::encoding::to_text;
use crate::ingest::source::gzip::{GZIP, inflate};
use crate::ingest::source::named as source;
use crate::ingest::source::named::{Content, InputSpec};
use crate::ingest::source::not_text::DecodeError;

/// The bytes in which the marks are searched.
const HEAD: usize = 4096;

/// The start of such a document, after its `{`.
const MARKS: [&str; 3] = [
    "\"schema\":\"credits.report/",
    "\"schema\":\"credits.check/",
    "\"schema\":\"credits.compare/",
];

/// What follows it.
const TOOL: &str = "\"tool\":{";

/// Path and text of a saved document, if it is the only input.
pub(crate) fn document(inputs: &[InputSpec]) -> Result<Option<(Untrusted, String)>, Error> {
    let [only] = inputs else { return Ok(None) };
    // The reader of logs reports inputs that cannot be opened.
    let Ok(found) = source::expand(std::slice::from_ref(only)) else { return Ok(None) };
    let mut sources = found.sources;
    let (Some(source), true) = (sources.pop(), sources.is_empty()) else { return Ok(None) };
    if !source.is_named || !is_saved(&source.content) {
        return Ok(None);
    }
    let path = Untrusted::from(source.path.clone());
    let not_text = |problem: DecodeError| problem.of_file(&path);
    let inflated = inflate(source.bytes()?).map_err(not_text)?;
    let text = to_text(&inflated.bytes, None).map_err(not_text)?.text.into_owned();
    // A list of records, one on each line, may begin like such a document.
    let is_one = serde_json::from_str::<IgnoredAny>(&text).is_ok() || !has_more_lines(&text);
    Ok(is_one.then_some((path, text)))
}

/// Whether the first line is a whole document, and others follow it.
fn has_more_lines(text: &str) -> bool {
    let (first, rest) = text.trim_start().split_once('\n').unwrap_or_default();
    !rest.trim().is_empty() && serde_json::from_str::<IgnoredAny>(first).is_ok()
}

/// Whether a content begins like such a document.
pub(crate) fn is_saved(content: &Content) -> bool {
    let mut head = Vec::new();
    let most = HEAD as u64;
    let read = match content {
        Content::Bytes(bytes) => bytes.as_ref().take(most).read_to_end(&mut head),
        Content::File(path) if path.is_file() => {
            std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut head))
        }
        Content::Spool(spool) => {
            spool.open().and_then(|file| file.take(most).read_to_end(&mut head))
        }
        Content::File(_) => return false,
    };
    if read.is_err() {
        return false;
    }
    head = inflated_head(head);
    head.truncate(head.len() & !1);
    let Ok(text) = to_text(&head, None) else { return false };
    let plain: String = text.text.chars().take(200).filter(|c| !c.is_whitespace()).collect();
    let Some(rest) = plain.strip_prefix('{') else { return false };
    MARKS.iter().any(|mark| rest.starts_with(mark))
        && rest.split_once("\",").is_some_and(|(_, rest)| rest.starts_with(TOOL))
}

/// The first bytes of a file's content: those of a compressed file are decompressed.
pub(crate) fn inflated_head(head: Vec<u8>) -> Vec<u8> {
    if !head.starts_with(GZIP) {
        return head;
    }
    let mut inner = Vec::new();
    // The head of a compressed file ends early; the bytes up to there are enough.
    let _ = MultiGzDecoder::new(head.as_slice()).take(HEAD as u64).read_to_end(&mut inner);
    inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> bool {
        document(&[InputSpec::Stdin(text.as_bytes().to_vec())]).unwrap().is_some()
    }

    #[test]
    fn a_document_is_known_by_its_first_keys() {
        assert!(found("{\n  \"schema\": \"credits.report/1\",\n  \"tool\": {}}"));
        assert!(found("{\"schema\":\"credits.report/2\",\"tool\":{}}"));
        assert!(found("{\"schema\":\"credits.check/1\",\"tool\":{"));
        assert!(found("{\"schema\":\"credits.compare/1\",\"tool\":{}}\n"));
        assert!(!found("{\"schema\":\"credits.report/1\"}"));
        assert!(!found("{\"schema\":\"credits.report/1\",\"tool\":{}}\n{\"credits\":5}\n"));
        assert!(!found("{\"schema\":\"credits.other/1\"}"));
        assert!(!found("[{\"schema\":\"credits.report/1\"}]"));
        assert!(!found("date,credits\n"));
    }

    #[test]
    fn two_inputs_are_never_one() {
        let spec = InputSpec::Stdin(b"{\"schema\":\"credits.report/1\",\"tool\":{}}".to_vec());
        assert!(document(&[spec.clone(), spec]).unwrap().is_none());
    }
}
