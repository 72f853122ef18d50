//! Carrying out what a person asks for: the only place that acts. An action and a command have one arm each here; what
//! they do stands beside what they do it to.

use egui::ViewportCommand;

use super::App;
use super::dialogs::Ask;
use crate::print::{self, listing::ListForm};
use crate::ui::panels;
use crate::ui::state::{FileForm, Theme};
use crate::ui::{self, Action, Command};

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Forward,
    Back,
}

impl App {
    /// Carries out what was asked for while drawing.
    pub(super) fn act(&mut self, action: Action, ctx: &egui::Context, frame: &eframe::Frame) {
        match action {
            Action::Run(command) if self.window.allows(command) => self.run_command(command, ctx, frame),
            Action::Run(_) => {}
            Action::Open(path) => self.open(path),
            Action::Glance(path) => self.glance(path),
            Action::KeepTab(i) => self.keep(i),
            Action::OpenSample(i) => self.open_sample(i),
            Action::ActivateTab(i) => self.activate(i),
            Action::CloseTab(i) => self.close(i),
            Action::CloseOthers(i) => self.close_others(i),
            Action::CloseRight(i) => self.close_right(i),
            Action::Cancel(i) => self.cancel(i),
            Action::ShowColumn(part, index) => self.show_column(part, index),
            Action::ShowFile(path) => self.show_file_of_model(path),
            Action::ShowSnippet(kind) => self.show_snippet(kind),
            Action::Copy(text) => self.copy(text, ctx),
            Action::CopyTable(table, form) => {
                ctx.copy_text(print::table::copied(&table, form));
                self.window.copied.of_table(&table);
            }
            Action::ChooseOther(one) => self.window.dialogs.compare = Some(ui::CompareDialog::new(one)),
            Action::CompareWithFolder(path) => self.ask_for_other(path, Ask::OtherFolder, frame),
            Action::CompareWithFile(path) => self.ask_for_other(path, Ask::OtherFile, frame),
            Action::Compare(a, b) => self.compare(a, b),
            Action::CompareLines(path) => self.compare_text(path),
            Action::StopContents => self.stop_contents(),
            Action::Preview(path) => self.preview(path),
            Action::Select(key) => self.select(&key),
            Action::Jump(key) => self.jump(&key),
            Action::ForgetRecent(path) => self.forget_recent(&path),
            Action::AddPlace(path) => self.add_place(&path),
            Action::ForgetPlace(path) => self.forget_place(&path),
            Action::Rescan(path) => self.scan_place(&path),
            Action::ShowCurve(metric) => self.show_curve(metric),
            Action::ShowCurves(asked) => self.show_curves(asked),
            Action::OpenRun(run) => self.open_run(run),
            Action::CloseRun => self.window.dialogs.run = None,
            Action::ShowRunFile { folder, path } => self.show_run_file(folder, path),
            Action::CloseRunFile => self.window.dialogs.run_file = None,
            Action::ReadCurves => self.read_curves(),
            Action::CopyCurves => self.copy_curves(),
            Action::SaveCurves => self.picture_curves(ctx),
            Action::AskForPicture => self.ask_for(Ask::SavePicture, frame),
            Action::CloseCurves => self.close_curves(),
            Action::ReadLogged => self.read_logged_again(),
            Action::StopScan(path) => self.stop_scan(&path),
            Action::ShowPath(path) => self.show_path(path),
            Action::SeenChanges => self.see_changes(),
            Action::FindInLibrary(words) => self.find_in_library(words),
            Action::CheckRequest => self.for_active(Self::check_request),
            Action::MakeRequest(form) => self.for_active(|app, tab| app.make_request(tab, form)),
            Action::RequestFromExample => self.for_active(Self::request_from_example),
            Action::RewriteRequest => self.for_active(Self::rewrite_request),
            Action::FormatRequest => self.for_active(Self::format_request),
            Action::WriteDeployPage => self.for_active(Self::write_deploy_page),
            Action::LookInside => self.for_active(Self::look_inside),
            Action::StopLooking => self.for_active(Self::stop_looking),
            Action::CloseFingerprint => self.close_fingerprint(),
            Action::KeepWayland(keep) => self.keep_wayland(keep),
        }
    }

    /// Copies a text, and says so where it was asked for.
    pub(super) fn copy(&mut self, text: String, ctx: &egui::Context) {
        self.window.copied.of_text(&text);
        ctx.copy_text(text);
    }

