//! The vocabulary of a document: typed cells in lines, tables, gauges and charts. Amounts stay amounts
//! and names stay untrusted, so that each output format can write them in its own way.

use crate::base::{Credits, Day, Ratio6, Untrusted};
use crate::event::Pool;
use crate::report::Grain;

/// One value of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Our own words.
    Label(&'static str),
    /// A name from a log. It may be cut if it is too long.
    Name(Untrusted),
    /// A sentence that was made elsewhere or read from a file. It is never cut.
    Words(Untrusted),
    /// An exact amount.
    Credits(Credits),
    /// A lower bound of an amount.
    AtLeast(Credits),
    /// An average, an estimate, a ratio or a probability, and the decimals to show.
    Rounded(Credits, u32),
    /// A range of such values, and the decimals to show.
    Range(Credits, Credits, u32),
    /// A count.
    Count(u64),
    /// A share of 0–1, shown in percent.
    Share(Ratio6),
    /// A change as a share of what was before, shown in percent with its sign, after a space: ` +79%`.
    Change(Ratio6),
    /// A day in words: `20 May`.
    Day(Day),
    /// A day with its year: `20 May 2026`.
    FullDay(Day),
    /// A day as programs write it, for the lines of a gate: `2026-05-20`.
    Date(Day),
    /// A bar; its length is a share of the longest one, 0–1.
    Bar(Ratio6),
    /// A small chart of amounts, oldest first, in proportion to the highest.
    Spark(Vec<Credits>),
    /// Several values.
    Line(Line),
    /// Not known; never shown as 0.
    Unknown,
    /// Nothing belongs here.
    Blank,
}

/// The importance of a value. Formats may colour it, but colour is never its only sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// Neutral.
    #[default]
    Plain,
    /// To be found first.
    Strong,
    /// Less important.
    Muted,
    /// In order.
    Good,
    /// Look at it.
    Warning,
    /// Act now.
    Urgent,
}

/// A value and its tone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    /// The value.
    pub cell: Cell,
    pub tone: Tone,
}

/// Values that are written one after the other, without anything between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line(pub Vec<Span>);

/// Returns a name, or other words if the log has none.
pub(crate) fn name_or(name: Option<&Untrusted>, absent: &'static str) -> Cell {
    name.map_or(Cell::Label(absent), |n| Cell::Name(n.clone()))
}

/// Returns an amount, or "unknown".
pub(crate) fn credits_or_unknown(amount: Option<Credits>) -> Cell {
    amount.map_or(Cell::Unknown, Cell::Credits)
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// The heading; may be empty.
    pub title: &'static str,
    pub kind: ColumnKind,
    /// On a narrow page, columns with the highest number are left out first; 0 never is.
    pub yields: u8,
}

/// The kind of cells in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// Names: left-aligned, and cut if they are too long.
    Name,
    /// Short words: left-aligned, never cut.
    Word,
    /// Numbers: right-aligned at the decimal point, never cut.
    Number,
    /// A bar: takes the remaining width.
    Bar,
    /// A small chart: left out first, and on every page of fewer than 80 columns.
    Spark,
}

impl Column {
    /// Returns a column of names.
    pub(crate) const fn name(title: &'static str) -> Self {
        Self { title, kind: ColumnKind::Name, yields: 0 }
    }

    /// Returns a column of numbers.
    pub(crate) const fn number(title: &'static str, yields: u8) -> Self {
        Self { title, kind: ColumnKind::Number, yields }
    }

    /// Returns a column of words.
    pub(crate) const fn word(title: &'static str, yields: u8) -> Self {
        Self { title, kind: ColumnKind::Word, yields }
    }

    /// Returns a column of small charts, which is left out before all others.
    pub(crate) const fn spark(title: &'static str) -> Self {
        Self { title, kind: ColumnKind::Spark, yields: 9 }
    }

    /// Returns a column of bars.
    pub(crate) const fn bar(yields: u8) -> Self {
        Self { title: "", kind: ColumnKind::Bar, yields }
    }
}

