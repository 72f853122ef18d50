//! The panels below a model: each is a section of [`crate::present::SECTIONS`] with how it is drawn.
//!
//! To add a panel, give its section a [`present::section::PanelWords`] and add a [`Panel`] to [`PANELS`]; its tab, command,
//! shortcut and palette entry come from there.

use egui::Ui;

use super::scene::Scene;
use super::state::{Layout, View};
use super::view::SectionList;
use super::{environment, example, files, origin, problems, request, source, usage};
use crate::mlmodel::display::grouped;
use crate::present::{self, Section};
use crate::ui::Loaded;

/// A panel below a model.
#[derive(Debug)]
pub struct Panel {
    pub section: &'static Section,
    /// What stands beside its name: how many rows it has. Empty where nothing does.
    badge: fn(&Loaded) -> String,
    draw: fn(&mut Ui, &mut Scene<'_>, &mut PanelState<'_>),
}

/// Where the person is, and how wide things are.
#[derive(Debug)]
pub struct PanelState<'a> {
    pub view: &'a mut View,
    pub layout: &'a mut Layout,
}

impl PartialEq for Panel {
    fn eq(&self, other: &Self) -> bool {
        self.section == other.section
    }
}

impl Eq for Panel {}

impl std::hash::Hash for Panel {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.section.hash(state);
    }
}

/// The one that is shown first.
impl Default for &'static Panel {
    fn default() -> Self {
        &PROBLEMS
    }
}

impl Panel {
    /// Its name.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.section.title
    }

    /// What stands beside its name; empty where nothing does.
    #[must_use]
    pub fn badge(&self, loaded: &Loaded) -> String {
        (self.badge)(loaded)
    }

    /// Whether it wants more room than a list does.
    #[must_use]
    pub fn is_tall(&self) -> bool {
        self.words().is_some_and(|words| words.is_tall)
    }

    /// Its command and shortcut.
    #[must_use]
    pub fn words(&self) -> Option<present::section::PanelWords> {
        self.section.panel
    }

    /// Draws it.
    pub fn draw(&self, ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
        (self.draw)(ui, scene, place);
    }
}

/// All panels, in the order of their digits.
pub static PANELS: [&Panel; 8] = [&PROBLEMS, &FILES, &RUN, &ENVIRONMENT, &EXAMPLE, &REQUEST, &USE, &SOURCE];

fn no_badge(_: &Loaded) -> String {
    String::new()
}

/// What is wrong.
pub static PROBLEMS: Panel = Panel {
    section: &present::problems::SECTION,
    badge: |loaded| grouped(loaded.problem_count()),
    draw: |ui, scene, place| problems::panel_ui(ui, scene, place.view),
};

/// The files with a preview.
pub static FILES: Panel = Panel {
    section: &present::files::SECTION,
    badge: |loaded| match loaded.files.missing {
        0 => grouped(loaded.files.files),
        missing => format!("{} of {}", loaded.files.files, loaded.files.files + missing),
    },
    draw: |ui, scene, place| files::panel_ui(ui, scene, &mut place.view.files, place.layout),
};

/// Where the model comes from.
pub static RUN: Panel =
    Panel { section: &present::trace::SECTION, badge: no_badge, draw: |ui, scene, place| origin::panel_ui(ui, scene, place.view) };

/// What it needs to run.
pub static ENVIRONMENT: Panel = Panel {
    section: &present::environment::SECTION,
    badge: no_badge,
    draw: |ui, scene, place| environment::panel_ui(ui, scene, place.view.list(SectionList::of(&present::environment::SECTION))),
};

/// The input example.
pub static EXAMPLE: Panel =
    Panel { section: &present::example::SECTION, badge: no_badge, draw: |ui, scene, place| example::panel_ui(ui, scene, place.view) };

/// Would a request be accepted?
pub static REQUEST: Panel = Panel {
    section: &present::request::SECTION,
    badge: no_badge,
    draw: |ui, scene, place| request::panel_ui(ui, scene, &mut place.view.request),
};

/// Code to use the model.
pub static USE: Panel = Panel {
    section: &present::usage::SECTION,
    badge: no_badge,
    draw: |ui, scene, place| usage::panel_ui(ui, scene, &mut place.view.usage),
};

/// The text of the MLmodel.
pub static SOURCE: Panel = Panel {
    section: &present::source::SECTION,
    badge: no_badge,
    draw: |ui, scene, place| source::panel_ui(ui, scene, &mut place.view.source),
};

#[cfg(test)]
mod tests {
    use super::PANELS;
    use crate::present::SECTIONS;

    #[test]
    fn every_section_that_has_a_panel_is_drawn_and_stands_at_its_digit() {
        let digits: Vec<u8> = PANELS.iter().filter_map(|panel| panel.words()).map(|words| words.digit).collect();
        assert_eq!(digits.len(), PANELS.len());
        assert!(digits.is_sorted(), "{digits:?}");
        for section in SECTIONS.iter().filter(|section| section.panel.is_some()) {
            assert!(PANELS.iter().any(|panel| panel.section == *section), "{} has no panel", section.key);
        }
    }
}
