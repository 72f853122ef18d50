//! The dtypes that pandas and numpy give to values, and which of them a column spec takes.

use super::dates::pandas::{self, PandasDate};
use super::numbers;
use crate::mlmodel::signature::DataType;
use crate::mlmodel::value::Value;

/// The dtype of a column of a data frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    Bool,
    /// Signed whole numbers of so many bytes.
    Int(u8),
    UInt(u8),
    Float(u8),
    /// pandas 3 keeps a column of texts, perhaps with gaps, in a dtype of its own.
    Str,
    /// Python objects of any kind.
    Object,
    DateTime {
        zoned: bool,
    },
}

impl Dtype {
    /// What pandas holds whole numbers in.
    pub const INT64: Self = Self::Int(8);
    /// What pandas holds reals in.
    pub const FLOAT64: Self = Self::Float(8);

    /// The dtype of several columns as one array (`DataFrame.to_numpy`): that of all, a number that holds all, or objects.
    #[must_use]
    pub fn common(dtypes: &[Self]) -> Self {
        let Some((first, rest)) = dtypes.split_first() else { return Self::Object };
        if rest.iter().all(|dtype| dtype == first) {
            return if *first == Self::Str { Self::Object } else { *first };
        }
        let (mut signed, mut unsigned, mut float) = (0, 0, 0);
        for dtype in dtypes {
            match dtype {
                Self::Int(bytes) => signed = signed.max(*bytes),
                Self::UInt(bytes) => unsigned = unsigned.max(*bytes),
                Self::Float(bytes) => float = float.max(*bytes),
                _ => return Self::Object,
            }
        }
        // A float of twice the bytes holds a whole number, up to 64 bits, which pass for held.
        let holding = |bytes: u8| bytes.saturating_mul(2).min(8);
        match (signed, unsigned, float) {
            (_, _, float) if float > 0 => Self::Float(float.max(holding(signed.max(unsigned)))),
            (signed, 0, _) => Self::Int(signed),
            (0, unsigned, _) => Self::UInt(unsigned),
            (signed, unsigned, _) if unsigned < signed => Self::Int(signed),
            (_, 8, _) => Self::FLOAT64,
            (_, unsigned, _) => Self::Int(unsigned * 2),
        }
    }

    /// pandas' name for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int(1) => "int8",
            Self::Int(2) => "int16",
            Self::Int(4) => "int32",
            Self::Int(_) => "int64",
            Self::UInt(1) => "uint8",
            Self::UInt(2) => "uint16",
            Self::UInt(4) => "uint32",
            Self::UInt(_) => "uint64",
            Self::Float(2) => "float16",
            Self::Float(4) => "float32",
            Self::Float(_) => "float64",
            Self::Str => "str",
            Self::Object => "object",
            Self::DateTime { zoned: false } => "datetime64[ns]",
            Self::DateTime { zoned: true } => "datetime64[ns, UTC]",
        }
    }
}

/// Which kinds of values stand in a column.
#[derive(Clone, Copy, Debug, Default)]
pub struct ValueKinds(u16);

impl ValueKinds {
    const NULL: u16 = 1;
    const NAN: u16 = 2;
    const BOOL: u16 = 4;
    const INT: u16 = 8;
    const NEGATIVE: u16 = 16;
    /// Past `i64`, within `u64`.
    const UINT: u16 = 32;
    /// Past both.
    const HUGE: u16 = 64;
    const FLOAT: u16 = 128;
    const TEXT: u16 = 256;
    /// Lists, objects.
    const OTHER: u16 = 512;

