//! One model: header, the MLmodel file, what it is in the middle, and the panels below; or one area at a time where it is
//! narrow.

use egui::{Frame, Id, Margin, Rect, Ui, vec2};

use super::command::Command;
use super::header::{self, Size};
use super::panels::{self, PanelState};
use super::scene::Scene;
use super::state::{Area, View};
use super::strip::{self, StripTab};
use super::theme::{self, Palette};
use super::{mlmodel_file, panes};
use crate::present::{self, Section};

/// Draws the model.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    let size = ui.available_size();
    let is_narrow = size.x < theme::NARROW;
    let is_low = size.y + theme::BAR < theme::LOW;
    let head = if is_narrow || is_low { Size::Short } else { Size::Full };
    let pad = 16;
    egui::Panel::top(Id::unique(("header", scene.tab)))
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: pad, right: pad, top: 10, bottom: 10 }))
        .resizable(false)
        .show(ui, |ui| header::ui(ui, scene, head));
    let is_open = place.view.panel_open.unwrap_or(!is_low && scene.loaded.problem_count() > 0);
    place.view.panel_covers = is_narrow && is_low && is_open;
    // Its place is taken first, and what is in it is drawn last: the Tab key goes from the top to the bottom.
    let strip = is_narrow.then(|| areas_strip(ui, scene, place));
    let below = below_ui(ui, scene.tab, place, is_open);
    match strip {
        Some(()) if place.view.panel_covers => {}
        Some(()) => area_ui(ui, scene, place),
        None => wide_ui(ui, scene, place),
    }
    ui.scope_builder(egui::UiBuilder::new().id_salt("below").max_rect(below), |ui| {
        ui.set_clip_rect(below.intersect(ui.clip_rect()));
        // What scrolls fades into the colour of the frame it is in; the strip alone does not.
        let frame = if is_open { Frame::new().fill(palette.window) } else { Frame::new() };
        frame.show(ui, |ui| {
            panels_strip(ui, scene, place.view, is_open);
            if is_open {
                let frame = Frame::new().inner_margin(Margin { left: 8, right: 8, top: 4, bottom: 4 });
                frame.show(ui, |ui| panels::draw(ui, place.view.panel, scene, place));
            }
        });
    });
}

/// The MLmodel file at the left, and what the model is beside it.
fn wide_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    let max = (ui.available_width() - 380.0).max(220.0);
    panes::pass_edge(ui, "tree panel");
    let panel = egui::Panel::left("tree panel")
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 8, right: 0, top: 6, bottom: 0 }))
        .resizable(true)
        .default_size(place.layout.tree_width.min(max))
        .size_range(200.0..=max)
        .show(ui, |ui| mlmodel_file::ui(ui, scene, place.view));
    place.layout.tree_width = panel.response.rect.width();
    middle_strip(ui, scene, place);
    middle_ui(ui, scene, place);
}

/// What the model is: the tab that is shown.
fn middle_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    egui::CentralPanel::default()
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
        .show(ui, |ui| panels::draw(ui, place.view.middle(), scene, place));
}

/// What is shown of a narrow window's one place.
fn area_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    match place.view.area {
        Area::Middle => middle_ui(ui, scene, place),
        Area::MlModel => {
            egui::CentralPanel::default()
                .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
                .show(ui, |ui| {
                    header::facts_ui(ui, scene);
                    ui.add_space(8.0);
                    mlmodel_file::ui(ui, scene, place.view);
                });
        }
    }
}

/// Takes the place of the strip and of the panel under it.
fn below_ui(ui: &mut Ui, tab: u64, place: &mut PanelState<'_>, is_open: bool) -> Rect {
    let strip = Frame::new().fill(Palette::of(ui.visuals()).window);
    if !is_open || place.view.panel_covers {
        let height = if is_open { ui.available_height() } else { theme::STRIP };
        let panel = egui::Panel::bottom(Id::unique(("strip", tab, is_open))).frame(strip).resizable(false).exact_size(height);
        return panel.show(ui, taken).inner;
    }
    let max = (ui.available_height() - 140.0).max(theme::STRIP + 60.0);
    let is_tall = place.view.panel.panel.is_some_and(|words| words.is_tall());
    let (id, height) = if is_tall { ("work panel", &mut place.layout.work_height) } else { ("panel", &mut place.layout.bottom_height) };
    panes::pass_edge(ui, id);
    let panel = egui::Panel::bottom(id).frame(strip).resizable(true).default_size(height.min(max)).size_range(theme::STRIP + 60.0..=max);
    let panel = panel.show(ui, taken);
    *height = panel.response.rect.height();
    panel.inner
}

