//! Text to [`Document`].
//!
//! `libyaml-safer` is a port of libyaml, which reads YAML 1.1 as PyYAML does, and MLflow reads with PyYAML. Where the two
//! differ, the text is prepared before ([`Prepared`]) or judged after ([`super::strict`]).

use std::collections::HashMap;
use std::io::{BufReader, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use libyaml_safer::{Encoding, Event, EventData, Mark, Parser, ScalarStyle};

use super::error::{Position, SyntaxError, SyntaxProblem};
use super::prepare::Prepared;
use super::strict::{self, Opaque};
use super::{Document, MAX_DEPTH, MAX_NODES, Node, NodeId, YamlKind};

/// Reads one YAML document. An empty text gives a document whose root is an empty plain scalar (null).
///
/// # Errors
/// The first thing MLflow's reader would refuse: bad syntax, a second document, a character that
/// YAML does not allow, an alias without its anchor, more than [`MAX_DEPTH`] levels. And a document of more
/// than [`MAX_NODES`] values.
pub fn parse(text: &str) -> Result<Document, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    refuse_control_characters(text)?;
    let mut prepared = Prepared::of(text);
    if let Some(without) = prepared.without_halves() {
        prepared.join_halves(&build(&without)?.opaque);
    }
    let mut builder = build(&prepared)?;
    strict::check(prepared.text(), &builder.opaque)?;
    let root = match builder.root {
        Some(root) => root,
        None => builder.push(YamlKind::Scalar { text: "".into(), plain: true }, None, Position::START),
    };
    Ok(Document::new(builder.nodes, root))
}

fn build(prepared: &Prepared<'_>) -> Result<DocumentBuilder, SyntaxError> {
    catch_unwind(AssertUnwindSafe(|| build_from(prepared))).unwrap_or_else(|_| {
        // The parser panics on `[!tag, …]`. PyYAML makes a tag with a comma of it, and knows none.
        Err(match prepared.comma_after_tag() {
            Some(line) => SyntaxError::at(Position { line, column: 1 }, SyntaxProblem::TagBeforeComma),
            None => SyntaxError::at(Position::START, SyntaxProblem::ReaderFailed),
        })
    })
}

fn build_from(prepared: &Prepared<'_>) -> Result<DocumentBuilder, SyntaxError> {
    let mut builder = DocumentBuilder {
        nodes: Vec::new(),
        anchors: HashMap::new(),
        open: Vec::new(),
        root: None,
        documents: 0,
        opaque: Vec::new(),
        end: prepared.text().len(),
        lacks_break: prepared.lacks_break(),
        bom: prepared.bom(),
    };
    let mut parser = Parser::new();
    // Otherwise the parser guesses the encoding from the first byte.
    parser.set_encoding(Encoding::Utf8);
    // A small buffer: what is read is kept as characters of four bytes until it is parsed. The parser panics where a
    // block ends without a line break, so it always gets one.
    parser.set_input(BufReader::with_capacity(
        4_096,
        prepared.text().as_bytes().chain(if prepared.lacks_break() { &b"\n"[..] } else { b"" }),
    ));
    loop {
        let event = parser.parse().map_err(|error| scan_error(prepared.text(), &error))?;
        if matches!(event.data, EventData::StreamEnd) {
            return Ok(builder);
        }
        builder.event(event)?;
    }
}

fn scan_error(text: &str, error: &libyaml_safer::Error) -> SyntaxError {
    let mark = error.problem_mark().or_else(|| error.context_mark()).unwrap_or_default();
    // The end of the text may be on the line behind the last, which no editor has.
    let at = place(mark).min(strict::end(text));
    // The scanner may notice a tab only where it no longer makes sense: point at the tab itself.
    let indented = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    let nearby = text.lines().enumerate().skip((at.line as usize).saturating_sub(2)).take(3);
    if let Some((n, tabbed)) = nearby.filter(|(_, line)| indented(line)).last() {
        let column = to_u32(tabbed.find('\t').unwrap_or(0) + 1);
        return SyntaxError::at(Position { line: to_u32(n + 1), column }, SyntaxProblem::TabIndent);
    }
    let at_end = usize::try_from(mark.index).is_ok_and(|index| index >= text.len());
    if let Some(start) = error.context_mark().filter(|start| at_end && opens_a_quote(text, *start)) {
        return SyntaxError::at(place(start), SyntaxProblem::OpenQuote);
    }
    let context = error.context().map(|context| format!(" {context}")).unwrap_or_default();
    SyntaxError::at(at, SyntaxProblem::Grammar { at_end, problem: error.problem(), context })
}

