//! Which operations have a prompt that may decide their class or price. A rollup keeps the prompts of these alone.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::base::hex;
use crate::model::cost_model::Model;
use crate::model::names::Pattern;
use crate::model::period::{Entry, PricePeriod};
use crate::model::price::Rate;

/// Bytes of the digest that are written: a name, not a seal.
const BYTES: usize = 8;

/// The operations whose events need their prompts, on any day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PromptRules {
    /// In lower case, without `-`, `_`, `.` and spaces; sorted.
    pub operations: Vec<String>,
    /// Whether some pattern names operations by a part of their names, so that any operation may need its prompt.
    pub any: bool,
}

impl PromptRules {
    /// A short name of the rules, for the `rules` column of rollups: rollups with the same one kept the same prompts.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for name in &self.operations {
            hash.update(name.as_bytes());
            hash.update([0]);
        }
        hash.update([u8::from(self.any)]);
        format!("prompts:{}", hex(&hash.finalize()[..BYTES]))
    }
}

impl Model {
    /// The operations for which [`Classifier::reads_prompt`](crate::model::Classifier::reads_prompt) may be true.
    pub(crate) fn prompt_rules(&self) -> PromptRules {
        let (mut names, mut any) = (BTreeSet::new(), false);
        let mut add = |patterns: &[Pattern]| {
            for pattern in patterns {
                match pattern {
                    Pattern::Name(name) => drop(names.insert(name.clone())),
                    Pattern::Glob(_) => any = true,
                }
            }
        };
        let mut titles = BTreeSet::new();
        for at in 0..=self.newest_period() {
            let period = self.period(at);
            if let Some(scopes) = &period.scopes {
                add(&scopes.operations);
            }
            for (at, entry) in period.entries.iter().enumerate() {
                let needs = needs_prompt(entry);
                if needs || leads_to(period, at) {
                    titles.insert(entry.text.plain_title.clone());
                }
                for matcher in entry.matchers.iter().filter(|_| needs) {
                    // Without names, it matches the operations that no other class matches; these have no price.
                    add(matcher.operations.as_deref().unwrap_or_default());
                }
            }
        }
        names.extend(titles);
        PromptRules { operations: names.into_iter().collect(), any }
    }
}

/// Whether a price is of the length or the scope of a text.
fn needs_prompt(entry: &Entry) -> bool {
    entry.line.if_scoped.is_some() || matches!(entry.line.rate, Rate::Times { .. })
}

/// Whether the scope of a prompt can lead to a class.
fn leads_to(period: &PricePeriod, entry: usize) -> bool {
    period.scopes.as_ref().is_some_and(|scopes| scopes.leads_to(entry))
}
