//! Dated credits in a JSON body of any form: what the platform's own pages load is not documented, so usage is found by content.
//!
//! A body is searched for days with numbers: lists of records with a day, objects whose keys are days, and the parallel lists of a chart.
//! Names of pools may stand in the keys of the numbers, beside them, or above them; names of apps beside or above them. The result are
//! rows of one form, so that the reader of logs needs to know none of these.

mod node;

use std::fmt::Write as _;

use crate::event::Pool;
use crate::ingest::cell::names;

pub(crate) use node::Node;

/// Keys of a day, best first.
const DAYS: [&str; 9] =
    ["date", "day", "usage_date", "timestamp", "time", "ts", "period_start", "x", "label"];

/// Keys of numbers that name no pool.
const AMOUNTS: [&str; 14] = [
    "credits",
    "credits_used",
    "used",
    "usage",
    "value",
    "amount",
    "count",
    "total",
    "consumed",
    "credits_consumed",
    "total_credits",
    "y",
    "credit_usage",
    "spent",
];

/// Words beside a pool in the key of a number.
const BESIDE: [&str; 14] = [
    "credits",
    "credit",
    "used",
    "usage",
    "consumed",
    "consumption",
    "spent",
    "daily",
    "total",
    "count",
    "amount",
    "value",
    "sum",
    "data",
];

/// Keys of an app's name, best first.
const APPS: [&str; 7] =
    ["app_name", "app", "application_name", "project_name", "app_title", "app_id", "project"];

/// How deep a body is searched.
const DEEPEST: usize = 8;

/// A day's credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayRow {
    pub day: String,
    pub app: Option<String>,
    pub pool: Option<Pool>,
    pub credits: String,
}

/// Days with credits that stand in one place of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// The keys that lead to the place: `data.daily`.
    pub place: String,
    pub rows: Vec<DayRow>,
}

impl Days {
    /// Whether they are of single apps.
    pub(crate) fn are_of_apps(&self) -> bool {
        self.rows.iter().any(|row| row.app.is_some())
    }

    /// Whether each row names its pool.
    pub(crate) fn have_pools(&self) -> bool {
        self.rows.iter().all(|row| row.pool.is_some())
    }
}

/// Rows as JSON, one on each line.
pub(crate) fn lines<'a>(rows: impl Iterator<Item = &'a DayRow>) -> String {
    let mut text = String::new();
    for DayRow { day, app, pool, credits } in rows {
        let word = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        let _ = write!(text, "{{\"date\":{}", word(day));
        if let Some(app) = app {
            let _ = write!(text, ",\"app\":{}", word(app));
        }
        if let Some(pool) = pool {
            let _ = write!(text, ",\"pool\":\"{pool}\"");
        }
        let _ = writeln!(text, ",\"credits\":{credits}}}");
    }
    text
}

/// What is known at a place of a body from the places above it.
#[derive(Clone, Default)]
struct Above {
    place: String,
    app: Option<String>,
    pool: Option<Pool>,
}

/// Finds the days with credits in a body.
pub(crate) fn find(body: &str) -> Vec<Days> {
    let mut found = Vec::new();
    if let Some(body) = Node::parse(body) {
        search(&body, &Above::default(), DEEPEST, &mut found);
    }
    // Parts of one place that stand apart, such as one list for each app or pool, are one.
    let mut joined: Vec<Days> = Vec::new();
    for days in found {
        match joined.iter_mut().find(|other| other.place == days.place) {
            Some(other) => other.rows.extend(days.rows),
            None => joined.push(days),
        }
    }
    joined
}

