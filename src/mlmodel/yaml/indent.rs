//! Indentation for lines that YAML 1.1 lets begin anywhere.

/// Indents every line that begins inside brackets or quotes by more than any line of the text has.
/// Blanks there mean nothing, so the values stay the same. Only used on texts that YAML 1.2 refuses for
/// their indentation: block scalars are not looked for.
///
/// `None` where that would make far too long a text: nobody writes such by hand.
pub fn inside_brackets(text: &str) -> Option<String> {
    let deepest = text.lines().map(|line| line.len() - line.trim_start_matches(' ').len()).max().unwrap_or(0);
    if (deepest + 1).saturating_mul(text.lines().count()) > 16_000_000 {
        return None;
    }
    let indentation = " ".repeat(deepest + 1);
    let mut out = String::with_capacity(text.len() + 64);
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    for line in text.split_inclusive('\n') {
        if (depth > 0 || quote.is_some()) && !line.trim().is_empty() {
            out.push_str(&indentation);
        }
        out.push_str(line);
        let mut before = ' ';
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            // A quote or a bracket counts where a value begins: `it's` and `a[0` are plain text.
            let begins = matches!(before, ' ' | '\t' | ',' | '[' | '{' | ':');
            match (quote, c) {
                (Some('\''), '\'') if chars.peek() == Some(&'\'') => {
                    chars.next();
                }
                (Some('"'), '\\') => {
                    chars.next();
                }
                (Some(open), c) if c == open => quote = None,
                (None, '#') if matches!(before, ' ' | '\t') => break,
                (None, '\'' | '"') if begins => quote = Some(c),
                (None, '[' | '{') if begins => depth += 1,
                (None, ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            before = c;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::mlmodel::yaml::parse;

    #[test]
    fn brackets_and_quotes_may_begin_lines_anywhere() {
        let cases = [
            ("a: [\n1,\n2\n]\nb: 3\n", r#"{"a":[1,2],"b":3}"#),
            ("m:\n  a: {\n  x: 1,\n  y: 'it''s'\n}\n", r#"{"m":{"a":{"x":1,"y":"it's"}}}"#),
            ("a: '\n\nx'\n", r#"{"a":"\nx"}"#),
        ];
        for (text, json) in cases {
            let document = parse(text).unwrap_or_else(|e| panic!("{text:?}: {e:?}"));
            assert_eq!(document.resolve().0.to_json(), json, "{text:?}");
        }
        // What is wrong otherwise stays wrong, and is reported where it stands.
        assert!(parse("a: [\n1,\n2\nb: 3\n").is_err());
    }

    #[test]
    fn tabs_count_inside_quotes_only() {
        assert!(parse("a: \"x\ty\"\nb: 'x\ty' # a\tcomment\n").is_ok());
        for text in ["a: 1\t\n", "a: x\ty\n", "a: {\tb: 1}\n"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
