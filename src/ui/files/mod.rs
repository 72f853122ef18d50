//! The files of the folder as a tree, with a preview of the one selected.

mod headings;
mod preview;
pub(super) mod tree;

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Id, Rect, Role, Stroke, Ui, Vec2, pos2};

pub use preview::PreviewState;
pub(super) use preview::{PreviewArea, PreviewViews};
pub use tree::{FileKind, FileNode, FileTree};

use super::code::CodeView;
use super::command::{Action, Command};
use super::icons::Icon;
use super::layout::{FilesOrder, Layout};
use super::loaded::Loaded;
use super::panes;
use super::rows::{Asked, Folds, ListView, Row, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{bytes, os_text};
use crate::present::files::ShownFile;

/// The length of the bar of a file that is the whole model, in points.
const SHARE: f32 = 72.0;

/// Where the person is in the files.
#[derive(Debug, Default)]
pub struct FilesView {
    /// The selected node of the [`FileTree`].
    pub list: ListView,
    folded: HashSet<usize>,
    /// The nodes that are not inside a folded folder; `None` makes them anew.
    rows: Option<Vec<usize>>,
    /// The order that they are in.
    made_for: FilesOrder,
    pub preview: PreviewState,
    /// What is selected in the text of the preview.
    text: CodeView,
    /// Where the person is in the table of the preview.
    table: ListView,
    /// Paths that changed on disk since the model was opened.
    pub changed: HashSet<String>,
}

impl FilesView {
    /// The same places in a folder that was read again; what is shown of a file stays until it was read again too.
    #[must_use]
    pub fn carried(self, old: &FileTree, new: &FileTree) -> Self {
        let there = |i: usize| old.nodes.get(i).and_then(|node| new.find(&node.path));
        let list = self.list.carried(there);
        let (preview, text) = if list.selected.is_some() { (self.preview, self.text) } else { Default::default() };
        let folded = self.folded.iter().filter_map(|i| there(*i)).collect();
        Self { list, folded, preview, text, made_for: self.made_for, ..Self::default() }
    }

    /// A file is being read, for the first time or again.
    pub fn await_preview(&mut self, path: &str) {
        match &mut self.preview {
            PreviewState::Ready { path: shown, is_old, .. } if shown == path => *is_old = true,
            preview => *preview = PreviewState::Loading(path.to_owned()),
        }
    }

    /// Shows what was read of a file, unless another one was chosen since.
    pub fn take_preview(&mut self, path: String, file: ShownFile) {
        match &self.preview {
            PreviewState::Loading(asked) if *asked == path => {}
            PreviewState::Ready { path: shown, is_old: true, .. } if *shown == path => self.text = std::mem::take(&mut self.text).carried(),
            _ => return,
        }
        self.preview = PreviewState::Ready { path, file: Arc::new(file), texture: None, is_old: false };
    }

    /// Selects a file without looking into it.
    pub fn select(&mut self, node: usize) {
        self.list.select(node);
        self.preview = PreviewState::None;
        self.text = std::mem::take(&mut self.text).carried();
        self.table = ListView::default();
    }

    fn flip(&mut self, folder: usize) {
        if !self.folded.remove(&folder) {
            self.folded.insert(folder);
        }
        self.rows = None;
    }
}

/// The panel: files at the left, preview at the right.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut FilesView, layout: &mut Layout) {
    if scene.loaded.files.nodes.is_empty() {
        widgets::paragraph(ui, "There are no files.", Palette::of(ui.visuals()).text_second);
        return;
    }
    let max = (ui.available_width() * 0.6).max(160.0);
    if panes::edge(ui, "files list") {
        layout.files_width = Layout::default().files_width;
    }
    let panel = egui::Panel::left("files list")
        .frame(egui::Frame::new())
        .resizable(true)
        .default_size(layout.files_width.min(max))
        .size_range(140.0..=max)
        .show(ui, |ui| {
            headings::ui(ui, scene.tab, &mut layout.files_order);
            list_ui(ui, scene, view, layout.files_order);
        });
    layout.files_width = panel.response.rect.width();
    egui::CentralPanel::default().frame(egui::Frame::new().inner_margin(egui::Margin { left: 12, ..Default::default() })).show(ui, |ui| {
        preview::ui(ui, scene, view);
    });
}

fn list_id(tab: u64) -> Id {
    Id::unique(("files", tab))
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut FilesView, order: FilesOrder) {
    let tree = &scene.loaded.files;
    // Taken out while it is drawn, and put back unless something was folded meanwhile.
    let made = view.rows.take().filter(|_| view.made_for == order);
    if made.is_none() && view.made_for != order {
        view.list.reveal();
    }
    let shown = made.unwrap_or_else(|| tree.visible(&view.folded, order));
    view.made_for = order;
    let before = view.list.selected;
    let (folded, changed) = (&view.folded, &view.changed);
    let is_folder = |i: usize| tree.nodes.get(i).is_some_and(|node| node.kind == FileKind::Folder);
    let is_open = |i: usize| is_folder(i).then(|| !folded.contains(&i));
    // A folder that is selected needs no double click.
    let folds = Folds { is_open: &is_open, parent: &|i| tree.parent(i), at_click: &|i| before == Some(i) };
    let rows = Rows::new(list_id(scene.tab), "Files", tree.nodes.len(), theme::TREE_ROW).in_order(&shown).folds(folds);
    let done = rows.show(ui, &mut view.list, |ui, row| {
        let node = &tree.nodes[row.item];
        let hint = row.background(ui);
        if node.kind == FileKind::Folder {
            row.arrow(ui, left_of(row, node) + 4.0, hint, !folded.contains(&row.item));
        }
        row_ui(ui, row, node, changed.contains(&node.path));
        share_ui(ui, row, node, tree.bytes);
        widgets::context_menu(&row.response, |ui| menu_ui(ui, node, scene.loaded, scene.actions));
    });
    view.rows = Some(shown);
    if let Some(folder) = done.flipped {
        view.flip(folder);
    }
    if done.asked == Some(Asked::Copy)
        && let Some(node) = view.list.selected.and_then(|i| tree.nodes.get(i))
    {
        scene.actions.push(Action::Copy(node.path.clone()));
    }
    if view.list.selected != before {
        ask_preview(tree, view, scene.actions);
    }
}

