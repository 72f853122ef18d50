//! The head of a model: name, flavors, health, where it is, and its facts.

use egui::{Align, Id, Layout as Direction, Role, Sense, Ui, WidgetInfo, vec2};

use super::command::{Action, Command};
use super::icons::Icon;
use super::loaded::Loaded;
use super::scene::Scene;
use super::stops::Stops;
use super::theme::{self, Palette};
use super::widgets;
use crate::checks::Severity;
use crate::library::RegisteredVersion;
use crate::mlmodel::display::{clipped, one_line};
use crate::present::facts::{Fact, FactKind};

/// How much of the header there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Name, flavors and health.
    Short,
    /// The path and the facts too.
    Full,
}

/// Draws the header. `headline` is what its own files say it is, once they are read.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, size: Size, headline: Option<&str>) {
    let palette = Palette::of(ui.visuals());
    let loaded = scene.loaded;
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.horizontal(|ui| {
        ui.set_height(26.0);
        // The name has the first right to the room; badges give way.
        ui.with_layout(Direction::right_to_left(Align::Center), |ui| {
            health_ui(ui, loaded);
            ui.with_layout(Direction::left_to_right(Align::Center), |ui| {
                name_ui(ui, loaded);
                versions_ui(ui, loaded, scene.actions);
                archive_ui(ui, loaded, palette);
                flavors_ui(ui, &loaded.page.flavors, palette);
                headline_ui(ui, headline, palette);
            });
        });
    });
    if size == Size::Full {
        path_ui(ui, loaded, scene.actions);
        facts_ui(ui, scene);
    }
}

fn name_ui(ui: &mut Ui, loaded: &Loaded) {
    let palette = Palette::of(ui.visuals());
    let galley = widgets::line(ui, &loaded.model.name, theme::title(), palette.text, ui.available_width());
    let cut = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &loaded.model.name));
    ui.painter().galley(rect.min, galley, palette.text);
    if cut {
        response.on_hover_text(&loaded.model.name);
    }
}

/// Alias and stage of the newest version that was registered from the model; a click leads to the other versions.
fn versions_ui(ui: &mut Ui, loaded: &Loaded, actions: &mut Vec<Action>) {
    let Some(trace) = loaded.model.trace.as_ref().filter(|trace| !trace.versions.is_empty()) else { return };
    let palette = Palette::of(ui.visuals());
    let marks: Vec<String> = trace.versions.iter().map(marks_of).filter(|marks| !marks.is_empty()).collect();
    let text = if marks.is_empty() { "registered".to_owned() } else { clipped(&one_line(&marks.join("  ")), 60).into_owned() };
    ui.add_space(8.0);
    let galley = widgets::line(ui, &text, theme::small(), palette.accent, (ui.available_width() - 60.0).max(40.0));
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 30.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Registered: {text}. Other versions")));
    let fill = if response.hovered() { palette.hovered } else { palette.raised };
    ui.painter().rect_filled(rect, egui::CornerRadius::same(10), fill);
    ui.painter().galley(egui::pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0), galley, palette.accent);
    let at = egui::Rect::from_center_size(egui::pos2(rect.right() - 12.0, rect.center().y), vec2(12.0, 12.0));
    Icon::Open.paint(ui.painter(), at, palette.accent, fill);
    widgets::focus_ring(ui, &response, rect.expand(2.0));
    if response.clicked() {
        actions.push(Action::Run(Command::OtherVersions));
    }
    response.on_hover_ui(|ui| {
        for registered in trace.versions.iter().take(12) {
            let marks = marks_of(registered);
            ui.label(clipped(&format!("{} {}  {marks}", registered.model.name, registered.version.version), 200));
        }
        widgets::command_tooltip(ui, Command::OtherVersions);
    });
}

/// `@champion  Production`.
fn marks_of(RegisteredVersion { model, version }: &RegisteredVersion) -> String {
    let aliases = model.aliases_of(&version.version).map(|alias| format!("@{alias}"));
    aliases.chain(version.stage.clone()).collect::<Vec<_>>().join("  ")
}

/// `from churn.zip`, where the model lies in an archive.
fn archive_ui(ui: &mut Ui, loaded: &Loaded, palette: &Palette) {
    let Some(archive) = loaded.model.opened.archive() else { return };
    ui.add_space(8.0);
    let text = format!("from {}", clipped(&archive.name(), 40));
    let about = format!(
        "Read inside {}; nothing was unpacked.\nMLflow loads folders only: unpack it before MLflow is given the model.",
        clipped(&archive.name(), 200)
    );
    widgets::pill(ui, &text, palette.text_second, palette.raised, theme::small()).on_hover_text(about);
}

/// One pill a flavor, as many as there is room for, and how many are left.
fn flavors_ui(ui: &mut Ui, flavors: &[String], palette: &Palette) {
    ui.spacing_mut().item_spacing.x = 8.0;
    for (i, flavor) in flavors.iter().enumerate() {
        let width = widgets::line(ui, flavor, theme::small(), palette.text, 320.0).size().x + 20.0;
        let rest = flavors.len() - i;
        let needed = if rest > 1 { width + 8.0 + 48.0 } else { width };
        if ui.available_width() < needed {
            if ui.available_width() > 44.0 {
                widgets::pill(ui, &format!("+ {rest}"), palette.text, palette.raised, theme::small())
                    .on_hover_text(flavors[i..].join(", "));
            }
            return;
        }
        widgets::pill(ui, flavor, palette.text, palette.raised, theme::small());
    }
}

/// `Pipeline -> LogisticRegression`, behind everything else: nothing moves when it comes.
fn headline_ui(ui: &mut Ui, headline: Option<&str>, palette: &Palette) {
    let Some(headline) = headline.filter(|_| ui.available_width() > 80.0) else { return };
    widgets::label(ui, headline, theme::body(), palette.text_second);
}

