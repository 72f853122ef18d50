//! What happens to a value of one declared type where another is declared now, for each kind of caller.
//!
//! The tables were compared with MLflow itself: the scoring server's answers for JSON, and
//! `_enforce_schema` of `mlflow/models/utils.py` for data frames, arrays and nested values. A number that
//! is null or past 32 bits is an edge of its type: where only such values are refused, the change is risky.

use super::Caller;
use super::Effect;
use super::Grade::{Breaking, Risky, Safe};
use crate::mlmodel::signature::{DataType, Tensor};
use crate::mlmodel::value::Value;

use DataType as T;
use DtypeFamily as F;

const ANYTHING: Effect = Effect::new(Safe, "anything is taken");
const ANYTHING_BUT_NULL: Effect = Effect::edge("anything is taken, but null from a data frame");
const NO_LONGER_ANYTHING: Effect = Effect::new(Breaking, "anything was taken, and no longer is");
const OTHER_FORM: Effect = Effect::new(Breaking, "values have another form");
const NOT_CAST: Effect = Effect::new(Breaking, "it is not converted");
const EVERY_VALUE_FITS: Effect = Effect::new(Safe, "every value fits");
const LOSES_DIGITS: Effect = Effect::new(Risky, "large or precise numbers lose digits");
const SAME_TEXT: Effect = Effect::new(Risky, "it is taken, and means something else");
/// A column of texts or booleans is one of objects to pandas, and any object passes.
const AS_IT_IS: &str = "lists and objects are taken as they are, and nothing inside is checked";
const NOT_IN_JSON: Effect = Effect::new(Safe, "no JSON value could be sent for it");

fn is_number(t: &T) -> bool {
    matches!(t, T::Integer | T::Long | T::Float | T::Double)
}

/// How a column is sent, as far as the fate of its values depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sending {
    /// Rows may lack it.
    pub is_optional: bool,
    /// No other form than a data frame carries the columns beside it.
    pub only_in_frames: bool,
}

/// A column's type for one caller; the types differ, and at most one of them is nested.
#[must_use]
pub fn column(from: &T, to: &T, caller: Caller, sending: Sending) -> Effect {
    match (from, to) {
        (_, T::Any) => ANYTHING,
        (T::Any, T::Boolean | T::String) if caller == Caller::Rest => {
            Effect::edge("anything is still taken and made one, but in CSV and lists of lists")
        }
        (T::Any, _) => NO_LONGER_ANYTHING,
        (a, T::Boolean | T::String) if a.is_nested() && caller == Caller::Rest => Effect::new(Risky, AS_IT_IS),
        (a, T::Boolean | T::String | T::Binary) if a.is_nested() && caller == Caller::Python => Effect::edge(AS_IT_IS),
        (a, b) if a.is_nested() || b.is_nested() => OTHER_FORM,
        _ if caller == Caller::Python => in_process(from, to),
        (T::Float | T::Double, T::DateTime) if sending.only_in_frames => Effect::new(Risky, "numbers are read as nanoseconds since 1970"),
        (T::Double, T::Float) => Effect::edge("large or precise numbers lose digits, and rows of \"inputs\" that lack it are refused"),
        _ => cast_from_json(from, to),
    }
}

/// A new optional column for one caller: what came under its name was an extra column before, and was dropped.
#[must_use]
pub fn added(to: &T, caller: Caller) -> Effect {
    let takes_all = match caller {
        Caller::Rest => matches!(to, T::Any | T::String),
        Caller::Python => *to == T::Any,
    };
    if takes_all {
        Effect::new(Safe, "requests may leave it out")
    } else {
        Effect::edge("requests may leave it out, and a value sent under this name was dropped before and is checked now")
    }
}

/// The same where it makes two columns of one.
#[must_use]
pub fn added_to_one(to: &T, caller: Caller) -> Effect {
    match caller {
        Caller::Rest => {
            Effect::edge("a plain list is taken for one column only, and is refused now, as may be what was dropped before under this name")
        }
        Caller::Python => added(to, caller),
    }
}

