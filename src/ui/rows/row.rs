//! One row while it is drawn.

use egui::{Color32, CornerRadius, Rangef, Rect, Response, Role, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::ui::icons::Icon;
use crate::ui::theme::{self, Palette};

/// A row while it is drawn.
#[derive(Debug)]
pub struct Row {
    pub item: usize,
    /// Its place, without the strip of the scroll bar.
    pub rect: Rect,
    /// Senses clicks; not for rows that are no stop.
    pub response: Response,
    pub is_selected: bool,
    /// The keyboard is on it.
    pub is_focused: bool,
    /// Where a click unfolds.
    pub(super) arrow: Option<Rangef>,
}

impl Row {
    /// Paints the background of a row: selected, under the pointer, or nothing. Gives the colour of hints on it.
    pub fn background(&self, ui: &Ui) -> Color32 {
        self.background_in(ui, self.rect)
    }

    /// The same for a row that ends before its list does.
    pub fn background_in(&self, ui: &Ui, rect: Rect) -> Color32 {
        let palette = Palette::of(ui.visuals());
        let radius = CornerRadius::same(theme::RADIUS_SMALL);
        if self.is_selected {
            ui.painter().rect_filled(rect, radius, palette.selected);
        } else if self.response.hovered() {
            ui.painter().rect_filled(rect, radius, palette.hovered);
        }
        if self.is_focused {
            ui.painter().rect_stroke(rect, radius, Stroke::new(theme::RING, palette.accent), StrokeKind::Inside);
        }
        self.hint(ui)
    }

    /// The colour of hints on it.
    #[must_use]
    pub fn hint(&self, ui: &Ui) -> Color32 {
        let palette = Palette::of(ui.visuals());
        if self.is_selected || self.response.hovered() { palette.text_second } else { palette.text_hint }
    }

    /// Says what the row is for those who do not see it. `role`: of a row that can be selected.
    pub fn describe(&self, role: Role, name: impl Fn() -> String) {
        self.response.widget_info(|| WidgetInfo::selected(role, self.response.enabled(), self.is_selected, name()));
        // egui calls it toggled, which is what a switch is.
        self.response.ctx.accesskit_node_builder(self.response.id, |builder| builder.set_selected(self.is_selected));
    }

    /// Paints the arrow of a row that unfolds, its middle at `x`. A click on it, or left of it, asks to unfold or fold.
    pub fn arrow(&mut self, ui: &Ui, x: f32, color: Color32, is_open: bool) {
        let at = Rect::from_center_size(pos2(x, self.rect.center().y), vec2(theme::ICON, theme::ICON));
        let icon = if is_open { Icon::Open } else { Icon::Closed };
        icon.paint(ui.painter(), at, color, Palette::of(ui.visuals()).surface);
        ui.ctx().accesskit_node_builder(self.response.id, |builder| builder.set_expanded(is_open));
        self.arrow = Some(Rangef::new(self.rect.left(), at.right()));
    }

    /// The arrow stands in a part of the row that begins at `x`: a click left of that part is not on it.
    pub fn arrow_begins(&mut self, x: f32) {
        if let Some(arrow) = &mut self.arrow {
            arrow.min = x;
        }
    }
}
