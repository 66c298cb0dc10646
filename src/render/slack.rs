//! A gate as the payload of a Slack webhook. The pipeline posts it.

use serde_json::{Value, json};

use super::format::{CheckWriter, OutputFormat};
use super::gate_words::{broken, plain};
use super::json::json as to_json;
use crate::alerts::RuleState;
use crate::base::Untrusted;
use crate::base::untrusted::shown;
use crate::report::check::{Check, RuleVerdict, Verdict};
use crate::report::view::gate_answer::{answer, open};
use crate::report::view::gate_words::{asides, minor, remapped, sentence, state, summary};

pub(super) struct Slack;

impl OutputFormat for Slack {
    fn id(&self) -> &'static str {
        "slack"
    }

    fn describes(&self) -> &'static str {
        "check: the payload of an incoming webhook"
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| to_json(&payload(check)))
    }
}

/// Slack allows 3,000 characters in a section and 50 blocks in a message; head and foot take three.
const TEXT: usize = 2900;
const SECTIONS: usize = 40;

/// Builds the payload: a text for notifications, and blocks.
pub(crate) fn payload(check: &Check) -> Value {
    let sign = match check.verdict {
        Verdict::Clear => "✅",
        Verdict::Fired => "🔥",
        Verdict::Indeterminate => "❔",
        Verdict::Error => "❌",
    };
    let head = format!("{sign} {}", plain(&answer(check)));
    let mut blocks = vec![
        json!({ "type": "header", "text": { "type": "plain_text", "text": cut(&head, 150), "emoji": true } }),
    ];
    let mut texts: Vec<String> = vec![format!("credits check: {}", summary(check))];
    texts.extend(remapped(check));
    texts.extend(broken(check));
    let fired =
        check.rules.iter().filter(|rule| rule.state == RuleState::Fired && !rule.is_folded());
    let said =
        |r: &RuleVerdict| format!("{}: {}: {}", state(r), r.rule, plain(&sentence(check, r)));
    texts.extend(fired.map(said));
    texts.extend(open(check).iter().map(|open| plain(&open.sentence())));
    texts.extend(minor(check).map(|line| plain(&line)));
    let more = texts.len().saturating_sub(SECTIONS);
    blocks.extend(texts.iter().take(SECTIONS).map(|text| section(text)));
    if more > 0 {
        blocks.push(section(&format!("{more} more")));
    }
    let as_of = check.as_of.map(|day| {
        format!(
            "as of {day}{}, {}",
            if check.partial_today { " so far" } else { "" },
            shown(&check.timezone)
        )
    });
    let named = [&check.title, &check.run].into_iter().flatten().map(Untrusted::for_terminal);
    let foot: Vec<String> = named.chain(as_of).chain(asides(check)).collect();
    if !foot.is_empty() {
        let text = cut(&escaped(&foot.join(" · ")), TEXT);
        blocks.push(json!({ "type": "context", "elements": [{ "type": "plain_text", "text": text, "emoji": false }] }));
    }
    json!({ "text": escaped(&head), "blocks": blocks })
}

/// Builds a section of plain text, so that the name of an app cannot become a link or a mention.
fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "plain_text", "text": cut(&escaped(text), TEXT), "emoji": false } })
}

/// Escapes the three characters that have a meaning in Slack, as in `<!channel>`.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Cuts a text to `most` characters, never inside an entity such as `&amp;`.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(most - 1).collect();
    if let Some(at) = kept.rfind('&').filter(|at| !kept[*at..].contains(';')) {
        kept.truncate(at);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_entity_is_cut_in_two() {
        assert_eq!(cut("ab&amp;cd", 9), "ab&amp;cd");
        assert_eq!(cut("ab&amp;cd", 8), "ab&amp;…");
        assert_eq!(cut("ab&amp;cd", 5), "ab…");
    }
}
