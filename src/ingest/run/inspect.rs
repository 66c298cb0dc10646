//! What a file looks like, for `credits inspect`: how it was taken apart, who plays what, and how to say it otherwise.

use crate::base::{Instant, Symbols, Untrusted};
use crate::event::{Event, Unit};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::contents::contents;
use crate::ingest::event::sink::Sink;
use crate::ingest::record::record::Table;
use crate::ingest::run::all::{Reading, blank, check};
use crate::ingest::run::input::Opened;
use crate::ingest::run::threads::RunOptions;
use crate::ingest::source::named as source;
use crate::ingest::source::named::InputSpec;
use crate::ingest::source::text::Text;
use crate::ingest::{Error, Input, Note, ReadOptions, Reject, reject};

/// Columns of which samples are kept. A table wider than this is no log; its names are still counted.
const MOST_COLUMNS: usize = 200;

/// One file as it was read. Nothing in it is a reason to refuse the others.
#[derive(Debug)]
pub(crate) struct Inspected {
    /// The file, with its mapping; without events where it could not be read.
    pub input: Input,
    /// How the bytes were taken apart; `None` where they could not be.
    pub dialect: Option<Dialect>,
    /// Every column, the first 200.
    pub columns: Vec<Column>,
    /// How many columns there are.
    pub width: usize,
    /// The rows that could not be read.
    pub rejects: Vec<Reject>,
    /// What to say about it.
    pub notes: Vec<Note>,
    /// Why it cannot be read, where it cannot.
    pub problem: Option<Error>,
    /// Role → column: what `--map` would say for the file to be read as it was, or, where it could not be, a guess at what would do.
    pub map: Vec<(&'static str, Untrusted)>,
}

/// How the bytes were taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// The encoding's WHATWG name.
    pub encoding: &'static str,
    /// Whether it began with a byte order mark.
    pub had_bom: bool,
    /// Whether it was compressed.
    pub was_gzip: bool,
    /// What stands between cells, where the format has such a thing.
    pub delimiter: Option<char>,
    /// 1-based line of the header, where there is one.
    pub header_line: Option<u64>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// As the file spells it.
    pub name: Untrusted,
    /// `times`, `numbers`, `words`, `JSON`, `nothing`: what its filled cells are, as far as was looked.
    pub holds: &'static str,
    /// Up to three distinct cells.
    pub samples: Vec<Untrusted>,
}

/// Looks at every input by itself.
pub(crate) fn inspect(
    inputs: &[InputSpec],
    options: &ReadOptions,
) -> Result<Vec<Inspected>, Error> {
    check(options)?;
    let (sources, _) = source::expand(inputs)?;
    Ok(sources.into_iter().map(|source| one(source, options)).collect())
}

/// Takes events and keeps nothing: only the counts matter.
struct Ignore;

impl Sink for Ignore {
    fn fork(&self) -> Self {
        Self
    }
    fn begin(&mut self, _: u32) {}
    fn event(&mut self, _: &Event, _: &Symbols) {}
    fn common(&mut self, _: u32, _: Instant, _: i64, _: &Symbols, _: impl Fn() -> Event) {}
    fn counted(
        &mut self,
        _: u32,
        _: Instant,
        _: (Unit, i64),
        _: &Symbols,
        _: impl FnOnce() -> Event,
    ) {
    }
    fn reads_prompt(&mut self, _: u32, _: Instant, _: &Symbols, _: impl FnOnce() -> Event) -> bool {
        false
    }
    fn forget(&mut self) {}
}

fn one(source: source::Source, options: &ReadOptions) -> Inspected {
    let (path, size) = (Untrusted::from(source.path.as_str()), source.size());
    let mut opened = match Opened::new(source, options) {
        Ok(opened) => opened,
        Err(problem) => return refused(path, size, problem),
    };
    let run = RunOptions { options, has_many: false, new: &|| Ignore };
    let read = match opened.read(0, &run, &mut |_| {}) {
        Ok(read) => read,
        Err(problem) => return not_a_log(&path, opened, problem, options),
    };
    let (columns, width) = (columns(&read.table, options), read.table.columns.len());
    let dialect = dialect(&opened.text, &read.table);
    let mut reading = Reading::default();
    reading.add(read);
    let problem = reading.refusal().or_else(|| reading.settle_duplicates(&run).err());
    let mut log = reading.log;
    let input = log.inputs.remove(0);
    let map = if problem.is_some() && input.mapping.is_empty() {
        guessed(&columns)
    } else {
        as_read(&input)
    };
    Inspected {
        input,
        dialect: Some(dialect),
        columns,
        width,
        rejects: log.rejects,
        notes: log.notes,
        problem,
        map,
    }
}

