//! Recognises by keywords whether a prompt asks for a repair, is about looks, or is scoped, and what it is about.
//!
//! Keywords miss some prompts and match others by mistake, so no detector relies on a single one. The lists are data in several
//! languages; an entry that ends in `*` also matches longer words.

use std::collections::BTreeSet;

/// Asks again for something that was asked before.
const REPAIR: &[&str] = &[
    "fix*",
    "still",
    "again",
    "broke*",
    "broken",
    "wrong",
    "bug*",
    "error*",
    "undo",
    "revert*",
    "regress*",
    "worse",
    "crash*",
    "fail*",
    "doesn't work",
    "does not work",
    "not working",
    "stopped working",
    "didn't work",
    "isn't working",
    "same problem",
    "same issue",
    "put it back",
    "as before",
    "nicht mehr",
    "immer noch",
    "geht nicht",
    "funktioniert nicht",
    "kaputt",
    "fehler*",
    "sigue sin",
    "no funciona",
    "arregla*",
    "encore",
    "ne marche pas",
    "corrige*",
    "não funciona",
    "ainda",
    "conserta*",
];

/// Describes what went wrong instead of asking for a repair.
const SYMPTOM: &[&str] = &[
    "nan",
    "undefined",
    "why is",
    "why are",
    "why does",
    "why did",
    "nothing happens",
    "does nothing",
    "do nothing",
    "disappear*",
    "vanish*",
    "you removed",
    "you deleted",
    "you changed",
    "you broke",
    "not what i",
    "goes white",
    "goes blank",
    "white screen",
    "white page",
    "blank page",
    "blank screen",
    "is off",
    "are off",
    "off by",
    "any more",
    "anymore",
    "no longer",
    "once more",
    "keeps",
    "stuck",
    "freez*",
    "frozen",
    "is gone",
    "are gone",
    "is missing",
    "are missing",
    "not showing",
    "not saving",
    "not loading",
    "not responding",
    "should not have",
    "shouldn't have",
    "the old one",
    "the earlier one",
    "looks different",
    "warum",
    "verschwunden",
    "weg",
    "fehlt",
    "desapareció",
    "por qué",
    "pourquoi",
    "disparu",
    "sumiu",
    "por que",
];

/// Names the looks or text of one element, which the editor changes for free.
const LOOKS: &[&str] = &[
    "colour*",
    "color*",
    "text",
    "texts",
    "label*",
    "typo*",
    "wording",
    "copy",
    "title*",
    "heading*",
    "font*",
    "padding",
    "margin*",
    "spacing",
    "align*",
    "logo*",
    "icon*",
    "button text",
    "bold",
    "italic",
    "bigger",
    "smaller",
    "larger",
    "rename*",
    "placeholder*",
    "tooltip*",
    "caption*",
    "background",
    "border*",
    "rounded",
    "width",
    "height",
    "farbe*",
    "schrift*",
    "überschrift*",
    "texto",
    "título*",
    "couleur*",
    "texte*",
];

/// Says that a run found nothing to do.
const IDLE: &[&str] = &[
    "nothing to do",
    "nothing new",
    "no new",
    "no changes",
    "no records",
    "0 records",
    "0 rows",
    "0 items",
    "skipped",
    "nichts zu tun",
    "nada que hacer",
    "rien à faire",
];

/// Forbids other changes.
const FENCE: &[&str] = &[
    "do not modify",
    "don't modify",
    "do not change",
    "don't change",
    "do not touch",
    "don't touch",
    "nothing else",
    "no other",
    "only change",
    "change only",
    "leave everything else",
    "nichts anderes",
    "ändere nur",
    "no cambies",
    "ne change rien d'autre",
];

/// Says nothing about the subject of a prompt.
const FILLER: &[&str] = &[
    "the", "and", "for", "with", "that", "this", "from", "into", "have", "has", "was", "are",
    "not", "now", "please", "can", "you", "make", "add", "change", "should", "when", "then",
    "also", "all", "but", "its", "it's", "there", "here", "more", "new", "after", "before", "our",
    "your", "page", "app", "use", "show", "does", "doesn't", "don't", "still", "again", "work",
    "working", "works", "fix", "broken", "wrong", "error", "bug", "same", "problem", "issue",
    "back", "put", "undo", "revert", "instead", "just", "only", "get", "set",
];