/// Takes all the room of a panel, to be drawn in later.
fn taken(ui: &mut Ui) -> Rect {
    ui.set_min_size(ui.available_size().max(vec2(0.0, theme::STRIP)));
    ui.min_rect()
}

/// The tabs of the middle.
fn middle_strip(ui: &mut Ui, scene: &Scene<'_>, place: &mut PanelState<'_>) {
    let sections: Vec<&'static Section> = present::middle().collect();
    let tabs: Vec<StripTab<'_>> = sections.iter().map(|section| middle_tab(ui, section, scene)).collect();
    let current = sections.iter().position(|section| *section == place.view.middle());
    if let Some(chosen) = top_strip(ui, scene.tab, &tabs, current) {
        place.view.show_panel(sections[chosen]);
    }
}

/// The tabs of a narrow window's one place: those of the middle, and the MLmodel file.
fn areas_strip(ui: &mut Ui, scene: &Scene<'_>, place: &mut PanelState<'_>) {
    let sections: Vec<&'static Section> = present::middle().collect();
    let mut tabs: Vec<StripTab<'_>> = sections.iter().map(|section| middle_tab(ui, section, scene)).collect();
    let file = &present::source::SECTION;
    tabs.push(StripTab { name: file.title.into(), badge: String::new(), about: file.about.to_owned() });
    let current = match place.view.area {
        _ if place.view.panel_covers => None,
        Area::Middle => sections.iter().position(|section| *section == place.view.middle()),
        Area::MlModel => Some(sections.len()),
    };
    match top_strip(ui, scene.tab, &tabs, current).map(|chosen| sections.get(chosen)) {
        Some(Some(section)) => place.view.show_panel(section),
        Some(None) => place.view.show_area(Area::MlModel),
        None => {}
    }
}

fn top_strip(ui: &mut Ui, tab: u64, tabs: &[StripTab<'_>], current: Option<usize>) -> Option<usize> {
    let id = Id::unique(("middle strip", tab));
    let panel = egui::Panel::top(id).frame(Frame::new().fill(Palette::of(ui.visuals()).surface)).resizable(false);
    panel.exact_size(theme::STRIP).show(ui, |ui| strip::ui(ui, id.with("tabs"), tabs, current)).inner
}

fn middle_tab(ui: &Ui, section: &'static Section, scene: &Scene<'_>) -> StripTab<'static> {
    let keys = Command::Show(section).shortcut().map(|shortcut| ui.format_shortcut(&shortcut)).unwrap_or_default();
    StripTab { name: section.title.into(), badge: panels::badge(section, scene.loaded), about: format!("{}  {keys}", section.about) }
}

/// The names of the panels below.
fn panels_strip(ui: &mut Ui, scene: &Scene<'_>, view: &mut View, is_open: bool) {
    let sections: Vec<&'static Section> = present::panels().collect();
    let current = sections.iter().position(|section| is_open && view.panel == *section);
    let tab = |(i, section): (usize, &&'static Section)| StripTab {
        name: section.title.into(),
        badge: panels::badge(section, scene.loaded),
        about: if current == Some(i) { "Fold this panel" } else { "Show this panel" }.to_owned(),
    };
    let tabs: Vec<StripTab<'_>> = sections.iter().enumerate().map(tab).collect();
    if let Some(chosen) = strip::ui(ui, Id::unique(("panels strip", scene.tab)), &tabs, current) {
        view.panel_open = Some(current != Some(chosen));
        view.panel = sections[chosen];
    }
}
