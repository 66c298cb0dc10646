//! Text from a log in Markdown. GitHub looks for mentions, issues, commits and addresses in the rendered text, so an escaped `@` still
//! notifies; only code is left alone. A text that has any of these becomes code, and every other one needs few escapes.

use std::fmt::Write as _;

/// A name: as it is if nothing in it has a meaning, else escaped or as code.
pub(super) fn name(text: &str) -> String {
    if links(text) { code(text) } else { escaped(text) }
}

/// A sentence, word by word.
pub(super) fn sentence(text: &str) -> String {
    text.split(' ').map(name).collect::<Vec<_>>().join(" ")
}

/// Whether GitHub would link a part of the text or notify someone.
fn links(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    let before_digit = |mark: &str| {
        let mut rest = small.match_indices(mark).map(|(at, _)| &small[at + mark.len()..]);
        rest.any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    ["@", "www.", "://", "mailto:", "xmpp:"].iter().any(|mark| small.contains(mark))
        || before_digit("#")
        || before_digit("gh-")
        // `:shop:` is a picture.
        || small.matches(':').count() > 1
        || small.split(|c: char| !c.is_ascii_alphanumeric()).any(is_commit)
}

/// Whether a word may be the hash of a commit.
fn is_commit(word: &str) -> bool {
    (7..=40).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && word.bytes().any(|b| b.is_ascii_digit())
        && word.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Code. What would end it, or would be a border of a cell or a tag, is written as a number.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut before = ' ';
    out.push('`');
    for c in text.chars() {
        let is_mention = c == '@' && !before.is_alphanumeric();
        match c {
            '`' | '|' | '<' => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            _ if is_mention => out.push_str("\\u{40}"),
            _ => out.push(c),
        }
        before = c;
    }
    out.push('`');
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_inside =
            before.is_alphanumeric() && rest.peek().is_some_and(|c| c.is_alphanumeric());
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '_' if is_inside => out.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_link_or_notify_is_code() {
        for (text, shown) in [
            ("@octocat", r"`\u{40}octocat`"),
            ("ana@shop.example", "`ana@shop.example`"),
            ("shop #1", "`shop #1`"),
            ("acme/shop#12", "`acme/shop#12`"),
            ("GH-7", "`GH-7`"),
            ("www.shop.example", "`www.shop.example`"),
            ("[x](http://y)", "`[x](http://y)`"),
            (":tada:", "`:tada:`"),
            ("deadbeef1", "`deadbeef1`"),
            ("a|@b`c<i>", r"`a\u{7c}\u{40}b\u{60}c\u{3c}i>`"),
        ] {
            assert_eq!(name(text), shown, "{text}");
        }
    }

    #[test]
    fn what_means_nothing_stays_readable() {
        for text in [
            "shop",
            "InvokeLLM (GPT-5)",
            "gpt_5_mini",
            "a: b",
            "Größe 1.5!",
            "20260520",
            "C#",
            "GH",
        ] {
            assert_eq!(name(text), text);
        }
        for (text, shown) in [
            ("a|b", r"a\|b"),
            ("*bold* _it_", r"\*bold\* \_it\_"),
            ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
            ("[x]", r"\[x\]"),
            ("~~no~~ $x$ `c`", r"\~\~no\~\~ \$x\$ \`c\`"),
        ] {
            assert_eq!(name(text), shown);
        }
    }

    #[test]
    fn a_sentence_keeps_its_words() {
        assert_eq!(sentence("no use; see @me (5_a)"), r"no use; see `\u{40}me` (5_a)");
    }
}
