//! The configuration file: TOML in, one layer of settings out. A key that nobody knows is an error with its place and its nearest neighbour.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::env::Env;
use super::error::{Failure, Kind};
use super::keys::{KEYS, Key, Shape};
use super::layer::{AuditText, GrantText, Layer, Origin, OverrideText, PlanText, Text};
use super::near::did_you_mean;
use super::settings::audit as params;

/// The name that is looked for in the current directory.
pub const NAME: &str = "credits.toml";

/// The built-in defaults, written as a user would write them.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// What may stand in `[check.app.NAME]` and `[check.pool.NAME]`.
pub const OVERRIDES: &[&str] = &[
    "spike-ratio",
    "baseline-days",
    "min-history",
    "min-credits",
    "budget",
    "pace",
    "forecast",
    "on",
];

/// The built-in layer.
pub fn defaults() -> Layer {
    let mut layer = parse("defaults.toml", DEFAULTS).expect("defaults.toml parses");
    for text in layer.values.values_mut().flatten() {
        text.origin = Origin::Default;
    }
    layer
}

/// The file in force: `--config`, else `CREDITS_CONFIG`, else `credits.toml` in the current directory where there is one.
pub fn path(flag: Option<&Path>, env: &Env) -> Option<PathBuf> {
    if let Some(path) =
        flag.map(Path::to_path_buf).or_else(|| env.var("CREDITS_CONFIG").map(PathBuf::from))
    {
        return Some(path);
    }
    let here = env.dir.join(NAME);
    here.is_file().then_some(here)
}

/// Reads a file. Paths in it are relative to it.
pub fn load(path: &Path) -> Result<Layer, Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        let failure =
            Failure::new(Kind::Config, format!("the configuration cannot be read: {error}"))
                .at(&name, None, None);
        failure.hint("credits init writes a commented credits.toml")
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(Kind::Config, "the configuration is not UTF-8 text").at(&name, None, None)
    })?;
    let mut layer = parse(&name, text.strip_prefix('\u{feff}').unwrap_or(&text))?;
    let dir = path.parent().unwrap_or(Path::new(""));
    for (key, values) in &mut layer.values {
        for value in values {
            value.text = beside(key, &value.text, dir);
        }
    }
    Ok(layer)
}

/// A path in the configuration, as seen from the current directory.
fn beside(key: &str, text: &str, dir: &Path) -> String {
    let join = |file: &str| {
        if file == "-" { file.to_owned() } else { dir.join(file).display().to_string() }
    };
    match key {
        "rejects" | "logo" | "baseline" => join(text),
        "model" if super::settings::model::is_file(text) => join(text),
        "output" => match text.split_once('=') {
            Some((format, file)) => format!("{format}={}", join(file)),
            None => join(text),
        },
        _ => text.to_owned(),
    }
}

/// Reads the text of a file that is called `name` in errors.
pub fn parse(name: &str, text: &str) -> Result<Layer, Failure> {
    let source = Source { name, text };
    let table = DeTable::parse(text).map_err(|error| {
        let lines: Vec<&str> = error.message().lines().collect();
        source.wrong(error.span().unwrap_or_default(), lines.join("; "))
    })?;
    let mut layer = Layer::default();
    source.walk(table.get_ref(), "", &mut layer)?;
    Ok(layer)
}

struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn origin(&self, span: &Range<usize>) -> Origin {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Origin::File { path: self.name.to_owned(), line: line as u64, column: column as u64 }
    }

    fn wrong(&self, span: Range<usize>, why: impl Into<String>) -> Failure {
        Text { text: String::new(), origin: self.origin(&span) }.wrong(why.into())
    }

    fn walk(&self, table: &DeTable<'_>, prefix: &str, layer: &mut Layer) -> Result<(), Failure> {
        for (name, value) in table {
            let place = if prefix.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{prefix}.{}", name.get_ref())
            };
            if let Some(key) = KEYS.iter().find(|k| k.place == place) {
                layer.values.insert(key.name, self.values(key, value)?);
                continue;
            }
            if prefix == "audit" || prefix.starts_with("audit.") {
                self.threshold(name, value, prefix, layer)?;
                continue;
            }
            match (place.as_str(), value.get_ref()) {
                ("plan", DeValue::Array(_)) => layer.history = self.history(value)?,
                ("balance.granted", DeValue::Array(_)) => layer.granted = self.grants(value)?,
                ("balance.granted", _) => {
                    return Err(self.wrong(
                        value.span(),
                        "balance.granted is a list of { date, pool, credits }",
                    ));
                }
                ("check.app" | "check.pool", DeValue::Table(inner)) => {
                    let kind = if place == "check.app" { "app" } else { "pool" };
                    layer.overrides.extend(self.overrides(kind, inner)?);
                }
                ("check.app" | "check.pool", _) => {
                    return Err(self
                        .wrong(value.span(), format!("{place} is a table: write [{place}.NAME]")));
                }
                (_, DeValue::Table(inner)) if is_table(&place) => {
                    self.walk(inner, &place, layer)?;
                }
                _ if is_table(&place) => {
                    return Err(
                        self.wrong(value.span(), format!("{place} is a table: write [{place}]"))
                    );
                }
                _ => return Err(self.unknown(name, prefix, &place)),
            }
        }
        Ok(())
    }

    /// A threshold of the audit's detectors, or the table of one of them.
    fn threshold(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        prefix: &str,
        layer: &mut Layer,
    ) -> Result<(), Failure> {
        let detector = prefix.strip_prefix("audit.");
        let table = format!("audit.{}", name.get_ref());
        if let (None, DeValue::Table(inner), true) =
            (detector, value.get_ref(), params::is_detector(name.get_ref()))
        {
            return self.walk(inner, &table, layer);
        }
        let place = format!("{prefix}.{}", name.get_ref());
        let known = params::names(detector);
        if !known.iter().any(|k| k == name.get_ref())
            || (detector.is_none() && params::is_detector(name.get_ref()))
        {
            if params::is_detector(name.get_ref()) {
                return Err(
                    self.wrong(value.span(), format!("{place} is a table: write [{place}]"))
                );
            }
            let hint = did_you_mean(name.get_ref(), known.iter().map(String::as_str));
            let hint = hint.unwrap_or_else(|| format!("known in [{prefix}]: {}", known.join(", ")));
            return Err(self.wrong(name.span(), format!("unknown setting {place}")).hint(hint));
        }
        let value = self.scalar(&place, value)?;
        layer.audit.push(AuditText {
            detector: detector.map(str::to_owned),
            name: name.get_ref().to_string(),
            value,
        });
        Ok(())
    }

    fn unknown(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        prefix: &str,
        place: &str,
    ) -> Failure {
        let siblings = children(prefix);
        let siblings: Vec<&str> = siblings.iter().map(String::as_str).collect();
        let where_else = KEYS.iter().find(|k| {
            k.place.rsplit('.').next() == Some(name.get_ref()) || k.name == *name.get_ref()
        });
        let hint = match (did_you_mean(name.get_ref(), siblings.iter().copied()), where_else) {
            (_, Some(key)) => format!("its place is {}", key.place),
            (Some(hint), None) => hint,
            (None, None) if prefix.is_empty() => format!("known tables: {}", siblings.join(", ")),
            (None, None) => format!("known in [{prefix}]: {}", siblings.join(", ")),
        };
        self.wrong(name.span(), format!("unknown setting {place}")).hint(hint)
    }

    fn values(&self, key: &Key, value: &Spanned<DeValue<'_>>) -> Result<Vec<Text>, Failure> {
        match (key.shape, value.get_ref()) {
            (Shape::Many, DeValue::Array(items)) => {
                items.iter().map(|item| self.scalar(key.place, item)).collect()
            }
            (Shape::Pairs, DeValue::Table(pairs)) => self.pairs(key.place, pairs),
            (Shape::Switch, DeValue::Boolean(_)) | (Shape::One | Shape::Many, _) => {
                Ok(vec![self.scalar(key.place, value)?])
            }
            (Shape::Switch, _) => {
                Err(self.wrong(value.span(), format!("{} is true or false", key.place)))
            }
            (Shape::Pairs, _) => Err(self.no_table(key.place, value)),
        }
    }

    fn no_table(&self, place: &str, value: &Spanned<DeValue<'_>>) -> Failure {
        self.wrong(value.span(), format!("{place} is a table: {{ name = value, … }}"))
    }

    fn pairs(&self, place: &str, pairs: &DeTable<'_>) -> Result<Vec<Text>, Failure> {
        let pair = |(name, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
            let text = self.scalar(place, value)?;
            Ok(Text {
                text: format!("{}={}", name.get_ref(), text.text),
                origin: self.origin(&name.span()),
            })
        };
        pairs.iter().map(pair).collect()
    }

    fn scalar(&self, place: &str, value: &Spanned<DeValue<'_>>) -> Result<Text, Failure> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Boolean(on) => on.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Array(_) => {
                return Err(self.wrong(value.span(), format!("{place} has one value, not a list")));
            }
            _ => return Err(self.wrong(value.span(), format!("{place} has one value"))),
        };
        Ok(Text { text, origin: self.origin(&value.span()) })
    }

    /// The tables of a list, each with its keys checked.
    fn rows<'t>(
        &self,
        place: &str,
        known: &[&str],
        value: &'t Spanned<DeValue<'t>>,
    ) -> Result<Vec<(Range<usize>, &'t DeTable<'t>)>, Failure> {
        let mut rows = Vec::new();
        for row in value.get_ref().as_array().into_iter().flatten() {
            let table = row.get_ref().as_table();
            let table = table.ok_or_else(|| {
                self.wrong(row.span(), format!("[[{place}]] holds {}", known.join(", ")))
            })?;
            for (name, _) in table {
                if !known.contains(&name.get_ref().as_ref()) {
                    let hint = did_you_mean(name.get_ref(), known.iter().copied());
                    let hint = hint
                        .unwrap_or_else(|| format!("known in [[{place}]]: {}", known.join(", ")));
                    return Err(self
                        .wrong(name.span(), format!("unknown setting {place}.{}", name.get_ref()))
                        .hint(hint));
                }
            }
            rows.push((row.span(), table));
        }
        Ok(rows)
    }

    fn history(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<PlanText>, Failure> {
        let mut history = Vec::new();
        for (span, table) in self.rows("plan", &["from", "name", "allowance"], value)? {
            let get = |name: &str| {
                table.get(name).map(|v| self.scalar(&format!("plan.{name}"), v)).transpose()
            };
            let allowance = match table.get("allowance").map(|v| (v, v.get_ref())) {
                Some((_, DeValue::Table(pairs))) => self.pairs("plan.allowance", pairs)?,
                Some((value, _)) => return Err(self.no_table("plan.allowance", value)),
                None => Vec::new(),
            };
            let plan = PlanText { from: get("from")?, name: get("name")?, allowance };
            if plan.name.is_none() && plan.allowance.is_empty() {
                return Err(self.wrong(span, "a [[plan]] needs a name or an allowance"));
            }
            history.push(plan);
        }
        Ok(history)
    }

    /// `[check.app.NAME]`: each key one number.
    fn overrides(
        &self,
        kind: &'static str,
        names: &DeTable<'_>,
    ) -> Result<Vec<OverrideText>, Failure> {
        let mut overrides = Vec::new();
        for (name, value) in names {
            let place = format!("check.{kind}.{}", name.get_ref());
            let DeValue::Table(table) = value.get_ref() else {
                return Err(
                    self.wrong(value.span(), format!("{place} is a table: write [{place}]"))
                );
            };
            let mut values = Vec::new();
            for (key, value) in table {
                if !OVERRIDES.contains(&key.get_ref().as_ref()) {
                    let hint = did_you_mean(key.get_ref(), OVERRIDES.iter().copied());
                    let hint = hint.unwrap_or_else(|| {
                        format!("known in [check.{kind}.NAME]: {}", OVERRIDES.join(", "))
                    });
                    return Err(self
                        .wrong(key.span(), format!("unknown setting {place}.{}", key.get_ref()))
                        .hint(hint));
                }
                values.push((
                    key.get_ref().to_string(),
                    self.scalar(&format!("{place}.{}", key.get_ref()), value)?,
                ));
            }
            let name = Text { text: name.get_ref().to_string(), origin: self.origin(&name.span()) };
            overrides.push(OverrideText { kind, name, values });
        }
        Ok(overrides)
    }

    fn grants(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<GrantText>, Failure> {
        let mut grants = Vec::new();
        for (span, table) in self.rows("balance.granted", &["date", "pool", "credits"], value)? {
            let get = |name: &str| {
                let value = table.get(name);
                let value = value.ok_or_else(|| {
                    self.wrong(span.clone(), format!("a [[balance.granted]] needs its {name}"))
                })?;
                self.scalar(&format!("balance.granted.{name}"), value)
            };
            grants.push(GrantText {
                date: get("date")?,
                pool: get("pool")?,
                credits: get("credits")?,
            });
        }
        Ok(grants)
    }
}

fn is_table(place: &str) -> bool {
    KEYS.iter().any(|k| k.place.strip_prefix(place).is_some_and(|rest| rest.starts_with('.')))
}

/// The names that may stand in a table.
fn children(prefix: &str) -> BTreeSet<String> {
    let below = |place: &'static str| match prefix {
        "" => Some(place),
        prefix => place.strip_prefix(prefix)?.strip_prefix('.'),
    };
    let places = KEYS.iter().map(|k| k.place).chain(["balance.granted", "check.app", "check.pool"]);
    places.filter_map(below).filter_map(|rest| rest.split('.').next()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_single_settings_without_a_place() {
        let layer = defaults();
        assert!(layer.values.values().flatten().all(|text| text.origin == Origin::Default));
        assert_eq!(Layer { values: std::collections::BTreeMap::new(), ..layer }, Layer::default());
    }

    fn error(text: &str) -> (String, Vec<String>) {
        let failure = parse("credits.toml", text).unwrap_err();
        assert_eq!(failure.kind, Kind::Config);
        (failure.headline(), failure.hints)
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_its_neighbour() {
        let (line, hints) = error("[time]\n  sinse = 2026-05-01\n");
        assert_eq!(line, "credits.toml:2:3: unknown setting time.sinse");
        assert_eq!(hints, ["did you mean since?"]);
        let (line, hints) = error("[tiem]\n");
        assert_eq!(
            (line.as_str(), hints[0].as_str()),
            ("credits.toml:1:2: unknown setting tiem", "did you mean time?")
        );
        let (line, hints) = error("timezone = 'UTC'\n");
        assert_eq!(line, "credits.toml:1:1: unknown setting timezone");
        assert_eq!(hints, ["its place is time.timezone"]);
        let (line, _) = error("[[plan]]\nform = 2026-01-01\nname = 'pro'\n");
        assert_eq!(line, "credits.toml:2:1: unknown setting plan.form");
    }

    #[test]
    fn what_is_no_toml_is_placed_too() {
        let (line, _) = error("[time]\nsince = \n");
        assert!(line.starts_with("credits.toml:2:"), "{line}");
        let (line, _) = error("# é é\n[time]\nall = 'yes'\n");
        assert_eq!(line, "credits.toml:3:7: time.all is true or false");
        let (line, _) = error("[time]\nsince = [1]\n");
        assert_eq!(line, "credits.toml:2:9: time.since has one value, not a list");
        let (line, _) = error("[plan]\nallowance = 'message=3'\n");
        assert_eq!(line, "credits.toml:2:13: plan.allowance is a table: { name = value, … }");
        let (line, _) = error("time = 3\n");
        assert_eq!(line, "credits.toml:1:8: time is a table: write [time]");
    }

    #[test]
    fn dates_numbers_lists_and_tables_come_as_they_were_written() {
        let layer = parse(
            "c",
            "[time]\nsince = 2026-05-01\n[plan]\nname = 'pro'\nallowance = { message = 0.30, integration = 10_000 }\n\
             [select]\napp = ['a', 'b,c']\n[map]\ntime = 'Datum, Zeit'\n[rules.budget]\nthresholds = [50, 99.5]\n",
        )
        .unwrap();
        let texts =
            |name: &str| layer.values[name].iter().map(|t| t.text.as_str()).collect::<Vec<_>>();
        assert_eq!(texts("since"), ["2026-05-01"]);
        assert_eq!(texts("allowance"), ["integration=10000", "message=0.30"]);
        assert_eq!(texts("app"), ["a", "b,c"]);
        assert_eq!(texts("map"), ["time=Datum, Zeit"]);
        assert_eq!(texts("rules.budget.thresholds"), ["50", "99.5"]);
        assert_eq!(layer.values["app"][1].origin.to_string(), "c:7:13");
    }

    #[test]
    fn histories_and_grants_are_lists_of_tables() {
        let layer = parse(
            "c",
            "[[plan]]\nname = 'starter'\n[[plan]]\nfrom = 2026-03-01\nname = 'pro'\nallowance = { message = 600 }\n\
             [[balance.granted]]\ndate = 2026-05-02\npool = 'message'\ncredits = 20\n",
        )
        .unwrap();
        assert_eq!(layer.history.len(), 2);
        assert_eq!(layer.history[1].from.as_ref().unwrap().text, "2026-03-01");
        assert_eq!(layer.history[1].allowance[0].text, "message=600");
        assert_eq!(layer.granted[0].credits.text, "20");
        let (line, _) = error("[[balance.granted]]\npool = 'message'\ncredits = 20\n");
        assert_eq!(line, "credits.toml:1:1: a [[balance.granted]] needs its date");
    }

    #[test]
    fn the_defaults_are_a_file_like_any_other() {
        assert!(defaults().values.contains_key("timezone"));
    }

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        let dir = Path::new("ci");
        assert_eq!(beside("rejects", "r.csv", dir), "ci/r.csv");
        assert_eq!(beside("output", "json=r.json", dir), "json=ci/r.json");
        assert_eq!(beside("logo", "logo.png", dir), "ci/logo.png");
        assert_eq!(beside("output", "-", dir), "-");
        assert_eq!(beside("model", "base44", dir), "base44");
        assert_eq!(beside("model", "mine.toml", dir), "ci/mine.toml");
    }
}
