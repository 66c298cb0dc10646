//! The vocabulary of a page: typed cells in lines, tables, gauges and charts. Amounts stay amounts here, and names stay
//! untrusted: each format writes them in its own way.

use crate::base::{Credits, Day, Six, Untrusted};
use crate::event::Pool;

/// One value of a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Our own words.
    Label(&'static str),
    /// A name that someone else gave: cut where it is too long.
    Name(Untrusted),
    /// A sentence that was put together elsewhere or read from a file: never cut.
    Words(Untrusted),
    /// An exact amount.
    Credits(Credits),
    /// An amount of which only a lower bound is known.
    AtLeast(Credits),
    /// An average, an estimate, a ratio or a probability, to be shown with so many digits after the point.
    Rounded(Credits, u32),
    /// From – to, likewise.
    Range(Credits, Credits, u32),
    /// How many.
    Count(u64),
    /// A part of a whole, 0–1; shown in percent.
    Share(Six),
    /// Low and high typical share, 0–1.
    Shares(Option<Six>, Option<Six>),
    /// A day, as a person reads it: `20 May`.
    Day(Day),
    /// A day with its year: `2026-05-20`.
    Date(Day),
    /// The length of a bar: a part of the longest one, 0–1.
    Bar(Six),
    /// Amounts in a row, oldest first, each drawn as high as its part of the highest.
    Spark(Vec<Credits>),
    /// Several values in a row.
    Line(Line),
    /// Not known: never 0.
    Unknown,
    /// Nothing belongs here.
    Blank,
}

/// How a value is meant. Colour follows it and is never the only sign of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// What the eye should find first.
    Strong,
    /// By the way.
    Muted,
    /// In order.
    Good,
    /// Look at it.
    Warning,
    /// Act now.
    Urgent,
}

/// A value and how it is meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    /// The value.
    pub cell: Cell,
    /// How it is meant.
    pub tone: Tone,
}

/// Values in a row, with nothing between them but what they say themselves.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line(pub Vec<Span>);

impl Line {
    /// A line that begins with our own words.
    pub(crate) fn of(label: &'static str) -> Self {
        Self::default().text(label)
    }

    /// Adds a value.
    #[must_use]
    pub(crate) fn cell(self, cell: Cell) -> Self {
        self.toned(cell, Tone::Plain)
    }

    /// Adds a value with a tone.
    #[must_use]
    pub(crate) fn toned(mut self, cell: Cell, tone: Tone) -> Self {
        self.0.push(Span { cell, tone });
        self
    }

    /// Adds our own words.
    #[must_use]
    pub(crate) fn text(self, label: &'static str) -> Self {
        self.cell(Cell::Label(label))
    }

    /// Adds our own words where there are any.
    #[must_use]
    pub(crate) fn text_if(self, condition: bool, label: &'static str) -> Self {
        if condition { self.text(label) } else { self }
    }

    /// Adds lines as a list: `one, two and three`.
    #[must_use]
    pub(crate) fn listed(self, parts: Vec<Self>) -> Self {
        let last = parts.len().saturating_sub(1);
        parts.into_iter().enumerate().fold(self, |line, (at, part)| {
            line.text_if(at > 0 && at < last, ", ")
                .text_if(at > 0 && at == last, " and ")
                .then(part)
        })
    }

    /// Adds an exact amount.
    #[must_use]
    pub(crate) fn credits(self, amount: Credits) -> Self {
        self.cell(Cell::Credits(amount))
    }

    /// Adds a count.
    #[must_use]
    pub(crate) fn count(self, n: u64) -> Self {
        self.cell(Cell::Count(n))
    }

    /// Adds a count with the word for it: `1 event`, `4,812 events`.
    #[must_use]
    pub(crate) fn counted(self, n: u64, one: &'static str, many: &'static str) -> Self {
        self.count(n).text(if n == 1 { one } else { many })
    }

    /// Adds a day.
    #[must_use]
    pub(crate) fn day(self, day: Day) -> Self {
        self.cell(Cell::Day(day))
    }

    /// Adds a share.
    #[must_use]
    pub(crate) fn share(self, share: Six) -> Self {
        self.cell(Cell::Share(share))
    }

    /// Adds a name as it is.
    #[must_use]
    pub(crate) fn name(self, name: impl Into<Untrusted>) -> Self {
        self.cell(Cell::Name(name.into()))
    }

    /// Adds a sentence that was put together elsewhere.
    #[must_use]
    pub(crate) fn words(self, sentence: &str) -> Self {
        self.cell(Cell::Words(sentence.into()))
    }

    /// Adds a name in quotation marks, or the given words where the log names nothing.
    #[must_use]
    pub(crate) fn quoted(self, name: Option<&Untrusted>, absent: &'static str) -> Self {
        match name {
            Some(name) => self.text("\"").name(name.clone()).text("\""),
            None => self.text(absent),
        }
    }

    /// Adds another line's values.
    #[must_use]
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Gives every value so far the same tone.
    #[must_use]
    pub(crate) fn all(mut self, tone: Tone) -> Self {
        for span in &mut self.0 {
            span.tone = tone;
        }
        self
    }

    /// Several items, ` · ` between them.
    pub(crate) fn items(items: impl IntoIterator<Item = Self>) -> Self {
        items.into_iter().filter(|item| !item.0.is_empty()).fold(Self::default(), |line, item| {
            let line = if line.0.is_empty() { line } else { line.text(" · ") };
            line.then(item)
        })
    }
}

