//! The bar at the top: menu, opening, tabs.

use egui::{Align, CornerRadius, Frame, Id, Layout, Margin, Popup, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::command::{Action, Command, CommandGroup};
use super::icons::Icon;
use super::state::{Content, Tab, Theme, Window};
use super::theme::{self, Palette};
use super::{palette, widgets};

/// How one thing in the bar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Words,
    Sign,
    /// In the menu alone.
    Gone,
}

/// How the bar stands: what has words gives them up one after another, so that the tabs keep their names.
#[derive(Clone, Copy, Debug)]
struct Looks {
    search: Look,
    compare: Look,
    open: Look,
    library: Look,
}

impl Looks {
    /// From a wide bar to a narrow one.
    const STEPS: [Self; 8] = {
        use Look::{Gone, Sign, Words};
        const fn step(search: Look, compare: Look, open: Look, library: Look) -> Looks {
            Looks { search, compare, open, library }
        }
        [
            step(Words, Words, Words, Words),
            step(Sign, Words, Words, Words),
            step(Sign, Sign, Words, Words),
            step(Sign, Sign, Sign, Words),
            step(Sign, Sign, Sign, Sign),
            step(Sign, Gone, Sign, Sign),
            step(Sign, Gone, Gone, Sign),
            step(Gone, Gone, Gone, Sign),
        ]
    };
}

/// Draws the bar.
pub fn ui(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let frame = Frame::new().fill(palette.window).inner_margin(Margin { left: 12, right: 12, top: 0, bottom: 0 });
    egui::Panel::top("bar").frame(frame).resizable(false).exact_size(theme::BAR).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(theme::BAR);
            ui.spacing_mut().item_spacing.x = theme::BAR_GAP;
            let tabs = Tabs::of(ui, window);
            let width = ui.available_width();
            let room = |looks: Looks| width - taken(ui, window, looks);
            let looks = Looks::STEPS.into_iter().find(|looks| room(*looks) >= tabs.needed(width)).unwrap_or(Looks::STEPS[7]);
            let room = room(looks).max(0.0);
            menu(ui, window, actions);
            if has_open(window) {
                CommandButton { look: looks.open, icon: Icon::Folder, command: Command::OpenFolder }.ui(ui, window, actions);
            }
            if has_compare(window) {
                CommandButton { look: looks.compare, icon: Icon::Compare, command: Command::CompareWith }.ui(ui, window, actions);
            }
            ui.add_space(theme::BAR_GAP);
            let left = ui.cursor().left();
            ui.spacing_mut().item_spacing.x = 0.0;
            library_tab(ui, window, looks.library, actions);
            tabs.ui(ui, window, room, actions);
            // The field stands at the right, whatever the tabs take.
            let end = ui.max_rect().right();
            let field = match looks.search {
                Look::Words => theme::SEARCH,
                Look::Sign => theme::SIGN_BUTTON.x,
                Look::Gone => return,
            };
            ui.add_space((end - field - ui.cursor().left().max(left)).max(0.0));
            palette::button(ui, looks.search == Look::Words, actions);
        });
    });
}

/// The start page has the same button, and larger.
fn has_open(window: &Window) -> bool {
    !window.tabs.is_empty() || !window.library.places.is_empty()
}

/// Wherever a model may be shown: the tabs stay where they are from one to the next.
fn has_compare(window: &Window) -> bool {
    has_open(window)
}

fn has_library(window: &Window) -> bool {
    has_open(window)
}

/// The width of all but the tabs of models.
fn taken(ui: &Ui, window: &Window, looks: Looks) -> f32 {
    let button = |is_there: bool, look: Look, command: Command| match look {
        _ if !is_there => 0.0,
        Look::Words => widgets::buttons_width(ui, &[command.text()]) + theme::BAR_GAP,
        Look::Sign => theme::SIGN_BUTTON.x + theme::BAR_GAP,
        Look::Gone => 0.0,
    };
    let search = match looks.search {
        Look::Words => theme::SEARCH + theme::BAR_GAP,
        Look::Sign => theme::SIGN_BUTTON.x + theme::BAR_GAP,
        Look::Gone => 0.0,
    };
    let library = if has_library(window) { library_width(ui, looks.library) } else { 0.0 };
    let open = button(has_open(window), looks.open, Command::OpenFolder);
    let compare = button(has_compare(window), looks.compare, Command::CompareWith);
    theme::SIGN_BUTTON.x + theme::BAR_GAP + open + compare + theme::BAR_GAP + library + search
}

