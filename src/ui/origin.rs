//! Where the model comes from: its run and versions at the left, what was logged at the right.

use egui::Ui;

use super::command::{Action, Command};
use super::loaded::Loaded;
use super::scene::Scene;
use super::state::View;
use super::theme::{self, Palette};
use super::values::{self, ValueList};
use super::view::SectionList;
use super::widgets;
use crate::mlmodel::display::{clipped, os_text};
use crate::present::trace::SECTION;

/// Draws the panel.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut View) {
    let Scene { tab, loaded, .. } = *scene;
    for trouble in loaded.model.trace.iter().flat_map(|trace| &trace.troubles) {
        let palette = Palette::of(ui.visuals());
        let text = format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str()));
        widgets::paragraph(ui, &clipped(&text, 400), palette.error);
    }
    let groups = loaded.page.values(&SECTION);
    if groups.is_empty() {
        unknown_ui(ui, loaded, scene.actions);
        return;
    }
    let is_wide = ui.available_width() >= theme::TWO_COLUMNS;
    if is_wide && groups.iter().any(|group| group.stands_right) && !groups.iter().all(|group| group.stands_right) {
        ui.columns_const(|[left, right]| {
            let at_left = ValueList::new(tab, "Run and versions", groups).only(|group| !group.stands_right);
            at_left.ui(left, view.list(SectionList::of(&SECTION)), scene.actions);
            let at_right = ValueList::new(tab, "Parameters and metrics", groups).only(|group| group.stands_right);
            at_right.ui(right, view.list(SectionList::at_right(&SECTION)), scene.actions);
        });
    } else {
        values::panel_ui(ui, scene, view.list(SectionList::of(&SECTION)), &SECTION);
    }
}

/// What to do where no store knows the model.
fn unknown_ui(ui: &mut Ui, loaded: &Loaded, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let model = loaded.model.folder().and_then(|folder| folder.model());
    let run = model.and_then(|model| model.run_id.as_ref());
    let text = match run {
        Some(run) => format!(
            "Run {} made this model. What was logged to it is in the store it ran against, which is not in the library.",
            clipped(&run.written, 80)
        ),
        None => "No run is recorded: the model was saved outside of one, or by hand.".to_owned(),
    };
    widgets::paragraph(ui, &text, palette.text_second);
    if run.is_some() {
        widgets::paragraph(ui, "Add the folder with its mlruns or mlflow.db, and reload the model.", palette.text_second);
        ui.add_space(4.0);
        widgets::command_button(ui, Command::AddPlace, actions);
    }
}
