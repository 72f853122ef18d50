//! Would this request be accepted: its text at the left, the answer at the right.

mod editor;

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use egui::{Frame, Id, Margin, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use editor::{Editor, Mark};

use super::command::{Action, Command};
use super::icons::Icon;
use super::rows::{Asked, ListView, Row, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::widgets;
use crate::enforce::{Contract, Form, Media, Receiver, RequestCheck, codes};
use crate::mlmodel::display::{bytes, clipped, count, grouped};
use crate::platforms::Group;
use crate::present::request::{AnswerLine, Outcome, headline, lines, not_listed, unchecked};
use crate::snippets::Language;

/// A larger text is not held in the editor, and not checked on the window's thread.
pub const EDITOR_LIMIT: usize = 48_000;

/// A request that is being looked at.
#[derive(Debug, Default)]
pub struct RequestView {
    pub text: String,
    /// What is too large for the editor; it is checked in place of the text.
    pub large: Option<LargeRequest>,
    pub media: Media,
    pub receiver: Receiver,
    pub state: CheckState,
    pub list: ListView,
    /// Bytes of the text that are selected and brought into view when it is next drawn.
    go: Option<Range<usize>>,
    /// Of the newest thing that was asked for; an answer to an older one is dropped.
    pub number: u64,
    /// A request is on its way from a file, or being made.
    pub is_fetching: bool,
}

/// A large request.
#[derive(Clone, Debug)]
pub struct LargeRequest {
    /// The file's name, or where it comes from.
    pub name: String,
    pub bytes: Arc<Vec<u8>>,
}

/// How far the check is.
#[derive(Clone, Debug, Default)]
pub enum CheckState {
    /// There is nothing to check.
    #[default]
    Empty,
    /// Since then.
    Checking(Instant),
    Done(Arc<Checked>),
    /// It cannot be checked: why.
    Failed(String),
}

/// The answer, laid out.
#[derive(Debug)]
pub struct Checked {
    pub answer: RequestCheck,
    headline: String,
    /// That it is a body for another server, and what this one wants instead.
    recognised: Option<String>,
    lines: Vec<AnswerLine>,
    /// The places in the text that they are about.
    marks: Vec<Mark>,
}

impl Checked {
    /// Lays out what one of those who take requests says; `text` is what was checked, where it is small enough for the editor.
    #[must_use]
    pub fn of(answer: RequestCheck, receiver: impl Into<Receiver>, text: Option<&str>) -> Self {
        let receiver = receiver.into();
        let lines = lines(&answer);
        let marks = text.map(|text| Mark::all(&lines, text)).unwrap_or_default();
        Self { headline: headline(&answer, receiver), recognised: answer.recognised(receiver), lines, marks, answer }
    }

    /// Whether the text could be read as what it was sent as.
    #[must_use]
    fn is_json(&self) -> bool {
        self.answer.form != Some(Form::Csv) && self.answer.refusals.first().is_none_or(|first| first.code != codes::NOT_JSON)
    }
}

fn icon(outcome: Outcome) -> Icon {
    match outcome {
        Outcome::Refused => Icon::Error,
        Outcome::Changed => Icon::Warning,
        Outcome::Converted => Icon::Note,
    }
}

impl RequestView {
    /// Whether there is anything to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.large.is_none() && self.text.trim().is_empty()
    }

    /// Whether its text is so small that it can be checked while a frame is made.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.large.is_none() && self.text.len() <= EDITOR_LIMIT
    }

    /// The same request to a model that was read again: it is judged anew, with other reasons.
    #[must_use]
    pub fn carried(self) -> Self {
        Self { list: self.list.carried(|_| None), ..self }
    }

    /// Takes a text, into the editor where it is small enough and text at all.
    pub fn hold(&mut self, name: String, bytes: Vec<u8>, media: Media) {
        self.media = media;
        self.list = ListView::default();
        match String::from_utf8(bytes) {
            Ok(text) if text.len() <= EDITOR_LIMIT => {
                self.text = text;
                self.large = None;
            }
            Ok(text) => self.large = Some(LargeRequest { name, bytes: Arc::new(text.into_bytes()) }),
            Err(error) => self.large = Some(LargeRequest { name, bytes: Arc::new(error.into_bytes()) }),
        }
    }
}

/// The editor, to give it the keyboard.
#[must_use]
pub fn editor_id(tab: u64) -> Id {
    Id::unique(("request", tab))
}