/// A command in the bar; its room is kept where it may not run.
struct CommandButton {
    look: Look,
    icon: Icon,
    command: Command,
}

impl CommandButton {
    fn ui(&self, ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
        let Self { look, icon, command } = *self;
        if look == Look::Gone {
            return;
        }
        ui.add_enabled_ui(window.allows(command), |ui| {
            if look == Look::Words {
                widgets::command_button(ui, command, actions);
            } else {
                widgets::command_sign(ui, icon, command, actions);
            }
        });
    }
}

fn menu(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    let button = widgets::icon_button(ui, Icon::Menu, "Menu", true);
    Popup::menu(&button).accessible_name("Menu").show(|ui| {
        ui.set_min_width(220.0_f32.min(ui.content_rect().width() * 0.4));
        for group in CommandGroup::ALL {
            ui.menu_button(group.title(), |ui| {
                ui.set_min_width(260.0_f32.min(ui.content_rect().width() * 0.5));
                widgets::menu_list(ui, |ui| {
                    for command in group.commands() {
                        command_item(ui, window, command, actions);
                    }
                });
                if group == CommandGroup::View && window.platform.has_both_displays {
                    let mut keep = window.platform.keep_wayland;
                    if ui
                        .checkbox(&mut keep, "Start on Wayland (no dropping)")
                        .on_hover_text("From the next start; X11 is used otherwise, because dropping folders works there only")
                        .changed()
                    {
                        actions.push(Action::KeepWayland(keep));
                    }
                }
            });
        }
    });
}

fn command_item(ui: &mut Ui, window: &Window, command: Command, actions: &mut Vec<Action>) {
    let only_changes = command == Command::OnlyDifferences
        && window.active_tab().is_some_and(|tab| tab.pair().is_some() && tab.view.compare.only_changes());
    let chosen = only_changes
        || matches!(
            (command, window.theme),
            (Command::ThemeSystem, Theme::System) | (Command::ThemeLight, Theme::Light) | (Command::ThemeDark, Theme::Dark)
        );
    let mut button = egui::Button::selectable(chosen, command.text());
    if let Some(shortcut) = command.shortcut() {
        button = button.shortcut_text(ui.format_shortcut(&shortcut));
    }
    let response = ui.add_enabled(window.allows(command), button).on_hover_text(command.tooltip());
    if response.clicked() {
        actions.push(Action::Run(command));
    }
}

fn library_width(ui: &Ui, look: Look) -> f32 {
    let words = || widgets::line(ui, Command::ShowLibrary.text(), theme::body(), egui::Color32::WHITE, 200.0).size().x;
    theme::BESIDE_LIBRARY + if look == Look::Words { words() } else { 16.0 }
}

/// The tab that is always there, in front of the models'.
fn library_tab(ui: &mut Ui, window: &Window, look: Look, actions: &mut Vec<Action>) {
    if !has_library(window) {
        return;
    }
    let palette = Palette::of(ui.visuals());
    let is_current = window.shows_library();
    let color = if is_current { palette.text } else { palette.text_second };
    let (rect, _) = ui.allocate_exact_size(vec2(library_width(ui, look), theme::BAR), Sense::hover());
    let response = ui.interact(rect, Id::unique("library tab"), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_current, "Tab Library"));
    paint_tab(ui, rect, is_current, &response);
    if look == Look::Words {
        let text = rect.with_min_x(rect.left() + theme::BESIDE_LIBRARY / 2.0);
        widgets::paint_line(ui, text, Command::ShowLibrary.text(), theme::body(), color);
    } else {
        Icon::Library.paint(ui.painter(), rect, color, palette.surface);
    }
    widgets::focus_ring(ui, &response, rect.shrink(2.0));
    if response.clicked() && !is_current {
        actions.push(Action::Run(Command::ShowLibrary));
    }
    response.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::ShowLibrary));
}

/// The ground of a tab: the current one is part of what lies below, with an accent line under it.
fn paint_tab(ui: &Ui, rect: Rect, is_current: bool, response: &Response) {
    let palette = Palette::of(ui.visuals());
    if is_current {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, palette.surface);
        let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), rect.max);
        ui.painter().rect_filled(line, CornerRadius::ZERO, palette.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(vec2(1.0, 5.0)), CornerRadius::same(theme::RADIUS), palette.hovered);
    }
}

