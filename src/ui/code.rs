//! Lines in monospace that are read, not written: the MLmodel's text, the preview of a file, a snippet. Text is selected in
//! them with the mouse and the keyboard, and copied; only the lines in view are drawn.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::cursor::CCursor;
use egui::{Color32, CursorIcon, Event, Galley, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::command::Action;
use super::loaded::SourceText;
use super::rows::Stop;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{clipped, is_unsafe, one_line};

/// Characters of a line that are drawn.
const MAX_CHARS: usize = 2_000;
/// Characters of a line that are told on hover where it is cut.
const MAX_HOVER: usize = 4_000;

/// The lines that are shown, as they are: what is unsafe to show is escaped where they are drawn, and only there.
pub trait SelectableText {
    fn len(&self) -> usize;

    /// A line by its number from 0; nothing where there is none.
    fn line(&self, i: usize) -> &str;
}

impl SelectableText for SourceText<'_> {
    fn len(&self) -> usize {
        SourceText::len(*self)
    }

    fn line(&self, i: usize) -> &str {
        SourceText::line(*self, i)
    }
}

impl SelectableText for [String] {
    fn len(&self) -> usize {
        self.len()
    }

    fn line(&self, i: usize) -> &str {
        self.get(i).map_or("", String::as_str)
    }
}

/// A place between two characters of the text as it is.
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
            lines.push(characters(line, range));
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

/// The part of a line between two columns.
fn characters(line: &str, columns: Range<usize>) -> &str {
    let at = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    &line[at(columns.start)..at(columns.end)]
}

/// A line as it is drawn: what is unsafe to show is escaped, a tab is as wide as four blanks, and of a very long line only
/// the beginning is there.
struct ShownLine {
    text: String,
    /// Where each character of the line begins in `text`, in characters; empty where `text` is the line itself.
    begins: Vec<usize>,
    is_cut: bool,
}

impl ShownLine {
    fn of(line: &str) -> Self {
        let end = line.char_indices().nth(MAX_CHARS).map(|(at, _)| at);
        let (shown, is_cut) = (&line[..end.unwrap_or(line.len())], end.is_some());
        if !is_cut && !shown.contains(|c: char| c == '\t' || is_unsafe(c)) {
            return Self { text: line.to_owned(), begins: Vec::new(), is_cut };
        }
        let mut text = String::with_capacity(shown.len() + 8);
        let (mut begins, mut len) = (Vec::with_capacity(shown.len() + 1), 0);
        for c in shown.chars() {
            begins.push(len);
            let before = text.len();
            match c {
                '\t' => text.push_str("    "),
                c => text.push_str(&one_line(c.encode_utf8(&mut [0; 4]))),
            }
            len += text[before..].chars().count();
        }
        begins.push(len);
        if is_cut {
            text.push('…');
        }
        Self { text, begins, is_cut }
    }

    /// Where a column of the line stands in what is drawn; all that is cut off stands behind the `…`.
    fn shown(&self, column: usize) -> usize {
        match self.begins.as_slice() {
            [] => column,
            begins => begins.get(column).copied().unwrap_or_else(|| self.text.chars().count()),
        }
    }

    /// The column nearest to a place in what is drawn, in a line of so many characters.
    fn column(&self, shown: usize, length: usize) -> usize {
        match self.begins.partition_point(|begin| *begin < shown) {
            _ if self.begins.is_empty() => shown.min(length),
            after if after >= self.begins.len() => length,
            after => after,
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
        let focus = Stop { id: self.id, role: Role::Document, name: self.name }.ui(ui, area);
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
            ui.set_height(top_of(lines));
            let pointer = ui.interact(ui.clip_rect(), self.id.with("text"), Sense::CLICK | Sense::DRAG);
            self.pointer(ui, &pointer, origin + vec2(self.gutter(), 0.0), view);
            for i in line_at(seen.top())..(line_at(seen.bottom()) + 1).min(lines) {
                let top = origin.y + top_of(i);
                let rect = Rect::from_min_size(pos2(origin.x, top), vec2(ui.available_width(), theme::LINE));
                if i < self.text.len() {
                    let caret = view.caret.filter(|caret| focus.has_focus() && caret.line == i);
                    DrawnLine { id: self.id.with(i), number: self.has_numbers.then_some(i + 1), rect, gutter: self.gutter() }.ui(
                        ui,
                        self.text.line(i),
                        LineState { selected: view.selected_in(i, self.length(i)), caret },
                        look(i),
                    );
                } else {
                    ui.put(rect, egui::Label::new(egui::RichText::new(self.end).color(Palette::of(ui.visuals()).text_second)));
                }
            }
            if std::mem::take(&mut view.reveal)
                && let Some(caret) = view.caret
            {
                let line = ShownLine::of(self.text.line(caret.line));
                let x = x_of(&galley(ui, &line.text, Color32::WHITE), line.shown(caret.column));
                let at = pos2(origin.x + self.gutter() + x, origin.y + top_of(caret.line));
                let rect = Rect::from_min_size(at, vec2(1.0, theme::LINE));
                ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
            }
            self.menu(&pointer, view, actions);
        });
        widgets::focus_ring(ui, &focus, area);
    }

    /// Of a line, in characters.
    fn length(&self, line: usize) -> usize {
        self.text.line(line).chars().count()
    }

    /// Width of the numbers.
    #[expect(clippy::cast_precision_loss, reason = "a number of digits")]
    fn gutter(&self) -> f32 {
        if self.has_numbers { self.text.len().to_string().len() as f32 * theme::DIGIT + 24.0 } else { 0.0 }
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
        let at = galley(ui, &shown.text, Color32::WHITE).cursor_from_pos(vec2(at.x, 0.0)).index.0;
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
        pointer.context_menu(|ui| {
            let selected = view.selected_text(self.text);
            if ui.add_enabled(selected.is_some(), egui::Button::new("Copy")).clicked() {
                actions.extend(selected.map(Action::Copy));
            }
            if ui.button("Copy all").clicked() {
                let lines: Vec<&str> = (0..self.text.len()).map(|i| self.text.line(i)).collect();
                actions.push(Action::Copy(lines.join("\n")));
            }
        });
    }
}

