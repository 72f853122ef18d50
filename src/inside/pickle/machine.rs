//! The opcodes of a pickle, protocols 0 to 5, with values that do nothing: nothing is looked up, nothing is called.

use super::super::graph::{Blob, Graph, Id, Node, Object};
use super::super::source::{Source, Unread};
use super::escapes::unescaped;
use super::memo::Memo;
use super::{joblib, nested};

/// Objects of one file.
const MAX_NODES: usize = 4_000_000;
/// Deeper marks are hostile.
const MAX_MARKS: usize = 1_000_000;
/// Bytes of one text or number that are kept.
const LONG: u64 = 64 * 1024;
/// Bytes of one model that is kept inside a pickle, as boosters are.
const LONGEST_MODEL: u64 = 32_000_000;
/// Bytes that are kept of one file in all.
const MAX_KEPT: u64 = 48_000_000;
/// Characters of a line of protocol 0 with a number or a name.
const LONGEST_LINE: usize = 64 * 1024;
/// The same with a text: protocol 0 keeps arrays so.
const LONGEST_TEXT_LINE: usize = 16_000_000;

/// Reads one pickle up to its end.
pub(super) struct Machine<'m, 's> {
    source: &'m mut Source<'s>,
    graph: &'m mut Graph,
    stack: Vec<Id>,
    /// Where in the stack the marks are.
    marks: Vec<usize>,
    memo: Memo,
    kept: u64,
    /// Pickles in pickles.
    depth: usize,
    /// Arrays stand between the opcodes.
    pub has_raw_arrays: bool,
}

/// How bytes are kept that a pickle holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
}

impl<'m, 's> Machine<'m, 's> {
    pub fn new(source: &'m mut Source<'s>, graph: &'m mut Graph, depth: usize) -> Self {
        Self { source, graph, stack: Vec::new(), marks: Vec::new(), memo: Memo::default(), kept: 0, depth, has_raw_arrays: false }
    }

    /// Runs up to the end; the object that it comes to.
    pub fn run(&mut self) -> Result<Id, Unread> {
        loop {
            let opcode = self.source.byte()?;
            if opcode == b'.' {
                return self.pop();
            }
            self.step(opcode)?;
            if self.graph.len() > MAX_NODES {
                return Err(Unread::TooMuch("4,000,000 objects"));
            }
            self.graph.check_weight((self.stack.len() * size_of::<Id>()) as u64 + self.memo.weight())?;
            if self.marks.len() > MAX_MARKS {
                return Err(Unread::TooMuch("1,000,000 levels"));
            }
        }
    }

    /// What was described first, where the end was not reached.
    pub fn first(&self) -> Option<Id> {
        self.stack.first().copied()
    }

    fn push(&mut self, node: Node) {
        let id = self.graph.add(node);
        self.stack.push(id);
    }

    fn pop(&mut self) -> Result<Id, Unread> {
        if self.marks.last() == Some(&self.stack.len()) {
            return Err(Unread::Damaged("an instruction takes what is not there"));
        }
        self.stack.pop().ok_or(Unread::Damaged("an instruction takes what is not there"))
    }

    fn top(&self) -> Result<Id, Unread> {
        self.stack.last().copied().ok_or(Unread::Damaged("an instruction takes what is not there"))
    }

    /// All above the last mark.
    fn pop_mark(&mut self) -> Result<Vec<Id>, Unread> {
        let mark = self.marks.pop().ok_or(Unread::Damaged("an instruction takes what is not there"))?;
        Ok(self.stack.split_off(mark.min(self.stack.len())))
    }

    fn u8(&mut self) -> Result<u64, Unread> {
        self.source.byte().map(u64::from)
    }

    fn u16(&mut self) -> Result<u64, Unread> {
        Ok(u64::from(u16::from_le_bytes(self.source.array()?)))
    }

    fn u32(&mut self) -> Result<u64, Unread> {
        Ok(u64::from(u32::from_le_bytes(self.source.array()?)))
    }

    fn u64(&mut self) -> Result<u64, Unread> {
        Ok(u64::from_le_bytes(self.source.array()?))
    }

