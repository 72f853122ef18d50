//! The verdict: the answer, for whom, and the first of its reasons.

use std::borrow::Cow;

use egui::{Align, Color32, Id, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{Answer, CompareView, PairScene, Summary, focus_list, grade_look, paint_sentence};
use crate::compare::rules::{Caller, Grade};
use crate::compare::sections::INPUTS;
use crate::compare::{Callers, Compatibility, Reason};
use crate::mlmodel::display::{clipped, count, grouped, one_line};
use crate::ui::command::{Action, Command};
use crate::ui::icons::Icon;
use crate::ui::rows::{Asked, Done, ListView, Row, Rows};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Reasons that are shown at once; one more takes the place of the line that says how many are left.
const FIRST: usize = 3;

/// The most that is shown of the opened list, in points: ten reasons, or fewer where the window is low.
fn most(ui: &Ui) -> f32 {
    (ui.content_rect().height() * 0.3).clamp(3.0 * theme::VERDICT_REASON, 10.0 * theme::VERDICT_REASON)
}

/// Draws the verdict and its reasons.
pub fn ui(ui: &mut Ui, scene: &mut PairScene<'_>, view: &mut CompareView, narrow: bool) {
    ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
    let reasons = &scene.pair.diff.comparison().verdict.reasons;
    let rows = if view.reasons_open || reasons.len() <= FIRST + 1 { reasons.len() } else { FIRST + 1 };
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let height = (rows as f32 * theme::VERDICT_REASON).min(most(ui))
        + if view.reasons_open && reasons.len() > FIRST + 1 { theme::VERDICT_REASON } else { 0.0 };
    if narrow {
        narrow_ui(ui, scene, view, height);
    } else {
        wide_ui(ui, scene, view, height);
    }
}

/// The answer over its reasons, which are `height` points high.
fn narrow_ui(ui: &mut Ui, scene: &mut PairScene<'_>, view: &mut CompareView, height: f32) {
    let width = ui.available_width();
    let has_own_line = width < theme::VERDICT_STACKED;
    // The longest of the answers leaves no room for the callers beside it.
    let callers_below = answer_width(ui, &view.summary) + 8.0 + callers_width(ui, &view.summary) > width;
    ui.horizontal(|ui| {
        ui.set_height(28.0);
        answer_ui(ui, &view.summary);
        if !callers_below {
            callers_ui(ui, &view.summary);
        }
        if !has_own_line {
            let room = ui.available_width() - controls_width(ui, view);
            ui.add_space((room - 8.0).max(0.0));
            controls_ui(ui, view, true, scene.actions);
        }
    });
    if callers_below {
        callers_ui(ui, &view.summary);
    }
    if has_own_line {
        ui.horizontal(|ui| {
            ui.set_height(28.0);
            controls_ui(ui, view, true, scene.actions);
        });
    }
    ui.add_space(2.0);
    ui.allocate_ui(vec2(width, height), |ui| reasons_ui(ui, scene, view));
    widgets::label(ui, view.summary.remark, theme::small(), Palette::of(ui.visuals()).text_hint);
}

/// The answer at the left, its reasons in the middle, the controls at the right.
fn wide_ui(ui: &mut Ui, scene: &mut PairScene<'_>, view: &mut CompareView, height: f32) {
    let is_stacked = callers_width(ui, &view.summary) > theme::ANSWER;
    let height = height.max(if is_stacked { 76.0 + theme::CALLER } else { 88.0 });
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let left = rect.with_max_x(rect.left() + theme::ANSWER);
    let right = rect.with_min_x(rect.right() - 188.0);
    let middle = Rect::from_x_y_ranges(left.right() + 12.0..=right.left() - 12.0, rect.y_range());
    ui.scope_builder(UiBuilder::new().max_rect(left), |ui| {
        answer_ui(ui, &view.summary);
        ui.add_space(2.0);
        callers_ui(ui, &view.summary);
        ui.add(egui::Label::new(egui::RichText::new(view.summary.remark).small().color(Palette::of(ui.visuals()).text_hint)).wrap());
    });
    ui.scope_builder(UiBuilder::new().max_rect(middle), |ui| reasons_ui(ui, scene, view));
    let controls = UiBuilder::new().max_rect(right).layout(Layout::top_down(Align::Max));
    ui.scope_builder(controls, |ui| controls_ui(ui, view, false, scene.actions));
}

fn answer_width(ui: &Ui, summary: &Summary) -> f32 {
    widgets::line(ui, summary.headline, theme::section(), Color32::WHITE, theme::HEADLINE).size().x + theme::BESIDE_HEADLINE
}

/// The answer in a pill, its shape telling it too.
fn answer_ui(ui: &mut Ui, summary: &Summary) {
    let palette = Palette::of(ui.visuals());
    let Look { icon, color, fill } = Look::of(summary.both, palette);
    let headline = summary.headline;
    let galley = widgets::line(ui, headline, theme::section(), color, theme::HEADLINE);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + theme::BESIDE_HEADLINE, 28.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("Verdict: {headline}")));
    ui.painter().rect_filled(rect, egui::CornerRadius::same(14), fill);
    icon.paint(ui.painter(), Rect::from_center_size(pos2(rect.left() + 18.0, rect.center().y), vec2(16.0, 16.0)), color, fill);
    ui.painter().galley(pos2(rect.left() + 32.0, rect.center().y - galley.size().y / 2.0), galley, color);
    response.on_hover_text(match summary.both.compatibility {
        Compatibility::Breaking => "B cannot take A's place: something that callers of A send is refused, or something they read is gone.",
        Compatibility::Unknown => "Nobody can say whether callers of A would notice B: one side does not record what goes in and out.",
        Compatibility::Compatible if summary.both.spares_most => {
            "What callers of A commonly send is taken by B. The risky reasons name what is refused: values at the edge of a type, or a form of request."
        }
        Compatibility::Compatible => {
            "Whatever callers of A send is taken by B, and they find what they read. Whether B predicts well is another question."
        }
    });
}