    /// The kinds of some values.
    pub fn of<'v>(cells: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut kinds = Self::default();
        kinds.extend(cells);
        kinds
    }

    /// Adds those of more values.
    pub fn extend<'v>(&mut self, cells: impl IntoIterator<Item = &'v Value>) {
        for cell in cells {
            self.add(cell);
        }
    }

    fn add(&mut self, cell: &Value) {
        self.0 |= match cell {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOL,
            Value::Int(i) if *i < 0 => Self::INT | Self::NEGATIVE,
            Value::Int(_) => Self::INT,
            Value::BigInt(digits) if digits.parse::<u64>().is_ok() => Self::UINT,
            Value::BigInt(_) => Self::HUGE,
            Value::Float(f) if f.is_nan() => Self::NAN,
            Value::Float(_) => Self::FLOAT,
            Value::Text(_) => Self::TEXT,
            _ => Self::OTHER,
        };
    }

    fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    fn only(self, bits: u16) -> bool {
        self.0 & !bits == 0
    }

    /// The dtype pandas infers (`maybe_convert_objects` in `pandas/_libs/lib.pyx`).
    pub fn pandas(self) -> Dtype {
        let gaps = Self::NULL | Self::NAN;
        if self.has(Self::OTHER | Self::HUGE) {
            Dtype::Object
        } else if self.has(Self::TEXT) {
            if self.only(Self::TEXT | gaps) { Dtype::Str } else { Dtype::Object }
        } else if self.has(Self::BOOL) {
            if self.only(Self::BOOL) { Dtype::Bool } else { Dtype::Object }
        } else if self.has(Self::UINT) && self.has(Self::NEGATIVE) {
            Dtype::Object
        } else if self.has(Self::FLOAT | Self::NAN) || (self.has(Self::INT | Self::UINT) && self.has(gaps)) {
            Dtype::FLOAT64
        } else if self.has(Self::UINT) {
            Dtype::UInt(8)
        } else if self.has(Self::INT) {
            Dtype::INT64
        } else {
            Dtype::Object
        }
    }

    /// The dtype `pandas.read_csv` gives a column of numbers. `is_real_first`: of those past `i64` and those with a point,
    /// one with a point comes first.
    pub fn csv(self, is_real_first: bool) -> Dtype {
        let is_past = self.has(Self::UINT | Self::HUGE);
        match (self.has(Self::FLOAT), is_past) {
            (true, true) if self.has(Self::HUGE) && !is_real_first => Dtype::Str,
            (true, true) => Dtype::FLOAT64,
            (false, true) if !self.has(Self::HUGE) && self.has(Self::NEGATIVE | Self::NULL) => Dtype::Str,
            _ => self.pandas(),
        }
    }

    /// The dtype `numpy.array` infers for values that are no lists.
    pub fn numpy(self) -> Dtype {
        let numbers = Self::BOOL | Self::INT | Self::NEGATIVE | Self::UINT | Self::FLOAT | Self::NAN;
        if self.has(Self::OTHER | Self::NULL | Self::HUGE) {
            Dtype::Object
        } else if self.has(Self::TEXT) {
            Dtype::Str
        } else if self.only(Self::BOOL) && self.0 != 0 {
            Dtype::Bool
        } else if self.has(Self::FLOAT | Self::NAN) || (self.has(Self::UINT) && self.has(Self::NEGATIVE)) || !self.has(numbers) {
            Dtype::FLOAT64
        } else if self.has(Self::UINT) {
            Dtype::UInt(8)
        } else {
            Dtype::INT64
        }
    }
}

/// Whether `_enforce_mlflow_datatype` takes a column of this dtype for a plain column spec.
pub fn fits<'v>(dtype: Dtype, data_type: &DataType, cells: impl IntoIterator<Item = &'v Value>) -> bool {
    let mut cells = cells.into_iter();
    // Of whole numbers of 64 bits only these are sure to be the same as reals.
    let zero_or_one = |cell: &Value| matches!(cell, Value::Null | Value::Int(0 | 1));
    match data_type {
        DataType::Any => true,
        DataType::String | DataType::Binary => matches!(dtype, Dtype::Str | Dtype::Object),
        DataType::Boolean => matches!(dtype, Dtype::Bool | Dtype::Object),
        DataType::Integer => matches!(dtype, Dtype::Int(..=4) | Dtype::UInt(..=2)),
        DataType::Long => matches!(dtype, Dtype::Int(_) | Dtype::UInt(..=4)),
        DataType::Float => matches!(dtype, Dtype::Float(..=4)) || (dtype == Dtype::INT64 && cells.all(zero_or_one)),
        DataType::Double => match dtype {
            Dtype::Float(_) | Dtype::Int(..=4) | Dtype::UInt(..=4) => true,
            Dtype::Int(_) => cells.all(zero_or_one),
            // `dtype == decimal.Decimal` is true of every object dtype, and `pandas.to_numeric` follows.
            Dtype::Object => cells.all(is_numeric),
            _ => false,
        },
        DataType::DateTime => match dtype {
            Dtype::DateTime { zoned } => !zoned,
            // Objects are made dates one by one; a column of nothing but null becomes one of NaT.
            Dtype::Object => cells.all(is_moment),
            _ => false,
        },
        _ => false,
    }
}

/// The cell that makes pandas hold a column in a dtype that a spec does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OddCells {
    /// The first such row.
    pub row: usize,
    /// How many there are.
    pub count: usize,
}

/// Where most of a column would be taken and some cells are not: those. `None` where it is about all of them.
///
/// `is_csv`: a text counts as what it would be in a column of its own.
pub fn odd_cells<'v, C: Iterator<Item = &'v Value>>(
    dtype: Dtype,
    data_type: &DataType,
    cells: impl Fn() -> C,
    is_csv: bool,
) -> Option<OddCells> {
    let would_do = |cell: &Value| match (data_type, cell) {
        (DataType::Integer | DataType::Long, Value::Int(_))
        | (DataType::Boolean, Value::Bool(_) | Value::Null)
        | (DataType::String | DataType::Binary, Value::Text(_) | Value::Null)
        | (DataType::Float | DataType::Double, Value::Float(_) | Value::Int(_) | Value::Null) => true,
        (DataType::Integer | DataType::Long, Value::Text(text)) if is_csv => numbers::csv_int(text).is_some(),
        (DataType::Float | DataType::Double, Value::Text(text)) if is_csv => numbers::csv_number(text).is_some(),
        (DataType::Boolean, Value::Text(text)) if is_csv => numbers::csv_truth(text).is_some(),
        (DataType::Double, cell) => dtype == Dtype::Object && is_numeric(cell),
        (DataType::DateTime, cell) => dtype == Dtype::Object && is_moment(cell),
        _ => false,
    };
    let (mut total, mut count, mut first) = (0, 0, None);
    for (row, cell) in cells().enumerate() {
        total += 1;
        if !would_do(cell) {
            count += 1;
            first = first.or(Some(row));
        }
    }
    first.filter(|_| count < total).map(|row| OddCells { row, count })
}

