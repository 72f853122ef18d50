//! One model: header, tree, signature, and the panels below; or one area at a time where it is narrow.

use egui::{CornerRadius, Frame, Id, Margin, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::header::{self, Size};
use super::loaded::Loaded;
use super::panels::{self, PanelState};
use super::scene::Scene;
use super::state::{Area, View};
use super::stops::Stops;
use super::theme::{self, Palette};
use super::{panes, signature, tree, widgets};
use crate::present;

/// Draws the model.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    let size = ui.available_size();
    let narrow = size.x < theme::NARROW;
    let low = size.y + theme::BAR < theme::LOW;
    let head = if narrow || low { Size::Short } else { Size::Full };
    let pad = 16;
    egui::Panel::top(Id::unique(("header", scene.tab)))
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: pad, right: pad, top: 10, bottom: 10 }))
        .resizable(false)
        .show(ui, |ui| header::ui(ui, scene, head));
    if narrow {
        narrow_ui(ui, scene, place);
    } else {
        wide_ui(ui, scene, place, low);
    }
}

fn wide_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>, low: bool) {
    let palette = Palette::of(ui.visuals());
    let open = place.view.panel_open.unwrap_or(!low && scene.loaded.problem_count() > 0);
    // Its place is taken first, and what is in it is drawn last: the Tab key goes from the top to the bottom.
    let below = below_ui(ui, scene.tab, place, open);
    let max = (ui.available_width() - 380.0).max(220.0);
    panes::pass_edge(ui, "tree panel");
    let panel = egui::Panel::left("tree panel")
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 8, right: 0, top: 10, bottom: 0 }))
        .resizable(true)
        .default_size(place.layout.tree_width.min(max))
        .size_range(200.0..=max)
        .show(ui, |ui| tree::panel_ui(ui, scene, &mut place.view.tree));
    place.layout.tree_width = panel.response.rect.width();
    egui::CentralPanel::default()
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
        .show(ui, |ui| signature::panel_ui(ui, scene, &mut place.view.signature));
    ui.scope_builder(egui::UiBuilder::new().id_salt("below").max_rect(below), |ui| {
        ui.set_clip_rect(below.intersect(ui.clip_rect()));
        // What scrolls fades into the colour of the frame it is in; the strip alone does not.
        let frame = if open { Frame::new().fill(palette.window) } else { Frame::new() };
        frame.show(ui, |ui| {
            strip_ui(ui, scene, place.view, open);
            if open {
                let frame = Frame::new().inner_margin(Margin { left: 8, right: 8, top: 4, bottom: 4 });
                frame.show(ui, |ui| panels::draw(ui, place.view.panel, scene, place));
            }
        });
    });
}

/// Takes the place of the strip and of the panel under it.
fn below_ui(ui: &mut Ui, tab: u64, place: &mut PanelState<'_>, open: bool) -> Rect {
    let strip = Frame::new().fill(Palette::of(ui.visuals()).window);
    if !open {
        let panel = egui::Panel::bottom(Id::unique(("strip", tab))).frame(strip).resizable(false).exact_size(theme::STRIP);
        return panel.show(ui, taken).inner;
    }
    let max = (ui.available_height() - 140.0).max(theme::STRIP + 60.0);
    let is_tall = place.view.panel.panel.is_some_and(|words| words.is_tall);
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

fn narrow_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>) {
    let palette = Palette::of(ui.visuals());
    let strip = egui::Panel::top(Id::unique(("areas", scene.tab))).frame(Frame::new().fill(palette.window)).resizable(false);
    strip.exact_size(theme::STRIP).show(ui, |ui| areas_ui(ui, scene, place.view));
    egui::CentralPanel::default()
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
        .show(ui, |ui| match place.view.area {
            Area::Signature => signature::panel_ui(ui, scene, &mut place.view.signature),
            Area::MlModel => {
                header::facts_ui(ui, scene);
                ui.add_space(8.0);
                tree::panel_ui(ui, scene, &mut place.view.tree);
            }
            Area::Panel => panels::draw(ui, place.view.panel, scene, place),
        });
}

/// The areas of a narrow window as tabs.
fn areas_ui(ui: &mut Ui, scene: &Scene<'_>, view: &mut View) {
    const AREAS: [(Area, &str); 2] = [(Area::Signature, "Signature"), (Area::MlModel, "MLmodel")];
    let areas = AREAS.map(|(_, name)| (name, String::new()));
    let names: Vec<(&str, String)> = areas.into_iter().chain(panel_names(scene.loaded)).collect();
    let current = match AREAS.iter().position(|(area, _)| *area == view.area) {
        None => present::panels().position(|panel| view.panel == panel).map(|i| AREAS.len() + i),
        area => area,
    };
    let Some(chosen) = strip_tabs(ui, scene.tab, &names, current, "") else { return };
    match chosen.checked_sub(AREAS.len()) {
        None => view.area = AREAS[chosen].0,
        Some(i) => {
            view.area = Area::Panel;
            view.panel = present::panels().nth(i).unwrap_or_default();
        }
    }
}

