//! By how much a number of a run differs from the baseline's.

/// A base nearer to zero has no percentage.
const LEAST_BASE: f64 = 1e-6;
/// A larger percentage says no more than the difference.
const MOST_PERCENT: f64 = 10_000.0;

/// `+0.008 (+0.9 %)`; without the part in brackets where the base is near zero. Nothing where one is no finite number.
pub(super) fn difference(base: &str, other: &str) -> Option<String> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let (base, other) = (number(base)?, number(other)?);
    let by = other - base;
    if !by.is_finite() {
        return None;
    }
    let percent = by / base.abs() * 100.0;
    let has_percent = base.abs() >= LEAST_BASE && percent.is_finite() && percent.abs() < MOST_PERCENT;
    Some(if has_percent { format!("{} ({} %)", signed(by, 3), signed(percent, 2)) } else { signed(by, 3) })
}

/// With its sign and so many digits that count; in powers of ten where it is very large or very small.
fn signed(number: f64, digits: i32) -> String {
    if number == 0.0 {
        return "±0".to_owned();
    }
    let sign = if number < 0.0 { "−" } else { "+" };
    let size = number.abs();
    #[expect(clippy::cast_possible_truncation, reason = "a power of ten of a double has three digits")]
    let power = size.log10().floor() as i32;
    if !(-5..9).contains(&power) {
        return format!("{sign}{size:.1e}");
    }
    let decimals = usize::try_from(digits - 1 - power).unwrap_or(0);
    let text = format!("{size:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn numbers_differ_by_a_number_and_a_share_of_the_base() {
        for (a, b, expected) in [
            ("0.912", "0.92", "+0.008 (+0.88 %)"),
            ("0.92", "0.912", "−0.008 (−0.87 %)"),
            ("100", "300", "+200 (+200 %)"),
            ("-2", "-1", "+1 (+50 %)"),
            ("0.0", "0.25", "+0.25"),
            ("1e-12", "1", "+1"),
            ("3", "5", "+2 (+67 %)"),
            ("1e300", "2e300", "+1.0e300 (+100 %)"),
            ("0.1", "0.10000000001", "+1.0e-11 (+1.0e-8 %)"),
        ] {
            assert_eq!(difference(a, b).as_deref(), Some(expected), "{a} {b}");
        }
        for (a, b) in [("nan", "1"), ("1", "inf"), ("gini", "entropy"), ("", "1"), ("1e308", "-1e308")] {
            assert_eq!(difference(a, b), None, "{a} {b}");
        }
    }
}
