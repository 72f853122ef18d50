//! One line of a text, as it is drawn.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::cursor::CCursor;
use egui::text::LayoutJob;
use egui::{Color32, Galley, Id, Rect, Role, Sense, Stroke, TextFormat, Ui, WidgetInfo, pos2};

use super::find::Find;
use super::text::Caret;
use super::{LineLook, MAX_CHARS};
use crate::mlmodel::display::{clipped, is_unsafe, one_line};
use crate::present::syntax::{Syntax, Token};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Characters of a line that are told on hover where it is cut.
const MAX_HOVER: usize = 4_000;

/// A line as it is drawn: what is unsafe to show is escaped, a tab is as wide as four blanks, and of a very long line only
/// the beginning is there.
pub(super) struct ShownLine<'a> {
    /// As much of the line as is drawn.
    source: &'a str,
    pub text: Cow<'a, str>,
    /// Where each character of the line begins, and where the last one ends; empty where `text` is the line itself.
    begins: Vec<Begin>,
    pub is_cut: bool,
}

/// Where a character stands.
struct Begin {
    /// In bytes of the line.
    source: usize,
    /// In bytes of what is drawn.
    shown: usize,
    /// In characters of what is drawn.
    column: usize,
}

impl<'a> ShownLine<'a> {
    pub(super) fn of(line: &'a str) -> Self {
        let end = line.char_indices().nth(MAX_CHARS).map(|(at, _)| at);
        let (source, is_cut) = (&line[..end.unwrap_or(line.len())], end.is_some());
        if !is_cut && !source.contains(|c: char| c == '\t' || is_unsafe(c)) {
            return Self { source, text: line.into(), begins: Vec::new(), is_cut };
        }
        let mut text = String::with_capacity(source.len() + 8);
        let (mut begins, mut column) = (Vec::with_capacity(source.len() + 1), 0);
        for (at, c) in source.char_indices() {
            begins.push(Begin { source: at, shown: text.len(), column });
            let before = text.len();
            match c {
                '\t' => text.push_str("    "),
                c => text.push_str(&one_line(c.encode_utf8(&mut [0; 4]))),
            }
            column += text[before..].chars().count();
        }
        begins.push(Begin { source: source.len(), shown: text.len(), column });
        if is_cut {
            text.push('…');
        }
        Self { source, text: text.into(), begins, is_cut }
    }

    /// Where a column of the line stands in what is drawn; all that is cut off stands behind the `…`.
    pub(super) fn shown(&self, column: usize) -> usize {
        match self.begins.as_slice() {
            [] => column,
            begins => begins.get(column).map_or_else(|| self.text.chars().count(), |begin| begin.column),
        }
    }

    /// The column nearest to a place in what is drawn, in a line of so many characters.
    pub(super) fn column(&self, shown: usize, length: usize) -> usize {
        match self.begins.partition_point(|begin| begin.column < shown) {
            _ if self.begins.is_empty() => shown.min(length),
            after if after >= self.begins.len() => length,
            after => after,
        }
    }

    /// The text in the colours of its parts, `number` being that of the line.
    fn galley(&self, ui: &Ui, number: usize, syntax: Option<&Syntax>) -> Arc<Galley> {
        let Some(syntax) = syntax else { return galley(ui, &self.text) };
        let placed = |Token { range, kind }| Token { range: self.shown_byte(range.start)..self.shown_byte(range.end), kind };
        let tokens = syntax.tokens(number, self.source).into_iter().map(placed);
        ui.painter().layout_job(colored(&self.text, tokens, Palette::of(ui.visuals())))
    }

    /// Where a byte of the line stands in what is drawn.
    fn shown_byte(&self, source: usize) -> usize {
        let at = self.begins.partition_point(|begin| begin.source < source);
        self.begins.get(at).map_or(source, |begin| begin.shown)
    }
}

/// One line while it is drawn.
pub(super) struct DrawnLine<'a> {
    pub id: Id,
    /// From 0.
    pub number: usize,
    pub text: &'a str,
    pub syntax: Option<&'a Syntax>,
    pub rect: Rect,
    /// Width of what stands before it.
    pub gutter: f32,
    pub has_numbers: bool,
}

/// Where the person is in a line.
pub(super) struct LineState<'a> {
    /// The characters that are selected; the end of the line is one more.
    pub selected: Option<Range<usize>>,
    pub caret: Option<Caret>,
    pub find: &'a Find,
}

impl DrawnLine<'_> {
    pub(super) fn ui(&self, ui: &mut Ui, state: &LineState<'_>, look: LineLook) {
        let palette = Palette::of(ui.visuals());
        let line = ShownLine::of(self.text);
        let galley = line.galley(ui, self.number, self.syntax);
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
        let seen = ui.clip_rect();
        for found in state.find.on_line(self.number) {
            let range = x(found.start)..=x(found.end);
            if *range.start() > seen.right() {
                break;
            }
            ui.painter().rect_filled(Rect::from_x_y_ranges(range, rect.y_range().shrink(1.0)), 2, palette.found());
        }
        if let Some(selected) = &state.selected {
            // The end of a line that is selected too is as wide as a character.
            let end = if selected.end > self.text.chars().count() { theme::DIGIT } else { 0.0 };
            let range = x(selected.start)..=x(selected.end) + end;
            ui.painter().rect_filled(Rect::from_x_y_ranges(range, rect.y_range()), 0, palette.selected_text());
        }
        if self.has_numbers {
            let color = if look.fill.is_some() { palette.text_second } else { palette.text_hint };
            widgets::paint_right(ui, rect.with_max_x(left - 14.0), &(self.number + 1).to_string(), theme::mono(), color);
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
                ui.label(egui::RichText::new(clipped(self.text, MAX_HOVER)).font(theme::mono()).color(palette.text));
            });
        }
    }
}

/// A text with its parts in their colours.
pub(super) fn colored(text: &str, tokens: impl IntoIterator<Item = Token>, palette: &Palette) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut done = 0;
    let mut append = |end: usize, color: Color32| {
        if end > done {
            job.append(&text[done..end], 0.0, TextFormat::simple(theme::mono(), color));
            done = end;
        }
    };
    for Token { range, kind } in tokens {
        append(range.start, palette.text);
        append(range.end, palette.token(kind));
    }
    append(text.len(), palette.text);
    job
}

/// A line in the usual colour.
pub(super) fn galley(ui: &Ui, text: &str) -> Arc<Galley> {
    ui.painter().layout_no_wrap(text.to_owned(), theme::mono(), Palette::of(ui.visuals()).text)
}

/// How far from the beginning of its line a column stands, in points.
pub(super) fn x_of(galley: &Galley, column: usize) -> f32 {
    galley.pos_from_cursor(CCursor::new(column)).left()
}