/// Returns true if the prompt asks for a repair.
pub(super) fn asks_repair(prompt: &str) -> bool {
    mentions(prompt, REPAIR)
}

/// Returns true if the prompt describes that something went wrong. A wish may use the same words, so one alone proves little.
pub(super) fn complains(prompt: &str) -> bool {
    mentions(prompt, SYMPTOM)
}

/// Returns true if the prompt is about the looks or text of one element.
pub(super) fn is_about_looks(prompt: &str) -> bool {
    mentions(prompt, LOOKS)
}

/// Returns true if the text of a run says that it found nothing to do.
pub(super) fn says_idle(text: &str) -> bool {
    mentions(text, IDLE)
}

/// Returns true if the prompt names a file or forbids other changes.
pub(super) fn is_scoped(prompt: &str) -> bool {
    let file = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.rsplit_once('.').is_some_and(|(stem, ext)| {
            !stem.is_empty()
                && matches!(
                    ext,
                    "tsx" | "jsx" | "ts" | "js" | "css" | "html" | "json" | "py" | "vue"
                )
        })
    };
    prompt.split_whitespace().any(file) || mentions(prompt, FENCE)
}

/// Returns the words that say what a prompt is about, without plural endings.
pub(super) fn topics(prompt: &str) -> BTreeSet<String> {
    words(prompt)
        .filter(|w| w.chars().count() > 2 && !FILLER.contains(&w.as_str()))
        .map(|w| w.trim_end_matches('s').to_owned())
        .collect()
}

/// Returns true if two prompts share a third of all their topics, or half of the shorter one's.
pub(super) fn are_alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared = a.intersection(b).count();
    let (all, least) = (a.len() + b.len() - shared, a.len().min(b.len()));
    shared > 0 && (3 * shared >= all || (least >= 2 && 2 * shared >= least))
}

fn words(prompt: &str) -> impl Iterator<Item = String> + '_ {
    prompt
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|w| !w.is_empty())
        .map(|w| w.to_lowercase().replace('’', "'"))
}

fn mentions(prompt: &str, list: &[&str]) -> bool {
    let spaced = format!(" {} ", words(prompt).collect::<Vec<_>>().join(" "));
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(stem) => spaced.contains(&format!(" {stem}")),
        None => spaced.contains(&format!(" {entry} ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_are_told_from_wishes() {
        for prompt in [
            "Still broken, the total is NaN",
            "It doesn’t work again",
            "please fix the header",
            "put it back as before",
            "Das geht nicht",
        ] {
            assert!(asks_repair(prompt), "{prompt}");
        }
        for prompt in [
            "Add a page for invoices",
            "Prefix every order number with the year",
            "Show the address as text",
        ] {
            assert!(!asks_repair(prompt), "{prompt}");
        }
    }

    #[test]
    fn complaints_are_repairs_without_the_word() {
        for prompt in [
            "The total comes out as NaN",
            "Now nothing happens when I press save",
            "You removed the filter",
            "The date is off by one day",
        ] {
            assert!(complains(prompt) && !asks_repair(prompt), "{prompt}");
        }
        for prompt in [
            "Give the list a second column",
            "Send the report once a week",
            "Let people keep their drafts",
        ] {
            assert!(!complains(prompt), "{prompt}");
        }
    }

    #[test]
    fn idle_runs_say_so_in_whole_words() {
        assert!(says_idle("Checked 0 records, done") && says_idle("nothing to do"));
        assert!(!says_idle("Wrote 10 records") && !says_idle("sync"));
    }

    #[test]
    fn a_scoped_prompt_names_a_file_or_a_fence() {
        assert!(is_scoped("In components/Header.tsx add a logout button"));
        assert!(is_scoped("Add a logout button. Do not modify any other file."));
        assert!(!is_scoped("Add a logout button to the header."));
    }

    #[test]
    fn topics_are_compared_without_filler() {
        let (a, b) = (
            topics("Fix the checkout total, it is still wrong"),
            topics("the checkout totals are broken again"),
        );
        assert_eq!(a.iter().map(String::as_str).collect::<Vec<_>>(), ["checkout", "total"]);
        assert!(are_alike(&a, &b));
        assert!(!are_alike(&a, &topics("add a map to the contact form")));
        assert!(!are_alike(&topics("fix it"), &topics("fix it")));
    }
}
