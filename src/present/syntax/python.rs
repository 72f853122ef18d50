//! Python.

use super::line::{Escape, Line, is_blank, is_word};
use super::{Inside, Quote, TokenKind};

const QUOTES: [Quote; 4] = [Quote::TripleDouble, Quote::TripleSingle, Quote::Double, Quote::Single];

/// `keyword.kwlist` of Python 3.14.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];

pub(super) fn read(line: &mut Line<'_>, start: Inside) -> Inside {
    if let Inside::Quotes(quote) = start {
        let ends = line.close(quote, Escape::Backslash);
        line.tell(0, TokenKind::Text);
        if !ends {
            return start;
        }
    }
    while let Some(c) = line.peek() {
        let from = line.at();
        match c {
            '#' => line.comment(),
            '@' if line.done().chars().all(is_blank) => {
                line.step();
                line.take(|c| is_word(c) || c == '.');
                line.tell(from, TokenKind::Keyword);
            }
            '0'..='9' | '.' if begins_number(line.rest()) => {
                number(line);
                line.tell(from, TokenKind::Number);
            }
            c if c == '\'' || c == '"' || is_word(c) => {
                let word = line.take(is_word);
                let Some(quote) = Quote::first_of(line.rest(), &QUOTES).filter(|_| is_prefix(word)) else {
                    line.tell_if(from, |word| KEYWORDS.contains(&word).then_some(TokenKind::Keyword));
                    continue;
                };
                line.skip(quote.sign().len());
                let ends = line.close(quote, Escape::Backslash);
                line.tell(from, TokenKind::Text);
                if !ends && matches!(quote, Quote::TripleSingle | Quote::TripleDouble) {
                    return Inside::Quotes(quote);
                }
            }
            _ => line.step(),
        }
    }
    Inside::Code
}

/// Whether a string may have these letters before it: `rb""`.
fn is_prefix(word: &str) -> bool {
    word.len() <= 2 && word.chars().all(|c| matches!(c.to_ascii_lowercase(), 'r' | 'b' | 'u' | 'f' | 't'))
}

/// `1`, `.5`
fn begins_number(text: &str) -> bool {
    text.strip_prefix('.').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit())
}

/// `1_000`, `0x1F`, `1.5e-3j`
fn number(line: &mut Line<'_>) {
    let digits = line.take(|c| is_word(c) || c == '.');
    let is_exponent = digits.ends_with(['e', 'E']) && !digits.starts_with("0x") && !digits.starts_with("0X");
    if is_exponent && line.rest().starts_with(['-', '+']) {
        line.step();
        line.take(is_word);
    }
}
