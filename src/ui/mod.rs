//! Drawing, and nothing else: data by reference in, actions out. Knows egui and no shell.

mod artifact_view;
pub mod changes;
mod code;
pub mod command;
pub mod compare;
mod copied;
mod curves;
mod deploy;
mod environment;
mod example;
mod files;
mod fuzzy;
mod header;
mod icons;
mod inside;
mod inside_found;
mod layout;
pub mod library;
mod loaded;
mod mlmodel_file;
mod model_view;
mod notices;
mod origin;
mod overlays;
mod palette;
pub mod panels;
pub mod panes;
mod picker;
mod problems;
pub mod request;
mod rows;
mod run_dialog;
mod scene;
mod signature;
mod sizes;
mod source;
mod start;
pub mod state;
mod stops;
mod strip;
mod tab_view;
pub mod theme;
mod top_bar;
mod tree;
mod values;
mod view;
mod widgets;

pub use code::find_field;
pub use command::{Action, Command};
pub use curves::{CurvesDialog, HistoryState};
pub use files::FileKind;
pub use inside::{InsideView, ReadingInside};
pub use inside_found::InsideFound;
pub use layout::{FilesBy, FilesOrder};
pub use library::{Busy, Library, PlaceColumns};
pub use loaded::Loaded;
pub use overlays::path_from;
pub use palette::CommandPalette;
pub use picker::{CompareDialog, ModelPicker};
pub use rows::{Way, step as find_next};
pub use run_dialog::{RunDialog, RunFileDialog, RunState};
pub use signature::SignatureView;
pub use source::text_id;
pub use start::SAMPLES;
pub use state::Window;
pub use tree::{TreeView, filter_id as tree_filter_id};

/// Draws the window. What the person asks for is added to `actions`; nothing is carried out here, for
/// egui may draw twice in a frame.
pub fn draw(ui: &mut egui::Ui, window: &mut Window, actions: &mut Vec<Action>) {
    panes::begin(ui);
    window.dialogs.keep_focus(ui);
    if window.dialogs.any_open() {
        // An explanation that stands open would stay over the dialog; the veil alone dims what is behind.
        let alpha = std::mem::replace(&mut ui.visuals_mut().disabled_alpha, 1.0);
        ui.disable();
        // What is disabled by itself stays faint.
        ui.visuals_mut().disabled_alpha = alpha;
    }
    top_bar::ui(ui, window, actions);
    if window.shows_library() {
        library::ui(ui, window, actions);
    } else {
        window.carry_below();
        let active = window.active;
        let open = window
            .active_tab()
            .map(|tab| tab.loaded().map_or_else(|| tab.target.path().to_owned(), |loaded| loaded.model.opened.path.clone()));
        let has_room = ui.available_width() >= theme::DRAWER;
        if window.layout.library_panel && has_room && !window.library.places.is_empty() {
            library::panel_ui(ui, &mut window.library, open.as_deref(), actions);
        }
        if let Some(tab) = window.tabs.get_mut(active) {
            tab_view::ui(ui, active, tab, &mut window.layout, actions);
        }
        window.carry_below();
        if window.drawer && !has_room {
            window.drawer = library::drawer(ui, &mut window.library, open.as_deref(), actions);
        }
    }
    notices::ui(ui, &mut window.notices, actions);
    overlays::ui(ui, window, actions);
    run_dialog::ui(ui, window.dialogs.run.as_mut(), actions);
    run_dialog::file_ui(ui, window.dialogs.run_file.as_mut(), actions);
    curves::ui(ui, window.dialogs.curves.as_mut(), actions);
    palette::ui(ui, window, actions);
    copied::ui(ui, &mut window.copied, actions);
    panes::end(ui);
}
