//! The credits of each day, app and class: what a cost tool imports. Built only for an output that asks for it, since it has many rows.

use crate::base::{Credits, Instant, Untrusted};
use crate::event::Pool;

/// The lines of the period, and the plan's price.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Usage {
    pub(crate) lines: Vec<UsageLine>,
    pub(crate) fees: Vec<Fee>,
}

/// A run of time: its start, and the start of what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub start: Instant,
    pub end: Instant,
}

/// The credits of one class that one app used on one day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UsageLine {
    pub day: Window,
    pub cycle: Window,
    pub pool: Pool,
    /// `None` if the log does not say.
    pub app: Option<Untrusted>,
    pub class: String,
    pub title: String,
    /// Net.
    pub credits: Credits,
    pub events: u64,
    /// The events of these whose credits are unknown.
    pub unpriced: u64,
    /// Whether the price of the plan is known, so that the use itself costs no money.
    pub is_paid: bool,
}

/// The price of a plan in a cycle that begins within the period.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fee {
    pub cycle: Window,
    pub id: String,
    pub title: String,
    pub usd: Credits,
}