/// One line while it is drawn.
struct DrawnLine {
    id: Id,
    number: Option<usize>,
    rect: Rect,
    /// Width of the numbers.
    gutter: f32,
}

/// Where the person is in a line.
struct LineState {
    /// The characters that are selected; the end of the line is one more.
    selected: Option<Range<usize>>,
    caret: Option<Caret>,
}

impl DrawnLine {
    fn ui(&self, ui: &mut Ui, text: &str, state: LineState, look: LineLook) {
        let palette = Palette::of(ui.visuals());
        let line = ShownLine::of(text);
        let galley = galley(ui, &line.text, look.color.unwrap_or(palette.text));
        let remark = look.remark.map(|remark| ui.painter().layout_no_wrap(remark, theme::small_strong(), palette.error));
        let left = self.rect.left() + self.gutter;
        let after = left + galley.size().x + 24.0;
        let right = remark.as_ref().map_or(left + galley.size().x, |remark| after + remark.size().x) + 16.0;
        let rect = self.rect.with_max_x(right.max(self.rect.right()));
        ui.expand_to_include_rect(rect);
        let response = ui.interact(rect, self.id, Sense::hover());
        response.widget_info(|| {
            let name = remark.as_ref().map(|remark| format!("{}, error: {}", line.text, remark.text()));
            WidgetInfo::labeled(Role::Label, true, name.as_deref().unwrap_or(&line.text))
        });
        if let Some(fill) = look.fill {
            ui.painter().rect_filled(rect, 0, fill);
        }
        let x = |column: usize| left + x_of(&galley, line.shown(column));
        if let Some(selected) = state.selected {
            // The end of a line that is selected too is as wide as a character.
            let end = if selected.end > text.chars().count() { theme::DIGIT } else { 0.0 };
            let range = x(selected.start)..=x(selected.end) + end;
            ui.painter().rect_filled(Rect::from_x_y_ranges(range, rect.y_range()), 0, palette.selected_text());
        }
        if let Some(number) = self.number {
            let color = if look.fill.is_some() { palette.text_second } else { palette.text_hint };
            widgets::paint_right(ui, rect.with_max_x(left - 14.0), &number.to_string(), theme::mono(), color);
        }
        if let Some(caret) = state.caret {
            ui.painter().vline(x(caret.column), rect.y_range(), Stroke::new(1.0, palette.accent));
        }
        let y = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(left, y), galley, palette.text);
        if let Some(remark) = remark {
            ui.painter().galley(pos2(after, y), remark, palette.error);
        }
        if line.is_cut {
            response.on_hover_ui(|ui| {
                ui.set_max_width(ui.content_rect().width() * 0.8);
                ui.label(egui::RichText::new(clipped(text, MAX_HOVER)).font(theme::mono()).color(palette.text));
            });
        }
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
    fn a_text_is_copied_as_it_is_and_not_as_it_is_drawn() {
        let long = "x".repeat(MAX_CHARS + 500);
        let text = ["a\tb\u{1b}c\u{202e}d".to_owned(), long.clone()];
        let all = CodeView { anchor: Caret::default(), caret: Some(Caret { line: 1, column: long.len() }), reveal: false };
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
