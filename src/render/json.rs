//! JSON without characters that act on a terminal or hide in an editor.

use std::io::{self, Write};

use serde::Serialize;

use super::format::{CheckWriter, ComparisonWriter, OutputFormat, ReportWriter};
use crate::base::untrusted::{acts, without_hash_commands};

pub(super) struct Json;

impl OutputFormat for Json {
    fn id(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn describes(&self) -> &'static str {
        "everything, exact; credits can read it back"
    }

    fn report(&self) -> Option<ReportWriter> {
        Some(|report, _, _| json(report))
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| json(check))
    }

    fn comparison(&self) -> Option<ComparisonWriter> {
        Some(|comparison, _, _| json(comparison))
    }
}

/// Writes a value as indented JSON with a final newline. Reading it back gives the same value.
pub fn json(root: &impl Serialize) -> String {
    // Writing plain data with string keys to memory cannot fail.
    let mut text = escaped(serde_json::to_string_pretty(root).expect("a report is plain data"));
    text.push('\n');
    text
}

/// Writes a value as one line of JSON, without a newline.
pub fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string(value).map_err(io::Error::other)?;
    out.write_all(escaped(text).as_bytes())
}

/// Escapes what would act, as in `\u202e`: direction marks, zero width, C1 controls, private use, tags, and
/// the commands of CI systems (`##vso[…]`). JSON can contain them only inside strings, so the value stays the
/// same.
fn escaped(json: String) -> String {
    without_hash_commands(visible(json), "#\\u0023")
}

fn visible(json: String) -> String {
    use std::fmt::Write as _;
    // Nearly all JSON is plain ASCII, which is copied in long pieces.
    let plain = |b: u8| b == b'\n' || (b' '..=b'~').contains(&b);
    if json.bytes().all(plain) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some(at) = rest.bytes().position(|b| !plain(b)) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let mut chars = from.chars();
        match chars.next() {
            Some(c) if acts(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            other => out.extend(other),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_ci_systems_are_written_out_and_come_back() {
        let text = "##vso[task.complete]a ##[error]b ## c";
        let written = json(&[text]);
        assert!(!written.contains("##vso") && !written.contains("##[") && written.contains("## c"));
        let back: Vec<String> = serde_json::from_str(&written).unwrap();
        assert_eq!(back, [text]);
    }

    #[test]
    fn characters_that_act_are_written_out_and_come_back() {
        let text = "a\u{202e}b\u{9b}c\u{e0001}d\n\u{1b}e\u{7f}f";
        let written = json(&[text]);
        assert!(written.is_ascii());
        assert!(!written.contains('\u{7f}'));
        assert_eq!(json(&["é – 漢"]), "[\n  \"é – 漢\"\n]\n");
        let back: Vec<String> = serde_json::from_str(&written).unwrap();
        assert_eq!(back, [text]);
    }
}
