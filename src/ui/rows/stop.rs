//! What has the keyboard as one.

use egui::{EventFilter, Id, Rect, Response, Role, Sense, Ui, WidgetInfo};

use crate::ui::panes;

/// What is one stop of the Tab key and a pane of the window: a list, a text.
#[derive(Clone, Copy, Debug)]
pub struct Stop<'a> {
    pub id: Id,
    /// What it is to those who do not see it, and what it is called.
    pub role: Role,
    pub name: &'a str,
}

impl Stop<'_> {
    /// Makes `area` this stop; the arrows do not leave it.
    pub fn ui(self, ui: &Ui, area: Rect) -> Response {
        let Self { id, role, name } = self;
        panes::add(ui, id, area);
        let response = ui.interact(area, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(role, true, name));
        if response.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        response
    }
}
