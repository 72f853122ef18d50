//! The files of the folder as a tree, with a preview of the one selected.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder};

use super::command::Action;
use super::icons::Icon;
use super::loaded::Loaded;
use super::state::{FilesView, Layout, PreviewState};
use super::theme::{self, Palette};
use super::widgets::{self, Move};
use crate::folder::preview::Preview;
use crate::folder::{EntryKind, Listing, ModelFolder, Status};
use crate::mlmodel::display::{bytes, count, one_line};

/// Files and folders, each folder before what is in it.
#[derive(Debug, Default)]
pub struct FileTree {
    pub nodes: Vec<FileNode>,
    /// Files that are there.
    pub files: usize,
    /// Files and folders that are named and not there.
    pub missing: usize,
}

#[derive(Debug)]
pub struct FileNode {
    /// The last part of the path, safe to show.
    pub name: String,
    /// Relative to the model folder.
    pub path: String,
    pub depth: u16,
    pub bytes: Option<u64>,
    pub kind: FileKind,
    /// What is wrong with it: the word, and whether loading needs it.
    pub mark: Option<(Status, bool)>,
    /// One past the last node inside this folder.
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Folder,
    File,
    Link,
    Special,
    /// Named by the MLmodel, and not there.
    Absent,
}

impl FileTree {
    /// The files of a model folder, and what it names and lacks.
    #[must_use]
    pub fn of(folder: &ModelFolder) -> Self {
        let mut marks: BTreeMap<&str, (Status, bool)> = BTreeMap::new();
        for reference in folder.references.iter().filter(|r| !r.status.is_good() && r.status != Status::Outside) {
            let mark = marks.entry(&*reference.path).or_insert((reference.status, false));
            mark.1 |= reference.required;
        }
        Self::build(&folder.listing, &marks)
    }

    /// The files of a folder without an MLmodel.
    #[must_use]
    pub fn plain(listing: &Listing) -> Self {
        Self::build(listing, &BTreeMap::new())
    }

    fn build(listing: &Listing, marks: &BTreeMap<&str, (Status, bool)>) -> Self {
        // Parts of a path sort below their folder, and a folder stands where its name does.
        let mut entries: BTreeMap<Vec<&str>, (FileKind, Option<u64>)> = BTreeMap::new();
        for file in &listing.files {
            let kind = match file.kind {
                EntryKind::File => FileKind::File,
                EntryKind::Link => FileKind::Link,
                EntryKind::Special => FileKind::Special,
            };
            entries.insert(file.path.split('/').collect(), (kind, file.bytes));
        }
        let mut missing = 0;
        for (path, (status, _)) in marks {
            if *status == Status::Missing {
                missing += 1;
                entries.entry(path.split('/').collect()).or_insert((FileKind::Absent, None));
            }
        }
        for folder in &listing.folders {
            entries.insert(folder.split('/').collect(), (FileKind::Folder, None));
        }
        let lacking: Vec<Vec<&str>> = entries
            .keys()
            .flat_map(|parts| (1..parts.len()).map(|n| parts[..n].to_vec()))
            .filter(|folder| !entries.contains_key(folder))
            .collect();
        for folder in lacking {
            entries.insert(folder, (FileKind::Folder, None));
        }
        let mut nodes: Vec<FileNode> = Vec::with_capacity(entries.len());
        let mut open: Vec<usize> = Vec::new();
        for (parts, (kind, size)) in entries {
            while open.len() >= parts.len() {
                if let Some(folder) = open.pop() {
                    nodes[folder].end = nodes.len();
                }
            }
            let path = parts.join("/");
            let index = nodes.len();
            nodes.push(FileNode {
                name: one_line(parts.last().copied().unwrap_or_default()).into_owned(),
                depth: u16::try_from(parts.len() - 1).unwrap_or(u16::MAX),
                bytes: if kind == FileKind::Folder { Some(listing.below(&path).1) } else { size },
                mark: marks.get(path.as_str()).copied(),
                path,
                kind,
                end: index + 1,
            });
            if kind == FileKind::Folder {
                open.push(index);
            }
        }
        while let Some(folder) = open.pop() {
            nodes[folder].end = nodes.len();
        }
        Self { nodes, files: listing.files.len(), missing }
    }

    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.path == path)
    }

    fn visible(&self, folded: &HashSet<usize>) -> Vec<usize> {
        let mut rows = Vec::new();
        let mut i = 0;
        while i < self.nodes.len() {
            rows.push(i);
            i = if folded.contains(&i) { self.nodes[i].end } else { i + 1 };
        }
        rows
    }
}

