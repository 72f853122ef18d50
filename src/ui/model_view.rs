//! One model: header, the MLmodel file, what it is in the middle, and the panels below; or one area at a time where it is
//! narrow.

use egui::{Frame, Id, Margin, Rect, Ui, vec2};

use super::command::{Action, Command};
use super::header::{self, Size};
use super::icons::Icon;
use super::panels::{self, PanelState};
use super::scene::Scene;
use super::state::{Area, Layout, View};
use super::strip::{self, StripTab};
use super::theme::{self, Palette};
use super::{inside, mlmodel_file, panes, widgets};
use crate::present::{self, Section};

/// Draws the model.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    inside::ask(scene, &mut place.view.inside);
    let palette = Palette::of(ui.visuals());
    let size = ui.available_size();
    let is_narrow = size.x < theme::NARROW;
    let is_low = size.y + theme::BAR < theme::LOW;
    let head = if is_narrow || is_low { Size::Short } else { Size::Full };
    let pad = 16;
    egui::Panel::top(Id::unique(("header", scene.tab)))
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: pad, right: pad, top: 10, bottom: 10 }))
        .resizable(false)
        .show(ui, |ui| header::ui(ui, scene, head, place.view.inside.headline()));
    let has_problems = *place.view.began_with_problems.get_or_insert(scene.loaded.problem_count() > 0);
    let is_open = place.view.panel_open.unwrap_or(!is_low && has_problems);
    place.view.panel_covers = is_narrow && is_low && is_open;
    // Its place is taken first, and what is in it is drawn last: the Tab key goes from the top to the bottom.
    let strip = is_narrow.then(|| areas_strip(ui, scene, place));
    let below = below_ui(ui, scene.tab, place, is_open);
    match strip {
        _ if place.view.panel_hides_rest() => {}
        Some(()) => area_ui(ui, scene, place),
        None => wide_ui(ui, scene, place, size.x >= theme::SIDE_BY_SIDE && !scene.loaded.to_read.is_empty()),
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

/// The MLmodel file at the left, and what the model is beside it: what is inside has a place of its own where there is room.
fn wide_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>, has_room: bool) {
    let palette = Palette::of(ui.visuals());
    let max = (ui.available_width() - 380.0).max(220.0);
    if panes::edge(ui, "tree panel") {
        place.layout.tree_width = Layout::default().tree_width;
    }
    let panel = egui::Panel::left("tree panel")
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 8, right: 0, top: 6, bottom: 0 }))
        .resizable(true)
        .default_size(place.layout.tree_width.min(max))
        .size_range(200.0..=max)
        .show(ui, |ui| mlmodel_file::ui(ui, scene, place.view));
    place.layout.tree_width = panel.response.rect.width();
    if !has_room {
        middle_strip(ui, scene, place, &present::middle().collect::<Vec<_>>(), place.view.middle());
        middle_ui(ui, scene, place.view.middle(), place);
        return;
    }
    let inside = &panels::INSIDE;
    let others: Vec<&'static Section> = present::middle().filter(|section| *section != inside).collect();
    let shown = place.view.beside_inside();
    let half = (ui.available_width() * 0.44).floor();
    let builder = |rect: Rect, name: &str| egui::UiBuilder::new().id_salt(name.to_owned()).max_rect(rect);
    let area = ui.available_rect_before_wrap();
    let (left, right) = area.split_left_right_at_x(area.left() + half);
    ui.scope_builder(builder(left, "in and out"), |ui| {
        middle_strip(ui, scene, place, &others, shown);
        middle_ui(ui, scene, shown, place);
    });
    ui.scope_builder(builder(right, "inside"), |ui| {
        middle_strip(ui, scene, place, &[inside], inside);
        middle_ui(ui, scene, inside, place);
    });
    ui.painter().vline(right.left(), area.y_range(), egui::Stroke::new(1.0, palette.separator));
    ui.advance_cursor_after_rect(area);
}

/// What the model is: one of the tabs.
fn middle_ui(ui: &mut Ui, scene: &mut Scene<'_>, section: &'static Section, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    egui::CentralPanel::default()
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
        .show(ui, |ui| panels::draw(ui, section, scene, place));
}

