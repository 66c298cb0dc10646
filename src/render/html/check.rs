//! The page of a gate: the verdict, each rule that fired with its arithmetic and the parts of its
//! excess, then all other rules.

use std::fmt::Write as _;

use super::frame::{Frame, Group, alone, lines};
use super::markup::{self, Markup, badge};
use super::{embed, figures, rules, say};
use crate::alerts::RuleState;
use crate::base::{Credits, Ratio6, Untrusted, capitalised, figure};
use crate::render::format::HtmlOptions;
use crate::render::svg;
use crate::report::check::{Balance, Check, GateCause, RuleVerdict, Verdict};
use crate::report::view::gate::{document, flag};
use crate::report::view::gate_answer::answer;
use crate::report::view::gate_words as words;
use crate::report::view::{Flag, Section, Tone, unit};

/// The most sentences below the verdict.
const MOST_SAID: usize = 3;
/// Parts of an excess before the rest is folded.
const FEW_PARTS: usize = 5;

/// Writes a gate as a page.
pub(super) fn check(check: &Check, options: &HtmlOptions) -> String {
    let document = document(check);
    let frame = Frame {
        name: "Credit check",
        whole: "check",
        remark: "",
        tool: &check.tool,
        about: None,
        cover: Vec::new(),
        period: check.as_of.map(|day| {
            let so_far = if check.partial_today { " so far" } else { "" };
            format!("{day}{so_far} · {}", crate::base::untrusted::shown(&check.timezone))
        }),
        verdict: Some(match check.verdict {
            Verdict::Clear => Tone::Good,
            Verdict::Fired | Verdict::Error => Tone::Urgent,
            Verdict::Indeterminate => Tone::Warning,
        }),
        headline: headline(check),
        context: lines(&document.context),
        groups: groups(check, &document.sections),
        json: Some(embed::compact(check)),
    };
    frame.render(options)
}

fn headline(check: &Check) -> Vec<Markup> {
    let summary = words::summary(check);
    let head = match check.verdict {
        Verdict::Fired => format!("The gate fired: {summary}."),
        Verdict::Clear => format!("The gate is {summary}."),
        Verdict::Indeterminate => format!("The gate {summary}."),
        Verdict::Error => format!("The gate met {summary}."),
    };
    let mut lines =
        vec![Markup(markup::line(&answer(check).text("."))), Markup(svg::escaped(&head))];
    let mut fails: Vec<&RuleVerdict> = check.rules.iter().filter(|r| r.fails()).collect();
    // Pools come before the apps and users in them.
    fails.sort_by_key(|r| (r.scope.is_some(), std::cmp::Reverse(r.severity)));
    let said = |r: &&RuleVerdict| {
        let line = words::place(r).text(": ").then(words::figures(check, r));
        let line = words::cause(r).map_or(line.clone(), |cause| line.text("; ").then(cause));
        Markup(format!("<b class=\"strong\">{}</b> {}", svg::escaped(&r.rule), markup::line(&line)))
    };
    lines.extend(fails.iter().take(MOST_SAID).map(said));
    if fails.len() > MOST_SAID {
        lines.push(Markup(format!("<a href=\"#fired\">and {} more</a>", fails.len() - MOST_SAID)));
    }
    lines.extend(
        check
            .doubts
            .iter()
            .take(MOST_SAID)
            .map(|d| Markup(Untrusted::from(d.message.as_str()).for_html())),
    );
    lines.push(Markup(match words::remapped(check) {
        Some(text) => svg::escaped(&format!("{}.", capitalised(&text))),
        None => format!("Exit code {}.", check.exit),
    }));
    lines
}

fn groups(check: &Check, sections: &[Section]) -> Vec<Group> {
    let mut groups = Vec::new();
    let alone = |id: &str| sections.iter().find(|s| s.id == id).map(|s| alone(s, id));
    groups.extend(alone("error").map(|body| Group::new("error", "Nothing was judged", &body)));
    let mut fired: Vec<&RuleVerdict> =
        check.rules.iter().filter(|r| r.state == RuleState::Fired).collect();
    fired.sort_by_key(|r| (!r.fails(), r.is_acknowledged(), r.scope.is_some()));
    if !fired.is_empty() {
        let cards: String = fired
            .iter()
            .take(rules::MOST)
            .enumerate()
            .map(|(i, r)| card(check, r, i, &fired[..i]))
            .collect();
        groups.push(Group::new("fired", "Fired", &format!("{cards}{}", rules::more(fired.len()))));
    }
    groups.extend(
        alone("doubts")
            .map(|body| Group::new("doubts", "Why a clear rule counts as not judged", &body)),
    );
    if !check.balances.is_empty() || !check.not_in_log.is_empty() {
        let known = check.balances.iter().enumerate().map(|(i, b)| balance(check, b, i));
        let absent = check.not_in_log.iter().map(|pool| {
            format!(
                "<section class=\"card plain\"><h3>{}</h3><p>not in this log</p></section>",
                unit::title(&check.unit, *pool)
            )
        });
        let cards: String = known.chain(absent).collect();
        groups.push(Group::new(
            "balances",
            "Balances",
            &format!("<div class=\"grid cards\">{cards}</div>"),
        ));
    }
    groups.extend(alone("others").map(|body| Group::new("others", "Clear or not judged", &body)));
    if !check.rules.is_empty() {
        let mut all: Vec<&RuleVerdict> = check.rules.iter().collect();
        all.sort_by_key(|r| (r.state != RuleState::Fired, r.scope.is_some()));
        let rows: Vec<rules::Row> = all.iter().map(|r| rules::Row::of_verdict(r)).collect();
        let body = format!(
            "<section class=\"part\"><h3 class=\"sr\" id=\"h-rules\">Every rule, with what it compared</h3>\
             <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-rules\">{}</div></section>",
            rules::table(&rows)
        );
        groups.push(Group::new("rules", "Every rule", &body));
    }
    groups.extend(alone("known").map(|body| Group::new("known", "Known events", &body)));
    groups.extend(figures::inputs(&check.inputs).map(|body| Group::new("inputs", "Files", &body)));
    groups
}