/// A value of one column that comes to stand where another is expected, in Python; the types differ.
#[must_use]
pub fn elsewhere(from: &T, to: &T) -> Effect {
    if from.is_nested() && to.is_nested() { OTHER_FORM } else { column(from, to, Caller::Python, Sending::default()) }
}

/// `_enforce_mlflow_datatype`: widening within a kind, and 32-bit whole numbers into doubles.
fn in_process(from: &T, to: &T) -> Effect {
    match (from, to) {
        (T::Integer, T::Long | T::Double) | (T::Float, T::Double) => EVERY_VALUE_FITS,
        // pandas holds both in object columns, which MLflow does not tell apart.
        (T::String, T::Binary) | (T::Binary, T::String) => SAME_TEXT,
        _ => NOT_CAST,
    }
}

/// The scoring server casts JSON to the declared type before it checks.
fn cast_from_json(from: &T, to: &T) -> Effect {
    match (from, to) {
        (T::Integer, T::Long | T::Double) | (T::Long | T::Float, T::Double) => EVERY_VALUE_FITS,
        (T::Integer | T::Long | T::Double, T::Float) => LOSES_DIGITS,
        (T::Long, T::Integer) => Effect::edge("numbers past 32 bits wrap or are refused"),
        (T::Float | T::Double, T::Integer | T::Long) => Effect::edge("fractions are cut, null and large numbers refused"),
        (T::Boolean, to) if is_number(to) => {
            Effect::edge("true and false become 1 and 0, and where a list or nothing stands it is refused")
        }
        (T::DateTime, T::Boolean) => Effect::new(Risky, "every value becomes true"),
        (_, T::Boolean) => Effect::edge("every value becomes true or false, the text \"false\" becomes true, and CSV refuses other words"),
        (T::Binary, T::String) => Effect::new(Risky, "the base64 text is no longer decoded"),
        (_, T::String) => Effect::new(Risky, "the value is taken as it is, or as its text"),
        (T::Integer | T::Long, T::DateTime) => Effect::edge("whole numbers are read as nanoseconds since 1970, in CSV refused"),
        (_, T::Binary) => Effect::new(Breaking, "what is not base64 text is refused"),
        (_, T::DateTime) => Effect::new(Breaking, "what is not a date is refused"),
        _ => Effect::new(Breaking, "what is not a number is refused"),
    }
}

/// A type inside an array, an object or a map, where nothing is cast; the types differ, and at most one
/// of them is nested.
#[must_use]
pub fn leaf(from: &T, to: &T, caller: Caller) -> Effect {
    match (from, to) {
        (_, T::Any) => ANYTHING,
        (T::Any, _) => NO_LONGER_ANYTHING,
        (a, b) if a.is_nested() || b.is_nested() => OTHER_FORM,
        (T::String, T::Binary) => Effect::edge("it is taken and means something else, and inside lists what is not ASCII is refused"),
        _ if caller == Caller::Python => in_process(from, to),
        // JSON has 64-bit numbers, text and booleans only.
        (T::Integer | T::DateTime, _) | (T::Float, T::Double | T::Long) => NOT_IN_JSON,
        (T::Binary, T::String) => SAME_TEXT,
        _ => Effect::new(Breaking, "nested values are not converted"),
    }
}

/// What stands in a list and is held as Python objects, so that nobody looks into it; the types differ.
#[must_use]
pub fn item(from: &T, to: &T) -> Option<Effect> {
    let passes = match to {
        T::Boolean => from.is_nested(),
        T::String | T::Binary => matches!(from, T::Object(_) | T::Map(_)),
        _ => false,
    };
    passes.then_some(Effect::new(Risky, AS_IT_IS))
}

/// Whether some JSON value satisfies the type inside an array, an object or a map.
#[must_use]
pub fn has_json_value(t: &T) -> bool {
    match t {
        T::Integer | T::DateTime | T::Unknown(_) => false,
        // An empty list and an empty map satisfy whatever is declared below.
        T::Object(properties) => properties.iter().all(|p| !p.required || has_json_value(&p.data_type)),
        _ => true,
    }
}

