//! Lines in monospace that are read, not written: the MLmodel's text, the preview of a file, a snippet. Text is selected in
//! them with the mouse and the keyboard, and copied; only the lines in view are drawn.

mod find;
mod line;
mod text;
mod view;

use egui::{Color32, CursorIcon, Event, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use find::{FindField, Found, Wish};
use line::{DrawnLine, LineState, ShownLine, colored, galley, x_of};
pub use text::SelectableText;
use text::{Caret, word_at};
pub use view::CodeView;

use super::command::Action;
use super::rows::{self, Stop, Way};
use super::theme::{self, Palette};
use super::{panes, widgets};
use crate::present::syntax::{self, Syntax};
use crate::snippets::Language;

/// Characters of a line that are drawn.
const MAX_CHARS: usize = 2_000;

/// How a line is drawn.
#[derive(Clone, Debug, Default)]
pub struct LineLook {
    /// Behind the whole line.
    pub fill: Option<Color32>,
    /// What is said behind the line: an error.
    pub remark: Option<String>,
}

/// Lines of text with what is known of them.
#[derive(Clone, Copy, Debug)]
pub struct CodeText<'a, T: SelectableText + ?Sized> {
    /// Its stop of the Tab key.
    pub id: Id,
    /// What it is called.
    pub name: &'a str,
    pub text: &'a T,
    /// Its parts have colours where its language is known.
    pub syntax: Option<&'a Syntax>,
    /// Words can be looked for in it, in a field above.
    pub can_find: bool,
    /// Each line has its number before it.
    pub has_numbers: bool,
    /// A line to bring into view, from 0.
    pub show_line: Option<usize>,
    /// The text goes on behind the last line.
    pub is_cut: bool,
    /// What stands under the last line.
    pub end: &'a str,
}

