//! Which class the names of an event lead to: its operation, AI model and sender.

use crate::base::Credits;
use crate::event::{Pool, variant};
use crate::model::names::{Pattern, Spelling, sender_outside, without_prefix};
use crate::model::period::{Entry, Matcher, PricePeriod};

/// What the names of an event decide.
#[derive(Clone, Copy, Debug)]
pub(super) enum Route {
    /// Its class.
    Entry {
        at: usize,
        pool: Option<Pool>,
        unpriced: bool,
        /// The row names no AI model, so the platform's default is assumed.
        assumed: bool,
        /// The highest listed price of one unit, if the AI model is assumed.
        dearest: Option<Credits>,
        hand_picked: bool,
    },
    /// That it is a build prompt, whose scope decides the class.
    Prompt {
        /// The user chose the AI model, so the card's prices do not apply.
        hand_picked: bool,
    },
}

/// The names of an event, ready to compare with patterns.
struct EventNames<'a> {
    /// The spellings of the operation: as the log has it, and without a known prefix.
    operation: Vec<Spelling>,
    model: Option<Spelling>,
    sender: Option<&'a str>,
}

impl EventNames<'_> {
    fn operation_is(&self, patterns: &[Pattern]) -> bool {
        self.operation.iter().any(|name| patterns.iter().any(|pattern| pattern.matches(name)))
    }

    fn fits_operation(&self, m: &Matcher) -> bool {
        m.operations.as_deref().is_none_or(|names| self.operation_is(names))
    }

    fn fits_model(&self, m: &Matcher) -> bool {
        match (&m.models, &self.model) {
            (None, _) => true,
            (Some(names), Some(model)) => names.iter().any(|pattern| pattern.matches(model)),
            (Some(_), None) => m.or_no_model,
        }
    }

    fn fits_sender(&self, m: &Matcher) -> bool {
        m.sender_outside
            .as_ref()
            .is_none_or(|inside| self.sender.is_some_and(|sender| sender_outside(inside, sender)))
    }

    fn fits(&self, m: &Matcher) -> bool {
        self.fits_operation(m) && self.fits_model(m) && self.fits_sender(m)
    }
}

impl PricePeriod {
    pub(super) fn route(
        &self,
        operation: Option<&str>,
        model: Option<&str>,
        sender: Option<&str>,
    ) -> Route {
        let model = model.map(Spelling::new);
        let is_automatic =
            |model: &Spelling| self.automatic_models.iter().any(|name| name.matches(model));
        let hand_picked = model.as_ref().is_some_and(|model| !is_automatic(model));
        let mut names = EventNames { operation: Vec::new(), model, sender };
        // `InvokeLLM (GPT-5)`: what is in brackets is a variant, so the name before it is looked for if the whole is unknown. The
        // variant is in the row's model or scope if it is one.
        for spelling in operation.iter().flat_map(|name| self.spellings(name)) {
            names.operation = spelling;
            if let Some(route) = self.known_route(&names, hand_picked) {
                return route;
            }
        }
        names.operation = operation.map(|name| self.with_bare(name)).unwrap_or_default();
        let matched = self.matched(&names);
        // Unreachable without a match: a compiled period ends with a class that matches everything.
        matched
            .map_or(Route::Prompt { hand_picked }, |(at, m)| self.entry(&names, at, m, hand_picked))
    }

    /// The spellings of an operation in the order in which they are looked for: the whole name, the name with its brackets left out, and
    /// the name before them.
    fn spellings(&self, name: &str) -> Vec<Vec<Spelling>> {
        let Some((head, _)) = variant(name) else { return vec![self.with_bare(name)] };
        let joined = name.replace(['(', ')', '[', ']'], " ");
        let exact: Vec<Spelling> = self.with_bare(name).into_iter().map(Spelling::exact).collect();
        vec![exact, self.with_bare(&joined), self.with_bare(head)]
    }

    /// A name, and what of it follows a known prefix.
    fn with_bare(&self, name: &str) -> Vec<Spelling> {
        let bare = without_prefix(&self.prefixes, name);
        std::iter::once(name).chain(bare).map(Spelling::new).collect()
    }

    /// The route of an operation that the card knows: by the title of a class, as a build prompt, or by a matcher.
    fn known_route(&self, names: &EventNames<'_>, hand_picked: bool) -> Option<Route> {
        let matched = self.matched(names).filter(|(_, m)| !m.matches_all());
        let is_prompt =
            self.scopes.as_ref().is_some_and(|scopes| names.operation_is(&scopes.operations));
        if is_prompt && matched.is_none() {
            return Some(Route::Prompt { hand_picked });
        }
        if let Some((at, m)) = matched {
            return Some(self.entry(names, at, m, hand_picked));
        }
        let is_title =
            |entry: &Entry| names.operation.iter().any(|name| name.plain == entry.text.plain_title);
        let at = self.entries.iter().position(is_title)?;
        if self.scopes.as_ref().is_some_and(|scopes| scopes.leads_to(at)) {
            return Some(Route::Prompt { hand_picked });
        }
        let m = self.entries[at].matchers.first()?;
        (!m.matches_all()).then(|| self.entry(names, at, m, hand_picked))
    }

    /// The first class that matches, and its matcher.
    fn matched(&self, names: &EventNames<'_>) -> Option<(usize, &Matcher)> {
        self.entries
            .iter()
            .enumerate()
            .find_map(|(at, entry)| Some((at, entry.matchers.iter().find(|m| names.fits(m))?)))
    }

    fn entry(&self, names: &EventNames<'_>, at: usize, m: &Matcher, hand_picked: bool) -> Route {
        let assumed = names.model.is_none() && m.models.is_some() && m.or_no_model;
        let dearest = if assumed { self.dearest(names) } else { None };
        Route::Entry { at, pool: m.pool, unpriced: m.unpriced, assumed, dearest, hand_picked }
    }

    /// The highest price of one unit among the AI models that are listed for an operation.
    fn dearest(&self, names: &EventNames<'_>) -> Option<Credits> {
        let lists_a_model = |entry: &&Entry| {
            entry
                .matchers
                .iter()
                .any(|m| m.models.is_some() && names.fits_operation(m) && !m.unpriced)
        };
        self.entries
            .iter()
            .filter(lists_a_model)
            .filter_map(|entry| entry.line.one())
            .map(|price| price.most())
            .max()
    }
}
