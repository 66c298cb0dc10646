//! The gate's page, for a terminal, a job summary or a pull request.

use super::cells::{Block, Cell, Column, Document, Flag, Line, Note, Section, Table, Tone};
use super::gate_answer::{answer, open};
use super::gate_words::{
    self as words, asides, cause, figures, place, remapped, remark, sentence, state, summary,
};
use super::unit;
use crate::alerts::alert::{RuleState, Severity};
use crate::alerts::cause::OTHERS;
use crate::base::Untrusted;
use crate::event::Pool;
use crate::report::check::data::{Balance, Check, Verdict};
use crate::report::check::verdict::RuleVerdict;

/// Number of listed parts of an excess.
const CAUSES: usize = 5;

/// The page of a gate.
pub(crate) fn document(check: &Check) -> Document {
    let head = match check.verdict {
        Verdict::Clear => Tone::Good,
        Verdict::Fired | Verdict::Error => Tone::Urgent,
        Verdict::Indeterminate => Tone::Warning,
    };
    let summary = Cell::Words(summary(check).into());
    let mut headline =
        vec![answer(check).text(".").all(head), Line::of("credits check: ").cell(summary)];
    headline.extend(
        remapped(check).map(|text| Line::default().toned(Cell::Words(text.into()), Tone::Warning)),
    );
    let sections =
        [broken(check), fired(check), quiet(check), balances(check), known(check), doubts(check)];
    Document {
        headline,
        context: context(check),
        sections: sections.into_iter().flatten().collect(),
    }
}

fn titled(id: &str, title: &'static str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: Line::of(title), aside: None, blocks }
}

fn context(check: &Check) -> Vec<Line> {
    let Some(as_of) = check.as_of else { return Vec::new() };
    let file = |path: &Untrusted| match path.raw() {
        "-" => Line::of("standard input"),
        _ => Line::default().name(path.clone()),
    };
    let read = check.inputs.iter().filter(|input| input.left_out.is_none());
    let files = read.map(|input| file(&input.path));
    let mut files = files.collect::<Vec<_>>();
    if files.len() > 3 {
        files = vec![Line::default().count(files.len() as u64).text(" files")];
    }
    let as_of = Line::of("as of ").cell(Cell::Date(as_of)).text_if(check.partial_today, " so far");
    let zone = Line::default().words(&check.timezone);
    let last = check.log.last.map(|last| Line::of("last event ").words(&last.to_string()));
    let filters = check.filters.iter().map(|f| Line::default().name(f.clone()));
    let items = files.into_iter().chain([
        Line::default().counted(check.quality.events, " event", " events"),
        as_of,
        zone,
    ]);
    let mut lines = vec![Line::items(items.chain(last).chain(filters))];
    let named = [&check.title, &check.run].into_iter().flatten();
    let named = Line::items(named.map(|text| Line::default().name(text.clone())));
    if !named.0.is_empty() {
        lines.insert(0, named);
    }
    lines
}

fn broken(check: &Check) -> Option<Section> {
    let error = check.error.as_ref()?;
    let mut line = Line::default();
    if let Some(file) = &error.file {
        line = line.name(file.clone());
        if let Some(n) = error.line {
            line = line.text(":").words(&n.to_string());
        }
        line = line.text(": ");
    }
    let mut lines = vec![line.cell(Cell::Words(error.message.clone()))];
    lines.extend(error.hints.iter().map(|hint| Line::of("hint: ").cell(Cell::Words(hint.clone()))));
    let note = Note { flag: Flag::Urgent, head: Cell::Label("error"), lines };
    Some(titled("error", "Nothing was judged", vec![Block::Notes(vec![note])]))
}

/// The flag in front of a rule.
pub(crate) fn flag(verdict: &RuleVerdict) -> Flag {
    match (verdict.state, verdict.severity) {
        (RuleState::Fired, _) if verdict.is_acknowledged() || verdict.is_folded() => Flag::Info,
        (RuleState::Fired, _) if !verdict.warns_only() => Flag::Urgent,
        (RuleState::Fired, Severity::Info) => Flag::Info,
        (RuleState::Fired, _) => Flag::Warning,
        (RuleState::NotJudged, _) => Flag::NotJudged,
        (RuleState::WarmingUp, _) => Flag::Waiting,
        (RuleState::Clear, _) => Flag::Ok,
    }
}

