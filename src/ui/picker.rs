//! One model among many, by a few letters of its name: those that are open, recent ones, the library's.

use std::path::PathBuf;

use egui::{Id, Key, Margin, Role, Ui, WidgetInfo, vec2};

use super::fuzzy::Fuzzy;
use super::rows::{Asked, ListView, Pressed, Row, Rows};
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{one_line, os_text};
use crate::present::to_compare::ModelToCompare;

/// Models of a group that are shown, the best.
const MOST_SHOWN: usize = 200;

/// A model that is offered.
#[derive(Clone, Debug)]
pub struct OfferedModel {
    /// What it has in common with those beside it.
    pub group: &'static str,
    pub name: String,
    /// Other words that it is found by: its run, its experiment, its versions.
    pub also: Vec<String>,
    pub path: PathBuf,
}

/// Which model to compare one with is being asked.
#[derive(Debug)]
pub struct CompareDialog {
    pub model: ModelToCompare,
    pub(super) picker: ModelPicker,
}

impl CompareDialog {
    /// Asks for this model.
    #[must_use]
    pub fn new(model: ModelToCompare) -> Self {
        Self { model, picker: ModelPicker::default() }
    }
}

/// What is said of the models.
#[derive(Clone, Copy, Debug)]
pub struct PickerWords {
    /// What the list is called.
    pub list: &'static str,
    /// What choosing one does, before its name.
    pub choosing: &'static str,
    /// Where there is none.
    pub none: &'static str,
}

/// What is offered, what was typed, and what that finds.
#[derive(Debug, Default)]
pub struct ModelPicker {
    query: String,
    offered: Option<Vec<OfferedModel>>,
    lines: Vec<Line>,
    /// What the lines were found for.
    made_for: Option<String>,
    list: ListView,
}

/// A line of the list.
#[derive(Clone, Copy, Debug)]
enum Line {
    Heading(&'static str),
    /// By its number.
    Model(usize),
}

impl Line {
    /// In points.
    fn height(self) -> f32 {
        if matches!(self, Self::Heading(_)) { theme::TREE_ROW } else { theme::TWO_LINES }
    }
}

impl ModelPicker {
    /// Offers these where nothing is offered yet. Those of a group stand together.
    pub fn offer(&mut self, models: impl FnOnce() -> Vec<OfferedModel>) {
        self.offered.get_or_insert_with(models);
    }

    /// Finds what fits, where something else was typed.
    fn find(&mut self) {
        if self.made_for.as_ref() == Some(&self.query) {
            return;
        }
        let offered = self.offered.as_deref().unwrap_or_default();
        let mut fuzzy = Fuzzy::new(&self.query);
        let mut lines = Vec::new();
        let mut start = 0;
        for group in offered.chunk_by(|a, b| a.group == b.group) {
            let mut found: Vec<(u32, usize)> = Vec::new();
            for (i, model) in group.iter().enumerate() {
                let also: Vec<&str> = model.also.iter().map(String::as_str).collect();
                found.extend(fuzzy.score(&model.name, &also).map(|score| (score, start + i)));
            }
            start += group.len();
            // Where nothing was typed, they stay as they were offered.
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            if let Some(first) = group.first().filter(|_| !found.is_empty()) {
                lines.push(Line::Heading(first.group));
                lines.extend(found.into_iter().take(MOST_SHOWN).map(|(_, i)| Line::Model(i)));
            }
        }
        self.lines = lines;
        self.list = ListView::default();
        self.list.selected = self.lines.iter().position(|line| matches!(line, Line::Model(_)));
        self.list.go_to_top();
        self.made_for = Some(self.query.clone());
    }

    /// The field and the list; the path of the one that was chosen.
    pub fn ui(&mut self, ui: &mut Ui, words: PickerWords) -> Option<PathBuf> {
        let palette = Palette::of(ui.visuals());
        if self.offered.as_ref().is_some_and(Vec::is_empty) {
            widgets::paragraph(ui, words.none, palette.text_second);
            return None;
        }
        // Before the field, in which the same keys move by characters.
        let pressed = Pressed::beside_field(ui);
        let field = ui.add(
            egui::TextEdit::singleline(&mut self.query)
                .id(Id::unique("model picker field"))
                .hint_text(egui::RichText::new("Find a model").color(palette.text_hint))
                .desired_width(f32::INFINITY)
                .margin(Margin::symmetric(8, 6)),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find a model"));
        widgets::focus_ring(ui, &field, field.rect);
        let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        // The keyboard begins here.
        if ui.memory(|memory| memory.focused().is_none()) && !is_entered {
            field.request_focus();
        }
        self.find();
        let Self { offered, lines, list, .. } = self;
        let offered = offered.as_deref().unwrap_or_default();
        let ends: Vec<f32> = lines.iter().scan(0.0, |end, line| Some(*end + line.height()).inspect(|sum| *end = *sum)).collect();
        // It stays as high as all of them need while a search leaves fewer.
        let headings = offered.chunk_by(|a, b| a.group == b.group).count();
        #[expect(clippy::cast_precision_loss, reason = "as many as fit on a screen count")]
        let all = offered.len() as f32 * theme::TWO_LINES + headings as f32 * theme::TREE_ROW;
        let height = all.min((ui.content_rect().height() - 300.0).clamp(120.0, 420.0));
        let is_stop = |i: usize| matches!(lines[i], Line::Model(_));
        let rows = Rows::new(Id::unique("model picker list"), words.list, lines.len(), theme::TWO_LINES);
        let rows = rows.ends(&ends).stops(&is_stop).beside_field(pressed).empty("No model of that name.");
        let done =
            widgets::list_space(ui, height, |ui| rows.show(ui, list, |ui, row| line_ui(ui, row, lines[row.item], offered, words.choosing)));
        let is_chosen = is_entered || done.clicked.is_some() || done.asked == Some(Asked::Activate);
        match list.selected.filter(|_| is_chosen).and_then(|i| lines.get(i)) {
            Some(Line::Model(i)) => offered.get(*i).map(|model| model.path.clone()),
            _ => None,
        }
    }
}

fn line_ui(ui: &Ui, row: &Row, line: Line, offered: &[OfferedModel], choosing: &str) {
    let palette = Palette::of(ui.visuals());
    let model = match line {
        Line::Heading(text) => {
            row.response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
            widgets::paint_line(ui, row.rect, text, theme::body(), palette.text_hint);
            return;
        }
        Line::Model(i) => offered.get(i),
    };
    let Some(model) = model else { return };
    let path = os_text(model.path.as_os_str());
    let path = one_line(&path);
    row.describe(Role::ListItem, || format!("{choosing} {}, {path}", model.name));
    let hint = row.background(ui);
    let inner = row.rect.shrink2(vec2(8.0, 0.0));
    let top = inner.with_max_y(row.rect.center().y + 1.0);
    let (width, _) = widgets::paint_line(ui, top, &one_line(&model.name), theme::strong(), palette.text);
    // What tells it from others of its name.
    let beside = model.also.iter().filter(|also| **also != model.name).map(String::as_str).collect::<Vec<_>>().join("  ");
    widgets::paint_line(ui, top.with_min_x((top.left() + width + 10.0).min(top.right())), &one_line(&beside), theme::small(), hint);
    widgets::paint_tail(ui, inner.with_min_y(row.rect.center().y), &path, hint);
}
