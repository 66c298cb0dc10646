//! HAR files, which a browser saves of its network traffic: the bodies of the platform's answers, and nothing else of them.
//!
//! Only three things of an exchange are read: the host and path of its address, the status, and the body. Headers, cookies and query
//! strings are not even parsed into a value, so they cannot be kept, printed or hashed.

use serde::Deserialize;

/// Hosts of the platform. Other hosts' bodies are not looked at.
const HOSTS: [&str; 2] = ["base44.com", "base44.app"];

/// The first keys of a HAR file within its `log`.
const KEYS: [&str; 5] = ["version", "creator", "browser", "pages", "entries"];

#[derive(Deserialize)]
struct File {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    url: String,
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    status: i64,
    #[serde(default)]
    content: Content,
}

#[derive(Deserialize, Default)]
struct Content {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
}

/// The body of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Body {
    /// Host and path of its address, without a query.
    pub place: String,
    /// JSON text.
    pub text: String,
}

/// The bodies of a HAR file.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    /// JSON bodies of the platform, each once.
    pub bodies: Vec<Body>,
    /// The number of exchanges with other hosts.
    pub of_others: u64,
}

/// Whether a text begins like a HAR file.
pub(crate) fn begins_like_one(start: &str) -> bool {
    let plain: String = start.chars().filter(|c| !c.is_whitespace()).take(60).collect();
    let Some(rest) = plain.trim_start_matches('\u{feff}').strip_prefix("{\"log\":{\"") else {
        return false;
    };
    KEYS.iter().any(|key| rest.strip_prefix(key).is_some_and(|rest| rest.starts_with('"')))
}

/// The bodies of a HAR file; else the 1-based line that is wrong.
pub(crate) fn bodies(text: &str) -> Result<Bodies, usize> {
    let file: File =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| e.line())?;
    let mut found = Bodies::default();
    for Entry { request, response } in file.log.entries {
        let Some(place) = place(&request.url) else { continue };
        if !is_of_platform(&place) {
            found.of_others += 1;
            continue;
        }
        let is_success = response.status == 0 || (200..300).contains(&response.status);
        let Some(text) = body(response.content).filter(|_| is_success) else { continue };
        let text = text.trim().to_owned();
        let body = Body { place, text };
        if body.text.starts_with(['{', '[']) && !found.bodies.contains(&body) {
            found.bodies.push(body);
        }
    }
    Ok(found)
}

/// Host and path of an address: `app.base44.com/api/usage`.
fn place(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let rest = rest.split(['?', '#', ';']).next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    // A name and a password may stand before the host, a port behind it.
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    Some(format!("{host}{path}"))
}

fn is_of_platform(place: &str) -> bool {
    let host = place.split('/').next().unwrap_or_default();
    HOSTS.iter().any(|own| {
        host.strip_suffix(own).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// The text of a body, which may be in base64.
fn body(content: Content) -> Option<String> {
    let text = content.text?;
    match content.encoding.as_deref() {
        None | Some("") => Some(text),
        Some("base64") => String::from_utf8(from_base64(&text)?).ok(),
        Some(_) => None,
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut value) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let digit = DIGITS.iter().position(|known| *known == byte)?;
        value = value << 6 | u32::try_from(digit).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(value >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_har_file_is_known_by_its_first_keys() {
        assert!(begins_like_one("{\n \"log\": {\n  \"version\": \"1.2\","));
        assert!(begins_like_one("\u{feff}{\"log\":{\"creator\":{"));
        assert!(!begins_like_one("{\"log\":[{\"date\":1}]}"));
        assert!(!begins_like_one("{\"log\":{\"timestamp\":\"2026-05-01\"}}"));
    }

    #[test]
    fn of_an_address_only_host_and_path_stay() {
        let url =
            "https://ana:secret@App.base44.com:443/api/usage;jsessionid=secret?token=secret#secret";
        assert_eq!(place(url).unwrap(), "app.base44.com/api/usage");
        assert_eq!(place("https://app.base44.com?token=secret").unwrap(), "app.base44.com");
        assert!(is_of_platform("app.base44.com/api") && is_of_platform("base44.com"));
        assert!(
            !is_of_platform("notbase44.com/api") && !is_of_platform("base44.com.evil.example/")
        );
    }

    #[test]
    fn bodies_may_be_in_base64() {
        assert_eq!(from_base64("eyJhIjoxfQ==").unwrap(), b"{\"a\":1}");
        assert_eq!(from_base64("e*"), None);
    }
}