impl<T: SelectableText + ?Sized> CodeText<'_, T> {
    /// Draws the text in all the room that is left.
    pub fn show(&self, ui: &mut Ui, view: &mut CodeView, actions: &mut Vec<Action>, look: impl Fn(usize) -> LineLook) {
        self.find_ui(ui, view);
        let area = ui.available_rect_before_wrap();
        let focus = Stop { id: self.id, role: Role::Document, name: self.name }.ui(ui, area);
        // egui takes the keyboard away at Esc before anything is drawn.
        if view.find.is_open && focus.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            view.find.is_open = false;
            focus.request_focus();
            ui.ctx().request_repaint();
        }
        if focus.has_focus() {
            self.keys(ui, view, area.height(), actions);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = egui::ScrollArea::both().id_salt(self.id).auto_shrink([false, false]);
        if let Some(line) = self.show_line {
            // Three lines of context stay above it.
            scroll = widgets::scrolled_to(ui, scroll, top_of(line.saturating_sub(3)));
        }
        scroll.show_viewport(ui, |ui, seen| {
            let origin = ui.max_rect().min;
            let lines = self.text.len() + usize::from(!self.end.is_empty());
            // The last line stands clear of the bar that scrolls sideways.
            let below = if self.can_find { theme::SCROLL_BAR + 2.0 } else { 0.0 };
            ui.set_height(top_of(lines) + below);
            let pointer = ui.interact(ui.clip_rect(), self.id.with("text"), Sense::CLICK | Sense::DRAG);
            self.pointer(ui, &pointer, origin + vec2(self.gutter(), 0.0), view);
            for i in line_at(seen.top())..(line_at(seen.bottom()) + 1).min(lines) {
                let top = origin.y + top_of(i);
                let rect = Rect::from_min_size(pos2(origin.x, top), vec2(ui.available_width(), theme::LINE));
                if i < self.text.len() {
                    let caret = view.caret.filter(|caret| focus.has_focus() && caret.line == i);
                    let state = LineState { selected: view.selected_in(i, || self.length(i)), caret, find: &view.find };
                    let (id, text, gutter) = (self.id.with(i), self.text.line(i), self.gutter());
                    DrawnLine { id, number: i, text, syntax: self.syntax, rect, gutter, has_numbers: self.has_numbers }.ui(
                        ui,
                        &state,
                        look(i),
                    );
                } else {
                    let place = rect.with_min_x(rect.left() + self.gutter());
                    let response = ui.interact(place, self.id.with("end"), Sense::hover());
                    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, self.end));
                    widgets::paint_line(ui, place, self.end, theme::body(), Palette::of(ui.visuals()).text_second);
                }
            }
            if std::mem::take(&mut view.reveal)
                && let Some(caret) = view.caret
            {
                let line = ShownLine::of(self.text.line(caret.line));
                let x = x_of(&galley(ui, &line.text), line.shown(caret.column));
                let at = pos2(origin.x + self.gutter() + x, origin.y + top_of(caret.line));
                // Some of what stands around it is seen too.
                let rect = Rect::from_min_size(at, vec2(1.0, theme::LINE)).expand2(vec2(8.0 * theme::DIGIT, 2.0 * theme::LINE));
                ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
            }
            self.menu(&pointer, view, actions);
        });
        widgets::focus_ring(ui, &focus, area);
    }

    /// The field that finds words, where it is shown, and where it leads.
    fn find_ui(&self, ui: &mut Ui, view: &mut CodeView) {
        if !self.can_find {
            return;
        }
        let field = find_field(self.id);
        panes::filtered(ui, self.id, field);
        // The field is asked for by giving it the keyboard, where neither a click nor the Tab key did.
        let is_asked = ui.memory(|memory| memory.has_focus(field) && !memory.had_focus_last_frame(field));
        let is_other = ui.input(|input| input.pointer.any_pressed() || input.key_pressed(Key::Tab));
        if is_asked && !(view.find.is_open && is_other) {
            view.find.open(ui, field, view.selected_text(self.text));
        }
        if let Some(way) = rows::step_asked(ui, self.id) {
            self.step(ui, view, way);
        }
        if view.find.is_open {
            let to = match view.find.ui(
                ui,
                FindField { text: self.id, id: field, is_cut: self.is_cut },
                view.selection().map(|selection| selection.start),
            ) {
                Some(Wish::Close) => Some(self.id),
                Some(Wish::Stay) => Some(field),
                None => None,
            };
            if let Some(to) = to {
                view.find.is_open = to == field;
                ui.memory_mut(|memory| memory.request_focus(to));
            }
        }
        let from = view.selection().map(|selection| selection.start).or(view.caret).unwrap_or_default();
        match view.find.go(ui, self.text, from) {
            Found::At(found) => {
                view.go(found.start, false);
                view.go(found.end, true);
                view.reveal = true;
            }
            // What the first letters led to is no longer meant.
            Found::Nowhere => view.go(from, false),
            Found::NotAsked => {}
        }
    }

    /// Goes to the next match of what is looked for: of what is selected where that is nothing yet.
    fn step(&self, ui: &Ui, view: &mut CodeView, way: Way) {
        if !view.find.has_words() {
            let field = find_field(self.id);
            view.find.open(ui, field, view.selected_text(self.text));
            ui.memory_mut(|memory| memory.request_focus(field));
        }
        if view.find.has_words() {
            view.find.step(way, view.selection().is_some());
        }
    }

    /// Of a line, in characters.
    fn length(&self, line: usize) -> usize {
        self.text.line(line).chars().count()
    }

    /// Width of the numbers, or of the room at the left where there are none: the ring of the keyboard crosses no letter.
    #[expect(clippy::cast_precision_loss, reason = "a number of digits")]
    fn gutter(&self) -> f32 {
        if self.has_numbers { self.text.len().to_string().len() as f32 * theme::DIGIT + 24.0 } else { 6.0 }
    }

    /// A press begins a selection, dragging and Shift extend it, a double click takes a word and a third the line.
    fn pointer(&self, ui: &Ui, pointer: &Response, origin: egui::Pos2, view: &mut CodeView) {
        if pointer.hovered() || pointer.dragged() {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        let Some(at) = pointer.interact_pointer_pos() else { return };
        let is_pressed = ui.input(|input| input.pointer.primary_pressed());
        if !(is_pressed || pointer.clicked() || pointer.dragged_by(egui::PointerButton::Primary)) {
            return;
        }
        ui.memory_mut(|memory| memory.request_focus(self.id));
        let caret = self.caret_at(ui, at - origin);
        if pointer.triple_clicked() {
            view.go(Caret { column: 0, ..caret }, false);
            view.go(Caret { column: self.length(caret.line), ..caret }, true);
        } else if pointer.double_clicked() {
            let word = word_at(self.text.line(caret.line), caret.column);
            view.go(Caret { column: word.start, ..caret }, false);
            view.go(Caret { column: word.end, ..caret }, true);
        } else if is_pressed {
            let extends = ui.input(|input| input.modifiers.shift) && view.caret.is_some();
            view.go(caret, extends);
        } else if pointer.dragged() {
            view.go(caret, true);
            if !ui.clip_rect().contains(at) {
                view.reveal = true;
                ui.ctx().request_repaint();
            }
        }
    }

    /// The place nearest to a point, `at` being measured from the first character.
    fn caret_at(&self, ui: &Ui, at: egui::Vec2) -> Caret {
        let line = line_at(at.y).min(self.text.len().saturating_sub(1));
        let shown = ShownLine::of(self.text.line(line));
        let at = galley(ui, &shown.text).cursor_from_pos(vec2(at.x, 0.0)).index.0;
        Caret { line, column: shown.column(at, self.length(line)) }
    }

    /// What the keys do; `height` is that of the view.
    fn keys(&self, ui: &Ui, view: &mut CodeView, height: f32, actions: &mut Vec<Action>) {
        let events = ui.input(|input| input.events.clone());
        for event in events {
            match event {
                Event::Copy => actions.extend(view.selected_text(self.text).map(Action::Copy)),
                Event::Key { key: Key::A, pressed: true, modifiers, .. } if modifiers.command => {
                    let line = self.text.len().saturating_sub(1);
                    view.go(Caret::default(), false);
                    view.go(Caret { line, column: self.length(line) }, true);
                }
                Event::Key { key, pressed: true, modifiers, .. } if !modifiers.alt => {
                    let from = view.caret.unwrap_or_default();
                    let Some(to) = self.moved(from, key, modifiers, line_at(height).max(1)) else { continue };
                    ui.input_mut(|input| input.consume_key(modifiers, key));
                    view.go(to, modifiers.shift);
                    view.reveal = true;
                }
                _ => {}
            }
        }
    }

    /// Where a key leads; a page is so many lines.
    fn moved(&self, from: Caret, key: Key, modifiers: Modifiers, page: usize) -> Option<Caret> {
        let last = self.text.len().checked_sub(1)?;
        let length = |line: usize| self.length(line);
        // The column stays where the other line is as long.
        let vertical = |line: usize| Caret { line, column: from.column.min(length(line)) };
        Some(match key {
            Key::ArrowUp => vertical(from.line.saturating_sub(1)),
            Key::ArrowDown => vertical((from.line + 1).min(last)),
            Key::PageUp => vertical(from.line.saturating_sub(page)),
            Key::PageDown => vertical((from.line + page).min(last)),
            Key::ArrowLeft if from.column == 0 && from.line > 0 => Caret { line: from.line - 1, column: length(from.line - 1) },
            // What is cut off is one step.
            Key::ArrowLeft if from.column > MAX_CHARS => Caret { column: MAX_CHARS, ..from },
            Key::ArrowLeft => Caret { column: from.column.saturating_sub(1), ..from },
            Key::ArrowRight if from.column >= length(from.line) && from.line < last => Caret { line: from.line + 1, column: 0 },
            Key::ArrowRight if from.column >= MAX_CHARS => Caret { column: length(from.line), ..from },
            Key::ArrowRight => Caret { column: (from.column + 1).min(length(from.line)), ..from },
            Key::Home if modifiers.command => Caret::default(),
            Key::End if modifiers.command => Caret { line: last, column: length(last) },
            Key::Home => Caret { column: 0, ..from },
            Key::End => Caret { column: length(from.line), ..from },
            _ => return None,
        })
    }

    fn menu(&self, pointer: &Response, view: &CodeView, actions: &mut Vec<Action>) {
        widgets::context_menu(pointer, |ui| {
            let selected = view.selected_text(self.text);
            if ui.add_enabled(selected.is_some(), egui::Button::new("Copy")).clicked() {
                actions.extend(selected.map(Action::Copy));
            }
            if self.can_find && ui.button("Find…").clicked() {
                ui.memory_mut(|memory| memory.request_focus(find_field(self.id)));
            }
            if ui.button("Copy all").clicked() {
                let lines: Vec<&str> = (0..self.text.len()).map(|i| self.text.line(i)).collect();
                actions.push(Action::Copy(lines.join("\n")));
            }
        });
    }
}