fn dialect(text: &Text, table: &Table) -> Dialect {
    Dialect {
        encoding: text.coding.encoding.name(),
        had_bom: text.coding.mark > 0,
        was_gzip: text.was_gzip,
        delimiter: table.delimiter,
        header_line: table.header_line,
    }
}

/// A file that can be parsed, and whose columns are not those of a log.
fn not_a_log(
    path: &Untrusted,
    mut opened: Opened,
    problem: Error,
    options: &ReadOptions,
) -> Inspected {
    let (rows, file) = match opened.count(options) {
        Ok(counted) => counted,
        Err(error) => {
            return refused(path.clone(), opened.text.size, error.into_error(path.raw()));
        }
    };
    let Opened { text, head } = opened;
    let table = &head.table;
    let mut input = blank(path.clone(), table, rows);
    (input.bytes, input.sha256) = (text.size, file.sha256);
    input.cut = file.cut.or_else(|| table.cut.clone());
    let columns = columns(table, options);
    let note = |(uncertain, text)| Note { input: Some(0), uncertain, text };
    let mut notes: Vec<Note> = text.coding.notes(file.replaced).map(note).collect();
    if let Some(cut) = &input.cut {
        notes.push(note((true, format!("probably not complete: {cut}"))));
    }
    Inspected {
        input,
        dialect: Some(dialect(&text, table)),
        map: guessed(&columns),
        columns,
        width: table.columns.len(),
        rejects: Vec::new(),
        notes,
        problem: Some(problem),
    }
}

fn refused(path: Untrusted, bytes: u64, problem: Error) -> Inspected {
    let input = Input { format: "unknown".to_owned(), bytes, ..blank(path, &Table::default(), 0) };
    Inspected {
        input,
        dialect: None,
        columns: Vec::new(),
        width: 0,
        rejects: Vec::new(),
        notes: Vec::new(),
        problem: Some(problem),
        map: Vec::new(),
    }
}

fn columns(table: &Table, options: &ReadOptions) -> Vec<Column> {
    let column = |at: usize| Column {
        name: table.columns[at].raw.as_str().into(),
        holds: contents(table, at, options),
        samples: table
            .distinct(at, 3)
            .into_iter()
            .map(|cell| reject::excerpt(cell).into())
            .collect(),
    };
    (0..table.columns.len().min(MOST_COLUMNS)).map(column).collect()
}

/// The roles that one column plays alone. Those of several would lose the others if one of them were named.
fn as_read(input: &Input) -> Vec<(&'static str, Untrusted)> {
    // What nobody maps by hand, and what is found by its name whatever else is mapped.
    let minor = [
        Role::Id,
        Role::Metadata,
        Role::Error,
        Role::DurationMs,
        Role::From,
        Role::Status,
        Role::PromptHash,
        Role::Records,
        Role::Automation,
    ];
    let alone = input
        .mapping
        .iter()
        .filter(|m| input.mapping.iter().filter(|other| other.role == m.role).count() == 1);
    let roles = alone.filter_map(|m| {
        Role::find(&m.role).filter(|role| role.name() == m.role).map(|role| (role, m))
    });
    roles
        .filter(|(role, _)| !minor.contains(role))
        .map(|(role, m)| (role.name(), m.column.clone()))
        .collect()
}

/// The roles that several columns play, best first: which one counts is decided row by row.
pub(crate) fn shared(input: &Input) -> Vec<(&str, Vec<&Untrusted>)> {
    let mut roles: Vec<(&str, Vec<&Untrusted>)> = Vec::new();
    for mapped in
        input.mapping.iter().filter(|m| Role::ALL.iter().any(|role| role.name() == m.role))
    {
        match roles.iter_mut().find(|(role, _)| *role == mapped.role) {
            Some((_, columns)) => columns.push(&mapped.column),
            None => roles.push((&mapped.role, vec![&mapped.column])),
        }
    }
    roles.retain(|(_, columns)| columns.len() > 1);
    roles
}

