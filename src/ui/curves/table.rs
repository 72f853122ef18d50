//! The numbers of the curves: a row for each step, a column for each run.

use egui::{Id, Rect, Role, Sense, Ui, pos2, vec2};

use super::marks::Mark;
use super::state::{CurvesDialog, DrawnCurves};
use crate::library::LoggedValue;
use crate::mlmodel::display::one_line;
use crate::present::{Table, TableForm, listed};
use crate::ui::command::Action;
use crate::ui::rows::{Asked, Row, Rows};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// The width of the column of steps, in points.
const STEP: f32 = 90.0;
/// The width of a run's column, in points.
const LEAST: f32 = 104.0;

/// Draws them.
pub(super) fn ui(ui: &mut Ui, dialog: &mut CurvesDialog, drawn: &DrawnCurves, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    #[expect(clippy::cast_precision_loss, reason = "eight runs at most")]
    let runs = dialog.runs.len().max(1) as f32;
    let width = ((ui.available_width() - theme::SCROLL_BAR - STEP) / runs).clamp(LEAST, 220.0);
    let (heading, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
    let whole = ui.clip_rect();
    ui.set_clip_rect(heading.intersect(whole));
    widgets::paint_right(ui, cell(heading, 0.0, STEP), "step", theme::small(), palette.text_hint);
    for (run, left) in columns(dialog, width) {
        let cell = cell(heading, left - dialog.sideways, width);
        let name = dialog.runs.get(run).map(|run| one_line(&run.name).into_owned()).unwrap_or_default();
        Mark::of(run, palette).paint(ui.painter(), Rect::from_center_size(pos2(cell.left() + 10.0, cell.center().y), vec2(20.0, 10.0)));
        widgets::paint_line(ui, cell.with_min_x(cell.left() + 26.0), &name, theme::small(), palette.text_second);
    }
    ui.set_clip_rect(whole);
    let names: Vec<String> = dialog.runs.iter().map(|run| one_line(&run.name).into_owned()).collect();
    let rows =
        Rows::new(Id::unique("curves table"), "Values", drawn.steps().len(), theme::TREE_ROW).empty("Nothing was logged under this name.");
    let mut view = std::mem::take(&mut dialog.table);
    let done = rows.wide(STEP + width * runs + theme::SCROLL_BAR).show(ui, &mut view, |ui, row| row_ui(ui, row, drawn, &names, width));
    dialog.table = view;
    if (dialog.sideways - done.sideways).abs() > 0.1 {
        dialog.sideways = done.sideways;
        ui.ctx().request_repaint();
    }
    if done.asked == Some(Asked::Copy)
        && let Some(step) = dialog.table.selected.and_then(|row| drawn.steps().get(row))
    {
        let values = (0..names.len()).map(|run| drawn.at_step(run, *step).map(whole_number).unwrap_or_default());
        actions.push(Action::CopyTable(Table::of_row(std::iter::once(step.to_string()).chain(values).collect()), TableForm::Tsv));
    }
}

fn columns(dialog: &CurvesDialog, width: f32) -> impl Iterator<Item = (usize, f32)> + use<> {
    #[expect(clippy::cast_precision_loss, reason = "eight runs at most")]
    let left = move |run: usize| (run, STEP + run as f32 * width);
    (0..dialog.runs.len()).map(left)
}

fn cell(row: Rect, left: f32, width: f32) -> Rect {
    Rect::from_x_y_ranges(row.left() + left + 6.0..=row.left() + left + width - 6.0, row.y_range())
}

fn whole_number(value: f64) -> String {
    listed::logged_whole(LoggedValue::Number(value))
}

fn row_ui(ui: &Ui, row: &mut Row, drawn: &DrawnCurves, names: &[String], width: f32) {
    let palette = Palette::of(ui.visuals());
    let Some(step) = drawn.steps().get(row.item).copied() else { return };
    row.background(ui);
    let values: Vec<Option<f64>> = (0..names.len()).map(|run| drawn.at_step(run, step)).collect();
    row.describe(Role::Row, || {
        let named = names.iter().zip(&values).filter_map(|(name, value)| Some(format!("{name} {}", whole_number((*value)?))));
        std::iter::once(format!("step {step}")).chain(named).collect::<Vec<_>>().join(", ")
    });
    widgets::paint_right(ui, cell(row.rect, 0.0, STEP), &step.to_string(), theme::body(), palette.text_second);
    let mut left = STEP;
    for value in values {
        if let Some(value) = value {
            widgets::paint_right(ui, cell(row.rect, left, width), &whole_number(value), theme::mono(), palette.text);
        }
        left += width;
    }
}
