//! A sheet of a workbook, as text.

use std::sync::Arc;

/// A sheet of a workbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether a person who opens the workbook does not see it.
    pub is_hidden: bool,
    /// `xlsx`, `xls` or `ods`.
    pub format: &'static str,
    /// The first cell with a formula of which the workbook stores no value: `C2`.
    pub uncalculated: Option<String>,
    /// Its cells as delimited text.
    pub text: Arc<[u8]>,
}

/// A sheet of a workbook that is read as a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ChosenSheet {
    pub sheet: Sheet,
    /// What the user should know about the choice.
    pub note: Option<String>,
}
