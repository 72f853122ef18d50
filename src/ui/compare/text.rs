//! A text file of both models, line by line, what changed inside a line marked.

use egui::{CornerRadius, Frame, Id, Key, Margin, Modifiers, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{CompareView, middle};
use crate::compare::Change;
use crate::compare::lines::{LineDiff, LineRow, TextLine};
use crate::mlmodel::display::count;
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{self, Move};

/// Lines of context that stay around a change where the rest is folded.
const CONTEXT: usize = 3;

/// The panel; closes itself on Esc and by its button.
pub fn ui(ui: &mut Ui, tab: u64, view: &mut CompareView, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let fold = view.shown.only_changes;
    let Some(text) = &mut view.text else { return };
    text.make(fold);
    let mut close = false;
    ui.horizontal(|ui| {
        ui.set_height(32.0);
        ui.add_space(16.0);
        widgets::label(ui, &text.path, theme::section(), palette.text);
        let state = match &text.state {
            TextState::Ready(diff) if diff.changes == 0 && diff.cut => "the same as far as it is shown".to_owned(),
            TextState::Ready(diff) if diff.changes == 0 => "the same line by line".to_owned(),
            TextState::Ready(diff) => {
                let more = if diff.cut { ", and more behind what is shown" } else { "" };
                format!("{}{more}", count(diff.changes, "line differs", "lines differ"))
            }
            TextState::Loading | TextState::Nothing(_) => String::new(),
        };
        widgets::label(ui, &state, theme::body(), palette.text_second);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(12.0);
            close = widgets::icon_button(ui, Icon::Close, "Close the lines", false).clicked();
        });
    });
    Frame::new().fill(palette.surface).inner_margin(Margin::ZERO).show(ui, |ui| match &text.state {
        TextState::Loading => {
            ui.set_min_size(ui.available_size());
        }
        TextState::Nothing(why) => {
            Frame::new().inner_margin(Margin::same(16)).show(ui, |ui| {
                widgets::paragraph(ui, why, palette.text_second);
                ui.set_min_size(ui.available_size());
            });
        }
        TextState::Ready(diff) => lines_ui(ui, tab, diff, &text.shown, &mut text.offset, actions),
    });
    let own = [super::list_id(tab), Id::unique(("compared lines", tab))];
    let escaped = ui.memory(|memory| memory.focused().is_none_or(|id| own.contains(&id)))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if close || escaped {
        view.text = None;
        super::focus_list(ui, tab);
    }
}

fn lines_ui(ui: &mut Ui, tab: u64, diff: &LineDiff, rows: &[TextRow], offset: &mut f32, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let area = ui.available_rect_before_wrap();
    let (list, asked) = widgets::list_focus(ui, Id::unique(("compared lines", tab)), area, "Lines");
    let mut scroll = egui::ScrollArea::vertical().id_salt(("compared lines", tab)).auto_shrink([false, false]);
    if let Some(m) = asked {
        #[expect(clippy::cast_precision_loss, reason = "lines of a text of a megabyte")]
        let end = rows.len() as f32 * theme::LINE;
        let to = match m {
            Move::Up => *offset - theme::LINE,
            Move::Down => *offset + theme::LINE,
            Move::PageUp => *offset - area.height(),
            Move::PageDown => *offset + area.height(),
            Move::First => 0.0,
            Move::Last => end,
            Move::Left | Move::Right | Move::Enter | Move::Copy => *offset,
        };
        scroll = scroll.vertical_scroll_offset(to.clamp(0.0, (end - area.height()).max(0.0)));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    #[expect(clippy::cast_precision_loss, reason = "a number of digits")]
    let gutter = diff.rows.len().to_string().len() as f32 * 7.2 + 20.0;
    let output = scroll.show_rows(ui, theme::LINE, rows.len(), |ui, range| {
        for i in range {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE), Sense::CLICK);
            let side = (rect.width() - middle(rect.width())) / 2.0;
            let (left, right) = (rect.with_max_x(rect.left() + side), rect.with_min_x(rect.right() - side));
            let row = match rows[i] {
                TextRow::Compared(row) => &diff.rows[row],
                TextRow::Folded(lines) => {
                    let text = count(lines, "line is the same", "lines are the same");
                    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
                    widgets::paint_line(ui, rect.with_min_x(rect.left() + gutter), &text, theme::small(), palette.text_hint);
                    continue;
                }
            };
            let said = |line: &Option<TextLine>| line.as_ref().map_or_else(String::new, |line| line.text.clone());
            response.widget_info(|| {
                let text = match row.change {
                    Change::Same => said(&row.a),
                    change => format!("{}: A {}, B {}", change.word(), said(&row.a), said(&row.b)),
                };
                WidgetInfo::labeled(Role::Label, true, text)
            });
            response.context_menu(|ui| {
                for (text, line) in [("Copy A's line", &row.a), ("Copy B's line", &row.b)] {
                    if let Some(line) = line
                        && ui.button(text).clicked()
                    {
                        actions.push(Action::Copy(line.text.clone()));
                    }
                }
            });
            let marked = [&row.a, &row.b].into_iter().flatten().any(|line| !line.changed.is_empty());
            let mut cut = side_ui(ui, left, row.a.as_ref(), row.change, true, marked, gutter);
            cut |= side_ui(ui, right, row.b.as_ref(), row.change, false, marked, gutter);
            if cut {
                response.on_hover_ui(|ui| whole_ui(ui, row));
            }
            let (sign, color) = match row.change {
                Change::Added => ("+", palette.ok),
                Change::Removed => ("−", palette.error),
                Change::Changed => ("≠", palette.warning),
                Change::Same | Change::Moved => continue,
            };
            let galley = widgets::line(ui, sign, theme::small_strong(), color, 20.0);
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
        }
    });
    *offset = output.state.clamped_offset().y;
    widgets::focus_ring(ui, &list, area);
}

