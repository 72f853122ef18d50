//! The first page: how to open a model, what was open before, and samples for a first look.

use egui::{Align, CornerRadius, Frame, Id, Layout, Margin, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::{Action, Command};
use super::icons::Icon;
use super::rows::{Asked, ListView, Row, Rows};
use super::state::{Recent, Window};
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::os_text;

/// The samples inside the program, by the words on the start page; their files stand in the shell.
pub const SAMPLES: [&str; 4] = ["a complete model", "one with a missing file", "one that takes a tensor", "two versions compared"];

/// Draws the page.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    egui::CentralPanel::default().frame(Frame::new().fill(palette.window)).show(ui, |ui| {
        let size = ui.available_size();
        let two = size.x >= theme::START_BOTH && !window.recents.is_empty();
        let width = if two { theme::START_BOTH } else { theme::START.min(size.x - 48.0) };
        let left = ((size.x - width) / 2.0).max(24.0);
        egui::ScrollArea::vertical().id_salt("start").auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space((size.y * 0.32).clamp(32.0, 280.0) - if two { 0.0 } else { (size.y * 0.1).min(60.0) });
            ui.horizontal_top(|ui| {
                ui.add_space(left);
                ui.vertical(|ui| {
                    ui.set_width(if two { 420.0 } else { width });
                    open_ui(ui, window, actions);
                    if !two {
                        ui.add_space(24.0);
                        recents_ui(ui, window, actions);
                    }
                });
                if two {
                    ui.add_space(24.0);
                    ui.vertical(|ui| {
                        ui.set_width(368.0);
                        recents_ui(ui, window, actions);
                    });
                }
            });
        });
    });
}

fn open_ui(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let heading = ui.add(egui::Label::new(egui::RichText::new("Look into a model").font(theme::large()).color(palette.text)));
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, "Look into a model"));
    ui.add_space(4.0);
    let first = if window.platform.can_drop {
        "Drop an MLflow model folder or its zip here, or two to compare."
    } else {
        "Open an MLflow model folder."
    };
    widgets::paragraph(ui, first, palette.text_second);
    widgets::paragraph(ui, "Nothing is run, changed or sent.", palette.text_second);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(window.allows(Command::OpenFolder), |ui| {
            primary_button(ui, Command::OpenFolder, actions);
            ui.spacing_mut().button_padding = vec2(16.0, 8.0);
            widgets::command_button(ui, Command::OpenFile, actions);
        });
    });
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let response = ui.add(egui::Label::new(egui::RichText::new("Or paste a path:").color(palette.text_second)));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Or paste a path: Ctrl+V"));
        ui.label(
            egui::RichText::new(ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::V)))
                .font(theme::mono())
                .color(palette.text_second),
        );
        ui.label(egui::RichText::new("or").color(palette.text_second));
        if ui.link("type one").on_hover_text(Command::OpenPath.tooltip()).clicked() {
            actions.push(Action::Run(Command::OpenPath));
        }
    });
    ui.add_space(12.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(egui::RichText::new("Many models, or an mlruns folder:").color(palette.text_second));
        if ui.link("add it to the library").on_hover_text(Command::AddPlace.tooltip()).clicked() {
            actions.push(Action::Run(Command::AddPlace));
        }
    });
    ui.add_space(28.0);
    samples_ui(ui, actions);
}

/// A first look at what the program shows.
fn samples_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    widgets::label(ui, "First look", theme::body(), palette.text_hint);
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        for (i, sample) in SAMPLES.iter().enumerate() {
            if sample_button(ui, sample).clicked() {
                actions.push(Action::OpenSample(i));
            }
        }
    });
}

/// The one button in the accent colour.
fn primary_button(ui: &mut Ui, command: Command, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let galley = widgets::line(ui, command.text(), theme::strong(), palette.on_accent, 240.0);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(32.0, 18.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), command.text()));
    let radius = CornerRadius::same(theme::RADIUS);
    ui.painter().rect_filled(rect, radius, palette.accent);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, palette.on_accent);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_stroke(rect, radius, egui::Stroke::new(2.0, palette.text), egui::StrokeKind::Outside);
    }
    if response.on_hover_ui(|ui| widgets::command_tooltip(ui, command)).clicked() {
        actions.push(Action::Run(command));
    }
}

fn sample_button(ui: &mut Ui, text: &str) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let galley = widgets::line(ui, text, theme::small(), palette.text, 300.0);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(20.0, 8.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let fill = if response.hovered() { palette.hovered } else { palette.raised };
    ui.painter().rect(rect, CornerRadius::same(11), fill, egui::Stroke::new(1.0, palette.separator), egui::StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, palette.text);
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_text("A sample that comes with the program")
}

