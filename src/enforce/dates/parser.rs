//! The date in front of a text, in all the ways that pandas takes; [`super::time`] reads what follows it.

use std::ops::{Range, RangeInclusive};

use super::pandas_date::PandasDate;
use super::tables::{century, is_weekday, month_length, month_of};
use super::tokens::{Token, Tokens};

/// The tokens of a text, how far they were read, and what was found of their layout.
pub(super) struct DateParser<'t> {
    tokens: Vec<Token<'t>>,
    /// The next token, from 0.
    pub(super) at: usize,
    /// As `strftime` would write it, roughly: it is only told from other layouts.
    pub(super) layout: String,
    /// See [`PandasDate::Moment`].
    pub(super) is_loose: bool,
}

/// A date's parts; a part that is not said is the first of its kind.
#[derive(Clone, Copy, Default)]
struct DateParts {
    /// 0 where only a time stands there.
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    is_guessed: bool,
}

impl DateParts {
    fn exact(year: i64, month: impl Into<Option<i64>>, day: impl Into<Option<i64>>) -> Self {
        Self { year, month: month.into(), day: day.into(), is_guessed: false }
    }

    fn guessed(self) -> Self {
        Self { is_guessed: true, ..self }
    }

    /// The first day of a quarter, `Q1` to `Q4`.
    fn of_quarter(year: i64, quarter: i64) -> Self {
        Self::exact(year, quarter * 3 - 2, None).guessed()
    }

    /// Whether the calendar has it.
    fn is_real(self) -> bool {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        (1..=12).contains(&month) && (1..=month_length(self.year, month)).contains(&day)
    }

    /// Whether 64 bits of nanoseconds hold it.
    fn is_in_range(self) -> bool {
        ((1677, 9, 22)..=(2262, 4, 11)).contains(&(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)))
    }
}

impl<'t> DateParser<'t> {
    /// At the beginning of a text.
    pub(super) fn new(text: &'t str) -> Self {
        let tokens = Tokens::of(text);
        Self { tokens: tokens.all, at: 0, layout: tokens.blanks, is_loose: false }
    }

    /// All of the text as one date. `day_first`: the column's first date had its day in front.
    pub(super) fn read(mut self, day_first: bool) -> PandasDate {
        self.eat('-');
        let Some(date) = self.date(day_first) else { return PandasDate::NotADate };
        let has_date = date.year != 0;
        self.is_loose |= !has_date;
        let is_numeric = matches!(self.tokens.first(), Some(Token::Digits(year)) if year.len() == 4) && !self.layout.contains("%b");
        let in_front = has_date && self.skip_to_time(is_numeric && date.day.is_some());
        self.is_loose |= in_front && date.day.is_none() && !self.is_at_end();
        let mut has_zone = false;
        if !self.is_at_end() && (in_front || !has_date) {
            match self.time() {
                Some(zone) => has_zone = zone,
                None => return PandasDate::NotADate,
            }
        }
        if !self.is_at_end() || (has_date && !date.is_real()) {
            return PandasDate::NotADate;
        }
        if has_date && !date.is_in_range() {
            return PandasDate::OutOfRange;
        }
        PandasDate::Moment { layout: self.layout.into(), has_zone, is_guessed: date.is_guessed || !has_date, is_loose: self.is_loose }
    }

