//! Everything that can be done or opened, by a few letters of its name.

use std::path::PathBuf;

use egui::{Align2, Area, CornerRadius, Frame, Id, Key, Margin, Modifiers, Order, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::{Action, Command};
use super::icons::Icon;
use super::state::Window;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{one_line, os_text};

/// Models of the library that are offered at most.
const MOST_MODELS: usize = 50;
/// Rows that are seen at once.
const SEEN: usize = 12;

/// What was typed, and what it finds.
#[derive(Debug, Default)]
pub struct CommandPalette {
    query: String,
    items: Vec<Item>,
    selected: usize,
    /// What the items were found for.
    made_for: Option<String>,
    offset: f32,
}

/// Something that can be chosen.
#[derive(Clone, Debug)]
struct Item {
    icon: Option<Icon>,
    text: String,
    /// At the right: the key, or where it lies.
    side: String,
    action: Action,
}

/// Draws it, where it is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(mut palette) = window.dialogs.palette.take() else { return };
    palette.find(ui, window);
    let mut is_open = true;
    let content = ui.content_rect();
    // What lies behind is dimmed and takes no clicks.
    Area::new(Id::unique("palette veil")).order(Order::Middle).fixed_pos(content.min).show(ui, |ui| {
        let response = ui.allocate_rect(content, Sense::click());
        ui.painter().rect_filled(content, CornerRadius::ZERO, theme::shade());
        is_open &= !response.clicked();
    });
    let width = theme::PALETTE.min(content.width() - 48.0);
    let chosen = Area::new(Id::unique("palette"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, vec2(0.0, theme::BAR + 8.0))
        .show(ui, |ui| {
            let frame = Frame::popup(ui.style()).inner_margin(Margin::same(8)).corner_radius(theme::DIALOG_RADIUS);
            frame.show(ui, |ui| {
                ui.set_width(width - 16.0);
                palette.contents(ui)
            })
        })
        .inner
        .inner;
    if let Some(item) = chosen.and_then(|i| palette.items.get(i)) {
        actions.push(item.action.clone());
        is_open = false;
    }
    is_open &= !ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if is_open {
        window.dialogs.palette = Some(palette);
    }
}

impl CommandPalette {
    /// Finds what fits, where something else was typed.
    fn find(&mut self, ui: &Ui, window: &Window) {
        if self.made_for.as_deref() == Some(self.query.as_str()) {
            return;
        }
        self.made_for = Some(self.query.clone());
        self.selected = 0;
        self.offset = 0.0;
        let words: Vec<String> = self.query.split_whitespace().map(str::to_lowercase).collect();
        let fits = |text: &str| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        self.items.clear();
        for (i, tab) in window.tabs.iter().enumerate().filter(|(_, tab)| fits(&tab.title)) {
            let item = Item { icon: Some(Icon::File), text: tab.title.clone(), side: "open".to_owned(), action: Action::ActivateTab(i) };
            self.items.push(item);
        }
        for command in Command::all().filter(|command| *command != Command::Palette && window.allows(*command)) {
            if fits(&format!("{} {}", command.text(), command.group().title())) {
                let side = command.shortcut().map(|shortcut| ui.format_shortcut(&shortcut)).unwrap_or_default();
                self.items.push(Item { icon: None, text: command.text().to_owned(), side, action: Action::Run(command) });
            }
        }
        // Without a word the library would bury the commands.
        if !words.is_empty() {
            self.items.extend(models(window, &self.query));
        }
    }

    /// The field and the list; what was chosen.
    fn contents(&mut self, ui: &mut Ui) -> Option<usize> {
        let id = Id::unique("palette field");
        let colors = Palette::of(ui.visuals());
        let moved = ui.input_mut(|input| {
            let keys = [(Key::ArrowDown, 1_isize), (Key::ArrowUp, -1), (Key::PageDown, 10), (Key::PageUp, -10)];
            keys.into_iter().filter(|(key, _)| input.consume_key(Modifiers::NONE, *key)).map(|(_, by)| by).sum::<isize>()
        });
        let last = self.items.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(moved).min(last);
        let field = ui.add(
            egui::TextEdit::singleline(&mut self.query)
                .id(id)
                .hint_text(egui::RichText::new("Search or run a command").color(colors.text_hint))
                .desired_width(f32::INFINITY)
                .margin(Margin::symmetric(8, 6)),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search or run a command"));
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if !field.has_focus() && !entered {
            field.request_focus();
        }
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        if self.items.is_empty() {
            widgets::paragraph(ui, "Nothing fits. Commands, open models and models of the library are looked through.", colors.text_second);
            return None;
        }
        let mut clicked = None;
        #[expect(clippy::cast_precision_loss, reason = "a dozen rows")]
        let height = SEEN.min(self.items.len()) as f32 * theme::ROW;
        let mut scroll = egui::ScrollArea::vertical().id_salt("palette list").max_height(height).auto_shrink([false, true]);
        if moved != 0
            && let Some(offset) = widgets::scroll_to(self.selected, theme::ROW, self.offset, height)
        {
            scroll = scroll.vertical_scroll_offset(offset);
        }
        let out = scroll.show_rows(ui, theme::ROW, self.items.len(), |ui, range| {
            for i in range {
                if row_ui(ui, i, &self.items[i], i == self.selected).clicked() {
                    clicked = Some(i);
                }
            }
        });
        self.offset = out.state.clamped_offset().y;
        if entered { Some(self.selected) } else { clicked }
    }
}

/// Models of the library, those whose name begins with what was typed first.
fn models(window: &Window, query: &str) -> Vec<Item> {
    let view =
        crate::library::View { filter: query.to_owned(), grouping: crate::library::Grouping::None, ..crate::library::View::default() };
    let start = query.trim().to_lowercase();
    let mut found: Vec<(bool, Item)> = view
        .rows(&window.library.places)
        .into_iter()
        .filter_map(|row| {
            let crate::library::ListRow::Model { place, index } = row else { return None };
            let place = &window.library.places[place];
            let entry = place.entries.get(index)?;
            let path: PathBuf = place.path.join(&entry.path);
            // Open models stand above already.
            if window.tabs.iter().any(|tab| tab.loaded().is_some_and(|loaded| loaded.model.opened.path == path)) {
                return None;
            }
            let side = entry.experiment.as_deref().map_or_else(|| os_text(entry.path.as_os_str()), str::to_owned);
            let item = Item { icon: Some(Icon::Folder), text: entry.name.to_string(), side, action: Action::Open(path) };
            Some((!entry.name.to_lowercase().starts_with(&start), item))
        })
        .collect();
    found.sort_by_key(|(is_elsewhere, _)| *is_elsewhere);
    found.into_iter().take(MOST_MODELS).map(|(_, item)| item).collect()
}

fn row_ui(ui: &mut Ui, i: usize, item: &Item, is_selected: bool) -> egui::Response {
    let colors = Palette::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
    let response = ui.interact(rect, Id::unique(("palette row", i)), Sense::CLICK);
    response
        .widget_info(|| WidgetInfo::selected(Role::Row, true, is_selected, format!("{}, {}", item.text, item.side).trim_end_matches(", ")));
    let hint = widgets::row_background(ui, rect, widgets::RowState { is_selected, is_hovered: response.hovered(), is_focused: false });
    if let Some(icon) = item.icon {
        let at = Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), vec2(16.0, 16.0));
        icon.paint(ui.painter(), at, colors.text_second, colors.surface);
    }
    let side = widgets::line(ui, &one_line(&item.side), theme::small(), hint, rect.width() * 0.45);
    let right = rect.right() - 8.0 - side.size().x;
    ui.painter().galley(pos2(right, rect.center().y - side.size().y / 2.0), side, hint);
    let left = rect.left() + 32.0;
    widgets::paint_line(
        ui,
        Rect::from_x_y_ranges(left..=(right - 8.0).max(left), rect.y_range()),
        &one_line(&item.text),
        theme::body(),
        colors.text,
    );
    response
}

