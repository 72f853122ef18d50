//! JSON as it is written: where a value stands in a text, and the text laid out anew with every number as it was.
//!
//! It looks at texts that [`super::json`] reads; of others it finds nothing. Nothing is kept of a text: finding costs time and no
//! memory.

use std::cell::Cell;
use std::ops::Range;

/// A text of JSON, to be looked through.
#[derive(Debug)]
pub struct JsonText<'t> {
    bytes: &'t [u8],
    /// Bytes that may still be looked at.
    left: Cell<usize>,
}

/// A name and where its value begins.
#[derive(Clone, Debug)]
pub struct JsonEntry {
    /// With its quotes.
    pub key: Range<usize>,
    pub value: usize,
}

impl<'t> JsonText<'t> {
    /// A text of which no more than so many bytes are looked at, each as often as it is passed.
    #[must_use]
    pub fn new(bytes: &'t [u8], most: usize) -> Self {
        Self { bytes, left: Cell::new(most) }
    }

    /// Where the value of the whole text begins.
    #[must_use]
    pub fn root(&self) -> Option<usize> {
        let start = if self.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Some(self.blank(start)).filter(|at| *at < self.bytes.len())
    }

    /// The first character of the value that begins there.
    #[must_use]
    pub fn first(&self, value: usize) -> u8 {
        self.bytes.get(value).copied().unwrap_or_default()
    }

    /// The value that begins there, to its end.
    #[must_use]
    pub fn range(&self, value: usize) -> Option<Range<usize>> {
        Some(value..self.end(value)?)
    }

    /// The names of an object; nothing for any other value.
    pub fn entries(&self, value: usize) -> impl Iterator<Item = JsonEntry> {
        let mut at = (self.first(value) == b'{').then_some(value + 1);
        std::iter::from_fn(move || {
            let start = self.blank(at.take()?);
            if self.first(start) != b'"' {
                return None;
            }
            let key = start..self.end(start)?;
            let value = self.blank(self.after(self.blank(key.end), b':')?);
            at = self.next(value);
            Some(JsonEntry { key, value })
        })
    }

    /// The items of a list; nothing for any other value.
    pub fn items(&self, value: usize) -> impl Iterator<Item = usize> {
        let mut at = (self.first(value) == b'[').then_some(value + 1);
        std::iter::from_fn(move || {
            let start = self.blank(at.take()?);
            if matches!(self.first(start), b']' | 0) {
                return None;
            }
            at = self.next(start);
            Some(start)
        })
    }

    /// What stands under a name: of two of one name the last, as everywhere.
    #[must_use]
    pub fn entry(&self, value: usize, name: &str) -> Option<JsonEntry> {
        self.entries(value).filter(|entry| self.is_text(&entry.key, name)).last()
    }

    /// Whether a text, with its quotes, reads so.
    #[must_use]
    pub fn is_text(&self, quoted: &Range<usize>, text: &str) -> bool {
        let Some(inner) = self.bytes.get(quoted.start + 1..quoted.end.saturating_sub(1)) else { return false };
        if inner.contains(&b'\\') { self.text(quoted).as_deref() == Some(text) } else { inner == text.as_bytes() }
    }

    /// What a text reads, or another value as it is written.
    #[must_use]
    pub fn text(&self, value: &Range<usize>) -> Option<String> {
        let written = self.bytes.get(value.clone())?;
        if written.first() == Some(&b'"') {
            return serde_json::from_slice(written).ok();
        }
        std::str::from_utf8(written).ok().map(str::to_owned)
    }

    /// Past the blanks, no more of them than may be looked at.
    fn blank(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let blanks = rest.iter().take(self.left.get()).take_while(is_blank).count();
        self.left.set(self.left.get() - blanks);
        at + blanks
    }

    fn after(&self, at: usize, mark: u8) -> Option<usize> {
        (self.first(at) == mark).then_some(at + 1)
    }

    /// Where the next one begins, behind a comma.
    fn next(&self, value: usize) -> Option<usize> {
        self.after(self.blank(self.end(value)?), b',')
    }

    /// Where a value ends; `None` for all where one took more than is left.
    fn end(&self, value: usize) -> Option<usize> {
        let left = self.left.replace(0);
        if left == 0 {
            return None;
        }
        let end = match self.first(value) {
            0 => None,
            b'"' => self.end_of_text(value),
            b'{' | b'[' => self.end_of_nested(value),
            _ => {
                let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b':') || byte.is_ascii_whitespace();
                Some(self.bytes[value..].iter().position(is_end).map_or(self.bytes.len(), |length| value + length))
            }
        }?;
        self.left.set(left.checked_sub(end - value)?);
        Some(end)
    }

    fn end_of_text(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        loop {
            at += self.bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            if self.bytes[at] == b'"' {
                return Some(at + 1);
            }
            at += 2;
        }
    }

    fn end_of_nested(&self, start: usize) -> Option<usize> {
        let (mut at, mut depth) = (start, 0_usize);
        loop {
            at += self.bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']'))?;
            match self.bytes[at] {
                b'"' => {
                    at = self.end_of_text(at)?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                _ => depth = depth.checked_sub(1)?,
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
}

/// A text of JSON laid out anew: what fits into `width` bytes stands on one line, with two spaces for each level. Numbers, texts and
/// the order of names stay as they are written, a name that is there twice too. `None` where it is no JSON.
#[must_use]
pub fn reformatted(text: &str, width: usize) -> Option<String> {
    super::json::parse(text).ok()?;
    let json = JsonText::new(text.as_bytes(), usize::MAX);
    let mut layout = Layout { json: &json, text, width, out: String::with_capacity(text.len() * 2) };
    layout.write(json.root()?, 0, 0)?;
    Some(layout.out)
}

struct Layout<'t> {
    json: &'t JsonText<'t>,
    text: &'t str,
    width: usize,
    out: String,
}