/// Draws the panel. An Azure endpoint is offered to those who deploy there.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut RequestView, deploys_to: Group) {
    let palette = Palette::of(ui.visuals());
    let contract = scene.loaded.model.folder().and_then(|folder| folder.model()).map(Contract::of);
    let contract = match contract {
        Some(Ok(contract)) => contract,
        Some(Err(why)) => {
            widgets::paragraph(ui, &format!("No request can be checked: {why}."), palette.text_second);
            return;
        }
        None => {
            widgets::paragraph(ui, "No request can be checked: the MLmodel cannot be read.", palette.text_second);
            return;
        }
    };
    tools_ui(ui, scene, view, deploys_to == Group::Azure);
    ui.add_space(4.0);
    let size = ui.available_size();
    if size.x >= theme::REQUEST_WIDE {
        ui.columns_const(|[left, right]| {
            widgets::from_left(left, |ui| text_ui(ui, scene, view, size.y));
            widgets::from_left(right, |ui| answer_ui(ui, scene, &contract, view));
        });
    } else {
        text_ui(ui, scene, view, (size.y * 0.45).max(80.0));
        ui.add_space(4.0);
        answer_ui(ui, scene, &contract, view);
    }
}

/// Who calls, in which format, and where a request can come from.
fn tools_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut RequestView, has_azure: bool) {
    let loaded = scene.loaded;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let callers = [
            (
                Receiver::Rest,
                "Scoring server",
                "mlflow models serve and its like: JSON is cast to the declared types first, sometimes with loss",
            ),
            (Receiver::Python, "Python", "predict of the loaded model: strict on dtypes; the JSON is read as pandas and numpy read it"),
            (
                Receiver::Azure,
                "Azure endpoint",
                "An online endpoint of Azure Machine Learning without a scoring script of your own: it takes input_data, as JSON",
            ),
        ];
        // What was chosen stays, whatever is deployed to since.
        let is_offered = has_azure || view.receiver == Receiver::Azure;
        let callers = if is_offered { &callers[..] } else { &callers[..2] };
        let mut asked = widgets::choice(ui, "Caller", &mut view.receiver, callers);
        let medias = [(Media::Json, "JSON", "application/json"), (Media::Csv, "CSV", "text/csv: the first line names the columns")];
        asked |= widgets::choice(ui, "Content type", &mut view.media, &medias);
        if asked {
            scene.actions.push(Action::CheckRequest);
        }
        ui.menu_button("New request", |ui| {
            let forms = loaded.forms.get(view.receiver);
            if forms.is_empty() {
                let why = if loaded.model.folder().and_then(|f| f.model()).is_some_and(|model| model.signature.is_some()) {
                    "No request of this kind fits the signature: a type in it cannot be sent"
                } else {
                    "There is no signature to make one from"
                };
                ui.add(egui::Label::new(why).wrap());
            }
            for form in forms {
                if ui.button(form.key()).on_hover_text(about(*form)).clicked() {
                    scene.actions.push(Action::MakeRequest(*form));
                }
            }
        })
        .response
        .on_hover_text("Write the smallest valid request of a form");
        if loaded.page.example.as_ref().is_some_and(|example| example.error.is_none())
            && ui.button("From example").on_hover_text("The request that MLflow makes of the saved input example").clicked()
        {
            scene.actions.push(Action::RequestFromExample);
        }
        widgets::command_button(ui, Command::OpenRequest, scene.actions);
        text_tools_ui(ui, scene, view);
    });
}

/// What is done with a request that is there. The buttons are always shown: nothing moves when the first letter is typed.
fn text_tools_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut RequestView) {
    let is_there = !view.is_empty();
    let is_text = is_there && view.large.is_none();
    let is_json = is_text && view.media == Media::Json && matches!(&view.state, CheckState::Done(checked) if checked.is_json());
    // They stay together.
    if ui.available_size_before_wrap().x < widgets::buttons_width(ui, &["Copy", "Clear", "Format"]) {
        ui.end_row();
    }
    if tool_ui(ui, is_text, "Copy", "Copy the request") {
        scene.actions.push(Action::Copy(view.text.clone()));
    }
    if tool_ui(ui, is_there, "Clear", "Empty the field") {
        view.text.clear();
        view.large = None;
        scene.actions.push(Action::CheckRequest);
    }
    if tool_ui(ui, is_json, "Format", "Lay out the JSON with line breaks; numbers and the order of names stay as they are") {
        scene.actions.push(Action::FormatRequest);
    }
}

/// A button that is faint while there is nothing to do with it; whether it was clicked.
fn tool_ui(ui: &mut Ui, is_enabled: bool, word: &str, about: &str) -> bool {
    ui.add_enabled(is_enabled, egui::Button::new(word)).on_hover_text(about).on_disabled_hover_text(about).clicked()
}

