//! The plot.

use egui::{Sense, Stroke, Ui, Vec2b};
use egui_plot::{AxisHints, GridMark, Line, Plot, PlotPoint, PlotPoints, PlotUi, Points, VLine};

use super::marks::Mark;
use super::state::{CurvesDialog, DrawnCurve, DrawnCurves};
use crate::library::LoggedValue;
use crate::present::curve::{Along, Range};
use crate::present::listed;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Marks on a curve.
const MARKS: usize = 7;

/// Draws it; where the pointer is on the axis to the right.
pub(super) fn ui(ui: &mut Ui, dialog: &mut CurvesDialog, drawn: &DrawnCurves) -> Option<f64> {
    let palette = Palette::of(ui.visuals());
    let Some([xs, ys]) = drawn.bounds else {
        let text = if dialog.is_reading() { "Reading what was logged…" } else { "No finite number was logged under this name." };
        widgets::paragraph(ui, text, palette.text_second);
        return None;
    };
    // A lone value stands in the middle.
    let (xs, ys) = (roomy(xs, 0.5), roomy(ys, ys.from.abs().max(1.0) * 0.1));
    let form = dialog.form;
    let along = form.along;
    let x_axis = AxisHints::new_x()
        .label(if along == Along::Step { "step" } else { "time since the first value" })
        .formatter(move |mark, seen| if along == Along::Step { step(mark, seen) } else { seconds(mark.value) })
        .tick_label_font(theme::small());
    let y_axis = AxisHints::new_y()
        .formatter(move |mark, _| number(if form.is_log { 10_f64.powf(mark.value) } else { mark.value }))
        .tick_label_font(theme::small());
    let mut plot = Plot::new(("curves", dialog.number))
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis])
        .show_crosshair(false)
        .show_x(false)
        .show_y(false)
        .label_formatter(|_| None)
        .grid_color(palette.separator)
        .set_margin_fraction(egui::vec2(0.02, 0.06))
        .include_x(xs.from)
        .include_x(xs.to)
        .include_y(ys.from)
        .include_y(ys.to)
        .sense(Sense::CLICK | Sense::DRAG);
    if std::mem::take(&mut dialog.resets) {
        plot = plot.reset();
    }
    let runs: Vec<(usize, String)> = dialog.runs.iter().enumerate().map(|(i, run)| (i, run.name.clone())).collect();
    let shown = plot.show(ui, |plot| {
        let seen = plot.plot_bounds();
        let is_known = seen.is_valid() && plot.auto_bounds() != Vec2b::TRUE;
        let range = if is_known { Range { from: seen.min()[0], to: seen.max()[0] } } else { xs };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the width of a screen")]
        let columns = (plot.transform().frame().width() * plot.ctx().pixels_per_point()).clamp(64.0, 10_000.0) as usize;
        for (run, name) in &runs {
            if let Some(Some(curve)) = drawn.curves.get(*run) {
                Shown { curve, name, mark: Mark::of(*run, palette) }.ui(plot, range, columns);
            }
        }
        let pointed = plot.pointer_coordinate().filter(|_| plot.response().hovered()).map(|point| point.x);
        if let Some(x) = pointed {
            plot.vline(VLine::new("pointer", x).stroke(Stroke::new(1.0, palette.text_hint)).allow_hover(false));
        }
        pointed
    });
    shown.response.on_hover_cursor(egui::CursorIcon::Crosshair);
    shown.inner
}

/// A range of one value with room on both sides.
fn roomy(range: Range, least: f64) -> Range {
    if range.to > range.from { range } else { Range { from: range.from - least, to: range.to + least } }
}

/// One curve on the plot.
struct Shown<'a> {
    curve: &'a DrawnCurve,
    name: &'a str,
    mark: Mark,
}

impl Shown<'_> {
    /// Draws what is seen of it, on so many columns of points.
    fn ui(&self, plot: &mut PlotUi<'_>, seen: Range, columns: usize) {
        let color = self.mark.color;
        if let Some(raw) = &self.curve.raw {
            let faint = Stroke::new(1.0, color.gamma_multiply(0.35));
            raw.lines(seen, columns).into_iter().for_each(|points| plot.line(self.line(points, faint)));
        }
        let lines = self.curve.curve.lines(seen, columns);
        let count: usize = lines.iter().map(Vec::len).sum();
        // Evenly over what is drawn, and at its end.
        let marked: Vec<[f64; 2]> = lines.iter().flatten().rev().step_by((count / MARKS).max(1)).copied().collect();
        // A value between two gaps is no line.
        let alone: Vec<[f64; 2]> = lines.iter().filter(|line| line.len() == 1).flatten().copied().collect();
        for points in lines.into_iter().filter(|line| line.len() > 1) {
            plot.line(self.line(points, Stroke::new(1.75, color)));
        }
        plot.points(self.points(marked, 4.0));
        plot.points(self.points(alone, 3.0));
    }

    fn line<'b>(&self, points: Vec<[f64; 2]>, stroke: Stroke) -> Line<'b> {
        Line::new(self.name, PlotPoints::from(points)).stroke(stroke).allow_hover(false)
    }

    fn points<'b>(&self, points: Vec<[f64; 2]>, radius: f32) -> Points<'b> {
        let points = Points::new(self.name, PlotPoints::from(points)).color(self.mark.color);
        points.shape(self.mark.shape).radius(radius).allow_hover(false)
    }
}

fn number(value: f64) -> String {
    listed::logged(LoggedValue::Number(value))
}

/// Steps are whole: between them nothing is written.
fn step(mark: GridMark, _: &std::ops::RangeInclusive<f64>) -> String {
    if mark.value.fract() == 0.0 { format!("{:.0}", mark.value) } else { String::new() }
}

/// Seconds in few characters: `90 s`, `12 min`, `3.5 h`, `2 d`.
pub(super) fn seconds(seconds: f64) -> String {
    let of = |unit: f64, name: &str| format!("{} {name}", number((seconds / unit * 100.0).round() / 100.0));
    match seconds.abs() {
        0.0..120.0 => of(1.0, "s"),
        120.0..7_200.0 => of(60.0, "min"),
        7_200.0..172_800.0 => of(3_600.0, "h"),
        _ => of(86_400.0, "d"),
    }
}

/// The value of a curve nearest to a place on the axis to the right, and where it stands.
pub(super) fn at(drawn: &DrawnCurve, x: f64, is_log: bool) -> Option<PlotPoint> {
    let [x, y] = drawn.curve.nearest(x)?;
    Some(PlotPoint::new(x, if is_log { 10_f64.powf(y) } else { y }))
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_are_short() {
        for (value, text) in [(0.0, "0 s"), (90.5, "90.5 s"), (600.0, "10 min"), (9_000.0, "2.5 h"), (400_000.0, "4.63 d")] {
            assert_eq!(seconds(value), text);
        }
    }
}