fn search(node: &Node, above: &Above, deepest: usize, found: &mut Vec<Days>) {
    if deepest == 0 {
        return;
    }
    let rows = match node {
        Node::List(items) => of_records(items, above),
        Node::Object(fields) => of_keys(fields, above).or_else(|| of_parallel(fields, above)),
        _ => None,
    };
    if let Some(rows) = rows {
        found.push(Days { place: above.place.clone(), rows });
        return;
    }
    match node {
        Node::List(items) => {
            for item in items {
                search(item, &above.at(item), deepest - 1, found);
            }
        }
        Node::Object(fields) => {
            let own = above.at(node);
            for (key, value) in fields {
                search(value, &own.below(key), deepest - 1, found);
            }
        }
        _ => {}
    }
}

impl Above {
    /// With the names that an object has beside its lists.
    fn at(&self, node: &Node) -> Self {
        let mut own = self.clone();
        let Node::Object(fields) = node else { return own };
        if let Some(app) = app_of(fields) {
            own.app = Some(app);
        }
        let texts = fields.iter().filter_map(|(_, value)| value.text());
        let mut pools = texts.filter_map(pool_in);
        if let Some(pool) = pools.next().filter(|_| pools.next().is_none()) {
            own.pool = Some(pool);
        }
        own
    }

    /// Below a key, which may name the pool.
    fn below(&self, key: &str) -> Self {
        let plain = names::word(key);
        let pool = pool_of_key(&plain);
        // Lists of one pool each belong together.
        let shown = if pool.is_some() { "" } else { key };
        let place = match (self.place.as_str(), shown) {
            (place, "") => place.to_owned(),
            ("", key) => key.to_owned(),
            (place, key) => format!("{place}.{key}"),
        };
        Self { place, pool: pool.or(self.pool), ..self.clone() }
    }
}

/// The pool that a key names, if its other words are only about credits.
fn pool_of_key(plain: &str) -> Option<Pool> {
    let mut pool = None;
    for word in plain.split('_') {
        match word.parse::<Pool>() {
            Ok(found) if found != Pool::Unassigned && pool.is_none() => pool = Some(found),
            Err(()) if BESIDE.contains(&word) => {}
            _ => return None,
        }
    }
    pool
}

/// The pool that a text names: `message`, `Message credits`.
fn pool_in(text: &str) -> Option<Pool> {
    text.parse().ok().filter(|pool| *pool != Pool::Unassigned)
}

type Fields = [(String, Node)];

fn get<'a>(fields: &'a Fields, plain: &str) -> Option<&'a Node> {
    fields.iter().find(|(key, _)| names::word(key) == plain).map(|(_, value)| value)
}

fn app_of(fields: &Fields) -> Option<String> {
    let named = APPS.iter().find_map(|name| get(fields, name)?.text().map(str::to_owned));
    // `name` is an app's beside an app's id.
    named.or_else(|| {
        let is_app =
            ["apps", "app_slug", "daily", "daily_usage"].iter().any(|k| get(fields, k).is_some());
        is_app.then(|| get(fields, "name")?.text().map(str::to_owned))?
    })
}

/// A day: `2026-05-01`, with or without a time, or another text with a year in it.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    bytes.len() >= 10
        && digits(0..4)
        && matches!(bytes[4], b'-' | b'/')
        && digits(5..7)
        && digits(8..10)
}

/// The numbers of a record, each with its pool: those whose keys name one, else the only one that is called an amount.
fn amounts(fields: &Fields, above: Option<Pool>) -> Vec<(Option<Pool>, String)> {
    let numbers = || {
        fields
            .iter()
            .filter_map(|(key, value)| Some((names::word(key), value.number()?.to_owned())))
    };
    let named: Vec<(Option<Pool>, String)> =
        numbers().filter_map(|(key, number)| Some((Some(pool_of_key(&key)?), number))).collect();
    let pools: Vec<_> = named.iter().map(|(pool, _)| *pool).collect();
    if !named.is_empty() {
        // Two numbers of one pool: nobody knows which one counts.
        let is_once = pools.first() != pools.get(1) && pools.len() <= 2;
        return if is_once { named } else { Vec::new() };
    }
    let mut texts = fields.iter().filter_map(|(_, value)| value.text());
    let pool = texts.find_map(pool_in).or(above);
    // Where nothing names a pool, a count or a value may be of anything.
    let is_meant = |name: &&&str| pool.is_some() || name.contains("credit");
    let all: Vec<String> = AMOUNTS
        .iter()
        .filter(is_meant)
        .filter_map(|name| numbers().find(|(key, _)| key == name).map(|(_, number)| number))
        .collect();
    match all.as_slice() {
        [only] => vec![(pool, only.clone())],
        [first, rest @ ..] if rest.iter().all(|other| other == first) => {
            vec![(pool, first.clone())]
        }
        _ => Vec::new(),
    }
}