/// Both lines whole, where they are cut.
fn whole_ui(ui: &mut Ui, row: &LineRow) {
    let color = Palette::of(ui.visuals()).text;
    for (letter, line) in [("A", &row.a), ("B", &row.b)] {
        if let Some(line) = line {
            ui.label(egui::RichText::new(format!("{letter}: {}", line.text.trim_start())).font(theme::mono()).color(color));
        }
    }
}

/// One side of a line; whether it was cut. `marked`: what changed is marked inside one of the two.
fn side_ui(ui: &Ui, rect: Rect, line: Option<&TextLine>, change: Change, is_left: bool, marked: bool, gutter: f32) -> bool {
    let palette = Palette::of(ui.visuals());
    let Some(line) = line else { return false };
    let tint = match change {
        Change::Same | Change::Moved => None,
        Change::Changed => Some(palette.warning_surface),
        Change::Added | Change::Removed => Some(if is_left { palette.error_surface } else { palette.ok_surface }),
    };
    // A line with its changes marked inside is tinted only there.
    if let Some(tint) = tint.filter(|_| !marked) {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tint);
    }
    let number = Rect::from_min_max(rect.min, pos2(rect.left() + gutter - 10.0, rect.bottom()));
    widgets::paint_right(ui, number, &line.number.to_string(), theme::mono(), palette.text_hint);
    let galley = widgets::line(ui, &line.text, theme::mono(), palette.text, rect.width() - gutter - 8.0);
    let cut = galley.elided;
    let at = pos2(rect.left() + gutter, rect.center().y - galley.size().y / 2.0);
    for range in &line.changed {
        let x = |character: usize| galley.pos_from_cursor(egui::text::CCursor::new(character)).left();
        let (from, to) = (x(range.start), x(range.end).max(x(range.start) + 3.0));
        let mark =
            Rect::from_min_max(pos2(at.x + from - 1.0, rect.top() + 1.0), pos2((at.x + to + 1.0).min(rect.right()), rect.bottom() - 1.0));
        ui.painter().rect_filled(mark, CornerRadius::same(3), palette.warning_surface);
    }
    ui.painter().galley(at, galley, palette.text);
    cut
}

/// A text file of both models, line by line.
#[derive(Debug)]
pub struct TextView {
    /// Relative to both folders.
    pub path: String,
    pub state: TextState,
    shown: Vec<TextRow>,
    offset: f32,
    /// Whether `shown` was folded; `None` makes it anew.
    made_for: Option<bool>,
}

#[derive(Debug)]
pub enum TextState {
    Loading,
    Ready(LineDiff),
    /// Why there is nothing to show.
    Nothing(String),
}

impl TextView {
    /// A file whose lines are being read.
    #[must_use]
    pub fn new(path: String) -> Self {
        Self { path, state: TextState::Loading, shown: Vec::new(), offset: 0.0, made_for: None }
    }

    /// Puts in what was read.
    pub fn set(&mut self, state: TextState) {
        self.state = state;
        self.made_for = None;
    }

    fn make(&mut self, fold: bool) {
        if let TextState::Ready(diff) = &self.state
            && self.made_for != Some(fold)
        {
            self.shown = folded(diff, fold);
            self.made_for = Some(fold);
        }
    }
}

/// One line of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextRow {
    /// A row of the comparison, by its number.
    Compared(usize),
    /// So many rows that are the same.
    Folded(usize),
}

fn folded(diff: &LineDiff, fold: bool) -> Vec<TextRow> {
    let all = 0..diff.rows.len();
    if !fold || diff.changes == 0 {
        return all.map(TextRow::Compared).collect();
    }
    let mut near = vec![false; diff.rows.len()];
    for (i, _) in diff.rows.iter().enumerate().filter(|(_, row)| row.change != Change::Same) {
        let last = (i + CONTEXT).min(near.len() - 1);
        near[i.saturating_sub(CONTEXT)..=last].fill(true);
    }
    let mut shown = Vec::new();
    for (i, is_near) in near.into_iter().enumerate() {
        match (is_near, shown.last_mut()) {
            (true, _) => shown.push(TextRow::Compared(i)),
            (false, Some(TextRow::Folded(lines))) => *lines += 1,
            (false, _) => shown.push(TextRow::Folded(1)),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_folded_around_the_changes() {
        let text = |changed: &str| (0..20).map(|i| if i == 10 { changed.to_owned() } else { format!("{i}") }).collect::<Vec<_>>();
        let diff = crate::compare::lines::diff(&text("a"), &text("b"));
        let shown = folded(&diff, true);
        assert_eq!(shown.first(), Some(&TextRow::Folded(7)));
        assert_eq!(shown.last(), Some(&TextRow::Folded(6)));
        assert_eq!(shown.len(), 2 + 7);
        assert_eq!(folded(&diff, false).len(), 20);
    }
}
