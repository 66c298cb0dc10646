//! Reads the logs that a command names, with the rate cards and the request that the settings give.

mod limits;

use std::cell::Cell;
use std::io::Read as _;

use super::error::{Failure, Kind};
use super::mistaken::nearest_file;
use super::overwrite;
use super::read_notes;
use super::request::{request, selection};
use super::session::Session;
use super::settings::{AsOf, Settings};
use crate::base::{CycleRule, Day, Untrusted, figure};
use crate::event::Pool;
use crate::ingest::error::shell;
use crate::ingest::source::named::Spool;
use crate::ingest::{self, InputSpec, Log, ReadOptions};
use crate::ledger::{Detail, MOST_NAMES, MOST_USERS, Selection, Summed, Summing};
use crate::model::Model;
use crate::report::{Analysis, Dimension, Report, Request};

/// A gap of more days before the last event makes that event's date doubtful.
const DOUBTFUL_GAP: i32 = 30;

/// Bytes of standard input that are kept in memory. A longer one is spooled to an unnamed file, so
/// that it can be read twice.
const MOST_HELD: u64 = 8 << 20;

/// The most names of a log that is audited: with what the detectors add, each user takes about two kilobytes.
const MOST_NAMES_OF_AUDIT: usize = 200_000;

/// The most events of a log that is audited. Those with long prompts have less room: [`limits::MEMORY_OF_AUDIT`].
const MOST_EVENTS_OF_AUDIT: u64 = 350_000;

/// A rate card whose last check is more days older than the log makes its prices doubtful.
const CARD_AGE: i32 = 60;

/// A log, with all that a command needs to analyse it.
pub(crate) struct Loaded {
    pub(crate) log: Log,
    pub(crate) model: Model,
    pub(crate) request: Request,
    pub(crate) selection: Selection,
    /// Sums of the events that were not kept, until `analysis` takes them.
    sums: Cell<Summed>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Events {
    /// Each event is kept: it may be shown, or compared with others.
    Kept,
    /// Events are summed while they are read, so that a log of any length fits.
    Summed,
}

impl Loaded {
    /// Reads the named logs and keeps every event.
    pub(crate) fn of(
        session: &mut Session<'_>,
        command: &str,
        files: &[String],
    ) -> Result<Self, Failure> {
        let inputs = specs(session, command, files)?;
        Self::events(session, &inputs)
    }

    /// Reads the logs of an audit, up to as-of unless a period is set, and hashes the files.
    pub(crate) fn for_audit(
        session: &mut Session<'_>,
        command: &str,
        files: &[String],
    ) -> Result<Self, Failure> {
        session.settings.read.hash = true;
        session.settings.read.most_names = Some(MOST_NAMES_OF_AUDIT);
        session.settings.read.most_events = MOST_EVENTS_OF_AUDIT;
        session.settings.read.memory = Some(limits::MEMORY_OF_AUDIT);
        let mut loaded = Self::of(session, command, files)?;
        let mut apps: Vec<_> = loaded.log.events.iter().filter_map(|event| event.app).collect();
        apps.sort_unstable();
        apps.dedup();
        limits::apps_of_audit(apps.len())?;
        let request = &mut loaded.request;
        request.all = request.since.is_none() && request.last_days.is_none();
        Ok(loaded)
    }

    /// Reads inputs and keeps only their sums.
    pub(crate) fn sums(session: &mut Session<'_>, inputs: &[InputSpec]) -> Result<Self, Failure> {
        Self::load(session, inputs, Events::Summed)
    }

    /// Reads inputs and keeps every event.
    pub(crate) fn events(session: &mut Session<'_>, inputs: &[InputSpec]) -> Result<Self, Failure> {
        Self::load(session, inputs, Events::Kept)
    }

