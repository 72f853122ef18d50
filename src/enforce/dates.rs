//! Dates as pandas reads them in a data frame.

use std::borrow::Cow;

/// What a text means as a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// `NaT`, an empty text.
    Missing,
    /// A moment; `form` is its layout, which pandas wants alike in a whole column.
    Moment {
        form: Cow<'static, str>,
        zoned: bool,
        /// It says less than it seems to: today's date is added, or the day comes before the month.
        guessed: bool,
        /// pandas finds no layout for it, and reads each date of a column that begins so by itself.
        loose: bool,
    },
    NotADate,
    /// A date outside 1677-09-22 to 2262-04-11, which 64 bits of nanoseconds hold.
    OutOfRange,
}

/// Bytes of a text that may be a date.
const MAX_LENGTH: usize = 200;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// As `pandas.to_datetime` reads a text. `day_first`: the column's first date had its day in front.
pub fn pandas(text: &str, day_first: bool) -> Read {
    if matches!(text, "" | "NaT" | "nat" | "NAT" | "nan" | "NaN" | "NAN") {
        return Read::Missing;
    }
    if matches!(text, "now" | "today") {
        return Read::Moment { form: "".into(), zoned: false, guessed: true, loose: false };
    }
    if let Some(form) = plain(text.as_bytes()) {
        return Read::Moment { form: form.into(), zoned: false, guessed: false, loose: false };
    }
    // The longest date is far shorter.
    if text.len() > MAX_LENGTH {
        return Read::NotADate;
    }
    Scan::new(text).read(day_first)
}

/// The layout of a date as nearly everybody writes it, `2024-01-31`, perhaps with `T12:30`, `T12:30:00` or
/// `T12:30:00.5`; read without a detour, for of these a request may hold a million. Any other is left to [`Scan`].
fn plain(text: &[u8]) -> Option<&'static str> {
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

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'t> {
    Digits(&'t str),
    Word(&'t str),
    Mark(char),
}

struct Scan<'t> {
    tokens: Vec<Token<'t>>,
    at: usize,
    form: String,
    loose: bool,
}

