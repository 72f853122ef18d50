//! Small things drawn in several places.

use egui::{
    Align2, Color32, CornerRadius, FontId, Frame, Galley, Id, Key, Margin, Modal, Popup, Pos2, Rect, Response, Role, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

use super::command::{Action, Command};
use super::icons::Icon;
use super::panes;
use super::theme::{self, Palette};
use crate::library::Trend;

/// Text on one line, cut with … where it does not fit `width`.
pub fn line(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// Paints one line of text in the vertical middle of `rect`, from its left; how far it went, and whether it was cut.
pub fn paint_line(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32) -> (f32, bool) {
    let galley = line(ui, text, font, color, rect.width());
    let size = galley.size();
    let cut = galley.elided;
    ui.painter().galley(pos2(rect.left(), rect.center().y - size.y / 2.0), galley, color);
    (size.x, cut)
}

/// A label of one line; the whole of it on hover where it was cut.
pub fn label(ui: &mut Ui, text: &str, font: FontId, color: Color32) -> Response {
    let width = ui.available_width();
    let galley = line(ui, text, font, color, width);
    let cut = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().galley(rect.min, galley, color);
    if cut { response.on_hover_text(text) } else { response }
}

/// Shows what is scrolled from this offset, in points. egui 0.37 knows until the end of the frame only how far it could be
/// scrolled in the last one, takes what lies beyond for an edge that was pulled over, and would spring back.
pub fn scrolled_to(ui: &mut Ui, scroll: ScrollArea, offset: f32) -> ScrollArea {
    ui.spacing_mut().scroll.kinetic.rubber_band = false;
    scroll.vertical_scroll_offset(offset)
}

/// Draws from the top left: in a column of `Ui::columns`, egui stretches every line of text to both edges.
pub fn from_left(column: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    column.with_layout(egui::Layout::top_down(egui::Align::Min), contents);
}

/// Text that may take several lines.
pub fn paragraph(ui: &mut Ui, text: &str, color: Color32) -> Response {
    ui.add(egui::Label::new(egui::RichText::new(text).color(color)).wrap())
}

/// A sign with a name for those who cannot see it.
pub fn icon(ui: &mut Ui, icon: Icon, color: Color32, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(theme::ICON), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    icon.paint(ui.painter(), rect, color, Palette::of(ui.visuals()).surface);
    response
}

/// A square button with a sign in it.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, framed: bool) -> Response {
    sign_ui(ui, icon, name, framed).on_hover_text(name)
}

fn sign_ui(ui: &mut Ui, icon: Icon, name: &str, framed: bool) -> Response {
    let size = if framed { theme::SIGN_BUTTON } else { Vec2::splat(20.0) };
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let palette = Palette::of(ui.visuals());
    let radius = CornerRadius::same(theme::RADIUS);
    if framed {
        ui.painter().rect(rect, radius, palette.raised, Stroke::new(1.0, palette.separator), StrokeKind::Inside);
    }
    if response.hovered() {
        ui.painter().rect_filled(rect, radius, palette.hovered);
    }
    let color = if response.hovered() { palette.text } else { palette.text_second };
    icon.paint(ui.painter(), rect, color, palette.surface);
    focus_ring(ui, &response, rect);
    response
}

/// The ring around what the keyboard is on.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let accent = Palette::of(ui.visuals()).accent;
        ui.painter().rect_stroke(rect, CornerRadius::same(theme::RADIUS), Stroke::new(theme::RING, accent), StrokeKind::Inside);
    }
}

/// A button for a command, with its tooltip and shortcut.
pub fn command_button(ui: &mut Ui, command: Command, actions: &mut Vec<Action>) -> Response {
    let response = ui.button(command.text());
    let response = response.on_hover_ui(|ui| command_tooltip(ui, command));
    if response.clicked() {
        actions.push(Action::Run(command));
    }
    response
}

/// The same as a sign, where there is no room for words.
pub fn command_sign(ui: &mut Ui, icon: Icon, command: Command, actions: &mut Vec<Action>) {
    if sign_ui(ui, icon, command.text(), true).on_hover_ui(|ui| command_tooltip(ui, command)).clicked() {
        actions.push(Action::Run(command));
    }
}

/// The same without a frame, in a strip.
pub fn command_icon(ui: &mut Ui, icon: Icon, command: Command, actions: &mut Vec<Action>) {
    if sign_ui(ui, icon, command.text(), false).on_hover_ui(|ui| command_tooltip(ui, command)).clicked() {
        actions.push(Action::Run(command));
    }
}

