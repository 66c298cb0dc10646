//! Settings and file names → a log with its model and everything that a report is asked for.

use std::cell::Cell;
use std::io::{Read as _, Write};

use super::cmd::Session;
use super::error::{Failure, Kind};
use super::settings::{AsOf as AsOfSetting, By, Settings, Target};
use crate::base::Untrusted;
use crate::ingest::source::named::Spool;
use crate::ingest::{self, InputSpec, Log};
use crate::ledger::{Detail, Selection};
use crate::model::{Model, plan};
use crate::render;
use crate::report::view::ViewOptions;
use crate::report::{
    Analysis, AsOf, Books, Dimension, PlanPeriod, Question, Redaction, Report, Request, Sums,
};

/// The gap before the log's last event from which on that event's date is doubted, in days.
const DOUBTFUL_GAP: i32 = 30;

/// Bytes of standard input that are held in memory; more goes to a file without a name, so that it can be read twice.
const MOST_HELD: u64 = 8 << 20;

/// Days after a card was last checked from which on its prices are doubted.
const CARD_AGE: i32 = 60;

/// A log and what it is asked.
pub struct Loaded {
    /// What was read.
    pub log: Log,
    /// What prices it.
    pub model: Model,
    /// What the report is asked for.
    pub request: Request,
    /// Which events it is about.
    pub selection: Selection,
    /// The sums of events that the log does not hold, until they are asked for.
    sums: Cell<Sums>,
}

/// What is done with the events of large logs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Events {
    /// They are kept: each may be shown, or looked at beside others.
    Kept,
    /// They are summed up as they are read.
    Summed,
}

impl Loaded {
    /// Reads what was named, writes `--rejects`, and says on stderr how it was read.
    pub fn of(session: &mut Session<'_>, command: &str, files: &[String]) -> Result<Self, Failure> {
        let inputs = specs(session, command, files)?;
        Self::events(session, &inputs)
    }

    /// The sums of inputs that are at hand, for whoever needs no single events.
    pub fn sums(session: &mut Session<'_>, inputs: &[InputSpec]) -> Result<Self, Failure> {
        Self::load(session, inputs, Events::Summed)
    }

    /// Every event of inputs that are at hand.
    pub fn events(session: &mut Session<'_>, inputs: &[InputSpec]) -> Result<Self, Failure> {
        Self::load(session, inputs, Events::Kept)
    }

    fn load(
        session: &mut Session<'_>,
        inputs: &[InputSpec],
        events: Events,
    ) -> Result<Self, Failure> {
        let mut model = session.settings.model.load()?;
        let mut request = request(&session.settings)?;
        let progress = session.ui.progress(0);
        let mut done = 0;
        let selection = selection(&session.settings);
        // A file may be read twice.
        let mut told = |bytes: u64| {
            progress.advance(bytes.saturating_sub(done));
            done = done.max(bytes);
        };
        let options = &session.settings.read;
        let mut read = |model: &Model| match events {
            Events::Kept => {
                ingest::read(inputs, options, &mut told).map(|log| (log, Sums::default()))
            }
            Events::Summed => {
                let question = Question {
                    model,
                    request: &request,
                    selection: &selection,
                    detail: detail(&request),
                };
                let read = ingest::read_into(inputs, options, &|| Books::new(question), &mut told);
                read.map(|(mut log, parts)| {
                    let sums = Sums::of(parts, &mut log.symbols);
                    (log, sums)
                })
            }
        };
        let (mut log, mut sums) = read(&model)?;
        if let (Some(neighbour), None) = (
            &log.counting.neighbour,
            session.settings.written.one("model").filter(|t| t.origin.rank() > 0),
        ) {
            model = Model::builtin(neighbour)?;
            // What was summed was classified by the other card.
            if let Events::Summed = events {
                (log, sums) = read(&model)?;
            }
        }
        drop(progress);
        request.unit.clone_from(&log.counting.unit);
        rejects(session, &log)?;
        say(session, &log);
        Ok(Self { log, model, request, selection, sums: Cell::new(sums) })
    }

