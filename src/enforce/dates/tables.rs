//! What a calendar says: names of months and days, and how long a month is.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The number of a month, from 1, by its English name or the first three letters of it.
pub(super) fn month_of(word: &str) -> Option<i64> {
    let find = |names: &[&str]| names.iter().position(|name| name.eq_ignore_ascii_case(word));
    let month = find(&MONTHS).or_else(|| find(&MONTH_NAMES))?;
    i64::try_from(month + 1).ok()
}

/// Whether a word is the English name of a day of the week, or the first three letters of one.
pub(super) fn is_weekday(word: &str) -> bool {
    DAYS.iter().any(|day| day.eq_ignore_ascii_case(word) || day[..3].eq_ignore_ascii_case(word))
}

/// The year that two digits stand for (`dateutil`).
pub(super) fn century(year: i64) -> i64 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

/// How many days a month has, from 1 to 12.
pub(super) fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