/// What is shown of a narrow window's one place.
fn area_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    match place.view.area {
        Area::Middle => middle_ui(ui, scene, place.view.middle(), place),
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
    if !is_open || place.view.panel_hides_rest() {
        let height = if is_open { ui.available_height() } else { theme::STRIP };
        let panel = egui::Panel::bottom(Id::unique(("strip", tab, is_open))).frame(strip).resizable(false).exact_size(height);
        return panel.show(ui, taken).inner;
    }
    let max = (ui.available_height() - 140.0).max(theme::STRIP + 60.0);
    let (id, height) = ("panel", &mut place.layout.bottom_height);
    if panes::edge(ui, id) {
        *height = Layout::default().bottom_height;
    }
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

/// Tabs of the middle. `current` is the one that is shown.
fn middle_strip(ui: &mut Ui, scene: &Scene<'_>, place: &mut PanelState<'_>, sections: &[&'static Section], current: &Section) {
    let tabs: Vec<StripTab<'_>> = sections.iter().map(|section| middle_tab(ui, section, scene)).collect();
    let current = sections.iter().position(|section| *section == current);
    let id = Id::unique(("middle strip", scene.tab, sections.first().map(|section| section.key)));
    if let Some(chosen) = top_strip(ui, id, &tabs, current).filter(|chosen| Some(*chosen) != current) {
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
        _ if place.view.panel_hides_rest() => None,
        Area::Middle => sections.iter().position(|section| *section == place.view.middle()),
        Area::MlModel => Some(sections.len()),
    };
    match top_strip(ui, Id::unique(("areas strip", scene.tab)), &tabs, current).map(|chosen| sections.get(chosen)) {
        Some(Some(section)) => place.view.show_panel(section),
        Some(None) => place.view.show_area(Area::MlModel),
        None => {}
    }
}

fn top_strip(ui: &mut Ui, id: Id, tabs: &[StripTab<'_>], current: Option<usize>) -> Option<usize> {
    let panel = egui::Panel::top(id).frame(Frame::new().fill(Palette::of(ui.visuals()).surface)).resizable(false);
    panel.exact_size(theme::STRIP).show(ui, |ui| strip::ui(ui, id.with("tabs"), tabs, current)).inner
}

fn middle_tab(ui: &Ui, section: &'static Section, scene: &Scene<'_>) -> StripTab<'static> {
    let keys = Command::Show(section).shortcut().map(|shortcut| ui.format_shortcut(&shortcut)).unwrap_or_default();
    let (name, badge) = (panels::title(section, scene.loaded), panels::badge(section, scene.loaded));
    StripTab { name, badge, about: format!("{}  {keys}", section.about) }
}

/// The names of the panels below.
fn panels_strip(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut View, is_open: bool) {
    let sections: Vec<&'static Section> = present::panels().collect();
    let current = sections.iter().position(|section| is_open && view.panel == *section);
    let tab = |(i, section): (usize, &&'static Section)| StripTab {
        name: section.title.into(),
        badge: panels::badge(section, scene.loaded),
        about: if current == Some(i) { "Fold this panel" } else { "Show this panel" }.to_owned(),
    };
    let tabs: Vec<StripTab<'_>> = sections.iter().enumerate().map(tab).collect();
    let id = Id::unique(("panels strip", scene.tab));
    let (_, whole) = ui.allocate_space(vec2(ui.available_width(), theme::STRIP));
    let (left, right) = whole.split_left_right_at_x(whole.right() - theme::STRIP_END);
    let chosen = strip::ui(&mut ui.new_child(egui::UiBuilder::new().max_rect(left)), id, &tabs, current);
    let end = egui::Layout::right_to_left(egui::Align::Center);
    maximise_ui(&mut ui.new_child(egui::UiBuilder::new().max_rect(right.with_max_x(right.right() - 8.0)).layout(end)), view, scene.actions);
    if let Some(chosen) = chosen {
        view.panel_open = Some(current != Some(chosen));
        view.panel_is_maximised &= view.panel_open == Some(true);
        view.panel = sections[chosen];
    }
}

/// What gives the panel all the height, at the end of its strip.
fn maximise_ui(ui: &mut Ui, view: &View, actions: &mut Vec<Action>) {
    if !view.panel_covers {
        let icon = if view.panel_hides_rest() { Icon::Down } else { Icon::Up };
        widgets::command_icon(ui, icon, Command::MaximisePanel, actions);
    }
}