fn about(form: Form) -> &'static str {
    match form {
        Form::DataframeSplit => "A data frame: names once, then rows",
        Form::DataframeRecords => "A data frame: every row with its names",
        Form::Inputs => "Columns or tensors by name",
        Form::Instances => "The same, row by row",
        Form::InputData => "What an online endpoint of Azure Machine Learning takes",
        Form::Unified => "The body that chat and completion servers take",
        Form::Csv => "A line of names, then rows",
    }
}

fn text_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut RequestView, height: f32) {
    let palette = Palette::of(ui.visuals());
    if let Some(large) = &view.large {
        Frame::new().fill(palette.window).inner_margin(Margin::same(8)).corner_radius(theme::RADIUS).show(ui, |ui| {
            ui.set_min_height((height - 20.0).max(40.0));
            ui.set_width(ui.available_width());
            let text = format!("{}, {}", clipped(&large.name, 200), bytes(large.bytes.len() as u64));
            widgets::label(ui, &text, theme::strong(), palette.text);
            widgets::paragraph(ui, "It is checked as it is, and too large to be edited here. It begins:", palette.text_second);
            let head = String::from_utf8_lossy(&large.bytes[..large.bytes.len().min(600)]);
            let head = clipped(&head, 500).into_owned();
            ui.add(egui::Label::new(egui::RichText::new(head).font(theme::mono()).color(palette.text_second)).wrap());
        });
        return;
    }
    let hint = "Paste, type or drop a request here: JSON with dataframe_split, dataframe_records, inputs or instances, or CSV.";
    let marks = match &view.state {
        CheckState::Done(checked) => &*checked.marks,
        _ => &[],
    };
    let language = (view.media == Media::Json).then_some(Language::Json);
    Frame::new().fill(palette.window).corner_radius(theme::RADIUS).show(ui, |ui| {
        if (Editor { id: editor_id(scene.tab), hint, marks, language, height }).ui(ui, &mut view.text, &mut view.go) {
            scene.actions.push(Action::CheckRequest);
        }
    });
}

fn answer_ui(ui: &mut Ui, scene: &mut Scene<'_>, contract: &Contract<'_>, view: &mut RequestView) {
    let palette = Palette::of(ui.visuals());
    match view.state.clone() {
        CheckState::Empty => nothing_ui(ui, contract),
        CheckState::Checking(since) => {
            let waited = since.elapsed();
            if waited < theme::SHOW_WAITING_AFTER {
                ui.ctx().request_repaint_after(theme::SHOW_WAITING_AFTER.saturating_sub(waited));
            } else {
                widgets::paragraph(ui, "Checking…", palette.text_second);
            }
        }
        CheckState::Failed(why) => {
            ui.horizontal_wrapped(|ui| {
                widgets::icon(ui, Icon::Error, palette.error, "error");
                widgets::paragraph(ui, &why, palette.text);
            });
        }
        CheckState::Done(checked) => {
            verdict_ui(ui, &checked, view, scene.actions);
            reasons_ui(ui, scene, &checked, view);
        }
    }
}

/// What would be accepted, before there is a request.
fn nothing_ui(ui: &mut Ui, contract: &Contract<'_>) {
    let palette = Palette::of(ui.visuals());
    let text = match contract.inputs {
        None => "The model has no input signature: any data is taken, and only the form of a request can be checked.".to_owned(),
        Some(schema) if schema.is_tensors() => {
            format!(
                "The model takes {}. New request writes a valid one; nothing is sent anywhere.",
                count(schema.specs.len(), "tensor", "tensors")
            )
        }
        Some(schema) => {
            let required = schema.specs.iter().filter(|spec| spec.is_required()).count();
            let columns = count(schema.specs.len(), "column", "columns");
            format!("The model takes {columns}, {required} of them required. New request writes a valid one; nothing is sent anywhere.")
        }
    };
    widgets::paragraph(ui, &text, palette.text_second);
}

