//! The one widget for rows: every list, tree and table of the window is drawn by it.
//!
//! It owns what all of them share: the one stop of the Tab key, with its name; the keys; which row is selected; bringing it
//! into view; and which rows are in view, for only those are drawn. What a row looks like is a closure of its owner, and
//! what was asked comes back as data:
//!
//! ```ignore
//! let rows = Rows::new(id, "Environment", lines.len(), theme::TREE_ROW);
//! let done = rows.stops(&|i| lines[i].is_package()).show(ui, view, |ui, row| line_ui(ui, row, &lines[row.item]));
//! if done.asked == Some(Asked::Copy) { … } // of `view.selected`
//! ```

mod find;
mod folds;
mod items;
mod keys;
mod row;
mod stop;
mod view;

use egui::{Color32, Id, Pos2, Rect, Response, Role, ScrollArea, Sense, Ui, pos2};

use super::copied;
use super::theme::{self, Palette};
use super::widgets::{focus_ring, paragraph, scrolled_to};
pub use find::{Way, asked as step_asked, step};
pub use folds::Folds;
use items::{Heights, Items};
pub use keys::Pressed;
pub use row::Row;
pub use stop::Stop;
use view::Jump;
pub use view::{Asked, Choice, Done, LineName, ListView};

/// A field has the keyboard, and the list is moved from there.
#[derive(Clone, Copy, Debug)]
struct BesideField {
    /// The key that was pressed in it.
    pressed: Option<Pressed>,
}

/// The rows of one list.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    id: Id,
    name: &'a str,
    items: Items<'a>,
    heights: Heights<'a>,
    is_stop: Option<&'a dyn Fn(usize) -> bool>,
    is_chosen: Option<&'a dyn Fn(usize) -> bool>,
    key: Option<&'a dyn Fn(usize) -> Id>,
    folds: Option<Folds<'a>>,
    /// What is behind a heading that stays in view.
    pinned: Option<Color32>,
    fits: Option<&'a dyn Fn(usize) -> bool>,
    field: Option<BesideField>,
    /// What is selected when the list gets the keyboard and nothing is.
    first: Option<usize>,
    /// Rows that stay in view around the selected one.
    around: usize,
    /// How wide the rows are at least; they scroll sideways where there is less room.
    width: f32,
    empty: &'a str,
}

impl<'a> Rows<'a> {
    /// A list of `len` rows of one height. `id` is the list's stop of the Tab key, `name` what it is called.
    #[must_use]
    pub fn new(id: Id, name: &'a str, len: usize, height: f32) -> Self {
        let (items, heights) = (Items::All(len), Heights::One(height));
        Self {
            id,
            name,
            items,
            heights,
            is_stop: None,
            is_chosen: None,
            key: None,
            folds: None,
            pinned: None,
            fits: None,
            field: None,
            first: None,
            around: 0,
            width: 0.0,
            empty: "",
        }
    }

    /// Shows only these items, each number larger than the one before: a tree without what is folded away.
    #[must_use]
    pub fn only(self, items: &'a [usize]) -> Self {
        Self { items: Items::Only(items), ..self }
    }

    /// Shows these items only, in this order.
    #[must_use]
    pub fn in_order(self, items: &'a [usize]) -> Self {
        Self { items: Items::InOrder(items), ..self }
    }

    /// Gives each row a height of its own: where it ends, in points from the top of the first.
    #[must_use]
    pub fn ends(self, ends: &'a [f32]) -> Self {
        Self { heights: Heights::Each(ends), ..self }
    }

    /// Passes over the items that are no stop: headings and gaps.
    #[must_use]
    pub fn stops(self, is_stop: &'a dyn Fn(usize) -> bool) -> Self {
        Self { is_stop: Some(is_stop), ..self }
    }

    /// Allows several to be chosen, with Shift and Ctrl: `is_chosen` says which are. [`Done::choice`] says what changes.
    #[must_use]
    pub fn several(self, is_chosen: &'a dyn Fn(usize) -> bool) -> Self {
        Self { is_chosen: Some(is_chosen), ..self }
    }

