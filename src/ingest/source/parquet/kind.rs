//! The type of a column → how its values are written as text.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::Type;

/// How the values of a column are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Bool,
    Int,
    /// A whole number without a sign, of so many bits.
    Unsigned(u8),
    /// A decimal number with so many places.
    Decimal(u32),
    Float,
    Text,
    Uuid,
    Date,
    /// A time of day, in parts of a second.
    Time(Parts),
    /// An instant; or, if it is not of UTC, what a clock in an unknown zone showed.
    Stamp {
        parts: Parts,
        is_utc: bool,
    },
}

/// Parts of a second.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Parts {
    Millis,
    Micros,
    Nanos,
}

impl Parts {
    pub(super) const fn of_a_second(self) -> i64 {
        match self {
            Self::Millis => 1_000,
            Self::Micros => 1_000_000,
            Self::Nanos => 1_000_000_000,
        }
    }

    pub(super) const fn digits(self) -> usize {
        match self {
            Self::Millis => 3,
            Self::Micros => 6,
            Self::Nanos => 9,
        }
    }

    const fn of(unit: &TimeUnit) -> Self {
        match unit {
            TimeUnit::MILLIS => Self::Millis,
            TimeUnit::MICROS => Self::Micros,
            TimeUnit::NANOS => Self::Nanos,
        }
    }
}

impl Kind {
    /// The kind of a column; `None` if no log has values of its type.
    pub(super) fn of(column: &Type) -> Option<Self> {
        let info = column.get_basic_info();
        match info.logical_type_ref() {
            Some(LogicalType::Unknown) | None => {}
            Some(logical) => return Self::of_logical(logical),
        }
        Some(match (info.converted_type(), column.get_physical_type()) {
            (ConvertedType::DECIMAL, _) => Self::Decimal(u32::try_from(column.get_scale()).ok()?),
            (ConvertedType::DATE, _) => Self::Date,
            (ConvertedType::TIME_MILLIS, _) => Self::Time(Parts::Millis),
            (ConvertedType::TIME_MICROS, _) => Self::Time(Parts::Micros),
            // Such files come from writers that knew nothing but instants.
            (ConvertedType::TIMESTAMP_MILLIS, _) => {
                Self::Stamp { parts: Parts::Millis, is_utc: true }
            }
            (ConvertedType::TIMESTAMP_MICROS, _) => {
                Self::Stamp { parts: Parts::Micros, is_utc: true }
            }
            (ConvertedType::UINT_8, _) => Self::Unsigned(8),
            (ConvertedType::UINT_16, _) => Self::Unsigned(16),
            (ConvertedType::UINT_32, _) => Self::Unsigned(32),
            (ConvertedType::UINT_64, _) => Self::Unsigned(64),
            (ConvertedType::INTERVAL | ConvertedType::BSON, _)
            | (_, Physical::FIXED_LEN_BYTE_ARRAY) => return None,
            (_, Physical::BOOLEAN) => Self::Bool,
            (_, Physical::INT32 | Physical::INT64) => Self::Int,
            // The times of Hive and Impala, which Spark writes as instants.
            (_, Physical::INT96) => Self::Stamp { parts: Parts::Nanos, is_utc: true },
            (_, Physical::FLOAT | Physical::DOUBLE) => Self::Float,
            (_, Physical::BYTE_ARRAY) => Self::Text,
        })
    }

    fn of_logical(logical: &LogicalType) -> Option<Self> {
        Some(match logical {
            LogicalType::String | LogicalType::Enum | LogicalType::Json => Self::Text,
            LogicalType::Decimal(decimal) => Self::Decimal(u32::try_from(decimal.scale).ok()?),
            LogicalType::Date => Self::Date,
            LogicalType::Time(time) => Self::Time(Parts::of(&time.unit)),
            LogicalType::Timestamp(stamp) => {
                Self::Stamp { parts: Parts::of(&stamp.unit), is_utc: stamp.is_adjusted_to_u_t_c }
            }
            LogicalType::Integer(int) if int.is_signed => Self::Int,
            LogicalType::Integer(int) => Self::Unsigned(u8::try_from(int.bit_width).ok()?),
            LogicalType::Uuid => Self::Uuid,
            _ => return None,
        })
    }

    /// Whether its values are numbers.
    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Unsigned(_) | Self::Decimal(_) | Self::Float)
    }
}
