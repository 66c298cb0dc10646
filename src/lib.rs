//! `credits` reads exported usage logs of an app builder, prices every event with a dated cost model, and says where
//! the credits went, whether something burns, and whether the plan will last. Data flows one way, and so do the imports:
//!
//! ```text
//! bytes ─▶ Record ─▶ Event ─▶ Classified ─▶ Ledger ─▶ Report ─▶ Document ─▶ text │ html │ markdown │ csv
//!         (ingest)  (ingest)   (model)     (ledger)  (report) (report::view)   (render)
//!                                            │ └▶ Forecast ─▶ Alerts ─┘       Report ─▶ json (also an input)
//!                                            └────▶ (forecast)  (alerts)
//! ```

pub mod alerts;
pub mod audit;
pub mod base;
pub mod cli;
pub mod event;
pub mod forecast;
pub mod ingest;
pub mod ledger;
pub mod model;
pub mod render;
pub mod report;
