//! Dates as numpy reads them in an array, and as `numpy.datetime64` reads a parameter.

use super::dates::month_length;

/// What numpy reads in a text (ISO 8601, `numpy/_core/src/multiarray/datetime_strings.c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Iso {
    /// `NaT`, an empty text.
    Missing,
    Moment {
        year: i64,
        /// Digits of a second's fraction.
        fraction: usize,
        zoned: bool,
    },
    NotADate,
}

/// As `numpy.datetime64` reads a text.
pub fn read(text: &str) -> Iso {
    if text.is_empty() || text.eq_ignore_ascii_case("nat") {
        return Iso::Missing;
    }
    if text.eq_ignore_ascii_case("now") || text.eq_ignore_ascii_case("today") {
        return Iso::Moment { year: 2000, fraction: 0, zoned: false };
    }
    iso(text.trim_start_matches([' ', '\t', '\n', '\r']).as_bytes()).unwrap_or(Iso::NotADate)
}

fn iso(text: &[u8]) -> Option<Iso> {
    let mut at = 0;
    let sign = match text.first()? {
        b'-' => -1,
        _ => 1,
    };
    if matches!(text[0], b'-' | b'+') {
        at += 1;
    }
    let run = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let number = |from: usize, length: usize| -> Option<i64> { std::str::from_utf8(text.get(from..from + length)?).ok()?.parse().ok() };
    let years = run(at);
    // `--01-31` is in the year 0.
    if years == 0 && !text.starts_with(b"--") {
        return None;
    }
    let year = sign * if years == 0 { 0 } else { number(at, years)? };
    at += years;
    // White space may follow a time, and not a day.
    let done = |at: usize, fraction: usize, zoned: bool| {
        text[at..].iter().all(u8::is_ascii_whitespace).then_some(Iso::Moment { year, fraction, zoned })
    };
    let day = |at: usize| (at == text.len()).then_some(Iso::Moment { year, fraction: 0, zoned: false });
    if text.get(at) != Some(&b'-') {
        return day(at);
    }
    let two = |at: usize, most: i64| -> Option<i64> {
        let value = (run(at) == 2).then(|| number(at, 2)).flatten()?;
        (value <= most).then_some(value)
    };
    let month = two(at + 1, 12).filter(|month| *month >= 1)?;
    at += 3;
    if text.get(at) != Some(&b'-') {
        return day(at);
    }
    two(at + 1, month_length(year, month)).filter(|day| *day >= 1)?;
    at += 3;
    if !matches!(text.get(at), Some(b'T' | b' ')) {
        return day(at);
    }
    two(at + 1, 23)?;
    at += 3;
    let mut fraction = 0;
    if text.get(at) == Some(&b':') {
        two(at + 1, 59)?;
        at += 3;
        if text.get(at) == Some(&b':') {
            two(at + 1, 59)?;
            at += 3;
            if text.get(at) == Some(&b'.') {
                fraction = run(at + 1);
                if fraction > 18 {
                    return None;
                }
                at += 1 + fraction;
            }
        }
    }
    match text.get(at) {
        Some(b'Z') => done(at + 1, fraction, true),
        Some(b'+' | b'-') => {
            let length = run(at + 1);
            let (hours, mut end) = match length {
                2 | 4 => (number(at + 1, 2)?, at + 1 + length),
                _ => return None,
            };
            let mut minutes = if length == 4 { number(at + 3, 2)? } else { 0 };
            if length == 2 && text.get(end) == Some(&b':') {
                minutes = two(end + 1, 59)?;
                end += 3;
            }
            if hours > 23 || minutes > 59 {
                return None;
            }
            done(end, fraction, true)
        }
        _ => done(at, fraction, false),
    }
}