    /// Whether all was read.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The next token, or one behind it.
    pub(super) fn peek(&self, ahead: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Takes a mark, if it comes next; whether it does.
    pub(super) fn eat(&mut self, mark: char) -> bool {
        let is = self.peek(0) == Some(Token::Mark(mark));
        if is {
            self.layout.push(mark);
            self.at += 1;
        }
        is
    }

    /// The next token as a number, if it is one of so many digits.
    pub(super) fn digits(&mut self, lengths: RangeInclusive<usize>) -> Option<i64> {
        match self.peek(0) {
            Some(Token::Digits(digits)) if lengths.contains(&digits.len()) => {
                self.at += 1;
                digits.parse().ok()
            }
            _ => None,
        }
    }

    /// What stands between a date and a time: `T`, ` `, `, `, ` at `; whether anything does.
    fn skip_to_time(&mut self, after_numbers: bool) -> bool {
        let start = self.at;
        while let Some(token) = self.peek(0) {
            match token {
                Token::Mark(mark @ (' ' | ',')) => self.layout.push(mark),
                Token::Mark(mark @ ('-' | '/')) if after_numbers => self.layout.push(mark),
                Token::Word(word) if matches!(word.to_ascii_lowercase().as_str(), "t" | "at" | "on" | "of" | "and") => {
                    self.layout.push_str(&word.to_ascii_uppercase());
                }
                _ => break,
            }
            self.at += 1;
        }
        self.at > start
    }

    /// The date in front.
    fn date(&mut self, day_first: bool) -> Option<DateParts> {
        // `Wed, 01 Jan 2020`
        if matches!(self.peek(0), Some(Token::Word(word)) if is_weekday(word)) {
            self.at += 1;
            self.layout.push_str("%a");
            self.eat(',');
            if !self.eat(' ') {
                return None;
            }
        }
        if let Some(month) = self.month_name() {
            return self.month_first(month);
        }
        let Some(Token::Digits(first)) = self.peek(0) else { return None };
        if self.peek(1) == Some(Token::Mark(':')) {
            return Some(DateParts::default());
        }
        match first.len() {
            4 => self.year_first(first),
            6 if self.tokens.len() == 1 => self.six_digits(first),
            8 | 10 | 12 | 14 => self.all_digits(first),
            1 | 2 => self.day_or_month_first(day_first),
            _ => None,
        }
    }

    /// `Jan 1 2020`, `Jan 1, 2020`, `January 2020`, `Jan-2020`, behind the month.
    fn month_first(&mut self, month: i64) -> Option<DateParts> {
        let mark = self.separator()?;
        if let Some(year) = self.digits(4..=4) {
            self.layout.push_str("%Y");
            self.is_loose = true;
            return Some(DateParts::exact(year, month, None));
        }
        let day = self.digits(1..=2)?;
        self.layout.push_str("%d");
        self.ordinal();
        self.eat(',');
        if !self.eat(mark) {
            return None;
        }
        let year = self.digits(4..=4)?;
        self.layout.push_str("%Y");
        Some(DateParts::exact(year, month, day))
    }

    /// `2020-01-31`, `2020/01`, `2020 Jan 31`, `2020Q1`, `2020`.
    fn year_first(&mut self, first: &str) -> Option<DateParts> {
        let year = first.parse().ok()?;
        self.at += 1;
        self.layout.push_str("%Y");
        if let Some(quarter) = self.quarter() {
            self.layout.push('Q');
            return Some(DateParts::of_quarter(year, quarter));
        }
        // `2020 01 31`, and not `2020 12:30`.
        let is_spaced = matches!((self.peek(1), self.peek(2)), (Some(Token::Digits(_) | Token::Word(_)), Some(Token::Mark(' '))));
        let mark = match self.peek(0) {
            Some(Token::Mark(mark @ ('-' | '/' | '.'))) => mark,
            Some(Token::Mark(' ')) if is_spaced => ' ',
            _ => return Some(DateParts::exact(year, None, None)),
        };
        self.eat(mark);
        if let Some(quarter) = self.quarter() {
            return Some(DateParts::of_quarter(year, quarter));
        }
        let month = match self.month_name() {
            Some(month) => month,
            None => {
                let month = self.digits(1..=2)?;
                self.layout.push_str("%m");
                month
            }
        };
        if !self.eat(mark) {
            return Some(DateParts::exact(year, month, None));
        }
        let day = self.digits(1..=2)?;
        self.layout.push_str("%d");
        Some(DateParts::exact(year, month, day))
    }

    /// `Q1` behind a year.
    fn quarter(&mut self) -> Option<i64> {
        let (Some(Token::Word("Q" | "q")), Some(Token::Digits(quarter @ ("1" | "2" | "3" | "4")))) = (self.peek(0), self.peek(1)) else {
            return None;
        };
        self.at += 2;
        self.is_loose = true;
        quarter.parse().ok()
    }

    /// `20200101`, with hours, minutes and seconds perhaps.
    fn all_digits(&mut self, digits: &str) -> Option<DateParts> {
        let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<i64>().ok());
        let is_time = |range: Range<usize>, most: i64| part(range).is_none_or(|value| value <= most);
        if !(is_time(8..10, 23) && is_time(10..12, 59) && is_time(12..14, 59)) {
            return None;
        }
        self.at += 1;
        self.layout.push_str(&"%Y%m%d%H%M%S"[..digits.len() - 2]);
        Some(DateParts::exact(part(0..4)?, part(4..6), part(6..8)))
    }

