//! The head of a page: which file, what it is, what saved it, and copying.

use egui::{Align, Layout, Response, Ui};

use super::lines::Side;
use super::{InsideView, filter_id, list_id};
use crate::mlmodel::display::clipped;
use crate::present::inside::InsidePage;
use crate::present::{Table, TableForm};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::panes;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{self, FilterField};

/// From this width on the filter stands beside what the file is, and not below.
const FILTER_BESIDE: f32 = 760.0;
/// Width of the filter, at most.
const FILTER: f32 = 180.0;

/// Draws it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut InsideView, page: &InsidePage) {
    let palette = Palette::of(ui.visuals());
    files_ui(ui, scene.tab, view);
    let is_beside = ui.available_width() >= FILTER_BESIDE;
    ui.horizontal(|ui| {
        ui.set_height(theme::BUTTON);
        // Drawn from the left, so that the Tab key meets the controls as they are read.
        let copy = widgets::buttons_width(ui, &["Copy"]) + 8.0;
        let controls = if is_beside { copy + FILTER + 16.0 } else { copy };
        let width = (ui.available_width() - controls).max(80.0);
        ui.allocate_ui_with_layout(egui::vec2(width, theme::BUTTON), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(width);
            identity_ui(ui, page, palette);
        });
        if is_beside {
            filter_ui(ui, scene.tab, view, FILTER);
        }
        copy_menu(ui, page, scene);
    });
    if !is_beside {
        let width = ui.available_width() - 8.0;
        filter_ui(ui, scene.tab, view, width.clamp(80.0, 320.0));
    }
    if let Some(why) = &page.unread {
        ui.horizontal(|ui| {
            widgets::icon(ui, Icon::Warning, palette.warning, "warning");
            widgets::paragraph(ui, &clipped(why, 600), palette.text);
        });
    }
}

/// Which of several files is shown.
fn files_ui(ui: &mut Ui, tab: u64, view: &mut InsideView) {
    let Some(found) = view.found.clone().filter(|found| found.pages.len() > 1) else { return };
    let shown = |page: &InsidePage| clipped(&page.path, 80).into_owned();
    let before = view.file;
    let name = found.pages.get(view.file).map(shown).unwrap_or_default();
    let choice = egui::ComboBox::from_id_salt(("inside file", tab)).selected_text(&name).width(200.0).show_ui(ui, |ui| {
        for (i, page) in found.pages.iter().enumerate() {
            ui.selectable_value(&mut view.file, i, shown(page));
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("File: {name}")));
    if view.file != before {
        view.lines = None;
        view.lists = Default::default();
    }
}

/// Class, module, library, format.
fn identity_ui(ui: &mut Ui, page: &InsidePage, palette: &Palette) {
    ui.spacing_mut().item_spacing.x = 8.0;
    widgets::label(ui, &page.class, theme::section(), palette.text);
    // What there is no room for gives way, the least telling first.
    let has_room = |ui: &Ui| ui.available_width() > 60.0;
    if let Some(library) = page.library.as_ref().filter(|_| has_room(ui)) {
        let width = widgets::line(ui, library, theme::small(), palette.text, 320.0).size().x + 20.0;
        let room = ui.available_width() - width - 8.0;
        if !page.module.is_empty() && room > 60.0 {
            let module = widgets::line(ui, &page.module, theme::mono(), palette.text_second, room);
            painted(ui, module, &page.module, palette.text_second);
        }
        widgets::pill(ui, library, palette.text, palette.raised, theme::small());
    } else if !page.module.is_empty() && has_room(ui) {
        widgets::label(ui, &page.module, theme::mono(), palette.text_second);
    }
    if has_room(ui) {
        widgets::label(ui, &page.format, theme::body(), palette.text_hint);
    }
}

fn painted(ui: &mut Ui, galley: std::sync::Arc<egui::Galley>, text: &str, color: egui::Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    ui.painter().galley(rect.min, galley, color);
    response
}

fn filter_ui(ui: &mut Ui, tab: u64, view: &mut InsideView, width: f32) {
    let before = view.filter.clone();
    let list = list_id(tab, Side::Left);
    // The other column is filtered by it too.
    panes::filtered(ui, list_id(tab, Side::Right), filter_id(tab));
    FilterField { id: filter_id(tab), list, hint: "Filter what is inside", width }.ui(ui, &mut view.filter);
    if view.filter != before {
        view.lines = None;
    }
}

/// Copies a whole part of the page.
fn copy_menu(ui: &mut Ui, page: &InsidePage, scene: &mut Scene<'_>) {
    let button = ui.button("Copy").on_hover_text("Copy a part of this page");
    let features = features(scene, page);
    egui::Popup::menu(&button).accessible_name("Copy").show(|ui| {
        let tables = [("Settings", settings(page)), ("Arrays", arrays(page)), ("Imports", imports(page))];
        for (name, table) in tables.iter().filter(|(_, table)| !table.rows.is_empty()) {
            for (text, form) in [("TSV, for a spreadsheet", TableForm::Tsv), ("Markdown", TableForm::Markdown)] {
                if ui.button(format!("{name} as {text}")).clicked() {
                    scene.actions.push(Action::CopyTable(table.clone(), form));
                }
            }
        }
        if let Some(features) = &features
            && ui.button("Feature names, one a line").clicked()
        {
            scene.actions.push(Action::Copy(features.join("\n")));
        }
        if ui.button("Class").clicked() {
            let dot = if page.module.is_empty() { "" } else { "." };
            scene.actions.push(Action::Copy(format!("{}{dot}{}", page.module, page.class)));
        }
    });
}

/// All of them, as the file has them: the page names some.
fn features(scene: &Scene<'_>, page: &InsidePage) -> Option<Vec<String>> {
    let files = scene.loaded.model.inside()?;
    let file = files.iter().find(|file| crate::mlmodel::display::one_line(&file.path) == page.path)?;
    let names = file.features.as_ref()?.names.as_ref()?;
    Some(names.iter().map(ToString::to_string).collect())
}

fn settings(page: &InsidePage) -> Table {
    let mut table = Table::new(&["Step", "Setting", "Value"]);
    let own = page.settings.iter().map(|setting| (String::new(), setting));
    let of_steps = page.steps.iter().flat_map(|step| step.settings.iter().map(|setting| (step.name.clone(), setting)));
    table.rows = own.chain(of_steps).map(|(step, setting)| vec![step, setting.name.clone(), setting.value.clone()]).collect();
    table
}

fn arrays(page: &InsidePage) -> Table {
    let mut table = Table::new(&["Name", "dtype", "Shape"]);
    let row = |tensor: &crate::inside::Tensor| vec![tensor.name.clone(), tensor.dtype.clone(), super::lines::shape(tensor)];
    table.rows = page.tensors.iter().map(row).collect();
    table
}

fn imports(page: &InsidePage) -> Table {
    let mut table = Table::new(&["Name", "Group", "What it does"]);
    let row = |import: &crate::inside::Import| {
        let group = crate::present::inside::group_title(import.group);
        vec![import.name.clone(), group.to_owned(), crate::present::inside::effect_note(import.effect).to_owned()]
    };
    table.rows = page.imports.names.iter().map(row).collect();
    table
}
