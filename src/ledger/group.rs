//! What events that are summed together have in common.

use std::hash::{Hash, Hasher};

use super::selection::Kept;
use super::terms::Detail;
use crate::base::{Credits, Symbol};
use crate::event::{Authority, Event, Outcome, Pool};
use crate::model::{Basis, ClassId, Classified};

/// The pool, class and names by which sums are broken down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    pub pool: Pool,
    pub class: ClassId,
    pub app: Option<Symbol>,
    pub user: Option<Symbol>,
    /// The AI model as logged.
    pub model: Option<Symbol>,
    /// The operation as logged.
    pub operation: Option<Symbol>,
    /// Feature or function, only with [`Detail::features`].
    pub feature: Option<Symbol>,
    /// Files touched, only with [`Detail::files`].
    pub files: Option<Symbol>,
}

impl Hash for Key {
    /// Hashes two fields at a time, because keys are hashed more often than anything else.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { pool, class, app, user, model, operation, feature, files } = self;
        state.write_u64(u64::from(class.0) << 8 | *pool as u64);
        for (one, other) in [(app, user), (model, operation), (feature, files)] {
            state.write_u64(
                u64::from(Symbol::number(*one)) << 32 | u64::from(Symbol::number(*other)),
            );
        }
    }
}

/// Events that differ only in time and amount.
#[expect(clippy::struct_excessive_bools, reason = "each splits the sums by itself")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Group {
    pub key: Key,
    /// The rate card that prices them: an index into the model's cards.
    pub card: u16,
    pub basis: Basis,
    /// Whether the filters keep them.
    pub kept: Kept,
    /// True if their credits are given back.
    pub negative: bool,
    /// True if the app calls its figures estimates.
    pub estimate: bool,
    pub failed: bool,
    /// True if the log names no model, and the platform's default was taken.
    pub assumed_model: bool,
    /// How far the low and the high price of each event are from the typical one, in 10⁻⁹ credits.
    pub range: [i64; 2],
}

/// A group's position in [`GroupSums`](super::sums::GroupSums).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct GroupId(pub u32);

impl GroupId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What one event adds to the sum of its group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Amount {
    /// Typical credits in units of 10⁻⁹; [`Group::range`] says the rest.
    Nanos(i64),
    /// Typical, low and high credits, if a sum of 10⁻⁹ credits cannot hold them.
    Exact([Credits; 3]),
}

impl Group {
    /// The group of an event, and what the event adds to the group's sum.
    pub(super) fn of(
        event: &Event,
        classified: &Classified,
        kept: Kept,
        detail: Detail,
    ) -> (Self, Amount) {
        let reported = event.reported.as_ref();
        let amounts = amounts(classified);
        let in_nanos = nanos(amounts).filter(|(_, range)| {
            // Each range makes a group of its own, and a log can have as many quantities as rows.
            *range == [0, 0] || classified.quantity == Some(Credits::whole(1))
        });
        let group = Self {
            key: Key {
                pool: classified.pool,
                class: classified.class,
                app: event.app,
                user: event.user,
                model: event.model,
                operation: event.operation,
                feature: event.feature.filter(|_| detail.features),
                files: event.files.filter(|_| detail.files),
            },
            card: classified.card,
            basis: classified.basis,
            kept,
            negative: reported.is_some_and(|reported| reported.credits.is_negative()),
            estimate: reported.is_some_and(|reported| reported.authority == Authority::AppEstimate),
            failed: matches!(event.outcome, Outcome::Failed | Outcome::Unknown),
            assumed_model: classified.assumed_model && classified.basis == Basis::Modeled,
            range: in_nanos.map_or([0, 0], |(_, range)| range),
        };
        (group, in_nanos.map_or(Amount::Exact(amounts), |(typical, _)| Amount::Nanos(typical)))
    }

    /// Credits of some events of the group whose typical credits sum to `nanos`: typical, low, high.
    pub(super) fn credits(&self, events: u64, nanos: i128) -> [Credits; 3] {
        let [low, high] = self.range.map(|each| nanos + i128::from(each) * i128::from(events));
        [nanos, low, high].map(Credits::nanos)
    }

    /// The same group with the names of another table.
    pub(super) fn renamed(self, mut rename: impl FnMut(Symbol) -> Symbol) -> Self {
        let Key { app, user, model, operation, feature, files, .. } = self.key;
        let key = Key {
            app: app.map(&mut rename),
            user: user.map(&mut rename),
            model: model.map(&mut rename),
            operation: operation.map(&mut rename),
            feature: feature.map(&mut rename),
            files: files.map(&mut rename),
            ..self.key
        };
        Self { key, ..self }
    }
}

/// What an event counts: typical, low and high. Only a modeled amount has a range; an unknown one is 0.
fn amounts(classified: &Classified) -> [Credits; 3] {
    let typical = classified.credits.unwrap_or_default();
    let price = classified.price.filter(|_| classified.basis == Basis::Modeled);
    let low = price.and_then(|price| price.low).unwrap_or(typical);
    let high = price.and_then(|price| price.high).unwrap_or(typical);
    [typical, low, high]
}

/// The typical amount in 10⁻⁹ credits, and how far the low and the high one are from it. `None` if one of them is no whole number of
/// these, or does not fit.
fn nanos([typical, low, high]: [Credits; 3]) -> Option<(i64, [i64; 2])> {
    Some((typical.to_nanos()?, [(low - typical).to_nanos()?, (high - typical).to_nanos()?]))
}
