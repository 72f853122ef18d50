//! The text for the parser, where libyaml refuses what PyYAML reads.

use std::borrow::Cow;

use libyaml_safer::ScalarStyle;

use super::strict::Opaque;

/// A text of which the parser makes what PyYAML makes of the original. Lines stay where they are.
pub(super) struct Prepared<'a> {
    text: Cow<'a, str>,
    bom: Option<char>,
}

impl<'a> Prepared<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        // Blanks after the last line break mean nothing, and would stand in a block's text.
        let trimmed = text.trim_end_matches(' ');
        let text = if trimmed.is_empty() || trimmed.ends_with(is_break) { trimmed } else { text };
        let (text, bom) = without_boms(text);
        let text = plain_directives(&text).map_or(text, Cow::Owned);
        Self { text, bom }
    }

    /// The same text with another letter, as long, for each escaped half of a pair: `None` where there is none.
    ///
    /// Writers of JSON spell an emoji as two halves, `\ud83d\ude00`, which PyYAML takes one by one and libyaml not at all;
    /// outside of double quotes the same letters are plain text. So the quotes are found first.
    pub(super) fn without_halves(&self) -> Option<Prepared<'static>> {
        let halves: Vec<usize> = self.text.match_indices("\\u").map(|(at, _)| at).filter(|at| half(&self.text[*at..]).is_some()).collect();
        let first = *halves.first()?;
        let mut text = String::with_capacity(self.text.len());
        text.push_str(&self.text[..first]);
        for (i, at) in halves.iter().enumerate() {
            text.push_str("\\u0041");
            text.push_str(&self.text[at + 6..halves.get(i + 1).copied().unwrap_or(self.text.len())]);
        }
        Some(Prepared { text: Cow::Owned(text), bom: self.bom })
    }

    /// Joins the halves inside double quotes, of which `opaque` tells where they are.
    pub(super) fn join_halves(&mut self, opaque: &[Opaque]) {
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for scalar in opaque.iter().filter(|scalar| scalar.style == ScalarStyle::DoubleQuoted) {
            let (Some(before), Some(quoted)) = (self.text.get(done..scalar.bytes.start), self.text.get(scalar.bytes.clone())) else {
                break;
            };
            text.push_str(before);
            join_halves(quoted, &mut text);
            done = scalar.bytes.end;
        }
        text.push_str(&self.text[done..]);
        self.text = Cow::Owned(text);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The last line has no end.
    pub(super) fn lacks_break(&self) -> bool {
        !self.text.ends_with(is_break)
    }

    /// What stands for a byte order mark within the text, where one does.
    pub(super) fn bom(&self) -> Option<char> {
        self.bom
    }

    /// The line (from 1) of what may be a tag directly before a comma.
    pub(super) fn comma_after_tag(&self) -> Option<u32> {
        let is_one = |(at, _): &(usize, &str)| {
            let rest = &self.text[*at..];
            rest.find(|c: char| matches!(c, ' ' | ',' | '\t') || is_break(c)).is_some_and(|end| rest[end..].starts_with(','))
        };
        let (at, _) = self.text.match_indices('!').find(is_one)?;
        u32::try_from(self.text[..at].matches('\n').count() + 1).ok()
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A byte order mark within the text is a letter to PyYAML, and is skipped by libyaml where a line begins with it.
fn without_boms(text: &str) -> (Cow<'_, str>, Option<char>) {
    if !text.contains('\u{feff}') {
        return (Cow::Borrowed(text), None);
    }
    // Letters of the private use area, of which one does not occur.
    match ('\u{e000}'..='\u{f8ff}').rev().find(|c| !text.contains(*c)) {
        Some(other) => (Cow::Owned(text.replace('\u{feff}', other.encode_utf8(&mut [0; 4]))), Some(other)),
        None => (Cow::Borrowed(text), None),
    }
}

/// PyYAML takes every `%YAML 1.x`, and passes over directives it does not know; libyaml wants 1.1 or 1.2, and `%TAG`.
fn plain_directives(text: &str) -> Option<String> {
    if !text.starts_with(['%', '#', '\n', '\r', ' ']) || !text.contains('%') {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    let mut is_changed = false;
    while let Some(end) = rest.find('\n') {
        let (line, after) = rest.split_at(end + 1);
        let is_directive = line.starts_with('%');
        if !is_directive && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            break;
        }
        let mut words = line.split(' ').map(str::trim_end).filter(|word| !word.is_empty());
        let name = words.next().unwrap_or_default();
        let version = words.next().unwrap_or_default();
        let is_minor = |minor: &str| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit());
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        let is_unknown =
            is_directive && !matches!(name, "%YAML" | "%TAG") && is_name(name.trim_start_matches('%')) && !line[1..].starts_with('%');
        if name == "%YAML" && version.strip_prefix("1.").is_some_and(is_minor) {
            out.push_str(&line.replacen(version, "1.1", 1));
            is_changed = true;
        } else if is_unknown {
            // A directive without effect that, like the unknown one, needs a `---` below it.
            out.push_str(&format!("%TAG !unknown{}! tag:unknown\n", out.len()));
            is_changed = true;
        } else {
            out.push_str(line);
        }
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

/// The half of a pair that an escape such as `\ud83d` at the beginning of a text stands for.
fn half(text: &str) -> Option<u16> {
    let code = text.strip_prefix("\\u").and_then(|rest| rest.get(..4)).and_then(|hex| u16::from_str_radix(hex, 16).ok())?;
    (0xd800..=0xdfff).contains(&code).then_some(code)
}

/// A double-quoted scalar with its halves joined. One without the other cannot be kept in a Rust text, and becomes U+FFFD.
fn join_halves(scalar: &str, out: &mut String) {
    let mut rest = scalar;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if let Some(first) = half(rest) {
            let pair = half(&rest[6..]).and_then(|second| char::decode_utf16([first, second]).next()?.ok());
            out.push_str(&format!("\\U{:08x}", u32::from(pair.unwrap_or('\u{fffd}'))));
            if pair.is_some() { 12 } else { 6 }
        } else {
            let taken = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..taken]);
            taken
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use crate::mlmodel::yaml::parse;

    fn json(text: &str) -> String {
        parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}")).resolve().value.to_json()
    }

    /// Each was read with PyYAML 6.0.4's `safe_load`.
    #[test]
    fn what_pyyaml_reads_is_read() {
        for (text, expected) in [
            (r#"{a: "\ud83d\ude00", b: '\ud83d', c: \ud83d}"#, r#"{"a":"😀","b":"\\ud83d","c":"\\ud83d"}"#),
            (r#"{a: "\\ud83d\ud83dx", b: "it's \"\uD83D\uDE00\""}"#, "{\"a\":\"\\\\ud83d\u{fffd}x\",\"b\":\"it's \\\"😀\\\"\"}"),
            ("a: 'it''s'\nb: \"\\ud83d\\ude00\"\n", r#"{"a":"it's","b":"😀"}"#),
            ("a: don't # \"\nb: \"\\ud83d\\ude00\"\n", r#"{"a":"don't","b":"😀"}"#),
            ("%YAML 1.3\n---\na: 1\n", r#"{"a":1}"#),
            ("# x\n%FOO bar\n---\na: 1\n", r#"{"a":1}"#),
            ("a: |\n  two\n  lines", r#"{"a":"two\nlines"}"#),
            ("a: |\n  two\n  ", r#"{"a":"two\n"}"#),
            ("a: |+\n  two\n\n", r#"{"a":"two\n\n"}"#),
            ("a: >-\n  two\n  lines", r#"{"a":"two lines"}"#),
            ("a: |", r#"{"a":""}"#),
            ("a: 1\nb\u{feff}: \u{feff}\n", "{\"a\":1,\"b\u{feff}\":\"\u{feff}\"}"),
            ("a: [\n1,\n2\n]\nb: 3\n", r#"{"a":[1,2],"b":3}"#),
            ("m:\n  a: {\n  x: 1,\n  y: 'it''s'\n}\n", r#"{"m":{"a":{"x":1,"y":"it's"}}}"#),
            ("a: '\n\nx'\n", r#"{"a":"\nx"}"#),
            ("a: ! |\n  2024-01-01\n", r#"{"a":{"$datetime":"2024-01-01"}}"#),
            ("a: ! |\n  text\nb: ! '5'\n", r#"{"a":"text\n","b":5}"#),
            ("=: 1\nb: {'<<': 2}\n", r#"{"=":1,"b":{"<<":2}}"#),
            ("\u{feff}\u{feff}a: 1\n", "{\"\u{feff}a\":1}"),
            ("ａ: 1\n", "{\"ａ\":1}"),
            ("a: [? b]\n", r#"{"a":[{"b":null}]}"#),
        ] {
            assert_eq!(json(text), expected, "{text:?}");
        }
    }

    /// Each was refused by PyYAML 6.0.4's `safe_load`.
    #[test]
    fn what_pyyaml_refuses_is_refused() {
        for text in [
            "%YAML 2.0\n---\na: 1\n",
            "a: &a.b 1\n",
            "a: 1\n: 2\n",
            "{a\n b: 1}\n",
            "a: &x 1\nb: &x 2\n",
            "a: [1,\n2\nb: 3\n",
            "a: [!x, b]\n",
        ] {
            assert!(
                parse(text).is_err()
                    || parse(text)
                        .unwrap()
                        .resolve()
                        .oddities
                        .iter()
                        .any(|odd| matches!(odd.kind, crate::mlmodel::yaml::OddityKind::Refused(_))),
                "{text:?}"
            );
        }
    }
}
