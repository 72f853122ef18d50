//! Finding words in a text: a field above it, every match marked, and the way from one to the next.

use std::ops::Range;

use egui::text::{CCursor, CCursorRange};
use egui::{Id, Key, Modifiers, Role, Ui, UiBuilder, WidgetInfo, vec2};

use super::MAX_CHARS;
use super::text::{Caret, SelectableText};
use crate::mlmodel::display::grouped;
use crate::ui::icons::Icon;
use crate::ui::rows::Way;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{self, FilterField};

/// What the field is called, and says while it is empty.
const HINT: &str = "Find in this text";
/// Bytes of a text that are looked through in one frame.
const PER_FRAME: usize = 1_000_000;
/// Matches that are counted and gone to.
const MAX_FOUND: usize = 100_000;
/// Characters that are looked for at most.
const MAX_WORDS: usize = 200;
/// Room for how many matches there are.
const COUNT: f32 = 84.0;
/// Width of the field, at least and at most.
const FIELD: std::ops::RangeInclusive<f32> = 64.0..=240.0;

/// What is looked for in a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Find {
    /// The field is shown.
    pub is_open: bool,
    words: String,
    /// The same without case, one character for one.
    needle: Vec<char>,
    /// Where it begins, in the order of the text.
    found: Vec<Caret>,
    /// What was looked through ends here.
    looked: Looked,
    /// Of the text.
    lines: usize,
    /// Where to go as soon as it is known.
    going: Option<Going>,
}

/// How far a text was looked through.
#[derive(Clone, Copy, Debug, Default)]
struct Looked {
    line: usize,
    /// In bytes of the line.
    byte: usize,
    /// The same in characters.
    column: usize,
}

/// Which of the matches to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Going {
    /// While words are typed: the one that begins where the person is, or the next.
    Here,
    /// The same, asked for by a key.
    From,
    To(Way),
}

/// Where the match is that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// None was asked for, or it is not known yet.
    NotAsked,
    At(Range<Caret>),
    Nowhere,
}

/// The field of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct FindField {
    pub text: Id,
    pub id: Id,
    /// The text goes on behind what is shown.
    pub is_cut: bool,
}

/// What was asked of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// The field is closed, and the text has the keyboard.
    Close,
    /// The field keeps the keyboard.
    Stay,
}