/// The field in the bar that opens it, or its sign alone.
pub fn button(ui: &mut Ui, is_wide: bool, actions: &mut Vec<Action>) {
    let colors = Palette::of(ui.visuals());
    let key = Command::Palette.shortcut().map(|shortcut| ui.format_shortcut(&shortcut)).unwrap_or_default();
    let size = vec2(if is_wide { theme::SEARCH } else { widgets::SIGN.x }, widgets::SIGN.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Search or run a command"));
    let fill = if response.hovered() { colors.hovered } else { colors.raised };
    let stroke = egui::Stroke::new(1.0, colors.separator);
    ui.painter().rect(rect, CornerRadius::same(theme::RADIUS), fill, stroke, egui::StrokeKind::Inside);
    let hint = colors.text_second;
    let icon = Rect::from_center_size(pos2(rect.left() + 17.0, rect.center().y), vec2(16.0, 16.0));
    Icon::Search.paint(ui.painter(), icon, hint, colors.surface);
    if is_wide {
        let inner = rect.with_min_x(rect.left() + 32.0).with_max_x(rect.right() - 8.0);
        let used = widgets::paint_right(ui, inner, &key, egui::FontId::new(11.0, egui::FontFamily::Monospace), hint);
        widgets::paint_line(ui, inner.with_max_x(inner.right() - used - 6.0), "Search or run", theme::body(), hint);
    }
    widgets::focus_ring(ui, &response, rect);
    if response.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::Palette)).clicked() {
        actions.push(Action::Run(Command::Palette));
    }
}
