//! What can be done with the model: a choice of where to, and a row for each task.

use egui::{Rect, Role, Ui, WidgetInfo};

use super::{DeployView, Line, Lines, list_id};
use crate::mlmodel::display::count;
use crate::platforms::{Group, Verdict};
use crate::present::deploy::{DeployPage, Task};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::{Asked, Folds, Row, Rows};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Chooses what the person deploys to; it is remembered for all models.
pub(super) fn choice_ui(ui: &mut Ui, tab: u64, group: &mut Group) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        ui.label(egui::RichText::new("I deploy to").color(palette.text_second));
        let width = (ui.available_width() - 4.0).clamp(60.0, 180.0);
        let choice = egui::ComboBox::from_id_salt(("deploys to", tab)).selected_text(group.name()).width(width).truncate();
        let choice = choice.show_ui(ui, |ui| {
            for one in Group::ALL {
                ui.selectable_value(group, one, one.name());
            }
        });
        choice.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("I deploy to: {}", group.name())));
    });
    ui.add_space(4.0);
}

/// Draws the tasks.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, page: &DeployPage, view: &mut DeployView) {
    let lines = Lines::of(page, view);
    let is_open = |i: usize| (lines.line(i) == Some(Line::Others)).then_some(lines.others_open);
    let parent = |i: usize| (i > lines.tasks.own.len()).then_some(lines.tasks.own.len());
    let at_click = |i: usize| lines.line(i) == Some(Line::Others);
    let folds = Folds { is_open: &is_open, parent: &parent, at_click: &at_click };
    let rows = Rows::new(list_id(scene.tab), "What to do with the model", lines.len(), theme::TREE_ROW).folds(folds);
    let done = rows.show(ui, &mut view.list, |ui, row| match lines.line(row.item) {
        Some(Line::Task(task)) => task_ui(ui, row, page, task, row.item > lines.tasks.own.len()),
        Some(Line::Others) => others_ui(ui, row, &lines),
        None => {}
    });
    if done.flipped.is_some() {
        view.others_open = !view.others_open;
    }
    // A click shows a task, however often.
    let copies = done.asked == Some(Asked::Copy) || (done.asked == Some(Asked::Activate) && done.clicked.is_none());
    if copies && let Some(task) = view.list.selected.and_then(|i| lines.task(i)) {
        let texts: Vec<&str> = page.code(task).map(|i| page.snippets[i].snippet.text.as_str()).collect();
        if !texts.is_empty() {
            scene.actions.push(Action::Copy(texts.join("\n")));
        }
    }
}

fn task_ui(ui: &Ui, row: &Row, page: &DeployPage, task: Task, is_below: bool) {
    let palette = Palette::of(ui.visuals());
    let (title, tag) = page.title(task);
    let platform = if let Task::Platform(i) = task { page.platforms.get(i) } else { None };
    row.describe(Role::TreeItem, || match platform {
        Some(platform) => format!("{title}: {}", platform.verdict_words),
        None => title.to_owned(),
    });
    let hint = row.background(ui);
    let mark = platform.and_then(|platform| match platform.verdict {
        Verdict::Obstacle => Some(Icon::Error),
        Verdict::Unknown => Some(Icon::Question),
        Verdict::NoneFound => None,
    });
    let left = row.rect.left() + 8.0 + if is_below { 12.0 } else { 0.0 };
    if let Some(mark) = mark {
        let at = Rect::from_center_size(egui::pos2(left + 8.0, row.rect.center().y), egui::Vec2::splat(theme::ICON));
        mark.paint(ui.painter(), at, mark.color(palette), palette.surface);
    }
    let tag = widgets::paint_right(ui, row.rect.with_max_x(row.rect.right() - 8.0), tag, theme::small(), hint);
    let text = Rect::from_x_y_ranges(left + 24.0..=row.rect.right() - tag - 16.0, row.rect.y_range());
    let (_, is_cut) = widgets::paint_line(ui, text, title, theme::body(), palette.text);
    if is_cut {
        row.response.clone().on_hover_text(title);
    }
}

fn others_ui(ui: &Ui, row: &mut Row, lines: &Lines) {
    let palette = Palette::of(ui.visuals());
    let title = count(lines.tasks.others.len(), "other platform", "other platforms");
    row.describe(Role::TreeItem, || title.clone());
    row.background(ui);
    row.arrow(ui, row.rect.left() + 16.0, palette.text_second, lines.others_open);
    widgets::paint_line(ui, row.rect.with_min_x(row.rect.left() + 32.0), &title, theme::body(), palette.text_second);
}