impl Find {
    /// Shows the field, with what is selected in it where that is on one line.
    pub(super) fn open(&mut self, ui: &Ui, field: Id, selected: Option<String>) {
        self.is_open = true;
        if let Some(words) = selected.filter(|words| !words.contains('\n') && words.len() <= MAX_WORDS) {
            self.look_for(&words);
        }
        // What is typed takes the place of the words that are there.
        let mut state = egui::TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(self.words.chars().count()))));
        state.store(ui.ctx(), field);
    }

    /// Asks for the next match, or the one before.
    /// Where nothing is selected the next one may begin where the person is.
    pub(super) fn step(&mut self, way: Way, has_selection: bool) {
        self.going = Some(if way == Way::Forward && !has_selection { Going::From } else { Going::To(way) });
    }

    /// Whether there is anything to look for.
    pub(super) fn has_words(&self) -> bool {
        !self.needle.is_empty()
    }

    /// Looks for other words from now on.
    pub(super) fn look_for(&mut self, words: &str) {
        self.words = words.chars().take(MAX_WORDS).collect();
        self.needle = self.words.chars().map(without_case).collect();
        self.begin();
        self.going = Some(Going::Here);
    }

    /// Looks for the same in a text that may be another one.
    pub(super) fn begin(&mut self) {
        self.found.clear();
        self.looked = Looked::default();
    }

    /// Looks through as much as one frame has time for; whether that was all.
    fn look(&mut self, text: &(impl SelectableText + ?Sized), budget: usize) -> bool {
        if self.lines != text.len() {
            self.lines = text.len();
            self.begin();
        }
        let mut left = budget;
        let mut characters = Vec::new();
        while !self.is_done() && left > 0 {
            let Looked { line, byte, column } = self.looked;
            let rest = text.line(line).get(byte..).unwrap_or_default();
            // A line may be as long as the file. A part of it holds what is looked for, and goes on.
            let end = rest.ceil_char_boundary(left.max(self.needle.len() * 8));
            characters.clear();
            characters.extend(rest[..end].chars().map(without_case));
            let mut done = 0;
            while let Some(at) = characters[done..].windows(self.needle.len()).position(|part| part == self.needle) {
                self.found.push(Caret { line, column: column + done + at });
                done += at + self.needle.len();
            }
            left = left.saturating_sub(end + 1);
            if end == rest.len() {
                self.looked = Looked { line: line + 1, ..Looked::default() };
                continue;
            }
            // The last characters may be the beginning of what is looked for.
            done = done.max(characters.len() + 1 - self.needle.len());
            let bytes: usize = rest.chars().take(done).map(char::len_utf8).sum();
            self.looked = Looked { line, byte: byte + bytes, column: column + done };
        }
        self.found.truncate(MAX_FOUND);
        self.is_done()
    }

    fn is_done(&self) -> bool {
        self.looked.line >= self.lines || self.found.len() >= MAX_FOUND
    }

    /// Looks on, and tells where a match that was asked for is; `from` is where the person is.
    pub(super) fn go(&mut self, ui: &Ui, text: &(impl SelectableText + ?Sized), from: Caret) -> Found {
        if !self.has_words() {
            self.going = None;
            return Found::NotAsked;
        }
        if !self.look(text, PER_FRAME) {
            ui.ctx().request_repaint();
        }
        let Some(going) = self.going else { return Found::NotAsked };
        let to = self.to(going, from).and_then(|to| self.found.get(to)).copied();
        if to.is_some() || self.is_done() {
            self.going = None;
        }
        match to {
            Some(start) => Found::At(start..Caret { column: start.column + self.needle.len(), ..start }),
            None if self.is_done() && going == Going::Here => Found::Nowhere,
            None => Found::NotAsked,
        }
    }

    /// The number of the match to go to, as soon as it is known. Behind the last one the first follows.
    fn to(&self, going: Going, from: Caret) -> Option<usize> {
        let before = |found: &Caret| *found < from;
        let after = match going {
            Going::Here | Going::From => self.found.partition_point(before),
            Going::To(Way::Forward) => self.found.partition_point(|found| *found <= from),
            Going::To(Way::Back) if !self.is_done() => return None,
            Going::To(Way::Back) => {
                let last = self.found.len().checked_sub(1)?;
                return Some(self.found.partition_point(before).checked_sub(1).unwrap_or(last));
            }
        };
        if after < self.found.len() { Some(after) } else { (self.is_done() && !self.found.is_empty()).then_some(0) }
    }

    /// The characters of a line that are found, each match for itself. All that lie behind what is drawn are one.
    pub(super) fn on_line(&self, line: usize) -> impl Iterator<Item = Range<usize>> {
        let found = if self.is_open { self.found.as_slice() } else { &[] };
        let from = found.partition_point(|found| found.line < line);
        let length = self.needle.len();
        let drawn = found[from..].partition_point(|found| found.line == line && found.column < MAX_CHARS);
        let behind = found.get(from + drawn).filter(|found| found.line == line);
        found[from..from + drawn].iter().chain(behind).map(move |found| found.column.min(MAX_CHARS)..found.column + length)
    }

    /// `3 of 12`; `selected` is where the selection begins.
    fn count(&self, selected: Option<Caret>, is_cut: bool) -> String {
        let at = selected.and_then(|selected| self.found.binary_search(&selected).ok());
        match self.found.len() {
            _ if !self.has_words() => String::new(),
            _ if !self.is_done() => "Looking…".to_owned(),
            0 if is_cut => "Not found in what is shown".to_owned(),
            0 => "Not found".to_owned(),
            MAX_FOUND => format!("{} and more", grouped(MAX_FOUND)),
            all => {
                let Some(at) = at else { return format!("{} found", grouped(all)) };
                // Of a very long line only the beginning is drawn.
                let is_hidden = self.found.get(at).is_some_and(|found| found.column >= MAX_CHARS);
                format!("{} of {}{}", grouped(at + 1), grouped(all), if is_hidden { ", not shown" } else { "" })
            }
        }
    }

    /// Draws the field in a line at the top of what is left.
    pub(super) fn ui(&mut self, ui: &mut Ui, field: FindField, selected: Option<Caret>) -> Option<Wish> {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), theme::BUTTON + 4.0));
        let mut wish = None;
        ui.scope_builder(UiBuilder::new().max_rect(rect.with_max_y(rect.bottom() - 4.0)), |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                wish = self.line_ui(ui, field, selected);
            });
        });
        wish
    }

    fn line_ui(&mut self, ui: &mut Ui, field: FindField, selected: Option<Caret>) -> Option<Wish> {
        let palette = Palette::of(ui.visuals());
        let mut words = self.words.clone();
        let width = (ui.available_width() - COUNT - 3.0 * 24.0 - 24.0).clamp(*FIELD.start(), *FIELD.end());
        let mut wish = None;
        let is_escape = ui.input(|input| input.key_pressed(Key::Escape));
        let response = FilterField { id: field.id, list: field.text, hint: HINT, width }.ui(ui, &mut words);
        if is_escape && (response.has_focus() || response.lost_focus()) {
            ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
            return Some(Wish::Close);
        }
        if words != self.words {
            self.look_for(&words);
        }
        let entered = ui.input(|input| input.key_pressed(Key::Enter).then_some(input.modifiers.shift));
        if let Some(is_back) = entered.filter(|_| response.lost_focus()) {
            self.step(if is_back { Way::Back } else { Way::Forward }, selected.is_some());
            wish = Some(Wish::Stay);
        }
        if widgets::icon_button(ui, Icon::Up, "Previous match", false).clicked() {
            self.step(Way::Back, selected.is_some());
        }
        if widgets::icon_button(ui, Icon::Down, "Next match", false).clicked() {
            self.step(Way::Forward, selected.is_some());
        }
        if widgets::icon_button(ui, Icon::Close, "Close the field", false).clicked() {
            wish = Some(Wish::Close);
        }
        let count = self.count(selected, field.is_cut);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width().max(0.0), theme::BUTTON));
        let said = ui.interact(rect, field.id.with("count"), egui::Sense::hover());
        said.widget_info(|| WidgetInfo::labeled(Role::Status, true, &count));
        widgets::paint_line(ui, rect, &count, theme::small(), palette.text_second);
        wish
    }
}

