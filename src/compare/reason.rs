//! The verdict and its reasons.

use super::rules::{Caller, Effects, Grade, Rule};
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::PartName;
use crate::mlmodel::{Code, KeyPath};

/// One reason of the verdict: what changed, where, and what it does to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Of its rule: one of [`codes`](super::rules::codes).
    pub code: &'static Code,
    pub place: ReasonPlace,
    /// What it is about: a column, a file, a key.
    pub subject: String,
    /// What became of it, in a clause that goes on from the subject: `was double, is integer`.
    pub what: String,
    pub effects: Effects,
}

/// The row of the comparison that a reason is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReasonPlace {
    /// Row of a part of the signature, and the way to a property below it.
    Signature {
        part: PartName,
        row: Option<u32>,
        name: String,
    },
    Key(KeyPath),
    Package(String),
    /// Relative to the model folder.
    File(String),
}

impl ReasonPlace {
    /// For scripts: `signature.inputs.Age`, `model.pkl`, `requirements.pandas`.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Signature { part, name, .. } => {
                let part = part.key();
                if name.is_empty() { format!("signature.{part}") } else { format!("signature.{part}.{name}") }
            }
            Self::Key(key) => key.to_string(),
            Self::Package(name) => format!("environment.{name}"),
            Self::File(path) => path.clone(),
        }
    }
}

impl Reason {
    /// A reason by a rule that does not depend on types.
    #[must_use]
    pub(super) fn new(rule: &Rule, place: ReasonPlace, subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self::with(rule, rule.effects.unwrap_or_default(), place, subject, what)
    }

    /// A reason by a rule whose effects depend on the types in question.
    #[must_use]
    pub(super) fn with(rule: &Rule, effects: Effects, place: ReasonPlace, subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self { code: rule.code, place, subject: subject.into(), what: what.into(), effects }
    }

    /// How bad it is for these callers; nothing where it does not concern them.
    #[must_use]
    pub fn grade(&self, callers: Callers) -> Option<Grade> {
        match callers.only() {
            Some(caller) => self.effects.on(caller).map(|effect| effect.grade),
            None => self.effects.grade(),
        }
    }

    /// What follows from it, in a clause: one where both callers meet the same, else one for each.
    #[must_use]
    pub fn consequence(&self, callers: Callers) -> String {
        let rest = self.effects.rest.filter(|_| callers != Callers::Python);
        let python = self.effects.python.filter(|_| callers != Callers::Rest);
        match (rest, python) {
            (Some(rest), Some(python)) if rest == python => rest.why.to_owned(),
            (Some(rest), Some(python)) => format!("{} {}; {} {}", Caller::Rest.place(), rest.why, Caller::Python.place(), python.why),
            // The caller is named, unless only one kind of caller was asked for.
            (Some(one), None) | (None, Some(one)) if callers.only().is_some() => one.why.to_owned(),
            (Some(rest), None) => format!("{} {}", Caller::Rest.place(), rest.why),
            (None, Some(python)) => format!("{} {}", Caller::Python.place(), python.why),
            (None, None) => String::new(),
        }
    }

    /// The whole sentence behind the subject, with its full stop.
    #[must_use]
    pub fn predicate(&self, callers: Callers) -> String {
        let why = self.consequence(callers);
        if why.is_empty() { format!("{}.", self.what) } else { format!("{}: {why}.", self.what) }
    }
}

/// What a value was and is, cut where it would fill the window.
pub(super) fn was_is(a: &str, b: &str) -> String {
    format!("was {}, is {}", clipped(a, 80), clipped(b, 80))
}

/// Whose verdict is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Callers {
    Rest,
    Python,
    /// The worst of both.
    #[default]
    Any,
}

impl Callers {
    /// The one kind of caller that is asked for; nothing where the worst of both is.
    #[must_use]
    pub fn only(self) -> Option<Caller> {
        match self {
            Self::Rest => Some(Caller::Rest),
            Self::Python => Some(Caller::Python),
            Self::Any => None,
        }
    }
}

impl From<Caller> for Callers {
    fn from(caller: Caller) -> Self {
        match caller {
            Caller::Rest => Self::Rest,
            Caller::Python => Self::Python,
        }
    }
}

/// Can B replace A for those who call it? It speaks of interface and files, not of accuracy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compatibility {
    /// Callers need no change; risky reasons may remain.
    Compatible,
    /// A signature is missing.
    Unknown,
    /// Callers break.
    Breaking,
}

impl Compatibility {
    /// The word for scripts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Unknown => "unknown",
            Self::Breaking => "breaking",
        }
    }

    /// The words for people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Compatible => "Callers need no change",
            Self::Unknown => "Cannot be told",
            Self::Breaking => "Callers break",
        }
    }
}

/// The answer for each kind of caller, and all that speaks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The worst first, by both kinds of callers.
    pub reasons: Vec<Reason>,
    /// Both sides say what goes in and out.
    pub is_known: bool,
}

impl Verdict {
    pub(super) fn new(mut reasons: Vec<Reason>, is_known: bool) -> Self {
        reasons.sort_by_key(|reason| reason.effects.grade());
        Self { reasons, is_known }
    }

    /// The answer for these callers.
    #[must_use]
    pub fn answer(&self, callers: Callers) -> Compatibility {
        // Sorted by the worst of both: the first ones decide, but one caller may have none of them.
        let breaks = self.reasons.iter().any(|reason| reason.grade(callers) == Some(Grade::Breaking));
        match (breaks, self.is_known) {
            (true, _) => Compatibility::Breaking,
            (false, false) => Compatibility::Unknown,
            (false, true) => Compatibility::Compatible,
        }
    }

    /// Whether a reason that does not break these callers still names some requests that are refused.
    #[must_use]
    pub fn refuses_some(&self, callers: Callers) -> bool {
        let concerned = |caller: &Caller| callers.only().is_none_or(|only| only == *caller);
        let refuses = |reason: &Reason, caller| reason.effects.on(caller).is_some_and(|effect| effect.refuses_some);
        Caller::ALL.into_iter().filter(concerned).any(|caller| self.reasons.iter().any(|reason| refuses(reason, caller)))
    }

    /// The reasons that concern these callers, the worst first.
    #[must_use]
    pub fn reasons(&self, callers: Callers) -> Vec<&Reason> {
        let mut reasons: Vec<&Reason> = self.reasons.iter().filter(|reason| reason.grade(callers).is_some()).collect();
        if callers.only().is_some() {
            reasons.sort_by_key(|reason| reason.grade(callers));
        }
        reasons
    }
}
