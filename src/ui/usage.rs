//! Code to use, register and deploy the model, ready to be copied.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::code::{CodeText, CodeView, LineLook};
use super::command::Action;
use super::rows::{Asked, ListView, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::widgets;
use crate::snippets::{Snippet, SnippetGroup, SnippetKind};

/// Which snippet is shown.
#[derive(Debug, Default)]
pub struct UsageView {
    /// Written on a worker when the panel is first shown.
    pub snippets: Option<Arc<Vec<Written>>>,
    /// They were asked for.
    pub is_asked: bool,
    pub list: ListView,
    /// What was shown before the model was read again.
    wanted: Option<SnippetKind>,
    /// What is selected in the code of each.
    code: HashMap<SnippetKind, CodeView>,
}

impl UsageView {
    /// The same snippet of a model that was read again: they are written anew.
    #[must_use]
    pub fn carried(self) -> Self {
        let snippets = self.snippets.unwrap_or_default();
        let shown = self.list.selected.and_then(|i| lines(&snippets).get(i)?.written());
        let wanted = shown.map(|written| written.snippet.kind).or(self.wanted);
        Self { list: self.list.carried(|_| None), wanted, ..Self::default() }
    }

    /// The snippets; where nobody asked for them, that is done.
    fn snippets_or_ask(&mut self, actions: &mut Vec<Action>) -> Option<Arc<Vec<Written>>> {
        if self.snippets.is_none() && !std::mem::replace(&mut self.is_asked, true) {
            actions.push(Action::WriteSnippets);
        }
        self.snippets.clone()
    }
}

/// A snippet, its text cut into the lines that are drawn.
#[derive(Debug)]
pub struct Written {
    pub snippet: Snippet,
    lines: Vec<String>,
}

impl Written {
    /// Lays out a snippet.
    #[must_use]
    pub fn of(snippet: Snippet) -> Self {
        let lines = snippet.text.lines().map(str::to_owned).collect();
        Self { snippet, lines }
    }
}

/// Draws the panel.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut UsageView) {
    let palette = Palette::of(ui.visuals());
    let Some(snippets) = view.snippets_or_ask(scene.actions) else { return };
    let lines = lines(&snippets);
    let shown = |view: &ListView| view.selected.and_then(|i| lines.get(i)?.written());
    if shown(&view.list).is_none() {
        let wanted = view.wanted.take();
        let is_wanted = |line: &Line<'_>| line.written().is_some_and(|written| wanted == Some(written.snippet.kind));
        let first = || lines.iter().position(|line| line.written().is_some());
        view.list.selected = lines.iter().position(is_wanted).or_else(first);
    }
    let area = ui.available_rect_before_wrap();
    let list = area.with_max_x(area.left() + theme::SNIPPETS.min(area.width() * 0.32));
    let code = area.with_min_x(list.right() + 16.0);
    ui.painter().vline(list.right() + 8.0, area.y_range(), egui::Stroke::new(1.0, palette.separator));
    ui.scope_builder(egui::UiBuilder::new().max_rect(list), |ui| list_ui(ui, scene, &lines, &mut view.list));
    if let Some(written) = shown(&view.list) {
        let selected = view.code.entry(written.snippet.kind).or_default();
        ui.scope_builder(egui::UiBuilder::new().max_rect(code), |ui| snippet_ui(ui, scene, written, selected));
    }
    ui.advance_cursor_after_rect(area);
}

/// A line of the list.
#[derive(Clone, Copy)]
enum Line<'a> {
    Heading(SnippetGroup),
    Snippet(&'a Written),
}

impl<'a> Line<'a> {
    fn written(self) -> Option<&'a Written> {
        match self {
            Self::Heading(_) => None,
            Self::Snippet(written) => Some(written),
        }
    }
}

