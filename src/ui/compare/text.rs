//! A text file of both models, line by line, what changed inside a line marked.

use egui::{Color32, CornerRadius, Frame, Id, Key, Margin, Modifiers, Rect, Role, Ui, WidgetInfo, pos2};

use super::{CompareView, Halves, PairScene, whole};
use crate::compare::Change;
use crate::compare::lines::{LineDiff, LineRow, TextLine};
use crate::mlmodel::display::count;
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::{Asked, ListView, Row, Rows};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Lines of context that stay around a change where the rest is folded.
const CONTEXT: usize = 3;

/// The panel; closes itself on Esc and by its button.
pub fn ui(ui: &mut Ui, scene: &mut PairScene<'_>, view: &mut CompareView) {
    let palette = Palette::of(ui.visuals());
    let fold = view.shown.only_changes;
    let Some(text) = &mut view.text else { return };
    text.make(fold);
    let is_closed = head_ui(ui, text);
    let list = Id::unique(("compared lines", scene.tab));
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
        TextState::Ready(diff) => TextLines { id: list, diff, rows: &text.shown }.ui(ui, &mut text.list, scene.actions),
    });
    let own = [super::list_id(scene.tab), list];
    let is_escaped = ui.memory(|memory| memory.focused().is_none_or(|id| own.contains(&id)))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if is_closed || is_escaped {
        view.text = None;
        super::focus_list(ui, scene.tab);
    }
}

/// The file, how much of it differs, and the button that closes the panel; whether that was clicked.
fn head_ui(ui: &mut Ui, text: &TextView) -> bool {
    let palette = Palette::of(ui.visuals());
    let head = ui.horizontal(|ui| {
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
        let close = ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(12.0);
            widgets::icon_button(ui, Icon::Close, "Close the lines", false).clicked()
        });
        close.inner
    });
    head.inner
}

/// The lines of the panel.
struct TextLines<'a> {
    id: Id,
    diff: &'a LineDiff,
    rows: &'a [TextRow],
}

impl TextLines<'_> {
    fn ui(&self, ui: &mut Ui, view: &mut ListView, actions: &mut Vec<Action>) {
        let is_stop = |i: usize| self.compared(i).is_some();
        let rows = Rows::new(self.id, "Lines", self.rows.len(), theme::LINE).stops(&is_stop).around(1);
        let done = rows.show(ui, view, |ui, row| match self.rows[row.item] {
            TextRow::Compared(at) => self.row_ui(ui, row, &self.diff.rows[at], actions),
            TextRow::Folded(lines) => {
                let text = count(lines, "line is the same", "lines are the same");
                row.response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
                let left = row.rect.left() + self.gutter();
                let hint = Palette::of(ui.visuals()).text_hint;
                widgets::paint_line(ui, whole(row).with_min_x(left), &text, theme::small(), hint);
            }
        });
        if done.asked == Some(Asked::Copy)
            && let Some(row) = view.selected.and_then(|i| self.compared(i))
        {
            actions.push(Action::Copy(copied(row)));
        }
    }

    /// The row of the comparison; nothing where rows are folded.
    fn compared(&self, i: usize) -> Option<&LineRow> {
        match self.rows.get(i)? {
            TextRow::Compared(row) => self.diff.rows.get(*row),
            TextRow::Folded(_) => None,
        }
    }

    /// Width of the numbers, in points.
    #[expect(clippy::cast_precision_loss, reason = "a number of digits")]
    fn gutter(&self) -> f32 {
        self.diff.rows.len().to_string().len() as f32 * theme::DIGIT + 20.0
    }

    fn row_ui(&self, ui: &Ui, row: &Row, lines: &LineRow, actions: &mut Vec<Action>) {
        let palette = Palette::of(ui.visuals());
        row.describe(Role::ListItem, || spoken(lines));
        let rect = whole(row);
        let hint = row.background_in(ui, rect);
        widgets::context_menu(&row.response, |ui| {
            for (text, line) in [("Copy A's line", &lines.a), ("Copy B's line", &lines.b)] {
                if let Some(line) = line
                    && ui.button(text).clicked()
                {
                    actions.push(Action::Copy(line.text.clone()));
                }
            }
        });
        let halves = Halves::of(rect);
        // A line with its changes marked inside is tinted only there.
        let is_marked = [&lines.a, &lines.b].into_iter().flatten().any(|line| !line.changed.is_empty());
        let mut is_cut = false;
        for (rect, line) in [(halves.a, &lines.a), (halves.b, &lines.b)] {
            if let Some(line) = line {
                if !is_marked {
                    super::tint_ui(ui, row, rect, lines.change);
                }
                is_cut |= TextSide { rect, line, gutter: self.gutter(), hint }.ui(ui);
            }
        }
        if is_cut {
            row.response.clone().on_hover_ui(|ui| whole_ui(ui, lines));
        }
        let (sign, color) = match lines.change {
            Change::Added => ("+", palette.ok),
            Change::Removed => ("−", palette.error),
            Change::Changed => ("≠", palette.warning),
            Change::Same | Change::Moved => return,
        };
        let galley = widgets::line(ui, sign, theme::small_strong(), color, 20.0);
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    }
}