/// Whether a quote stands there that is not closed before the text ends.
fn opens_a_quote(text: &str, start: Mark) -> bool {
    let Some(quoted) = usize::try_from(start.index).ok().and_then(|start| text.get(start..)) else { return false };
    let mut letters = quoted.chars().peekable();
    match letters.next() {
        Some('\'') => {
            // Inside single quotes, two quotes are one letter of the text.
            while let Some(letter) = letters.next() {
                if letter == '\'' && letters.next_if_eq(&'\'').is_none() {
                    return false;
                }
            }
            true
        }
        Some('"') => {
            while let Some(letter) = letters.next() {
                match letter {
                    '"' => return false,
                    '\\' => _ = letters.next(),
                    _ => {}
                }
            }
            true
        }
        _ => false,
    }
}

fn place(mark: Mark) -> Position {
    let number = |n: u64| u32::try_from(n.saturating_add(1)).unwrap_or(u32::MAX);
    Position { line: number(mark.line), column: number(mark.column) }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// PyYAML's reader checks every character first (`yaml/reader.py`).
fn refuse_control_characters(text: &str) -> Result<(), SyntaxError> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    // Nearly every MLmodel is plain ASCII: look at bytes first.
    if text.bytes().all(|b| matches!(b, b'\t' | b'\n' | b'\r' | 0x20..=0x7e)) {
        return Ok(());
    }
    let Some((at, c)) = text.char_indices().find(|(_, c)| !allowed(*c)) else { return Ok(()) };
    let before = &text[..at];
    let line_start = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
    let at = Position {
        line: to_u32(before.lines().count().max(1)) + u32::from(before.ends_with(['\n', '\r'])),
        column: to_u32(before[line_start..].chars().count() + 1),
    };
    Err(SyntaxError::at(at, SyntaxProblem::Character(c)))
}

/// A collection that is not closed yet.
struct Open {
    node: NodeId,
    /// The key that waits for its value, in a mapping.
    key: Option<NodeId>,
}

struct DocumentBuilder {
    nodes: Vec<Node>,
    /// Node of each anchor.
    anchors: HashMap<String, NodeId>,
    open: Vec<Open>,
    root: Option<NodeId>,
    documents: usize,
    /// Quoted and block scalars, whose text may hold anything.
    opaque: Vec<Opaque>,
    /// Bytes of the text.
    end: usize,
    /// The parser got a line break that the text does not end with.
    lacks_break: bool,
    /// What stands for a byte order mark within the text.
    bom: Option<char>,
}

impl DocumentBuilder {
    fn push(&mut self, kind: YamlKind, tag: Option<String>, Position { line, column }: Position) -> NodeId {
        let id = NodeId(to_u32(self.nodes.len()));
        self.nodes.push(Node { kind, tag: tag.map(Into::into), line, column });
        id
    }

