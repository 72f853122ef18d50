//! The shells: bash and its like, and as much of PowerShell as looks the same.

use super::line::{Escape, Line, is_blank, is_word};
use super::{Inside, Quote, TokenKind};

const KEYWORDS: [&str; 18] = [
    "if", "then", "elif", "else", "fi", "for", "in", "do", "done", "while", "until", "case", "esac", "function", "export", "set", "exit",
    "return",
];

pub(super) fn read(line: &mut Line<'_>, start: Inside) -> Inside {
    if let Inside::Quotes(quote) = start {
        let ends = line.close(quote, escape(quote));
        line.tell(0, TokenKind::Text);
        if !ends {
            return start;
        }
    }
    while let Some(c) = line.peek() {
        let from = line.at();
        let is_first = line.is_after_blank();
        match c {
            '#' if is_first => line.comment(),
            '\\' => {
                line.step();
                line.step();
            }
            '\'' | '"' => {
                let quote = if c == '"' { Quote::Double } else { Quote::Single };
                line.step();
                let ends = line.close(quote, escape(quote));
                line.tell(from, TokenKind::Text);
                if !ends {
                    return Inside::Quotes(quote);
                }
            }
            '$' => {
                line.step();
                if line.rest().starts_with('{') {
                    line.take(|c| c != '}');
                    line.step();
                } else if line.take(|c| is_word(c) || c == ':').is_empty() {
                    continue;
                }
                line.tell(from, TokenKind::Key);
            }
            '-' if is_first => {
                line.take(|c| is_word(c) || c == '-');
                line.tell_if(from, |option| option.contains(is_word).then_some(TokenKind::Key));
            }
            c if is_word(c) => {
                line.take(is_word);
                let is_assigned = is_first && line.rest().starts_with('=');
                let is_whole = line.rest().starts_with([';', ' ', '\t', '&', '|', ')']) || line.rest().is_empty();
                line.tell_if(from, |word| match word {
                    _ if is_assigned => Some(TokenKind::Key),
                    word if is_first && is_whole && KEYWORDS.contains(&word) => Some(TokenKind::Keyword),
                    _ => None,
                });
                if !is_first {
                    continue;
                }
                // The rest of a path or an address has no words of its own.
                line.take(|c| !is_blank(c) && !matches!(c, '\'' | '"' | '$' | ';' | '|' | '&' | '(' | ')' | '\\'));
            }
            _ => line.step(),
        }
    }
    Inside::Code
}

fn escape(quote: Quote) -> Escape {
    if quote == Quote::Double { Escape::Backslash } else { Escape::None }
}
