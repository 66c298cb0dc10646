use proptest::prelude::*;

use super::*;
use crate::event::Pool;
use crate::ledger::group::Key;
use crate::ledger::selection::Kept;
use crate::model::{Basis, ClassId};

fn group(class: u16) -> Group {
    let key = Key {
        pool: Pool::Message,
        class: ClassId(class),
        app: None,
        user: None,
        model: None,
        operation: None,
        feature: None,
        files: None,
    };
    Group {
        key,
        card: 0,
        basis: Basis::Reported,
        kept: Kept::Yes,
        negative: false,
        estimate: false,
        failed: false,
        assumed_model: false,
        range: [0; 2],
    }
}

fn sum(day: i32, group: u32, events: u64, nanos: i64) -> DaySum {
    DaySum { day: Day::from_number(day), sum: Sum { group: GroupId(group), events, nanos } }
}

fn all(sums: &GroupSums) -> Vec<DaySum> {
    sums.all_days()
        .flat_map(|(day, sums)| sums.iter().map(move |sum| DaySum { day, sum: *sum }))
        .collect()
}

#[test]
fn a_sum_without_room_gets_a_second_one() {
    let mut sums = GroupSums::default();
    sums.add(&mut vec![sum(1, 2, 1, 1), sum(1, 3, 1, i64::MAX)]);
    sums.add(&mut vec![sum(1, 3, u64::MAX - 1, i64::MIN), sum(1, 3, 1, i64::MAX), sum(1, 4, 1, 1)]);
    let found = all(&sums);
    let of_3 = || found.iter().map(|one| one.sum).filter(|sum| sum.group == GroupId(3));
    assert_eq!(of_3().map(|sum| u128::from(sum.events)).sum::<u128>(), 1 + u128::from(u64::MAX));
    assert_eq!(of_3().map(|sum| i128::from(sum.nanos)).sum::<i128>(), i128::from(i64::MAX) - 1);
    assert!(found.is_sorted_by_key(DaySum::place));
}

#[test]
fn days_that_end_before_they_begin_are_none() {
    let mut sums = GroupSums::default();
    sums.add(&mut vec![sum(1, 0, 2, 5), sum(3, 0, 1, 1)]);
    let place = (Day::from_number(2), GroupId(0));
    sums.add_exact([(place, [Credits::whole(1); 3])].into());
    let between = |first, last| {
        let (first, last) = (Day::from_number(first), Day::from_number(last));
        (sums.days(first, last).count(), sums.exact(first, last).count())
    };
    assert_eq!([between(1, 3), between(2, 2), between(3, 1)], [(2, 1), (0, 1), (0, 0)]);
}

#[test]
fn merging_finds_the_same_groups_under_other_ids() {
    let (mut left, mut right) = (GroupSums::default(), GroupSums::default());
    assert_eq!([group(0), group(1)].map(|group| left.id(group)), [GroupId(0), GroupId(1)]);
    assert_eq!([group(1), group(2)].map(|group| right.id(group)), [GroupId(0), GroupId(1)]);
    left.add(&mut vec![sum(1, 0, 1, 1), sum(1, 1, 1, 10)]);
    right.add(&mut vec![sum(1, 0, 1, 100), sum(2, 1, 1, 1_000)]);
    right.add_exact([((Day::from_number(1), GroupId(0)), [Credits::whole(1); 3])].into());
    left.merge(right);
    assert_eq!(all(&left), [sum(1, 0, 1, 1), sum(1, 1, 2, 110), sum(2, 2, 1, 1_000)]);
    let exact: Vec<_> = left.exact(Day::from_number(0), Day::from_number(9)).collect();
    assert_eq!(exact, [(Day::from_number(1), GroupId(1), [Credits::whole(1); 3])]);
}

proptest! {
    #[test]
    fn sums_are_those_of_a_map(lists in prop::collection::vec(prop::collection::vec((0..4, 0..9_u32, -5..9_i64), 0..20), 0..6)) {
        let (mut sums, mut naive) = (GroupSums::default(), BTreeMap::<(i32, u32), (u64, i64)>::new());
        for list in lists {
            for (day, group, nanos) in &list {
                let sum = naive.entry((*day, *group)).or_default();
                *sum = (sum.0 + 1, sum.1 + nanos);
            }
            sums.add(&mut list.iter().map(|(day, group, nanos)| sum(*day, *group, 1, *nanos)).collect());
        }
        let wanted: Vec<_> = naive.into_iter().map(|((day, group), (events, nanos))| sum(day, group, events, nanos)).collect();
        prop_assert_eq!(sums.len(), wanted.len());
        prop_assert_eq!(all(&sums), wanted);
    }
}
