//! JSON, as Python writes it.

use super::line::{Escape, Line, is_blank, is_word};
use super::{Quote, TokenKind};

pub(super) fn read(line: &mut Line<'_>) {
    while let Some(c) = line.peek() {
        let from = line.at();
        match c {
            '"' => {
                line.step();
                line.close(Quote::Double, Escape::Backslash);
                let is_key = line.rest().trim_start_matches(is_blank).starts_with(':');
                line.tell(from, if is_key { TokenKind::Key } else { TokenKind::Text });
            }
            '-' | '0'..='9' => {
                line.take(|c| is_word(c) || matches!(c, '.' | '-' | '+'));
                line.tell(from, TokenKind::Number);
            }
            c if is_word(c) => {
                line.take(is_word);
                line.tell_if(from, |word| match word {
                    "true" | "false" | "null" => Some(TokenKind::Keyword),
                    "NaN" | "Infinity" => Some(TokenKind::Number),
                    _ => None,
                });
            }
            _ => line.step(),
        }
    }
}
