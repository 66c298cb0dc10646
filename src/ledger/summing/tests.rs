use std::collections::BTreeMap;

use super::*;
use crate::base::{Day, Zone};
use crate::event::{Authority, Pool, Provenance, Reported, Slot};
use crate::ingest::Sink as _;
use crate::ledger::{Ledger, Selection};
use crate::model::Model;

fn with_terms<T>(test: impl FnOnce(Terms) -> T) -> T {
    let (model, selection) = (Model::builtin("base44").unwrap(), Selection::default());
    test(Terms {
        model: &model,
        zone: Zone::Utc,
        plans: &(),
        selection: &selection,
        detail: crate::ledger::Detail::default(),
    })
}

fn event(names: &mut Symbols, day: i32, app: &str, credits: &str) -> Event {
    let at = Instant::from_micros(i64::from(day) * 86_400_000_000);
    let mut event = Event::at(Stamp::At(at), Provenance { input: 0, line: 1 });
    event.app = Some(names.intern(app));
    event.operation = Some(names.intern("prompt"));
    event.pool = Some(Pool::Message);
    let column = names.intern("credits");
    let credits = credits.parse().unwrap();
    event.reported = Some(Reported { credits, column, authority: Authority::App });
    event
}

/// The sums by name, which do not depend on the table of names.
fn by_app(ledger: &Ledger, names: &Symbols) -> BTreeMap<String, Credits> {
    let all = ledger.span(Pool::Message, Day::from_number(0), Day::from_number(99_999));
    let name = |app: Option<_>| names.name(app.unwrap()).to_owned();
    all.by(|key| key.app).into_iter().map(|(app, tally)| (name(app), tally.credits)).collect()
}

const ROWS: [(i32, &str, &str); 6] = [
    (20_600, "shop", "3"),
    (20_601, "blog", "5"),
    (20_600, "shop", "4.25"),
    (20_602, "shop", "-1"),
    // These amounts do not fit into 10⁻⁹ credits.
    (20_600, "blog", "0.0000000000000001"),
    (20_602, "blog", "123456789012345.5"),
];

#[test]
fn threads_sum_to_the_same_as_one() {
    with_terms(|terms| {
        let mut one = vec![(Summing::new(terms), Symbols::default())];
        let mut two = vec![(Summing::new(terms), Symbols::default())];
        two.push((two[0].0.fork(), Symbols::default()));
        for (n, (day, app, credits)) in ROWS.into_iter().enumerate() {
            for (summing, names) in [&mut one[0], &mut two[n % 2]] {
                let event = event(names, day, app, credits);
                summing.event(&event, names);
            }
        }
        let mut names = [Symbols::default(), Symbols::default()];
        let one = Summed::of(one, &mut names[0]);
        let two = Summed::of(two, &mut names[1]);
        assert_eq!(by_app(&one.ledger, &names[0]), by_app(&two.ledger, &names[1]));
        assert_eq!(by_app(&one.ledger, &names[0])["shop"].to_string(), "6.25");
        assert_eq!(
            by_app(&one.ledger, &names[0])["blog"].to_string(),
            "123456789012350.5000000000000001"
        );
        assert_eq!(one.ledger.hours, two.ledger.hours);
        assert_eq!(one.ledger.utc_message, two.ledger.utc_message);
        assert_eq!(one.extents, two.extents);
    });
}

#[test]
fn a_group_adds_up_like_its_events() {
    with_terms(|terms| {
        let mut names = Symbols::default();
        let (mut fast, mut each) = (Summing::new(terms), Summing::new(terms));
        let example = event(&mut names, 20_600, "shop", "1");
        let group = fast.group(&example, &names).unwrap();
        for (day, tenths) in (20_400..20_700).step_by(7).zip((1..).step_by(13)) {
            let (amount, nanos) =
                (format!("{}.{}", tenths / 10, tenths % 10), tenths * 100_000_000);
            let event = event(&mut names, day, "shop", &amount);
            let Stamp::At(at) = event.stamp else { panic!() };
            assert!(fast.add(group, (at, Slot::ONE), nanos, &names));
            each.event(&event, &names);
        }
        let [fast, each] = [fast, each].map(|summing| {
            let mut all = Summed::default();
            all.add(summing, &names);
            all
        });
        let by = |summed: &Summed| {
            let (first, last) = (Day::from_number(0), Day::from_number(99_999));
            summed.ledger.span(Pool::Message, first, last).by_day(|key| key.class)
        };
        assert!(by(&fast).len() > 40);
        assert_eq!(by(&fast), by(&each));
        assert_eq!(fast.ledger.hours, each.ledger.hours);
        assert_eq!(fast.extents, each.extents);
    });
}

#[test]
fn grants_are_capacity_and_blocked_rows_are_nothing() {
    with_terms(|terms| {
        let (mut names, mut summing) = (Symbols::default(), Summing::new(terms));
        for outcome in [Outcome::Grant, Outcome::Blocked, Outcome::Ok] {
            let event = Event { outcome, ..event(&mut names, 20_600, "shop", "20") };
            summing.event(&event, &names);
        }
        let mut all = Summed::default();
        all.add(summing, &names);
        let day = Day::from_number(20_600);
        assert_eq!(all.ledger.granted(Pool::Message, day, day), Credits::whole(20));
        let total = all.ledger.span(Pool::Message, day, day).total();
        assert_eq!((total.credits, total.events), (Credits::whole(20), 1));
        assert_eq!(all.ledger.first_day(), Some(day));
    });
}
