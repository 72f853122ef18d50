//! Which model to compare the open one with: another tab, a recent one, a folder, or a file.

use std::path::{Path, PathBuf};

use egui::{Id, Role, Ui, WidgetInfo, vec2};

use super::dialog_width;
use crate::mlmodel::display::{one_line, os_text};
use crate::ui::command::{Action, Command};
use crate::ui::rows::{Asked, ListView, Row, Rows};
use crate::ui::state::Window;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Draws the dialog, where it is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(mut list) = window.dialogs.compare.take() else { return };
    let Some(active) = window.active_model().cloned() else { return };
    let others = Others::of(window, &active.model.opened.path);
    let is_enabled = !window.platform.dialog_open;
    let modal = widgets::modal(ui, "compare with").show(ui, |ui| {
        ui.set_width(dialog_width(ui));
        let palette = Palette::of(ui.visuals());
        widgets::label(ui, &format!("Compare {} with", active.model.name), theme::section(), palette.text);
        widgets::paragraph(ui, "The older of the two becomes A, the baseline; the other B, the candidate.", palette.text_second);
        ui.add_space(4.0);
        let chosen = others.ui(ui, &mut list);
        ui.add_space(8.0);
        let is_left = buttons_ui(ui, is_enabled, actions);
        let is_chosen = chosen.is_some();
        actions.extend(chosen.map(Action::CompareWith));
        is_chosen || is_left
    });
    if !modal.inner && !modal.should_close() {
        window.dialogs.compare = Some(list);
    }
}

/// A model that the open one can be compared with.
struct Other {
    name: String,
    path: PathBuf,
}

/// The models that are offered.
struct Others {
    open: Vec<Other>,
    /// Those that were open before.
    recent: Vec<Other>,
}

impl Others {
    /// All but the model at `own`, each once.
    fn of(window: &Window, own: &Path) -> Self {
        let loaded = window.tabs.iter().filter_map(|tab| Some((tab, tab.loaded().filter(|loaded| loaded.model.folder().is_some())?)));
        let open: Vec<Other> = loaded
            .map(|(tab, loaded)| Other { name: tab.title.clone(), path: loaded.model.opened.path.clone() })
            .filter(|other| other.path != own)
            .collect();
        let is_new = |path: &Path| path != own && open.iter().all(|other| other.path != path);
        let recent = window.recents.iter().filter(|recent| is_new(&recent.path));
        let recent = recent.map(|recent| Other { name: recent.name.clone(), path: recent.path.clone() }).collect();
        Self { open, recent }
    }

    /// The list of them; the path of the one that was chosen.
    fn ui(&self, ui: &mut Ui, view: &mut ListView) -> Option<PathBuf> {
        let lines: Vec<Line<'_>> = [("Open", &self.open), ("Recent", &self.recent)]
            .into_iter()
            .filter(|(_, others)| !others.is_empty())
            .flat_map(|(title, others)| std::iter::once(Line::Heading(title)).chain(others.iter().map(Line::Other)))
            .collect();
        if lines.is_empty() {
            widgets::paragraph(ui, "No other model is open, and there is no recent one.", Palette::of(ui.visuals()).text_second);
            return None;
        }
        let ends: Vec<f32> = lines.iter().scan(0.0, |end, line| Some(*end + line.height()).inspect(|sum| *end = *sum)).collect();
        let height = ends.last().copied().unwrap_or_default().min((ui.content_rect().height() - 260.0).max(120.0));
        let id = Id::unique("compare with list");
        // The keyboard begins here.
        if ui.memory(|memory| memory.focused().is_none()) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let is_stop = |i: usize| matches!(lines[i], Line::Other(_));
        let rows = Rows::new(id, "Models to compare with", lines.len(), theme::TWO_LINES).ends(&ends).stops(&is_stop);
        let done = widgets::list_space(ui, height, |ui| rows.show(ui, view, |ui, row| lines[row.item].ui(ui, row)));
        let is_chosen = done.clicked.is_some() || done.asked == Some(Asked::Activate);
        match view.selected.filter(|_| is_chosen).and_then(|i| lines.get(i)) {
            Some(Line::Other(other)) => Some(other.path.clone()),
            _ => None,
        }
    }
}

/// A line of the list.
#[derive(Clone, Copy)]
enum Line<'a> {
    Heading(&'static str),
    Other(&'a Other),
}

impl Line<'_> {
    /// In points.
    fn height(self) -> f32 {
        match self {
            Self::Heading(_) => theme::TREE_ROW,
            Self::Other(_) => theme::TWO_LINES,
        }
    }

    fn ui(self, ui: &Ui, row: &Row) {
        match self {
            Self::Heading(text) => {
                row.response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
                widgets::paint_line(ui, row.rect, text, theme::body(), Palette::of(ui.visuals()).text_hint);
            }
            Self::Other(other) => other.ui(ui, row),
        }
    }
}

impl Other {
    /// Its name over its path.
    fn ui(&self, ui: &Ui, row: &Row) {
        let path = os_text(self.path.as_os_str());
        let path = one_line(&path);
        row.describe(Role::ListItem, || format!("Compare with {}, {path}", self.name));
        let hint = row.background(ui);
        let inner = row.rect.shrink2(vec2(8.0, 0.0));
        let color = Palette::of(ui.visuals()).text;
        widgets::paint_line(ui, inner.with_max_y(row.rect.center().y + 1.0), &self.name, theme::strong(), color);
        widgets::paint_tail(ui, inner.with_min_y(row.rect.center().y), &path, hint);
    }
}

/// The buttons below; whether the dialog is left with one of them.
fn buttons_ui(ui: &mut Ui, is_enabled: bool, actions: &mut Vec<Action>) -> bool {
    ui.horizontal(|ui| {
        let mut is_asked = false;
        for (text, command) in [("Choose a folder…", Command::CompareFolder), ("Choose a file…", Command::CompareFile)] {
            let button = ui.add_enabled(is_enabled, egui::Button::new(text));
            if button.on_hover_ui(|ui| widgets::command_tooltip(ui, command)).clicked() {
                actions.push(Action::Run(command));
                is_asked = true;
            }
        }
        ui.button("Cancel").clicked() || is_asked
    })
    .inner
}
