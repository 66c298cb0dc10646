//! Lays out a comparison: the answer in a sentence, then the two windows, why the credits changed, and
//! which lines of each breakdown did.

mod answer;
mod days;
mod figures;
mod lines;
mod remarks;
mod totals;
mod weight;
mod windows;

use super::cells::{Document, Section};
use super::fix_checks;
use crate::report::diff::Comparison;
pub(crate) use weight::by_weight;

/// The document of a comparison, in two parts, so that a comment can fold the second.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    /// The answer, the windows, the totals, the effects.
    pub main: Document,
    /// By app, class, source, model, user and operation.
    pub details: Vec<Section>,
}

/// Lays out a comparison. Tables show `top` rows (0 for all) before the rest is summed up. `by` are the
/// dimensions to show; none means all.
pub(crate) fn page(c: &Comparison, top: usize, by: &[String]) -> Page {
    let pools = by_weight(c);
    let mut sections: Vec<Section> = c.audit.iter().filter_map(fix_checks::fixes).collect();
    sections.push(windows::windows(c));
    sections.extend(totals::totals(c, &pools));
    sections.extend(pools.iter().filter_map(|(pool, change)| days::chart(c, *pool, change)));
    sections.extend(pools.iter().filter_map(|(pool, change)| totals::effects(c, *pool, change)));
    sections.extend(remarks::remarks(c));
    sections.extend(remarks::plan(c));
    let details = pools
        .iter()
        .flat_map(|(pool, change)| lines::breakdowns(c, *pool, change, top, by))
        .collect();
    Page {
        main: Document { headline: answer::headline(c), context: Vec::new(), sections },
        details,
    }
}
