//! What PyYAML refuses and libyaml takes.

use std::ops::Range;

use libyaml_safer::ScalarStyle;

use super::error::{Position, SyntaxError, SyntaxProblem};

/// A quoted or block scalar: where it stands in the text, with its tag and anchor.
#[derive(Debug)]
pub(super) struct Opaque {
    pub bytes: Range<usize>,
    pub style: ScalarStyle,
}

impl Opaque {
    pub(super) fn is_block(&self) -> bool {
        matches!(self.style, ScalarStyle::Literal | ScalarStyle::Folded)
    }
}

/// Whether a line ends with the character at a place: YAML 1.1 knows more line breaks than editors do.
fn ends_line(text: &str, at: usize, c: char) -> bool {
    matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}') || (c == '\r' && text.as_bytes().get(at + 1) != Some(&b'\n'))
}

/// The end of the last line: the column behind it.
pub(super) fn end(text: &str) -> Position {
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let body = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(breaks)).unwrap_or(text);
    body.char_indices().fold(Position::START, |Position { line, column }, (at, c)| {
        if ends_line(body, at, c) { Position { line: line + 1, column: 1 } } else { Position { line, column: column + 1 } }
    })
}

/// Looks for tabs outside of quotes, blocks and comments, and for a comment that touches the sign of a block
/// (`scan_to_next_token` and `scan_block_scalar_indicators` of `yaml/scanner.py`). `opaque` is in the order of the text.
pub(super) fn check(text: &str, opaque: &[Opaque]) -> Result<(), SyntaxError> {
    if !text.contains('\t') && opaque.iter().all(|scalar| !scalar.is_block()) {
        return Ok(());
    }
    let mut scalars = opaque.iter().peekable();
    let (mut line, mut column) = (1_u32, 0_u32);
    let mut is_comment = false;
    // Where the quoted or block scalar ends that is being skipped, in bytes.
    let mut hidden = 0;
    // Inside the first line of a block.
    let mut is_header = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let is_break = ends_line(text, at, c);
        if let Some(scalar) = scalars.next_if(|scalar| scalar.bytes.start <= at) {
            hidden = scalar.bytes.end;
            is_header = scalar.is_block();
        }
        let ends_scalar = at == hidden;
        column += 1;
        if at >= hidden || is_header {
            if c == '#' && !is_comment {
                if is_header && matches!(before, '|' | '>' | '-' | '+' | '0'..='9') {
                    return Err(SyntaxError::at(Position { line, column }, SyntaxProblem::CommentBehindBlock));
                }
                is_comment = ends_scalar || matches!(before, ' ' | '\t' | ',' | '[' | ']' | '{' | '}') || column == 1;
            }
            if c == '\t' && !is_comment {
                return Err(SyntaxError::at(Position { line, column }, SyntaxProblem::Tab));
            }
        }
        if is_break {
            (line, column, is_comment, is_header) = (line + 1, 0, false, false);
        }
        before = c;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::mlmodel::yaml::parse;

    #[test]
    fn tabs_count_inside_quotes_blocks_and_comments_only() {
        for text in
            ["a: \"x\ty\"\nb: 'x\ty' # a\tcomment\n", "a: |\n  x\ty\nb: >-\n  x\n\n  \ty\n", "#\t\na: 'x'#\tb\n", "a: | #\tx\n  y\n"]
        {
            assert!(parse(text).is_ok(), "{text:?}");
        }
        for text in [
            "a: 1\t\n",
            "a: x\ty\n",
            "a: {\tb: 1}\n",
            "a: 'x'\t# y\n",
            "a: |\t\n  x\n",
            "a: |\n  x\n\t\n",
            "- 'é'\t\n",
            "a:\t1\n",
            "-\ta\n",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        let error = parse("a: 'é\r\n  x'\r\nb: 1\t# y\r\n").unwrap_err();
        assert_eq!((error.line, error.column), (3, 5));
    }

    #[test]
    fn what_is_named_stands_in_the_text() {
        for (text, place) in [("a: [1\n", (1, 6)), ("b: 1\na: 'x\r\ny\r\n", (2, 4)), ("é: \"é", (1, 4)), ("\u{85}{", (2, 2))] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.line, error.column), place, "{text:?}: {error:?}");
        }
        for (text, line) in [("? ", 1), ("? \n", 1), ("a:\n", 1), ("a:\n- b:\n", 2)] {
            let document = parse(text).unwrap();
            assert!((0..document.len()).all(|i| document.nodes[i].line <= line), "{text:?}");
        }
    }

    #[test]
    fn a_comment_does_not_touch_the_sign_of_a_block() {
        assert!(parse("a: >#x\n  y\n").is_err());
        assert!(parse("a: |-2#\n  y\n").is_err());
        assert!(parse("a: |- # x\n  y # 3\n").is_ok());
    }
}
