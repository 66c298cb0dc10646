//! Findings about automations, functions and batches.

use super::figures::{amount, count, number, percent, range};
use super::text::FindingText;
use crate::audit::facts::{AutomationFacts, BatchFacts, LongRunFacts};
use crate::base::figure;

pub(super) fn idle(f: &AutomationFacts) -> FindingText {
    let text = if f.known_idle {
        let summary = format!(
            "{} of {} runs ({}) found nothing to do: {} credits.",
            number(f.idle),
            number(f.runs),
            percent(f.idle, f.runs),
            range(f.idle_cost)
        );
        let action = "Start this automation by the event that it waits for, or run it only as often as it finds something to do.";
        FindingText::new("An automation that mostly runs idle", summary, action)
    } else {
        let summary = format!(
            "{} runs cost {} credits; half as many would cost {}.",
            number(f.runs),
            range(f.cost),
            range(f.cost.scaled(1, 2))
        );
        let action = "Ask how many of these runs find something to do, and log it with each run.";
        FindingText::new("An automation that runs often", summary, action)
    };
    let a_day = f.cost.scaled(1, i64::from(f.days)).typical;
    let text = text
        .count("runs", f.runs)
        .count("runs that say what they did", f.informative)
        .count("of them idle", f.idle)
        .detail("credits a day", amount(a_day));
    match f.minutes_between {
        Some(minutes) => text.detail("minutes between runs", figure::grouped(&minutes.to_string())),
        None => text,
    }
}

pub(super) fn long_runs(f: &LongRunFacts) -> FindingText {
    let cost = if f.cost.high.is_positive() {
        format!("{} credits", range(f.cost))
    } else {
        "the log reports no credits for them, and the sources disagree on whether they cost"
            .to_owned()
    };
    let summary = format!(
        "{} of {} runs took {} s or longer, or went over many records: {cost}.",
        number(f.long),
        number(f.runs),
        figure::grouped(&f.seconds.to_string()),
    );
    let action = if f.asked {
        "Ask who needs these runs at that time, compare the balance before and after one, and run what is a nightly job outside the platform."
    } else {
        "Run this job outside the platform, and let the function only start it and store the result."
    };
    let text =
        FindingText::new("Long runs of functions", summary, action).count("long runs", f.long);
    match f.records {
        Some(records) => {
            text.detail("records of the largest run", figure::grouped(&records.to_string()))
        }
        None => text,
    }
}

pub(super) fn batches(f: &BatchFacts) -> FindingText {
    let summary = format!(
        "{} on {} cost {} credits in {} calls.",
        count(f.runs, "batch run"),
        count(f.days, "day"),
        range(f.cost),
        number(f.calls)
    );
    let action = "Ask whether the batch must look at every record every time: process what changed since the last run, and several records a call.";
    FindingText::new(format!("A batch that calls {} for each record", f.call), summary, action)
        .count("batch runs", f.runs)
        .count("longest, in calls", f.longest)
}