    #[expect(clippy::too_many_lines, reason = "a table: an arm for each opcode, by the letter that Python's pickletools gives it")]
    fn step(&mut self, opcode: u8) -> Result<(), Unread> {
        match opcode {
            // Protocol and frames say nothing about objects.
            0x80 => drop(self.u8()?),
            0x95 => drop(self.u64()?),
            b'(' => self.marks.push(self.stack.len()),
            b'0' => drop(self.pop_or_unmark()?),
            b'1' => drop(self.pop_mark()?),
            b'2' => self.stack.push(self.top()?),
            b'N' => self.push(Node::None),
            0x88 => self.push(Node::Bool(true)),
            0x89 => self.push(Node::Bool(false)),
            // Numbers.
            b'K' => self.int(Self::u8)?,
            b'M' => self.int(Self::u16)?,
            b'J' => {
                let value = i32::from_le_bytes(self.source.array()?);
                self.push(Node::Int(i64::from(value)));
            }
            b'I' | b'L' => self.number_line(opcode)?,
            0x8a => self.long(Self::u8)?,
            0x8b => self.long(Self::u32)?,
            b'F' => {
                let line = self.source.line(LONGEST_LINE)?;
                let value = std::str::from_utf8(&line).ok().and_then(|text| text.trim().parse().ok());
                self.push(value.map_or(Node::Unknown, Node::Float));
            }
            b'G' => {
                let value = f64::from_be_bytes(self.source.array()?);
                self.push(Node::Float(value));
            }
            // Texts and bytes.
            0x8c => self.bytes(Self::u8, Kind::Text)?,
            b'X' => self.bytes(Self::u32, Kind::Text)?,
            0x8d => self.bytes(Self::u64, Kind::Text)?,
            b'C' | b'U' => self.bytes(Self::u8, Kind::Bytes)?,
            b'B' | b'T' => self.bytes(Self::u32, Kind::Bytes)?,
            0x8e | 0x96 => self.bytes(Self::u64, Kind::Bytes)?,
            b'S' | b'V' => self.text_line(opcode)?,
            // Buffers that stand elsewhere, as Python hands them to a pickle of protocol 5.
            0x97 => self.push(Node::Unknown),
            0x98 => {}
            // Collections.
            b')' => self.push(Node::Tuple([].into())),
            b']' => self.push(Node::List(Vec::new())),
            b'}' => self.push(Node::Dict(Vec::new())),
            0x8f => self.push(Node::Set(Vec::new())),
            0x85 => self.tuple(1)?,
            0x86 => self.tuple(2)?,
            0x87 => self.tuple(3)?,
            b't' => {
                let items = self.pop_mark()?;
                self.push(Node::Tuple(items.into()));
            }
            b'l' => {
                let items = self.pop_mark()?;
                self.push(Node::List(items));
            }
            b'd' => {
                let items = self.pop_mark()?;
                self.push(Node::Dict(pairs(&items)));
            }
            0x91 => {
                let items = self.pop_mark()?;
                self.push(Node::Set(items));
            }
            b'a' => {
                let item = self.pop()?;
                self.append(&[item])?;
            }
            b'e' | 0x90 => {
                let items = self.pop_mark()?;
                self.append(&items)?;
            }
            b's' => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.set_items(&[key, value])?;
            }
            b'u' => {
                let items = self.pop_mark()?;
                self.set_items(&items)?;
            }
            // The memo.
            b'p' => {
                let index = self.index_line()?;
                self.put(index)?;
            }
            b'q' => {
                let index = self.u8()?;
                self.put(index)?;
            }
            b'r' => {
                let index = self.u32()?;
                self.put(index)?;
            }
            0x94 => self.put(self.memo.count)?,
            b'g' => {
                let index = self.index_line()?;
                self.get(index)?;
            }
            b'h' => {
                let index = self.u8()?;
                self.get(index)?;
            }
            b'j' => {
                let index = self.u32()?;
                self.get(index)?;
            }
            // Names and calls.
            b'c' => {
                let id = self.global_lines()?;
                self.stack.push(id);
            }
            0x93 => self.stack_global()?,
            0x82 => self.extension(Self::u8)?,
            0x83 => self.extension(Self::u16)?,
            0x84 => self.extension(Self::u32)?,
            b'i' => {
                let callable = self.global_lines()?;
                let args = self.pop_mark()?;
                self.instance(callable, &args)?;
            }
            b'o' => {
                let args = self.pop_mark()?;
                let (callable, args) = args.split_first().ok_or(Unread::Damaged("an instruction takes what is not there"))?;
                self.instance(*callable, args)?;
            }
            b'R' | 0x81 => self.call()?,
            0x92 => {
                // The names of arguments are part of no question that is asked.
                self.pop()?;
                self.call()?;
            }
            b'b' => self.build()?,
            b'P' => {
                let line = self.source.line(LONGEST_LINE)?;
                let id = self.graph.add(Node::Text(String::from_utf8_lossy(&line).into()));
                self.push(Node::Persistent(id));
            }
            b'Q' => {
                let id = self.pop()?;
                self.push(Node::Persistent(id));
            }
            _ => return Err(Unread::Damaged("it holds an instruction that no pickle has")),
        }
        Ok(())
    }

    /// As Python does it: the mark goes where nothing lies above it.
    fn pop_or_unmark(&mut self) -> Result<(), Unread> {
        if self.marks.last() == Some(&self.stack.len()) {
            self.marks.pop();
            return Ok(());
        }
        self.pop().map(drop)
    }

    fn int(&mut self, read: fn(&mut Self) -> Result<u64, Unread>) -> Result<(), Unread> {
        let value = read(self)?;
        self.push(Node::Int(i64::try_from(value).unwrap_or(i64::MAX)));
        Ok(())
    }

    fn long(&mut self, length: fn(&mut Self) -> Result<u64, Unread>) -> Result<(), Unread> {
        let length = length(self)?;
        if length > LONG {
            self.source.skip(length)?;
            self.push(Node::Unknown);
            return Ok(());
        }
        let bytes = self.source.take(length)?;
        let node = match bytes.len() {
            0..=8 => {
                let sign = if bytes.last().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
                let mut all = [sign; 8];
                all[..bytes.len()].copy_from_slice(&bytes);
                Node::Int(i64::from_le_bytes(all))
            }
            _ => Node::Long(bytes.into()),
        };
        self.push(node);
        Ok(())
    }

    /// A number of protocol 0; `I00` and `I01` are no and yes.
    fn number_line(&mut self, opcode: u8) -> Result<(), Unread> {
        let line = self.source.line(LONGEST_LINE)?;
        let text = std::str::from_utf8(&line).unwrap_or_default().trim();
        let text = if opcode == b'L' { text.strip_suffix('L').unwrap_or(text) } else { text };
        self.push(match (opcode, text) {
            (b'I', "00") => Node::Bool(false),
            (b'I', "01") => Node::Bool(true),
            _ => text.parse().map_or(Node::Unknown, Node::Int),
        });
        Ok(())
    }

    fn index_line(&mut self) -> Result<u64, Unread> {
        let line = self.source.line(LONGEST_LINE)?;
        // Python takes `+1_0` as well.
        let text = std::str::from_utf8(&line).unwrap_or_default().trim().replace('_', "");
        text.parse().map_err(|_| Unread::Damaged("a number is none"))
    }

    /// A text of protocol 0: quoted by Python's `repr`, or with `\u` for what is no Latin letter.
    fn text_line(&mut self, opcode: u8) -> Result<(), Unread> {
        let line = self.source.line(LONGEST_TEXT_LINE)?;
        self.kept = self.kept.saturating_add(line.len() as u64);
        if self.kept > MAX_KEPT {
            self.push(Node::LongText);
            return Ok(());
        }
        let quoted = |line: &[u8]| Some(line.strip_prefix(b"'")?.strip_suffix(b"'")?.to_vec());
        let double = |line: &[u8]| Some(line.strip_prefix(b"\"")?.strip_suffix(b"\"")?.to_vec());
        let text = match opcode {
            b'V' => unescaped(&line, true),
            _ => unescaped(&quoted(&line).or_else(|| double(&line)).unwrap_or(line), false),
        };
        self.push(Node::Text(text.into()));
        Ok(())
    }

    /// A text or bytes after their length: kept where they are short or a model of their own.
    fn bytes(&mut self, length: fn(&mut Self) -> Result<u64, Unread>, kind: Kind) -> Result<(), Unread> {
        let length = length(self)?;
        let start = self.source.position();
        let is_model = || length <= LONGEST_MODEL;
        let is_kept = length <= LONG
            || is_model() && (!self.source.is_file() || starts_like_a_model(self.source.peek(64)?))
            || kind == Kind::Text && length <= 1_000_000;
        if !is_kept || self.kept.saturating_add(length) > MAX_KEPT {
            // lightgbm keeps its model as a text, which is read again like bytes.
            let head = self.source.peek(64)?;
            let is_model = length > LONG && starts_like_a_model(head);
            if kind == Kind::Bytes && nested::starts_like_one(head) {
                self.graph.passed_over = Some(Unread::TooMuch("32 MB of a pickle in it, which was passed over"));
            }
            let is_model = is_model && self.source.is_file();
            self.source.skip(length)?;
            self.graph.bring(length);
            self.push(match kind {
                Kind::Text if !is_model => Node::LongText,
                Kind::Text | Kind::Bytes => Node::Bytes(Box::new(Blob { start, length, ..Blob::default() })),
            });
            return Ok(());
        }
        // What is short is counted where it is an object.
        if length > 256 {
            self.kept += length;
        }
        self.graph.check_weight(length)?;
        self.graph.bring(length);
        let bytes = self.source.take(length)?;
        if kind == Kind::Text {
            let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
            self.push(Node::Text(text.into()));
            return Ok(());
        }
        nested::look_into(self.graph, &bytes, self.depth, nested::Why::ItLooksLikeOne)?;
        self.push(Node::Bytes(Box::new(Blob { start, length, kept: Some(bytes.into()), member: None })));
        Ok(())
    }

    fn tuple(&mut self, count: usize) -> Result<(), Unread> {
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(self.pop()?);
        }
        items.reverse();
        self.push(Node::Tuple(items.into()));
        Ok(())
    }

    fn append(&mut self, new: &[Id]) -> Result<(), Unread> {
        let top = self.top()?;
        match self.graph.node_mut(top) {
            Some(Node::List(items) | Node::Set(items)) => items.extend(new),
            Some(Node::Object(object)) => object.items.extend(new),
            _ => return Ok(()),
        }
        // Room grows by doubling, and small lists take more than their items.
        self.graph.weigh(new.len() as u64 * 8 + 16)
    }

    fn set_items(&mut self, items: &[Id]) -> Result<(), Unread> {
        let top = self.top()?;
        match self.graph.node_mut(top) {
            Some(Node::Dict(entries)) => entries.extend(pairs(items)),
            Some(Node::Object(object)) => object.entries.extend(pairs(items)),
            _ => return Ok(()),
        }
        self.graph.weigh(items.len() as u64 * 8 + 32)
    }

    fn put(&mut self, index: u64) -> Result<(), Unread> {
        self.memo.put(index, self.top()?);
        Ok(())
    }

    fn get(&mut self, index: u64) -> Result<(), Unread> {
        let id = self.memo.get(index).ok_or(Unread::Damaged("it recalls what it never remembered"))?;
        self.stack.push(id);
        Ok(())
    }

    fn global_lines(&mut self) -> Result<Id, Unread> {
        let (module, name) = (self.source.line(LONGEST_LINE)?, self.source.line(LONGEST_LINE)?);
        Ok(self.graph.global(&String::from_utf8_lossy(&module), &String::from_utf8_lossy(&name)))
    }

    fn stack_global(&mut self) -> Result<(), Unread> {
        let (name, module) = (self.pop()?, self.pop()?);
        // Texts of Python 2 name something, too.
        let part = |id| self.graph.text(id).unwrap_or("?").to_owned();
        let (module, name) = (part(module), part(name));
        let id = self.graph.global(&module, &name);
        self.stack.push(id);
        Ok(())
    }

    fn extension(&mut self, code: fn(&mut Self) -> Result<u64, Unread>) -> Result<(), Unread> {
        let code = code(self)?;
        let id = self.graph.global("copyreg", &format!("extension_{code}"));
        self.stack.push(id);
        Ok(())
    }

    fn instance(&mut self, callable: Id, args: &[Id]) -> Result<(), Unread> {
        let args = self.graph.add(Node::Tuple(args.into()));
        self.push_object(callable, args)
    }

    fn call(&mut self) -> Result<(), Unread> {
        let (args, callable) = (self.pop()?, self.pop()?);
        self.push_object(callable, args)
    }

    fn push_object(&mut self, callable: Id, args: Id) -> Result<(), Unread> {
        nested::look_into_call(self.graph, callable, args, self.depth)?;
        self.set_state_by_call(callable, args);
        let object = Object { callable, args, state: None, items: Vec::new(), entries: Vec::new() };
        self.push(Node::Object(Box::new(object)));
        Ok(())
    }

    /// cloudpickle sets what a class or function has by calls of its own.
    fn set_state_by_call(&mut self, callable: Id, args: Id) {
        let setter = self.graph.global_of(callable).map(|global| &*global.name);
        if !matches!(setter, Some("_function_setstate" | "_class_setstate")) {
            return;
        }
        let pair = self.graph.items(args).and_then(|args| Some((*args.first()?, *args.get(1)?)));
        if let Some((id, state)) = pair
            && let Some(Node::Object(object)) = self.graph.node_mut(id)
        {
            object.state = Some(state);
        }
    }

    fn build(&mut self) -> Result<(), Unread> {
        let (state, id) = (self.pop()?, self.top()?);
        let Some(Node::Object(object)) = self.graph.node_mut(id) else { return Ok(()) };
        object.state = Some(state);
        if let Some(wrapper) = joblib::wrapper(self.graph, id) {
            self.has_raw_arrays = true;
            let array = joblib::read_array(wrapper, self.source, self.graph, self.depth)?;
            self.stack.pop();
            // The memo keeps the wrapper; joblib puts the array in its place.
            if let Some(node) = self.graph.node_mut(id) {
                *node = array;
            }
            self.stack.push(id);
        }
        Ok(())
    }
}

fn pairs(items: &[Id]) -> Vec<(Id, Id)> {
    items.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Whether bytes begin like a model of another library, or like a pickle.
fn starts_like_a_model(head: &[u8]) -> bool {
    head.starts_with(b"{")
        || head.starts_with(b"tree\n")
        || head.starts_with(b"CBM1")
        || head.starts_with(b"binf")
        || head.starts_with(b"CONFIG-offset:")
        || nested::starts_like_one(head)
}