fn rule(verdict: &RuleVerdict) -> Cell {
    Cell::Words(Untrusted::from(verdict.rule.as_str()))
}

fn fired(check: &Check) -> Option<Section> {
    let mut fired: Vec<&RuleVerdict> =
        check.rules.iter().filter(|r| r.state == RuleState::Fired && !r.is_folded()).collect();
    fired.sort_by_key(|r| (!r.fails(), r.is_acknowledged()));
    let notes = fired.into_iter().map(|verdict| {
        let mut lines = vec![Line::of(state(verdict)).text(": ").then(sentence(check, verdict))];
        if let Some(parts) = parts(verdict) {
            lines.push(parts);
        }
        lines.extend(remark(verdict).filter(|_| verdict.acknowledged.is_some()));
        Note { flag: flag(verdict), head: rule(verdict), lines }
    });
    let minor = words::minor(check).map(|line| Note {
        flag: Flag::Info,
        head: Cell::Label("minor"),
        lines: vec![line],
    });
    let notes: Vec<Note> = notes.chain(minor).collect();
    (!notes.is_empty()).then(|| titled("fired", "Fired", vec![Block::Notes(notes)]))
}

/// `of the 503.8: "shop" / InvokeLLM (GPT-5) 412 · … · rest 20.5`
fn parts(verdict: &RuleVerdict) -> Option<Line> {
    let whole = verdict.excess.filter(|_| verdict.groups.len() > 1)?;
    let mut rest = whole.value();
    let mut items = Vec::new();
    for group in verdict.groups.iter().filter(|c| c.class != OTHERS).take(CAUSES) {
        rest -= group.excess.value();
        let line = group
            .app
            .as_ref()
            .map_or_else(Line::default, |app| Line::default().name(app.clone()).text(" / "));
        items.push(line.words(&group.title).text(" ").credits(group.excess.value()));
    }
    if !rest.is_zero() {
        items.push(Line::of("rest ").credits(rest));
    }
    Some(
        Line::of("of the ")
            .credits(whole.value())
            .text(" above the average: ")
            .then(Line::items(items)),
    )
}

fn quiet(check: &Check) -> Option<Section> {
    let quiet = check.rules.iter().filter(|r| r.state != RuleState::Fired);
    let (parts, whole): (Vec<&RuleVerdict>, Vec<&RuleVerdict>) =
        quiet.partition(|r| r.scope.is_some());
    let note = |verdict: &RuleVerdict| {
        let line = place(verdict).text(": ").then(figures(check, verdict));
        let line = remark(verdict)
            .map_or_else(|| line.clone(), |remark| line.clone().text(" · ").then(remark));
        Note { flag: flag(verdict), head: rule(verdict), lines: vec![line] }
    };
    let mut notes: Vec<Note> = whole.into_iter().map(note).collect();
    for (clear, word) in [(true, " clear"), (false, " not judged")] {
        let n = parts.iter().filter(|r| (r.state == RuleState::Clear) == clear).count() as u64;
        if n > 0 {
            let line = Line::default().counted(n, " part of a pool", " parts of pools").text(word);
            let flag = if clear { Flag::Ok } else { Flag::Waiting };
            notes.push(Note { flag, head: Cell::Label("on their own"), lines: vec![line] });
        }
    }
    for (at, text) in asides(check).iter().enumerate() {
        let label = if at < check.left_out.len() { "not asked" } else { "note" };
        notes.push(Note {
            flag: Flag::Info,
            head: Cell::Label(label),
            lines: vec![Line::default().words(text)],
        });
    }
    (!notes.is_empty()).then(|| titled("others", "Clear or not judged", vec![Block::Notes(notes)]))
}