/// A list of records with a day and credits.
fn of_records(items: &[Node], above: &Above) -> Option<Vec<DayRow>> {
    let mut rows = Vec::new();
    for item in items {
        let Node::Object(fields) = item else { return None };
        let day = DAYS.iter().find_map(|name| get(fields, name)?.text().filter(|t| is_day(t)))?;
        let own = above.at(item);
        let found = amounts(fields, own.pool);
        if found.is_empty() {
            return None;
        }
        rows.extend(found.into_iter().map(|(pool, credits)| DayRow {
            day: day.to_owned(),
            app: own.app.clone(),
            pool,
            credits,
        }));
    }
    (!rows.is_empty()).then_some(rows)
}

/// An object whose keys are days: their values are numbers or objects of numbers.
fn of_keys(fields: &Fields, above: &Above) -> Option<Vec<DayRow>> {
    if fields.is_empty() || !fields.iter().all(|(key, _)| is_day(key)) {
        return None;
    }
    let mut rows = Vec::new();
    for (day, value) in fields {
        let found = match value {
            Node::Number(number) => vec![(above.pool, number.clone())],
            Node::Object(inner) => amounts(inner, above.pool),
            _ => return None,
        };
        if found.is_empty() {
            return None;
        }
        rows.extend(found.into_iter().map(|(pool, credits)| DayRow {
            day: day.clone(),
            app: above.app.clone(),
            pool,
            credits,
        }));
    }
    Some(rows)
}

/// Parallel lists: one of days, and others of numbers, each of a pool. Charts keep theirs in `datasets`.
fn of_parallel(fields: &Fields, above: &Above) -> Option<Vec<DayRow>> {
    let days: Vec<&str> = fields.iter().find_map(|(_, value)| {
        let items = value.list()?;
        let days: Option<Vec<&str>> =
            items.iter().map(|item| item.text().filter(|t| is_day(t))).collect();
        days.filter(|days| !days.is_empty())
    })?;
    let mut series: Vec<(Option<Pool>, &[Node])> = Vec::new();
    for (key, value) in fields {
        let Some(items) = value.list() else { continue };
        if items.len() == days.len() && items.iter().all(|item| item.number().is_some()) {
            series.push((pool_of_key(&names::word(key)), items));
            continue;
        }
        for item in items {
            let Node::Object(inner) = item else { continue };
            let Some(data) = ["data", "values"].iter().find_map(|k| get(inner, k)?.list()) else {
                continue;
            };
            if data.len() == days.len() && data.iter().all(|item| item.number().is_some()) {
                series.push((Above::default().at(item).pool, data));
            }
        }
    }
    let pools: Vec<_> = series.iter().map(|(pool, _)| pool.or(above.pool)).collect();
    let is_once =
        pools.len() == 1 || (pools.len() == 2 && pools[0] != pools[1] && !pools.contains(&None));
    if !is_once {
        return None;
    }
    let rows = series.iter().zip(pools).flat_map(|((_, items), pool)| {
        days.iter().zip(*items).map(move |(day, item)| DayRow {
            day: (*day).to_owned(),
            app: None,
            pool,
            credits: item.number().unwrap_or_default().to_owned(),
        })
    });
    Some(rows.map(|row| DayRow { app: above.app.clone(), ..row }).collect())
}

#[cfg(test)]
mod tests;
