//! Writes the findings in HTML: a ranked overview with bars, then a card for each finding.

use std::fmt::Write as _;

use super::markup::{self, Html};
use super::{rules, say};
use crate::audit::{Estimate, FindingBasis, FindingClass};
use crate::base::Credits;
use crate::event::Pool;
use crate::render::cell::Medium as _;
use crate::render::svg;
use crate::report::view::{
    Block, Cell, Line, PrintedSaving, Section, Tone, how_often, printed_savings,
};
use crate::report::{Finding, Report};

/// Writes the sections: an overview if there is more than one finding, and a card for each finding.
pub(crate) fn part(sections: &[&Section], report: &Report) -> String {
    let mut out = String::new();
    let savings = printed_savings(&report.findings);
    for section in sections {
        if let Some(at) =
            report.findings.iter().position(|f| section.id == format!("finding-{}", f.id))
        {
            card(&mut out, section, (at + 1, &report.findings[at]), savings[at]);
            continue;
        }
        let id = markup::anchor(&section.id);
        let _ = write!(
            out,
            "<section class=\"part\"><h3 class=\"sr\" id=\"h-{id}\">{}</h3>",
            markup::line(&section.title)
        );
        if report.findings.len() > 1 {
            out.push_str(&overview(&report.findings, &savings, &format!("h-{id}")));
        }
        // The overview is the same table, with bars.
        let others = section.blocks.iter().filter(|b| !matches!(b, Block::Table(_)));
        others.for_each(|b| out.push_str(&markup::block(b, &format!("h-{id}"), false)));
        out.push_str("</section>");
    }
    out
}

fn class(finding: &Finding) -> &'static str {
    match finding.class {
        FindingClass::Fix => "fix",
        FindingClass::Habit => "habit",
        FindingClass::Keep => "keep",
        FindingClass::Question => "question",
    }
}

fn basis(finding: &Finding) -> &'static str {
    match finding.basis {
        FindingBasis::Measured => "measured",
        FindingBasis::Estimated => "estimated",
    }
}

/// Formats an approximate amount: without decimals unless it is small.
fn about(amount: Credits) -> String {
    let large = amount.abs() >= Credits::whole(20);
    say::fixed(amount, u32::from(!large && amount.round(0) != amount))
}

fn exact(amount: Estimate) -> String {
    format!("{}, {} to {}", amount.typical, amount.low, amount.high)
}

/// Returns the title of the finding with its app, feature and user.
fn heading(finding: &Finding) -> String {
    let mut out = svg::escaped(&finding.title);
    for (name, before) in
        [(&finding.app, " in "), (&finding.feature, ", "), (&finding.user, ", by ")]
    {
        if let Some(name) = name {
            let _ = write!(out, "{before}\"{}\"", rules::named(name));
        }
    }
    out
}

