//! What is shown of a model or a comparison, as plain rows and facts: made once, for the window, for what is printed and
//! for what is copied.
//!
//! Each part of what is known of a model registers once in [`SECTIONS`]: the printed text, Markdown and JSON, and the
//! panels of the window with their commands, shortcuts and palette entries come from that. To add a part, write its file
//! with a [`Section`], name the file here and add the section to the list.

pub mod artifacts;
pub mod changes;
pub mod diff;
pub mod environment;
pub mod example;
pub mod facts;
pub mod files;
pub mod fingerprint;
pub mod inside;
pub mod listed;
mod page;
pub mod problems;
pub mod request;
pub mod rows;
pub mod section;
pub mod source;
mod table;
pub mod trace;
pub mod usage;
pub mod values;

pub use page::Page;
pub use section::Section;
pub use table::{Table, TableForm};

/// All sections, in the order in which they are printed.
pub static SECTIONS: &[&Section] = &[
    &source::SECTION,
    &rows::SECTION,
    &example::SECTION,
    &environment::SECTION,
    &inside::SECTION,
    &artifacts::SECTION,
    &files::SECTION,
    &fingerprint::SECTION,
    &trace::SECTION,
    &problems::SECTION,
    &request::SECTION,
    &usage::SECTION,
];

/// The sections that are panels of the window, in the order of their digits.
pub fn panels() -> impl Iterator<Item = &'static Section> {
    let with_digit = |digit| move |section: &&Section| section.panel.is_some_and(|panel| panel.digit == digit);
    (1..=9).filter_map(move |digit| SECTIONS.iter().copied().find(with_digit(digit)))
}

/// The panel that is shown first.
impl Default for &'static Section {
    fn default() -> Self {
        &problems::SECTION
    }
}

#[cfg(test)]
mod tests {
    use super::{SECTIONS, panels};
    use std::collections::BTreeSet;

    #[test]
    fn every_section_and_every_digit_stands_once() {
        let keys: BTreeSet<&str> = SECTIONS.iter().map(|section| section.key).collect();
        assert_eq!(keys.len(), SECTIONS.len());
        assert_eq!(panels().count(), SECTIONS.iter().filter(|section| section.panel.is_some()).count());
        let digits: Vec<usize> = panels().filter_map(|section| section.panel).map(|panel| panel.digit.into()).collect();
        assert_eq!(digits, (1..=digits.len()).collect::<Vec<_>>());
    }
}
