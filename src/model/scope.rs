//! Finds the scope of a build prompt: from its credits, its scope column, its files or its words. The card sets all limits and
//! words.

use crate::base::Credits;
use crate::event::{Event, Scope};

use crate::model::classified::Confidence;
use crate::model::names::{Pattern, Spelling};

/// One scope of a card.
#[derive(Clone, Debug)]
pub(super) struct Band {
    pub scope: Scope,
    /// Its class: an index into the period's entries.
    pub entry: usize,
    /// The largest reported amount in this band; `None` if no reported amount belongs here.
    pub up_to: Option<Credits>,
    /// The least number of files in this band.
    pub files_from: Option<u32>,
    pub words: Vec<Phrase>,
    /// Whether the words of all other bands go before.
    pub words_last: bool,
}

/// The scopes of a card, smallest first.
#[derive(Clone, Debug)]
pub(super) struct Scopes {
    pub operations: Vec<Pattern>,
    pub bands: Vec<Band>,
    pub over_band: usize,
    pub unscoped: usize,
}

impl Scopes {
    /// True if the scope of a prompt can lead to this class.
    pub(super) fn leads_to(&self, entry: usize) -> bool {
        entry == self.over_band
            || entry == self.unscoped
            || self.bands.iter().any(|band| band.entry == entry)
    }

    /// The band of reported credits; a refund has the band of its charge. `None` above the highest band.
    pub(super) fn by_credits(&self, reported: Credits) -> Option<&Band> {
        self.bands.iter().find(|band| band.up_to.is_some_and(|most| reported.abs() <= most))
    }

    /// The band from all evidence except credits: the scope column, the number of files, one file that the prompt names alone, then
    /// the words (largest scope first).
    pub(super) fn by_evidence(
        &self,
        event: &Event,
        scoped: Option<&Scoped>,
    ) -> Option<(&Band, Confidence)> {
        let named =
            event.scope.and_then(|scope| self.bands.iter().find(|band| band.scope == scope));
        let by_files = || {
            let files = event.file_count?;
            self.bands.iter().rev().find(|band| band.files_from.is_some_and(|least| files >= least))
        };
        if let Some(band) = named.or_else(by_files) {
            return Some((band, Confidence::High));
        }
        let text = event.prompt.as_deref()?;
        if scoped.is_some_and(|scoped| scoped.allows_one_file(text)) {
            let one = self.bands.iter().find(|band| band.files_from == Some(1));
            return one.map(|band| (band, Confidence::Low));
        }
        let words = words(text);
        let has_words = |band: &&Band| band.words.iter().any(|phrase| phrase.occurs_in(&words));
        let find = |last: bool| {
            self.bands.iter().rev().filter(|band| band.words_last == last).find(has_words)
        };
        let band = find(false).or_else(|| find(true))?;
        Some((band, Confidence::Low))
    }
}

/// What distinguishes a scoped (narrow) prompt from a broad one.
#[derive(Clone, Debug)]
pub(super) struct Scoped {
    pub files: Vec<Pattern>,
    pub places: Vec<Phrase>,
    /// Globs among the places, compared with whole tokens: `*()`.
    pub place_globs: Vec<Pattern>,
    pub forbids: Vec<Phrase>,
    pub without_text: Vec<Scope>,
}

impl Scoped {
    /// Returns whether a prompt is scoped: it names a file and a place in it, or forbids other changes. Without a text, its scope
    /// decides. `None` if there is neither.
    pub(super) fn holds(&self, text: Option<&str>, scope: Option<Scope>) -> Option<bool> {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            return scope.map(|scope| self.without_text.contains(&scope));
        };
        let words = words(text);
        if self.forbids.iter().any(|phrase| phrase.occurs_in(&words)) {
            return Some(true);
        }
        let tokens = tokens(text);
        let named = |patterns: &[Pattern]| {
            tokens.iter().any(|token| patterns.iter().any(|pattern| pattern.matches(token)))
        };
        let placed =
            self.places.iter().any(|phrase| phrase.occurs_in(&words)) || named(&self.place_globs);
        Some(placed && named(&self.files))
    }

    /// Returns whether a prompt names one file and forbids other changes.
    fn allows_one_file(&self, text: &str) -> bool {
        let words = words(text);
        if !self.forbids.iter().any(|phrase| phrase.occurs_in(&words)) {
            return false;
        }
        let is_file = |token: &&Spelling| self.files.iter().any(|pattern| pattern.matches(token));
        let tokens = tokens(text);
        let mut files = tokens.iter().filter(is_file);
        let first = files.next();
        first.is_some_and(|first| files.all(|other| other.plain == first.plain))
    }
}

fn tokens(text: &str) -> Vec<Spelling> {
    text.split_whitespace().map(bare).map(Spelling::new).collect()
}

/// A word of a prompt without the quotes and punctuation around it.
fn bare(token: &str) -> &str {
    token.trim_matches(|c: char| {
        matches!(c, '"' | '\'' | '`' | ',' | ';' | ':' | '.' | '!' | '?' | '<' | '>' | '[' | ']')
    })
}

/// The words of a text in lower case: letters and digits, without apostrophes.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’')) {
        match words.last_mut() {
            Some(word) if c.is_alphanumeric() => word.extend(c.to_lowercase()),
            Some(word) if !word.is_empty() => words.push(String::new()),
            _ => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Consecutive words. The end of a word may be open (`colo*`); `#` matches any number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Phrase(Vec<Word>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Word {
    Number,
    Full(String),
    Stem(String),
}

impl Phrase {
    pub(super) fn new(text: &str) -> Self {
        let word = |word: &str| match (word, word.strip_suffix('*')) {
            ("#", _) => Word::Number,
            (_, Some(stem)) => Word::Stem(stem.to_lowercase()),
            (full, None) => Word::Full(full.to_lowercase()),
        };
        Self(text.split_whitespace().map(word).collect())
    }

    fn occurs_in(&self, words: &[String]) -> bool {
        let is = |wanted: &Word, word: &String| match wanted {
            Word::Number => word.bytes().all(|b| b.is_ascii_digit()),
            Word::Full(full) => word == full,
            Word::Stem(stem) => word.starts_with(stem.as_str()),
        };
        !self.0.is_empty()
            && words
                .windows(self.0.len())
                .any(|row| self.0.iter().zip(row).all(|(wanted, word)| is(wanted, word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_in_a_row() {
        let found = |phrase: &str, text: &str| Phrase::new(phrase).occurs_in(&words(text));
        assert!(found("text", "Change the TEXT."));
        assert!(!found("text", "the context menu"));
        assert!(found("colo*", "new colours"));
        assert!(found("dont change", "Don’t change it"));
        assert!(found("whole app", "the whole\napp"));
        assert!(!found("whole app", "the whole new app"));
        assert!(found("line #", "at line 12"));
        assert!(!found("line #", "a line above"));
        assert!(!found("", "anything"));
    }
}
