//! Describes each input for `credits inspect`: its dialect, its columns, the mapping, and a `--map` flag to change the mapping.

use crate::base::{Instant, Symbols, Untrusted};
use crate::event::{Event, Slot};
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::contents::contents;
use crate::ingest::columns::mapping::NO_COLUMN;
use crate::ingest::error::Guess;
use crate::ingest::event::sink::Sink;
use crate::ingest::record::table::Table;
use crate::ingest::run::advice;
use crate::ingest::run::all::{Reading, blank, check};
use crate::ingest::run::har;
use crate::ingest::run::input::Opened;
use crate::ingest::run::sheets;
use crate::ingest::run::snapshots::Pending;
use crate::ingest::run::threads::RunOptions;
use crate::ingest::source::named as source;
use crate::ingest::source::named::InputSpec;
use crate::ingest::source::text::Text;
use crate::ingest::{Error, Input, Mapped, Note, ReadOptions, Reject, reject};

/// The largest number of columns that are described. A table with more columns is not a log; `width` still counts all of them.
const MOST_COLUMNS: usize = 200;

/// The description of one input. A problem in it does not stop the inspection of the others.
#[derive(Debug)]
pub(crate) struct Inspected {
    /// The input with its mapping; without events if it could not be read.
    pub input: Input,
    /// The dialect; `None` if the bytes could not be parsed.
    pub dialect: Option<Dialect>,
    /// The columns, up to 200.
    pub columns: Vec<Column>,
    /// The number of all columns.
    pub width: usize,
    /// The rows that could not be read.
    pub rejects: Vec<Reject>,
    /// Notes about how the input was read.
    pub notes: Vec<Note>,
    /// The error, if the input cannot be read.
    pub problem: Option<Error>,
    /// Role → column. With these pairs in `--map` the input is read as it was; if it could not be read, they are a guess that was tried
    /// and reads it.
    pub map: Guess,
}

/// How the bytes were parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// The encoding's WHATWG name.
    pub encoding: &'static str,
    /// Whether the text begins with a byte order mark.
    pub had_bom: bool,
    /// Whether the input was compressed.
    pub was_gzip: bool,
    /// The character between cells, if the format has one.
    pub delimiter: Option<char>,
    /// The 1-based line of the header, if there is one.
    pub header_line: Option<u64>,
}

/// The description of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The name as the file spells it.
    pub name: Untrusted,
    /// The contents of its filled cells in the head: `times`, `numbers`, `words`, `JSON` or `nothing`.
    pub holds: &'static str,
    /// Up to three distinct cells.
    pub samples: Vec<Untrusted>,
}

/// Describes every input by itself.
pub(crate) fn inspect(
    inputs: &[InputSpec],
    options: &ReadOptions,
) -> Result<Vec<Inspected>, Error> {
    check(options)?;
    let sources = source::expand(inputs)?.sources;
    sheets::require_workbook(&sources, options)?;
    let (sources, notes) = har::unpack(sources, options)?;
    let described = sources.into_iter().flat_map(|source| described(source, options));
    let mut seen: Vec<Inspected> = described.collect();
    if let Some(first) = seen.first_mut() {
        first.notes.extend(notes);
    }
    Ok(seen)
}

/// Describes the sheets of a workbook that are read, and any other input.
fn described(source: source::Source, options: &ReadOptions) -> Vec<Inspected> {
    let (path, size) = (Untrusted::from(source.path.as_str()), source.size());
    match sheets::choose(source, options) {
        Ok(sources) => sources.into_iter().map(|source| one(source, options)).collect(),
        Err(problem) => vec![refused(path, size, problem)],
    }
}

/// A sink that drops all events, because only the counts matter.
struct Ignore;

impl Sink for Ignore {
    type Group = ();

    fn fork(&self) -> Self {
        Self
    }

    fn event(&mut self, _: &Event, _: &Symbols) {}

    fn group(&mut self, _: &Event, _: &Symbols) -> Option<()> {
        Some(())
    }

    fn add(&mut self, (): (), _: (Instant, Slot), _: i64, _: &Symbols) -> bool {
        true
    }
}

