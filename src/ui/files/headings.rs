//! What the files are sorted by: the headings of their names and sizes.

use egui::{Color32, Id, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use crate::ui::icons::Icon;
use crate::ui::layout::{FilesBy, FilesOrder};
use crate::ui::stops::Stops;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Height of the headings.
const HEIGHT: f32 = 22.0;
/// Room for the arrow beside a heading.
const ARROW: f32 = 16.0;

/// Draws both, and takes what is clicked.
pub(super) fn ui(ui: &mut Ui, tab: u64, order: &mut FilesOrder) {
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let row = whole.shrink2(vec2(theme::ROW_PAD, 0.0)).with_max_x(whole.right() - theme::ROW_PAD - theme::SCROLL_BAR);
    let stops = Stops::new(ui, Id::unique(("files headings", tab)), 2);
    for (i, (own, text, about)) in
        [(FilesBy::Name, "Name", "Files and folders by their names"), (FilesBy::Size, "Size", "The largest first, in every folder")]
            .into_iter()
            .enumerate()
    {
        let is_right = own == FilesBy::Size;
        let width = widgets::line(ui, text, theme::small(), Color32::WHITE, row.width()).size().x + ARROW;
        let rect = if is_right { row.with_min_x(row.right() - width) } else { row.with_max_x(row.left() + width) };
        let response = stops.interact(ui, rect, i).on_hover_text(about);
        let is_current = order.by == own;
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_current, format!("Sort files by {}", text.to_lowercase())));
        let palette = Palette::of(ui.visuals());
        let color = if response.hovered() || is_current { palette.text } else { palette.text_hint };
        let text_rect = if is_right && !is_current { rect.with_min_x(rect.left() + ARROW) } else { rect };
        widgets::paint_line(ui, text_rect, text, theme::small(), color);
        if is_current {
            let arrow = Rect::from_center_size(egui::pos2(rect.right() - 6.0, rect.center().y), vec2(12.0, 12.0));
            if is_right == order.is_reversed { Icon::Up } else { Icon::Down }.paint(ui.painter(), arrow, color, palette.window);
        }
        widgets::focus_ring(ui, &response, rect.expand2(vec2(4.0, 0.0)));
        if response.clicked() {
            *order = order.clicked(own);
        }
    }
}
