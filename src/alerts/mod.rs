//! The rules: one per file. Each looks at a pool's series and says fired, clear, warming-up or not judged.

pub mod alert;

pub use alert::{Alert, AlertDay, Cause, RuleScope, RuleState, Severity, Window};
