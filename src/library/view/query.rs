//! What a person typed to filter the library, understood: words, and conditions on what was logged.
//!
//! Words must all occur, in any field. A condition is a name, a comparison and a value (`auc > 0.9`, `C = '1'`), a field and a
//! word (`experiment: churn`), or `missing`. MLflow's own form is understood as well (`metrics.auc > 0.9 and params.C = '1'`,
//! `mlflow/utils/search_utils.py`). What looks like a condition and is none is told, and not looked for as a word.

use crate::library::logged::LoggedKind;
use crate::mlmodel::display::clipped;

/// Longer filters are cut: nobody types them.
const MAX_BYTES: usize = 10_000;
/// More words and conditions are not looked for.
const MAX_TERMS: usize = 200;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// All of them must hold.
    pub terms: Vec<Term>,
    /// What was not understood, a sentence each.
    pub problems: Vec<String>,
}

/// One word or condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// Occurs in any field; in small letters.
    Word(String),
    /// Occurs in this field; in small letters.
    In(Field, String),
    /// A file that the MLmodel names is not there.
    Missing,
    Logged(Condition),
}

/// A field of what is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Experiment,
    Run,
    Flavor,
    Registered,
    Alias,
    Stage,
    Path,
    Id,
}

/// What stands before a colon.
const FIELDS: [(&str, Field); 13] = [
    ("name", Field::Name),
    ("experiment", Field::Experiment),
    ("run", Field::Run),
    ("flavor", Field::Flavor),
    ("flavors", Field::Flavor),
    ("registered", Field::Registered),
    ("model", Field::Registered),
    ("version", Field::Registered),
    ("alias", Field::Alias),
    ("stage", Field::Stage),
    ("path", Field::Path),
    ("id", Field::Id),
    ("run_id", Field::Id),
];

/// A comparison with what was logged.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Any kind where the person did not say which.
    pub kind: Option<LoggedKind>,
    /// As it was logged.
    pub name: String,
    pub comparison: Comparison,
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Different,
    Less,
    AtMost,
    Greater,
    AtLeast,
    /// `%` stands for anything, `_` for one character.
    Like {
        ignores_case: bool,
    },
}

/// What is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Text(String),
}

/// Fields that MLflow asks for with a sign, and that nobody logs under these names.
const SAID_WITH_A_SIGN: [(&str, Field); 8] = [
    ("run_name", Field::Run),
    ("attributes.run_name", Field::Run),
    ("attribute.run_name", Field::Run),
    ("run_id", Field::Id),
    ("attributes.run_id", Field::Id),
    ("experiment_name", Field::Experiment),
    // The tag that the name of a run stands in.
    ("tags.mlflow.runName", Field::Run),
    ("tag.mlflow.runName", Field::Run),
];

/// Kinds that nobody writes before a dot and means a file by.
const SPELLED_OUT: [&str; 3] = ["metrics", "params", "tags"];

/// A piece of what was typed.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// Without quotes.
    Plain(String),
    /// In quotes, without them.
    Quoted(String),
    Sign(Comparison),
    Colon,
}

impl Query {
    /// Understands what was typed; never fails.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        let mut is_cut = typed.len() > MAX_BYTES;
        let typed = &typed[..typed.floor_char_boundary(MAX_BYTES)];
        let tokens = tokens(typed);
        let mut parser = Parser { tokens: &tokens, at: 0, is_behind_condition: false };
        while let Some(term) = parser.term() {
            parser.is_behind_condition = matches!(term, Ok(Some(Term::Logged(_) | Term::In(..))));
            match term {
                Ok(Some(term)) if query.terms.len() < MAX_TERMS => query.terms.push(term),
                Ok(more) => is_cut |= more.is_some(),
                Err(problem) => query.problems.push(problem),
            }
        }
        if is_cut {
            query.problems.push(format!("The filter is too long: the first {MAX_TERMS} words and conditions are looked for."));
        }
        query
    }
}

