//! One entry of the MLmodel as a row of the tree.

use egui::{Color32, Rect, Role, Ui, Vec2, pos2};

use super::{Mark, NodeKind, Tree, TreeNode, help, value_text};
use crate::checks::Severity;
use crate::mlmodel::MlModel;
use crate::mlmodel::display::{clipped, count, one_line};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::Row;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Levels further in than this stand under one another.
const MAX_INDENTS: u16 = 40;
/// An entry that changed on disk.
const CHANGED: &Mark = &Mark { severity: Severity::Note, word: "changed" };

/// An entry, and what its row says of it.
pub(super) struct TreeEntry<'a> {
    model: &'a MlModel,
    tree: &'a Tree,
    index: usize,
    node: &'a TreeNode,
    /// What a folded collection holds.
    summary: String,
    mark: Option<&'a Mark>,
}

impl<'a> TreeEntry<'a> {
    pub(super) fn of(model: &'a MlModel, tree: &'a Tree, index: usize) -> Option<Self> {
        let node = tree.node(index)?;
        let summary = summary(model, tree.key(index), node);
        Some(Self { model, tree, index, node, summary, mark: tree.mark_of(index) })
    }

    /// Says that it changed on disk, where there is nothing worse to say.
    pub(super) fn changed(self, is_changed: bool) -> Self {
        Self { mark: self.mark.or(is_changed.then_some(CHANGED)), ..self }
    }

    /// Draws the row.
    pub(super) fn ui(&self, ui: &Ui, row: &mut Row, is_open: bool) {
        row.describe(Role::TreeItem, || self.name());
        let hint = row.background(ui);
        let left = row.rect.left() + 4.0 + f32::from(self.node.depth.min(MAX_INDENTS)) * theme::INDENT;
        if self.node.has_children(self.index) {
            row.arrow(ui, left + 4.0, hint, is_open);
        }
        let room = row.rect.with_min_x(left + 20.0);
        // A value gives way to the marks.
        let right = self.marks_ui(ui, row, room, hint);
        let is_cut = self.words_ui(ui, room.with_max_x(right), hint);
        row.response.clone().on_hover_ui(|ui| self.tooltip_ui(ui, is_cut));
    }

    pub(super) fn menu_ui(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let path = || self.tree.path(self.index);
        if ui.button("Copy value").clicked() {
            actions.extend(value_text(self.model, &path()).map(Action::Copy));
        }
        if ui.button("Copy key path").clicked() {
            actions.push(Action::Copy(path().to_string()));
        }
        if ui.button("Copy key and value").clicked() {
            let value = value_text(self.model, &path()).unwrap_or_default();
            actions.push(Action::Copy(format!("{}: {value}", self.tree.key(self.index))));
        }
    }

    /// The row for those who do not see it.
    fn name(&self) -> String {
        let value = if self.summary.is_empty() { self.tree.shown(self.index) } else { &self.summary };
        let name = format!("{}: {value}", self.tree.key(self.index));
        match self.mark {
            Some(mark) => format!("{name}, {}", if mark.word.is_empty() { mark.severity.word() } else { mark.word }),
            None => name,
        }
    }

    /// The sign, its word and the note, at the right; where the room left of them ends.
    fn marks_ui(&self, ui: &Ui, row: &Row, room: Rect, hint: Color32) -> f32 {
        let palette = Palette::of(ui.visuals());
        let mut right = room.right() - 8.0;
        if let Some(mark) = self.mark {
            let icon = Icon::severity(mark.severity);
            let at = Rect::from_center_size(pos2(right - 8.0, room.center().y), Vec2::splat(theme::ICON));
            let color = icon.color(palette);
            icon.paint(ui.painter(), at, color, if row.is_selected { palette.selected } else { palette.surface });
            right -= 24.0;
            if !mark.word.is_empty() {
                right -= widgets::paint_right(ui, room.with_max_x(right), mark.word, theme::small_strong(), color) + 8.0;
            }
        }
        if let Some(note) = self.tree.note_of(self.index) {
            right -= widgets::paint_right(ui, room.with_max_x(right), note, theme::small(), hint) + 8.0;
        }
        right
    }

    /// Key and value, and what MLflow reads instead; whether one of them was cut.
    fn words_ui(&self, ui: &Ui, room: Rect, hint: Color32) -> bool {
        let palette = Palette::of(ui.visuals());
        let key = one_line(self.tree.key(self.index));
        let (key_width, is_key_cut) = widgets::paint_line(ui, room, &key, theme::body(), palette.text_second);
        let after = |x: f32| room.with_min_x((x + 8.0).min(room.right()));
        let value = after(room.left() + key_width);
        let (text, color) = match self.node.kind {
            NodeKind::Null => ("null", hint),
            NodeKind::Scalar => {
                let mark = self.mark.filter(|mark| !mark.word.is_empty());
                (self.tree.shown(self.index), mark.map_or(palette.text, |mark| Icon::severity(mark.severity).color(palette)))
            }
            NodeKind::Map(_) | NodeKind::List(_) => (self.summary.as_str(), hint),
        };
        let (value_width, is_value_cut) = widgets::paint_line(ui, value, text, theme::mono(), color);
        if let Some(read) = self.tree.read_as(self.index) {
            let rest = after(value.left() + value_width);
            widgets::paint_line(ui, rest, &format!("read as {read}"), theme::small(), palette.warning);
        }
        is_key_cut || is_value_cut
    }

    /// What the key means, the whole value where it was cut, and where it stands.
    fn tooltip_ui(&self, ui: &mut Ui, is_cut: bool) {
        let palette = Palette::of(ui.visuals());
        let path = self.tree.path(self.index);
        if let Some(help) = help(&path) {
            ui.label(help);
        }
        if is_cut {
            let text = clipped(self.tree.text(self.index), 2_000);
            ui.label(egui::RichText::new(text).font(theme::mono()).color(palette.text));
        }
        if let Some(read) = self.tree.read_as(self.index) {
            let written = self.tree.shown(self.index);
            ui.label(format!("Written {written}, and read by MLflow as {read}: without quotes it is a number to YAML."));
        }
        let place = format!("{}  ·  line {}", clipped(&path.to_string(), 200), self.node.line);
        ui.label(egui::RichText::new(place).small().color(palette.text_second));
    }
}

/// What a folded collection holds: `2 flavors`, `8 inputs, 1 output`.
fn summary(model: &MlModel, key: &str, node: &TreeNode) -> String {
    match (node.kind, key, node.depth) {
        (NodeKind::Map(n), "flavors", 0) => count(n as usize, "flavor", "flavors"),
        (NodeKind::Map(_), "signature", 0) => {
            let Some(signature) = &model.signature else { return String::new() };
            let size = |part: Option<usize>, one: &str, many: &str| part.map(|n| count(n, one, many));
            let parts = [
                size(signature.inputs.read().map(|s| s.specs.len()), "input", "inputs"),
                size(signature.outputs.read().map(|s| s.specs.len()), "output", "outputs"),
                size(signature.params.read().map(Vec::len), "param", "params"),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        (NodeKind::Map(0), ..) => "empty".to_owned(),
        (NodeKind::List(0), ..) => "empty list".to_owned(),
        (NodeKind::Map(n), _, depth) if depth > 1 => count(n as usize, "key", "keys"),
        (NodeKind::List(n), ..) => count(n as usize, "item", "items"),
        _ => String::new(),
    }
}