    fn event(&mut self, event: Event) -> Result<(), SyntaxError> {
        let at = place(event.start_mark);
        if self.nodes.len() >= MAX_NODES {
            return Err(SyntaxError::at(at, SyntaxProblem::TooMany));
        }
        match event.data {
            EventData::StreamStart { .. } | EventData::StreamEnd | EventData::DocumentEnd { .. } => {}
            EventData::DocumentStart { .. } => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(SyntaxError::at(at, SyntaxProblem::SecondDocument));
                }
            }
            EventData::Scalar { anchor, tag, value, style, .. } => {
                let plain = style == ScalarStyle::Plain;
                // The mark of an empty value may be behind the last line: it gets the place of the node before it.
                let is_behind = value.is_empty() && usize::try_from(event.start_mark.index).is_ok_and(|index| index >= self.end);
                let at = self.nodes.last().filter(|_| is_behind).map_or(at, |last| Position { line: last.line, column: last.column });
                let text = if plain { value } else { self.opaque(value, style, event.start_mark, event.end_mark) };
                let text = self.bom.map(|bom| text.replace(bom, "\u{feff}")).unwrap_or(text);
                let id = self.push(YamlKind::Scalar { text: text.into(), plain }, tag, at);
                self.anchor(anchor, id)?;
                self.place(id);
            }
            EventData::SequenceStart { anchor, tag, .. } => self.start(YamlKind::Sequence(Vec::new()), anchor, tag, at)?,
            EventData::MappingStart { anchor, tag, .. } => self.start(YamlKind::Mapping(Vec::new()), anchor, tag, at)?,
            EventData::SequenceEnd | EventData::MappingEnd => {
                if let Some(closed) = self.open.pop() {
                    self.close(closed.node);
                    self.place(closed.node);
                }
            }
            EventData::Alias { anchor } => {
                let Some(target) = self.anchors.get(&anchor).copied() else {
                    return Err(SyntaxError::at(at, SyntaxProblem::AliasWithoutAnchor));
                };
                let id = self.push(YamlKind::Alias(target), None, at);
                self.place(id);
            }
        }
        Ok(())
    }

    /// Takes note of a quoted or block scalar, and takes the line break back that the text does not have.
    fn opaque(&mut self, mut value: String, style: ScalarStyle, start: Mark, end: Mark) -> String {
        let place = |mark: Mark| usize::try_from(mark.index).unwrap_or(usize::MAX);
        let scalar = Opaque { bytes: place(start)..place(end), style };
        let is_block = scalar.is_block();
        self.opaque.push(scalar);
        if is_block && self.lacks_break && place(end) >= self.end && value.ends_with('\n') {
            value.pop();
        }
        value
    }

    fn start(&mut self, kind: YamlKind, anchor: Option<String>, tag: Option<String>, at: Position) -> Result<(), SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::at(at, SyntaxProblem::TooDeep));
        }
        let node = self.push(kind, tag, at);
        self.anchor(anchor, node)?;
        self.open.push(Open { node, key: None });
        Ok(())
    }

    fn anchor(&mut self, anchor: Option<String>, node: NodeId) -> Result<(), SyntaxError> {
        let Some(name) = anchor else { return Ok(()) };
        if self.anchors.insert(name, node).is_some() {
            let Node { line, column, .. } = self.nodes[node.0 as usize];
            return Err(SyntaxError::at(Position { line, column }, SyntaxProblem::AnchorTwice));
        }
        Ok(())
    }

    /// Gives back the room that a finished collection does not need.
    fn close(&mut self, id: NodeId) {
        match &mut self.nodes[id.0 as usize].kind {
            YamlKind::Sequence(items) => items.shrink_to_fit(),
            YamlKind::Mapping(entries) => entries.shrink_to_fit(),
            YamlKind::Scalar { .. } | YamlKind::Alias(_) => {}
        }
    }

    /// Hangs a finished value into the collection that is open, or makes it the root.
    fn place(&mut self, id: NodeId) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(id);
            return;
        };
        match &mut self.nodes[open.node.0 as usize].kind {
            YamlKind::Sequence(items) => items.push(id),
            YamlKind::Mapping(entries) => match open.key.take() {
                None => open.key = Some(id),
                Some(key) => entries.push((key, id)),
            },
            YamlKind::Scalar { .. } | YamlKind::Alias(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> SyntaxError {
        parse(text).expect_err("should be refused")
    }

    #[test]
    fn keeps_text_lines_and_duplicates() {
        let document = parse("a: 2.10\nb: &x [1, 'two']\nc: *x\na: again\n").expect("valid");
        let root = document.root();
        assert_eq!(document.entries(root).len(), 4);
        let last = document.get(root, "a").expect("there");
        assert_eq!(document.scalar(last), Some("again"));
        assert_eq!(document.node(last).line, 4);
        let first = document.entries(root)[0].1;
        assert_eq!(document.scalar(first), Some("2.10"));
        let alias = document.get(root, "c").expect("there");
        assert_eq!(document.items(alias).len(), 2);
    }

    #[test]
    fn names_the_place_of_what_it_refuses() {
        assert_eq!((error("a: 1\n\tb: 2\n").line, error("a: [1\n").line > 0), (2, true));
        assert_eq!(error("a: 1\n\tb: 2\n").problem, SyntaxProblem::TabIndent);
        assert_eq!(error("a: 1\n---\nb: 2\n").problem, SyntaxProblem::SecondDocument);
        assert_eq!(error("a: *nope\n").problem, SyntaxProblem::AliasWithoutAnchor);
        let nul = error("a: 1\nb: x\0\n");
        assert_eq!((nul.line, nul.column), (2, 5));
        assert_eq!(error(&"[".repeat(2_000)).problem, SyntaxProblem::TooDeep);
    }

    #[test]
    fn a_quote_that_stays_open_is_named_where_it_opens() {
        for text in ["a: 'é\nb: 1\n", "a: \"\\\"\nb: 1\n", "a: 'it''s\n", "a: \"", "a: {b: 'x"] {
            assert_eq!(error(text).problem, SyntaxProblem::OpenQuote, "{text:?}");
        }
        for text in ["a: 1\n'b'\n", "'a': {b: 1\n", "a: \"\\q\n", "a: 'x' 'y\n---\n"] {
            assert_ne!(error(text).problem, SyntaxProblem::OpenQuote, "{text:?}");
        }
    }

    #[test]
    fn reads_every_line_ending_and_a_byte_order_mark() {
        for text in ["\u{feff}a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "%YAML 1.2\n---\na: 1\nb: 2\n...\n", "{\"a\": 1, \"b\": 2}"] {
            let document = parse(text).unwrap_or_else(|e| panic!("{text:?}: {e:?}"));
            assert_eq!(document.entries(document.root()).len(), 2, "{text:?}");
        }
    }

    #[test]
    fn an_empty_text_is_a_null() {
        let document = parse("# only a comment\n").expect("valid");
        assert_eq!(document.scalar(document.root()), Some(""));
    }
}