fn recents_ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let Window { recents, recents_list: list, .. } = window;
    if recents.is_empty() {
        return;
    }
    widgets::label(ui, "Recent", theme::body(), palette.text_hint);
    ui.add_space(4.0);
    #[expect(clippy::cast_precision_loss, reason = "a dozen rows")]
    let height = recents.len() as f32 * theme::TWO_LINES;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    // The words begin under the heading, what is lit around them at its left.
    let place = rect.expand2(vec2(theme::ROW_PAD, 0.0)).with_max_x(rect.right() + theme::ROW_PAD + theme::SCROLL_BAR);
    let key = |i: usize| Id::unique(&recents[i].path);
    let rows = Rows::new(Id::unique("recent"), "Recent models", recents.len(), theme::TWO_LINES).keyed(&key);
    let done = ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
        rows.show(ui, list, |ui, row| recent_ui(ui, row, &recents[row.item], actions))
    });
    let recent = list.selected.and_then(|i| recents.get(i));
    match (done.inner.asked, recent) {
        (Some(Asked::Copy), Some(recent)) => actions.push(Action::Copy(os_text(recent.path.as_os_str()))),
        (asked, Some(recent)) if asked.is_some() || done.inner.clicked.is_some() => {
            actions.push(Action::Open(recent.path.clone()));
            // Back on this page nothing is selected.
            *list = ListView::default();
        }
        _ => {}
    }
}

fn recent_ui(ui: &Ui, row: &Row, recent: &Recent, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let path = os_text(recent.path.as_os_str());
    let path = crate::mlmodel::display::one_line(&path);
    let rect = row.rect.shrink2(vec2(theme::ROW_PAD, 0.0));
    let worst = recent.worst.map(super::state::Worst::severity);
    let state = worst.map_or("complete", crate::checks::Severity::word);
    row.describe(Role::ListItem, || format!("Open {}, {state}, {path}", recent.name));
    let hint = row.background(ui);
    let icon = Icon::worst(worst);
    let mark = Rect::from_center_size(pos2(rect.right() - 12.0, rect.center().y), vec2(16.0, 16.0));
    icon.paint(ui.painter(), mark, icon.color(palette), palette.window);
    let text = Rect::from_x_y_ranges(rect.left()..=rect.right() - 32.0, rect.y_range());
    widgets::paint_line(ui, text.with_max_y(rect.center().y + 1.0), &recent.name, theme::strong(), palette.text);
    widgets::paint_tail(ui, text.with_min_y(rect.center().y), &path, hint);
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(path.to_string()));
        }
        if ui.button("Remove from this list").clicked() {
            actions.push(Action::ForgetRecent(recent.path.clone()));
        }
    });
    row.response.clone().on_hover_text(path);
}

/// The page for a tab that is no model: what it is, and what to do.
#[derive(Clone, Copy, Debug)]
pub struct MessagePage<'a> {
    pub icon: Icon,
    pub title: &'a str,
    pub lines: &'a [&'a str],
    /// What it is about; they stand last.
    pub paths: &'a [String],
}

impl MessagePage<'_> {
    /// Draws it, with `rest` between the lines and the paths.
    pub fn ui(self, ui: &mut Ui, rest: impl FnOnce(&mut Ui)) {
        let palette = Palette::of(ui.visuals());
        egui::CentralPanel::default().frame(Frame::new().fill(palette.surface).inner_margin(Margin::same(24))).show(ui, |ui| {
            let size = ui.available_size();
            let width = theme::MESSAGE.min(size.x);
            egui::ScrollArea::vertical().id_salt("message").auto_shrink([false, false]).show(ui, |ui| {
                ui.add_space((size.y * 0.12).min(90.0));
                ui.horizontal_top(|ui| {
                    ui.add_space(((size.x - width) / 2.0).max(0.0));
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        ui.set_width(width);
                        self.contents(ui, rest);
                    });
                });
            });
        });
    }

    fn contents(self, ui: &mut Ui, rest: impl FnOnce(&mut Ui)) {
        let palette = Palette::of(ui.visuals());
        ui.horizontal(|ui| {
            widgets::icon(ui, self.icon, self.icon.color(palette), "");
            let text = egui::RichText::new(self.title).font(theme::title()).color(palette.text);
            let heading = ui.add(egui::Label::new(text).wrap());
            heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, self.title));
        });
        ui.add_space(4.0);
        for line in self.lines {
            widgets::paragraph(ui, line, palette.text_second);
        }
        ui.add_space(8.0);
        rest(ui);
        ui.add_space(12.0);
        for path in self.paths {
            ui.add(egui::Label::new(egui::RichText::new(path).font(theme::mono()).color(palette.text_hint)).wrap());
        }
    }
}
