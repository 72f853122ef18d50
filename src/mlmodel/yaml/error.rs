//! What MLflow's YAML reader refuses: kinds, and the one place where they become words.

use thiserror::Error;

use super::{MAX_DEPTH, MAX_NODES};
use crate::mlmodel::display::grouped;

/// A line and a column of a text, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub line: u32,
    pub column: u32,
}

impl Position {
    /// The first letter of a text.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// Why the text is no YAML document to MLflow, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct SyntaxError {
    pub problem: SyntaxProblem,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

impl SyntaxError {
    pub(super) fn at(Position { line, column }: Position, problem: SyntaxProblem) -> Self {
        Self { problem, line, column }
    }
}

/// What is wrong with a text that should be YAML, as a clause without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SyntaxProblem {
    /// MLflow might read it, slowly; this program does not.
    #[error("it holds more than {} values", grouped(MAX_NODES))]
    TooMany,
    #[error("nested more than {MAX_DEPTH} levels deep; MLflow's reader gives up on that")]
    TooDeep,
    #[error("the character U+{:04X} is not allowed in YAML", u32::from(*.0))]
    Character(char),
    #[error("this line is indented with a tab; YAML allows only spaces")]
    TabIndent,
    #[error("a tab stands here; MLflow's reader allows tabs only inside quotes")]
    Tab,
    #[error("a quote (' or \") opens here and is not closed before the text ends")]
    OpenQuote,
    #[error("a comment stands directly behind the sign of a block (| or >); put a blank between them")]
    CommentBehindBlock,
    /// PyYAML takes a comma into a tag, and knows no tag with one.
    #[error("a tag (!name) stands directly before a comma here; put a blank between them")]
    TagBeforeComma,
    #[error("a second YAML document starts here (---); MLflow reads files with one only")]
    SecondDocument,
    #[error("an alias (*name) stands without the anchor (&name) it refers to")]
    AliasWithoutAnchor,
    #[error("an anchor (&name) of this name stands further up already")]
    AnchorTwice,
    /// What the parser says, and while doing what.
    #[error("{}{problem}{context}", if *.at_end { "the text ends here: " } else { "" })]
    Grammar { at_end: bool, problem: &'static str, context: String },
    #[error("this program's YAML reader fails on the text; please report it")]
    ReaderFailed,
}

/// Why PyYAML fails to make a value of what it has parsed (its `ConstructorError`, or an error of Python's own).
///
/// Texts in it are cut to what a person reads.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConstructorError {
    #[error("\"{0}\" looks like a whole number and is none")]
    NoWholeNumber(String),
    #[error("\"{0}\" looks like a date and is none; quote it")]
    NoDate(String),
    #[error("\"{0}\" with a line break behind it looks like a boolean and is none")]
    BooleanWithLineBreak(String),
    #[error("a lone \"<<\" merges maps in YAML 1.1 and is no value; quote it")]
    LoneMerge,
    #[error("a lone \"=\" has a meaning in YAML 1.1 that MLflow's reader refuses; quote it")]
    LoneEquals,
    #[error("\"{text}\" is not a value of the tag !!{tag}")]
    NotOfTag { text: String, tag: String },
    /// One of YAML's own tags, at a place where it means nothing.
    #[error("MLflow's reader has no meaning for the tag !!{0} here")]
    MisplacedTag(String),
    #[error("the tag {0} is unknown to MLflow's reader, which allows only YAML's own")]
    UnknownTag(String),
    #[error("a list or a map stands as a key; MLflow's reader allows only plain values there")]
    KeyIsNoScalar,
    #[error("a key at the top must be text; MLflow hands the keys on as names")]
    TopKeyIsNoText,
    #[error("<< must be given a map, or a list of maps, to merge")]
    MergeOfNoMap,
}
