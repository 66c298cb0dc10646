//! Compares names as logs spell them: case, `-`, `_`, `.` and spaces do not count.

use std::fmt::Write as _;

use crate::base::Untrusted;
use crate::event::CUSTOM_DOMAIN;

/// True for a character that separates the words of a name.
fn separates(c: char) -> bool {
    matches!(c, '-' | '_' | '.') || c.is_whitespace()
}

/// A name without its separators, in lower case.
pub(super) fn plain(name: &str) -> String {
    if name.is_ascii() {
        let bytes = name.bytes().filter(|byte| !separates(char::from(*byte)));
        return bytes.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    name.chars().filter(|c| !separates(*c)).flat_map(char::to_lowercase).collect()
}

/// A name in lower case with `_` for every run of separators, for globs. If separators were dropped here too, `*_mini` would
/// match `gemini`.
fn separated(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if separates(c) {
            if !out.ends_with('_') {
                out.push('_');
            }
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// A name to look for, in full or with `*` (anything) and `?` (one character).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Pattern {
    Name(String),
    Glob(Vec<char>),
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        if text.contains(['*', '?']) {
            Self::Glob(separated(text).chars().collect())
        } else {
            Self::Name(plain(text))
        }
    }

    pub(super) fn matches(&self, name: &Spelling) -> bool {
        match self {
            Self::Name(wanted) => *wanted == name.plain,
            Self::Glob(pattern) => glob(pattern, &name.separated),
        }
    }
}

/// A name from a log, in the two forms that patterns are compared with.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    pub plain: String,
    separated: Vec<char>,
}

impl Spelling {
    pub(super) fn new(name: &str) -> Self {
        Self { plain: plain(name), separated: separated(name).chars().collect() }
    }

    /// The spelling for names in full, which no glob matches.
    pub(super) fn exact(self) -> Self {
        Self { separated: Vec::new(), ..self }
    }
}

/// True if a glob matches a whole text. Takes at most pattern × text steps, so a hostile pattern cannot stall.
fn glob(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                p = at + 1;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The name after a known prefix: `base44.integrations.Core.SendEmail` → `SendEmail`. A prefix that begins with `*` may come
/// after anything.
pub(super) fn without_prefix<'a>(prefixes: &[String], name: &'a str) -> Option<&'a str> {
    let name = name.trim();
    let lower = name.to_ascii_lowercase();
    prefixes.iter().find_map(|prefix| {
        let wanted = prefix.to_ascii_lowercase();
        let end = match wanted.strip_prefix('*') {
            Some(anywhere) => lower.rfind(anywhere)? + anywhere.len(),
            None => lower.starts_with(&wanted).then_some(wanted.len())?,
        };
        name.get(end..).filter(|rest| !rest.is_empty())
    })
}

/// The domain of `Shop <hello@shop.example>`, `hello@shop.example` or `shop.example`; `None` if there is no domain.
fn domain(sender: &str) -> Option<String> {
    let address = sender.rsplit('@').next().unwrap_or(sender);
    let domain = address
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '.'))
        .to_lowercase();
    let named = domain.contains('.')
        && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    named.then_some(domain)
}

/// True if a sender has a domain that is neither one of `inside` nor below one, or is the log's mark for a domain of the app's own.
pub(super) fn sender_outside(inside: &[String], sender: &str) -> bool {
    plain(sender) == plain(CUSTOM_DOMAIN)
        || domain(sender).is_some_and(|domain| {
            !inside.iter().any(|own| {
                domain == *own
                    || domain.strip_suffix(own.as_str()).is_some_and(|rest| rest.ends_with('.'))
            })
        })
}

/// A name as a TOML string.
pub(super) fn toml_string(name: &str) -> String {
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // Control characters are escaped, so that the line is safe to print.
            c if crate::base::untrusted::acts(c) => {
                let _ = write!(out, "\\U{:08X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name in quotes, safe to print in a message.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", Untrusted::from(name).for_terminal_cut(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_do_not_count() {
        for name in
            ["InvokeLLM", "invokeLLM", "invoke_llm", "INVOKE-LLM", "Invoke LLM", "invoke.llm"]
        {
            assert!(Pattern::new("InvokeLLM").matches(&Spelling::new(name)), "{name}");
        }
        assert!(!Pattern::new("gpt_5").matches(&Spelling::new("gpt_5_4")));
        assert!(!Pattern::new("gpt_5").matches(&Spelling::new("gpt_5_mini")));
    }

    #[test]
    fn globs_respect_words() {
        let mini = Pattern::new("*_mini");
        for (name, taken) in [
            ("gpt_5_mini", true),
            ("gpt-4o-mini", true),
            ("o4.mini", true),
            ("gemini", false),
            ("mini", false),
        ] {
            assert_eq!(mini.matches(&Spelling::new(name)), taken, "{name}");
        }
        assert!(Pattern::new("superagent_*").matches(&Spelling::new("Superagent Message")));
        assert!(Pattern::new("a?c*").matches(&Spelling::new("abc")));
        assert!(!Pattern::new("a?c").matches(&Spelling::new("ac")));
    }

    #[test]
    fn a_hostile_glob_ends() {
        let pattern = Pattern::new(&"*a".repeat(60));
        assert!(!pattern.matches(&Spelling::new(&"a".repeat(5_000).replace('a', "ab"))));
    }

    #[test]
    fn prefixes_are_taken_off() {
        let prefixes: Vec<String> =
            ["*integrations.Core.", "*integration-endpoints/Core/", "Core."]
                .iter()
                .map(ToString::to_string)
                .collect();
        for (name, rest) in [
            ("base44.integrations.Core.SendEmail", Some("SendEmail")),
            ("base44.asServiceRole.integrations.Core.InvokeLLM", Some("InvokeLLM")),
            ("asServiceRole.integrations.core.UploadFile", Some("UploadFile")),
            ("/api/apps/1/integration-endpoints/Core/GenerateImage", Some("GenerateImage")),
            ("core.SendSMS", Some("SendSMS")),
            ("score.SendSMS", None),
            ("base44.integrations.Core.", None),
        ] {
            assert_eq!(without_prefix(&prefixes, name), rest, "{name}");
        }
    }

    #[test]
    fn a_custom_domain_is_one_that_is_not_the_platforms() {
        let own = ["base44.com".to_owned(), "base44.app".to_owned()];
        for (sender, outside) in [
            ("hello@shop.example", true),
            ("Shop <hello@Shop.Example>", true),
            ("shop.example", true),
            ("notbase44.com", true),
            ("base44.com.evil.example", true),
            ("no-reply@base44.com", false),
            ("no-reply@mail.base44.app", false),
            ("BASE44.COM", false),
            ("My Shop", false),
            ("", false),
        ] {
            assert_eq!(sender_outside(&own, sender), outside, "{sender}");
        }
    }

    #[test]
    fn toml_strings_read_back() {
        for name in ["plain", "a\"b\\c", "line\nbreak\u{1b}[31m\u{202e}", "[x]\n]\"#", "\u{7f}"] {
            let text = format!("x = {}", toml_string(name));
            let read: toml::Table = toml::from_str(&text).unwrap();
            assert_eq!(read["x"].as_str(), Some(name));
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\n']));
        }
    }
}
