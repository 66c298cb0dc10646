//! One line for a prompt, a status bar or a chat: `shop · integration 83%, out ~28 May · message 36%`, or a template of one's own.

use super::cells::{Cell, Flag, Line};
use super::outlook::{Outlook, capacity, outlook};
use super::pools::pools_by_need;
use super::{gauges, unit, what_if};
use crate::alerts::{RuleState, Severity};
use crate::event::Pool;
use crate::report::{PoolReport, Report, WhatIf};

/// A line with places to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The line without a template.
    Whole,
    /// The app with the most credits of the pool that needs attention most.
    App,
    Day,
    /// The alerts that fired, without those for information.
    Alerts,
    /// How the changed world ends.
    WhatIf,
    Of(Pool, Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Used,
    Capacity,
    Left,
    Share,
    Out,
    Fate,
}

const FIELDS: [(&str, Field); 6] = [
    ("used", Field::Used),
    ("capacity", Field::Capacity),
    ("left", Field::Left),
    ("share", Field::Share),
    ("out", Field::Out),
    ("fate", Field::Fate),
];

/// The names of all places.
pub(crate) fn names() -> Vec<String> {
    let of_pool = |pool: &'static str| FIELDS.iter().map(move |(name, _)| format!("{pool}.{name}"));
    let own = ["line", "app", "day", "alerts", "what-if"].into_iter().map(str::to_owned);
    own.chain(of_pool("message")).chain(of_pool("integration")).collect()
}

impl Template {
    /// Parses `{app}: {integration.share}`; `{{` and `}}` are braces.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (mut parts, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            let Some((name, after)) = rest.split_once('}').filter(|_| brace == "{") else {
                return Err(format!(
                    "a {brace} stands alone; write {brace}{brace} for the sign itself"
                ));
            };
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(part(name.trim()).ok_or_else(|| format!("{name:?} is not a field"))?);
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }
}

fn part(name: &str) -> Option<Part> {
    Some(match name {
        "line" => Part::Whole,
        "app" => Part::App,
        "day" => Part::Day,
        "alerts" => Part::Alerts,
        "what-if" => Part::WhatIf,
        _ => {
            let (pool, field) = name.split_once('.')?;
            let field = FIELDS.iter().find(|(name, _)| *name == field)?.1;
            Part::Of(pool.parse().ok()?, field)
        }
    })
}

/// The line of a report.
pub(crate) fn line(report: &Report, template: Option<&Template>) -> Line {
    let Some(template) = template else { return whole(report) };
    template.0.iter().fold(Line::default(), |line, part| match part {
        Part::Text(text) => line.words(text),
        Part::Whole => line.then(whole(report)),
        Part::App => line.then(app(report).unwrap_or_else(unknown)),
        Part::Day => line.then(report.as_of.map_or_else(unknown, |day| Line::default().day(day))),
        Part::Alerts => line.count(alerts(report)),
        Part::WhatIf => line.then(what_if::in_one_line(report).unwrap_or_else(unknown)),
        Part::Of(pool, field) => {
            let figures = report.pools.each().find(|(own, _)| own == pool).map(|(_, p)| p);
            line.then(
                figures.and_then(|p| of_pool(report, *pool, p, *field)).unwrap_or_else(unknown),
            )
        }
    })
}

fn unknown() -> Line {
    Line::of("?")
}

/// `shop · integration 83%, out ~28 May · message 36%`
fn whole(report: &Report) -> Line {
    let pools = pools_by_need(report);
    if pools.is_empty() {
        return Line::of("no credits used");
    }
    let of = |(pool, figures): (Pool, &PoolReport)| {
        let line = Line::of(unit::label(&report.unit, pool)).text(" ");
        let line = match (figures.used_share, figures.used) {
            (Some(share), _) => line.share(share),
            (None, Some(used)) => line.credits(used).text(" used"),
            (None, None) => line.credits(figures.credits),
        };
        let is_told = matches!(
            outlook(report, figures),
            Outlook::WentOut(_) | Outlook::IsOut | Outlook::RunsOut { .. } | Outlook::Doubtful(_)
        );
        if is_told { line.text(", ").then(gauges::fate(report, figures, Flag::Info)) } else { line }
    };
    // With another plan alone, the line itself is of that plan.
    let is_changed = report.what_if.as_ref().is_some_and(WhatIf::is_changed);
    let changed = what_if::in_one_line(report).filter(|_| is_changed);
    Line::items(app(report).into_iter().chain(pools.into_iter().map(of)).chain(changed))
}

fn app(report: &Report) -> Option<Line> {
    let (_, figures) = pools_by_need(report).into_iter().next()?;
    let first = figures.by_app.first().filter(|row| row.credits.is_positive())?;
    Some(Line::default().name(first.name.clone()?))
}

fn alerts(report: &Report) -> u64 {
    let fired = |a: &&crate::report::AlertRow| {
        a.state == RuleState::Fired && a.severity > Severity::Info && a.scope.is_none()
    };
    report.alerts.iter().filter(fired).count() as u64
}

fn of_pool(report: &Report, pool: Pool, figures: &PoolReport, field: Field) -> Option<Line> {
    let line = Line::default();
    Some(match field {
        Field::Used => line.credits(figures.used?),
        Field::Capacity => line.credits(capacity(figures)?),
        Field::Left => line.credits(figures.remaining?),
        Field::Share => line.share(figures.used_share?),
        Field::Out => match outlook(report, figures) {
            Outlook::WentOut(day) | Outlook::RunsOut { on: day, .. } => line.cell(Cell::Day(day)),
            _ => return None,
        },
        Field::Fate => {
            let fate = gauges::fate(report, figures, Flag::Info);
            return (!fate.0.is_empty() || pool == Pool::Unassigned).then_some(fate);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_text_and_fields() {
        let parsed = |text: &str| Template::parse(text).map(|t| t.0);
        assert_eq!(
            parsed("{{x}} {app}: {integration.share}!"),
            Ok(vec![
                Part::Text("{x} ".into()),
                Part::App,
                Part::Text(": ".into()),
                Part::Of(Pool::Integration, Field::Share),
                Part::Text("!".into()),
            ])
        );
        assert_eq!(parsed("{ap}"), Err("\"ap\" is not a field".into()));
        assert!(parsed("{app").is_err() && parsed("app}").is_err());
        for name in names() {
            assert_eq!(parsed(&format!("{{{name}}}")).map(|parts| parts.len()), Ok(1), "{name}");
        }
    }
}