/// Rows of cells. Each row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    /// The rows, in order.
    pub rows: Vec<Vec<Cell>>,
}

/// The used share of a balance, beside the share of the cycle that has passed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gauge {
    pub pool: Pool,
    /// The pool's name, or the unit of another tool.
    pub label: &'static str,
    /// Credits used in the cycle.
    pub used: Credits,
    /// True if the log does not cover the whole cycle up to as-of.
    pub at_least: bool,
    /// Allowance plus grants; `None` if no plan is known.
    pub capacity: Option<Credits>,
    /// The used share of the capacity, 0–1.
    pub share: Option<Ratio6>,
    /// The day of the cycle, from 1.
    pub day: i32,
    /// The days of the cycle.
    pub days: i32,
    /// The share of the cycle's days that has passed, 0–1.
    pub time: Option<Ratio6>,
    /// What is left of the capacity; negative if more was used.
    pub left: Option<Credits>,
    /// Used share ÷ passed share, with two decimals. Above 1, the credits are used faster than the cycle
    /// passes.
    pub pace: Option<Credits>,
    /// How the cycle ends, in a word or two.
    pub fate: Line,
    /// The verdict.
    pub flag: Flag,
}

/// A verdict at a glance. Each has its own sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flag {
    /// `!!`: act now.
    Urgent,
    /// `!`: look at it.
    Warning,
    /// `i`: good to know.
    Info,
    /// `?`: cannot be judged.
    NotJudged,
    /// `..`: needs more history.
    Waiting,
    /// `ok`.
    Ok,
}

impl Flag {
    /// Returns the tone of a line with this flag.
    pub(crate) const fn tone(self) -> Tone {
        match self {
            Self::Urgent => Tone::Urgent,
            Self::Warning => Tone::Warning,
            Self::Info => Tone::Plain,
            Self::NotJudged | Self::Waiting => Tone::Muted,
            Self::Ok => Tone::Good,
        }
    }

    /// Returns the sign in front of a line.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Urgent => "!!",
            Self::Warning => "!",
            Self::Info => "i",
            Self::NotJudged => "?",
            Self::Waiting => "..",
            Self::Ok => "ok",
        }
    }
}

/// A flagged remark: a short head, and lines that explain it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    /// The verdict.
    pub flag: Flag,
    /// A short name, such as that of the rule.
    pub head: Cell,
    pub lines: Vec<Line>,
}

/// Amounts over time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chart {
    /// The same amounts by day, week, month and year. The first that fits is drawn. A point is its first
    /// day and the sum.
    pub grains: Vec<(Grain, Vec<(Day, Credits)>)>,
    /// The as-of day, if it is in the chart.
    pub today: Option<Day>,
    /// Mean credits a day, drawn as a line if the points are days.
    pub average: Option<Credits>,
    /// A day of another chart on the same scale: the scale of days holds it.
    pub top: Option<Credits>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// Sentences, each on its own line.
    Lines(Vec<Line>),
    /// Balances.
    Gauges(Vec<Gauge>),
    /// Rows and columns.
    Table(Table),
    /// Amounts over time.
    Chart(Chart),
    /// Flagged remarks.
    Notes(Vec<Note>),
    /// Text to copy, never wrapped.
    Code(Untrusted),
    /// Lines of a file to copy, wrapped if necessary.
    Listing(Untrusted),
    /// Words and what they mean.
    Terms(Vec<(&'static str, &'static str)>),
}

/// A part of the document with a heading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Section {
    /// A stable name for links: `apps-integration`.
    pub id: String,
    /// The heading; empty for the first section.
    pub title: Line,
    /// A remark beside the heading.
    pub aside: Option<Line>,
    pub blocks: Vec<Block>,
}

/// A report laid out, before it is rendered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// The few sentences that an owner has to know.
    pub headline: Vec<Line>,
    /// The files, the time and the prices, in small print.
    pub context: Vec<Line>,
    pub sections: Vec<Section>,
}
