//! One line, for a prompt, a status bar or a chat.

use super::cell::line_words;
use super::format::{OutputFormat, ReportWriter};
use crate::report::view::brief;

pub(super) struct OneLine;

impl OutputFormat for OneLine {
    fn id(&self) -> &'static str {
        "line"
    }

    fn describes(&self) -> &'static str {
        "one line, for a prompt, a status bar or a chat (--template)"
    }

    fn report(&self) -> Option<ReportWriter> {
        Some(|report, options, look| {
            line_words(&brief::line(report, options.template.as_ref()), look.style) + "\n"
        })
    }
}
