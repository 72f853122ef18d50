//! A text cut into digits, words and marks, as `dateutil` cuts a date.

/// A piece of a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'t> {
    Digits(&'t str),
    Word(&'t str),
    /// White space of any length is one mark, `' '`.
    Mark(char),
}

/// Which characters stand together in a token.
#[derive(Clone, Copy, PartialEq)]
enum CharKind {
    Digit,
    Letter,
    Blank,
    /// Each is a token by itself.
    Mark,
}

impl CharKind {
    fn of(c: char) -> Self {
        if c.is_ascii_digit() {
            Self::Digit
        } else if c.is_alphabetic() {
            Self::Letter
        } else if c.is_whitespace() {
            Self::Blank
        } else {
            Self::Mark
        }
    }
}

/// A text cut up.
pub(super) struct Tokens<'t> {
    pub all: Vec<Token<'t>>,
    /// The white space that is no token: it belongs to the layout all the same.
    pub blanks: String,
}

impl<'t> Tokens<'t> {
    /// The tokens of a text.
    pub fn of(text: &'t str) -> Self {
        let mut all = Vec::new();
        let mut rest = text.trim();
        let mut blanks = " ".repeat(text.len() - rest.len());
        while let Some(first) = rest.chars().next() {
            let kind = CharKind::of(first);
            let end = match kind {
                CharKind::Mark => first.len_utf8(),
                _ => rest.find(|c: char| CharKind::of(c) != kind).unwrap_or(rest.len()),
            };
            let (token, after) = rest.split_at(end);
            all.push(match kind {
                CharKind::Digit => Token::Digits(token),
                CharKind::Letter => Token::Word(token),
                CharKind::Mark => Token::Mark(first),
                CharKind::Blank => {
                    blanks.extend(token.chars().skip(1));
                    Token::Mark(' ')
                }
            });
            rest = after;
        }
        Self { all, blanks }
    }
}