/// A name, or the given words where the log does not say.
pub(crate) fn name_or(name: Option<&Untrusted>, absent: &'static str) -> Cell {
    name.map_or(Cell::Label(absent), |n| Cell::Name(n.clone()))
}

/// A known amount, or unknown.
pub(crate) fn credits_or_unknown(amount: Option<Credits>) -> Cell {
    amount.map_or(Cell::Unknown, Cell::Credits)
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Its heading; empty where the values speak for themselves.
    pub title: &'static str,
    /// What stands in it.
    pub kind: ColumnKind,
    /// When the page is too narrow, the column with the highest number goes first; 0 never goes.
    pub yields: u8,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// Names: to the left, and cut where they are too long.
    Name,
    /// Short words: to the left, never cut.
    Word,
    /// Numbers: to the right, their points one below the other, never cut.
    Number,
    /// A bar: takes the room that is left.
    Bar,
    /// A small chart: goes first, and is on no page of less than 80 columns.
    Spark,
}

impl Column {
    /// Names.
    pub(crate) const fn name(title: &'static str) -> Self {
        Self { title, kind: ColumnKind::Name, yields: 0 }
    }

    /// Numbers that go in the given order where the page is too narrow.
    pub(crate) const fn number(title: &'static str, yields: u8) -> Self {
        Self { title, kind: ColumnKind::Number, yields }
    }

    /// Words, likewise.
    pub(crate) const fn word(title: &'static str, yields: u8) -> Self {
        Self { title, kind: ColumnKind::Word, yields }
    }

    /// Small charts: whatever else a page has goes after them.
    pub(crate) const fn spark(title: &'static str) -> Self {
        Self { title, kind: ColumnKind::Spark, yields: 9 }
    }

    /// A bar, likewise.
    pub(crate) const fn bar(yields: u8) -> Self {
        Self { title: "", kind: ColumnKind::Bar, yields }
    }
}

/// Rows of cells. Each row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, in the order in which they are shown.
    pub rows: Vec<Vec<Cell>>,
}

/// How much of a balance is used, beside how much of its time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gauge {
    /// Which balance.
    pub pool: Pool,
    /// Used in the cycle.
    pub used: Credits,
    /// The log does not reach back to the cycle's start.
    pub at_least: bool,
    /// Allowance and grants; none where no plan is known.
    pub capacity: Option<Credits>,
    /// Used of the capacity, 0–1.
    pub share: Option<Six>,
    /// Which day of the cycle it is, from 1.
    pub day: i32,
    /// How many it has.
    pub days: i32,
    /// Of the cycle's days, how many have passed, 0–1.
    pub time: Option<Six>,
    /// Used share ÷ passed share: above 1 is faster than the cycle. Two places.
    pub pace: Option<Credits>,
    /// How it stands.
    pub flag: Flag,
}

/// A one-glance verdict, always with a word or sign of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flag {
    /// `!!`, urgent.
    Urgent,
    /// `!!`, look at it.
    Warning,
    /// Fired, good to know.
    Info,
    /// `?`: cannot be judged.
    NotJudged,
    /// `..`: needs more history.
    Waiting,
    /// `ok`.
    Ok,
}

impl Flag {
    /// How a line that carries the flag is meant.
    pub(crate) const fn tone(self) -> Tone {
        match self {
            Self::Urgent => Tone::Urgent,
            Self::Warning => Tone::Warning,
            Self::Info => Tone::Plain,
            Self::NotJudged | Self::Waiting => Tone::Muted,
            Self::Ok => Tone::Good,
        }
    }

    /// The sign in front of a line.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Urgent | Self::Warning => "!!",
            Self::Info => "i",
            Self::NotJudged => "?",
            Self::Waiting => "..",
            Self::Ok => "ok",
        }
    }
}

/// A flagged remark: the head says what, the lines say why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    /// How it stands.
    pub flag: Flag,
    /// A short name: the rule.
    pub head: Cell,
    /// One or more lines.
    pub lines: Vec<Line>,
}

/// Which days one point of a chart stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grain {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// Amounts over time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chart {
    /// The same amounts by day, week, month, year: the first one that fits is drawn. Each point is its first day and the sum.
    pub grains: Vec<(Grain, Vec<(Day, Credits)>)>,
    /// The as-of day, where it is in the chart.
    pub today: Option<Day>,
    /// Mean credits a day, drawn as a line where points are days.
    pub average: Option<Credits>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// Sentences, each on lines of its own.
    Lines(Vec<Line>),
    /// Balances.
    Gauges(Vec<Gauge>),
    /// Rows and columns.
    Table(Table),
    /// Amounts over time.
    Chart(Chart),
    /// Flagged remarks.
    Notes(Vec<Note>),
    /// Text to copy as it is, line by line.
    Code(Untrusted),
    /// Lines of a file to copy, which wrap where a page has no room for them.
    Listing(Untrusted),
    /// Words and what they mean.
    Terms(Vec<(&'static str, &'static str)>),
}

/// A titled part of the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Section {
    /// A stable name, for anchors: `apps-integration`.
    pub id: String,
    /// Its heading; empty for the first part of the page.
    pub title: Line,
    /// A remark beside the heading.
    pub aside: Option<Line>,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// What an owner has to know, in at most a few sentences.
    pub headline: Vec<Line>,
    /// What was read, and how.
    pub context: Vec<Line>,
    /// The rest.
    pub sections: Vec<Section>,
}
