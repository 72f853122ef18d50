//! The names of the curves, with what is said of each.

use egui::{Rect, Role, Ui, pos2, vec2};

use super::legend_id;
use super::marks::Mark;
use super::plot;
use super::state::{CurvesDialog, DrawnCurves, HistoryState};
use crate::library::LoggedValue;
use crate::mlmodel::display::{count, one_line};
use crate::present::curve::{Along, Summary};
use crate::present::{Table, TableForm, listed};
use crate::ui::command::Action;
use crate::ui::rows::{Asked, Row, Rows};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// What is said of one run.
struct Line {
    name: String,
    about: String,
    is_failed: bool,
}

/// Draws them; `pointed` is where the pointer is on the axis to the right.
pub(super) fn ui(ui: &mut Ui, dialog: &mut CurvesDialog, drawn: &DrawnCurves, pointed: Option<f64>, actions: &mut Vec<Action>) {
    let lines: Vec<Line> = (0..dialog.runs.len()).map(|run| line(dialog, drawn, run, pointed)).collect();
    let rows = Rows::new(legend_id(), "Runs", lines.len(), theme::TWO_LINES);
    let mut view = std::mem::take(&mut dialog.names);
    let done = rows.show(ui, &mut view, |ui, row| line_ui(ui, row, &lines[row.item]));
    dialog.names = view;
    if done.asked == Some(Asked::Copy)
        && let Some(line) = dialog.names.selected.and_then(|i| lines.get(i))
    {
        actions.push(Action::CopyTable(Table::of_row(vec![line.name.clone(), line.about.clone()]), TableForm::Tsv));
    }
}

fn line(dialog: &CurvesDialog, drawn: &DrawnCurves, run: usize, pointed: Option<f64>) -> Line {
    let name = dialog.runs.get(run).map(|run| one_line(&run.name).into_owned()).unwrap_or_default();
    let (about, is_failed) = match (dialog.history(run), drawn.curves.get(run)) {
        (Some(HistoryState::Failed(why)), _) => (format!("cannot be read: {why}"), true),
        (Some(HistoryState::Ready(_)), Some(Some(curve))) => {
            let value = pointed.and_then(|x| plot::at(curve, x, dialog.form.is_log));
            match value {
                Some(point) => {
                    let at = if dialog.form.along == Along::Step { format!("step {:.0}", point.x) } else { plot::seconds(point.x) };
                    let is_smoothed = if curve.raw.is_some() { ", smoothed" } else { "" };
                    (format!("{} at {at}{is_smoothed}", number(point.y)), false)
                }
                None => (summary(&curve.summary, curve.history.is_cut), false),
            }
        }
        _ => ("is being read".to_owned(), false),
    };
    Line { name, about, is_failed }
}

/// `last 0.95, min 0.6, max 0.96 of 120 values, 2 gaps`.
fn summary(summary: &Summary, is_cut: bool) -> String {
    let Some(last) = summary.last else { return "nothing was logged under this name".to_owned() };
    let mut parts = vec![format!("last {}", number(last))];
    if summary.count > 1
        && let (Some(least), Some(greatest)) = (summary.least, summary.greatest)
    {
        parts.push(format!("min {}", number(least)));
        parts.push(format!("max {}", number(greatest)));
    }
    parts.push(count(summary.count, "value", "values"));
    if summary.gaps > 0 {
        parts.push(count(summary.gaps, "gap", "gaps"));
    }
    if is_cut {
        parts.push("the first ones were not read".to_owned());
    }
    parts.join(", ")
}

fn number(value: f64) -> String {
    listed::logged(LoggedValue::Number(value))
}

fn line_ui(ui: &Ui, row: &mut Row, line: &Line) {
    let palette = Palette::of(ui.visuals());
    row.describe(Role::Row, || format!("{}: {}", line.name, line.about));
    row.background(ui);
    let inner = row.rect.shrink2(vec2(6.0, 2.0));
    let mark = Rect::from_min_size(pos2(inner.left(), inner.top()), vec2(26.0, inner.height() / 2.0));
    Mark::of(row.item, palette).paint(ui.painter(), mark);
    let text = inner.with_min_x(mark.right() + 8.0);
    let (_, is_cut) = widgets::paint_line(ui, text.with_max_y(inner.center().y), &line.name, theme::body(), palette.text);
    let color = if line.is_failed { palette.error } else { palette.text_second };
    let (_, about_cut) = widgets::paint_line(ui, text.with_min_y(inner.center().y), &one_line(&line.about), theme::small(), color);
    if is_cut || about_cut {
        row.response.clone().on_hover_text(format!("{}\n{}", line.name, line.about));
    }
}
