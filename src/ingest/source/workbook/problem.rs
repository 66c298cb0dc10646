//! Why a workbook cannot be read.

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::source::not_text::LARGEST;

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// Its parts are not as they have to be.
    Damaged,
    /// It unpacks to more than fits in memory.
    TooLarge,
    /// It has to be saved in another way first.
    Unsupported(&'static str, &'static str),
    /// This program wrote it.
    OwnReport,
}

impl Problem {
    /// The error of a file with this problem.
    pub(super) fn of_file(self, path: &Untrusted) -> Error {
        let not_text = |problem: String, hint| Error::NotText { path: path.clone(), problem, hint };
        match self {
            Self::Damaged => not_text(
                "the workbook is damaged".to_owned(),
                "open it and save it again, or save the sheet as CSV",
            ),
            Self::TooLarge => not_text(
                format!("the workbook unpacks to more than {} MiB, the limit", LARGEST >> 20),
                "save the sheet with the log as CSV; text can have any size",
            ),
            Self::Unsupported(problem, hint) => not_text(problem.to_owned(), hint),
            Self::OwnReport => Error::NotALog {
                path: path.clone(),
                line: None,
                problem: "is a report of this program, not a log".to_owned(),
                hint: "name the log that the report was made of".to_owned(),
                is_certain: true,
            },
        }
    }
}
