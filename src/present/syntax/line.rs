//! A line while it is read from its beginning to its end.

use super::{Quote, Token, TokenKind};

/// A line, how far it was read, and the parts that were found.
pub(super) struct Line<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
    /// Nothing is kept where only the start of the next line is wanted.
    tokens: Option<Vec<Token>>,
}

impl<'a> Line<'a> {
    /// A line whose parts nobody asks for.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, tokens: None }
    }

    /// A line whose parts are kept.
    pub(super) fn telling(text: &'a str) -> Self {
        Self { text, at: 0, tokens: Some(Vec::new()) }
    }

    pub(super) fn into_tokens(self) -> Vec<Token> {
        self.tokens.unwrap_or_default()
    }

    /// How far it was read, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// What was read.
    pub(super) fn done(&self) -> &'a str {
        &self.text[..self.at]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes on by one character.
    pub(super) fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Goes on by so many bytes, which end at a character.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Goes on while the characters are such, and tells them.
    pub(super) fn take(&mut self, is_such: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !is_such(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Goes to the end.
    pub(super) fn take_rest(&mut self) {
        self.at = self.text.len();
    }

    pub(super) fn skip_blanks(&mut self) {
        self.take(is_blank);
    }

    /// Whether a word can begin here: nothing or a blank stands before.
    pub(super) fn is_after_blank(&self) -> bool {
        self.done().chars().next_back().is_none_or(is_blank)
    }

    /// Says what was read since `from`.
    pub(super) fn tell(&mut self, from: usize, kind: TokenKind) {
        self.tell_if(from, |_| Some(kind));
    }

    /// Says what was read since `from` where it is anything; not asked where nobody wants to know.
    pub(super) fn tell_if(&mut self, from: usize, kind: impl FnOnce(&'a str) -> Option<TokenKind>) {
        let range = from..self.at;
        if let Some(tokens) = &mut self.tokens
            && !range.is_empty()
            && let Some(kind) = kind(&self.text[range.clone()])
        {
            tokens.push(Token { range, kind });
        }
    }

    /// The rest is a comment.
    pub(super) fn comment(&mut self) {
        let from = self.at;
        self.take_rest();
        self.tell(from, TokenKind::Comment);
    }

    /// Goes to the end of a text between quotes, whose first quote was read; whether it ends in this line.
    pub(super) fn close(&mut self, quote: Quote, escape: Escape) -> bool {
        let closing = quote.sign();
        while let Some(c) = self.peek() {
            if c == '\\' && escape == Escape::Backslash {
                self.step();
                self.step();
            } else if self.rest().starts_with(closing) {
                self.skip(closing.len());
                if escape == Escape::Doubled && self.rest().starts_with(closing) {
                    self.skip(closing.len());
                } else {
                    return true;
                }
            } else {
                self.step();
            }
        }
        false
    }
}

/// How a quote stands within a text between such quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// It does not.
    None,
    Backslash,
    /// Two of them.
    Doubled,
}

impl Quote {
    /// As it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Single => "'",
            Self::Double => "\"",
            Self::TripleSingle => "'''",
            Self::TripleDouble => "\"\"\"",
        }
    }

    /// The longest one that a text begins with.
    pub(super) fn first_of(text: &str, quotes: &[Self]) -> Option<Self> {
        quotes.iter().copied().filter(|quote| text.starts_with(quote.sign())).max_by_key(|quote| quote.sign().len())
    }
}

pub(super) fn is_blank(c: char) -> bool {
    // A file may begin with a byte order mark.
    matches!(c, ' ' | '\t' | '\u{feff}')
}

/// A character of a name: a letter, a digit or `_`.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