    /// The log, classified and summed. Once: it takes the sums of what the log does not hold.
    pub fn analysis(&self) -> Analysis<'_> {
        let Self { log, model, request, selection, sums } = self;
        let question = Question { model, request, selection, detail: detail(request) };
        Analysis::new(log, question, sums.take())
    }

    /// What makes the reader doubt the figures: said on stderr beside a report.
    pub fn doubts(&self, session: &mut Session<'_>, analysis: &Analysis, report: &Report) {
        let settings = &session.settings;
        if analysis.ledger.first_day().is_none() {
            session.ui.note("the log holds no events, so the report is empty");
            return;
        }
        let today = settings.time.zone.day_of(settings.now);
        let silent = analysis.ledger.last_day().map_or(0, |last| today.since(last));
        if silent > 1 {
            let last_day = settings.time.as_of == AsOfSetting::LastEvent;
            let as_of = if last_day {
                "; figures are as of its last day (--as-of now judges today)"
            } else {
                ""
            };
            session.ui.note(&format!("the log ends {silent} days before now{as_of}"));
        }
        let gap = analysis.ledger.last_gap();
        if gap > DOUBTFUL_GAP && settings.time.as_of == AsOfSetting::LastEvent {
            session
                .ui
                .warn(&format!("the last event comes {gap} days after the one before it; if its date is wrong, give --as-of"));
        }
        for (flag, name) in analysis.unmatched(&self.selection) {
            session.ui.warn(&format!("no event has the {flag} {name:?}"));
        }
        let last = analysis.ledger.last_day().zip(self.model.newest_checked_on());
        if let Some((day, checked)) = last.filter(|(day, checked)| day.since(*checked) > CARD_AGE) {
            session.ui.warn(&format!(
                "events reach {day}, and the newest rate card was last checked on {checked}: prices may have changed since"
            ));
        }
        if report.cycle.as_ref().is_some_and(|cycle| cycle.assumed) {
            session.ui.detail("no reset day is known, so calendar months are taken for billing cycles (--cycle-day)");
        }
    }
}

/// The large dimensions that a report is asked for.
fn detail(request: &Request) -> Detail {
    let wants = |dimension| request.by.contains(&dimension);
    Detail { features: wants(Dimension::Feature), files: wants(Dimension::File) }
}

/// What was named, as the reader takes it; standard input is read here.
pub fn specs(
    session: &mut Session<'_>,
    command: &str,
    files: &[String],
) -> Result<Vec<InputSpec>, Failure> {
    let mut specs = Vec::new();
    let mut read_stdin = false;
    for name in session.inputs(command, files)? {
        if name != "-" {
            specs.push(InputSpec::Path(name));
        } else if !read_stdin {
            read_stdin = true;
            let failed = |error| {
                Failure::new(Kind::Input, format!("cannot read: {error}")).at("-", None, None)
            };
            let mut bytes = Vec::new();
            (&mut session.stdin).take(MOST_HELD).read_to_end(&mut bytes).map_err(failed)?;
            specs.push(if (bytes.len() as u64) < MOST_HELD {
                InputSpec::Stdin(bytes)
            } else {
                InputSpec::Spool(Spool::new(&bytes, &mut session.stdin).map_err(failed)?)
            });
        }
    }
    Ok(specs)
}

impl From<ingest::Error> for Failure {
    fn from(error: ingest::Error) -> Self {
        let kind = if error.kind() == "usage" { Kind::Usage } else { Kind::Input };
        let text = error.to_string();
        let mut lines = text.lines();
        let mut failure = Self::new(kind, lines.next().unwrap_or_default());
        failure.saw = lines.map(|line| line.trim().to_owned()).collect();
        failure.hints = error.hints();
        if let Some(file) = error.file() {
            failure = failure.at(file.raw(), error.line(), None);
            failure.named = true;
        }
        failure
    }
}

/// What the settings ask of a report.
fn request(settings: &Settings) -> Result<Request, Failure> {
    let time = &settings.time;
    let as_of = match time.as_of {
        AsOfSetting::LastEvent => AsOf::LastEvent,
        AsOfSetting::Day(day) => AsOf::Day(day),
        AsOfSetting::Now => AsOf::Today(time.zone.day_of(settings.now)),
    };
    let mut plans = Vec::new();
    for choice in &settings.plan.history {
        let plan = choice.plan.as_deref().map(plan::find).transpose()?.cloned();
        plans.push(PlanPeriod { from: choice.from, plan, allowance: choice.allowance.clone() });
    }
    let selection = selection(settings);
    Ok(Request {
        zone: time.zone,
        as_of,
        all: time.all,
        since: time.since,
        until: time.until,
        last_days: time.last,
        cycle: time.cycle,
        plans,
        granted: settings.plan.granted.iter().map(|g| (g.date, g.pool, g.credits)).collect(),
        used_before: settings.plan.used_before.clone(),
        part_of_pool: selection.hides_part(),
        filters: selection
            .described()
            .into_iter()
            .map(|text| redacted_filter(settings, &text))
            .collect(),
        pools: settings.select.pools.clone(),
        by: settings.select.by.iter().filter_map(|by| dimension(*by)).collect(),
        unit: "credits".to_owned(),
    })
}