    /// `200131`
    fn six_digits(&mut self, digits: &str) -> Option<DateParts> {
        let part = |range: Range<usize>| digits[range].parse::<i64>().ok();
        self.at += 1;
        self.is_loose = true;
        self.layout.push_str("%y%m%d");
        Some(DateParts::exact(century(part(0..2)?), part(2..4), part(4..6)).guessed())
    }

    /// `31/12/2020`, `12/31/2020`, `1 January 2020`, `01/2020`, `99-01-31`, `1Q2020`.
    fn day_or_month_first(&mut self, day_first: bool) -> Option<DateParts> {
        let first = self.digits(1..=2)?;
        if let Some(year) = self.year_of_quarter(first) {
            return Some(DateParts::of_quarter(year, first));
        }
        self.ordinal();
        let mark = self.separator()?;
        if let Some(month) = self.month_name() {
            // `1 January 2020`
            if !self.eat(mark) {
                return None;
            }
            let year = self.year()?;
            self.layout.push_str("%Y");
            return Some(DateParts::exact(year, month, first));
        }
        if mark == ' ' {
            return None;
        }
        let second = self.digits(1..=4)?;
        if !self.eat(mark) {
            // `01/2020`
            self.layout.push_str("%m%Y");
            self.is_loose = true;
            return (second > 31).then(|| DateParts::exact(second, first, None).guessed());
        }
        if first > 31 {
            // `99-01-31`
            self.is_loose = true;
            return Some(DateParts::exact(century(first), second, self.digits(1..=2)?).guessed());
        }
        let year = self.year()?;
        let day_leads = day_first || first > 12;
        self.layout.push_str(if day_leads { "%d%m%Y" } else { "%m%d%Y" });
        let (month, day) = if day_leads { (second, first) } else { (first, second) };
        Some(DateParts::exact(year, month, day).guessed())
    }

    /// The year of `1Q2020`, behind the 1.
    fn year_of_quarter(&mut self, quarter: i64) -> Option<i64> {
        let (Some(Token::Word("Q" | "q")), Some(Token::Digits(year))) = (self.peek(0), self.peek(1)) else { return None };
        if !(1..=4).contains(&quarter) || year.len() != 4 {
            return None;
        }
        self.at += 2;
        self.is_loose = true;
        self.layout.push_str("Q%Y");
        year.parse().ok()
    }

    /// `31st`
    fn ordinal(&mut self) {
        if matches!(self.peek(0), Some(Token::Word("st" | "nd" | "rd" | "th"))) {
            self.at += 1;
            self.layout.push_str("st");
        }
    }

    /// A year of four digits, or of two.
    fn year(&mut self) -> Option<i64> {
        if let Some(year) = self.digits(2..=2) {
            self.is_loose = true;
            return Some(century(year));
        }
        self.digits(4..=4)
    }

    fn separator(&mut self) -> Option<char> {
        let Some(Token::Mark(mark @ ('-' | '/' | '.' | ' '))) = self.peek(0) else { return None };
        self.eat(mark);
        Some(mark)
    }

    fn month_name(&mut self) -> Option<i64> {
        let Some(Token::Word(word)) = self.peek(0) else { return None };
        let is_four_letters = word.eq_ignore_ascii_case("sept");
        let month = month_of(if is_four_letters { "sep" } else { word })?;
        self.at += 1;
        self.layout.push_str("%b");
        self.is_loose |= is_four_letters;
        if matches!((self.peek(0), self.peek(1)), (Some(Token::Mark('.')), Some(Token::Mark(' ')))) {
            self.eat('.');
        }
        Some(month)
    }
}