/// Writes one line per finding. Each pool has its own scale of bars, because credits of different pools cannot be compared.
fn overview(findings: &[Finding], savings: &[PrintedSaving], labelled: &str) -> String {
    let scale = |pool: Option<Pool>| {
        let same = findings.iter().zip(savings).filter(|(finding, _)| finding.pool == pool);
        let savings = same.filter_map(|(_, saving)| *saving);
        savings.map(|(s, _)| s.high.max(s.typical).to_f64()).fold(0.0, f64::max)
    };
    let mut out = format!(
        "<div class=\"fit\"><table class=\"overview\" aria-labelledby=\"{labelled}\"><thead><tr><th scope=\"col\"><span class=\"sr\">rank</span></th>\
         <th scope=\"col\">what</th><th scope=\"col\" class=\"y3\">kind</th><th scope=\"col\" class=\"b\"><span class=\"sr\">bar</span></th>\
         <th scope=\"col\" class=\"n\">saves</th><th scope=\"col\" class=\"w y1\">of pool</th>\
         <th scope=\"col\" class=\"n y2\">days of use</th><th scope=\"col\" class=\"n y3\">of allowance</th><th scope=\"col\" class=\"n y1\">$</th><th scope=\"col\" class=\"w y4\">effort</th></tr></thead><tbody>"
    );
    let known = |figure: Option<String>| figure.unwrap_or_default();
    for (at, (finding, saved)) in findings.iter().zip(savings).enumerate() {
        let worth = finding.worth.as_ref();
        let (bar, amount) = saved.map_or_else(Default::default, |(s, digits)| {
            let scale = scale(finding.pool);
            let bar = svg::range_bar(
                s.low.to_f64() / scale,
                s.typical.to_f64() / scale,
                s.high.to_f64() / scale,
            );
            (bar, format!("<span title=\"{}\">{}</span>", exact(s), say::fixed(s.typical, digits)))
        });
        let _ = write!(
            out,
            "<tr{}><td class=\"n rank\">{}</td><td class=\"l\"><a href=\"#{}\">{}</a></td><td class=\"w y3\">{}, {}</td><td class=\"b\">{bar}</td>\
             <td class=\"n\">{amount}</td><td class=\"w y1\">{}</td><td class=\"n y2\">{}</td><td class=\"n y3\">{}</td><td class=\"n y1\">{}</td><td class=\"w y4\">{}</td></tr>",
            if finding.class.counts() { "" } else { " class=\"rest\"" },
            at + 1,
            markup::anchor(&format!("finding-{}", finding.id)),
            heading(finding),
            class(finding),
            basis(finding),
            finding.pool.map_or("both", Pool::name),
            known(worth.and_then(|w| w.days_of_use).map(|days| say::fixed(days.value(), 1))),
            known(worth.and_then(|w| w.of_allowance).map(say::percent)),
            known(worth.and_then(|w| w.usd).map(|usd| say::fixed(usd, 2))),
            svg::escaped(finding.effort.trim_start_matches('0'))
        );
    }
    out.push_str("</tbody></table></div>");
    out
}

fn card(
    out: &mut String,
    section: &Section,
    (rank, finding): (usize, &Finding),
    saving: PrintedSaving,
) {
    let id = markup::anchor(&section.id);
    let _ = write!(
        out,
        "<section class=\"part finding {}\" id=\"{id}\"><div class=\"top\"><h3 id=\"h-{id}\"><span class=\"rank\">{rank}</span> {}</h3>",
        class(finding),
        heading(finding)
    );
    let pool = finding.pool.map_or_else(String::new, |pool| format!("{} ", pool.name()));
    let (verb, amount) = if let Some((saved, digits)) = saving {
        let verb = if finding.class.counts() { "saves" } else { "may save" };
        (verb, Some((saved, Some(digits), how_often(finding))))
    } else {
        let wasted = Some((finding.wasted, None, ""));
        ("cost", wasted.filter(|(wasted, ..)| wasted.high.is_positive()))
    };
    if let Some((amount, digits, each)) = amount {
        let about = |amount| digits.map_or_else(|| about(amount), |d| say::fixed(amount, d));
        let range = if about(amount.low) == about(amount.high) {
            String::new()
        } else {
            format!(" ({} – {})", about(amount.low), about(amount.high))
        };
        let _ = write!(
            out,
            "<p class=\"saves\">{verb} <b title=\"{}\">{}</b>{range} {pool}credits{each}</p>",
            exact(amount),
            about(amount.typical)
        );
    }
    let _ = write!(
        out,
        "</div><ul class=\"chips\"><li>{}</li><li>{}</li><li class=\"id\">{}</li></ul>",
        class(finding),
        basis(finding),
        svg::escaped(&finding.id)
    );
    for block in &section.blocks {
        match block {
            Block::Lines(lines) => lines.iter().for_each(|line| out.push_str(&paragraph(line))),
            block => out.push_str(&markup::block(block, &format!("h-{id}"), false)),
        }
    }
    out.push_str("</section>");
}

/// Writes a paragraph of a card. The recommended action is emphasized; muted lines become asides.
fn paragraph(line: &Line) -> String {
    let text = markup::line(line);
    if let Some(Cell::Label("Do: ")) = line.0.first().map(|span| &span.cell) {
        let text = text.strip_prefix("Do: ").unwrap_or(&text);
        return format!("<p class=\"do\"><b class=\"lead\">{}</b> {text}</p>", Html.label("Do"));
    }
    match markup::tone(line) {
        Some(Tone::Muted) => format!("<p class=\"aside\">{text}</p>"),
        _ => format!("<p>{text}</p>"),
    }
}
