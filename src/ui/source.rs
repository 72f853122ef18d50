//! The MLmodel's text with line numbers.

use egui::{Rect, Ui, pos2, vec2};

use super::loaded::Loaded;
use super::state::SourceView;
use super::theme::{self, Palette};
use super::widgets;
use crate::checks::Severity;
use crate::folder::MLMODEL;

const LINE: f32 = 18.0;

/// The panel.
pub fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut SourceView, scroll_id: &str) {
    let palette = Palette::of(ui.visuals());
    if loaded.source.is_empty() {
        widgets::paragraph(ui, "There is no text to show.", palette.text_second);
        return;
    }
    // An error of the text itself is shown at its line.
    let error = loaded
        .model
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error && finding.path.as_deref() == Some(MLMODEL) && finding.line.is_some());
    let error_line = error.and_then(|finding| loaded.line_of(finding));
    let message = error.map(|finding| finding.meaning.clone());
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = egui::ScrollArea::both().id_salt((scroll_id, tab)).auto_shrink([false, false]);
    if let Some(line) = view.show_line.take() {
        view.marked_line = Some(line);
        #[expect(clippy::cast_precision_loss, reason = "lines of a file that fits into memory")]
        let top = line.saturating_sub(4) as f32 * LINE;
        scroll = scroll.vertical_scroll_offset(top);
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of digits")]
    let gutter = loaded.source.len().to_string().len() as f32 * 7.2 + 24.0;
    scroll.show_rows(ui, LINE, loaded.source.len(), |ui, range| {
        for i in range {
            let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
            let text = loaded.source.get(i);
            let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::mono(), palette.text);
            let message = message
                .clone()
                .filter(|_| error_line == Some(number))
                .map(|message| ui.painter().layout_no_wrap(message, theme::small_strong(), palette.error));
            let extra = message.as_ref().map_or(0.0, |galley| galley.size().x + 24.0);
            let width = (gutter + galley.size().x + extra + 16.0).max(ui.available_width());
            let (rect, response) = ui.allocate_exact_size(vec2(width, LINE), egui::Sense::hover());
            response.widget_info(|| {
                let name = message.as_ref().map(|message| format!("{text}, error: {}", message.text()));
                egui::WidgetInfo::labeled(egui::Role::Label, true, name.as_deref().unwrap_or(text))
            });
            if error_line == Some(number) {
                ui.painter().rect_filled(rect, 0, palette.error_surface);
            } else if view.marked_line == Some(number) {
                ui.painter().rect_filled(rect, 0, palette.selected);
            }
            let number_rect = Rect::from_min_max(rect.min, pos2(rect.left() + gutter - 14.0, rect.bottom()));
            let color =
                if error_line == Some(number) || view.marked_line == Some(number) { palette.text_second } else { palette.text_hint };
            widgets::paint_right(ui, number_rect, &number.to_string(), theme::mono(), color);
            let y = rect.center().y - galley.size().y / 2.0;
            let x = rect.left() + gutter;
            let after = x + galley.size().x + 24.0;
            ui.painter().galley(pos2(x, y), galley, palette.text);
            if let Some(message) = message {
                ui.painter().galley(pos2(after, y), message, palette.error);
            }
        }
    });
}
