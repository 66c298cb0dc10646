//! Finds the known word that a mistyped word was probably meant to be.

/// The known word that is nearest to `typed`, if it is near enough to be worth suggesting: at most
/// one edit for every three letters, or one word begins with the other. Case does not count, and
/// `_` and a space are the same as `-`.
pub(crate) fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = plain(typed);
    let limit = (typed.chars().count() / 3).max(1);
    let edits = |word: &str| {
        let word = plain(word);
        let begins = typed.len() >= 3
            && (word.starts_with(&typed) || (word.len() >= 3 && typed.starts_with(&word)));
        match typed == word {
            true => 0,
            false if begins => limit,
            // Counts a swap of two neighbouring letters as one edit.
            false => strsim::osa_distance(&typed, &word),
        }
    };
    let near = known.into_iter().map(|word| (edits(word), word)).filter(|(n, _)| *n <= limit);
    near.min_by_key(|(edits, _)| *edits).map(|(_, word)| word)
}

/// `did you mean …?` with the nearest word.
pub(crate) fn did_you_mean<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(typed, known).map(|word| format!("did you mean {word}?"))
}

fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_forgiven_another_word_is_not() {
        let known = ["since", "until", "timezone", "cycle-day"];
        for (given, meant) in [
            ("sinse", Some("since")),
            ("utnil", Some("until")),
            ("Cycle_Day", Some("cycle-day")),
            ("time", Some("timezone")),
            ("budget", None),
            ("x", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
    }
}
