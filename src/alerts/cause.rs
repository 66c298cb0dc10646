//! The parts of a spike: each app × class × user compared with its own average, rounded so that the parts sum to the printed
//! excess.

use std::collections::BTreeMap;

use super::alert::{Cause, Causes, Window};
use super::subject::Subject;
use crate::base::{Credits, Day, Ratio6, Untrusted};

/// How many causes are named; the rest becomes one entry.
pub(crate) const NAMED: usize = 20;

/// The class of the entry for the rest.
pub(crate) const OTHERS: &str = "others";

/// What an excess is divided by: app, class and user, each `None` if there is none or it does not matter. The entry without a
/// class is what no part explains.
type Key<'a> = (Option<&'a Untrusted>, Option<&'a str>, Option<&'a Untrusted>);

/// The excess of a part: rounded down to six places, and the remainder × days.
struct Share<'a> {
    key: Key<'a>,
    floor: Credits,
    left: Credits,
}

impl<'a> Share<'a> {
    fn of(key: Key<'a>, scaled: Credits, window: &Window) -> Self {
        let near = scaled.divide(window.count(), 6).unwrap_or_default();
        let over = near.times(i64::from(window.days)) > scaled;
        let floor = if over { near - step() } else { near };
        Self { key, floor, left: scaled - floor.times(i64::from(window.days)) }
    }

    fn name(&self) -> (bool, Option<&Untrusted>, &str, Option<&Untrusted>) {
        let (app, class, user) = self.key;
        // The entry without a part comes last.
        (class.is_none(), app, class.unwrap_or(OTHERS), user)
    }
}

fn step() -> Credits {
    Credits::nanos(1_000)
}

/// The day's excess over the average of the window: each part against its own average, largest first, negative ones last, at most
/// [`NAMED`] and then [`OTHERS`]. They sum to value − baseline as printed. Parts are net but the pool's day is floored at 0, so
/// refunds can make the two differ; the difference goes to `others`. Empty if the subject has no parts.
pub(crate) fn causes(subject: &Subject, day: Day, window: &Window) -> Causes {
    let parts = subject.parts.list();
    if parts.is_empty() {
        return Causes::default();
    }
    let days = i64::from(window.days);
    let (u, sum) = (subject.floored.at(day), window.sum(subject.floored));
    let mut unexplained = u.times(days) - sum;
    let (mut by_part, mut by_group) = (Vec::new(), BTreeMap::<Key, Credits>::new());
    for part in parts {
        let scaled = part.net.at(day).times(days) - window.sum(&part.net);
        unexplained -= scaled;
        let (app, class) = (part.app.as_ref(), Some(part.class.as_str()));
        by_part.push(((app, class, part.user.as_ref()), scaled));
        *by_group.entry((app, class, None)).or_default() += scaled;
    }
    let printed = Ratio6::of(sum, window.count()).unwrap_or_default().value();
    let target = (u - printed).round(6);
    let rest = [((None, None, None), unexplained)];
    let rounded = |scaled: Vec<(Key, Credits)>| {
        let shares = scaled.into_iter().chain(rest).map(|(key, own)| Share::of(key, own, window));
        named(rounded_to(target, shares.collect()))
    };
    Causes { parts: rounded(by_part), groups: rounded(by_group.into_iter().collect()) }
}

/// Largest remainder: the steps lost by rounding down go to the parts that lost most.
fn rounded_to(target: Credits, mut shares: Vec<Share>) -> Vec<Share> {
    let missing = target - shares.iter().map(|share| share.floor).sum();
    shares.sort_by(|a, b| b.left.cmp(&a.left).then_with(|| a.name().cmp(&b.name())));
    let steps = missing.abs().ceil_div(step()).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let last = shares.len() - 1;
    for turn in 0..steps {
        if missing.is_negative() {
            shares[last - turn % (last + 1)].floor -= step();
        } else {
            shares[turn % (last + 1)].floor += step();
        }
    }
    shares
}