/// The lines of the list: each group is a heading and its snippets.
fn lines(snippets: &[Written]) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(snippets.len() + 3);
    let mut last = None;
    for written in snippets {
        let group = written.snippet.kind.group();
        if last.replace(group) != Some(group) {
            lines.push(Line::Heading(group));
        }
        lines.push(Line::Snippet(written));
    }
    lines
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, lines: &[Line<'_>], view: &mut ListView) {
    let palette = Palette::of(ui.visuals());
    let is_stop = |i: usize| lines[i].written().is_some();
    let rows = Rows::new(Id::unique(("snippets", scene.tab)), "Snippets", lines.len(), theme::TREE_ROW).stops(&is_stop);
    let done = rows.show(ui, view, |ui, row| match lines[row.item] {
        Line::Heading(group) => {
            let left = row.rect.with_min_x(row.rect.left() + 8.0);
            widgets::paint_line(ui, left, group.title(), theme::small_strong(), palette.text_second);
        }
        Line::Snippet(written) => {
            let kind = written.snippet.kind;
            row.describe(Role::ListItem, || kind.title().to_owned());
            let (rect, hint) = (row.rect, row.background(ui));
            let tag = widgets::paint_right(ui, rect.with_max_x(rect.right() - 8.0), kind.language().name(), theme::small(), hint);
            let text = Rect::from_x_y_ranges(rect.left() + 16.0..=rect.right() - tag - 16.0, rect.y_range());
            widgets::paint_line(ui, text, kind.title(), theme::body(), palette.text);
        }
    });
    // A click shows a snippet, however often.
    let copies = done.asked == Some(Asked::Copy) || (done.asked == Some(Asked::Activate) && done.clicked.is_none());
    if copies && let Some(written) = view.selected.and_then(|i| lines.get(i)?.written()) {
        scene.actions.push(Action::Copy(written.snippet.text.clone()));
    }
}

fn snippet_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &Written, selected: &mut CodeView) {
    let palette = Palette::of(ui.visuals());
    let Snippet { kind, about, text } = &written.snippet;
    ui.horizontal_top(|ui| {
        let button = widgets::buttons_width(ui, &["Copy"]) + theme::SCROLL_BAR + 8.0;
        let width = (ui.available_width() - button).max(80.0);
        ui.vertical(|ui| {
            ui.set_width(width);
            widgets::paragraph(ui, about, palette.text_second);
        });
        let copy = ui.button("Copy").on_hover_text("Copy the code");
        copy.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Copy {}", kind.title())));
        if copy.clicked() {
            scene.actions.push(Action::Copy(text.clone()));
        }
    });
    ui.add_space(4.0);
    let area = ui.available_rect_before_wrap();
    ui.painter().rect_filled(area, theme::RADIUS, palette.window);
    ui.scope_builder(egui::UiBuilder::new().max_rect(area.shrink2(theme::CODE_PAD)), |ui| code_ui(ui, scene, written, selected));
    ui.advance_cursor_after_rect(area);
}

/// The lines of a snippet, in all the room that is left.
fn code_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &Written, selected: &mut CodeView) {
    let palette = Palette::of(ui.visuals());
    let kind = written.snippet.kind;
    let has_comments = kind.language() != crate::snippets::Language::Json;
    let code = CodeText {
        id: Id::unique(("code", scene.tab, kind)),
        name: kind.title(),
        text: written.lines.as_slice(),
        has_numbers: false,
        show_line: None,
        end: "",
    };
    code.show(ui, selected, scene.actions, |i| {
        let is_comment = has_comments && written.lines.get(i).is_some_and(|line| line.trim_start().starts_with('#'));
        LineLook { color: is_comment.then_some(palette.text_second), ..LineLook::default() }
    });
}

/// The snippets of a plain artifact, one over the other.
pub fn artifact_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut UsageView) {
    let Some(snippets) = view.snippets_or_ask(scene.actions) else { return };
    for written in snippets.iter() {
        artifact_snippet_ui(ui, scene, written, view.code.entry(written.snippet.kind).or_default());
        ui.add_space(12.0);
    }
}

fn artifact_snippet_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &Written, selected: &mut CodeView) {
    let palette = Palette::of(ui.visuals());
    let Snippet { kind, about, text } = &written.snippet;
    ui.horizontal(|ui| {
        widgets::label(ui, kind.title(), theme::strong(), palette.text);
        let copy = ui.small_button("Copy").on_hover_text("Copy the command");
        copy.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Copy {}", kind.title())));
        if copy.clicked() {
            scene.actions.push(Action::Copy(text.clone()));
        }
    });
    widgets::paragraph(ui, about, palette.text_second);
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let height = written.lines.len() as f32 * theme::LINE;
    let size = vec2(ui.available_width(), height + 2.0 * theme::CODE_PAD.y);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(area, theme::RADIUS, palette.raised);
    ui.scope_builder(egui::UiBuilder::new().max_rect(area.shrink2(theme::CODE_PAD)), |ui| code_ui(ui, scene, written, selected));
}