/// A list in a menu, which scrolls where the window is too low for it.
pub fn menu_list<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let height = (ui.content_rect().height() - 64.0).max(64.0);
    // Where the list scrolls, the bar stands beside it: keys are written at its right edge.
    ui.spacing_mut().scroll.floating_allocated_width = theme::SCROLL_BAR;
    ScrollArea::vertical().id_salt("menu").max_height(height).show(ui, contents).inner
}

/// The menu of a secondary click.
pub fn context_menu(response: &Response, contents: impl FnOnce(&mut Ui)) {
    Popup::context_menu(response).accessible_name("Context menu").show(contents);
}

/// How wide buttons with these words are beside one another: they are placed from the left even where they
/// stand at the right, so that Tab meets them in their order.
pub fn buttons_width(ui: &Ui, words: &[&str]) -> f32 {
    let spacing = ui.spacing();
    let width = |words: &&str| line(ui, words, theme::body(), Color32::WHITE, 400.0).size().x + 2.0 * spacing.button_padding.x;
    let gaps = words.len().saturating_sub(1);
    #[expect(clippy::cast_precision_loss, reason = "a handful of buttons")]
    let gaps = gaps as f32 * spacing.item_spacing.x;
    words.iter().map(width).sum::<f32>() + gaps + 1.0
}

/// What a command does, and its key.
pub fn command_tooltip(ui: &mut Ui, command: Command) {
    ui.horizontal(|ui| {
        ui.label(command.tooltip());
        if let Some(shortcut) = command.shortcut() {
            let text = ui.format_shortcut(&shortcut);
            ui.label(egui::RichText::new(text).font(theme::mono()).color(Palette::of(ui.visuals()).text_second));
        }
    });
}

/// A rounded label: a flavor, a state.
pub fn pill(ui: &mut Ui, text: &str, color: Color32, fill: Color32, font: FontId) -> Response {
    let galley = line(ui, text, font, color, 320.0);
    let size = vec2(galley.size().x + 20.0, 20.0_f32.max(galley.size().y + 6.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let palette = Palette::of(ui.visuals());
    ui.painter().rect(rect, CornerRadius::same(10), fill, Stroke::new(1.0, palette.separator), StrokeKind::Inside);
    ui.painter().galley(pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0), galley, color);
    response
}

/// Paints a chip for a type: its colour on a wash of itself. Gives its width.
pub fn chip(ui: &Ui, left_center: Pos2, text: &str, color: Color32, max_width: f32) -> f32 {
    let palette = Palette::of(ui.visuals());
    let galley = line(ui, text, theme::mono(), color, max_width - 14.0);
    let size = vec2(galley.size().x + 14.0, 18.0);
    let rect = Rect::from_min_size(pos2(left_center.x, left_center.y - size.y / 2.0), size);
    ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_SMALL), palette.wash(color));
    ui.painter().galley(pos2(rect.left() + 7.0, rect.center().y - galley.size().y / 2.0), galley, color);
    size.x
}

/// A field to filter with.
pub struct FilterField<'a> {
    pub id: Id,
    /// The list that it filters: one key leads from the list to its filter.
    pub list: Id,
    /// What is said where it is empty.
    pub hint: &'a str,
    pub width: f32,
}

impl FilterField<'_> {
    /// Draws the field; Esc empties it.
    pub fn ui(self, ui: &mut Ui, text: &mut String) -> Response {
        let Self { id, list, hint, width } = self;
        panes::filtered(ui, list, id);
        let response = ui.add(
            egui::TextEdit::singleline(text)
                .id(id)
                .hint_text(egui::RichText::new(hint).color(Palette::of(ui.visuals()).text_hint))
                .desired_width(width)
                .margin(Margin::symmetric(8, 5)),
        );
        response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, hint));
        // Esc takes the focus away in the same frame.
        if (response.has_focus() || response.lost_focus()) && ui.input(|input| input.key_pressed(Key::Escape)) {
            text.clear();
        }
        focus_ring(ui, &response, response.rect);
        response
    }
}

/// Room of this height for a list of rows. The strip of its scroll bar stands in the margin at the right.
pub fn list_space<R>(ui: &mut Ui, height: f32, list: impl FnOnce(&mut Ui) -> R) -> R {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let place = rect.with_max_x(rect.right() + theme::SCROLL_BAR);
    // What is around the list does not become wider by the strip.
    list(&mut ui.new_child(egui::UiBuilder::new().max_rect(place)))
}

