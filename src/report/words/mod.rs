//! The sentences that reports and gates carry as data (`message`, `reason`, `title`). They are made here from values, when a report
//! or gate is put together, and nowhere else. Sentences that only a page has are in `report/view`.

pub(crate) mod alert;
pub(crate) mod finding;
pub(crate) mod gap;
pub(crate) mod gate;
