//! What the parts of a text are, so that they are told apart by colour: keys, text, numbers, words of the language, comments.
//!
//! `egui_extras` has a highlighter too. It knows no keys, takes the apostrophe of `the model's` for a quote, and knows no
//! text that goes on over the next lines, as the signature in an MLmodel does. Here a text is gone through once, for what
//! each line begins inside; after that only the lines in view are looked at.

mod json;
mod line;
mod python;
mod shell;
mod yaml;

use std::ops::Range;
use std::path::Path;

use crate::folder::MLMODEL;
use crate::snippets::Language;
use line::Line;

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The key of a mapping, the option of a command, the name of a variable in a shell.
    Key,
    /// Text between quotes.
    Text,
    Number,
    /// A word that the language keeps for itself: `true`, `def`, `fi`.
    Keyword,
    Comment,
}

/// A part of a line. What no token covers is plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// In bytes of its line.
    pub range: Range<usize>,
    pub kind: TokenKind,
}

/// What begins in one line and goes on in the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct LineStart {
    inside: Inside,
    /// How many brackets of YAML are open, up to 255.
    brackets: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Code,
    Quotes(Quote),
    /// A block of YAML after `|` or `>`: its lines are indented by so many blanks at least.
    Block {
        indent: u16,
    },
    /// A text of YAML without quotes: the lines that are indented by so many blanks go on with it.
    Plain {
        indent: u16,
    },
    /// A command of a shell, after a `\` at the end of a line; whether a command may follow.
    Continued {
        is_command: bool,
    },
    /// A text in a shell, up to the line that has this hash.
    HereDocument {
        end: u16,
    },
}

/// What a text stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    Single,
    Double,
    /// Of Python.
    TripleSingle,
    /// Of Python.
    TripleDouble,
}

/// What is known of a text in one of the languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    language: Language,
    /// One a line, up to the last that begins inside anything.
    starts: Vec<LineStart>,
}

impl Syntax {
    /// Goes through a text; takes time in proportion to its length.
    #[must_use]
    pub fn of<'a>(language: Language, lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut starts = Vec::new();
        // No text of JSON goes on in the next line.
        if language != Language::Json {
            let mut start = LineStart::default();
            for line in lines {
                starts.push(start);
                start = read(language, &mut Line::new(line), start);
            }
            starts.truncate(starts.iter().rposition(|start| *start != LineStart::default()).map_or(0, |last| last + 1));
            starts.shrink_to_fit();
        }
        Self { language, starts }
    }

    /// The same for a file, where its name tells the language.
    #[must_use]
    pub fn of_file<'a>(path: &str, lines: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        Some(Self::of(language_of(path)?, lines))
    }

    /// The parts of a line, in order; `number` counts from 0, `line` is the line itself or its beginning.
    #[must_use]
    pub fn tokens(&self, number: usize, line: &str) -> Vec<Token> {
        let mut line = Line::telling(line);
        read(self.language, &mut line, self.starts.get(number).copied().unwrap_or_default());
        line.into_tokens()
    }
}

/// The parts of a whole text, in order; their ranges are bytes of the text.
#[must_use]
pub fn tokens(language: Language, text: &str) -> Vec<Token> {
    let (mut all, mut begin, mut start) = (Vec::new(), 0, LineStart::default());
    for whole in text.split_inclusive('\n') {
        let mut line = Line::telling(whole.trim_end_matches(['\n', '\r']));
        start = read(language, &mut line, start);
        let placed = |token: Token| Token { range: begin + token.range.start..begin + token.range.end, ..token };
        all.extend(line.into_tokens().into_iter().map(placed));
        begin += whole.len();
    }
    all
}

/// A text cut into lines, with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLines {
    pub lines: Vec<String>,
    pub syntax: Syntax,
}

impl CodeLines {
    /// Cuts a text, and goes through it.
    #[must_use]
    pub fn of(language: Language, text: &str) -> Self {
        Self { lines: text.lines().map(str::to_owned).collect(), syntax: Syntax::of(language, text.lines()) }
    }
}

/// Reads a line; what the next one begins inside.
fn read(language: Language, line: &mut Line<'_>, start: LineStart) -> LineStart {
    match language {
        Language::Yaml => yaml::read(line, start),
        Language::Json => {
            json::read(line);
            LineStart::default()
        }
        Language::Python => LineStart { inside: python::read(line, start.inside), brackets: 0 },
        Language::Shell => LineStart { inside: shell::read(line, start.inside), brackets: 0 },
    }
}

