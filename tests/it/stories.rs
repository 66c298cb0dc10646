//! Audit stories: logs with planted waste of a known size (`tests/oracle/audit_stories.py`).
#![allow(clippy::unwrap_used, reason = "a test that cannot read its story should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use credits::inside::audit::{
    self, Audit, CycleUse, Finding, FindingClass, Params, Timeline, TimelineInput,
};
use credits::inside::base::{Credits, CycleRule, Day, Zone};
use credits::inside::event::{Event, Pool, Scope};
use credits::inside::ingest::{self, InputSpec, Log, ReadOptions};
use credits::inside::model::{Classified, Confidence, Model, plan};

/// A log, prepared for an audit.
pub(crate) struct Story {
    pub model: Model,
    pub log: Log,
    pub classified: Vec<Classified>,
    pub scopes: Vec<Option<(Scope, Confidence)>>,
    pub cycles: Vec<CycleUse>,
    pub from: Day,
    pub to: Day,
}

impl Story {
    pub(crate) fn read(path: &Path, truth: &Truth) -> Self {
        let log = ingest::read(
            &[InputSpec::Path(path.to_str().unwrap().to_owned())],
            &ReadOptions::default(),
            &mut |_| {},
        )
        .unwrap();
        assert!(log.rejects.is_empty(), "{}: {:?}", path.display(), log.rejects);
        Self::of(log, truth)
    }

    pub(crate) fn of(log: Log, truth: &Truth) -> Self {
        let model = Model::builtin("base44").unwrap();
        let builder = plan::find("builder").unwrap();
        let mut cards = model.classifier();
        let classified: Vec<Classified> = log
            .events
            .iter()
            .map(|event| cards.classify(event, Some(builder), &log.symbols))
            .collect();
        let scopes = log.events.iter().map(|event| model.scope_evidence(event)).collect();
        let cycles = truth.cycles(&log.events, &classified);
        Self { classified, scopes, cycles, from: truth.from, to: truth.to, model, log }
    }

    pub(crate) fn timeline(&self) -> Timeline<'_> {
        Timeline::new(&TimelineInput {
            events: &self.log.events,
            classified: &self.classified,
            kept: &[],
            scopes: &self.scopes,
            classes: self.model.classes(),
            symbols: &self.log.symbols,
            zone: Zone::Utc,
            from: self.from,
            to: self.to,
            cycle_days: 30,
            cycles: &self.cycles,
        })
    }

    pub(crate) fn audit(&self) -> Audit {
        audit::audit(&self.timeline(), &Params { evidence_rows: usize::MAX, ..Params::default() })
    }

    /// The ids of the rows that a finding rests on.
    fn rows(&self, finding: &Finding) -> BTreeSet<String> {
        let by_line: BTreeMap<u64, &Event> =
            self.log.events.iter().map(|event| (event.provenance.line, event)).collect();
        finding
            .evidence
            .iter()
            .map(|row| by_line[&row.line].id.as_deref().unwrap().to_owned())
            .collect()
    }
}

/// The contents of `truth.toml`.
pub(crate) struct Truth {
    pub from: Day,
    pub to: Day,
    pub spent: Credits,
    heavy: Vec<String>,
    silent_heavy: Vec<String>,
    capacity: BTreeMap<Pool, Credits>,
    planted: Vec<Planted>,
}

struct Planted {
    detector: String,
    app: String,
    wasted: Credits,
    recoverable: Credits,
    rows: BTreeSet<String>,
}

