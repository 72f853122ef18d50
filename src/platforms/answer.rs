//! What a platform says of a folder.

use serde::Serialize;

use super::{Fix, Platform, Reason, Weight};
use crate::mlmodel::display::count;

/// What one platform says of one folder.
#[derive(Clone, Debug)]
pub struct Answer {
    pub platform: &'static Platform,
    pub accepts: Accepts,
    pub verdict: Verdict,
    /// All of them, the heaviest first; among equals, in the order in which the platform stumbles over them.
    pub reasons: Vec<Reason>,
}

impl Answer {
    /// What stands in the way; what is merely worth knowing is left out.
    pub fn obstacles(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| reason.weight.is_obstacle())
    }

    /// `2 obstacles`, `likely not: 1 obstacle`, `no obstacle found`, `cannot be told`
    #[must_use]
    pub fn verdict_words(&self) -> String {
        if self.verdict != Verdict::Obstacle {
            return self.verdict.words().to_owned();
        }
        let is_likely = self.obstacles().all(|reason| reason.weight == Weight::LikelyStops);
        let likely = if is_likely { "likely not: " } else { "" };
        format!("{likely}{}", count(self.obstacles().count(), "obstacle", "obstacles"))
    }

    /// What to do about the reason of this number, unless a reason after it has the same: it is told once.
    #[must_use]
    pub fn fix_of(&self, reason: usize) -> Option<&Fix> {
        let fix = self.reasons.get(reason)?.fix.as_ref()?;
        let is_told_later = self.reasons[reason + 1..].iter().any(|after| after.fix.as_ref() == Some(fix));
        (!is_told_later).then_some(&**fix)
    }
}

/// What the platform's own check would answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Accepts {
    Yes,
    No,
    Unknown,
}

impl Accepts {
    /// By the reasons of its own check.
    pub(super) fn of(reasons: &[Reason]) -> Self {
        match reasons.iter().map(|reason| reason.weight).min() {
            Some(Weight::Stops) => Self::No,
            Some(Weight::LikelyStops | Weight::CannotTell) => Self::Unknown,
            Some(Weight::Note) | None => Self::Yes,
        }
    }

    /// The word for scripts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What people are told: never that it will run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Obstacle,
    NoneFound,
    Unknown,
}

impl Verdict {
    /// By all that is known.
    pub(super) fn of(reasons: &[Reason]) -> Self {
        match reasons.iter().map(|reason| reason.weight).min() {
            Some(Weight::Stops | Weight::LikelyStops) => Self::Obstacle,
            Some(Weight::CannotTell) => Self::Unknown,
            Some(Weight::Note) | None => Self::NoneFound,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Obstacle => "obstacle",
            Self::NoneFound => "no obstacle found",
            Self::Unknown => "cannot be told",
        }
    }
}

/// How the rules of a platform are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Its own code was run on many folders, and the rules give all of its answers.
    Run,
    /// Its source was read.
    Read,
    /// Pull requests, issues and documentation say so.
    Documented,
}

impl Basis {
    /// In words, as a clause.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Run => "compared with what its own code answers",
            Self::Read => "read in its source, not run",
            Self::Documented => "from documentation and issues, not run",
        }
    }
}
