//! The questions of `credits init` on a terminal.

use std::io::Read;

use super::parts::Answers;
use crate::cli::session::Session;
use crate::model::plan;

/// How often a question is asked before its answer is left open.
const TRIES: usize = 3;

/// The ways to get a log, what each gives, and what it costs.
pub(super) const WAYS: [(&str, &str); 3] = [
    (
        "sheet",
        "type the daily chart of Settings > Credit usage into a sheet: ten minutes, any plan. You get the balance, days, alerts and the projection, but no apps",
    ),
    (
        "har",
        "save that page's network traffic in the browser as a HAR file: two minutes. You get whatever figures the page loads",
    ),
    (
        "recorder",
        "let the app log its calls: half an hour, and 1 to 3 message credits for one prompt. From then on you get apps, calls, models and users, but no past",
    ),
];

/// Asks for what no flag says.
pub(super) fn ask(session: &mut Session<'_>, given: Answers) -> Answers {
    let plans: Vec<&str> = plan::builtin().iter().map(|plan| plan.id.as_str()).collect();
    let plan = given.plan.or_else(|| {
        let question = format!("Your plan: {}? (Enter leaves it open)", plans.join(", "));
        answer(session, &question, |text| plan::find(text).is_ok())
    });
    let cycle_day = given.cycle_day.or_else(|| {
        let question = "On which day of the month are your credits reset, 1 to 31? It is the day on which the plan was bought. (Enter leaves it open)";
        answer(session, question, |text| text.parse().is_ok_and(|day| (1..=31).contains(&day)))
    });
    let feed = given.feed.or_else(|| {
        session.ui.answer("Three ways to get a log:");
        for (at, (name, what)) in (1..).zip(WAYS) {
            session.ui.answer(&format!("  {at} {name}: {what}"));
        }
        let text = answer(session, "1, 2 or 3? (Enter: 1)", |text| way(text).is_some());
        Some(text.as_deref().and_then(way).unwrap_or(WAYS[0].0).to_owned())
    });
    Answers { plan, cycle_day, feed }
}

/// The way that an answer means: its number, its letter, or its name.
fn way(answer: &str) -> Option<&'static str> {
    let answer = answer.trim_end_matches(['.', ')']).to_lowercase();
    let is_meant = |(at, (name, _)): &(usize, (&str, &str))| {
        let number = (at + 1).to_string();
        let letter = ["a", "b", "c"].get(*at).copied();
        answer == number || Some(answer.as_str()) == letter || answer == *name
    };
    WAYS.into_iter().enumerate().find(is_meant).map(|(_, (name, _))| name)
}

/// Asks until the answer is one that counts; `None` if it is left open.
fn answer(
    session: &mut Session<'_>,
    question: &str,
    counts: impl Fn(&str) -> bool,
) -> Option<String> {
    for _ in 0..TRIES {
        session.ui.answer(question);
        let text = line(session.stdin);
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if counts(text) {
            return Some(text.to_owned());
        }
        session
            .ui
            .answer(&format!("{} is none of the answers.", crate::base::untrusted::shown(text)));
    }
    None
}

/// Reads a line, byte by byte: what follows is the next answer.
fn line(input: &mut dyn Read) -> String {
    let (mut bytes, mut byte) = (Vec::new(), [0]);
    while bytes.len() < 200 && matches!(input.read(&mut byte), Ok(1)) && byte[0] != b'\n' {
        bytes.push(byte[0]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
