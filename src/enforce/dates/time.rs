//! The time of day behind a date, and its zone.

use std::ops::Range;

use super::parser::DateParser;
use super::tokens::Token;

impl DateParser<'_> {
    /// A time of day and perhaps a zone; whether it has one.
    pub(super) fn time(&mut self) -> Option<bool> {
        // `2020-01-01T` is taken as the day.
        if self.is_at_end() {
            return Some(false);
        }
        let Some(Token::Digits(digits)) = self.peek(0) else { return None };
        if matches!(digits.len(), 4 | 6) {
            self.time_of_digits(digits)?;
        } else {
            self.time_with_marks()?;
        }
        self.zone()
    }

    /// `T102030`
    fn time_of_digits(&mut self, digits: &str) -> Option<()> {
        let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<i64>().ok());
        if part(0..2)? > 23 || part(2..4)? > 59 || part(4..6).unwrap_or(0) > 59 {
            return None;
        }
        self.at += 1;
        self.layout.push_str(&"%H%M%S"[..digits.len()]);
        if digits.len() == 6 && self.eat('.') {
            self.digits(1..=30)?;
            self.is_loose = true;
        }
        Some(())
    }

    /// `12`, `12:30`, `12h30`, `12:30:45.5`, `10:30 pm`
    fn time_with_marks(&mut self) -> Option<()> {
        let hour = self.digits(1..=2)?;
        self.layout.push_str("%H");
        if self.eat(':') || self.eat_h() {
            self.sixtieth("%M")?;
            if self.eat(':') {
                self.sixtieth("%S")?;
                self.fraction();
            }
        }
        let hours = if self.half_of_day() { 1..=12 } else { 0..=23 };
        hours.contains(&hour).then_some(())
    }

    /// Minutes or seconds.
    fn sixtieth(&mut self, layout: &str) -> Option<()> {
        if self.digits(1..=2)? > 59 {
            return None;
        }
        self.layout.push_str(layout);
        Some(())
    }

    /// The fraction of a second, `.5` or `,5`.
    fn fraction(&mut self) {
        let is_comma = self.peek(0) == Some(Token::Mark(','));
        if (self.eat('.') || self.eat(','))
            && let Some(Token::Digits(fraction)) = self.peek(0)
        {
            self.at += 1;
            self.layout.push_str("%f");
            self.is_loose |= is_comma || (fraction.len() > 9 && !self.layout.starts_with("%Y"));
        }
    }

    /// `am` or `pm`, perhaps behind a blank; whether it stands there.
    fn half_of_day(&mut self) -> bool {
        let blanks = usize::from(self.peek(0) == Some(Token::Mark(' ')));
        let is_half = |word: &str| ["am", "pm"].iter().any(|half| half.eq_ignore_ascii_case(word));
        if !matches!(self.peek(blanks), Some(Token::Word(word)) if is_half(word)) {
            return false;
        }
        self.at += blanks + 1;
        self.layout.push_str("%p");
        self.is_loose |= self.layout.contains("%S") || (blanks == 1 && !self.layout.contains("%M"));
        true
    }

    /// The `h` of `12h30`.
    fn eat_h(&mut self) -> bool {
        let is = matches!((self.peek(0), self.peek(1)), (Some(Token::Word("h")), Some(Token::Digits(_))));
        if is {
            self.at += 1;
            self.layout.push('h');
        }
        is
    }

    /// Whether a zone stands there.
    fn zone(&mut self) -> Option<bool> {
        if self.peek(0) == Some(Token::Mark(' ')) {
            self.at += 1;
        }
        match self.peek(0) {
            None => Some(false),
            // A letter of the layout, where there is one.
            Some(Token::Word("z")) => {
                self.at += 1;
                self.layout.push('z');
                Some(self.is_loose)
            }
            Some(Token::Word("Z" | "UTC" | "GMT" | "utc" | "gmt")) => {
                self.at += 1;
                self.layout.push_str("%z");
                Some(true)
            }
            Some(Token::Mark('+' | '-')) => {
                self.at += 1;
                self.offset()
            }
            _ => None,
        }
    }

    /// The hours and minutes of `+01`, `+0100` or `+01:00`.
    fn offset(&mut self) -> Option<bool> {
        let Some(Token::Digits(digits)) = self.peek(0) else { return None };
        self.at += 1;
        let (hours, minutes): (i64, i64) = match digits.len() {
            2 if self.peek(0) == Some(Token::Mark(':')) => {
                self.at += 1;
                (digits.parse().ok()?, self.digits(2..=2)?)
            }
            2 => (digits.parse().ok()?, 0),
            4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
            _ => return None,
        };
        self.layout.push_str("%z");
        (hours < 24 && minutes < 60).then_some(true)
    }
}