impl Layout<'_> {
    /// `used`: bytes that stand before it on its line.
    fn write(&mut self, value: usize, indent: usize, used: usize) -> Option<()> {
        let before = self.out.len();
        if self.line(value, before + self.width.saturating_sub(used))? {
            return Some(());
        }
        self.out.truncate(before);
        let inner = indent + 2;
        let json = self.json;
        let mut is_first = true;
        if json.first(value) == b'{' {
            for entry in json.entries(value) {
                self.break_line(std::mem::take(&mut is_first), '{', inner);
                self.out.push_str(self.text.get(entry.key.clone())?);
                self.out.push_str(": ");
                self.write(entry.value, inner, inner + entry.key.len() + 2)?;
            }
        } else {
            for item in json.items(value) {
                self.break_line(std::mem::take(&mut is_first), '[', inner);
                self.write(item, inner, inner)?;
            }
        }
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
        self.out.push(if json.first(value) == b'{' { '}' } else { ']' });
        Some(())
    }

    fn break_line(&mut self, is_first: bool, open: char, indent: usize) {
        self.out.push(if is_first { open } else { ',' });
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
    }

    /// Writes a value on one line; gives up, with `false`, where a list or an object ends past `limit`. A plain value always fits.
    fn line(&mut self, value: usize, limit: usize) -> Option<bool> {
        let json = self.json;
        let mut is_first = true;
        match json.first(value) {
            b'{' => {
                self.out.push('{');
                for entry in json.entries(value) {
                    self.out.push_str(if std::mem::take(&mut is_first) { "" } else { ", " });
                    self.out.push_str(self.text.get(entry.key)?);
                    self.out.push_str(": ");
                    if !self.line(entry.value, limit)? || self.out.len() >= limit {
                        return Some(false);
                    }
                }
                self.out.push('}');
            }
            b'[' => {
                self.out.push('[');
                for item in json.items(value) {
                    self.out.push_str(if std::mem::take(&mut is_first) { "" } else { ", " });
                    if !self.line(item, limit)? || self.out.len() >= limit {
                        return Some(false);
                    }
                }
                self.out.push(']');
            }
            _ => self.out.push_str(self.text.get(json.range(value)?)?),
        }
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::position::Position;

    #[test]
    fn values_are_found_where_they_stand() {
        let text = "\u{feff}{\n  \"a\": [1, {\"b\\u00e9\": \"x]\\\"}\"}, NaN],\n  \"a\": [10, -2.50e3]\n}";
        let json = JsonText::new(text.as_bytes(), 10_000);
        let root = json.root().unwrap();
        // Of two names the last.
        let list = json.entry(root, "a").unwrap().value;
        let items: Vec<String> = json.items(list).map(|item| json.text(&json.range(item).unwrap()).unwrap()).collect();
        assert_eq!(items, ["10", "-2.50e3"]);
        let first = json.entries(root).next().unwrap().value;
        let object = json.items(first).nth(1).unwrap();
        let inner = json.entry(object, "bé").unwrap();
        assert_eq!(json.text(&json.range(inner.value).unwrap()).as_deref(), Some("x]\"}"));
        assert_eq!(json.items(first).count(), 3);
        assert_eq!(Position::of(text.as_bytes(), list), Position { line: 3, column: 8 });
    }

    #[test]
    fn what_is_no_json_or_costs_too_much_ends() {
        for text in ["", "{", "[1", "{\"a\"", "{\"a\":", "\"", "\"\\", "]", "}", ":", "[[[", "{,}", "nul"] {
            let json = JsonText::new(text.as_bytes(), 1_000);
            if let Some(root) = json.root() {
                let _ = (json.range(root), json.entries(root).count(), json.items(root).count(), json.entry(root, "a").is_some());
            }
            assert!(reformatted(text, 80).is_none(), "{text:?}");
        }
        let many = format!("[{}1]", "1,".repeat(1_000));
        let json = JsonText::new(many.as_bytes(), 100);
        assert!(json.items(0).count() < 1_000);
        // What is too long is looked at once.
        let long = format!("[[{}1],2]", "1,".repeat(1_000_000));
        let json = JsonText::new(long.as_bytes(), 100);
        assert!((0..10_000).all(|_| json.items(0).nth(1).is_none()));
        // Blanks count, too.
        let blank = format!("[1,{}2,3]", " ".repeat(1_000));
        assert!(JsonText::new(blank.as_bytes(), 100).items(0).count() < 3);
    }

    #[test]
    fn a_text_keeps_its_numbers_and_the_order_of_its_names() {
        let text = r#"{"b":1.50,"a" : [ 1E5,-0, 123456789012345678901234567890 ],"b":"\u00e9","e":[ ],"o":{}}"#;
        let line = r#"{"b": 1.50, "a": [1E5, -0, 123456789012345678901234567890], "b": "\u00e9", "e": [], "o": {}}"#;
        assert_eq!(reformatted(text, 200).as_deref(), Some(line));
        let broken = reformatted(text, 30).unwrap();
        assert_eq!(broken.lines().next(), Some("{"));
        assert!(broken.contains("\n  \"b\": 1.50,\n") && broken.contains("\n    -0,\n"), "{broken}");
        assert_eq!(reformatted(&broken, 200).as_deref(), Some(line));
        for width in [0, 10, 30, 60, 90] {
            let laid_out = reformatted(text, width).unwrap();
            assert_eq!(reformatted(&laid_out, width).as_deref(), Some(&*laid_out), "{width}");
        }
    }
}
