//! The panels of a model, in the middle and below: how each section that has one ([`present::middle`], [`present::panels`])
//! is drawn.
//!
//! A section that is made of labels with values is drawn without a line here. One with a layout of its own is drawn by a
//! file of this room, which [`OWN`] names.

use egui::Ui;

use super::scene::Scene;
use super::state::{Layout, View};
use super::view::SectionList;
use super::{deploy, environment, example, files, inside, origin, problems, request, signature, values};
use crate::mlmodel::display::grouped;
use crate::present::{self, Section};
use crate::ui::Loaded;

pub use present::deploy::SECTION as DEPLOY;
pub use present::environment::SECTION as ENVIRONMENT;
pub use present::example::SECTION as EXAMPLE;
pub use present::files::SECTION as FILES;
pub use present::inside::SECTION as INSIDE;
pub use present::problems::SECTION as PROBLEMS;
pub use present::request::SECTION as REQUEST;
pub use present::rows::SECTION as SIGNATURE;
pub use present::trace::SECTION as RUN;

/// Where the person is, and how wide things are.
#[derive(Debug)]
pub struct PanelState<'a> {
    pub view: &'a mut View,
    pub layout: &'a mut Layout,
}

/// A panel with a layout of its own.
struct Panel {
    section: &'static Section,
    /// What stands beside its name: how many rows it has. Empty where nothing does.
    badge: fn(&Loaded) -> String,
    draw: fn(&mut Ui, &mut Scene<'_>, &mut PanelState<'_>),
}

static OWN: &[Panel] = &[
    Panel { section: &SIGNATURE, badge: no_badge, draw: |ui, scene, place| signature::panel_ui(ui, scene, &mut place.view.signature) },
    Panel {
        section: &PROBLEMS,
        badge: |loaded| grouped(loaded.problem_count()),
        draw: |ui, scene, place| problems::panel_ui(ui, scene, place.view),
    },
    Panel {
        section: &FILES,
        badge: |loaded| match loaded.files.missing {
            0 => grouped(loaded.files.files),
            missing => format!("{} of {}", loaded.files.files, loaded.files.files + missing),
        },
        draw: |ui, scene, place| files::panel_ui(ui, scene, &mut place.view.files, place.layout),
    },
    Panel { section: &RUN, badge: no_badge, draw: |ui, scene, place| origin::panel_ui(ui, scene, place.view) },
    Panel {
        section: &ENVIRONMENT,
        badge: no_badge,
        draw: |ui, scene, place| environment::panel_ui(ui, scene, place.view.list(SectionList::of(&ENVIRONMENT))),
    },
    Panel { section: &INSIDE, badge: no_badge, draw: |ui, scene, place| inside::panel_ui(ui, scene, &mut place.view.inside) },
    Panel { section: &EXAMPLE, badge: no_badge, draw: |ui, scene, place| example::panel_ui(ui, scene, place.view) },
    Panel {
        section: &REQUEST,
        badge: no_badge,
        draw: |ui, scene, place| request::panel_ui(ui, scene, &mut place.view.request, place.layout.deploys_to),
    },
    Panel { section: &DEPLOY, badge: no_badge, draw: |ui, scene, place| deploy::panel_ui(ui, scene, place.view, place.layout) },
];

fn no_badge(_: &Loaded) -> String {
    String::new()
}

fn own(section: &Section) -> Option<&'static Panel> {
    OWN.iter().find(|panel| panel.section == section)
}

/// Draws the panel of a section.
pub fn draw(ui: &mut Ui, section: &'static Section, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    match own(section) {
        Some(panel) => (panel.draw)(ui, scene, place),
        None => values::panel_ui(ui, scene, place.view.list(SectionList::of(section)), section),
    }
}

/// What a panel is called: of some it depends on the model.
#[must_use]
pub fn title(section: &'static Section, loaded: &Loaded) -> std::borrow::Cow<'static, str> {
    if *section == INSIDE { loaded.to_read.title().into() } else { section.title.into() }
}

/// What stands beside the name of a panel; empty where nothing does.
#[must_use]
pub fn badge(section: &Section, loaded: &Loaded) -> String {
    own(section).map_or_else(String::new, |panel| (panel.badge)(loaded))
}

#[cfg(test)]
mod tests {
    use super::own;
    use crate::present;

    #[test]
    fn every_panel_is_drawn() {
        for section in present::middle().chain(present::panels()) {
            assert!(section.values.is_some() || own(section).is_some(), "{} is not drawn", section.key);
        }
    }
}
