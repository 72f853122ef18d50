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

use egui::{
    Color32, CornerRadius, EventFilter, Id, Key, Pos2, Rangef, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::icons::Icon;
use super::panes;
use super::theme::{self, Palette};
use super::widgets::{BAR, RowState, focus_ring, paragraph, row_background};

/// Where the person is in a list.
#[derive(Clone, Debug, Default)]
pub struct ListView {
    /// The selected item; in a list that allows several, the one that the keyboard is on.
    pub selected: Option<usize>,
    /// Where a range begins that Shift extends.
    anchor: Option<usize>,
    /// How far it is scrolled, in points.
    offset: f32,
    jump: Option<Jump>,
}

/// Where a list goes when it is next drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Jump {
    Selected,
    Top,
}

impl ListView {
    /// Selects an item and brings it into view when the list is next drawn.
    pub fn select(&mut self, item: usize) {
        self.selected = Some(item);
        self.anchor = Some(item);
        self.reveal();
    }

    /// Brings the selected item into view when the list is next drawn.
    pub fn reveal(&mut self) {
        self.jump = Some(Jump::Selected);
    }

    /// Goes to the first row when the list is next drawn.
    pub fn go_to_top(&mut self) {
        self.jump = Some(Jump::Top);
    }

    /// The item from which Shift chooses a range.
    #[must_use]
    pub fn anchor(&self) -> Option<usize> {
        self.anchor
    }

    /// Follows items that have other numbers now.
    pub fn move_to(&mut self, selected: Option<usize>, anchor: Option<usize>) {
        (self.selected, self.anchor) = (selected, anchor);
    }

    /// The same place in a list whose items have other numbers now: `moved` gives an item's new number.
    #[must_use]
    pub fn carried(&self, moved: impl Fn(usize) -> Option<usize>) -> Self {
        let item = |item: Option<usize>| item.and_then(&moved);
        Self { selected: item(self.selected), anchor: item(self.anchor), offset: self.offset, jump: None }
    }
}

/// What was asked of the selected row, with a key or a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Enter, Space, a double click, or a click on the arrow of a row that unfolds.
    Activate,
    /// The left arrow.
    Fold,
    /// The right arrow.
    Unfold,
    Copy,
}

/// What becomes of the selection in a list that allows several. Numbers are those of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This one alone.
    Only(usize),
    /// This one added, or taken away.
    Toggle(usize),
    /// All rows from the first to the second, as they are shown; the first may stand below the second.
    Range(usize, usize),
}

/// A row that was clicked with the main button.
#[derive(Clone, Copy, Debug)]
pub struct Click {
    pub item: usize,
    /// It was selected before.
    pub was_selected: bool,
}

/// What was done in a list in this frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Of the item that is selected now.
    pub asked: Option<Asked>,
    pub clicked: Option<Click>,
    /// Only in a list that allows several.
    pub choice: Option<Choice>,
    /// How far the rows are scrolled sideways, in points, for a heading above them.
    pub sideways: f32,
}

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
    arrow: Option<Rangef>,
}

impl Row {
    /// Paints the background of a row: selected, under the pointer, or nothing. Gives the colour of hints on it.
    pub fn background(&self, ui: &Ui) -> Color32 {
        self.background_in(ui, self.rect)
    }

    /// The same for a row that ends before its list does.
    pub fn background_in(&self, ui: &Ui, rect: Rect) -> Color32 {
        let hint =
            row_background(ui, rect, RowState { is_selected: self.is_selected, is_hovered: self.response.hovered(), is_focused: false });
        if self.is_focused {
            let accent = Palette::of(ui.visuals()).accent;
            ui.painter().rect_stroke(rect, CornerRadius::same(theme::RADIUS_SMALL), Stroke::new(theme::RING, accent), StrokeKind::Inside);
        }
        hint
    }

    /// The colour of hints on a row whose background is not painted.
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

/// The items that a list shows, in their order.
#[derive(Clone, Copy, Debug)]
enum Items<'a> {
    All(usize),
    /// Their numbers, each larger than the one before: the others are folded away or do not match a filter.
    Only(&'a [usize]),
}

impl Items<'_> {
    fn len(self) -> usize {
        match self {
            Self::All(len) => len,
            Self::Only(items) => items.len(),
        }
    }

    fn item(self, row: usize) -> Option<usize> {
        match self {
            Self::All(len) => (row < len).then_some(row),
            Self::Only(items) => items.get(row).copied(),
        }
    }

