//! The cost model: classifies events, and prices them by the rate card in force on their day.
//!
//! A rate card is a TOML file ([`schema`]); the built-in ones are listed in [`catalog`]. A card may extend another one, so a
//! chain of cards says what is in force on a day. [`merge`] overlays the cards of a chain, [`compile`] turns the result into
//! the prices of one [`period`], [`cost_model`] finds the period of a day, and [`classify`] applies it to an event.
//!
//! Cards are data: no price, operation or date is written in Rust. The same code reads a card of the user's own (`--model`),
//! so every problem is reported with its line and column instead of a panic. An unknown price is `None`, never 0.

mod card;
pub(crate) mod catalog;
mod check;
pub(crate) mod class;
pub(crate) mod classified;
pub(crate) mod classify;
mod compile;
mod complete;
pub(crate) mod cost_model;
pub(crate) mod describe;
pub(crate) mod error;
mod load;
mod merge;
mod names;
pub(crate) mod own_card;
mod period;
pub mod plan;
pub(crate) mod price;
mod prompt_rules;
mod route;
mod schema;
mod scope;
#[cfg(test)]
mod tests;

pub(crate) use card::CardInfo;
pub(crate) use catalog::SERIES;
pub(crate) use class::{ClassId, ClassInfo, Source};
pub(crate) use classified::Basis;
pub use classified::{Classified, Confidence};
pub(crate) use classify::Classifier;
pub use cost_model::Model;
pub(crate) use describe::{CardView, Change, LineView};
pub(crate) use error::Error;
pub(crate) use plan::Plan;
pub(crate) use price::Price;