/// Writes a rule that fired: its sentence, its figures, and the parts of its excess.
fn card(check: &Check, verdict: &RuleVerdict, at: usize, earlier: &[&RuleVerdict]) -> String {
    let place = check.rules.iter().position(|r| std::ptr::eq(r, verdict)).unwrap_or(0);
    let flag = flag(verdict);
    let tone = match flag {
        Flag::Urgent => "urgent",
        Flag::Warning => "warning",
        _ => "plain",
    };
    let mut out = format!(
        "<section class=\"card {tone}\"><h3><span>{} <span class=\"muted\">{}</span></span>{}</h3><p class=\"says\">{}</p>",
        svg::escaped(&verdict.rule),
        markup::line(&words::place(verdict)),
        badge(flag, Some(words::state(verdict))),
        markup::line(&words::sentence(check, verdict)),
    );
    out.push_str(&compared(verdict));
    out.push_str("<dl class=\"facts\">");
    let mut fact = |name: &str, value: &str| {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    };
    let exact = |c: Credits, places: u32| {
        format!(
            "<span title=\"{c}\">{}</span>",
            say::fixed(c, if c.round(places) == c { shown(c) } else { places })
        )
    };
    if let Some(day) = verdict.day {
        fact("judged day", &format!("{day}{}", if verdict.complete { "" } else { ", so far" }));
    }
    if let Some(value) = verdict.value {
        fact(value_name(verdict), &figures::amount(value, &format!("rules.{place}.value")));
    }
    if let Some(baseline) = verdict.baseline {
        fact(baseline_name(verdict), &exact(baseline.value(), 2));
    }
    if let Some(ratio) = verdict.ratio {
        fact("ratio", &format!("{} ×", exact(ratio.value(), 2)));
    }
    if let Some(threshold) = verdict.threshold {
        fact(
            if verdict.rule == "budget" || verdict.rule == "forecast" {
                "fires from"
            } else {
                "fires above"
            },
            &threshold_of(verdict, threshold),
        );
    }
    if let Some(window) = &verdict.window {
        fact(
            "days compared",
            &format!(
                "{} – {}, {} without use",
                window.from.in_words(),
                window.to.in_words(),
                window.zero_days
            ),
        );
    }
    out.push_str("</dl>");
    if let Some(remark) = words::remark(verdict).filter(|_| verdict.acknowledged.is_some()) {
        let _ = write!(out, "<p class=\"muted\">{}</p>", markup::line(&remark));
    }
    out.push_str(&excess(verdict, at, earlier));
    out.push_str("</section>");
    out
}

/// Returns the decimals of an amount, two at most.
fn shown(amount: Credits) -> u32 {
    figure::places(amount)
}

fn value_name(verdict: &RuleVerdict) -> &'static str {
    match verdict.rule.as_str() {
        "budget" | "pace" => "used",
        "forecast" => "probability",
        _ => "credits of the day",
    }
}

fn baseline_name(verdict: &RuleVerdict) -> &'static str {
    match verdict.rule.as_str() {
        "spike" => "14-day average",
        "steady" => "usual high day",
        "excess" => "fair day",
        "leak" => "28-day average",
        "budget" => "capacity",
        "pace" => "an even pace",
        _ => "against",
    }
}

fn threshold_of(verdict: &RuleVerdict, threshold: Credits) -> String {
    match verdict.rule.as_str() {
        "spike" | "steady" | "pace" => format!("{} ×", figure::exact(threshold)),
        "budget" => format!("{}%", figure::exact(threshold)),
        _ => figure::exact(threshold),
    }
}

