//! Texts that are no whole input: templates with gaps, and texts about something that they do not contain.

use std::collections::BTreeMap;

/// Whole prompts are at least this long, and at least this many differ in nothing but the numbers filled in.
const LEAST_FILLED: usize = 25;
const LEAST_ALIKE: usize = 4;

/// Longer names do not stand for a value.
const LONGEST_GAP: usize = 30;

/// The answer depends on what it answers, which is elsewhere.
const ANSWERS: [&str; 18] = [
    "reply to",
    "a reply",
    "replies to",
    "respond to",
    "response to",
    "an answer to",
    "answer to the",
    "answer the",
    "answer this",
    "follow-up to",
    "follow up on",
    "antworte",
    "antwort auf",
    "antwort an",
    "réponds",
    "réponse à",
    "responde a",
    "respuesta a",
];

/// The text points to something beside it.
const POINTERS: [&str; 7] =
    [" this ", " these ", " following", " attached", " below", " above", " given "];

/// Names of markup elements, which are no gaps.
const ELEMENTS: [&str; 18] = [
    "a", "b", "i", "p", "u", "br", "hr", "li", "ul", "ol", "em", "div", "span", "strong", "code",
    "pre", "table", "html",
];

/// Returns true for a template that the log stores with its gaps, and for a text that answers something that is not in it.
pub(super) fn leaves_out(text: &str) -> bool {
    let lower = text.to_lowercase();
    ANSWERS.iter().any(|words| lower.contains(words)) || has_gap(text)
}

/// Returns true if several long texts differ in nothing but numbers: values were filled in, so the log stores whole prompts.
pub(super) fn are_filled_in(texts: &[&str]) -> bool {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts.iter().filter(|text| text.chars().count() >= LEAST_FILLED) {
        let points = POINTERS.iter().any(|pointer| text.to_lowercase().contains(pointer));
        let form = without_numbers(text);
        if !points && !leaves_out(text) && form != **text {
            *alike.entry(form).or_default() += 1;
        }
    }
    alike.into_values().any(|texts| texts >= LEAST_ALIKE)
}

/// The text with each number as `#`.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if !c.is_ascii_digit() => out.push(c),
            _ if !out.ends_with('#') => out.push('#'),
            _ => {}
        }
    }
    out
}

/// Returns true for `{name}`, `{{ order }}`, `<name>`, `[name]`, `%s`, `$name`, `:name` and `____`.
fn has_gap(text: &str) -> bool {
    [("{", "}"), ("<", ">"), ("[", "]")].iter().any(|(open, close)| is_named(text, open, close))
        || text.contains("___")
        || text.split_whitespace().any(|word| {
            let word = word.trim_end_matches(['.', ',', '!', '?', ';', ')']);
            let is_name = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
            let stands_for = |mark: char| word.strip_prefix(mark).is_some_and(is_name);
            matches!(word, "%s" | "%d" | "%i" | "XXX" | "XXXX")
                || stands_for('$')
                || stands_for(':')
        })
}

/// Returns true if two marks enclose a name.
fn is_named(text: &str, open: &str, close: &str) -> bool {
    let mut parts = text.split(open);
    parts.next();
    parts.any(|part| {
        let Some((name, rest)) = part.split_once(close) else { return false };
        let name = name.trim();
        let is_link = open == "[" && rest.starts_with('(');
        let plain = name.chars().all(|c| c.is_alphanumeric() || " _-.".contains(c));
        let begins = name.starts_with(char::is_alphabetic);
        begins
            && plain
            && !is_link
            && name.chars().count() <= LONGEST_GAP
            && !(open == "<" && ELEMENTS.contains(&name.to_lowercase().as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_gaps() {
        for text in [
            "Write a reply to <name> about order <n>",
            "Write a reply to Anna about order 17",
            "Greet {customer_name} and list {{ order.items }}",
            "Describe [product] in two sentences",
            "Summarise %s for the owner",
            "Thank $name for the visit",
            "Send a note to :user, please",
            "Dear ____, your order is ready",
            "Antworte freundlich auf die Anfrage",
        ] {
            assert!(leaves_out(text), "{text}");
        }
        for text in [
            "Recommend three articles for a visitor who looks at shelf 5",
            "Return JSON like {\"title\": \"text\", \"score\": 1}",
            "Write <b>bold</b> headings for the page",
            "See [the rules](https://rules.test) and list them",
            "Note: the time is 10:15, price $5, 50% off [1]",
        ] {
            assert!(!leaves_out(text), "{text}");
        }
    }

    #[test]
    fn whole_prompts_differ_in_numbers() {
        let texts = |form: &dyn Fn(usize) -> String| -> Vec<String> { (1..5).map(form).collect() };
        let alike = |texts: Vec<String>| {
            are_filled_in(&texts.iter().map(String::as_str).collect::<Vec<_>>())
        };
        assert!(alike(texts(&|n| format!("Recommend three articles near shelf {n}"))));
        assert!(!alike(texts(&|n| format!("Write a reply to customer {n} about the order"))));
        let words = ["order", "return", "delay", "invoice", "refund"];
        assert!(!alike(texts(&|n| format!("Write a kind note about the {}", words[n]))));
    }
}
