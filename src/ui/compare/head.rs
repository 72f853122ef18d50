//! Who the two sides are: A the baseline at the left, B the candidate at the right.

use egui::{Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::checks::Severity;
use crate::present::diff::side_facts;
use crate::reading::{Compared, Model};
use crate::ui::command::{Action, Command};
use crate::ui::icons::Icon;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

const HEIGHT: f32 = 64.0;

pub fn ui(ui: &mut Ui, tab: u64, compared: &Compared, narrow: bool, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let center = rect.center().x;
    let (left, right) = rect.split_left_right_at_x(center);
    ui.painter().vline(center, rect.y_range(), Stroke::new(1.0, palette.separator));
    let buttons = [Command::CopyMarkdown, Command::SwapSides];
    let swap_width = if narrow { 46.0 } else { widgets::buttons_width(ui, &buttons.map(Command::text)) + 12.0 };
    side_ui(ui, tab, left.shrink2(vec2(16.0, 8.0)), 0.0, &compared.baseline, "A", "baseline", actions);
    side_ui(ui, tab, right.shrink2(vec2(16.0, 8.0)), swap_width + 4.0, &compared.first.model, "B", "candidate", actions);
    let button = Rect::from_min_max(pos2(right.right() - swap_width, right.top() + 6.0), pos2(right.right() - 12.0, right.top() + 34.0));
    ui.scope_builder(UiBuilder::new().max_rect(button), |ui| {
        if narrow {
            if widgets::icon_button(ui, Icon::Swap, Command::SwapSides.text(), true).clicked() {
                actions.push(Action::Run(Command::SwapSides));
            }
        } else {
            ui.horizontal(|ui| {
                for command in buttons {
                    widgets::command_button(ui, command, actions);
                }
            });
        }
    });
}

/// One side; `taken` is the room at the right of its name that a button has.
#[expect(clippy::too_many_arguments, reason = "one side, drawn twice")]
fn side_ui(ui: &mut Ui, tab: u64, rect: Rect, taken: f32, side: &Model, letter: &str, role: &str, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let path = side.shown_path();
    let (top, bottom) = rect.split_top_bottom_at_y(rect.center().y + 2.0);
    let top = top.with_max_x(top.right() - taken);
    let pill = format!("{letter} {role}");
    let used = paint_pill(ui, top, &pill);
    // The name opens the model by itself; its health stands behind it.
    let room = (top.width() - used - 8.0 - 28.0).max(0.0);
    let galley = widgets::line(ui, &side.name, theme::section(), palette.text, room);
    let at = pos2(top.left() + used + 8.0, top.center().y - galley.size().y / 2.0);
    let name_rect = Rect::from_min_size(at, galley.size());
    let response = ui.interact(name_rect, egui::Id::unique(("side", tab, letter)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{pill}: {}", side.name)));
    let color = if response.hovered() { palette.accent } else { palette.text };
    ui.painter().galley_with_override_text_color(at, galley, color);
    widgets::focus_ring(ui, &response, name_rect.expand(3.0));
    if response.clicked() {
        actions.push(Action::Open(side.opened.path.clone()));
    }
    response.on_hover_text(format!("{}\n{}\nClick to open it by itself", side.name, path));
    let health = Rect::from_center_size(pos2((name_rect.right() + 16.0).min(top.right() - 8.0), top.center().y), vec2(16.0, 16.0));
    let (worst, sentence) = match side.folder() {
        Some(_) => (side.health.worst(), side.health.sentence()),
        None => (Some(Severity::Error), "Not a model".to_owned()),
    };
    let icon = Icon::worst(worst);
    icon.paint(ui.painter(), health, icon.color(palette), palette.surface);
    let response = ui.interact(health, egui::Id::unique(("side health", tab, letter)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, format!("{letter}: {sentence}")));
    response.on_hover_text(&sentence);
    let (text, color) = match (side.folder(), side.findings.first()) {
        (Some(folder), _) if folder.model().is_some() => {
            let facts = side_facts(folder).join(" · ");
            (if facts.is_empty() { path.clone() } else { facts }, palette.text_second)
        }
        (_, Some(finding)) => (format!("{}. {}", finding.title.trim_end_matches('.'), finding.help), palette.error),
        _ => (path.clone(), palette.text_second),
    };
    let response = ui.interact(bottom, egui::Id::unique(("side facts", tab, letter)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    widgets::paint_line(ui, bottom, &text, theme::body(), color);
    response.on_hover_text(format!("{text}\n{path}"));
}

/// A pill at the left of `rect`; how wide it is.
fn paint_pill(ui: &Ui, rect: Rect, text: &str) -> f32 {
    let palette = Palette::of(ui.visuals());
    let galley = widgets::line(ui, text, theme::small(), palette.text, 200.0);
    let size = vec2(galley.size().x + 20.0, 20.0);
    let pill = Rect::from_min_size(pos2(rect.left(), rect.center().y - 10.0), size);
    ui.painter().rect(pill, egui::CornerRadius::same(10), palette.raised, Stroke::new(1.0, palette.separator), egui::StrokeKind::Inside);
    ui.painter().galley(pill.center() - galley.size() / 2.0, galley, palette.text);
    size.x
}
