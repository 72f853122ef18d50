//! The shells: bash and its like, and as much of PowerShell as looks the same.

use super::line::{Escape, Line, is_blank, is_word};
use super::{Inside, Quote, TokenKind};

/// Words behind which another command stands, or a variable.
const BEFORE_A_COMMAND: [&str; 10] = ["if", "then", "elif", "else", "do", "while", "until", "export", "set", "time"];
/// The other words that a shell keeps for itself.
const KEYWORDS: [&str; 9] = ["fi", "for", "done", "case", "esac", "function", "exit", "return", "break"];
/// Where the variables of PowerShell are.
const SCOPES: [&str; 4] = ["env", "global", "script", "local"];

pub(super) fn read(line: &mut Line<'_>, start: Inside) -> Inside {
    match start {
        Inside::Quotes(quote) => {
            let ends = line.close(quote, escape(quote));
            line.tell(0, TokenKind::Text);
            if !ends {
                return start;
            }
        }
        Inside::HereDocument { end } => {
            let is_end = hash(line.rest().trim()) == end;
            line.take_rest();
            if !is_end {
                line.tell(0, TokenKind::Text);
            }
            return if is_end { Inside::Code } else { start };
        }
        _ => {}
    }
    let is_command = match start {
        Inside::Quotes(_) => false,
        Inside::Continued { is_command } => is_command,
        _ => true,
    };
    Reader { is_command, takes_in: false, document: None }.read(line)
}

/// A line while it is read.
struct Reader {
    /// The next word is a command, or a variable that is set.
    is_command: bool,
    /// `for` or `case` stand before: `in` is theirs.
    takes_in: bool,
    /// The lines below are a text, up to the word that has this hash.
    document: Option<u16>,
}

impl Reader {
    /// What the next line begins inside.
    fn read(mut self, line: &mut Line<'_>) -> Inside {
        while let Some(c) = line.peek() {
            let from = line.at();
            let is_first = line.is_after_blank();
            match c {
                '#' if is_first => line.comment(),
                '\\' => {
                    line.step();
                    if line.peek().is_none() && self.document.is_none() {
                        return Inside::Continued { is_command: self.is_command };
                    }
                    line.step();
                }
                '\'' | '"' => {
                    let quote = if c == '"' { Quote::Double } else { Quote::Single };
                    line.step();
                    let ends = line.close(quote, escape(quote));
                    line.tell(from, TokenKind::Text);
                    self.is_command = false;
                    if !ends && self.document.is_none() {
                        return Inside::Quotes(quote);
                    }
                }
                '$' => variable(line),
                ';' | '|' | '&' | '(' => {
                    line.step();
                    self.is_command = true;
                }
                '<' if line.rest().starts_with("<<") && !line.rest().starts_with("<<<") => self.here_document(line),
                '-' if is_first => {
                    line.take(|c| is_word(c) || c == '-');
                    line.tell_if(from, |option| option.contains(is_word).then_some(TokenKind::Key));
                    self.is_command = false;
                }
                c if is_word(c) => self.word(line, is_first),
                _ => line.step(),
            }
        }
        self.document.map_or(Inside::Code, |end| Inside::HereDocument { end })
    }

    fn word(&mut self, line: &mut Line<'_>, is_first: bool) {
        let from = line.at();
        let word = line.take(is_word);
        let rest = line.rest();
        if self.is_command && rest.starts_with('=') && !rest.starts_with("==") {
            line.tell(from, TokenKind::Key);
            // Behind the value another one may stand, or the command.
            line.take(|c| !is_blank(c) && !matches!(c, '\'' | '"' | '$' | ';' | '|' | '&' | '(' | ')' | '<' | '\\'));
            return;
        }
        let is_whole = is_first && (rest.is_empty() || rest.starts_with([';', ' ', '\t', '&', '|', ')']));
        let is_leading = self.is_command && is_whole && BEFORE_A_COMMAND.contains(&word);
        if is_leading || self.is_command && is_whole && KEYWORDS.contains(&word) || self.takes_in && is_whole && word == "in" {
            line.tell(from, TokenKind::Keyword);
        }
        self.takes_in |= self.is_command && matches!(word, "for" | "case");
        self.is_command = is_leading;
        if !is_whole {
            // The rest of a path or an address has no words of its own.
            line.take(|c| !is_blank(c) && !matches!(c, '\'' | '"' | '$' | ';' | '|' | '&' | '(' | ')' | '<' | '\\'));
        }
    }

    /// `<<EOF`, `<<-'THE END'`; within `((` it shifts a number.
    fn here_document(&mut self, line: &mut Line<'_>) {
        let is_shift = line.done().contains("((");
        line.skip("<<".len());
        if is_shift {
            return;
        }
        line.take(|c| is_blank(c) || c == '-');
        let quote = line.peek().filter(|c| matches!(c, '\'' | '"'));
        if quote.is_some() {
            line.step();
        }
        let from = line.at();
        let end = line.take(|c| match quote {
            Some(quote) => c != quote,
            None => !is_blank(c) && !matches!(c, ';' | '|' | '&' | '<' | '>' | '(' | ')'),
        });
        if !end.is_empty() {
            self.document = Some(hash(end));
            line.tell(from, TokenKind::Keyword);
        }
        if quote.is_some() {
            line.step();
        }
    }
}

/// `$NAME`, `${NAME}`, `$env:NAME`
fn variable(line: &mut Line<'_>) {
    let from = line.at();
    line.step();
    if line.rest().starts_with('{') {
        line.take(|c| c != '}');
        line.step();
    } else {
        let name = line.take(is_word);
        if name.is_empty() {
            return;
        }
        if SCOPES.contains(&name) && line.rest().starts_with(':') {
            line.step();
            line.take(is_word);
        }
    }
    line.tell(from, TokenKind::Key);
}

/// Tells the word at the end of a text from its lines, as well as a colour needs it.
fn hash(word: &str) -> u16 {
    word.bytes().fold(7, |hash: u16, byte| hash.wrapping_mul(31).wrapping_add(u16::from(byte)))
}

fn escape(quote: Quote) -> Escape {
    if quote == Quote::Double { Escape::Backslash } else { Escape::None }
}
