//! What is in the selected file, as far as it is looked into.

use std::sync::Arc;

use egui::{Id, Rangef, Rect, Role, Sense, Ui, UiBuilder, vec2};
use egui_extras::{Column, TableBuilder};

use super::{FileKind, FileNode, FilesView};
use crate::folder::preview::{Preview, Text};
use crate::mlmodel::display::{bytes, clipped, count, one_line};
use crate::present::files::ShownFile;
use crate::present::{Table, TableForm};
use crate::ui::code::{CodeText, CodeView, LineLook, find_field};
use crate::ui::command::Action;
use crate::ui::loaded::Loaded;
use crate::ui::rows::{Asked, ListView, Row, Rows};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::{panes, widgets};

/// The preview of the selected file.
#[derive(Default)]
pub enum PreviewState {
    #[default]
    None,
    Loading(String),
    Ready {
        path: String,
        file: Arc<ShownFile>,
        texture: Option<egui::TextureHandle>,
        /// The folder was read again since, and this file is being read again.
        is_old: bool,
    },
}

impl std::fmt::Debug for PreviewState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Loading(path) => write!(f, "Loading({path})"),
            Self::Ready { path, .. } => write!(f, "Ready({path})"),
        }
    }
}

pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut FilesView) {
    let palette = Palette::of(ui.visuals());
    let node = view.list.selected.and_then(|i| scene.loaded.files.nodes.get(i));
    if let Some(text) = instead(node, scene.loaded) {
        widgets::paragraph(ui, &text, palette.text_second);
        return;
    }
    // Nothing flickers for what takes a few milliseconds.
    let PreviewState::Ready { file, texture, path, .. } = &mut view.preview else { return };
    let name = node.map(|node| node.name.as_str()).unwrap_or_default();
    let area = PreviewArea { owner: scene.tab, name, path, file };
    let views = PreviewViews { texture, text: &mut view.text, table: &mut view.table };
    area.ui(ui, views, scene.actions);
    if matches!(area.file.preview, Preview::Text(_)) {
        // From the list one key leads to the words of the file that it shows.
        panes::filtered(ui, super::list_id(scene.tab), find_field(area.text_id()));
    }
}

/// What is shown of a file, wherever that is.
pub(in crate::ui) struct PreviewArea<'a> {
    /// Tells its lists from those of others: the tab's number.
    pub owner: u64,
    pub name: &'a str,
    /// Where it comes from.
    pub path: &'a str,
    pub file: &'a ShownFile,
}

/// Where the person is in what is shown.
pub(in crate::ui) struct PreviewViews<'a> {
    /// Of a picture, once it was drawn.
    pub texture: &'a mut Option<egui::TextureHandle>,
    pub text: &'a mut CodeView,
    pub table: &'a mut ListView,
}

impl PreviewArea<'_> {
    /// The text of a file, which is scrolled for itself.
    fn text_id(&self) -> Id {
        Id::unique(("preview", self.owner, self.path))
    }

    /// Draws it.
    pub fn ui(&self, ui: &mut Ui, views: PreviewViews<'_>, actions: &mut Vec<Action>) {
        let PreviewViews { texture, text, table } = views;
        match &self.file.preview {
            Preview::Nothing(why) => {
                widgets::paragraph(ui, why, Palette::of(ui.visuals()).text_second);
            }
            Preview::Text(Text { lines, cut, is_laid_out }) => {
                let code = CodeText {
                    id: self.text_id(),
                    name: "Preview",
                    text: lines.as_slice(),
                    syntax: self.file.syntax.as_ref(),
                    can_find: true,
                    has_numbers: false,
                    show_line: None,
                    is_cut: *cut,
                    end: match (*cut, *is_laid_out) {
                        (true, _) => "The file goes on; only its beginning is shown.",
                        (false, true) => "Line breaks and blanks were set anew; numbers and texts are as they are written.",
                        (false, false) => "",
                    },
                };
                code.show(ui, text, actions, |_| LineLook::default());
            }
            Preview::Table { rows, cut } => {
                if let Some((head, rows)) = rows.split_first() {
                    table_ui(ui, (self.owner, self.path), &Sheet { head, rows, is_cut: *cut }, table, actions);
                }
            }
            Preview::Image { width, height, rgba } => {
                let texture = texture.get_or_insert_with(|| {
                    let image = egui::ColorImage::from_rgba_unmultiplied([*width, *height], rgba);
                    ui.ctx().load_texture(self.path, image, egui::TextureOptions::LINEAR)
                });
                image_ui(ui, self.owner, texture, self.name);
            }
        }
    }
}