/// The tabs of models and comparisons, each as wide as its name wants.
struct Tabs {
    widths: Vec<f32>,
    active: usize,
    /// Width of the button that leads to the tabs that have no room.
    more: f32,
}

impl Tabs {
    fn of(ui: &Ui, window: &Window) -> Self {
        let width = |tab: &Tab| {
            let widest = if tab.pair().is_some() { theme::PAIR_TAB } else { theme::TAB };
            let name = widgets::line(ui, &tab.title, theme::body(), egui::Color32::WHITE, 400.0);
            (name.size().x + theme::BESIDE_TAB).clamp(theme::LEAST_TAB, widest)
        };
        Self {
            widths: window.tabs.iter().map(width).collect(),
            active: window.active.min(window.tabs.len().saturating_sub(1)),
            more: theme::BAR_GAP + widgets::buttons_width(ui, &[&more_text(window.tabs.len())]),
        }
    }

    /// The room for which the rest of a bar of this width gives up its words: all of them, or the one that is shown
    /// and a good part of the bar.
    fn needed(&self, bar: f32) -> f32 {
        let all: f32 = self.widths.iter().sum();
        let shown = self.widths.get(self.active).map_or(0.0, |width| width + self.more);
        all.min(shown.max(bar * 0.4))
    }

    fn ui(mut self, ui: &mut Ui, window: &Window, room: f32, actions: &mut Vec<Action>) {
        let shown = shown_tabs(&self.widths, self.active, room, self.more);
        let hidden = self.widths.len() - shown.len();
        // The one that is shown gives way last.
        if let Some(active) = self.widths.get_mut(self.active) {
            *active = active.min(if hidden > 0 { room - self.more } else { room }).max(0.0);
        }
        for i in shown {
            let is_current = window.active == i && !window.at_library;
            let is_last = i + 1 == window.tabs.len();
            TabButton { index: i, tab: &window.tabs[i], is_current, is_last, width: self.widths[i] }.ui(ui, actions);
        }
        if hidden > 0 {
            ui.add_space(theme::BAR_GAP);
            more_ui(ui, window, hidden, actions);
        }
    }
}

fn more_text(hidden: usize) -> String {
    format!("+ {hidden}")
}

/// Every tab, also those that have no room.
fn more_ui(ui: &mut Ui, window: &Window, hidden: usize, actions: &mut Vec<Action>) {
    let response = ui.button(more_text(hidden)).on_hover_text("All open tabs");
    Popup::menu(&response).accessible_name("All open tabs").show(|ui| {
        widgets::menu_list(ui, |ui| {
            for (i, tab) in window.tabs.iter().enumerate() {
                let title = crate::mlmodel::display::clipped(&tab.title, 60);
                if ui.selectable_label(window.active == i, title).clicked() {
                    actions.push(Action::ActivateTab(i));
                }
            }
        });
    });
}

/// The run of tabs that fits into `room`, the active one always in it; `more` is the width of what leads to the others.
fn shown_tabs(widths: &[f32], active: usize, room: f32, more: f32) -> std::ops::Range<usize> {
    let total: f32 = widths.iter().sum();
    if total <= room || widths.len() <= 1 {
        return 0..widths.len();
    }
    let room = room - more;
    let (mut start, mut end, mut used) = (active, active + 1, widths.get(active).copied().unwrap_or(0.0));
    loop {
        if start > 0 && used + widths[start - 1] <= room {
            start -= 1;
            used += widths[start];
        } else if end < widths.len() && used + widths[end] <= room {
            used += widths[end];
            end += 1;
        } else {
            return start..end;
        }
    }
}

/// The tab of a model or a comparison.
struct TabButton<'a> {
    index: usize,
    tab: &'a Tab,
    is_current: bool,
    is_last: bool,
    width: f32,
}