fn menu_ui(ui: &mut Ui, node: &FileNode, loaded: &Loaded, actions: &mut Vec<Action>) {
    let opened = &loaded.model.opened;
    let path = opened.path.join(&node.path);
    for (words, text) in [("Copy path", node.path.clone()), ("Copy full path", os_text(path.as_os_str())), ("Copy name", node.name.clone())]
    {
        if ui.button(words).clicked() {
            actions.push(Action::Copy(text));
        }
    }
    let is_on_disk = opened.archive().is_none() && node.kind != FileKind::Absent;
    if ui.add_enabled(is_on_disk, egui::Button::new(Command::ShowInFileManager.text())).clicked() {
        actions.push(Action::ShowPath(path));
    }
}

/// Asks for the preview of the selected file.
pub fn ask_preview(tree: &FileTree, view: &mut FilesView, actions: &mut Vec<Action>) {
    view.preview = PreviewState::None;
    // One may look for the same in several files.
    view.text = std::mem::take(&mut view.text).carried();
    view.table = ListView::default();
    if let Some(node) = view.list.selected.and_then(|i| tree.nodes.get(i))
        && matches!(node.kind, FileKind::File | FileKind::Link)
    {
        view.preview = PreviewState::Loading(node.path.clone());
        actions.push(Action::Preview(node.path.clone()));
    }
}

/// Where a row begins, below the folders it is in.
fn left_of(row: &Row, node: &FileNode) -> f32 {
    row.rect.left() + 4.0 + f32::from(node.depth.min(40)) * theme::INDENT
}

/// How much of the whole model a file or folder is, as a bar under its size; of what is a hundredth or less there is none.
fn share_ui(ui: &Ui, row: &Row, node: &FileNode, whole: u64) {
    #[expect(clippy::cast_precision_loss, reason = "the length of a bar")]
    let share = node.bytes.filter(|_| whole > 0).map_or(0.0, |bytes| bytes as f32 / whole as f32);
    if share > 0.01 {
        let (right, bottom) = (row.rect.right() - 8.0, row.rect.bottom() - 3.0);
        ui.painter().hline(
            right - SHARE * share.min(1.0)..=right,
            bottom,
            Stroke::new(2.0, Palette::of(ui.visuals()).accent.gamma_multiply(0.6)),
        );
    }
}

fn row_ui(ui: &Ui, row: &Row, node: &FileNode, is_changed: bool) {
    let palette = Palette::of(ui.visuals());
    let size = node.bytes.map(bytes).unwrap_or_default();
    row.describe(Role::TreeItem, || {
        let mark = node.mark.map(|mark| format!(", {}", mark.status.label()));
        let mark = mark.unwrap_or_else(|| if is_changed { ", changed".to_owned() } else { String::new() });
        format!("{}{mark}, {size}", node.name).trim_end_matches(", ").to_owned()
    });
    let hint = row.hint(ui);
    let color = node.mark.map(|mark| if mark.is_required { palette.error } else { palette.warning });
    let icon = match node.kind {
        FileKind::Folder => Icon::Folder,
        FileKind::Link => Icon::Link,
        FileKind::File | FileKind::Special | FileKind::Absent => Icon::File,
    };
    let left = left_of(row, node);
    let at = |x: f32| Rect::from_center_size(pos2(x, row.rect.center().y), Vec2::splat(theme::ICON));
    icon.paint(ui.painter(), at(left + 22.0), color.unwrap_or(hint), palette.surface);
    let mut right = row.rect.right() - 8.0;
    let rest = |right: f32| Rect::from_x_y_ranges(left..=right.max(left), row.rect.y_range());
    right -= widgets::paint_right(ui, rest(right), &size, theme::small(), hint) + 8.0;
    if let (Some(mark), Some(color)) = (node.mark, color) {
        let sign = if mark.is_required { Icon::Error } else { Icon::Warning };
        sign.paint(ui.painter(), at(right - 8.0), color, if row.is_selected { palette.selected } else { palette.window });
        right -= 24.0;
        right -= widgets::paint_right(ui, rest(right), mark.status.label(), theme::small_strong(), color) + 8.0;
    }
    if is_changed && node.mark.is_none() {
        right -= widgets::paint_right(ui, rest(right), "changed", theme::small_strong(), palette.warning) + 8.0;
    }
    let name = Rect::from_x_y_ranges(left + 36.0..=right.max(left + 36.0), row.rect.y_range());
    let (_, is_cut) = widgets::paint_line(ui, name, &node.name, theme::body(), color.unwrap_or(palette.text));
    if is_cut {
        row.response.clone().on_hover_text(&node.name);
    }
}