/// Draws the value as a bar, with marks at the baseline and at the limit. The figures follow below.
fn compared(verdict: &RuleVerdict) -> String {
    let (Some(value), Some(threshold)) =
        (verdict.value.map(Credits::to_f64), verdict.threshold.map(Credits::to_f64))
    else {
        return String::new();
    };
    let baseline = verdict.baseline.map(|b| b.value().to_f64());
    let (fires, against, whole) = match (verdict.rule.as_str(), baseline) {
        ("spike" | "steady" | "pace", Some(baseline)) if baseline > 0.0 => {
            (threshold * baseline, Some(baseline), None)
        }
        ("budget", Some(capacity)) if capacity > 0.0 => {
            (threshold / 100.0 * capacity, None, Some(capacity.max(value)))
        }
        ("forecast", _) => (threshold, None, Some(1.0)),
        _ => return String::new(),
    };
    let whole = whole.unwrap_or_else(|| value.max(fires) * 1.04);
    let says = if against.is_some() {
        "bar: the value; thin mark: what it is compared with; thick mark: where the rule fires"
    } else {
        "bar: the value; mark: where the rule fires"
    };
    let mut out = svg::bullet(value / whole, fires / whole, against.map(|a| a / whole), says);
    out.push_str("<ul class=\"legend\">");
    if against.is_some() {
        let _ = write!(out, "<li><i class=\"key against\"></i>{}</li>", baseline_name(verdict));
    }
    out.push_str("<li><i class=\"key mark\"></i>fires from here on</li></ul>");
    out
}

/// Writes the parts of the excess by app and kind of call, and by user if that tells more. An excess
/// that an earlier rule has shown is not repeated.
fn excess(verdict: &RuleVerdict, at: usize, earlier: &[&RuleVerdict]) -> String {
    let Some(whole) = verdict.excess.filter(|_| !verdict.groups.is_empty()) else {
        return String::new();
    };
    if let Some(same) = earlier.iter().find(|e| e.groups == verdict.groups) {
        let rule = svg::escaped(&same.rule);
        return format!(
            "<p class=\"muted\">Made of the same parts as the excess of {rule} above.</p>"
        );
    }
    let parts = |causes: &[GateCause]| -> Vec<String> {
        let part = |c: &GateCause| rules::Part {
            app: c.app.clone(),
            class: Untrusted::from(c.title.as_str()).for_html(),
            user: c.user.clone(),
            excess: c.excess.value(),
        };
        let parts: Vec<rules::Part> = causes.iter().map(part).collect();
        let short = (parts.len() > FEW_PARTS + 2).then(|| rules::made_of(&parts, FEW_PARTS));
        short.into_iter().chain([rules::made_of(&parts, parts.len())]).collect()
    };
    let groups = parts(&verdict.groups);
    let mut out = format!(
        "<h4>What the {} above the average are made of</h4><div class=\"fit\">{}</div>",
        say::amount(whole.value()),
        groups[0]
    );
    if let Some(all) = groups.get(1) {
        let heading = format!("All {} parts", verdict.groups.len());
        let _ = write!(
            out,
            "<details id=\"parts-{at}\"><summary>{heading}</summary><div class=\"fit\">{all}</div></details>"
        );
    }
    if verdict.causes.len() > verdict.groups.len() {
        let all = parts(&verdict.causes).pop().unwrap_or_default();
        let _ = write!(
            out,
            "<details id=\"users-{at}\"><summary>By user</summary><div class=\"fit\">{all}</div></details>"
        );
    }
    out
}

fn balance(check: &Check, balance: &Balance, at: usize) -> String {
    let capacity = balance.capacity.filter(|c| c.is_positive());
    let share = capacity.zip(balance.used).and_then(|(c, used)| Ratio6::of(used, c));
    let whole = balance.capacity.map_or_else(
        || "used; no allowance is known".to_owned(),
        |c| format!("of {}", say::amount(c)),
    );
    let percent =
        share.map(|s| format!("<span class=\"pc\">{}</span>", say::percent(s))).unwrap_or_default();
    let time = check.cycle.as_ref().and_then(|c| {
        Ratio6::of(Credits::whole(i64::from(c.day)), Credits::whole(i64::from(c.days)))
    });
    let meter = share
        .map(|s| svg::meter(s, time, &format!("{} used", say::percent(s))))
        .unwrap_or_default();
    let mut out = format!(
        "<section class=\"card plain\"><h3>{}</h3><p class=\"big\">{percent}{} <small>{whole}</small></p>{meter}<dl class=\"facts\">",
        unit::title(&check.unit, balance.pool),
        balance.used.map_or_else(
            || "unknown".to_owned(),
            |used| figures::amount(used, &format!("balances.{at}.used"))
        )
    );
    if let Some(cycle) = &check.cycle {
        let _ = write!(
            out,
            "<div><dt>day of the cycle</dt><dd>{} of {}</dd></div>",
            cycle.day, cycle.days
        );
    }
    if let Some(p) = balance.p_exhausted {
        let _ = write!(
            out,
            "<div><dt>runs out before the reset</dt><dd>probability {}%</dd></div>",
            figure::exact(p.value().times(100))
        );
    }
    out.push_str("</dl></section>");
    out
}
