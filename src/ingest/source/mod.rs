//! What was named on the command line → UTF-8 text, readable from its start as often as needed.

pub(crate) mod binary;
pub(crate) mod encoding;
pub(crate) mod gzip;
pub(crate) mod identity;
mod lake;
pub(crate) mod log_name;
pub(crate) mod named;
pub(crate) mod not_text;
pub(crate) mod parquet;
mod quiet;
pub(crate) mod sheet;
pub(crate) mod text;
pub(crate) mod workbook;
