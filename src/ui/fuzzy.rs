//! Letters in their order are enough to find something: the palette, and the choice of a model to compare with.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// How much a word counts that fits the text itself, and one that fits another word for it.
const OWN_WEIGHT: u32 = 5;
const ALSO_WEIGHT: u32 = 4;

/// Tells how well texts fit what was typed.
#[derive(Debug)]
pub struct Fuzzy {
    pattern: Pattern,
    matcher: Matcher,
    /// Characters of a text, kept for the next one.
    characters: Vec<char>,
}

impl Fuzzy {
    /// For what was typed.
    #[must_use]
    pub fn new(query: &str) -> Self {
        Self {
            pattern: Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy),
            matcher: Matcher::new(Config::DEFAULT),
            characters: Vec::new(),
        }
    }

    /// How well it fits, where every word that was typed fits its text, or one of the `also` that it is found by.
    pub fn score(&mut self, text: &str, also: &[&str]) -> Option<u32> {
        let Self { pattern, matcher, characters } = self;
        let mut score = |atom: &Atom, text: &str| atom.score(Utf32Str::new(text, characters), matcher).map(u32::from);
        pattern.atoms.iter().try_fold(0, |sum, atom| {
            let own = score(atom, text).map(|score| score * OWN_WEIGHT);
            let others = also.iter().filter_map(|text| score(atom, text)).max().map(|score| score * ALSO_WEIGHT);
            Some(sum + own.max(others)?)
        })
    }

    /// The characters of a text that fit, from 0, in their order; none where it fits by other words alone.
    #[must_use]
    pub fn hits(&mut self, text: &str) -> Vec<u32> {
        let mut hits = Vec::new();
        if self.pattern.indices(Utf32Str::new(text, &mut self.characters), &mut self.matcher, &mut hits).is_none() {
            hits.clear();
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}