/// The panel: files at the left, preview at the right.
pub fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut FilesView, layout: &mut Layout, actions: &mut Vec<Action>) {
    if loaded.files.nodes.is_empty() {
        widgets::paragraph(ui, "There are no files.", Palette::of(ui.visuals()).text_second);
        return;
    }
    let palette = Palette::of(ui.visuals());
    let max = (ui.available_width() * 0.6).max(160.0);
    let panel = egui::Panel::left("files list")
        .frame(egui::Frame::new())
        .resizable(true)
        .default_size(layout.files_width.min(max))
        .size_range(140.0..=max)
        .show(ui, |ui| list_ui(ui, tab, loaded, view, actions));
    layout.files_width = panel.response.rect.width();
    egui::CentralPanel::default().frame(egui::Frame::new().inner_margin(egui::Margin { left: 12, ..Default::default() })).show(ui, |ui| {
        preview_ui(ui, tab, loaded, view, palette);
    });
}

fn list_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut FilesView, actions: &mut Vec<Action>) {
    let tree = &loaded.files;
    // Taken out while it is walked through, and put back unless something was folded.
    let rows = view.rows.take().unwrap_or_else(|| tree.visible(&view.folded));
    let folded_before = view.folded.len();
    let id = Id::unique(("files", tab));
    let area = ui.available_rect_before_wrap();
    let (list, asked) = widgets::list_focus(ui, id, area, "Files");
    let before = view.selected;
    let mut reveal = false;
    if let Some(m) = asked {
        let row = view.selected.and_then(|selected| rows.binary_search(&selected).ok());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
        let page = (view.height / theme::TREE_ROW) as usize;
        if let Some(to) = widgets::moved_to(m, row, rows.len(), page.max(1)) {
            view.selected = rows.get(to).copied();
            reveal = true;
        } else if let Some(selected) = view.selected {
            let folded = view.folded.contains(&selected);
            let is_folder = tree.nodes[selected].kind == FileKind::Folder;
            match m {
                Move::Copy => actions.push(Action::Copy(tree.nodes[selected].path.clone())),
                Move::Left if is_folder => {
                    view.folded.insert(selected);
                }
                Move::Right if is_folder => {
                    view.folded.remove(&selected);
                }
                Move::Enter if is_folder => fold(view, selected, !folded),
                _ => {}
            }
        }
    }
    if list.gained_focus() && view.selected.is_none() {
        view.selected = rows.first().copied();
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = egui::ScrollArea::vertical().id_salt(("files", tab)).auto_shrink([false, false]);
    if reveal
        && let Some(row) = view.selected.and_then(|selected| rows.binary_search(&selected).ok())
        && let Some(offset) = widgets::scroll_to(row, theme::TREE_ROW, view.offset, view.height.max(theme::TREE_ROW))
    {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    let output = scroll.show_rows(ui, theme::TREE_ROW, rows.len(), |ui, range| {
        for row in range {
            let index = rows[row];
            let node = &tree.nodes[index];
            let folded = view.folded.contains(&index);
            let response = row_ui(ui, tab, index, node, folded, view, list.has_focus());
            if response.clicked() {
                ui.memory_mut(|memory| memory.request_focus(id));
                let again = view.selected == Some(index);
                view.selected = Some(index);
                if node.kind == FileKind::Folder && (again || response.double_clicked()) {
                    fold(view, index, !folded);
                }
            }
            response.context_menu(|ui| {
                if ui.button("Copy path").clicked() {
                    actions.push(Action::Copy(node.path.clone()));
                }
            });
        }
    });
    view.offset = output.state.clamped_offset().y;
    view.height = output.inner_rect.height();
    // Each click folds or unfolds one folder, so the number tells.
    view.rows = (view.folded.len() == folded_before).then_some(rows);
    if view.selected != before {
        ask_preview(tree, view, actions);
    }
}

fn fold(view: &mut FilesView, folder: usize, folded: bool) {
    if folded {
        view.folded.insert(folder);
    } else {
        view.folded.remove(&folder);
    }
}

/// Asks for the preview of the selected file.
pub fn ask_preview(tree: &FileTree, view: &mut FilesView, actions: &mut Vec<Action>) {
    view.preview = PreviewState::None;
    if let Some(node) = view.selected.and_then(|i| tree.nodes.get(i))
        && matches!(node.kind, FileKind::File | FileKind::Link)
    {
        view.preview = PreviewState::Loading(node.path.clone());
        actions.push(Action::Preview(node.path.clone()));
    }
}

fn row_ui(ui: &mut Ui, tab: u64, index: usize, node: &FileNode, folded: bool, view: &FilesView, focused: bool) -> egui::Response {
    let selected = view.selected == Some(index);
    let changed = view.changed.contains(&node.path);
    let palette = Palette::of(ui.visuals());
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), theme::TREE_ROW));
    let rect = widgets::beside_bar(rect);
    let response = ui.interact(rect, Id::unique(("file", tab, index)), Sense::CLICK);
    let color = node.mark.map(|(_, required)| if required { palette.error } else { palette.warning });
    let size = node.bytes.map(bytes).unwrap_or_default();
    response.widget_info(|| {
        let mark = node.mark.map(|(status, _)| format!(", {}", status.label()));
        let mark = mark.unwrap_or_else(|| if changed { ", changed".to_owned() } else { String::new() });
        WidgetInfo::selected(Role::TreeItem, true, selected, format!("{}{mark}, {size}", node.name).trim_end_matches(", "))
    });
    let hint = widgets::row_background(ui, rect, selected, response.hovered(), focused);
    let left = rect.left() + 4.0 + f32::from(node.depth.min(40)) * theme::INDENT;
    let at = |x: f32| Rect::from_center_size(pos2(x, rect.center().y), vec2(16.0, 16.0));
    if node.kind == FileKind::Folder {
        let arrow = if folded { Icon::Closed } else { Icon::Open };
        arrow.paint(ui.painter(), at(left + 4.0), hint, palette.surface);
    }
    let icon = match node.kind {
        FileKind::Folder => Icon::Folder,
        FileKind::Link => Icon::Link,
        FileKind::File | FileKind::Special | FileKind::Absent => Icon::File,
    };
    icon.paint(ui.painter(), at(left + 22.0), color.unwrap_or(hint), palette.surface);
    let mut right = rect.right() - 8.0;
    let size_rect = |right: f32| Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
    right -= widgets::paint_right(ui, size_rect(right), &size, theme::small(), hint) + 8.0;
    if let (Some((status, required)), Some(color)) = (node.mark, color) {
        let sign = if required { Icon::Error } else { Icon::Warning };
        sign.paint(ui.painter(), at(right - 8.0), color, if selected { palette.selected } else { palette.window });
        right -= 24.0;
        right -= widgets::paint_right(ui, size_rect(right), status.label(), theme::small_strong(), color) + 8.0;
    }
    if changed && node.mark.is_none() {
        right -= widgets::paint_right(ui, size_rect(right), "changed", theme::small_strong(), palette.warning) + 8.0;
    }
    let name = Rect::from_x_y_ranges(left + 36.0..=right.max(left + 36.0), rect.y_range());
    let (_, cut) = widgets::paint_line(ui, name, &node.name, theme::body(), color.unwrap_or(palette.text));
    if cut { response.on_hover_text(&node.name) } else { response }
}