/// Whether null satisfies the type where it is required: it is not looked into.
#[must_use]
pub fn takes_null(t: &T) -> bool {
    match t {
        T::Any => true,
        T::Array(inner) | T::Map(inner) => **inner == T::Any,
        _ => false,
    }
}

/// Whether some JSON value satisfies the type as an item of an array, which the server turns into floats that it then refuses.
#[must_use]
pub fn items_have_json_value(t: &T) -> bool {
    *t != T::Float && has_json_value(t)
}

/// Whether some JSON value satisfies a column of the type, which is cast where it is not nested.
#[must_use]
pub fn column_has_json_value(t: &T) -> bool {
    !t.is_nested() || has_json_value(t)
}

/// A parameter's type (`_enforce_param_datatype`), by the same rules for both callers.
#[must_use]
pub fn param(from: &T, to: &T, caller: Caller) -> Effect {
    match (from, to) {
        // JSON has dates as text only.
        (T::DateTime, T::String) if caller == Caller::Rest => Effect::new(Risky, "the text is taken as it is"),
        (T::DateTime, T::String) => Effect::edge("text is taken as it is, and a datetime refused"),
        // Whole numbers may need more than 32 bits here.
        (T::Integer | T::Long, to) if is_number(to) => EVERY_VALUE_FITS,
        (T::Float, T::Double) => EVERY_VALUE_FITS,
        (T::Double, T::Float) => LOSES_DIGITS,
        (T::Float | T::Double, T::Integer | T::Long) => Effect::new(Breaking, "fractions are refused"),
        _ => NOT_CAST,
    }
}

/// An output's declared type: B may promise less room, never more.
#[must_use]
pub fn output(from: &T, to: &T) -> Effect {
    match (from, to) {
        (T::Integer, T::Long | T::Double) | (T::Float, T::Double) => Effect::new(Risky, "those who hold it in the narrower type cut it"),
        (_, T::Any) => Effect::new(Risky, "its type is no longer promised"),
        (T::Any, _) => Effect::new(Safe, "nothing was promised before"),
        _ => Effect::new(Breaking, "those who read it expect the other type"),
    }
}

/// A dtype as its values convert: by its family, and by its bits where it is one of numbers.
#[derive(Clone, Copy)]
struct NumpyType {
    family: DtypeFamily,
    bits: u32,
}

impl NumpyType {
    fn of(dtype: &str) -> Self {
        let digits = dtype.find(|c: char| c.is_ascii_digit()).unwrap_or(dtype.len());
        let bits = dtype[digits..].parse().unwrap_or(0);
        let (family, bits) = match &dtype[..digits] {
            "bool" => (F::Bool, 8),
            "int" => (F::Int, bits),
            "uint" => (F::Uint, bits),
            "float" => (F::Float, bits),
            "complex" => (F::Complex, bits),
            "str" => (F::Str, 0),
            "bytes" => (F::Bytes, 0),
            "object" => (F::Object, 0),
            _ => (F::Time, 0),
        };
        Self { family, bits }
    }
}

