//! Text to [`Document`].

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::{Document, Kind, MAX_DEPTH, Node, NodeId};

/// Why the text is no YAML document to MLflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub message: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

/// Reads one YAML document. An empty text gives a document whose root is an empty plain scalar (null).
///
/// # Errors
/// The first thing MLflow's reader would refuse: bad syntax, a second document, a character that
/// YAML does not allow, an alias without its anchor, more than [`MAX_DEPTH`] levels.
pub fn parse(text: &str) -> Result<Document, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    refuse_control_characters(text)?;
    let mut builder = match build(text) {
        // YAML 1.1 asks no indentation of lines inside brackets and quotes, which 1.2 does: give it to them.
        Err(error) if error.message.contains("invalid indentation") => {
            let indented = super::indent::inside_brackets(text);
            indented.and_then(|text| build(&text).ok()).ok_or(error)?
        }
        built => built?,
    };
    refuse_tabs(text, &builder.quoted)?;
    let root = match builder.root {
        Some(root) => root,
        None => builder.push(Kind::Scalar { text: "".into(), plain: true }, None, (1, 1)),
    };
    Ok(Document { nodes: builder.nodes, root })
}

/// Line and column of a beginning and of an end.
type FromTo = ((u32, u32), (u32, u32));

fn build(text: &str) -> Result<Builder, SyntaxError> {
    let mut builder = Builder { nodes: Vec::new(), anchors: Vec::new(), open: Vec::new(), root: None, documents: 0, quoted: Vec::new() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| scan_error(text, &error))?;
        builder.event(event, span)?;
    }
    Ok(builder)
}

/// PyYAML takes a tab only inside quotes, blocks and comments; YAML 1.2 in more places.
fn refuse_tabs(text: &str, quoted: &[FromTo]) -> Result<(), SyntaxError> {
    if !text.contains('\t') {
        return Ok(());
    }
    // Quoted spans come in the order of the text: one walk through both.
    let mut spans = quoted.iter().peekable();
    for (i, line) in text.lines().enumerate() {
        let number = to_u32(i + 1);
        let mut before = ' ';
        for (j, c) in line.chars().enumerate() {
            let here = (number, to_u32(j + 1));
            while spans.next_if(|(_, end)| *end < here).is_some() {}
            let inside = spans.peek().is_some_and(|(start, _)| *start <= here);
            if !inside && c == '#' && matches!(before, ' ' | '\t') {
                break;
            }
            if !inside && c == '\t' {
                let message = "a tab stands here; MLflow's reader allows tabs only inside quotes".to_owned();
                return Err(SyntaxError { message, line: number, column: here.1 });
            }
            before = c;
        }
    }
    Ok(())
}

fn scan_error(text: &str, error: &ScanError) -> SyntaxError {
    let at = |line: usize, column: usize, message: String| SyntaxError { message, line: to_u32(line), column: to_u32(column) };
    let (line, column) = (error.marker().line(), error.marker().col() + 1);
    // The scanner notices a tab only where it no longer makes sense: point at the tab itself.
    let indented = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    if let Some((n, tabbed)) = text.lines().enumerate().skip(line.saturating_sub(2)).take(3).find(|(_, l)| indented(l)) {
        let column = tabbed.find('\t').unwrap_or(0) + 1;
        return at(n + 1, column, "this line is indented with a tab; YAML allows only spaces".to_owned());
    }
    let info = error.info();
    let message = if info.contains("unknown anchor") {
        "an alias (*name) stands without the anchor (&name) it refers to".to_owned()
    } else if info.contains("recursion limit") {
        too_deep()
    } else {
        info.to_owned()
    };
    at(line, column, message)
}