/// The largest parts, and the rest as one.
fn named(mut shares: Vec<Share>) -> Vec<Cause> {
    shares.sort_by(|a, b| b.floor.cmp(&a.floor).then_with(|| a.name().cmp(&b.name())));
    let (mut named, mut rest) = (Vec::new(), Credits::ZERO);
    for share in shares {
        match share.key {
            (_, Some(_), _) if share.floor.is_zero() => {}
            (app, Some(class), user) if named.len() < NAMED => named.push(Cause {
                app: app.cloned(),
                class: class.to_owned(),
                user: user.cloned(),
                excess: Ratio6::rounded(share.floor),
            }),
            _ => rest += share.floor,
        }
    }
    if !rest.is_zero() {
        named.push(Cause {
            app: None,
            class: OTHERS.to_owned(),
            user: None,
            excess: Ratio6::rounded(rest),
        });
    }
    named
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::alerts::history::window;
    use crate::alerts::subject::Part;
    use crate::alerts::testing::{Bench, day};
    use crate::ledger::Series;

    fn part(app: &str, days: &[i64]) -> Part {
        let net = Series::new(day("2026-05-01"), days.iter().map(|n| Credits::whole(*n)).collect());
        Part { app: Some(app.into()), class: "llm.gpt-5".into(), user: None, net }
    }

    /// A pool that is the sum of its parts, and the causes of its last day.
    fn explain(parts: &[Part]) -> (Credits, Vec<Cause>) {
        let length = parts[0].net.days().len();
        let days: Vec<Credits> =
            (0..length).map(|i| parts.iter().map(|p| p.net.days()[i]).sum()).collect();
        let mut bench = Bench::new("2026-05-01", &[]);
        bench.net = Series::new(day("2026-05-01"), days);
        bench.floored = bench.net.floored();
        let mut subject = bench.subject();
        let parts = parts.to_vec();
        subject.parts = &parts;
        let window = window(subject.floored, subject.as_of, 14);
        let baseline = Ratio6::of(window.sum(subject.floored), window.count()).unwrap();
        let excess = (subject.floored.at(subject.as_of) - baseline.value()).round(6);
        let causes = causes(&subject, subject.as_of, &window);
        let sum: Credits = causes.groups.iter().map(|c| c.excess.value()).sum();
        assert_eq!(sum, excess);
        (excess, causes.parts)
    }

    #[test]
    fn groups_are_summed_over_all_users_before_the_cut() {
        // Twenty users rise by 3 each and four fall by 10 each: 60 − 40, not the 60 of those that are named.
        let own = |user: usize, days: &[i64]| Part {
            user: Some(format!("user{user:02}").as_str().into()),
            ..part("shop", days)
        };
        let mut bench = Bench::new("2026-05-01", &days(100, 120));
        let parts: Vec<Part> = (0..20)
            .map(|user| own(user, &days(3, 6)))
            .chain((20..24).map(|user| own(user, &days(10, 0))))
            .collect();
        bench.floored = bench.net.floored();
        let mut subject = bench.subject();
        subject.parts = &parts;
        let window = window(subject.floored, subject.as_of, 14);
        let causes = causes(&subject, subject.as_of, &window);
        assert_eq!(names_and_excess(&causes.groups), pairs(&[("shop", "20.000000")]));
        assert_eq!(causes.parts.len(), 21);
        assert_eq!(causes.parts[20].excess.to_string(), "-40.000000");
    }

    fn names_and_excess(causes: &[Cause]) -> Vec<(String, String)> {
        let name = |c: &Cause| c.app.as_ref().map_or(c.class.clone(), |a| a.raw().to_owned());
        causes.iter().map(|c| (name(c), c.excess.to_string())).collect()
    }

    fn days(before: i64, last: i64) -> Vec<i64> {
        let mut days = vec![before; 14];
        days.push(last);
        days
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn each_part_against_its_own_average_negatives_last() {
        let (excess, causes) = explain(&[
            part("shop", &days(10, 50)),
            part("blog", &days(8, 2)),
            part("idle", &days(3, 3)),
        ]);
        assert_eq!(
            names_and_excess(&causes),
            pairs(&[("shop", "40.000000"), ("blog", "-6.000000")])
        );
        assert_eq!(excess, Credits::whole(34));
    }

    #[test]
    fn lost_millionths_go_to_the_largest_remainder() {
        // Excesses 13/14 = .928571|43, 25/14 = 1.785714|29 and −2/14 = −.142858 + .000000|86: exact 36/14 = 2.571428|57.
        let one = |n: i64, last: i64| {
            let mut d = days(0, last);
            d[0] = n;
            d
        };
        let (excess, causes) =
            explain(&[part("a", &one(1, 1)), part("b", &one(3, 2)), part("c", &one(2, 0))]);
        // The baseline prints as .428571, so 2.571429 is explained; rounded down they sum to 2.571427: c and a lost most.
        assert_eq!(excess.to_string(), "2.571429");
        assert_eq!(
            names_and_excess(&causes),
            pairs(&[("b", "1.785714"), ("a", "0.928572"), ("c", "-0.142857")])
        );
    }

    #[test]
    fn equal_remainders_go_by_name() {
        // 13/14 each, .928571|43: exact 26/14 = 1.857142|86, the baseline prints as .142857, so one millionth is left to give.
        let mut row = days(0, 1);
        row[0] = 1;
        let (excess, causes) = explain(&[part("b", &row), part("a", &row)]);
        assert_eq!(excess.to_string(), "1.857143");
        assert_eq!(names_and_excess(&causes), pairs(&[("a", "0.928572"), ("b", "0.928571")]));
    }

    #[test]
    fn the_rest_beyond_twenty_is_one_entry() {
        let parts: Vec<Part> = (1..=23).map(|i| part(&format!("app{i:02}"), &days(0, i))).collect();
        let (_, causes) = explain(&parts);
        assert_eq!(causes.len(), 21);
        assert_eq!(names_and_excess(&causes)[0].0, "app23");
        // 1 + 2 + 3
        assert_eq!(names_and_excess(&causes)[20], ("others".to_owned(), "6.000000".to_owned()));
    }

    #[test]
    fn the_difference_that_flooring_makes_is_in_others() {
        // A refund of 28 on one day: the pool's day counts as 0, the part's as −28.
        let mut refunded = days(0, 10);
        refunded[3] = -28;
        let (excess, causes) = explain(&[part("shop", &refunded)]);
        assert_eq!(excess, Credits::whole(10));
        assert_eq!(
            names_and_excess(&causes),
            pairs(&[("shop", "12.000000"), ("others", "-2.000000")])
        );
    }

    #[test]
    fn ties_go_by_name() {
        let (_, causes) = explain(&[part("b", &days(0, 5)), part("a", &days(0, 5))]);
        assert_eq!(names_and_excess(&causes), pairs(&[("a", "5.000000"), ("b", "5.000000")]));
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_printed_excess(rows in prop::collection::vec(prop::collection::vec(-9_i64..40, 15), 1..30)) {
            let parts: Vec<Part> = rows.iter().enumerate().map(|(i, row)| part(&format!("app{i}"), row)).collect();
            let (excess, causes) = explain(&parts);
            prop_assert_eq!(causes.iter().map(|c| c.excess.value()).sum::<Credits>(), excess);
            prop_assert!(causes.len() <= NAMED + 1);
        }
    }
}
