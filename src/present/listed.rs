//! The words for a model of the library.

use crate::folder::MISTAKE;
use crate::library::{Checkup, LoggedValue, LoneRun};
use crate::mlmodel::display::count;
use crate::mlmodel::value::python_float;

/// What stands for the health of a run without a model.
pub const NO_MODEL: &str = "no model";
/// What stands for the health of a registered version whose model is not here.
pub const NOT_HERE: &str = "not here";

/// Flavors without the one that nearly every model has beside another.
#[must_use]
pub fn flavors(flavors: &[Box<str>]) -> String {
    use crate::mlmodel::flavors::PYFUNC;
    let other: Vec<&str> = flavors.iter().map(AsRef::as_ref).filter(|name| *name != PYFUNC).collect();
    if other.is_empty() { flavors.join(", ") } else { other.join(", ") }
}

/// What is worth knowing of a run beside its name: nothing of one that ended well.
#[must_use]
pub fn run_state(run: &LoneRun) -> Option<String> {
    if run.is_deleted {
        return Some("deleted".to_owned());
    }
    run.status.as_deref().filter(|status| *status != "FINISHED").map(str::to_lowercase)
}

/// A few words: `complete`, `1 file missing`, `2 errors`, `3 warnings`.
#[must_use]
pub fn health(checkup: &Checkup) -> String {
    if checkup.failed {
        return MISTAKE.to_owned();
    }
    let (errors, warnings, missing) = (checkup.errors as usize, checkup.warnings as usize, checkup.missing as usize);
    match (errors, missing, warnings) {
        (0, _, 0) => "complete".to_owned(),
        (0, _, warnings) => count(warnings, "warning", "warnings"),
        (_, missing, _) if missing > 0 && missing == errors => format!("{} missing", count(missing, "file", "files")),
        (errors, ..) => count(errors, "error", "errors"),
    }
}

/// What was logged, in few characters: a metric with six digits that count, as they are compared in a column.
#[must_use]
pub fn logged(value: LoggedValue<'_>) -> String {
    match value {
        LoggedValue::Number(number) => short(number),
        LoggedValue::Text(text) => text.to_owned(),
    }
}

/// The same with every digit.
#[must_use]
pub fn logged_whole(value: LoggedValue<'_>) -> String {
    match value {
        LoggedValue::Number(number) => python_float(number),
        LoggedValue::Text(text) => text.to_owned(),
    }
}

fn short(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() {
        return python_float(number);
    }
    if number.fract() == 0.0 && size < 1e15 {
        return format!("{number:.0}");
    }
    if (1e-4..1e9).contains(&size) {
        #[expect(clippy::cast_possible_truncation, reason = "between -4 and 9")]
        let places = (5 - size.log10().floor() as i32).clamp(0, 9);
        let text = format!("{number:.*}", usize::try_from(places).unwrap_or(0));
        return if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    }
    let text = format!("{number:.5e}");
    match text.split_once('e') {
        Some((digits, exponent)) => format!("{}e{exponent}", digits.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_enough_to_compare() {
        let said = [
            (0.870_000_000_000_000_1, "0.87"),
            (0.912_345_678, "0.912346"),
            (-0.000_12, "-0.00012"),
            (123_456.789, "123457"),
            (3.0, "3"),
            (-0.0, "-0"),
            (1e300, "1e300"),
            (1.5e-7, "1.5e-7"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (number, text) in said {
            assert_eq!(short(number), text);
        }
    }
}
