//! Carrying out what a person asks for: the only place that acts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use egui::ViewportCommand;

use super::reports::Report;
use super::worker::Answer;
use super::{App, dialogs, samples};
use crate::checks::Severity;
use crate::folder::Progress;
use crate::mlmodel::display;
use crate::print;
use crate::ui::state::{Area, Content, Panel, Target, Theme, View};
use crate::ui::{self, Action, Command, Loaded};

/// What to say where the system's file manager does not come.
const NO_FILE_MANAGER: &str = if cfg!(target_os = "linux") {
    "No file manager could be started. Install one, and xdg-utils to find it, or open the path yourself"
} else {
    "The system's file manager could not be started. Open the path yourself"
};

impl App {
    pub(super) fn act(&mut self, action: Action, ctx: &egui::Context, frame: &eframe::Frame) {
        match action {
            Action::Run(command) if self.window.allows(command) => self.run_command(command, ctx, frame),
            Action::Open(path) => self.open(path),
            Action::OpenSample(i) => {
                let place = self.samples.clone();
                self.worker.start(
                    "sample",
                    |why| Answer::Sample(Err(why)),
                    move || {
                        Answer::Sample(samples::unpack(i, &place).map_err(|error| {
                            format!("The sample could not be unpacked ({error}): {}", display::os_text(place.as_os_str()))
                        }))
                    },
                );
            }
            Action::ActivateTab(i) if i < self.window.tabs.len() => {
                self.window.at_library = false;
                self.window.active = i;
                self.remember();
            }
            Action::Run(_) | Action::ActivateTab(_) => {}
            Action::CloseTab(i) => self.close(i),
            Action::Cancel(i) => self.cancel(i),
            Action::Copy(text) => ctx.copy_text(text),
            Action::CopyTable(table, form) => ctx.copy_text(print::table::copied(&table, form)),
            Action::CompareWith(path) => self.compare_with(path),
            Action::Compare(a, b) => {
                // The offer is taken.
                self.window.notices.retain(|notice| notice.offer.is_none());
                self.show(Target::Pair { a, b }, true);
            }
            Action::CompareLines(path) => self.compare_text(path),
            Action::StopContents => {
                if let Some(tab) = self.window.active_tab() {
                    tab.stop_contents();
                }
            }
            Action::Preview(path) => {
                if let Some(tab) = self.window.active_tab()
                    && let Some(loaded) = tab.loaded()
                {
                    self.worker.preview(tab.id, Arc::clone(loaded), path);
                }
            }
            Action::Select(ref key) | Action::Jump(ref key) => {
                if let Some(tab) = self.window.active_tab_mut()
                    && let Content::Loaded(loaded) = &tab.content
                {
                    let loaded = Arc::clone(loaded);
                    let view = &mut tab.view;
                    view.back.extend(view.tree.selected.map(|i| loaded.tree.path(i)));
                    view.forward.clear();
                    if matches!(action, Action::Jump(_)) {
                        view.area = Area::MlModel;
                    }
                    view.tree.select(&loaded.tree, key);
                }
            }
            Action::ForgetRecent(path) => {
                self.window.recents.retain(|recent| recent.path != path);
                self.remember();
            }
            Action::AddPlace(path) => self.add_place(&path),
            Action::ForgetPlace(path) => self.forget_place(&path),
            Action::Rescan(path) => self.scan_place(&path),
            Action::StopScan(path) => self.stop_scan(&path),
            Action::ShowPath(path) => self.show_path(path),
            Action::SeenChanges => {
                if let Some(tab) = self.window.active_tab_mut() {
                    tab.opened_as = tab.loaded().cloned();
                    tab.view.changes = None;
                    tab.view.tree.changed.clear();
                    tab.view.files.changed.clear();
                }
            }
            Action::FindInLibrary(words) => self.find_in_library(words),
            Action::CheckRequest => self.for_active(Self::check_request),
            Action::MakeRequest(form) => self.for_active(|app, tab| app.make_request(tab, form)),
            Action::RequestFromExample => self.for_active(Self::request_from_example),
            Action::RewriteRequest => self.for_active(Self::rewrite_request),
            Action::WriteSnippets => self.for_active(Self::write_snippets),
            Action::KeepWayland(keep) => {
                self.window.platform.keep_wayland = keep;
                self.remember();
            }
        }
    }

    /// Does something for the active tab.
    fn for_active(&mut self, what: impl FnOnce(&mut Self, u64)) {
        if let Some(tab) = self.window.active_tab().map(|tab| tab.id) {
            what(self, tab);
        }
    }

    /// Stops reading and closes the tab, which has nothing to show yet.
    fn cancel(&mut self, index: usize) {
        self.close(index);
        self.closed.pop();
        self.window.closed = self.closed.len();
    }