/// A character without its case; one for one, so that columns stay what they are.
fn without_case(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &[String], words: &str) -> Find {
        let mut find = Find { is_open: true, ..Find::default() };
        find.look_for(words);
        // In steps of a line.
        while !find.look(text, 1) {}
        find
    }

    #[test]
    fn every_match_is_found_whatever_its_case() {
        let text = ["Run_ID: run", "", "é RUN"].map(str::to_owned);
        let find = found(&text, "run");
        let places: Vec<_> = find.found.iter().map(|found| (found.line, found.column)).collect();
        assert_eq!(places, [(0, 0), (0, 8), (2, 2)]);
        assert_eq!(find.on_line(0).collect::<Vec<_>>(), [0..3, 8..11]);
        assert_eq!(find.count(Some(find.found[1]), false), "2 of 3");
        assert_eq!(find.count(None, false), "3 found");
        assert_eq!(found(&text, "É r").found, [Caret { line: 2, column: 0 }]);
        assert_eq!(found(&text, "none").count(None, false), "Not found");
        assert_eq!(found(&["aaaa".to_owned()], "aa").found.len(), 2, "none over another");
    }

    #[test]
    fn a_line_as_long_as_a_file_is_looked_through_in_parts() {
        let line = "é1, ".repeat(5_000);
        let find = found(std::slice::from_ref(&line), "1, É1,");
        assert_eq!(find.found.len(), 2_500, "none over another");
        assert!(find.found.iter().enumerate().all(|(i, found)| found.column == i * 8 + 1));
        let find = found(&["a".repeat(MAX_FOUND + 500)], "a");
        assert_eq!(find.count(None, false), "100,000 and more");
    }

    #[test]
    fn the_matches_are_gone_through_in_a_circle() {
        let find = found(&["a b a".to_owned(), "a".to_owned()], "a");
        let to = |going, line, column| find.to(going, Caret { line, column });
        assert_eq!(to(Going::Here, 0, 0), Some(0));
        assert_eq!(to(Going::Here, 0, 1), Some(1));
        assert_eq!(to(Going::Here, 1, 1), Some(0));
        assert_eq!(to(Going::To(Way::Forward), 0, 0), Some(1));
        assert_eq!(to(Going::To(Way::Forward), 1, 0), Some(0));
        assert_eq!(to(Going::To(Way::Back), 0, 0), Some(2));
        assert_eq!(to(Going::To(Way::Back), 1, 0), Some(1));
        assert_eq!(found(&["x".to_owned()], "a").to(Going::Here, Caret::default()), None);
    }
}
