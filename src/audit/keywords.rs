//! Recognises by keywords whether a prompt asks for a repair, is about looks, or is scoped, and what it is about.
//!
//! Keywords miss some prompts and match others by mistake, so no detector relies on a single one. The lists are data in several
//! languages; an entry that ends in `*` also matches longer words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::stamps;

/// `keywords.toml`.
#[derive(Deserialize)]
struct Keywords {
    /// Asks again for something that was asked before.
    repair: Vec<String>,
    /// Words that ask for a repair, but also stand in the names of pages and fields: they count only in a prompt that builds nothing.
    nouns: Vec<String>,
    /// The first word of a prompt that asks for something new.
    builds: Vec<String>,
    /// Describes what went wrong instead of asking for a repair.
    symptom: Vec<String>,
    /// Names the looks or text of one element, which the editor changes for free.
    looks: Vec<String>,
    /// Says that a prompt is about what the app does.
    logic: Vec<String>,
    /// Says that a run found nothing to do.
    idle: Vec<String>,
    /// What a count of a run may count besides its work.
    not_work: Vec<String>,
    /// Forbids other changes.
    fence: Vec<String>,
    /// Says nothing about the subject of a prompt.
    filler: Vec<String>,
}

static WORDS: LazyLock<Keywords> = LazyLock::new(|| {
    toml::from_str(include_str!("keywords.toml")).expect("keywords.toml is valid")
});

/// Returns true if the prompt asks for a repair.
pub(super) fn asks_repair(prompt: &str) -> bool {
    !repair_words(prompt).is_empty()
}

/// Returns the entries of the list that ask for a repair. In a prompt that builds something, a noun such as "error" does not.
pub(super) fn repair_words(prompt: &str) -> Vec<String> {
    let builds = words(prompt).next().is_some_and(|first| WORDS.builds.contains(&first));
    let found = mentioned(prompt, &WORDS.repair);
    found
        .filter(|entry| !(builds && WORDS.nouns.iter().any(|noun| noun == entry)))
        .map(str::to_owned)
        .collect()
}

/// Returns true if the prompt describes that something went wrong. A wish may use the same words, so one alone proves little.
pub(super) fn complains(prompt: &str) -> bool {
    mentions(prompt, &WORDS.symptom)
}

/// Returns true if the prompt is about the looks or text of one element. What the app does is no looks: a text sent to a guest, a label
/// printer, a background job.
pub(super) fn is_about_looks(prompt: &str) -> bool {
    mentions(prompt, &WORDS.looks) && !mentions(prompt, &WORDS.logic) && !is_scoped(prompt)
}

/// Returns true if the text of a run says that it found nothing to do. A positive count of anything done vetoes it: "20 orders imported,
/// 2 skipped".
pub(super) fn says_idle(text: &str) -> bool {
    mentions(text, &WORDS.idle) && !counts_work(text)
}

/// Returns true if the text counts something that was done.
fn counts_work(text: &str) -> bool {
    let unstamped = stamps::without(text);
    let words: Vec<String> = words(unstamped.as_deref().unwrap_or(text)).collect();
    let is_positive = |word: &str| word.parse::<u64>().is_ok_and(|n| n > 0);
    words.iter().enumerate().any(|(at, word)| {
        let near = &words[at.saturating_sub(1)..words.len().min(at + 3)];
        is_positive(word) && !near.iter().any(|word| WORDS.not_work.contains(word))
    })
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
    prompt.split_whitespace().any(file) || mentions(prompt, &WORDS.fence)
}

/// Returns the words that say what a prompt is about, without plural endings.
pub(super) fn topics(prompt: &str) -> BTreeSet<String> {
    words(prompt)
        .filter(|w| w.chars().count() > 2 && !WORDS.filler.contains(w))
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

fn mentions(prompt: &str, list: &'static [String]) -> bool {
    mentioned(prompt, list).next().is_some()
}

/// Returns the entries of a list that a text contains.
fn mentioned(prompt: &str, list: &'static [String]) -> impl Iterator<Item = &'static str> + use<> {
    let spaced = format!(" {} ", words(prompt).collect::<Vec<_>>().join(" "));
    list.iter().map(String::as_str).filter(move |entry| match entry.strip_suffix('*') {
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
