//! What the settings ask of a report: the request, the selection, the redaction and the tables.

use super::error::Failure;
use super::settings::plan::PlanChoice;
use super::settings::what_if::Written;
use super::settings::{self, By, Settings};
use crate::base::Untrusted;
use crate::ledger::Selection;
use crate::model::plan;
use crate::render::focus;
use crate::report::request::{Change, ChangeOf, Changes, QUIET_DAYS};
use crate::report::view::ViewOptions;
use crate::report::{AsOf, Dimension, PlanPeriod, Redaction, Request};

pub(crate) fn request(settings: &Settings) -> Result<Request, Failure> {
    let time = &settings.time;
    let as_of = match time.as_of {
        settings::AsOf::LastEvent => AsOf::LastEvent,
        settings::AsOf::Day(day) => AsOf::Day(day),
        settings::AsOf::Now => AsOf::Today(time.zone.day_of(settings.now)),
    };
    let plans = periods(&settings.plan.history)?;
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
        quiet_days: QUIET_DAYS,
        part_of_pool: selection.hides_part(),
        filters: selection
            .described()
            .into_iter()
            .map(|text| redacted_filter(settings, &text))
            .collect(),
        pools: settings.select.pools.clone(),
        by: settings.select.by.iter().filter_map(|by| dimension(*by)).collect(),
        lines: settings.outputs.iter().any(|output| output.format.as_deref() == Some(focus::ID)),
        unit: "credits".to_owned(),
        snapshot: None,
        what_if: Changes {
            changes: settings.what_if.iter().map(|written| change(settings, written)).collect(),
            present: settings.plan.present.as_deref().map(periods).transpose()?,
        },
    })
}

fn periods(history: &[PlanChoice]) -> Result<Vec<PlanPeriod>, Failure> {
    let mut plans = Vec::new();
    for choice in history {
        let plan = choice.plan.as_deref().map(plan::find).transpose()?.cloned();
        plans.push(PlanPeriod { from: choice.from, plan, allowance: choice.allowance.clone() });
    }
    Ok(plans)
}

/// A change, with its name redacted in the words about it.
fn change(settings: &Settings, written: &Written) -> Change {
    let Written { of, name, factor } = written.clone();
    let redaction = redaction(settings);
    let shown = match of {
        ChangeOf::App => redaction.app(&name),
        ChangeOf::User => redaction.user(&name),
        _ => name.as_str().into(),
    };
    let kind = match of {
        ChangeOf::App => "app=",
        ChangeOf::User => "user=",
        ChangeOf::Class => "class=",
        ChangeOf::Model => "model=",
        ChangeOf::Operation => "operation=",
        ChangeOf::Call => "",
    };
    let words = if factor.is_zero() {
        format!("without {kind}{}", shown.raw())
    } else {
        format!("{kind}{} × {factor}", shown.raw())
    };
    Change { of, name, factor, words: words.into() }
}

/// A filter as the report shows it, with its name redacted.
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
        // Every report has these already; a page shows them on request.
        By::Day | By::App | By::Source | By::Class | By::Model | By::User | By::Operation => None,
    }
}

pub(crate) fn selection(settings: &Settings) -> Selection {
    let select = &settings.select;
    Selection {
        apps: select.apps.clone(),
        exclude_apps: select.exclude_apps.clone(),
        users: select.users.clone(),
        pools: select.pools.clone(),
    }
}

pub(crate) fn redaction(settings: &Settings) -> Redaction {
    let redact = &settings.redact;
    Redaction {
        users: redact.users,
        apps: redact.apps,
        text: redact.text,
        key: redact.key.clone().unwrap_or_default(),
    }
}

/// Which tables a page shows.
pub(crate) fn view_options(settings: &Settings) -> ViewOptions {
    ViewOptions {
        top: settings.select.top,
        full: settings.select.full,
        by: settings.select.by.iter().map(|by| by.name().to_owned()).collect(),
        template: settings.page.template.clone(),
        ..ViewOptions::default()
    }
}