/// Up to how many bits a float holds whole numbers exactly; 64-bit integers in a float64 pass for exact.
fn whole_bits(float_bits: u32) -> u32 {
    match float_bits {
        16 => 8,
        32 => 16,
        _ => 64,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum DtypeFamily {
    Bool,
    Int,
    Uint,
    Float,
    Complex,
    Str,
    Bytes,
    Object,
    Time,
}

/// Whether a dtype holds numbers.
#[must_use]
pub fn is_numeric_dtype(dtype: &str) -> bool {
    matches!(NumpyType::of(dtype).family, F::Int | F::Uint | F::Float | F::Bool)
}

/// Whether a tensor of the dtype holds what a column of the type holds; releases record a plain
/// prediction as the one or the other.
#[must_use]
pub fn are_alike(column: &T, dtype: &str) -> bool {
    let kind = NumpyType::of(dtype).family;
    match column {
        T::Integer | T::Long => matches!(kind, F::Int | F::Uint),
        T::Float | T::Double => kind == F::Float,
        T::Boolean => kind == F::Bool,
        T::String => matches!(kind, F::Str | F::Object),
        T::Binary => kind == F::Bytes,
        T::DateTime => kind == F::Time,
        T::Any => true,
        _ => false,
    }
}

/// A list of objects of any length is the one spec that takes every array.
#[must_use]
pub fn takes_all(tensor: &Tensor) -> bool {
    &*tensor.dtype == "object" && tensor.shape == [Value::Int(-1)]
}

/// A tensor's dtype for one caller; the two differ. Arrays must have it exactly, JSON is cast by numpy.
#[must_use]
pub fn dtype(from: &Tensor, to: &Tensor, caller: Caller) -> Effect {
    if caller == Caller::Python {
        return if takes_all(to) { ANYTHING } else { Effect::new(Breaking, "arrays of the old dtype are refused") };
    }
    let (from, to) = (NumpyType::of(&from.dtype), NumpyType::of(&to.dtype));
    match (from.family, to.family) {
        (F::Float | F::Complex, F::Object) => ANYTHING_BUT_NULL,
        (_, F::Object) => ANYTHING,
        (F::Int, F::Int) | (F::Uint, F::Uint) | (F::Float, F::Float) | (F::Complex, F::Complex) if to.bits >= from.bits => EVERY_VALUE_FITS,
        (F::Uint, F::Int) if to.bits > from.bits => EVERY_VALUE_FITS,
        (F::Int | F::Uint, F::Float) if from.bits > whole_bits(to.bits) => LOSES_DIGITS,
        (F::Int | F::Uint, F::Float | F::Complex) | (F::Float, F::Complex) => EVERY_VALUE_FITS,
        (F::Time, F::Time) => Effect::new(Risky, "times are kept in another unit"),
        (_, F::Bytes) => Effect::edge("every value becomes its text, and data frames and what is not ASCII are refused"),
        (F::Bool | F::Int | F::Uint, F::Time) => Effect::edge("numbers are read as times, and data frames are refused"),
        (F::Float, F::Float) | (F::Complex, F::Complex) => LOSES_DIGITS,
        (F::Float, F::Int | F::Uint) => Effect::edge("fractions are cut, null and numbers out of range refused"),
        (F::Int | F::Uint, F::Int | F::Uint) => Effect::new(Breaking, "numbers out of its range are refused"),
        (F::Bool, F::Int | F::Uint | F::Float | F::Complex) => Effect::new(Risky, "true and false become 1 and 0"),
        (_, F::Bool) => Effect::new(Risky, "every value becomes true or false"),
        (_, F::Str) => Effect::edge("every value becomes its text, and a data frame of several columns is refused"),
        _ => NOT_CAST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALARS: [T; 8] = [T::Boolean, T::Integer, T::Long, T::Float, T::Double, T::String, T::Binary, T::DateTime];

    /// One letter a cell, in the order of [`SCALARS`]: `.` the same, `s`afe, `r`isky, `B`reaking.
    fn table(effect: impl Fn(&T, &T) -> Effect) -> Vec<String> {
        let letter = |a: &T, b: &T| match effect(a, b).grade {
            _ if a == b => '.',
            Safe => 's',
            Risky => 'r',
            Breaking => 'B',
        };
        SCALARS.iter().map(|a| SCALARS.iter().map(|b| letter(a, b)).collect()).collect()
    }

    #[test]
    fn data_frames_are_converted_as_mlflow_converts_them() {
        // Measured: every cell that is not B takes all that the row's type takes.
        let expected = [".BBBBBBB", "B.sBsBBB", "BB.BBBBB", "BBB.sBBB", "BBBB.BBB", "BBBBB.rB", "BBBBBr.B", "BBBBBBB."];
        assert_eq!(table(|a, b| column(a, b, Caller::Python, Sending::default())), expected);
        assert_eq!(table(|a, b| leaf(a, b, Caller::Python)), expected, "nested values too");
    }

    #[test]
    fn json_is_cast_as_the_scoring_server_casts_it() {
        let expected = [".rrrrrBB", "r.srsrBr", "rr.rsrBr", "rrr.srBB", "rrrr.rBB", "rBBBB.BB", "rBBBBr.B", "rBBBBrB."];
        assert_eq!(table(|a, b| column(a, b, Caller::Rest, Sending::default())), expected);
    }

    #[test]
    fn nested_json_is_not_cast() {
        let expected = [".BBBBBBB", "s.ssssss", "BB.BBBBB", "BBs.sBBB", "BBBB.BBB", "BBBBB.rB", "BBBBBr.B", "sssssss."];
        assert_eq!(table(|a, b| leaf(a, b, Caller::Rest)), expected);
    }

    #[test]
    fn outputs_may_promise_less_room_and_never_more() {
        let expected = [".BBBBBBB", "B.rBrBBB", "BB.BBBBB", "BBB.rBBB", "BBBB.BBB", "BBBBB.BB", "BBBBBB.B", "BBBBBBB."];
        assert_eq!(table(output), expected);
    }

    #[test]
    fn parameters_take_any_whole_number_and_never_a_fraction_for_one() {
        let expected = [".BBBBBBB", "B.sssBBB", "Bs.ssBBB", "BBB.sBBB", "BBBr.BBB", "BBBBB.BB", "BBBBBB.B", "BBBBBrB."];
        for caller in Caller::ALL {
            assert_eq!(table(|a, b| param(a, b, caller)), expected);
        }
    }

    #[test]
    fn any_takes_everything_and_little_takes_any() {
        for caller in Caller::ALL {
            for t in SCALARS {
                // What becomes a boolean or a text over REST becomes one whatever it is.
                let by_force = caller == Caller::Rest && matches!(t, T::Boolean | T::String);
                let passes_as_object = caller == Caller::Python && matches!(t, T::Boolean | T::String | T::Binary);
                let list = T::Array(Box::new(t.clone()));
                assert_eq!(column(&t, &T::Any, caller, Sending::default()).grade, Safe);
                assert_eq!(column(&T::Any, &t, caller, Sending::default()).grade, if by_force { Risky } else { Breaking });
                assert_eq!(column(&t, &list, caller, Sending::default()).grade, Breaking);
                assert_eq!(
                    column(&list, &t, caller, Sending::default()).grade,
                    if by_force || passes_as_object { Risky } else { Breaking }
                );
            }
        }
    }

    #[test]
    fn arrays_keep_their_dtype_and_json_is_cast_to_it() {
        let tensor = |dtype: &str| Tensor { dtype: dtype.into(), shape: vec![Value::Int(-1), Value::Int(2)] };
        for (from, to, rest) in [
            ("float32", "float64", Safe),
            ("float64", "float32", Risky),
            ("int64", "float32", Risky),
            ("int16", "float32", Safe),
            ("int64", "float64", Safe),
            ("datetime64[s]", "datetime64[ns]", Risky),
            ("str", "bytes", Risky),
            ("float64", "int64", Risky),
            ("int64", "int32", Breaking),
            ("int64", "uint64", Breaking),
            ("uint8", "int16", Safe),
            ("bool", "int8", Risky),
            ("str", "float64", Breaking),
            ("float64", "str", Risky),
            ("object", "float64", Breaking),
            ("float64", "object", Risky),
            ("datetime64[ns]", "int64", Breaking),
        ] {
            assert_eq!(dtype(&tensor(from), &tensor(to), Caller::Rest).grade, rest, "{from} {to}");
            assert_eq!(dtype(&tensor(from), &tensor(to), Caller::Python).grade, Breaking, "{from} {to}");
        }
        let anything = Tensor { dtype: "object".into(), shape: vec![Value::Int(-1)] };
        assert_eq!(dtype(&tensor("float64"), &anything, Caller::Python).grade, Safe);
    }

    #[test]
    fn what_json_cannot_hold_is_known() {
        let required = |t: T, required| T::Object(vec![crate::mlmodel::signature::Property { name: "x".into(), data_type: t, required }]);
        for (t, holds) in [
            (T::Integer, false),
            (T::Long, true),
            (T::Array(Box::new(T::Integer)), true),
            (required(T::Integer, true), false),
            (required(T::DateTime, false), true),
        ] {
            assert_eq!(has_json_value(&t), holds, "{t:?}");
        }
        assert!(column_has_json_value(&T::Integer) && column_has_json_value(&T::DateTime), "columns are cast");
    }
}