/// A few lines among other text, in the colours of their language.
pub fn lines_label(ui: &mut Ui, language: Language, text: &str) {
    let job = colored(text, syntax::tokens(language, text), Palette::of(ui.visuals()));
    ui.add(egui::Label::new(job).selectable(true));
}

/// The field that finds words in a text.
#[must_use]
pub fn find_field(text: Id) -> Id {
    text.with("find")
}

#[expect(clippy::cast_precision_loss, reason = "lines of a file that fits into memory")]
fn top_of(line: usize) -> f32 {
    line as f32 * theme::LINE
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines on a screen")]
fn line_at(y: f32) -> usize {
    (y.max(0.0) / theme::LINE) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Vec<String> {
        ["one two", "", "thrée"].map(str::to_owned).to_vec()
    }

    fn code(text: &[String]) -> CodeText<'_, [String]> {
        CodeText {
            id: Id::unique("test"),
            name: "Test",
            text,
            syntax: None,
            can_find: false,
            has_numbers: false,
            show_line: None,
            is_cut: false,
            end: "",
        }
    }

    #[test]
    fn what_is_selected_is_copied_over_the_ends_of_lines() {
        let text = text();
        let caret = |line, column| Caret { line, column };
        let copied = |from, to| CodeView { anchor: from, caret: Some(to), ..CodeView::default() }.selected_text(text.as_slice());
        assert_eq!(copied(caret(0, 4), caret(0, 7)).as_deref(), Some("two"));
        assert_eq!(copied(caret(2, 4), caret(0, 4)).as_deref(), Some("two\n\nthré"), "backwards too");
        assert_eq!(copied(caret(0, 7), caret(1, 0)).as_deref(), Some("\n"));
        assert_eq!(copied(caret(1, 0), caret(1, 0)), None);
    }

    #[test]
    fn the_keys_move_over_the_ends_of_lines() {
        let text = text();
        let go = |from: (usize, usize), key, modifiers| {
            let to = code(&text).moved(Caret { line: from.0, column: from.1 }, key, modifiers, 2).unwrap();
            (to.line, to.column)
        };
        assert_eq!(go((0, 7), Key::ArrowRight, Modifiers::NONE), (1, 0));
        assert_eq!(go((1, 0), Key::ArrowLeft, Modifiers::NONE), (0, 7));
        assert_eq!(go((0, 6), Key::PageDown, Modifiers::NONE), (2, 5));
        assert_eq!(go((2, 5), Key::ArrowRight, Modifiers::NONE), (2, 5));
        assert_eq!(go((1, 0), Key::End, Modifiers::COMMAND), (2, 5));
    }

    #[test]
    fn a_text_is_copied_as_it_is_and_not_as_it_is_drawn() {
        let long = "x".repeat(MAX_CHARS + 500);
        let text = ["a\tb\u{1b}c\u{202e}d".to_owned(), long.clone()];
        let all = CodeView { anchor: Caret::default(), caret: Some(Caret { line: 1, column: long.len() }), ..CodeView::default() };
        assert_eq!(all.selected_text(text.as_slice()), Some(text.join("\n")));
        let line = ShownLine::of(&text[0]);
        assert_eq!(line.text, "a    b\\u{1b}c\\u{202e}d");
        for (column, shown) in [(0, 0), (1, 1), (2, 5), (3, 6), (4, 12), (5, 13), (6, 21), (7, 22)] {
            assert_eq!((line.shown(column), line.column(shown, 7)), (shown, column));
        }
        let line = ShownLine::of(&long);
        assert!(line.is_cut && line.text.ends_with("x…"));
        assert_eq!((line.shown(MAX_CHARS), line.shown(MAX_CHARS + 7)), (MAX_CHARS, MAX_CHARS + 1));
        assert_eq!((line.column(MAX_CHARS, long.len()), line.column(MAX_CHARS + 1, long.len())), (MAX_CHARS, long.len()));
        let code = code(&text);
        let at = |column| Caret { line: 1, column };
        assert_eq!(code.moved(at(MAX_CHARS), Key::ArrowRight, Modifiers::NONE, 2), Some(at(long.len())));
        assert_eq!(code.moved(at(long.len()), Key::ArrowLeft, Modifiers::NONE, 2), Some(at(MAX_CHARS)));
    }

    #[test]
    fn a_double_click_takes_a_word() {
        assert_eq!(word_at("run_id: 12", 2), 0..6);
        assert_eq!(word_at("run_id: 12", 6), 0..6);
        assert_eq!(word_at("run_id: 12", 8), 8..10);
        assert_eq!(word_at("a: b", 2), 2..3);
        assert_eq!(word_at("", 0), 0..0);
    }
}