/// Several words of which one is chosen; whether that changed. Each has an explanation.
pub fn choice<T: Copy + PartialEq>(ui: &mut Ui, name: &str, current: &mut T, options: &[(T, &str, &str)]) -> bool {
    let palette = Palette::of(ui.visuals());
    let mut is_changed = false;
    let words: Vec<Arc<Galley>> = options.iter().map(|(_, word, _)| line(ui, word, theme::body(), palette.text, 200.0)).collect();
    let width: f32 = words.iter().map(|word| word.size().x + 20.0).sum();
    let (whole, group) = ui.allocate_exact_size(vec2(width, 26.0), Sense::hover());
    group.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, true, name));
    let radius = CornerRadius::same(theme::RADIUS);
    ui.painter().rect(whole, radius, palette.raised, Stroke::new(1.0, palette.separator), StrokeKind::Inside);
    let mut x = whole.left();
    for ((value, word, about), galley) in options.iter().zip(words) {
        let rect = Rect::from_min_size(pos2(x, whole.top()), vec2(galley.size().x + 20.0, whole.height()));
        x = rect.right();
        let is_current = *current == *value;
        let response = ui.interact(rect, group.id.with(word), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_current, *word));
        if is_current {
            ui.painter().rect(rect, radius, palette.selected, Stroke::new(1.0, palette.accent), StrokeKind::Inside);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, radius, palette.hovered);
        }
        let color = if is_current { palette.text } else { palette.text_second };
        ui.painter().galley_with_override_text_color(rect.center() - galley.size() / 2.0, galley, color);
        focus_ring(ui, &response, rect);
        if response.clicked() && !is_current {
            *current = *value;
            is_changed = true;
        }
        response.on_hover_text(*about);
    }
    is_changed
}

/// A switch with its name at the right of it.
pub fn switch(ui: &mut Ui, on: bool, name: &str) -> Response {
    let palette = Palette::of(ui.visuals());
    let galley = line(ui, name, theme::body(), palette.text, 200.0);
    let (rect, response) = ui.allocate_exact_size(vec2(36.0 + galley.size().x, 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), on, name));
    let track = Rect::from_min_size(pos2(rect.left(), rect.center().y - 8.0), vec2(28.0, 16.0));
    let (fill, knob) = if on { (palette.accent, palette.on_accent) } else { (palette.raised, palette.text_second) };
    ui.painter().rect(
        track,
        CornerRadius::same(8),
        fill,
        Stroke::new(1.0, if on { palette.accent } else { palette.text_hint }),
        StrokeKind::Inside,
    );
    let x = if on { track.right() - 8.0 } else { track.left() + 8.0 };
    ui.painter().circle_filled(pos2(x, track.center().y), 5.0, knob);
    ui.painter().galley(pos2(rect.left() + 36.0, rect.center().y - galley.size().y / 2.0), galley, palette.text);
    focus_ring(ui, &response, rect.expand(2.0));
    response
}

/// Text that ends at the right edge, such as the small count next to the name of a tab. Its width in points.
pub fn paint_right(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32) -> f32 {
    ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, text, font, color).width()
}

/// A path whose end counts most: cut at its beginning.
pub fn paint_tail(ui: &Ui, rect: Rect, path: &str, color: Color32) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "characters in a line")]
    let room = (rect.width() / theme::SMALL_DIGIT) as usize;
    let count = path.chars().count();
    let shown =
        if count > room && room > 1 { format!("…{}", path.chars().skip(count - room + 1).collect::<String>()) } else { path.to_owned() };
    paint_line(ui, rect, &shown, theme::small_mono(), color);
}

/// A dialog over the window; `name` is what it is called for those who do not see it.
pub fn modal(ui: &Ui, id: &str, name: impl Into<String>) -> Modal {
    let id = Id::unique(id);
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(theme::DIALOG_MARGIN)).corner_radius(theme::DIALOG_RADIUS);
    Modal::new(id).area(Modal::default_area(id).accessible_name(name)).frame(frame)
}

/// The shape of a history; its last value has a dot.
pub fn trend(ui: &Ui, cell: Rect, trend: &Trend, color: Color32) {
    let area = cell.shrink2(Vec2::new(1.0, 6.0));
    #[expect(clippy::cast_precision_loss, reason = "a few values")]
    let step = area.width() / (trend.values().len().max(2) - 1) as f32;
    let mut x = area.left();
    let mut points: Vec<Option<Pos2>> = Vec::new();
    for value in trend.values() {
        points.push(value.map(|value| pos2(x, egui::lerp(area.bottom()..=area.top(), value))));
        x += step;
    }
    for line in points.split(Option::is_none).filter(|line| line.len() > 1) {
        ui.painter().line(line.iter().flatten().copied().collect(), Stroke::new(1.0, color));
    }
    if let Some(last) = points.iter().rev().flatten().next() {
        ui.painter().circle_filled(*last, 1.75, color);
    }
}
