//! One event, classified and priced, as `credits events` writes it. Reading the rows again gives the same report.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::names::Names;
use crate::base::{Credits, Stamp, Untrusted};
use crate::event::{Authority, Event, Pool, Scope};
use crate::ingest::Counting;
use crate::model::{Basis, ClassInfo, Classified, Confidence, Source};

/// The columns of the canonical log, then those of the cost model.
pub(crate) const HEADER: [&str; 23] = [
    "id",
    "timestamp",
    "app",
    "user",
    "pool",
    "operation",
    "model",
    "quantity",
    "scope",
    "feature",
    "files",
    "credits",
    "status",
    "prompt",
    "metadata",
    "class",
    "source",
    "basis",
    "low",
    "typical",
    "high",
    "reported_by",
    "confidence",
];

/// Further columns, if the amounts are another tool's: what they are, whose, and the quota of the row's user.
pub(crate) const OTHER_UNIT: [&str; 3] = ["unit", "vendor", "quota"];

/// One event. Names are redacted already; `None` means that the log does not say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    /// The row's own id.
    pub id: Option<Untrusted>,
    /// When.
    pub timestamp: Stamp,
    /// The app.
    pub app: Option<Untrusted>,
    /// The user.
    pub user: Option<Untrusted>,
    /// The log's pool, else the card's.
    pub pool: Option<Pool>,
    /// As logged.
    pub operation: Option<Untrusted>,
    /// As logged.
    pub model: Option<Untrusted>,
    /// The quantity that the price was multiplied by, if the log gives one.
    pub quantity: Option<Credits>,
    /// The scope that the log names.
    pub scope: Option<Scope>,
    /// Feature or function.
    pub feature: Option<Untrusted>,
    /// Files touched, or how many.
    pub files: Option<Untrusted>,
    /// Only what the log reports.
    pub credits: Option<Credits>,
    /// `ok`, `failed`, `blocked`, `refund`, `grant`.
    pub status: &'static str,
    /// The prompt.
    pub prompt: Option<Untrusted>,
    /// A JSON object of whatever else matters.
    pub metadata: Option<Untrusted>,
    /// Class id.
    pub class: String,
    /// Source.
    pub source: Source,
    /// Reported, modeled or unknown.
    pub basis: Basis,
    /// The card's low price.
    pub low: Option<Credits>,
    /// The card's typical price.
    pub typical: Option<Credits>,
    /// The card's high price.
    pub high: Option<Credits>,
    /// Whose figure `credits` is.
    pub reported_by: Option<Authority>,
    /// How sure the class is.
    pub confidence: Confidence,
    /// Another tool's unit: `USD`, `requests`; `None` for the platform's credits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The other tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// What its user may use in a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<Credits>,
}

impl EventRow {
    /// An event as it may be shown.
    pub fn of(
        event: &Event,
        classified: &Classified,
        class: &ClassInfo,
        names: Names,
        counting: &Counting,
    ) -> Self {
        let is_other = *counting != Counting::default();
        let hidden = names.redaction.text;
        let text =
            |text: &Option<Box<str>>| text.as_deref().filter(|_| !hidden).map(Untrusted::from);
        let files = names
            .files(event.files)
            .or_else(|| event.file_count.map(|n| Untrusted::from(n.to_string())));
        Self {
            id: event.id.as_deref().map(Untrusted::from),
            timestamp: event.stamp,
            app: names.app(event.app),
            user: names.user(event.user),
            pool: Some(classified.pool).filter(|pool| *pool != Pool::Unassigned),
            operation: names.plain(event.operation),
            model: names.plain(event.model),
            quantity: classified.quantity.filter(|_| !event.quantities.is_empty()),
            scope: event.scope,
            feature: names.feature(event.feature),
            files,
            credits: event.reported.map(|r| r.credits),
            status: event.outcome.name(),
            prompt: text(&event.prompt),
            metadata: metadata(event, names).map(Untrusted::from),
            class: class.id.clone(),
            source: class.source,
            basis: classified.basis,
            low: classified.price.and_then(|p| p.low),
            typical: classified.price.map(|p| p.typical),
            high: classified.price.and_then(|p| p.high),
            reported_by: event.reported.map(|r| r.authority),
            confidence: classified.confidence,
            unit: is_other.then(|| counting.unit.clone()),
            vendor: counting.known_export.clone(),
            quota: event.quota.as_deref().copied(),
        }
    }

    /// The cells of [`OTHER_UNIT`], if the amounts are another tool's.
    pub fn cells_of_other_unit(&self) -> Option<[Cell<'_>; OTHER_UNIT.len()]> {
        let unit = self.unit.clone()?;
        let quota = self.quota.map(|quota| quota.to_string()).unwrap_or_default();
        let vendor = self.vendor.clone().unwrap_or_default();
        Some([unit, vendor, quota].map(Cell::Ours))
    }

    /// The cells of [`HEADER`]; text from the log is marked as such.
    pub fn cells(&self) -> [Cell<'_>; HEADER.len()] {
        let credits = |c: Option<Credits>| Cell::Ours(c.map(|c| c.to_string()).unwrap_or_default());
        let words = |value: Option<Value>| {
            Cell::Ours(value.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default())
        };
        [
            Cell::Theirs(self.id.as_ref()),
            Cell::Ours(self.timestamp.to_string()),
            Cell::Theirs(self.app.as_ref()),
            Cell::Theirs(self.user.as_ref()),
            Cell::Ours(self.pool.map(|p| p.name().to_owned()).unwrap_or_default()),
            Cell::Theirs(self.operation.as_ref()),
            Cell::Theirs(self.model.as_ref()),
            credits(self.quantity),
            words(self.scope.and_then(|s| serde_json::to_value(s).ok())),
            Cell::Theirs(self.feature.as_ref()),
            Cell::Theirs(self.files.as_ref()),
            credits(self.credits),
            Cell::Ours(self.status.to_owned()),
            Cell::Theirs(self.prompt.as_ref()),
            Cell::Theirs(self.metadata.as_ref()),
            Cell::Ours(self.class.clone()),
            Cell::Ours(self.source.name().to_owned()),
            Cell::Ours(self.basis.name().to_owned()),
            credits(self.low),
            credits(self.typical),
            credits(self.high),
            words(self.reported_by.and_then(|a| serde_json::to_value(a).ok())),
            words(serde_json::to_value(self.confidence).ok()),
        ]
    }
}

/// A cell of the canonical log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// A figure or a word of ours.
    Ours(String),
    /// Text from the log.
    Theirs(Option<&'a Untrusted>),
}

/// The row's metadata, with the fields that decide its price; only these fields if text is hidden. Values keep their source text.
fn metadata(event: &Event, names: Names) -> Option<String> {
    let hidden = names.redaction.text;
    let logged = event
        .metadata
        .as_deref()
        .filter(|_| !hidden)
        .and_then(|text| serde_json::from_str(text).ok());
    let mut object: IndexMap<String, Box<RawValue>> = logged.unwrap_or_default();
    let mut add = |key: &str, value: &str| {
        if let Ok(raw) = serde_json::value::to_raw_value(value) {
            object.entry(key.to_owned()).or_insert(raw);
        }
    };
    if let Some(from) = event.from {
        let from = names.symbols.name(from);
        // The domain decides the price; the address before it is a person's.
        let domain = from.rsplit('@').next().unwrap_or(from);
        add("from", if hidden { domain } else { from });
    }
    if let Some(ms) = event.duration_ms {
        add("duration_ms", &ms.to_string());
    }
    if object.is_empty() { None } else { serde_json::to_string(&object).ok() }
}