fn preview_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut FilesView, palette: &Palette) {
    let Some(node) = view.selected.and_then(|i| loaded.files.nodes.get(i)) else {
        let tree = &loaded.files;
        let mut text = count(tree.files, "file", "files");
        if tree.missing > 0 {
            text.push_str(&format!(", {} missing", tree.missing));
        }
        widgets::paragraph(ui, &format!("{text}. Choose one to look into it."), palette.text_second);
        return;
    };
    match node.kind {
        FileKind::Absent => {
            widgets::paragraph(ui, "The MLmodel names it, and it is not in the folder.", palette.text_second);
            return;
        }
        FileKind::Special => {
            widgets::paragraph(ui, "It is a pipe, a socket or a device, and is not opened.", palette.text_second);
            return;
        }
        FileKind::Folder => {
            let files = loaded.model.folder().map_or((0, 0), |folder| folder.listing.below(&node.path));
            widgets::paragraph(ui, &format!("A folder: {}, {}.", count(files.0, "file", "files"), bytes(files.1)), palette.text_second);
            return;
        }
        FileKind::File | FileKind::Link => {}
    }
    match &mut view.preview {
        // Nothing flickers for what takes a few milliseconds.
        PreviewState::None | PreviewState::Loading(_) => {}
        PreviewState::Ready { preview, texture, path } => {
            let preview = Arc::clone(preview);
            match &*preview {
                Preview::Nothing(why) => {
                    widgets::paragraph(ui, why, palette.text_second);
                }
                Preview::Text { lines, cut } => text_ui(ui, tab, lines, *cut, palette),
                Preview::Table { rows, cut } => table_ui(ui, tab, rows, *cut, palette),
                Preview::Image { width, height, rgba } => {
                    let texture = texture.get_or_insert_with(|| {
                        let image = egui::ColorImage::from_rgba_unmultiplied([*width, *height], rgba);
                        ui.ctx().load_texture(path.clone(), image, egui::TextureOptions::LINEAR)
                    });
                    let image = egui::Image::from_texture(&*texture)
                        .max_size(ui.available_size())
                        .fit_to_original_size(1.0)
                        .alt_text(node.name.clone());
                    ui.add(image);
                }
            }
        }
    }
}