    fn row(self, item: usize) -> Option<usize> {
        match self {
            Self::All(len) => (item < len).then_some(item),
            Self::Only(items) => items.binary_search(&item).ok(),
        }
    }
}

/// How high the rows are, in points.
#[derive(Clone, Copy, Debug)]
enum Heights<'a> {
    One(f32),
    /// Where each row ends.
    Each(&'a [f32]),
}

impl Heights<'_> {
    #[expect(clippy::cast_precision_loss, reason = "rows are counted in thousands")]
    fn top(self, row: usize) -> f32 {
        match self {
            Self::One(height) => row as f32 * height,
            Self::Each(ends) => row.checked_sub(1).and_then(|before| ends.get(before).or(ends.last())).copied().unwrap_or(0.0),
        }
    }

    /// The row at a height.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    fn at(self, y: f32) -> usize {
        match self {
            Self::One(height) => (y.max(0.0) / height) as usize,
            Self::Each(ends) => ends.partition_point(|end| *end <= y),
        }
    }
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
        Self { id, name, items, heights, is_stop: None, is_chosen: None, key: None, first: None, around: 0, width: 0.0, empty: "" }
    }

    /// Shows only these items, each number larger than the one before: a tree without what is folded away.
    #[must_use]
    pub fn only(self, items: &'a [usize]) -> Self {
        Self { items: Items::Only(items), ..self }
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
        if self.items.len() == 0 {
            // All the room is kept: a pane must not become as narrow as these words.
            if !self.empty.is_empty() {
                let stop = self.stop().ui(ui, area);
                paragraph(ui, self.empty, Palette::of(ui.visuals()).text_second);
                focus_ring(ui, &stop, area);
            }
            ui.advance_cursor_after_rect(area);
            return Done::default();
        }
        let list = self.stop().ui(ui, area);
        let mut done = Done::default();
        if list.gained_focus() && view.selected.and_then(|item| self.items.row(item)).is_none() {
            view.selected = self.first.or_else(|| self.stop_near(0, true));
            view.anchor = view.selected;
            done.choice = view.selected.filter(|_| self.is_chosen.is_some()).map(Choice::Only);
        }
        if let Some(pressed) = list.has_focus().then(|| pressed(ui)).flatten() {
            self.press(pressed, area.height(), view, &mut done);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let sideways = self.width > area.width();
        let mut scroll = egui::ScrollArea::new([sideways, true]).id_salt(self.id).auto_shrink([false, false]);
        let offset = match view.jump.take() {
            Some(Jump::Selected) => self.revealed(view, area.height()),
            Some(Jump::Top) => Some(0.0),
            None => None,
        };
        if let Some(offset) = offset {
            scroll = scroll.vertical_scroll_offset(offset);
        }
        let out = scroll.show_viewport(ui, |ui, seen| {
            let (top, left) = (ui.max_rect().top(), ui.max_rect().left());
            let width = if sideways { self.width } else { ui.available_width() };
            ui.set_width(width);
            ui.set_height(self.heights.top(self.items.len()));
            let last = (self.heights.at(seen.max.y) + 1).min(self.items.len());
            for (row, item) in (self.heights.at(seen.min.y)..last).filter_map(|row| Some((row, self.items.item(row)?))) {
                let (from, to) = (self.heights.top(row), self.heights.top(row + 1));
                let rect = Rect::from_min_max(pos2(left, top + from), pos2(left + (width - BAR).max(0.0), top + to));
                let mut row = self.row(ui, rect, item, (view, &list));
                draw(ui, &mut row);
                self.click(ui, &row, view, &mut done);
            }
        });
        let offset = out.state.clamped_offset();
        view.offset = offset.y;
        done.sideways = offset.x;
        done
    }

    fn stop(&self) -> Stop<'a> {
        Stop { id: self.id, role: Role::List, name: self.name }
    }

    fn is_stop(&self, item: usize) -> bool {
        self.is_stop.is_none_or(|is_stop| is_stop(item))
    }

    fn is_chosen(&self, item: usize, view: &ListView) -> bool {
        self.is_chosen.map_or(view.selected == Some(item), |is_chosen| is_chosen(item))
    }

    fn row(&self, ui: &Ui, rect: Rect, item: usize, (view, list): (&ListView, &Response)) -> Row {
        let id = self.key.map_or_else(|| self.id.with(item), |key| self.id.with(key(item)));
        let sense = if self.is_stop(item) { Sense::CLICK } else { Sense::hover() };
        Row {
            item,
            rect,
            response: ui.interact(rect, id, sense),
            is_selected: self.is_stop(item) && self.is_chosen(item, view),
            is_focused: list.has_focus() && view.selected == Some(item),
            arrow: None,
        }
    }

    /// What a click on a row does. The button of the menu selects as well: the menu is about the row that is seen selected.
    fn click(&self, ui: &Ui, row: &Row, view: &mut ListView, done: &mut Done) {
        let response = &row.response;
        let opens_menu = response.secondary_clicked() || response.long_touched();
        if !response.clicked() && !opens_menu {
            return;
        }
        let was_selected = view.selected == Some(row.item);
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
        ui.memory_mut(|memory| memory.request_focus(self.id));
        if response.clicked() {
            done.clicked = Some(Click { item: row.item, was_selected });
            let on_arrow = |at: Pos2| row.arrow.is_some_and(|arrow| arrow.contains(at.x));
            if response.double_clicked() || response.interact_pointer_pos().is_some_and(on_arrow) {
                done.asked = Some(Asked::Activate);
            }
        }
    }

    /// What a key does; `height` is that of the view.
    fn press(&self, pressed: Pressed, height: f32, view: &mut ListView, done: &mut Done) {
        let (to, extends) = match pressed {
            Pressed::Ask(asked) => {
                done.asked = Some(asked);
                return;
            }
            Pressed::Go { to, extends } => (to, extends && self.is_chosen.is_some()),
        };
        let at = view.selected.and_then(|item| self.items.row(item));
        let last = self.items.len() - 1;
        let at_top = at.map_or(0.0, |row| self.heights.top(row));
        let row = match (to, at) {
            (To::Last, _) => last,
            (To::First, _) | (_, None) => 0,
            (To::Up, Some(at)) => at.saturating_sub(1),
            (To::Down, Some(at)) => (at + 1).min(last),
            // One row stays in view, and it moves by one at least.
            (To::PageUp, Some(at)) => self.heights.at(at_top - self.page(height)).min(at.saturating_sub(1)),
            (To::PageDown, Some(at)) => self.heights.at(at_top + self.page(height)).max(at + 1).min(last),
        };
        let is_forward = !matches!(to, To::Up | To::PageUp | To::Last);
        let Some(item) = self.stop_near(row, is_forward) else { return };
        view.selected = Some(item);
        view.reveal();
        if extends {
            done.choice = Some(Choice::Range(*view.anchor.get_or_insert(item), item));
        } else {
            view.anchor = Some(item);
            done.choice = self.is_chosen.map(|_| Choice::Only(item));
        }
    }

    /// How far a page goes.
    fn page(&self, height: f32) -> f32 {
        match self.heights {
            Heights::One(row) => (height / row).floor() * row,
            Heights::Each(_) => height,
        }
    }

    /// The item of the nearest row that can be selected: this one, or the first on the way, or the first the other way.
    fn stop_near(&self, row: usize, is_forward: bool) -> Option<usize> {
        let stop = |row: usize| self.items.item(row).filter(|item| self.is_stop(*item));
        let len = self.items.len();
        if is_forward {
            (row..len).find_map(stop).or_else(|| (0..row).rev().find_map(stop))
        } else {
            (0..=row).rev().find_map(stop).or_else(|| (row..len).find_map(stop))
        }
    }

    /// The offset that brings the selected row into a view that is `height` high, if it has to move.
    fn revealed(&self, view: &ListView, height: f32) -> Option<f32> {
        let row = self.items.row(view.selected?)?;
        let (top, bottom) = (self.heights.top(row), self.heights.top(row + 1));
        if top < view.offset {
            Some(self.heights.top(row.saturating_sub(self.around)))
        } else if bottom > view.offset + height {
            let end = self.heights.top((row + 1 + self.around).min(self.items.len()));
            Some((end - height).clamp(0.0, top))
        } else {
            None
        }
    }
}

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