fn health_ui(ui: &mut Ui, loaded: &Loaded) {
    let palette = Palette::of(ui.visuals());
    let health = loaded.model.health();
    let sentence = health.sentence();
    let (color, fill) = match health.worst() {
        Some(Severity::Error) => (palette.error, palette.error_surface),
        Some(_) => (palette.warning, palette.warning_surface),
        None => (palette.ok, palette.ok_surface),
    };
    // Warnings beside an error are counted in their own colour.
    let more = if health.errors > 0 && health.warnings > 0 {
        crate::mlmodel::display::count(health.warnings, "warning", "warnings")
    } else {
        String::new()
    };
    let first = widgets::line(ui, &sentence, theme::small_strong(), color, 400.0);
    let second = widgets::line(ui, &more, theme::small_strong(), palette.warning, 200.0);
    let gap = if more.is_empty() { 0.0 } else { 8.0 };
    let size = vec2(12.0 + 20.0 + first.size().x + gap + second.size().x + 12.0, 24.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let name = if more.is_empty() { sentence.clone() } else { format!("{sentence}, {more}") };
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &name));
    ui.painter().rect_filled(rect, egui::CornerRadius::same(12), fill);
    let icon = Icon::worst(health.worst());
    let at = egui::Rect::from_center_size(egui::pos2(rect.left() + 18.0, rect.center().y), vec2(16.0, 16.0));
    icon.paint(ui.painter(), at, color, fill);
    let x = rect.left() + 32.0;
    let y = rect.center().y - first.size().y / 2.0;
    let after = x + first.size().x + gap;
    ui.painter().galley(egui::pos2(x, y), first, color);
    ui.painter().galley(egui::pos2(after, y), second, palette.warning);
    response.on_hover_text(match health.worst() {
        Some(Severity::Error) => "MLflow 3.18 could not load this folder: the panel Problems tells the reason.",
        Some(_) => "It loads: the panel Problems tells what to know before it is used.",
        None => "Every file it names is there; contents are not checked.",
    });
}

fn path_ui(ui: &mut Ui, loaded: &Loaded, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.set_height(20.0);
        ui.spacing_mut().item_spacing.x = 4.0;
        path_button(ui, loaded, palette, actions);
        let name = Command::ShowInFileManager.text();
        if widgets::icon_button(ui, Icon::Folder, name, false).clicked() {
            actions.push(Action::Run(Command::ShowInFileManager));
        }
    });
}

fn path_button(ui: &mut Ui, loaded: &Loaded, palette: &Palette, actions: &mut Vec<Action>) {
    let galley = widgets::line(ui, &loaded.path, theme::mono(), palette.text_second, ui.available_width() - 40.0);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Copy path {}", loaded.path)));
    let color = if response.hovered() { palette.accent } else { palette.text_second };
    ui.painter().galley_with_override_text_color(rect.min, galley, color);
    widgets::focus_ring(ui, &response, rect.expand(2.0));
    if response.clicked() {
        actions.push(Action::Run(Command::CopyPath));
    }
    widgets::context_menu(&response, |ui| {
        let commands = [
            Command::CopyPath,
            Command::ShowInFileManager,
            Command::CompareWith,
            Command::Fingerprint,
            Command::CopyMarkdown,
            Command::Reload,
        ];
        for command in commands {
            if ui.button(command.text()).on_hover_ui(|ui| widgets::command_tooltip(ui, command)).clicked() {
                actions.push(Action::Run(command));
            }
        }
    });
    response.on_hover_text(format!("{}\nClick to copy", loaded.path));
}

/// Small faint labels over their values; a click copies the whole value.
pub fn facts_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(24.0, 4.0);
        let stops = Stops::new(ui, Id::unique(("facts", scene.tab)), scene.loaded.page.facts.len());
        for (i, fact) in scene.loaded.page.facts.iter().enumerate() {
            let font = if fact.is_id() { theme::mono() } else { theme::body() };
            let label = widgets::line(ui, fact.label, theme::small(), palette.text_hint, 200.0);
            let value = widgets::line(ui, &fact.value, font, palette.text, 360.0);
            let size = vec2(label.size().x.max(value.size().x), label.size().y + theme::LABEL_GAP + value.size().y);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let response = stops.interact(ui, rect, i);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{}: {}", fact.label, fact.value)));
            let below = rect.min + vec2(0.0, label.size().y + theme::LABEL_GAP);
            ui.painter().galley(rect.min, label, palette.text_hint);
            let color = if response.hovered() { palette.accent } else { palette.text };
            ui.painter().galley_with_override_text_color(below, value, color);
            widgets::focus_ring(ui, &response, rect.expand(3.0));
            if response.clicked() {
                scene.actions.push(Action::Copy(fact.whole.clone()));
            }
            widgets::context_menu(&response, |ui| fact_menu_ui(ui, fact, scene.loaded, scene.actions));
            response.on_hover_text(format!("{}\n{}\nClick to copy", fact.about, clipped(&fact.whole, 400)));
        }
    });
}

fn fact_menu_ui(ui: &mut Ui, fact: &Fact, loaded: &Loaded, actions: &mut Vec<Action>) {
    for (words, text) in [("Copy", fact.whole.clone()), ("Copy with its name", format!("{}: {}", fact.label, fact.whole))] {
        if ui.button(words).clicked() {
            actions.push(Action::Copy(text));
        }
    }
    // The store of the run is in the library then, or is added to it.
    if fact.kind == FactKind::LibraryId && loaded.model.trace.is_some() && ui.button("Find in the library").clicked() {
        actions.push(Action::FindInLibrary(fact.whole.clone()));
    }
}
