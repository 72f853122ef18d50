//! A run without a model here: what was logged to it; and a file that a run logged.

use std::path::PathBuf;

use egui::{Ui, vec2};

use super::code::CodeView;
use super::command::Action;
use super::files::{PreviewArea, PreviewViews};
use super::rows::ListView;
use super::theme::{self, Palette};
use super::values::ValueList;
use super::widgets;
use crate::mlmodel::display::{clipped, one_line};
use crate::present::curve::{CurveRun, CurvesAsked};
use crate::present::files::ShownFile;
use crate::present::values::ValueGroup;

/// What is known of a run.
#[derive(Debug)]
pub enum RunState {
    Reading,
    Ready {
        groups: Vec<ValueGroup>,
        /// Every metric that was logged to it.
        metrics: Vec<String>,
    },
    /// Why nothing is known, as a sentence.
    Failed(String),
}

/// The dialog with a run.
#[derive(Debug)]
pub struct RunDialog {
    /// Tells it from one that was closed.
    pub number: u64,
    pub run: CurveRun,
    pub state: RunState,
    list: ListView,
}

impl RunDialog {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(number: u64, run: CurveRun) -> Self {
        Self { number, run, state: RunState::Reading, list: ListView::default() }
    }
}

/// The dialog with a file of a run.
#[derive(Debug)]
pub struct RunFileDialog {
    /// Tells it from one that was closed.
    pub number: u64,
    /// The run's artifacts.
    pub folder: PathBuf,
    /// Below them.
    pub path: String,
    /// Nothing while it is read.
    pub file: Option<ShownFile>,
    view: FileView,
}

/// Where the person is in the file.
#[derive(Default)]
struct FileView {
    texture: Option<egui::TextureHandle>,
    text: CodeView,
    table: ListView,
}

impl std::fmt::Debug for FileView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileView")
    }
}

impl RunFileDialog {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(number: u64, folder: PathBuf, path: String) -> Self {
        Self { number, folder, path, file: None, view: FileView::default() }
    }
}

/// Room for the contents of these dialogs.
fn size(ui: &Ui) -> egui::Vec2 {
    let content = ui.content_rect();
    vec2((content.width() - 80.0).min(860.0), (content.height() - 180.0).min(620.0))
}

/// Draws the run, where one is open.
pub fn ui(ui: &mut Ui, dialog: Option<&mut RunDialog>, actions: &mut Vec<Action>) {
    let Some(dialog) = dialog else { return };
    let mut asked = Vec::new();
    let modal = widgets::modal(ui, "run", format!("Run {}", one_line(&dialog.run.name))).show(ui, |ui| {
        let palette = Palette::of(ui.visuals());
        let size = size(ui);
        ui.set_width(size.x);
        widgets::label(ui, &one_line(&dialog.run.name), theme::title(), palette.text);
        widgets::paragraph(ui, "A run. No model of it is in the library.", palette.text_second);
        let space = ui.allocate_space(size).1;
        ui.scope_builder(egui::UiBuilder::new().max_rect(space), |ui| match &dialog.state {
            RunState::Reading => drop(widgets::paragraph(ui, "Reading…", palette.text_second)),
            RunState::Failed(why) => drop(widgets::paragraph(ui, why, palette.error)),
            RunState::Ready { groups, .. } => ValueList::new(dialog.number, "Run", groups).ui(ui, &mut dialog.list, &mut asked),
        });
        ui.add_space(8.0);
        ui.button("Close").clicked()
    });
    let mut is_closed = modal.inner || modal.should_close();
    for action in asked {
        actions.push(match (action, &dialog.state) {
            (Action::ShowCurve(metric), RunState::Ready { metrics, .. }) => {
                Action::ShowCurves(CurvesAsked { runs: vec![dialog.run.clone()], metrics: metrics.clone(), metric })
            }
            (action, _) => {
                // What leads elsewhere is not seen behind the dialog.
                is_closed |= matches!(action, Action::FindInLibrary(_) | Action::Open(_));
                action
            }
        });
    }
    if is_closed {
        actions.push(Action::CloseRun);
    }
}

/// Draws the file of a run, where one is open.
pub fn file_ui(ui: &mut Ui, dialog: Option<&mut RunFileDialog>, actions: &mut Vec<Action>) {
    let Some(dialog) = dialog else { return };
    let modal = widgets::modal(ui, "run file", format!("File {}", one_line(&dialog.path))).show(ui, |ui| {
        let palette = Palette::of(ui.visuals());
        let size = size(ui);
        ui.set_width(size.x);
        widgets::label(ui, &clipped(&one_line(&dialog.path), 120), theme::section(), palette.text);
        ui.add_space(6.0);
        let space = ui.allocate_space(size).1;
        ui.scope_builder(egui::UiBuilder::new().max_rect(space), |ui| {
            let Some(file) = &dialog.file else {
                widgets::paragraph(ui, "Reading…", palette.text_second);
                return;
            };
            let area = PreviewArea { owner: dialog.number, name: &dialog.path, path: &dialog.path, file };
            let FileView { texture, text, table } = &mut dialog.view;
            area.ui(ui, PreviewViews { texture, text, table }, actions);
        });
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if ui.button("Show in file manager").clicked() {
                actions.push(Action::ShowPath(dialog.folder.join(&dialog.path)));
            }
            ui.button("Close").clicked()
        })
        .inner
    });
    if modal.inner || modal.should_close() {
        actions.push(Action::CloseRunFile);
    }
}
