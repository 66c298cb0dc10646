//! Which sheet of a workbook is read: the one that is a log. If several can be, or only a hidden one is, the user decides.

use crate::base::Untrusted;
use crate::ingest::error::shell;
use crate::ingest::run::all::Reading;
use crate::ingest::run::har;
use crate::ingest::run::input::Opened;
use crate::ingest::source::named::Source;
use crate::ingest::source::sheet::{ChosenSheet, Sheet};
use crate::ingest::source::workbook;
use crate::ingest::{Error, ReadOptions};

/// The value of `--sheet` that means all visible sheets.
const ALL: &str = "*";

/// The most sheets that a message names.
const MOST_NAMES: usize = 8;

impl<S> Reading<S> {
    /// Replaces each workbook by the sheets to read. A workbook without a log is left out, as any other file.
    pub(super) fn choose_sheets(
        &mut self,
        sources: Vec<Source>,
        options: &ReadOptions,
    ) -> Result<Vec<Source>, Error> {
        require_workbook(&sources, options)?;
        let has_many = sources.len() > 1;
        let mut chosen = Vec::new();
        for source in sources {
            let (path, size, is_named) =
                (Untrusted::from(source.path.as_str()), source.size(), source.is_named);
            match choose(source, options) {
                Ok(sheets) => chosen.extend(sheets),
                Err(error) if has_many => self.leave_out(error, path, size, is_named, options)?,
                Err(error) => return Err(error),
            }
        }
        Ok(chosen)
    }
}

/// Whether the head of a file can be read as a log.
pub(crate) fn is_log(path: &str, options: &ReadOptions) -> bool {
    let reads = |source: Source| {
        let mut opened = Opened::new(source, options)?;
        opened.require_log(options).map(|()| !opened.head.table.rows.is_empty())
    };
    let unpacked = har::unpack(vec![Source::file(path)], options);
    let sources = unpacked.map(|(sources, _)| sources).unwrap_or_default();
    let sheets = sources.into_iter().filter_map(|source| choose(source, options).ok()).flatten();
    sheets.into_iter().any(|source| reads(source) == Ok(true))
}

/// Returns an error if `--sheet` is given and no input is a workbook.
pub(super) fn require_workbook(sources: &[Source], options: &ReadOptions) -> Result<(), Error> {
    let [first, ..] = sources else { return Ok(()) };
    if options.sheets.is_empty() {
        return Ok(());
    }
    for source in sources {
        if workbook::is_workbook(source)? {
            return Ok(());
        }
    }
    Err(Error::NotEvents {
        path: first.path.as_str().into(),
        what: "a text".to_owned(),
        why: "which has no sheets".to_owned(),
        hints: vec!["leave out --sheet; it chooses a sheet of a workbook".to_owned()],
        is_certain: false,
    })
}

/// Returns a source as it is, or if it is a workbook, once for each of its sheets to read.
pub(super) fn choose(source: Source, options: &ReadOptions) -> Result<Vec<Source>, Error> {
    let Some(sheets) = workbook::sheets(&source)? else { return Ok(vec![source]) };
    if !options.sheets.is_empty() {
        return named(&source, &sheets, &options.sheets);
    }
    let Some(at) = found(&source, &sheets, options)? else {
        // Not one cell: an empty file.
        let (name, text) = (String::new(), [].into());
        let empty = Sheet { name, is_hidden: false, format: "xlsx", uncalculated: None, text };
        return Ok(vec![with_sheet(&source, &empty, None)]);
    };
    require_values(&source, &sheets[at])?;
    Ok(vec![with_sheet(&source, &sheets[at], left_out(&sheets, at))])
}

/// The sheets with the given names.
fn named(source: &Source, sheets: &[Sheet], names: &[String]) -> Result<Vec<Source>, Error> {
    let mut chosen: Vec<&Sheet> = Vec::new();
    for name in names {
        let is_meant = |sheet: &&Sheet| match name.as_str() {
            ALL => !sheet.is_hidden,
            name => sheet.name.trim().to_lowercase() == name.trim().to_lowercase(),
        };
        let meant: Vec<&Sheet> = sheets.iter().filter(is_meant).collect();
        let is_known = !meant.is_empty();
        // A sheet that is named twice is read once.
        chosen.extend(
            meant.into_iter().filter(|sheet| !names_sheet(&chosen, sheet)).collect::<Vec<_>>(),
        );
        if !is_known {
            let all: Vec<&Sheet> = sheets.iter().collect();
            return Err(question(
                source,
                format!(
                    "which has no sheet \"{}\" with cells",
                    Untrusted::from(name.as_str()).for_terminal_cut(40)
                ),
                vec![format!("its sheets: {}", list(&all))],
            ));
        }
    }
    chosen.iter().try_for_each(|sheet| require_values(source, sheet))?;
    let is_one = chosen.len() == 1;
    let with_label = |sheet: &Sheet| {
        let mut source = with_sheet(source, sheet, None);
        if !is_one {
            source.path = format!("{} [{}]", source.path, sheet.name);
        }
        source
    };
    Ok(chosen.into_iter().map(with_label).collect())
}

fn names_sheet(sheets: &[&Sheet], sheet: &Sheet) -> bool {
    sheets.iter().any(|other| other.name == sheet.name)
}