impl TabButton<'_> {
    fn ui(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let Self { index, tab, is_current, width, .. } = *self;
        let palette = Palette::of(ui.visuals());
        let (rect, _) = ui.allocate_exact_size(vec2(width, theme::BAR), Sense::hover());
        let response = ui.interact(rect, Id::unique(("tab", tab.id)), Sense::click());
        let preview = if tab.is_preview { ", preview" } else { "" };
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_current, format!("Tab {}{preview}", tab.title)));
        paint_tab(ui, rect, is_current, &response);
        let text = Rect::from_x_y_ranges(rect.left() + 12.0..=rect.right() - 28.0, rect.y_range());
        let color = if is_current { palette.text } else { palette.text_second };
        let (width, _) = widgets::paint_line(ui, text, &tab.title, theme::body(), color);
        if tab.is_preview {
            // As in editors: it is here for now.
            let line = text.center().y + 9.0;
            let dashes = egui::Shape::dashed_line(
                &[pos2(text.left(), line), pos2(text.left() + width, line)],
                Stroke::new(1.0, palette.text_hint),
                3.0,
                3.0,
            );
            ui.painter().extend(dashes);
        }
        widgets::focus_ring(ui, &response, rect.shrink(2.0));
        if close_ui(ui, rect, tab).clicked() || response.middle_clicked() {
            actions.push(Action::CloseTab(index));
        } else if response.double_clicked() {
            actions.push(Action::KeepTab(index));
        } else if response.clicked() {
            actions.push(Action::ActivateTab(index));
        }
        widgets::context_menu(&response, |ui| self.menu_ui(ui, actions));
        response.on_hover_ui(|ui| self.about_ui(ui));
    }

    fn menu_ui(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let Self { index, tab, is_last, .. } = *self;
        let is_only = index == 0 && is_last;
        let closing = [
            ("Keep open", tab.is_preview, Action::KeepTab(index)),
            ("Close", true, Action::CloseTab(index)),
            ("Close others", !is_only, Action::CloseOthers(index)),
            ("Close to the right", !is_last, Action::CloseRight(index)),
        ];
        for (words, may_run, action) in closing.into_iter().filter(|(words, may_run, _)| *may_run || *words != "Keep open") {
            if ui.add_enabled(may_run, egui::Button::new(words)).clicked() {
                actions.push(action);
            }
        }
        ui.separator();
        for (words, text) in [("Copy path", tab.target.text()), ("Copy name", tab.title.clone())] {
            if ui.button(words).clicked() {
                actions.push(Action::Copy(text));
            }
        }
        ui.separator();
        let is_model = tab.loaded().is_some_and(|loaded| loaded.model.folder().is_some());
        let commands = [Command::CompareWith, Command::ShowInFileManager, Command::Reload];
        for command in commands.into_iter().filter(|command| is_model || *command != Command::CompareWith) {
            if ui.button(command.text()).clicked() {
                // A command is about the tab that is shown.
                actions.extend([Action::ActivateTab(index), Action::Run(command)]);
            }
        }
    }

    /// Where it lies, and how far it is read.
    fn about_ui(&self, ui: &mut Ui) {
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            for path in &self.tab.target.lines() {
                ui.label(crate::mlmodel::display::clipped(path, 400));
            }
            match &self.tab.content {
                Content::Loading { .. } => ui.label("Reading…"),
                Content::Failed(_) => ui.label("Cannot be read"),
                Content::Loaded(_) | Content::Pair(_) => return,
            };
        });
    }
}

/// What closes a tab, at its right.
fn close_ui(ui: &Ui, tab_rect: Rect, tab: &Tab) -> Response {
    let palette = Palette::of(ui.visuals());
    let rect = Rect::from_center_size(pos2(tab_rect.right() - 16.0, tab_rect.center().y), vec2(20.0, 20.0));
    let response = ui.interact(rect, Id::unique(("close tab", tab.id)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Close {}", tab.title)));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_SMALL), palette.hovered);
    }
    Icon::Close.paint(ui.painter(), rect, if response.hovered() { palette.text } else { palette.text_second }, palette.surface);
    response
}

#[cfg(test)]
mod tests {
    use super::shown_tabs;

    #[test]
    fn a_single_tab_is_shown_however_little_room_there_is() {
        assert_eq!(shown_tabs(&[200.0], 0, 50.0, 64.0), 0..1);
        assert_eq!(shown_tabs(&[200.0, 200.0], 1, 50.0, 64.0), 1..2);
        assert_eq!(shown_tabs(&[], 0, 50.0, 64.0), 0..0);
    }

    #[test]
    fn the_active_tab_is_always_shown() {
        let widths = [100.0; 10];
        for active in 0..10 {
            let shown = shown_tabs(&widths, active, 400.0, 64.0);
            assert!(shown.contains(&active) && shown.len() == 3, "{active}: {shown:?}");
        }
        assert_eq!(shown_tabs(&widths, 0, 1_000.0, 64.0), 0..10);
    }
}
