//! `credits explain forecast usage.csv`: what the projection said in the log's own finished cycles, and what happened.

use std::fmt::Write as _;

use serde::Serialize;

use super::prose::wrap;
use crate::base::figure::{self, amount, counted, percent};
use crate::base::{Credits, Day, Ratio6, capitalised};
use crate::cli::error::{Failure, ToolName};
use crate::cli::exit::Exit;
use crate::cli::load::{Loaded, require_events, specs};
use crate::cli::session::Session;
use crate::render::listing::columns;
use crate::report::backtest::{Backtest, PastCycle, PoolBacktest, Said, Summary};

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    tool: ToolName<'static>,
    #[serde(flatten)]
    backtest: &'a Backtest,
}

/// The most cycles in text, the latest ones. JSON has all.
const CYCLES: usize = 12;

pub(crate) fn run(session: &mut Session<'_>, files: &[String]) -> Result<Exit, Failure> {
    let inputs = specs(session, "explain", files)?;
    let loaded = Loaded::sums(session, &inputs)?;
    require_events(&loaded.log)?;
    let analysis = loaded.analysis();
    let backtest = analysis.backtest(&loaded.request, &session.settings.rules);
    if session.settings.json_on_stdout() {
        let page = Page { schema: "credits.backtest/1", tool: ToolName::THIS, backtest: &backtest };
        serde_json::to_writer_pretty(&mut *session.out, &page)?;
        writeln!(session.out)?;
    } else {
        let width = usize::from(session.settings.display.width.min(100));
        session.out.write_all(text(&backtest, width).as_bytes())?;
    }
    Ok(Exit::Ok)
}

fn text(backtest: &Backtest, width: usize) -> String {
    let mut out =
        String::from("What the projection said in this log's finished cycles, and what happened\n");
    if backtest.pools.is_empty() {
        out.push_str("\nThe log has no events, so nothing can be compared.\n");
    }
    for pool in &backtest.pools {
        let _ = write!(out, "\n{} credits\n", capitalised(pool.pool.name()));
        if pool.cycles.is_empty() {
            let why = "The log covers no cycle from its start to its end, so nothing can be compared yet. \
                       --cycle-day says on which day of the month credits are reset.";
            out.push_str(&wrap(why, width));
        } else {
            out.push_str(&table(pool));
            out.push('\n');
            for line in conclusions(&pool.summary) {
                out.push_str(&wrap(&line, width));
            }
        }
        out.push_str(&wrap(&rings(pool), width));
    }
    out.push_str(
        "\ncredits explain forecast says how the figures are computed; --json has all of them.\n",
    );
    out
}

fn table(pool: &PoolBacktest) -> String {
    let heading =
        ["cycle", "day", "likely", "80% range", "used", "", "chance", "said out", "was out"];
    let mut rows: Vec<Vec<String>> = vec![heading.map(str::to_owned).to_vec()];
    let shown = &pool.cycles[pool.cycles.len().saturating_sub(CYCLES)..];
    for cycle in shown {
        rows.extend(cycle.said.iter().enumerate().map(|(at, said)| row(cycle, said, at == 0)));
    }
    let table = columns(&rows, &[1, 2, 3, 4, 6], None);
    match pool.cycles.len() - shown.len() {
        0 => table,
        more => format!("{table}and {} before; --json lists them\n", counted(more as u64, "cycle")),
    }
}

fn row(cycle: &PastCycle, said: &Said, first: bool) -> Vec<String> {
    let day = |day: Option<Day>| day.map_or_else(|| "-".to_owned(), Day::in_words);
    let projected = said.projection.projected();
    let rounded =
        |amount: Credits| figure::fixed(amount, u32::from(amount.abs() < Credits::whole(100)));
    let likely = projected.and_then(|p| Some(rounded(p.p50?.value())));
    let range = projected
        .and_then(|p| Some(format!("{} to {}", rounded(p.p10?.value()), rounded(p.p90?.value()))));
    let p = projected.and_then(|p| Ratio6::of(p.p_exhausted?.value(), Credits::whole(1)));
    vec![
        if first { format!("from {}", cycle.start) } else { String::new() },
        said.day.to_string(),
        likely.unwrap_or_else(|| "too young".to_owned()),
        range.unwrap_or_else(|| "-".to_owned()),
        amount(cycle.used),
        said.held.map_or("", |held| if held { "held" } else { "missed" }).to_owned(),
        p.map_or_else(|| "-".to_owned(), percent),
        day(projected.and_then(|p| p.out_date)),
        day(cycle.out_on),
    ]
}

fn conclusions(summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    let (held, of) =
        summary.ranges.iter().fold((0, 0), |(held, of), day| (held + day.held, of + day.of));
    if of == 0 {
        lines.push(
            "No cycle had 14 days of log before its day 21, so there was no range yet.".to_owned(),
        );
    } else {
        let days = summary.ranges.iter().filter(|day| day.of > 0);
        let days = days.map(|day| format!("day {}: {} of {}", day.day, day.held, day.of));
        let days: Vec<String> = days.collect();
        lines.push(format!(
            "The 80% range held {held} of {} ({}).",
            counted(of, "time"),
            days.join(", ")
        ));
    }
    if let (Some(likely), Some(total)) = (summary.likely_error, summary.total_error) {
        lines.push(format!(
            "The likely figure was off by {} of the use, the total of the 14-day average by {}.",
            percent(likely),
            percent(total)
        ));
    }
    if let Some(off) = summary.mean_days_off {
        lines.push(format!(
            "{} came true, off by {} days on average.",
            counted(summary.out_dates, "out date"),
            amount(off.value())
        ));
    }
    let cycles = [
        (summary.ran_out, "that ran out", "warned before in", summary.warned),
        (summary.lasted, "that lasted", "warned in", summary.false_alarms),
    ];
    for (of, which, what, warned) in cycles.into_iter().filter(|(of, ..)| *of > 0) {
        let of = counted(of, "cycle");
        lines.push(format!("Of {of} {which}, the forecast rule {what} {warned}."));
    }
    lines
}

/// `In the whole log spike rang 4 times on 5 days (2 of them minor), excess once on 1 day, …`.
fn rings(pool: &PoolBacktest) -> String {
    let rules = pool.rules.iter().filter(|rule| rule.days > 0).map(|rule| {
        let minor =
            if rule.minor > 0 { format!(", {} of them minor", rule.minor) } else { String::new() };
        format!(
            "{} {} on {}{minor}",
            rule.rule,
            counted(rule.alerts, "time"),
            counted(rule.days, "day")
        )
    });
    let rules: Vec<String> = rules.collect();
    if rules.is_empty() {
        return "No rule rang in the whole log.".to_owned();
    }
    format!("In the whole log these rules rang: {}.", rules.join("; "))
}
