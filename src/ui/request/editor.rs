//! The text of a request while it is edited: line numbers before it, a mark under each place that something is said of.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, LayoutJob};
use egui::{Color32, Frame, Galley, Id, Margin, Role, Stroke, TextFormat, Ui, WidgetInfo, pos2, vec2};

use super::icon;
use crate::present::request::{AnswerLine, Outcome};
use crate::present::syntax::{self, Token, TokenKind};
use crate::snippets::Language;
use crate::ui::theme::{self, Palette};
use crate::ui::{panes, widgets};

/// Places that are marked; the reasons beside tell of all.
const MAX_MARKS: usize = 300;

/// A place in the text that something is said of.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// In bytes of the text that was checked; never empty, and on one line.
    range: Range<usize>,
    outcome: Outcome,
    /// From 1.
    line: usize,
}

impl Mark {
    /// Those of all that is said of a text, in order, none over another.
    pub(super) fn all(lines: &[AnswerLine], text: &str) -> Vec<Self> {
        let mut marks: Vec<Self> = Vec::new();
        // Refusals stand first, and keep their place before what is merely converted.
        for mark in lines.iter().filter_map(|line| Self::of(line, text)).take(MAX_MARKS) {
            let at = marks.partition_point(|kept| kept.range.start < mark.range.start);
            let is_free = marks.get(at).is_none_or(|next| mark.range.end <= next.range.start)
                && at.checked_sub(1).is_none_or(|before| marks[before].range.end <= mark.range.start);
            if is_free {
                marks.insert(at, mark);
            }
        }
        marks
    }

    fn of(line: &AnswerLine, text: &str) -> Option<Self> {
        let spot = line.spot.as_ref()?;
        let marked = text.get(spot.range.clone())?;
        let on_line = marked.lines().next().unwrap_or_default().len();
        let mut range = spot.range.start..spot.range.start + on_line;
        if range.is_empty() {
            // An empty cell is marked at the separator behind it, or before it.
            let after = text[range.end..].chars().next().filter(|c| !c.is_control());
            let before = text[..range.start].chars().next_back().filter(|c| !c.is_control());
            match (after, before) {
                (Some(c), _) => range.end += c.len_utf8(),
                (None, Some(c)) => range.start -= c.len_utf8(),
                (None, None) => return None,
            }
        }
        Some(Self { range, outcome: line.outcome, line: spot.position.line })
    }
}

/// The editor of one tab.
pub(super) struct Editor<'a> {
    pub id: Id,
    pub hint: &'a str,
    pub marks: &'a [Mark],
    /// What the text is written in, where its parts have colours.
    pub language: Option<Language>,
    /// In points.
    pub height: f32,
}

impl Editor<'_> {
    /// Draws it; whether the text changed. `go`: bytes of the text to be selected and brought into view, once.
    pub(super) fn ui(&self, ui: &mut Ui, text: &mut String, go: &mut Option<Range<usize>>) -> bool {
        let palette = Palette::of(ui.visuals());
        let scroll = egui::ScrollArea::vertical().id_salt((self.id, "scroll")).max_height(self.height - 4.0).auto_shrink([false, false]);
        scroll
            .show(ui, |ui| {
                let gutter = gutter(text);
                let mut layout = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| self.layout(ui, text.as_str(), width);
                let output = egui::TextEdit::multiline(text)
                    .id(self.id)
                    .code_editor()
                    .font(theme::mono())
                    .hint_text(egui::RichText::new(self.hint).font(theme::body()).color(palette.text_second))
                    .desired_width(f32::INFINITY)
                    .min_size(vec2(0.0, self.height - 8.0))
                    .frame(Frame::new().inner_margin(Margin { left: gutter, ..Margin::same(8) }))
                    .layouter(&mut layout)
                    .show(ui);
                let response = &output.response.response;
                response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, "Request"));
                panes::add(ui, self.id, response.rect);
                if !text.is_empty() {
                    self.numbers(ui, &output.galley, output.galley_pos);
                }
                if let Some(range) = go.take() {
                    let at = |byte: usize| CCursor::new(text.get(..byte).map_or(0, |before| before.chars().count()));
                    let (start, end) = (at(range.start), at(range.end));
                    let mut state = output.state;
                    state.cursor.set_char_range(Some(CCursorRange::two(start, end)));
                    state.store(ui.ctx(), self.id);
                    ui.memory_mut(|memory| memory.request_focus(self.id));
                    let place = output.galley.pos_from_cursor(start).translate(output.galley_pos.to_vec2());
                    ui.scroll_to_rect_animation(place.expand(2.0 * theme::LINE), None, egui::style::ScrollAnimation::none());
                    // The caret is drawn there in the next frame.
                    ui.ctx().request_repaint();
                }
                widgets::focus_ring(ui, response, response.rect.intersect(ui.clip_rect()));
                response.changed()
            })
            .inner
    }

    /// The text with its marks.
    fn layout(&self, ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
        let palette = Palette::of(ui.visuals());
        let tokens = self.language.map(|language| syntax::tokens(language, text)).unwrap_or_default();
        // The marks are those of the text before the last key.
        let marks: Vec<&Mark> = self.marks.iter().take_while(|mark| text.get(mark.range.clone()).is_some()).collect();
        let mut job = LayoutJob::default();
        job.wrap.max_width = width;
        for Part { range, kind, outcome } in parts(text.len(), &tokens, &marks) {
            let format = TextFormat {
                line_height: Some(theme::LINE),
                underline: outcome.map_or(Stroke::NONE, |outcome| Stroke::new(theme::MARK, color(outcome, palette))),
                ..TextFormat::simple(theme::mono(), kind.map_or(palette.text, |kind| palette.token(kind)))
            };
            job.append(&text[range], 0.0, format);
        }
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    }

    /// The numbers of the lines that are in view; a line that is wrapped has one.
    fn numbers(&self, ui: &Ui, galley: &Galley, origin: egui::Pos2) {
        let palette = Palette::of(ui.visuals());
        let seen = ui.clip_rect().y_range();
        let (mut line, mut is_first) = (0, true);
        for row in &galley.rows {
            line += usize::from(is_first);
            let rect = row.rect().translate(origin.to_vec2());
            if std::mem::replace(&mut is_first, row.ends_with_newline) && seen.intersects(rect.y_range()) {
                let said = self.marks.iter().find(|mark| mark.line == line).map(|mark| mark.outcome);
                let color = said.map_or(palette.text_hint, |outcome| color(outcome, palette));
                let number = egui::Rect::from_min_max(pos2(origin.x - 60.0, rect.top()), pos2(origin.x - 10.0, rect.bottom()));
                widgets::paint_right(ui, number, &line.to_string(), theme::mono(), color);
            }
        }
    }
}