    /// Reads inputs, writes `--rejects`, and prints on stderr how they were read.
    fn load(
        session: &mut Session<'_>,
        inputs: &[InputSpec],
        events: Events,
    ) -> Result<Self, Failure> {
        let mut model = session.settings.model.load()?;
        let mut request = request(&session.settings)?;
        let progress = session.ui.progress();
        let selection = selection(&session.settings);
        let mut advance = |bytes| progress.reached(bytes);
        let mut options = session.settings.read.clone();
        let mut read = |model: &Model, options: &ReadOptions| match events {
            Events::Kept => {
                ingest::read(inputs, options, &mut advance).map(|log| (log, Summed::default()))
            }
            Events::Summed => {
                let terms = request.terms(model, &selection, detail(&request));
                let new_sink = |input| Summing::of_input(input, terms);
                let read = ingest::read_into(inputs, options, &new_sink, &mut advance);
                read.map(|(mut log, parts)| {
                    let sums = Summed::of(parts, &mut log.symbols);
                    (log, sums)
                })
            }
        };
        let mut first = read(&model, &options);
        let has_too_many = match &first {
            Ok((_, sums)) => sums.has_too_many_users(),
            Err(error) => *error == ingest::Error::TooManyUsers,
        };
        if has_too_many {
            // Drop what was read before the log is read again.
            first = Err(ingest::Error::TooManyUsers);
            options.only_users = Some(selection.users.clone());
        }
        let (mut log, mut sums) = match first {
            Err(ingest::Error::TooManyUsers) => read(&model, &options)?,
            first => first?,
        };
        if let (Some(export), None) = (
            &log.counting.known_export,
            session.settings.written.one("model").filter(|t| t.origin.rank() > 0),
        ) {
            model = Model::builtin(export)?;
            // The sums were priced by the other rate card.
            if let Events::Summed = events {
                (log, sums) = read(&model, &options)?;
            }
        }
        drop(progress);
        if log.inputs.iter().any(|input| input.rules.is_some()) {
            check_rules(&log, &model.prompt_rules().digest())?;
        }
        if let Some(what) = sums.too_many_names() {
            let most = figure::count(MOST_NAMES as u64);
            let text =
                format!("the log names more than {most} different {what}, the limit of a report");
            return Err(Failure::new(Kind::Input, text).hint(format!(
                "if a column is read as {what} by mistake, name the right one with --map; else make a report of each part of the log"
            )));
        }
        if has_too_many {
            session.ui.note(&format!(
                "the log names more than {} users: their credits are summed as \"others\" (--user NAME \
                 tells one apart)",
                figure::count(MOST_USERS as u64)
            ));
        }
        if events == Events::Kept {
            require_events(&log)?;
        }
        request.unit.clone_from(&log.counting.unit);
        request.snapshot.clone_from(&log.snapshot);
        // Neither has a day, an app and a class of the platform's.
        request.lines &= log.snapshot.is_none() && log.counting.known_export.is_none();
        read_notes::write_rejects(session, &log)?;
        read_notes::print_read_notes(session, &log);
        Ok(Self { log, model, request, selection, sums: Cell::new(sums) })
    }

    /// The log, classified and summed. Call it once: it takes the sums.
    pub(crate) fn analysis(&self) -> Analysis<'_> {
        let Self { log, model, request, selection, sums } = self;
        Analysis::new(log, request.terms(model, selection, detail(request)), sums.take())
    }

    /// Refuses days that begin after the log ends: nothing is known of them.
    pub(crate) fn check_range(analysis: &Analysis, request: &Request) -> Result<(), Failure> {
        let Some((first, last)) = analysis.begins_after_end(request) else { return Ok(()) };
        let failure = Failure::new(
            Kind::Usage,
            format!("the range begins on {first}, but the log ends on {last}"),
        );
        Err(failure.hint(format!("begin on {last} or earlier, or list everything with --all")))
    }

    /// Prints on stderr what makes a report's figures doubtful.
    pub(crate) fn warn_about(
        &self,
        session: &mut Session<'_>,
        analysis: &Analysis,
        report: &Report,
    ) {
        let settings = &session.settings;
        if analysis.ledger.first_day().is_none() {
            session.ui.note("the log has no events, so the report is empty");
            return;
        }
        if let Some(note) = silence(settings, analysis.ledger.last_day()) {
            session.ui.note(&note);
        }
        let gap = analysis.ledger.last_gap();
        if gap > DOUBTFUL_GAP && settings.time.as_of == AsOf::LastEvent {
            session.ui.warn(&format!(
                "the last event is {gap} days later than the one before it; if its date is wrong, \
                 set the last day with --as-of"
            ));
        }
        warn_of_late_grants(session, analysis);
        self.warn_of_unmatched(session, analysis);
        let users = report.as_of.map_or(0, |day| analysis.ledger.users_with_quota(day));
        let pool = report.pools.unassigned.as_ref();
        if users > 1 && pool.is_some_and(|pool| pool.allowance.is_none()) {
            session.ui.note(&format!(
                "the log gives each of {users} users a quota of their own; these do not add up, so no \
                 balance is shown (--allowance N sets what all of them may use together)"
            ));
        }
        let last = analysis.ledger.last_day().zip(self.model.newest_checked_on());
        if let Some((day, checked)) = last.filter(|(day, checked)| day.since(*checked) > CARD_AGE) {
            session.ui.warn(&format!(
                "the log ends on {day}, but the newest rate card was last checked on {checked}: \
                 prices may have changed since"
            ));
        }
        if let Some(day) = clamped(session.settings.time.cycle, report) {
            session.ui.note(&format!(
                "shorter months have no day {day}, so the reset is taken to be on their last day; the \
                 platform does not document what it does (--cycle START..RESET sets the days)"
            ));
        }
        if report.cycle.as_ref().is_some_and(|cycle| cycle.assumed) {
            session.ui.detail(
                "no reset day is set, so each calendar month is taken as a billing cycle \
                 (--cycle-day)",
            );
        }
    }

    /// Warns of filters that match no event.
    pub(crate) fn warn_of_unmatched(&self, session: &mut Session<'_>, analysis: &Analysis) {
        for (flag, name) in analysis.unmatched(&self.selection) {
            session.ui.warn(&format!("no event has the {flag} {name:?}"));
        }
    }
}

