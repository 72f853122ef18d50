//! One model: header, tree, signature, and the panels below; or one area at a time where it is narrow.

use egui::{CornerRadius, Frame, Id, Margin, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::command::Action;
use super::header::{self, Size};
use super::loaded::Loaded;
use super::state::{Area, Layout, Panel, View};
use super::theme::{self, Palette};
use super::{files, origin, problems, signature, source, tree, widgets};
use crate::mlmodel::display::grouped;

/// Height of the strip of tabs over a panel.
const STRIP: f32 = 36.0;

/// Draws the model.
pub fn ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut View, layout: &mut Layout, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let size = ui.available_size();
    let narrow = size.x < theme::NARROW;
    let low = size.y + theme::BAR < theme::LOW;
    let head = if narrow || low { Size::Short } else { Size::Full };
    let pad = 16;
    egui::Panel::top(Id::unique(("header", tab)))
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: pad, right: pad, top: 10, bottom: 10 }))
        .resizable(false)
        .show(ui, |ui| header::ui(ui, loaded, head, actions));
    if narrow {
        narrow_ui(ui, tab, loaded, view, layout, actions);
    } else {
        wide_ui(ui, tab, loaded, view, layout, low, actions);
    }
}

fn wide_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut View, layout: &mut Layout, low: bool, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let open = view.panel_open.unwrap_or(!low && loaded.problem_count() > 0);
    let max = (ui.available_height() - 140.0).max(STRIP + 60.0);
    let strip = Frame::new().fill(palette.window);
    if open {
        let panel = egui::Panel::bottom("panel")
            .frame(strip)
            .resizable(true)
            .default_size(layout.bottom_height.min(max))
            .size_range(STRIP + 60.0..=max)
            .show(ui, |ui| {
                strip_ui(ui, loaded, view, true);
                Frame::new().inner_margin(Margin { left: 8, right: 8, top: 4, bottom: 4 }).show(ui, |ui| {
                    panel_ui(ui, tab, loaded, view, layout, actions);
                });
            });
        layout.bottom_height = panel.response.rect.height();
    } else {
        egui::Panel::bottom(Id::unique(("strip", tab)))
            .frame(strip)
            .resizable(false)
            .exact_size(STRIP)
            .show(ui, |ui| strip_ui(ui, loaded, view, false));
    }
    let max = (ui.available_width() - 380.0).max(220.0);
    let panel = egui::Panel::left("tree panel")
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 8, right: 0, top: 10, bottom: 0 }))
        .resizable(true)
        .default_size(layout.tree_width.min(max))
        .size_range(200.0..=max)
        .show(ui, |ui| tree::panel_ui(ui, tab, loaded, &mut view.tree, actions));
    layout.tree_width = panel.response.rect.width();
    egui::CentralPanel::default()
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
        .show(ui, |ui| {
            signature::panel_ui(ui, tab, loaded, &mut view.signature, actions);
        });
}

fn narrow_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut View, layout: &mut Layout, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    egui::Panel::top(Id::unique(("areas", tab))).frame(Frame::new().fill(palette.window)).resizable(false).exact_size(STRIP).show(
        ui,
        |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.add_space(8.0);
                for (area, text) in [(Area::Signature, "Signature"), (Area::MlModel, "MLmodel")] {
                    if strip_tab(ui, text, "", view.area == area).clicked() {
                        view.area = area;
                    }
                }
                for panel in PANELS {
                    let current = view.area == Area::Panel && view.panel == panel;
                    if strip_tab(ui, title(panel), &badge(panel, loaded), current).clicked() {
                        view.area = Area::Panel;
                        view.panel = panel;
                    }
                }
            });
        },
    );
    egui::CentralPanel::default()
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
        .show(ui, |ui| match view.area {
            Area::Signature => signature::panel_ui(ui, tab, loaded, &mut view.signature, actions),
            Area::MlModel => {
                header::facts_ui(ui, loaded, actions);
                ui.add_space(8.0);
                tree::panel_ui(ui, tab, loaded, &mut view.tree, actions);
            }
            Area::Panel => panel_ui(ui, tab, loaded, view, layout, actions),
        });
}

const PANELS: [Panel; 4] = [Panel::Problems, Panel::Files, Panel::Run, Panel::Source];

fn title(panel: Panel) -> &'static str {
    match panel {
        Panel::Problems => "Problems",
        Panel::Files => "Files",
        Panel::Run => "Run",
        Panel::Source => "Source",
    }
}

/// The count beside a panel's name.
fn badge(panel: Panel, loaded: &Loaded) -> String {
    match panel {
        Panel::Problems => grouped(loaded.problem_count()),
        Panel::Files if loaded.files.missing > 0 => format!("{} of {}", loaded.files.files, loaded.files.files + loaded.files.missing),
        Panel::Files => grouped(loaded.files.files),
        Panel::Run | Panel::Source => String::new(),
    }
}

fn strip_ui(ui: &mut Ui, loaded: &Loaded, view: &mut View, open: bool) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.set_height(STRIP);
        ui.add_space(8.0);
        for panel in PANELS {
            let current = open && view.panel == panel;
            let about = if current { "Fold this panel" } else { "Show this panel" };
            if strip_tab(ui, title(panel), &badge(panel, loaded), current).on_hover_text(about).clicked() {
                view.panel_open = Some(!current);
                view.panel = panel;
            }
        }
    });
}

/// One tab of a strip; the current one has a line of the accent under it.
pub fn strip_tab(ui: &mut Ui, text: &str, badge: &str, current: bool) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let color = if current { palette.text } else { palette.text_second };
    let name = widgets::line(ui, text, theme::body(), color, 200.0);
    let count = widgets::line(ui, badge, theme::body(), palette.text_second, 120.0);
    let gap = if badge.is_empty() { 0.0 } else { 8.0 };
    let width = 12.0 + name.size().x + gap + count.size().x + 12.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, STRIP), Sense::click());
    let label = if badge.is_empty() { text.to_owned() } else { format!("{text} {badge}") };
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, current, &label));
    if current {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, palette.surface);
        let line = Rect::from_min_max(egui::pos2(rect.left(), rect.bottom() - 2.0), rect.max);
        ui.painter().rect_filled(line, CornerRadius::ZERO, palette.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(vec2(0.0, 3.0)), CornerRadius::same(theme::RADIUS_SMALL), palette.hovered);
    }
    let y = rect.center().y - name.size().y / 2.0;
    let x = rect.left() + 12.0;
    let after = x + name.size().x + gap;
    ui.painter().galley(egui::pos2(x, y), name, color);
    ui.painter().galley(egui::pos2(after, y), count, palette.text_second);
    widgets::focus_ring(ui, &response, rect.shrink(2.0));
    response
}

fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut View, layout: &mut Layout, actions: &mut Vec<Action>) {
    match view.panel {
        Panel::Problems => problems::panel_ui(ui, tab, loaded, view, actions),
        Panel::Files => files::panel_ui(ui, tab, loaded, &mut view.files, layout, actions),
        Panel::Run => origin::panel_ui(ui, tab, loaded, &mut view.origin, actions),
        Panel::Source => source::panel_ui(ui, tab, loaded, &mut view.source, "source"),
    }
}