/// What a file is written in, as its name tells.
fn language_of(path: &str) -> Option<Language> {
    let path = Path::new(path);
    let name = path.file_name()?.to_str()?;
    if [MLMODEL, "MLproject", "registered_model_meta"].contains(&name) {
        return Some(Language::Yaml);
    }
    Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "yaml" | "yml" => Language::Yaml,
        "json" | "ipynb" | "jsonl" => Language::Json,
        "py" => Language::Python,
        "sh" | "bash" => Language::Shell,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text, each as its kind and its words, line by line.
    fn told(language: Language, text: &str) -> Vec<String> {
        let syntax = Syntax::of(language, text.lines());
        let said = |(i, line): (usize, &str)| {
            let tokens = syntax.tokens(i, line);
            for pair in tokens.windows(2) {
                assert!(pair[0].range.end <= pair[1].range.start, "{line}: {tokens:?}");
            }
            tokens.iter().map(|token| format!("{:?} {}", token.kind, &line[token.range.clone()])).collect::<Vec<_>>().join(" | ")
        };
        text.lines().enumerate().map(said).collect()
    }

    #[test]
    fn yaml_keys_are_told_from_values_and_numbers_are_those_that_mlflow_reads() {
        let text =
            "# made by hand\nflavors:\n  sklearn:\n    code: null # none\n    version: 1.5.2\n    python: 3.10\n- a: 'x': y\n\"k\": yes";
        assert_eq!(
            told(Language::Yaml, text),
            [
                "Comment # made by hand",
                "Key flavors",
                "Key sklearn",
                "Key code | Keyword null | Comment # none",
                "Key version",
                "Key python | Number 3.10",
                "Key a | Key 'x'",
                "Key \"k\" | Keyword yes",
            ]
        );
    }

    #[test]
    fn an_apostrophe_within_a_word_of_yaml_is_no_quote() {
        assert_eq!(told(Language::Yaml, "about: the model's output\nnext: 1"), ["Key about", "Key next | Number 1"]);
        assert_eq!(told(Language::Yaml, "url: http://x/a#b:c\n'a''b': c"), ["Key url", "Key 'a''b'"]);
    }

    #[test]
    fn a_text_of_yaml_goes_on_over_lines() {
        let text = "inputs: '[{\"name\": \"a\",\n    \"type\": \"it''s: # no\"}]' # end\nb: 2";
        assert_eq!(
            told(Language::Yaml, text),
            ["Key inputs | Text '[{\"name\": \"a\",", "Text     \"type\": \"it''s: # no\"}]' | Comment # end", "Key b | Number 2"]
        );
        let block = "a:\n  - b: |-  # as it is\n      c: 1\n\n      d\n    e: 2\n  - >\n   f\nlast: 1";
        assert_eq!(
            told(Language::Yaml, block),
            [
                "Key a",
                "Key b | Comment # as it is",
                "Text       c: 1",
                "",
                "Text       d",
                "Key e | Number 2",
                "",
                "Text    f",
                "Key last | Number 1"
            ]
        );
    }

    #[test]
    fn brackets_of_yaml_hold_over_lines() {
        assert_eq!(
            told(Language::Yaml, "a: [1, b c,\n  d: {e: f}, \"g\":1]\nh: i, j]"),
            ["Key a | Number 1", "Key d | Key e | Key \"g\" | Number 1", "Key h"]
        );
        assert_eq!(told(Language::Yaml, "a:\n  >+2\n  b: c\nd: e"), ["Key a", "", "Text   b: c", "Key d"]);
        assert_eq!(told(Language::Yaml, "--- |\ntext\n...\n%YAML 1.1\n--- !tag &x\na: *x"), {
            ["", "Text text", "", "", "Keyword !tag | Keyword &x", "Key a | Keyword *x"]
        });
    }

    #[test]
    fn a_text_of_yaml_without_quotes_goes_on_over_lines() {
        let text = "a:\n  b: one two\n    '90s: [no\n\n    true # end\n  c: 1\n- d\n  *no\n- e:\n    it is\n    \"so\"\n  f: g # h\n  i: j";
        assert_eq!(
            told(Language::Yaml, text),
            ["Key a", "Key b", "", "", "Comment # end", "Key c | Number 1", "", "", "Key e", "", "", "Key f | Comment # h", "Key i"]
        );
    }

    #[test]
    fn json_names_are_told_from_values() {
        let text = r#"{"a\"b" : ["x", -1.5e3, NaN, true, null, "unclosed"#;
        assert_eq!(
            told(Language::Json, text),
            [r#"Key "a\"b" | Text "x" | Number -1.5e3 | Number NaN | Keyword true | Keyword null | Text "unclosed"#]
        );
    }

    #[test]
    fn python_docstrings_go_on_and_prefixes_belong_to_a_string() {
        let text = "@app.route\ndef f(x1, y=0x1F):  # why\n    \"\"\"It's\n    a 'docstring'.\"\"\"\n    return rb'a\\'b' + f\"{x1}\" if x1 >= 1e-3 else None";
        assert_eq!(
            told(Language::Python, text),
            [
                "Keyword @app.route",
                "Keyword def | Number 0x1F | Comment # why",
                "Text \"\"\"It's",
                "Text     a 'docstring'.\"\"\"",
                "Keyword return | Text rb'a\\'b' | Text f\"{x1}\" | Keyword if | Number 1e-3 | Keyword else | Keyword None"
            ]
        );
        assert_eq!(told(Language::Python, "a = 'open\nb = 1"), ["Text 'open", "Number 1"]);
    }

    #[test]
    fn a_body_of_curl_goes_on_over_lines() {
        let text = "curl -X POST --data '{\n  \"it\": 1}' \"$URL/x\" # send\nif [ -f a#b ]; then export A=${B}; fi";
        assert_eq!(
            told(Language::Shell, text),
            [
                "Key -X | Key --data | Text '{",
                "Text   \"it\": 1}' | Text \"$URL/x\" | Comment # send",
                "Keyword if | Key -f | Keyword then | Keyword export | Key A | Key ${B} | Keyword fi"
            ]
        );
    }

    #[test]
    fn words_of_a_shell_are_told_from_those_that_a_command_takes() {
        let text = "pip install mlflow==2.9 \\\n  numpy=1\naz account set --name x\nfor f in $HOST:5000 $env:A; do echo done; done\ncat <<'EOF' > x\nit's\nEOF\na && \\\n export C=2\nx=$((1 << 4)) # no\ncat <<END-IT\n'\nEND-IT\nA=1 B=x run";
        assert_eq!(
            told(Language::Shell, text),
            [
                "",
                "",
                "Key --name",
                "Keyword for | Keyword in | Key $HOST | Key $env:A | Keyword do | Keyword done",
                "Keyword EOF",
                "Text it's",
                "",
                "",
                "Keyword export | Key C",
                "Key x | Comment # no",
                "Keyword END-IT",
                "Text '",
                "",
                "Key A | Key B"
            ]
        );
    }

    #[test]
    fn the_parts_of_a_whole_text_stand_where_its_lines_do() {
        let text = "{\r\n \"é\": 1}\r\n# it's\n";
        let all: Vec<_> = tokens(Language::Json, text).into_iter().map(|token| &text[token.range]).collect();
        assert_eq!(all, ["\"é\"", "1"]);
    }

    #[test]
    fn the_name_tells_the_language() {
        let language = |path: &str| language_of(path);
        assert_eq!(language("sub/MLmodel"), Some(Language::Yaml));
        assert_eq!(language("a.YML"), Some(Language::Yaml));
        assert_eq!(language("input_example.json"), Some(Language::Json));
        assert_eq!(language("code/model.py"), Some(Language::Python));
        assert_eq!(language("requirements.txt"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_tokens_in_order_within_its_lines(text in "[-a-z:#'\"\\[\\]{}|> \t\n\\\\$é1.]{0,80}") {
            for language in [Language::Yaml, Language::Json, Language::Python, Language::Shell] {
                let syntax = Syntax::of(language, text.lines());
                for (i, line) in text.lines().enumerate() {
                    let mut end = 0;
                    for token in syntax.tokens(i, line) {
                        assert!(token.range.start >= end && token.range.start < token.range.end, "{line}: {token:?}");
                        assert!(line.get(token.range.clone()).is_some(), "{line}: {token:?}");
                        end = token.range.end;
                    }
                }
            }
        }
    }
}