/// What a key means in a list.
#[derive(Clone, Copy, Debug)]
enum Pressed {
    Go { to: To, extends: bool },
    Ask(Asked),
}

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

/// Takes the first key that means something in a list.
fn pressed(ui: &Ui) -> Option<Pressed> {
    const KEYS: [(Key, To); 6] = [
        (Key::ArrowUp, To::Up),
        (Key::ArrowDown, To::Down),
        (Key::PageUp, To::PageUp),
        (Key::PageDown, To::PageDown),
        (Key::Home, To::First),
        (Key::End, To::Last),
    ];
    const ASKS: [(Key, Asked); 4] =
        [(Key::ArrowLeft, Asked::Fold), (Key::ArrowRight, Asked::Unfold), (Key::Enter, Asked::Activate), (Key::Space, Asked::Activate)];
    ui.input_mut(|input| {
        if input.events.iter().any(|event| matches!(event, egui::Event::Copy)) {
            return Some(Pressed::Ask(Asked::Copy));
        }
        // Shift does not matter to `consume_key`, and is asked for by itself.
        let mut extends = false;
        let mut take = |key: Key| {
            let found = input.events.iter().find_map(|event| match event {
                egui::Event::Key { key: pressed, pressed: true, modifiers, .. } if *pressed == key => Some(modifiers.shift),
                _ => None,
            });
            extends = found.unwrap_or_default();
            found.is_some() && input.consume_key(egui::Modifiers::NONE, key)
        };
        if let Some((_, to)) = KEYS.into_iter().find(|(key, _)| take(*key)) {
            return Some(Pressed::Go { to, extends });
        }
        ASKS.into_iter().find(|(key, _)| take(*key)).map(|(_, asked)| Pressed::Ask(asked))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(len: usize) -> Rows<'static> {
        Rows::new(Id::unique("test"), "Test", len, 10.0)
    }

    fn go(rows: Rows<'_>, view: &mut ListView, to: To, extends: bool) -> Option<Choice> {
        let mut done = Done::default();
        rows.press(Pressed::Go { to, extends }, 35.0, view, &mut done);
        done.choice
    }

    #[test]
    fn the_keys_move_from_stop_to_stop() {
        let is_stop = |item: usize| item != 0 && item != 4;
        let rows = rows(10).stops(&is_stop);
        let mut view = ListView::default();
        for (to, expected) in [
            (To::Down, 1),
            (To::Up, 1),
            (To::Down, 2),
            (To::Down, 3),
            (To::Down, 5),
            (To::Up, 3),
            (To::PageDown, 6),
            (To::Last, 9),
            (To::PageDown, 9),
            (To::PageUp, 6),
            (To::First, 1),
        ] {
            assert_eq!(go(rows, &mut view, to, false), None);
            assert_eq!(view.selected, Some(expected), "{to:?}");
        }
    }

    #[test]
    fn what_is_folded_away_is_passed_over() {
        let mut view = ListView { selected: Some(2), ..ListView::default() };
        let items = [0, 2, 7];
        go(rows(0).only(&items), &mut view, To::Down, false);
        assert_eq!(view.selected, Some(7));
    }

    #[test]
    fn shift_chooses_the_range_from_where_it_began() {
        let rows = rows(10).several(&|_| false);
        let mut view = ListView::default();
        assert_eq!(go(rows, &mut view, To::Down, false), Some(Choice::Only(0)));
        assert_eq!(go(rows, &mut view, To::Down, false), Some(Choice::Only(1)));
        assert_eq!(go(rows, &mut view, To::PageDown, true), Some(Choice::Range(1, 4)));
        assert_eq!(go(rows, &mut view, To::First, true), Some(Choice::Range(1, 0)));
        assert_eq!(go(rows, &mut view, To::Down, false), Some(Choice::Only(1)));
    }

    #[test]
    fn a_row_is_brought_into_view_with_its_context() {
        let at = |offset: f32, item: usize| ListView { selected: Some(item), offset, ..ListView::default() };
        assert_eq!(rows(20).revealed(&at(0.0, 2), 35.0), None);
        assert_eq!(rows(20).revealed(&at(0.0, 3), 35.0), Some(5.0));
        assert_eq!(rows(20).revealed(&at(90.0, 3), 35.0), Some(30.0));
        assert_eq!(rows(20).around(1).revealed(&at(0.0, 3), 35.0), Some(15.0));
        assert_eq!(rows(20).around(2).revealed(&at(90.0, 3), 35.0), Some(10.0));
        let ends = [10.0, 50.0, 60.0];
        assert_eq!(rows(3).ends(&ends).revealed(&at(0.0, 1), 35.0), Some(10.0), "a row higher than the view begins at its top");
    }
}