impl Truth {
    pub(crate) fn read(folder: &Path) -> Self {
        let table: toml::Table =
            fs::read_to_string(folder.join("truth.toml")).unwrap().parse().unwrap();
        let text = |table: &toml::Table, key: &str| table[key].as_str().unwrap().to_owned();
        let list = |table: &toml::Table, key: &str| {
            table[key]
                .as_array()
                .unwrap()
                .iter()
                .map(|v| v.as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let pools = [Pool::Message, Pool::Integration];
        let capacity = pools.iter().filter_map(|pool| {
            Some((*pool, table.get(&format!("capacity_{pool}"))?.as_str()?.parse().ok()?))
        });
        let planted =
            table.get("planted").and_then(|list| list.as_array()).cloned().unwrap_or_default();
        let planted = planted.iter().map(|found| {
            let found = found.as_table().unwrap();
            Planted {
                detector: text(found, "detector"),
                app: text(found, "app"),
                wasted: text(found, "wasted").parse().unwrap(),
                recoverable: text(found, "recoverable").parse().unwrap(),
                rows: list(found, "rows").into_iter().collect(),
            }
        });
        Self {
            from: text(&table, "from").parse().unwrap(),
            to: text(&table, "to").parse().unwrap(),
            spent: text(&table, "spent").parse().unwrap(),
            heavy: list(&table, "heavy"),
            silent_heavy: list(&table, "silent_heavy"),
            capacity: capacity.collect(),
            planted: planted.collect(),
        }
    }

    fn cycles(&self, events: &[Event], classified: &[Classified]) -> Vec<CycleUse> {
        let used_in = |pool: Pool, first: Day, last: Day| -> Credits {
            let rows = events.iter().zip(classified).filter(|(event, classified)| {
                let day = event.stamp.utc_day();
                event.outcome.is_usage() && classified.pool == pool && first <= day && day <= last
            });
            rows.filter_map(|(_, classified)| classified.credits).sum()
        };
        let mut rows = Vec::new();
        for cycle in (CycleRule::Monthly { day: 1, assumed: false }).cycles(self.from, self.to) {
            for pool in [Pool::Message, Pool::Integration] {
                let used = used_in(pool, cycle.start, cycle.last());
                let (covered, over) = (cycle.start >= self.from, cycle.reset <= self.to);
                rows.push(CycleUse {
                    cycle,
                    pool,
                    used,
                    capacity: self.capacity.get(&pool).copied(),
                    covered,
                    over,
                });
            }
        }
        rows
    }
}

/// Planted against found, for one detector.
#[derive(Default, Debug)]
struct Score {
    planted: usize,
    found: usize,
    /// Findings of waste that was not planted.
    false_alarms: usize,
    rows_planted: usize,
    rows_cited: usize,
    rows_right: usize,
    wasted_in_range: usize,
    recoverable_in_range: usize,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workspaces")
}

fn stories() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    found.retain(|p| p.file_name().unwrap().to_str().unwrap().starts_with("audit-"));
    found.sort();
    assert!(found.len() >= 19, "{found:?}");
    found
}

fn app(finding: &Finding) -> &str {
    finding.app.as_ref().map_or("", |app| app.raw())
}

/// Compares the findings of a log with its truth.
fn score(
    log: &Story,
    planted: &[Planted],
    heavy: &[String],
    scores: &mut BTreeMap<String, Score>,
    complaints: &mut Vec<String>,
    name: &str,
) {
    let audit = log.audit();
    let mut matched: BTreeSet<&str> = BTreeSet::new();
    for planted in planted {
        let score = scores.entry(planted.detector.clone()).or_default();
        score.planted += 1;
        score.rows_planted += planted.rows.len();
        let own: Vec<&Finding> = audit
            .findings
            .iter()
            .filter(|f| {
                f.detector == planted.detector && (planted.app.is_empty() || app(f) == planted.app)
            })
            .collect();
        if own.is_empty() {
            complaints
                .push(format!("{name}: {} in {:?} is not found", planted.detector, planted.app));
            continue;
        }
        score.found += 1;
        let mut cited = BTreeSet::new();
        let (mut wasted, mut saving) = (audit::Estimate::ZERO, audit::Estimate::ZERO);
        for finding in &own {
            matched.insert(&finding.id);
            cited.extend(log.rows(finding));
            wasted += finding.wasted;
            saving += finding.saving.map_or(audit::Estimate::ZERO, |s| s.alone);
        }
        score.rows_cited += cited.len();
        score.rows_right += cited.intersection(&planted.rows).count();
        // A plan is judged by pool and for both pools; hot files and heavy calls have no size that could be planted.
        let sized = planted.wasted.is_positive() && planted.detector != "plan-size";
        if !sized || (wasted.low <= planted.wasted && planted.wasted <= wasted.high) {
            score.wasted_in_range += 1;
        } else {
            complaints.push(format!(
                "{name}: {} wasted {} is outside {wasted:?}",
                planted.detector, planted.wasted
            ));
        }
        let replayed = own.iter().any(|f| f.saving.is_some()) && planted.recoverable.is_positive();
        if !replayed || (saving.low <= planted.recoverable && planted.recoverable <= saving.high) {
            score.recoverable_in_range += 1;
        } else {
            complaints.push(format!(
                "{name}: {} recoverable {} is outside {saving:?}",
                planted.detector, planted.recoverable
            ));
        }
    }
    for finding in audit.findings.iter().filter(|f| !matched.contains(f.id.as_str())) {
        if finding.detector == "heavy-integration" && heavy.iter().any(|a| a == app(finding)) {
            continue;
        }
        // What is planted on one day is a spike of that day, too.
        if finding.detector == "spikes" && !planted.is_empty() {
            continue;
        }
        scores.entry(finding.detector.to_owned()).or_default().false_alarms += 1;
        complaints.push(format!(
            "{name}: {} in {:?} was not planted: {finding:?}",
            finding.id,
            app(finding),
        ));
    }
}

#[test]
fn planted_waste_is_found_and_nothing_else() {
    let (mut scores, mut complaints) = (BTreeMap::new(), Vec::new());
    for story in stories() {
        let truth = Truth::read(&story);
        let name = story.file_name().unwrap().to_str().unwrap();
        let log = Story::read(&story.join("usage.csv"), &truth);
        assert_eq!(log.timeline().spent(None).typical, truth.spent, "{name}");
        score(&log, &truth.planted, &truth.heavy, &mut scores, &mut complaints, name);
        if story.join("silent.csv").exists() {
            let log = Story::read(&story.join("silent.csv"), &truth);
            score(
                &log,
                &[],
                &truth.silent_heavy,
                &mut scores,
                &mut complaints,
                &format!("{name}, silent"),
            );
        }
    }
    let table = |(detector, s): (&String, &Score)| {
        let rows = format!("{:6} {:6} {:6}", s.rows_planted, s.rows_cited, s.rows_right);
        format!(
            "{detector:18} {:3} {:3} {:3} {rows} {:3} {:3}",
            s.planted, s.found, s.false_alarms, s.wasted_in_range, s.recoverable_in_range
        )
    };
    let table: Vec<String> = scores.iter().map(table).collect();
    // Printed with --nocapture: planted, found, false alarms; rows planted, cited, right; sizes in range: wasted, recoverable.
    std::io::Write::write_all(&mut std::io::stderr(), format!("{}\n", table.join("\n")).as_bytes())
        .unwrap();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    for detector in audit::ALL {
        assert!(
            scores.get(detector.id()).is_some_and(|s| s.planted > 0),
            "no story plants {}",
            detector.id()
        );
    }
}

#[test]
fn a_plan_of_the_right_size_is_kept() {
    let story = folder().join("audit-plan-too-small");
    let audit = Story::read(&story.join("usage.csv"), &Truth::read(&story)).audit();
    let of = |pool: Pool| {
        audit.findings.iter().find(|f| f.detector == "plan-size" && f.pool == Some(pool)).unwrap()
    };
    assert_eq!(
        (of(Pool::Message).class, of(Pool::Integration).class),
        (FindingClass::Question, FindingClass::Keep)
    );
}

/// In the month after an audit, the verdict on each fix is the one that the story planted.
#[test]
fn the_month_after_shows_which_fixes_worked() {
    let story = folder().join("audit-engagement");
    let truth: toml::Table = fs::read_to_string(story.join("truth.toml")).unwrap().parse().unwrap();
    let path = |name: &str| story.join(name).display().to_string();
    let report = crate::program::json(&crate::program::run(&[
        "compare",
        &path("usage.csv"),
        &path("after.csv"),
        "--audit",
        "--json",
    ]));
    let measured = report["audit"]["findings"].as_array().unwrap();
    let planted = truth["afterwards"].as_table().unwrap();
    assert_eq!(measured.len(), planted.len());
    for (detector, became) in planted {
        let found = measured.iter().find(|f| f["detector"] == detector.as_str()).unwrap();
        assert_eq!(found["verdict"].as_str(), became["verdict"].as_str(), "{detector}: {found}");
        let days = Credits::whole(report["after"]["days"].as_i64().unwrap());
        let wasted: Credits = became["wasted"].as_str().unwrap().parse().unwrap();
        let a_day = wasted.divide(days, 6).unwrap();
        assert_eq!(found["wasted_after"].as_str().unwrap(), a_day.to_string(), "{detector}");
    }
}