fn balances(check: &Check) -> Option<Section> {
    let columns = vec![
        Column::word("Balance of the cycle", 0),
        Column::number("used", 0),
        Column::number("of", 0),
    ];
    let row = |b: &Balance| {
        let capacity = b.capacity.map_or(Cell::Unknown, Cell::Credits);
        let used = b.used.map_or(Cell::Unknown, Cell::Credits);
        vec![Cell::Label(unit::label(&check.unit, b.pool)), used, capacity]
    };
    let absent =
        |pool: &Pool| vec![Cell::Label(pool.name()), Cell::Label("not in this log"), Cell::Blank];
    let rows: Vec<Vec<Cell>> =
        check.balances.iter().map(row).chain(check.not_in_log.iter().map(absent)).collect();
    (!rows.is_empty())
        .then(|| titled("balances", "Balances", vec![Block::Table(Table { columns, rows })]))
}

fn known(check: &Check) -> Option<Section> {
    let baseline = check.baseline.as_ref()?;
    let mut lines = vec![
        Line::default()
            .name(baseline.path.clone())
            .text(": ")
            .counted(baseline.entries, " known event", " known events")
            .text_if(baseline.added > 0, ", more were added in this run"),
    ];
    for stale in &baseline.stale {
        let line = Line::of("line ")
            .count(stale.line)
            .text(" is stale (")
            .words(&stale.rule)
            .text(" ")
            .cell(Cell::Date(stale.day));
        lines.push(line.text("): ").words(&stale.reason));
    }
    Some(titled("known", "Known events", vec![Block::Lines(lines)]))
}

fn doubts(check: &Check) -> Option<Section> {
    let lines: Vec<Line> = check.doubts.iter().map(|d| Line::default().words(&d.message)).collect();
    (!lines.is_empty()).then(|| {
        titled("doubts", "Why a clear rule counts as not judged", vec![Block::Lines(lines)])
    })
}

/// The lines for stderr, one per rule: state, rule, pool, day, figures, cause. Parts of pools are listed only if they fired, and rules
/// that one fact keeps from being judged share a line.
pub(crate) fn verdicts(check: &Check) -> Vec<[Line; 6]> {
    let shared: Vec<_> = open(check).into_iter().filter(|open| open.rules.len() > 1).collect();
    let is_shared = |rule: &RuleVerdict| {
        shared.iter().any(|open| open.rules.iter().any(|other| std::ptr::eq(*other, rule)))
    };
    let mut rules: Vec<&RuleVerdict> = check
        .rules
        .iter()
        .filter(|r| (r.scope.is_none() && !is_shared(r)) || r.state == RuleState::Fired)
        .collect();
    // All minor alerts are one line: that of the first.
    let mut minor = rules.iter().copied().filter(|r| r.is_folded());
    let first = minor.next().map(|r| r.fingerprint.clone());
    let more = minor.count() as u64;
    rules.retain(|r| !r.is_folded() || Some(&r.fingerprint) == first.as_ref());
    let rank = |r: &RuleVerdict| match words::state(r) {
        "fired" => 0,
        "warned" | "minor" => 1,
        "acknowledged" => 2,
        "not judged" => 4,
        _ => 3,
    };
    rules.sort_by_key(|r| rank(r));
    let line = |verdict: &RuleVerdict| {
        let day =
            verdict.day.map_or_else(Line::default, |day| Line::default().cell(Cell::Date(day)));
        let others = (verdict.is_folded() && more > 0)
            .then(|| Line::of("and ").counted(more, " more minor alert", " more minor alerts"));
        let tail = Line::items([cause(verdict), remark(verdict), others].into_iter().flatten());
        [
            Line::of(state(verdict)),
            Line::default().cell(rule(verdict)),
            place(verdict),
            day,
            figures(check, verdict),
            tail,
        ]
    };
    let together = shared.iter().map(|open| {
        let blank = Line::default;
        [Line::of("not judged"), open.subject(), blank(), blank(), open.fact.clone(), blank()]
    });
    rules.into_iter().map(line).chain(together).collect()
}
