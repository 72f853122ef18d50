//! The panes in view, in the order in which they are read: where F6 leads, and which filter Ctrl+F means.
//!
//! Each list and text adds itself while it is drawn ([`add`]); a pane with a filter says so ([`filtered`]). What goes from
//! pane to pane runs between two frames, and reads what the last one left.

use egui::{AsIdSalt, Context, Event, FocusDirection, Id, Key, Rect, Ui};

/// A part of the window that can have the keyboard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pane {
    /// What gets the keyboard.
    pub stop: Id,
    /// The field that filters it.
    pub filter: Option<Id>,
    area: Rect,
}

/// The panes of a frame.
#[derive(Clone, Debug, Default)]
struct Panes {
    all: Vec<Pane>,
    /// The filters, each with what it filters.
    filters: Vec<(Id, Id)>,
    /// The edges of panels that can be dragged.
    edges: Vec<Id>,
    /// The Tab key went backwards when it was last pressed.
    goes_back: bool,
}

fn with<R>(ctx: &Context, what: impl FnOnce(&mut Panes) -> R) -> R {
    ctx.data_mut(|data| what(data.get_temp_mut_or_default(Id::unique("panes"))))
}

/// Forgets what the last frame left; for the beginning of a frame.
pub(super) fn begin(ctx: &Context) {
    let tab = ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Key { key: Key::Tab, pressed: true, modifiers, .. } => Some(modifiers.shift),
            _ => None,
        })
    });
    let focused = ctx.memory(egui::Memory::focused);
    let (is_at_edge, goes_back) = with(ctx, |panes| {
        let is_at_edge = focused.is_some_and(|focused| panes.edges.contains(&focused));
        *panes = Panes { goes_back: tab.unwrap_or(panes.goes_back), ..Panes::default() };
        (is_at_edge, panes.goes_back)
    });
    if is_at_edge {
        let on = if goes_back { FocusDirection::Previous } else { FocusDirection::Next };
        ctx.memory_mut(|memory| memory.move_focus(on));
        ctx.request_repaint();
    }
}

/// For the end of a frame: the Tab key goes on from the edge of a panel.
pub(super) fn end(ctx: &Context) {
    let focused = ctx.memory(egui::Memory::focused);
    if focused.is_some_and(|focused| with(ctx, |panes| panes.edges.contains(&focused))) {
        ctx.request_repaint();
    }
}

/// Passes over the edge of a panel that can be dragged: egui makes it a stop of the Tab key, and nothing shows that it has
/// the keyboard. For the `Ui` in which the panel of this name is shown.
pub(super) fn pass_edge(ui: &Ui, panel: impl AsIdSalt) {
    // As egui names it.
    let edge = ui.scope_id().with(panel).with("__resize");
    with(ui, |panes| panes.edges.push(edge));
}

/// Adds a pane that is drawn now. `stop` is what gets the keyboard in it.
pub(super) fn add(ctx: &Context, stop: Id, area: Rect) {
    with(ctx, |panes| {
        let filter = panes.filters.iter().find(|(_, of)| *of == stop).map(|(filter, _)| *filter);
        panes.all.push(Pane { stop, filter, area });
    });
}

/// Says which field filters a pane. A pane without a row is reached through its filter.
pub(super) fn filtered(ctx: &Context, stop: Id, filter: Id) {
    with(ctx, |panes| panes.filters.push((filter, stop)));
}

/// The panes in view, in the order in which they are read.
#[must_use]
pub fn in_view(ctx: &Context) -> Vec<Pane> {
    with(ctx, |panes| panes.all.clone())
}

/// The pane in which the keyboard is.
fn current(ctx: &Context, panes: &[Pane]) -> Option<usize> {
    let focused = ctx.memory(egui::Memory::focused)?;
    let is_own = |pane: &Pane| pane.stop == focused || pane.filter == Some(focused);
    panes.iter().position(is_own).or_else(|| {
        // A button in it.
        let at = ctx.read_response(focused)?.rect.center();
        panes.iter().position(|pane| pane.area.contains(at))
    })
}

/// Gives the keyboard to the next pane or to the one before; to the first or the last where no pane has it.
pub fn go(ctx: &Context, is_forward: bool) {
    let panes = in_view(ctx);
    let to = match (current(ctx, &panes), is_forward) {
        (Some(at), true) => panes.get(at + 1).or(panes.first()),
        (Some(at), false) => at.checked_sub(1).and_then(|before| panes.get(before)).or(panes.last()),
        (None, true) => panes.first(),
        (None, false) => panes.last(),
    };
    if let Some(pane) = to {
        ctx.memory_mut(|memory| memory.request_focus(pane.stop));
    }
}

/// The filter of the pane in which the keyboard is; `None` where it has none, or no pane has the keyboard.
#[must_use]
pub fn filter_of_focus(ctx: &Context) -> Option<Id> {
    let panes = in_view(ctx);
    current(ctx, &panes).and_then(|at| panes[at].filter)
}