    fn run_command(&mut self, command: Command, ctx: &egui::Context, frame: &eframe::Frame) {
        let active = self.window.active;
        let count = self.window.tabs.len();
        match command {
            Command::OpenFolder => self.ask_for(dialogs::Ask::Folder, frame),
            Command::OpenFile => self.ask_for(dialogs::Ask::File, frame),
            Command::OpenPath => self.window.dialogs.path = Some(String::new()),
            Command::SaveMarkdown => self.ask_for(dialogs::Ask::SaveMarkdown, frame),
            Command::SaveJson => self.ask_for(dialogs::Ask::SaveJson, frame),
            Command::AddPlace => self.ask_for(dialogs::Ask::Place, frame),
            Command::ShowLibrary => {
                self.window.at_library = true;
                ctx.memory_mut(|memory| memory.request_focus(ui::library::list_id()));
                self.remember();
            }
            Command::LibraryPanel => {
                if ctx.content_rect().width() < ui::theme::DRAWER {
                    self.window.drawer = !self.window.drawer;
                } else {
                    self.window.layout.library_panel = !self.window.layout.library_panel;
                    self.remember();
                }
            }
            Command::Reload if self.window.shows_library() => self.rescan(),
            Command::Find if self.window.shows_library() => {
                ctx.memory_mut(|memory| memory.request_focus(ui::library::filter_id()));
            }
            Command::CompareWith if self.window.shows_library() => {
                if let Some((a, b)) = self.window.library.pair() {
                    self.show(Target::Pair { a, b }, true);
                }
            }
            Command::Reload => self.reload(),
            Command::CloseTab => self.close(active),
            Command::ReopenTab => {
                if let Some(target) = self.closed.pop() {
                    self.window.closed = self.closed.len();
                    self.show(target, false);
                }
            }
            Command::NextTab => self.window.active = (active + 1) % count.max(1),
            Command::PreviousTab => self.window.active = (active + count.max(1) - 1) % count.max(1),
            Command::CopyPath => {
                if let Some(text) = self.active_paths() {
                    ctx.copy_text(text);
                }
            }
            Command::ShowInFileManager => {
                if let Some(path) = self.active_path() {
                    self.show_path(path);
                }
            }
            Command::CopyMarkdown => {
                if let Some(report) = self.active_report() {
                    ctx.copy_text(report.markdown());
                    self.notice(Severity::Note, "The report is on the clipboard, as Markdown.");
                }
            }
            Command::CompareWith => self.window.dialogs.compare = true,
            Command::CompareFolder => self.ask_for_other(frame),
            Command::SwapSides => self.swap_sides(),
            Command::NextChange | Command::PreviousChange | Command::OnlyDifferences => self.in_comparison(command, ctx),
            Command::Back | Command::Forward => self.travel(command == Command::Back),
            Command::Find => {
                if let Some(tab) = self.window.active_tab_mut() {
                    if tab.view.area != Area::MlModel {
                        tab.view.area = Area::MlModel;
                    }
                    let id = ui::tree_filter_id(tab.id);
                    ctx.memory_mut(|memory| memory.request_focus(id));
                }
            }
            Command::ExpandAll | Command::CollapseAll if self.window.active_pair().is_some() => self.in_comparison(command, ctx),
            Command::ExpandAll | Command::CollapseAll => {
                if let Some(tab) = self.window.active_tab_mut()
                    && let Content::Loaded(loaded) = &tab.content
                {
                    let signature = loaded.model.folder().and_then(|f| f.model()).and_then(|m| m.signature.as_ref());
                    if command == Command::ExpandAll {
                        tab.view.tree.expand_all(&loaded.tree);
                        if let Some(signature) = signature {
                            tab.view.signature.expand_all(signature);
                        }
                    } else {
                        tab.view.tree.collapse_all();
                        tab.view.signature.collapse_all();
                    }
                }
            }
            Command::ShowProblems => self.show_panel(Panel::Problems),
            Command::ShowFiles => self.show_panel(Panel::Files),
            Command::ShowRun => self.show_panel(Panel::Run),
            Command::ShowEnvironment => self.show_panel(Panel::Environment),
            Command::ShowExample => self.show_panel(Panel::Example),
            Command::ShowRequest => {
                self.show_panel(Panel::Request);
                self.for_active(|_, tab| ctx.memory_mut(|memory| memory.request_focus(ui::request::editor_id(tab))));
            }
            Command::ShowUse => self.show_panel(Panel::Use),
            Command::ShowSource => self.show_panel(Panel::Source),
            Command::OpenRequest => self.ask_for(dialogs::Ask::Request, frame),
            Command::ZoomIn => egui::gui_zoom::zoom_in(ctx),
            Command::ZoomOut => egui::gui_zoom::zoom_out(ctx),
            Command::ZoomReset => ctx.set_zoom_factor(1.0),
            Command::ThemeSystem => self.choose_theme(ctx, Theme::System),
            Command::ThemeLight => self.choose_theme(ctx, Theme::Light),
            Command::ThemeDark => self.choose_theme(ctx, Theme::Dark),
            Command::Palette => self.window.dialogs.palette = Some(ui::Palette::default()),
            Command::Shortcuts => self.window.dialogs.shortcuts = !self.window.dialogs.shortcuts,
            Command::About => self.window.dialogs.about = true,
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    fn show_path(&self, shown: PathBuf) {
        self.worker.start("file manager", Answer::Trouble, move || {
            let path = display::os_text(shown.as_os_str());
            if !shown.try_exists().unwrap_or(true) {
                return Answer::Trouble(format!(
                    "It is not there any more, so no file manager can show it. It was moved or deleted: {path}"
                ));
            }
            let Err(error) = open::that_detached(&shown) else { return Answer::Saved(Ok(PathBuf::new())) };
            // It names exit codes, which help nobody who reads them in a window.
            log::info!("no file manager: {error}");
            Answer::Trouble(format!("{NO_FILE_MANAGER}: {path}"))
        });
    }

    fn choose_theme(&mut self, ctx: &egui::Context, theme: Theme) {
        self.set_theme(ctx, theme);
        self.remember();
    }

    pub(super) fn active_path(&self) -> Option<PathBuf> {
        let tab = self.window.active_tab()?;
        Some(tab.loaded().map_or_else(|| tab.target.path().to_owned(), |loaded| loaded.model.opened.path.clone()))
    }

    /// The path of the model, or those of both, one a line.
    fn active_paths(&self) -> Option<String> {
        match &self.window.active_tab()?.target {
            Target::Model(_) => self.active_path().map(|path| display::os_text(path.as_os_str())),
            pair @ Target::Pair { .. } => Some(pair.text()),
        }
    }

    /// What a report of the active tab is about.
    fn active_report(&self) -> Option<Report> {
        let model = || self.window.active_model().map(|loaded| Report::Model(Arc::clone(loaded)));
        self.window.active_pair().map(|pair| Report::Pair(pair.clone())).or_else(model)
    }

    /// Moves and folds in the comparison of the active tab.
    fn in_comparison(&mut self, command: Command, ctx: &egui::Context) {
        let Some(tab) = self.window.active_tab_mut() else { return };
        let Content::Pair(pair) = &tab.content else { return };
        let (diff, view) = (&*pair.diff, &mut tab.view.compare);
        match command {
            Command::NextChange | Command::PreviousChange => {
                view.step(diff, command == Command::NextChange);
                let id = ui::compare::list_id(tab.id);
                ctx.memory_mut(|memory| memory.request_focus(id));
            }
            Command::OnlyDifferences => view.toggle_only_changes(),
            Command::ExpandAll => view.expand_all(diff),
            _ => view.collapse_all(),
        }
    }

    pub(super) fn show_panel(&mut self, panel: Panel) {
        if let Some(tab) = self.window.active_tab_mut() {
            tab.view.panel = panel;
            tab.view.panel_open = Some(true);
            tab.view.area = Area::Panel;
        }
    }

    fn reload(&mut self) {
        let Some(tab) = self.window.active_tab_mut() else { return };
        let (id, target, progress) = (tab.id, tab.target.clone(), Progress::default());
        // Who reads it again on purpose sees what it is now.
        tab.opened_as = None;
        // What is shown stays until the new reading is there.
        if !matches!(tab.content, Content::Loaded(_) | Content::Pair(_)) {
            tab.content = Content::Loading { since: Instant::now(), progress: progress.clone() };
        }
        self.read(id, target, false, progress);
    }

    pub(super) fn ask_for(&mut self, what: dialogs::Ask, frame: &eframe::Frame) {
        if self.window.platform.dialog_open {
            return;
        }
        let mut name = "report".to_owned();
        if matches!(what, dialogs::Ask::SaveMarkdown | dialogs::Ask::SaveJson) {
            let Some(report) = self.active_report() else { return };
            name = report.name().chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect();
            self.saving = Some(report);
        }
        // The next model mostly lies beside the last one; a report never goes into a model folder.
        let last = self.active_path().or_else(|| self.window.recents.first().map(|recent| recent.path.clone()));
        let start = last.and_then(|path| path.parent().map(Path::to_owned)).or_else(std::env::home_dir);
        self.window.platform.dialog_open = true;
        dialogs::ask(&self.worker, frame, what, &name, start);
    }

    fn travel(&mut self, back: bool) {
        if let Some(tab) = self.window.active_tab_mut()
            && let Content::Loaded(loaded) = &tab.content
        {
            let loaded = Arc::clone(loaded);
            let view = &mut tab.view;
            let Some(key) = (if back { view.back.pop() } else { view.forward.pop() }) else { return };
            let here = view.tree.selected.map(|i| loaded.tree.path(i));
            if back {
                view.forward.extend(here);
            } else {
                view.back.extend(here);
            }
            show_entry(view, &loaded, &key);
        }
    }
}

/// Selects an entry and makes the tree visible.
fn show_entry(view: &mut View, loaded: &Loaded, key: &crate::mlmodel::KeyPath) {
    view.area = Area::MlModel;
    view.tree.select(&loaded.tree, key);
}
