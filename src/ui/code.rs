//! Lines in monospace that are read, not written: the MLmodel's text, the preview of a file, a snippet. Text is selected in
//! them with the mouse and the keyboard, and copied; only the lines in view are drawn.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::cursor::CCursor;
use egui::{Color32, CursorIcon, Event, Galley, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::command::Action;
use super::loaded::SourceLines;
use super::rows;
use super::theme::{self, Palette};

/// The lines that are shown.
pub trait SelectableText {
    fn len(&self) -> usize;

    /// A line by its number from 0; nothing where there is none.
    fn line(&self, i: usize) -> Cow<'_, str>;
}

impl SelectableText for SourceLines {
    fn len(&self) -> usize {
        self.len()
    }

    fn line(&self, i: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.get(i))
    }
}

impl SelectableText for [String] {
    fn len(&self) -> usize {
        self.len()
    }

    fn line(&self, i: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.get(i).map_or("", String::as_str))
    }
}

/// A place between two characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Caret {
    line: usize,
    /// In characters.
    column: usize,
}

/// What is selected in a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct CodeView {
    /// Where the selection began.
    anchor: Caret,
    /// Where it ends now; `None` until the person was in the text.
    caret: Option<Caret>,
    reveal: bool,
}

impl CodeView {
    /// What is selected, from its beginning.
    fn selection(&self) -> Option<Range<Caret>> {
        let caret = self.caret.filter(|caret| *caret != self.anchor)?;
        Some(self.anchor.min(caret)..self.anchor.max(caret))
    }

    /// The characters of a line that are selected. The end of a line counts as one more where the next line follows.
    fn selected_in(&self, line: usize, length: usize) -> Option<Range<usize>> {
        let Range { start, end } = self.selection()?;
        if line < start.line || line > end.line {
            return None;
        }
        let from = if line == start.line { start.column.min(length) } else { 0 };
        Some(from..if line == end.line { end.column.min(length) } else { length + 1 })
    }

    /// The text that is selected.
    fn selected_text(&self, text: &(impl SelectableText + ?Sized)) -> Option<String> {
        let selection = self.selection()?;
        let mut lines = Vec::new();
        for i in selection.start.line..=selection.end.line.min(text.len().saturating_sub(1)) {
            let line = text.line(i);
            let range = self.selected_in(i, line.chars().count())?;
            lines.push(line.chars().skip(range.start).take(range.len()).collect::<String>());
        }
        Some(lines.join("\n"))
    }

    fn go(&mut self, to: Caret, extends: bool) {
        self.caret = Some(to);
        if !extends {
            self.anchor = to;
        }
    }
}

/// How a line is drawn.
#[derive(Clone, Debug, Default)]
pub struct LineLook {
    /// Behind the whole line.
    pub fill: Option<Color32>,
    /// Of the text, where it is not the usual colour.
    pub color: Option<Color32>,
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
    /// Each line has its number before it.
    pub has_numbers: bool,
    /// A line to bring into view, from 0.
    pub show_line: Option<usize>,
    /// What stands under the last line.
    pub end: &'a str,
}

