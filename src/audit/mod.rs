//! The consultant's page: patterns of waste, what each costs, and what the same events cost with the fixes applied.
//!
//! A detector reads a [`Trail`] and [`Params`], and nothing else. What it looks for, with its arithmetic, stands in
//! `docs/<id>.md`. A saving is never a constant: it is what the log's own events would have cost (see [`replay`]).

pub(crate) mod afterwards;
pub(crate) mod apply;
mod broad_prompts;
mod bursts;
#[cfg(test)]
mod cases;
mod discuss_routine;
pub(crate) mod estimate;
mod expensive_model;
pub(crate) mod finding;
mod found;
mod heavy_integration;
mod hot_files;
pub(crate) mod limits;
mod long_functions;
pub(crate) mod params;
mod plan_size;
mod price;
#[cfg(test)]
mod properties;
mod rank;
pub(crate) mod reconcile;
mod regression_loop;
mod repeated_calls;
mod repeated_fixes;
pub(crate) mod replay;
mod scheduled_drain;
mod small_fixes;
#[cfg(test)]
mod testing;
mod text;
pub(crate) mod trail;
mod unused_credits;
pub(crate) mod volume;
pub(crate) mod words;

pub(crate) use apply::{Counterfactual, UnknownFix, apply};
pub use estimate::Estimate;
pub(crate) use finding::{EvidenceRow, FindingBasis, NameKind, Part};
pub use finding::{Finding, FindingClass};
pub(crate) use found::Found;
pub use params::Params;
pub use rank::{Audit, audit};
pub(crate) use rank::{Replayed, Total, replayed};
pub(crate) use trail::Row;
pub use trail::{CycleUse, Material, Trail};
pub(crate) use volume::Volume;

/// A pattern of waste.
pub trait Detector: Sync {
    /// `repeated-calls`, as settings and output spell it.
    fn id(&self) -> &'static str;

    /// The first letter of its findings' ids.
    fn letter(&self) -> char;

    /// What it looks for, in one line.
    fn title(&self) -> &'static str;

    /// The name under which its fix is applied: `cache`. `None` where there is nothing to apply.
    fn fix(&self) -> Option<&'static str>;

    /// What it means and how it is computed: Markdown, its first line a heading.
    fn doc(&self) -> &'static str;

    /// What it cannot tell, in one sentence.
    fn weakness(&self) -> &'static str;

    /// Among which events it looks: their number is what a later log is compared by. None where it judges cycles.
    fn looks_at(&self, _row: &Row) -> bool {
        false
    }

    /// What it found in the period, in any order. The order of the log's rows never matters.
    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found>;
}

/// Every detector, in the order of their docs.
pub static ALL: &[&dyn Detector] = &[
    &regression_loop::RegressionLoop,
    &broad_prompts::BroadPrompts,
    &repeated_calls::RepeatedCalls,
    &repeated_fixes::RepeatedFixes,
    &discuss_routine::DiscussRoutine,
    &small_fixes::SmallFixes,
    &heavy_integration::HeavyIntegration,
    &hot_files::HotFiles,
    &expensive_model::ExpensiveModel,
    &bursts::Bursts,
    &scheduled_drain::ScheduledDrain,
    &long_functions::LongFunctions,
    &price::above_list::AboveListPrice,
    &price::drift::PriceDrift,
    &unused_credits::UnusedCredits,
    &plan_size::PlanSize,
];

/// The detector of an id, of a fix's name, or of a finding's id (`repeated-calls`, `cache`, `R1`).
pub(crate) fn find(name: &str) -> Option<&'static dyn Detector> {
    let of_finding = |letter: char| {
        let (first, rest) = (name.chars().next(), name.get(1..).unwrap_or(""));
        first.is_some_and(|c| c.eq_ignore_ascii_case(&letter))
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_digit())
    };
    ALL.iter().copied().find(|d| {
        d.id().eq_ignore_ascii_case(name)
            || d.fix().is_some_and(|f| f.eq_ignore_ascii_case(name))
            || of_finding(d.letter())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_detector_has_names_of_its_own_and_explains_itself() {
        let ids: BTreeSet<_> = ALL.iter().map(|d| d.id()).collect();
        let letters: BTreeSet<_> = ALL.iter().map(|d| d.letter()).collect();
        let fixes: Vec<_> = ALL.iter().filter_map(|d| d.fix()).collect();
        assert_eq!((ids.len(), letters.len()), (ALL.len(), ALL.len()));
        assert_eq!(fixes.iter().collect::<BTreeSet<_>>().len(), fixes.len());
        assert!(fixes.iter().all(|fix| !ids.contains(fix)), "{fixes:?}");
        for detector in ALL {
            let heading = detector.doc().lines().next().unwrap();
            assert_eq!(heading, format!("# {}", detector.id()));
            for (name, _) in Params::default().of(detector.id()) {
                assert!(
                    detector.doc().contains(&format!("`{name}`")),
                    "{} does not say what {name} is",
                    detector.id()
                );
            }
            assert!(detector.weakness().ends_with('.'));
        }
    }

    #[test]
    fn a_detector_is_found_by_any_of_its_names() {
        for name in ["repeated-calls", "cache", "R1", "r12"] {
            assert_eq!(find(name).unwrap().id(), "repeated-calls", "{name}");
        }
        for name in ["", "R", "Rx", "nothing", "é1"] {
            assert!(find(name).is_none(), "{name}");
        }
    }
}
