//! The panes of the window: its lists, trees and editors. Each has the keyboard as a whole, and registers itself while it
//! is drawn, so that a key can go from one pane to the next, in the order of reading, and from a pane to its filter.

use egui::containers::panel::PanelState;
use egui::{AsIdSalt, Context, Event, FocusDirection, Id, Key, Rect, Ui};

/// What takes the keyboard as one.
#[derive(Clone, Copy, Debug)]
struct Pane {
    id: Id,
    area: Rect,
}

/// What was drawn last.
#[derive(Clone, Debug, Default)]
struct Panes {
    all: Vec<Pane>,
    /// The field that filters a pane, beside the pane that it filters.
    filters: Vec<(Id, Id)>,
    /// The edges of panels that can be dragged.
    edges: Vec<Id>,
    /// The Tab key went backwards when it was last pressed.
    goes_back: bool,
}

impl Panes {
    /// The place of the pane that has the keyboard, itself or its filter.
    fn focused(&self, ctx: &Context) -> Option<usize> {
        let focused = ctx.memory(egui::Memory::focused)?;
        let filtered = self.filters.iter().find(|(filter, _)| *filter == focused).map(|(_, pane)| *pane);
        self.all.iter().position(|pane| pane.id == filtered.unwrap_or(focused))
    }

    fn add(&mut self, pane: Pane) {
        let place = self.all.iter().position(|other| is_before(pane.area, other.area)).unwrap_or(self.all.len());
        self.all.insert(place, pane);
    }
}

/// Whether one area is read before another: it lies above it, or beside it at the left.
fn is_before(area: Rect, other: Rect) -> bool {
    if area.bottom() <= other.top() || other.bottom() <= area.top() { area.top() < other.top() } else { area.left() < other.left() }
}

fn panes<R>(ctx: &Context, with: impl FnOnce(&mut Panes) -> R) -> R {
    ctx.data_mut(|data| with(data.get_temp_mut_or_default(Id::unique("panes"))))
}

/// Forgets what was drawn before: the window is drawn anew.
pub(super) fn begin(ctx: &Context) {
    let tab = ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Key { key: Key::Tab, pressed: true, modifiers, .. } => Some(modifiers.shift),
            _ => None,
        })
    });
    let is_at_edge = is_at_edge(ctx);
    let goes_back = panes(ctx, |panes| {
        *panes = Panes { goes_back: tab.unwrap_or(panes.goes_back), ..Panes::default() };
        panes.goes_back
    });
    if is_at_edge {
        let on = if goes_back { FocusDirection::Previous } else { FocusDirection::Next };
        ctx.memory_mut(|memory| memory.move_focus(on));
        ctx.request_repaint();
    }
}

/// For the end of a frame: the Tab key goes on from the edge of a panel in the next one.
pub(super) fn end(ctx: &Context) {
    if is_at_edge(ctx) {
        ctx.request_repaint();
    }
}

fn is_at_edge(ctx: &Context) -> bool {
    let focused = ctx.memory(egui::Memory::focused);
    focused.is_some_and(|focused| panes(ctx, |panes| panes.edges.contains(&focused)))
}

/// Passes over the edge of a panel that can be dragged: egui makes it a stop of the Tab key, and nothing shows that it has
/// the keyboard. For the `Ui` in which the panel of this name is shown.
///
/// Whether the edge was clicked twice: the panel has its usual size again then, which the caller gives as its default.
#[must_use]
pub(super) fn edge(ui: &Ui, panel: impl AsIdSalt) -> bool {
    // As egui names them.
    let panel = ui.scope_id().with(panel);
    let edge = panel.with("__resize");
    panes(ui, |panes| panes.edges.push(edge));
    let is_reset = ui.read_response(edge).is_some_and(|edge| edge.double_clicked());
    if is_reset {
        ui.data_mut(|data| data.remove::<PanelState>(panel));
    }
    is_reset
}

/// Says that a pane is there. One behind a dialog is not.
pub(super) fn add(ui: &Ui, id: Id, area: Rect) {
    if ui.is_enabled() {
        panes(ui, |panes| panes.add(Pane { id, area }));
    }
}

/// Says which field filters a pane.
pub(super) fn filtered(ui: &Ui, pane: Id, filter: Id) {
    panes(ui, |panes| panes.filters.push((filter, pane)));
}

/// Gives the keyboard to the pane after the one that has it, or to the one before, from the last to the first too. Where
/// none has it the first gets it, or the last.
pub fn go(ctx: &Context, is_forward: bool) {
    let panes = panes(ctx, |panes| panes.clone());
    let all = &panes.all;
    let to = match (panes.focused(ctx), is_forward) {
        (Some(at), true) => all.get(at + 1).or(all.first()),
        (Some(at), false) => at.checked_sub(1).and_then(|before| all.get(before)).or(all.last()),
        (None, true) => all.first(),
        (None, false) => all.last(),
    };
    if let Some(pane) = to {
        ctx.memory_mut(|memory| memory.request_focus(pane.id));
    }
}

/// The pane that has the keyboard, itself or its filter; where none has it, the first that has a filter.
pub(super) fn filtered_list(ctx: &Context) -> Option<Id> {
    let panes = panes(ctx, |panes| panes.clone());
    let has_filter = |pane: &Pane| panes.filters.iter().any(|(_, filtered)| *filtered == pane.id);
    let focused = panes.focused(ctx).and_then(|at| panes.all.get(at));
    let pane = focused.or_else(|| panes.all.iter().find(|pane| has_filter(pane)))?.id;
    // The list of the files leads to the field of the text that is shown: what is gone through is the text.
    let field = panes.filters.iter().find(|(_, filtered)| *filtered == pane).map(|(field, _)| *field);
    let owner = field.and_then(|field| panes.filters.iter().find(|(other, _)| *other == field));
    Some(owner.map_or(pane, |(_, owner)| *owner))
}

/// The field that filters the pane that has the keyboard.
#[must_use]
pub fn filter_of_focus(ctx: &Context) -> Option<Id> {
    let panes = panes(ctx, |panes| panes.clone());
    let pane = panes.all.get(panes.focused(ctx)?)?;
    panes.filters.iter().find(|(_, filtered)| *filtered == pane.id).map(|(filter, _)| *filter)
}

/// The field that filters the first pane which has one: in a dialog there is no other.
#[must_use]
pub fn only_filter(ctx: &Context) -> Option<Id> {
    let panes = panes(ctx, |panes| panes.clone());
    panes.all.iter().find_map(|pane| panes.filters.iter().find(|(_, filtered)| *filtered == pane.id)).map(|(filter, _)| *filter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn panes_stand_in_the_order_of_reading() {
        let area = |x, y, width, height| Rect::from_min_size(pos2(x, y), vec2(width, height));
        let areas = [
            ("panel below", area(100.0, 400.0, 500.0, 200.0)),
            ("tree", area(100.0, 80.0, 200.0, 310.0)),
            ("columns", area(310.0, 60.0, 290.0, 330.0)),
            ("library beside", area(0.0, 60.0, 90.0, 540.0)),
        ];
        let mut panes = Panes::default();
        for (name, area) in areas {
            panes.add(Pane { id: Id::unique(name), area });
        }
        let order: Vec<Id> = panes.all.iter().map(|pane| pane.id).collect();
        assert_eq!(order, ["library beside", "tree", "columns", "panel below"].map(Id::unique));
    }
}
