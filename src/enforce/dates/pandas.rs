//! Dates as pandas reads them in a data frame (`pandas.to_datetime`, which asks `dateutil` where no layout is found).

pub use super::pandas_date::PandasDate;
use super::parser::DateParser;
use super::tables::month_length;

/// Bytes of a text that may be a date; the longest date is far shorter.
const MAX_LENGTH: usize = 200;

/// As `pandas.to_datetime` reads a text. `day_first`: the column's first date had its day in front.
pub fn read(text: &str, day_first: bool) -> PandasDate {
    if matches!(text, "" | "NaT" | "nat" | "NAT" | "nan" | "NaN" | "NAN") {
        return PandasDate::Missing;
    }
    if matches!(text, "now" | "today") {
        return PandasDate::Moment { layout: "".into(), has_zone: false, is_guessed: true, is_loose: false };
    }
    if let Some(layout) = usual_layout(text.as_bytes()) {
        return PandasDate::plain(layout);
    }
    if text.len() > MAX_LENGTH {
        return PandasDate::NotADate;
    }
    DateParser::new(text).read(day_first)
}

/// The layout of a date as nearly everybody writes it, `2024-01-31`, perhaps with `T12:30`, `T12:30:00` or
/// `T12:30:00.5`; read without a detour, for of these a request may hold a million. Any other is left to [`DateParser`].
fn usual_layout(text: &[u8]) -> Option<&'static str> {
    let two = |at: usize| match text.get(at..at + 2)? {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => Some(i64::from((tens - b'0') * 10 + (units - b'0'))),
        _ => None,
    };
    let is = |at: usize, mark: u8| text.get(at) == Some(&mark);
    let (year, month, day) = (two(0)? * 100 + two(2)?, two(5)?, two(8)?);
    let is_day = is(4, b'-') && is(7, b'-') && (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
    if !is_day || !(1678..2262).contains(&year) {
        return None;
    }
    if text.len() == 10 {
        return Some("%Y-%m-%d");
    }
    let with_t = is(10, b'T');
    if !(with_t || is(10, b' ')) || two(11)? > 23 || !is(13, b':') || two(14)? > 59 {
        return None;
    }
    if text.len() == 16 {
        return Some(if with_t { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%d %H:%M" });
    }
    if !is(16, b':') || two(17)? > 59 {
        return None;
    }
    if text.len() == 19 {
        return Some(if with_t { "%Y-%m-%dT%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" });
    }
    let fraction = text.get(20..)?;
    let is_fraction = is(19, b'.') && (1..=9).contains(&fraction.len()) && fraction.iter().all(u8::is_ascii_digit);
    is_fraction.then_some(if with_t { "%Y-%m-%dT%H:%M:%S.%f" } else { "%Y-%m-%d %H:%M:%S.%f" })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short way and the long one agree on the layout, so that dates of both can stand in one column.
    #[test]
    fn plain_dates_are_read_as_all_others() {
        let dates = ["2024-01-31", "2024-02-29", "1999-12-01"];
        let times = ["", "T12:30", " 12:30", "T12:30:45", " 12:30:45", "T12:30:45.5", " 12:30:45.123456789", "T00:00:00.000"];
        for date in dates {
            for time in times {
                let text = format!("{date}{time}");
                let layout = usual_layout(text.as_bytes()).expect("plain");
                assert_eq!(DateParser::new(&text).read(false), PandasDate::plain(layout), "{text}");
            }
        }
        for other in ["2023-02-29", "2024-13-01", "2024-00-10", "1677-12-31", "2262-01-01", "2024-01-31T", "2024-01-31T24:00", "2024-1-31"]
        {
            assert_eq!(usual_layout(other.as_bytes()), None, "{other}");
        }
    }
}