fn verdict_ui(ui: &mut Ui, checked: &Checked, view: &RequestView, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let answer = &checked.answer;
    let (icon, fill) = if !answer.is_accepted() {
        (Icon::Error, palette.error_surface)
    } else if answer.lossy() > 0 || answer.unchecked.is_some() {
        (Icon::Warning, palette.warning_surface)
    } else {
        (Icon::Tick, palette.ok_surface)
    };
    Frame::new().fill(fill).inner_margin(Margin::symmetric(10, 6)).corner_radius(theme::RADIUS).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal_top(|ui| {
            widgets::icon(ui, icon, icon.color(palette), if answer.is_accepted() { "accepted" } else { "refused" });
            let response =
                ui.add(egui::Label::new(egui::RichText::new(&checked.headline).font(theme::strong()).color(palette.text)).wrap());
            response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &checked.headline));
        });
        if answer.is_accepted() && answer.lossy() > 0 {
            let changed = count(answer.lossy(), "place changes on the way", "places change on the way");
            widgets::paragraph(ui, &format!("{changed}: what the model gets is not what was sent."), palette.text);
        }
        if let Some(unchecked) = unchecked(answer) {
            widgets::paragraph(ui, &unchecked, palette.text);
        }
        if let Some(recognised) = &checked.recognised {
            widgets::paragraph(ui, recognised, palette.text);
            if let Some(rewritten) = &answer.rewritten
                && view.is_small()
            {
                ui.horizontal_wrapped(|ui| {
                    if ui.button("Rewrite it").on_hover_text("The same data in a form that this caller takes").clicked() {
                        actions.push(Action::RewriteRequest);
                    }
                    let (icon, says) = if rewritten.answer.is_accepted() {
                        (Icon::Tick, "It will be accepted then.".to_owned())
                    } else {
                        (Icon::Error, "It will still be refused.".to_owned())
                    };
                    widgets::icon(ui, icon, icon.color(palette), if rewritten.answer.is_accepted() { "yes" } else { "no" });
                    widgets::label(ui, &says, theme::body(), palette.text);
                });
            }
        }
    });
    ui.add_space(4.0);
}

fn reasons_ui(ui: &mut Ui, scene: &mut Scene<'_>, checked: &Checked, view: &mut RequestView) {
    if checked.lines.is_empty() {
        return;
    }
    let rows = Rows::new(Id::unique(("reasons", scene.tab)), "Reasons and conversions", checked.lines.len(), theme::REQUEST_REASON);
    let done = rows.show(ui, &mut view.list, |ui, row| reason_ui(ui, row, &checked.lines[row.item], scene.actions));
    let is_asked = done.clicked.is_some() || done.asked == Some(Asked::Activate);
    if is_asked && view.large.is_none() {
        // The reason leads to its place.
        view.go = view.list.selected.and_then(|i| checked.lines.get(i)?.spot.as_ref()).map(|spot| spot.range.clone());
    }
    if done.asked == Some(Asked::Copy) {
        scene.actions.extend(view.list.selected.and_then(|i| checked.lines.get(i)).map(|line| Action::Copy(as_text(line))));
    }
    if let Some(not_listed) = not_listed(&checked.answer) {
        widgets::label(ui, &not_listed, theme::small(), Palette::of(ui.visuals()).text_second);
    }
}

fn reason_ui(ui: &Ui, row: &Row, line: &AnswerLine, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let rect = row.rect;
    let (place, message) = (line.place_text(), clipped(&line.message, 600));
    let at = line.spot.as_ref().map(|spot| format!("line {}", grouped(spot.position.line)));
    row.describe(Role::ListItem, || {
        let at = at.as_ref().map(|at| format!(", {at}")).unwrap_or_default();
        format!("{}: {place}: {message}{at}", line.outcome.word())
    });
    let hint = row.background(ui);
    let icon = icon(line.outcome);
    let sign = Rect::from_center_size(pos2(rect.left() + 14.0, rect.top() + 13.0), Vec2::splat(theme::ICON));
    icon.paint(ui.painter(), sign, icon.color(palette), palette.surface);
    let first = Rect::from_x_y_ranges(rect.left() + 30.0..=rect.right() - 8.0, rect.top() + 4.0..=rect.top() + 22.0);
    let second = Rect::from_x_y_ranges(first.x_range(), rect.top() + 21.0..=rect.bottom() - 3.0);
    let first = match &at {
        Some(at) => first.with_max_x(first.right() - widgets::paint_right(ui, first, at, theme::small(), hint) - 12.0),
        None => first,
    };
    let (width, _) = widgets::paint_line(ui, first, &place, theme::strong(), palette.text);
    let after = first.with_min_x(first.left() + width + 12.0);
    let (width, _) = widgets::paint_line(ui, after, line.code.name, theme::mono(), hint);
    let code = ui.interact(after.with_max_x(after.left() + width), row.response.id.with("code"), Sense::hover());
    code.widget_info(|| WidgetInfo::labeled(Role::Label, true, line.code.name));
    code.on_hover_text(line.code.meaning);
    let (_, is_cut) = widgets::paint_line(ui, second, &message, theme::body(), palette.text_second);
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy reason").clicked() {
            actions.push(Action::Copy(as_text(line)));
        }
    });
    if is_cut {
        row.response.clone().on_hover_text(message);
    }
}

fn as_text(line: &AnswerLine) -> String {
    let at = line.spot.as_ref().map(|spot| format!(", line {}", grouped(spot.position.line))).unwrap_or_default();
    format!("{}{at}: {} [{}]", line.place_text(), clipped(&line.message, 600), line.code)
}
