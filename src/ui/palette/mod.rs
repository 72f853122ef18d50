//! Everything that can be done or opened, by a few letters of its name.

mod found;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Area, CornerRadius, Frame, Id, Key, Margin, Modifiers, Order, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::{Action, Command};
use super::icons::Icon;
use super::rows::{ListView, Pressed, Row, Rows};
use super::state::Window;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::one_line;
use found::Item;

/// Rows that are seen at once.
const SEEN: usize = 12;

/// What was typed, and what it finds.
#[derive(Debug, Default)]
pub struct CommandPalette {
    query: String,
    items: Vec<Item>,
    list: ListView,
    /// What the items were found for; `None` finds them anew.
    made_for: Option<MadeFor>,
}

/// What the items depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MadeFor {
    query: String,
    /// The code for the model that is shown was written by then.
    has_code: bool,
}

/// Draws it, where it is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(mut palette) = window.dialogs.palette.take() else { return };
    if window.active_model().is_some()
        && let Some(tab) = window.active_tab_mut()
    {
        tab.view.deploy.ask(actions);
    }
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
        .role(Role::Dialog)
        .accessible_name("Search or run")
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
        let has_code = window.active_tab().is_some_and(|tab| tab.view.deploy.page.is_some());
        let wanted = MadeFor { query: self.query.clone(), has_code };
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        self.items = found::items(ui, window, &self.query);
        // What comes later leaves the selection where it is.
        if self.made_for.as_ref().is_none_or(|made_for| made_for.query != self.query) {
            self.list = ListView::default();
            self.list.selected = Some(0);
            self.list.go_to_top();
        }
        self.made_for = Some(wanted);
    }

    /// The field and the list; what was chosen.
    fn contents(&mut self, ui: &mut Ui) -> Option<usize> {
        let id = Id::unique("palette field");
        let colors = Palette::of(ui.visuals());
        // Before the field, in which the same keys move by characters.
        let pressed = Pressed::beside_field(ui);
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
        if self.items.is_empty() {
            widgets::paragraph(
                ui,
                "Nothing fits. Commands, models, and the columns, keys, files and code of the one that is shown are looked through.",
                colors.text_second,
            );
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a dozen rows")]
        let height = SEEN.min(self.items.len()) as f32 * theme::ROW;
        let rows = Rows::new(Id::unique("palette list"), "Found", self.items.len(), theme::ROW).beside_field(pressed);
        let items = &self.items;
        let done = widgets::list_space(ui, height, |ui| rows.show(ui, &mut self.list, |ui, row| row_ui(ui, row, &items[row.item])));
        if entered { self.list.selected } else { done.clicked }
    }
}

fn row_ui(ui: &Ui, row: &Row, item: &Item) {
    let colors = Palette::of(ui.visuals());
    row.describe(Role::Row, || format!("{}, {}", item.text, item.side).trim_end_matches(", ").to_owned());
    let (rect, hint) = (row.rect, row.background(ui));
    if let Some(icon) = item.icon {
        let at = Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), vec2(16.0, 16.0));
        icon.paint(ui.painter(), at, colors.text_second, colors.surface);
    }
    let side = widgets::line(ui, &one_line(&item.side), theme::small(), hint, rect.width() * 0.45);
    let right = rect.right() - 8.0 - side.size().x;
    ui.painter().galley(pos2(right, rect.center().y - side.size().y / 2.0), side, hint);
    let left = rect.left() + 32.0;
    let text = marked(item, colors, (right - 8.0 - left).max(0.0));
    let text = ui.painter().layout_job(text);
    ui.painter().galley(pos2(left, rect.center().y - text.size().y / 2.0), text, colors.text);
}

/// The text of an item on one line, the letters that fit in bold.
fn marked(item: &Item, colors: &Palette, width: f32) -> LayoutJob {
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(width), ..LayoutJob::default() };
    let mut hits = item.hits.iter().copied().peekable();
    let rest = if item.hits.is_empty() { colors.text } else { colors.text_second };
    for (at, letter) in (0..).zip(item.text.chars()) {
        let is_hit = hits.next_if_eq(&at).is_some();
        let format = if is_hit { TextFormat::simple(theme::strong(), colors.text) } else { TextFormat::simple(theme::body(), rest) };
        job.append(&one_line(letter.encode_utf8(&mut [0; 4])), 0.0, format);
    }
    job
}

/// The field in the bar that opens it, or its sign alone.
pub fn button(ui: &mut Ui, is_wide: bool, actions: &mut Vec<Action>) {
    let colors = Palette::of(ui.visuals());
    let key = Command::Palette.shortcut().map(|shortcut| ui.format_shortcut(&shortcut)).unwrap_or_default();
    let size = vec2(if is_wide { theme::SEARCH } else { theme::SIGN_BUTTON.x }, theme::SIGN_BUTTON.y);
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
        let used = widgets::paint_right(ui, inner, &key, theme::small_mono(), hint);
        widgets::paint_line(ui, inner.with_max_x(inner.right() - used - 6.0), "Search or run", theme::body(), hint);
    }
    widgets::focus_ring(ui, &response, rect);
    if response.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::Palette)).clicked() {
        actions.push(Action::Run(Command::Palette));
    }
}
