//! What is in the selected file, as far as it is looked into.

use std::sync::Arc;

use egui::{Id, Ui};
use egui_extras::{Column, TableBuilder};

use super::{FileKind, FileNode, FilesView};
use crate::folder::preview::Preview;
use crate::mlmodel::display::{bytes, clipped, count, one_line};
use crate::ui::code::{CodeText, LineLook};
use crate::ui::loaded::Loaded;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// The preview of the selected file.
#[derive(Default)]
pub enum PreviewState {
    #[default]
    None,
    Loading(String),
    Ready {
        path: String,
        preview: Arc<Preview>,
        texture: Option<egui::TextureHandle>,
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
    let PreviewState::Ready { preview, texture, path } = &mut view.preview else { return };
    match &**preview {
        Preview::Nothing(why) => {
            widgets::paragraph(ui, why, palette.text_second);
        }
        Preview::Text { lines, cut } => {
            let code = CodeText {
                id: Id::unique(("preview", scene.tab)),
                name: "Preview",
                text: lines.as_slice(),
                has_numbers: false,
                show_line: None,
                end: if *cut { "The file goes on; only its beginning is shown." } else { "" },
            };
            code.show(ui, &mut view.text, scene.actions, |_| LineLook::default());
        }
        Preview::Table { rows, cut } => table_ui(ui, scene.tab, rows, *cut),
        Preview::Image { width, height, rgba } => {
            let texture = texture.get_or_insert_with(|| {
                let image = egui::ColorImage::from_rgba_unmultiplied([*width, *height], rgba);
                ui.ctx().load_texture(path.clone(), image, egui::TextureOptions::LINEAR)
            });
            let name = node.map(|node| node.name.clone()).unwrap_or_default();
            let image = egui::Image::from_texture(&*texture).max_size(ui.available_size()).fit_to_original_size(1.0).alt_text(name);
            ui.add(image);
        }
    }
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
            let files = loaded.model.folder().map_or((0, 0), |folder| folder.listing.below(&node.path));
            Some(format!("A folder: {}, {}.", count(files.0, "file", "files"), bytes(files.1)))
        }
        FileKind::File | FileKind::Link => None,
    }
}

fn table_ui(ui: &mut Ui, tab: u64, rows: &[Vec<String>], is_cut: bool) {
    let palette = Palette::of(ui.visuals());
    let Some((head, body)) = rows.split_first() else { return };
    if is_cut {
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
                            ui.label(egui::RichText::new(clipped(text, 200)).font(theme::mono()).color(palette.text));
                        });
                    }
                });
            });
    });
}