/// The pieces of a text. A sign parts words only where it can begin a comparison: `a=b` is one, `C:\\models` has a colon.
fn tokens(typed: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = typed.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = if let Some(quote) = ['\'', '"', '`'].into_iter().find(|quote| *quote == first) {
            let inner = &rest[1..];
            // While it is typed, the end is not there yet.
            let end = inner.find(quote).unwrap_or(inner.len());
            tokens.push(Token::Quoted(inner[..end].to_owned()));
            inner.get(end + 1..).unwrap_or_default()
        } else if let Some((sign, after)) = sign(rest) {
            tokens.push(Token::Sign(sign));
            after
        } else if let Some(after) = rest.strip_prefix(':').filter(|_| matches!(tokens.last(), Some(Token::Plain(_)))) {
            tokens.push(Token::Colon);
            after
        } else {
            let end = word_end(rest);
            tokens.push(Token::Plain(rest[..end].to_owned()));
            &rest[end..]
        };
        rest = after.trim_start();
    }
    tokens
}

/// A sign of comparison at the beginning.
fn sign(text: &str) -> Option<(Comparison, &str)> {
    const SIGNS: [(&str, Comparison); 9] = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        ("!=", Comparison::Different),
        ("<>", Comparison::Different),
        ("==", Comparison::Equal),
        ("≥", Comparison::AtLeast),
        ("≤", Comparison::AtMost),
        (">", Comparison::Greater),
        ("<", Comparison::Less),
    ];
    let found = SIGNS.into_iter().find_map(|(sign, comparison)| Some((comparison, text.strip_prefix(sign)?)));
    found.or_else(|| Some((Comparison::Equal, text.strip_prefix('=')?)))
}

/// Where a word ends that begins the text; at least one character belongs to it.
fn word_end(text: &str) -> usize {
    let mut chars = text.char_indices();
    let first = chars.next().map_or(0, |(_, c)| c.len_utf8());
    for (at, c) in chars {
        let word = &text[..at];
        let ends = c.is_whitespace()
            || sign(&text[at..]).is_some()
            || (c == ':' && FIELDS.iter().any(|(name, _)| word.eq_ignore_ascii_case(name)))
            // `params."learning rate"`
            || (matches!(c, '"' | '`' | '\'') && word.ends_with('.'));
        if ends {
            return at;
        }
    }
    text.len().max(first)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    /// What was read last is a condition, which another may follow.
    is_behind_condition: bool,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    /// The next word or condition; nothing in it where it only joins others; `None` at the end.
    fn term(&mut self) -> Option<Result<Option<Term>, String>> {
        let token = self.peek(0)?.clone();
        Some(match token {
            Token::Sign(comparison) => {
                self.at += 1;
                Err(format!("A name is missing before {}, as in auc > 0.9.", comparison.sign()))
            }
            Token::Colon => {
                self.at += 1;
                Ok(None)
            }
            Token::Quoted(text) if !matches!(self.peek(1), Some(Token::Sign(_))) => {
                self.at += 1;
                Ok(Some(Term::Word(text.to_lowercase())).filter(|_| !text.is_empty()))
            }
            Token::Quoted(text) => {
                self.at += 1;
                self.condition(None, text).map(Some)
            }
            Token::Plain(word) => self.plain(&word),
        })
    }

    fn plain(&mut self, word: &str) -> Result<Option<Term>, String> {
        let comparison = self.comparison(1);
        self.at += 1;
        if comparison.is_none() {
            if self.peek(0) == Some(&Token::Colon) {
                return self.field(word);
            }
            // `metrics."val loss" > 1`
            if let (Some(kind), Some(Token::Quoted(name)), Some(_)) =
                (word.strip_suffix('.').and_then(LoggedKind::named), self.peek(0).cloned(), self.comparison(1))
            {
                self.at += 1;
                return self.condition(Some(kind), name).map(Some);
            }
            let joins = self.is_behind_condition && self.at < self.tokens.len();
            return match word.to_lowercase().as_str() {
                // MLflow joins conditions with it; all must hold here anyhow.
                "and" if joins => Ok(None),
                "or" if joins => Err("Conditions cannot be joined with or: all of them must hold.".to_owned()),
                "missing" => Ok(Some(Term::Missing)),
                _ if word.split_once('.').is_some_and(|(first, name)| SPELLED_OUT.contains(&first) && !name.is_empty()) => {
                    Err(format!("A comparison is missing behind {0}, as in {0} > 0.9.", clipped(word, 60)))
                }
                _ if is_field(word) => {
                    let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
                    Err(format!("There is no field {} There are {}.", clipped(word, 60).replace(':', "."), known.join(", ")))
                }
                word => Ok(Some(Term::Word(word.to_owned()))),
            };
        }
        if let Some(field) = SAID_WITH_A_SIGN.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, field)| *field)
            && comparison == Some(Comparison::Equal)
        {
            self.at += 1;
            return self.word_in(field, word, "=");
        }
        let (kind, name) = match word.split_once('.') {
            Some((first, rest)) if LoggedKind::named(first).is_some() && !rest.is_empty() => (LoggedKind::named(first), rest),
            _ => (None, word),
        };
        self.condition(kind, name.to_owned()).map(Some)
    }

    fn field(&mut self, name: &str) -> Result<Option<Term>, String> {
        self.at += 1;
        let Some((_, field)) = FIELDS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)) else { return Ok(None) };
        self.word_in(*field, name, ":")
    }

    /// The word that is looked for in a field; `name` and `sign` were read.
    fn word_in(&mut self, field: Field, name: &str, sign: &str) -> Result<Option<Term>, String> {
        match self.peek(0) {
            Some(Token::Plain(text) | Token::Quoted(text)) => {
                let text = text.to_lowercase();
                self.at += 1;
                Ok(Some(Term::In(field, text)))
            }
            _ => Err(format!("A word is missing behind {name}{sign}, as in {name}{sign} churn.")),
        }
    }

    /// The comparison at a token: a sign, or MLflow's LIKE before a value in quotes.
    fn comparison(&self, ahead: usize) -> Option<Comparison> {
        match self.peek(ahead)? {
            Token::Sign(comparison) => Some(*comparison),
            Token::Plain(word) if matches!(self.peek(ahead + 1), Some(Token::Quoted(_))) => {
                let ignores_case = word.eq_ignore_ascii_case("ilike");
                (ignores_case || word.eq_ignore_ascii_case("like")).then_some(Comparison::Like { ignores_case })
            }
            _ => None,
        }
    }

    /// A condition whose name was read.
    fn condition(&mut self, kind: Option<LoggedKind>, name: String) -> Result<Term, String> {
        let comparison = self.comparison(0).unwrap_or(Comparison::Equal);
        self.at += 1;
        let shown = format!("{} {}", clipped(&name, 60), comparison.sign());
        let value = match self.peek(0) {
            Some(Token::Plain(text)) => number(text).map_or_else(|| Value::Text(text.clone()), Value::Number),
            Some(Token::Quoted(text)) => Value::Text(text.clone()),
            _ => return Err(format!("A value is missing behind {shown}.")),
        };
        self.at += 1;
        let is_order = matches!(comparison, Comparison::Less | Comparison::AtMost | Comparison::Greater | Comparison::AtLeast);
        if let (true, Value::Text(text)) = (is_order, &value)
            && number(text).is_none()
        {
            return Err(format!("{shown} needs a number, and {} is none.", clipped(text, 60)));
        }
        let value = match value {
            Value::Text(text) if is_order => number(&text).map_or(Value::Text(text), Value::Number),
            value => value,
        };
        Ok(Term::Logged(Condition { kind, name, comparison, value }))
    }
}