/// Returns an error if a formula has no stored value: it may be an amount.
fn require_values(source: &Source, sheet: &Sheet) -> Result<(), Error> {
    let Some(cell) = &sheet.uncalculated else { return Ok(()) };
    Err(Error::NotText {
        path: source.path.as_str().into(),
        problem: format!(
            "the sheet {} has formulas without stored values, first in {cell}",
            list(&[sheet])
        ),
        hint: "open the workbook in a spreadsheet program and save it, so that it stores the values",
    })
}

/// The place of the only sheet that is a log; `None` if there are no cells.
fn found(source: &Source, sheets: &[Sheet], options: &ReadOptions) -> Result<Option<usize>, Error> {
    let visible: Vec<usize> = (0..sheets.len()).filter(|at| !sheets[*at].is_hidden).collect();
    if let [only] = visible[..] {
        return Ok(Some(only));
    }
    let judged = |at: &usize| (*at, judge(source, &sheets[*at], options));
    let mut logs: Vec<usize> = Vec::new();
    let mut others: Vec<(usize, Error)> = Vec::new();
    for (at, result) in visible.iter().map(judged) {
        match result {
            Ok(true) => logs.push(at),
            Ok(false) => {}
            Err(error) => others.push((at, error)),
        }
    }
    let unclear = others.iter().filter(|(_, error)| error.no_log().is_none()).map(|(at, _)| *at);
    let unclear: Vec<usize> = unclear.collect();
    match (&logs[..], &unclear[..]) {
        ([one], []) | ([], [one]) => return Ok(Some(*one)),
        ([], []) => {}
        _ => {
            let mut all: Vec<usize> = logs.iter().chain(&unclear).copied().collect();
            all.sort_unstable();
            return Err(which(source, sheets, &all));
        }
    }
    let hidden = sheets.iter().filter(|sheet| sheet.is_hidden);
    let logs: Vec<&Sheet> =
        hidden.filter(|sheet| judge(source, sheet, options) == Ok(true)).collect();
    if !logs.is_empty() {
        let what = format!("in which only a hidden sheet can be a log: {}", list(&logs));
        return Err(question(source, what, vec![flag(logs[0])]));
    }
    // The error of the largest sheet is the most likely one to help.
    let largest =
        others.into_iter().max_by_key(|(at, _)| (sheets[*at].text.len(), usize::MAX - at));
    largest.map_or(Ok(visible.first().copied()), |(_, error)| Err(error))
}

/// Whether a sheet is a log; `false` if it has no rows.
fn judge(source: &Source, sheet: &Sheet, options: &ReadOptions) -> Result<bool, Error> {
    let mut opened = Opened::new(with_sheet(source, sheet, None), options)?;
    if opened.head.table.rows.is_empty() {
        return Ok(false);
    }
    opened.require_log(options).map(|()| true)
}

fn with_sheet(source: &Source, sheet: &Sheet, note: Option<String>) -> Source {
    let note = if sheet.format == "xls" {
        let money =
            "an .xls does not tell whether a figure is money; if some are, save it as .xlsx";
        Some(note.map_or_else(|| money.to_owned(), |note| format!("{note}; {money}")))
    } else {
        note
    };
    Source { sheet: Some(ChosenSheet { sheet: sheet.clone(), note }), ..source.clone() }
}

/// The note about sheets that are not read.
fn left_out(sheets: &[Sheet], chosen: usize) -> Option<String> {
    let others = sheets.iter().enumerate().filter(|(at, _)| *at != chosen);
    let others: Vec<&Sheet> = others.map(|(_, sheet)| sheet).collect();
    let name = |sheet| list(&[sheet]);
    (!others.is_empty()).then(|| {
        format!("the sheet {} is read; not read: {}", name(&sheets[chosen]), list(&others))
    })
}

/// The question for the sheet, if several can be logs.
fn which(source: &Source, sheets: &[Sheet], logs: &[usize]) -> Error {
    let logs: Vec<&Sheet> = logs.iter().map(|at| &sheets[*at]).collect();
    question(
        source,
        format!("in which {} sheets can be a log: {}", logs.len(), list(&logs)),
        vec![
            flag(logs[0]),
            "if they are parts of one log, name each: --sheet A --sheet B, or all with --sheet '*'"
                .to_owned(),
        ],
    )
}

fn question(source: &Source, why: String, hints: Vec<String>) -> Error {
    let what = "a workbook".to_owned();
    Error::NotEvents { path: source.path.as_str().into(), what, why, hints, is_certain: false }
}

fn flag(sheet: &Sheet) -> String {
    format!("add --sheet {}", shell(&sheet.name.as_str().into()))
}

/// Names of sheets, safe to print.
fn list(sheets: &[&Sheet]) -> String {
    let name = |sheet: &&Sheet| {
        let hidden = if sheet.is_hidden { " (hidden)" } else { "" };
        format!("\"{}\"{hidden}", Untrusted::from(sheet.name.as_str()).for_terminal_cut(40))
    };
    let mut names: Vec<String> = sheets.iter().take(MOST_NAMES).map(name).collect();
    if sheets.len() > MOST_NAMES {
        names.push(format!("{} more", sheets.len() - MOST_NAMES));
    }
    names.join(", ")
}