fn text_ui(ui: &mut Ui, tab: u64, lines: &[String], cut: bool, palette: &Palette) {
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::both().id_salt(("preview", tab)).auto_shrink([false, false]).show_rows(
        ui,
        18.0,
        lines.len() + usize::from(cut),
        |ui, range| {
            for i in range {
                match lines.get(i) {
                    Some(line) => {
                        let shown = crate::mlmodel::display::clipped(&line.replace('\t', "    "), 2_000).into_owned();
                        let galley = ui.painter().layout_no_wrap(shown, theme::mono(), palette.text);
                        let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 18.0), Sense::hover());
                        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, galley.text()));
                        ui.painter().galley(rect.min, galley, palette.text);
                    }
                    None => {
                        ui.label(egui::RichText::new("The file goes on; only its beginning is shown.").color(palette.text_second));
                    }
                }
            }
        },
    );
}

fn table_ui(ui: &mut Ui, tab: u64, rows: &[Vec<String>], cut: bool, palette: &Palette) {
    let Some((head, body)) = rows.split_first() else { return };
    if cut {
        ui.label(egui::RichText::new(format!("The first {} rows.", body.len())).color(palette.text_second));
    }
    egui::ScrollArea::horizontal().id_salt(("preview table", tab)).show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt(("preview table", tab))
            .striped(false)
            .resizable(true)
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .columns(Column::initial(120.0).at_least(40.0).clip(true), head.len())
            .auto_shrink([false, false])
            .min_scrolled_height(0.0)
            .header(theme::ROW, |mut row| {
                for cell in head {
                    row.col(|ui| {
                        ui.label(egui::RichText::new(one_line(cell)).font(theme::small()).color(palette.text_second));
                    });
                }
            })
            .body(|body_ui| {
                body_ui.rows(theme::TREE_ROW, body.len(), |mut row| {
                    let cells = &body[row.index()];
                    for i in 0..head.len() {
                        row.col(|ui| {
                            let text = cells.get(i).map_or("", String::as_str);
                            ui.label(
                                egui::RichText::new(crate::mlmodel::display::clipped(text, 200)).font(theme::mono()).color(palette.text),
                            );
                        });
                    }
                });
            });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::FileEntry;

    #[test]
    fn folders_stand_before_what_is_in_them() {
        let file = |path: &str| FileEntry { path: path.into(), bytes: Some(1), modified: 0, kind: EntryKind::File };
        let listing = Listing {
            files: vec![file("a.txt"), file("data/m/x"), file("data/y"), file("data.txt")],
            folders: vec!["data".into(), "data/m".into()],
            ..Listing::default()
        };
        let marks = BTreeMap::from([("data/gone", (Status::Missing, true))]);
        let tree = FileTree::build(&listing, &marks);
        let paths: Vec<_> = tree.nodes.iter().map(|n| (n.path.as_str(), n.kind == FileKind::Absent)).collect();
        assert_eq!(
            paths,
            [
                ("a.txt", false),
                ("data", false),
                ("data/gone", true),
                ("data/m", false),
                ("data/m/x", false),
                ("data/y", false),
                ("data.txt", false)
            ]
        );
        assert_eq!(tree.visible(&HashSet::from([1])), [0, 1, 6]);
    }
}