    /// Does something for the active tab.
    fn for_active(&mut self, what: impl FnOnce(&mut Self, u64)) {
        if let Some(tab) = self.window.active_tab().map(|tab| tab.id) {
            what(self, tab);
        }
    }

    fn run_command(&mut self, command: Command, ctx: &egui::Context, frame: &eframe::Frame) {
        match command {
            Command::OpenFolder => self.ask_for(Ask::Folder, frame),
            Command::OpenFile => self.ask_for(Ask::File, frame),
            Command::OpenPath => self.window.dialogs.path = Some(String::new()),
            Command::AddPlace => self.ask_for(Ask::Place, frame),
            Command::ReopenTab => self.reopen(),
            Command::CloseTab => self.close(self.window.active),
            Command::CloseOthers => self.close_others(self.window.active),
            Command::CloseRight => self.close_right(self.window.active),
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Command::Reload => self.reload(),
            Command::SaveMarkdown => self.ask_for(Ask::SaveMarkdown, frame),
            Command::SaveJson => self.ask_for(Ask::SaveJson, frame),
            Command::CopyMarkdown => self.copy_report(ctx),
            Command::CopyPath => self.copy_path(ctx),
            Command::Fingerprint => self.show_fingerprint(),
            Command::CopyListTsv => self.copy_list(ListForm::Tsv),
            Command::CopyListCsv => self.copy_list(ListForm::Csv),
            Command::CopyListMarkdown => self.copy_list(ListForm::Markdown),
            Command::CopyListJson => self.copy_list(ListForm::Json),
            Command::Curves => self.show_chosen_curves(),
            Command::SaveList => self.ask_for(Ask::SaveList, frame),
            Command::OtherVersions => self.window.dialogs.versions = Some(ui::ModelPicker::default()),
            Command::ShowInFileManager => self.show_active_path(),
            Command::OpenRequest => self.ask_for(Ask::Request, frame),
            Command::CompareWith => self.choose_other(),
            Command::CompareFolder => self.ask_to_compare(Ask::OtherFolder, frame),
            Command::CompareFile => self.ask_to_compare(Ask::OtherFile, frame),
            Command::SwapSides => self.swap_sides(),
            Command::NextChange => self.step_change(Move::Forward, ctx),
            Command::PreviousChange => self.step_change(Move::Back, ctx),
            Command::OnlyDifferences => self.toggle_only_differences(),
            Command::Palette => self.window.dialogs.palette = Some(ui::CommandPalette::default()),
            Command::ShowLibrary => self.show_library(ctx),
            Command::Back => self.travel(Move::Back),
            Command::Forward => self.travel(Move::Forward),
            Command::NextTab => self.step_tab(Move::Forward),
            Command::PreviousTab => self.step_tab(Move::Back),
            Command::NextPane => ui::panes::go(ctx, true),
            Command::PreviousPane => ui::panes::go(ctx, false),
            Command::FindNext => ui::find_next(ctx, ui::Way::Forward),
            Command::FindPrevious => ui::find_next(ctx, ui::Way::Back),
            Command::Find => self.find(ctx),
            Command::Show(panel) if *panel == panels::REQUEST => self.show_request(ctx),
            Command::Show(panel) => self.show_panel(panel),
            Command::ShowTree => self.show_file(FileForm::Tree),
            Command::ShowText => self.show_file(FileForm::Text),
            Command::MaximisePanel => self.maximise_panel(),
            Command::LibraryPanel => self.toggle_library_panel(ctx),
            Command::ExpandAll => self.expand_all(),
            Command::CollapseAll => self.collapse_all(),
            Command::ZoomIn => egui::gui_zoom::zoom_in(ctx),
            Command::ZoomOut => egui::gui_zoom::zoom_out(ctx),
            Command::ZoomReset => ctx.set_zoom_factor(1.0),
            Command::ThemeSystem => self.choose_theme(Theme::System, ctx),
            Command::ThemeLight => self.choose_theme(Theme::Light, ctx),
            Command::ThemeDark => self.choose_theme(Theme::Dark, ctx),
            Command::Shortcuts => self.window.dialogs.shortcuts = !self.window.dialogs.shortcuts,
            Command::About => self.window.dialogs.about = true,
        }
    }
}
