//! Every code of the rooms below, and what it means.

use super::rules;
use crate::checks;
use crate::enforce;
use crate::mlmodel::Code;
use crate::platforms;

/// The codes of one room.
#[derive(Debug)]
pub struct CodeList {
    /// What has these codes, as a heading.
    pub title: &'static str,
    pub codes: &'static [&'static Code],
}

/// The lists of all rooms. A room that gets codes of its own gets a line here.
pub const CODE_LISTS: &[CodeList] = &[
    CodeList { title: "Findings", codes: checks::codes::ALL },
    CodeList { title: "Reasons of a verdict", codes: rules::codes::ALL },
    CodeList { title: "Obstacles of platforms", codes: platforms::codes::ALL },
    CodeList { title: "Refusals and conversions of a request", codes: enforce::codes::ALL },
];

/// Every code that is printed. Each name stands once.
pub fn all_codes() -> impl Iterator<Item = &'static Code> {
    CODE_LISTS.iter().flat_map(|list| list.codes).copied()
}

/// The code of this name, with the sentence that explains it.
#[must_use]
pub fn explain(name: &str) -> Option<&'static Code> {
    all_codes().find(|code| code.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_code_is_one_thing_in_all_rooms() {
        let mut names = BTreeSet::new();
        for code in all_codes() {
            assert!(names.insert(code.name), "{code} is the name of two codes");
            assert!(
                code.name.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())),
                "{code}"
            );
            assert_eq!(explain(code.name), Some(code));
        }
        assert_eq!(explain("no-such-code"), None);
    }

    #[test]
    fn a_code_is_explained_in_one_to_three_sentences() {
        for Code { name, meaning } in all_codes() {
            assert!(meaning.starts_with(|c: char| c.is_uppercase()) && meaning.ends_with('.'), "{name}: {meaning}");
            assert!((1..=3).contains(&(meaning.matches(". ").count() + 1)), "{name}: {meaning}");
            assert!(!meaning.contains('!') && !meaning.contains("  ") && meaning.len() <= 300, "{name}: {meaning}");
        }
    }

    #[test]
    fn every_reason_has_its_rule() {
        let of_rules: BTreeSet<&str> = rules::RULES.iter().map(|rule| rule.code.name).collect();
        let listed: BTreeSet<&str> = rules::codes::ALL.iter().map(|code| code.name).collect();
        assert_eq!(of_rules, listed);
    }
}