/// How an answer looks.
struct Look {
    icon: Icon,
    color: Color32,
    /// Behind it.
    fill: Color32,
}

impl Look {
    fn of(answer: Answer, palette: &Palette) -> Self {
        let (icon, color, fill) = match answer.compatibility {
            Compatibility::Compatible if answer.spares_most => (Icon::Warning, palette.warning, palette.warning_surface),
            Compatibility::Breaking => (Icon::Error, palette.error, palette.error_surface),
            Compatibility::Unknown => (Icon::Question, palette.warning, palette.warning_surface),
            Compatibility::Compatible => (Icon::Tick, palette.ok, palette.ok_surface),
        };
        Self { icon, color, fill }
    }
}

/// What is said of one kind of caller.
fn caller_text(caller: Caller, summary: &Summary) -> String {
    let name = match caller {
        Caller::Rest => "REST",
        Caller::Python => "Python",
    };
    let answer = summary.each.get(caller);
    let word = match answer.compatibility {
        Compatibility::Compatible if answer.spares_most => "few change",
        Compatibility::Breaking => "breaks",
        Compatibility::Unknown => "cannot be told",
        Compatibility::Compatible => "no change",
    };
    format!("{name} {word}")
}

/// How wide the callers are beside one another.
fn callers_width(ui: &Ui, summary: &Summary) -> f32 {
    let width =
        |caller| widgets::line(ui, &caller_text(caller, summary), theme::small(), Color32::WHITE, 160.0).size().x + theme::BESIDE_CALLER;
    Caller::ALL.into_iter().map(width).sum::<f32>() + theme::BETWEEN_CALLERS
}

/// The answer for each kind of caller, beside one another where there is room.
fn callers_ui(ui: &mut Ui, summary: &Summary) {
    let layout = if callers_width(ui, summary) <= ui.available_width() {
        Layout::left_to_right(Align::Center)
    } else {
        Layout::top_down(Align::Min)
    };
    let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.spacing_mut().item_spacing = vec2(theme::BETWEEN_CALLERS, 2.0);
        for caller in Caller::ALL {
            caller_ui(ui, caller, summary);
        }
    });
}

fn caller_ui(ui: &mut Ui, caller: Caller, summary: &Summary) {
    let palette = Palette::of(ui.visuals());
    let Look { icon, color, .. } = Look::of(*summary.each.get(caller), palette);
    let text = caller_text(caller, summary);
    let galley = widgets::line(ui, &text, theme::small(), palette.text_second, 160.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + theme::BESIDE_CALLER, theme::CALLER), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
    let sign = Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), vec2(16.0, 16.0));
    icon.paint(ui.painter(), sign, color, palette.surface);
    ui.painter().galley(pos2(rect.left() + 22.0, rect.center().y - galley.size().y / 2.0), galley, palette.text_second);
    response.on_hover_text(match caller {
        Caller::Rest => "Requests to the scoring server: JSON is cast to the declared types",
        Caller::Python => "predict of a model loaded in the same process: strict on types",
    });
}

