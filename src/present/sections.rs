//! The parts of what is known of a model, each registered once: the printed text, Markdown and JSON, and the panels of
//! the window with their commands, shortcuts and palette entries come from [`SECTIONS`].
//!
//! To add a part, write its file with a [`Section`] and add it to the list.

use super::section::Section;
use super::{artifacts, environment, example, files, fingerprint, problems, request, rows, source, trace, usage};

/// All sections, in the order in which they are printed.
pub static SECTIONS: [&Section; 11] = [
    &source::SECTION,
    &rows::SECTION,
    &example::SECTION,
    &environment::SECTION,
    &artifacts::SECTION,
    &files::SECTION,
    &fingerprint::SECTION,
    &trace::SECTION,
    &problems::SECTION,
    &request::SECTION,
    &usage::SECTION,
];

#[cfg(test)]
mod tests {
    use super::SECTIONS;
    use std::collections::BTreeSet;

    #[test]
    fn every_section_and_every_digit_stands_once() {
        let keys: BTreeSet<&str> = SECTIONS.iter().map(|section| section.key).collect();
        assert_eq!(keys.len(), SECTIONS.len());
        let digits: Vec<u8> = SECTIONS.iter().filter_map(|section| section.panel).map(|panel| panel.digit).collect();
        assert_eq!(digits.iter().collect::<BTreeSet<_>>().len(), digits.len());
        assert!(digits.iter().all(|digit| (1..=9).contains(digit)), "{digits:?}");
    }
}