/// A date's parts; a part that is not said is the first of its kind.
#[derive(Clone, Copy, Default)]
struct Date {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str) -> Self {
        let mut tokens = Vec::new();
        // White space around and between is skipped, and belongs to the layout all the same.
        let inside = text.trim();
        let mut form = " ".repeat(text.len() - inside.len());
        let mut rest = inside;
        while let Some(first) = rest.chars().next() {
            let class = |c: char| {
                if c.is_ascii_digit() {
                    0
                } else if c.is_alphabetic() {
                    1
                } else if c.is_whitespace() {
                    3
                } else {
                    2
                }
            };
            let end = match class(first) {
                2 => first.len_utf8(),
                kind => rest.find(|c: char| class(c) != kind).unwrap_or(rest.len()),
            };
            let (token, after) = rest.split_at(end);
            tokens.push(match class(first) {
                0 => Token::Digits(token),
                1 => Token::Word(token),
                3 => {
                    form.extend(token.chars().skip(1));
                    Token::Mark(' ')
                }
                _ => Token::Mark(first),
            });
            rest = after;
        }
        Self { tokens, at: 0, form, loose: false }
    }

    fn peek(&self, ahead: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn eat(&mut self, mark: char) -> bool {
        let is = self.peek(0) == Some(Token::Mark(mark));
        if is {
            self.form.push(mark);
            self.at += 1;
        }
        is
    }

    fn digits(&mut self, lengths: std::ops::RangeInclusive<usize>) -> Option<i64> {
        match self.peek(0) {
            Some(Token::Digits(digits)) if lengths.contains(&digits.len()) => {
                self.at += 1;
                digits.parse().ok()
            }
            _ => None,
        }
    }

    fn read(mut self, day_first: bool) -> Read {
        self.eat('-');
        let Some((date, mut guessed)) = self.date(day_first) else { return Read::NotADate };
        let has_date = date.year != 0;
        if !has_date {
            guessed = true;
            self.loose = true;
        }
        let mut zoned = false;
        let is_numeric = matches!(self.tokens.first(), Some(Token::Digits(year)) if year.len() == 4) && !self.form.contains("%b");
        let in_front = has_date && self.jump(is_numeric && date.day.is_some());
        self.loose |= in_front && date.day.is_none() && self.at < self.tokens.len();
        if self.at < self.tokens.len() && (in_front || !has_date) {
            match self.time() {
                Some(zone) => zoned = zone,
                None => return Read::NotADate,
            }
        }
        if self.at < self.tokens.len() {
            return Read::NotADate;
        }
        if has_date {
            let (month, day) = (date.month.unwrap_or(1), date.day.unwrap_or(1));
            if !(1..=12).contains(&month) || day < 1 || day > month_length(date.year, month) {
                return Read::NotADate;
            }
            let moment = (date.year, month, day);
            if !((1677, 9, 22)..=(2262, 4, 11)).contains(&moment) {
                return Read::OutOfRange;
            }
        }
        Read::Moment { form: self.form.into(), zoned, guessed, loose: self.loose }
    }

    /// What stands between a date and a time: `T`, ` `, `, `, ` at `; whether anything does.
    fn jump(&mut self, after_numbers: bool) -> bool {
        let start = self.at;
        while let Some(token) = self.peek(0) {
            match token {
                Token::Mark(mark @ (' ' | ',')) => self.form.push(mark),
                Token::Mark(mark @ ('-' | '/')) if after_numbers => self.form.push(mark),
                Token::Word(word) if matches!(word.to_ascii_lowercase().as_str(), "t" | "at" | "on" | "of" | "and") => {
                    self.form.push_str(&word.to_ascii_uppercase());
                }
                _ => break,
            }
            self.at += 1;
        }
        self.at > start
    }

    /// The date in front, and whether its order was guessed; a year of 0 where only a time stands there.
    fn date(&mut self, day_first: bool) -> Option<(Date, bool)> {
        // `Wed, 01 Jan 2020`
        if let Some(Token::Word(word)) = self.peek(0)
            && DAYS.iter().any(|day| day.eq_ignore_ascii_case(word) || day[..3].eq_ignore_ascii_case(word))
        {
            self.at += 1;
            self.form.push_str("%a");
            self.eat(',');
            if !self.eat(' ') {
                return None;
            }
        }
        if let Some(month) = self.month_name() {
            // `Jan 1 2020`, `Jan 1, 2020`, `January 2020`, `Jan-2020`
            let mark = self.separator()?;
            if let Some(year) = self.digits(4..=4) {
                self.form.push_str("%Y");
                self.loose = true;
                return Some((Date { year, month: Some(month), day: None }, false));
            }
            let day = self.digits(1..=2)?;
            self.form.push_str("%d");
            self.ordinal();
            self.eat(',');
            if !self.eat(mark) {
                return None;
            }
            let year = self.digits(4..=4)?;
            self.form.push_str("%Y");
            return Some((Date { year, month: Some(month), day: Some(day) }, false));
        }
        let Some(Token::Digits(first)) = self.peek(0) else { return None };
        if self.peek(1) == Some(Token::Mark(':')) {
            return Some((Date::default(), true));
        }
        match first.len() {
            4 => self.year_first(first),
            6 if self.tokens.len() == 1 => self.short(first),
            8 | 10 | 12 | 14 => self.compact(first),
            1 | 2 => self.day_or_month_first(day_first),
            _ => None,
        }
    }

    fn year_first(&mut self, first: &str) -> Option<(Date, bool)> {
        let year = first.parse().ok()?;
        self.at += 1;
        self.form.push_str("%Y");
        // `2020Q1`
        if let (Some(Token::Word("Q" | "q")), Some(Token::Digits(quarter @ ("1" | "2" | "3" | "4")))) = (self.peek(0), self.peek(1)) {
            self.at += 2;
            self.loose = true;
            self.form.push('Q');
            return Some((Date { year, month: quarter.parse::<i64>().ok().map(|q| q * 3 - 2), day: None }, true));
        }
        // `2020 01 31`, and not `2020 12:30`.
        let spaced = matches!((self.peek(1), self.peek(2)), (Some(Token::Digits(_) | Token::Word(_)), Some(Token::Mark(' '))));
        let Some(Token::Mark(mark)) = self.peek(0).filter(|token| match token {
            Token::Mark(mark) => matches!(mark, '-' | '/' | '.') || (*mark == ' ' && spaced),
            _ => false,
        }) else {
            return Some((Date { year, ..Date::default() }, false));
        };
        self.eat(mark);
        if let (Some(Token::Word("Q" | "q")), Some(Token::Digits(quarter @ ("1" | "2" | "3" | "4")))) = (self.peek(0), self.peek(1)) {
            self.at += 2;
            self.loose = true;
            return Some((Date { year, month: quarter.parse::<i64>().ok().map(|q| q * 3 - 2), day: None }, true));
        }
        let month = match self.month_name() {
            Some(month) => month,
            None => {
                let month = self.digits(1..=2)?;
                self.form.push_str("%m");
                month
            }
        };
        if !self.eat(mark) {
            return Some((Date { year, month: Some(month), day: None }, false));
        }
        let day = self.digits(1..=2)?;
        self.form.push_str("%d");
        Some((Date { year, month: Some(month), day: Some(day) }, false))
    }

    /// `20200101`, with hours, minutes and seconds perhaps.
    fn compact(&mut self, digits: &str) -> Option<(Date, bool)> {
        let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i64>().ok());
        let clock = (part(8..10).unwrap_or(0), part(10..12).unwrap_or(0), part(12..14).unwrap_or(0));
        if clock.0 > 23 || clock.1 > 59 || clock.2 > 59 {
            return None;
        }
        self.at += 1;
        self.form.push_str(&"%Y%m%d%H%M%S"[..digits.len() - 2]);
        Some((Date { year: part(0..4)?, month: part(4..6), day: part(6..8) }, false))
    }

    /// `200131`
    fn short(&mut self, digits: &str) -> Option<(Date, bool)> {
        let part = |range: std::ops::Range<usize>| digits[range].parse::<i64>().ok();
        self.at += 1;
        self.loose = true;
        self.form.push_str("%y%m%d");
        Some((Date { year: century(part(0..2)?), month: part(2..4), day: part(4..6) }, true))
    }

    /// `31st`
    fn ordinal(&mut self) {
        if matches!(self.peek(0), Some(Token::Word("st" | "nd" | "rd" | "th"))) {
            self.at += 1;
            self.form.push_str("st");
        }
    }

    /// A year of four digits, or of two.
    fn year(&mut self) -> Option<i64> {
        if let Some(year) = self.digits(2..=2) {
            self.loose = true;
            return Some(century(year));
        }
        self.digits(4..=4)
    }

    fn day_or_month_first(&mut self, day_first: bool) -> Option<(Date, bool)> {
        let first = self.digits(1..=2)?;
        // `1Q2020`
        if let (Some(Token::Word("Q" | "q")), Some(Token::Digits(year))) = (self.peek(0), self.peek(1))
            && (1..=4).contains(&first)
            && year.len() == 4
        {
            self.at += 2;
            self.loose = true;
            self.form.push_str("Q%Y");
            return Some((Date { year: year.parse().ok()?, month: Some(first * 3 - 2), day: None }, true));
        }
        self.ordinal();
        let mark = self.separator()?;
        if let Some(month) = self.month_name() {
            // `1 January 2020`
            if !self.eat(mark) {
                return None;
            }
            let year = self.year()?;
            self.form.push_str("%Y");
            return Some((Date { year, month: Some(month), day: Some(first) }, false));
        }
        if mark == ' ' {
            return None;
        }
        let second = self.digits(1..=4)?;
        if !self.eat(mark) {
            // `01/2020`
            self.form.push_str("%m%Y");
            self.loose = true;
            return (second > 31).then_some((Date { year: second, month: Some(first), day: None }, true));
        }
        if first > 31 {
            // `99-01-31`
            self.loose = true;
            return Some((Date { year: century(first), month: Some(second), day: Some(self.digits(1..=2)?) }, true));
        }
        let year = self.year()?;
        let day_leads = day_first || first > 12;
        self.form.push_str(if day_leads { "%d%m%Y" } else { "%m%d%Y" });
        let (month, day) = if day_leads { (second, first) } else { (first, second) };
        Some((Date { year, month: Some(month), day: Some(day) }, true))
    }

    fn separator(&mut self) -> Option<char> {
        let Some(Token::Mark(mark @ ('-' | '/' | '.' | ' '))) = self.peek(0) else { return None };
        self.eat(mark);
        Some(mark)
    }

    fn month_name(&mut self) -> Option<i64> {
        let Some(Token::Word(word)) = self.peek(0) else { return None };
        let is_four_letters = word.eq_ignore_ascii_case("sept");
        let word = if is_four_letters { "sep" } else { word };
        let find = |names: &[&str]| names.iter().position(|name| name.eq_ignore_ascii_case(word));
        let month = find(&MONTHS).or_else(|| find(&MONTH_NAMES))?;
        self.at += 1;
        self.form.push_str("%b");
        self.loose |= is_four_letters;
        if matches!((self.peek(0), self.peek(1)), (Some(Token::Mark('.')), Some(Token::Mark(' ')))) {
            self.eat('.');
        }
        i64::try_from(month + 1).ok()
    }

    /// A time of day and perhaps a zone; whether it has one.
    fn time(&mut self) -> Option<bool> {
        // `2020-01-01T` is taken as the day.
        if self.at == self.tokens.len() {
            return Some(false);
        }
        let Some(Token::Digits(digits)) = self.peek(0) else { return None };
        if matches!(digits.len(), 4 | 6) {
            // `T102030`
            let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i64>().ok());
            if part(0..2)? > 23 || part(2..4)? > 59 || part(4..6).unwrap_or(0) > 59 {
                return None;
            }
            self.at += 1;
            self.form.push_str(&"%H%M%S"[..digits.len()]);
            if digits.len() == 6 && self.eat('.') {
                self.digits(1..=30)?;
                self.loose = true;
            }
        } else {
            let mut hour = self.digits(1..=2)?;
            self.form.push_str("%H");
            if self.eat(':') || self.hours() {
                if self.digits(1..=2)? > 59 {
                    return None;
                }
                self.form.push_str("%M");
                if self.eat(':') {
                    if self.digits(1..=2)? > 59 {
                        return None;
                    }
                    self.form.push_str("%S");
                    let comma = self.peek(0) == Some(Token::Mark(','));
                    if (self.eat('.') || self.eat(','))
                        && let Some(Token::Digits(fraction)) = self.peek(0)
                    {
                        self.at += 1;
                        self.form.push_str("%f");
                        self.loose |= comma || (fraction.len() > 9 && !self.form.starts_with("%Y"));
                    }
                }
            }
            let half = |word: &str| ["am", "pm"].iter().any(|half| half.eq_ignore_ascii_case(word));
            let skip = usize::from(self.peek(0) == Some(Token::Mark(' ')));
            if let Some(Token::Word(word)) = self.peek(skip)
                && half(word)
            {
                self.at += skip + 1;
                self.form.push_str("%p");
                self.loose |= self.form.contains("%S") || (skip == 1 && !self.form.contains("%M"));
                if !(1..=12).contains(&hour) {
                    return None;
                }
                hour = 0;
            }
            if hour > 23 {
                return None;
            }
        }
        self.zone()
    }

    /// `12h30`
    fn hours(&mut self) -> bool {
        let are = matches!((self.peek(0), self.peek(1)), (Some(Token::Word("h")), Some(Token::Digits(_))));
        if are {
            self.at += 1;
            self.form.push('h');
        }
        are
    }

    fn zone(&mut self) -> Option<bool> {
        if self.peek(0) == Some(Token::Mark(' ')) {
            self.at += 1;
        }
        match self.peek(0) {
            None => Some(false),
            // A letter of the layout, where there is one.
            Some(Token::Word("z")) => {
                self.at += 1;
                self.form.push('z');
                Some(self.loose)
            }
            Some(Token::Word("Z" | "UTC" | "GMT" | "utc" | "gmt")) => {
                self.at += 1;
                self.form.push_str("%z");
                Some(true)
            }
            Some(Token::Mark('+' | '-')) => {
                self.at += 1;
                let Some(Token::Digits(digits)) = self.peek(0) else { return None };
                self.at += 1;
                let (hours, minutes) = match digits.len() {
                    2 if self.peek(0) == Some(Token::Mark(':')) => {
                        self.at += 1;
                        (digits.parse::<i64>().ok()?, self.digits(2..=2)?)
                    }
                    2 => (digits.parse().ok()?, 0),
                    4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
                    _ => return None,
                };
                self.form.push_str("%z");
                (hours < 24 && minutes < 60).then_some(true)
            }
            _ => None,
        }
    }
}

/// A year of two digits.
fn century(year: i64) -> i64 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

pub fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
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
                let form = plain(text.as_bytes()).expect("plain");
                let long = Scan::new(&text).read(false);
                assert_eq!(long, Read::Moment { form: form.into(), zoned: false, guessed: false, loose: false }, "{text}");
            }
        }
        for other in ["2023-02-29", "2024-13-01", "2024-00-10", "1677-12-31", "2262-01-01", "2024-01-31T", "2024-01-31T24:00", "2024-1-31"]
        {
            assert_eq!(plain(other.as_bytes()), None, "{other}");
        }
    }
}
