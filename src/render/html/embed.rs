//! The data and the image inside a page, and the policy that lets the browser load nothing else.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::base::untrusted::acts;
/// Writes a value as JSON without spaces.
pub(crate) fn compact(document: &impl Serialize) -> String {
    // Writing plain data with string keys cannot fail.
    serde_json::to_string(document).unwrap_or_default()
}

/// Escapes JSON for a script element, so that no text in it can end the element, begin another, or
/// hide. Such characters occur only inside strings, where `\u003c` means the same as `<`.
pub(crate) fn inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        if matches!(c, '<' | '>' | '&') || (acts(c) && c != '\n') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Builds the content security policy: only this style, this script, and images inside the page.
pub(crate) fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(style.as_bytes())),
        base64(&Sha256::digest(script.as_bytes()))
    )
}

/// Writes an image as a `data:` address.
pub(crate) fn data_url(mime: &str, bytes: &[u8]) -> String {
    format!("data:{mime};base64,{}", base64(bytes))
}

/// Encodes base 64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let index = word >> (18 - 6 * digit) & 63;
            out.push(if digit <= three.len() { char::from(DIGITS[index as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 4648, section 10.
    #[test]
    fn base64_as_the_rfc_has_it() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn nothing_in_the_data_can_end_its_element() {
        let json =
            serde_json::to_string("</script><!-- & \u{2028}\u{2029}\u{202e}\u{e0001}").unwrap();
        let inert = inert(&json);
        assert!(
            !inert.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\u{202e}', '\u{e0001}']),
            "{inert}"
        );
        assert_eq!(
            serde_json::from_str::<String>(&inert).unwrap(),
            serde_json::from_str::<String>(&json).unwrap()
        );
    }
}