/// A part of the text that looks the same from end to end.
#[derive(Debug, PartialEq)]
struct Part {
    /// In bytes.
    range: Range<usize>,
    kind: Option<TokenKind>,
    outcome: Option<Outcome>,
}

/// The parts of a text of so many bytes: each ends where a token or a mark begins or ends. Both are in order, none over another
/// of its kind.
fn parts(bytes: usize, tokens: &[Token], marks: &[&Mark]) -> Vec<Part> {
    let ranges = tokens.iter().map(|token| &token.range).chain(marks.iter().map(|mark| &mark.range));
    let mut edges: Vec<usize> = ranges.flat_map(|range| [range.start, range.end]).chain([0, bytes]).collect();
    edges.sort_unstable();
    edges.dedup();
    let (mut tokens, mut marks) = (tokens.iter().peekable(), marks.iter().peekable());
    let part = |edges: &[usize]| {
        let [start, end] = *edges else { return None };
        while tokens.next_if(|token| token.range.end <= start).is_some() {}
        while marks.next_if(|mark| mark.range.end <= start).is_some() {}
        Some(Part {
            range: start..end,
            kind: tokens.peek().filter(|token| token.range.start <= start).map(|token| token.kind),
            outcome: marks.peek().filter(|mark| mark.range.start <= start).map(|mark| mark.outcome),
        })
    };
    edges.windows(2).filter_map(part).collect()
}

fn color(outcome: Outcome, palette: &Palette) -> Color32 {
    icon(outcome).color(palette)
}

/// Width of the numbers with the room around them, in points; none without a text.
fn gutter(text: &str) -> i8 {
    if text.is_empty() {
        return 8;
    }
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let digits = u8::try_from(lines.to_string().len().max(2)).unwrap_or(8).min(8);
    i8::try_from(22 + 8 * u16::from(digits)).unwrap_or(i8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stays_whole_over_and_within_the_tokens() {
        let token = |range| Token { range, kind: TokenKind::Text };
        let mark = |range, outcome| Mark { range, outcome, line: 1 };
        let (within, over) = (mark(3..4, Outcome::Refused), mark(7..12, Outcome::Changed));
        let told: Vec<_> = parts(14, &[token(2..6), token(8..10)], &[&within, &over])
            .into_iter()
            .map(|part| (part.range, part.kind.is_some(), part.outcome))
            .collect();
        assert_eq!(
            told,
            [
                (0..2, false, None),
                (2..3, true, None),
                (3..4, true, Some(Outcome::Refused)),
                (4..6, true, None),
                (6..7, false, None),
                (7..8, false, Some(Outcome::Changed)),
                (8..10, true, Some(Outcome::Changed)),
                (10..12, false, Some(Outcome::Changed)),
                (12..14, false, None),
            ]
        );
        assert_eq!(parts(2, &[], &[]), [Part { range: 0..2, kind: None, outcome: None }]);
        assert!(parts(0, &[], &[]).is_empty());
    }
}