/// A picture as large as there is room for; it is made larger with the wheel or a pinch, and moved by dragging. A double click
/// shows all of it again.
fn image_ui(ui: &mut Ui, owner: u64, texture: &egui::TextureHandle, name: &str) {
    let size = ui.available_size().max(vec2(1.0, 1.0));
    let id = Id::unique(("picture", owner, texture.id()));
    let mut seen: Rect = ui.data(|data| data.get_temp(id)).unwrap_or(Rect::ZERO);
    let whole = Rect::from_min_size(egui::Pos2::ZERO, texture.size_vec2());
    if seen == Rect::ZERO {
        // Small ones are not blown up.
        seen = whole;
        let room = Rect::from_min_size(egui::Pos2::ZERO, size);
        if room.contains_rect(whole) {
            seen = Rect::from_center_size(whole.center(), size);
        }
    }
    let space = ui.allocate_space(size).1;
    let mut resets = false;
    ui.scope_builder(UiBuilder::new().max_rect(space), |ui| {
        let scene = egui::Scene::new().zoom_range(0.05..=16.0).max_inner_size(whole.size()).scroll_zooms(true);
        let shown = scene.show(ui, &mut seen, |ui| {
            ui.add(egui::Image::from_texture(texture).fit_to_exact_size(whole.size()).alt_text(name));
        });
        resets = shown.response.double_clicked();
        shown.response.on_hover_text("The wheel makes it larger, dragging moves it, a double click shows all of it");
    });
    ui.data_mut(|data| data.insert_temp(id, if resets { Rect::ZERO } else { seen }));
}

/// What is said where there is nothing to look into.
fn instead(node: Option<&FileNode>, loaded: &Loaded) -> Option<String> {
    let Some(node) = node else {
        let tree = &loaded.files;
        let missing = if tree.missing > 0 { format!(", {} missing", tree.missing) } else { String::new() };
        return Some(format!("{}{missing}. Choose one to look into it.", count(tree.files, "file", "files")));
    };
    match node.kind {
        FileKind::Absent => Some("The MLmodel names it, and it is not in the folder.".to_owned()),
        FileKind::Special => Some("It is a pipe, a socket or a device, and is not opened.".to_owned()),
        FileKind::Folder => {
            let size = loaded.model.folder().map(|folder| folder.listing.below(&node.path)).unwrap_or_default();
            Some(format!("A folder: {}, {}.", count(size.files, "file", "files"), bytes(size.bytes)))
        }
        FileKind::File | FileKind::Link => None,
    }
}

/// A table whose columns can be made wider, with a row that can be selected and copied. `egui_extras` lays out the columns and
/// their heading, the rows below are a list as all others.
fn table_ui(ui: &mut Ui, of: (u64, &str), table: &Sheet<'_>, list: &mut ListView, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    if table.is_cut {
        ui.label(egui::RichText::new(format!("The first {} rows.", table.rows.len())).color(palette.text_second));
    }
    let id = Id::unique(("preview table", of));
    let seen = ui.available_width();
    egui::ScrollArea::horizontal().id_salt(id).auto_shrink([false, false]).show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt(id)
            .resizable(true)
            .vscroll(false)
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .columns(Column::initial(120.0).at_least(40.0).clip(true), table.head.len())
            .header(theme::ROW, |mut row| {
                for cell in table.head {
                    row.col(|ui| {
                        ui.add_space(theme::CELL_PAD);
                        ui.label(egui::RichText::new(one_line(cell)).font(theme::small()).color(palette.text_second));
                    });
                }
            })
            .body(|mut body| {
                let gap = body.ui_mut().spacing().item_spacing.x;
                let columns = columns(body.widths(), gap);
                let ui = body.ui_mut();
                let width = columns.last().map_or(0.0, |last| last.max + theme::SCROLL_BAR).max(seen);
                let place = Rect::from_min_size(ui.cursor().min, vec2(width, ui.available_height()));
                let rows = Rows::new(id, "Preview", table.rows.len(), theme::TREE_ROW).empty("There is no row below the heading.");
                let rows = |ui: &mut Ui| rows.show(ui, list, |ui, row| cells_ui(ui, row, &columns, &table.rows[row.item], actions));
                let done = ui.scope_builder(UiBuilder::new().max_rect(place), rows).inner;
                if done.asked == Some(Asked::Copy)
                    && let Some(row) = list.selected.and_then(|i| table.rows.get(i))
                {
                    actions.push(Action::CopyTable(Table::of_row(row.clone()), TableForm::Tsv));
                }
            });
    });
}

/// The beginning of a table: its heading, and the rows below.
struct Sheet<'a> {
    head: &'a [String],
    rows: &'a [Vec<String>],
    is_cut: bool,
}

/// Where each column begins and ends, from the left of the table.
fn columns(widths: &[f32], gap: f32) -> Vec<Rangef> {
    let column = |left: &mut f32, width: &f32| {
        let right = *left + width;
        Some(Rangef::new(std::mem::replace(left, right + gap), right))
    };
    widths.iter().scan(0.0, column).collect()
}

fn cells_ui(ui: &Ui, row: &Row, columns: &[Rangef], cells: &[String], actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    row.describe(Role::Row, || clipped(&cells.join(", "), 400).into_owned());
    row.background(ui);
    for (i, (text, column)) in cells.iter().zip(columns).enumerate() {
        let left = row.rect.left();
        let rect = Rect::from_x_y_ranges(left + column.min + theme::CELL_PAD..=left + column.max, row.rect.y_range());
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let (_, is_cut) = widgets::paint_line(ui, rect, &clipped(text, 200), theme::mono(), palette.text);
        if is_cut {
            ui.interact(rect, row.response.id.with(i), Sense::hover()).on_hover_text(clipped(text, 2_000));
        }
    }
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy row").clicked() {
            actions.push(Action::CopyTable(Table::of_row(cells.to_vec()), TableForm::Tsv));
        }
    });
}
