//! The curves of a metric: of one run, or of several over one another.

mod legend;
mod marks;
mod plot;
pub(super) mod state;
mod table;

use egui::{Id, Popup, PopupCloseBehavior, Role, Ui, WidgetInfo, vec2};

use super::command::{Action, Command};
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{clipped, count, one_line};
use crate::present::curve::Along;
pub use state::{CurvesDialog, HistoryState};

/// Beside the plot stand the names, where there is room for both.
const LEGEND: f32 = 320.0;
/// With less room the names stand below.
const BESIDE: f32 = 720.0;
/// Room for the smoothing, with its name and number.
const SMOOTHING: f32 = 264.0;
/// Room for the buttons below, on one line; with less they take two.
const BUTTONS: f32 = 440.0;
/// Metrics of the menu that are shown at once.
const MAX_METRICS: usize = 500;

/// Draws the dialog, where it is open.
pub fn ui(ui: &mut Ui, dialog: Option<&mut CurvesDialog>, actions: &mut Vec<Action>) {
    let Some(dialog) = dialog else { return };
    let content = ui.content_rect();
    let size = vec2((content.width() - 80.0).min(1_200.0), (content.height() - 110.0).min(760.0));
    let modal = widgets::modal(ui, "curves", Command::Curves.text()).show(ui, |ui| {
        ui.set_width(size.x);
        let top = ui.cursor().top();
        heading_ui(ui, dialog, actions);
        ui.add_space(8.0);
        // The buttons stand below.
        let buttons = if size.x < BUTTONS { 2.0 } else { 1.0 } * (theme::BUTTON + 4.0) + 12.0;
        let height = (size.y - (ui.cursor().top() - top) - buttons).max(120.0);
        let space = ui.allocate_space(vec2(ui.available_width(), height)).1;
        ui.scope_builder(egui::UiBuilder::new().max_rect(space), |ui| body_ui(ui, dialog, actions));
        ui.add_space(10.0);
        buttons_ui(ui, dialog, actions)
    });
    if modal.inner || modal.should_close() {
        actions.push(Action::CloseCurves);
    }
}

/// The metric, and how it is drawn.
fn heading_ui(ui: &mut Ui, dialog: &mut CurvesDialog, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 8.0);
        metric_menu(ui, dialog, actions);
        let along = [
            (Along::Step, "Step", "By the step that was logged with each value"),
            (Along::Time, "Time", "By the time since the first value of each run"),
        ];
        if widgets::choice(ui, "Along", &mut dialog.form.along, &along) {
            dialog.resets = true;
        }
        if widgets::switch(ui, dialog.form.is_log, "Log scale").on_hover_text("Values that are not above zero are gaps").clicked() {
            dialog.form.is_log = !dialog.form.is_log;
            dialog.resets = true;
        }
        if ui.available_size_before_wrap().x < SMOOTHING {
            ui.end_row();
        }
        ui.horizontal(|ui| {
            let name = ui.label("Smoothing").on_hover_text("How much of a value is what came before it; what was logged stays behind it");
            let slider = egui::Slider::new(&mut dialog.form.smoothing, 0.0..=0.99).step_by(0.01).fixed_decimals(2);
            ui.add(slider).labelled_by(name.id);
        });
        let mut shows_table = dialog.shows_table;
        let forms = [(false, "Curves", "As curves over one another"), (true, "Table", "As numbers, a row for each step")];
        if widgets::choice(ui, "Shown", &mut shows_table, &forms) {
            dialog.shows_table = shows_table;
        }
        if dialog.asked > dialog.runs.len() {
            let text = format!("The first {} of {}", dialog.runs.len(), count(dialog.asked, "run", "runs"));
            widgets::label(ui, &text, theme::body(), palette.warning);
        }
    });
}

fn metric_menu(ui: &mut Ui, dialog: &mut CurvesDialog, actions: &mut Vec<Action>) {
    let response = ui.button(egui::RichText::new(clipped(&one_line(&dialog.metric), 60)).font(theme::section()));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Metric: {}", one_line(&dialog.metric))));
    let mut chosen = None;
    Popup::menu(&response).accessible_name("Metrics").close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(280.0);
        if dialog.metrics.len() > 12 {
            let field = egui::TextEdit::singleline(&mut dialog.search).hint_text("Find a metric").desired_width(f32::INFINITY);
            let field = ui.add(field);
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find a metric"));
        }
        let words = dialog.search.to_lowercase();
        widgets::menu_list(ui, |ui| {
            let found = dialog.metrics.iter().filter(|metric| metric.to_lowercase().contains(&words)).take(MAX_METRICS);
            for metric in found {
                if ui.selectable_label(*metric == dialog.metric, clipped(&one_line(metric), 60)).clicked() {
                    chosen = Some(metric.clone());
                }
            }
        });
    });
    if let Some(metric) = chosen {
        Popup::close_id(ui.ctx(), Popup::default_response_id(&response));
        dialog.show(metric);
        actions.push(Action::ReadCurves);
    }
}

/// Plot and names, or the numbers.
fn body_ui(ui: &mut Ui, dialog: &mut CurvesDialog, actions: &mut Vec<Action>) {
    let whole = ui.max_rect();
    dialog.picture = Some(whole.expand(6.0));
    let drawn = dialog.drawn();
    if dialog.shows_table {
        table::ui(ui, dialog, &drawn, actions);
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "eight runs at most")]
    let rows = dialog.runs.len() as f32 * theme::TWO_LINES;
    let is_beside = whole.width() >= BESIDE;
    let (plot, names) = if is_beside {
        whole.split_left_right_at_x(whole.right() - LEGEND)
    } else {
        whole.split_top_bottom_at_y(whole.bottom() - rows.min(whole.height() * 0.4))
    };
    let gap = if is_beside { vec2(12.0, 0.0) } else { vec2(0.0, 8.0) };
    let plot = egui::Rect::from_min_max(plot.min, plot.max - gap);
    let pointed = ui.scope_builder(egui::UiBuilder::new().max_rect(plot), |ui| plot::ui(ui, dialog, &drawn)).inner;
    ui.scope_builder(egui::UiBuilder::new().max_rect(names), |ui| legend::ui(ui, dialog, &drawn, pointed, actions));
}

/// What can be taken along; whether the dialog is to be closed.
fn buttons_ui(ui: &mut Ui, dialog: &mut CurvesDialog, actions: &mut Vec<Action>) -> bool {
    ui.horizontal_wrapped(|ui| {
        let is_ready = !dialog.is_reading();
        let copy = ui.add_enabled(is_ready, egui::Button::new("Copy numbers"));
        if copy.on_hover_text("Every value of the metric, a row for each step, for a spreadsheet").clicked() {
            actions.push(Action::CopyCurves);
        }
        let save = ui.add_enabled(is_ready && !dialog.shows_table, egui::Button::new("Save picture…"));
        if save.on_hover_text("What is seen here as a PNG file").clicked() {
            actions.push(Action::SaveCurves);
        }
        if !dialog.shows_table
            && ui.button("Show all").on_hover_text("The whole of every curve again; a double click on them does the same").clicked()
        {
            dialog.resets = true;
        }
        ui.button("Close").clicked()
    })
    .inner
}

/// The list of names, for those who go there by key.
fn legend_id() -> Id {
    Id::unique("curves legend")
}