/// A filter as the report shows it: a name in it is hidden like any other.
fn redacted_filter(settings: &Settings, text: &str) -> Untrusted {
    let redaction = redaction(settings);
    match text.split_once('=') {
        Some((flag, name)) if flag.ends_with("app") => {
            format!("{flag}={}", redaction.app(name).raw()).into()
        }
        Some((flag @ "user", name)) => format!("{flag}={}", redaction.user(name).raw()).into(),
        _ => text.into(),
    }
}

fn dimension(by: By) -> Option<Dimension> {
    match by {
        By::Week => Some(Dimension::Week),
        By::Month => Some(Dimension::Month),
        By::Cycle => Some(Dimension::Cycle),
        By::Feature => Some(Dimension::Feature),
        By::File => Some(Dimension::File),
        // Every report has these already; the page shows them where they are asked for.
        By::Day | By::App | By::Source | By::Class | By::Model | By::User | By::Operation => None,
    }
}

fn selection(settings: &Settings) -> Selection {
    let select = &settings.select;
    Selection {
        apps: select.apps.clone(),
        exclude_apps: select.exclude_apps.clone(),
        users: select.users.clone(),
        pools: select.pools.clone(),
    }
}

/// What is hidden.
pub fn redaction(settings: &Settings) -> Redaction {
    let redact = &settings.redact;
    Redaction {
        users: redact.users,
        apps: redact.apps,
        text: redact.text,
        key: redact.key.clone().unwrap_or_default(),
    }
}

/// What a page shows.
pub fn view_options(settings: &Settings) -> ViewOptions {
    let name =
        |by: &By| By::ALL.iter().find(|(_, known)| known == by).map(|(name, _)| (*name).to_owned());
    ViewOptions {
        top: settings.select.top,
        by: settings.select.by.iter().filter_map(name).collect(),
        ..ViewOptions::default()
    }
}

/// `--rejects FILE`.
fn rejects(session: &mut Session<'_>, log: &Log) -> Result<(), Failure> {
    let Some(path) = session.settings.rejects.clone() else { return Ok(()) };
    let hidden = session.settings.redact.text;
    let target = if path.as_os_str() == "-" { Target::Stdout } else { Target::File(path) };
    let output = super::settings::Output { format: Some("csv".to_owned()), target };
    super::output::write(&[output], &mut *session.out, |_, out: &mut dyn Write| {
        Ok(render::rejects::csv(
            log.inputs.iter().map(|i| &i.path).collect::<Vec<_>>().as_slice(),
            &log.rejects,
            hidden,
            out,
        )?)
    })
}

/// How it was read.
fn say(session: &mut Session<'_>, log: &Log) {
    let path = |input: Option<u32>| {
        input
            .and_then(|i| log.inputs.get(i as usize))
            .map(|i| format!("{}: ", i.path.for_terminal()))
    };
    for note in &log.notes {
        let text = format!("{}{}", path(note.input).unwrap_or_default(), note.text);
        if note.uncertain {
            session.ui.warn(&text);
        } else {
            session.ui.note(&text);
        }
    }
    for input in &log.inputs {
        for mapped in &input.mapping {
            session.ui.detail(&format!(
                "{}: {} = {} ({})",
                input.path.for_terminal(),
                mapped.role,
                mapped.column.for_terminal(),
                mapped.why
            ));
        }
    }
    let mut reasons: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for reject in &log.rejects {
        *reasons.entry(reject.reason).or_default() += 1;
    }
    if let Some(first) = log.rejects.first() {
        let list: Vec<String> =
            reasons.iter().map(|(reason, rows)| format!("{reason} {rows}")).collect();
        let rows = if log.rejects.len() == 1 {
            "1 row was".to_owned()
        } else {
            format!("{} rows were", log.rejects.len())
        };
        let place = path(Some(first.input)).unwrap_or_default();
        let place = format!("{}:{}", place.trim_end_matches(": "), first.line);
        session.ui.warn(&format!(
            "{rows} rejected ({}), first at {place}; --rejects FILE lists all, credits explain tells why",
            list.join(", ")
        ));
    }
    if log.conflicting_ids > 0 {
        let ids = log.conflicting_ids;
        session.ui.warn(&format!(
            "{ids} row ids stand on rows of different content; both were counted (credits explain conflicting-ids)"
        ));
    }
}