/// Nanoseconds since 1970 that 64 bits hold.
pub const MAX_NANOSECONDS: f64 = 9_223_372_036_854_775_807.0;

/// Whether a value among objects becomes a date.
fn is_moment(cell: &Value) -> bool {
    match cell {
        Value::Null | Value::Int(_) => true,
        Value::Float(f) => f.is_nan() || f.abs() < MAX_NANOSECONDS,
        Value::Text(text) => matches!(pandas::read(text, false), PandasDate::Missing | PandasDate::Moment { has_zone: false, .. }),
        _ => false,
    }
}

/// Whether `pandas.to_numeric` takes a value; what is empty becomes NaN.
fn is_numeric(cell: &Value) -> bool {
    match cell {
        Value::Text(text) => {
            let text = text.trim();
            let is_nan = text.trim_start_matches(['+', '-']).eq_ignore_ascii_case("nan");
            text.is_empty() || (text.is_ascii() && !text.contains('_') && !is_nan && numbers::float(text).is_some())
        }
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::BigInt(digits) => digits.parse().is_ok_and(f64::is_finite),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::json;

    fn pandas(text: &str) -> &'static str {
        let Value::List(cells) = json::parse(text).expect("JSON") else { unreachable!("a list") };
        ValueKinds::of(&cells).pandas().name()
    }

    #[test]
    fn several_columns_make_the_array_that_pandas_makes() {
        use Dtype::{Bool, Float, Int, Object, UInt};
        for (a, b, common) in [
            (Int(1), Int(4), Int(4)),
            (Int(1), UInt(1), Int(2)),
            (Int(2), UInt(1), Int(2)),
            (Int(4), UInt(4), Int(8)),
            (Int(4), UInt(8), Float(8)),
            (UInt(2), UInt(8), UInt(8)),
            (Int(1), Float(2), Float(2)),
            (Int(2), Float(2), Float(4)),
            (Int(4), Float(4), Float(8)),
            (UInt(8), Float(2), Float(8)),
            (Float(2), Float(4), Float(4)),
            (Bool, Int(8), Object),
            (Bool, Bool, Bool),
            (Dtype::Str, Dtype::Str, Object),
        ] {
            assert_eq!(Dtype::common(&[a, b]), common, "{a:?} {b:?}");
            assert_eq!(Dtype::common(&[b, a]), common, "{b:?} {a:?}");
        }
    }

    /// Each was given to `read_csv` of pandas 3.1.
    #[test]
    fn whole_numbers_past_64_bits_are_held_as_read_csv_holds_them() {
        let big = Value::BigInt("9223372036854775808".into());
        let huge = Value::BigInt("18446744073709551616".into());
        let (gap, real, minus) = (Value::Null, Value::Float(1.5), Value::Int(-7));
        for (cells, is_real_first, dtype) in [
            (vec![&big], false, "uint64"),
            (vec![&gap, &big], false, "str"),
            (vec![&minus, &big], false, "str"),
            (vec![&minus, &big, &real], false, "float64"),
            (vec![&real, &big], true, "float64"),
            (vec![&huge], false, "object"),
            (vec![&gap, &huge], false, "object"),
            (vec![&huge, &real], false, "str"),
            (vec![&real, &huge, &gap], true, "float64"),
        ] {
            assert_eq!(ValueKinds::of(cells.iter().copied()).csv(is_real_first).name(), dtype, "{cells:?}");
        }
    }

    /// Each was given to pandas 3.1.
    #[test]
    fn infers_what_pandas_infers() {
        for (cells, dtype) in [
            ("[1, 2]", "int64"),
            ("[1, null]", "float64"),
            ("[1, 2.5]", "float64"),
            ("[true, null]", "object"),
            ("[true, 1]", "object"),
            ("[\"a\", null]", "str"),
            ("[\"a\", 1]", "object"),
            ("[null]", "object"),
            ("[null, NaN]", "float64"),
            ("[9223372036854775808]", "uint64"),
            ("[9223372036854775808, -1]", "object"),
            ("[18446744073709551616]", "object"),
            ("[[1]]", "object"),
        ] {
            assert_eq!(pandas(cells), dtype, "{cells}");
        }
    }
}