impl<T: SelectableText + ?Sized> CodeText<'_, T> {
    /// Draws the text in all the room that is left.
    pub fn show(&self, ui: &mut Ui, view: &mut CodeView, actions: &mut Vec<Action>, look: impl Fn(usize) -> LineLook) {
        let area = ui.available_rect_before_wrap();
        let focus = rows::focus_ui(ui, self.id, area, self.name);
        if focus.has_focus() {
            self.keys(ui, view, area.height(), actions);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = egui::ScrollArea::both().id_salt(self.id).auto_shrink([false, false]);
        if let Some(line) = self.show_line {
            // Three lines of context stay above it.
            scroll = scroll.vertical_scroll_offset(top_of(line.saturating_sub(3)));
        }
        scroll.show_viewport(ui, |ui, seen| {
            let origin = ui.max_rect().min;
            let lines = self.text.len() + usize::from(!self.end.is_empty());
            ui.set_height(top_of(lines));
            let pointer = ui.interact(ui.clip_rect(), self.id.with("text"), Sense::CLICK | Sense::DRAG);
            self.pointer(ui, &pointer, origin + vec2(self.gutter(), 0.0), view);
            for i in line_at(seen.top())..(line_at(seen.bottom()) + 1).min(lines) {
                let top = origin.y + top_of(i);
                let rect = Rect::from_min_size(pos2(origin.x, top), vec2(ui.available_width(), theme::LINE));
                if i < self.text.len() {
                    self.line_ui(ui, (rect, i), look(i), (view, focus.has_focus()));
                } else {
                    ui.put(rect, egui::Label::new(egui::RichText::new(self.end).color(Palette::of(ui.visuals()).text_second)));
                }
            }
            if std::mem::take(&mut view.reveal)
                && let Some(caret) = view.caret
            {
                let x = x_of(&galley(ui, &self.text.line(caret.line), Color32::WHITE), caret.column);
                let at = pos2(origin.x + self.gutter() + x, origin.y + top_of(caret.line));
                let rect = Rect::from_min_size(at, vec2(1.0, theme::LINE));
                ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
            }
            self.menu(&pointer, view, actions);
        });
        super::widgets::focus_ring(ui, &focus, area);
    }

    /// Width of the numbers.
    #[expect(clippy::cast_precision_loss, reason = "a number of digits")]
    fn gutter(&self) -> f32 {
        if self.has_numbers { self.text.len().to_string().len() as f32 * theme::DIGIT + 24.0 } else { 0.0 }
    }

    fn line_ui(&self, ui: &mut Ui, (rect, i): (Rect, usize), look: LineLook, (view, has_focus): (&CodeView, bool)) {
        let palette = Palette::of(ui.visuals());
        let text = self.text.line(i);
        let galley = galley(ui, &text, look.color.unwrap_or(palette.text));
        let remark = look.remark.map(|remark| ui.painter().layout_no_wrap(remark, theme::small_strong(), palette.error));
        let left = rect.left() + self.gutter();
        let after = left + galley.size().x + 24.0;
        let right = remark.as_ref().map_or(left + galley.size().x, |remark| after + remark.size().x) + 16.0;
        let rect = rect.with_max_x(right.max(rect.right()));
        ui.expand_to_include_rect(rect);
        let response = ui.interact(rect, self.id.with(i), Sense::hover());
        response.widget_info(|| {
            let name = remark.as_ref().map(|remark| format!("{text}, error: {}", remark.text()));
            WidgetInfo::labeled(Role::Label, true, name.as_deref().unwrap_or(&text))
        });
        if let Some(fill) = look.fill {
            ui.painter().rect_filled(rect, 0, fill);
        }
        let x = |column: usize| left + x_of(&galley, column);
        if let Some(selected) = view.selected_in(i, text.chars().count()) {
            // The end of a line that is selected too is as wide as a character.
            let end = if selected.end > text.chars().count() { theme::DIGIT } else { 0.0 };
            let range = x(selected.start)..=x(selected.end) + end;
            ui.painter().rect_filled(Rect::from_x_y_ranges(range, rect.y_range()), 0, palette.selected_text());
        }
        if self.has_numbers {
            let number = rect.with_max_x(left - 14.0);
            let color = if look.fill.is_some() { palette.text_second } else { palette.text_hint };
            super::widgets::paint_right(ui, number, &(i + 1).to_string(), theme::mono(), color);
        }
        if has_focus && let Some(caret) = view.caret.filter(|caret| caret.line == i) {
            ui.painter().vline(x(caret.column), rect.y_range(), Stroke::new(1.0, palette.accent));
        }
        let y = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(left, y), galley, palette.text);
        if let Some(remark) = remark {
            ui.painter().galley(pos2(after, y), remark, palette.error);
        }
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
        let line = self.text.line(caret.line);
        if pointer.triple_clicked() {
            view.go(Caret { column: 0, ..caret }, false);
            view.go(Caret { column: line.chars().count(), ..caret }, true);
        } else if pointer.double_clicked() {
            let word = word_at(&line, caret.column);
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
        let galley = galley(ui, &self.text.line(line), Color32::WHITE);
        Caret { line, column: galley.cursor_from_pos(vec2(at.x, 0.0)).index.0 }
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
                    view.go(Caret { line, column: self.text.line(line).chars().count() }, true);
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
        let length = |line: usize| self.text.line(line).chars().count();
        // The column stays where the other line is as long.
        let vertical = |line: usize| Caret { line, column: from.column.min(length(line)) };
        Some(match key {
            Key::ArrowUp => vertical(from.line.saturating_sub(1)),
            Key::ArrowDown => vertical((from.line + 1).min(last)),
            Key::PageUp => vertical(from.line.saturating_sub(page)),
            Key::PageDown => vertical((from.line + page).min(last)),
            Key::ArrowLeft if from.column == 0 && from.line > 0 => Caret { line: from.line - 1, column: length(from.line - 1) },
            Key::ArrowLeft => Caret { column: from.column.saturating_sub(1), ..from },
            Key::ArrowRight if from.column >= length(from.line) && from.line < last => Caret { line: from.line + 1, column: 0 },
            Key::ArrowRight => Caret { column: (from.column + 1).min(length(from.line)), ..from },
            Key::Home if modifiers.command => Caret::default(),
            Key::End if modifiers.command => Caret { line: last, column: length(last) },
            Key::Home => Caret { column: 0, ..from },
            Key::End => Caret { column: length(from.line), ..from },
            _ => return None,
        })
    }

    fn menu(&self, pointer: &Response, view: &CodeView, actions: &mut Vec<Action>) {
        pointer.context_menu(|ui| {
            let selected = view.selected_text(self.text);
            if ui.add_enabled(selected.is_some(), egui::Button::new("Copy")).clicked() {
                actions.extend(selected.map(Action::Copy));
            }
            if ui.button("Copy all").clicked() {
                let lines: Vec<Cow<'_, str>> = (0..self.text.len()).map(|i| self.text.line(i)).collect();
                actions.push(Action::Copy(lines.join("\n")));
            }
        });
    }
}