/// The reset day, if a month of the current cycle is too short for it.
fn clamped(rule: CycleRule, report: &Report) -> Option<u32> {
    let CycleRule::Monthly { day, assumed: false } = rule else { return None };
    let cycle = report.cycle.as_ref()?;
    let is_short = cycle.start.day_of_month() != day || cycle.end.day_of_month() != day;
    is_short.then_some(day)
}

/// Fails if a command that looks at single events, or at days, is given a snapshot, which has neither.
pub(crate) fn require_events(log: &Log) -> Result<(), Failure> {
    if log.snapshot.is_none() {
        return Ok(());
    }
    let path = log.inputs.first().map(|input| input.path.clone());
    let name = path.as_ref().map_or_else(String::new, Untrusted::for_terminal);
    let text = format!("{name} is a snapshot: it has totals, and neither events nor days");
    let hint = format!(
        "credits report {} shows what it says",
        path.map_or_else(|| "FILE".to_owned(), |path| shell(&path))
    );
    Err(Failure::new(Kind::Input, text).hint(hint))
}

/// Says that the log ended before the day of the figures, or, if they are of its own last day, before today. A day that was set decides
/// alone: the same flags say the same on any day.
fn silence(settings: &Settings, last: Option<Day>) -> Option<String> {
    let last = last?;
    let today = settings.time.zone.day_of(settings.now);
    let (days, said) = match settings.time.as_of {
        AsOf::Day(day) => (day.since(last), format!("before {day}")),
        AsOf::Now => (today.since(last), "ago".to_owned()),
        AsOf::LastEvent => (
            today.since(last),
            "ago; figures are as of its last day (--as-of now judges today)".to_owned(),
        ),
    };
    (days > 1).then(|| format!("the log ended {days} days {said}"))
}

/// Warns of grants after the last use: they are not in figures as of that day.
fn warn_of_late_grants(session: &mut Session<'_>, analysis: &Analysis) {
    let last_day = analysis.ledger.last_day();
    let Some(day) = last_day.filter(|_| session.settings.time.as_of == AsOf::LastEvent) else {
        return;
    };
    for pool in [Pool::Message, Pool::Integration] {
        if let Some((last, credits)) = analysis.ledger.granted_after(pool, day) {
            session.ui.warn(&format!(
                "{credits} {pool} credits were given after the last use, up to {last}; \
                 the figures are as of {day} and lack them: --as-of {last} counts them"
            ));
        }
    }
}

/// The large dimensions that the request needs.
fn detail(request: &Request) -> Detail {
    let wants = |dimension| request.by.contains(&dimension);
    Detail { features: wants(Dimension::Feature), files: wants(Dimension::File) }
}

/// The inputs that were named. Standard input is read here.
pub(crate) fn specs(
    session: &mut Session<'_>,
    command: &str,
    files: &[String],
) -> Result<Vec<InputSpec>, Failure> {
    let mut specs = Vec::new();
    let mut read_stdin = false;
    let names = session.inputs(command, files)?;
    overwrite::refuse(session, &names)?;
    if let ([], [log]) = (files, &names[..])
        && log != "-"
    {
        session.ui.note(&format!("no log is named; {log} is read, the only one in this folder"));
    }
    for text in std::mem::take(&mut session.settings.announced) {
        session.ui.note(&text);
    }
    for name in names {
        if name != "-" {
            specs.push(InputSpec::path(name)?);
        } else if !read_stdin {
            read_stdin = true;
            let failed = |error| {
                Failure::new(Kind::Input, format!("cannot read standard input: {error}"))
                    .at("-", None, None)
            };
            let mut bytes = Vec::new();
            (&mut session.stdin).take(MOST_HELD).read_to_end(&mut bytes).map_err(failed)?;
            specs.push(if (bytes.len() as u64) < MOST_HELD {
                InputSpec::Stdin(bytes)
            } else {
                InputSpec::Spool(Spool::new("-", &bytes, &mut session.stdin).map_err(failed)?)
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
        if let ingest::Error::Unreadable { path, .. } = &error
            && !std::path::Path::new(path.raw()).exists()
            && let Some(near) = nearest_file(path.raw())
        {
            failure.hints.insert(0, format!("did you mean {near}?"));
        }
        if let Some(file) = error.file() {
            failure = failure.at(file.raw(), error.line(), None);
            failure.named = true;
        }
        failure
    }
}

/// Refuses rollups that kept the prompts of other operations than the rate cards ask for: their events would lack a price in silence.
pub(crate) fn check_rules(log: &Log, rules: &str) -> Result<(), Failure> {
    let other = log.inputs.iter().find(|input| input.rules.as_deref().is_some_and(|r| r != rules));
    let Some(input) = other else { return Ok(()) };
    let path = input.path.for_terminal();
    let text = format!("{path} is a rollup made for other rate cards: they read other prompts");
    Err(Failure::new(Kind::Input, text)
        .hint("make it anew from the log, with the same --model: credits sum")
        .hint("or read it with the rate cards for which it was made"))
}
