//! A comparison as a page: the answer in a sentence, then which days, why, and which lines moved.

mod answer;

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

/// A comparison's page: what everyone should read, and the breakdowns for those who want to know which line it was.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    /// The answer, the windows, the totals, the effects.
    pub main: Document,
    /// By app, class, source, model, user and operation.
    pub details: Vec<Section>,
}

/// The page. `top`: rows of a table before the rest is summed up as one; 0 shows all. `by`: the dimensions whose tables are
/// shown; none: all.
pub(crate) fn page(c: &Comparison, top: usize, by: &[String]) -> Page {
    let pools = by_weight(c);
    let mut sections: Vec<Section> = c.audit.iter().filter_map(fix_checks::fixes).collect();
    sections.push(windows::windows(c));
    sections.extend(totals::totals(c, &pools));
    sections.extend(pools.iter().filter_map(|(pool, change)| totals::effects(c, *pool, change)));
    sections.extend(remarks::remarks(c));
    let details = pools
        .iter()
        .flat_map(|(pool, change)| lines::breakdowns(c, *pool, change, top, by))
        .collect();
    Page {
        main: Document { headline: answer::headline(c), context: Vec::new(), sections },
        details,
    }
}