/// Where the person is among the changes, or how many there are.
fn counter(view: &CompareView) -> String {
    let total = view.change_count();
    match view.list.selected.and_then(|line| view.lines.change_at(line)) {
        _ if !view.summary.is_comparable => "nothing to compare".to_owned(),
        _ if total == 0 => "no change".to_owned(),
        Some(at) => format!("change {} of {}", grouped(at + 1), grouped(total)),
        None => count(total, "change", "changes"),
    }
}

/// How wide the controls are on one line.
fn controls_width(ui: &mut Ui, view: &CompareView) -> f32 {
    let width = |text: &str, font| widgets::line(ui, text, font, Color32::WHITE, 400.0).size().x;
    let words = 36.0 + width(Command::OnlyDifferences.text(), theme::body()) + width(&counter(view), theme::small());
    let buttons = ui.scope(|ui| {
        ui.spacing_mut().button_padding = theme::SLIM_BUTTON_PAD;
        widgets::buttons_width(ui, &["Previous", "Next"])
    });
    words + buttons.inner + 2.0 * ui.spacing().item_spacing.x
}

fn controls_ui(ui: &mut Ui, view: &mut CompareView, narrow: bool, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let total = view.change_count();
    let counter = counter(view);
    let toggle = |ui: &mut Ui, actions: &mut Vec<Action>| {
        let response = widgets::switch(ui, view.shown.only_changes, Command::OnlyDifferences.text());
        if response.clicked() {
            actions.push(Action::Run(Command::OnlyDifferences));
        }
        response.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::OnlyDifferences));
    };
    let steps = |ui: &mut Ui, actions: &mut Vec<Action>| {
        ui.add_enabled_ui(total > 0, |ui| {
            for (command, text) in [(Command::PreviousChange, "Previous"), (Command::NextChange, "Next")] {
                let response = ui.button(text).on_hover_ui(|ui| widgets::command_tooltip(ui, command));
                if response.clicked() {
                    actions.push(Action::Run(command));
                }
            }
        });
    };
    if narrow {
        ui.spacing_mut().button_padding = theme::SLIM_BUTTON_PAD;
        toggle(ui, actions);
        widgets::label(ui, &counter, theme::small(), palette.text_second);
        steps(ui, actions);
        return;
    }
    toggle(ui, actions);
    ui.add_space(4.0);
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
    let line = line.with_min_x(line.right() - widgets::buttons_width(ui, &["Previous", "Next"]));
    ui.scope_builder(UiBuilder::new().max_rect(line).layout(Layout::left_to_right(Align::Center)), |ui| steps(ui, actions));
    ui.add_space(2.0);
    let (rect, response) = ui.allocate_exact_size(vec2(180.0, 18.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &counter));
    widgets::paint_right(ui, rect, &counter, theme::body(), palette.text_second);
}

fn reasons_ui(ui: &mut Ui, scene: &mut PairScene<'_>, view: &mut CompareView) {
    let diff = &*scene.pair.diff;
    let reasons = &diff.comparison().verdict.reasons;
    if reasons.is_empty() {
        let text = if diff.comparison().is_comparable(&INPUTS) {
            "No difference that callers could notice."
        } else {
            "Without the inputs of both there is nothing to compare."
        };
        widgets::label(ui, text, theme::body(), Palette::of(ui.visuals()).text_second);
        return;
    }
    let is_long = reasons.len() > FIRST + 1;
    let shown = if is_long && !view.reasons_open { FIRST } else { reasons.len() };
    let done = reason_list_ui(ui, scene, &mut view.reasons, &reasons[..shown]);
    if is_long && more_ui(ui, scene.tab, if view.reasons_open { "Show the first three only" } else { &view.summary.rest }) {
        view.reasons_open = !view.reasons_open;
    }
    let Some(reason) = view.reasons.selected.and_then(|i| reasons.get(i)) else { return };
    if done.clicked.is_some() || done.asked == Some(Asked::Activate) {
        view.jump(diff, &reason.place);
        focus_list(ui, scene.tab);
    } else if done.asked == Some(Asked::Copy) {
        scene.actions.push(Action::Copy(ReasonText::of(reason).whole()));
    }
}