fn panel_names(loaded: &Loaded) -> impl Iterator<Item = (&'static str, String)> {
    present::panels().map(|section| (section.title, panels::badge(section, loaded)))
}

fn strip_ui(ui: &mut Ui, scene: &Scene<'_>, view: &mut View, open: bool) {
    let names: Vec<(&str, String)> = panel_names(scene.loaded).collect();
    let current = present::panels().position(|panel| open && view.panel == panel);
    if let Some(chosen) = strip_tabs(ui, scene.tab, &names, current, "Show this panel") {
        view.panel_open = Some(current != Some(chosen));
        view.panel = present::panels().nth(chosen).unwrap_or_default();
    }
}

/// Tabs beside one another and one stop of the Tab key; the one that was clicked. Where there is little room badges give
/// way before names do, and then the strip scrolls.
fn strip_tabs(ui: &mut Ui, tab: u64, names: &[(&str, String)], current: Option<usize>, about: &str) -> Option<usize> {
    let room = ui.available_width() - 16.0;
    let width = |text: &str| widgets::line(ui, text, theme::body(), egui::Color32::WHITE, 200.0).size().x;
    let words: f32 = names.iter().map(|(name, _)| width(name)).sum();
    let badges: f32 = names.iter().filter(|(_, badge)| !badge.is_empty()).map(|(_, badge)| width(badge) + 8.0).sum();
    #[expect(clippy::cast_precision_loss, reason = "a handful of tabs")]
    let count = names.len() as f32;
    let has_badges = words + badges + count * 2.0 * theme::STRIP_PAD_LEAST <= room;
    let pad = ((room - words - if has_badges { badges } else { 0.0 }) / (2.0 * count)).clamp(theme::STRIP_PAD_LEAST, theme::STRIP_PAD_MOST);
    let scroll = egui::ScrollArea::horizontal().id_salt(("strip", tab)).auto_shrink([false, true]);
    let mut chosen = None;
    scroll.scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.set_height(theme::STRIP);
            ui.add_space(8.0);
            let stops = Stops::new(ui, Id::unique(("strip tabs", tab)), names.len()).entered_at(ui, current);
            for (i, (name, badge)) in names.iter().enumerate() {
                let is_current = current == Some(i);
                let drawn = StripTab { name, badge: if has_badges { badge } else { "" }, is_current, pad };
                let mut response = drawn.ui(ui, |ui, rect| stops.interact(ui, rect, i));
                if response.gained_focus() {
                    response.scroll_to_me(None);
                }
                if !about.is_empty() {
                    response = response.on_hover_text(if is_current { "Fold this panel" } else { about });
                }
                if response.clicked() {
                    chosen = Some(i);
                }
            }
        });
    });
    chosen
}

/// One tab of a strip; the current one has a line of the accent under it.
struct StripTab<'a> {
    name: &'a str,
    badge: &'a str,
    is_current: bool,
    /// Room at either side, in points.
    pad: f32,
}

impl StripTab<'_> {
    fn ui(&self, ui: &mut Ui, interact: impl FnOnce(&Ui, Rect) -> Response) -> Response {
        let palette = Palette::of(ui.visuals());
        let color = if self.is_current { palette.text } else { palette.text_second };
        let name = widgets::line(ui, self.name, theme::body(), color, 200.0);
        let badge = widgets::line(ui, self.badge, theme::body(), palette.text_second, 120.0);
        let gap = if self.badge.is_empty() { 0.0 } else { 8.0 };
        let width = self.pad + name.size().x + gap + badge.size().x + self.pad;
        let (rect, _) = ui.allocate_exact_size(vec2(width, theme::STRIP), Sense::hover());
        let response = interact(ui, rect);
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, self.is_current, format!("{} {}", self.name, self.badge).trim_end()));
        if self.is_current {
            ui.painter().rect_filled(rect, CornerRadius::ZERO, palette.surface);
            let line = Rect::from_min_max(egui::pos2(rect.left(), rect.bottom() - 2.0), rect.max);
            ui.painter().rect_filled(line, CornerRadius::ZERO, palette.accent);
        } else if response.hovered() {
            ui.painter().rect_filled(rect.shrink2(vec2(0.0, 3.0)), CornerRadius::same(theme::RADIUS_SMALL), palette.hovered);
        }
        let y = rect.center().y - name.size().y / 2.0;
        let x = rect.left() + self.pad;
        let after = x + name.size().x + gap;
        ui.painter().galley(egui::pos2(x, y), name, color);
        ui.painter().galley(egui::pos2(after, y), badge, palette.text_second);
        widgets::focus_ring(ui, &response, rect.shrink(2.0));
        response
    }
}
