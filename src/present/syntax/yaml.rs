//! YAML 1.1, as MLflow reads it.

use super::line::{Escape, Line, is_blank};
use super::{Inside, LineStart, Quote, TokenKind};
use crate::mlmodel::Value;
use crate::mlmodel::yaml::scalar;

pub(super) fn read(line: &mut Line<'_>, start: LineStart) -> LineStart {
    let mut reader = Reader { line, brackets: start.brackets, owner: None, open: None };
    let inside = reader.go_on(start.inside).or_else(|| std::iter::from_fn(|| reader.part()).find_map(|ends| ends));
    LineStart { inside: inside.or(reader.open).unwrap_or_default(), brackets: reader.brackets }
}

/// A line while it is read.
struct Reader<'l, 'a> {
    line: &'l mut Line<'a>,
    /// How many brackets are open: within them a line break means nothing.
    brackets: u8,
    /// The column of the key or the dash that what follows belongs to.
    owner: Option<usize>,
    /// The scalar without quotes that the line ends with, which may go on in the next one.
    open: Option<Inside>,
}

impl Reader<'_, '_> {
    /// Reads what began in a line before; what the next line begins inside, where that is the same.
    fn go_on(&mut self, inside: Inside) -> Option<Inside> {
        let line = &mut *self.line;
        let is_marker = ["---", "..."].iter().any(|marker| line.rest().strip_prefix(marker).is_some_and(is_end_of_word));
        match inside {
            Inside::Block { indent } if !is_marker => {
                let own = line.rest().len() - line.rest().trim_start_matches(' ').len();
                if own >= usize::from(indent) || line.rest().chars().all(is_blank) {
                    line.take_rest();
                    line.tell_if(0, |text| (!text.trim().is_empty()).then_some(TokenKind::Text));
                    return Some(inside);
                }
            }
            Inside::Plain { indent } if !is_marker => {
                let text = line.rest();
                let own = text.len() - text.trim_start_matches(' ').len();
                if text.chars().all(is_blank) {
                    return Some(inside);
                }
                if own >= usize::from(indent) && !text.trim_start_matches(is_blank).starts_with('#') {
                    let end = text.char_indices().find(|(i, c)| *c == '#' && text[..*i].ends_with(is_blank)).map(|(i, _)| i);
                    line.skip(end.unwrap_or(text.len()));
                    if end.is_none() {
                        return Some(inside);
                    }
                }
            }
            Inside::Quotes(quote) => {
                let ends = line.close(quote, escape(quote));
                line.tell(0, TokenKind::Text);
                return (!ends).then_some(inside);
            }
            _ => {}
        }
        match line.peek() {
            Some('%') => line.take_rest(),
            _ if is_marker => line.skip(3),
            _ => {}
        }
        None
    }

    /// Reads one part of the line; nothing at its end. What the next line begins inside, where this part goes on there.
    #[expect(clippy::option_option, reason = "the end of the line, and whether a part goes on")]
    fn part(&mut self) -> Option<Option<Inside>> {
        let c = self.line.peek()?;
        let from = self.line.at();
        match c {
            c if is_blank(c) => self.line.skip_blanks(),
            '#' if self.line.is_after_blank() => self.line.comment(),
            '\'' => return Some(self.quoted(Quote::Single)),
            '"' => return Some(self.quoted(Quote::Double)),
            '[' | '{' => {
                self.brackets = self.brackets.saturating_add(1);
                self.line.step();
            }
            ']' | '}' if self.brackets > 0 => {
                self.brackets -= 1;
                self.line.step();
            }
            // After a name between quotes no blank is needed.
            ',' | ':' if self.brackets > 0 => self.line.step(),
            '-' | '?' | ':' if is_end_of_word(&self.line.rest()[1..]) => {
                self.owner = if c == '-' { Some(from) } else { self.owner };
                self.line.step();
            }
            '|' | '>' if self.brackets == 0 && is_block_head(self.line.rest()) => {
                self.line.take(|c| c != '#');
                self.line.comment();
                return Some(Some(Inside::Block { indent: self.indent_below(from) }));
            }
            '&' | '*' | '!' => {
                let is_in_brackets = self.brackets > 0;
                self.line.take(|c| !(is_blank(c) || is_in_brackets && matches!(c, ',' | ']' | '}')));
                self.line.tell(from, TokenKind::Keyword);
            }
            _ => self.plain(),
        }
        Some(None)
    }

    /// How far the next lines stand in that belong to what is at this column.
    fn indent_below(&self, head: usize) -> u16 {
        let indent = match self.owner {
            Some(column) => column + 1,
            None if self.line.done().starts_with("---") => 0,
            // What it belongs to stands in a line before, further to the left.
            None => head,
        };
        u16::try_from(indent).unwrap_or(u16::MAX)
    }

    /// A scalar between quotes; what the next line begins inside where it goes on there.
    fn quoted(&mut self, quote: Quote) -> Option<Inside> {
        let from = self.line.at();
        self.line.step();
        let ends = self.line.close(quote, escape(quote));
        let after = self.line.rest().trim_start_matches(is_blank).strip_prefix(':');
        let is_key = ends && after.is_some_and(|after| self.brackets > 0 || is_end_of_word(after));
        self.line.tell(from, if is_key { TokenKind::Key } else { TokenKind::Text });
        if is_key {
            self.owner = Some(from);
        }
        (!ends).then_some(Inside::Quotes(quote))
    }

    /// A scalar without quotes.
    fn plain(&mut self) {
        let (from, rest, is_in_brackets) = (self.line.at(), self.line.rest(), self.brackets > 0);
        let is_bracket = |c: char| is_in_brackets && matches!(c, ',' | '[' | ']' | '{' | '}');
        let is_colon = |i: usize| rest[i + 1..].chars().next().is_none_or(|after| is_blank(after) || is_bracket(after));
        let is_end = |i: usize, c: char| match c {
            '#' => rest[..i].ends_with(is_blank),
            ':' => is_colon(i),
            c => is_bracket(c),
        };
        let end = rest.char_indices().find(|(i, c)| is_end(*i, *c)).map_or(rest.len(), |(i, _)| i);
        let is_key = rest[end..].starts_with(':');
        // What begins nothing else is one character: nothing stays where it is.
        let least = rest.chars().next().map_or(0, char::len_utf8);
        self.line.skip(rest[..end].trim_end_matches(is_blank).len().max(least));
        self.line.tell_if(from, |text| if is_key { Some(TokenKind::Key) } else { kind_of(text) });
        if is_key {
            self.owner = Some(from);
        } else if !is_in_brackets && self.line.rest().chars().all(is_blank) {
            self.open = Some(Inside::Plain { indent: self.indent_below(from) });
        }
    }
}

/// What a scalar without quotes is to MLflow: `3.10` is a number, and `1.5.2` is text.
fn kind_of(text: &str) -> Option<TokenKind> {
    match scalar::resolve_plain(text) {
        Ok(Value::Null | Value::Bool(_)) => Some(TokenKind::Keyword),
        Ok(Value::Text(_)) | Err(_) => None,
        Ok(_) => Some(TokenKind::Number),
    }
}

/// Whether a word ends before this.
fn is_end_of_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(is_blank)
}

/// `|`, `>-`, `|2 # comment`
fn is_block_head(text: &str) -> bool {
    let rest = text[1..].trim_start_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let after = rest.trim_start_matches(is_blank);
    after.is_empty() || after.starts_with('#') && after.len() < rest.len()
}

fn escape(quote: Quote) -> Escape {
    if quote == Quote::Double { Escape::Backslash } else { Escape::Doubled }
}
