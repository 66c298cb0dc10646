//! `credits plans`: the platform's plans.

use serde::Serialize;

use crate::base::{Credits, figure};
use crate::cli::error::{Failure, ToolName};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::model::{Plan, plan};
use crate::render::listing::columns;

#[derive(Serialize)]
struct Page {
    schema: &'static str,
    tool: ToolName<'static>,
    plans: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    title: String,
    usd_month: Option<Credits>,
    usd_month_yearly: Option<Credits>,
    message: Option<Credits>,
    integration: Option<Credits>,
    daily_message_cap: Option<Credits>,
}

pub(crate) fn run(session: &mut Session<'_>) -> Result<Exit, Failure> {
    let plans = plan::builtin();
    if session.settings.json_on_stdout() {
        let page = Page {
            schema: "credits.plans/1",
            tool: ToolName::THIS,
            plans: plans.iter().map(row).collect(),
        };
        serde_json::to_writer_pretty(&mut *session.out, &page)?;
        writeln!(session.out)?;
        return Ok(Exit::Ok);
    }
    let width = session.list_width();
    session.out.write_all(text(plans, width).as_bytes())?;
    Ok(Exit::Ok)
}

fn row(plan: &Plan) -> Row {
    Row {
        name: plan.id.clone(),
        title: plan.title.clone(),
        usd_month: plan.usd_month,
        usd_month_yearly: plan.usd_month_yearly,
        message: plan.message,
        integration: plan.integration,
        daily_message_cap: plan.daily_message_cap,
    }
}

fn text(plans: &[Plan], width: Option<usize>) -> String {
    let heads = ["name", "plan", "$ per month", "paid yearly", "message", "integration", ""];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let number = |n: Option<Credits>| n.map_or_else(|| "not published".to_owned(), figure::exact);
    for plan in plans {
        let cap = plan
            .daily_message_cap
            .map(|cap| format!("at most {} message credits per day", figure::exact(cap)))
            .unwrap_or_default();
        rows.push(vec![
            plan.id.clone(),
            plan.title.clone(),
            number(plan.usd_month),
            number(plan.usd_month_yearly),
            number(plan.message),
            number(plan.integration),
            cap,
        ]);
    }
    format!(
        "{}\nSet yours with --plan NAME; for another contract use --allowance message=…,integration=…\n",
        columns(&rows, &[2, 3, 4, 5], width)
    )
}
