//! What is shown of a model or a comparison, as plain rows and facts: made once, for the window, for what is printed and
//! for what is copied.
//!
//! Each part of what is known of a model registers once in [`SECTIONS`]: the printed text, Markdown and JSON, and the
//! panels of the window with their commands, shortcuts and palette entries come from that. To add a part, write its file
//! with a [`Section`], name the file here and add the section to the list.

pub mod artifacts;
pub mod changes;
pub mod curve;
pub mod deploy;
pub mod diff;
pub mod environment;
pub mod example;
pub mod facts;
pub mod files;
pub mod fingerprint;
pub mod inside;
pub mod listed;
pub mod listing;
mod page;
pub mod platforms;
pub mod problems;
pub mod request;
pub mod rows;
pub mod section;
pub mod source;
pub mod syntax;
mod table;
pub mod to_compare;
pub mod trace;
pub mod values;

pub use page::Page;
pub use section::{Place, Section};
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
    &platforms::SECTION,
    &request::SECTION,
    &deploy::SECTION,
];

/// The sections that are panels below the model, in the order of their digits.
pub fn panels() -> impl Iterator<Item = &'static Section> {
    in_order(|place| match place {
        Place::Below { digit, .. } => Some(digit),
        Place::Middle { .. } => None,
    })
}

/// The sections that are tabs in the middle of the window, in the order of their digits. The first is shown first.
pub fn middle() -> impl Iterator<Item = &'static Section> {
    in_order(|place| match place {
        Place::Middle { digit } => Some(digit),
        Place::Below { .. } => None,
    })
}

fn in_order(digit_of: impl Fn(Place) -> Option<u8> + Copy) -> impl Iterator<Item = &'static Section> {
    let has_digit = move |section: &Section, digit| section.panel.is_some_and(|panel| digit_of(panel.place) == Some(digit));
    (1..=9).filter_map(move |digit| SECTIONS.iter().copied().find(|section| has_digit(section, digit)))
}

/// The panel below that is shown first.
impl Default for &'static Section {
    fn default() -> Self {
        &problems::SECTION
    }
}

#[cfg(test)]
mod tests {
    use super::{SECTIONS, Section, middle, panels};
    use crate::present::Place;
    use std::collections::BTreeSet;

    #[test]
    fn every_section_and_every_digit_stands_once() {
        let keys: BTreeSet<&str> = SECTIONS.iter().map(|section| section.key).collect();
        assert_eq!(keys.len(), SECTIONS.len());
        let shown = SECTIONS.iter().filter(|section| section.panel.is_some()).count();
        assert_eq!(panels().count() + middle().count(), shown, "two have one digit");
        let digit = |section: &Section| match section.panel.unwrap().place {
            Place::Middle { digit } | Place::Below { digit, .. } => usize::from(digit),
        };
        for digits in [panels().map(digit).collect::<Vec<_>>(), middle().map(digit).collect()] {
            assert_eq!(digits, (1..=digits.len()).collect::<Vec<_>>());
        }
    }
}
