//! Who the two sides are: A the baseline at the left, B the candidate at the right.

use egui::{Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::PairScene;
use crate::checks::Severity;
use crate::present::diff::side_facts;
use crate::reading::Model;
use crate::ui::command::{Action, Command};
use crate::ui::icons::Icon;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Draws the two sides.
pub fn ui(ui: &mut Ui, scene: &mut PairScene<'_>, narrow: bool) {
    let palette = Palette::of(ui.visuals());
    let compared = &scene.pair.diff.compared;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::SIDE_HEAD), Sense::hover());
    let center = rect.center().x;
    let (left, right) = rect.split_left_right_at_x(center);
    ui.painter().vline(center, rect.y_range(), Stroke::new(1.0, palette.separator));
    let buttons = [Command::CopyMarkdown, Command::SwapSides];
    let swap_width = if narrow { 46.0 } else { widgets::buttons_width(ui, &buttons.map(Command::text)) + 12.0 };
    let a = SideHead { model: &compared.baseline, letter: "A", role: "baseline", taken: 0.0 };
    a.ui(ui, scene, left.shrink2(vec2(16.0, 8.0)));
    let b = SideHead { model: &compared.first.model, letter: "B", role: "candidate", taken: swap_width + 4.0 };
    b.ui(ui, scene, right.shrink2(vec2(16.0, 8.0)));
    let button = Rect::from_min_max(pos2(right.right() - swap_width, right.top() + 6.0), pos2(right.right() - 12.0, right.top() + 34.0));
    ui.scope_builder(UiBuilder::new().max_rect(button), |ui| {
        if narrow {
            if widgets::icon_button(ui, Icon::Swap, Command::SwapSides.text(), true).clicked() {
                scene.actions.push(Action::Run(Command::SwapSides));
            }
        } else {
            ui.horizontal(|ui| {
                for command in buttons {
                    widgets::command_button(ui, command, scene.actions);
                }
            });
        }
    });
}

/// One side.
struct SideHead<'a> {
    model: &'a Model,
    letter: &'a str,
    role: &'a str,
    /// The room at the right of its name that buttons have, in points.
    taken: f32,
}

impl SideHead<'_> {
    fn ui(&self, ui: &Ui, scene: &mut PairScene<'_>, rect: Rect) {
        let (top, bottom) = rect.split_top_bottom_at_y(rect.center().y + 2.0);
        let top = top.with_max_x(top.right() - self.taken);
        let right = self.name_ui(ui, scene, top);
        let health = Rect::from_center_size(pos2((right + 16.0).min(top.right() - 8.0), top.center().y), vec2(theme::ICON, theme::ICON));
        self.health_ui(ui, scene.tab, health);
        self.facts_ui(ui, scene.tab, bottom);
    }

    /// Which side it is and its name, which opens the model by itself; where the name ends.
    fn name_ui(&self, ui: &Ui, scene: &mut PairScene<'_>, rect: Rect) -> f32 {
        let palette = Palette::of(ui.visuals());
        let name = &self.model.name;
        let pill = format!("{} {}", self.letter, self.role);
        let used = paint_pill(ui, rect, &pill);
        // Its health stands behind the name.
        let room = (rect.width() - used - 8.0 - 28.0).max(0.0);
        let galley = widgets::line(ui, name, theme::section(), palette.text, room);
        let at = pos2(rect.left() + used + 8.0, rect.center().y - galley.size().y / 2.0);
        let hit = Rect::from_min_size(at, galley.size());
        let response = ui.interact(hit, egui::Id::unique(("side", scene.tab, self.letter)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{pill}: {name}")));
        let color = if response.hovered() { palette.accent } else { palette.text };
        ui.painter().galley_with_override_text_color(at, galley, color);
        widgets::focus_ring(ui, &response, hit.expand(3.0));
        if response.clicked() {
            scene.actions.push(Action::Open(self.model.opened.path.clone()));
        }
        response.on_hover_text(format!("{name}\n{}\nClick to open it by itself", self.model.shown_path()));
        hit.right()
    }

    fn health_ui(&self, ui: &Ui, tab: u64, rect: Rect) {
        let palette = Palette::of(ui.visuals());
        let (worst, sentence) = match self.model.folder() {
            Some(_) => (self.model.health().worst(), self.model.health().sentence()),
            None => (Some(Severity::Error), "Not a model".to_owned()),
        };
        let icon = Icon::worst(worst);
        icon.paint(ui.painter(), rect, icon.color(palette), palette.surface);
        let response = ui.interact(rect, egui::Id::unique(("side health", tab, self.letter)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, format!("{}: {sentence}", self.letter)));
        response.on_hover_text(&sentence);
    }

    /// What tells the side apart, or why it cannot be read.
    fn facts_ui(&self, ui: &Ui, tab: u64, rect: Rect) {
        let palette = Palette::of(ui.visuals());
        let path = self.model.shown_path();
        let (text, color) = match (self.model.folder(), self.model.findings().first()) {
            (Some(folder), _) if folder.model().is_some() => {
                let facts = side_facts(folder).join(" · ");
                (if facts.is_empty() { path.clone() } else { facts }, palette.text_second)
            }
            (_, Some(finding)) => (format!("{}. {}", finding.title.trim_end_matches('.'), finding.help), palette.error),
            _ => (path.clone(), palette.text_second),
        };
        let response = ui.interact(rect, egui::Id::unique(("side facts", tab, self.letter)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
        widgets::paint_line(ui, rect, &text, theme::body(), color);
        response.on_hover_text(format!("{text}\n{path}"));
    }
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