fn too_deep() -> String {
    format!("nested more than {MAX_DEPTH} levels deep; MLflow's reader gives up on that")
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// PyYAML's reader checks every character first (`yaml/reader.py`).
fn refuse_control_characters(text: &str) -> Result<(), SyntaxError> {
    let allowed = |c: char| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            && c != '\u{feff}'
    };
    // Nearly every MLmodel is plain ASCII: look at bytes first.
    if text.bytes().all(|b| matches!(b, b'\t' | b'\n' | b'\r' | 0x20..=0x7e)) {
        return Ok(());
    }
    let Some((at, c)) = text.char_indices().find(|(_, c)| !allowed(*c)) else { return Ok(()) };
    let before = &text[..at];
    let line_start = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
    Err(SyntaxError {
        message: format!("the character U+{:04X} is not allowed in YAML", u32::from(c)),
        line: to_u32(before.lines().count().max(1)) + u32::from(before.ends_with(['\n', '\r'])),
        column: to_u32(before[line_start..].chars().count() + 1),
    })
}

/// A collection that is not closed yet.
struct Open {
    node: NodeId,
    /// The key that waits for its value, in a mapping.
    key: Option<NodeId>,
}

struct Builder {
    nodes: Vec<Node>,
    /// Node of each anchor, by the parser's anchor number.
    anchors: Vec<Option<NodeId>>,
    open: Vec<Open>,
    root: Option<NodeId>,
    documents: usize,
    /// From where to where quoted and block scalars reach, as lines and columns.
    quoted: Vec<FromTo>,
}

impl Builder {
    fn push(&mut self, kind: Kind, tag: Option<&Tag>, (line, column): (u32, u32)) -> NodeId {
        let id = NodeId(to_u32(self.nodes.len()));
        let tag = tag.map(|tag| format!("{}{}", tag.handle, tag.suffix).into());
        self.nodes.push(Node { kind, tag, line, column });
        id
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), SyntaxError> {
        let at = (to_u32(span.start.line()), to_u32(span.start.col() + 1));
        let error = |message: &str| SyntaxError { message: message.to_owned(), line: at.0, column: at.1 };
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(error("a second YAML document starts here (---); MLflow reads files with one only"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                if !plain {
                    self.quoted.push((at, (to_u32(span.end.line()), to_u32(span.end.col() + 1))));
                }
                let id = self.push(Kind::Scalar { text: text.into(), plain }, tag.as_deref(), at);
                self.anchor(anchor, id);
                self.place(id);
            }
            Event::SequenceStart(anchor, tag) => self.start(Kind::Sequence(Vec::new()), anchor, tag.as_deref(), at)?,
            Event::MappingStart(anchor, tag) => self.start(Kind::Mapping(Vec::new()), anchor, tag.as_deref(), at)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(closed) = self.open.pop() {
                    self.place(closed.node);
                }
            }
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(anchor).copied().flatten() else {
                    return Err(error("an alias (*name) stands without the anchor (&name) it refers to"));
                };
                let id = self.push(Kind::Alias(target), None, at);
                self.place(id);
            }
        }
        Ok(())
    }

    fn start(&mut self, kind: Kind, anchor: usize, tag: Option<&Tag>, at: (u32, u32)) -> Result<(), SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError { message: too_deep(), line: at.0, column: at.1 });
        }
        let node = self.push(kind, tag, at);
        self.anchor(anchor, node);
        self.open.push(Open { node, key: None });
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, node: NodeId) {
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            self.anchors[anchor] = Some(node);
        }
    }

    /// Hangs a finished value into the collection that is open, or makes it the root.
    fn place(&mut self, id: NodeId) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(id);
            return;
        };
        match &mut self.nodes[open.node.0 as usize].kind {
            Kind::Sequence(items) => items.push(id),
            Kind::Mapping(entries) => match open.key.take() {
                None => open.key = Some(id),
                Some(key) => entries.push((key, id)),
            },
            Kind::Scalar { .. } | Kind::Alias(_) => {}
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
        assert!(error("a: 1\n\tb: 2\n").message.contains("tab"));
        assert!(error("a: 1\n---\nb: 2\n").message.contains("second"));
        assert!(error("a: *nope\n").message.contains("alias"));
        let nul = error("a: 1\nb: x\0\n");
        assert_eq!((nul.line, nul.column), (2, 5));
        assert!(error(&"[".repeat(2_000)).message.contains("deep"));
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
