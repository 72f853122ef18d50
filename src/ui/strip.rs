//! Tabs beside one another: what is shown in the middle, and the panels below.

use std::borrow::Cow;

use egui::{CornerRadius, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::stops::Stops;
use super::theme::{self, Palette};
use super::widgets;

/// A tab of a strip.
#[derive(Clone, Debug)]
pub struct StripTab<'a> {
    pub name: Cow<'a, str>,
    /// How many there are of what it shows; may be empty.
    pub badge: String,
    /// What is said of it where the pointer rests.
    pub about: String,
}

/// Tabs beside one another and one stop of the Tab key. `id` tells the strip from others.
///
/// Where there is little room badges give way before names do, and then the strip scrolls. Gives the tab that was clicked.
pub fn ui(ui: &mut Ui, id: Id, tabs: &[StripTab<'_>], current: Option<usize>) -> Option<usize> {
    let room = ui.available_width() - 16.0;
    let width = |text: &str| widgets::line(ui, text, theme::body(), egui::Color32::WHITE, theme::STRIP_NAME).size().x;
    let words: f32 = tabs.iter().map(|tab| width(&tab.name)).sum();
    let badges: f32 = tabs.iter().filter(|tab| !tab.badge.is_empty()).map(|tab| width(&tab.badge) + 8.0).sum();
    #[expect(clippy::cast_precision_loss, reason = "a handful of tabs")]
    let count = tabs.len() as f32;
    let has_badges = words + badges + count * 2.0 * theme::STRIP_PAD_LEAST <= room;
    let pad = ((room - words - if has_badges { badges } else { 0.0 }) / (2.0 * count)).clamp(theme::STRIP_PAD_LEAST, theme::STRIP_PAD_MOST);
    let scroll = egui::ScrollArea::horizontal().id_salt(id).auto_shrink([false, true]);
    let mut chosen = None;
    scroll.scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.set_height(theme::STRIP);
            ui.add_space(8.0);
            let stops = Stops::new(ui, id.with("tabs"), tabs.len()).entered_at(ui, current);
            for (i, tab) in tabs.iter().enumerate() {
                let drawn = DrawnTab { tab, has_badge: has_badges, is_current: current == Some(i), pad };
                let mut response = drawn.ui(ui, |ui, rect| stops.interact(ui, rect, i));
                if response.gained_focus() {
                    response.scroll_to_me(None);
                }
                if !tab.about.is_empty() {
                    response = response.on_hover_text(&tab.about);
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
struct DrawnTab<'a> {
    tab: &'a StripTab<'a>,
    has_badge: bool,
    is_current: bool,
    /// Room at either side, in points.
    pad: f32,
}

impl DrawnTab<'_> {
    fn ui(&self, ui: &mut Ui, interact: impl FnOnce(&Ui, Rect) -> Response) -> Response {
        let palette = Palette::of(ui.visuals());
        let color = if self.is_current { palette.text } else { palette.text_second };
        let badge = if self.has_badge { self.tab.badge.as_str() } else { "" };
        let name = widgets::line(ui, &self.tab.name, theme::body(), color, theme::STRIP_NAME);
        let gap = if badge.is_empty() { 0.0 } else { 8.0 };
        let spoken = format!("{} {badge}", self.tab.name);
        let badge = widgets::line(ui, badge, theme::body(), palette.text_second, 120.0);
        let width = self.pad + name.size().x + gap + badge.size().x + self.pad;
        let (rect, _) = ui.allocate_exact_size(vec2(width, theme::STRIP), Sense::hover());
        let response = interact(ui, rect);
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, self.is_current, spoken.trim_end()));
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
