//! Annotations of a GitHub workflow: `::error title=…::…`, one per line.

use std::fmt::Write as _;

use super::format::{CheckWriter, OutputFormat};
use super::gate_words::{broken, plain};
use crate::base::untrusted::shown;
use crate::report::check::{Check, RuleVerdict, Verdict};
use crate::report::view::gate_answer::{answer, main, open};
use crate::report::view::gate_words::{asides, minor, place, remapped, sentence, summary};

pub(super) struct Github;

impl OutputFormat for Github {
    fn id(&self) -> &'static str {
        "github"
    }

    fn describes(&self) -> &'static str {
        "check: annotations of a GitHub workflow"
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| annotations(check))
    }
}

/// GitHub shows ten annotations of a kind per step. The tenth says how many more there are.
const SHOWN: usize = 9;

struct Annotation {
    /// Further properties: `,file=…,line=…`.
    place: String,
    title: String,
    message: String,
}

/// Writes the annotations: errors first, at most ten of a kind.
pub(crate) fn annotations(check: &Check) -> String {
    let mut out = String::new();
    for (kind, found) in
        [("error", errors(check)), ("warning", warnings(check)), ("notice", notices(check))]
    {
        let more = found.len().saturating_sub(SHOWN);
        for a in found.iter().take(SHOWN) {
            let _ = writeln!(
                out,
                "::{kind} title={}{}::{}",
                property(&shown(&a.title)),
                a.place,
                data(&shown(&a.message))
            );
        }
        if more > 0 {
            let text = format!(
                "{more} more of this kind: the job summary (--github-summary) and -f json list all of them"
            );
            let _ = writeln!(out, "::{kind} title=credits check::{}", data(&text));
        }
    }
    out
}

fn of(check: &Check, verdict: &RuleVerdict) -> Annotation {
    Annotation {
        place: String::new(),
        title: format!("credits {} ({})", verdict.rule, plain(&place(verdict))),
        message: plain(&sentence(check, verdict)),
    }
}

/// The rules that could not be judged, one annotation for each fact that kept them from it.
fn unjudged(check: &Check) -> impl Iterator<Item = Annotation> {
    open(check).into_iter().map(|open| Annotation {
        place: String::new(),
        title: format!("credits check: {} not judged", plain(&open.subject())),
        message: plain(&open.fact),
    })
}

fn general(message: String) -> Annotation {
    Annotation { place: String::new(), title: "credits check".to_owned(), message }
}

/// Returns true if the gate fails because a rule could not be judged.
fn fails_unknown(check: &Check) -> bool {
    check.verdict == Verdict::Indeterminate && check.exit != 0
}

fn errors(check: &Check) -> Vec<Annotation> {
    let mut found: Vec<Annotation> = broken(check).map(general).into_iter().collect();
    let first = main(check);
    found.extend(first.map(|rule| {
        let said = of(check, rule);
        Annotation { message: format!("{}. {}", plain(&answer(check)), said.message), ..said }
    }));
    let others = check.rules.iter().filter(|rule| rule.fails());
    let others = others.filter(|rule| first.is_none_or(|first| !std::ptr::eq(first, *rule)));
    found.extend(others.map(|rule| of(check, rule)));
    found.extend(unjudged(check).filter(|_| fails_unknown(check)));
    found
}

fn warnings(check: &Check) -> Vec<Annotation> {
    let mut found: Vec<Annotation> = remapped(check).map(general).into_iter().collect();
    let warned = |r: &&RuleVerdict| r.is_new() && r.warns_only() && !r.is_folded();
    found.extend(check.rules.iter().filter(warned).map(|rule| of(check, rule)));
    found.extend(unjudged(check).filter(|_| !fails_unknown(check)));
    found
}

fn notices(check: &Check) -> Vec<Annotation> {
    let mut found = Vec::new();
    if check.verdict == Verdict::Clear {
        found.push(general(format!("{} ({})", plain(&answer(check)), summary(check))));
    }
    found.extend(minor(check).map(|line| general(plain(&line))));
    for verdict in check.rules.iter().filter(|r| r.is_acknowledged()) {
        let mut annotation = of(check, verdict);
        if let Some(known) = &verdict.acknowledged {
            annotation.message = format!(
                "acknowledged until {} ({}): {}",
                known.expires,
                known.reason.for_terminal(),
                annotation.message
            );
        }
        found.push(annotation);
    }
    if let Some(baseline) = &check.baseline {
        for stale in &baseline.stale {
            found.push(Annotation {
                place: format!(
                    ",file={},line={}",
                    property(&baseline.path.for_terminal()),
                    stale.line
                ),
                title: "credits: stale known event".to_owned(),
                message: format!("{} {}: {}", stale.rule, stale.day, stale.reason),
            });
        }
    }
    found.extend(asides(check).into_iter().map(general));
    found
}

/// Escapes the message of a workflow command. The runner decodes `%25`, `%0D` and `%0A`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command, in which the runner also decodes `%3A` and `%2C`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_end_nowhere_but_at_their_end() {
        assert_eq!(property("a:b,c%0Ad\r\n"), "a%3Ab%2Cc%250Ad%0D%0A");
        assert_eq!(data("50 %: x, y\n::error::z"), "50 %25: x, y%0A::error::z");
    }
}