    /// What tells a row from all others where items change their numbers: a menu stays with its row.
    #[must_use]
    pub fn keyed(self, key: &'a dyn Fn(usize) -> Id) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Makes it a tree: rows fold and unfold, and the left arrow leads to the row above. [`Done::flipped`] says what changes.
    #[must_use]
    pub fn folds(self, folds: Folds<'a>) -> Self {
        Self { folds: Some(folds), ..self }
    }

    /// Keeps the heading of the group in view whose rows are at the top, on this colour.
    #[must_use]
    pub fn pins_headings(self, behind: Color32) -> Self {
        Self { pinned: Some(behind), ..self }
    }

    /// Which items fit the filter of the list themselves: what only leads to one of them is passed over by [`step`].
    #[must_use]
    pub fn fits(self, fits: &'a dyn Fn(usize) -> bool) -> Self {
        Self { fits: Some(fits), ..self }
    }

    /// Moves with what was pressed in a field beside the list, which keeps the keyboard: the list is no stop of its own.
    #[must_use]
    pub fn beside_field(self, pressed: Option<Pressed>) -> Self {
        Self { field: Some(BesideField { pressed }), ..self }
    }

    /// Selects this item, and not the first stop, when the list gets the keyboard and nothing is selected.
    #[must_use]
    pub fn first(self, item: Option<usize>) -> Self {
        Self { first: item, ..self }
    }

    /// Leaves this many rows of context around a row that is brought into view.
    #[must_use]
    pub fn around(self, rows: usize) -> Self {
        Self { around: rows, ..self }
    }

    /// Makes the rows this wide at least, in points: they scroll sideways where there is less room.
    #[must_use]
    pub fn wide(self, width: f32) -> Self {
        Self { width, ..self }
    }

    /// What is said where there is no row.
    #[must_use]
    pub fn empty(self, text: &'a str) -> Self {
        Self { empty: text, ..self }
    }

    /// Draws the list in all the room that is left. `draw` paints one row; it is called for those in view only.
    pub fn show(self, ui: &mut Ui, view: &mut ListView, mut draw: impl FnMut(&mut Ui, &mut Row)) -> Done {
        let area = ui.available_rect_before_wrap();
        let stop = self.field.is_none().then_some(Stop { id: self.id, role: Role::List, name: self.name });
        if self.items.len() == 0 {
            self.empty_ui(ui, area, stop);
            return Done::default();
        }
        let list = stop.map(|stop| stop.ui(ui, area));
        let mut done = Done::default();
        if list.as_ref().is_some_and(Response::gained_focus) {
            self.begin(view, &mut done);
        }
        let has_focus = list.is_some_and(|list| list.has_focus());
        let pressed = if has_focus { keys::pressed(ui) } else { self.field.and_then(|field| field.pressed) };
        if let Some(pressed) = pressed {
            self.press(pressed, area.height(), view, &mut done);
        }
        if let Some(way) = find::asked(ui, self.id) {
            self.find(way, view, &mut done);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let sideways = self.width > area.width();
        let mut focused = None;
        let out = self.scroll_area(ui, view, area.height(), sideways).show_viewport(ui, |ui, seen| {
            let (top, left) = (ui.max_rect().top(), ui.max_rect().left());
            let width = if sideways { self.width } else { ui.available_width() };
            ui.set_width(width);
            ui.set_height(self.heights.top(self.items.len()));
            let last = (self.heights.at(seen.max.y) + 1).min(self.items.len());
            let pinned = self.pinned_at(seen.min.y);
            let rows = (self.heights.at(seen.min.y)..last).filter_map(|row| Some((self.items.item(row)?, self.heights.of(row))));
            let rows = rows.filter(|(item, _)| pinned.is_none_or(|(heading, _)| heading != *item));
            // Drawn last it lies over the others.
            for (item, span) in rows.chain(pinned) {
                let (from, to) = (pos2(left, top + span.min), pos2(left + (width - theme::SCROLL_BAR).max(0.0), top + span.max));
                let rect = Rect::from_min_max(from, to);
                if let Some((_, fill)) = pinned.zip(self.pinned).filter(|((heading, _), _)| *heading == item) {
                    folds::under_pinned(ui, rect, fill);
                }
                let id = self.key.map_or_else(|| self.id.with(item), |key| self.id.with(key(item)));
                let response = ui.interact(rect, id, if self.is_stop(item) { Sense::CLICK } else { Sense::hover() });
                let is_selected = self.is_stop(item) && self.is_chosen(item, view);
                let is_focused = has_focus && view.selected == Some(item);
                if is_focused {
                    focused = Some(rect.intersect(ui.clip_rect())).filter(Rect::is_positive);
                }
                let mut row = Row { item, rect, response, is_selected, is_focused, arrow: None };
                draw(ui, &mut row);
                self.click(ui, &row, view, &mut done);
            }
        });
        if has_focus {
            copied::row_is_at(ui, self.id, focused);
        }
        (done.sideways, view.offset) = out.state.clamped_offset().into();
        done
    }

    /// The view of the rows, where it was asked to be.
    fn scroll_area(&self, ui: &mut Ui, view: &mut ListView, height: f32, sideways: bool) -> ScrollArea {
        let scroll = ScrollArea::new([sideways, true]).id_salt(self.id).auto_shrink([false, false]);
        let offset = match view.jump.take() {
            Some(Jump::Selected) => self.revealed(view, height),
            Some(Jump::Top) => Some(0.0),
            None => None,
        };
        match offset {
            Some(offset) => scrolled_to(ui, scroll, offset),
            None => scroll,
        }
    }

    /// The list got the keyboard: a row is selected from then on.
    fn begin(&self, view: &mut ListView, done: &mut Done) {
        if view.selected.and_then(|item| self.items.row(item)).is_none() {
            view.selected = self.first.or_else(|| self.stop_near(0, true));
            view.anchor = view.selected;
            done.choice = view.selected.filter(|_| self.is_chosen.is_some()).map(Choice::Only);
        }
    }

    /// All the room is kept: a pane must not become as narrow as these words.
    fn empty_ui(&self, ui: &mut Ui, area: Rect, stop: Option<Stop<'_>>) {
        if !self.empty.is_empty() {
            let list = stop.map(|stop| stop.ui(ui, area));
            paragraph(ui, self.empty, Palette::of(ui.visuals()).text_second);
            list.inspect(|list| focus_ring(ui, list, area));
        }
        ui.advance_cursor_after_rect(area);
    }

    fn is_stop(&self, item: usize) -> bool {
        self.is_stop.is_none_or(|is_stop| is_stop(item))
    }

    fn is_chosen(&self, item: usize, view: &ListView) -> bool {
        self.is_chosen.map_or(view.selected == Some(item), |is_chosen| is_chosen(item))
    }

    /// What a click on a row does. The button of the menu selects as well: the menu is about the row that is seen selected.
    fn click(&self, ui: &Ui, row: &Row, view: &mut ListView, done: &mut Done) {
        let response = &row.response;
        let opens_menu = response.secondary_clicked() || response.long_touched();
        if !response.clicked() && !opens_menu {
            return;
        }
        let modifiers = ui.input(|input| input.modifiers);
        if opens_menu && self.is_chosen(row.item, view) {
            // The menu is about all that are chosen.
        } else if self.is_chosen.is_some() && modifiers.shift && !opens_menu {
            done.choice = Some(Choice::Range(*view.anchor.get_or_insert(row.item), row.item));
        } else {
            view.anchor = Some(row.item);
            let adds = modifiers.command && !opens_menu;
            done.choice = self.is_chosen.map(|_| if adds { Choice::Toggle(row.item) } else { Choice::Only(row.item) });
        }
        view.selected = Some(row.item);
        if self.field.is_none() {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        if response.clicked() {
            done.clicked = Some(row.item);
            let on_arrow = |at: Pos2| row.arrow.is_some_and(|arrow| arrow.contains(at.x));
            let is_double = response.double_clicked() || response.interact_pointer_pos().is_some_and(on_arrow);
            if self.is_nested(row.item) {
                done.flipped = Some(row.item).filter(|item| is_double || self.flips_at_click(*item));
            } else if is_double {
                done.asked = Some(Asked::Activate);
            }
        }
    }

    /// The offset that brings the selected row into a view that is `height` high, if it has to move.
    fn revealed(&self, view: &ListView, height: f32) -> Option<f32> {
        let row = self.items.row(view.selected?)?;
        let (top, bottom) = (self.heights.top(row), self.heights.top(row + 1));
        let pinned = self.pinned_over(view.selected?);
        if top < view.offset + pinned {
            Some((self.heights.top(row.saturating_sub(self.around)) - pinned).max(0.0))
        } else if bottom > view.offset + height {
            let end = self.heights.top((row + 1 + self.around).min(self.items.len()));
            Some((end - height).clamp(0.0, top))
        } else {
            None
        }
    }
}