/// Whether a word is written as a field is: `foo:`
fn is_field(word: &str) -> bool {
    word.strip_suffix(':').is_some_and(|name| name.len() > 1 && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_'))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| !number.is_nan())
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Different => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Like { ignores_case: false } => "LIKE",
            Self::Like { ignores_case: true } => "ILIKE",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn condition(kind: Option<LoggedKind>, name: &str, comparison: Comparison, value: Value) -> Term {
        Term::Logged(Condition { kind, name: name.to_owned(), comparison, value })
    }

    fn understood(typed: &str) -> Vec<Term> {
        let query = Query::parse(typed);
        assert!(query.problems.is_empty(), "{typed}: {:?}", query.problems);
        query.terms
    }

    fn word(text: &str) -> Term {
        Term::Word(text.to_owned())
    }

    #[test]
    fn conditions_are_understood_with_and_without_blanks() {
        let auc = condition(None, "auc", Comparison::Greater, Value::Number(0.9));
        for typed in ["auc > 0.9", "auc>0.9", " auc >0.9 ", "auc> .9"] {
            assert_eq!(understood(typed), std::slice::from_ref(&auc), "{typed}");
        }
        assert_eq!(understood("learning_rate <= 0.1"), [condition(None, "learning_rate", Comparison::AtMost, Value::Number(0.1))]);
        assert_eq!(understood("loss < -1e-3"), [condition(None, "loss", Comparison::Less, Value::Number(-1e-3))]);
        let text = |value: &str| condition(None, "solver", Comparison::Equal, Value::Text(value.to_owned()));
        assert_eq!(understood("solver = lbfgs"), [text("lbfgs")]);
        assert_eq!(understood("solver == 'l b'"), [text("l b")]);
        assert_eq!(understood("'val loss' > 1"), [condition(None, "val loss", Comparison::Greater, Value::Number(1.0))]);
        // Slashes, dots and dashes are part of names.
        assert_eq!(understood("eval/f1-score.mean >= 1"), [condition(None, "eval/f1-score.mean", Comparison::AtLeast, Value::Number(1.0))]);
    }

    #[test]
    fn mlflows_form_is_understood() {
        let metric = Some(LoggedKind::Metric);
        let param = Some(LoggedKind::Param);
        assert_eq!(
            understood("metrics.auc > 0.9 and params.C = '1'"),
            [
                condition(metric, "auc", Comparison::Greater, Value::Number(0.9)),
                condition(param, "C", Comparison::Equal, Value::Text("1".to_owned()))
            ]
        );
        let like = |ignores_case, value: &str| condition(param, "solver", Comparison::Like { ignores_case }, Value::Text(value.to_owned()));
        assert_eq!(understood("params.solver LIKE 'lb%' AND param.solver ilike '%S'"), [like(false, "lb%"), like(true, "%S")]);
        for typed in ["metrics.`val loss` < 1", "metric.\"val loss\" < 1"] {
            assert_eq!(understood(typed), [condition(metric, "val loss", Comparison::Less, Value::Number(1.0))], "{typed}");
        }
        assert_eq!(
            understood("tags.mlflow.user != 'ana'"),
            [condition(Some(LoggedKind::Tag), "mlflow.user", Comparison::Different, Value::Text("ana".to_owned()))]
        );
        for typed in ["attributes.run_name = 'Calm'", "tags.mlflow.runName = 'Calm'"] {
            assert_eq!(understood(typed), [Term::In(Field::Run, "calm".to_owned())], "{typed}");
        }
    }

    #[test]
    fn words_and_fields_are_understood() {
        assert_eq!(understood("Champion sklearn"), [word("champion"), word("sklearn")]);
        assert_eq!(understood("'two words' \"x\""), [word("two words"), word("x")]);
        for typed in ["experiment: churn", "experiment:churn", "Experiment : Churn"] {
            assert_eq!(understood(typed), [Term::In(Field::Experiment, "churn".to_owned())], "{typed}");
        }
        assert_eq!(
            understood("flavor: sklearn auc > 0.9 missing"),
            [Term::In(Field::Flavor, "sklearn".to_owned()), condition(None, "auc", Comparison::Greater, Value::Number(0.9)), Term::Missing]
        );
        // What only looks like one is a word: paths, times, addresses, and words that are words elsewhere.
        for typed in ["c:\\models\\a", "10:30", "s3://bucket", "rock and roll", "and", "or", "@champion", "MLmodel.yaml", "it's"] {
            let words: Vec<Term> = typed.split_whitespace().map(|text| word(&text.to_lowercase())).collect();
            assert_eq!(understood(typed), words, "{typed}");
        }
        assert!(understood("").is_empty() && understood("  ''  ").is_empty());
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for (typed, said) in [
            ("auc >", "A value is missing behind auc >."),
            ("> 0.9", "A name is missing before >, as in auc > 0.9."),
            ("auc > high", "auc > needs a number, and high is none."),
            ("experiment:", "A word is missing behind experiment:, as in experiment: churn."),
            ("auc > 1 or loss < 1", "Conditions cannot be joined with or: all of them must hold."),
            ("metrics.auc", "A comparison is missing behind metrics.auc, as in metrics.auc > 0.9."),
        ] {
            assert_eq!(Query::parse(typed).problems, [said], "{typed}");
        }
        // The rest still counts.
        assert_eq!(Query::parse("churn auc >").terms, [word("churn")]);
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_panics(typed in "\\PC{0,60}") {
            let query = Query::parse(&typed);
            prop_assert!(query.terms.len() <= MAX_TERMS);
        }

        #[test]
        fn no_mix_of_signs_panics(typed in "([a-c. ]|and|or|like|metrics\\.|experiment|[:<>=!'\"`%é≥0-9-]){0,30}") {
            let query = Query::parse(&typed);
            prop_assert!(query.problems.iter().all(|problem| problem.ends_with('.')));
        }
    }
}