fn galley(ui: &Ui, text: &str, color: Color32) -> Arc<Galley> {
    ui.painter().layout_no_wrap(text.to_owned(), theme::mono(), color)
}

/// How far from the beginning of its line a column stands, in points.
fn x_of(galley: &Galley, column: usize) -> f32 {
    galley.pos_from_cursor(CCursor::new(column)).left()
}

#[expect(clippy::cast_precision_loss, reason = "lines of a file that fits into memory")]
fn top_of(line: usize) -> f32 {
    line as f32 * theme::LINE
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines on a screen")]
fn line_at(y: f32) -> usize {
    (y.max(0.0) / theme::LINE) as usize
}

/// The word around a column: letters, digits and `_`, or the one other character.
fn word_at(line: &str, column: usize) -> Range<usize> {
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    let characters: Vec<char> = line.chars().collect();
    let column = column.min(characters.len());
    let start = column - characters[..column].iter().rev().take_while(|c| is_word(c)).count();
    let end = column + characters[column..].iter().take_while(|c| is_word(c)).count();
    if start == end { start..(end + 1).min(characters.len()) } else { start..end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Vec<String> {
        ["one two", "", "thrée"].map(str::to_owned).to_vec()
    }

    fn code(text: &[String]) -> CodeText<'_, [String]> {
        CodeText { id: Id::unique("test"), name: "Test", text, has_numbers: false, show_line: None, end: "" }
    }

    #[test]
    fn what_is_selected_is_copied_over_the_ends_of_lines() {
        let text = text();
        let caret = |line, column| Caret { line, column };
        let copied = |from, to| CodeView { anchor: from, caret: Some(to), reveal: false }.selected_text(text.as_slice());
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
    fn a_double_click_takes_a_word() {
        assert_eq!(word_at("run_id: 12", 2), 0..6);
        assert_eq!(word_at("run_id: 12", 6), 0..6);
        assert_eq!(word_at("run_id: 12", 8), 8..10);
        assert_eq!(word_at("a: b", 2), 2..3);
        assert_eq!(word_at("", 0), 0..0);
    }
}