/// The reasons in a list, which scrolls where there are many.
fn reason_list_ui(ui: &mut Ui, scene: &mut PairScene<'_>, list: &mut ListView, reasons: &[Reason]) -> Done {
    ui.spacing_mut().item_spacing.y = 0.0;
    #[expect(clippy::cast_precision_loss, reason = "as many as a person looks at")]
    let height = (reasons.len() as f32 * theme::VERDICT_REASON).min(most(ui));
    let rows = Rows::new(Id::unique(("verdict reasons", scene.tab)), "Reasons", reasons.len(), theme::VERDICT_REASON);
    widgets::list_space(ui, height, |ui| rows.show(ui, list, |ui, row| reason_ui(ui, row, &reasons[row.item], scene.actions)))
}

/// What stands behind the first three: `and 37 more: 4 breaking, 2 risky, 31 safe`.
pub(super) fn rest_text(reasons: &[Reason]) -> String {
    let rest = reasons.get(FIRST..).unwrap_or_default();
    let of = |grade: Grade| rest.iter().filter(|reason| reason.grade(Callers::Any) == Some(grade)).count();
    let parts: Vec<String> = [Grade::Breaking, Grade::Risky, Grade::Safe]
        .into_iter()
        .filter(|grade| of(*grade) > 0)
        .map(|grade| format!("{} {}", grouped(of(grade)), grade.word()))
        .collect();
    format!("and {} more: {}", grouped(rest.len()), parts.join(", "))
}

/// A reason in words, safe to show.
struct ReasonText<'a> {
    subject: Cow<'a, str>,
    predicate: String,
}

impl<'a> ReasonText<'a> {
    fn of(reason: &'a Reason) -> Self {
        Self { subject: clipped(&reason.subject, 60), predicate: one_line(&reason.predicate(Callers::Any)).into_owned() }
    }

    fn whole(&self) -> String {
        format!("{} {}", self.subject, self.predicate)
    }
}

/// One reason on one line.
fn reason_ui(ui: &Ui, row: &Row, reason: &Reason, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let rect = row.rect;
    let grade = reason.grade(Callers::Any).unwrap_or(Grade::Safe);
    let text = ReasonText::of(reason);
    row.describe(Role::ListItem, || format!("{}: {}", grade.word(), text.whole()));
    row.background(ui);
    let (icon, color) = grade_look(grade, palette);
    let under = if row.is_selected {
        palette.selected
    } else if row.response.hovered() {
        palette.hovered
    } else {
        palette.surface
    };
    icon.paint(ui.painter(), Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), vec2(16.0, 16.0)), color, under);
    let color = if grade == Grade::Safe { palette.text_second } else { palette.text };
    let is_cut = paint_sentence(ui, rect.with_min_x(rect.left() + 24.0), &text.subject, &text.predicate, color);
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy").clicked() {
            actions.push(Action::Copy(text.whole()));
        }
    });
    if is_cut || text.subject.len() != reason.subject.len() {
        row.response.clone().on_hover_text(format!("{} {}", one_line(&reason.subject), text.predicate));
    }
}

/// The line that opens or closes the rest of the reasons.
fn more_ui(ui: &mut Ui, tab: u64, text: &str) -> bool {
    let palette = Palette::of(ui.visuals());
    let galley = widgets::line(ui, text, theme::body(), palette.accent, ui.available_width() - 24.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::VERDICT_REASON), Sense::hover());
    let hit = rect.with_max_x(rect.left() + 24.0 + galley.size().x);
    let response = ui.interact(hit, Id::unique(("more reasons", tab)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let at = pos2(rect.left() + 24.0, rect.center().y - galley.size().y / 2.0);
    let line = galley.size().x;
    ui.painter().galley(at, galley, palette.accent);
    if response.hovered() {
        let y = rect.center().y + 8.0;
        ui.painter().hline(at.x..=at.x + line, y, egui::Stroke::new(1.0, palette.accent));
    }
    widgets::focus_ring(ui, &response, hit);
    response.clicked()
}