fn one(source: source::Source, options: &ReadOptions) -> Inspected {
    let (path, size) = (Untrusted::from(source.path.as_str()), source.size());
    let mut opened = match Opened::new(source, options) {
        Ok(opened) => opened,
        Err(problem) => return refused(path, size, problem),
    };
    let run = RunOptions { options, has_many: false, new: &|_| Ignore };
    let snapshot = match Pending::of(&opened, options) {
        Ok(snapshot) => snapshot,
        Err(problem) => return not_a_log(&path, opened, problem, options),
    };
    if let Some(snapshot) = snapshot {
        return of_snapshot(&path, snapshot, &opened, &run);
    }
    let read = match opened.read(0, &run, &mut |_| {}) {
        Ok(read) => read,
        Err(problem) => return not_a_log(&path, opened, problem, options),
    };
    let (columns, width) = (columns(&read.table, options), read.table.columns.len());
    let dialect = dialect(&opened.text, &read.table);
    let map = as_read(&read.mapping.listed, options);
    let is_tried = read.mapping.known_export.is_none()
        && advice::reads(&path, &read.table, &map, &ReadOptions::default());
    let mut reading = Reading::default();
    reading.add(read);
    let problem = reading.refusal().or_else(|| reading.settle(&run).err());
    reading.settle_completeness();
    let mut log = reading.log;
    let input = log.inputs.remove(0);
    let map = if is_tried && problem.is_none() { map } else { Guess::new() };
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

/// Describes totals or readings, which are read as one.
fn of_snapshot(
    path: &Untrusted,
    snapshot: Pending,
    opened: &Opened,
    run: &RunOptions<Ignore>,
) -> Inspected {
    let table = &opened.head.table;
    let mut reading = Reading::default();
    reading.snapshots.push(snapshot);
    let problem = reading.add_snapshots(run).err();
    let blank = || blank(path.clone(), table, 0);
    let input = reading.log.inputs.pop().unwrap_or_else(blank);
    Inspected {
        input,
        dialect: Some(dialect(&opened.text, table)),
        columns: columns(table, run.options),
        width: table.columns.len(),
        rejects: reading.log.rejects,
        notes: reading.log.notes,
        problem,
        map: Guess::new(),
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

/// Describes an input that can be parsed, but does not have the columns of a log.
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
        map: tried(&problem),
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

/// Returns the roles that exactly one column plays, and those that `--map` gave to none. If several columns play a role, naming one of them
/// in `--map` would drop the others.
pub(super) fn as_read(mapping: &[Mapped], options: &ReadOptions) -> Guess {
    // Nobody maps these roles by hand, and the reader finds their columns by name even if other roles are mapped.
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
    let alone =
        mapping.iter().filter(|m| mapping.iter().filter(|other| other.role == m.role).count() == 1);
    let roles = alone.filter_map(|m| {
        Role::find(&m.role).filter(|role| role.name() == m.role).map(|role| (role, m))
    });
    // Under `--map` such a column would say more than it does by its name and values.
    let by_name = |role: Role, m: &Mapped| {
        let is_operation = m.column.raw().to_lowercase().starts_with("operation");
        m.why.starts_with("name")
            && (role == Role::Kind || (role == Role::Operation && !is_operation))
    };
    let played = roles
        .filter(|(role, m)| !minor.contains(role) && !by_name(*role, m))
        .map(|(role, m)| (role.name(), m.column.clone()));
    let none = options.map.iter().filter(|(_, column)| column.is_empty() || column == NO_COLUMN);
    let none = none.filter_map(|(role, _)| Role::find(role));
    played.chain(none.map(|role| (role.name(), NO_COLUMN.into()))).collect()
}

/// Returns the roles that several columns play, best column first. Each row decides which of them counts.
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

/// Returns the roles and columns that an error's hint names: it was tried, and reads the file.
fn tried(problem: &Error) -> Guess {
    match problem {
        Error::NoColumns { advice, .. } => advice.guesses.first().cloned().unwrap_or_default(),
        _ => Guess::new(),
    }
}

/// Returns the `--map` flag for a shell, quoted if necessary; `None` if a name cannot be pasted into a shell.
pub(crate) fn flag(map: &[(&'static str, Untrusted)]) -> Option<String> {
    let pairs: Vec<String> =
        map.iter().map(|(role, column)| format!("{role}={}", column.raw())).collect();
    // A name that a terminal shows in an escaped form cannot be copied from there.
    let safe = map
        .iter()
        .all(|(_, column)| column.for_terminal() == column.raw() && !column.raw().is_empty());
    (safe && !pairs.is_empty())
        .then(|| format!("--map {}", crate::ingest::error::shell(&pairs.join(",").into())))
}

#[cfg(test)]
mod tests;
