//! `credits sql --engine NAME --table NAME`: prints the query that makes a rollup.

use super::sum::{has, span};
use crate::base::Day;
use crate::cli::args::sql::SqlArgs;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::render::sql::{self, COLUMNS, RollupQuery, Taken};

pub(crate) fn run(session: &mut Session<'_>, args: &SqlArgs) -> Result<Exit, Failure> {
    let engine = args.engine.to_ascii_lowercase();
    let (since, until) =
        (day("--since", args.from_day.as_ref())?, day("--until", args.to_day.as_ref())?);
    if let (Some(since), Some(until)) = (since, until)
        && since > until
    {
        return Err(usage(format!("--since {since} is after --until {until}")));
    }
    let query = RollupQuery {
        engine: &engine,
        table: &args.table,
        span: span(&args.slot),
        taken: taken(&args.columns)?,
        by_id: args.copies == "id",
        users: !has(&args.without_names, "user"),
        features: has(&args.with, "feature"),
        files: has(&args.with, "files"),
        partition: args.partition_by.as_deref(),
        since,
        until,
    };
    if query.by_id && query.taken[COLUMNS.len() - 1] == Taken::Nothing {
        return Err(
            usage("--dedupe id needs a column with ids").hint("name it with --map id=COLUMN")
        );
    }
    let model = session.settings.model.load()?;
    let text = sql::rollup(&query, &model).map_err(|why| {
        usage(why.to_string()).hint("make a view with plain names, and name the view with --table")
    })?;
    session.out.write_all(text.as_bytes())?;
    Ok(Exit::Ok)
}

fn usage(text: impl Into<String>) -> Failure {
    Failure::new(Kind::Usage, text.into())
}

fn day(flag: &str, text: Option<&String>) -> Result<Option<Day>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let day = text.trim().parse().map_err(|why| usage(format!("{flag}: {text:?} is {why}")))?;
    Ok(Some(day))
}

/// Where the values of each column come from.
fn taken(pairs: &[String]) -> Result<[Taken; COLUMNS.len()], Failure> {
    let mut taken = COLUMNS.map(|name| match name {
        "estimated_credits" => Taken::Nothing,
        _ => Taken::Column(name.to_owned()),
    });
    let mut given = Vec::new();
    for pair in pairs {
        let (role, value) = pair.split_once('=').map_or((pair.as_str(), ""), |pair| pair);
        let name = if role.trim() == "time" { "timestamp" } else { role.trim() };
        let Some(at) = COLUMNS.iter().position(|column| *column == name) else {
            let failure = usage(format!("--map: {role:?} is no column of a canonical log"));
            return Err(
                failure.hint(format!("write ROLE=COLUMN; the roles are {}", COLUMNS.join(", ")))
            );
        };
        if given.contains(&at) {
            return Err(usage(format!("--map: the role {name} is given twice")));
        }
        given.push(at);
        taken[at] = match (value.strip_prefix('='), value.trim()) {
            (Some(text), _) => Taken::Text(text.to_owned()),
            (None, "") => return Err(usage(format!("--map: the role {name} has no column"))),
            (None, "none") => Taken::Nothing,
            (None, column) => Taken::Column(column.to_owned()),
        };
    }
    if !matches!(taken[0], Taken::Column(_)) {
        return Err(
            usage("a rollup needs a column with times").hint("name it with --map time=COLUMN")
        );
    }
    Ok(taken)
}