/// What could be the time, the app and the credits: by name where there is one, else the first column that holds such things.
fn guessed(columns: &[Column]) -> Vec<(&'static str, Untrusted)> {
    let plain = |column: &Column| crate::ingest::cell::names::word(column.name.raw());
    let named = |role: Role| {
        let by_name = |alias: &&str| columns.iter().find(|column| plain(column) == *alias);
        role.aliases().iter().find_map(by_name)
    };
    let holding = |what: &str, never: fn(&str) -> bool| {
        columns.iter().find(|c| c.holds == what && !never(&plain(c)))
    };
    let time = named(Role::Time).or_else(|| holding("times", roles::is_never_time));
    let credits = named(Role::Credits).or_else(|| holding("numbers", roles::is_never_credits));
    let operation = named(Role::Operation);
    let found = [
        (Role::Time, time),
        (Role::Credits, credits),
        (Role::Operation, operation),
        (Role::App, named(Role::App)),
    ];
    found
        .into_iter()
        .filter_map(|(role, column)| column.map(|column| (role.name(), column.name.clone())))
        .collect()
}

/// `--map` for a shell, quoted where it must be; `None` where a name cannot be written so.
pub(crate) fn flag(map: &[(&'static str, Untrusted)]) -> Option<String> {
    let pairs: Vec<String> =
        map.iter().map(|(role, column)| format!("{role}={}", column.raw())).collect();
    // What a terminal shows in another way than it is cannot be pasted from there.
    let safe = map
        .iter()
        .all(|(_, column)| column.for_terminal() == column.raw() && !column.raw().is_empty());
    (safe && !pairs.is_empty())
        .then(|| format!("--map {}", crate::ingest::error::shell(&pairs.join(",").into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspected(text: &str) -> Inspected {
        let spec = InputSpec::Text { name: "x.csv".to_owned(), text: text.to_owned() };
        inspect(&[spec], &ReadOptions::default()).unwrap().remove(0)
    }

    fn map(inspected: &Inspected) -> Vec<(&'static str, &str)> {
        inspected.map.iter().map(|(role, column)| (*role, column.raw())).collect()
    }

    #[test]
    fn what_columns_hold() {
        let seen = inspected(
            "date,credits,note,meta,empty\n2026-05-01,\"1,5\",a,{},\n2026-05-02,\"2,5\",7b,[],\n",
        );
        let holds: Vec<_> = seen.columns.iter().map(|c| c.holds).collect();
        assert_eq!(holds, ["times", "numbers", "words", "JSON", "nothing"]);
        assert!(seen.problem.is_none());
        assert_eq!(map(&seen), [("time", "date"), ("credits", "credits"), ("prompt", "note")]);
        let dialect = seen.dialect.unwrap();
        assert_eq!(
            (dialect.delimiter, dialect.header_line, dialect.encoding),
            (Some(','), Some(1), "UTF-8")
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_gets_a_map_that_reads_it() {
        let text = "Datum;Projekt;Menge, netto\n2026-05-01;shop;3\n2026-05-02;shop;4,5\n";
        let seen = inspected(text);
        assert!(matches!(seen.problem, Some(Error::NoColumns { .. })));
        assert_eq!(map(&seen), [("time", "Datum"), ("credits", "Menge, netto")]);
        assert_eq!(flag(&seen.map).as_deref(), Some("--map 'time=Datum,credits=Menge, netto'"));
        let options = ReadOptions {
            map: seen
                .map
                .iter()
                .map(|(role, column)| ((*role).to_owned(), column.raw().to_owned()))
                .collect(),
            ..ReadOptions::default()
        };
        let spec = InputSpec::Text { name: "x.csv".to_owned(), text: text.to_owned() };
        assert_eq!(crate::ingest::read(&[spec], &options, &mut |_| {}).unwrap().events.len(), 2);
    }

    #[test]
    fn one_bad_file_does_not_hide_the_others() {
        let text = |name: &str, text: &str| InputSpec::Text {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let specs = [text("a.csv", "<html>"), text("b.csv", "date,credits\n2026-05-01,3\n")];
        let seen = inspect(&specs, &ReadOptions::default()).unwrap();
        assert!(seen[0].problem.is_some() && seen[1].problem.is_none());
        assert_eq!(seen[1].input.events, 1);
    }

    #[test]
    fn hostile_names_are_not_offered_for_pasting() {
        assert_eq!(flag(&[("time", "a\u{1b}[2J".into())]), None);
    }
}
