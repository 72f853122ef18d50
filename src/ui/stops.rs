//! Things beside one another that are one stop of the Tab key together: the arrows move among them, as in a list.

use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Sense, Ui};

/// Headings of columns, facts, tabs of a strip.
#[derive(Clone, Copy, Debug)]
pub struct Stops {
    id: Id,
    len: usize,
    /// The one that the Tab key leads to.
    current: usize,
}

impl Stops {
    /// `len` things; which of them the keyboard was on is kept under `id`.
    #[must_use]
    pub fn new(ui: &Ui, id: Id, len: usize) -> Self {
        let kept = ui.data(|data| data.get_temp::<Kept>(id)).unwrap_or_default();
        let current = kept.current.min(len.saturating_sub(1));
        if kept.is_going_there {
            ui.memory_mut(|memory| memory.request_focus(id.with(current)));
            ui.data_mut(|data| data.insert_temp(id, Kept { current, is_going_there: false }));
        }
        Self { id, len, current }
    }

    /// Leads the Tab key to this one while none of them has the keyboard: the tab that is shown, not the one left last.
    #[must_use]
    pub fn entered_at(self, ui: &Ui, i: Option<usize>) -> Self {
        let has_keyboard = ui.memory(|memory| memory.has_focus(self.id.with(self.current)));
        Self { current: i.filter(|_| !has_keyboard).unwrap_or(self.current), ..self }
    }

    /// Makes a place sense clicks as the thing of this number, and moves on where an arrow says so.
    pub fn interact(&self, ui: &Ui, rect: Rect, i: usize) -> Response {
        let id = self.id.with(i);
        let response = ui.interact(rect, id, if i == self.current { Sense::click() } else { Sense::CLICK });
        if response.clicked() {
            ui.data_mut(|data| data.insert_temp(self.id, Kept { current: i, is_going_there: false }));
        }
        if response.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            let last = self.len.saturating_sub(1);
            let keys = [(Key::ArrowLeft, i.saturating_sub(1)), (Key::ArrowRight, (i + 1).min(last)), (Key::Home, 0), (Key::End, last)];
            let pressed = ui.input_mut(|input| keys.into_iter().find(|(key, _)| input.consume_key(Modifiers::NONE, *key)));
            // It can have the keyboard when it is the stop, in the next frame.
            if let Some((_, current)) = pressed {
                ui.data_mut(|data| data.insert_temp(self.id, Kept { current, is_going_there: true }));
                ui.ctx().request_repaint();
            }
        }
        response
    }
}

/// What is remembered between two frames.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    current: usize,
    is_going_there: bool,
}