/// What a person who does not see the row is told.
fn spoken(row: &LineRow) -> String {
    let text = |line: &Option<TextLine>| line.as_ref().map_or_else(String::new, |line| line.text.clone());
    match row.change {
        Change::Same => text(&row.a),
        change => format!("{}: A {}, B {}", change.word(), text(&row.a), text(&row.b)),
    }
}

/// The line, or A's over B's where they differ.
fn copied(row: &LineRow) -> String {
    let b = row.b.as_ref().filter(|_| row.change != Change::Same || row.a.is_none());
    row.a.iter().chain(b).map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
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

/// One side of a row.
struct TextSide<'a> {
    rect: Rect,
    line: &'a TextLine,
    /// Width of the numbers, in points.
    gutter: f32,
    /// Of the number.
    hint: Color32,
}

impl TextSide<'_> {
    /// Draws it; whether it was cut.
    fn ui(&self, ui: &Ui) -> bool {
        let palette = Palette::of(ui.visuals());
        let Self { rect, line, gutter, hint } = *self;
        let number = rect.with_max_x(rect.left() + gutter - 10.0);
        widgets::paint_right(ui, number, &line.number.to_string(), theme::mono(), hint);
        let galley = widgets::line(ui, &line.text, theme::mono(), palette.text, rect.width() - gutter - 8.0);
        let is_cut = galley.elided;
        let at = pos2(rect.left() + gutter, rect.center().y - galley.size().y / 2.0);
        for range in &line.changed {
            let x = |character: usize| galley.pos_from_cursor(egui::text::CCursor::new(character)).left();
            let (from, to) = (x(range.start), x(range.end).max(x(range.start) + 3.0));
            let end = (at.x + to + 1.0).min(rect.right());
            let mark = Rect::from_min_max(pos2(at.x + from - 1.0, rect.top() + 1.0), pos2(end, rect.bottom() - 1.0));
            ui.painter().rect_filled(mark, CornerRadius::same(3), palette.warning_surface);
        }
        ui.painter().galley(at, galley, palette.text);
        is_cut
    }
}

/// A text file of both models, line by line.
#[derive(Debug)]
pub struct TextView {
    /// Relative to both folders.
    pub path: String,
    pub state: TextState,
    shown: Vec<TextRow>,
    list: ListView,
    /// Whether `shown` was folded; `None` makes it anew.
    made_for: Option<bool>,
}

/// How far the comparison of the lines of a file has come.
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
        Self { path, state: TextState::Loading, shown: Vec::new(), list: ListView::default(), made_for: None }
    }

    /// The same for a file that was not shown before: its first lines are in view, however far another was scrolled.
    #[must_use]
    pub fn from_top(path: String) -> Self {
        let mut text = Self::new(path);
        text.list.go_to_top();
        text
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
            let selected = self.list.selected.and_then(|i| self.shown.get(i)).copied();
            self.shown = folded(diff, fold);
            let selected = selected.and_then(|row| self.shown.iter().position(|other| *other == row));
            self.list.move_to(selected, selected);
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
