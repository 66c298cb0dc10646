//! The alert rules, one per file.
//!
//! A rule looks at one pool, or one app in it, and returns an [`Alert`](alert::Alert): whether it fired and the values that it
//! compared. Rules print nothing and write no sentences (`report/words` does), compare exactly before anything is rounded, and
//! read nothing but the subject and the thresholds they are given.
//!
//! To add a rule, write its file here, with its page `docs/<id>.md`, and add its line to [`ALL`]. Its settings, help, page and
//! place in the gate follow from that line. If it compares in a way that no rule does yet, it also needs a kind of sentence:
//! see [`facts::Facts`].

pub(crate) mod alert;
mod budget;
pub(crate) mod cause;
mod daily_cap;
pub(crate) mod episode;
mod excess;
pub(crate) mod facts;
mod forecast;
mod fraction;
mod history;
mod leak;
pub(crate) mod minor;
mod pace;
pub(crate) mod params;
pub(crate) mod rule;
mod spike;
mod steady;
pub(crate) mod subject;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod without_days;

pub(crate) use alert::{AlertDay, Cause, RuleScope, RuleState, Severity, Window};
pub(crate) use episode::{Episode, fold};
pub use params::Params;
pub(crate) use rule::Rule;
pub(crate) use subject::{Part, Parts, Subject};

/// Every rule, in the order in which verdicts are shown.
pub(crate) static ALL: &[&dyn Rule] = &[
    &spike::Spike,
    &excess::Excess,
    &steady::Steady,
    &leak::Leak,
    &forecast::Forecast,
    &budget::Budget,
    &daily_cap::DailyCap,
    &pace::Pace,
];

/// Finds a rule by its id.
pub(crate) fn find(id: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.id() == id)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Names of the files of a folder with an ending, without it.
    #[allow(clippy::disallowed_methods, reason = "reads the source tree")]
    fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/alerts").join(folder);
        let mut found: Vec<(String, String)> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .filter_map(|path| {
                let name = path.file_name()?.to_str()?.strip_suffix(ending)?.to_owned();
                Some((name, fs::read_to_string(&path).unwrap()))
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn every_rule_has_an_id_of_its_own_and_explains_itself() {
        let mut ids: Vec<_> = ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
        for rule in ALL {
            let heading = rule.doc().lines().next().unwrap();
            assert!(heading.starts_with(&format!("# {}", rule.id())), "{heading}");
            assert_eq!(find(rule.id()).unwrap().id(), rule.id());
        }
        assert!(find("nothing").is_none());
    }

    #[test]
    fn every_file_with_a_rule_and_every_page_is_in_the_list() {
        let ids: Vec<String> = {
            let mut ids: Vec<_> = ALL.iter().map(|rule| rule.id().to_owned()).collect();
            ids.sort();
            ids
        };
        let pages: Vec<String> = files("docs", ".md").into_iter().map(|(name, _)| name).collect();
        assert_eq!(pages, ids);
        let rules: Vec<String> = files("", ".rs")
            .into_iter()
            .filter(|(name, text)| name != "mod" && text.contains("impl Rule for"))
            .map(|(name, _)| name.replace('_', "-"))
            .collect();
        assert_eq!(rules, ids);
    }

    #[test]
    fn only_rules_of_daily_use_look_at_apps_and_at_the_unassigned_pool() {
        let bench = testing::Bench::new("2026-05-01", &[1; 20]);
        for rule in ALL {
            let mut app = bench.subject();
            app.scope = Some(RuleScope { app: Some("shop".into()) });
            assert_eq!(
                !rule.judge(&app, &Params::default()).is_empty(),
                rule.judges_apps(),
                "{}",
                rule.id()
            );
            let mut unassigned = bench.subject();
            unassigned.pool = crate::event::Pool::Unassigned;
            assert_eq!(
                !rule.judge(&unassigned, &Params::default()).is_empty(),
                rule.judges_apps(),
                "{}",
                rule.id()
            );
        }
    }
}
