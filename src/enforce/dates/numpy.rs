//! Dates as numpy reads them in an array, and as `numpy.datetime64` reads a parameter: ISO 8601 and nothing else
//! (`numpy/_core/src/multiarray/datetime_strings.c`).

use super::tables::month_length;

/// What numpy reads in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumpyDate {
    /// `NaT`, or an empty text.
    Missing,
    Moment {
        year: i64,
        /// Digits of a second's fraction.
        fraction: usize,
        /// It is turned into UTC, and its zone is dropped.
        has_zone: bool,
    },
    NotADate,
}

/// Digits of a second's fraction that numpy takes.
const MAX_FRACTION: usize = 18;

/// As `numpy.datetime64` reads a text.
pub fn read(text: &str) -> NumpyDate {
    if text.is_empty() || text.eq_ignore_ascii_case("nat") {
        return NumpyDate::Missing;
    }
    if text.eq_ignore_ascii_case("now") || text.eq_ignore_ascii_case("today") {
        return NumpyDate::Moment { year: 2000, fraction: 0, has_zone: false };
    }
    let text = text.trim_start_matches([' ', '\t', '\n', '\r']).as_bytes();
    IsoReader { text, at: 0 }.moment().unwrap_or(NumpyDate::NotADate)
}

/// A text and how far it was read.
struct IsoReader<'t> {
    text: &'t [u8],
    at: usize,
}

impl IsoReader<'_> {
    fn moment(&mut self) -> Option<NumpyDate> {
        let year = self.year()?;
        if !self.eat(b'-') {
            return self.day(year);
        }
        let month = self.two_digits(12).filter(|month| *month >= 1)?;
        if !self.eat(b'-') {
            return self.day(year);
        }
        self.two_digits(month_length(year, month)).filter(|day| *day >= 1)?;
        if !(self.eat(b'T') || self.eat(b' ')) {
            return self.day(year);
        }
        let fraction = self.time()?;
        let has_zone = self.zone()?;
        // White space may follow a time, and not a day.
        let is_end = self.text[self.at..].iter().all(u8::is_ascii_whitespace);
        is_end.then_some(NumpyDate::Moment { year, fraction, has_zone })
    }

    /// A date without a time, if nothing follows it.
    fn day(&self, year: i64) -> Option<NumpyDate> {
        (self.at == self.text.len()).then_some(NumpyDate::Moment { year, fraction: 0, has_zone: false })
    }

    fn year(&mut self) -> Option<i64> {
        let is_negative = self.eat(b'-');
        if !is_negative {
            self.eat(b'+');
        }
        let length = self.digits();
        if length == 0 {
            // `--01-31` is in the year 0.
            return self.text.starts_with(b"--").then_some(0);
        }
        let year = self.number(length)?;
        Some(if is_negative { -year } else { year })
    }

    /// Hours, and minutes and seconds perhaps; how many digits of a fraction there are.
    fn time(&mut self) -> Option<usize> {
        self.two_digits(23)?;
        for _ in ["minutes", "seconds"] {
            if !self.eat(b':') {
                return Some(0);
            }
            self.two_digits(59)?;
        }
        if !self.eat(b'.') {
            return Some(0);
        }
        let fraction = self.digits();
        self.at += fraction;
        (fraction <= MAX_FRACTION).then_some(fraction)
    }

    /// `Z`, `+01`, `+0100`, `+01:00`; whether a zone is there.
    fn zone(&mut self) -> Option<bool> {
        if self.eat(b'Z') {
            return Some(true);
        }
        if !(self.eat(b'+') || self.eat(b'-')) {
            return Some(false);
        }
        let (hours, minutes) = match self.digits() {
            4 => (self.number(2)?, self.number(2)?),
            2 => (self.number(2)?, if self.eat(b':') { self.two_digits(59)? } else { 0 }),
            _ => return None,
        };
        (hours <= 23 && minutes <= 59).then_some(true)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(is);
        is
    }

    /// How many digits come next.
    fn digits(&self) -> usize {
        self.text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// The number of the next so many digits.
    fn number(&mut self, length: usize) -> Option<i64> {
        let digits = self.text.get(self.at..self.at + length)?;
        self.at += length;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// A number of two digits and no more, up to `most`.
    fn two_digits(&mut self, most: i64) -> Option<i64> {
        if self.digits() != 2 {
            return None;
        }
        self.number(2).filter(|value| *value <= most)
    }
}
