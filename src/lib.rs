//! `credits` reads exported usage logs of an app builder, prices every event with a dated cost model, and says where
//! the credits went, whether something burns, and whether the plan will last. Data flows one way, and so do the imports:
//!
//! ```text
//! bytes ─▶ Record ─▶ Event ─▶ Classified ─▶ Ledger ─▶ Report ─▶ Document ─▶ text │ html │ markdown │ csv
//!         (ingest)  (ingest)   (model)     (ledger)  (report) (report::view)   (render)
//!                                            │ └▶ Forecast ─▶ Alerts ─┘       Report ─▶ json (also an input)
//!                                            └────▶ (forecast)  (alerts)
//! ```

mod alerts;
mod audit;
mod base;
pub mod cli;
mod event;
mod forecast;
mod ingest;
mod ledger;
mod model;
mod render;
mod report;

/// The parts that the integration tests, benchmarks and fuzz targets call directly. This is not an
/// interface: it changes with the code.
#[doc(hidden)]
pub mod inside {
    pub mod alerts {
        pub use crate::alerts::Params;
    }
    pub mod audit {
        pub use crate::audit::{
            ALL, Audit, CycleUse, Estimate, Finding, FindingClass, Params, Timeline, TimelineInput,
            audit,
        };
    }
    pub mod base {
        pub use crate::base::calendar::TimeOfDay;
        pub use crate::base::untrusted::acts;
        pub use crate::base::{Credits, CycleRule, Day, Instant, Untrusted, Zone};
    }
    pub mod event {
        pub use crate::event::{Event, Pool, Scope};
    }
    pub mod ingest {
        pub use crate::ingest::cell::roles::Role;
        pub use crate::ingest::cell::words::is_known_operation;
        pub use crate::ingest::columns::{known_exports, not_a_log};
        pub use crate::ingest::options::Blocks;
        pub use crate::ingest::record::sniff::{FORMATS, READINGS};
        pub use crate::ingest::reject::{IGNORED, REASONS, UNPRICED};
        pub use crate::ingest::{
            DateOrder, Dedupe, InputSpec, Log, MOST_EVENTS, Memory, ReadOptions, read, read_into,
        };
    }
    pub mod ledger {
        pub use crate::ledger::{Detail, Ledger, Selection, Summed, Summing, Terms};
    }
    pub mod model {
        pub use crate::model::{Classified, Confidence, Model, plan};
    }
    pub mod render {
        pub use crate::render::{
            ALL, COMPARISON_COLUMNS, ComparisonView, HtmlOptions, Look, OutputFormat, Style, by_id,
            events, json,
        };
    }
    pub mod report {
        pub use crate::report::diff::{Comparison, LIMITS, Outcome};
        pub use crate::report::{Analysis, AsOf, Redaction, Report, Request};
        pub mod check {
            pub use crate::report::check::Check;
        }
    }
}
