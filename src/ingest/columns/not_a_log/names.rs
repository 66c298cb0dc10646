//! The column names by which tables are known that are not logs: `cell/maps/not_a_log.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

type List = Vec<&'static str>;

/// `maps/not_a_log.toml`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Names {
    pub counters: Counters,
    pub balances: Balances,
    pub prices: Prices,
    pub sums: Sums,
    pub business: Vec<Business>,
    pub statement: Plain,
    pub calls: Plain,
    pub errors: Errors,
    pub holders: Plain,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Counters {
    pub limit: List,
    pub left: List,
    pub reset: List,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Balances {
    pub lifetime: List,
    pub person: List,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Prices {
    pub price: List,
    pub offer: List,
    pub label: List,
    pub payment: List,
    pub cost: List,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Sums {
    pub period: List,
    pub start: List,
    pub end: List,
    pub counts: List,
    pub allotted: List,
}

/// A kind of business table.
#[derive(Deserialize)]
pub(super) struct Business {
    pub what: &'static str,
    /// Words in the name of its file.
    pub nouns: List,
    pub strong: List,
    pub weak: List,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Errors {
    /// Keys with the message.
    pub says: List,
    /// Keys that may stand beside it.
    pub beside: List,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Plain {
    pub names: List,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    toml::from_str(include_str!("../../cell/maps/not_a_log.toml"))
        .expect("maps/not_a_log.toml parses")
});

/// All names.
pub(super) fn all() -> &'static Names {
    &NAMES
}
